"""Pains that come together, drop-off, telling moments, and words that tell or rise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from dashboard.stats import journeys, words
from dashboard.stats.errors import StatisticsInputError


def test_fault_free_arithmetic() -> None:
    """METHOD §5: six independent steps at 95 % fine → 73.5 % fault-free; at 85 % → 37.7 %."""
    assert journeys.fault_free_pct([95] * 6) == pytest.approx(73.5, abs=0.05)
    assert journeys.fault_free_pct([85] * 6) == pytest.approx(37.7, abs=0.05)


def test_pairs_by_hand_and_by_scipy() -> None:
    rng = np.random.default_rng(1)
    used = rng.random((800, 4)) < 0.8
    pain = used & (rng.random((800, 4)) < 0.2)
    result = journeys.pain_pairs(pain, used, ["a", "b", "c", "d"])
    assert list(zip(result.first, result.second, strict=True)) == [
        ("a", "b"), ("a", "c"), ("a", "d"), ("b", "c"), ("b", "d"), ("c", "d"),
    ]  # fmt: skip
    for place, (left, right) in enumerate([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]):
        rows = used[:, left] & used[:, right]
        first, second = pain[rows, left], pain[rows, right]
        table = np.array([[(a & b).sum() for b in (second, ~second)] for a in (first, ~first)])
        cells = [result.both[place], result.only_first[place], result.only_second[place], result.neither[place]]
        assert cells == table.ravel().tolist()
        assert float(result.p_value[place]) == pytest.approx(stats.fisher_exact(table).pvalue)
        padded = table + 0.5
        odds = padded[0, 0] * padded[1, 1] / padded[0, 1] / padded[1, 0]
        assert float(result.odds_ratio[place]) == pytest.approx(odds)
        assert float(result.lift[place]) == pytest.approx(table[0, 0] * rows.sum() / first.sum() / second.sum())


def test_steps_that_look_fine_but_fail_together() -> None:
    """Six steps each 90 % fine; two of them fail together: that pair stands out, and only that pair."""
    rng = np.random.default_rng(2)
    pain = rng.random((1500, 6)) < 0.1
    together = rng.random(1500) < 0.06
    pain[together, 1] = pain[together, 4] = True
    result = journeys.pain_pairs(pain, np.ones_like(pain), list("abcdef"))
    standing = [(a, b) for a, b, stands in zip(result.first, result.second, result.stands, strict=True) if stands]
    assert standing == [("b", "e")]
    assert result.family.looked_at == 15
    assert float(result.odds_ratio_low[result.stands][0]) > 3


def test_few_journeys_with_both_are_not_told() -> None:
    """METHOD §5: a pair is told from n_AB ≥ 10 on."""
    ten = np.array([[1, 1]] * 10 + [[0, 0]] * 500)
    assert journeys.pain_pairs(ten, np.ones_like(ten), ["a", "b"]).stands.all()
    pain = np.array([[1, 1]] * 9 + [[0, 0]] * 500)
    result = journeys.pain_pairs(pain, np.ones_like(pain), ["a", "b"])
    assert float(result.p_value[0]) < 1e-6
    assert not result.stands.any()
    unused = journeys.pain_pairs(np.zeros((3, 2)), [[1, 0], [0, 1], [1, 0]], ["a", "b"])
    assert unused.p_value.tolist() == [None]
    assert unused.lift.tolist() == [None]


def test_drop_off_counts_only_those_old_enough() -> None:
    """All old enough: the plain share; recent entries do not count as dropped."""
    plain = journeys.drop_off([1, 2, 3, 9, 9, 9, 9, 9], [1, 1, 1, 0, 0, 0, 0, 0], 7)
    assert plain.score.tolist() == pytest.approx([62.5])
    recent = journeys.drop_off([1, 2, 3, 9, 9, 9, 9, 9] + [0] * 50, [1, 1, 1, 0, 0, 0, 0, 0] + [0] * 50, 7)
    assert recent.score.tolist() == pytest.approx([62.5])
    assert recent.base.tolist() == [58]
    assert journeys.drop_off([1, 1], [0, 0], 7).score.tolist() == [None]


def test_moments_hold_up_on_fresh_journeys() -> None:
    rng = np.random.default_rng(3)
    false = 0
    for run in range(100):
        pain = rng.random((400, 5)) < 0.25
        outcome = 8 - 2.0 * pain[:, 0] + rng.normal(0, 2, 400)
        result = journeys.moments_of_truth(outcome, pain, np.ones_like(pain), list("abcde"), seed=run)
        assert result.is_confirmed[0]
        false += bool(result.is_confirmed[1:].any())
    assert false <= 4
    few = journeys.moments_of_truth([1.0, 2, 3], [[1], [0], [1]], [[1], [1], [1]], ["a"], seed=1)
    assert few.loss.tolist() == [None]
    assert not few.is_found.any()


# METHOD §8, golden of the token version = output of the published package (a = .01).
VOCABULARY = ["cat", "purr", "dog", "leash", "the"]
FIRST = np.array([30, 12, 5, 0, 200])
SECOND = np.array([4, 0, 28, 9, 210])


def test_keyness_by_tokens_as_published() -> None:
    """logodds 0.1.0 / tidylo: cat 4.029, dog −3.7167, purr .7154, leash −.682, the −1.8749."""
    result = words.by_tokens(FIRST, SECOND)
    found = dict(zip(VOCABULARY, result.z, strict=True))
    expected = {"cat": (4.029, 3), "dog": (-3.7167, 4), "purr": (0.7154, 4), "leash": (-0.682, 3), "the": (-1.8749, 4)}
    for word, (z, digits) in expected.items():
        assert found[word] == pytest.approx(z, abs=0.5 * 10**-digits), word
    assert result.counted == "tokens"
    assert not result.is_telling.any()


def test_keyness_by_tokens_with_pooled_prior() -> None:
    """METHOD §8: prior = pooled counts + .01: cat 2.7557, dog −2.4218, purr 2.0221, leash −1.7140, the −1.0821."""
    result = words.by_tokens(FIRST, SECOND, FIRST + SECOND + 0.01)
    expected = [2.7557, 2.0221, -2.4218, -1.7140, -1.0821]
    assert result.z.tolist() == pytest.approx(expected, abs=5e-5)


def test_keyness_by_documents() -> None:
    """METHOD, definitions: log-odds of documents, prior = pooled share × strength and its complement; by hand."""
    result = words.by_documents([60], 100, [10], 100, strength=10)
    a, b = 0.35 * 10, 0.65 * 10
    delta = np.log((60 + a) / (40 + b)) - np.log((10 + a) / (90 + b))
    assert result.log_odds[0] == pytest.approx(delta)
    assert result.counted == "documents"
    swapped = words.by_documents([10], 100, [60], 100, strength=10)
    assert swapped.z[0] == pytest.approx(-result.z[0])
    assert words.by_documents([60], 100, [10], 100).z[0] == result.z[0]  # ten documents' worth unless said otherwise
    rare = words.by_documents([9, 0, 100], 100, [0, 0, 100], 100)
    assert not rare.is_telling.any()
    assert words.by_documents([10], 100, [0], 400).is_telling.tolist() == [True]
    assert words.by_documents([9], 100, [0], 400).is_telling.tolist() == [False]
    assert np.isfinite(rare.z).all()
    assert rare.z[1:].tolist() == pytest.approx([0, 0])


def test_one_long_angry_text_counts_once() -> None:
    tokens = words.by_tokens([80, 200], [1, 200])
    documents = words.by_documents([1, 60], 100, [1, 60], 100)
    assert tokens.z[0] > 4
    assert not documents.is_telling[0]


def test_documents_hold_the_false_discovery_rate() -> None:
    """Two hundred words without any difference: on average hardly one family in twenty names any."""
    rng = np.random.default_rng(4)
    named = 0
    for _ in range(300):
        share = rng.uniform(0.02, 0.3, 200)
        result = words.by_documents(rng.binomial(500, share), 500, rng.binomial(700, share), 700)
        named += bool(result.family.stands.any())
    assert named / 300 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


def test_emerging_term() -> None:
    """METHOD §8: 14/1200 vs 20/5200: ratio 3.033, one-sided p .00206; scipy as second calculation."""
    result = words.emerging([14, 3], 1200, [20, 0], 5200)
    assert float(result.ratio[0]) == pytest.approx(3.033, abs=5e-4)
    assert float(result.p_value[0]) == pytest.approx(0.00206, abs=5e-6)
    second = stats.binomtest(14, 34, 1200 / 6400, alternative="greater").pvalue
    assert float(result.p_value[0]) == pytest.approx(second)
    assert result.is_rising.tolist() == [True, False]
    assert result.ratio.tolist()[1] is None
    unseen = words.emerging([0], 10, [0], 10)
    assert unseen.p_value.tolist() == [None]


@pytest.mark.parametrize(
    "call",
    [
        lambda: journeys.pain_pairs([[1, 0]], [[0, 1]], ["a", "b"]),
        lambda: journeys.pain_pairs([[1, 0]], [[1, 1]], ["a"]),
        lambda: journeys.drop_off([1], [1], 0),
        lambda: journeys.fault_free_pct([120]),
        lambda: journeys.moments_of_truth([1.0], [[1, 0]], [[1, 1]], ["a"], seed=1),
        lambda: words.by_documents([11], 10, [1], 10),
        lambda: words.by_documents([0], 0, [1], 10),
        lambda: words.by_documents([1], 10, [1], 10, strength=0),
        lambda: words.by_tokens([1], [1], 0),
        lambda: words.emerging([1], 10, [1], 0),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError):
        call()
