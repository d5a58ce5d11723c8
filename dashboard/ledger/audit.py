"""The audit: who did what, when, from where, on which page and slice, and whether it was refused. Append-only, chained.

Each entry's hash is SHA-256 over its fields and the hash before it; the last number and hash stand apart as the head.
An entry that was changed, left out, put in or cut off at the end is found by ``verify``. Older entries go to files
(``rotate``), through which the chain goes on as if they were still here. Whoever rewrites the whole
chain and the head is found only by a head that was noted elsewhere; ``verify`` tells it, to be noted.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from dashboard.ledger import archived, tables
from dashboard.ledger.notes import masked
from dashboard.ledger.opening import Author, Ledger, Writing

_FIELDS = ("number", "at", "who", "came_from", "page", "slice", "action", "subject", "is_refused", "detail")
LONGEST_DETAIL = 2_000
LEAST_KEPT_DAYS = 60
"""What never leaves for a file: unusual use is looked for in it."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What ``verify`` found: how many entries, the last hash, and the faults as (number, code):
    gap, changed, unchained, cut_off or other_head."""

    entries: int
    head: str
    faults: tuple[tuple[int, str], ...]


def record(
    ledger: Ledger, author: Author, action: str, *, subject: str = "", detail: str = "", is_refused: bool = False
) -> int:
    """One entry in a transaction of its own, on the disk when this returns; its number."""
    with ledger.writing(author, is_change=False) as writing:
        return append(writing, action, subject=subject, detail=detail, is_refused=is_refused)


def append(writing: Writing, action: str, *, subject: str = "", detail: str = "", is_refused: bool = False) -> int:
    """One entry in an open transaction: kept together with what it tells of. Texts are masked; the entry's number."""
    connection, author = writing.connection, writing.author
    head = connection.execute(sa.select(tables.audit_head)).one()
    row: dict[str, Any] = {
        "number": head.number + 1,
        "at": writing.at,
        "who": author.person,
        "came_from": author.came_from,
        "page": author.page,
        "slice": masked(author.slice)[:LONGEST_DETAIL],
        "action": action,
        "subject": masked(subject)[:LONGEST_DETAIL],
        "is_refused": int(is_refused),
        "detail": masked(detail)[:LONGEST_DETAIL],
        "previous_hash": head.hash,
    }
    row["hash"] = _hash(SimpleNamespace(**row))
    connection.execute(sa.insert(tables.audit).values(**row))
    connection.execute(sa.update(tables.audit_head).values(number=row["number"], hash=row["hash"]))
    return int(row["number"])


def entries(ledger: Ledger, *, last: int = 200) -> tuple[dict[str, Any], ...]:
    """The newest entries, the newest first."""
    asked = sa.select(tables.audit).order_by(tables.audit.c.number.desc()).limit(last)
    with ledger.reading() as connection:
        return tuple({**row._mapping, "is_refused": bool(row.is_refused)} for row in connection.execute(asked))


def last(ledger: Ledger, action: str) -> dict[str, Any] | None:
    """The newest entry of one action; None where there is none."""
    asked = sa.select(tables.audit).where(tables.audit.c.action == action)
    with ledger.reading() as connection:
        row = connection.execute(asked.order_by(tables.audit.c.number.desc()).limit(1)).first()
    return None if row is None else dict(row._mapping)


def count(ledger: Ledger, action: str, who: str, seconds: float) -> int:
    """How often somebody did something, and was not refused, in the last so many seconds."""
    entry = tables.audit.c
    asked = sa.select(sa.func.count()).where(
        entry.action == action,
        entry.at >= _before(ledger, datetime.timedelta(seconds=seconds)),
        entry.who == who,
        entry.is_refused == 0,
    )
    with ledger.reading() as connection:
        return int(connection.execute(asked).scalar_one())


def days(ledger: Ledger, many: int) -> tuple[dict[str, Any], ...]:
    """Every entry of the last so many days with what unusual use is told by: at, who, action, slice, is_refused."""
    entry, since = tables.audit.c, _before(ledger, datetime.timedelta(days=many))
    asked = sa.select(entry.at, entry.who, entry.action, entry.slice, entry.is_refused).where(entry.at >= since)
    with ledger.reading() as connection:
        return tuple(dict(row._mapping) for row in connection.execute(asked.order_by(entry.number)))


def _before(ledger: Ledger, span: datetime.timedelta) -> str:
    """The moment so long ago, as entries write theirs."""
    return (ledger.clock() - span).astimezone(datetime.UTC).isoformat(timespec="microseconds")


def verify(ledger: Ledger, noted: str = "") -> Verified:
    """The whole chain from its first entry, over files and ledger, in order; no faults: nothing was changed since.

    ``noted`` is a last hash of an earlier time: where it no longer stands in the chain, all was written anew
    (0, other_head).
    """
    faults: list[tuple[int, str]] = []
    is_noted = not noted
    count, before, expected = 0, "", 1
    with ledger.reading() as connection:
        head = connection.execute(sa.select(tables.audit_head)).one()
        for row in _in_order(ledger, connection):
            if row.number != expected:
                faults.append((expected, "gap"))
            if _hash(row) != row.hash:
                faults.append((row.number, "changed"))
            if row.previous_hash != before:
                faults.append((row.number, "unchained"))
            count, before, expected = count + 1, row.hash, row.number + 1
            is_noted = is_noted or row.hash == noted
    if (head.number, head.hash) != (expected - 1, before):
        faults.append((int(head.number), "cut_off"))
    if not is_noted:
        faults.append((0, "other_head"))
    return Verified(count, before, tuple(dict.fromkeys(faults)))


def rotate(ledger: Ledger, author: Author, keep_days: int) -> Path | None:
    """Move the entries from before the last ``keep_days`` days to a file; its path, or None where there are none.

    The file is whole and on the disk before they leave the ledger, in one transaction with the entry that tells of it:
    broken off anywhere, nothing is lost, and what stands in both is one entry. Raises LedgerUnavailableError.
    """
    entry, since = tables.audit.c, _before(ledger, datetime.timedelta(days=keep_days))
    with ledger.writing(author, is_change=False) as writing:
        connection = writing.connection
        # a clock that was set back must not tear the chain: nothing behind the first entry that stays is moved
        stays = sa.select(sa.func.min(entry.number)).where(entry.at >= since)
        first_kept = connection.execute(stays).scalar_one()
        head = connection.execute(sa.select(tables.audit_head)).one()
        last = int(head.number if first_kept is None else first_kept - 1)
        older = sa.select(tables.audit).where(entry.number <= last).order_by(entry.number)
        first = connection.execute(sa.select(sa.func.min(entry.number))).scalar_one()
        if first is None or first > last:
            return None
        rows = (dict(row._mapping) for row in connection.execute(older))
        path = archived.write(ledger.folder, rows, int(first), last)
        with _may_delete(connection):
            connection.execute(sa.delete(tables.audit).where(entry.number <= last))
        append(writing, "audit_rotated", subject=path.name)
    return path


@contextmanager
def _may_delete(connection: sa.Connection) -> Iterator[None]:
    """The lock on deleting is off for these statements and back before the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("alter table audit disable trigger audit_is_append_only")
        yield
        connection.exec_driver_sql("alter table audit enable trigger audit_is_append_only")
        return
    asked = "select sql from sqlite_master where type = 'trigger' and name = 'audit_is_not_deleted'"
    lock = str(connection.exec_driver_sql(asked).scalar_one())
    connection.exec_driver_sql("drop trigger audit_is_not_deleted")
    yield
    connection.exec_driver_sql(lock)


def _in_order(ledger: Ledger, connection: sa.Connection) -> Iterator[Any]:
    """Every entry, those in files first; one that stands in both (a rotation was broken off) is told once."""
    last: Any = None
    for last in archived.read(ledger.folder):
        yield last
    for row in connection.execute(sa.select(tables.audit).order_by(tables.audit.c.number)):
        if last is None or row.number > last.number:
            yield row


def _hash(row: Any) -> str:
    told = json.dumps(
        [getattr(row, field) for field in (*_FIELDS, "previous_hash")], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(told.encode()).hexdigest()
