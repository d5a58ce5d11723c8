"""Targets, silence, answered rate, the index tree, seasons and breaks."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from dashboard.stats import control, index, outlook, seasons
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.volume import expected_by_month


def test_attainment_is_a_calibrated_chance() -> None:
    """Half-way through a quarter, forecasts of the published score come true as often as they say."""
    rng = np.random.default_rng(1)
    runs = 6000
    now, rest = rng.multinomial(150, [0.2, 0.3, 0.5], size=runs), rng.multinomial(150, [0.2, 0.3, 0.5], size=runs)
    target = rng.uniform(15, 45, runs)
    chance = np.asarray(outlook.attainment(now[:, 2], now[:, 1], now[:, 0], target, 150))
    whole = now + rest
    is_met = 100 * (whole[:, 2] - whole[:, 0]) / 300 >= target
    for low, high in ((0.0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        mine = (chance >= low) & (chance < high)
        assert is_met[mine].mean() == pytest.approx(chance[mine].mean(), abs=0.06)
    assert outlook.attainment(0, 0, 0, 30).tolist() is None
    assert float(outlook.attainment(50, 30, 20, -100)) == pytest.approx(1.0)
    assert float(outlook.attainment(50, 30, 20, 20)) > float(outlook.attainment(50, 30, 20, 40))


def test_silence_band() -> None:
    """A fifth answered: the rest could move 40 to anywhere between −72 and 88; ±25 points among them give 20…60."""
    band = outlook.silence_band([40, 40, 40], [20, 100, 0], [100, 100, 0], 25)
    assert band.low.tolist() == [20, 40, None]
    assert band.high.tolist() == [60, 40, None]
    assert band.lowest.tolist() == [-72, 40, None]
    assert band.highest.tolist() == [88, 40, None]


def test_answered_rate_counts_open_matters() -> None:
    """Simulated matters with two limits: closed-only flatters, the censored rate finds the truth."""
    rng = np.random.default_rng(5)
    size = 20_000
    limit = rng.choice([15.0, 30.0], size)
    needed, age = rng.exponential(limit), rng.uniform(0, 60, size)
    is_told = needed <= age
    result = outlook.answered_rate(np.minimum(needed, age), is_told, limit)
    truth = 100 * (1 - np.exp(-1))
    assert float(result.low[0]) <= truth <= float(result.high[0])
    assert 100 * (needed[is_told] <= limit[is_told]).mean() > truth + 5
    assert float(result.score[0]) == pytest.approx(truth, abs=1.2)
    grouped = outlook.answered_rate([1, 20, 1], [1, 0, 1], 15, cohorts=[0, 0, 1])
    assert grouped.score.tolist() == [50.0, 100.0]
    assert outlook.answered_rate([], [], 15).score.tolist() == [None]
    assert outlook.answered_rate([2], [0], 15).score.tolist() == [None]


def test_acsi() -> None:
    """ACSI form with Ohio weights .3885, .3190, .2925: 8, 7, 7 → 70.983; all 1 → 0, all 10 → 100."""
    assert index.acsi([8, 7, 7]) == pytest.approx(70.983, abs=5e-4)
    assert index.acsi([1, 1, 1]) == 0.0
    assert index.acsi([10, 10, 10]) == pytest.approx(100)


NODES = index.tree([-1, 0, 0, 1, 1, 2, 2], [1, 3, 1, 1, 1, 2, 1])


def test_index_by_hand() -> None:
    """Root of two dimensions 3:1, leaves 80, 60 | 90, 30 with weights 1:1 | 2:1."""
    result = index.evaluate(NODES, [0, 0, 0, 80, 60, 90, 30], [0, 0, 0, 2, 2, 2, 2], seed=1)
    assert result.values.tolist() == pytest.approx([0.75 * 70 + 0.25 * 70, 70, 70, 80, 60, 90, 30])
    assert float(result.with_equal_weights[0]) == pytest.approx(65)
    assert result.is_complete.all()
    expected = np.sqrt((0.375 * 2) ** 2 * 2 + (1 / 6 * 2) ** 2 + (1 / 12 * 2) ** 2)
    half = (float(result.high[0]) - float(result.low[0])) / 2
    assert half == pytest.approx(1.96 * expected, rel=0.12)
    again = index.evaluate(NODES, [0, 0, 0, 80, 60, 90, 30], [0, 0, 0, 2, 2, 2, 2], seed=1)
    assert again.low.tolist() == result.low.tolist()


def test_index_without_some_leaves() -> None:
    values = np.ma.MaskedArray([0, 0, 0, 80, 60, 90, 30], mask=[0, 0, 0, 0, 1, 1, 1])
    result = index.evaluate(NODES, values, [0] * 7, seed=1)
    assert result.values.tolist() == [80.0, 80.0, None, 80.0, None, None, None]
    assert result.is_complete.tolist() == [False, False, False, True, False, False, False]


def test_contributions_add_up_to_the_change() -> None:
    rng = np.random.default_rng(2)
    for _ in range(10):
        later, earlier = rng.uniform(0, 100, 7), rng.uniform(0, 100, 7)
        moved = index.contributions(NODES, later, earlier)
        change = [index.evaluate(NODES, each, [0] * 7, seed=1).values[0] for each in (later, earlier)]
        assert float(moved[0]) == pytest.approx(float(change[0] - change[1]))
        assert float(moved[1] + moved[2]) == pytest.approx(float(moved[0]))
        assert float(moved[3] + moved[4]) == pytest.approx(float(moved[1]))
    gone = index.contributions(NODES, np.ma.masked_all(7), np.zeros(7))
    assert gone.tolist() == [None] * 7


def test_leaf_values() -> None:
    value, error = index.leaf([[1, 2, 3, 4, 5], [0, 0, 0, 0, 0]], [1, 2, 3, 4, 5], 1, 5)
    assert value.tolist()[0] == pytest.approx(100 * ((1 + 4 + 9 + 16 + 25) / 15 - 1) / 4)
    assert value.tolist()[1] is None
    assert (error > 0).all()


def test_nile_has_its_break_after_1898() -> None:
    """Cobb 1978: break after 1898 (28 values), means 1097.75 and 849.97, sum of squares 1597457."""
    nile = sm.datasets.nile.load_pandas().data["volume"].to_numpy()
    result = seasons.one_break(nile)
    assert result.last_before == 28
    assert result.mean_before == pytest.approx(1097.75, abs=0.005)
    assert result.mean_after == pytest.approx(849.97, abs=0.005)
    assert result.sum_of_squares == pytest.approx(1597457, abs=0.6)


def test_season_needs_three_years() -> None:
    """METHOD §3: no seasonal claim under 2–3 years (here 3)."""
    rng = np.random.default_rng(3)
    y = 30 + 6 * np.sin(2 * np.pi * np.arange(48) / 12) + rng.normal(0, 1, 48)
    result = seasons.season(y)
    assert result.trend + result.season + result.rest == pytest.approx(y)
    assert np.abs(result.season).max() == pytest.approx(6, abs=1.5)
    assert seasons.season(y[:36]) is not None
    assert seasons.season(y[:35]) is None


def test_working_days_take_out_spring_festival() -> None:
    """Counts follow working days, and Spring Festival moves: the regressor finds it, the adjusted series is flat."""
    rng = np.random.default_rng(4)
    days = np.array([22, 16, 21, 22, 19, 21, 23, 21, 22, 18, 20, 23, 17, 20, 21, 22, 19, 20, 23, 21, 22, 17, 20, 23])
    y = 50 + 10.0 * days + rng.normal(0, 4, 24)
    result = seasons.working_days(y, days)
    assert result.low <= 10 <= result.high
    assert result.p_value < 1e-6
    assert result.adjusted.std() < y.std() / 2


def test_rebaseline_is_proposed_only_after_a_lasting_shift() -> None:
    rng = np.random.default_rng(6)
    before, after = rng.normal(10, 1, 20), rng.normal(14, 1, 14)
    proposal = seasons.propose_rebaseline(control.xmr_chart(np.concatenate([before, after])))
    assert proposal.start == 20
    assert proposal.mean_after - proposal.mean_before == pytest.approx(4, abs=1)
    assert seasons.propose_rebaseline(control.xmr_chart(np.concatenate([before, after[:8]]))) is None
    assert seasons.propose_rebaseline(control.xmr_chart(before)) is None
    assert seasons.propose_rebaseline(control.xmr_chart([1.0, 2.0])) is None


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: outlook.attainment(1, 1, 1, 120), StatisticsInputError),
        (lambda: outlook.silence_band(10, 5, 3, 10), StatisticsInputError),
        (lambda: outlook.silence_band(10, 5, 10, -1), StatisticsInputError),
        (lambda: outlook.answered_rate([1], [1], 0), StatisticsInputError),
        (lambda: outlook.answered_rate([-1], [1], 5), StatisticsInputError),
        (lambda: index.tree([-1, 0], [1, 0]), StatisticsInputError),
        (lambda: index.tree([-1, -1], [1, 1]), StatisticsInputError),
        (lambda: index.tree([-1, 2, 0], [1, 1, 1]), StatisticsInputError),
        (lambda: index.tree([], []), StatisticsInputError),
        (lambda: index.evaluate(NODES, [1], [1], seed=1), StatisticsInputError),
        (lambda: index.evaluate(NODES, [0, 0, 0, 180, 0, 0, 0], [0] * 7, seed=1), StatisticsInputError),
        (lambda: index.on_hundred(1, 1, 5, 5), StatisticsInputError),
        (lambda: index.acsi([0, 7, 7]), StatisticsInputError),
        (lambda: index.acsi([8, 7, 7], [0, 0, 0]), StatisticsInputError),
        (lambda: index.leaf([[1, 2]], [1, 2, 3], 1, 3), StatisticsInputError),
        (lambda: seasons.one_break([1.0, 2.0]), TooLittleDataError),
        (lambda: seasons.working_days([1.0] * 5, [20, 21, 22, 20, 21]), TooLittleDataError),
        (lambda: seasons.working_days([1.0] * 12, [20] * 12), StatisticsInputError),
        (lambda: seasons.working_days([1.0] * 12, [20] * 11), StatisticsInputError),
    ],
)
def test_wrong_input_is_named(call, error) -> None:
    with pytest.raises(error):
        call()


def months_of(per_month: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Months of 28 days, four of each weekday, with so many answers a day."""
    days = range(28 * len(per_month))
    return [per_month[day // 28] for day in days], [day % 7 for day in days], [day // 28 for day in days]


def test_a_month_is_expected_from_the_twelve_before_it_and_no_more() -> None:
    past = expected_by_month(*months_of([100] + [10] * 12 + [10]))
    assert past.expected[13] == pytest.approx(280.0)  # the hundred a day lies thirteen months back
    assert past.expected[12] == pytest.approx(28 * (100 + 11 * 10) / 12)  # and here still within the twelve


def test_a_month_is_expected_once_three_lie_before_it() -> None:
    assert expected_by_month(*months_of([10, 10, 10, 10])).expected.tolist() == [None, None, None, 280.0]


def test_a_season_is_believed_once_two_earlier_years_hold_it() -> None:
    year = [10] * 6 + [5] + [10] * 5
    volume = expected_by_month(*months_of(year * 4))
    second, third, fourth = (volume.expected[12 * at + 6] / 28 for at in (1, 2, 3))
    assert second == pytest.approx((11 * 10 + 5) / 12)  # one earlier July, and that without twelve months before it
    assert third == pytest.approx(115 / 12 * (5 / 10 + 5 / (115 / 12)) / 2)
    assert fourth == pytest.approx(115 / 12 * (5 / 10 + 2 * 5 / (115 / 12)) / 3)
