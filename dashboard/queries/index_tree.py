"""The tree of the experience index that is in force, and the ratings of its leaves over all surveys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from dashboard.queries import nodes
from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import TooFineError, Where, counted_nodes

Names = tuple[str, str]
OF_THE_MEASURE = ("journey", "touchpoint")
"""Filters that choose part of the tree instead of crossing it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node: dimension, journey, touchpoint or measure (a leaf), with its weight among its siblings."""

    node_id: str
    parent_id: str
    level: str
    names: Names
    weight: float
    journey_id: str
    touchpoint_id: str
    kind: str


@dataclass(frozen=True)
class IndexTree:
    """The nodes in order, parents first. Empty where the bank rates nothing that the tree names."""

    nodes: tuple[Node, ...]
    source: str = ""
    is_default: bool = True
    amended_because: str = ""
    tree_from: date | None = None

    @cached_property
    def parents(self) -> list[int]:
        """Position of each node's parent, −1 for the root."""
        place = {node.node_id: at for at, node in enumerate(self.nodes)}
        return [place.get(node.parent_id, -1) for node in self.nodes]

    @cached_property
    def leaf(self) -> dict[tuple[str, str], int]:
        """(touchpoint, kind) -> position of its leaf."""
        return {(node.touchpoint_id, node.kind): at for at, node in enumerate(self.nodes) if node.kind}


def index_tree(build: Build, month: date) -> IndexTree:
    """The tree in force in a month, as it was copied into the build."""
    rows = build.records("index/nodes", {"month": month})
    register = {row["tree_from"]: row for row in build.records("index/register")}
    if not rows:
        return IndexTree(())
    told = register[rows[0]["tree_from"]]
    return IndexTree(
        nodes=tuple(
            Node(
                node_id=row["node_id"],
                parent_id=row["parent_id"],
                level=row["level"],
                names=(row["name"], row["name_en"]),
                weight=float(row["weight"]),
                journey_id=row["journey_id"] or "",
                touchpoint_id=row["touchpoint_id"] or "",
                kind=row["kind"] or "",
            )
            for row in rows
        ),
        source=told["source"],
        is_default=bool(told["is_default"]),
        amended_because=told["amended_because"] or "",
        tree_from=told["tree_from"],
    )


def index_ratings(build: Build, asked: Where, tree: IndexTree) -> Monthly:
    """Ratings of the tree's leaves by month and group: ``leaf`` (position), ``ratings``, ``mean_sum`` and
    ``square_sum``, both of marks on 0–100.

    A touchpoint rated on several scales is read on the one with most ratings (note ``other_scales``). A month that the
    as-of day cuts is left out (note ``begun_month_left_out``). TooFineError where more than one filter crosses.
    """
    crossing = asked.crossing(OF_THE_MEASURE)
    if len(crossing) > 1:
        raise TooFineError(crossing)
    touchpoints, journeys = asked.members.get("touchpoint"), asked.members.get("journey")
    rated = sorted(
        {
            node.touchpoint_id
            for node in tree.nodes
            if node.kind
            and (touchpoints is None or node.touchpoint_id in touchpoints)
            and (journeys is None or node.journey_id in journeys)
        }
    )
    parameters = asked.parameters(OF_THE_MEASURE, rated=rated)
    frame = asked.grouped(nodes.cells(build, "index", parameters, counted_nodes(build, asked)))
    notes: list[str] = []
    frame = frame[frame["month"] <= pd.Timestamp(asked.last_month)]
    if asked.cut_month is not None:
        frame = frame[frame["month"] != pd.Timestamp(asked.cut_month)]
        notes.append("begun_month_left_out")
    place = pd.Series(tree.leaf, dtype="int64").rename_axis(["touchpoint_id", "kind"]).rename("leaf").reset_index()
    frame = frame.merge(place, on=["touchpoint_id", "kind"])
    scale = ["scale_minimum", "scale_maximum"]
    per_scale = frame.groupby(["leaf", *scale])["ratings"].sum().reset_index()
    main = per_scale.sort_values("ratings", ascending=False, kind="stable").drop_duplicates("leaf")
    kept = frame.merge(main[["leaf", *scale]], on=["leaf", *scale])
    if int(kept["ratings"].sum()) < int(frame["ratings"].sum()):
        notes.append("other_scales")
    low = kept["scale_minimum"].to_numpy(float)
    per_mark = 100.0 / (kept["scale_maximum"].to_numpy(float) - low)
    ratings, total = kept["ratings"].to_numpy(float), kept["score_sum"].to_numpy(float)
    squares = kept["score_squared_sum"].to_numpy(float)
    kept = kept.assign(
        mean_sum=per_mark * (total - ratings * low),
        square_sum=np.square(per_mark) * (squares - 2.0 * low * total + ratings * np.square(low)),
        # The parts of the index are scores of steps in several surveys, each with a family of its own: below the whole
        # bank none is sure to be shown by itself, so everything narrower follows the rules of a freer cut.
        is_freer=bool(asked.units or asked.by or crossing),
    )
    if asked.by == "journey":
        kept["group"] = [tree.nodes[leaf].journey_id for leaf in kept["leaf"]]
    elif asked.by == "touchpoint":
        kept["group"] = kept["touchpoint_id"]
    return Monthly(kept, read_facts=False, notes=tuple(notes))
