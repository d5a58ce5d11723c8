"""The experience index: a tree of weighted scores, how sure each node is, and what moved it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Difference, Estimate, Masked, masked, quantile_of, ratio, two_sided
from dashboard.stats.inputs import BoolArray, FloatArray, IntArray, counts, line, numbers, share

ROOT = -1
"""Parent of the root."""
ACSI_OHIO_WEIGHTS = (0.3885, 0.3190, 0.2925)
"""Published example weights of the ACSI form (Ohio); a bank sets its own, and the result is not "CCSI"."""


@dataclass(frozen=True, eq=False)
class Tree:
    """Nodes in an order where parents come first; ``parents`` holds their positions, −1 for the root.

    ``weights`` are shares within the same parent (add up to 1); ``leaf_share`` is the share of the root that hangs on a
    node. Build it with ``tree``.
    """

    parents: IntArray
    weights: FloatArray
    is_leaf: BoolArray
    leaf_share: FloatArray
    children: tuple[IntArray, ...]
    """Positions of each node's children."""


@dataclass(frozen=True, eq=False)
class Index:
    """Values (0…100) per node with bootstrap bounds, the same with equal weights, and which nodes have all leaves.

    A node whose leaves are partly without answers is computed from the rest, weights scaled up, and marked by
    ``is_complete`` False; one without any is nothing.
    """

    values: Masked
    low: Masked
    high: Masked
    with_equal_weights: Masked
    is_complete: BoolArray


def tree(parents: Any, weights: Any) -> Tree:
    """A tree from each node's parent (position before it, −1 for the root) and its weight within the parent.

    Weights of siblings are scaled to add up to 1. Raises StatisticsInputError for weights that sum to 0, more than one
    root or a parent that comes after its child.

    >>> tree([-1, 0, 0], [1, 3, 1]).leaf_share.tolist()
    [1.0, 0.75, 0.25]
    """
    above, given = line("parents", parents).astype(np.int64), line("weights", counts("weights", weights))
    if above.size != given.size or not above.size:
        raise StatisticsInputError(
            f"{above.size} and {given.size} nodes", "parents and weights", "one each", "align them"
        )
    if (
        (above == ROOT).sum() != 1
        or above[0] != ROOT
        or (above[1:] >= np.arange(1, above.size)).any()
        or (above < ROOT).any()
    ):
        raise StatisticsInputError(
            "a wrong order", "parents", "one root first, parents before children", "sort by depth"
        )
    totals = np.zeros(above.size)
    np.add.at(totals, above[1:], given[1:])
    is_leaf = np.ones(above.size, dtype=bool)
    is_leaf[above[1:]] = False
    if (totals[~is_leaf] <= 0).any():
        raise StatisticsInputError(
            "weights that sum to 0", "weights", "a positive sum per parent", "publish the weights"
        )
    scaled = given.copy()
    scaled[0] = 1.0
    scaled[1:] = given[1:] / totals[above[1:]]
    leaf_share = scaled.copy()
    for node in range(1, above.size):
        leaf_share[node] = scaled[node] * leaf_share[above[node]]
    children = tuple(np.flatnonzero(above == node) for node in range(above.size))
    return Tree(above, scaled, is_leaf, leaf_share, children)


def on_hundred(score_sum: Any, ratings: Any, scale_minimum: Any, scale_maximum: Any) -> Masked:
    """A mean rating on a scale of 0…100: 100·(x̄ − min)/(max − min); nothing without ratings.

    >>> on_hundred([8 * 10], [10], 0, 10).tolist()
    [80.0]
    """
    base = counts("ratings", ratings)
    low, high = numbers("scale_minimum", scale_minimum), numbers("scale_maximum", scale_maximum)
    if (high <= low).any():
        raise StatisticsInputError(
            "a scale without width", "scale", "a maximum above the minimum", "check the register"
        )
    mean = ratio(numbers("score_sum", score_sum), base)
    return masked(np.broadcast_to((mean - low) / (high - low) * constants.POINTS, base.shape), base > 0)


def leaf(ratings_per_score: Any, scores: Any, scale_minimum: float, scale_maximum: float) -> tuple[Masked, FloatArray]:
    """Values on 0…100 and their standard errors from counts per score (last axis); nothing without ratings.

    For the error one rating at each end of the scale is added, so that a few equal ratings are not certainty.

    >>> value, error = leaf([[0, 0, 0, 0, 4]], [1, 2, 3, 4, 5], 1, 5)
    >>> value.tolist(), error.round(1).tolist()
    ([100.0], [16.7])
    """
    seen, at = counts("ratings_per_score", ratings_per_score), line("scores", scores)
    if seen.shape[-1:] != at.shape or (at < scale_minimum).any() or (at > scale_maximum).any():
        raise StatisticsInputError(f"{at.size} scores", "scores", "one count per score on the scale", "check the scale")
    place = on_hundred(at, np.ones_like(at), scale_minimum, scale_maximum).filled(0.0)
    base = seen.sum(axis=-1)
    mean = ratio((seen * place).sum(axis=-1), base)
    padded = base + 2.0
    centre = ((seen * place).sum(axis=-1) + constants.POINTS) / padded
    squares = ((seen * place**2).sum(axis=-1) + constants.POINTS**2) / padded
    error = np.sqrt(np.maximum(squares - centre**2, 0.0) / (padded - 1.0))
    return masked(mean, base > 0), np.asarray(error, dtype=np.float64)


def leaf_of_sums(ratings: Any, mean_sum: Any, square_sum: Any) -> tuple[Masked, FloatArray]:
    """The same as ``leaf`` from sums: how many ratings, the sum of their places on 0…100, and the sum of their squares.

    >>> value, error = leaf_of_sums([4], [400], [40_000])
    >>> value.tolist(), error.round(1).tolist()
    ([100.0], [16.7])
    """
    base = counts("ratings", ratings)
    total, squares = counts("mean_sum", mean_sum), counts("square_sum", square_sum)
    padded = base + 2.0
    centre = (total + constants.POINTS) / padded
    spread = np.maximum((squares + constants.POINTS**2) / padded - centre**2, 0.0)
    mean = np.clip(ratio(total, base), 0.0, constants.POINTS)
    return masked(mean, base > 0), np.asarray(np.sqrt(spread / (padded - 1.0)), dtype=np.float64)


def added_bases(nodes: Tree, leaf_ratings: Any) -> FloatArray:
    """How many ratings stand behind each node: its own, or those of everything below it.

    >>> added_bases(tree([-1, 0, 0], [1, 3, 1]), [0, 30, 12]).tolist()
    [42.0, 30.0, 12.0]
    """
    result = np.where(nodes.is_leaf, line("leaf_ratings", counts("leaf_ratings", leaf_ratings)), 0.0)
    for node in range(nodes.parents.size - 1, 0, -1):
        result[nodes.parents[node]] += result[node]
    return result


def evaluate(
    nodes: Tree,
    leaf_values: Any,
    leaf_errors: Any,
    seed: int,
    *,
    draws: int = constants.BOOTSTRAP_DRAWS,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Index:
    """What is the index at each node, how sure is it, and would equal weights tell another story?

    Takes values (0…100, masked: no answers) and standard errors per node; entries of inner nodes are not looked at.
    Bounds by parametric bootstrap: leaves are drawn from their normals, within 0…100, and added up. Weights are
    published and frozen for a year, so they add no uncertainty.

    >>> nodes = tree([-1, 0, 0], [1, 3, 1])
    >>> result = evaluate(nodes, [0, 80, 40], [0, 2, 2], seed=1)
    >>> float(result.values[0]), float(result.with_equal_weights[0]), bool(result.low[0] < 70 < result.high[0])
    (70.0, 60.0, True)
    """
    given = np.ma.MaskedArray(leaf_values, dtype=np.float64)
    values, errors = line("leaf_values", given.filled(0.0)), line("leaf_errors", counts("leaf_errors", leaf_errors))
    if values.size != nodes.parents.size or errors.size != values.size:
        raise StatisticsInputError(f"{values.size} values", "leaf_values", f"{nodes.parents.size}", "one per node")
    has = nodes.is_leaf & ~np.ma.getmaskarray(given)
    if ((values[has] < 0) | (values[has] > constants.POINTS)).any():
        raise StatisticsInputError("a value outside 0…100", "leaf_values", "0…100", "use on_hundred")
    centre, present = _added_up(nodes, values[None, :], has, nodes.weights)
    equal, _ = _added_up(nodes, values[None, :], has, np.ones_like(nodes.weights))
    noise = np.zeros((draws, values.size))
    noise[:, has] = _noise(seed, draws, int(has.sum()))
    drawn, _ = _added_up(nodes, np.clip(values + errors * noise, 0.0, constants.POINTS), has, nodes.weights)
    tail = (1.0 - share("level", level)) / 2.0
    is_complete = has.copy()
    for node in range(nodes.parents.size - 1, -1, -1):
        children = nodes.children[node]
        if children.size:
            is_complete[node] = is_complete[children].all()
    return Index(
        values=masked(centre[0], present),
        low=masked(np.quantile(drawn, tail, axis=0), present),
        high=masked(np.quantile(drawn, 1.0 - tail, axis=0), present),
        with_equal_weights=masked(equal[0], present),
        is_complete=is_complete,
    )


def of_cells(nodes: Tree, leaf_values: Any, leaf_errors: Any, leaf_ratings: Any, seed: int) -> Estimate:
    """The index of several cells (units, months …): one row each, as ``evaluate`` tells the root of one.

    Takes values, errors and ratings per cell and node. A cell without any leaf is nothing; ``base`` are its ratings.

    >>> nodes = tree([-1, 0, 0], [1, 3, 1])
    >>> values = np.ma.MaskedArray([[0, 80, 40], [0, 0, 0]], mask=[[0, 0, 0], [1, 1, 1]])
    >>> of_cells(nodes, values, [[0, 2, 2], [0, 0, 0]], [[0, 30, 12], [0, 0, 0]], seed=1).score.tolist()
    [70.0, None]
    """
    given = np.ma.MaskedArray(leaf_values, dtype=np.float64)
    errors, base = counts("leaf_errors", leaf_errors), counts("leaf_ratings", leaf_ratings)
    values, has = given.filled(0.0), nodes.is_leaf & ~np.ma.getmaskarray(given)
    score, low, high = (np.zeros(len(values)) for _ in range(3))
    tail = (1.0 - constants.CONFIDENCE_LEVEL) / 2.0
    for cell in np.flatnonzero(has.any(axis=1)):
        leaves = has[cell]
        # the root alone is asked for: its leaves with their shares of it, without the nodes between
        share_of_root = _shares_of_root(nodes, leaves)[leaves]
        centre = values[cell, leaves]
        noise = _noise(seed, constants.BOOTSTRAP_DRAWS, centre.size)
        drawn = np.clip(centre + errors[cell, leaves] * noise, 0.0, constants.POINTS) @ share_of_root
        score[cell] = centre @ share_of_root
        low[cell], high[cell] = np.quantile(drawn, [tail, 1.0 - tail])
    is_defined = np.asarray(has.any(axis=1), dtype=bool)
    return Estimate(
        score=masked(score, is_defined),
        low=masked(low, is_defined),
        high=masked(high, is_defined),
        base=np.asarray((base * nodes.is_leaf).sum(axis=1), dtype=np.float64),
    )


def difference(
    nodes: Tree,
    later: Any,
    later_errors: Any,
    earlier: Any,
    earlier_errors: Any,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Difference:
    """Did the index move beyond what chance moves, between two periods under the same weights?

    Takes leaf values and standard errors of both periods as for ``evaluate``. Leaves without answers in one of them are
    left out of both, so that no difference comes from what was asked. Normal, leaves independent; nothing where no leaf
    is in both.

    >>> result = difference(tree([-1, 0, 0], [1, 3, 1]), [0, 84, 40], [0, 2, 2], [0, 80, 50], [0, 2, 2])
    >>> result.points.round(6).tolist(), bool(result.p_value[0] > 0.5)
    ([0.5], True)
    """
    share_of_root, has = _common_shares(nodes, later, earlier)
    points = contributions(nodes, later, earlier)[:1]
    first, second = (counts("errors", line("errors", each)) for each in (later_errors, earlier_errors))
    variance = (np.where(has, share_of_root, 0.0) ** 2 * (first**2 + second**2)).sum()
    is_defined = ~np.ma.getmaskarray(points)
    error = float(np.sqrt(variance)) or 1.0
    width = quantile_of(level) * error
    z = points.filled(0.0) / error
    base = np.asarray([float(has.sum())])
    return Difference(
        points=points,
        low=masked(points.filled(0.0) - width, is_defined),
        high=masked(points.filled(0.0) + width, is_defined),
        z=masked(z, is_defined),
        p_value=masked(two_sided(z), is_defined),
        base_first=base,
        base_second=base,
    )


def contributions(nodes: Tree, later: Any, earlier: Any) -> Masked:
    """What moved the index? Per node, how many of the root's points of change hang on it.

    Takes leaf values of both periods as for ``evaluate``. Leaves count with their share of the root; an inner node adds
    up its leaves, so the root is the whole change. Only leaves with answers in both periods are compared (others
    are nothing, weights scaled up among the rest); no such leaf: all nothing.

    >>> contributions(tree([-1, 0, 0], [1, 3, 1]), [0, 84, 40], [0, 80, 50]).tolist()
    [0.5, 3.0, -2.5]
    """
    first, second = np.ma.MaskedArray(later, dtype=np.float64), np.ma.MaskedArray(earlier, dtype=np.float64)
    change = numbers("later", first.filled(0.0)) - numbers("earlier", second.filled(0.0))
    leaf_share, has = _common_shares(nodes, later, earlier)
    present = has.copy()
    result = np.where(has, leaf_share * change, 0.0)
    for node in range(nodes.parents.size - 1, 0, -1):
        result[nodes.parents[node]] += result[node]
        present[nodes.parents[node]] |= present[node]
    return masked(result, present)


def acsi(means: Any, weights: Any = ACSI_OHIO_WEIGHTS) -> float:
    """The ACSI form: ((X₁−1)W₁ + (X₂−1)W₂ + (X₃−1)W₃)/9 × 100, three items on 1…10, one's own weights.

    >>> round(acsi([8, 7, 7]), 3), acsi([1, 1, 1]), acsi([10, 10, 10])
    (70.983, 0.0, 100.0)
    """
    items, given = line("means", means), line("weights", counts("weights", weights))
    if items.size != given.size or ((items < 1) | (items > 10)).any():
        raise StatisticsInputError("means outside 1…10", "means", "one mean on 1…10 per weight", "rescale them")
    if given.sum() <= 0:
        raise StatisticsInputError("weights that sum to 0", "weights", "a positive sum", "publish the weights")
    return float(((items - 1.0) * given).sum() / given.sum() / 9.0 * constants.POINTS)


def _common_shares(nodes: Tree, later: Any, earlier: Any) -> tuple[FloatArray, BoolArray]:
    """(each node's share of the root among the leaves with answers in both periods, which leaves these are)"""
    first, second = np.ma.MaskedArray(later, dtype=np.float64), np.ma.MaskedArray(earlier, dtype=np.float64)
    has = nodes.is_leaf & ~np.ma.getmaskarray(first) & ~np.ma.getmaskarray(second)
    return _shares_of_root(nodes, has), np.asarray(has, dtype=bool)


def _shares_of_root(nodes: Tree, has: BoolArray) -> FloatArray:
    """Each node's share of the root where only these leaves count; a missing leaf's share goes to its siblings first.

    A node without any such leaf has a share that means nothing.
    """
    effective, present = nodes.weights.copy(), has.copy()
    for node in range(nodes.parents.size - 1, -1, -1):
        children = nodes.children[node]
        if children.size:
            present[node] = present[children].any()
            effective[children] = ratio(
                effective[children] * present[children], (effective[children] * present[children]).sum()
            )
    result = effective.copy()
    result[0] = 1.0
    for node in range(1, nodes.parents.size):
        result[node] = effective[node] * result[nodes.parents[node]]
    return result


@lru_cache(maxsize=8)
def _noise(seed: int, draws: int, leaves: int) -> FloatArray:
    """Standard normal draws per leaf; the same seed always draws the same, so the same view has the same interval."""
    noise = np.random.default_rng(seed).standard_normal((draws, leaves))
    noise.flags.writeable = False
    return noise


def _added_up(nodes: Tree, values: FloatArray, has: BoolArray, weights: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Values of all nodes, children before parents, weights scaled to those present; rows are draws."""
    result, present = np.where(has, values, 0.0), has.copy()
    for node in np.flatnonzero(~nodes.is_leaf)[::-1]:
        children = nodes.children[node]
        weight = weights[children] * present[children]
        present[node] = weight.sum() > 0
        result[:, node] = result[:, children] @ ratio(weight, weight.sum())
    return result, present
