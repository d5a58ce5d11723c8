"""New levels on control charts: from which month on, accepted by whom and for what reason; taken back as easily."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.ledger import changes, tables
from dashboard.ledger.faults import WrongEntryError
from dashboard.ledger.notes import needed
from dashboard.ledger.opening import Ledger, Writing
from dashboard.ledger.places import place_of

KIND = "baseline"
_NOT_OF_THE_CHART = frozenset({"period", "as_of"})
"""Parts of an address that say when is looked at: a level holds whichever months are drawn."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """One accepted level of one measure in one slice; ``from_month`` is its first month."""

    id: str
    version: int
    measure: str
    from_month: datetime.date
    reason: str
    made_at: str
    made_by: str


def standing(ledger: Ledger, measure: str, address: Mapping[str, Sequence[str]]) -> tuple[Baseline, ...]:
    """The levels in force for a measure in a slice (its address), the oldest first."""
    table = tables.baseline.c
    same = (table.measure == measure, table.address == place_of(address, _NOT_OF_THE_CHART))
    with ledger.reading() as connection:
        rows = changes.entries(connection, KIND, *same)
    return tuple(sorted(map(_read, rows), key=lambda each: each.from_month))


def accept(
    writing: Writing, measure: str, address: Mapping[str, Sequence[str]], from_month: datetime.date, reason: str
) -> str:
    """A level from a month on, with its reason; its id. Only a change that is explained may move the limits.

    Raises WrongEntryError with ("reason", empty or too_long) or ("from_month", taken).
    """
    plain = needed("reason", reason)
    row = {
        "measure": measure,
        "address": place_of(address, _NOT_OF_THE_CHART),
        "from_month": from_month.replace(day=1).isoformat(),
    }
    same = [tables.baseline.c[field] == value for field, value in row.items()]
    if changes.entries(writing.connection, KIND, *same):
        raise WrongEntryError(("from_month", "taken"))
    return changes.make(writing, KIND, {**row, "reason": plain})


def take_back(writing: Writing, baseline: str, version: int) -> int:
    """The level is no longer in force (``changes.undo`` brings it back). Raises as ``changes.remove``."""
    return changes.remove(writing, KIND, baseline, version)


def _read(row: changes.Row) -> Baseline:
    return Baseline(
        id=row["id"],
        version=row["version"],
        measure=row["measure"],
        from_month=datetime.date.fromisoformat(row["from_month"]),
        reason=row["reason"],
        made_at=row["made_at"],
        made_by=row["made_by"],
    )
