"""Shares, rates and families of comparisons against published answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from dashboard.stats import families, proportions, rates
from dashboard.stats.errors import StatisticsInputError


def test_wilson() -> None:
    """METHOD §2: Wilson 65/100 → .5525444, .7363575."""
    result = proportions.estimate(65, 100)
    assert float(result.low) / 100 == pytest.approx(0.5525444, abs=5e-8)
    assert float(result.high) / 100 == pytest.approx(0.7363575, abs=5e-8)


def test_wilson_as_statsmodels_everywhere() -> None:
    trials = np.repeat(np.arange(1, 40), 40)
    successes = np.tile(np.arange(40), 39)
    keep = successes <= trials
    trials, successes = trials[keep], successes[keep]
    result = proportions.estimate(successes, trials)
    low, high = proportion_confint(successes, trials, method="wilson")
    assert np.asarray(result.low) / 100 == pytest.approx(low, abs=1e-12)
    assert np.asarray(result.high) / 100 == pytest.approx(high, abs=1e-12)


def test_byar_and_exact() -> None:
    """METHOD §2: Byar for 65 events → 50.1632, 82.8491 (exact 50.1656, 82.8478)."""
    low, high = rates.byar(65)
    assert (float(low), float(high)) == pytest.approx((50.1632, 82.8491), abs=5e-5)
    low, high = rates.exact(65)
    assert (float(low), float(high)) == pytest.approx((50.1656, 82.8478), abs=5e-5)


def test_zero_events_keep_their_upper_bound() -> None:
    """No complaint among so many customers is not "never": the exact bound is −ln(.025) = 3.689 events."""
    result = rates.estimate([0, 0], [10_000, 5_000])
    assert result.score.tolist() == [0.0, 0.0]
    assert result.low.tolist() == [0.0, 0.0]
    assert np.asarray(result.high) == pytest.approx([3.68888, 7.37776], abs=1e-5)


def test_rate_ratio_agrees_with_the_exact_binomial_test() -> None:
    """Given the sum, the first count is binomial; bounds of the ratio and the p-value agree (Clopper–Pearson)."""
    for first, second, exposure_first, exposure_second in ((60, 40, 1e4, 1e4), (3, 12, 2e4, 1e4), (0, 6, 1e4, 1e4)):
        result = rates.difference((first, exposure_first), (second, exposure_second))
        share = exposure_first / (exposure_first + exposure_second)
        total = first + second
        at_most, at_least = stats.binom.cdf(first, total, share), stats.binom.sf(first - 1, total, share)
        assert float(result.p_value) == pytest.approx(min(1, 2 * min(at_most, at_least)))
        test = stats.binomtest(first, total, share).proportion_ci(method="exact")
        odds = (
            np.array([test.low, test.high]) / (1 - np.array([test.low, test.high])) * exposure_second / exposure_first
        )
        assert (float(result.ratio_low), float(result.ratio_high)) == pytest.approx(tuple(odds))
        assert (float(result.ratio_high) < 1 or float(result.ratio_low) > 1) == (float(result.p_value) < 0.05)


def test_share_difference_as_statsmodels() -> None:
    """statsmodels confint_proportions_2indep, method agresti-caffo, is the second calculation."""
    for first, second in (((65, 100), (50, 100)), ((3, 12), (20, 40)), ((0, 9), (5, 7))):
        result = proportions.difference(first, second)
        low, high = confint_proportions_2indep(*first, *second, method="agresti-caffo", compare="diff")
        assert (float(result.low), float(result.high)) == pytest.approx((100 * low, 100 * high), abs=1e-9)


def test_share_difference_holds_its_level() -> None:
    """Agresti–Caffo: exact coverage by enumeration of both binomials, nominal 95."""
    for n_first, n_second, p_first, p_second in ((10, 10, 0.1, 0.3), (30, 20, 0.5, 0.5), (50, 100, 0.95, 0.9)):
        first, second = np.meshgrid(np.arange(n_first + 1), np.arange(n_second + 1))
        chance = stats.binom.pmf(first, n_first, p_first) * stats.binom.pmf(second, n_second, p_second)
        result = proportions.difference((first, n_first), (second, n_second))
        truth = 100 * (p_first - p_second)
        held = chance[(result.low <= truth) & (result.high >= truth)].sum()
        assert 0.94 <= held <= 0.985


# Benjamini & Hochberg 1995, the 15 p-values of their example.
BH_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
]  # fmt: skip


def test_benjamini_hochberg_1995() -> None:
    """METHOD §1: BH rejects 4 of the 15, Bonferroni 3; statsmodels multipletests 'fdr_bh' is the second calculation."""
    family = families.benjamini_hochberg(BH_1995, what="cardiac end points")
    assert family.standing == 4
    assert family.looked_at == 15
    assert family.what == "cardiac end points"
    assert sum(p <= 0.05 / 15 for p in BH_1995) == 3
    rejected, adjusted, *_ = multipletests(BH_1995, 0.05, "fdr_bh")
    assert family.stands.tolist() == rejected.tolist()
    assert np.asarray(family.adjusted_p_values) == pytest.approx(adjusted)


def test_comparisons_that_could_not_be_made_are_not_counted() -> None:
    p_values = np.ma.MaskedArray([0.02, 0.9, 0.03], mask=[False, True, False])
    family = families.benjamini_hochberg(p_values)
    assert family.looked_at == 2
    assert family.stands.tolist() == [True, False, True]
    assert family.adjusted_p_values.tolist()[1] is None
    empty = families.benjamini_hochberg([])
    assert (empty.looked_at, empty.standing) == (0, 0)


def test_zero_base_gives_nothing() -> None:
    assert proportions.estimate([0, 1], [0, 2]).score.tolist() == [None, 50.0]
    assert rates.estimate([0, 1], [0, 10_000]).high.tolist()[0] is None
    assert proportions.difference((0, 0), (1, 2)).p_value.tolist() is None
    assert rates.difference((0, 0), (1, 2)).points.tolist() is None
    assert rates.difference((0, 10), (0, 10)).p_value.tolist() == 1.0
    assert rates.difference((5, 10), (0, 10)).ratio.tolist() is None


BULLETINS = [
    ("2020Q3 per 1,000 outlets", [1439.4, 409.5, 376.3, 370.9, 176.2, 76.4], 373.6),
    ("2022Q1 per 1,000 outlets", [1200.4, 267.1, 235.3, 232.5, 153.9, 84.0], 233.9),
    ("2022Q1 per 10 million customers", [187.1, 59.6, 52.2, 48.8, 46.6, 38.8], 50.5),
    ("2022Q2 per 10 million customers", [216.7, 46.6, 44.7, 41.8, 41.5, 35.7], 43.25),
    ("2022Q3 per 10 million customers", [206.0, 54.1, 53.7, 48.5, 47.9, 34.2], 51.1),
    ("2021Q3 complaints", [5604, 5500, 4605, 4416, 4153, 3760], 4510.5),
    ("2022Q2 complaints", [4017, 3296, 3135, 3012, 2664, 2214], 3073.5),
]


@pytest.mark.parametrize(("what", "values", "median"), BULLETINS)
def test_medians_of_six_state_banks(what: str, values: list[float], median: float) -> None:
    """Regulator's quarterly bulletins (METHOD §6): the median of six state banks."""
    assert rates.median_of_peers(values) == pytest.approx(median), what


def test_bulletin_sums_and_shares() -> None:
    """METHOD §6: 2021Q3 sums to 28038; 2022Q2 to 18338 with shares 21.9 18.0 17.1 16.4 14.5 12.1."""
    assert sum(BULLETINS[5][1]) == 28038
    assert sum(BULLETINS[6][1]) == 18338
    shares = proportions.estimate(BULLETINS[6][1], sum(BULLETINS[6][1])).score
    assert shares.tolist() == pytest.approx([21.9, 18.0, 17.1, 16.4, 14.5, 12.1], abs=0.0501)
    assert rates.median_of_peers([]) is None


def test_significance_level_is_five_per_cent() -> None:
    assert families.benjamini_hochberg([0.05]).stands.tolist() == [True]
    assert families.benjamini_hochberg([0.0501]).stands.tolist() == [False]


@pytest.mark.parametrize(
    "call",
    [
        lambda: proportions.estimate(3, 2),
        lambda: proportions.estimate(-1, 2),
        lambda: proportions.estimate(1, 2, level=95),
        lambda: proportions.estimate([1, 2], [1, 2, 3]),
        lambda: rates.estimate(1, 0),
        lambda: rates.estimate(float("nan"), 1),
        lambda: rates.difference((1, 0), (1, 1)),
        lambda: families.benjamini_hochberg([0.5, 1.5]),
        lambda: families.benjamini_hochberg([0.5, float("nan")]),
        lambda: families.benjamini_hochberg([0.5], level=0),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError) as caught:
        call()
    assert caught.value.where
    assert caught.value.what_to_do
