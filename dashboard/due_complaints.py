"""Complaints on the morning list: overdue, due soon, and whatever came through the regulator's lines and is open."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rich.console import Console

from dashboard import complaint_words
from dashboard.answers import complaint_clock, escalation
from dashboard.ledger.reminders import DueComplaint
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Catalogue
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View

PRESSING = ("overdue_legal", "overdue_house", "due_today", "due_soon")
"""How a complaint stands that is on the list whatever way it came."""
CHASE = "chase"
"""The reminder of what has to be chased daily, however it stands."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Morning:
    """Unit id -> its complaints of the morning list, as they stood on ``as_of``."""

    as_of: datetime.date
    by_unit: Mapping[str, Sequence[DueComplaint]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many complaints there are on it."""
        return sum(len(lines) for lines in self.by_unit.values())

    def of(self, complaint_ids: Collection[str]) -> Morning:
        """The same of some of its complaints; units without any are left out."""
        kept = {
            unit: tuple(line for line in lines if line.complaint_id in complaint_ids)
            for unit, lines in self.by_unit.items()
        }
        return replace(self, by_unit={unit: lines for unit, lines in kept.items() if lines})


def due_by_unit(build: Build, scope: Scope, today: datetime.date) -> Morning:
    """Open complaints that are late, will be within a week, or have to be chased, by unit and the most pressing first;
    as on ``today``, or on the last day of the data, after which nobody knows what was answered.

    Each with a row of ``complaint_clock.to_answer`` and ``is_chased``: it came through the regulator's lines.
    """
    as_of = min(today, build.data_until)
    chosen = Slice(as_of=as_of)
    chased = {row["complaint"] for row in _rows(escalation.chased(build, chosen, scope))}
    found: dict[str, list[DueComplaint]] = {}
    for row in _rows(complaint_clock.to_answer(build, chosen, scope)):
        is_chased = row["complaint"] in chased
        if is_chased or row["state"] in PRESSING:
            kind, day = (CHASE, as_of) if is_chased else (row["state"], row["due_on"])
            line = DueComplaint(kind, day.isoformat(), row["complaint"], {**row, "is_chased": is_chased})
            found.setdefault(row["unit"], []).append(line)
    return Morning(as_of, dict(sorted(found.items())))


def _rows(answer: Answer) -> Sequence[Row]:
    return () if answer.missing else answer.chart["rows"]


def as_json(morning: Morning) -> dict[str, list[dict[str, Any]]]:
    """The list as plain data, ids only."""
    return {
        unit: [{name: _plain(value) for name, value in line.row.items()} for line in lines]
        for unit, lines in morning.by_unit.items()
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def told(morning: Morning, known: Catalogue, view: View) -> Iterator[tuple[str, bool]]:
    """The lines of the list, and whether each is a heading: the day it is of, then each unit and its complaints."""
    if not morning.count:
        return
    day, count = view.day(morning.as_of), view.number(morning.count)
    yield view.text("Complaints to be answered, as of {day}: {count}", day=day, count=count), True
    for unit, lines in morning.by_unit.items():
        yield view.name(known.called(unit)), True
        for line in lines:
            yield "· " + line_of(line.row, known, view), False


def show(morning: Morning, known: Catalogue, view: View, screen: Console) -> None:
    """The list in the terminal, under the improvements."""
    for line, is_heading in told(morning, known, view):
        screen.print(line, style="bold" if is_heading else None, markup=False)


def line_of(row: Row, known: Catalogue, view: View) -> str:
    """One complaint in words; no customer and no narrative is in it."""
    words = view.text(
        "{complaint}: {state}, {left}; {line}, {age} days old, {stage}",
        complaint=row["complaint"],
        state=complaint_words.state_name(row["state"], view),
        left=_left(row["left_days"], view),
        line=view.name(known.members.get("line", {}).get(row["line"], ("", ""))) or view.text("not recorded"),
        age=row["age_days"],
        stage=complaint_words.stage_name(row["stage"], view),
    )
    if not row["is_chased"]:
        return words
    channel = view.name(known.members.get("channel", {}).get(row["channel"], (row["channel"], "")))
    return view.text("{told}; chase daily ({channel})", told=words, channel=channel)


def _left(days: int | None, view: View) -> str:
    if days is None:
        return view.text("no limit")
    if days < 0:
        return view.text("{days} days late", days=-days)
    return view.text("{days} days left", days=days)
