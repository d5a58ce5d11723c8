"""What is due, per unit, and which reminders were sent: the same one is never sent twice to the same person."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.ledger import improvements, tables
from dashboard.ledger.improvements import OPEN, Improvement
from dashboard.ledger.opening import Author, Ledger
from dashboard.scopes import Scope

SOON_DAYS = 7
"""How many days ahead a due date stands on the morning list."""
DueKind = Literal["overdue", "due_soon", "reinspect", "owner_left"]
KINDS: tuple[DueKind, ...] = ("overdue", "due_soon", "reinspect", "owner_left")


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the morning list. ``day`` is what it is due by; a new due date is a new reminder."""

    kind: DueKind
    day: str
    improvement: Improvement


@dataclass(frozen=True, slots=True)
class DueComplaint:
    """One complaint of the morning list. It is a new reminder when it stands otherwise (``kind``) or is due on another
    day; one that has to be chased daily (kind ``chase``) is one for every ``day`` that the data tell of. ``row``: what
    is told of it."""

    kind: str
    day: str
    complaint_id: str
    row: Mapping[str, Any]


Line = Due | DueComplaint


def due_by_unit(ledger: Ledger, scope: Scope, today: datetime.date) -> dict[str, tuple[Due, ...]]:
    """Unit id ('' the whole bank) -> what is due there, the oldest first; units without anything are left out."""
    with ledger.reading() as connection:
        left = improvements.owners_left(connection)
    found: dict[str, list[Due]] = {}
    for each in improvements.list_all(ledger, scope):
        for kind, day in _kinds(each, today, left):
            found.setdefault(each.unit_id, []).append(Due(kind, day, each))
    return {
        unit: tuple(sorted(lines, key=lambda due: (KINDS.index(due.kind), due.day, due.improvement.code)))
        for unit, lines in sorted(found.items())
    }


def claim(ledger: Ledger, author: Author, lines: Collection[Line], recipient: str) -> tuple[Line, ...]:
    """Those of the lines that were never sent to this person, noted as sent from now on; of two at once one gets each.

    Noted before they are sent: whatever happens in between, nothing goes out twice. ``release`` gives them back.
    """
    with ledger.writing(author, is_change=False) as writing:
        fresh = [each for each in lines if not writing.connection.execute(_asked(each, recipient)).first()]
        for each in fresh:
            row = {**_key(each, recipient), "told_at": writing.at}
            writing.connection.execute(sa.insert(_table(each)).values(**row))
    return tuple(fresh)


def release(ledger: Ledger, author: Author, lines: Collection[Line], recipient: str) -> None:
    """Give back what was claimed and surely never left this machine, to be sent next time."""
    with ledger.writing(author, is_change=False) as writing:
        for each in lines:
            writing.connection.execute(sa.delete(_table(each)).where(*_same(each, recipient)))


def _kinds(each: Improvement, today: datetime.date, left: Collection[str]) -> list[tuple[DueKind, str]]:
    found: list[tuple[DueKind, str]] = []
    if each.is_overdue(today):
        found.append(("overdue", each.due_on))
    elif each.status in OPEN and each.due_on <= (today + datetime.timedelta(days=SOON_DAYS)).isoformat():
        found.append(("due_soon", each.due_on))
    if each.is_to_reinspect(today):
        found.append(("reinspect", each.reinspect_on))
    if each.status in {*OPEN, "done"} and each.owner in left:
        found.append(("owner_left", each.due_on))
    return found


def _table(each: Line) -> sa.TableClause:
    return tables.reminder if isinstance(each, Due) else tables.complaint_reminder


def _key(each: Line, recipient: str) -> dict[str, str]:
    of = {"improvement_id": each.improvement.id} if isinstance(each, Due) else {"complaint_id": each.complaint_id}
    return {**of, "kind": each.kind, "day": each.day, "recipient": recipient}


def _same(each: Line, recipient: str) -> list[sa.ColumnElement[bool]]:
    table = _table(each)
    return [table.c[name] == value for name, value in _key(each, recipient).items()]


def _asked(each: Line, recipient: str) -> sa.Select:
    return sa.select(_table(each).c.told_at).where(*_same(each, recipient))
