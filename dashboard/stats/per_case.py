"""Counts that come in clumps: findings per case, and people per exposure who came by events and not one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Estimate, masked, ratio
from dashboard.stats.inputs import FloatArray, counts, together
from dashboard.stats.rates import byar


def mean(total: Any, squares: Any, cases: Any, level: float = constants.CONFIDENCE_LEVEL) -> Estimate:
    """How many are found in a case on average, and how sure may one be of it?

    Takes the sum of a count over cases, the sum of its squares, and the number of cases, any common shape. Gives the
    mean and Byar's interval, widened by the dispersion where cases differ more than chance makes them (quasi-Poisson:
    the variance over the mean, never under 1). With nothing found the mean is 0 and its upper bound the exact one.
    ``base`` is the number of cases; no cases: nothing. Raises StatisticsInputError where the squares contradict the
    sums. Assumes cases independent of each other. Source: McCullagh & Nelder 1989, §6.2; Byar's approximation.

    >>> result = mean(122, 196, 200)  # deaths by horse kick in 200 corps-years (Bortkiewicz 1898)
    >>> float(result.score), round(float(result.low), 3), round(float(result.high), 3)
    (0.61, 0.506, 0.728)
    """
    seen, squared, base = _checked(total, squares, cases)
    centre = ratio(seen, base)
    scatter = ratio(np.maximum(squared - seen * centre, 0.0), np.maximum(base - 1.0, 1.0))
    low, high = _scaled(seen, np.maximum(1.0, ratio(scatter, centre)), level)
    is_defined = base > 0
    score, lower, upper = (masked(ratio(each, base), is_defined) for each in (seen, low, high))
    return Estimate(score, lower, upper, base)


def reached(
    total: Any,
    squares: Any,
    exposure: Any,
    per: float = constants.PER_10K,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Estimate:
    """How many people were reached for so much exposure, when they came by events, many at once?

    Takes the people, the sum of the squared people of each event, and an exposure above 0, any common shape. The
    people count as so many equal events as would scatter as much, (Σx)² / Σx²: a few large events tell less than many
    small ones. ``base`` is the exposure. Nobody reached, or no exposure: nothing, as there is no event whose size could
    be known. Assumes that events come by chance. Source: Bohm & Zech 2014 (scaled Poisson distribution).

    >>> one_by_one, in_tens = reached(65, 65, 1, per=1), reached(650, 6500, 1, per=1)
    >>> round(float(one_by_one.low), 4), round(float(in_tens.low), 3)
    (50.1632, 501.632)
    """
    seen, squared, base = _checked(total, squares, exposure)
    low, high = _scaled(seen, np.where(seen > 0, ratio(squared, seen), 1.0), level)
    is_defined = (base > 0) & (seen > 0)
    score, lower, upper = (masked(ratio(each, base) * per, is_defined) for each in (seen, low, high))
    return Estimate(score, lower, upper, base)


def _scaled(seen: FloatArray, size: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Byar's bounds of a sum that comes in clumps of a size."""
    low, high = byar(ratio(seen, size), level)
    return low * size, high * size


def _checked(total: Any, squares: Any, base: Any) -> tuple[FloatArray, FloatArray, FloatArray]:
    seen, squared, under = together(
        total=counts("total", total), squares=counts("squares", squares), base=counts("cases or exposure", base)
    )
    if (squared < seen - 1e-9 * seen).any():
        raise StatisticsInputError("squares below the sum", "squares", "the squares of whole counts", "check the sums")
    if ((under == 0) & (seen > 0)).any():
        raise StatisticsInputError("a sum without a base", "cases or exposure", "above 0", "leave these rows out")
    return seen, squared, under
