"""Typical cases of a bulletin: masked words that a person chose for one slice and period, each of them undoable."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.ledger import changes, tables
from dashboard.ledger.faults import WrongEntryError
from dashboard.ledger.notes import needed
from dashboard.ledger.opening import Ledger, Writing
from dashboard.ledger.places import place_of
from dashboard.scopes import Scope

KIND = "typical_case"
MOST_CASES = 5
"""As many as a bulletin takes; three to five are usual."""
_NOT_OF_THE_PLACE = frozenset({"period", "as_of", "survey"})


@dataclass(frozen=True, slots=True)
class TypicalCase:
    """One chosen case; ``text`` is masked, ``told_on`` the day it was written down."""

    id: str
    version: int
    told_on: datetime.date
    unit_id: str
    text: str
    made_at: str
    made_by: str


def chosen(ledger: Ledger, scope: Scope, address: Mapping[str, Sequence[str]], period: str) -> tuple[TypicalCase, ...]:
    """The cases chosen for a slice (its address) and a period, in the order they were chosen.

    None for who may not read customers' words; those of units outside the scope are left out.
    """
    if not scope.may_read_verbatims:
        return ()
    table = tables.typical_case.c
    with ledger.reading() as connection:
        rows = changes.entries(connection, KIND, table.address == _place(address), table.period == period)
    mine = (_read(row) for row in rows if scope.visible is None or row["unit_id"] in scope.visible)
    return tuple(sorted(mine, key=lambda each: each.made_at))


def choose(
    writing: Writing,
    address: Mapping[str, Sequence[str]],
    period: str,
    *,
    text: str,
    told_on: datetime.date,
    unit_id: str,
) -> str:
    """One more case; its id. Masked once more on the way in.

    Raises WrongEntryError with ("text", empty, too_long or taken) or ("cases", "full").
    """
    plain = needed("text", text)
    table = tables.typical_case.c
    same = changes.entries(writing.connection, KIND, table.address == _place(address), table.period == period)
    if any(row["text"] == plain for row in same):
        raise WrongEntryError(("text", "taken"))
    if len(same) >= MOST_CASES:
        raise WrongEntryError(("cases", "full"))
    row = {
        "address": _place(address),
        "period": period,
        "told_on": told_on.isoformat(),
        "unit_id": unit_id,
    }
    return changes.make(writing, KIND, {**row, "text": plain})


def leave_out(writing: Writing, case: str, version: int) -> int:
    """The case is no longer among the chosen (``changes.undo`` brings it back). Raises as ``changes.remove``."""
    return changes.remove(writing, KIND, case, version)


def _place(address: Mapping[str, Sequence[str]]) -> str:
    return place_of(address, _NOT_OF_THE_PLACE)


def _read(row: changes.Row) -> TypicalCase:
    return TypicalCase(
        id=row["id"],
        version=row["version"],
        told_on=datetime.date.fromisoformat(row["told_on"]),
        unit_id=row["unit_id"],
        text=row["text"],
        made_at=row["made_at"],
        made_by=row["made_by"],
    )
