"""Laws of units, effects, durations, words and weights, looked for by hypothesis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.stats import decomposition, durations, effects, funnel, ranks, shrinkage, weighting, words

COUNTS = st.integers(0, 400)
BANKS = st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=2, max_size=25)
CHANGES = st.lists(st.floats(-50, 50), min_size=19, max_size=30)
CASES = st.lists(st.tuples(st.integers(0, 200), st.booleans()), min_size=1, max_size=60)
EFFORT = settings(max_examples=40, deadline=None)


def finite(*arrays) -> bool:
    return all(np.isfinite(np.asarray(np.ma.getdata(array), dtype=float)).all() for array in arrays)


@EFFORT
@given(BANKS)
def test_shrinking_draws_towards_the_mean_and_never_past_it(bank) -> None:
    plus, zero, minus = np.array(bank).T
    result = shrinkage.nps(plus, zero, minus)
    assert finite(result.scores, result.errors, result.tau_squared, result.mean)
    raw = 100 * (plus - minus) / np.maximum(plus + zero + minus, 1)
    for score, own in zip(result.scores.tolist(), raw, strict=True):
        if score is not None:
            mean = float(result.mean)
            assert min(own, mean) - 1e-6 <= score <= max(own, mean) + 1e-6
    turned = shrinkage.nps(minus, zero, plus)
    assert np.asarray(turned.scores.filled(0)) == pytest.approx(-np.asarray(result.scores.filled(0)), abs=1e-5)


@EFFORT
@given(BANKS, st.randoms())
def test_funnels_do_not_depend_on_the_order_of_units(bank, random) -> None:
    order = list(range(len(bank)))
    random.shuffle(order)
    plus, zero, minus = np.array(bank).T
    result, shuffled = funnel.nps(plus, zero, minus), funnel.nps(plus[order], zero[order], minus[order])
    assert finite(result.values, result.z, *result.lower.values(), *result.upper.values())
    assert [result.codes[place] for place in order] == list(shuffled.codes)
    for level in result.lower:
        assert (result.lower[level].compressed() <= result.upper[level].compressed()).all()
    wide, narrow = result.upper[0.998].compressed(), result.upper[0.95].compressed()
    assert (wide >= narrow - 1e-9).all()


@EFFORT
@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0, 30)), min_size=1, max_size=15))
def test_places_lie_between_first_and_last(units) -> None:
    scores, errors = np.array(units).T
    result = ranks.intervals(scores, errors, seed=1, draws=60)
    assert (result.low >= 1).all()
    assert (result.high <= len(units)).all()
    assert (result.low <= result.high).all()
    assert float(result.bottom_chance.sum()) == pytest.approx(np.ceil(len(units) / 10))


@EFFORT
@given(CHANGES, st.floats(-50, 50), st.floats(-30, 30))
def test_placebo_moves_with_what_all_units_share(controls, treated, shock) -> None:
    one = effects.placebo([treated], controls)
    other = effects.placebo([treated + shock], np.array(controls) + shock)
    assert other.change == pytest.approx(one.change, abs=1e-9)
    assert 0 < one.p_value <= 1
    assert one.low is not None
    assert one.low <= one.change <= one.high


@EFFORT
@given(CASES)
def test_survival_falls_and_percentiles_follow(cases) -> None:
    days, closed = np.array([day for day, _ in cases]), np.array([mark for _, mark in cases])
    result = durations.survival(days, closed)
    assert (np.diff(result.open_share) <= 1e-12).all()
    assert finite(result.low, result.high, result.variance)
    assert (result.low <= result.open_share + 1e-9).all()
    assert (result.high >= result.open_share - 1e-9).all()
    half, most = durations.percentile(result, 0.5), durations.percentile(result, 0.9)
    if most is not None:
        assert half is not None
        assert half <= most
    if closed.all():
        assert float(durations.share_on_time(result, 30).score) == pytest.approx(100 * (days <= 30).mean())


@EFFORT
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=1, max_size=20))
def test_keyness_changes_sign_with_its_groups(counted) -> None:
    first, second = np.array(counted).T
    one, other = words.by_documents(first, 300, second, 300), words.by_documents(second, 300, first, 300)
    assert finite(one.z, one.log_odds)
    assert one.z == pytest.approx(-other.z, abs=1e-7)
    rising = words.emerging(first, 300, second, 300)
    assert finite(rising.ratio, rising.p_value)


@EFFORT
@given(BANKS, BANKS)
def test_mix_and_within_add_up(later, earlier) -> None:
    groups = min(len(later), len(earlier))
    one, other = np.array(later[:groups]).T, np.array(earlier[:groups]).T
    result = decomposition.nps(tuple(one), tuple(other))
    if one.sum() == 0 or other.sum() == 0:
        assert result is None
        return
    change = (one[0].sum() - one[2].sum()) / one.sum() - (other[0].sum() - other[2].sum()) / other.sum()
    assert result.total == pytest.approx(100 * change, abs=1e-7)
    assert result.within_part.points + result.mix_part.points == pytest.approx(result.total, abs=1e-7)
    assert result.within_part.low <= result.within_part.points <= result.within_part.high


@EFFORT
@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=40))
def test_weights_cost_and_never_gain(weights) -> None:
    assert weighting.design_effect(weights) >= 1 - 1e-9
    trimmed = weighting.trim(weights)
    assert trimmed.sum() == pytest.approx(sum(weights))
    assert weighting.design_effect(trimmed) <= weighting.design_effect(weights) + 1e-9
