"""Sample sizes, mix against within, and weights, against published or hand answers."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.stats import decomposition, nps, samples, weighting
from dashboard.stats.errors import StatisticsInputError


@pytest.mark.parametrize(
    ("variance", "expected"),
    [(0.61, [235, 938, 2604, 5859]), (1.0, [385, 1537, 4269, 9604]), (2 / 3, [257, 1025, 2846, 6403])],
)
def test_sample_size_for_a_margin(variance: float, expected: list[int]) -> None:
    """METHOD §1: n = z²V/m² for ±10, ±5, ±3, ±2."""
    assert samples.for_margin([10, 5, 3, 2], variance).tolist() == expected


def test_sample_size_for_a_difference() -> None:
    """METHOD §1: per group to detect 10 points, 80 % power, V = .61: 958; 5 points: 3831."""
    assert samples.for_difference([10, 5]).tolist() == [958, 3831]


def test_power_is_what_it_says() -> None:
    """958 a group and a true difference of 10 points: the shipped test finds it in about 80 % of samples."""
    rng = np.random.default_rng(1)
    size = 6000
    first = rng.multinomial(958, [0.15, 0.30, 0.55], size=size).T[::-1]
    second = rng.multinomial(958, [0.20, 0.30, 0.50], size=size).T[::-1]
    found = float((nps.difference(tuple(first), tuple(second)).p_value < 0.05).mean())
    assert found == pytest.approx(0.80, abs=0.05)
    assert float(samples.detectable_difference(958, 958)) == pytest.approx(10, abs=0.005)
    assert samples.detectable_difference([0, 10], [10, 0]).tolist() == [None, None]
    assert float(samples.detectable_difference(1, 1)) == 200.0


def test_raking_golden() -> None:
    """METHOD §1: IPF 4×4, rows 150/300/400/150, columns 200/300/400/100 → first row 64.559, 46.232, 35.384, 3.825."""
    seed = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
    result = weighting.rake(seed, [[150, 300, 400, 150], [200, 300, 400, 100]])
    assert result.table[0].tolist() == pytest.approx([64.559, 46.232, 35.384, 3.825], abs=5e-4)
    assert result.table.sum(axis=1).tolist() == pytest.approx([150, 300, 400, 150])
    assert result.table.sum(axis=0).tolist() == pytest.approx([200, 300, 400, 100])
    # Raking keeps the odds ratios of the seed: a second, independent property of the right answer.
    odds = result.table[0, 0] * result.table[1, 1] / result.table[0, 1] / result.table[1, 0]
    assert odds == pytest.approx(40 * 50 / 30 / 35)


def test_raking_three_axes() -> None:
    rng = np.random.default_rng(2)
    seed = rng.integers(1, 50, (3, 4, 2))
    margins = [[10, 20, 30], [15, 15, 15, 15], [40, 20]]
    result = weighting.rake(seed, margins)
    for axis, margin in enumerate(margins):
        others = tuple(each for each in range(3) if each != axis)
        assert result.table.sum(axis=others).tolist() == pytest.approx(margin)
    assert result.weights == pytest.approx(result.table / seed)


def test_post_stratification_golden() -> None:
    """METHOD §1: strata of 80 and 20 answers, shares 50:50 → weights .625 and 2.5; with them n_eff 64."""
    weights = weighting.post_stratify([80, 20], [50, 50])
    assert weights.tolist() == [0.625, 2.5]
    each = np.repeat(weights, [80, 20])
    assert 100 / weighting.design_effect(each) == pytest.approx(64)
    assert weighting.design_effect([1, 1, 1, 3]) == pytest.approx(4 / 3)
    assert weighting.trim([1, 1, 1, 9]).tolist() == pytest.approx([1.5, 1.5, 1.5, 7.5])


def test_weighted_interval_covers() -> None:
    """METHOD §1: with deff 1.56 the adjusted Wald on n_eff covers 93.9–96.2 % at n = 100, 50, 20."""
    rng = np.random.default_rng(6)
    for n_first, n_second in ((80, 20), (40, 10), (16, 4)):
        weight_first, weight_second = weighting.post_stratify([n_first, n_second], [1, 1])
        first = rng.multinomial(n_first, [0.1, 0.3, 0.6], size=8000)
        second = rng.multinomial(n_second, [0.5, 0.25, 0.25], size=8000)
        sums = weight_first * first + weight_second * second
        squares = n_first * weight_first**2 + n_second * weight_second**2
        result = nps.estimate_weighted(sums[:, 2], sums[:, 1], sums[:, 0], squares)
        truth = 100 * (0.5 * 0.5 + 0.5 * -0.25)
        held = 100 * float(((result.low <= truth) & (result.high >= truth)).mean())
        low, high = (3 * 100 * np.sqrt(p * (1 - p) / 8000) for p in (0.939, 0.962))
        assert 93.9 - low <= held <= 96.2 + high


def test_textbook_stratified_wald_covers_too_little() -> None:
    """METHOD §1: the textbook stratified Wald covers 77–93.5 % where the adjusted one on n_eff covers 93.9–96.2 %."""
    rng, runs = np.random.default_rng(6), 4000
    for n_first, n_second in ((80, 20), (40, 10), (16, 4)):
        first = rng.multinomial(n_first, [0.1, 0.3, 0.6], size=runs) / n_first
        second = rng.multinomial(n_second, [0.5, 0.25, 0.25], size=runs) / n_second
        score = (first[:, 2] - first[:, 0] + second[:, 2] - second[:, 0]) / 2
        variance = sum(
            nps.variance_of_one(part[:, 2], part[:, 0]) / base for part, base in ((first, n_first), (second, n_second))
        )
        held = 100 * float((np.abs(score - 0.125) <= 1.959964 * np.sqrt(variance) / 2 + 1e-12).mean())
        assert 77.0 - 2.0 <= held <= 93.5 + 3 * 100 * np.sqrt(0.935 * 0.065 / runs)


def test_a_region_moved_only_by_mix() -> None:
    """Every group answers as before; more of the happy group answer: within is 0, mix is all of it."""
    result = decomposition.nps(([80, 10], [10, 10], [10, 80]), ([40, 20], [5, 20], [5, 160]))
    assert result.within.tolist() == pytest.approx([0, 0])
    assert result.mix_part.points == pytest.approx(result.total)
    assert result.mix_part.p_value < 0.001
    assert result.within_part.p_value == pytest.approx(1.0)


def test_parts_add_up_to_the_change() -> None:
    rng = np.random.default_rng(10)
    for _ in range(20):
        later, earlier = rng.integers(0, 60, (3, 6)), rng.integers(0, 60, (3, 6))
        later[:, 0] = 0
        earlier[:, 1] = 0
        result = decomposition.nps(tuple(later), tuple(earlier))
        change = nps.estimate(*later.sum(axis=1)).score - nps.estimate(*earlier.sum(axis=1)).score
        assert result.total == pytest.approx(float(change))
        assert result.within.sum() + result.mix.sum() == pytest.approx(result.total)
        assert result.is_one_sided.tolist()[:2] == [True, True]
        assert result.within[:2].tolist() == [0.0, 0.0]
        turned = decomposition.nps(tuple(earlier), tuple(later))
        assert turned.within.tolist() == pytest.approx((-result.within).tolist())
    assert decomposition.nps(([0], [0], [0]), ([1], [0], [0])) is None


def test_within_part_holds_its_level_when_only_the_mix_moves() -> None:
    rng = np.random.default_rng(14)
    happy, unhappy = [0.1, 0.2, 0.7], [0.5, 0.3, 0.2]
    false, runs = 0, 800
    for _ in range(runs):
        later = rng.multinomial(150, happy), rng.multinomial(50, unhappy)
        earlier = rng.multinomial(50, happy), rng.multinomial(150, unhappy)
        result = decomposition.nps(tuple(np.array(later).T[::-1]), tuple(np.array(earlier).T[::-1]))
        false += result.within_part.p_value < 0.05
    assert false / runs == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / runs) + 0.005)


@pytest.mark.parametrize(
    "call",
    [
        lambda: samples.for_margin(0),
        lambda: samples.for_margin(5, 61),
        lambda: samples.for_difference(5, power=1),
        lambda: samples.for_share(5, 120),
        lambda: weighting.rake([[1, 0], [1, 0]], [[1, 1], [1, 1]]),
        lambda: weighting.rake([[1, 1], [1, 1]], [[1, 1]]),
        lambda: weighting.rake([[1, 1], [1, 1]], [[0, 0], [1, 1]]),
        lambda: weighting.rake([[1, 0], [0, 1]], [[3, 1], [1, 3]]),
        lambda: weighting.post_stratify([0, 1], [1, 1]),
        lambda: weighting.post_stratify([1, 1], [0, 0]),
        lambda: weighting.trim([0, 0]),
        lambda: weighting.design_effect([]),
        lambda: decomposition.nps(([1], [1], [1]), ([1, 1], [1, 1], [1, 1])),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError):
        call()
