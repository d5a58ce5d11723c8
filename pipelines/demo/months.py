"""The example bank's calendar: a fixed end, whole years before it, and how busy each day is. No clock is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

DATA_UNTIL = date(2026, 10, 31)
"""The last day of the example bank."""

SPRING_FESTIVALS = (date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17))
"""First day of the lunar year, which moves between January and February."""

_WEEKEND_BUSY = 0.6
_FESTIVAL_BUSY = 0.22
_GOLDEN_WEEK_BUSY = 0.4

Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Calendar:
    """Whole years (November to October) up to the fixed end."""

    years: int

    def __post_init__(self) -> None:
        if not 1 <= self.years <= 10:
            raise ValueError(f"the example bank covers 1 to 10 years, not {self.years}")

    @cached_property
    def first_day(self) -> date:
        return date(DATA_UNTIL.year - self.years, 11, 1)

    @cached_property
    def days(self) -> Days:
        """Every day as ``datetime64[D]``."""
        return np.arange(np.datetime64(self.first_day), np.datetime64(DATA_UNTIL) + 1)

    @cached_property
    def months(self) -> Days:
        """The first day of every month as ``datetime64[D]``."""
        first = np.datetime64(self.first_day, "M")
        return (first + np.arange(self.years * 12)).astype("datetime64[D]")

    @cached_property
    def month_of_day(self) -> Integers:
        """Index of each day's month."""
        first = np.datetime64(self.first_day, "M")
        return (self.days.astype("datetime64[M]") - first).astype(np.int64)

    @cached_property
    def busy(self) -> Floats:
        """How busy each day is: 1 on a working day, less on weekends, around Spring Festival and in early October."""
        weight = np.where(np.isin((self.days.astype(np.int64) + 3) % 7, (5, 6)), _WEEKEND_BUSY, 1.0)
        for festival in SPRING_FESTIVALS:
            since = (self.days - np.datetime64(festival)).astype(np.int64)
            weight[(since >= -4) & (since <= 8)] = _FESTIVAL_BUSY
        day_of_month = (self.days - self.days.astype("datetime64[M]")).astype(np.int64)
        is_october = self.days.astype("datetime64[M]").astype(np.int64) % 12 == 9
        weight[is_october & (day_of_month < 7)] = _GOLDEN_WEEK_BUSY
        return weight

    def year_slice(self, year: int) -> slice:
        """The days of the ``year``-th year, counted from 0."""
        start = np.datetime64(date(self.first_day.year + year, 11, 1))
        end = np.datetime64(date(self.first_day.year + year + 1, 11, 1))
        first, last = np.searchsorted(self.days, [start, end])
        return slice(int(first), int(last))

    def has(self, day: date) -> bool:
        return self.first_day <= day <= DATA_UNTIL
