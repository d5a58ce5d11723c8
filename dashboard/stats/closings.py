"""A series that stops, as of a channel that was closed; and whether what is counted beside it shifted with that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.inputs import counts, line, share, together
from dashboard.stats.rates import difference

BEFORE_MONTHS = 6
"""Months with records that a series needs before it can be said to have stopped; a convention of this product."""
AFTER_MONTHS = 2
"""Months without records from which on it counts as stopped; fewer may be a late delivery."""
COMPARED_MONTHS = 12
"""At most so many months on either side are compared, so that each holds a whole year where there is one."""
STOPPED_SHARE = 0.10
"""A series has stopped where even the upper bound of its rate lies under this share of what it was."""


@dataclass(frozen=True)
class Shift:
    """A rate after against before: ``ratio`` with its bounds, the test's p-value and the scatter between months.

    ``dispersion`` is Pearson's χ² over its degrees of freedom, as used (1: chance alone).
    """

    ratio: float
    low: float
    high: float
    p_value: float
    dispersion: float


def stopped_from(events: Any) -> int | None:
    """From which month on has a series stopped? Its place (0 the first month); None where it has not.

    Takes counts by month in order, a month without any as 0. It has stopped where for two months or more, up to the
    last one, no month holds more than a tenth of the mean of the months before (at most twelve, at least six of them
    with records), and the exact upper bound of the rate lies under that as well. Assumes that a month without a record
    is one without an event.

    >>> stopped_from([20, 25, 18, 22, 21, 19, 24, 0, 1, 0])
    7
    >>> stopped_from([20, 25, 18, 22, 21, 19, 24, 15, 12, 9]) is None
    True
    """
    series = counts("events", line("events", events))
    for place in range(BEFORE_MONTHS, series.size - AFTER_MONTHS + 1):
        before, after = series[max(0, place - COMPARED_MONTHS) : place], series[place:]
        if (before > 0).sum() < BEFORE_MONTHS or after.max() > STOPPED_SHARE * before.mean():
            continue
        ratio = difference((after.sum(), after.size), (before.sum(), before.size), per=1.0)
        if float(ratio.ratio_high) < STOPPED_SHARE:
            return place
    return None


def shift(
    events_before: Any,
    exposure_before: Any,
    events_after: Any,
    exposure_after: Any,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Shift | None:
    """Is a rate another one after than before, allowing for the scatter between months?

    Takes counts and exposures (above 0) by month of both sides. Quasi-Poisson: log of the ratio of the two rates, its
    variance φ(1/events before + 1/events after), φ Pearson's χ² over the months − 2, at least 1; t with as many degrees
    of freedom. None where a side has no event or there are fewer than three months. Assumes months that are independent
    of each other. Source: McCullagh & Nelder 1989, §6; a Poisson model with scale 'X2' of statsmodels is the same.

    >>> result = shift([40, 44, 36], [1, 1, 1], [30, 33, 27], [1, 1, 1])
    >>> round(result.ratio, 2), result.dispersion, result.p_value < 0.2
    (0.75, 1.0, True)
    """
    first, at_first = together(events=counts("before", line("before", events_before)), at=counts("at", exposure_before))
    second, at_second = together(events=counts("after", line("after", events_after)), at=counts("at", exposure_after))
    if (at_first <= 0).any() or (at_second <= 0).any():
        raise StatisticsInputError("an exposure of 0", "exposure", "above 0", "leave out months without an exposure")
    freedom = first.size + second.size - 2
    if freedom < 1 or not first.sum() or not second.sum():
        return None
    rates = first.sum() / at_first.sum(), second.sum() / at_second.sum()
    pearson = sum(
        float((((seen - rate * at) ** 2) / (rate * at)).sum())
        for seen, at, rate in ((first, at_first, rates[0]), (second, at_second, rates[1]))
    )
    dispersion = max(1.0, pearson / freedom)
    middle = float(np.log(rates[1] / rates[0]))
    error = float(np.sqrt(dispersion * (1.0 / first.sum() + 1.0 / second.sum())))
    wide = float(stats.t.ppf(0.5 + share("level", level) / 2.0, freedom)) * error
    p_value = float(2.0 * stats.t.sf(abs(middle) / error, freedom))
    return Shift(float(np.exp(middle)), float(np.exp(middle - wide)), float(np.exp(middle + wide)), p_value, dispersion)
