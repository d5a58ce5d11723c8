"""Every change of an entry, with who and when: make, edit with the version it was made on, remove, undo, history."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.ledger import audit, tables
from dashboard.ledger.faults import ChangedMeanwhileError, NotThereError
from dashboard.ledger.opening import Ledger, Writing

Row = Mapping[str, Any]
Action = Literal["made", "edited", "removed", "undone"]
_NOT_CONTENT = frozenset({"version", "changed_at", "changed_by"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one entry; ``before`` and ``after`` hold the changed fields (all where it was made)."""

    number: int
    at: str
    who: str
    kind: str
    subject: str
    version: int
    action: Action
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    undoes: int | None


def make(writing: Writing, kind: str, values: Row) -> str:
    """A new entry with these fields; its id."""
    subject = secrets.token_hex(8)
    who = writing.author.person
    row = {"id": subject, "version": 1, "made_at": writing.at, "made_by": who, "removed_at": None, **values}
    writing.connection.execute(sa.insert(tables.ENTRIES[kind]).values(**row, changed_at=writing.at, changed_by=who))
    _note(writing, kind, subject, 1, "made", {}, dict(values))
    return subject


def edit(writing: Writing, kind: str, subject: str, version: int, values: Row) -> int:
    """The entry as it was at ``version``, with these fields changed; its new version (the same where nothing differs).

    Raises ChangedMeanwhileError where it is no longer at that version, NotThereError where there is none.
    """
    return _change(writing, kind, subject, version, values, "edited")


def remove(writing: Writing, kind: str, subject: str, version: int) -> int:
    """The entry taken away; it stays in the ledger, so that this can be undone. Raises as ``edit``."""
    return _change(writing, kind, subject, version, {"removed_at": writing.at}, "removed")


def undo(writing: Writing, number: int) -> int:
    """What one change did, taken back by a new change; the entry's new version. Undoing an undo does it again.

    ChangedMeanwhileError where one of its fields was changed again since: what others wrote after is never lost.
    NotThereError where there is no such change.
    """
    found = writing.connection.execute(sa.select(tables.change).where(tables.change.c.number == number)).one_or_none()
    if found is None:
        raise NotThereError(f"there is no change {number}")
    change = _read(found)
    now = _entry(writing.connection, change.kind, change.subject)
    if change.action == "made":
        before: Row = {"removed_at": writing.at}
        is_as_left = now["version"] == change.version
    else:
        before = change.before
        is_as_left = all(now[field] == value for field, value in change.after.items())
    if not is_as_left:
        raise ChangedMeanwhileError(change.kind, now)
    return _change(writing, change.kind, change.subject, now["version"], before, "undone", undoes=number)


def undo_last(writing: Writing, kind: str, subject: str) -> int:
    """The newest change of one entry taken back; its new version. NotThereError where there is no such entry."""
    change = tables.change.c
    asked = sa.select(sa.func.max(change.number)).where(change.kind == kind, change.subject == subject)
    number = writing.connection.execute(asked).scalar_one()
    if number is None:
        raise NotThereError(f"there is no {kind} {subject}")
    return undo(writing, number)


def entry(connection: sa.Connection, kind: str, subject: str) -> Row:
    """One entry as it stands. NotThereError where there is none or it was removed."""
    found = _entry(connection, kind, subject)
    if found["removed_at"] is not None:
        raise NotThereError(f"{kind} {subject} was removed by {found['changed_by']} at {found['changed_at']}")
    return found


def entries(connection: sa.Connection, kind: str, *conditions: sa.ColumnElement[bool]) -> list[Row]:
    """Every entry of a kind that is there and meets the conditions, the oldest first."""
    table = tables.ENTRIES[kind]
    asked = sa.select(table).where(table.c.removed_at.is_(None), *conditions).order_by(table.c.made_at, table.c.id)
    return [dict(row._mapping) for row in connection.execute(asked)]


def history(ledger: Ledger, kind: str, subject: str) -> tuple[Change, ...]:
    """Every change of one entry, the newest first."""
    change = tables.change
    asked = sa.select(change).where(change.c.kind == kind, change.c.subject == subject)
    with ledger.reading() as connection:
        return tuple(_read(row) for row in connection.execute(asked.order_by(change.c.number.desc())))


def _change(
    writing: Writing,
    kind: str,
    subject: str,
    version: int,
    values: Row,
    action: Action,
    undoes: int | None = None,
) -> int:
    table = tables.ENTRIES[kind]
    now = _entry(writing.connection, kind, subject)
    if now["version"] != version:
        raise ChangedMeanwhileError(kind, now)
    if now["removed_at"] is not None and "removed_at" not in values:
        raise NotThereError(f"{kind} {subject} was removed by {now['changed_by']} at {now['changed_at']}")
    after = {field: value for field, value in values.items() if now[field] != value}
    if not after:
        return version
    before = {field: now[field] for field in after}
    stamp = {"version": version + 1, "changed_at": writing.at, "changed_by": writing.author.person}
    writing.connection.execute(
        sa.update(table).where(table.c.id == subject, table.c.version == version).values(**after, **stamp)
    )
    _note(writing, kind, subject, version + 1, action, before, after, undoes)
    return version + 1


def _entry(connection: sa.Connection, kind: str, subject: str) -> Row:
    table = tables.ENTRIES[kind]
    found = connection.execute(sa.select(table).where(table.c.id == subject)).one_or_none()
    if found is None:
        raise NotThereError(f"there is no {kind} {subject}")
    return dict(found._mapping)


def _note(
    writing: Writing,
    kind: str,
    subject: str,
    version: int,
    action: Action,
    before: Row,
    after: Row,
    undoes: int | None = None,
) -> None:
    number = writing.connection.execute(
        sa.select(sa.func.coalesce(sa.func.max(tables.change.c.number), 0))
    ).scalar_one()
    writing.connection.execute(
        sa.insert(tables.change).values(
            number=number + 1,
            at=writing.at,
            who=writing.author.person,
            kind=kind,
            subject=subject,
            version=version,
            action=action,
            before_values=json.dumps(dict(before), ensure_ascii=False, sort_keys=True),
            after_values=json.dumps(dict(after), ensure_ascii=False, sort_keys=True),
            undoes=undoes,
        )
    )
    audit.append(writing, f"{kind}_{action}", subject=subject, detail=f"change {number + 1}")


def _read(row: sa.Row) -> Change:
    found = dict(row._mapping)
    before, after = json.loads(found.pop("before_values")), json.loads(found.pop("after_values"))
    return Change(**found, before=before, after=after)
