"""Which nodes of the organisation's tree a question counts: the highest ones that hold what is asked, and no more.

Every node with others below has its own cells in the build, so that a bank, a region or a branch is read as one row
per month, however many outlets it has. A unit that moved has a node for each place it had; chosen units that lie within
each other are one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.queries.builds import Build

BELOW = "\x1f"
"""What stands between the units of a path."""
_KEYS = ("month", "touchpoint_id", "kind", "scale_minimum", "scale_maximum", "unit_id", "member_id")


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of one question: those with others below, those without, and the group that each counts in."""

    parents: tuple[int, ...]
    leaves: tuple[int, ...]
    group: Mapping[int, str]

    @property
    def every(self) -> list[int]:
        return [*self.parents, *self.leaves]

    @property
    def is_one_each(self) -> bool:
        """Whether what is read needs no adding up: one mart alone holds it, and no group has several rows in it."""
        groups = list(self.group.values())
        return not (self.parents and self.leaves) and (set(groups) == {""} or len(set(groups)) == len(groups))


def counted(
    build: Build,
    units: Sequence[str],
    visible: Collection[str] | None,
    shown: Sequence[str] | None = None,
    own: Sequence[str] = (),
) -> Nodes:
    """The nodes of the chosen ``units`` (of the whole bank if none), all in the group ''.

    With ``shown`` a node counts, in a group of its unit, where it is one of these units, or the own records of one of
    ``own``, at or below what was chosen. Units that are not ``visible`` (None: all are) never count by name, whoever
    asked for them; the whole bank is no unit's name.
    """
    tree = build.rows("units/nodes")
    is_own = tree["is_own"].to_numpy(dtype=bool)
    named = tree["unit_id"]
    is_seen = np.ones(len(tree), dtype=bool) if visible is None else named.isin(visible).to_numpy()
    if units:
        chosen = _highest(tree[named.isin(units).to_numpy() & is_seen & ~is_own])
    else:
        chosen = tree[tree["parent_node_id"].isna()]
    if shown is None:
        return _nodes(chosen, dict.fromkeys(chosen["node_id"].tolist(), ""))
    is_asked = (named.isin(shown).to_numpy() & ~is_own) | (named.isin(own).to_numpy() & is_own)
    found = tree[is_asked & is_seen]
    found = found[_is_below(found["path"] + BELOW, chosen)]
    return _nodes(found, dict(zip(found["node_id"].tolist(), found["unit_id"].tolist(), strict=True)))


def cells(build: Build, statement: str, parameters: Mapping[str, Any], found: Nodes) -> pd.DataFrame:
    """The rows of ``<statement>/of_parents`` and ``<statement>/of_leaves``, added up per group (``unit_id``).

    Each mart is only read where it holds a node; ``parameters`` are all others that the statements name.
    """
    read = [("of_parents", found.parents), ("of_leaves", found.leaves)]
    parts = [
        build.rows(f"{statement}/{which}", {**parameters, "nodes": list(nodes)})
        for which, nodes in read
        if nodes or (which == "of_parents" and not found.leaves)
    ]
    return _grouped(pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0], found)


def days(build: Build, statement: str, parameters: Mapping[str, Any], found: Nodes) -> pd.DataFrame:
    """The rows of ``<statement>/of_days``, whose mart holds every node, added up as ``cells`` does."""
    return _grouped(build.rows(f"{statement}/of_days", {**parameters, "nodes": found.every}), found)


def _grouped(frame: pd.DataFrame, found: Nodes) -> pd.DataFrame:
    frame = frame.assign(unit_id=[found.group.get(node, "") for node in frame["node_id"].tolist()])
    frame = frame.drop(columns="node_id")
    if found.is_one_each:
        return frame
    keys = [name for name in _KEYS if name in frame]
    return frame.groupby(keys, as_index=False, dropna=False).sum()


def _nodes(found: pd.DataFrame, group: dict[int, str]) -> Nodes:
    is_leaf = found["is_leaf"].to_numpy(dtype=bool)
    return Nodes(tuple(found["node_id"][~is_leaf].tolist()), tuple(found["node_id"][is_leaf].tolist()), group)


def _highest(chosen: pd.DataFrame) -> pd.DataFrame:
    """Without the nodes that lie below others of them."""
    return chosen[~_is_below(chosen["path"], chosen)]


def _is_below(paths: pd.Series, chosen: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which paths begin with the whole path of a chosen node and go on."""
    above = tuple(path + BELOW for path in chosen["path"])
    return np.array([path.startswith(above) for path in paths], dtype=bool)
