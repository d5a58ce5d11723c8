"""Weights that make those who answered look like the customers there are, and what the weights cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import ratio
from dashboard.stats.inputs import FloatArray, counts, line


@dataclass(frozen=True, eq=False)
class Raked:
    """A table fitted to its margins, the weight of each cell (fitted ÷ seed; 0 in empty cells) and the rounds it took.

    ``largest_gap`` is what is still missing on a margin, as a share of the total.
    """

    table: FloatArray
    weights: FloatArray
    rounds: int
    largest_gap: float


def rake(seed: Any, margins: Sequence[Any]) -> Raked:
    """Which weights make the answers match the known customer margins, one margin per axis?

    Takes a table of counts (any number of axes) and one margin per axis (customers, same total for all; they are
    scaled to the first). Iterative proportional fitting. Raises StatisticsInputError where a margin asks for customers
    nobody answered for, margins do not fit the axes or sum to 0, or the fit does not settle.
    Source: Deming & Stephan 1940.

    >>> result = rake([[1, 1], [1, 1]], [[30, 10], [20, 20]])
    >>> result.table.tolist()
    [[15.0, 15.0], [5.0, 5.0]]
    """
    start = counts("seed", seed)
    table = start.astype(np.float64).copy()
    targets = [line(f"margin {axis}", counts(f"margin {axis}", margin)) for axis, margin in enumerate(margins)]
    if [target.size for target in targets] != list(table.shape):
        found = f"margins of {[target.size for target in targets]}"
        raise StatisticsInputError(found, "margins", f"one per axis of {list(table.shape)}", "give every margin")
    total = float(targets[0].sum()) if targets else 0.0
    if total <= 0 or any(target.sum() <= 0 for target in targets):
        raise StatisticsInputError("margins that sum to 0", "margins", "customers above 0", "check the exposures")
    targets = [target * (total / target.sum()) for target in targets]
    for axis, target in enumerate(targets):
        if ((_margin(table, axis) == 0) & (target > 0)).any():
            what_to_do = "merge that group with another first"
            raise StatisticsInputError(
                "a group without answers", f"margin {axis}", "answers in every group", what_to_do
            )
    gap = np.inf
    for rounds in range(1, constants.RAKE_STEPS + 1):
        for axis, target in enumerate(targets):
            factor = ratio(target, _margin(table, axis))
            table = table * factor.reshape([-1 if each == axis else 1 for each in range(table.ndim)])
        gap = max(float(np.abs(_margin(table, axis) - target).max()) for axis, target in enumerate(targets)) / total
        if gap <= constants.RAKE_TOLERANCE:
            return Raked(table, ratio(table, start), rounds, gap)
    what_to_do = "merge small groups: some cells have no answers that the margins need"
    raise StatisticsInputError(
        f"a gap of {gap:.2g} after {rounds} rounds", "raking", "margins that can meet", what_to_do
    )


def post_stratify(responses: Any, customers: Any) -> FloatArray:
    """The weight of an answer in each stratum: (share of customers) ÷ (share of answers); mean weight 1.

    >>> post_stratify([80, 20], [500, 500]).tolist()
    [0.625, 2.5]
    """
    answered, known = (
        line("responses", counts("responses", responses)),
        line("customers", counts("customers", customers)),
    )
    if answered.shape != known.shape:
        raise StatisticsInputError(f"{answered.size} and {known.size} strata", "strata", "the same", "align them first")
    if ((answered == 0) & (known > 0)).any():
        raise StatisticsInputError("a stratum without answers", "responses", "answers everywhere", "merge strata first")
    if known.sum() <= 0:
        raise StatisticsInputError("customers that sum to 0", "customers", "customers above 0", "check the exposures")
    return ratio(known / known.sum(), ratio(answered, answered.sum()))


def trim(weights: Any, medians: float = constants.TRIM_MEDIANS) -> FloatArray:
    """Weights cut at ``medians`` times their median and scaled back to their sum; say so where they are shown.

    >>> trim([1, 1, 1, 9]).tolist()
    [1.5, 1.5, 1.5, 7.5]
    """
    given = line("weights", counts("weights", weights))
    if given.size == 0 or given.sum() <= 0:
        raise StatisticsInputError("weights that sum to 0", "weights", "a positive sum", "check the weight column")
    cut = np.minimum(given, medians * float(np.median(given[given > 0])))
    return np.asarray(cut * (given.sum() / cut.sum()), dtype=np.float64)


def design_effect(weights: Any) -> float:
    """How many times as many answers the weighted score needs: n ÷ n_eff = n·Σw²/(Σw)²; 1 for equal weights.

    Source: Kish 1965.

    >>> round(design_effect([1, 1, 1, 3]), 3)
    1.333
    """
    given = line("weights", counts("weights", weights))
    if given.size == 0 or given.sum() <= 0:
        raise StatisticsInputError("weights that sum to 0", "weights", "a positive sum", "check the weight column")
    return float(given.size * (given**2).sum() / given.sum() ** 2)


def _margin(table: FloatArray, axis: int) -> FloatArray:
    return np.asarray(table.sum(axis=tuple(each for each in range(table.ndim) if each != axis)), dtype=np.float64)
