"""What was planted in the life of the example bank's complaints is what the page finds, by the normal way in."""

from __future__ import annotations

import pytest

from dashboard.answers import complaint_calls, complaint_clock, complaint_waits
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Released
from pipelines.banks import bank as bank_named
from pipelines.demo import write
from pipelines.demo.catalogue import truths
from pipelines.load import load

ALL = Slice(period="all")
SINCE = Slice(period="2026-01..2026-10")
"""Months since the hand-overs became faster."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A small example bank without its surveys, which have nothing to say of complaints."""
    root = tmp_path_factory.mktemp("example")
    bank = bank_named("example", root)
    bank.ensure()
    written = write(bank.folder, outlets=40, years=2, scale=0.4)
    load(bank, [bank.inbox / name for name in written.files if not name.startswith(("nps_", "invitations"))])
    return open_build("example", root)


def holds(value: Released, truth: float) -> bool:
    return value.low is not None and value.high is not None and value.low <= truth <= value.high


def test_the_region_whose_cases_wait_is_found_and_no_other(example: Build, me: Scope) -> None:
    answer = complaint_waits.hand_overs_by_unit(example, ALL, me)
    codes = dict(zip(answer.chart["compared"], (verdict.code for verdict in answer.verdicts), strict=True))
    assert [unit for unit, code in codes.items() if code == "higher"] == [truths()["hand_overs"]["slower_region"]]


def test_hand_overs_became_faster_and_by_about_as_much_as_was_planted(example: Build, me: Scope) -> None:
    answer = complaint_waits.shortened(example, SINCE, me)
    verdicts = dict(zip(answer.chart["compared"], answer.verdicts, strict=True))
    means = {(value.of("wait"), value.of("period")): value for value in answer.values}
    for direction in ("down", "up", "across"):
        now, before = means[direction, "current"], means[direction, "year_before"]
        assert verdicts[direction].code == "fell", direction
        assert verdicts[direction].is_good
        # working days are whole and a case has only so much room, so that the planted factor shows within bounds
        factor = truths()["hand_overs"]["faster_factor"]
        assert (now.score or 0) / (before.score or 1) == pytest.approx(factor, abs=0.2), direction


def test_call_backs_hear_what_was_planted(example: Build, me: Scope) -> None:
    truth = truths()["call_backs"]
    answer = complaint_calls.call_backs(example, ALL, me)
    told = {(value.of("outcome"), value.of("among")): value for value in answer.values}
    first, still, then = (truth[f"{name}_satisfied_share"] for name in ("first", "still", "then"))
    second = first * still + (1 - first) * then
    assert holds(told["resolved", "all"], 100 * truth["resolved_share"])
    assert holds(told["satisfied_first", "reached"], 100 * first)
    assert holds(told["satisfied_second", "reached"], 100 * second)
    # of all that were told it is far less than of those reached: the headline is the first
    assert holds(told["satisfied_first", "all"], 100 * first * truth["first_share"] * truth["first_reached_share"])
    share, kappa, gap = answer.chart["agreement"]
    same = first * still + (1 - first) * (1 - then)
    by_chance = first * second + (1 - first) * (1 - second)
    assert holds(share, 100 * same)
    assert holds(kappa, (same - by_chance) / (1 - by_chance))
    assert holds(gap, 100 * (first - second))
    assert gap.low is not None and gap.low > 0


def test_those_who_were_never_told_are_open_and_about_as_many_as_planted(example: Build, me: Scope) -> None:
    answer = complaint_waits.first_times(example, Slice(period="2025"), me)
    told = answer.chart["waits"]["tell"]
    (base,) = (value.base for value in answer.values if value.of("wait") == "tell")
    assert base
    assert told["open"] / base == pytest.approx(truths()["never_told"]["share"], abs=0.01)
    assert told["open"] > 0


def test_repeats_that_nobody_marked_are_found_by_the_customer(example: Build, me: Scope) -> None:
    """Three in ten were left unmarked; those of them whose customer has a number are found all the same."""
    chart = complaint_calls.came_back(example, ALL, me).chart
    keyed = chart["keyed"] / chart["told"]
    assert keyed == pytest.approx(0.85, abs=0.05)
    share = truths()["unmarked_repeats"]["share"]
    found = chart["unmarked"][90] / chart["repeated"][90]
    assert found == pytest.approx(share * keyed / (1 - share * (1 - keyed)), abs=0.1)


def test_clocks_that_were_extended_are_told_apart_from_the_overdue(example: Build, me: Scope) -> None:
    answer = complaint_clock.to_answer(example, ALL, me)
    states = {value.of("state"): value.score for value in answer.values}
    assert states["extended"]
    assert states["overdue_legal"]
    assert sum(value.score or 0 for value in answer.values) == answer.chart["total"]
