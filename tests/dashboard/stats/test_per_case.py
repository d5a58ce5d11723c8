"""Findings per case and people who come by events: published numbers, laws, and coverage."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from dashboard.stats import per_case, rates
from dashboard.stats.errors import StatisticsInputError

HORSE_KICKS = {0: 109, 1: 65, 2: 22, 3: 3, 4: 1}
"""Bortkiewicz 1898: deaths by horse kick of 200 corps-years; the mean is .61 and the variance .611."""


def test_horse_kicks_have_the_published_mean_and_scatter_as_chance_makes_it() -> None:
    deaths = np.repeat(list(HORSE_KICKS), list(HORSE_KICKS.values()))
    assert deaths.mean() == 0.61 and deaths.var(ddof=1) == pytest.approx(0.611, abs=0.0005)
    found = per_case.mean(deaths.sum(), (deaths**2).sum(), deaths.size)
    plain = rates.estimate(deaths.sum(), deaths.size, per=1)
    assert float(found.score) == 0.61
    assert float(found.low) == pytest.approx(float(plain.low), rel=1e-3)


def test_the_dispersion_is_the_one_of_the_quasi_poisson_model() -> None:
    counts = np.array([0, 0, 1, 2, 2, 3, 7, 12, 0, 5])
    model = sm.GLM(counts, np.ones(counts.size), family=sm.families.Poisson()).fit(scale="X2")
    found = per_case.mean(counts.sum(), (counts**2).sum(), counts.size)
    events = counts.sum() / model.scale
    low, high = rates.byar(events)
    assert float(found.low) == pytest.approx(float(low) * model.scale / counts.size)
    assert float(found.high) == pytest.approx(float(high) * model.scale / counts.size)


def test_nothing_found_has_an_upper_bound_and_no_case_has_nothing() -> None:
    found = per_case.mean([0, 0], [0, 0], [20, 0])
    assert found.score.tolist() == [0.0, None] and float(found.high[0]) == pytest.approx(3.689 / 20, abs=1e-4)


def test_equal_events_are_counted_as_events() -> None:
    by_ten = per_case.reached(650, 6500, 5_000)
    low, high = rates.byar(65)
    assert float(by_ten.low) == pytest.approx(float(low) * 10 / 5_000 * 10_000)
    assert float(by_ten.high) == pytest.approx(float(high) * 10 / 5_000 * 10_000)
    assert per_case.reached(0, 0, 10).score.tolist() is None


def test_few_large_events_tell_less_than_many_small_ones() -> None:
    many, few = per_case.reached(1000, 10_000, 1), per_case.reached(1000, 250_000, 1)
    assert float(few.low) < float(many.low) and float(many.high) < float(few.high)


@pytest.mark.parametrize(
    ("total", "squares", "base"), [(5, 3, 10), (5, 9, 0), (-1, 1, 1)], ids=["squares", "no base", "negative"]
)
def test_sums_that_contradict_each_other_are_refused(total: int, squares: int, base: int) -> None:
    with pytest.raises(StatisticsInputError):
        per_case.mean(total, squares, base)


def test_the_interval_holds_the_truth_where_people_come_by_events() -> None:
    """Forty events a period on average, of 1 to some 200 people: 95 % intervals in 3,000 periods."""
    random = np.random.default_rng(20261126)
    runs, size = 3_000, 40.0
    held = random.poisson(size, runs)
    totals, squares = np.zeros(runs), np.zeros(runs)
    for at, count in enumerate(held):
        people = 1 + random.negative_binomial(3, 3 / 63, count)
        totals[at], squares[at] = people.sum(), (people**2).sum()
    found = per_case.reached(totals, squares, np.ones(runs), per=1)
    truth = size * 61.0
    covered = float(((found.low <= truth) & (truth <= found.high)).mean())
    assert 0.93 <= covered <= 0.97
    plain = rates.estimate(totals, np.ones(runs), per=1)
    assert float(((plain.low <= truth) & (truth <= plain.high)).mean()) < 0.4
