"""From roles to a scope: grants of units unite, restrictions intersect, denials win."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from dashboard.access.register import PERMISSIONS, WHOLE_BANK, Role
from dashboard.scopes import Scope


def scope_of(
    person: str,
    roles: Sequence[Role],
    below: Mapping[str, Collection[str]],
    above: Mapping[str, Collection[str]],
) -> Scope:
    """What a person with these roles may see; ``below`` holds each unit's children, for every unit of the build,
    ``above`` all units that any of them stands or ever stood below.

    A granted unit brings all below it, ``*`` the whole bank; a denied one takes all below it away, whoever grants it,
    and every unit above it and the bank as one: a total without its other parts would tell the denied one. What is
    below them and not denied stays, and is counted together.
    ``lines`` and ``pages`` are what every role that speaks of them allows. A permission is had where a role gives it
    and none refuses it. A unit that the build does not know grants nothing. Without a unit nothing is visible.
    """
    granted = frozenset().union(*(role.units for role in roles)) if roles else frozenset()
    denied = _with_all_below(frozenset().union(*(role.deny_units for role in roles)) if roles else (), below)
    told_by = {upper for unit in denied for upper in above.get(unit, ())}
    sees_all = WHOLE_BANK in granted and not denied
    visible = frozenset(below) if WHOLE_BANK in granted else _with_all_below(granted, below)
    visible -= denied | told_by
    has = {
        name: any(role.permissions.get(name) for role in roles)
        and not any(role.permissions.get(name) is False for role in roles)
        for name in PERMISSIONS
    }
    return Scope(
        person=person,
        visible=None if sees_all else visible,
        may_read_verbatims=has["verbatims"],
        may_export=has["export"],
        may_load=has["load"] and sees_all,
        lines=_intersected([role.lines for role in roles]),
        pages=_intersected([role.pages for role in roles]),
        may_edit=has["edit"],
        may_administer=has["administer"],
        mine=() if sees_all else _highest(visible, below),
        sees_bank=not denied,
    )


def _intersected(said: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    spoken = [each for each in said if each is not None]
    return frozenset.intersection(*spoken) if spoken else None


def _with_all_below(units: Collection[str], below: Mapping[str, Collection[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [unit for unit in units if unit in below]
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(below.get(unit, ()))
    return frozenset(found)


def _highest(visible: Collection[str], below: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The visible units above which none is visible."""
    under = {child for unit in visible for child in below.get(unit, ())}
    return tuple(sorted(set(visible) - under))
