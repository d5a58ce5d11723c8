"""Did an improvement work? Change in the treated units against change in comparable untouched ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from scipy.special import ndtri

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import masked, quantile_of, ratio
from dashboard.stats.inputs import BoolArray, FloatArray, IntArray, line, share

INTERVAL_TOLERANCE = 1e-7
"""Ends of the interval are found to this share of the spread of all changes."""


@dataclass(frozen=True, eq=False)
class Effect:
    """The effect in the units of the score, its placebo p-value, and what could have been seen.

    ``low`` and ``high`` hold every effect the placebo test does not reject; None where there are too few controls for
    it to reject anything (fewer than 19 for one treated unit). ``detectable`` is the approximate change that would be
    found with 80 % power. ``changes`` are after − before per unit (treated first, then controls, as given).
    """

    change: float
    low: float | None
    high: float | None
    p_value: float
    detectable: float
    treated: int
    controls: int
    changes: FloatArray
    level: float


def changes(scores: Any, is_after: Any, is_before: Any = None) -> np.ma.MaskedArray:
    """By how much did each unit change? Mean score after minus mean score before, per unit.

    Takes scores of shape (units, periods), masked where a unit had no answers, and a mark per period for "after";
    ``is_before`` defaults to all others (leave out the periods by which units were *chosen*: a unit picked because it
    was low rises anyway). Units without a score on either side: nothing. Raises StatisticsInputError where no period is
    before or none after.

    >>> changes([[10.0, 20.0, 40.0]], [False, False, True]).tolist()
    [25.0]
    """
    given = np.ma.MaskedArray(scores, dtype=np.float64)
    if given.ndim != 2:
        raise StatisticsInputError(f"{given.ndim} dimensions", "scores", "(units, periods)", "one row per unit")
    after = np.asarray(is_after, dtype=bool)
    before = ~after if is_before is None else np.asarray(is_before, dtype=bool)
    if after.shape != (given.shape[1],) or before.shape != after.shape:
        raise StatisticsInputError("marks of another length", "is_after", "one mark per period", "align the periods")
    if not after.any() or not before.any():
        what_to_do = "choose a start inside the series"
        raise StatisticsInputError("a start outside the series", "is_after", "periods on both sides", what_to_do)
    if (after & before).any():
        raise StatisticsInputError("a period on both sides", "is_before", "before or after", "mark each period once")
    has = ~np.ma.getmaskarray(given)
    values = np.where(has, given.filled(0.0), 0.0)

    def mean(period: BoolArray) -> tuple[FloatArray, FloatArray]:
        seen = has[:, period].sum(axis=1).astype(np.float64)
        return ratio(values[:, period].sum(axis=1), seen), seen

    (late, seen_late), (early, seen_early) = mean(after), mean(before)
    return masked(late - early, (seen_late > 0) & (seen_early > 0))


def placebo(treated: Any, controls: Any, *, seed: int = 0, level: float = constants.CONFIDENCE_LEVEL) -> Effect:
    """Is the treated units' change more than untouched units show by themselves?

    Takes the changes (see ``changes``) of the treated and of the control units. The statistic is the mean change of the
    group minus the median change of all others; its p-value is its rank among the same statistic for every other group
    of that size (all of them for one treated unit; otherwise all or 999 seeded draws), the treated counted in:
    p = (1 + #|a_j| ≥ |a|)/(J + 1). The interval inverts that test. Raises StatisticsInputError without treated units or
    without controls (then only "consistent with" can be said). Controls may be units, touchpoints, channels or
    segments, named beforehand and untouched; assumes that without the improvement all would have moved alike.
    Source: placebo ranks, Abadie, Diamond & Hainmueller 2010; type I error and power in the tests.

    >>> result = placebo([12.0], [1.0, -1.0, 2.0, -2.0, 0.0, 3.0, -3.0, 1.0, -1.0, 0.0] * 2)
    >>> result.change, round(result.p_value, 4), result.controls
    (12.0, 0.0476, 20)
    """
    treated_changes, control_changes = _defined("treated", treated), _defined("controls", controls)
    if treated_changes.size == 0:
        raise StatisticsInputError("no treated unit", "treated", "one or more", "say where the change was made")
    if control_changes.size == 0:
        what_to_do = "name untouched units, touchpoints, channels or segments; without them nothing can be proven"
        raise StatisticsInputError("no controls", "controls", "comparable untouched units", what_to_do)
    alpha = 1.0 - share("level", level)
    size, others = treated_changes.size, control_changes.size
    groups = _groups(size, size + others, seed)
    rest = _rest(groups, size + others)
    change = float(treated_changes.mean() - np.median(control_changes))
    together = np.concatenate([treated_changes, control_changes])

    def p_value(shift: float) -> float:
        moved = together.copy()
        moved[:size] -= shift
        distance = np.abs(moved[groups].mean(axis=1) - np.median(moved[rest], axis=1))
        # The hair keeps equal distances equal after rounding.
        return float((distance >= distance[0] * (1.0 - 1e-12) - 1e-12).mean())

    can_reject = 1.0 / len(groups) <= alpha * (1.0 + 1e-12)
    low = high = None
    if can_reject:
        low, high = _inverted(p_value, change, alpha, float(np.ptp(together)) + 1.0)
    spread = float(control_changes.std(ddof=1)) if others > 1 else 0.0
    return Effect(
        change=change,
        low=low,
        high=high,
        p_value=p_value(0.0),
        detectable=detectable(spread, others, size),
        treated=size,
        controls=others,
        changes=together,
        level=level,
    )


def detectable(spread_of_controls: float, controls: int, treated: int = 1, *, power: float = constants.POWER) -> float:
    """What change would this comparison find with 80 % power? (z.975 + z.80)·sd(d)·√(1/m + 1/J); approximate.

    >>> round(detectable(5.0, 19), 2)
    14.37
    """
    if controls < 1 or treated < 1:
        raise StatisticsInputError("no units", "controls or treated", "one or more of each", "name controls")
    quantiles = quantile_of(constants.CONFIDENCE_LEVEL) + float(ndtri(share("power", power)))
    return float(quantiles * spread_of_controls * np.sqrt(1.0 / treated + 1.0 / controls))


def months_until_told(
    control_scores: Any,
    before_months: int,
    expected_points: float,
    treated: int = 1,
    *,
    least_months: int = constants.LEAST_MONTHS_AFTER,
    most_months: int = 24,
) -> int | None:
    """After how many months could this comparison show a change as large as the expected one? Or None, if not.

    Takes the controls' monthly scores (units, months) of a time in which nothing was changed, answers coming in at the
    present rate. For k = ``least_months`` (three), four … months after, the spread of the controls' own changes over
    the latest ``before_months`` + k months gives the detectable change; the first k at which it is no more than
    ``expected_points`` is the answer. None where the history is too short or ``most_months`` too few.

    >>> rng = np.random.default_rng(1)
    >>> months_until_told(rng.normal(30, 12, (20, 36)), 12, 30.0)
    3
    """
    given = np.ma.MaskedArray(control_scores, dtype=np.float64)
    if given.ndim != 2 or before_months < 1 or expected_points <= 0:
        what_to_do = "pass (units, months), a length and the size hoped for"
        raise StatisticsInputError("no usable plan", "control_scores", "scores, months and points above 0", what_to_do)
    for months in range(least_months, most_months + 1):
        if before_months + months > given.shape[1]:
            return None
        recent = given[:, given.shape[1] - before_months - months :]
        own = changes(recent, np.arange(before_months + months) >= before_months).compressed()
        if own.size > 1 and detectable(float(own.std(ddof=1)), own.size, treated) <= expected_points:
            return months
    return None


def two_by_two(treated_before: float, treated_after: float, control_before: float, control_after: float) -> float:
    """The bare arithmetic of difference-in-differences: (after − before) treated minus the same for controls.

    >>> round(two_by_two(20.0, 20.4667, 23.0, 20.7167), 2)
    2.75
    """
    return (treated_after - treated_before) - (control_after - control_before)


def rebound(raw_scores: Any, shrunken_scores: Any) -> FloatArray:
    """How far will units move by themselves, having been chosen for extreme scores? Shrunken − raw, in points.

    A unit chosen because it was low will on average be found at its shrunken score next time. Guard against it by
    leaving the selecting periods out of "before" (``changes(is_before=…)``), or take this off the change.

    >>> rebound([-33.3], [-12.32]).round(2).tolist()
    [20.98]
    """
    return line("shrunken_scores", shrunken_scores) - line("raw_scores", raw_scores)


def _defined(where: str, values: Any) -> FloatArray:
    given = np.ma.MaskedArray(values, dtype=np.float64)
    return line(where, given.compressed())


def _groups(size: int, units: int, seed: int) -> IntArray:
    """Index groups of ``size`` out of ``units``; the first is the treated group itself."""
    own = np.arange(size)
    if size == 1:
        return np.arange(units).reshape(-1, 1)
    if comb(units, size) <= constants.PLACEBO_DRAWS:
        every = np.array([each for each in combinations(range(units), size) if each != tuple(own)], dtype=np.int64)
        return np.vstack([own, every]) if every.size else own.reshape(1, -1)
    rng = np.random.default_rng(seed)
    drawn = np.argsort(rng.random((constants.PLACEBO_DRAWS, units)), axis=1)[:, :size]
    return np.vstack([own, drawn])


def _rest(groups: IntArray, units: int) -> IntArray:
    """For each group the units outside it."""
    is_out = np.ones((len(groups), units), dtype=bool)
    np.put_along_axis(is_out, groups, False, axis=1)
    return np.nonzero(is_out)[1].reshape(len(groups), units - groups.shape[1])


def _inverted(p_value: Any, centre: float, alpha: float, span: float) -> tuple[float, float]:
    """The outermost shifts that are not rejected on either side of the estimate, by widening and halving."""
    ends = []
    for side in (-1.0, 1.0):
        inside, outside = 0.0, span
        while p_value(centre + side * outside) > alpha:
            inside, outside = outside, outside * 2.0
            if outside > span * 2**20:
                raise TooLittleDataError("no end", "the interval", "controls that differ", "name other controls")
        while outside - inside > span * INTERVAL_TOLERANCE:
            middle = (inside + outside) / 2.0
            if p_value(centre + side * middle) > alpha:
                inside = middle
            else:
                outside = middle
        ends.append(centre + side * (inside + outside) / 2.0)
    return ends[0], ends[1]
