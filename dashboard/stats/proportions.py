"""Shares in per cent: satisfaction, response rate, drop-off; their interval and the difference of two."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Difference, Estimate, Masked, masked, quantile_of, ratio, two_sided
from dashboard.stats.inputs import BoolArray, FloatArray, counts, together

Trials = tuple[Any, Any]
"""Successes and trials, in this order everywhere."""


def estimate(successes: Any, trials: Any, level: float = constants.CONFIDENCE_LEVEL) -> Estimate:
    """What share said or did so, and how sure may one be of it?

    Takes counts (any common shape; successes ≤ trials). Gives the observed share in per cent and the Wilson score
    interval, always within 0…100 and holding the observed share. No trials: nothing. Raises StatisticsInputError for
    negative counts or more successes than trials. Trials may be an effective base. Source: Wilson 1927.

    >>> result = estimate(65, 100)
    >>> [round(float(value), 5) for value in (result.score, result.low, result.high)]
    [65.0, 55.25444, 73.63575]
    """
    hits, base = _checked("successes", successes, trials)
    z = quantile_of(level)
    share = ratio(hits, base)
    spread = base + z * z
    centre = ratio(hits + z * z / 2.0, spread)
    margin = ratio(z * np.sqrt(np.maximum(base * share * (1.0 - share), 0.0) + z * z / 4.0), spread)
    is_defined = base > 0
    # At 0 and at all of them the exact bound is the observed share; rounding must not put it a hair outside.
    low = np.where(hits == 0, 0.0, np.minimum(np.maximum(centre - margin, 0.0), share))
    high = np.where(hits == base, 1.0, np.maximum(np.minimum(centre + margin, 1.0), share))
    return Estimate(_pct(share, is_defined), _pct(low, is_defined), _pct(high, is_defined), base)


def lift(both: Any, first: Any, second: Any, trials: Any, level: float = constants.CONFIDENCE_LEVEL) -> Estimate:
    """How many times as often do two things come together as each by itself would make one expect?

    Takes counts of trials with both, with the first, with the second, and of all. p_AB/(p_A·p_B) with bounds by the
    delta method on the logarithm; never together, or one of them never: nothing. Raises StatisticsInputError for more
    with both than with one, or more with one than there are. ``base`` counts trials.

    >>> result = lift(40, 50, 60, 1000)
    >>> [round(float(value), 1) for value in (result.score, result.low, result.high)]
    [13.3, 10.6, 16.8]
    """
    one, base = _checked("first", first, trials)
    other, _ = _checked("second", second, trials)
    joint, _ = _checked("both", both, np.minimum(one, other))
    ratio_seen = ratio(joint * base, one * other)
    safe_joint, safe_one, safe_other, safe_base = (np.maximum(each, 1.0) for each in (joint, one, other, base))
    variance = 1 / safe_joint - 1 / safe_one - 1 / safe_other + (2 * ratio_seen - 1) / safe_base
    spread = np.exp(quantile_of(level) * np.sqrt(np.maximum(variance, 0.0)))
    is_seen = joint > 0
    return Estimate(
        masked(ratio_seen, is_seen), masked(ratio_seen / spread, is_seen), masked(ratio_seen * spread, is_seen), base
    )


def difference(first: Trials, second: Trials, level: float = constants.CONFIDENCE_LEVEL) -> Difference:
    """Is the first share above or below the second beyond chance?

    Takes (successes, trials) of two different groups. Gives the observed difference in percentage points, first minus
    second; interval (clipped to ±100) and test rest on both sides with one success and one failure added. Either side
    empty: nothing. Source: Agresti & Caffo 2000, The American Statistician 54:280.

    >>> result = difference((65, 100), (50, 100))
    >>> round(float(result.points), 1), round(float(result.low), 2), round(float(result.high), 2)
    (15.0, 1.28, 28.13)
    """
    hits_a, base_a = _checked("first", *first)
    hits_b, base_b = _checked("second", *second)
    extra = constants.PSEUDO_SUCCESSES_EACH
    share_a = (hits_a + extra) / (base_a + 2.0 * extra)
    share_b = (hits_b + extra) / (base_b + 2.0 * extra)
    centre = share_a - share_b
    error = np.sqrt(
        share_a * (1.0 - share_a) / (base_a + 2.0 * extra) + share_b * (1.0 - share_b) / (base_b + 2.0 * extra)
    )
    margin = quantile_of(level) * error
    is_defined = (base_a > 0) & (base_b > 0)
    z = centre / error
    return Difference(
        _pct(ratio(hits_a, base_a) - ratio(hits_b, base_b), is_defined),
        _pct(np.clip(centre - margin, -1.0, 1.0), is_defined),
        _pct(np.clip(centre + margin, -1.0, 1.0), is_defined),
        masked(z, is_defined),
        masked(two_sided(z), is_defined),
        np.broadcast_to(base_a, z.shape),
        np.broadcast_to(base_b, z.shape),
    )


def _checked(where: str, successes: Any, trials: Any) -> tuple[FloatArray, FloatArray]:
    hits, base = together(successes=counts(where, successes), trials=counts("trials", trials))
    if (hits > base).any():
        raise StatisticsInputError("more successes than trials", where, "successes ≤ trials", "check both counts")
    return hits, base


def _pct(values: FloatArray, is_defined: BoolArray) -> Masked:
    return masked(values * constants.POINTS, is_defined)
