"""Finds personal data in texts and puts fixed tokens in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.cells import INVISIBLE
from pipelines.privacy import recognisers

_LIKE: dict[str, str] = {
    " ": "\u3000\u00a0" + "".join(chr(place) for place, instead in INVISIBLE.items() if instead is not None),
    "-": "－\u2010\u2011\u2012\u2013−",
    "—": "\u2015\u2500",
    "·": "・･•‧∙⋅",
    ".": "．",
    "/": "／",
    ",": "，",
    "(": "（",
    ")": "）",
    "_": "＿",
    "@": "＠",
    "+": "＋",
    "x": "ｘ",
    "X": "Ｘ",
}
_PLAIN = {ord(other): plain for plain, others in _LIKE.items() for other in others} | {
    ord("０") + digit: str(digit) for digit in range(10)
}
"""Full-width and look-alike characters, one for one: a place in the plain text is the same place in the original."""
_GONE = frozenset(chr(place) for place, instead in INVISIBLE.items() if instead is None)
_GONE_CLASS = "".join(f"\\x{ord(each):02x}" if each < "\xa0" else each for each in sorted(_GONE))
_ANY_GONE = re.compile(f"[{_GONE_CLASS}]")

_LOCAL = r"[A-Za-z0-9._%+\-]"
_HOST = r"[A-Za-z0-9\-]+"
# A Chinese full stop parts a domain only where no dot does: behind li@example.com it ends the sentence.
_ADDRESS = re.compile(rf"{_LOCAL}++@{_HOST}(?:(?:\.{_HOST})+|(?:[.。｡]{_HOST})+)")
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_ADDRESS.pattern}")
_RUN = re.compile(r"\+?[0-9](?:[ \-]{0,3}[0-9]){6,}[Xx]?")
_GROUP = re.compile(r"[0-9]+[Xx]?")
_SHORTEST_DIGITS, _LONGEST_DIGITS = 11, 20
"""Of a mobile number; of a card with an x behind it."""
_PARTING = " \t\r\n-—·./_,。｡"
_PARTED = rf"[{re.escape(_PARTING)}]"
_ROW = re.compile(rf"(?<![0-9])[0-9]++(?:{_PARTED}{{1,3}}[0-9]++){{2,}}+")
_ROW_PART = re.compile(r"([0-9]+)([^0-9]*)")
_MOST_GROUPS = 5
"""Of a card as it is printed."""
_COUNTRY = r"\+?(?:00?)?86"
_BRACKETED = re.compile(
    rf"(?:(?:\({_COUNTRY}\)|(?<![0-9]){_COUNTRY}){_PARTED}{{0,2}})?"
    rf"\(1[3-9][0-9]\){_PARTED}{{0,2}}[0-9]{{4}}{_PARTED}{{0,2}}[0-9]{{4}}(?![0-9])"
)
_ALONE = frozenset({".", "。", "｡", ","})
"""What parts decimals, amounts and lists too: it parts a number only where it stands between all groups of it."""
_DIGIT = "[0-9０-９]"
_GONE_BETWEEN = f"[{_GONE_CLASS}]*"


def _between(plain: str) -> str:
    """A pattern for any number of these plain characters, of those that look like them and of what nobody sees."""
    alike = "".join(_LIKE.get(each, "") for each in plain)
    shown = "".join(f"\\x{ord(each):02x}" if each < "\xa0" else each for each in alike)
    return f"[{re.escape(plain)}{shown}{_GONE_CLASS}]*"


def _digits(count: int) -> str:
    return _GONE_BETWEEN.join([_DIGIT] * count)


_WIDE = _between(f"{_PARTING}()")
_ENOUGH_DIGITS = rf"[@＠]|(?:{_DIGIT}[^0-9０-９]*){{{_SHORTEST_DIGITS}}}"
"""What everything recognised has anywhere in it: a column without is not searched for more."""
_WORTH_A_LOOK = "|".join(
    (
        "[@＠]",
        f"{_DIGIT}(?:{_between(' -')}{_DIGIT}){{{_SHORTEST_DIGITS - 1}}}",
        f"[1１]{_GONE_BETWEEN}[3-9３-９]{_GONE_BETWEEN}{_DIGIT}{_WIDE}{_digits(4)}{_WIDE}{_digits(4)}",
        f"{_digits(4)}{_WIDE}(?:{_digits(4)}{_WIDE}{_digits(4)}{_WIDE}{_digits(4)}|{_digits(6)}{_WIDE}{_digits(5)})",
    )
)
"""Everything recognised has an @, or as many digits as a mobile number with blanks and hyphens between, or the groups
of a mobile number or a card."""

_KINDS: tuple[tuple[str, Callable[[Sequence[str]], bool]], ...] = (
    ("[ID]", recognisers.is_id),
    ("[CARD]", recognisers.is_card),
    ("[PHONE]", recognisers.is_mobile),
)
"""In this order: a resident id may pass for a card, a card may hold a mobile number."""


@dataclass(frozen=True, slots=True)
class Masked:
    """Texts without the known kinds of personal data, and how many pieces were replaced."""

    texts: pd.Series
    pieces: int


def mask_text(text: str) -> str:
    """One text with its personal data replaced by tokens; masking twice changes nothing more.

    >>> mask_text("卡号6222 0212 3456 7890 128，手机+86 138-0013-8000，电话95588")
    '卡号[CARD]，手机[PHONE]，电话95588'
    """
    return _mask_counting(text)[0]


def is_personal(text: str) -> bool:
    """Whether a text holds anything that would be masked."""
    return _mask_counting(text)[1] > 0


def worth_a_look(texts: pd.Series) -> pd.Series:
    """Which cells of a column (dtype str) may hold personal data; all others hold none and are never looked at one by
    one. Missing cells are not worth a look."""
    worth = texts.str.contains(_ENOUGH_DIGITS, regex=True, na=False)
    if worth.any():
        # Arrow's own search: pandas parses the pattern anew for every column, which takes longer than the column
        found = pc.match_substring_regex(pa.array(texts[worth], type=pa.large_string()), _WORTH_A_LOOK)
        worth[worth] = found.to_numpy(zero_copy_only=False)
    return worth


def mask(texts: pd.Series) -> Masked:
    """A column of texts (dtype str, missing stays missing) masked; only cells worth a look are looked at.

    The index is kept. ``pieces`` counts every replaced piece in every row.
    """
    worth = worth_a_look(texts)
    if not worth.any():
        return Masked(texts, 0)
    codes, distinct = pd.factorize(texts[worth])
    results = [_mask_counting(text) for text in distinct]
    if not any(pieces for _, pieces in results):
        return Masked(texts, 0)
    masked = pd.Series([text for text, _ in results], dtype="str").take(codes)
    masked.index = texts.index[worth]
    changed = texts.copy()
    changed[worth] = masked
    pieces = pd.Series([pieces for _, pieces in results]).take(codes).sum()
    return Masked(changed, int(pieces))


def _mask_counting(text: str) -> tuple[str, int]:
    is_hiding = _ANY_GONE.search(text) is not None
    seen = _ANY_GONE.sub("", text) if is_hiding else text
    spans = _personal(seen.translate(_PLAIN))
    if not spans:
        return text, 0
    if is_hiding:
        places = [place for place, character in enumerate(text) if character not in _GONE]
        spans = [(places[start], places[end - 1] + 1, shown) for start, end, shown in spans]
    return _put(text, spans), len(spans)


def _personal(plain: str) -> list[tuple[int, int, str]]:
    """Every place of personal data in a plain text, and its token."""
    spans: list[tuple[int, int, str]] = []
    if "@" in plain:
        spans += _addresses(plain)
        plain = _without(plain, spans)
    for run in _RUN.finditer(plain):
        spans += _in_run(plain, run.start(), run.end())
    plain = _without(plain, spans)
    grouped = [(*match.span(), "[PHONE]") for match in _BRACKETED.finditer(plain)]
    plain = _without(plain, grouped)
    for row in _ROW.finditer(plain):
        grouped += _in_row(plain, row.start(), row.end())
    return spans + grouped


def _addresses(plain: str) -> list[tuple[int, int, str]]:
    """E-mail addresses; one may begin where another ends."""
    spans: list[tuple[int, int, str]] = []
    found = _EMAIL.search(plain)
    while found is not None:
        spans.append((*found.span(), "[EMAIL]"))
        found = _ADDRESS.match(plain, found.end()) or _EMAIL.search(plain, found.end())
    return spans


def _without(plain: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with what was found made unreadable, every place kept."""
    return _put(plain, [(start, end, "@" * (end - start)) for start, end, _ in spans])


def _put(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with something else in the place of each span; none lies over another."""
    pieces: list[str] = []
    behind = 0
    for start, end, instead in sorted(spans):
        pieces += [text[behind:start], instead]
        behind = end
    return "".join([*pieces, text[behind:]])


def _in_row(plain: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Mobile numbers and cards in a row of groups parted otherwise than by blanks and hyphens.

    Only the very groups in which they are written count, and no part of a longer list with the same parting.
    """
    found = list(_ROW_PART.finditer(plain, start, end))
    groups = [match[1] for match in found]
    # before each group, and at the end
    partings = ["", *(match[2].replace(" ", "").replace("\r\n", "\n") for match in found)]
    spans: list[tuple[int, int, str]] = []
    place = 0
    while place < len(groups):
        first, last, shown = _grouped(groups, partings, place)
        if not shown:
            place += 1
            continue
        begin = found[first].start()
        begin -= begin > 0 and plain[begin - 1] == "+"
        spans.append((begin, found[last].end(1), shown))
        groups[first : last + 1] = [""] * (last + 1 - first)
        partings[first] = partings[last + 1] = ""
        place = max(0, first - _MOST_GROUPS)  # what is taken ends the list that its neighbour seemed to be part of
    return spans


def _grouped(groups: Sequence[str], partings: Sequence[str], place: int) -> tuple[int, int, str]:
    """The first and last group of the number that begins at a place, and its token; no token where none does."""
    if len(groups[place]) not in recognisers.FIRST_GROUP:
        return place, place, ""
    for shown, lasts_of in (("[CARD]", recognisers.lasts_of_card), ("[PHONE]", recognisers.lasts_of_mobile)):
        for last in lasts_of(groups, place):
            own = {*partings[place + 1 : last + 1]}  # "" is a blank
            has_country = shown == "[PHONE]" and place > 0 and recognisers.is_country(groups[place - 1])
            first = place - has_country
            is_even = len(own) == 1 or own.isdisjoint(_ALONE)
            if is_even and (own - {""}).isdisjoint({partings[first], partings[last + 1]}):
                return first, last, shown
    return place, place, ""


def _in_run(plain: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """What is personal in one run of digit groups: each kind in turn takes the groups that nothing before it took."""
    found = list(_GROUP.finditer(plain, start, end))
    groups = [match.group() for match in found]
    openings = [place for place, group in enumerate(groups) if recognisers.can_open(group)]
    is_taken = [False] * len(groups)
    spans: list[tuple[int, int, str]] = []
    for shown, is_kind in _KINDS:
        for first in openings:
            last = _last_that_fits(groups, is_taken, first, is_kind)
            if last is None:
                continue
            is_taken[first : last + 1] = [True] * (last + 1 - first)
            begin = found[first].start()
            finish = found[last].end()
            if shown == "[PHONE]" and begin > 0 and plain[begin - 1] == "+":
                begin -= 1
            if shown != "[ID]" and not groups[last].isdecimal():
                finish -= 1  # the x behind other numbers is no part of them
            spans.append((begin, finish, shown))
    return spans


def _last_that_fits(
    groups: list[str], is_taken: list[bool], first: int, is_kind: Callable[[Sequence[str]], bool]
) -> int | None:
    """The last group of the longest row of free groups from ``first`` that is of a kind, or None."""
    found: int | None = None
    digits = 0
    for last in range(first, len(groups)):
        digits += len(groups[last])
        if is_taken[last] or digits > _LONGEST_DIGITS:
            break
        if digits >= _SHORTEST_DIGITS and is_kind(groups[first : last + 1]):
            found = last
    return found
