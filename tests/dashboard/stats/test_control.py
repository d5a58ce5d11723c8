"""Control charts and run rules against published charts and simulated false alarms."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.stats import constants, control, many_charts, runs
from dashboard.stats.errors import StatisticsInputError

# Montgomery, orange-juice cans: 30 samples of 50 (the p̄ also at quesba.com from NIST/SEMATECH).
ORANGE_JUICE = np.array(
    [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
)
# METHOD §3: own u/p′ golden, events per 100,000.
PER_100K = np.array(
    [312, 287, 351, 295, 270, 333, 318, 289, 305, 342, 298, 276, 321, 309, 290, 355, 301, 284, 327, 296]
)
NIST_INDIVIDUALS = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def test_nist_individuals() -> None:
    """NIST handbook 6.3.2.2: x̄ 50.81, MR̄ 1.8778, limits 55.8041 and 45.8159."""
    chart = control.xmr_chart(NIST_INDIVIDUALS, minimum_points=10)
    assert chart.centre == pytest.approx(50.81)
    assert control.moving_range_mean(np.array(NIST_INDIVIDUALS)) == pytest.approx(1.8778, abs=5e-5)
    assert float(chart.upper[0]) == pytest.approx(55.8041, abs=5e-5)
    assert float(chart.lower[0]) == pytest.approx(45.8159, abs=5e-5)
    assert control.moving_range_limit(NIST_INDIVIDUALS) == pytest.approx(3.267 * 1.8778, abs=5e-4)
    mean_range = control.moving_range_mean(np.array(NIST_INDIVIDUALS))  # METHOD §3: with the rounded 2.66
    assert (50.81 + 2.66 * mean_range, 50.81 - 2.66 * mean_range) == pytest.approx((55.8049, 45.8151), abs=5e-5)


def test_orange_juice_p_chart() -> None:
    """Montgomery: p̄ .2313, limits .4102 and .0524, samples 15 and 23 out; revised .2150, .3893, .0407, then 21 too."""
    chart = control.p_chart(ORANGE_JUICE, 50, is_laney=False)
    assert chart.centre == pytest.approx(23.13, abs=0.005)
    assert float(chart.upper[0]) == pytest.approx(41.02, abs=0.005)
    assert float(chart.lower[0]) == pytest.approx(5.24, abs=0.005)
    assert (np.flatnonzero(chart.signals.beyond_limit) + 1).tolist() == [15, 23]
    kept = np.ones(30, dtype=bool)
    kept[[14, 22]] = False
    revised = control.p_chart(ORANGE_JUICE, 50, kept, is_laney=False)
    assert revised.centre == pytest.approx(21.50, abs=0.005)
    assert float(revised.upper[0]) == pytest.approx(38.93, abs=0.005)
    assert float(revised.lower[0]) == pytest.approx(4.07, abs=0.005)
    assert (np.flatnonzero(revised.signals.beyond_limit) + 1).tolist() == [15, 21, 23]


def test_orange_juice_laney() -> None:
    """METHOD §3, same data: σz 1.6609, upper .5285, lower 0."""
    chart = control.p_chart(ORANGE_JUICE, 50)
    assert chart.sigma_z == pytest.approx(1.6609, abs=5e-5)
    assert float(chart.upper[0]) == pytest.approx(52.85, abs=0.005)
    assert float(chart.lower[0]) == 0.0


def test_montgomery_exercise_6_1() -> None:
    """Montgomery Ex 6-1: m = 20, n = 100, ΣD = 117: .0585, upper .1289, sample 12 out; then 102/1900 .0537, .1213."""
    # Only the sum and the sample that is out are published; the others are spread to the same sum.
    counts = np.array([5, 6, 4, 6, 5, 6, 5, 5, 6, 5, 5, 15, 5, 6, 5, 6, 5, 6, 5, 6])
    assert counts.sum() == 117
    chart = control.p_chart(counts, 100, is_laney=False)
    assert chart.centre == pytest.approx(5.85)
    assert float(chart.upper[0]) == pytest.approx(12.89, abs=0.005)
    assert (np.flatnonzero(chart.signals.beyond_limit) + 1).tolist() == [12]
    revised = control.p_chart(counts, 100, np.arange(20) != 11, is_laney=False)
    assert revised.centre == pytest.approx(5.37, abs=0.005)
    assert float(revised.upper[0]) == pytest.approx(12.13, abs=0.005)


def test_c_chart() -> None:
    """METHOD §3: c̄ = 16 → 28 and 4."""
    chart = control.u_chart([16] * 12, 1, per=1, is_laney=False)
    assert (float(chart.upper[0]), float(chart.lower[0])) == (28.0, 4.0)


def test_own_laney_golden() -> None:
    """METHOD §3: p̄ 307.95/100k, σz 1.8161, p limits 255.39–360.51, p′ limits 212.49–403.41."""
    plain = control.p_chart(PER_100K, 100_000, is_laney=False)
    laney = control.p_chart(PER_100K, 100_000)
    assert laney.centre * 1000 == pytest.approx(307.95)
    assert laney.sigma_z == pytest.approx(1.8161, abs=5e-5)
    assert (float(plain.lower[0]) * 1000, float(plain.upper[0]) * 1000) == pytest.approx((255.39, 360.51), abs=0.005)
    assert (float(laney.lower[0]) * 1000, float(laney.upper[0]) * 1000) == pytest.approx((212.49, 403.41), abs=0.005)
    rate = control.u_chart(PER_100K, 100_000, per=100_000)
    assert (float(rate.lower[0]), float(rate.upper[0])) == pytest.approx((212.49, 403.41), abs=0.005)


def test_nps_chart_by_hand() -> None:
    """σᵢ = √(V̄/nᵢ), z moving range over 1.128; V̄ and centre pooled over months."""
    rng = np.random.default_rng(5)
    n = rng.integers(25, 120, 24)
    drawn = np.array([rng.multinomial(each, [0.2, 0.3, 0.5]) for each in n])
    chart = control.nps_chart(drawn[:, 2], drawn[:, 1], drawn[:, 0], raise_sigma_z=False)
    plus, minus = drawn[:, 2].sum() / n.sum(), drawn[:, 0].sum() / n.sum()
    sigma = 100 * np.sqrt((plus + minus - (plus - minus) ** 2) / n)
    score = 100 * (drawn[:, 2] - drawn[:, 0]) / n
    z = (score - 100 * (plus - minus)) / sigma
    sigma_z = np.abs(np.diff(z)).mean() / 1.128
    assert chart.sigma_z == pytest.approx(sigma_z)
    assert np.asarray(chart.upper) == pytest.approx(np.minimum(100 * (plus - minus) + 3 * sigma * sigma_z, 100))
    raised = control.nps_chart(drawn[:, 2], drawn[:, 1], drawn[:, 0])
    assert raised.sigma_z == max(1.0, sigma_z)
    assert raised.sigma_z_observed == pytest.approx(sigma_z)


def test_months_without_answers_are_stepped_over() -> None:
    plus, zero, minus = np.array([[50, 30, 20]] * 7 + [[0, 0, 0]] + [[55, 25, 20]] * 7).T
    chart = control.nps_chart(plus, zero, minus)
    assert chart.values.tolist()[7] is None
    assert chart.upper.tolist()[7] is None
    assert not chart.signals.any[7]
    without = control.nps_chart(np.delete(plus, 7), np.delete(zero, 7), np.delete(minus, 7))
    assert np.delete(np.asarray(chart.upper.filled(0)), 7) == pytest.approx(np.asarray(without.upper))
    assert chart.signals.long_run.sum() == 14


def test_too_few_points_give_no_limits() -> None:
    """METHOD §3: fewer than 12 points: the values and the centre stand, limits and signals are nothing."""
    chart = control.nps_chart([50] * 11, [30] * 11, [20] * 11)
    assert not chart.is_enough
    assert not chart.enough
    assert chart.centre == pytest.approx(30)
    assert set(chart.upper.tolist()) == {None}
    assert chart.sigma_z is None
    assert not chart.signals.any.any()
    assert control.nps_chart([50] * 12, [30] * 12, [20] * 12).is_enough
    empty = control.nps_chart([], [], [])
    assert empty.centre is None
    nobody = control.p_chart([0] * 12, [0] * 12)
    assert nobody.centre is None
    assert set(nobody.values.tolist()) == {None}


def test_a_month_with_a_shock_is_flagged() -> None:
    rng = np.random.default_rng(3)
    counts = rng.multinomial(400, [0.2, 0.3, 0.5], size=24)
    counts[17] = rng.multinomial(400, [0.42, 0.3, 0.28])
    chart = control.nps_chart(counts[:, 2], counts[:, 1], counts[:, 0])
    assert np.flatnonzero(chart.signals.beyond_limit).tolist() == [17]
    assert chart.signals.is_below[17]
    assert "beyond_limit" in chart.signals.names(17)


def test_run_rules_as_nhsrplotthedots() -> None:
    """Each rule at its edge: 7 on one side (6 is not), 7 rising (6 is not), 2 of 3 near a limit all on that side."""

    def found(values):
        return runs.signals(values, 0.0, -3.0, 3.0)

    assert found([1] * 7).long_run.all()
    assert not found([1] * 6).long_run.any()
    assert not found([1] * 6 + [0] + [1] * 6).long_run.any()
    assert found([-1.2, -0.8, -0.4, 0.1, 0.4, 0.8, 1.2]).long_trend.all()
    assert not found([-0.8, -0.4, 0.1, 0.4, 0.8, 1.2]).long_trend.any()
    assert not found([-1.2, -0.8, -0.4, -0.4, 0.4, 0.8, 1.2]).long_trend.any()
    assert found([2.1, 0.5, 2.2]).near_limit.tolist() == [True, False, True]
    assert not found([2.1, -0.5, 2.2]).near_limit.any()
    assert not found([1.9, 0.5, 2.2]).near_limit.any()
    assert found([-2.1, -2.2, -0.1]).near_limit.tolist() == [True, True, False]
    assert not found([3.0]).beyond_limit.any()
    assert found([3.1]).beyond_limit.all()


def false_alarms(draw, points: int, runs_made: int) -> tuple[float, float, float]:
    """Share of charts with any signal, beyond a limit, with a run of seven; in per cent."""
    any_rule = limit = seven = 0
    for _ in range(runs_made):
        chart = draw(points)
        any_rule += chart.signals.any.any()
        limit += chart.signals.beyond_limit.any()
        seven += chart.signals.long_run.any()
    return 100 * any_rule / runs_made, 100 * limit / runs_made, 100 * seven / runs_made


def within(found: float, expected: float, runs_made: int) -> bool:
    return abs(found - expected) <= 3 * 100 * np.sqrt(expected / 100 * (1 - expected / 100) / runs_made) + 0.5


def test_false_alarms_of_the_rules() -> None:
    """METHOD §3: any rule on 24 iid points about 15.6 % (3σ alone 5.9, 7-run 8.8); 36 points 26 %."""
    rng = np.random.default_rng(42)
    made = 2500

    def draw(points: int) -> control.ControlChart:
        return control.xmr_chart(rng.standard_normal(points))

    any_rule, limit, seven = false_alarms(draw, 24, made)
    assert within(any_rule, constants.FALSE_ALARM_ANY_RULE_PCT[24], made)
    assert within(limit, constants.FALSE_ALARM_LIMITS_PCT[24], made)
    assert within(seven, 8.8, made)
    any_rule, *_ = false_alarms(draw, 36, made)
    assert within(any_rule, constants.FALSE_ALARM_ANY_RULE_PCT[36], made)
    assert constants.FALSE_ALARM_LIMITS_PCT == {24: 5.9}
    assert 200 * constants.FALSE_ALARM_ANY_RULE_PCT[24] / 100 == pytest.approx(30, abs=2)  # 200 charts: ≈ 30 flags


def test_false_alarms_with_known_limits_and_with_screened_ranges() -> None:
    """METHOD §3: 22 % if limits are known beforehand; definitions: screening large ranges lifts 15.6 to 18.8 %."""
    rng = np.random.default_rng(43)
    made, known, screened = 1500, 0, 0
    for _ in range(made):
        y = rng.standard_normal(24)
        known += runs.signals(y, 0.0, -3.0, 3.0).any.any()
        ranges = np.abs(np.diff(y))
        width = 3 * ranges[ranges <= control.moving_range_limit(y)].mean() / constants.MOVING_RANGE_D2
        screened += runs.signals(y, y.mean(), y.mean() - width, y.mean() + width).any.any()
    assert within(100 * known / made, 22, made)
    assert within(100 * screened / made, 18.8, made)


@pytest.mark.parametrize(("sd", "plain", "laney"), [(0, 4.7, 6.3), (5, 15.0, 5.7), (10, 51.9, 4.9)])
def test_false_alarms_of_the_nps_chart(sd: float, plain: float, laney: float) -> None:
    """METHOD §3: ≥ 1 false 3σ flag in 24 months, n 25–119: plain 4.7/15.0/51.9 %, Laney-type 6.3/5.7/4.9 %.

    The true months are cut off at ± 20 points, which is what gives all of these at once (not cut off: plain 59 %).
    """
    rng = np.random.default_rng(2026 + int(sd))
    made = 1500

    def chart(is_laney: bool) -> control.ControlChart:
        n = rng.integers(25, 120, 24)
        shift = np.clip(rng.normal(0, sd / 100, 24), -0.2, 0.2) / 2
        drawn = rng.multinomial(n, np.column_stack([0.2 - shift, np.full(24, 0.3), 0.5 + shift]))
        return control.nps_chart(drawn[:, 2], drawn[:, 1], drawn[:, 0], is_laney=is_laney, raise_sigma_z=False)

    for is_laney, expected in ((False, plain), (True, laney)):
        found = 100 * sum(chart(is_laney).signals.beyond_limit.any() for _ in range(made)) / made
        assert within(found, expected, made)


@pytest.mark.parametrize(
    "call",
    [
        lambda: control.p_chart([3], [2]),
        lambda: control.u_chart([3], [0]),
        lambda: control.nps_chart([-1], [0], [0]),
        lambda: control.nps_chart([[1]], [0], [0]),
        lambda: control.xmr_chart([1.0, float("nan")]),
        lambda: control.p_chart([1, 1], [2, 2], [True]),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError):
        call()


def test_many_charts_are_as_one_by_one() -> None:
    rng = np.random.default_rng(21)
    drawn = rng.multinomial(rng.integers(0, 60, (40, 30)), [0.2, 0.3, 0.5])
    drawn[rng.random((40, 30)) < 0.15] = 0
    drawn[0] = 0
    drawn[1, 8:] = 0
    many = many_charts.nps(drawn[..., 2], drawn[..., 1], drawn[..., 0])
    for row in range(40):
        one = control.nps_chart(drawn[row, :, 2], drawn[row, :, 1], drawn[row, :, 0])
        assert many.is_enough[row] == one.is_enough
        assert many.values[row].tolist() == one.values.tolist()
        assert many.lower[row].tolist() == pytest.approx(one.lower.tolist())
        assert many.upper[row].tolist() == pytest.approx(one.upper.tolist())
        assert many.beyond_limit[row].tolist() == one.signals.beyond_limit.tolist()
        assert many.centre.tolist()[row] == pytest.approx(one.centre)
    with pytest.raises(StatisticsInputError):
        many_charts.nps([1], [1], [1])
