"""Whether the units form a tree: every parent known, none above itself on any day; else the load is refused whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb

from pipelines.refusals import Refusal, said

_ALWAYS = date.min


def faults(connection: duckdb.DuckDBPyConnection) -> Iterator[Refusal]:
    """Every fault of the tree in raw_units: unknown parents, and cycles on any day on which a unit comes or moves."""
    rows = connection.execute(
        "select unit_id, parent_id, from_on, name from raw_units order by unit_id, from_on nulls first"
    ).fetchall()
    stays: dict[str, list[tuple[date, str | None]]] = {}
    names: dict[str, str] = {}
    for unit_id, parent_id, from_on, name in rows:
        stays.setdefault(unit_id, []).append((from_on or _ALWAYS, parent_id or None))
        names[unit_id] = name
    for stay in stays.values():
        stay[0] = (_ALWAYS, stay[0][1])  # a unit's first known stay reaches back for ever
    unknown = sorted(
        {(unit_id, parent) for unit_id, stay in stays.items() for _, parent in stay if parent and parent not in stays}
    )
    for unit_id, parent in unknown:
        yield Refusal(
            found=said(
                "unit {unit_id} ({names}) is under {parent}, which is not a unit",
                unit_id=repr(unit_id),
                names=names[unit_id],
                parent=repr(parent),
            ),
            where="units, parent_id",
            expected=said("the unit_id of a unit that is in the file or was loaded before"),
            what_to_do=said("correct parent_id, or add the missing unit"),
        )
    if unknown:
        return
    seen: set[frozenset[str]] = set()
    for day in sorted({from_on for stay in stays.values() for from_on, _ in stay}):
        parents = {unit_id: _parent_on(stay, day) for unit_id, stay in stays.items()}
        for cycle in _cycles(parents):
            if frozenset(cycle) not in seen:
                seen.add(frozenset(cycle))
                chain = " < ".join([*cycle, cycle[0]])
                found = (
                    said("units above themselves: {chain}", chain=chain)
                    if day == _ALWAYS
                    else said("units above themselves from {day} on: {chain}", chain=chain, day=day)
                )
                yield Refusal(
                    found=found,
                    where="units, parent_id",
                    expected=said("a tree: following parent_id upwards ends at a unit without one"),
                    what_to_do=said("correct the parent_id of one of them"),
                )


def _parent_on(stay: list[tuple[date, str | None]], day: date) -> str | None:
    return [parent for from_on, parent in stay if from_on <= day][-1]


def _cycles(parents: dict[str, str | None]) -> Iterator[list[str]]:
    settled: set[str] = set()
    for start in parents:
        walk: list[str] = []
        unit: str | None = start
        while unit is not None and unit not in settled and unit not in walk:
            walk.append(unit)
            unit = parents[unit]
        if unit is not None and unit in walk:
            yield walk[walk.index(unit) :]
        settled.update(walk)
