"""Targets that were set, dated happenings and changes of a question: what a trend is read against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.queries.builds import Build
from dashboard.queries.where import Where
from dashboard.slices import Period

BEGINNING, END = date(1, 1, 1), date(9999, 12, 1)
"""The first and last month of a target that was set without them."""


@dataclass(frozen=True, slots=True)
class TargetSpan:
    """A target and the months it holds, both first days of their month and included (END: until further notice)."""

    first_month: date
    last_month: date
    target: float


@dataclass(frozen=True, slots=True)
class Event:
    """A campaign, a release, an outage …; ``unit_id`` None concerns the whole bank, ``to_on`` None is one day."""

    event_id: str
    names: tuple[str, str]
    kind: str
    unit_id: str | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which a question is another one: what is before it and after it cannot be held against each other."""

    from_on: date
    what_changed: str
    was: str
    becomes: str
    notes: tuple[str, str]
    is_reviewed: bool


def targets(build: Build, asked: Where, measure: str) -> tuple[TargetSpan, ...]:
    """The targets of a measure for exactly the units looked at: one unit, or the root for the whole bank.

    A target is set for a whole unit: a filtered slice, or several units together, has none.
    """
    if asked.members or len(asked.units) > 1:
        return ()
    units = asked.units or tuple(roots(build))
    return tuple(
        TargetSpan(row["first_month"] or BEGINNING, row["last_month"] or END, float(row["target"]))
        for row in build.records("targets")
        if row["measure"] == measure and row["unit_id"] in units and row["survey_id"] in (None, "", asked.survey)
    )


def events(build: Build, asked: Where, span: Period) -> tuple[Event, ...]:
    """What happened in a span of months to the whole bank, or to a unit at, above or below one looked at."""
    concerned = _concerned(build, asked.units)
    found = []
    for row in build.records("events"):
        unit_id, from_on, to_on = row["unit_id"] or None, row["from_on"], row["to_on"]
        if from_on >= span.end or (to_on or from_on) < span.first or from_on > asked.as_of:
            continue
        if unit_id is not None and concerned is not None and unit_id not in concerned:
            continue
        if unit_id is not None and asked.visible is not None and unit_id not in asked.visible:
            continue
        name = row["name"] or row["event_id"]
        found.append(Event(row["event_id"], (name, row["name_en"] or name), row["kind"] or "", unit_id, from_on, to_on))
    return tuple(found)


def breaks(build: Build, asked: Where, measure: str, span: Period) -> tuple[Break, ...]:
    """Where a measure's question changed within a span of months, of the touchpoints looked at (none: the overall one).

    Of a day on which several touchpoints' questions changed alike, one.
    """
    touchpoints = asked.members.get("touchpoint") or ("", "overall")
    found = [
        Break(
            row["break_on"],
            row["what_changed"],
            row["was"] or "",
            row["becomes"] or "",
            (row["note"] or "", row["note_en"] or ""),
            bool(row["is_reviewed"]),
        )
        for row in build.records("breaks")
        if row["survey_id"] == asked.survey
        and row["measure"] == measure
        and (row["touchpoint_id"] or "") in touchpoints
        and span.first < row["break_on"] < span.end
        and row["break_on"] <= asked.as_of
    ]
    return tuple(dict.fromkeys(found))


def roots(build: Build) -> tuple[str, ...]:
    """The units above which there is none."""
    return tuple(row["unit_id"] for row in build.records("catalogue/units") if row["parent_id"] is None)


def _concerned(build: Build, units: tuple[str, ...]) -> frozenset[str] | None:
    """The chosen units with all above and below them; None for the whole bank (everything concerns it)."""
    if not units:
        return None
    pairs = [(row["parent_id"], row["unit_id"]) for row in build.records("units/below")]
    concerned = set(units)
    for near, far in ((0, 1), (1, 0)):
        waiting = set(units)
        while waiting:
            waiting = {pair[far] for pair in pairs if pair[near] in waiting} - concerned
            concerned |= waiting
    return frozenset(concerned)
