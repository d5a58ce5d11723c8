"""How many answers a month should bring, judged by its days and by earlier months alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, ratio
from dashboard.stats.inputs import FloatArray, IntArray, counts, line


@dataclass(frozen=True, eq=False)
class Volume:
    """Per month in order of time: its number, what came, and what was to be expected (nothing without enough past)."""

    months: IntArray
    observed: FloatArray
    expected: Masked


def expected_by_month(
    counts_of_day: Any,
    weekday_of_day: Any,
    month_of_day: Any,
    *,
    past_months: int = constants.VOLUME_PAST_MONTHS,
    least_months: int = constants.VOLUME_LEAST_MONTHS,
    least_years: int = constants.VOLUME_LEAST_YEARS,
) -> Volume:
    """How many answers were to be expected in each month, from the months before it?

    Takes one entry per calendar day in order of time, days without answers included as 0: the count, the weekday
    (0–6) and the month (months since any fixed year 0). A month's expectation is the sum over its days of what such a
    weekday brought on average in the ``past_months`` months before; where ``least_years`` earlier years hold the same
    calendar month, times the mean of what those brought over their own expectation. Under ``least_months`` of past:
    nothing. It looks back alone, so that a strange month never explains itself. Own method; control limits around it
    are those of a u′ chart with the expectation as exposure (Laney 2002).

    >>> days = np.arange(120)
    >>> result = expected_by_month(np.full(120, 10), days % 7, days // 30)
    >>> result.expected.tolist()
    [None, None, None, 300.0]
    """
    seen = counts("counts_of_day", line("counts_of_day", counts_of_day))
    weekdays = line("weekday_of_day", weekday_of_day).astype(np.int64)
    numbers = line("month_of_day", month_of_day).astype(np.int64)
    if not seen.size == weekdays.size == numbers.size:
        raise StatisticsInputError("series of different length", "the days", "one entry per day", "align the days")
    if (np.diff(numbers) < 0).any():
        raise StatisticsInputError("days out of order", "month_of_day", "days in order of time", "sort the days")
    months = np.unique(numbers)
    place = np.searchsorted(months, numbers)
    width = constants.WEEKDAYS
    cell = place * width + weekdays
    total = np.bincount(cell, weights=seen, minlength=months.size * width).reshape(-1, width)
    days = np.bincount(cell, minlength=months.size * width).reshape(-1, width).astype(np.float64)
    observed = total.sum(axis=1)
    plain = np.zeros(months.size)
    is_known = np.zeros(months.size, dtype=bool)
    for at in range(months.size):
        before = slice(max(0, at - past_months), at)
        is_known[at] = at >= least_months and bool((days[before].sum(axis=0)[days[at] > 0] > 0).all())
        if is_known[at]:
            plain[at] = float((days[at] * ratio(total[before].sum(axis=0), days[before].sum(axis=0))).sum())
    expected = plain * _season(months, observed, plain, is_known, least_years)
    return Volume(months, observed, masked(expected, is_known & (expected > 0)))


def _season(
    months: IntArray, observed: FloatArray, plain: FloatArray, is_known: np.ndarray[Any, Any], least_years: int
) -> FloatArray:
    """What earlier years' same month brought over its plain expectation; 1 where too few of them are known."""
    factors = np.ones(months.size)
    for at in range(months.size):
        earlier = (
            (months < months[at]) & ((months - months[at]) % constants.SEASON_MONTHS == 0) & is_known & (plain > 0)
        )
        if int(earlier.sum()) >= least_years:
            factors[at] = float(ratio(observed[earlier], plain[earlier]).mean())
    return factors
