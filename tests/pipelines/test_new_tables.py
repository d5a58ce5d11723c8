"""Contacts, complaint events and counts, inspections, activities, journey events, unit attributes and names in a build.

Each is loaded through descriptions from files, as anybody's are; o05 of the small bank moved on 2025-07-01, r02 to r03.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.banks import Bank
from pipelines.load import load
from pipelines.refusals import Refused
from tests import small_bank

FACTS = {
    "contacts": "fct_contact",
    "complaint_events": "fct_complaint_event",
    "complaint_counts": "fct_complaint_count",
    "inspections": "fct_inspection",
    "activities": "fct_activity",
    "journey_events": "fct_journey_event",
    "unit_attributes": "dim_unit_attribute",
}


def frame(columns: str, *rows: str) -> pd.DataFrame:
    return pd.DataFrame([row.split("|") for row in rows], columns=columns.split())


def tables() -> small_bank.Tables:
    made = small_bank.tables(responses=100)
    units = made["units"]
    renamed = units[units["unit_id"] == "o02"].assign(name="解放路支行", name_en="Jiefang Road", from_on="2026-01-01")
    return made | {
        "units": pd.concat([units, renamed]),
        "contacts": frame(
            "contact_id kind contacted_at unit_id channel touchpoint_id contacts text",
            "k1|enquiry|2025-06-30 09:00:00|o05|hotline|queue||客户手机 13800138000 咨询",
            "k2|praise|2025-07-01|o05|branch||3|锦旗三面",
            "k3|complaint|2026-01-02|nowhere|12363|login||",
            "k4|grumble|2026-01-02|o01|hotline|||",
            "k5|suggestion|2026-10-20|o02|hotline|||",
        ),
        "complaint_events": frame(
            "complaint_id event at from_unit_id to_unit_id limit_days complexity was_reached is_satisfied",
            "t0001|transferred|2025-06-30 10:00:00|r02|o05||||",
            "t0001|transferred|2025-07-02 10:00:00|o05|r03||||",
            "t0001|extended|2025-07-03 10:00:00|||30|complex||",
            "t0001|first_call_back|2025-07-20|||||是|否",
            "t9999|decided|2025-07-20||||||",
        ),
        "complaint_counts": frame(
            "month unit_id channel business cause complaints valid_complaints",
            "2025-06|o05|12378|debit|rules|7|2",
            "2025-07|o05|12378|debit|rules|5|",
        ),
        "inspections": frame(
            "unit_id item kind inspected_on touchpoint_id passed rechecked_on passed_recheck finding",
            "o05|叫号机可用|self_check|2025-06-30|queue|否|2025-07-10|是|联系人 13900139000",
            "o05|叫号机可用|service_check|2025-07-01|queue|是|||",
        ),
        "activities": frame(
            "activity_id kind name started_on finished_on unit_id findings passed_first passed_second reached summary",
            "a1|product_review|新信用卡|2025-03-01|2025-03-09|hq|4|否|是||整改后通过",
            "a2|education|金融知识进社区|2025-07-01||o05|||| 120|",
        ),
        "journey_events": frame(
            "journey_instance_id journey_id touchpoint_id entered_at completed_at unit_id channel entered completed",
            "j1|visit|queue|2025-06-30 09:00:00|2025-06-30 09:10:00|o05|branch||",
            "j1|visit|counter|2025-06-30 09:10:00||o05|branch||",
            "|app|login|2025-07-01|||app|500|430",
        ),
        "unit_attributes": frame(
            "unit_id attribute value from_on to_on",
            "o01|elderly_friendly||2025-01-01|2025-12-31",
            "o01|elderly_friendly||2026-03-01|",
            "o02|demonstration|市级||",
            "o02|demonstration|省级|2025-05-01|",
        ),
    }


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return small_bank.make(tmp_path_factory.mktemp("banks"), of=tables())


@pytest.fixture
def build(bank: Bank) -> Iterator[duckdb.DuckDBPyConnection]:
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def rows(build: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return build.execute(query).fetchall()


def placed(fact: str, columns: str, placement: str = "placement_id") -> str:
    """The fact's rows with the unit they stand at and the region above it on that day."""
    return f"""select {columns}, dim_placement.unit_id,
            (select ancestor_id from bridge_placement_ancestor as bridge
            where bridge.placement_id = fact.{placement} and ancestor_level = 1)
        from {fact} as fact inner join dim_placement on dim_placement.placement_id = fact.{placement}
        order by all"""  # noqa: S608 - names of this file


def test_every_row_that_fits_is_in_its_fact_and_the_others_are_refused(build: duckdb.DuckDBPyConnection) -> None:
    handed_over = {table: len(found) for table, found in tables().items() if table in FACTS}
    counts = {table: rows(build, f"select count(*) from {fact}")[0][0] for table, fact in FACTS.items()}  # noqa: S608
    assert counts == handed_over | {"contacts": 3}
    assert sorted(rows(build, "select row_number, column_name, value_masked, reason from refused_row")) == [
        (4, "unit_id", "nowhere", "unknown_unit"),
        (5, "kind", "grumble", "not_allowed"),
    ]


def test_contacts_stand_where_their_unit_stood_that_day_and_their_text_is_masked(
    build: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(build, placed("fct_contact", "contact_id, journey_id, contacts, text")) == [
        ("k1", "visit", 1, "客户手机 [PHONE] 咨询", "o05", "r02"),
        ("k2", "", 3, "锦旗三面", "o05", "r03"),
        ("k5", "", 1, "", "o02", "r01"),
    ]


def test_events_of_a_complaint_name_both_ends_of_a_transfer(build: duckdb.DuckDBPyConnection) -> None:
    handed_on = "(select * from fct_complaint_event where event = 'transferred')"
    assert rows(build, placed(handed_on, "happened_on::text", "from_placement_id")) == [
        ("2025-06-30", "r02", "r02"),
        ("2025-07-02", "o05", "r03"),
    ]
    assert rows(build, placed(handed_on, "happened_on::text", "to_placement_id")) == [
        ("2025-06-30", "o05", "r02"),
        ("2025-07-02", "r03", "r03"),
    ]
    assert rows(
        build,
        """select event, limit_days, complexity, was_reached, is_satisfied from fct_complaint_event
        where event in ('extended', 'first_call_back') order by event""",
    ) == [("extended", 30, "complex", None, None), ("first_call_back", None, None, True, False)]


def test_counts_of_complaints_stand_where_the_unit_stood_that_month(build: duckdb.DuckDBPyConnection) -> None:
    assert rows(build, placed("fct_complaint_count", "month::text, complaints, valid_complaints")) == [
        ("2025-06-01", 7, 2, "o05", "r02"),
        ("2025-07-01", 5, None, "o05", "r03"),
    ]
    assert rows(build, "select name from dim_member where dimension = 'channel' and member_id = '12378'")


def test_inspections_and_activities(build: duckdb.DuckDBPyConnection) -> None:
    assert rows(build, placed("fct_inspection", "kind, is_passed, rechecked_on::text, is_recheck_passed, finding")) == [
        ("self_check", False, "2025-07-10", True, "联系人 [PHONE]", "o05", "r02"),
        ("service_check", True, None, None, "", "o05", "r03"),
    ]
    assert rows(build, placed("fct_activity", "activity_id, findings, is_passed_first, is_passed_second, reached")) == [
        ("a1", 4, False, True, None, "hq", None),
        ("a2", None, None, None, 120, "o05", "r03"),
    ]


def test_steps_of_a_journey_count_one_each_or_what_they_say(build: duckdb.DuckDBPyConnection) -> None:
    steps = rows(build, placed("fct_journey_event", "touchpoint_id, entered, completed, journey_instance_id is null"))
    assert steps == [
        ("counter", 1, 0, False, "o05", "r02"),
        ("login", 500, 430, True, "hq", None),
        ("queue", 1, 1, False, "o05", "r02"),
    ]
    [(instances, plain)] = rows(
        build,
        """select count(distinct journey_instance_id), count(*) filter (where journey_instance_id = 'j1')
        from fct_journey_event""",
    )
    assert (instances, plain) == (1, 0)


def test_attributes_hold_for_spans_and_the_next_value_ends_the_one_before(build: duckdb.DuckDBPyConnection) -> None:
    assert rows(build, "select unit_id, value, from_on::text, to_on::text from dim_unit_attribute") == [
        ("o01", "", "2025-01-01", "2026-01-01"),
        ("o01", "", "2026-03-01", None),
        ("o02", "市级", None, "2025-05-01"),
        ("o02", "省级", "2025-05-01", None),
    ]


def test_a_renamed_unit_keeps_its_id_and_its_names_and_a_moved_one_its_name(build: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        build, "select name, name_en, from_on::text, to_on::text from dim_unit_name where unit_id in ('o02', 'o05')"
    ) == [
        ("人民路支行", "Renmin Road", None, "2026-01-01"),
        ("解放路支行", "Jiefang Road", "2026-01-01", None),
        ("新村支行", "Xincun", None, None),
    ]
    assert rows(build, "select name from dim_unit where unit_id = 'o02'") == [("解放路支行",)]
    # a new name is no new place: what o02 counted before and after stays together
    assert rows(build, "select count(*) from dim_placement where unit_id = 'o02'") == [(1,)]


def test_an_attribute_that_ends_before_it_begins_refuses_the_load(bank: Bank, tmp_path: Path) -> None:
    path = tmp_path / "unit_attributes-new.csv"
    path.write_text("unit_id,attribute,value,from_on,to_on\no01,rest_stop,,2026-02-01,2026-01-01\n", encoding="utf-8")
    before = bank.pointer.read_bytes()
    with pytest.raises(Refused, match=r"row 2.*ends on 2026-01-01, before it begins on 2026-02-01"):
        load(bank, [path])
    assert bank.pointer.read_bytes() == before


def test_data_reach_to_the_last_contact(build: duckdb.DuckDBPyConnection) -> None:
    assert rows(build, "select data_until::text from build_info") == [("2026-10-20",)]
