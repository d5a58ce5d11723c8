"""What goes along with recommending: each touchpoint's fair share of what the ratings explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import ratio
from dashboard.stats.inputs import BoolArray, FloatArray, line, numbers

LEAST_LEFT = 1e-10
"""A column of which a smaller share is left beside those before it adds nothing: it is told by them already."""


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of R² per player (they add up to ``r_squared``), with bootstrap bounds; associations, never effects.

    ``rescaled_pct`` are the shares of the explained part in per cent. ``bases`` are the answers behind each player;
    ``left_out`` the players with too few. ``low``/``high`` are None without bootstrap.
    """

    names: tuple[str, ...]
    shares: FloatArray
    low: FloatArray | None
    high: FloatArray | None
    rescaled_pct: FloatArray
    bases: FloatArray
    left_out: tuple[str, ...]
    r_squared: float
    responses: int


def of_r_squared(
    outcome: Any,
    ratings: Any,
    names: Sequence[str],
    *,
    seed: int = 0,
    draws: int = constants.BOOTSTRAP_DRAWS,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Shares:
    """Which touchpoints' ratings go along with the recommendation, each given its fair share?

    Takes an outcome per response and complete ratings (responses, touchpoints), both in their own scale. The share is
    the average gain in R² over all orders of entry (LMG, the Shapley value of R²): 2^p fits, at most ten touchpoints.
    ``draws`` resamples of whole responses give percentile bounds (0: none). Raises StatisticsInputError for gaps (use
    ``of_used``: ratings missing by design are not filled in), more than ten players, constant outcomes.
    Source: Lindeman, Merenda & Gold 1980; R relaimpo.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(400, 2)); y = 2 * x[:, 0] + x[:, 1] + rng.normal(size=400)
    >>> result = of_r_squared(y, x, ["staff", "queue"], draws=50)
    >>> bool(result.shares[0] > result.shares[1]), bool(abs(result.shares.sum() - result.r_squared) < 1e-9)
    (True, True)
    """
    y, x = line("outcome", outcome, least=3), numbers("ratings", ratings)
    if x.ndim != 2 or x.shape[0] != y.size or x.shape[1] != len(names):
        raise StatisticsInputError(f"shape {x.shape}", "ratings", "(responses, touchpoints)", "one row per response")
    blocks = [x[:, [place]] for place in range(x.shape[1])]
    return _shares(y, blocks, tuple(names), np.full(len(names), float(y.size)), (), seed, draws, level)


def of_used(
    outcome: Any,
    ratings: Any,
    names: Sequence[str],
    *,
    least_base: int = constants.LEAST_TOUCHPOINT_BASE,
    seed: int = 0,
    draws: int = constants.BOOTSTRAP_DRAWS,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Shares:
    """The same where only those who used a touchpoint rated it (masked entries: not used).

    Each touchpoint enters as a pair, whether it was used and, if so, how far the rating lies from the users' mean, and
    the pair is one player. Touchpoints with fewer than ``least_base`` ratings are left out and named. Valid because
    "not used" is a real state; a question that was skipped is not. Raises TooLittleDataError if none is left.

    >>> rng = np.random.default_rng(1)
    >>> x = np.ma.MaskedArray(rng.normal(size=(400, 2)), mask=rng.random((400, 2)) < 0.4)
    >>> y = x[:, 0].filled(0) + rng.normal(size=400)
    >>> result = of_used(y, x, ["staff", "queue"], draws=50)
    >>> bool(result.shares[0] > 5 * result.shares[1]), result.left_out
    (True, ())
    """
    y = line("outcome", outcome, least=3)
    given = np.ma.MaskedArray(ratings, dtype=np.float64)
    if given.ndim != 2 or given.shape[0] != y.size or given.shape[1] != len(names):
        raise StatisticsInputError(
            f"shape {given.shape}", "ratings", "(responses, touchpoints)", "one row per response"
        )
    is_used = ~np.ma.getmaskarray(given)
    values = numbers("ratings", given.filled(0.0))
    bases = is_used.sum(axis=0).astype(np.float64)
    kept = [place for place in range(len(names)) if bases[place] >= least_base]
    left_out = tuple(name for place, name in enumerate(names) if place not in kept)
    if not kept:
        what_to_do = f"collect {least_base} ratings of a touchpoint first"
        raise TooLittleDataError(f"{bases.max(initial=0):g} ratings at most", "ratings", f"{least_base}", what_to_do)
    blocks = []
    for place in kept:
        used = is_used[:, place].astype(np.float64)
        mean = float(values[is_used[:, place], place].mean())
        blocks.append(np.column_stack([used, used * (values[:, place] - mean)]))
    return _shares(y, blocks, tuple(names[place] for place in kept), bases[kept], left_out, seed, draws, level)


def johnson(outcome: Any, ratings: Any) -> FloatArray:
    """Johnson's relative weights, a quick check of the shares: they too add up to R².

    R_xx = VΛVᵀ, L = VΛ^½Vᵀ, β = L⁻¹r_xy, ε = (L∘L)(β∘β). Raises StatisticsInputError for collinear or constant
    columns. Source: Johnson 2000.

    >>> johnson([1.0, 2.0, 3.0, 4.0], [[1.0, 0.0], [2.0, 1.0], [3.0, 0.0], [4.0, 1.0]]).round(2).tolist()
    [0.9, 0.1]
    """
    y, x = line("outcome", outcome, least=3), numbers("ratings", ratings)
    if x.ndim != 2 or x.shape[0] != y.size:
        raise StatisticsInputError(f"shape {x.shape}", "ratings", "(responses, touchpoints)", "one row per response")
    correlations = _correlations(np.column_stack([y, x]))
    values, vectors = np.linalg.eigh(correlations[1:, 1:])
    if values.min() < 1e-10:
        raise StatisticsInputError("collinear ratings", "ratings", "columns that differ", "group them first")
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    beta = np.linalg.solve(root, correlations[1:, 0])
    return np.asarray((root**2) @ (beta**2), dtype=np.float64)


def require_correlations(matrix: Any) -> FloatArray:
    """A correlation matrix, refused if no data could have it (as happens when each pair has its own respondents).

    >>> require_correlations([[1, 0.5], [0.5, 1]]).tolist()
    [[1.0, 0.5], [0.5, 1.0]]
    """
    given = numbers("matrix", matrix)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or not np.allclose(given, given.T):
        raise StatisticsInputError(f"shape {given.shape}", "matrix", "a symmetric matrix", "pass correlations")
    smallest = float(np.linalg.eigvalsh(given).min())
    if smallest < -1e-10:
        what_to_do = "do not build it from pairwise answers: use of_used"
        raise StatisticsInputError(f"an eigenvalue of {smallest:.3g}", "matrix", "none below 0", what_to_do)
    return given


def collinear_groups(
    ratings: Any, names: Sequence[str], limit: float = constants.ALIKE_CORRELATION
) -> tuple[tuple[str, ...], ...]:
    """Which touchpoints are rated so alike that they cannot be told apart and belong together as one player?

    Groups are linked by correlations of ``limit`` and more in size. Complete ratings (responses, touchpoints).

    >>> x = np.array([[1, 1.1, 5], [2, 2.0, 3], [3, 3.2, 4], [4, 3.9, 5]])
    >>> collinear_groups(x, ["staff", "advice", "queue"])
    (('staff', 'advice'), ('queue',))
    """
    return linked_groups(np.abs(_correlations(numbers("ratings", ratings))) >= limit, names)


def linked_groups(linked: BoolArray, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Which names hang together, through others too? ``linked`` (names, names) says which two do; a name that hangs
    together with none is a group of its own.

    >>> linked_groups(np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]]) > 0, ["staff", "queue", "advice"])
    (('staff', 'advice'), ('queue',))
    """
    groups: list[tuple[str, ...]] = []
    seen: set[int] = set()
    for first in range(len(names)):
        if first in seen:
            continue
        group, frontier = {first}, {first}
        while frontier:
            frontier = {int(other) for each in frontier for other in np.flatnonzero(linked[each])} - group
            group |= frontier
        seen |= group
        groups.append(tuple(names[place] for place in sorted(group)))
    return tuple(groups)


def _correlations(columns: FloatArray) -> FloatArray:
    centred = columns - columns.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    if (spread == 0).any():
        raise StatisticsInputError("a column that is all the same", "ratings", "answers that differ", "leave it out")
    scaled = centred / spread
    return np.asarray(scaled.T @ scaled, dtype=np.float64)


def _shares(
    y: FloatArray,
    blocks: list[FloatArray],
    names: tuple[str, ...],
    bases: FloatArray,
    left_out: tuple[str, ...],
    seed: int,
    draws: int,
    level: float,
) -> Shares:
    if len(blocks) > constants.LARGEST_PLAYERS:
        what_to_do = "group collinear touchpoints first"
        raise StatisticsInputError(
            f"{len(blocks)} touchpoints", "ratings", f"at most {constants.LARGEST_PLAYERS}", what_to_do
        )
    if float(np.ptp(y)) == 0.0:
        raise StatisticsInputError("outcomes that are all the same", "outcome", "answers that differ", "wait for more")
    table = np.column_stack([*blocks, y])
    columns, start = [], 0
    for block in blocks:
        columns.append(list(range(start, start + block.shape[1])))
        start += block.shape[1]
    if y.size <= table.shape[1] + 1:
        raise TooLittleDataError(f"{y.size} responses", "outcome", f"more than {table.shape[1] + 1}", "wait for more")
    shares, r_squared = of_cross_products(_cross_products(table[None, ...]), columns)
    low = high = None
    if draws > 0:
        rng = np.random.default_rng(seed)
        products = np.stack(
            [_cross_products(table[rng.integers(0, y.size, y.size)][None, ...])[0] for _ in range(draws)]
        )
        drawn, _ = of_cross_products(products, columns)
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(drawn, tail, axis=0), np.quantile(drawn, 1.0 - tail, axis=0)
    return Shares(
        names=names,
        shares=shares[0],
        low=low,
        high=high,
        rescaled_pct=constants.POINTS * ratio(shares[0], shares[0].sum()),
        bases=bases,
        left_out=left_out,
        r_squared=float(r_squared[0]),
        responses=int(y.size),
    )


def _cross_products(tables: FloatArray) -> FloatArray:
    centred = tables - tables.mean(axis=1, keepdims=True)
    return np.asarray(np.einsum("bni,bnj->bij", centred, centred), dtype=np.float64)


def of_cross_products(products: FloatArray, columns: Sequence[Sequence[int]]) -> tuple[FloatArray, FloatArray]:
    """How is R² divided among players, in each of a stack of centred cross-product matrices (stack, m, m)?

    ``columns`` are each player's columns; the last column of all is the outcome. Gives shares (stack, players) and R²
    (stack,), 0 where the outcome does not vary. Every subset is fitted by taking its columns out of the others one by
    one, so that what subsets have in common is worked out once. Source: Beaton 1964 (the sweep operator).

    >>> products = np.array([[[1.0, 0.0, 0.6], [0.0, 1.0, 0.3], [0.6, 0.3, 1.0]]])
    >>> of_cross_products(products, [[0], [1]])[0].round(2).tolist()
    [[0.36, 0.09]]
    """
    players = len(columns)
    order = [column for player in columns for column in player] + [products.shape[1] - 1]
    arranged = products[:, order][:, :, order]
    floor = LEAST_LEFT * np.einsum("bii->bi", arranged)
    total = arranged[:, -1, -1]
    gains = np.zeros((1 << players, products.shape[0]))

    def fit(left: FloatArray, player: int, subset: int) -> None:
        """``left``: what the columns not yet looked at have left beside the subset's."""
        if player == players:
            gains[subset] = ratio(total - left[:, -1, -1], total)
            return
        width = len(columns[player])
        fit(left[:, width:, width:], player + 1, subset)
        for _ in range(width):
            at = len(order) - left.shape[1]
            pivot = left[:, 0, 0]
            adds = pivot > floor[:, at]
            scaled = left[:, 0, 1:] * (adds / np.where(adds, pivot, 1.0))[:, None]
            left = left[:, 1:, 1:] - scaled[:, :, None] * left[:, 0, None, 1:]
        fit(left, player + 1, subset | 1 << player)

    fit(arranged, 0, 0)
    subsets = np.arange(1 << players)
    sizes = np.array([subset.bit_count() for subset in subsets.tolist()])
    weights = np.array(
        [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    )
    shares = np.zeros((products.shape[0], players))
    for player in range(players):
        without = subsets[(subsets >> player & 1) == 0]
        shares[:, player] = weights[sizes[without]] @ (gains[without | 1 << player] - gains[without])
    return shares, gains[-1]
