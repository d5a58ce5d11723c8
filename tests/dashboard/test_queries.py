"""Counting: marts answer as facts do, nested units count once, a moved unit keeps its history, scope holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings

from dashboard.answers.question import ask
from dashboard.queries import builds, records, responses
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.where import OutOfScopeError, TooFineError, counted_nodes, where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests import small_bank
from tests.dashboard.slices_of import UNITS, slices

SCORES = [*responses.SCORES, "responses", "recommend_responses", "off_scale", "blank", "partial_responses"]


def _counts(frame: pd.DataFrame, columns: list[str]) -> dict[tuple[object, ...], list[int]]:
    sums = frame.groupby(["month", "group"])[columns].sum()
    return {key: row for key, row in zip(sums.index.tolist(), sums.to_numpy().tolist(), strict=True) if any(row)}


def _from_facts(build: Build, statement: str, asked, **more) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    without = more.pop("without", ())
    frame = asked.grouped(build.rows(f"{statement}/from_facts", asked.parameters(without, **more)))
    return frame[frame["month"] <= pd.Timestamp(asked.last_month)]


@settings(max_examples=60, deadline=None)
@given(chosen=slices())
def test_the_marts_answer_as_the_facts_do(build: Build, me: Scope, chosen: Slice) -> None:
    for by in ("", "unit", *chosen.members):
        asked = where(build, chosen, me, "service", by)
        read = responses.recommend(build, asked)
        assert not read.read_facts
        assert _counts(read.frame, SCORES) == _counts(_from_facts(build, "responses", asked), SCORES)
        weights = ["weight_promoters", "weight_passives", "weight_detractors", "weight_squared_sum"]
        facts = _from_facts(build, "responses", asked)
        assert read.frame[weights].sum().tolist() == pytest.approx(facts[weights].sum().tolist())
        rated = responses.ratings(build, asked, "satisfaction")
        fact = _from_facts(
            build, "ratings", asked, without=("touchpoint",), kind="satisfaction", any_rated=False, rated=["overall"]
        )
        columns = ["ratings", "top_box", "pain_box", "not_used", "blank"]
        assert _counts(rated.frame, columns) == _counts(fact, columns)


@settings(max_examples=30, deadline=None)
@given(chosen=slices(most_filters=0))
def test_complaints_of_the_marts_are_those_of_the_facts(build: Build, me: Scope, chosen: Slice) -> None:
    columns = ["complaints", "merged_complaints", "valid_complaints"]
    for by in ("", "unit", "cause", "channel"):
        asked = where(build, chosen, me, "service", by)
        assert _counts(records.complaints(build, asked).frame, columns) == _counts(
            _from_facts(build, "complaints", asked), columns
        )


def test_two_crossing_dimensions_read_the_facts(build: Build, me: Scope) -> None:
    two = Slice(members={"line": ("retail",), "channel": ("app",)})
    read = responses.recommend(build, where(build, two, me, "service"))
    assert read.read_facts
    assert bool(read.frame["is_freer"].all())


def test_a_day_inside_a_month_reads_the_days_of_a_mart_and_the_facts_where_a_dimension_crosses(
    build: Build, me: Scope
) -> None:
    filtered = Slice(as_of=date(2026, 5, 17), members={"channel": ("app",)})
    assert responses.recommend(build, where(build, filtered, me, "service")).read_facts
    inside = where(build, Slice(as_of=date(2026, 5, 17)), me, "service")
    read = responses.recommend(build, inside)
    assert not read.read_facts
    cut = read.frame[read.frame["is_freer"]]
    assert cut["month"].unique().tolist() == [pd.Timestamp(2026, 5, 1)]
    assert read.frame["month"].max() == pd.Timestamp(2026, 5, 1)
    whole = responses.recommend(build, where(build, Slice(as_of=date(2026, 5, 31)), me, "service"))
    assert not whole.read_facts
    assert (
        0 < int(cut["responses"].sum()) < int(whole.frame.loc[whole.frame["month"] == "2026-05-01", "responses"].sum())
    )


def test_family_answers_touch_no_fact_table(build: Build, me: Scope) -> None:
    asked = where(build, Slice(units=("r01",), members={"channel": ("app",)}), me, "service", "unit")
    parameters = asked.parameters(kind="satisfaction", any_rated=True, rated=["queue"])
    parameters["nodes"] = counted_nodes(build, asked).every
    of_nodes = [
        f"{name}/{which}" for name in ("responses", "ratings", "index") for which in ("of_parents", "of_leaves")
    ]
    for statement in (*of_nodes, "complaints/by_month", "complaints/exposure_by_month"):
        plan = build.plan(statement, parameters)
        assert "mart_" in plan
        assert "fct_" not in plan
    for statement in ("responses/of_days", "ratings/of_days"):
        plan = build.plan(statement, {**parameters, "crossing": "all", "any_member": True})
        assert "_day" in plan
        assert "fct_" not in plan


@settings(max_examples=40, deadline=None)
@given(chosen=slices())
def test_nested_units_count_once(build: Build, me: Scope, chosen: Slice) -> None:
    """Choosing a region and an outlet of it is choosing the region."""
    for region, outlet in (("r01", "o02"), ("hq", "r02"), ("r02", "o06")):
        both = responses.recommend(build, where(build, replace(chosen, units=(region, outlet)), me, "service"))
        alone = responses.recommend(build, where(build, replace(chosen, units=(region,)), me, "service"))
        assert _counts(both.frame, SCORES) == _counts(alone.frame, SCORES)


def test_children_add_up_to_their_parent_and_a_moved_unit_keeps_its_history(build: Build, me: Scope) -> None:
    whole = responses.recommend(build, where(build, Slice(), me, "service")).frame
    regions = responses.recommend(build, where(build, Slice(), me, "service", "unit")).frame
    assert int(regions["responses"].sum()) == int(whole["responses"].sum()) == small_bank.RESPONSES
    moved = pd.Timestamp(small_bank.MOVED_ON)
    for region, is_there in (("r02", lambda months: months < moved), ("r03", lambda months: months >= moved)):
        outlets = responses.recommend(build, where(build, Slice(units=(region,)), me, "service", "unit")).frame
        months = outlets.loc[outlets["group"] == small_bank.MOVED, "month"]
        assert len(months)
        assert bool(is_there(months).all())


def test_scope_gives_only_own_units_by_name_and_the_bank_as_a_whole(build: Build, me: Scope) -> None:
    region = Scope(person="east", visible=frozenset({"r01", "o01", "o02", "o03"}))
    assert [unit.unit_id for unit in catalogue(build, region).units] == ["r01", "o01", "o02", "o03"]
    assert "r02" not in catalogue(build, region).known()["unit"]
    for unit in UNITS:
        if unit not in (region.visible or ()):
            with pytest.raises(OutOfScopeError):
                where(build, Slice(units=(unit,)), region, "service")
    by_unit = responses.recommend(build, where(build, Slice(), region, "service", "unit")).frame
    assert set(by_unit["group"]) == {"r01"}
    bank = responses.recommend(build, where(build, Slice(), region, "service")).frame
    assert int(bank["responses"].sum()) == small_bank.RESPONSES
    # Even a question that slipped past the check above finds nothing there.
    slipped = replace(where(build, Slice(), region, "service"), units=("r02",))
    assert responses.recommend(build, slipped).frame.empty


def test_what_cannot_be_cut_exactly_is_refused_and_says_what_to_widen(build: Build, me: Scope) -> None:
    chosen = Slice(members={"line": ("retail",), "age_band": ("60+",)})
    with pytest.raises(TooFineError) as fault:
        responses.invitations(build, where(build, chosen, me, "service"))
    assert fault.value.widen == ("age_band", "line")
    with pytest.raises(TooFineError) as fault:
        records.complaints(build, where(build, chosen, me, "service"))
    assert fault.value.widen == ("age_band",)


def test_customers_of_a_started_month_count_by_the_days_that_have_passed(build: Build, me: Scope) -> None:
    whole = records.complaints(build, where(build, Slice(), me, "")).frame
    cut = records.complaints(build, where(build, Slice(as_of=date(2026, 4, 15)), me, ""))
    month = pd.Timestamp(2026, 4, 1)
    half = cut.frame.loc[cut.frame["month"] == month, "customers"].sum()
    assert half == pytest.approx(whole.loc[whole["month"] == month, "customers"].sum() / 2, abs=1)
    assert cut.notes == ("partial_month",)


def test_an_as_of_day_takes_later_answers_off_their_cohorts(build: Build, me: Scope) -> None:
    end = Slice(as_of=date(2026, 5, 31))
    now = responses.invitations(build, where(build, Slice(), me, "service")).frame
    then = responses.invitations(build, where(build, end, me, "service")).frame
    month = pd.Timestamp(2026, 5, 1)
    late = int(
        build._connection.cursor()
        .execute(
            "select count(*) from fct_response where survey_id = 'service' and responded_on > date '2026-05-31' "
            "and invited_on between date '2026-05-01' and date '2026-05-31'"
        )
        .fetchall()[0][0]
    )
    assert late > 0
    sums = [int(frame.loc[frame["month"] == month, "responded"].sum()) for frame in (now, then)]
    assert sums[0] - sums[1] == late


def test_the_survey_meant_is_the_one_with_most_recommend_answers(build: Build, me: Scope) -> None:
    known = catalogue(build, me)
    assert known.survey(Slice()).survey_id == "service"  # type: ignore[union-attr]
    assert known.survey(Slice(survey="counter")).survey_id == "counter"  # type: ignore[union-attr]
    assert known.called("o01") == ("总行 / 东区分行 / 营业部", "Head office / East / Main office")
    assert known.called("o02") == ("人民路支行", "Renmin Road")


def test_what_counts_the_same_is_counted_once_and_nobody_can_spoil_it(build: Build, me: Scope) -> None:
    builds.forget()
    build = open_build(build.bank, build.folder.parent)  # other tests open more builds than are kept open
    first = ask("one", "nps", build, Slice(period="2026Q3"), me)
    expected = int(first.read.frame["recommend_responses"].sum())
    first.read.frame["recommend_responses"] = 0
    second = ask("another", "nps", build, Slice(period="all"), me)
    assert int(second.read.frame["recommend_responses"].sum()) == expected > 0
    assert second.months is first.months
    assert ask("one", "responses", build, Slice(), me).months is not first.months
    narrowed = ask("one", "nps", build, Slice(members={"channel": ("app",)}), me)
    assert 0 < int(narrowed.read.frame["recommend_responses"].sum()) < expected
