"""How long matters take, open ones counted as still open: survival, percentiles, share on time, restricted means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtrc

from dashboard.stats import constants, proportions
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import Estimate, Masked, masked, quantile_of, ratio, two_sided
from dashboard.stats.inputs import FloatArray, counts, line, together

REPEAT_AGES_DAYS = (30, 90)
"""Days since the answer at which it is told how many complained again (a house convention)."""


@dataclass(frozen=True, eq=False)
class Survival:
    """Share of cases still open by age (Kaplan–Meier); ``open_share`` as a fraction after each of ``days``.

    ``low`` and ``high``: log-log bounds. ``at_risk``, ``closed``: cases before and closed at each day. ``watched`` is
    the longest duration of any case: beyond it nothing is known. ``cases`` and ``open_cases`` count all and open ones.
    """

    days: FloatArray
    open_share: FloatArray
    low: FloatArray
    high: FloatArray
    variance: FloatArray
    at_risk: FloatArray
    closed: FloatArray
    watched: float
    cases: float
    open_cases: float
    level: float


@dataclass(frozen=True, eq=False)
class MeanDifference:
    """Difference of two restricted means in days, first minus second, with interval and test; means as told."""

    days: float
    low: float
    high: float
    p_value: float
    mean_first: float
    mean_second: float
    horizon: float


def survival(
    durations_days: Any, is_closed: Any, counts_of: Any = None, level: float = constants.CONFIDENCE_LEVEL
) -> Survival | None:
    """How long do cases stay open, the ones still open included?

    Takes a duration per row (days, 0 or more: to the closing, or until now), whether it is closed, and how many cases
    the row stands for. Open cases leave as "still open at their age", at risk at it; they are never dropped. No cases:
    nothing (None). Raises StatisticsInputError for negative durations. Assumes open cases are closed later like others
    of their age. Source: Kaplan & Meier 1958; Greenwood's variance.

    >>> weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    >>> closed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    >>> result = survival(weeks, closed)
    >>> round(float(share_open(result, 10).score), 2)
    75.29
    """
    duration, closing, weight = _checked(durations_days, is_closed, counts_of)
    if not weight.sum():
        return None
    days, position = np.unique(duration, return_inverse=True)
    closed, leaving = np.zeros(days.size), np.zeros(days.size)
    np.add.at(closed, position, weight * closing)
    np.add.at(leaving, position, weight)
    at_risk: FloatArray = np.asarray(np.cumsum(leaving[::-1])[::-1], dtype=np.float64)
    share: FloatArray = np.asarray(np.cumprod(1.0 - ratio(closed, at_risk)), dtype=np.float64)
    share[share < 1e-12] = 0.0
    spread = np.cumsum(ratio(closed, at_risk * np.maximum(at_risk - closed, 0.0)))
    variance = share**2 * spread
    low, high = _log_log(share, variance, at_risk, level)
    total = float(weight.sum())
    return Survival(
        days=days,
        open_share=share,
        low=low,
        high=high,
        variance=variance,
        at_risk=at_risk,
        closed=closed,
        watched=float(days[-1]),
        cases=total,
        open_cases=total - float(closed.sum()),
        level=level,
    )


def share_open(result: Survival, days: Any) -> Estimate:
    """What share is still open after so many days? In per cent; nothing beyond what was watched while some stay open.

    ``base`` is the number of cases.

    >>> share_open(survival([3, 5, 20, 30], [1, 1, 1, 0]), [4, 31]).score.tolist()
    [75.0, None]
    """
    age = np.asarray(days, dtype=np.float64)
    step = np.searchsorted(result.days, age, side="right")
    can_tell = (age <= result.watched) | (result.open_share[-1] == 0)

    def pick(values: FloatArray) -> Masked:
        return masked(np.concatenate([[1.0], values])[step] * constants.POINTS, can_tell)

    return Estimate(
        pick(result.open_share), pick(result.low), pick(result.high), np.broadcast_to(result.cases, age.shape)
    )


def share_on_time(result: Survival, limit_days: Any) -> Estimate:
    """What share was closed within the limit, the late and the open counted? 1 − S(limit), in per cent.

    >>> result = survival([3, 5, 20, 30], [1, 1, 1, 0])
    >>> float(share_on_time(result, 15).score)
    50.0
    """
    still = share_open(result, limit_days)
    whole = constants.POINTS
    return Estimate(whole - still.score, whole - still.high, whole - still.low, still.base)


def percentile(result: Survival, share: float = 0.5) -> float | None:
    """After how many days were this share of cases closed? None while too many are open to tell.

    0.5 is the median, 0.9 the slow tail.

    >>> percentile(survival([1, 2, 3, 4], [1, 1, 1, 0])), percentile(survival([1, 2, 3, 4], [1, 1, 1, 0]), 0.9)
    (2.0, None)
    """
    if not 0.0 < share < 1.0:
        raise StatisticsInputError(f"{share:g}", "share", "between 0 and 1", "give 0.5 for the median")
    reached = np.flatnonzero(result.open_share <= 1.0 - share + 1e-12)
    return float(result.days[reached[0]]) if reached.size else None


def percentile_interval(result: Survival, share: float = 0.5) -> tuple[float | None, float | None]:
    """Between which days does ``percentile`` lie? By inverting the log-log bounds; None for an end that is not reached.

    Source: Brookmeyer & Crowley 1982.

    >>> percentile_interval(survival(range(1, 21), [1] * 20))
    (5.0, 15.0)
    """
    if not 0.0 < share < 1.0:
        raise StatisticsInputError(f"{share:g}", "share", "between 0 and 1", "give 0.5 for the median")

    def first(bound: FloatArray) -> float | None:
        reached = np.flatnonzero(bound <= 1.0 - share + 1e-12)
        return float(result.days[reached[0]]) if reached.size else None

    return first(result.low), first(result.high)


def percentile_estimate(result: Survival, share: float = 0.5) -> Estimate:
    """How long until a share of cases is over, with its interval, as one estimate; nothing where it is not reached.

    In days; the base is the number of cases.

    >>> percentile_estimate(survival([1.0, 2.0, 3.0, 4.0], [True] * 4)).score.tolist()
    [2.0]
    """
    numbers = (percentile(result, share), *percentile_interval(result, share))
    score, low, high = (masked(np.array([each or 0.0]), np.array([each is not None])) for each in numbers)
    return Estimate(score, low, high, np.array([float(result.cases)]))


def longest(durations_days: Any, is_closed: Any) -> tuple[float | None, float | None]:
    """What was the longest: over closed cases, and the age of the oldest open one? None where there is none.

    "At most 15 days" is only true if both say so.

    >>> longest([3, 14, 40], [1, 1, 0])
    (14.0, 40.0)
    """
    duration, closing, _ = _checked(durations_days, is_closed, None)
    closed, still = duration[closing == 1], duration[closing == 0]
    return (float(closed.max()) if closed.size else None, float(still.max()) if still.size else None)


def restricted_mean(result: Survival, horizon_days: float) -> tuple[float, float]:
    """The mean duration counted up to a horizon, and its standard error: the area under the curve until then.

    Raises TooLittleDataError where nobody was watched that long. Source: Royston & Parmar 2013.

    >>> mean, error = restricted_mean(survival([2, 4, 6, 8], [1, 1, 1, 1]), 10)
    >>> mean, round(error, 3)
    (5.0, 1.118)
    """
    if horizon_days <= 0:
        raise StatisticsInputError(f"{horizon_days:g}", "horizon_days", "days above 0", "choose a limit such as 15")
    if horizon_days > result.watched and result.open_share[-1] > 0:
        what_to_do = f"choose a horizon of {result.watched:g} days or less"
        raise TooLittleDataError("cases not watched that long", "horizon_days", "a watched horizon", what_to_do)
    is_in = result.days < horizon_days
    edges = np.concatenate([[0.0], result.days[is_in], [horizon_days]])
    areas = np.concatenate([[1.0], result.open_share[is_in]]) * np.diff(edges)
    mean = float(areas.sum())
    beyond = mean - np.cumsum(areas)[:-1]
    hazard = ratio(result.closed, result.at_risk * np.maximum(result.at_risk - result.closed, 0.0))[is_in]
    return mean, float(np.sqrt((beyond**2 * hazard).sum()))


def mean_estimate(result: Survival, horizon_days: float) -> Estimate:
    """The mean duration counted up to a horizon, with its interval, as one estimate in days.

    Raises as ``restricted_mean``. The base is the number of cases.

    >>> [round(float(each[0]), 2) for each in vars(mean_estimate(survival([2, 4, 6, 8], [1, 1, 1, 1]), 10)).values()]
    [5.0, 2.81, 7.19, 4.0]
    """
    mean, error = restricted_mean(result, horizon_days)
    margin = quantile_of(result.level) * error
    ends = (mean, max(mean - margin, 0.0), min(mean + margin, horizon_days))
    score, low, high = (masked(np.array([each]), True) for each in ends)
    return Estimate(score, low, high, np.array([float(result.cases)]))


def closed_curve(result: Survival) -> dict[str, list[float]]:
    """What share was closed by each age, for drawing? Per cent, from day 0 on, where nothing is closed.

    ``days``, and aligned with them ``closed`` with its bounds ``low`` and ``high``: 1 − S and its log-log bounds.

    >>> closed_curve(survival([1, 2], [True, False]))["closed"]
    [0.0, 50.0, 50.0]
    """
    whole = constants.POINTS
    shares = {"closed": result.open_share, "low": result.high, "high": result.low}
    told = {name: [0.0, *(whole - whole * share).tolist()] for name, share in shares.items()}
    return {"days": [0.0, *result.days.tolist()], **told}


def common_horizon(first: Survival, second: Survival, most_days: float) -> float:
    """To what age may two lots be compared by their means? The furthest, at most ``most_days``, that both were watched.

    A lot whose cases are all closed is known to any age; of another nothing is known beyond its longest duration.

    >>> common_horizon(survival([1, 2], [True, True]), survival([3, 9], [True, False]), 20)
    9.0
    """
    return float(min([most_days, *(each.watched for each in (first, second) if each.open_share[-1] > 0)]))


def mean_difference(first: Survival, second: Survival, horizon_days: float) -> MeanDifference:
    """Are matters settled faster than before, and by how many days? Difference of restricted means, first − second.

    The honest form of "the average fell by two working days": both sides to the same horizon, open ones counted.

    >>> slow, fast = survival([4, 6, 8, 10], [1, 1, 1, 1]), survival([2, 4, 6, 8], [1, 1, 1, 1])
    >>> mean_difference(fast, slow, 12).days
    -2.0
    """
    (mean_first, error_first), (mean_second, error_second) = (
        restricted_mean(each, horizon_days) for each in (first, second)
    )
    error = float(np.hypot(error_first, error_second))
    gap = mean_first - mean_second
    margin = quantile_of(first.level) * error
    p_value = float(two_sided(np.asarray(gap / error))) if error > 0 else (1.0 if gap == 0 else 0.0)
    return MeanDifference(gap, gap - margin, gap + margin, p_value, mean_first, mean_second, horizon_days)


def mean_difference_alike(
    first: Sequence[Survival | None], second: Sequence[Survival | None], horizon_days: float
) -> tuple[MeanDifference, float] | None:
    """The same for the same mix of cases: by how many days did each kind of case change, all kinds taken together?

    Takes both sides kind by kind, in the same order (None: no case of it). Kinds that one side has not, or was not
    watched to the horizon, are left out; the others weigh by the cases of both sides. Gives the difference, and which
    share of all cases the kinds that count hold; None where no kind counts. Source: direct standardisation.

    >>> slow, fast = survival([4, 6, 8, 10], [1, 1, 1, 1]), survival([2, 4, 6, 8], [1, 1, 1, 1])
    >>> found, share = mean_difference_alike([fast, None], [slow, slow], 12)
    >>> found.days, round(share, 2)
    (-2.0, 0.67)
    """
    kept: list[tuple[float, MeanDifference, float]] = []
    cases = [sum(side.cases for side in pair if side is not None) for pair in zip(first, second, strict=True)]
    for now, before, weight in zip(first, second, cases, strict=True):
        if now is None or before is None:
            continue
        try:
            found = mean_difference(now, before, horizon_days)
        except TooLittleDataError:
            continue
        error_now, error_before = (restricted_mean(side, horizon_days)[1] for side in (now, before))
        kept.append((weight, found, float(np.hypot(error_now, error_before))))
    total = sum(weight for weight, _, _ in kept)
    if not total:
        return None
    level = next(side.level for side in (*first, *second) if side is not None)

    def mean(of: Sequence[float]) -> float:
        return sum(weight * each for (weight, _, _), each in zip(kept, of, strict=True)) / total

    gap = mean([found.days for _, found, _ in kept])
    error = float(np.sqrt(sum((weight / total * each) ** 2 for weight, _, each in kept)))
    margin = quantile_of(level) * error
    p_value = float(two_sided(np.asarray(gap / error))) if error > 0 else (1.0 if gap == 0 else 0.0)
    means = mean([found.mean_first for _, found, _ in kept]), mean([found.mean_second for _, found, _ in kept])
    return MeanDifference(gap, gap - margin, gap + margin, p_value, *means, horizon_days), total / sum(cases)


def log_rank(
    durations_first: Any,
    is_closed_first: Any,
    durations_second: Any,
    is_closed_second: Any,
    counts_first: Any = None,
    counts_second: Any = None,
) -> tuple[float, float]:
    """Do two groups differ in how long they take, anywhere along the way? χ² on 1 degree of freedom and its p-value.

    The counts say how many cases each entry stands for (None: one each). Raises TooLittleDataError where nothing was
    closed. Source: Mantel 1966.

    >>> chi_squared, p_value = log_rank([1, 2, 3], [1, 1, 1], [1, 2, 3], [1, 1, 1])
    >>> chi_squared, p_value
    (0.0, 1.0)
    """
    first, closed_first, many_first = _checked(durations_first, is_closed_first, counts_first)
    second, closed_second, many_second = _checked(durations_second, is_closed_second, counts_second)
    over_first, over_second = many_first * closed_first, many_second * closed_second
    days = np.unique(np.concatenate([first[over_first > 0], second[over_second > 0]]))
    if not days.size:
        raise TooLittleDataError("no closed case", "both groups", "at least one", "wait until something is closed")
    risk_first = (first[None, :] >= days[:, None]) @ many_first
    risk = risk_first + (second[None, :] >= days[:, None]) @ many_second
    events_first = (first[None, :] == days[:, None]) @ over_first
    events = events_first + (second[None, :] == days[:, None]) @ over_second
    expected = events * risk_first / risk
    variance = expected * (1.0 - risk_first / risk) * ratio(risk - events, risk - 1.0)
    total = float(variance.sum())
    chi_squared = float((events_first - expected).sum()) ** 2 / total if total > 0 else 0.0
    return chi_squared, float(chdtrc(1, chi_squared))


def _checked(durations: Any, is_closed: Any, counts_of: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    duration = line("durations_days", durations)
    closing = line("is_closed", np.asarray(is_closed, dtype=np.float64))
    weight = np.ones_like(duration) if counts_of is None else counts("counts_of", line("counts_of", counts_of))
    duration, closing, weight = together(durations_days=duration, is_closed=closing, counts_of=weight)
    if (duration < 0).any():
        what_to_do = "a case cannot be closed before it came in; check both dates"
        raise StatisticsInputError(f"{duration.min():g} days", "durations_days", "0 days or more", what_to_do)
    if not np.isin(closing, (0.0, 1.0)).all():
        raise StatisticsInputError("a mark other than 0 or 1", "is_closed", "closed or open", "map the states first")
    return duration, closing, weight


def _log_log(
    share: FloatArray, variance: FloatArray, at_risk: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Log-log bounds; Wilson's on the cases at risk where the share is 0 or 1 and the variance says nothing."""
    is_plain = (share > 1e-12) & (share < 1.0 - 1e-12) & (variance > 0)
    inside = np.where(is_plain, share, 0.5)
    exponent = quantile_of(level) * np.sqrt(variance) / (inside * -np.log(inside))
    wilson = proportions.estimate(share * at_risk, at_risk, level)
    whole = constants.POINTS
    return (
        np.where(is_plain, inside ** np.exp(exponent), wilson.low.filled(0.0) / whole),
        np.where(is_plain, inside ** np.exp(-exponent), wilson.high.filled(0.0) / whole),
    )
