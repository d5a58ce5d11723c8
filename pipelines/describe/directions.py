"""Which end of a scale is the good one: what the question and the labels of answers say of each end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from pipelines import cells
from pipelines.conform.scales import LABELLED
from pipelines.describe.model import Option, Why
from pipelines.describe.profiling import Profile, quote
from pipelines.describe.vocabulary import words
from pipelines.privacy import is_personal

GOOD, BAD, NEITHER = 1, -1, 0

_TO = r"\s*(?:[-–—~至到]|to\b|through\b)\s*"
_NUMBER = r"(?<![A-Za-z_\d.])(\d{1,3})\s*分?"
_MEANS = r"(?:分?别?(?:表示|代表|意味着|为|是|即)|=|means?\b|is\b|being\b)"
_LABEL = r"([^\d\s,;、。.()/~至到–—=-](?:[^\d,;、。.()/~至到–—=-]{0,40}))"
_AFTER = re.compile(rf"{_NUMBER}\s*(?:({_MEANS})|[:(–—-])?\s*(?!to\b|through\b){_LABEL}", re.IGNORECASE)
"""1表示非常满意, 5 (very poor), 0非常愿意."""
_BEFORE = re.compile(r"([^\d,;、。./()=]{1,40})\s*(?:=\s*(\d{1,3})(?!\d)|\(\s*(\d{1,3})\s*分?\s*\))")
"""非常满意=1, very satisfied (5)."""
_RANGE = re.compile(rf"{_NUMBER}{_TO}(\d{{1,3}})\s*分?\s*[,:(]?\s*{_MEANS}?\s*从?{_LABEL}{_TO}{_LABEL}", re.IGNORECASE)
"""1至5分别代表非常满意到非常不满意."""
_ZERO_TO_TEN = re.compile(rf"(?<![\d.])0\s*分?{_TO}10(?![\d.])", re.IGNORECASE)
_ONE_TO_TEN = re.compile(rf"(?<![\d.])1\s*分?{_TO}10(?![\d.])", re.IGNORECASE)


@cache
def _word() -> re.Pattern[str]:
    """Words that lean, and words that turn them round: the longest first, English ones from where a word begins."""
    known = words()["leanings"]
    phrases = sorted((*known["good"], *known["bad"], *known["turns"]), key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(one)}" if one.isascii() else re.escape(one) for one in phrases))


def leaning(label: str, is_first_enough: bool = False) -> int:
    """Whether a label is a good one or a bad one; neither where it says nothing of it, or both.

    ``is_first_enough``: what follows the first word that leans belongs to something else.

    >>> [leaning(one) for one in ("非常满意", "非常不满意", "一般", "not at all likely", "very difficult", "毫无困难")]
    [1, -1, 0, -1, -1, 1]
    """
    known = words()["leanings"]
    found: list[int] = []
    is_turned = False
    for match in _word().finditer(cells.code(label).lower()):
        if match[0] in known["turns"]:
            is_turned = not is_turned
            continue
        lean = GOOD if match[0] in known["good"] else BAD
        found.append(-lean if is_turned else lean)
        is_turned = False
        if is_first_enough:
            break
    if not found and any(denial in cells.code(label).lower() for denial in known["denials"]):
        return BAD  # not at all: of whatever was asked
    return found[0] if len(set(found)) == 1 else NEITHER


def says_zero_to_ten(profile: Profile) -> bool:
    """Whether the question itself names 0 and 10 as its ends."""
    return any(_ZERO_TO_TEN.search(text) or _said_of(text).keys() >= {0, 10} for text in _texts(profile))


def says_one_to_ten(profile: Profile) -> bool:
    """Whether the question itself names 1 to 10, a scale that makes no NPS."""
    return not says_zero_to_ten(profile) and any(_ONE_TO_TEN.search(text) for text in _texts(profile))


def is_turned_round(profile: Profile, low: int, high: int) -> Why | None:
    """Why the low end of a scale is the good one; None where nothing says so."""
    asked = [
        {number: label for number, label in _said_of(text).items() if number in (low, high)} for text in _texts(profile)
    ]
    for labels in (*asked, _labels(profile.labels.items()), _labels(_labelled(profile))):
        leans = {
            number: lean
            for number, label in labels.items()
            if low <= number <= high and (lean := leaning(label, is_first_enough=labels in asked))
        }
        if leans and _is_turned(leans, low, high):
            shown = [(number, quote(labels[number])) for number in dict.fromkeys((min(leans), max(leans)))]
            listed = ", ".join(f"{number:g} = {label!r}" for number, label in shown)
            listed_zh = "，".join(f"{number:g} =“{label}”" for number, label in shown)
            return Why(
                f"the low end seems to be the good one ({listed}), while a higher score counts as better: decide "
                "whether to turn the scale round",
                f"低分一端似乎是好评（{listed_zh}），而统计时分数越高越好：请决定是否反转量表",
            )
    return None


def both_ways(profile: Profile, low: int, high: int, is_shifted: bool = False) -> tuple[Option, ...]:
    """Tables of values that leave a scale as it stands or turn it round; ``is_shifted``: 1 may be the code of low."""
    options: list[Option] = []
    for shift in (1, 0) if is_shifted else (0,):
        of_codes = Why(", of codes from 1", "，按序号") if shift else Why("", "")
        table = _scores(profile, low, high, shift)
        turned = {text: low + high - score for text, score in table.items()}
        as_it_stands = Why(
            f"as it stands: {low} is bad, {high} is good{of_codes.en}",
            f"照原样：{low} 为差，{high} 为好{of_codes.zh}",
        )
        turned_round = Why(
            f"turned round: {low} is good and becomes {high}, {high} becomes {low}{of_codes.en}",
            f"反转：{low} 为好，改记为 {high}；{high} 改记为 {low}{of_codes.zh}",
        )
        options += [Option(table, as_it_stands), Option(turned, turned_round)]
    return tuple(options)


def _scores(profile: Profile, low: int, high: int, shift: int) -> dict[str, int]:
    """Every plain number of the scale, and every labelled one that was given -> its score."""
    scores = {str(number + shift): number for number in range(low, high + 1)}
    for text in profile.counts:
        labelled = LABELLED.fullmatch(text)
        number = float(labelled[1]) if labelled else 0.5
        if labelled and number.is_integer() and low <= number <= high and not is_personal(text):
            scores[text] = int(number)
    return scores


def _is_turned(leans: Mapping[float, int], low: int, high: int) -> bool:
    first, last = leans[min(leans)], leans[max(leans)]
    if first != last:
        return first == GOOD
    # one end alone: the good one at the bottom, or the bad one at the top
    return (first == GOOD and min(leans) == low and max(leans) < high) or (
        first == BAD and max(leans) == high and min(leans) > low
    )


def _texts(profile: Profile) -> list[str]:
    """Header and question, in the form in which they are searched."""
    return [cells.code(text) for text in dict.fromkeys((profile.header, profile.question)) if text]


def _said_of(question: str) -> dict[float, str]:
    """What a question says of the numbers of its scale; of one end alone only where it says plainly what it means."""
    span = _RANGE.search(question)
    if span and any(leaning(label, is_first_enough=True) for label in (span[3], span[4])):
        return {float(span[1]): span[3], float(span[2]): span[4]}
    after = {float(match[1]): match for match in reversed(list(_AFTER.finditer(question)))}
    if len(after) > 1 or any(match[2] for match in after.values()):
        return {number: match[3] for number, match in after.items() if len(after) > 1 or match[2]}
    before = {float(match[2] or match[3]): match[1] for match in _BEFORE.finditer(question)}
    return before if len(before) > 1 else {}


def _labelled(profile: Profile) -> Iterable[tuple[str, str]]:
    for text in profile.counts:
        labelled = LABELLED.fullmatch(text)
        if labelled:
            yield labelled[1], text[labelled.end(1) :]


def _labels(told: Iterable[tuple[str, str]]) -> dict[float, str]:
    found: dict[float, str] = {}
    for number, label in told:
        try:
            found.setdefault(float(number), label.strip(' -–—:.、|)("“”'))
        except ValueError:
            continue
    return found
