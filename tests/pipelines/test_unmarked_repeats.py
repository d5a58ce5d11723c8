"""Repeats that nobody marked: the same customer with the same business and cause again, each pair by its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest

from tests.pipelines.test_complaint_clock import Case, built

MATTER = {"business": "card", "cause": "fees"}


def case(name: str, received: str, told: str = "", **more: object) -> Case:
    steps = [("decided", told), ("told", told)] if told else []
    return replace(Case(name, received, steps), more={"respondent_key": name.split(" ")[0], **MATTER, **more})


CASES = (
    # a customer's name is the first word
    case("A told", "2026-01-05", "01-10"),
    case("A after 20 days", "2026-01-30", "02-02"),
    case("A after 90 days more", "2026-05-03", "05-06"),
    case("A after 91 days more", "2026-08-05"),
    case("B other cause", "2026-01-05", "01-10", cause="attitude"),
    case("B again", "2026-01-20"),
    case("C no cause", "2026-01-05", "01-10", cause=""),
    case("C no cause either", "2026-01-20", cause=""),
    case("D open", "2026-01-05", "02-10"),
    case("D while it is open", "2026-01-20", "01-25"),
    case("D on the day of the telling", "2026-02-10"),
    case("E marked", "2026-01-05", "01-10"),
    case("E again by its mark", "2026-02-01", repeat_of="E marked"),
    case("F marked and not", "2026-01-05", "01-10"),
    case("F before the mark", "2026-01-15", "01-16"),
    case("F with the mark", "2026-02-01", repeat_of="F marked and not"),
    case("one without a number", "2026-01-05", "01-10", respondent_key=""),
    case("another without a number", "2026-01-20", respondent_key=""),
    case("G told before it came in", "2026-01-05", decided_at="2026-01-02 10:00:00", told_at="2026-01-03 10:00:00"),
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    found = built(tmp_path_factory.mktemp("repeats"), "shipped", CASES)
    yield found
    found.close()


def test_each_pair_is_one_matter_or_two_by_its_days(opened: duckdb.DuckDBPyConnection) -> None:
    told = """select complaint_id, is_unmarked_repeat, repeated_while_open_on::text, repeated_on::text,
        is_repeated_unmarked
        from fct_complaint_after"""
    found = {row[0]: row[1:] for row in opened.execute(told).fetchall()}
    nothing = (False, None, None, False)
    assert found == {
        "A told": (False, None, "2026-01-30", True),
        "A after 20 days": (True, None, "2026-05-03", True),
        "A after 90 days more": (True, None, "2026-08-05", True),
        "A after 91 days more": nothing,
        "B other cause": nothing,
        "B again": nothing,
        "C no cause": nothing,
        "C no cause either": nothing,
        "D open": (False, "2026-01-20", None, False),
        "D while it is open": (True, None, "2026-02-10", True),
        "D on the day of the telling": (True, None, None, False),
        "E marked": (False, None, "2026-02-01", False),
        "E again by its mark": nothing,
        "F marked and not": (False, None, "2026-01-15", True),
        "F before the mark": (True, None, None, False),
        "F with the mark": nothing,
        "one without a number": nothing,
        "another without a number": nothing,
        "G told before it came in": nothing,
    }


def test_the_mart_counts_every_complaint_once_and_says_whose_customer_is_known(
    opened: duckdb.DuckDBPyConnection,
) -> None:
    summed = "select sum(complaints), sum(complaints) filter (is_keyed), sum(complaints) filter (is_repeat)"
    assert opened.execute(f"{summed} from mart_complaint_after").fetchone() == (len(CASES), len(CASES) - 2, 7)
