"""Steps held against each other: by hand, by another library, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from dashboard.stats import nps, proportions, steps
from dashboard.stats.errors import StatisticsInputError


def test_a_step_against_the_mean_by_hand() -> None:
    """81/102, 61/102 and 86/102 with one success and one failure added; d = .09804, error .03188, z = 3.075."""
    found = steps.against_mean([80, 60, 85], [100, 100, 100])
    assert float(found.z[2]) == pytest.approx(0.0980392 / 0.0318782, rel=1e-4)
    assert found.points.sum() == pytest.approx(0)
    lonely = steps.against_mean([80, 0, 0], [100, 0, 0])
    assert lonely.p_value.tolist() == [None] * 3
    some = steps.against_mean([80, 0, 60], [100, 0, 100])
    assert some.points.tolist() == [pytest.approx(10), None, pytest.approx(-10)]


def test_parts_of_a_total_are_the_exact_binomial_test() -> None:
    events = [30, 10, 20, 0]
    found = steps.parts_of_total(events)
    for number, p_value in zip(events, found.p_value.tolist(), strict=True):
        assert p_value == pytest.approx(binomtest(number, 60, 0.25).pvalue)
    assert steps.parts_of_total([0, 0]).p_value.tolist() == [None, None]
    assert steps.parts_of_total([7]).p_value.tolist() == [None]


def test_the_lowest_is_compared_with_the_next_and_no_other() -> None:
    found = steps.lowest([70, 69, 95], [100, 100, 100])
    assert found is not None
    assert (found.place, found.next_place, found.is_alone) == (1, 0, False)
    plain = proportions.difference((69, 100), (70, 100))
    assert float(found.difference.p_value[0]) == pytest.approx(float(plain.p_value))
    assert steps.lowest([5], [10]) is None
    with pytest.raises(StatisticsInputError, match="nobody rated"):
        steps.lowest([5, 0], [10, 0])


def test_what_a_pain_is_worth_is_how_far_the_spared_stand_above_all() -> None:
    hurt, spared = np.array([10, 10, 30]), np.array([200, 150, 100])
    found = steps.worth_of_pain(tuple(hurt), tuple(spared))
    above = nps.estimate(*spared).score - nps.estimate(*(hurt + spared)).score
    assert float(found.score) == pytest.approx(float(above))
    assert steps.worth_of_pain((0, 0, 0), (5, 5, 5)).score.tolist() is None
    assert float(found.low) < float(found.score) < float(found.high)
