"""The score and its intervals against published and independently computed answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dashboard.stats import constants, nps, nps_rivals

# METHOD §1 "Worked examples": det/pas/pro, NPS, SE, Wald, adjusted Wald, score interval; two independent computations.
WORKED = [
    ((2, 3, 5), 30, 24.698, (-18.41, 78.41), (-19.05, 65.20), (-21.66, 67.53)),
    ((6, 9, 15), 30, 14.259, (2.05, 57.95), (0.68, 53.86), (0.06, 54.51)),
    ((20, 30, 50), 30, 7.810, (14.69, 45.31), (14.05, 44.20), (13.96, 44.34)),
    ((100, 150, 250), 30, 3.493, (23.15, 36.85), (23.00, 36.65), (22.99, 36.66)),
    ((0, 0, 10), 100, 0.0, (100, 100), (47.50, 100), (44.49, 100)),
    ((0, 10, 0), 0, 0.0, (0, 0), (-18.47, 18.47), (-27.75, 27.75)),
    ((30, 20, 50), 20, 8.718, (2.91, 37.09), (2.65, 36.18), (2.49, 36.22)),
]


@pytest.mark.parametrize(("counts", "score", "error", "wald", "adjusted", "tango"), WORKED)
def test_worked_examples(counts, score, error, wald, adjusted, tango) -> None:
    detractors, passives, promoters = counts
    for result, (low, high) in (
        (nps_rivals.estimate("wald", promoters, passives, detractors), wald),
        (nps.estimate(promoters, passives, detractors), adjusted),
        (nps.estimate_score_interval(promoters, passives, detractors), tango),
    ):
        assert float(result.score) == pytest.approx(score)
        assert float(result.low) == pytest.approx(low, abs=0.00501)
        assert float(result.high) == pytest.approx(high, abs=0.00501)
        assert float(result.base) == sum(counts)
    n = sum(counts)
    variance = float(nps.variance_of_one(promoters / n, detractors / n))
    assert 100 * np.sqrt(variance / n) == pytest.approx(error, abs=0.00051)


def test_thirds_of_a_thousand_give_five_points() -> None:
    """p₊ = p₋ = ⅓ gives V = ⅔, so n = 1000 → ±5.06 points (cybaea.net 2016/01/04)."""
    assert float(nps.variance_of_one(1 / 3, 1 / 3)) == pytest.approx(2 / 3)
    assert 100 * 1.959964 * np.sqrt((2 / 3) / 1000) == pytest.approx(5.06, abs=0.005)


def test_real_survey_sfo_2017() -> None:
    """San Francisco airport's customer survey May 2017: 152 promoters, 120 passives, 31 detractors, NPS 39.934."""
    assert float(nps.estimate(152, 120, 31).score) == pytest.approx(39.934, abs=0.0005)


def test_adjusted_wald_half_widths() -> None:
    """METHOD §1: half-widths at 20/30/50 by n."""
    expected = {10: 42.1, 30: 26.6, 50: 21.0, 100: 15.1, 200: 10.7, 400: 7.6, 1000: 4.8}
    n = np.array(list(expected))
    result = nps.estimate(0.5 * n, 0.3 * n, 0.2 * n)
    half = (np.asarray(result.high) - np.asarray(result.low)) / 2
    assert half == pytest.approx(list(expected.values()), abs=0.051)


def test_three_answers_are_added_in_all() -> None:
    """METHOD §1: adjusted Wald adds ¾ promoter, 1½ passives and ¾ detractor."""
    added = (constants.PSEUDO_PROMOTERS, constants.PSEUDO_PASSIVES, constants.PSEUDO_DETRACTORS)
    assert added == (0.75, 1.5, 0.75)
    assert sum(added) == constants.PSEUDO_RESPONSES


def test_bonett_price_as_statpsych() -> None:
    """R statpsych ci.pairs.prop1(.05, c(125, 82, 92)) row 1 vs 3: CI .01407230, .20519680; ci.prop.ps(…)."""
    result = nps_rivals.estimate("bonett_price", 125, 82, 92)
    assert float(result.low) / 100 == pytest.approx(0.01407230, abs=5e-9)
    assert float(result.high) / 100 == pytest.approx(0.20519680, abs=5e-9)
    assert (float(result.low) + float(result.high)) / 200 == pytest.approx(0.10963455, abs=5e-9)
    assert (float(result.high) - float(result.low)) / 200 / 1.959963984540054 == pytest.approx(0.04875715, abs=5e-9)
    pairs = nps_rivals.estimate("bonett_price", 26, 18, 4)
    assert (float(pairs.low) + float(pairs.high)) / 200 == pytest.approx(0.44, abs=5e-9)
    assert (float(pairs.high) - float(pairs.low)) / 200 / 1.959963984540054 == pytest.approx(0.09448809, abs=5e-9)
    assert float(pairs.low) / 100 == pytest.approx(0.2548067, abs=5e-8)
    assert float(pairs.high) / 100 == pytest.approx(0.6251933, abs=5e-8)


def test_agresti_min_as_propcis() -> None:
    """R PropCIs diffpropci.mp(40, 20, 160): −.21601726, −.03089632, estimate −.1234568."""
    result = nps_rivals.estimate("agresti_min", 20, 100, 40)
    assert float(result.low) / 100 == pytest.approx(-0.21601726, abs=5e-9)
    assert float(result.high) / 100 == pytest.approx(-0.03089632, abs=5e-9)
    assert (float(result.low) + float(result.high)) / 200 == pytest.approx(-0.1234568, abs=5e-8)


def test_tango_published() -> None:
    """Tango on Bentur 2009: 7 against 1 of 21 → .0260, .5172; 40/20/160 → −.2180642, −.0308645."""
    result = nps.estimate_score_interval(7, 13, 1)
    assert float(result.low) / 100 == pytest.approx(0.0260, abs=5e-5)
    assert float(result.high) / 100 == pytest.approx(0.5172, abs=5e-5)
    other = nps.estimate_score_interval(20, 100, 40)
    assert float(other.low) / 100 == pytest.approx(-0.2180642, abs=5e-8)
    assert float(other.high) / 100 == pytest.approx(-0.0308645, abs=5e-8)


def test_mover_wilson() -> None:
    """METHOD, definitions: MOVER golden 20/30/50: 13.97, 44.18; 2/3/5: −19.70, 65.73."""
    for counts, low, high in (((50, 30, 20), 13.97, 44.18), ((5, 3, 2), -19.70, 65.73)):
        result = nps_rivals.estimate("mover_wilson", *counts)
        assert float(result.low) == pytest.approx(low, abs=0.00501)
        assert float(result.high) == pytest.approx(high, abs=0.00501)
    edge = nps_rivals.estimate("mover_wilson", [10, 0], [0, 0], [0, 10])  # r is 0/0, taken as 0
    assert edge.low.tolist() == pytest.approx([60.751, -100], abs=5e-4)
    assert edge.high.tolist() == pytest.approx([100, -60.751], abs=5e-4)


def test_trinomial_t_and_goodman_by_hand() -> None:
    """METHOD, definitions: SE = √(V/(n−1)) with t on n−1 df; Goodman: Wald with √χ²₂ = 2.448. 5/3/2: V = .61."""
    t = nps_rivals.estimate("trinomial_t", 5, 3, 2)
    assert float(t.high) == pytest.approx(30 + 2.262157 * 100 * np.sqrt(0.61 / 9), abs=1e-3)
    goodman = nps_rivals.estimate("goodman", 5, 3, 2)
    assert float(goodman.high) == pytest.approx(30 + 2.447747 * 100 * np.sqrt(0.61 / 10), abs=1e-3)
    assert nps_rivals.estimate("trinomial_t", 1, 0, 0).score.tolist() is None


def test_difference_of_two() -> None:
    """METHOD §1: 20/30/50 vs 30/30/40: Δ′ 19.417, SE 11.209, z 1.732, p .0832, CI −2.55, 41.39; Wald z 1.754."""
    result = nps.difference((50, 30, 20), (40, 30, 30))
    centre = (float(result.low) + float(result.high)) / 2
    assert centre == pytest.approx(19.417, abs=5e-4)
    assert centre / float(result.z) == pytest.approx(11.209, abs=5e-4)
    assert float(result.points) == pytest.approx(20)
    assert float(result.z) == pytest.approx(1.732, abs=5e-4)
    assert float(result.p_value) == pytest.approx(0.0832, abs=5e-5)
    assert float(result.low) == pytest.approx(-2.55, abs=0.005)
    assert float(result.high) == pytest.approx(41.39, abs=0.005)
    z, _ = nps_rivals.wald_difference((50, 30, 20), (40, 30, 30))
    assert z == pytest.approx(1.754, abs=5e-4)
    assert 2 * stats.norm.sf(z) == pytest.approx(0.0794, abs=5e-5)


def test_weights_of_one_one_one_three() -> None:
    """METHOD §1: weights 1, 1, 1, 3 → n_eff 3, deff 1.333."""
    weights = np.array([1.0, 1, 1, 3])
    effective = float(nps.kish_base(weights.sum(), (weights**2).sum()))
    assert effective == pytest.approx(3)
    assert 4 / effective == pytest.approx(1.333, abs=5e-4)


def test_weighted_strata() -> None:
    """METHOD §1: strata 8/24/48 and 10/5/5, shares 50:50: unweighted 35, weighted 12.5, n_eff 64, AW −8.10, 31.98."""
    first, second = np.array([48, 24, 8.0]), np.array([5, 5, 10.0])
    plain = nps.estimate(*(first + second))
    assert float(plain.score) == pytest.approx(35)
    weight_first, weight_second = 0.5 * 100 / 80, 0.5 * 100 / 20
    sums = weight_first * first + weight_second * second
    result = nps.estimate_weighted(*sums, 80 * weight_first**2 + 20 * weight_second**2)
    assert float(result.score) == pytest.approx(12.5)
    assert float(result.base) == pytest.approx(64)
    assert float(result.low) == pytest.approx(-8.10, abs=0.005)
    assert float(result.high) == pytest.approx(31.98, abs=0.005)


def test_noise_among_equal_outlets() -> None:
    """METHOD §2: twenty outlets with the same true score 30 spread by luck: 53.0, 41.1, 29.1, 16.8 points."""
    rng = np.random.default_rng(20261123)
    for n, expected in ((30, 53.0), (50, 41.1), (100, 29.1), (300, 16.8)):
        drawn = rng.multinomial(n, [0.2, 0.3, 0.5], size=(4000, 20))
        scores = np.asarray(nps.estimate(drawn[..., 2], drawn[..., 1], drawn[..., 0]).score)
        spread = scores.max(axis=1) - scores.min(axis=1)
        error = spread.std() / np.sqrt(spread.size)
        assert spread.mean() == pytest.approx(expected, abs=3 * error + 0.05)


def test_paired_difference_is_a_t_test_on_padded_changes() -> None:
    """Independent: scipy's one-sample t on every customer's change with ¾ up, 1½ unchanged and ¾ down added."""
    table = np.array([[40, 5, 5], [20, 10, 0], [5, 5, 10]])
    worth = np.array([1, 0, -1])
    change = np.repeat((worth[None, :] - worth[:, None]).ravel(), table.ravel())
    result = nps.paired_difference(table)
    base = change.size + 3
    mean = change.sum() / base
    variance = ((change**2).sum() + 1.5) / base - mean**2
    error = np.sqrt(variance / (base - 1))
    assert float(result.z) == pytest.approx(mean / error)
    quantile = stats.t.ppf(0.975, base - 1)
    assert float(result.low) == pytest.approx(100 * (mean - quantile * error))
    assert float(result.p_value) == pytest.approx(2 * stats.t.sf(abs(mean / error), base - 1))
    # Without padding it is scipy's own one-sample test, and at a thousand times the customers the two agree.
    many = nps.paired_difference(1000 * table)
    plain = stats.ttest_1samp(np.repeat(change, 1000), 0)
    assert float(many.z) == pytest.approx(plain.statistic, rel=1e-3)
