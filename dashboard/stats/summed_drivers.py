"""Drivers from sums alone: what goes along with recommending, where millions of answers are a few hundred sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants, drivers, shapley
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import Masked, masked, quantile_of, ratio
from dashboard.stats.inputs import BoolArray, FloatArray, numbers


@dataclass(frozen=True, eq=False)
class SummedShares:
    """Each player's share of what the ratings explain, in per cent (they add up to 100), with bootstrap bounds.

    ``players`` are names, several where touchpoints count as one. ``rank_low`` and ``rank_high`` bound the place in the
    order (1: the largest share). ``shares`` are those of R² and add up to ``r_squared``. ``bases`` are ratings, of the
    player's least rated touchpoint; ``left_out`` are names with too few. Associations, never effects.
    """

    players: tuple[tuple[str, ...], ...]
    pct: FloatArray
    low: FloatArray
    high: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    shares: FloatArray
    bases: FloatArray
    left_out: tuple[str, ...]
    r_squared: float
    r_squared_low: float
    r_squared_high: float
    responses: int


@dataclass(frozen=True, eq=False)
class Correlations:
    """Pearson's r of each touchpoint's ratings with the outcome among those who used it, with Fisher's interval;
    nothing where all rated alike or fewer than four rated."""

    r: Masked
    low: Masked
    high: Masked
    bases: FloatArray


def of_products(
    products: Any,
    names: Sequence[str],
    groups: Sequence[Sequence[str]] = (),
    *,
    least_base: int = constants.LEAST_TOUCHPOINT_BASE,
    seed: int = 0,
    draws: int = constants.BOOTSTRAP_DRAWS,
    level: float = constants.CONFIDENCE_LEVEL,
) -> SummedShares:
    """Which touchpoints go along with the recommendation, from sums per group of answers instead of the answers?

    ``products`` (clusters, 2+2p, 2+2p) hold for every cluster the sums over its responses of all products of two of
    (1, outcome, used₁, used₁·rating₁, …), p touchpoints in the order of ``names``; used is 1 or 0. The shares are
    exactly those of ``shapley.of_used`` on the responses themselves: a touchpoint is one player with two columns, under
    ``least_base`` ratings it is left out. ``groups`` are names that count as one player. Whole clusters are drawn
    ``draws`` times with replacement; with one response per cluster that is the bootstrap of responses. Raises
    StatisticsInputError for sums that do not fit, more than ten players, a constant outcome; TooLittleDataError if no
    touchpoint is left. Source: Lindeman, Merenda & Gold 1980; Davison & Hinkley 1997, section 3.8 (drawing clusters).

    >>> rng = np.random.default_rng(1)
    >>> rows = np.column_stack([np.ones(400), rng.normal(8, 1, 400), np.ones(400), rng.normal(4, 1, 400)])
    >>> rows[:, 1] += rows[:, 3]
    >>> found = of_products(rows[:, :, None] * rows[:, None, :], ["staff"], draws=50)
    >>> found.players, found.pct.tolist(), 0.3 < found.r_squared < 0.7
    ((('staff',),), [100.0], True)
    """
    sums = _sums(products, len(names))
    total = sums.sum(axis=0)
    bases = total.diagonal()[2::2]
    kept = [place for place in range(len(names)) if bases[place] >= least_base]
    if not kept:
        what_to_do = f"collect {least_base} ratings of a touchpoint first"
        raise TooLittleDataError(f"{bases.max(initial=0):g} ratings at most", "ratings", f"{least_base}", what_to_do)
    players = _players([names[place] for place in kept], groups)
    place_of = {name: at for at, name in enumerate(names)}
    columns = [[2 * place_of[name] + part for name in player for part in (0, 1)] for player in players]
    if len(players) > constants.LARGEST_PLAYERS:
        expected = f"at most {constants.LARGEST_PLAYERS}"
        raise StatisticsInputError(
            f"{len(players)} touchpoints", "names", expected, "group collinear touchpoints first"
        )
    centred = _centred(total[None], total)
    if centred[0, -1, -1] <= 0.0:
        raise StatisticsInputError("outcomes that are all the same", "products", "answers that differ", "wait for more")
    shares, r_squared = shapley.of_cross_products(centred, columns)
    drawn, drawn_r = shapley.of_cross_products(_centred(_drawn(sums, seed, draws), total), columns)
    tail = (1.0 - level) / 2.0
    pct = constants.POINTS * ratio(drawn, drawn.sum(axis=1, keepdims=True))
    ranks = 1.0 + (pct[:, None, :] > pct[:, :, None]).sum(axis=2)
    bounds = (tail, 1.0 - tail)
    low, high = np.quantile(pct, bounds, axis=0)
    rank_low, rank_high = np.quantile(ranks, bounds, axis=0, method="inverted_cdf")
    r_low, r_high = np.quantile(drawn_r, bounds)
    return SummedShares(
        players=players,
        pct=constants.POINTS * ratio(shares[0], shares[0].sum()),
        low=low,
        high=high,
        rank_low=rank_low,
        rank_high=rank_high,
        shares=shares[0],
        bases=np.array([min(bases[place_of[name]] for name in player) for player in players]),
        left_out=tuple(name for place, name in enumerate(names) if place not in kept),
        r_squared=float(r_squared[0]),
        r_squared_low=float(r_low),
        r_squared_high=float(r_high),
        responses=round(float(total[0, 0])),
    )


def pearson(products: Any, squares: Any, level: float = constants.CONFIDENCE_LEVEL) -> Correlations:
    """How closely do each touchpoint's ratings and the outcome go together, by themselves?

    ``products`` as for ``of_products``; ``squares`` (1+p, 1+p): at [j, k] the sum of squares of j's ratings over the
    responses that used both, the outcome being number 0 and used by all. Source: Fisher 1921 (the interval).

    >>> rows = np.array([[1.0, 2, 1, 1], [1, 4, 1, 2], [1, 5, 1, 3], [1, 9, 1, 4]])
    >>> squares = np.array([[126.0, 126.0], [30.0, 30.0]])
    >>> pearson(rows[:, :, None] * rows[:, None, :], squares).r.round(4).tolist()
    [0.9648]
    """
    total, of_squares = numbers("products", products).sum(axis=0), numbers("squares", squares)
    r, bases = [], []
    for at in range(1, of_squares.shape[0]):
        used, rated = 2 * at, 2 * at + 1
        bases.append(total[used, used])
        r.append(
            _correlation(
                total[used, used],
                total[1, used],
                total[0, rated],
                total[1, rated],
                of_squares[0, at],
                of_squares[at, 0],
            )
        )
    found, base = np.array(r, dtype=np.float64), np.array(bases, dtype=np.float64)
    is_known = np.isfinite(found) & (base >= 4)
    safe = np.clip(np.where(is_known, found, 0.0), -1.0 + 1e-12, 1.0 - 1e-12)
    margin = quantile_of(level) / np.sqrt(np.where(is_known, base - 3.0, 1.0))
    low, high = np.tanh(np.arctanh(safe) - margin), np.tanh(np.arctanh(safe) + margin)
    return Correlations(masked(found, is_known), masked(low, is_known), masked(high, is_known), base)


def alike(
    products: Any,
    squares: Any,
    names: Sequence[str],
    limit: float = constants.ALIKE_CORRELATION,
    least_base: int = constants.LEAST_TOUCHPOINT_BASE,
) -> tuple[tuple[str, ...], ...]:
    """Which touchpoints are rated so alike, by those who used both, that they cannot be told apart?

    Takes what ``pearson`` takes. Linked are two whose ratings correlate by ``limit`` or more in size among at least
    ``least_base`` responses that rated both; groups of two and more come out, in the order of ``names``.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(4, 1, (300, 3)); x[:, 1] = x[:, 0] + 0.1 * rng.normal(size=300)
    >>> one = np.ones(300)
    >>> rows = np.column_stack([one, one, one, x[:, 0], one, x[:, 1], one, x[:, 2]])
    >>> squares = np.tile((np.column_stack([one, x]) ** 2).sum(axis=0)[:, None], 4)
    >>> alike(rows[:, :, None] * rows[:, None, :], squares, ["advice", "staff", "queue"])
    (('advice', 'staff'),)
    """
    total, of_squares = numbers("products", products).sum(axis=0), numbers("squares", squares)
    linked: BoolArray = np.eye(len(names), dtype=bool)
    for one in range(len(names)):
        for other in range(one):
            u, v = 2 + 2 * one, 2 + 2 * other
            r = _correlation(
                total[u, v], total[u + 1, v], total[u, v + 1], total[u + 1, v + 1],
                of_squares[one + 1, other + 1], of_squares[other + 1, one + 1],
            )  # fmt: skip
            linked[one, other] = linked[other, one] = total[u, v] >= least_base and abs(r) >= limit
    return tuple(group for group in shapley.linked_groups(linked, names) if len(group) > 1)


def asymmetric(products: Any, names: Sequence[str], level: float = constants.CONFIDENCE_LEVEL) -> drivers.Asymmetry:
    """Is a touchpoint missed when it fails, noticed when it delights, or both alike: from sums per group of answers.

    ``products`` (clusters, 2+2p, 2+2p) hold the sums of all products of two of (1, outcome, pain₁, top₁, …), the marks
    1 or 0. Coefficients are those of ``drivers.asymmetric`` on the responses; their errors allow for answers of one
    cluster that resemble each other (CR1), and of one response per cluster are heteroskedasticity-robust. Raises
    TooLittleDataError where a touchpoint has under ten pains or tops. Source: Brandt 1987; Liang & Zeger 1986.

    >>> rng = np.random.default_rng(3)
    >>> pain = rng.random(900) < 0.2; top = ~pain & (rng.random(900) < 0.4)
    >>> rows = np.column_stack([np.ones(900), 8 - 3 * pain + 0.2 * top + rng.normal(size=900), pain, top])
    >>> asymmetric(rows[:, :, None] * rows[:, None, :], ["counter"]).kinds
    ('basic',)
    """
    sums = _sums(products, len(names))
    total = sums.sum(axis=0)
    fewest = total.diagonal()[2:].min(initial=np.inf)
    if fewest < constants.LEAST_TOGETHER:
        found = f"{fewest:g} pains or delights"
        raise TooLittleDataError(found, "products", f"{constants.LEAST_TOGETHER} each", "leave it out")
    design = [0, *range(2, total.shape[0])]
    inverse = np.linalg.pinv(total[np.ix_(design, design)], hermitian=True)
    beta = inverse @ total[design, 1]
    scores = sums[:, design, 1] - sums[:, design][:, :, design] @ beta
    clusters = int((sums[:, 0, 0] > 0).sum())
    covariance = inverse @ (scores.T @ scores) @ inverse * clusters / max(clusters - 1, 1)
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    margin = quantile_of(level) * errors
    return drivers.read_asymmetry(names, -beta[1::2], margin[1::2], beta[2::2], margin[2::2])


def _sums(products: Any, names: int) -> FloatArray:
    sums = numbers("products", products)
    width = 2 + 2 * names
    if sums.ndim != 3 or sums.shape[1:] != (width, width) or not names:
        what_to_do = "two columns per touchpoint after 1 and the outcome"
        raise StatisticsInputError(f"shape {sums.shape}", "products", f"(clusters, {width}, {width})", what_to_do)
    return sums


def _players(names: Sequence[str], groups: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Every kept name once: with its group, where one is given."""
    group_of = {name: tuple(each for each in group if each in names) for group in groups for name in group}
    return tuple(dict.fromkeys(group_of.get(name, (name,)) for name in names))


def _drawn(sums: FloatArray, seed: int, draws: int) -> FloatArray:
    """The sums of ``draws`` resamples of whole clusters."""
    rng, clusters = np.random.default_rng(seed), sums.shape[0]
    times = np.stack([np.bincount(rng.integers(0, clusters, clusters), minlength=clusters) for _ in range(draws)])
    found = times.astype(np.float64) @ sums.reshape(clusters, -1)
    return np.asarray(found, dtype=np.float64).reshape(draws, *sums.shape[1:])


def _centred(sums: FloatArray, total: FloatArray) -> FloatArray:
    """Centred cross-products of (used₁, used₁·(rating₁ − its mean), …, outcome); the means are those of ``total``."""
    width = total.shape[0]
    turn = np.eye(width)
    for at in range(2, width, 2):
        turn[at + 1, at] = -ratio(total[0, at + 1], total[0, at])
    turned = turn @ sums @ turn.T
    of_one = turned[:, 0, :]
    about_mean = turned - of_one[:, :, None] * of_one[:, None, :] / turned[:, 0, 0, None, None]
    order = [*range(2, width), 1]
    return np.asarray(about_mean[:, order][:, :, order], dtype=np.float64)


def _correlation(n: float, x: float, y: float, xy: float, xx: float, yy: float) -> float:
    """Pearson's r from sums; nan where there is no spread."""
    if n <= 0:
        return float("nan")
    spread = (xx - x * x / n) * (yy - y * y / n)
    return float((xy - x * y / n) / np.sqrt(spread)) if spread > 1e-9 * max(xx * yy, 1.0) / n else float("nan")
