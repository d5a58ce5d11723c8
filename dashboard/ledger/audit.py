"""The audit: who did what, when, from where, on which page and slice, and whether it was refused. Append-only, chained.

Each entry's hash is SHA-256 over its fields and the hash before it; the last number and hash stand apart as the head.
An entry that was changed, left out, put in or cut off at the end is found by ``verify``. Whoever rewrites the whole
chain and the head is found only by a head that was noted elsewhere; ``verify`` tells it, to be noted.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dashboard.ledger import tables
from dashboard.ledger.notes import masked
from dashboard.ledger.opening import Author, Ledger, Writing

_FIELDS = ("number", "at", "who", "came_from", "page", "slice", "action", "subject", "is_refused", "detail")
LONGEST_DETAIL = 2_000


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
    row["hash"] = _hash(row)
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
    """The whole chain from its first entry, read in order; no faults means that nothing was changed since.

    ``noted`` is a last hash of an earlier time: where it no longer stands in the chain, all was written anew
    (0, other_head).
    """
    faults: list[tuple[int, str]] = []
    is_noted = not noted
    count, before, expected = 0, "", 1
    with ledger.reading() as connection:
        head = connection.execute(sa.select(tables.audit_head)).one()
        for row in connection.execute(sa.select(tables.audit).order_by(tables.audit.c.number)):
            if row.number != expected:
                faults.append((expected, "gap"))
            if _hash(row._mapping) != row.hash:
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


def _hash(row: Any) -> str:
    told = json.dumps([row[field] for field in (*_FIELDS, "previous_hash")], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()
