"""Working days between two dates, on a calendar that is passed in; a year without official days says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked
from dashboard.stats.inputs import BoolArray, IntArray

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Calendar:
    """One mark per day from ``first_day`` on: is it a working day? ``official_years`` have their make-up days (调休).

    Build it with ``calendar``. Dates outside it cannot be counted; years that are not official count as provisional.
    """

    first_day: np.datetime64
    is_working: BoolArray
    official_years: frozenset[int]
    before: IntArray
    """Working days before each day, from ``first_day`` on; one longer than ``is_working``."""


@dataclass(frozen=True, eq=False)
class Counted:
    """Working days after the start up to and including the end; ``is_provisional`` where a year is not official."""

    working_days: Masked
    is_provisional: BoolArray


def calendar(first_day: Any, is_working: Any, official_years: Any) -> Calendar:
    """A calendar from an array of marks, one per day from ``first_day`` on.

    Raises StatisticsInputError for an empty one.

    >>> week = calendar("2026-01-05", [1, 1, 1, 1, 1, 0, 0], [2026])
    >>> between(week, ["2026-01-05"], ["2026-01-11"]).working_days.tolist()
    [4]
    """
    marks = np.asarray(is_working, dtype=bool)
    if marks.ndim != 1 or not marks.size:
        raise StatisticsInputError("no days", "is_working", "one mark per day", "pass the calendar's days")
    before = np.concatenate([[0], np.cumsum(marks)]).astype(np.int64)
    years = frozenset(int(year) for year in official_years)
    return Calendar(np.datetime64(first_day, "D"), marks, years, before)


def between(days: Calendar, start: Any, end: Any) -> Counted:
    """How many working days did it take? Days after the start, up to and including the end.

    Takes arrays of dates (datetime64 or ISO text; missing: nothing). Raises StatisticsInputError for an end before its
    start or a date outside the calendar.

    >>> week = calendar("2026-01-05", [1, 1, 1, 1, 1, 0, 0] * 2, [2026])
    >>> between(week, ["2026-01-09", "NaT"], ["2026-01-12", "2026-01-12"]).working_days.tolist()
    [1, None]
    """
    opening, closing = np.broadcast_arrays(_dates(start), _dates(end))
    is_known = ~(np.isnat(opening) | np.isnat(closing))
    first, last = _offset(days, opening, is_known), _offset(days, closing, is_known)
    if (last < first).any():
        raise StatisticsInputError("an end before its start", "end", "dates in order", "check both columns")
    found = days.before[last + 1] - days.before[first + 1]
    return Counted(_whole(found, is_known), _provisional(days, opening, closing, is_known))


def due(days: Calendar, start: Any, working_days: int) -> tuple[Days, BoolArray]:
    """Which date is the n-th working day after the start? With a mark where the answer is provisional.

    Raises StatisticsInputError where the calendar ends before that day.

    >>> week = calendar("2026-01-05", [1, 1, 1, 1, 1, 0, 0] * 2, [2026])
    >>> due(week, ["2026-01-08"], 2)[0].tolist()
    [datetime.date(2026, 1, 12)]
    """
    opening = _dates(start)
    is_known = ~np.isnat(opening)
    if working_days < 1:
        raise StatisticsInputError(f"{working_days}", "working_days", "1 or more", "give the limit in working days")
    wanted = days.before[_offset(days, opening, is_known) + 1] + working_days
    # The first day by whose end so many working days have passed.
    place = np.searchsorted(days.before, wanted, side="left") - 1
    if (place[is_known] >= days.is_working.size).any():
        raise StatisticsInputError("a due date beyond the calendar", "calendar", "later days", "load the next year")
    found = days.first_day + place.astype("timedelta64[D]")
    result = np.where(is_known, found, np.datetime64("NaT", "D"))
    return result, _provisional(days, opening, result, is_known)


def _dates(values: Any) -> Days:
    try:
        return np.asarray(values, dtype="datetime64[D]")
    except (TypeError, ValueError) as fault:
        raise StatisticsInputError(repr(values)[:60], "dates", "dates", "pass YYYY-MM-DD or datetime64") from fault


def _offset(days: Calendar, dates: Days, is_known: BoolArray) -> IntArray:
    place = np.where(is_known, (dates - days.first_day).astype(np.int64), 0)
    if ((place < 0) | (place >= days.is_working.size)).any():
        raise StatisticsInputError("a date outside the calendar", "dates", "dates it covers", "load those years")
    return place


def _provisional(days: Calendar, start: Days, end: Days, is_known: BoolArray) -> BoolArray:
    first = np.where(is_known, start.astype("datetime64[Y]").astype(np.int64) + 1970, 0)
    last = np.where(is_known, end.astype("datetime64[Y]").astype(np.int64) + 1970, 0)
    result = np.zeros(first.shape, dtype=bool)
    for year in range(int(first[is_known].min(initial=9999)), int(last[is_known].max(initial=0)) + 1):
        if year not in days.official_years:
            result |= is_known & (first <= year) & (last >= year)
    return result


def _whole(values: IntArray, is_known: BoolArray) -> Masked:
    found = masked(values.astype(np.float64), is_known)
    return np.ma.MaskedArray(found.data.astype(np.int64), mask=found.mask)
