"""The net promoter score: its value, its interval, its weighted form, and the difference of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Difference, Estimate, Masked, masked, quantile_of, ratio, two_sided
from dashboard.stats.inputs import FloatArray, counts, numbers, share, together

Counts = tuple[Any, Any, Any]
"""Promoters, passives, detractors, in this order everywhere."""


@dataclass(frozen=True, eq=False)
class AdjustedScore:
    """The score after ¾ promoter, 1½ passives and ¾ detractor were added, as fractions; variance is of the score."""

    score: FloatArray
    variance: FloatArray


def adjusted(promoters: FloatArray, detractors: FloatArray, responses: FloatArray) -> AdjustedScore:
    """The adjusted score N′ and its variance V′/n′, in fractions; never 0 variance, so no unit gets infinite weight.

    ``responses`` may be an effective (Kish) base with ``promoters`` and ``detractors`` as effective counts.
    Source: Rocks 2016 (arXiv 1601.07235), MeasuringU "NPS confidence intervals".
    """
    base = responses + constants.PSEUDO_RESPONSES
    share_promoters = (promoters + constants.PSEUDO_PROMOTERS) / base
    share_detractors = (detractors + constants.PSEUDO_DETRACTORS) / base
    score = share_promoters - share_detractors
    return AdjustedScore(score, (share_promoters + share_detractors - score**2) / base)


def estimate(promoters: Any, passives: Any, detractors: Any, level: float = constants.CONFIDENCE_LEVEL) -> Estimate:
    """How likely are customers to recommend us, and how sure may one be of it?

    Takes counts of answers 9–10, 7–8 and 0–6 (any common shape, 0 or more). Gives the observed score in points
    (−100…100), the adjusted-Wald interval clipped to ±100, and the number of responses. No responses: nothing.
    Raises StatisticsInputError for negative or missing counts. Assumes independent answers of one population;
    non-response is not in the interval. Source: Rocks 2016; MeasuringU; coverage by full enumeration in the tests.

    >>> result = estimate(50, 30, 20)
    >>> [round(float(value), 2) for value in (result.score, result.low, result.high)]
    [30.0, 14.05, 44.2]
    """
    plus, zero, minus = _three(promoters, passives, detractors)
    return _around(plus, minus, plus + zero + minus, level)


def estimate_weighted(
    weight_promoters: Any,
    weight_passives: Any,
    weight_detractors: Any,
    weight_squared_sum: Any,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Estimate:
    """What would the score be if the answers were weighted, and how much certainty did the weights cost?

    Takes sums of weights per group and the sum of squared weights over all (additive, so any slice can be summed
    first). Gives the weighted score in points and the adjusted-Wald interval on the Kish base (Σw)²/Σw²; ``base`` is
    that effective base. All sums 0: nothing. Raises StatisticsInputError where weights sum to 0 though their squares
    do not, or the reverse. Source: Kish 1965 (n_eff).

    >>> result = estimate_weighted(3, 1, 2, 12)
    >>> round(float(result.score), 2), float(result.base)
    (16.67, 3.0)
    """
    return _around(*_effective(weight_promoters, weight_passives, weight_detractors, weight_squared_sum), level=level)


def kish_base(weight_sum: Any, weight_squared_sum: Any) -> FloatArray:
    """How many equal answers carry as much information as these weighted ones: (Σw)²/Σw²; 0 where there are none.

    >>> float(kish_base(6, 12))
    3.0
    """
    total, squares = together(weights=counts("weights", weight_sum), squares=counts("weights²", weight_squared_sum))
    if ((total == 0) != (squares == 0)).any():
        raise StatisticsInputError("weights that sum to 0", "weights", "a positive sum", "check the weight column")
    return ratio(total**2, squares)


def estimate_score_interval(
    promoters: Any, passives: Any, detractors: Any, level: float = constants.CONFIDENCE_LEVEL
) -> Estimate:
    """The same question as ``estimate``, by the score test: a second, independent implementation with safer coverage.

    Inputs, units and nothing as for ``estimate``. The interval holds every Δ that Tango's score statistic
    (n₊−n₋−nΔ)/√(n(2q̃+Δ(1−Δ))) does not reject; the score is algebraically a difference of paired proportions. The
    bound is ±100 where there is no root. Source: Tango 1998, Statistics in Medicine 17:891.

    >>> result = estimate_score_interval(50, 30, 20)
    >>> round(float(result.low), 2), round(float(result.high), 2)
    (13.96, 44.34)
    """
    plus, zero, minus = _three(promoters, passives, detractors)
    responses = plus + zero + minus
    z = quantile_of(level)
    observed = ratio(plus - minus, responses)
    low = -_tango_upper(minus, plus, responses, -observed, z)
    high = _tango_upper(plus, minus, responses, observed, z)
    return _estimate(observed, low, high, responses)


def difference(first: Counts, second: Counts, level: float = constants.CONFIDENCE_LEVEL) -> Difference:
    """Is the first score above or below the second beyond chance?

    Takes (promoters, passives, detractors) of two *different* groups of respondents. Gives the observed difference in
    points, first minus second; the interval (clipped to ±200) and the test rest on both sides adjusted by (¾, 1½, ¾).
    Either side empty: nothing. The same customers asked twice belong in ``paired_difference``.
    Source: MeasuringU "NPS significance test".

    >>> result = difference((50, 30, 20), (40, 30, 30))
    >>> round(float(result.points), 2), round(float(result.z), 3), round(float(result.p_value), 4)
    (20.0, 1.732, 0.0832)
    """
    plus_a, zero_a, minus_a = _three(*first)
    plus_b, zero_b, minus_b = _three(*second)
    base_a, base_b = plus_a + zero_a + minus_a, plus_b + zero_b + minus_b
    return _difference(plus_a, minus_a, base_a, plus_b, minus_b, base_b, level)


def difference_weighted(
    first: tuple[Any, Any, Any, Any], second: tuple[Any, Any, Any, Any], level: float = constants.CONFIDENCE_LEVEL
) -> Difference:
    """The same for weighted sums: each side is (Σw promoters, Σw passives, Σw detractors, Σw²), on its Kish base.

    >>> result = difference_weighted((50, 30, 20, 100), (40, 30, 30, 100))
    >>> round(float(result.p_value), 4)
    0.0832
    """
    plus_a, minus_a, base_a = _effective(*first)
    plus_b, minus_b, base_b = _effective(*second)
    return _difference(plus_a, minus_a, base_a, plus_b, minus_b, base_b, level)


def paired_difference(table: Any, level: float = constants.CONFIDENCE_LEVEL) -> Difference:
    """Did the same customers change their minds between two askings?

    Takes a table of shape (…, 3, 3): rows the first asking, columns the second, both in the order promoter, passive,
    detractor; entries count customers. Gives second minus first in points. The interval is a t interval on the change
    per customer after adding ¾ changes up by one group, 1½ unchanged and ¾ down (the room's own adjustment, in the
    spirit of ``estimate``: nobody changing is not certainty). Nobody asked twice: nothing.

    >>> result = paired_difference([[40, 5, 5], [20, 10, 0], [5, 5, 10]])
    >>> round(float(result.points), 1), round(float(result.low), 1), round(float(result.high), 1)
    (20.0, 3.5, 35.3)
    """
    cells = counts("table", table)
    if cells.shape[-2:] != (3, 3):
        raise StatisticsInputError(f"shape {cells.shape}", "table", "shape (…, 3, 3)", "cross both askings")
    worth = np.array([1.0, 0.0, -1.0])
    change = worth[None, :] - worth[:, None]
    customers = cells.sum(axis=(-2, -1))
    total = (cells * change).sum(axis=(-2, -1))
    squares = (cells * change**2).sum(axis=(-2, -1)) + constants.PSEUDO_PROMOTERS + constants.PSEUDO_DETRACTORS
    base = customers + constants.PSEUDO_RESPONSES
    centre = total / base
    error = np.sqrt((squares / base - centre**2) / (base - 1.0))
    observed = ratio(total, customers)
    t = centre / error
    margin = stdtrit(base - 1.0, 0.5 + share("level", level) / 2.0) * error
    is_defined = customers > 0

    def points(values: FloatArray) -> Masked:
        return masked(np.clip(values, -2.0, 2.0) * constants.POINTS, is_defined)

    return Difference(
        points(observed),
        points(centre - margin),
        points(centre + margin),
        masked(t, is_defined),
        masked(2.0 * stdtr(base - 1.0, -np.abs(t)), is_defined),
        customers,
        customers,
    )


def variance_of_one(share_promoters: Any, share_detractors: Any) -> FloatArray:
    """Variance of one answer's score in {−1, 0, 1}: p₊ + p₋ − (p₊ − p₋)²; at most 1.

    >>> float(variance_of_one(0.5, 0.5))
    1.0
    """
    plus, minus = numbers("share_promoters", share_promoters), numbers("share_detractors", share_detractors)
    if (plus < 0).any() or (minus < 0).any() or (plus + minus > 1 + 1e-12).any():
        raise StatisticsInputError("shares outside 0…1", "shares", "parts of 1", "divide counts by their base")
    return np.asarray(plus + minus - (plus - minus) ** 2)


def _three(promoters: Any, passives: Any, detractors: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    plus, zero, minus = together(
        promoters=counts("promoters", promoters),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    return plus, zero, minus


def _effective(plus: Any, zero: Any, minus: Any, squares: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Effective promoters, effective detractors and the Kish base of weighted sums."""
    plus, zero, minus = _three(plus, zero, minus)
    total = plus + zero + minus
    effective = kish_base(total, squares)
    plus, minus, effective, scale = together(
        promoters=plus, detractors=minus, effective=effective, scale=ratio(effective, total)
    )
    return plus * scale, minus * scale, effective


def _estimate(score: FloatArray, low: FloatArray, high: FloatArray, base: FloatArray) -> Estimate:
    is_defined = base > 0
    score, low, high = (np.clip(each, -1.0, 1.0) * constants.POINTS for each in (score, low, high))
    return Estimate(masked(score, is_defined), masked(low, is_defined), masked(high, is_defined), base)


def _around(plus: FloatArray, minus: FloatArray, base: FloatArray, level: float) -> Estimate:
    centre = adjusted(plus, minus, base)
    margin = quantile_of(level) * np.sqrt(centre.variance)
    return _estimate(ratio(plus - minus, base), centre.score - margin, centre.score + margin, base)


def _difference(
    plus_a: FloatArray,
    minus_a: FloatArray,
    base_a: FloatArray,
    plus_b: FloatArray,
    minus_b: FloatArray,
    base_b: FloatArray,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Difference:
    side_a, side_b = adjusted(plus_a, minus_a, base_a), adjusted(plus_b, minus_b, base_b)
    centre = side_a.score - side_b.score
    error = np.sqrt(side_a.variance + side_b.variance)
    margin = quantile_of(level) * error
    observed = ratio(plus_a - minus_a, base_a) - ratio(plus_b - minus_b, base_b)
    is_defined = (base_a > 0) & (base_b > 0)

    def points(values: FloatArray) -> Masked:
        return masked(np.clip(values, -2.0, 2.0) * constants.POINTS, is_defined)

    z = centre / error
    return Difference(
        points(observed),
        points(centre - margin),
        points(centre + margin),
        masked(z, is_defined),
        masked(two_sided(z), is_defined),
        np.broadcast_to(base_a, z.shape),
        np.broadcast_to(base_b, z.shape),
    )


def _tango_statistic(plus: FloatArray, minus: FloatArray, base: FloatArray, delta: FloatArray) -> FloatArray:
    """Tango's score statistic at ``delta``; q̃ is the restricted estimate of the smaller discordant share."""
    a = 2.0 * base
    b = -minus - plus + (2.0 * base - plus + minus) * delta
    c = -minus * delta * (1.0 - delta)
    q = ratio(np.sqrt(np.maximum(b * b - 4.0 * a * c, 0.0)) - b, 2.0 * a)
    spread = np.sqrt(np.maximum(base * (2.0 * q + delta * (1.0 - delta)), 0.0))
    gap = plus - minus - base * delta
    # Where the restricted variance is 0 the statistic is infinite, unless the gap is 0 as well.
    without_spread = np.where(gap > 0, np.inf, np.where(gap < 0, -np.inf, 0.0))
    return np.where(spread > 0, ratio(gap, spread), without_spread)


def _tango_upper(plus: FloatArray, minus: FloatArray, base: FloatArray, observed: FloatArray, z: float) -> FloatArray:
    """The largest Δ in [observed, 1] with statistic ≥ −z, by halving; 1 where even Δ = 1 is not rejected."""
    low, high = observed.astype(np.float64), np.ones_like(observed, dtype=np.float64)
    for _ in range(constants.TANGO_STEPS):
        middle = (low + high) / 2.0
        is_inside = _tango_statistic(plus, minus, base, middle) >= -z
        low, high = np.where(is_inside, middle, low), np.where(is_inside, high, middle)
    return high
