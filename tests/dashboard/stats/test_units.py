"""Units: funnel, shrinkage, rank intervals and mix adjustment against published answers and simulated banks."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from dashboard.stats import casemix, funnel, ranks, shrinkage
from dashboard.stats.errors import StatisticsInputError

# METHOD §2: own six-branch example (det/pas/pro 2/3/10, 6/9/15, 20/30/50, 40/60/60, 8/4/3, 15/15/30).
DETRACTORS = np.array([2, 6, 20, 40, 8, 15])
PASSIVES = np.array([3, 9, 30, 60, 4, 15])
PROMOTERS = np.array([10, 15, 50, 60, 3, 30])
SIX = (PROMOTERS, PASSIVES, DETRACTORS)

# 13 trials of BCG vaccine (Colditz 1994, as in R metafor): cases and others in treated and control.
BCG = np.array(
    [
        [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
        [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
        [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ]
)  # fmt: skip


def bcg_effects() -> tuple[np.ndarray, np.ndarray]:
    """Log risk ratios and their variances."""
    a, b, c, d = BCG.T.astype(float)
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_typed_bcg_table_is_the_published_one() -> None:
    path = Path(__file__).resolve().parents[4] / "shared/reference-data/bcg.csv"
    if not path.exists():
        pytest.skip("the folder of published tables (reference-data) is not here; the typed copy was used")
    with path.open() as lines:
        assert np.array([[int(cell) for cell in row] for row in list(csv.reader(lines))[1:]]).tolist() == BCG.tolist()


def test_six_branches_shrunk() -> None:
    """METHOD §2: μ 20.49, τ 23.14, Q 15.88; EB and SE as in its definitions."""
    result = shrinkage.nps(*SIX)
    assert float(result.mean) == pytest.approx(20.49, abs=0.005)
    assert np.sqrt(float(result.tau_squared)) == pytest.approx(23.14, abs=0.005)
    assert float(result.q) == pytest.approx(15.88, abs=0.005)
    assert result.scores.tolist() == pytest.approx([41.36, 27.57, 29.05, 13.02, -12.32, 24.24], abs=0.0051)
    assert result.errors.tolist() == pytest.approx([14.50, 12.02, 7.38, 5.94, 15.05, 9.66], abs=0.0051)


def test_bcg_dersimonian_laird() -> None:
    """R metafor on dat.bcg, log RR: DL −.7141, CI −1.0644, −.3638, Q 152.2330, fixed −.4303, τ² .3088."""
    y, v = bcg_effects()
    result = shrinkage.shrink(y, v, method="dersimonian_laird")
    assert float(result.mean) == pytest.approx(-0.7141, abs=5e-5)
    margin = 1.959964 * float(result.mean_error)
    assert float(result.mean) - margin == pytest.approx(-1.0644, abs=5e-5)
    assert float(result.mean) + margin == pytest.approx(-0.3638, abs=5e-5)
    assert float(result.q) == pytest.approx(152.2330, abs=5e-5)
    assert float(result.tau_squared) == pytest.approx(0.3088, abs=5e-5)
    assert (y / v).sum() / (1 / v).sum() == pytest.approx(-0.4303, abs=5e-5)


def test_bcg_reml_and_paule_mandel() -> None:
    """METHOD §2: τ² REML .3132 (μ −.7145, SE .1798), Paule–Mandel .3181; statsmodels 'iterated' is the second one."""
    y, v = bcg_effects()
    reml = shrinkage.shrink(y, v, method="reml")
    assert float(reml.tau_squared) == pytest.approx(0.3132, abs=5e-5)
    assert float(reml.mean) == pytest.approx(-0.7145, abs=5e-5)
    assert float(reml.mean_error) == pytest.approx(0.1798, abs=5e-5)
    paule_mandel = shrinkage.shrink(y, v)
    assert float(paule_mandel.tau_squared) == pytest.approx(0.3181, abs=5e-5)
    second = combine_effects(y, v, method_re="iterated")
    assert float(paule_mandel.tau_squared) == pytest.approx(second.tau2, abs=1e-6)
    assert float(paule_mandel.mean) == pytest.approx(second.mean_effect_re, abs=1e-6)


def test_efron_morris() -> None:
    """Efron & Morris 1975, 18 batters of 45: mean .2654, c .2117, Clemente .400 → .294, worst .156 → .242."""
    hits = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
    mean, c, shrunk = shrinkage.equal_bases(hits, 45)
    assert mean == pytest.approx(0.2654, abs=5e-5)
    assert c == pytest.approx(0.2117, abs=5e-5)
    assert shrunk[0] == pytest.approx(0.294, abs=5e-4)
    assert shrunk[-1] == pytest.approx(0.242, abs=5e-4)


def test_beta_prior() -> None:
    """D. Robinson 2015, prior 78.661, 224.875: 4/10 → .2636, 300/1000 → .2905."""
    result = shrinkage.beta_binomial([4, 300], [10, 1000], 78.661, 224.875)
    assert result.tolist() == pytest.approx([0.2636, 0.2905], abs=5e-5)


def test_a_family_without_differences_keeps_its_uncertainty() -> None:
    """METHOD, definitions: with τ̂² = 0 the μ term keeps the interval from collapsing to width 0."""
    result = shrinkage.nps([50] * 5, [30] * 5, [20] * 5)
    assert float(result.tau_squared) == 0.0
    assert (np.asarray(result.errors) > 3).all()
    assert result.scores.tolist() == pytest.approx([30] * 5)


def test_units_without_answers_change_nothing() -> None:
    padded = [np.insert(part, 2, 0) for part in SIX]
    result, plain = shrinkage.nps(*padded), shrinkage.nps(*SIX)
    assert result.scores.tolist()[2] is None
    assert np.delete(np.asarray(result.scores.filled(0)), 2) == pytest.approx(np.asarray(plain.scores))
    assert float(result.tau_squared) == pytest.approx(float(plain.tau_squared))
    alone = shrinkage.nps([5], [3], [2])
    assert alone.scores.tolist() == pytest.approx([30])
    nobody = shrinkage.nps([0, 0], [0, 0], [0, 0])
    assert nobody.scores.tolist() == [None, None]


@pytest.mark.parametrize("method", ["paule_mandel", "reml", "dersimonian_laird"])
def test_families_side_by_side_are_as_one_by_one(method: str) -> None:
    rng = np.random.default_rng(8)
    drawn = rng.multinomial(60, [0.2, 0.3, 0.5], size=(7, 25)) + rng.integers(0, 20, (7, 25, 3))
    together = shrinkage.nps(drawn[..., 2], drawn[..., 1], drawn[..., 0], method)
    for row in range(7):
        alone = shrinkage.nps(drawn[row, :, 2], drawn[row, :, 1], drawn[row, :, 0], method)
        assert np.asarray(together.scores[row]) == pytest.approx(np.asarray(alone.scores), rel=1e-6)


def test_six_branches_funnel() -> None:
    """METHOD, definitions: θ₀ 20.263, V₀ .64052, φ 2.1547 before winsorising."""
    result = funnel.nps(*SIX)
    assert result.target == pytest.approx(20.263, abs=5e-4)
    assert result.variance_of_one == pytest.approx(0.64052, abs=5e-6)
    assert result.dispersion_raw == pytest.approx(2.1547, abs=5e-5)
    z = (100 * (PROMOTERS - DETRACTORS) / np.sum(SIX, axis=0) - result.target) / 100
    z = z / np.sqrt(result.variance_of_one / np.sum(SIX, axis=0))
    low, high = np.quantile(z, [0.1, 0.9])
    assert result.dispersion == pytest.approx((np.clip(z, low, high) ** 2).mean())
    weight = np.sum(SIX, axis=0) / result.variance_of_one
    tau_squared = (6 * result.dispersion - 5) / (weight.sum() - (weight**2).sum() / weight.sum())
    assert result.tau_squared == pytest.approx(tau_squared)
    assert result.tau_squared > 0
    assert result.codes[0] == result.codes[4] == "too_few"


def test_funnel_limits() -> None:
    """METHOD §2, θ₀ = 30, V₀ = .61: 95 % and 99.8 % limits for n = 30, 100 and 500."""
    n = np.array([30, 100, 500])
    result = funnel.nps(0.5 * n, 0.3 * n, 0.2 * n)
    assert result.tau_squared == 0
    assert result.lower[0.95].tolist() == pytest.approx([2.1, 14.7, 23.2], abs=0.051)
    assert result.upper[0.95].tolist() == pytest.approx([57.9, 45.3, 36.8], abs=0.051)
    assert result.lower[0.998].tolist() == pytest.approx([-14.1, 5.9, 19.2], abs=0.051)
    assert result.upper[0.998].tolist() == pytest.approx([74.1, 54.1, 40.8], abs=0.051)


def test_identical_banks_show_no_lower_more_often_than_promised() -> None:
    """METHOD, verdicts: in 500 simulated banks of identical units at most 5 % (± 3 SE) show any "lower"."""
    rng = np.random.default_rng(20261123)
    banks, found = 500, {"nps": 0, "shares": 0, "rates": 0}
    for _ in range(banks):
        n = rng.integers(30, 400, 60)
        drawn = rng.multinomial(n, [0.2, 0.3, 0.5])
        found["nps"] += "lower" in funnel.nps(drawn[:, 2], drawn[:, 1], drawn[:, 0]).codes
        found["shares"] += "lower" in funnel.shares(rng.binomial(n, 0.85), n).codes
        exposure = n * 100.0
        found["rates"] += "higher" in funnel.rates(rng.poisson(exposure * 0.002), exposure).codes
    for name, times in found.items():
        assert times / banks <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / banks), name


def test_units_truly_worse_and_better_are_found() -> None:
    """Sixty outlets, three at 0 and three at 60 where the rest stands at 30: found, and few others with them."""
    rng = np.random.default_rng(3)
    drawn = rng.multinomial(400, [0.2, 0.3, 0.5], size=60)
    drawn[:3] = rng.multinomial(400, [0.4, 0.2, 0.4], size=3)
    drawn[3:6] = rng.multinomial(400, [0.08, 0.24, 0.68], size=3)
    result = funnel.nps(drawn[:, 2], drawn[:, 1], drawn[:, 0])
    assert result.codes[:3] == ("lower",) * 3
    assert result.codes[3:6] == ("higher",) * 3
    assert set(result.codes[6:]) == {"cannot_be_told_apart"}
    assert result.family.looked_at == 60


def test_thirty_answers_are_compared_and_twenty_nine_are_too_few() -> None:
    """METHOD, verdicts: a comparison is too few under 30."""
    result = funnel.nps([15, 14, 300], [9, 9, 180], [6, 6, 120])
    assert result.codes == ("cannot_be_told_apart", "too_few", "cannot_be_told_apart")
    assert result.family.looked_at == 2


def test_funnel_without_units_or_spread() -> None:
    empty = funnel.nps([0, 0], [0, 0], [0, 0])
    assert empty.target is None
    assert empty.values.tolist() == [None, None]
    assert empty.codes == ("too_few", "too_few")
    same = funnel.nps([40, 50], [0, 0], [0, 0])
    assert same.codes == ("cannot_be_told_apart",) * 2
    assert same.upper[0.95].tolist() == [100.0, 100.0]


def test_rank_intervals_of_identical_units_are_wide() -> None:
    """METHOD, definitions: identical branches, n = 50: mean width 16.8 of 20 ranks over many simulations."""
    rng = np.random.default_rng(12)
    widths, worst = [], 0
    for run in range(200):
        drawn = rng.multinomial(50, [0.2, 0.3, 0.5], size=20)
        shrunk = shrinkage.nps(drawn[:, 2], drawn[:, 1], drawn[:, 0])
        result = ranks.intervals(shrunk.scores, shrunk.errors, seed=run, draws=800)
        widths.append(float((result.high - result.low).mean()))
        worst += bool(result.is_worst.any())
    error = np.std(widths) / np.sqrt(len(widths))
    assert np.mean(widths) == pytest.approx(16.8, abs=3 * error + 0.15)
    assert worst <= 6


def test_no_difference_is_found_in_two_fifths_of_identical_families() -> None:
    """METHOD, definitions: with identical branches τ̂² = 0 in 39 % of runs."""
    rng = np.random.default_rng(12)
    drawn = rng.multinomial(50, [0.2, 0.3, 0.5], size=(4000, 20))
    zero = 100 * float((shrinkage.nps(drawn[..., 2], drawn[..., 1], drawn[..., 0]).tau_squared == 0).mean())
    assert zero == pytest.approx(39, abs=3 * 100 * np.sqrt(0.39 * 0.61 / 4000) + 1)


def test_ranks_are_seeded_masked_and_break_ties() -> None:
    """METHOD §2: places by simulation; "worst" only if P(bottom tenth) ≥ .9."""
    scores = np.ma.MaskedArray([10.0, 0.0, 30.0, 30.0], mask=[False, True, False, False])
    errors = np.ma.MaskedArray([0.0] * 4, mask=[False, True, False, False])
    first, second = ranks.intervals(scores, errors, seed=5), ranks.intervals(scores, errors, seed=5)
    assert first.low.tolist() == second.low.tolist() == [3.0, None, 1.0, 1.0]
    assert first.high.tolist() == [3.0, None, 2.0, 2.0]
    assert first.units == 3
    assert first.bottom_chance.tolist() == [1.0, None, 0.0, 0.0]
    twenty = ranks.intervals(np.arange(20.0), np.zeros(20), seed=1, draws=50)
    assert np.flatnonzero(twenty.is_worst).tolist() == [0, 1]
    likely = ranks.intervals([0.0, 2.1, 50.0, 60.0], [1.0, 1.0, 1.0, 1.0], seed=2)
    assert 0.9 <= likely.bottom_chance.tolist()[0] < 0.97
    assert likely.is_worst.tolist() == [True, False, False, False]
    unsure = ranks.intervals([0.0, 1.5, 50.0, 60.0], [1.0, 1.0, 1.0, 1.0], seed=2)
    assert 0.8 < unsure.bottom_chance.tolist()[0] < 0.9
    assert not unsure.is_worst.any()
    lower_better = ranks.intervals(scores, errors, seed=5, is_higher_better=False)
    assert lower_better.low.tolist()[0] == 1.0
    assert ranks.intervals([], [], seed=1).units == 0


def test_mix_explains_what_it_explains() -> None:
    """Two units alike in every stratum, with opposite mixes: 64 points apart raw, equal once adjusted."""
    result = casemix.nps([[8, 36], [72, 4]], 0, [[2, 54], [18, 6]])
    assert result.estimate.score.tolist() == pytest.approx([20, 20])
    assert result.explained.tolist() == pytest.approx([-32, 32])
    one = casemix.nps([[50], [30]], [[30], [30]], [[20], [40]])
    assert one.estimate.score.tolist() == pytest.approx([30, -10])
    assert casemix.nps([[0], [1]], [[0], [1]], [[0], [0]]).estimate.score.tolist()[0] is None


@pytest.mark.parametrize(
    "call",
    [
        lambda: casemix.nps([1], [1], [1]),
        lambda: shrinkage.shrink([1.0, 2.0], [0.0, 1.0]),
        lambda: shrinkage.shrink(1.0, 1.0),
        lambda: shrinkage.beta_binomial(1, 2, 0, 1),
        lambda: shrinkage.dirichlet_multinomial(1, 1, 1, (1, 1)),
        lambda: shrinkage.equal_bases([1, 2], 10),
        lambda: ranks.intervals([1.0], [-1.0], seed=1),
        lambda: ranks.intervals([1.0], [1.0], seed=1, draws=0),
        lambda: funnel.rates([1], [0]),
        lambda: funnel.shares([2], [1]),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError):
        call()
