"""Drivers from sums: the same as from the answers themselves, the same published numbers, and honest intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from dashboard.stats import drivers, shapley, summed_drivers
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from tests.dashboard.stats.published import table
from tests.dashboard.stats.test_drivers import SWISS, survey

Array = npt.NDArray[np.float64]
NAMES = ["advice", "queue", "lobby", "vault"]


def rows_of(outcome: Array, ratings: np.ma.MaskedArray) -> Array:
    """(1, outcome, used, used × rating, …) per response."""
    used = ~np.ma.getmaskarray(ratings)
    columns = [np.ones(len(outcome)), outcome]
    for place in range(used.shape[1]):
        columns += [used[:, place].astype(float), np.where(used[:, place], ratings.data[:, place], 0.0)]
    return np.column_stack(columns)


def products_of(rows: Array, clusters: npt.NDArray[np.int64]) -> Array:
    sums = np.zeros((clusters.max() + 1, rows.shape[1], rows.shape[1]))
    np.add.at(sums, clusters, rows[:, :, None] * rows[:, None, :])
    return sums


def squares_of(outcome: Array, ratings: np.ma.MaskedArray) -> Array:
    used = np.column_stack([np.ones(len(outcome)), ~np.ma.getmaskarray(ratings)])
    values = np.column_stack([outcome, ratings.filled(0.0)])
    return np.asarray((used * values**2).T @ used)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_response_per_cluster_is_the_bootstrap_of_responses(seed: int) -> None:
    outcome, ratings = survey(np.random.default_rng(seed), 700)
    rows = rows_of(outcome, ratings)
    found = summed_drivers.of_products(products_of(rows, np.arange(700)), NAMES, seed=seed, draws=40)
    known = shapley.of_used(outcome, ratings, NAMES, seed=seed, draws=40)
    assert found.left_out == known.left_out == ("vault",)
    assert found.shares.tolist() == pytest.approx(known.shares.tolist(), abs=1e-9)
    assert found.pct.tolist() == pytest.approx(known.rescaled_pct.tolist(), abs=1e-7)
    assert found.r_squared == pytest.approx(known.r_squared, abs=1e-9)
    assert found.bases.tolist() == known.bases.tolist()
    # the same draws: of one player alone the bounds of R² are those of its share
    alone = summed_drivers.of_products(products_of(rows[:, :4], np.arange(700)), NAMES[:1], seed=seed, draws=40)
    bounds = shapley.of_used(outcome, ratings[:, :1], NAMES[:1], seed=seed, draws=40)
    assert alone.r_squared_low == pytest.approx(float(bounds.low[0]), abs=1e-9)
    assert alone.r_squared_high == pytest.approx(float(bounds.high[0]), abs=1e-9)


def test_how_answers_are_clustered_moves_no_share() -> None:
    outcome, ratings = survey(np.random.default_rng(4), 900)
    rows = rows_of(outcome, ratings)
    one_by_one = summed_drivers.of_products(products_of(rows, np.arange(900)), NAMES)
    in_fifty = summed_drivers.of_products(products_of(rows, np.arange(900) % 50), NAMES)
    assert in_fifty.shares.tolist() == pytest.approx(one_by_one.shares.tolist(), abs=1e-12)
    assert (in_fifty.low <= in_fifty.pct).all()
    assert (in_fifty.high >= in_fifty.pct).all()
    width, other = in_fifty.high - in_fifty.low, one_by_one.high - one_by_one.low
    assert np.all((width / other > 0.6) & (width / other < 1.6))
    assert (in_fifty.rank_low[0], in_fifty.rank_high[0]) == (1, 1)


def test_the_published_shares_of_swiss_and_mtcars() -> None:
    """R relaimpo on swiss; R rwa's mtcars by this room's own full fit: complete ratings are ratings of all."""
    frame = table("swiss.csv")
    everybody = np.ma.MaskedArray(frame[SWISS].to_numpy(float))
    rows = rows_of(frame["Fertility"].to_numpy(float), everybody)
    found = summed_drivers.of_products(rows[:, :, None] * rows[:, None, :], SWISS, least_base=0, draws=5)
    expected = [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592]
    assert found.shares.tolist() == pytest.approx(expected, abs=5e-9)
    assert found.r_squared == pytest.approx(0.706735, abs=5e-7)
    cars, names = table("mtcars.csv"), ["cyl", "disp", "hp", "gear"]
    rows = rows_of(cars["mpg"].to_numpy(float), np.ma.MaskedArray(cars[names].to_numpy(float)))
    found = summed_drivers.of_products(rows[:, :, None] * rows[:, None, :], names, least_base=0, draws=5)
    assert found.r_squared == pytest.approx(0.7791896, abs=5e-8)


def test_pearson_is_that_of_the_users_with_fishers_interval() -> None:
    outcome, ratings = survey(np.random.default_rng(5), 600)
    found = summed_drivers.pearson(
        products_of(rows_of(outcome, ratings), np.arange(600) % 40), squares_of(outcome, ratings)
    )
    for place in range(4):
        used = ~np.ma.getmaskarray(ratings)[:, place]
        r = np.corrcoef(outcome[used], ratings.data[used, place])[0, 1]
        assert found.r[place] == pytest.approx(r, abs=1e-9)
        margin = 1.959964 / np.sqrt(used.sum() - 3)
        assert found.low[place] == pytest.approx(np.tanh(np.arctanh(r) - margin), abs=1e-6)
        assert found.bases[place] == used.sum()


def test_twins_are_named_and_count_as_one() -> None:
    rng = np.random.default_rng(6)
    outcome, ratings = survey(rng, 900)
    ratings[:, 2] = np.ma.MaskedArray(ratings.data[:, 0] + 0.2 * rng.normal(size=900), mask=ratings.mask[:, 0])
    products, squares = products_of(rows_of(outcome, ratings), np.arange(900)), squares_of(outcome, ratings)
    groups = summed_drivers.alike(products, squares, NAMES)
    assert groups == (("advice", "lobby"),)
    found = summed_drivers.of_products(products, NAMES, groups, draws=20)
    assert found.players == (("advice", "lobby"), ("queue",))
    apart = summed_drivers.of_products(products, NAMES, draws=20)
    assert found.shares.sum() == pytest.approx(apart.shares.sum(), abs=1e-9)
    few = summed_drivers.alike(products[:60], squares_of(outcome[:60], ratings[:60]), NAMES)
    assert few == ()


def test_what_is_constant_or_told_twice_adds_nothing() -> None:
    """Everybody used it and rated it alike; of two touchpoints each response used exactly one."""
    rng = np.random.default_rng(7)
    outcome = rng.normal(8, 2, 500)
    first = rng.random(500) < 0.5
    ratings = np.ma.MaskedArray(
        rng.integers(1, 6, (500, 3)).astype(float), mask=np.column_stack([~first, first, first & False])
    )
    ratings[:, 2] = 4.0
    found = summed_drivers.of_products(
        products_of(rows_of(outcome, ratings), np.arange(500)), ["a", "b", "same"], draws=50
    )
    known = shapley.of_used(outcome, ratings, ["a", "b", "same"], draws=0)
    assert found.shares.tolist() == pytest.approx(known.shares.tolist(), abs=1e-9)
    assert found.shares[2] == pytest.approx(0.0, abs=1e-12)
    correlations = summed_drivers.pearson(
        products_of(rows_of(outcome, ratings), np.arange(500)), squares_of(outcome, ratings)
    )
    assert correlations.r.tolist()[2] is None


def test_asymmetric_drivers_from_sums_are_those_of_the_answers() -> None:
    rng = np.random.default_rng(9)
    state = rng.choice(3, p=[0.2, 0.5, 0.3], size=(3000, 4))
    pain, top = state == 0, state == 2
    y = 7 - 2.5 * pain[:, 0] - 0.2 * pain[:, 1] + 2.5 * top[:, 1] - pain[:, 2] + top[:, 2] + rng.normal(0, 1.5, 3000)
    rows = np.column_stack([np.ones(3000), y, *(each for at in range(4) for each in (pain[:, at], top[:, at]))])
    known = drivers.asymmetric(y, pain, top, NAMES)
    for clusters in (np.arange(3000), np.arange(3000) % 300):
        found = summed_drivers.asymmetric(products_of(rows, clusters), NAMES)
        assert found.penalty.tolist() == pytest.approx(known.penalty.tolist(), abs=1e-9)
        assert found.reward.tolist() == pytest.approx(known.reward.tolist(), abs=1e-9)
        assert found.kinds == known.kinds == ("basic", "excitement", "performance", "undetermined")
        # CR1 of single responses is HC1 but for its factor, HC3 is a little wider
        wide = (found.penalty_high - found.penalty_low) / (known.penalty_high - known.penalty_low)
        assert wide.tolist() == pytest.approx([1, 1, 1, 1], abs=0.02 if len(set(clusters)) == 3000 else 0.2)


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: summed_drivers.of_products(np.zeros((3, 4, 4)), ["a", "b"]), StatisticsInputError),
        (lambda: summed_drivers.of_products(np.zeros((3, 4, 4)), ["a"]), TooLittleDataError),
        (lambda: summed_drivers.of_products(np.full((200, 4, 4), 1.0), ["a"]), StatisticsInputError),
        (lambda: summed_drivers.of_products(np.eye(24)[None] * 200, list("abcdefghijk")), StatisticsInputError),
        (lambda: summed_drivers.asymmetric(np.eye(4)[None], ["a"]), TooLittleDataError),
    ],
)
def test_wrong_sums_are_named(call, error) -> None:
    with pytest.raises(error):
        call()
