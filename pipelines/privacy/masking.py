"""Finds personal data in texts and puts fixed tokens in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from pipelines.privacy import recognisers

_PLAIN = str.maketrans(
    "０１２３４５６７８９＠．＿－＋ｘＸ\u3000\u00a0\u2010\u2011\u2012\u2013−", "0123456789@._-+xX  -----"
)
"""Full-width and look-alike characters, one for one: a place in the plain text is the same place in the original."""

_LOCAL = r"[A-Za-z0-9._%+\-]"
_EMAIL = re.compile(rf"(?<!{_LOCAL}){_LOCAL}++@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_RUN = re.compile(r"\+?[0-9](?:[ \-]{0,3}[0-9]){6,}[Xx]?")
_GROUP = re.compile(r"[0-9]+[Xx]?")
_SHORTEST_DIGITS, _LONGEST_DIGITS = 11, 20
"""Of a mobile number; of a card with an x behind it."""
_DIGIT = "[0-9０-９]"
_BETWEEN = "[ \u3000\u00a0\\-－\u2010\u2011\u2012\u2013−]{0,3}"
WORTH_A_LOOK = f"{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{{_SHORTEST_DIGITS - 1}}}|[@＠]"
"""Everything recognised has as many digits as a mobile number, or an @; other cells are never looked at one by one."""

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


def mask(texts: pd.Series) -> Masked:
    """A column of texts (dtype str, missing stays missing) masked; only cells worth a look are looked at.

    The index is kept. ``pieces`` counts every replaced piece in every row.
    """
    worth = texts.str.contains(WORTH_A_LOOK, regex=True, na=False)
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
    plain = text.translate(_PLAIN)
    spans: list[tuple[int, int, str]] = []
    if "@" in plain:
        spans += [(*match.span(), "[EMAIL]") for match in _EMAIL.finditer(plain)]
        plain = _EMAIL.sub(lambda match: "@" * len(match.group()), plain)
    for run in _RUN.finditer(plain):
        spans += _in_run(plain, run.start(), run.end())
    if not spans:
        return text, 0
    pieces: list[str] = []
    behind = 0
    for start, end, token in sorted(spans):
        pieces += [text[behind:start], token]
        behind = end
    return "".join([*pieces, text[behind:]]), len(spans)


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
