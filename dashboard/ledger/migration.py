"""Brings a ledger to the shape this program knows: numbered steps of SQL, each once, under a lock, all or none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from dashboard.ledger import tables
from dashboard.ledger.faults import NewerLedgerError

FOLDER = Path(__file__).parent / "steps"
_NAME = re.compile(r"(\d{3})_([a-z_]+)\.sql")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``statements`` for every engine, then those of one engine by its name. One paragraph, one statement."""

    number: int
    name: str
    statements: tuple[str, ...]
    of_engine: dict[str, tuple[str, ...]]


@cache
def steps() -> tuple[Step, ...]:
    """Every step in order; RuntimeError where a number is missing or doubled, for then no order is certain."""
    found = []
    for path in sorted(FOLDER.glob("*.sql")):
        if (match := _NAME.fullmatch(path.name)) is None:
            continue
        own = {
            engine: _statements(other)
            for engine in ("sqlite", "postgresql")
            if (other := path.with_name(f"{path.stem}.{engine}.sql")).exists()
        }
        found.append(Step(int(match[1]), match[2], _statements(path), own))
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise RuntimeError(f"the ledger's steps are not numbered 1 to {len(found)}")
    return tuple(found)


def _statements(path: Path) -> tuple[str, ...]:
    paragraphs = path.read_text(encoding="utf-8").split("\n\n")
    return tuple(paragraph.strip() for paragraph in paragraphs if paragraph.strip())


def migrate(connection: sa.Connection, at: str, upto: int | None = None) -> tuple[int, ...]:
    """Apply what is missing inside the open transaction, which must keep other writers out; the applied numbers.

    ``upto`` stops at an older step, for tests. Raises NewerLedgerError for a ledger of a newer program.
    """
    connection.exec_driver_sql(
        "create table if not exists ledger_step"
        " (number integer primary key, name text not null, applied_at text not null)"
    )
    done = set(connection.execute(sa.select(tables.version.c.number)).scalars())
    known = steps()
    if done and max(done) > known[-1].number:
        raise NewerLedgerError(max(done), known[-1].number)
    applied = []
    for step in known:
        if step.number in done or (upto is not None and step.number > upto):
            continue
        for statement in (*step.statements, *step.of_engine.get(connection.dialect.name, ())):
            # without parameters, so that a percent sign in a statement is itself
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        row = {"number": step.number, "name": step.name, "applied_at": at}
        connection.execute(sa.insert(tables.version).values(row))
        applied.append(step.number)
    return tuple(applied)
