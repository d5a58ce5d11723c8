"""What is looked at: the slice, its period, and the one codec between slice and address. Imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

DIMENSIONS = ("line", "channel", "product", "age_band", "is_new_citizen", "tier", "journey", "touchpoint")
"""Dimensions a response may be filtered by beside unit and period, in the order the bar and the address use."""

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_YEAR = re.compile(r"(\d{4})")
PRESETS = ("quarter", "month", "year", "last_12", "all")
"""Relative periods: last complete quarter, month or calendar year with data, the last 12 months, everything."""
MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
"""Groupings by time that are made of whole months, with how many."""
TIMES = ("week", *MONTHS_OF)
"""Groupings by time, from the finest."""


def month_start(year: int, month: int) -> date:
    """First day of a month; ``month`` may run past 1–12 and carries into the year."""
    carry, month0 = divmod(month - 1, 12)
    return date(year + carry, month0 + 1, 1)


def week_of(day: date) -> str:
    """The ISO week that holds a day: "2026-W40"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_start(week: str) -> date:
    """The Monday of an ISO week such as "2026-W40"; ValueError for anything else."""
    return date.fromisoformat(f"{week}-1")


def add_months(day: date, months: int) -> date:
    """First day of the month ``months`` after the month of ``day``."""
    return month_start(day.year, day.month + months)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months from ``first`` to ``last``, both the first day of their month and both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first.day != 1 or self.last.day != 1 or self.first > self.last:
            raise ValueError(f"a period is made of whole months in order, not {self.first} to {self.last}")

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def end(self) -> date:
        """The day after the period."""
        return add_months(self.last, 1)

    def shifted(self, months: int) -> Period:
        return Period(add_months(self.first, months), add_months(self.last, months))

    def previous(self) -> Period:
        """The period of equal length just before."""
        return self.shifted(-self.months)

    def year_before(self) -> Period:
        return self.shifted(-12)

    def __str__(self) -> str:
        if self.months == 12 and self.first.month == 1:
            return f"{self.first:%Y}"
        if self.months == 3 and self.first.month in (1, 4, 7, 10):
            return f"{self.first:%Y}Q{(self.first.month + 2) // 3}"
        if self.months == 1:
            return f"{self.first:%Y-%m}"
        return f"{self.first:%Y-%m}..{self.last:%Y-%m}"

    @staticmethod
    def parse(text: str) -> Period:
        """Read ``2026``, ``2026Q3``, ``2026-07`` or ``2026-01..2026-07``; ValueError names what was found."""
        if ".." in text:
            first, _, last = text.partition("..")
            return Period(Period.parse(first).first, Period.parse(last).last)
        if found := _MONTH.fullmatch(text):
            day = date(int(found[1]), int(found[2]), 1)
            return Period(day, day)
        if found := _QUARTER.fullmatch(text):
            day = month_start(int(found[1]), 3 * int(found[2]) - 2)
            return Period(day, add_months(day, 2))
        if found := _YEAR.fullmatch(text):
            return Period(date(int(found[1]), 1, 1), date(int(found[1]), 12, 1))
        raise ValueError(f"{text!r} is not a period: write 2026, 2026Q3, 2026-07 or 2026-01..2026-07")


@dataclass(frozen=True, slots=True)
class Slice:
    """What is looked at. Empty means "not narrowed"; a value that nobody knows is refused, never ignored.

    ``period`` is a preset of ``PRESETS`` or a written period; ``resolve_period`` turns it into months.
    """

    survey: str = ""
    period: str = "quarter"
    as_of: date | None = None
    units: tuple[str, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = set(self.members) - set(DIMENSIONS)
        if unknown:
            raise ValueError(f"unknown dimension {sorted(unknown)}; known are {DIMENSIONS}")
        ordered = {name: tuple(sorted(set(self.members[name]))) for name in DIMENSIONS if self.members.get(name)}
        object.__setattr__(self, "members", ordered)
        object.__setattr__(self, "units", tuple(sorted(set(self.units))))
        if self.period not in PRESETS:
            Period.parse(self.period)

    def __hash__(self) -> int:
        return hash((self.survey, self.period, self.as_of, self.units, tuple(self.members.items())))

    def with_members(self, dimension: str, ids: Iterable[str]) -> Slice:
        """The same slice with one dimension narrowed to ``ids`` (none: not narrowed)."""
        return replace(self, members={**self.members, dimension: tuple(ids)})


class UnknownAddress(ValueError):
    """An address that asks for something that does not exist here; ``faults`` are (parameter, value) pairs."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{name}={value}" for name, value in faults))
        self.faults = faults


def to_address(chosen: Slice) -> dict[str, list[str]]:
    """The slice as query parameters: ids only, defaults left out, always in the same order."""
    address: dict[str, list[str]] = {}
    if chosen.survey:
        address["survey"] = [chosen.survey]
    if chosen.period != "quarter":
        address["period"] = [chosen.period]
    if chosen.as_of:
        address["as_of"] = [chosen.as_of.isoformat()]
    if chosen.units:
        address["unit"] = list(chosen.units)
    address.update({name: list(ids) for name, ids in chosen.members.items()})
    return address


def from_address(parameters: Mapping[str, list[str]], known: Mapping[str, Collection[str]]) -> Slice:
    """The slice that an address means; ``known`` holds the ids that exist, per survey, unit and dimension.

    Parameters that are not part of a slice (language, bank …) are left to others. Raises ``UnknownAddress`` with every
    fault at once, so that a mistyped link never silently shows more than it asked for.
    """
    faults: list[tuple[str, str]] = []

    def ids(name: str) -> tuple[str, ...]:
        values = tuple(parameters.get(name, ()))
        faults.extend((name, value) for value in values if value not in known.get(name, ()))
        return values

    def only(name: str) -> str:
        values = parameters.get(name, [])
        faults.extend((name, value) for value in values[1:])
        return values[0] if values else ""

    period = only("period") or "quarter"
    if period not in PRESETS:
        try:
            Period.parse(period)
        except ValueError:
            faults.append(("period", period))
    as_of: date | None = None
    if written := only("as_of"):
        try:
            as_of = date.fromisoformat(written)
        except ValueError:
            faults.append(("as_of", written))
    survey = only("survey")
    if survey and survey not in known.get("survey", ()):
        faults.append(("survey", survey))
    units = ids("unit")
    members = {name: ids(name) for name in DIMENSIONS if name in parameters}
    if faults:
        raise UnknownAddress(tuple(dict.fromkeys(faults)))
    return Slice(survey=survey, period=period, as_of=as_of, units=units, members=members)


def resolve_period(chosen: Slice, months_with_data: Collection[date], data_until: date) -> Period | None:
    """The months a slice means, given the months that hold responses; None where there are none at all.

    "Last complete" is judged at ``as_of`` (by default the day the data reach to). Where no complete quarter holds
    responses, the default is all the data.
    """
    until = min(chosen.as_of or data_until, data_until)
    months = sorted(month for month in months_with_data if month <= until)
    if chosen.period not in PRESETS:
        return Period.parse(chosen.period)
    if not months:
        return None
    everything = Period(months[0], months[-1])
    if chosen.period == "all":
        return everything
    next_day = date.fromordinal(until.toordinal() + 1)
    complete_until = add_months(next_day, -1)  # the last month that is wholly in the past
    if chosen.period == "last_12":
        last = complete_until if complete_until >= months[0] else months[-1]
        return Period(max(add_months(last, -11), months[0]), last)
    length = MONTHS_OF[chosen.period]
    for month in reversed(months):
        first = month_start(month.year, month.month - (month.month - 1) % length)
        candidate = Period(first, add_months(first, length - 1))
        if candidate.last <= complete_until:
            return candidate
    return everything
