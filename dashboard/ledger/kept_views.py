"""Kept views: a page and an address under a name, each person's own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa

from dashboard.ledger import changes, tables
from dashboard.ledger.faults import NotThereError, WrongEntryError
from dashboard.ledger.notes import LONGEST_NAME, masked
from dashboard.ledger.opening import Ledger, Writing

KIND = "kept_view"


@dataclass(frozen=True, slots=True)
class KeptView:
    """One named view; ``address`` is the slice's own (ids only), ``version`` what an edit has to name."""

    id: str
    version: int
    name: str
    page: str
    address: Mapping[str, Sequence[str]]
    made_at: str


def list_views(ledger: Ledger, person: str) -> tuple[KeptView, ...]:
    """A person's views by name."""
    with ledger.reading() as connection:
        rows = changes.entries(connection, KIND, tables.kept_view.c.person == person)
    return tuple(sorted((_view(row) for row in rows), key=lambda view: view.name))


def keep(writing: Writing, name: str, page: str, address: Mapping[str, Sequence[str]]) -> str:
    """Keep a page and address under a name; the new view's id.

    Raises WrongEntryError with ("name", code): empty, too_long, or taken by another view of the same person.
    """
    plain = _name(writing, name)
    told = json.dumps({key: list(values) for key, values in address.items()}, ensure_ascii=False, sort_keys=True)
    return changes.make(writing, KIND, {"person": writing.author.person, "name": plain, "page": page, "address": told})


def rename(writing: Writing, view: str, version: int, name: str) -> int:
    """Another name; the new version. Raises as ``keep``, and ChangedMeanwhileError or NotThereError."""
    _own(writing, view)
    return changes.edit(writing, KIND, view, version, {"name": _name(writing, name, of=view)})


def remove(writing: Writing, view: str, version: int) -> int:
    """Take a view away (``changes.undo`` brings it back). Raises ChangedMeanwhileError or NotThereError."""
    _own(writing, view)
    return changes.remove(writing, KIND, view, version)


def _own(writing: Writing, view: str) -> None:
    """Another person's view does not exist for this one."""
    if changes.entry(writing.connection, KIND, view)["person"] != writing.author.person:
        raise NotThereError(f"there is no {KIND} {view}")


def _name(writing: Writing, name: str, of: str = "") -> str:
    plain = " ".join(masked(name).split())
    if not plain:
        raise WrongEntryError(("name", "empty"))
    if len(plain) > LONGEST_NAME:
        raise WrongEntryError(("name", "too_long"))
    table = tables.kept_view
    same: list[sa.ColumnElement[bool]] = [table.c.person == writing.author.person, table.c.name == plain]
    if any(row["id"] != of for row in changes.entries(writing.connection, KIND, *same)):
        raise WrongEntryError(("name", "taken"))
    return plain


def _view(row: changes.Row) -> KeptView:
    address = MappingProxyType({key: tuple(values) for key, values in json.loads(row["address"]).items()})
    return KeptView(row["id"], row["version"], row["name"], row["page"], address, row["made_at"])
