"""Suggestions on their way: published numbers through the page's own path, waiting, rates, dates that cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboard.answers import suggestion_flow, suggestions
from dashboard.components.suggestion import rate_sentence
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View
from tests import small_bank

GOLDEN_DAYS = (5, 8, 8, 12, 15, 20, 20, 25, 30, 30)
GOLDEN_STATUS = (1, 2, 1, 0, 1, 2, 1, 0, 1, 0)
EVENTS = {1: "adopted", 2: "declined"}
AS_OF = pd.Timestamp(2026, 9, 20)
"""Some days before the small bank's data end, whichever day that is."""
ALL = Slice(period="all")
THEN = Slice(period="all", as_of=AS_OF.date())


def golden_tables() -> dict[str, pd.DataFrame]:
    """Ten suggestions of the golden example as exports: open ones are as old as their days on the as-of day."""
    tables = small_bank.tables(responses=400)
    ids = [f"g{number}" for number in range(len(GOLDEN_DAYS))]
    begin = AS_OF - pd.Timedelta(days=40)
    submitted = [
        AS_OF - pd.Timedelta(days=days) if status == 0 else begin
        for days, status in zip(GOLDEN_DAYS, GOLDEN_STATUS, strict=True)
    ]
    events = [
        (one, EVENTS[status], f"{day + pd.Timedelta(days=days):%Y-%m-%d} 12:00:00")
        for one, day, days, status in zip(ids, submitted, GOLDEN_DAYS, GOLDEN_STATUS, strict=True)
        if status
    ]
    made = (
        tables["suggestions"]
        .head(len(ids))
        .assign(suggestion_id=ids, submitted_at=[f"{day:%Y-%m-%d} 08:00:00" for day in submitted], unit_id="o01")
    )
    return {
        **tables,
        "suggestions": made,
        "suggestion_events": pd.DataFrame(events, columns=["suggestion_id", "event", "at"]),
    }


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = tmp_path_factory.mktemp("golden")
    small_bank.make(root, of=golden_tables())
    return open_build("small", root)


def curve_at(answer: Answer, day: int) -> float:
    curve = answer.chart["curve"]
    reached = [share for age, share in zip(curve["days"], curve["adopted"], strict=True) if age <= day]
    return float(reached[-1])


def test_adoption_is_the_published_incidence_and_none_of_the_naive_shares(golden: Build) -> None:
    """METHOD §7: .4333 at day 20 and .6083 at day 30, through export, build, query and answer."""
    answer = suggestions.adoption(golden, THEN, local_user())
    (at_30, *_) = answer.values
    assert at_30.of("age_days") == "30"
    assert at_30.shown == "interval"  # ten suggestions: the interval alone
    assert answer.chart["open"] == 3
    found = {value.of("stage"): value.score for value in suggestions.funnel(golden, THEN, local_user()).values}
    assert (found["submitted"], found["adopted"], found["declined"], found["open"]) == (10, 5, 2, 3)
    # what would be wrong, named: adopted of all, and adopted of decided
    assert (found["adopted"] / found["submitted"], round(5 / 7, 3)) == (0.5, 0.714)
    followed = suggestions.cohort(suggestions.ask("x", "adoption_30d", golden, THEN, local_user()))[0]
    assert followed is not None
    curve = suggestions._followed(followed, 1)
    told = dict(zip(curve.days.tolist(), curve.curve[0].tolist(), strict=True))
    assert (round(told[20.0], 2), round(told[30.0], 2)) == (43.33, 60.83)


def test_waiting_counts_the_open_ones_as_open(golden: Build) -> None:
    answer = suggestion_flow.waiting(golden, THEN, local_user())
    decision = next(value for value in answer.values if value.of("stage") == "decision")
    assert decision.base == 10
    assert answer.chart["stages"]["decision"] == {
        "ended": 7,
        "open": 3,
        "oldest_open_days": 30.0,
        "slowest_tenth_days": None,
    }
    # ten suggestions: the interval alone, and with three open nothing says that half are surely decided by any day
    assert decision.shown == "interval"
    assert (decision.score, decision.low, decision.high) == (None, 5.0, None)


def test_a_stage_nobody_came_to_is_left_out_and_no_suggestion_is_said(golden: Build, build: Build) -> None:
    told = suggestion_flow.waiting(golden, THEN, local_user())
    assert {value.of("stage") for value in told.values} == {"first_reply", "decision", "implementation"}
    assert told.chart["stages"]["implementation"]["ended"] == 0
    assert suggestion_flow.waiting(build, Slice(period="2020"), local_user()).missing == "no_suggestions"
    assert (
        suggestion_flow.per_staff_and_customers(build, Slice(period="2020"), local_user()).missing == "no_suggestions"
    )


def test_rates_stand_on_the_exposure_of_the_units_looked_at(build: Build) -> None:
    answer = suggestion_flow.per_staff_and_customers(build, ALL, local_user())
    counted = suggestions.funnel(build, ALL, local_user()).values[0].score
    exposure = build._connection.cursor().execute("select sum(customers) from mart_exposure_month").fetchone()
    assert exposure is not None
    (customers,) = [value for value in answer.values if value.of("per") == "customers"]
    assert counted is not None
    assert customers.score == pytest.approx(counted / (exposure[0] / 12) * 10_000)
    assert customers.low is not None
    assert customers.low < customers.score
    assert "over a year at this pace" in rate_sentence(answer, View("en"))


@pytest.mark.parametrize("dimension", ["unit", "line", "source", "touchpoint"])
def test_every_grouping_adds_up_to_the_whole(build: Build, dimension: str) -> None:
    answer = suggestions.by(dimension, build, ALL, local_user())
    counts = answer.chart["counts"]
    whole = {value.of("stage"): value.score for value in suggestions.funnel(build, ALL, local_user()).values}
    for stage in ("submitted", "adopted", "declined", "merged", "open"):
        assert sum(each[stage] for each in counts.values()) == whole[stage]


def test_what_cannot_be_is_flagged_and_counts_once(tmp_path: Path) -> None:
    """Adopted before submitted, implemented but never adopted, a closed unit, the same id twice, a day far ahead."""
    tables = golden_tables()
    made, events = tables["suggestions"], tables["suggestion_events"]
    odd = pd.DataFrame(
        [
            ("g3", "adopted", "2026-01-01 12:00:00"),  # months before it was submitted
            ("g7", "implemented", "2026-09-10 12:00:00"),  # and never adopted
            ("g9", "adopted", "2027-03-01 12:00:00"),  # after everything else the bank knows
        ],
        columns=["suggestion_id", "event", "at"],
    )
    tables["suggestions"] = pd.concat([made, made.head(1)], ignore_index=True)  # the same id twice
    tables["suggestions"].loc[1, "unit_id"] = small_bank.CLOSED
    tables["suggestion_events"] = pd.concat([events, odd], ignore_index=True)
    small_bank.make(tmp_path, of=tables)
    build = open_build("small", tmp_path)
    found = {value.of("stage"): value.score for value in suggestions.funnel(build, ALL, local_user()).values}
    assert found["submitted"] == 10
    assert found["implemented"] == 0  # what was never adopted was not implemented
    waiting = suggestion_flow.waiting(build, ALL, local_user())
    assert all((value.low or 0) >= 0 for value in waiting.values)  # no wait is negative


def test_what_is_still_to_be_done_is_listed_with_who_answers_for_it_and_how_late_it_is(tmp_path: Path) -> None:
    tables = golden_tables()
    ids = tables["suggestions"]["suggestion_id"]
    due = {"g3": "2026-09-15", "g7": "2026-12-31", "g0": "2026-08-21"}
    tables["suggestions"] = tables["suggestions"].assign(
        owner=["运营管理部" if each != "g9" else "" for each in ids], due_on=[due.get(each, "") for each in ids]
    )
    small_bank.make(tmp_path, of=tables)
    answer = suggestion_flow.unfinished(open_build("small", tmp_path), THEN, local_user())
    rows = {row["suggestion"]: row for row in answer.chart["rows"]}
    # five adopted and not done, three open; two declined are no one's work any more
    assert {each: row["stage"] for each, row in rows.items()} == {
        **dict.fromkeys(("g0", "g2", "g4", "g6", "g8"), "adopted"),
        **dict.fromkeys(("g3", "g7", "g9"), "submitted"),
    }
    assert (rows["g3"]["waiting_days"], rows["g3"]["late_days"], rows["g7"]["late_days"]) == (12, 5, 0)
    assert (rows["g0"]["late_days"], rows["g0"]["owner"], rows["g9"]["owner"]) == (30, "运营管理部", "")
    assert [row["waiting_days"] for row in answer.chart["rows"]] == [40, 40, 40, 40, 40, 30, 25, 12]
    assert {value.of("waiting_days"): value.score for value in answer.values} == {
        "0–30": 3,
        "31–90": 5,
        "91–180": 0,
        "181+": 0,
    }
    assert (answer.chart["total"], answer.chart["overdue"], answer.chart["unowned"]) == (8, 2, 1)
    unread = Scope(person="clerk", visible=None, may_read_verbatims=False)
    hidden = suggestion_flow.unfinished(open_build("small", tmp_path), THEN, unread)
    assert {row["title"] for row in hidden.chart["rows"]} == {""}
    other = suggestion_flow.unfinished(
        open_build("small", tmp_path), THEN, Scope(person="west", visible=frozenset({"r02", "o04"}))
    )
    assert (other.chart["rows"], other.chart["total"]) == (
        (),
        8,
    )  # all of them are o01's; the bank's count is everyone's


def test_what_was_reopened_is_open_again_and_counted_and_what_was_proven_is_verified(tmp_path: Path) -> None:
    tables = golden_tables()
    again = pd.DataFrame([("g1", "reopened", "2026-09-15 09:00:00")], columns=["suggestion_id", "event", "at"])
    tables["suggestion_events"] = pd.concat([tables["suggestion_events"], again], ignore_index=True)
    small_bank.make(tmp_path, of=tables)
    build = open_build("small", tmp_path)
    days = (AS_OF.date() - timedelta(days=40), date(2020, 1, 1))
    answer = suggestions.funnel(build, THEN, local_user(), proven=days)
    found = {value.of("stage"): value.score for value in answer.values}
    assert (found["declined"], found["open"], found["reopened"]) == (1, 4, 1)
    assert (found["verified"], answer.chart["path"][-1]) == (1, "verified")  # the other was submitted in another time
    before = suggestions.funnel(build, Slice(period="all", as_of=date(2026, 9, 10)), local_user())
    assert {value.of("stage") for value in before.values} >= {"reopened"}
    assert next(value.score for value in before.values if value.of("stage") == "reopened") == 0
    assert "verified" not in before.chart["path"]
