"""The levels of the organisation: which there are below some units, who stands on one, and a unit's shortest name."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.queries.catalogue import Catalogue, Names


def levels(catalogue: Catalogue, units: Sequence[str] = ()) -> tuple[Names, ...]:
    """The levels of the tree below the chosen units (of the whole tree), the highest first; own level left out.

    A level's id is its own name. Levels that hold a single unit cannot be compared and are left out.
    """
    inside = _below(catalogue, units)
    depth: dict[Names, list[int]] = {}
    for unit in inside:
        depth.setdefault(catalogue.unit[unit].level_names, []).append(catalogue.unit[unit].level)
    several = {names: sum(found) / len(found) for names, found in depth.items() if len(found) > 1}
    return tuple(sorted(several, key=lambda names: several[names]))


def units_of_level(catalogue: Catalogue, level: str, units: Sequence[str] = ()) -> tuple[str, ...]:
    """The units of one level below the chosen ones (of the whole tree), in tree order."""
    return tuple(unit for unit in _below(catalogue, units) if catalogue.unit[unit].level_names[0] == level)


def called(catalogue: Catalogue, unit_id: str) -> Names:
    """A unit's own name where no other has it, else with its parent's before it, else its path from the root."""
    unit = catalogue.unit[unit_id]
    namesakes = [other for other in catalogue.units if other.names[0] == unit.names[0]]
    if len(namesakes) == 1:
        return unit.names
    parent = catalogue.unit.get(unit.parent_id or "")
    if parent is None or sum(other.parent_id == unit.parent_id for other in namesakes) > 1:
        return unit.path
    return f"{parent.names[0]} / {unit.names[0]}", f"{parent.names[1]} / {unit.names[1]}"


def _below(catalogue: Catalogue, units: Sequence[str]) -> tuple[str, ...]:
    """The chosen units with everything below them in tree order; without a choice, the whole tree."""
    if not units:
        return tuple(catalogue.unit)
    inside = set(units)
    for unit in catalogue.units:  # parents stand before their children
        if unit.parent_id in inside:
            inside.add(unit.unit_id)
    return tuple(unit for unit in catalogue.unit if unit in inside)
