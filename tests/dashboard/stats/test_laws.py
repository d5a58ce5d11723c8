"""Laws that hold for every table of counts, looked for by hypothesis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.stats import control, families, incidence, nps, proportions, rates
from dashboard.stats.errors import StatisticsInputError

COUNTS = st.integers(0, 5000)
TABLES = st.tuples(COUNTS, COUNTS, COUNTS)
SERIES = st.lists(TABLES, min_size=1, max_size=30)
EFFORT = settings(max_examples=60, deadline=None)


def values(result) -> list:
    return [result.score.tolist(), result.low.tolist(), result.high.tolist()]


def no_nan(*arrays) -> bool:
    return all(np.isfinite(np.asarray(np.ma.getdata(array), dtype=float)).all() for array in arrays)


@EFFORT
@given(TABLES)
def test_bounds(table) -> None:
    for result in (nps.estimate(*table), nps.estimate_score_interval(*table)):
        assert no_nan(result.score, result.low, result.high)
        if sum(table) == 0:
            assert values(result) == [None, None, None]
            continue
        assert -100 <= float(result.low) <= float(result.high) <= 100
        if sum(table) > 1:
            assert float(result.low) <= float(result.score) + 1e-9
            assert float(result.score) <= float(result.high) + 1e-9


@EFFORT
@given(TABLES)
def test_swapping_promoters_and_detractors_turns_the_sign(table) -> None:
    plus, zero, minus = table
    for estimate in (nps.estimate, nps.estimate_score_interval):
        one, other = estimate(plus, zero, minus), estimate(minus, zero, plus)
        if sum(table) == 0:
            assert values(one) == values(other)
            continue
        assert float(one.score) == pytest.approx(-float(other.score), abs=1e-9)
        assert float(one.low) == pytest.approx(-float(other.high), abs=1e-7)
        assert float(one.high) == pytest.approx(-float(other.low), abs=1e-7)


@EFFORT
@given(TABLES)
def test_one_more_promoter_never_lowers_the_score_or_its_bounds_centre(table) -> None:
    plus, zero, minus = table
    if sum(table) == 0:
        return
    before, after = nps.estimate(plus, zero, minus), nps.estimate(plus + 1, zero, minus)
    assert float(after.score) >= float(before.score) - 1e-9
    worse = nps.estimate(plus, zero, minus + 1)
    assert float(worse.score) <= float(before.score) + 1e-9


@EFFORT
@given(TABLES, st.integers(2, 9))
def test_more_answers_of_the_same_mix_narrow_the_interval(table, times) -> None:
    if sum(table) == 0:
        return
    few, many = nps.estimate(*table), nps.estimate(*(times * count for count in table))
    if float(few.low) > -100 and float(few.high) < 100:
        assert float(many.high - many.low) <= float(few.high - few.low) + 1e-9


@EFFORT
@given(TABLES)
def test_weights_of_one_are_no_weights(table) -> None:
    assert values(nps.estimate_weighted(*table, sum(table))) == pytest.approx(values(nps.estimate(*table)))


@EFFORT
@given(TABLES, st.floats(0.01, 50))
def test_the_size_of_equal_weights_does_not_matter(table, weight) -> None:
    weighted = nps.estimate_weighted(*(weight * count for count in table), weight**2 * sum(table))
    assert values(weighted) == pytest.approx(values(nps.estimate(*table)), abs=1e-6)


@EFFORT
@given(TABLES, TABLES)
def test_difference_changes_sign_with_its_sides(first, second) -> None:
    one, other = nps.difference(first, second), nps.difference(second, first)
    if not (sum(first) and sum(second)):
        assert one.points.tolist() is None
        assert one.p_value.tolist() is None
        return
    assert float(one.points) == pytest.approx(-float(other.points))
    assert float(one.low) == pytest.approx(-float(other.high))
    assert float(one.p_value) == pytest.approx(float(other.p_value))
    assert 0 <= float(one.p_value) <= 1
    assert (float(one.low) > 0 or float(one.high) < 0) == (abs(float(one.z)) > 1.959963984540054)


@EFFORT
@given(TABLES, TABLES)
def test_weighted_difference_with_ones(first, second) -> None:
    plain = nps.difference(first, second)
    weighted = nps.difference_weighted((*first, sum(first)), (*second, sum(second)))
    assert weighted.p_value.tolist() == pytest.approx(plain.p_value.tolist())


@EFFORT
@given(SERIES)
def test_rows_are_computed_each_for_itself(rows) -> None:
    """Vectorised = one by one, in any order; the last binary digit of a power differs between one number and many."""
    table = np.array(rows)
    together = nps.estimate(*table.T)
    backwards = nps.estimate(*table[::-1].T)
    assert together.low.tolist() == pytest.approx(backwards.low.tolist()[::-1], abs=1e-9)
    for place, row in enumerate(rows):
        assert nps.estimate(*row).low.tolist() == pytest.approx(together.low.tolist()[place], abs=1e-9)


@EFFORT
@given(SERIES)
def test_charts_never_give_nan(rows) -> None:
    plus, zero, minus = np.array(rows).T
    for chart in (
        control.nps_chart(plus, zero, minus),
        control.p_chart(plus, plus + zero),
        control.u_chart(np.where(zero > 0, plus, 0), zero),
        control.xmr_chart(plus),
    ):
        assert no_nan(chart.values, chart.lower, chart.upper)
        defined = chart.is_defined & chart.is_enough
        assert (chart.lower[defined] <= chart.upper[defined]).all()


@EFFORT
@given(COUNTS, COUNTS)
def test_shares(hits, misses) -> None:
    result = proportions.estimate(hits, hits + misses)
    other = proportions.estimate(misses, hits + misses)
    assert no_nan(result.score, result.low, result.high)
    if hits + misses == 0:
        assert values(result) == [None, None, None]
        return
    assert 0 <= float(result.low) <= float(result.score) <= float(result.high) <= 100
    assert float(result.low) == pytest.approx(100 - float(other.high), abs=1e-9)


@EFFORT
@given(COUNTS, st.integers(1, 10**8))
def test_rates(events, exposure) -> None:
    result = rates.estimate(events, exposure)
    assert no_nan(result.score, result.low, result.high)
    assert 0 <= float(result.low) <= float(result.score) < float(result.high)
    more = rates.estimate(events + 1, exposure)
    assert float(more.low) >= float(result.low)
    assert float(more.high) >= float(result.high)


@EFFORT
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.randoms())
def test_families_do_not_depend_on_order_and_grow_with_level(p_values, random) -> None:
    family = families.benjamini_hochberg(p_values)
    order = list(range(len(p_values)))
    random.shuffle(order)
    shuffled = families.benjamini_hochberg([p_values[place] for place in order])
    assert [family.stands[place] for place in order] == shuffled.stands.tolist()
    assert families.benjamini_hochberg(p_values, level=0.01).standing <= family.standing
    assert (np.asarray(family.adjusted_p_values) >= np.array(p_values) - 1e-12).all()


@EFFORT
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 2)), max_size=60))
def test_incidence_is_a_share_that_grows_with_age(cases) -> None:
    days, status = [day for day, _ in cases], [code for _, code in cases]
    adopted = incidence.cumulative(days, status, at=(0, 30, 90, 180, 300))
    declined = incidence.cumulative(days, status, at=(0, 30, 90, 180, 300), of=2)
    assert no_nan(adopted.value, adopted.low, adopted.high, adopted.open_at, adopted.curve_low, adopted.curve_high)
    defined = adopted.is_defined[0]
    shares = np.asarray(adopted.value[0].filled(0))[defined]
    assert (np.diff(shares) >= -1e-9).all()
    total = (
        shares + np.asarray(declined.value[0].filled(0))[defined] + np.asarray(adopted.open_at[0].filled(0))[defined]
    )
    assert total == pytest.approx(np.full(total.shape, 100.0))
    low, high = np.asarray(adopted.low[0].filled(0))[defined], np.asarray(adopted.high[0].filled(0))[defined]
    assert (low <= shares + 1e-9).all()
    assert (high >= shares - 1e-9).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: nps.estimate(-1, 0, 0),
        lambda: nps.estimate(None, 0, 0),
        lambda: nps.estimate("many", 0, 0),
        lambda: nps.estimate(float("nan"), 0, 0),
        lambda: nps.estimate(np.ma.masked_all(2), [1, 1], [1, 1]),
        lambda: nps.estimate([1, 2], [1, 2, 3], 0),
        lambda: nps.estimate(1, 1, 1, level=95),
        lambda: nps.estimate_weighted(0, 0, 0, 5),
        lambda: nps.estimate_weighted(1, 0, 0, 0),
        lambda: nps.paired_difference([1, 2, 3]),
        lambda: nps.variance_of_one(0.8, 0.8),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError) as caught:
        call()
    assert isinstance(caught.value, ValueError)
    assert caught.value.found
    assert caught.value.expected


def test_nobody_asked_twice_is_nothing() -> None:
    result = nps.paired_difference(np.zeros((2, 3, 3)))
    assert result.points.tolist() == [None, None]
    assert result.p_value.tolist() == [None, None]
