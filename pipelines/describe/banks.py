"""What a bank holds already, for a proposal: ids and names of its units, journeys and touchpoints; only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from pipelines import cells
from pipelines.banks import Bank

_IDS = {"units": "unit_id", "journeys": "journey_id", "touchpoints": "touchpoint_id"}


@dataclass(frozen=True, slots=True)
class Held:
    """Ids by table, and names that belong to one id only."""

    known_ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def ids(self, table: str) -> frozenset[str]:
        return self.known_ids.get(table, frozenset())

    def names(self, table: str) -> Mapping[str, str]:
        """Name, as cells are compared -> id."""
        return self.known_names.get(table, {})


def held(bank: Bank | None) -> Held:
    """What the served build of a bank holds; nothing where there is no bank or no build."""
    path = bank.current() if bank is not None else None
    if path is None:
        return Held()
    ids: dict[str, frozenset[str]] = {}
    names: dict[str, dict[str, str]] = {}
    with duckdb.connect(path, read_only=True) as connection:
        for table, column in _IDS.items():
            rows = connection.execute(f"select distinct {column}, name, name_en from raw_{table}").fetchall()  # noqa: S608
            ids[table] = frozenset(cells.code(row[0]) for row in rows)
            meant: dict[str, set[str]] = {}
            for identity, *called in rows:
                for name in called:
                    if name:
                        meant.setdefault(cells.code(name), set()).add(identity)
            names[table] = {name: next(iter(owners)) for name, owners in meant.items() if len(owners) == 1}
    return Held(ids, names)
