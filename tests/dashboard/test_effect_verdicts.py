"""Effects: which word is said in which order, and what stands beside it, in both languages."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import effect_verdicts, verdicts
from dashboard.effect_verdicts import Evidence, decide
from dashboard.values import Verdict
from dashboard.views import View

CHINESE, ENGLISH = View("zh_CN"), View("en")
LATER = date(2027, 3, 31)
FOUND = Evidence(
    change=12.0,
    low=4.0,
    high=20.0,
    detectable=8.0,
    expected=10.0,
    months_after=6,
    least_months=3,
    tells_from=None,
    controls=40,
    against="untouched_units",
)
"""Enough months, enough controls, and it worked."""


def evidence(**changed: object) -> Evidence:
    return replace(FOUND, **changed)  # type: ignore[arg-type]


# METHOD, verdicts, "effect": this order. Beyond it (our own): no controls and an interval around or below 0 is
# inconclusive; a day that never comes is no reason to wait; a change of the whole bank is capped.
TABLE = [
    # too early comes first, whatever the interval says
    ("too_early", {"months_after": 2}),
    ("too_early", {"months_after": 0, "change": None, "low": None, "high": None}),
    ("too_early", {"detectable": 10.1, "tells_from": LATER}),
    ("too_early", {"detectable": 10.1, "tells_from": LATER, "change": -12.0, "low": -20.0, "high": -4.0}),
    ("too_early", {"months_after": 2, "controls": 0, "against": "itself"}),
    # a day that never comes is no reason to wait: the evidence decides
    ("proven", {"detectable": 10.1}),
    ("inconclusive", {"detectable": 22.0, "change": 10.0, "low": -8.0, "high": 27.0}),
    # a detectable change as large as the expected one is enough
    ("proven", {"detectable": 10.0, "tells_from": LATER}),
    # nobody wrote down what to expect: only months can make it too early
    ("proven", {"expected": None, "detectable": 30.0, "tells_from": LATER}),
    # nothing to compare with
    ("consistent_with", {"controls": 0, "against": "itself"}),
    ("inconclusive", {"controls": 0, "against": "itself", "low": -1.0}),
    ("inconclusive", {"controls": 0, "against": "itself", "change": -9.0, "low": -12.0, "high": -6.0}),
    # made worse before the expected size
    ("made_worse", {"change": -12.0, "low": -20.0, "high": -4.0}),
    ("made_worse", {"change": -12.0, "low": -20.0, "high": -0.1, "expected": None}),
    # +3 [1, 5] where +10 was expected
    ("not_the_expected_size", {"change": 3.0, "low": 1.0, "high": 5.0}),
    ("not_the_expected_size", {"change": 0.0, "low": -4.0, "high": 4.0}),
    ("not_the_expected_size", {"change": 3.0, "low": 1.0, "high": 9.9}),
    ("proven", {"change": 3.0, "low": 1.0, "high": 10.0}),
    ("proven", {"change": 3.0, "low": 1.0, "high": 5.0, "expected": None}),
    ("proven", {}),
    ("proven", {"change": 30.0, "low": 20.0, "high": 40.0}),
    # the whole bank changed: no more than consistent with, and no less
    ("consistent_with", {"against": "other_touchpoints"}),
    ("made_worse", {"against": "other_touchpoints", "change": -12.0, "low": -20.0, "high": -4.0}),
    ("not_the_expected_size", {"against": "other_touchpoints", "change": 3.0, "low": 1.0, "high": 5.0}),
    ("inconclusive", {"against": "other_touchpoints", "low": -1.0}),
    ("inconclusive", {"low": -4.0, "high": 20.0}),
    ("inconclusive", {"low": 0.0, "high": 20.0}),
    ("inconclusive", {"low": None, "high": None, "controls": 12}),
]


@pytest.mark.parametrize(("code", "changed"), TABLE)
def test_the_first_rule_that_applies_decides(code: str, changed: dict[str, object]) -> None:
    assert decide(evidence(**changed)).code == code


def _mirrored(found: Evidence) -> Evidence:
    """The same of a measure of which less is better."""

    def turned(number: float | None) -> float | None:
        return None if number is None else -number

    return replace(
        found,
        change=turned(found.change),
        low=turned(found.high),
        high=turned(found.low),
        expected=turned(found.expected),
        is_higher_better=False,
    )


@pytest.mark.parametrize(("code", "changed"), TABLE)
def test_less_is_better_reads_the_other_way_round(code: str, changed: dict[str, object]) -> None:
    assert decide(_mirrored(evidence(**changed))).code == code


def test_an_expectation_against_the_wished_direction_is_none() -> None:
    assert decide(evidence(expected=-10.0, change=3.0, low=1.0, high=5.0)).code == "proven"


ends = st.tuples(st.floats(-60, 60), st.floats(-60, 60)).map(sorted)


@given(ends, st.one_of(st.none(), st.floats(0.1, 40)), st.integers(0, 12), st.sampled_from((0, 30)), st.booleans())
def test_nothing_is_proven_that_could_be_nothing(interval, expected, months, controls, is_bank_wide) -> None:
    against = "itself" if not controls else "other_touchpoints" if is_bank_wide else "untouched_units"
    low, high = interval
    verdict = decide(
        evidence(
            change=(low + high) / 2,
            low=low,
            high=high,
            expected=expected,
            months_after=months,
            controls=controls,
            against=against,
        )
    )
    if verdict.code == "proven":
        assert low > 0
        assert against == "untouched_units"
        assert months >= 3
        assert expected is None or high >= expected
    if verdict.code == "made_worse":
        assert high < 0
        assert verdict.is_good is False
    assert (verdict.is_good is True) == (verdict.code == "proven")


def say(view: View, **changed: object) -> str:
    return verdicts.say(decide(evidence(**changed)), view)


def test_what_moved_too_little_is_said_to_have_moved() -> None:
    """METHOD, verdicts: +3 [1, 5] where +10 was expected."""
    changed = {"change": 3.0, "low": 1.0, "high": 5.0}
    assert say(ENGLISH, **changed) == (
        "not the expected size: it moved by +3.0 (95% interval +1.0 to +5.0); expected: +10.0"
    )
    assert say(CHINESE, **changed) == "未达预期：确有变动 +3.0（95% 区间 +1.0 至 +5.0），预期 +10.0"
    still = {"change": 0.0, "low": -4.0, "high": 4.0}
    assert "perhaps not at all" in say(ENGLISH, **still)
    assert "也可能没有变动" in say(CHINESE, **still)


def test_too_early_says_from_when() -> None:
    changed = {"detectable": 12.0, "tells_from": LATER}
    assert say(ENGLISH, **changed) == "too early: can tell from 31 Mar 2027; expected: +10.0"
    assert say(CHINESE, **changed) == "为时尚早：2027年3月31日起可以判断，预期 +10.0"
    assert say(ENGLISH, months_after=1, expected=None) == "too early"
    told = decide(evidence(**changed))
    assert told.tells_from == LATER
    assert decide(evidence(tells_from=LATER)).tells_from is None


def test_inconclusive_says_what_could_have_been_seen() -> None:
    changed = {"change": 10.0, "low": -8.0, "high": 27.0, "detectable": 22.4}
    assert "could have seen 22.4 or more" in say(ENGLISH, **changed)
    assert "变动达到 22.4才看得出来" in say(CHINESE, **changed)
    assert "could have seen" not in say(ENGLISH)


def test_a_cap_says_why() -> None:
    assert "other touchpoints" in say(ENGLISH, against="other_touchpoints")
    assert "其他触点" in say(CHINESE, against="other_touchpoints")
    assert "nothing to compare it with" in say(ENGLISH, controls=0, against="itself")


def test_an_imported_claim_stays_a_claim() -> None:
    assert verdicts.say(Verdict("effect", "claimed", "itself"), ENGLISH) == "claimed"


@pytest.mark.parametrize("changed", [changed for _, changed in TABLE])
def test_only_the_word_of_the_verdict_is_said(changed: dict[str, object]) -> None:
    verdict = decide(evidence(**changed))
    for view in (ENGLISH, CHINESE):
        told = verdicts.say(verdict, view)
        assert told.startswith(verdicts.word(verdict, view))
        others = {verdicts.word(replace(verdict, code=code), view) for code in _CODES if code != verdict.code}
        assert not any(other in told for other in others)


_CODES = ("proven", "made_worse", "not_the_expected_size", "inconclusive", "consistent_with", "too_early", "claimed")


def test_the_example_in_the_docstring() -> None:
    assert doctest.testmod(effect_verdicts).failed == 0
