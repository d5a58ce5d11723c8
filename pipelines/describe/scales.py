"""Which scale the answers of a question stand on, and which codes mean no answer or not used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipelines import cells
from pipelines.describe.directions import both_ways, is_turned_round
from pipelines.describe.model import Option, Sureness, Why
from pipelines.describe.profiling import Profile, quote
from pipelines.describe.vocabulary import words

SCALES = ((1, 5), (0, 10), (1, 10), (1, 7), (1, 6), (1, 4), (1, 3), (0, 100))
ON_SCALE_AT_LEAST = 0.05
"""Share of answers that must lie on a scale for it to be the question's: most may never have used what is rated."""
NO_ANSWER_CODES = (99, 98, 97, 88, 77, 9, 8, -1, -2, -3, -9, -99, 999)
_SAID = re.compile(r"(\d{1,3})\s*分?\s*(?:[-–—~～至到]|表示[^\d]{1,12}[,，、;；])\s*(\d{1,3})\s*分?")
"""1-5分, 1至10分, 1分表示非常不重要,5分表示非常重要."""


@dataclass(frozen=True, slots=True)
class ScaleGuess:
    """A scale, with how sure it is and what speaks for it; codes have their own reasons."""

    minimum: int
    maximum: int
    sureness: Sureness
    why: Why
    blank: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()
    why_codes: Why | None = None
    values: Mapping[str, int] | None = None
    choices: tuple[Option, ...] = ()
    why_ways: Why | None = None
    ways: tuple[Option, ...] = ()
    """Tables of values between which a person has to decide, and why: the answers do not say which end is which."""

    def settings(self) -> dict[str, Any]:
        """The settings of [[ratings]] that say so, in order."""
        found: dict[str, Any] = {"minimum": self.minimum, "maximum": self.maximum}
        if self.values:
            found["values"] = dict(self.values)
        if self.blank:
            found["blank"] = list(self.blank)
        if self.not_used:
            found["not_used"] = list(self.not_used)
        return found


def scale_of(profile: Profile) -> ScaleGuess | None:
    """The scale of a question's answers, or None where they stand on none."""
    return _in_words(profile) or _in_numbers(profile)


def _in_words(profile: Profile) -> ScaleGuess | None:
    answered = {text.lower(): times for text, times in profile.words.items()}
    if not answered or profile.number_share > 0.5:
        return None
    blank, not_used = _no_answers(profile)
    told = answered.keys() - {cells.code(text).lower() for text in (*blank, *not_used)}
    fits: list[tuple[dict[str, int], Why]] = []
    steps_of_first = 0
    for scale in words()["scales"]:
        steps = [cells.code(word).lower() for word in scale["words"]]
        if len(told) < 2 or not told <= set(steps):
            continue
        steps_of_first = steps_of_first or len(steps)
        found = {text: steps.index(text.lower()) + 1 for text in profile.words if text.lower() in steps}
        shown = dict(sorted(found.items(), key=lambda item: item[1]))
        why = Why(
            f"{len(told)} words of a scale of {len(steps)}: {scale['words'][0]!r} to {scale['words'][-1]!r}",
            f"取值为 {len(steps)} 级量表的用语，从“{scale['words'][0]}”到“{scale['words'][-1]}”",
        )
        if shown not in [other for other, _ in fits]:
            fits.append((shown, why))
    if not fits:
        return None
    values, why = fits[0]
    guess = ScaleGuess(
        1, steps_of_first, "likely", why, blank, not_used, _said_of_codes({}, blank, not_used, profile), values
    )
    if len(fits) == 1:
        return guess
    several = Why(
        f"the words fit {len(fits)} scales, which give them different scores: decide which was asked",
        f"这些用语符合 {len(fits)} 种量表，得分各不相同：请决定问卷用的是哪一种",
    )
    return replace(guess, values=None, why_ways=several, ways=tuple(Option(table, of) for table, of in fits))


def _in_numbers(profile: Profile) -> ScaleGuess | None:
    numbers = profile.numbers
    whole = {int(number): times for number, times in numbers.items() if number.is_integer()}
    counted = sum(profile.counts.values())
    if not whole or len(whole) < len(numbers) or sum(whole.values()) < 0.5 * counted or len(whole) > 13:
        return None
    blank, not_used = _no_answers(profile)
    if set(profile.words) - set(blank) - set(not_used):
        return None  # words that stand for neither: a list of options, no scale
    said = _SAID.search(profile.asks)
    if said and int(said[1]) < int(said[2]):
        low, high = int(said[1]), int(said[2])
        codes = _codes(whole, low, high)
        why = Why(f"the question says {said[0]!r}", f"题目写明 {said[0]!r}")
        if codes is not None:
            return _guess(profile, (low, high), "sure", why, codes, blank, not_used)
    for low, high in _likeliest(whole):
        codes = _codes(whole, low, high)
        if codes is None:
            continue
        odd = [code for code in whole if code < low or code > high]
        on_scale = sum(times for code, times in whole.items() if low <= code <= high)
        why = Why(
            f"{on_scale:,} of {profile.filled:,} answers lie from {low} to {high}"
            + (f"; {_listed(odd)} beside them" if odd else ""),
            f"{profile.filled:,} 个答案中 {on_scale:,} 个介于 {low} 至 {high}"
            + (f"；另有 {_listed(odd)}" if odd else ""),
        )
        return _guess(profile, (low, high), "guess" if odd else "likely", why, codes, blank, not_used)
    return None


def _likeliest(whole: Mapping[int, int]) -> list[tuple[int, int]]:
    """Scales in the order in which they are tried: the narrowest that holds most of the answers first."""
    top = max((code for code in whole if code not in NO_ANSWER_CODES[:5] and code < 100), default=0)
    if 0 in whole and 6 in whole and top == 6:
        return [(1, 5)]  # 0 = blank and 6 = never used beside 1 to 5
    if top <= 3:
        return [(1, 3)]
    if top == 4:
        return [(1, 4), (1, 5)]
    if top == 5:
        return [(1, 5)]
    if top == 6:
        return [(1, 6), (1, 5)]
    if top == 7:
        return [(1, 7)]
    if top <= 10:
        return [(0, 10)] if 0 in whole else [(1, 10)]
    return [(0, 100)] if top <= 100 and top % 10 == 0 and len(whole) <= 11 else []


def _codes(whole: Mapping[int, int], low: int, high: int) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Codes beyond a scale as (blank, not used), or None where something beyond it cannot be a code."""
    blank: list[str] = []
    not_used: list[str] = []
    total = sum(whole.values())
    on_scale = sum(times for code, times in whole.items() if low <= code <= high)
    for code in whole:
        if low <= code <= high:
            continue
        if code == high + 1 and (low, high) == (1, 5):
            not_used.append(str(code))
        elif (code == low - 1 and code == 0) or code in NO_ANSWER_CODES:
            blank.append(str(code))
        else:
            return None
    if on_scale < ON_SCALE_AT_LEAST * total:
        return None
    return tuple(blank), tuple(not_used)


def _guess(
    profile: Profile,
    scale: tuple[int, int],
    sureness: Sureness,
    why: Why,
    codes: tuple[tuple[str, ...], tuple[str, ...]],
    blank: tuple[str, ...],
    not_used: tuple[str, ...],
) -> ScaleGuess:
    all_blank, all_not_used = (*codes[0], *blank), (*codes[1], *not_used)
    choices = tuple(
        Option(maximum, Why(f"a scale from {low} to {maximum}", f"{low} 至 {maximum} 的量表"))
        for low, maximum in SCALES
        if low == scale[0] and maximum >= scale[1] and maximum <= max((*profile.numbers, scale[1]))
    )
    said = _said_of_codes(profile.numbers, all_blank, all_not_used, profile)
    turned = is_turned_round(profile, *scale)
    return ScaleGuess(
        *scale,
        sureness,
        why,
        all_blank,
        all_not_used,
        said,
        choices=choices if len(choices) > 1 else (),
        why_ways=turned,
        ways=both_ways(profile, *scale) if turned else (),
    )


def _no_answers(profile: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words beside the answers that stand for none, or for something not used."""
    known = {key: {cells.code(word).lower() for word in listed} for key, listed in words()["no_answer"].items()}
    blank = tuple(text for text in profile.words if text.lower() in known["blank"])
    not_used = tuple(text for text in profile.words if text.lower() in known["not_used"])
    return blank, not_used


def _said_of_codes(
    numbers: Mapping[float, int], blank: tuple[str, ...], not_used: tuple[str, ...], profile: Profile
) -> Why | None:
    if not blank and not not_used:
        return None

    def counted(codes: tuple[str, ...]) -> str:
        return ", ".join(f"{quote(code)} ({profile.counts.get(code, 0):,})" for code in codes)

    parts = [f"{counted(blank)} beside the scale: taken for no answer"] if blank else []
    parts += [f"{counted(not_used)} beside the scale: taken for never used"] if not_used else []
    parts_zh = [f"量表之外的 {counted(blank)}：当作未答"] if blank else []
    parts_zh += [f"量表之外的 {counted(not_used)}：当作未使用"] if not_used else []
    return Why("; ".join(parts), "；".join(parts_zh))


def _listed(codes: list[int]) -> str:
    return ", ".join(map(str, sorted(codes)))
