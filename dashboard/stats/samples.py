"""How many answers a question needs, and what a given number of answers can show."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, quantile_of, ratio
from dashboard.stats.inputs import FloatArray, counts, numbers, share, together

TYPICAL_VARIANCE = 0.61
"""Variance of one answer at 20 % detractors, 30 % passives, 50 % promoters; used where nothing is known yet."""


def for_margin(
    margin_points: Any, variance_of_one: Any = TYPICAL_VARIANCE, level: float = constants.CONFIDENCE_LEVEL
) -> FloatArray:
    """How many answers until a score is known to ± ``margin_points``? n = z²V/m², rounded up.

    Takes margins above 0 in points and the variance of one answer (0…1). Adjusted Wald needs three fewer. Raises
    StatisticsInputError for a margin of 0. Assumes independent answers. Source: MeasuringU "sample size for NPS".

    >>> for_margin([10, 5, 3, 2]).tolist()
    [235.0, 938.0, 2604.0, 5859.0]
    """
    margin, variance = _positive("margin_points", margin_points), _variance(variance_of_one)
    return _rounded_up(quantile_of(level) ** 2 * variance / (margin / constants.POINTS) ** 2)


def for_difference(
    difference_points: Any,
    variance_first: Any = TYPICAL_VARIANCE,
    variance_second: Any = None,
    *,
    level: float = constants.CONFIDENCE_LEVEL,
    power: float = constants.POWER,
) -> FloatArray:
    """How many answers *per group* until a true difference is found with this power? n = (V₁+V₂)(z+z_β)²/d².

    Two-sided test at 1 − level. The adjusted formula needs three fewer. Source: MeasuringU "NPS sample sizes".

    >>> for_difference([10, 5]).tolist()
    [958.0, 3831.0]
    """
    gap = _positive("difference_points", difference_points) / constants.POINTS
    first = _variance(variance_first)
    second = first if variance_second is None else _variance(variance_second)
    return _rounded_up((first + second) * _both_quantiles(level, power) ** 2 / gap**2)


def detectable_difference(
    responses_first: Any,
    responses_second: Any,
    variance_first: Any = TYPICAL_VARIANCE,
    variance_second: Any = None,
    *,
    level: float = constants.CONFIDENCE_LEVEL,
    power: float = constants.POWER,
) -> Masked:
    """What true difference, in points, would two groups of this size find with this power?

    (z+z_β)·√(V₁/n₁ + V₂/n₂). An empty group: nothing. More than the whole scale (200 points) is told as 200.

    >>> round(float(detectable_difference(958, 958)), 1)
    10.0
    """
    first, second = counts("responses_first", responses_first), counts("responses_second", responses_second)
    variance = _variance(variance_first)
    other = variance if variance_second is None else _variance(variance_second)
    first, second, variance, other = together(first=first, second=second, variance=variance, other=other)
    error = np.sqrt(ratio(variance, first) + ratio(other, second))
    points = np.minimum(_both_quantiles(level, power) * error * constants.POINTS, 2 * constants.POINTS)
    return masked(points, (first > 0) & (second > 0))


def for_share(margin_points: Any, expected_pct: Any = 50.0, level: float = constants.CONFIDENCE_LEVEL) -> FloatArray:
    """How many answers until a share is known to ± ``margin_points`` percentage points? n = z²p(1−p)/m².

    >>> for_share([5, 3]).tolist()
    [385.0, 1068.0]
    """
    expected = numbers("expected_pct", expected_pct) / constants.POINTS
    if ((expected < 0) | (expected > 1)).any():
        raise StatisticsInputError("a share outside 0…100", "expected_pct", "per cent", "pass 81 for 81 %")
    margin = _positive("margin_points", margin_points) / constants.POINTS
    return _rounded_up(quantile_of(level) ** 2 * expected * (1 - expected) / margin**2)


def _both_quantiles(level: float, power: float) -> float:
    return quantile_of(level) + float(ndtri(share("power", power)))


def _rounded_up(values: FloatArray) -> FloatArray:
    # The hair keeps a number that is whole but for rounding from being raised by one.
    return np.asarray(np.ceil(values - 1e-9), dtype=np.float64)


def _positive(where: str, values: Any) -> FloatArray:
    array = numbers(where, values)
    if (array <= 0).any():
        raise StatisticsInputError(f"{array.min():g}", where, "points above 0", "say how exact it has to be")
    return array


def _variance(values: Any) -> FloatArray:
    array = counts("variance_of_one", values)
    if (array > 1).any():
        raise StatisticsInputError(f"{array.max():g}", "variance_of_one", "0…1", "pass fractions, not points")
    return array
