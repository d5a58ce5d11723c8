"""Cumulative incidence by age against a hand calculation, statsmodels and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight

from dashboard.stats import incidence
from dashboard.stats.errors import StatisticsInputError

# METHOD §7: days and status (0 open, 1 adopted, 2 declined); hand calculation = statsmodels.
DAYS = [5, 8, 8, 12, 15, 20, 20, 25, 30, 30]
STATUS = [1, 2, 1, 0, 1, 2, 1, 0, 1, 0]


def test_worked_example() -> None:
    """METHOD §7: adopted .1 .2 .2 .3167 .4333 .4333 .6083 at 5 8 12 15 20 25 30; declined .2167 at the end."""
    result = incidence.cumulative(DAYS, STATUS, at=(5, 8, 12, 15, 20, 25, 30))
    expected = [10, 20, 20, 31.67, 43.33, 43.33, 60.83]
    assert result.value[0].tolist() == pytest.approx(expected, abs=0.005)
    assert result.curve[0].tolist() == pytest.approx(expected, abs=0.005)
    declined = incidence.cumulative(DAYS, STATUS, at=(30,), of=incidence.DECLINED)
    assert float(declined.value[0, 0]) == pytest.approx(21.67, abs=0.005)
    assert float(result.open_now[0]) == pytest.approx(30)
    # Everything that can have happened adds up.
    assert float(result.value[0, -1] + declined.value[0, 0] + result.open_at[0, -1]) == pytest.approx(100)


def test_the_shortcuts_mislead() -> None:
    """METHOD §7: adopted/all .50, adopted/decided .714 and 1−KM .733, where the honest figure is 60.8 % by day 30."""
    status = np.array(STATUS)
    assert (status == 1).mean() == pytest.approx(0.50)
    assert (status == 1).sum() / (status > 0).sum() == pytest.approx(0.714, abs=5e-4)
    as_if_open = incidence.cumulative(DAYS, np.where(status == 2, 0, status), at=(30,))
    assert float(as_if_open.value[0, 0]) == pytest.approx(73.3, abs=0.05)


def test_second_calculation_by_statsmodels() -> None:
    rng = np.random.default_rng(9)
    for _ in range(5):
        days, status = rng.integers(1, 60, 120), rng.integers(0, 3, 120)
        # statsmodels divides by the number left after the last decision: let the oldest case be open.
        days, status = np.append(days, 61), np.append(status, 0)
        ours = incidence.cumulative(days, status, at=(15, 30, 45))
        theirs = CumIncidenceRight(days.astype(float), status)
        for column, age in enumerate(ours.ages):
            place = np.searchsorted(theirs.times, age, side="right") - 1
            share, error = theirs.cinc[0][place], theirs.cinc_se[0][place]
            assert float(ours.value[0, column]) / 100 == pytest.approx(share, abs=1e-12)
            effective = ours.effective_base[0, column]
            assert np.sqrt(share * (1 - share) / effective) == pytest.approx(error, abs=1e-9)


def test_without_open_cases_it_is_the_plain_share() -> None:
    result = incidence.cumulative([1, 2, 3, 40], [1, 2, 1, 1], at=(30,))
    assert float(result.value[0, 0]) == pytest.approx(50)
    assert result.effective_base[0, 0] == pytest.approx(4)


def test_ties_are_at_risk() -> None:
    """METHOD, definitions: a case censored at t counts as at risk at t."""
    result = incidence.cumulative([10, 10], [1, 0], at=(10,))
    assert float(result.value[0, 0]) == pytest.approx(50)


def test_counts_stand_for_rows() -> None:
    single = incidence.cumulative(np.repeat(DAYS, 3), np.repeat(STATUS, 3), at=(20, 30))
    counted = incidence.cumulative(DAYS, STATUS, [3] * 10, at=(20, 30))
    for name in ("value", "low", "high", "open_at", "effective_base", "base", "open_now"):
        assert np.asarray(getattr(single, name)) == pytest.approx(np.asarray(getattr(counted, name))), name


def test_cohorts_are_as_one_by_one() -> None:
    rng = np.random.default_rng(4)
    days, status, cohort = rng.integers(0, 200, 300), rng.integers(0, 3, 300), rng.integers(0, 5, 300)
    together = incidence.cumulative(days, status, cohorts=cohort, cohort_count=6)
    for number in range(5):
        mine = cohort == number
        alone = incidence.cumulative(days[mine], status[mine])
        assert together.value[number].tolist() == pytest.approx(alone.value[0].tolist())
        assert together.low[number].tolist() == pytest.approx(alone.low[0].tolist())
        assert together.high[number].tolist() == pytest.approx(alone.high[0].tolist())
        assert together.effective_base[number] == pytest.approx(alone.effective_base[0])
    assert together.value[5].tolist() == [None, None, None]
    assert together.base[5] == 0
    assert together.open_now.tolist()[5] is None


def test_an_age_nobody_reached_is_nothing() -> None:
    result = incidence.cumulative([10, 20], [1, 0], at=(15, 20, 21))
    assert result.value[0].tolist() == [50.0, 50.0, None]
    assert result.is_defined.tolist() == [[True, True, False]]
    settled = incidence.cumulative([10, 20], [1, 2], at=(365,))
    assert settled.value[0].tolist() == [50.0]


def test_no_adoption_keeps_an_upper_bound() -> None:
    """Nobody adopted yet among 20 watched: 0, with Wilson's upper bound of 0/20 (16.1 %), not certainty."""
    result = incidence.cumulative([40] * 20, [0] * 20, at=(30,))
    assert result.value[0].tolist() == [0.0]
    assert float(result.high[0, 0]) == pytest.approx(16.11, abs=0.005)
    everyone = incidence.cumulative([5] * 20, [1] * 20, at=(30,))
    assert float(everyone.low[0, 0]) == pytest.approx(83.89, abs=0.005)
    assert float(everyone.high[0, 0]) == 100.0


def test_no_cases_at_all() -> None:
    result = incidence.cumulative([], [], at=(30,))
    assert result.value.tolist() == [[None]]
    assert result.base.tolist() == [0.0]


def test_interval_covers_the_truth() -> None:
    """Simulated staggered cohorts: decisions exponential, 55 % adopted, submissions over 120 days, age 60 asked."""
    rng = np.random.default_rng(17)
    cohorts, cases = 1500, 60
    size = (cohorts, cases)
    decided_after = rng.exponential(50, size)
    is_adopted = rng.random(size) < 0.55
    age_now = rng.uniform(0, 120, size)
    days = np.ceil(np.minimum(decided_after, age_now))
    status = np.where(decided_after <= age_now, np.where(is_adopted, 1, 2), 0)
    result = incidence.cumulative(days.ravel(), status.ravel(), at=(60,), cohorts=np.repeat(np.arange(cohorts), cases))
    truth = 100 * 0.55 * (1 - np.exp(-60 / 50))
    held = 100 * np.mean((result.low[:, 0] <= truth) & (result.high[:, 0] >= truth))
    assert 93.0 <= held <= 97.0


def test_difference_of_cohorts() -> None:
    """Without censoring it is the difference of two shares; with equal cohorts it does not cry wolf."""
    first = incidence.cumulative([10] * 40 + [60] * 60, [1] * 40 + [0] * 60, at=(30, 60))
    second = incidence.cumulative([10] * 20 + [60] * 80, [1] * 20 + [0] * 80, at=(30, 60))
    result = incidence.difference(first, second, 30)
    assert float(result.points[0]) == pytest.approx(20)
    assert float(result.p_value[0]) < 0.01
    same = incidence.difference(first, first, 30)
    assert float(same.p_value[0]) == pytest.approx(1)
    with pytest.raises(StatisticsInputError, match="age 45"):
        incidence.difference(first, second, 45)
    assert first.at(30).base.tolist() == [100.0]


@pytest.mark.parametrize(
    "call",
    [
        lambda: incidence.cumulative([-1], [0]),
        lambda: incidence.cumulative([1], [-1]),
        lambda: incidence.cumulative([1], [0.5]),
        lambda: incidence.cumulative([1, 2], [1, 0, 1]),
        lambda: incidence.cumulative([1], [1], [-2]),
        lambda: incidence.cumulative([1, 2], [1, 1], cohorts=[0]),
        lambda: incidence.cumulative([1], [1], cohorts=[3], cohort_count=2),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError):
        call()
