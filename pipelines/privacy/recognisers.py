"""Tells resident ids, bank cards and mobile numbers from other digits; pure functions of digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
"""GB 11643-1999: check character by the weighted sum of the first 17 digits modulo 11."""
_BIRTH_DATE = re.compile(r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_MOBILE = re.compile(r"(?:0|86|086|0086)?1[3-9][0-9]{9}")
_COUNTRY = ("86", "086", "0086")
_PREFIXES = (*_COUNTRY, "0")
CARD_DIGITS = range(13, 20)
_ONE_MOBILE = re.compile(r"(?:\+(?:00?)?86[ \-]*|(?:00?)?86[ \-]+)?(1[3-9][0-9](?:[ \-]*[0-9]){8})")
_DIGITS = re.compile("[0-9]+")
_GROUPED_MOBILE = (3, 4, 4)
_PRINTED_CARDS = (*((4, 4, 4, 4, last) for last in (3, 2, 1)), (4, 4, 4, 4), (4, 6, 5))
FIRST_GROUP = frozenset({3, 4})
"""How many digits a grouped number begins with; most numbers of a long list are none for this alone."""
_NO_CARD = ("0", "19", "20")
"""No bank card begins so, but rows of years do."""


def is_resident_id(text: str) -> bool:
    """Whether 18 characters are a resident id by their check character.

    >>> is_resident_id("11010519491231002X"), is_resident_id("110105194912310021")
    (True, False)
    """
    if len(text) != 18 or not text[:17].isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, text[:17], strict=True))
    return _ID_CHECKS[total % 11] == text[17].upper()


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit (ISO/IEC 7812-1) of the others.

    >>> [passes_luhn(digits) for digits in ("79927398713", "4111111111111111", "79927398710")]
    [True, True, False]
    """
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def can_open(group: str) -> bool:
    """Whether a number of any kind can begin with this group of digits; most groups of a long list cannot."""
    return len(group) >= 3 or group in _PREFIXES


def is_id(groups: Sequence[str]) -> bool:
    """Whether groups of digits written one after another are a resident id.

    Written in one piece the check character decides, as for a form; in several pieces it must hold a birth date too, or
    one in eleven chance rows of numbers would be masked.
    """
    text = "".join(groups)
    return is_resident_id(text) and (len(groups) == 1 or _BIRTH_DATE.match(text, 6) is not None)


def is_card(groups: Sequence[str]) -> bool:
    """Whether groups of digits are a bank card number: Luhn, in one piece or as cards are printed (4-4-4-4-3, 6-13)."""
    text = "".join(groups).rstrip("Xx")
    if len(text) not in CARD_DIGITS or is_mobile(groups):
        return False
    printed = len(groups) == 1 or (len(groups[0]) in (4, 6) and all(len(group) >= 4 for group in groups[1:-1]))
    return printed and passes_luhn(text)


def is_mobile(groups: Sequence[str]) -> bool:
    """Whether groups of digits are a mobile number of mainland China, with or without 86 or a leading 0 before it.

    >>> is_mobile(["138", "0013", "8000"]), is_mobile(["95588"]), is_mobile(["010", "12345678"])
    (True, False, False)
    """
    if _MOBILE.fullmatch("".join(groups).rstrip("Xx")) is None:
        return False
    own = groups[1:] if groups[0] in _PREFIXES else groups
    return len(own) == 1 or all(len(group) >= 3 for group in own)


def mobile_digits(text: str) -> str | None:
    """The eleven digits of a text that is one mobile number in groups or with its country code, or None.

    Thirteen digits in one piece may be anybody's customer number and are none.

    >>> mobile_digits("+86 138-0013-8000"), mobile_digits("8613800138000"), mobile_digits("13-800138000")
    ('13800138000', None, None)
    """
    found = _ONE_MOBILE.fullmatch(text)
    groups = _DIGITS.findall(found[1]) if found else []
    return "".join(groups) if groups and is_mobile(groups) else None


def is_country(group: str) -> bool:
    """Whether a group of digits is the country code before a mobile number."""
    return group in _COUNTRY


def lasts_of_mobile(groups: Sequence[str], first: int) -> Iterator[int]:
    """The last of the groups from ``first`` that are a mobile number as mobiles are written, if they are.

    >>> [*lasts_of_mobile(["9", "138", "0013", "8000"], 1)], [*lasts_of_mobile(["138", "00138000"], 0)]
    ([3], [])
    """
    return (last for last, text in _shaped(groups, first, _GROUPED_MOBILE) if _MOBILE.fullmatch(text))


def lasts_of_card(groups: Sequence[str], first: int) -> Iterator[int]:
    """The lasts of the rows of groups from ``first`` that are a card number as cards are printed, the longest first.

    >>> [*lasts_of_card(["4111", "1111", "1111", "1111"], 0)], [*lasts_of_card(["2021", "2022", "2023", "2024"], 0)]
    ([3], [])
    """
    if groups[first].startswith(_NO_CARD):
        return iter(())
    return (last for shape in _PRINTED_CARDS for last, text in _shaped(groups, first, shape) if passes_luhn(text))


def _shaped(groups: Sequence[str], first: int, shape: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    own = groups[first : first + len(shape)]
    if tuple(map(len, own)) == shape:
        yield first + len(shape) - 1, "".join(own)
