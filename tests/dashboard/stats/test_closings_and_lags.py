"""Closed channels and lags, against statsmodels and scipy, and where there is nothing to find."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from dashboard.stats import closings, lags
from dashboard.stats.errors import StatisticsInputError


def test_a_shift_is_the_quasi_poisson_model_of_statsmodels() -> None:
    before, after = np.array([30, 61, 44, 52, 20, 75]), np.array([25, 40, 18, 52, 30, 21])
    at = np.array([10.0, 12, 11, 10, 9, 13])
    found = closings.shift(before, at, after, at)
    assert found is not None
    design = sm.add_constant(np.repeat([0.0, 1.0], 6))
    model = sm.GLM(np.r_[before, after], design, family=sm.families.Poisson(), offset=np.log(np.r_[at, at]))
    told = model.fit(scale="X2")
    assert found.dispersion == pytest.approx(float(told.scale), rel=1e-6)
    assert found.dispersion > 2
    assert np.log(found.ratio) == pytest.approx(told.params[1], rel=1e-6)
    wide = stats.t.ppf(0.975, 10) * told.bse[1]
    assert np.log(found.high) - np.log(found.low) == pytest.approx(2 * wide, rel=1e-6)


def test_scatter_under_that_of_chance_does_not_make_it_surer() -> None:
    found = closings.shift([40, 40, 40], [1, 1, 1], [40, 40, 40], [1, 1, 1])
    assert found is not None
    assert (found.dispersion, found.ratio, found.p_value) == (1.0, 1.0, 1.0)
    assert closings.shift([0, 0], [1, 1], [3, 4], [1, 1]) is None
    with pytest.raises(StatisticsInputError, match="exposure of 0"):
        closings.shift([1, 2], [1, 0], [3, 4], [1, 1])


def test_a_false_shift_is_as_rare_as_it_says() -> None:
    random = np.random.default_rng(3)
    found = 0
    for _ in range(400):
        months = random.poisson(random.gamma(9, 50 / 9, 12))  # months scatter more than chance does
        shifted = closings.shift(months[:6], [1] * 6, months[6:], [1] * 6)
        found += shifted is not None and shifted.p_value < 0.05
    assert found / 400 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 400)


@pytest.mark.parametrize(
    ("series", "place"),
    [
        ([20] * 12 + [0] * 3, 12),
        ([20] * 12 + [0, 0, 1], 12),
        ([20] * 12 + [1, 0, 1], None),  # so few months that a tenth of the old rate is still possible
        ([20] * 12 + [0], None),  # one month may be a late delivery
        ([20] * 4 + [0] * 6, None),  # too short to know what was usual
        ([0] * 8 + [20] * 6, None),
        ([20] * 12 + [0, 0, 0] + [15] * 3, None),  # it came back
        ([1] * 12 + [0, 0], None),  # so few that two months without are chance
        ([20] * 15, None),
    ],
)
def test_a_series_has_stopped_where_it_stays_away_beyond_chance(series: list[int], place: int | None) -> None:
    assert closings.stopped_from(series) == place


def test_correlations_at_each_lag_are_those_of_the_overlapping_months() -> None:
    random = np.random.default_rng(5)
    one = random.normal(size=40)
    other = np.r_[np.zeros(2), one[:-2]] + random.normal(0, 0.4, 40)
    found = lags.lagged(one, other)
    assert found is not None
    for at, lag in enumerate(found.lags):
        first, second = (one[: 40 - lag], other[lag:]) if lag >= 0 else (one[-lag:], other[: 40 + lag])
        assert found.correlation[at] == pytest.approx(stats.pearsonr(first, second).statistic)
        assert found.months[at] == 40 - abs(lag)
    assert [lag for lag, stands in zip(found.lags, found.family.stands, strict=True) if stands] == [2]


def test_series_without_anything_in_common_seldom_show_a_lag() -> None:
    random = np.random.default_rng(11)
    false = {0.0: 0, 0.4: 0}
    for memory in false:
        for _ in range(300):
            drawn = random.normal(size=(2, 40))
            for month in range(1, 40):
                drawn[:, month] += memory * drawn[:, month - 1]
            found = lags.lagged(*drawn)
            false[memory] += found is not None and found.family.standing > 0
    assert all(count / 300 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300) + 0.02 for count in false.values()), false


def test_months_without_a_value_take_no_part() -> None:
    one = np.ma.masked_equal(np.r_[99.0, np.arange(1.0, 31.0) % 5], 99.0)
    found = lags.lagged(one, one.filled(3.0))
    assert found is not None
    assert found.months[3] == 30
    assert lags.lagged(one[:20], one[:20].filled(1.0)) is None
    with pytest.raises(StatisticsInputError, match="one length"):
        lags.lagged([1.0] * 30, [1.0] * 29)
