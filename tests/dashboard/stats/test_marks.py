"""Marks of an assessment: by hand, how often a total's range holds the truth, and that units alike stay together."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.stats import families, marks, nps, proportions, rates
from dashboard.stats.errors import StatisticsInputError

SCALE = marks.scales([0, 60, 10], [50, 90, 1], [40, 35, 25])
UNITS, RUNS = 40, 150


def test_marks_by_hand() -> None:
    score = np.ma.masked_invalid([[25, 75, 1], [80, 50, 12], [25, np.nan, 0]])
    low = np.ma.masked_invalid([[20, 66, 0.2], [75, 40, 10.5], [20, np.nan, 0]])
    high = np.ma.masked_invalid([[30, 84, 5.5], [85, 59, 14], [30, np.nan, 4]])
    found = marks.of_indicators(score, low, high, SCALE)
    assert found.score.tolist() == [[20, 17.5, 25], [40, 0, 0], [20, None, 25]]
    assert found.low.tolist() == [[16, 7, 12.5], [40, 0, 0], [16, 0, pytest.approx(25 * 6 / 9)]]
    assert found.high.tolist() == [[24, 28, 25], [40, 0, 0], [24, 35, 25]]
    whole = marks.total(found)
    assert whole.score.tolist() == [62.5, 40, None]
    assert whole.high.tolist() == [77, 40, 84]


def test_none_and_full_marks_must_differ() -> None:
    with pytest.raises(StatisticsInputError, match="at one value"):
        marks.scales([5], [5], [100])


def test_what_stands_apart_in_spite_of_what_is_not_known() -> None:
    score = np.ma.masked_invalid([[0, 61, np.nan], [25, 75, np.nan]])
    low, high = score - 1, score + 1
    apart, together = marks.p_values(score, low, high, SCALE, 60.0).tolist()
    # the unknown quarter could earn 25 marks: even so the first stays under 60
    assert apart < 1e-6
    assert together == 1.0


@pytest.mark.parametrize("shared", [0.0, 1.0], ids=["independent", "same customers"])
def test_the_range_of_a_total_holds_the_truth_at_least_95_times_of_100(shared: float) -> None:
    """Both extremes: indicators that have nothing to do with each other, and two made of the very same answers."""
    random = np.random.default_rng(20261126)
    truth = marks.of_indicators([[30.0, 80.0, 4.0]], [[30.0, 80.0, 4.0]], [[30.0, 80.0, 4.0]], SCALE)
    size = (4_000,)
    likes = random.random((*size, 400))
    again = np.where(shared, likes, random.random((*size, 400)))
    plus, minus = (likes > 0.5).sum(axis=1), (likes < 0.2).sum(axis=1)
    one = nps.estimate(plus, 400 - plus - minus, minus)
    two = proportions.estimate((again > 0.2).sum(axis=1), np.full(size, 400))
    three = rates.estimate(random.poisson(16.0, size), np.full(size, 40_000))
    score, low, high = (
        np.ma.stack([getattr(each, side) for each in (one, two, three)], axis=1) for side in ("score", "low", "high")
    )
    found = marks.total(marks.of_indicators(score, low, high, SCALE))
    at = float(truth.score.sum())
    held = ((found.low <= at) & (at <= found.high)).mean()
    assert held >= 0.95
    # and it is no empty promise: the range is far from everything
    assert float((found.high - found.low).mean()) < 40


def test_of_units_that_are_all_alike_at_most_one_bank_in_twenty_shows_any_apart() -> None:
    random = np.random.default_rng(7)
    apart = 0
    for _ in range(RUNS):
        counts = random.multinomial(60, [0.5, 0.3, 0.2], UNITS).T
        one = nps.estimate(*counts)
        two = proportions.estimate(random.binomial(60, 0.8, UNITS), np.full(UNITS, 60))
        three = rates.estimate(random.poisson(4.0, UNITS), np.full(UNITS, 10_000))
        score, low, high = (
            np.ma.stack([getattr(each, side) for each in (one, two, three)], axis=1)
            for side in ("score", "low", "high")
        )
        whole = nps.estimate(*(side.sum(keepdims=True) for side in counts)).score
        together = marks.of_indicators([[whole[0], 80.0, 4.0]], [[0, 0, 0]], [[0, 0, 0]], SCALE).score.sum()
        found = marks.p_values(score, low, high, SCALE, float(together))
        apart += bool(families.benjamini_hochberg(found).stands.any())
    assert apart / RUNS <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / RUNS)


def test_a_unit_that_is_truly_lower_is_found() -> None:
    random = np.random.default_rng(11)
    plus, minus = random.binomial(900, 0.3), 400
    one = nps.estimate([plus], [900 - plus - minus], [minus])
    score, low, high = (
        np.ma.stack([getattr(one, side), np.ma.array([75.0]), np.ma.array([4.0])], axis=1)
        for side in ("score", "low", "high")
    )
    assert marks.p_values(score, low, high, SCALE, 70.0).tolist()[0] < 0.01
