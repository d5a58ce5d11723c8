"""Marks of an assessment: what each indicator earns under the rules, how sure the total is, and who stands apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, quantile_of, two_sided
from dashboard.stats.inputs import BoolArray, FloatArray, line, together


@dataclass(frozen=True, eq=False)
class Scales:
    """By what indicators are marked: full marks (``weights``) from ``full_from`` on, none at ``none_at``; one each."""

    none_at: FloatArray
    full_from: FloatArray
    weights: FloatArray

    @property
    def is_higher_better(self) -> BoolArray:
        """Which indicators earn more the higher they are."""
        return self.full_from > self.none_at


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks with the range they may lie in; ``score`` is nothing where a value is not known."""

    score: Masked
    low: FloatArray
    high: FloatArray


def scales(none_at: Any, full_from: Any, weights: Any) -> Scales:
    """The scales of some indicators, in order. Raises StatisticsInputError where none and full marks are one value.

    >>> scales([0, 10], [60, 1], [70, 30]).is_higher_better.tolist()
    [True, False]
    """
    found = together(
        none_at=line("none_at", none_at, least=1),
        full_from=line("full_from", full_from),
        weights=line("weights", weights),
    )
    if (found[0] == found[1]).any():
        raise StatisticsInputError("none and full marks at one value", "scales", "two values", "correct the scale")
    return Scales(*found)


def of_indicators(score: Any, low: Any, high: Any, scale: Scales) -> Marks:
    """How many marks does each indicator of each unit earn, and how many may it?

    Takes units × indicators, in each measure's own unit, masked where a value or an interval may not be known. In
    proportion between no marks and full marks, within 0…weight; the range is that of the interval's two ends. An
    indicator without an interval may earn anything from nothing to all of its weight: unknown is not zero.

    >>> scale = scales([0, 10], [60, 0], [70, 30])
    >>> one = of_indicators([[30, 0]], [[24, 0]], [[36, 2]], scale)
    >>> one.score.tolist(), one.low.tolist(), one.high.tolist()
    ([[35.0, 30.0]], [[28.0, 24.0]], [[42.0, 30.0]])
    """
    values, least, most = (
        np.ma.masked_invalid(np.ma.MaskedArray(each, dtype=np.float64)) for each in (score, low, high)
    )
    is_unknown = np.ma.getmaskarray(least) | np.ma.getmaskarray(most)
    ends = np.stack([_earned(least.filled(0.0), scale), _earned(most.filled(0.0), scale)])
    return Marks(
        masked(_earned(values.filled(0.0), scale), ~np.ma.getmaskarray(values)),
        np.where(is_unknown, 0.0, ends.min(axis=0)),
        np.where(is_unknown, scale.weights, ends.max(axis=0)),
    )


def total(marks: Marks) -> Marks:
    """What are all indicators of a unit worth together? The ranges are added end by end.

    Added so, the total's range holds the truth at least as often as those of its parts, however the indicators depend
    on one another (they rest on the same customers, so their errors may not be taken to cancel); it is wider than need
    be where they are independent. No score where that of one indicator is not known. Source: interval arithmetic; own
    simulation of its coverage.

    >>> scale = scales([0, 10], [60, 0], [70, 30])
    >>> whole = total(of_indicators([[30, 0]], [[24, 0]], [[36, 2]], scale))
    >>> whole.score.tolist(), whole.low.tolist(), whole.high.tolist()
    ([65.0], [52.0], [72.0])
    """
    is_known = np.asarray(~np.ma.getmaskarray(marks.score).any(axis=1), dtype=bool)
    return Marks(masked(marks.score.filled(0.0).sum(axis=1), is_known), marks.low.sum(axis=1), marks.high.sum(axis=1))


def p_values(score: Any, low: Any, high: Any, scale: Scales, reference: float) -> Masked:
    """How easily would a total lie this far from ``reference`` by chance alone?

    Takes what ``of_indicators`` takes. All intervals of a unit are widened or narrowed alike until the total's range
    just reaches the reference: where it does at 95 %, p is 0.05. An interval without a score is taken from its middle;
    an indicator that is not known at all counts with the end that speaks against a difference. Nothing where no
    indicator is known. Conservative as ``total`` is. Source: inversion of the interval.

    >>> scale = scales([0, 10], [60, 0], [70, 30])
    >>> rows = [[30, 0], [30, None]], [[24, 0], [24, None]], [[36, 2], [36, None]]
    >>> [None if each is None else round(each, 3) for each in p_values(*rows, scale, 52.0).tolist()]
    [0.05, 1.0]
    """
    values, least, most = (np.ma.masked_invalid(np.ma.MaskedArray(_plain(each))) for each in (score, low, high))
    is_known = ~(np.ma.getmaskarray(least) | np.ma.getmaskarray(most))
    ends = least.filled(0.0), most.filled(0.0)
    centre = np.where(np.ma.getmaskarray(values), (ends[0] + ends[1]) / 2.0, values.filled(0.0))

    def reached(widening: FloatArray, *, is_upper: bool) -> FloatArray:
        """The total's one end, with intervals so many times as wide."""
        end = np.where(scale.is_higher_better == is_upper, ends[1], ends[0])
        there = _earned(centre + widening[:, None] * (end - centre), scale)
        return np.asarray(np.where(is_known, there, scale.weights * is_upper).sum(axis=1), dtype=np.float64)

    nothing = np.zeros(len(centre))
    is_above = reached(nothing, is_upper=False) > reference
    is_below = reached(nothing, is_upper=True) < reference
    nearest, widest = nothing, np.full(len(centre), constants.MARKS_WIDEST)
    for _ in range(constants.MARKS_STEPS):
        middle = (nearest + widest) / 2.0
        is_apart = is_above & (reached(middle, is_upper=False) > reference)
        is_apart |= is_below & (reached(middle, is_upper=True) < reference)
        nearest, widest = np.where(is_apart, middle, nearest), np.where(is_apart, widest, middle)
    is_tested = np.asarray(is_known.any(axis=1), dtype=bool)
    return masked(two_sided(nearest * quantile_of(constants.CONFIDENCE_LEVEL)), is_tested)


def _earned(values: FloatArray, scale: Scales) -> FloatArray:
    share = (values - scale.none_at) / (scale.full_from - scale.none_at)
    return np.asarray(np.clip(share, 0.0, 1.0) * scale.weights, dtype=np.float64)


def _plain(values: Any) -> Any:
    """None as NaN, so that nested lists with gaps become one array."""
    return values if isinstance(values, np.ma.MaskedArray) else np.asarray(values, dtype=np.float64)
