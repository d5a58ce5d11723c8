"""What adopted suggestions were meant to move: measure, size, where and from when, as it was written down before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.queries.builds import Build
from dashboard.queries.records import SUGGESTION_DIMENSIONS
from dashboard.queries.where import TooFineError, Where


@dataclass(frozen=True, slots=True)
class Change:
    """A change at some units on some days, and the measure it may have moved: what a comparison is about.

    ``starts`` are (unit, first day it can show there), the day None where none is known; without units it is done in
    the whole bank, and ``bank_from_on`` is that day. ``ends`` are (unit, first day it no longer holds there).
    """

    change_id: str
    measure: str
    touchpoint_id: str
    starts: tuple[tuple[str, date | None], ...]
    bank_from_on: date | None = None
    expected: float | None = None
    """In the measure's own unit; None where nobody wrote it down."""
    chosen_on: date | None = None
    """The day up to which the units may have been chosen by how they stood; None: each up to its own start."""
    ends: tuple[tuple[str, date], ...] = ()
    members: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Filters that narrow whose answers are compared, by dimension."""

    @property
    def units(self) -> tuple[str, ...]:
        """Where it is done; none for the whole bank."""
        return tuple(unit for unit, _ in self.starts)

    @property
    def first_on(self) -> date | None:
        """The first day on which it can show an effect anywhere."""
        return min((day for _, day in self.starts if day is not None), default=self.bank_from_on)


@dataclass(frozen=True, slots=True)
class Plan:
    """One adopted suggestion that names a measure, and the ``change`` it is."""

    suggestion_id: str
    title: str
    submitted_on: date
    adopted_on: date
    claimed_on: date | None
    change: Change
    source: str = ""
    proposed_in: str = ""
    """The unit it came from, which is owed the credit; '' where it may not be named. Who it was is kept as a hash."""


def plans(build: Build, asked: Where) -> tuple[Plan, ...]:
    """The plans of the suggestions that were adopted by the as-of day, of the chosen units and filters, by id.

    TooFineError for filters that suggestions do not carry.
    """
    if too_fine := tuple(name for name in asked.crossing() if name not in SUGGESTION_DIMENSIONS):
        raise TooFineError(too_fine)
    rows: dict[str, list[dict[str, object]]] = {}
    for row in build.records("suggestions/effects", asked.parameters()):
        if row["adopted_on"] <= asked.as_of:
            rows.setdefault(row["suggestion_id"], []).append(row)
    return tuple(_plan(suggestion, found, asked) for suggestion, found in rows.items())


def _plan(suggestion_id: str, rows: list[dict[str, object]], asked: Where) -> Plan:
    first, as_of = rows[0], asked.as_of
    proposed_in = str(first["proposed_in"])
    claimed = first["claimed_on"]
    expected = first["expected_change"]
    submitted_on = _day(first["submitted_on"]) or as_of
    return Plan(
        suggestion_id=suggestion_id,
        title=str(first["title"] or suggestion_id),
        submitted_on=submitted_on,
        adopted_on=_day(first["adopted_on"]) or as_of,
        claimed_on=claimed if isinstance(claimed, date) and claimed <= as_of else None,
        change=Change(
            change_id=suggestion_id,
            measure=str(first["measure"]),
            touchpoint_id=str(first["touchpoint_id"] or ""),
            starts=tuple((str(row["unit_id"]), _day(row["from_on"])) for row in rows if row["unit_id"]),
            bank_from_on=next((_day(row["from_on"]) for row in rows if not row["unit_id"]), None),
            expected=float(expected) if isinstance(expected, (int, float)) else None,
            chosen_on=submitted_on,
        ),
        source=str(first["source"] or ""),
        proposed_in=proposed_in if asked.visible is None or proposed_in in asked.visible else "",
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
