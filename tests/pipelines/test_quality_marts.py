"""What a build says about the quality of its records: counted by hand, planted cases found, and none made up."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.build import build
from pipelines.contracts import CONTRACTS
from pipelines.load import load
from pipelines.raw import CHILDREN, RawStore
from tests import small_bank
from tests.pipelines.test_build import response, rows, store, unit

COUNTS = """
    select responses, partial_responses, timed_responses, quick_responses, slow_responses, rated_responses,
        straight_responses, straight_top_responses
    from mart_quality_month order by all
"""


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return bank_named("b", tmp_path)


def rated(bank: Bank, marks: dict[str, list[int]], **more: object) -> duckdb.DuckDBPyConnection:
    """A build of one response per entry, with these satisfaction marks (1–5) at touchpoints a, b, c …"""

    def read(raw: RawStore, build_id: str) -> None:
        raw.begin(f"{build_id}-0", "survey_responses", "survey_responses/test", False)
        answers = [response(name, None, "2026-01-05", **more) for name in marks]
        raw.add("survey_responses", pd.DataFrame(answers, index=range(2, len(answers) + 2)))
        given = [
            {
                "survey_id": "s",
                "response_id": name,
                "touchpoint_id": "abcdefg"[place],
                "kind": "satisfaction",
                "score": mark if mark else None,
                "state": "valid" if mark else "not_used",
                "scale_minimum": 1,
                "scale_maximum": 5,
                "row": row,
            }
            for row, (name, scores) in enumerate(marks.items(), 2)
            for place, mark in enumerate(scores)
        ]
        frame = pd.DataFrame(given)
        raw.add("ratings", frame.set_index("row"))

    with bank.loading():
        return duckdb.connect(build(bank, read).path, read_only=True)


def test_straight_lining_needs_four_touchpoints_and_one_mark(bank: Bank) -> None:
    marks = {
        "threes": [3, 3, 3, 3],
        "fives": [5, 5, 5, 5, 5],
        "differs": [5, 5, 5, 4],
        "too few": [3, 3, 3],
        "not used does not count": [3, 3, 3, 0],
    }
    with rated(bank, marks) as opened:
        assert rows(opened, COUNTS) == [(5, 0, 0, 0, 0, 3, 2, 1)]


def test_quick_and_slow_go_by_the_usual_time_of_each_journey(bank: Bank) -> None:
    def timed(name: str, journey: str, seconds: float | None, **more: object) -> dict[str, object]:
        return response(name, None, "2026-01-05", journey_id=journey, duration_seconds=seconds, **more)

    facts = [timed(f"short{i}", "short", 30.0) for i in range(5)] + [timed(f"long{i}", "long", 300.0) for i in range(5)]
    facts += [
        timed("quick in the long one", "long", 60.0),
        timed("as fast is usual in the short one", "short", 11.0),
        timed("left open", "short", 301.0),
        timed("left half-way", "long", 5.0, is_partial=True),
        timed("a clock that stood", "long", 0.0),
        timed("no clock", "long", None),
    ]
    with store(bank, survey_responses=facts) as opened:
        assert rows(opened, COUNTS) == [(16, 1, 13, 1, 1, 0, 0, 0)]


def quiet_days(unit_id: str, random: np.random.Generator, days: int = 400) -> list[dict[str, object]]:
    """About two answers a day, four of ten of them a 10."""
    made = []
    for day in pd.date_range("2025-01-01", periods=days):
        for number in range(int(random.poisson(2))):
            mark = int(random.choice([10, 9, 8, 5], p=[0.4, 0.2, 0.2, 0.2]))
            made.append(response(f"{unit_id}-{day:%Y%m%d}-{number}", unit_id, f"{day:%Y-%m-%d}", recommend=mark))
    return made


def test_ordinary_scatter_is_nothing_to_check(bank: Bank) -> None:
    random = np.random.default_rng(7)
    units = [unit("hq"), *(unit(f"o{i}", "hq") for i in range(8))]
    facts = [fact for i in range(8) for fact in quiet_days(f"o{i}", random)]
    with store(bank, units=units, survey_responses=facts) as opened:
        assert rows(opened, "select * from mart_please_check") == []


def test_a_planted_burst_and_a_planted_run_of_tens_are_found_once_each(bank: Bank) -> None:
    random = np.random.default_rng(8)
    units = [unit("hq"), unit("o1", "hq"), unit("o2", "hq")]
    facts = quiet_days("o1", random) + quiet_days("o2", random)
    facts += [response(f"burst{i}", "o1", "2025-06-03", recommend=(9, 8, 5)[i % 3]) for i in range(40)]
    facts += [response(f"ten{i:02}", "o2", f"2025-09-{1 + i // 4:02}", recommend=10) for i in range(40)]
    for fact in facts:
        if fact["unit_id"] == "o2" and "2025-09-01" <= str(fact["responded_at"]) < "2025-09-11":
            fact["recommend"] = 10  # the outlet's other answers of those days would break the run
    with store(bank, units=units, survey_responses=facts) as opened:
        found = rows(
            opened,
            """select kind, unit_id, mart_please_check.from_on::text, responses >= 40,
                usual_responses between 1.5 and 2.5
            from mart_please_check inner join dim_placement using (placement_id) order by kind""",
        )
    assert [(kind, where) for kind, where, *_ in found] == [("all_tens", "o2"), ("burst", "o1")]
    assert found[1][2:] == ("2025-06-03", True, True)
    assert found[0][3] is True


def test_a_load_says_what_the_build_still_holds_of_it(bank: Bank) -> None:
    tables = small_bank.tables(responses=400)
    paths = small_bank.write(bank, tables)
    load(bank, paths)
    newer = tables["service"].head(100).assign(recommend="10")
    path = bank.inbox / "service_again.csv"
    newer.to_csv(path, index=False, encoding="utf-8")
    load(bank, [path])
    current = bank.current()
    assert current is not None
    with duckdb.connect(current, read_only=True) as opened:
        held = dict(
            rows(opened, "select file_name, rows_held from mart_load where survey_id = 'service'")  # type: ignore[arg-type]
        )
        assert held == {"service.csv": 300, "service_again.csv": 100}
        first, last = rows(opened, "select first_on::text, last_on::text from mart_load where file_name = 'units.csv'")[
            0
        ]
        assert (first, last) == (None, None)
        total = "select sum(rows_held) = (select count(*) from fct_response) from mart_load where survey_id is not null"
        assert rows(opened, total) == [(True,)]


def test_refusals_are_told_by_column_and_reason_with_one_masked_example(bank: Bank) -> None:
    tables = small_bank.tables(responses=300)
    service = tables["service"].astype({"unit": "str"})
    service.loc[service.index[:3], "unit"] = "nowhere"
    service.loc[service.index[5], "answered"] = "13800138000"
    load(bank, small_bank.write(bank, {**tables, "service": service}))
    current = bank.current()
    assert current is not None
    with duckdb.connect(current, read_only=True) as opened:
        found = rows(
            opened,
            """select column_name, reason, faults, first_row_number, value_masked from mart_refusal
            where file_name = 'service.csv' and not is_row_taken order by faults desc""",
        )
    assert found[0] == ("unit", "unknown_unit", 3, 2, "nowhere")
    assert found[1][:4] == ("answered", "unreadable_date", 1, 7)
    assert "13800138000" not in str(found)


def test_every_contract_is_counted_and_explained(bank: Bank) -> None:
    with store(bank, survey_responses=[response("1", None, "2026-01-01")]) as opened:
        told = rows(opened, "select table_name, column_name, meaning, meaning_zh from reg_contract")
        assert {(table, column) for table, column, *_ in told} == {
            (table, column) for table, contract in CONTRACTS.items() for column in contract.columns
        }
        assert all(meaning and meaning_zh for *_, meaning, meaning_zh in told)
        assert rows(opened, "select rows_held, first_on::text from core_held") == [(1, "2026-01-01")]
    assert set(CHILDREN) < set(CONTRACTS)
