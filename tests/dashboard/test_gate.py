"""The gate: 9, 10, 29, 30, 99, 100 behave as the rules say; nothing released can be read back; only it releases."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import gate
from dashboard.scopes import Scope, local_user
from dashboard.stats import nps, proportions, rates
from dashboard.values import Released

RULES = gate.Rules(hidden_below=10, interval_below=30, low_below=100, freer_from=100)
ME = local_user()


@dataclass(frozen=True)
class Measure:
    measure: str = "nps"
    unit: str = "points"
    base_of: str = "responses"


def _one(plus: int, zero: int, minus: int, *, is_freer: bool = False, scope: Scope = ME, **more: bool) -> Released:
    parts = [{"promoters": plus, "passives": zero, "detractors": minus}]
    estimate = nps.estimate([plus], [zero], [minus])
    return gate.release(
        Measure(), [(("unit", "r01"),)], estimate, RULES, scope, parts=parts, is_freer=[is_freer], **more
    )[0]


@pytest.mark.parametrize(
    ("base", "shown", "low_base"),
    [
        (0, "hidden", False),
        (1, "hidden", False),
        (9, "hidden", False),
        (10, "interval", False),
        (29, "interval", False),
        (30, "score", True),
        (99, "score", True),
        (100, "score", False),
    ],
)
def test_what_shows_at_each_base(base: int, shown: str, low_base: bool) -> None:
    """METHOD §1, base rule: under 10 hidden, 10–29 the interval alone, 30–99 with low base said."""
    value = _one(base // 2, base - base // 2, 0)
    assert (value.shown, value.low_base, value.base) == (shown, low_base, base)
    assert (value.score is not None) == (shown == "score")
    assert (value.low is not None) == (shown != "hidden")
    assert (value.high is not None) == (shown != "hidden")
    assert bool(value.parts) == (shown == "score")


@pytest.mark.parametrize(("base", "shown"), [(29, "hidden"), (30, "hidden"), (99, "hidden"), (100, "score")])
def test_a_freer_cut_needs_a_hundred(base: int, shown: str) -> None:
    assert _one(base // 2, base - base // 2, 0, is_freer=True).shown == shown


counts = st.tuples(*(st.integers(0, 400) for _ in range(3)))


@given(counts=counts, is_freer=st.booleans(), is_distribution=st.booleans())
def test_no_score_ever_leaves_under_its_base(
    counts: tuple[int, int, int], is_freer: bool, is_distribution: bool
) -> None:
    value = _one(*counts, is_freer=is_freer, is_distribution=is_distribution)
    base = sum(counts)
    if base < 30 or (is_freer and base < 100):
        assert value.score is None
        assert not value.parts
    if base < 10 or (is_distribution and base < 30):
        assert value.low is None
        assert value.high is None
    if value.shown == "score":
        assert value.low is not None
        assert value.high is not None
        assert value.low <= value.score <= value.high  # type: ignore[operator]


@given(counts=counts)
def test_a_freer_cut_is_in_steps_of_ten_answers_and_without_counts(counts: tuple[int, int, int]) -> None:
    value = _one(*counts, is_freer=True)
    step = RULES.step(Measure(), sum(counts))
    assert sum(counts) == 0 or step * sum(counts) >= 1000
    for number in (value.score, value.low, value.high):
        assert number is None or number % step == 0
    assert not value.parts


def test_the_steps_of_a_freer_cut_narrow_with_its_base() -> None:
    assert [RULES.step(Measure(), base) for base in (100, 140, 250, 500, 999, 1000, 50_000)] == [10, 8, 4, 2, 2, 1, 1]


@pytest.mark.parametrize("base", [100, 137, 250, 600, 999])
def test_nine_people_who_change_their_minds_need_not_change_a_freer_cut(base: int) -> None:
    """What two freer cuts of nearly the same people say does not give the few between them away."""
    told = {_one(base // 2 + more, base - base // 2 - more, 0, is_freer=True).score for more in range(10)}
    assert len(told) <= 2


def test_records_of_the_bank_are_not_protected_but_carry_their_interval() -> None:
    rate = gate.release(
        Measure("complaints_per_10k", "per_10k", "customer_months"),
        [(("unit", "o07"),)],
        rates.estimate([0], [400]),
        RULES,
        ME,
        parts=[{"complaints": 0}],
    )[0]
    assert (rate.shown, rate.score, rate.low) == ("score", 0.0, 0.0)
    assert rate.high == pytest.approx(-math.log(0.025) / 400 * 10_000)
    few = gate.release(
        Measure("adoption_30d", "pct", "suggestions"),
        [(("unit", "o07"),)],
        proportions.estimate([2], [6]),
        RULES,
        ME,
        parts=[{"adopted": 2}],
    )[0]
    assert (few.shown, few.score, dict(few.parts)) == ("interval", None, {"adopted": 2})


def test_nothing_that_is_not_a_number_leaves_the_gate() -> None:
    @dataclass(frozen=True)
    class Broken:
        score = np.array([float("nan")])
        low = np.array([float("-inf")])
        high = np.array([1.0])
        base = np.array([500.0])

    value = gate.release(Measure(), [()], Broken(), RULES, ME)[0]
    assert (value.shown, value.score, value.low, value.high) == ("hidden", None, None, None)


def test_a_unit_outside_the_scope_is_never_released() -> None:
    with pytest.raises(gate.ReleaseError, match="r01"):
        _one(50, 30, 20, scope=Scope(person="west", visible=frozenset({"r02"})))


def test_only_the_gate_makes_released_values() -> None:
    with pytest.raises(TypeError, match=r"gate\.release"):
        Released("nps", (), "score", 40.0, 30.0, 50.0, 200, "responses")


def test_without_rules_nothing_is_released() -> None:
    with pytest.raises(gate.ReleaseError, match="base_hidden_below"):
        gate.Rules.of({"base_low_below": 100})
