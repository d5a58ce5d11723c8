"""Agreement of two looks at the same cases, against published figures."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from dashboard.stats.agreement import agreement
from dashboard.stats.errors import StatisticsInputError


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # the two readers of grant proposals, and the two pairs with equal agreement, of the usual textbook account
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
    ],
)
def test_known_kappas(table: list[list[int]], kappa: float) -> None:
    assert float(agreement(table).kappa.score[0]) == pytest.approx(kappa, abs=5e-5)


def test_the_interval_is_that_of_the_published_output() -> None:
    """SAS PROC FREQ on a 3 × 3 table: kappa .4842, ASE .1380, limits .2137 and .7547."""
    found = agreement([[0, 4, 1], [0, 8, 0], [0, 1, 5]]).kappa
    told = [float(each[0]) for each in (found.score, found.low, found.high)]
    assert told == pytest.approx([0.4842, 0.2137, 0.7547], abs=5e-5)


def test_any_table_agrees_with_a_second_implementation() -> None:
    chance = np.random.default_rng(7)
    for _ in range(40):
        table = chance.integers(1, 60, (2, 2))
        found, other = agreement(table).kappa, cohens_kappa(table)
        assert float(found.score[0]) == pytest.approx(other.kappa)
        assert float(found.high[0]) == pytest.approx(min(other.kappa_upp, 1.0))
        assert float(found.low[0]) == pytest.approx(max(other.kappa_low, -1.0))


def test_where_nothing_can_be_told() -> None:
    assert agreement([[0, 0], [0, 0]]).share.score.tolist() == [None]
    everyone = agreement([[30, 0], [0, 0]])
    assert everyone.share.score.tolist() == [100.0]
    assert everyone.kappa.score.tolist() == [None]
    with pytest.raises(StatisticsInputError):
        agreement([[1, 2, 3], [4, 5, 6]])
