"""Builds of hand-written units and records: trees of any depth, moves, closures, shared names; checks that can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import models
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.build import build
from pipelines.raw import RawStore
from pipelines.refusals import Refused
from tests import small_bank

Rows = list[dict[str, object]]


def unit(unit_id: str, parent_id: str | None = None, from_on: str | None = None, **more: object) -> dict[str, object]:
    return {"unit_id": unit_id, "parent_id": parent_id, "from_on": from_on, "level": "级", "name": unit_id, **more}


def response(response_id: str, unit_id: str | None, day: str, **more: object) -> dict[str, object]:
    made = {"survey_id": "s", "response_id": response_id, "unit_id": unit_id, "responded_at": f"{day} 12:00:00"}
    return {**made, "is_partial": False, "recommend_state": "valid", "recommend": 9, **more}


def store(bank: Bank, **tables: Rows) -> duckdb.DuckDBPyConnection:
    """Publish a build of these raw rows and open it."""

    def read(raw: RawStore, build_id: str) -> None:
        for place, (table, rows) in enumerate(tables.items()):
            raw.begin(f"{build_id}-{place}", table, f"{table}/test", False)
            frame = pd.DataFrame(rows)
            frame.index = range(2, len(rows) + 2)
            raw.add(table, frame)
            raw.add_load({"load_id": f"{build_id}-{place}", "table_name": table})

    with bank.loading():
        return duckdb.connect(build(bank, read).path, read_only=True)


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return bank_named("b", tmp_path)


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query).fetchall()


CHAINS = """
    select unit_id, from_on::text, to_on::text, string_agg(ancestor_id, '>' order by ancestor_level)
    from dim_placement inner join bridge_placement_ancestor using (placement_id)
    group by all order by 1, 2 nulls first
"""


def test_an_outlet_moves_with_its_region(bank: Bank) -> None:
    units = [
        unit("hq"),
        unit("a", "hq"),
        unit("b", "hq"),
        unit("r", "a"),
        unit("r", "b", "2025-07-01"),
        unit("o", "r"),
    ]
    facts = [response("1", "o", "2025-06-30"), response("2", "o", "2025-07-01"), response("3", "r", "2026-01-01")]
    with store(bank, units=units, survey_responses=facts) as opened:
        assert rows(opened, CHAINS) == [
            ("a", None, None, "hq>a"),
            ("b", None, None, "hq>b"),
            ("hq", None, None, "hq"),
            ("o", None, "2025-07-01", "hq>a>r>o"),
            ("o", "2025-07-01", None, "hq>b>r>o"),
            ("r", None, "2025-07-01", "hq>a>r"),
            ("r", "2025-07-01", None, "hq>b>r"),
        ]
        of_a = """
            select response_id from fct_response inner join bridge_placement_ancestor using (placement_id)
            where ancestor_id = '{}' order by 1
        """
        assert rows(opened, of_a.format("a")) == [("1",)]
        assert rows(opened, of_a.format("b")) == [("2",), ("3",)]
        assert rows(opened, of_a.format("r")) == [("1",), ("2",), ("3",)]
        assert rows(opened, "select parent_id, path from dim_unit where unit_id = 'r'") == [("b", "hq / b / r")]


def test_a_renamed_unit_stays_where_it_is(bank: Bank) -> None:
    units = [unit("hq"), unit("o", "hq", name="旧名"), unit("o", "hq", "2025-07-01", name="新名")]
    with store(bank, units=units, survey_responses=[response("1", "o", "2026-01-01")]) as opened:
        assert rows(opened, "select count(*) from dim_placement where unit_id = 'o'") == [(1,)]
        assert rows(opened, "select name from dim_unit where unit_id = 'o'") == [("新名",)]


def test_a_move_after_the_data_is_not_the_present(bank: Bank) -> None:
    units = [unit("hq"), unit("a", "hq"), unit("o", "hq"), unit("o", "a", "2030-01-01")]
    with store(bank, units=units, survey_responses=[response("1", "o", "2026-01-01")]) as opened:
        assert rows(opened, "select parent_id, level from dim_unit where unit_id = 'o'") == [("hq", 1)]
        assert rows(opened, "select count(*) from dim_placement where unit_id = 'o'") == [(2,)]


def test_a_closed_unit_keeps_its_history(bank: Bank) -> None:
    units = [unit("hq"), unit("o", "hq", closed_on="2025-03-31")]
    facts = [response("1", "o", "2025-03-01"), response("late", "o", "2025-04-02")]
    with store(bank, units=units, survey_responses=facts) as opened:
        assert rows(opened, "select closed_on::text from dim_unit where unit_id = 'o'") == [("2025-03-31",)]
        found = "select response_id, unit_id from fct_response inner join dim_placement using (placement_id) order by 1"
        assert rows(opened, found) == [("1", "o"), ("late", "o")]


def test_siblings_of_one_name_and_names_with_separators_have_their_own_paths(bank: Bank) -> None:
    units = [
        unit("hq", name="总行"),
        unit("x", "hq", name="营业部"),
        unit("y", "hq", name="营业部"),
        unit("z", "x", name="支行"),
        unit("trap", "hq", name="营业部 (x) / 支行"),
    ]
    with store(bank, units=units) as opened:
        paths = dict(rows(opened, "select unit_id, path from dim_unit"))
        assert paths["x"] == "总行 / 营业部 (x)"
        assert paths["y"] == "总行 / 营业部 (y)"
        assert len(set(paths.values())) == len(paths)
        assert rows(opened, "select count(distinct path_en) from dim_unit") == [(5,)]


def test_without_units_the_bank_itself_is_the_one_unit(bank: Bank) -> None:
    with store(bank, survey_responses=[response("1", None, "2026-01-01"), response("2", "x", "2026-01-02")]) as opened:
        assert rows(opened, "select unit_id, parent_id, level from dim_unit") == [("bank", None, 0)]
        assert rows(opened, "select count(distinct placement_id), count(*) from fct_response") == [(1, 2)]


def test_several_roots_are_put_under_the_bank(bank: Bank) -> None:
    with store(bank, units=[unit("bank"), unit("other")]) as opened:
        assert rows(opened, "select unit_id, parent_id, level from dim_unit order by level, unit_id") == [
            ("__bank__", None, 0),
            ("bank", "__bank__", 1),
            ("other", "__bank__", 1),
        ]


def test_records_without_a_unit_belong_to_the_root(bank: Bank) -> None:
    with store(
        bank, units=[unit("hq"), unit("o", "hq")], survey_responses=[response("1", None, "2026-01-01")]
    ) as opened:
        found = "select unit_id from fct_response inner join dim_placement using (placement_id)"
        assert rows(opened, found) == [("hq",)]


def test_unknown_parents_are_refused_all_at_once_and_nothing_changes(bank: Bank) -> None:
    with pytest.raises(Refused) as refused:
        store(bank, units=[unit("hq"), unit("a", "nobody"), unit("b", "nowhere")])
    assert [refusal.found for refusal in refused.value.refusals] == [
        "unit 'a' (a) is under 'nobody', which is not a unit",
        "unit 'b' (b) is under 'nowhere', which is not a unit",
    ]
    assert bank.current() is None
    assert list(bank.builds.iterdir()) == []


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([unit("a", "b"), unit("b", "a")], "units above themselves: a < b < a"),
        ([unit("hq"), unit("a", "a")], ": a < a"),
        (
            [unit("hq"), unit("a", "hq"), unit("b", "a"), unit("a", "b", "2025-07-01")],
            "from 2025-07-01 on: a < b < a",
        ),
    ],
)
def test_cycles_are_refused(bank: Bank, units: Rows, said: str) -> None:
    with pytest.raises(Refused, match=said):
        store(bank, units=units)
    assert bank.current() is None


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_tree_with_any_moves_places_every_day_under_its_chain(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    days = [f"2025-{month:02}-01" for month in (3, 6, 9)]
    size = data.draw(st.integers(2, 9))
    ids = [f"u{i}" for i in range(size)]
    parents: dict[str, list[tuple[str, str | None]]] = {"u0": [("", None)]}
    units = [unit("u0")]
    for i, unit_id in enumerate(ids[1:], 1):  # a parent has a smaller number, so no cycle on any day
        moves = sorted(data.draw(st.sets(st.sampled_from(days), max_size=2)))
        stays = [("", f"u{data.draw(st.integers(0, i - 1))}")]
        stays += [(day, f"u{data.draw(st.integers(0, i - 1))}") for day in moves]
        parents[unit_id] = list(stays)
        units += [unit(unit_id, parent, day or None) for day, parent in stays]

    def chain(unit_id: str, day: str) -> list[str]:
        parent = [parent for from_on, parent in parents[unit_id] if from_on <= day][-1]
        return [*(chain(parent, day) if parent else []), unit_id]

    asked = [f"2025-{month:02}-{day:02}" for month, day in ((1, 1), (2, 28), (3, 1), (5, 31), (6, 1), (9, 1), (12, 31))]
    facts = [response(f"{unit_id}@{day}", unit_id, day) for unit_id in ids for day in asked]
    bank = bank_named("b", tmp_path_factory.mktemp("trees"))
    with store(bank, units=units, survey_responses=facts) as opened:
        found = dict(
            rows(
                opened,
                """select response_id, list(ancestor_id order by ancestor_level)
                from fct_response inner join bridge_placement_ancestor using (placement_id) group by 1""",
            )
        )
        assert found == {f"{unit_id}@{day}": chain(unit_id, day) for unit_id in ids for day in asked}
        assert models.check(duckdb.connect(bank.current(), read_only=True)) == () if bank.current() else False


def test_equal_ids_collapse_and_the_newest_load_wins(bank: Bank) -> None:
    first = [response("1", None, "2026-01-01", recommend=3), response("2", None, "2026-01-02")]
    store(bank, survey_responses=first).close()
    second = [
        response("1", None, "2026-01-01", recommend=10),
        response("3", None, "2026-01-03"),
        response("3", None, "2026-01-04"),
    ]
    with store(bank, survey_responses=second) as opened:
        found = "select response_id, recommend, responded_on::text from fct_response order by 1"
        assert rows(opened, found) == [("1", 10, "2026-01-01"), ("2", 9, "2026-01-02"), ("3", 9, "2026-01-04")]
        # in this load one id was there before and one came twice; the first load's record stays as it was
        assert rows(opened, "select rows_repeated from build_load order by load_id") == [(0,), (2,)]


def test_a_replaced_response_takes_its_ratings_with_it(bank: Bank) -> None:
    def rating(response_id: str, touchpoint: str, score: float) -> dict[str, object]:
        made = {"survey_id": "s", "response_id": response_id, "touchpoint_id": touchpoint, "kind": "satisfaction"}
        return {**made, "score": score, "state": "valid", "scale_minimum": 1, "scale_maximum": 5}

    def load(answers: Rows, marks: Rows, places: list[int]) -> duckdb.DuckDBPyConnection:
        def read(raw: RawStore, build_id: str) -> None:
            raw.begin(f"{build_id}-0", "survey_responses", "survey_responses/test", False)
            answered = pd.DataFrame(answers)
            answered.index = range(2, len(answers) + 2)
            raw.add("survey_responses", answered)
            raw.add("ratings", pd.DataFrame(marks, index=places))
            raw.add_load({"load_id": f"{build_id}-0", "table_name": "survey_responses"})

        with bank.loading():
            return duckdb.connect(build(bank, read).path, read_only=True)

    two = [response("1", None, "2026-01-01"), response("2", None, "2026-01-01")]
    load(two, [rating("1", "queue", 2), rating("1", "counter", 3), rating("2", "queue", 4)], [2, 2, 3]).close()
    with load([response("1", None, "2026-01-01")], [rating("1", "counter", 5)], [2]) as opened:
        found = "select response_id, touchpoint_id, score from fct_rating order by all"
        assert rows(opened, found) == [("1", "counter", 5), ("2", "queue", 4)]


def test_decisions_undone_by_reopening_do_not_stand(bank: Bank) -> None:
    suggestion = {"suggestion_id": "g", "submitted_at": "2026-01-01 08:00:00"}
    events = [
        {"suggestion_id": "g", "event": event, "at": f"2026-{day} 08:00:00"}
        for event, day in (
            ("told", "01-05"),
            ("declined", "02-01"),
            ("reopened", "03-01"),
            ("adopted", "04-01"),
        )
    ]
    with store(bank, suggestions=[suggestion], suggestion_events=events) as opened:
        found = "select first_reply_on::text, declined_on, adopted_on::text, suggestions from mart_suggestion_flow"
        assert rows(opened, found) == [("2026-01-05", None, "2026-04-01", 1)]
        assert rows(opened, "select data_until::text from build_info") == [("2026-04-01",)]


def test_pain_and_top_go_by_each_scale(bank: Bank) -> None:
    scales = {"five": (1, 5), "ten": (1, 10), "nps": (0, 10), "two": (0, 1), "seven": (1, 7)}

    def read(raw: RawStore, build_id: str) -> None:
        raw.begin(f"{build_id}-0", "survey_responses", "survey_responses/test", False)
        raw.add("survey_responses", pd.DataFrame([response("1", None, "2026-01-01")], index=[2]))
        marks = [
            {"touchpoint_id": f"{name}{mark:02}", "score": mark, "scale_minimum": low, "scale_maximum": high}
            for name, (low, high) in scales.items()
            for mark in range(low, high + 1)
        ]
        made = pd.DataFrame(marks, index=[2] * len(marks))
        raw.add("ratings", made.assign(survey_id="s", response_id="1", kind="satisfaction", state="valid"))

    with bank.loading():
        path = build(bank, read).path
    with duckdb.connect(path, read_only=True) as opened:
        picked = "select touchpoint_id from fct_rating where {} order by 1"
        assert [name for (name,) in rows(opened, picked.format("is_top"))] == [
            "five04", "five05", "nps09", "nps10", "seven06", "seven07", "ten09", "ten10", "two01",
        ]  # fmt: skip
        assert [name for (name,) in rows(opened, picked.format("is_pain"))] == [
            "five01", "five02", *(f"nps{mark:02}" for mark in range(7)), "seven01", "seven02", "seven03",
            *(f"ten{mark:02}" for mark in range(1, 6)), "two00",
        ]  # fmt: skip


def test_members_nobody_named_are_called_by_their_id(bank: Bank) -> None:
    labels = [{"dimension": "line", "member_id": "retail", "name": "零售", "sort_order": 1}]
    labels += [{"dimension": "is_new_citizen", "member_id": "true", "name": "新市民客户", "sort_order": 1}]
    facts = [
        response("1", None, "2026-01-01", line="retail", is_new_citizen=True),
        response("2", None, "2026-01-01", line="new line", is_new_citizen=False),
    ]
    with store(bank, labels=labels, survey_responses=facts) as opened:
        assert rows(opened, "select dimension, member_id, name from dim_member order by all") == [
            ("is_new_citizen", "no", "非新市民"),
            ("is_new_citizen", "yes", "新市民客户"),
            ("line", "new line", "new line"),
            ("line", "retail", "零售"),
        ]


BREACHES: dict[str, str] = {
    "activity_within_bounds": "update mart_education_day set events_counted = events + 1",
    "bridge_chain": "delete from bridge_placement_ancestor where ancestor_id = 'r01'",
    "class_holds_enough": "update mart_class set is_own = true",
    "complaint_after_in_order": "update mart_complaint_after set told_on = decided_on - 1",
    "complaint_life_adds_up": "delete from mart_complaint_wait where step = 'whole'",
    "complaint_wait_in_order": "update mart_complaint_wait set ended_on = began_on - 1 where step = 'handle'",
    "complaint_clock_in_order": "update fct_complaint_clock set decided_on = null where complaint_id = 't0001'",
    "complaint_clock_whole": "update fct_complaint_clock set known_from = known_from + 1 where complaint_id = 't0001'",
    "complaint_parts_add_up": "delete from mart_complaint_about where month = date '2026-01-01'",
    "complaint_score_adds_up": "insert into mart_complaint_score "
    "values ('service', date '2026-01-01', 1, true, 1, 0, 0)",
    "complaint_within_bounds": "update mart_complaint_month set merged_complaints = complaints + 1",
    "contact_parts_add_up": "update mart_contact_month set contacts = contacts + 1 where dimension = 'channel'",
    "data_until_last": "update build_info set data_until = date '2000-01-01'",
    "grain_block_holds_enough": "update mart_grain set step_months = 1 where step_months = 12",
    "grain_is_within_its_parents": "update mart_grain set step_months = 0 where node_id = 1",
    "mart_day_adds_up": "delete from mart_response_day where responded_on = date '2025-05-05'",
    "mart_driver_adds_up": "update mart_driver_quarter set product_sum = product_sum + 1 where responses > 50",
    "mart_driver_within_bounds": "update mart_driver_quarter set both_top = responses + 1",
    "mart_load_adds_up": "delete from mart_load where table_name = 'complaints'",
    "mart_node_adds_up": "update mart_rating_node set top_box = top_box + 1 where node_id = 1",
    "mart_pain_pair_adds_up": "update mart_pain_pair set both_pains = both_pains + 1",
    "mart_pain_pair_within_bounds": "update mart_pain_pair set both_pains = first_pains + 1",
    "mart_pain_score_adds_up": "update mart_pain_score set hurt_passives = hurt_passives + 1",
    "mart_quality_adds_up": "update mart_quality_month set partial_responses = partial_responses + 1",
    "mart_rating_adds_up": "delete from mart_rating_month where dimension = 'tier' and month = date '2025-05-01'",
    "mart_rating_within_bounds": "update mart_rating_month set top_box = ratings + 1",
    "mart_records_add_up": "update mart_exposure_month set customers = customers + 1",
    "mart_response_adds_up": "delete from mart_response_month where dimension = 'line' and month = date '2025-05-01'",
    "mart_response_within_bounds": "update mart_response_month set score_10 = score_10 + 1 where dimension = 'all'",
    "mart_volume_adds_up": "delete from mart_volume_day where responded_on = date '2025-05-05'",
    "mart_word_adds_up": "delete from mart_document",
    "member_named": "delete from dim_member where dimension = 'channel'",
    "month_starts": "update mart_complaint_month set month = month + 1",
    "placement_gap_or_overlap": "update dim_placement set to_on = to_on + 1 where to_on is not null",
    "due_in_order": "update dim_due set due_on = asked_on - 1",
    "please_check_within_bounds": "insert into mart_please_check "
    "values ('burst', 'service', 1, date '2026-01-01', date '2026-01-01', 9, 1.0, 9)",
    "rating_on_scale": "update fct_rating set score = 6 where state = 'valid' and scale_maximum = 5",
    "recommend_on_scale": "update fct_response set recommend = 11 where recommend_state = 'valid'",
    "record_placed_once": "delete from fct_complaint where complaint_id = 't0001'",
    "response_placed_once": "insert into fct_response select * from fct_response where response_id = 's00001'",
    "unit_attribute_overlap": "insert into dim_unit_attribute select 'o01', 'a', '', day, null "
    "from (values (null), (date '2026-01-01')) as spans (day)",
    "unit_name_gap_or_overlap": "update dim_unit_name set to_on = date '2026-01-01' where unit_id = 'o01'",
    "unit_tree": "update dim_unit set path = '总行' where unit_id = 'o01'",
}
"""For every check, a breach that it alone or with others must find."""


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Path:
    path = small_copy(tmp_path_factory.mktemp("banks")).current()
    assert path is not None
    return path


@pytest.fixture
def breach(healthy: Path, tmp_path: Path) -> Iterator[Callable[[str], set[str]]]:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(healthy.read_bytes())
    with duckdb.connect(copy) as connection:

        def commit(statement: str) -> set[str]:
            connection.execute(statement)
            return {result.check for result in models.check(connection)}

        yield commit


@pytest.mark.parametrize("name", models.check_names())
def test_every_check_can_fail(breach: Callable[[str], set[str]], name: str) -> None:
    assert breach("select 1") == set()
    assert name in breach(BREACHES[name])


def test_every_sql_file_is_run_and_says_what_a_row_is() -> None:
    files = {(path.parent.name, path.stem) for path in models.SQL.glob("*/*.sql")}
    made = {(folder, models.source(folder, name).stem) for folder, name in models.models()}
    run = {*made, *(("macros", name) for name in models.MACROS)}
    assert files == run | {("checks", name) for name in models.check_names()}
    for path in models.SQL.glob("*/*.sql"):
        assert path.read_text(encoding="utf-8").startswith("-- One row per "), path
    assert {path.stem for path in (models.SQL / "marts").glob("*.toml")} == set(models.MARTS)
    assert {path.stem for path in (models.SQL / "views").glob("*.toml")} == set(models.VIEWS)


def test_registers_travel_in_the_build(healthy: Path) -> None:
    with duckdb.connect(healthy, read_only=True) as opened:
        assert rows(opened, "select measure from reg_measure order by sort_order") == [
            (name,)
            for name in (
                "nps", "satisfaction", "effort", "response_rate", "complaints_per_10k",
                "complaints_per_outlet", "complaints_per_100k", "complaints_per_10m",
                "complaints_per_10k_no_agents", "complaints_per_outlet_no_agents", "complaints_per_100k_no_agents",
                "complaints_per_10m_no_agents", "complaints_escalated",
                "inspection_pass_rate", "drop_off", "reviews", "review_findings", "reviews_passed_first",
                "reviews_passed", "review_days", "education", "people_reached", "reached_per_10k",
                "adoption_30d", "adoption_90d", "adoption_180d",
                "responses", "complaints", "contacts", "suggestions_submitted", "suggestions_adopted",
                "documents", "answered_rate", "index", "assessment",
            )
        ]  # fmt: skip
        empty = "select count(*) from reg_measure where name = '' or name_en = '' or definition is null"
        assert rows(opened, empty) == [(0,)]
        assert rows(opened, "select name, value from reg_rule order by name") == [
            ("base_hidden_below", 10.0),
            ("base_interval_below", 30.0),
            ("base_low_below", 100.0),
            ("burst_above_sigmas", 6.0),
            ("burst_least_days", 60.0),
            ("check_least_responses", 10.0),
            ("freer_cut_from", 100.0),
            ("journey_patience_days", 30.0),
            ("overlap_above_chance_times", 3.0),
            ("overlap_above_share", 0.05),
            ("overlap_least_responses", 10.0),
            ("quick_below_usual_share", 0.333),
            ("repeat_within_minutes", 10.0),
            ("retire_asked_above_share", 0.1),
            ("run_expected_below", 0.01),
            ("slow_above_usual_times", 10.0),
            ("straight_least_touchpoints", 4.0),
        ]
