"""What may be said about two periods or about units: a test decides, never the look of two numbers."""

from __future__ import annotations

from typing import Any, Literal

from dashboard.answers.kinds import Summed
from dashboard.answers.question import Question
from dashboard.gate import PROTECTED_BASES
from dashboard.stats.constants import SIGNIFICANCE_LEVEL
from dashboard.values import ChangeCode, Verdict, stepped

Against = Literal["previous", "year_before"]


def verdict(question: Question, now: Summed, then: Summed, against: Against) -> Verdict | None:
    """The change from ``then`` to ``now`` (single cells). None where a side is empty or nothing is tested.

    Too few: either side under the base from which a score may show (a freer cut: under its own, higher base). Otherwise
    the two-sample test of the measure at 5 %. A freer cut tells the difference in steps and no p-value.
    """
    estimates = [question.kind.estimate(side) for side in (now, then)]
    bases = [float(estimate.base[0]) for estimate in estimates]
    if not all(bases) or any(_first(estimate.score) is None for estimate in estimates):
        return None
    difference = question.kind.difference(now, then)
    if difference is None:
        return None
    is_freer = bool(now.is_freer[0] or then.is_freer[0])
    rules = question.rules
    is_protected = question.measure.base_of in PROTECTED_BASES
    needed = [
        max(rules.interval_below, rules.freer_from if is_protected and side.is_freer[0] else 0) for side in (now, then)
    ]
    points, p_value, z = (_first(column) for column in (difference.points, difference.p_value, difference.z))
    if any(base < need for base, need in zip(bases, needed, strict=True)) or None in (points, p_value, z):
        return Verdict("change", "too_few", against)
    code = _code(points, p_value, z)
    is_good = None if code == "no_clear_change" else (code == "rose") == question.measure.is_higher_better
    low, high = _first(difference.low), _first(difference.high)
    if is_freer:
        step = rules.step(question.measure, min(bases))
        points, low, high = (stepped(number, step) for number in (points, low, high))
        p_value = None
    return Verdict("change", code, against, points, low, high, p_value, is_good)


def comparisons(question: Question, summed: Summed) -> tuple[tuple[Verdict, ...], int]:
    """Each cell (a unit) against all of them together: one verdict per cell in order, and how many were tested.

    The test allows for the scatter between units beyond luck; which stand is decided by Benjamini–Hochberg at 5 % over
    the family of all units with enough answers. Nothing for measures that are not compared so.
    """
    found = question.kind.compare(summed) if summed.size > 1 else None
    if found is None or found.target is None:
        return (), 0
    against = "shown_units" if question.where.units else "bank"
    is_protected = question.measure.base_of in PROTECTED_BASES
    verdicts = []
    cells = zip(
        found.codes,
        found.values.tolist(),
        found.p_value.tolist(),
        found.base.tolist(),
        summed.is_freer.tolist(),
        strict=True,
    )
    for code, score, p_value, base, is_freer in cells:
        if code == "too_few" or score is None or (is_freer and is_protected and base < question.rules.freer_from):
            verdicts.append(Verdict("comparison", "too_few", against))
            continue
        difference: float | None = score - found.target
        if is_freer:
            difference = stepped(difference, question.rules.step(question.measure, base))
        is_good = None if code == "cannot_be_told_apart" else (code == "higher") == question.measure.is_higher_better
        verdicts.append(
            Verdict("comparison", code, against, difference, p_value=None if is_freer else p_value, is_good=is_good)
        )
    return tuple(verdicts), found.family.looked_at


def _code(points: float, p_value: float, z: float) -> ChangeCode:
    # The test adjusts both sides; where it and the observed difference point different ways nothing is claimed.
    if p_value > SIGNIFICANCE_LEVEL or points * z <= 0:
        return "no_clear_change"
    return "rose" if points > 0 else "fell"


def _first(column: Any) -> Any:
    """The first entry of a masked column as a plain number, None where there is nothing."""
    return column.tolist()[0]
