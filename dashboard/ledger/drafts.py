"""Drafts: a finding put aside from a figure with one click, frozen as it was seen, to make a measure of it later."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa

from dashboard.ledger import changes, tables
from dashboard.ledger.notes import masked, needed
from dashboard.ledger.opening import Ledger, Writing
from dashboard.scopes import Scope

KIND = "draft"
Told = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding: what kind (pain_pair, rising_word, driver, unit …), in words, where it was seen, and its numbers.

    ``address`` is the slice's, ``build`` the build it was seen in, ``unit_id`` the unit it is about ('' the bank).
    ``numbers`` are what the gate released then; they are never recomputed.
    """

    id: str
    version: int
    kind: str
    title: str
    page: str
    address: Mapping[str, Sequence[str]]
    build: str
    measure: str
    unit_id: str
    numbers: Mapping[str, Told]
    made_at: str
    made_by: str


def put(
    writing: Writing,
    kind: str,
    title: str,
    *,
    page: str,
    address: Mapping[str, Sequence[str]],
    build: str,
    numbers: Mapping[str, Told],
    measure: str = "",
    unit_id: str = "",
) -> str:
    """A finding into the ledger; the draft's id. The same finding of the same build and slice twice is one draft.

    Raises WrongEntryError with ("title", empty or too_long).
    """
    plain = needed("title", title)
    told = {key: masked(value) if isinstance(value, str) else value for key, value in numbers.items()}
    row = {
        "kind": kind,
        "title": plain,
        "page": page,
        "address": _json({key: list(values) for key, values in address.items()}),
        "build": build,
        "measure": measure,
        "unit_id": unit_id,
        "numbers": _json(told),
        "improvement_id": None,
    }
    draft = tables.draft.c
    same = [draft[field] == row[field] for field in ("kind", "title", "address", "build", "measure", "unit_id")]
    for standing in changes.entries(writing.connection, KIND, _is_free(), *same):
        return str(standing["id"])
    return changes.make(writing, KIND, row)


def waiting(ledger: Ledger, scope: Scope) -> tuple[Draft, ...]:
    """The drafts that nobody has made a measure of, about units this person may see; the newest first."""
    with ledger.reading() as connection:
        rows = changes.entries(connection, KIND, _is_free())
    drafts = [read(row) for row in rows if scope.visible is None or row["unit_id"] in {"", *scope.visible}]
    return tuple(reversed(drafts))


def dismiss(writing: Writing, draft: str, version: int) -> int:
    """Put a draft away (``changes.undo`` brings it back). Raises ChangedMeanwhileError or NotThereError."""
    return changes.remove(writing, KIND, draft, version)


def read(row: changes.Row) -> Draft:
    """A row of the table as a draft."""
    address = MappingProxyType({key: tuple(values) for key, values in json.loads(row["address"]).items()})
    plain = ("id", "version", "kind", "title", "page", "build", "measure", "unit_id", "made_at", "made_by")
    return Draft(
        **{field: row[field] for field in plain},
        address=address,
        numbers=MappingProxyType(json.loads(row["numbers"])),
    )


def _is_free() -> sa.ColumnElement[bool]:
    """No measure was made of it, or that measure was taken away again."""
    there = sa.select(tables.improvement.c.id).where(tables.improvement.c.removed_at.is_(None))
    made_of = tables.draft.c.improvement_id
    return made_of.is_(None) | made_of.not_in(there)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
