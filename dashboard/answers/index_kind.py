"""How the experience index is counted: ratings per leaf of its tree, added up with the tree's weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.cells import Codes, Estimated, Plain, Summed, tally
from dashboard.queries.builds import Build
from dashboard.queries.index_tree import IndexTree, index_ratings
from dashboard.queries.responses import Monthly
from dashboard.queries.where import Where
from dashboard.stats import control, index
from dashboard.stats.control import ControlChart
from dashboard.stats.estimates import Difference
from dashboard.stats.funnel import Funnel
from dashboard.values import Missing

COUNTS = ("ratings", "mean_sum", "square_sum")


@dataclass(frozen=True)
class Index:
    """Weighted mean of ratings on 0–100; ``tree`` is the one in force, ``least`` the base from which a leaf counts,
    ``freer_least`` the same in a freer cut.

    A leaf under ``least`` takes no part in any node: what is hidden cannot be worked out from the sums above it.
    """

    tree: IndexTree = IndexTree(())  # noqa: RUF009 frozen and empty
    least: int = 10
    freer_least: int = 100
    seed: int = 0
    empty: Missing = "no_responses"

    def of(self, tree: IndexTree, least: int, freer_least: int, seed: int) -> Index:
        """The same, bound to what is in force."""
        return replace(self, tree=tree, least=least, freer_least=freer_least, seed=seed)

    def nodes(self) -> index.Tree:
        """The tree as the statistics take it."""
        return index.tree(self.tree.parents, [node.weight for node in self.tree.nodes])

    def read(self, build: Build, asked: Where) -> Monthly:
        return index_ratings(build, asked, self.tree)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        inside = codes >= 0
        many = max(len(self.tree.nodes), 1)
        at = codes[inside] * many + frame["leaf"].to_numpy(np.int64)[inside]
        sums = {
            name: tally(at, frame[name].to_numpy(float)[inside], size * many).reshape(size, many) for name in COUNTS
        }
        freer = tally(codes[inside], frame["is_freer"].to_numpy(float)[inside], size) > 0
        return Summed(size, sums, freer)

    def leaves(self, summed: Summed) -> tuple[Any, Any, Any]:
        """(values on 0–100 masked where too few, standard errors, ratings) per cell and node."""
        counted = summed.sums["ratings"]
        least = np.where(summed.is_freer, self.freer_least, self.least)
        is_seen = counted >= least[:, None]
        value, error = index.leaf_of_sums(*(np.where(is_seen, summed.sums[name], 0.0) for name in COUNTS))
        return value, error, np.where(is_seen, counted, 0.0)

    def every_node(self, summed: Summed, cell: int = 0) -> index.Index:
        """All nodes of one cell with their intervals."""
        value, error, _ = self.leaves(summed)
        return index.evaluate(self.nodes(), value[cell], error[cell], self.seed)

    def bases(self, summed: Summed, cell: int = 0) -> Any:
        """Ratings behind every node of one cell."""
        _, _, counted = self.leaves(summed)
        return index.added_bases(self.nodes(), counted[cell])

    def estimate(self, summed: Summed) -> Estimated:
        if not self.tree.nodes:
            nothing = [None] * summed.size
            return Plain(nothing, nothing, nothing, np.zeros(summed.size))
        value, error, counted = self.leaves(summed)
        return index.of_cells(self.nodes(), value, error, counted, self.seed)

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        if not self.tree.nodes:
            return None
        later, earlier = self.leaves(first), self.leaves(second)
        return index.difference(self.nodes(), later[0][0], later[1][0], earlier[0][0], earlier[1][0])

    def contributions(self, first: Summed, second: Summed) -> Any:
        """Points of the change between two cells that hang on each node."""
        return index.contributions(self.nodes(), self.leaves(first)[0][0], self.leaves(second)[0][0])

    def chart(self, summed: Summed) -> ControlChart | None:
        scores = self.estimate(summed).score
        return control.xmr_chart([np.nan if score is None else score for score in scores])

    def compare(self, summed: Summed) -> Funnel | None:
        return None

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return [{} for _ in range(summed.size)]
