"""Drivers: shares of R² against R relaimpo and rwa, ordinal logit against MASS, and behaviour under planted truths."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.stats import drivers, shapley
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from tests.dashboard.stats.published import table

SWISS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


def test_swiss_lmg() -> None:
    """R relaimpo on swiss: .05709122 .17117303 .26013468 .10557015 .11276592, sum = R² .706735."""
    frame = table("swiss.csv")
    result = shapley.of_r_squared(frame["Fertility"], frame[SWISS], SWISS, draws=0)
    expected = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
    assert result.shares.tolist() == pytest.approx(expected, abs=5e-9)
    assert result.r_squared == pytest.approx(0.706735, abs=5e-7)
    assert result.shares.sum() == pytest.approx(result.r_squared)
    assert result.rescaled_pct.sum() == pytest.approx(100)


def test_swiss_johnson() -> None:
    """METHOD §4: Johnson weights on swiss .0484169 .1547082 .2719641 .1146800 .1169657."""
    frame = table("swiss.csv")
    expected = [0.0484169, 0.1547082, 0.2719641, 0.1146800, 0.1169657]
    assert shapley.johnson(frame["Fertility"], frame[SWISS]).tolist() == pytest.approx(expected, abs=5e-8)


def test_mtcars_johnson_as_rwa() -> None:
    """R rwa, mpg ~ cyl, disp, hp, wt: .2096904 .1883043 .1799590 .2706812; with gear for wt R² .7791896."""
    frame = table("mtcars.csv")
    weights = shapley.johnson(frame["mpg"], frame[["cyl", "disp", "hp", "wt"]])
    assert weights.tolist() == pytest.approx([0.2096904, 0.1883043, 0.1799590, 0.2706812], abs=5e-8)
    rescaled = 100 * weights / weights.sum()
    assert rescaled.tolist() == pytest.approx([24.70914, 22.18908, 21.20570, 31.89607], abs=5e-6)
    gear = shapley.johnson(frame["mpg"], frame[["cyl", "disp", "hp", "gear"]])
    assert gear.tolist() == pytest.approx([0.2284797, 0.2221469, 0.2321744, 0.0963886], abs=5e-8)
    assert gear.sum() == pytest.approx(0.7791896, abs=5e-8)


# MASS housing (satisfaction Low, Medium, High innermost; then influence; then type; then contact).
HOUSING = [
    21, 21, 28, 34, 22, 36, 10, 11, 36, 61, 23, 17, 43, 35, 40, 26, 18, 54, 13, 9, 10, 8, 8, 12, 6, 7, 9, 18, 6, 7, 15,
    13, 13, 7, 5, 11, 14, 19, 37, 17, 23, 40, 3, 5, 23, 78, 46, 43, 48, 45, 86, 15, 25, 62, 20, 23, 20, 10, 22, 24, 7,
    10, 21, 57, 23, 13, 31, 21, 13, 5, 6, 13,
]  # fmt: skip


def test_housing_ordinal_logit() -> None:
    """MASS polr on housing (n = 1681): .5664 1.2888 −.5724 −.3662 −1.0910 .3603; deviance 3479.149."""
    counts = np.array(HOUSING).reshape(2, 4, 3, 3)
    cells = np.repeat(np.argwhere(counts >= 0), counts.ravel(), axis=0)
    contact, kind, influence, satisfaction = cells.T
    columns = np.column_stack([influence == 1, influence == 2, kind == 1, kind == 2, kind == 3, contact == 1])
    names = ["InflMedium", "InflHigh", "Apartment", "Atrium", "Terrace", "ContHigh"]
    result = drivers.ordinal_logit(satisfaction, columns, names)
    assert result.responses == 1681
    expected = [0.5664, 1.2888, -0.5724, -0.3662, -1.0910, 0.3603]
    assert result.coefficients.tolist() == pytest.approx(expected, abs=6e-5)
    assert result.cut_points.tolist() == pytest.approx([-0.4961, 0.6907], abs=6e-5)
    assert result.deviance == pytest.approx(3479.149, abs=5e-4)


def survey(rng: np.random.Generator, responses: int = 1500):
    """Four touchpoints; outcome follows the first strongly, the second a little, the others not; one is a twin."""
    used = rng.random((responses, 4)) < [0.9, 0.6, 0.5, 0.04]
    ratings = rng.normal(8, 1.5, (responses, 4))
    outcome = (
        1.2 * (ratings[:, 0] - 8) * used[:, 0] + 0.4 * (ratings[:, 1] - 8) * used[:, 1] + rng.normal(0, 1.5, responses)
    )
    return outcome, np.ma.MaskedArray(ratings, mask=~used)


def test_a_touchpoint_used_a_hundred_times_stays_and_one_less_is_left_out() -> None:
    """METHOD §4: drop a touchpoint under 100."""
    rng = np.random.default_rng(8)
    is_unused = np.zeros((400, 3), dtype=bool)
    is_unused[100:, 1], is_unused[99:, 2] = True, True
    ratings = np.ma.MaskedArray(rng.normal(8, 1.5, (400, 3)), mask=is_unused)
    result = shapley.of_used(rng.normal(size=400), ratings, ["all", "hundred", "less"], draws=0)
    assert (result.names, result.left_out) == (("all", "hundred"), ("less",))


def test_shares_of_used_touchpoints_find_what_was_planted() -> None:
    """METHOD §4: a touchpoint used fewer than 100 times is left out, and named."""
    outcome, ratings = survey(np.random.default_rng(5))
    result = shapley.of_used(outcome, ratings, ["advice", "queue", "lobby", "vault"], draws=100)
    assert result.left_out == ("vault",)
    assert result.names == ("advice", "queue", "lobby")
    advice, queue, lobby = result.shares
    assert advice > 4 * queue > 4 * lobby
    assert result.low[1] > result.high[2] or result.low[1] > 0.01
    assert (result.low <= result.shares).all()
    assert (result.high >= result.shares).all()
    assert result.bases.tolist() == (~ratings.mask).sum(axis=0)[:3].tolist()
    again = shapley.of_used(outcome, ratings, ["advice", "queue", "lobby", "vault"], draws=100)
    assert again.low.tolist() == result.low.tolist()


def test_pairs_are_shapley_values_of_r_squared_by_brute_force() -> None:
    """Independent: gains in R² by numpy's least squares over all 3! orders of entry."""
    from itertools import permutations

    outcome, ratings = survey(np.random.default_rng(6), 400)
    result = shapley.of_used(outcome, ratings[:, :3], ["a", "b", "c"], draws=0)
    used = ~np.ma.getmaskarray(ratings)

    def r_squared(players) -> float:
        pairs = [[used[:, player], np.where(used[:, player], ratings.data[:, player], 0)] for player in players]
        x = np.column_stack([np.ones(400), *(column for pair in pairs for column in pair)]).astype(float)
        residual = outcome - x @ np.linalg.lstsq(x, outcome, rcond=None)[0]
        return 1 - residual.var() / outcome.var()

    gains = np.zeros(3)
    for order in permutations(range(3)):
        for place, player in enumerate(order):
            gains[player] += (r_squared(order[: place + 1]) - r_squared(order[:place])) / 6
    assert result.shares.tolist() == pytest.approx(gains.tolist(), abs=1e-8)


def test_twins_share_and_are_grouped() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(500, 3))
    x[:, 1] = x[:, 0] + 0.01 * rng.normal(size=500)
    y = x[:, 0] + rng.normal(size=500)
    result = shapley.of_r_squared(y, x, ["a", "twin", "c"], draws=0)
    assert result.shares[0] == pytest.approx(result.shares[1], rel=0.02)
    assert shapley.collinear_groups(x, ["a", "twin", "c"]) == (("a", "twin"), ("c",))


def test_importance_against_performance() -> None:
    result = drivers.importance_performance(
        ["a", "b", "c", "d", "e"],
        [60, 90, 60, 90, 75], [58, 88, 58, 88, 60], [62, 92, 62, 92, 90],
        [0.4, 0.4, 0.1, 0.1, 0.4], [0.35, 0.35, 0.05, 0.05, 0.3], [0.45, 0.45, 0.15, 0.15, 0.5],
    )  # fmt: skip
    assert result.zones == ("improve", "keep", "low_priority", "more_than_needed", "undetermined")
    assert result.mean_performance == 75


def test_asymmetric_drivers() -> None:
    rng = np.random.default_rng(9)
    responses = 3000
    state = rng.choice(3, p=[0.2, 0.5, 0.3], size=(responses, 4))
    pain, top = state == 0, state == 2
    y = (
        7 - 2.5 * pain[:, 0] + 0.2 * top[:, 0] - 0.2 * pain[:, 1] + 2.5 * top[:, 1] - pain[:, 2] + top[:, 2]
        + rng.normal(0, 1.5, responses)
    )  # fmt: skip
    result = drivers.asymmetric(y, pain, top, ["teller", "gift", "advice", "poster"])
    assert result.kinds == ("basic", "excitement", "performance", "undetermined")
    assert result.penalty_low[0] <= 2.5 <= result.penalty_high[0]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: shapley.of_r_squared([1.0] * 50, np.eye(50)[:, :2], ["a", "b"]), StatisticsInputError),
        (lambda: shapley.of_r_squared(range(50), np.eye(50)[:, :11], list("abcdefghijk")), StatisticsInputError),
        (lambda: shapley.of_r_squared([1, 2, 3], [[1], [2], [float("nan")]], ["a"]), StatisticsInputError),
        (lambda: shapley.of_r_squared([1, 2, 3], [[1], [2], [3]], ["a"]), TooLittleDataError),
        (lambda: shapley.of_used([1, 2, 3], np.ma.masked_all((3, 1)), ["a"]), TooLittleDataError),
        (lambda: shapley.johnson([1, 2, 3, 4], [[1, 2], [2, 4], [3, 6], [4, 8]]), StatisticsInputError),
        (lambda: shapley.johnson([1, 2, 3], [[1], [1], [1]]), StatisticsInputError),
        (lambda: shapley.require_correlations([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]), StatisticsInputError),
        (lambda: drivers.ordinal_logit([1, 1, 1], [[1], [2], [3]], ["a"]), StatisticsInputError),
        (lambda: drivers.importance_performance([], [], [], [], [], [], []), StatisticsInputError),
        (lambda: drivers.asymmetric([1, 2, 3], [[1], [0], [0]], [[0], [1], [0]], ["a"]), TooLittleDataError),
        (lambda: drivers.asymmetric([1, 2, 3], [[1], [0], [0]], [[1], [1], [0]], ["a"]), StatisticsInputError),
    ],
)
def test_wrong_input_is_named(call, error) -> None:
    with pytest.raises(error):
        call()
