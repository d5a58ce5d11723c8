"""Complaints on the morning list: overdue, due soon, and whatever came through the regulator's lines and is open."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from dashboard import complaint_words
from dashboard.answers import complaint_clock, escalation
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Catalogue
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View

PRESSING = ("overdue_legal", "overdue_house", "due_today", "due_soon")
"""How a complaint stands that is on the list whatever way it came."""
Row = Mapping[str, Any]


def due_by_unit(build: Build, scope: Scope, today: datetime.date) -> Mapping[str, Sequence[Row]]:
    """Unit id -> its open complaints that are late, will be within a week, or have to be chased, the most pressing
    first; as on ``today``, or on the last day of the data, after which nobody knows what was answered.

    Each as a row of ``complaint_clock.to_answer`` with ``is_chased``: it came through the regulator's lines.
    """
    chosen = Slice(as_of=min(today, build.data_until))
    chased = {row["complaint"] for row in _rows(escalation.chased(build, chosen, scope))}
    found: dict[str, list[Row]] = {}
    for row in _rows(complaint_clock.to_answer(build, chosen, scope)):
        is_chased = row["complaint"] in chased
        if is_chased or row["state"] in PRESSING:
            found.setdefault(row["unit"], []).append({**row, "is_chased": is_chased})
    return dict(sorted(found.items()))


def _rows(answer: Answer) -> Sequence[Row]:
    return () if answer.missing else answer.chart["rows"]


def as_json(by_unit: Mapping[str, Sequence[Row]]) -> dict[str, list[dict[str, Any]]]:
    """The list as plain data, ids only."""
    return {
        unit: [{name: _plain(value) for name, value in row.items()} for row in rows] for unit, rows in by_unit.items()
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def show(
    by_unit: Mapping[str, Sequence[Row]],
    build: Build,
    known: Catalogue,
    view: View,
    today: datetime.date,
    screen: Console,
) -> None:
    """The list under the improvements: a heading with the day it is of, then each unit's lines."""
    if not by_unit:
        return
    day = view.day(min(today, build.data_until))
    count = view.number(sum(len(rows) for rows in by_unit.values()))
    screen.print(view.text("Complaints to be answered, as of {day}: {count}", day=day, count=count), style="bold")
    for unit, rows in by_unit.items():
        screen.print(view.name(known.called(unit)), style="bold", markup=False)
        for row in rows:
            screen.print("· " + line_of(row, known, view), markup=False)


def line_of(row: Row, known: Catalogue, view: View) -> str:
    """One complaint in words; no customer and no narrative is in it."""
    told = view.text(
        "{complaint}: {state}, {left}; {line}, {age} days old, {stage}",
        complaint=row["complaint"],
        state=complaint_words.state_name(row["state"], view),
        left=_left(row["left_days"], view),
        line=view.name(known.members.get("line", {}).get(row["line"], ("", ""))) or view.text("not recorded"),
        age=row["age_days"],
        stage=complaint_words.stage_name(row["stage"], view),
    )
    if not row["is_chased"]:
        return told
    channel = view.name(known.members.get("channel", {}).get(row["channel"], (row["channel"], "")))
    return view.text("{told}; chase daily ({channel})", told=told, channel=channel)


def _left(days: int | None, view: View) -> str:
    if days is None:
        return view.text("no limit")
    if days < 0:
        return view.text("{days} days late", days=-days)
    return view.text("{days} days left", days=days)
