"""Season, holidays and breaks in a monthly series: what may be said with enough history, and what is only looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.control import ControlChart
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import quantile_of, two_sided
from dashboard.stats.inputs import FloatArray, line


@dataclass(frozen=True, eq=False)
class Season:
    """A series taken apart: trend + season + rest, in its own unit."""

    trend: FloatArray
    season: FloatArray
    rest: FloatArray


@dataclass(frozen=True, eq=False)
class Holiday:
    """What one working day more in a month goes along with, and the series as if all months had the average number."""

    per_working_day: float
    low: float
    high: float
    p_value: float
    adjusted: FloatArray


@dataclass(frozen=True, eq=False)
class Break:
    """The split into two levels with the smallest sum of squares; for exploration, it is no test.

    ``last_before`` counts the periods of the first level (28 for 1898 in the Nile series).
    """

    last_before: int
    mean_before: float
    mean_after: float
    sum_of_squares: float


@dataclass(frozen=True, eq=False)
class Rebaseline:
    """A proposal to set limits anew from position ``start`` on; a person decides, and names the reason."""

    start: int
    mean_before: float
    mean_after: float


def season(values: Any, least_years: int = constants.LEAST_SEASON_YEARS) -> Season | None:
    """What part of this monthly series comes back every year? Nothing (None) before three years of history.

    Takes one value per month, no gaps. STL, robust, period 12. Spring Festival moves between January and February, so
    STL alone smears it: use ``working_days`` as well. Source: Cleveland 1990; statsmodels STL.

    >>> months = np.arange(48)
    >>> result = season(30 + 5 * np.sin(2 * np.pi * months / 12))
    >>> bool(np.abs(result.season).max() > 4), season(months[:35]) is None
    (True, True)
    """
    from statsmodels.tsa.seasonal import STL

    y = line("values", values)
    if y.size < least_years * constants.SEASON_MONTHS:
        return None
    result = STL(y, period=constants.SEASON_MONTHS, robust=True).fit()
    return Season(*(np.asarray(part, dtype=np.float64) for part in (result.trend, result.seasonal, result.resid)))


def working_days(values: Any, working_days_of_month: Any, level: float = constants.CONFIDENCE_LEVEL) -> Holiday:
    """Does the series follow the number of working days (Spring Festival, National Day), and without that?

    Least squares on a straight trend and the working days of each month (given, from the calendar). Raises
    TooLittleDataError under 12 months, StatisticsInputError where all months have the same number.

    >>> days = np.array([22, 17, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23])
    >>> y = 100 + 3.0 * days + np.arange(12) + np.array([0.1, -0.1] * 6)
    >>> round(working_days(y, days).per_working_day, 1)
    3.0
    """
    y, days = line("values", values), line("working_days_of_month", working_days_of_month)
    if y.size != days.size:
        raise StatisticsInputError(f"{days.size} months", "working_days_of_month", f"{y.size}", "one per value")
    if y.size < constants.MINIMUM_POINTS:
        raise TooLittleDataError(f"{y.size} months", "values", f"{constants.MINIMUM_POINTS}", "choose a longer period")
    if float(np.ptp(days)) == 0.0:
        raise StatisticsInputError(
            "the same number in all months", "working_days_of_month", "different ones", "check it"
        )
    design = np.column_stack([np.ones(y.size), np.arange(y.size), days])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    residual = y - design @ beta
    error = float(np.sqrt(residual @ residual / (y.size - 3) * inverse[2, 2]))
    margin = quantile_of(level) * error
    value = float(beta[2])
    p_value = float(two_sided(np.asarray(value / error))) if error > 0 else 0.0
    adjusted = np.asarray(y - value * (days - days.mean()), dtype=np.float64)
    return Holiday(value, value - margin, value + margin, p_value, adjusted)


def one_break(values: Any) -> Break:
    """If this series has two levels, where would the step be? Exploration only: every series has a best split.

    Takes at least four values. Source: least squares over all splits (Bai 1994).

    >>> result = one_break([1.0, 1.2, 0.9, 5.1, 4.9, 5.0])
    >>> result.last_before, round(result.mean_after, 1)
    (3, 5.0)
    """
    y = line("values", values)
    if y.size < 4:
        raise TooLittleDataError(f"{y.size} values", "values", "at least 4", "choose a longer period")
    before = np.arange(1, y.size)
    total, squares = np.cumsum(y), np.cumsum(y**2)
    first, second = total[:-1] / before, (total[-1] - total[:-1]) / (y.size - before)
    sums = squares[-1] - before * first**2 - (y.size - before) * second**2
    best = int(np.argmin(sums))
    exact = ((y[: best + 1] - first[best]) ** 2).sum() + ((y[best + 1 :] - second[best]) ** 2).sum()
    return Break(best + 1, float(first[best]), float(second[best]), float(exact))


def propose_rebaseline(chart: ControlChart) -> Rebaseline | None:
    """Has the process settled on a new level, so that new limits would serve better? A proposal, or None.

    Proposed where the last twelve points or more all lie on one side of the centre; only when the shift has an
    explanation (an event) should a person accept it. Source: NHS Making Data Count, "rebase only on a big explained
    shift".

    >>> from dashboard.stats import control
    >>> series = [10.0, 11, 9, 10, 11, 9, 10, 11, 9, 10, 11, 9] + [16.0, 17, 15, 16, 17, 15, 16, 17, 15, 16, 17, 15]
    >>> propose_rebaseline(control.xmr_chart(series)).start
    12
    """
    if not chart.is_enough or chart.centre is None:
        return None
    places = np.flatnonzero(chart.is_defined)
    values = np.asarray(chart.values.filled(0.0))[places]
    side = np.sign(values - chart.centre)
    if side[-1] == 0:
        return None
    changed = np.flatnonzero(side != side[-1])
    start = int(changed[-1]) + 1 if changed.size else 0
    if start == 0 or values.size - start < constants.MINIMUM_POINTS:
        return None
    return Rebaseline(int(places[start]), float(values[:start].mean()), float(values[start:].mean()))
