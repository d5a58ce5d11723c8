"""Who is suspended: kept out at the next click by an administrator or by a rule, and let in again as easily."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.ledger import changes, tables
from dashboard.ledger.faults import NotThereError, WrongEntryError
from dashboard.ledger.notes import LONGEST_NAME, LONGEST_NOTE, masked
from dashboard.ledger.opening import Ledger, Writing

KIND = "suspension"


@dataclass(frozen=True, slots=True)
class Suspension:
    """One person who is kept out; since when, by whom and why."""

    id: str
    version: int
    person: str
    reason: str
    made_at: str
    made_by: str


def standing(ledger: Ledger, person: str = "") -> tuple[Suspension, ...]:
    """The suspensions in force, the oldest first; of one person where one is named."""
    table = tables.suspension.c
    conditions = (table.person == person,) if person else ()
    with ledger.reading() as connection:
        rows = changes.entries(connection, KIND, *conditions)
    plain = ("id", "version", "person", "reason", "made_at", "made_by")
    return tuple(Suspension(**{field: row[field] for field in plain}) for row in rows)


def suspend(writing: Writing, person: str, reason: str) -> str:
    """Keep a person out from now on; the suspension's id, that of the standing one where there is one already.

    Raises WrongEntryError with ("person", empty or too_long) or ("reason", too_long).
    """
    if not person or len(person) > LONGEST_NAME:
        raise WrongEntryError(("person", "too_long" if person else "empty"))
    if len(plain := masked(reason)) > LONGEST_NOTE:
        raise WrongEntryError(("reason", "too_long"))
    for row in changes.entries(writing.connection, KIND, tables.suspension.c.person == person):
        return str(row["id"])
    return changes.make(writing, KIND, {"person": person, "reason": plain})


def lift(writing: Writing, person: str) -> None:
    """Let a person in again. NotThereError for somebody who is not suspended."""
    for row in changes.entries(writing.connection, KIND, tables.suspension.c.person == person):
        changes.remove(writing, KIND, row["id"], row["version"])
        return
    raise NotThereError(f"{person} is not suspended")
