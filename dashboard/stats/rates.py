"""Events per exposure, such as complaints per 10,000 customers a month; their interval and the ratio of two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import bdtr, bdtrc, betaincinv, gammaincinv, ndtri

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Difference, Estimate, Masked, masked, quantile_of, ratio
from dashboard.stats.inputs import FloatArray, counts, share, together

Rate = tuple[Any, Any]
"""Events and exposure, in this order everywhere."""


@dataclass(frozen=True, eq=False)
class RateDifference(Difference):
    """A ``Difference`` (in events per ``per``) with the ratio first ÷ second and its exact bounds.

    The test and the ratio's bounds are one exact conditional test and always agree; ``ratio`` is nothing where the
    second side has no event. ``z`` is the standard normal value of the test's p-value, with the difference's sign.
    """

    ratio: Masked
    ratio_low: Masked
    ratio_high: Masked


def estimate(
    events: Any, exposure: Any, per: float = constants.PER_10K, level: float = constants.CONFIDENCE_LEVEL
) -> Estimate:
    """How often does it happen per ``per`` units of exposure, and how sure may one be of it?

    Takes event counts and an exposure above 0 (customer-months, transactions …), any common shape. Gives the observed
    rate and Byar's interval; with no event the rate is 0, its lower bound 0 and its upper bound the exact one (never
    a bare zero). ``base`` is the exposure. No exposure: nothing; StatisticsInputError if events were counted there.
    Assumes a Poisson count. Source: Byar's approximation, Breslow & Day 1987.

    >>> result = estimate(65, 1, per=1)
    >>> round(float(result.low), 4), round(float(result.high), 4)
    (50.1632, 82.8491)
    >>> round(float(estimate(0, 10_000).high), 3)
    3.689
    """
    seen, base = _checked("events", events, exposure)
    low, high = byar(seen, level)
    is_defined = base > 0

    def rate(values: FloatArray) -> Masked:
        return masked(ratio(values, base) * per, is_defined)

    return Estimate(rate(seen), rate(low), rate(high), base)


def byar(events: Any, level: float = constants.CONFIDENCE_LEVEL) -> tuple[FloatArray, FloatArray]:
    """Byar's bounds of a Poisson count; at 0 events the lower is 0 and the upper the exact one, −ln(α/2).

    >>> low, high = byar(0)
    >>> float(low), round(float(high), 3)
    (0.0, 3.689)
    """
    seen = counts("events", events)
    z = quantile_of(level)
    some = np.maximum(seen, 1e-12)
    above = seen + 1.0
    third, ninth = constants.BYAR_THIRD, constants.BYAR_NINTH
    low = seen * np.maximum(1.0 - ninth / some - z * third / np.sqrt(some), 0.0) ** 3
    high = above * (1.0 - ninth / above + z * third / np.sqrt(above)) ** 3
    return np.where(seen == 0, 0.0, low), np.where(seen == 0, exact(seen, level)[1], high)


def exact(events: Any, level: float = constants.CONFIDENCE_LEVEL) -> tuple[FloatArray, FloatArray]:
    """Exact (Garwood) bounds of a Poisson count: never too narrow, a little wider than Byar's.

    >>> low, high = exact(65)
    >>> round(float(low), 4), round(float(high), 4)
    (50.1656, 82.8478)
    """
    seen = counts("events", events)
    tail = (1.0 - share("level", level)) / 2.0
    low = np.where(seen == 0, 0.0, gammaincinv(np.maximum(seen, 1.0), tail))
    return low, np.asarray(gammaincinv(seen + 1.0, 1.0 - tail), dtype=np.float64)


def difference(
    first: Rate, second: Rate, per: float = constants.PER_10K, level: float = constants.CONFIDENCE_LEVEL
) -> RateDifference:
    """Does it happen more or less often on the first side than on the second beyond chance?

    Takes (events, exposure) twice. Gives the observed difference per ``per``, first minus second, with an interval by
    square-and-add of both Byar intervals (MOVER), and the ratio with exact bounds: given their sum, the first count is
    binomial with share exposure₁/(exposure₁+exposure₂). The test is that binomial's, two-sided as twice the smaller
    tail. Either side without exposure: nothing. No events on both sides: p is 1. Assumes Poisson counts; scattered
    counts make it too sure, so a trend is read on its Laney-type chart.
    Source: Przyborowski & Wilenski 1940; MOVER: Zou & Donner 2008.

    >>> result = difference((60, 10_000), (40, 10_000))
    >>> round(float(result.points), 1), round(float(result.ratio), 2), round(float(result.p_value), 4)
    (20.0, 1.5, 0.0569)
    """
    seen_a, base_a = _checked("first", *first)
    seen_b, base_b = _checked("second", *second)
    seen_a, base_a, seen_b, base_b = together(events=seen_a, exposure=base_a, events_2=seen_b, exposure_2=base_b)
    is_defined = (base_a > 0) & (base_b > 0)
    rate_a, rate_b = ratio(seen_a, base_a), ratio(seen_b, base_b)
    low_a, high_a = (ratio(bound, base_a) for bound in byar(seen_a, level))
    low_b, high_b = (ratio(bound, base_b) for bound in byar(seen_b, level))
    gap = rate_a - rate_b
    low = gap - np.sqrt((rate_a - low_a) ** 2 + (high_b - rate_b) ** 2)
    high = gap + np.sqrt((high_a - rate_a) ** 2 + (rate_b - low_b) ** 2)

    total = seen_a + seen_b
    expected = np.where(is_defined, ratio(base_a, base_a + base_b), 0.5)
    at_most = bdtr(seen_a, total.astype(np.int64), expected)
    at_least = np.where(seen_a == 0, 1.0, bdtrc(seen_a - 1.0, total.astype(np.int64), expected))
    p_value = np.minimum(1.0, 2.0 * np.minimum(at_most, at_least))
    z = np.sign(gap) * quantile_of_p(p_value)

    tail = (1.0 - share("level", level)) / 2.0
    share_low = np.where(seen_a == 0, 0.0, betaincinv(np.maximum(seen_a, 1.0), seen_b + 1.0, tail))
    share_high = np.where(seen_b == 0, 1.0, betaincinv(seen_a + 1.0, np.maximum(seen_b, 1.0), 1.0 - tail))
    scale = ratio(base_b, base_a)
    has_ratio = is_defined & (seen_b > 0)
    return RateDifference(
        masked(gap * per, is_defined),
        masked(low * per, is_defined),
        masked(high * per, is_defined),
        masked(z, is_defined),
        masked(p_value, is_defined),
        base_a,
        base_b,
        masked(ratio(rate_a, rate_b), has_ratio),
        masked(ratio(share_low, 1.0 - share_low) * scale, has_ratio),
        masked(ratio(share_high, 1.0 - share_high) * scale, has_ratio),
    )


def median_of_peers(values: Any) -> float | None:
    """What is usual among comparable banks or units? The median of their published rates; None where there is none.

    Regulators print it beside each rate; with an even number it lies between the middle two, as they compute it.

    >>> median_of_peers([1439.4, 409.5, 376.3, 370.9, 176.2, 76.4])
    373.6
    """
    given = np.sort(counts("values", values).ravel())
    if not given.size:
        return None
    middle = given.size // 2
    # Added before halving and rounded at the ninth place: 376.3 and 370.9 give 373.6, not 373.59999….
    return float(given[middle]) if given.size % 2 else round(float(given[middle - 1] + given[middle]) / 2.0, 9)


def quantile_of_p(p_value: FloatArray) -> FloatArray:
    """The size of a standard normal value with this two-sided p-value: 1.96 for 0.05, 0 for 1.

    >>> round(float(quantile_of_p(np.array(0.05))), 2)
    1.96
    """
    return np.asarray(-ndtri(np.clip(p_value, 1e-300, 1.0) / 2.0), dtype=np.float64)


def _checked(where: str, events: Any, exposure: Any) -> tuple[FloatArray, FloatArray]:
    seen, base = together(events=counts(where, events), exposure=counts("exposure", exposure))
    if ((base == 0) & (seen > 0)).any():
        what_to_do = "hand over the exposures of that unit and month"
        raise StatisticsInputError("events without exposure", "exposure", "an exposure above 0", what_to_do)
    return seen, base
