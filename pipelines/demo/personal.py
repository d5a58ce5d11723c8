"""Invented personal data with valid check digits, and the sentences they stand in, for masking to find."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .catalogue import truths
from .organisation import Size

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_SENTENCES: dict[str, tuple[str, ...]] = {
    "mobile": ("请回电{}。", "我的手机号是{}，请尽快联系我。", "有问题打{}找我。", "Please call me at {}."),
    "resident_id": ("身份证号{}，请核实。", "本人证件号码{}，系统里一直核验不过。"),
    "bank_card": ("卡号{}，麻烦查一下。", "就是尾号前面这张卡{}。", "My card number is {}."),
    "email": ("结果请发到{}。", "Please write to {}."),
    "hotline_95588": ("打{}一直占线。", "拨{}转了三次人工。", "别的银行打{}很快就有人接。"),
    "hotline_12378": ("再不处理我就打{}。", "已经准备拨打{}反映。"),
}
IN_COMPLAINTS_SHARE = 0.3
"""Share of the planted items that stand in complaint narratives; the others stand in verbatims."""


def resident_id(chance: np.random.Generator) -> str:
    """An 18-place resident number of an area code that is not in use, with a valid check character (MOD 11-2)."""
    year, month, day = chance.integers(1945, 2004), chance.integers(1, 13), chance.integers(1, 29)
    body = f"990{chance.integers(100, 1000)}{year}{month:02d}{day:02d}{chance.integers(0, 1000):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + _ID_CHECKS[total % 11]


def bank_card(chance: np.random.Generator) -> str:
    """A 19-digit card number that passes the Luhn check."""
    body = "62" + "".join(str(digit) for digit in chance.integers(0, 10, 16))
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def mobile(chance: np.random.Generator) -> str:
    """An eleven-digit mobile number."""
    return f"1{chance.choice([3, 5, 7, 8, 9])}{chance.integers(0, 10**9):09d}"


def email(chance: np.random.Generator) -> str:
    """An address in a domain reserved for examples."""
    return f"kehu{chance.integers(1000, 100000)}@example.com"


_MAKERS: dict[str, Callable[[np.random.Generator], str]] = {
    "mobile": mobile,
    "resident_id": resident_id,
    "bank_card": bank_card,
    "email": email,
    "hotline_95588": lambda _chance: "95588",
    "hotline_12378": lambda _chance: "12378",
}


def plant(texts: list[str], size: Size, *, in_complaints: bool) -> tuple[list[str], dict[str, list[str]]]:
    """Add this bank's share of the personal items to texts that are not empty, at most one to each.

    Returns the texts and, per kind, the planted items. Hotlines are no personal data and are planted in the same way.
    """
    chance = size.chance("personal complaints" if in_complaints else "personal verbatims")
    places = [i for i, text in enumerate(texts) if text]
    chance.shuffle(places)
    planted: dict[str, list[str]] = {}
    changed = list(texts)
    for kind, count in truths()["personal_data"].items():
        share = IN_COMPLAINTS_SHARE if in_complaints else 1 - IN_COMPLAINTS_SHARE
        wanted = min(max(1, round(count * size.scale * share)), len(places))
        planted[kind] = []
        for _ in range(wanted):
            place, item = places.pop(), _MAKERS[kind](chance)
            sentence = str(chance.choice(_SENTENCES[kind])).format(item)
            changed[place] = f"{changed[place]}{sentence}"
            planted[kind].append(item)
    return changed, planted
