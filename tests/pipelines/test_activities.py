"""Product reviews and education events on their way into a build: marts by hand, and rows that cannot be right."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.demo import Size
from pipelines.demo.activities import education_events, product_reviews
from pipelines.demo.catalogue import catalogue, truths
from pipelines.demo.organisation import organisation
from tests import small_bank

GOOD = (
    "v1|product_review|2026-03-02|2026-03-09|hq|3|是||||",
    "v2|product_review|2026-03-02|2026-03-09|hq|3|是||||",
    "v3|product_review|2026-03-02||r01|||||||",
    "e1|education|2026-03-11|2026-03-12|o01|||||elderly|30|周",
    "e2|education|2026-03-11|2026-03-12|o01|||||elderly|50|周",
    "e3|education|2026-03-15||o02|||||elderly||周",
    "x1|other|2026-03-15||o02||||||9|周",
)
BAD = {
    # told of and taken: it counts as finished on the day of its submission
    "v4|product_review|2026-03-09|2026-03-02|hq|1|是||||": ("finished_on", "before_started_on"),
    "v5|product_review|2026-03-09|2026-03-10|hq|-1|是||||": ("findings", "out_of_range"),
    "e4|education|2026-03-11||nowhere|||||elderly|30|": ("unit_id", "unknown_unit"),
    "e5|education|2026-03-11||o01|||||elderly|-30|": ("reached", "out_of_range"),
    "e6|education|||o01|||||elderly|30|": ("started_on", "missing_value"),
    "e7|party|2026-03-11||o01|||||elderly|30|": ("kind", "not_allowed"),
}
COLUMNS = (
    *("activity_id", "kind", "started_on", "finished_on", "unit_id", "findings", "passed_first", "passed_second"),
    *("line", "group_reached", "reached", "campaign"),
)


def _frame() -> pd.DataFrame:
    rows = [row.split("|") for row in (*GOOD, *BAD)]
    return pd.DataFrame([[*row, *[""] * (len(COLUMNS) - len(row))] for row in rows], columns=list(COLUMNS))


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    of = {**small_bank.tables(responses=60), "activities": _frame()}
    path = small_bank.make(tmp_path_factory.mktemp("banks"), of=of).current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def test_rows_that_cannot_be_right_are_told_with_column_and_reason(build: duckdb.DuckDBPyConnection) -> None:
    refused = build.execute("select row_number, column_name, reason from refused_row order by 1, 2").fetchall()
    first = len(GOOD) + 2
    assert refused == [(first + at, *fault) for at, fault in enumerate(BAD.values())]


def test_reviews_that_went_alike_are_one_row_and_open_ones_have_no_end(build: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select submitted_on::text, finished_on::text, findings, outcome, reviews from mart_review_flow order by all"
    )
    assert build.execute(query).fetchall() == [
        ("2026-03-02", "2026-03-09", 3, "first", 2),
        ("2026-03-02", None, None, "", 1),
        ("2026-03-09", "2026-03-09", 1, "first", 1),
    ]


def test_events_add_up_with_their_squares_and_those_without_people_apart(build: duckdb.DuckDBPyConnection) -> None:
    query = """select held_on::text, group_reached, events, events_counted, reached, reached_squares
        from mart_education_day order by 1"""
    assert build.execute(query).fetchall() == [
        ("2026-03-11", "elderly", 2, 2, 80, 3400.0),
        ("2026-03-15", "elderly", 1, 0, 0, 0.0),
    ]


def test_a_campaign_is_an_event_of_the_lowest_unit_above_all_that_held_it(build: duckdb.DuckDBPyConnection) -> None:
    query = "select name, unit_id, from_on::text, to_on::text from mart_event where kind = 'education'"
    assert build.execute(query).fetchall() == [("周", "r01", "2026-03-11", "2026-03-15")]


def test_the_example_bank_has_quicker_reviews_and_a_second_attempt_that_helps() -> None:
    size, truth = Size(), truths()["product_reviews"]
    made = product_reviews(size, organisation(size), catalogue())
    assert len(made) == truth["per_year"] * size.years
    done = made[made["finished_on"] != ""]
    days = np.busday_count(done["started_on"].to_numpy("datetime64[D]"), done["finished_on"].to_numpy("datetime64[D]"))
    is_late = (done["started_on"] >= str(truth["quicker_from"])).to_numpy()
    assert days[~is_late].mean() == pytest.approx(truth["mean_working_days_before"], abs=0.7)
    assert days[is_late].mean() == pytest.approx(truth["mean_working_days_after"], abs=0.9)
    first, second = done["passed_first"] == "通过", done["passed_second"] == "通过"
    assert first.mean() == pytest.approx(truth["first_pass_share"], abs=0.04)
    expected = truth["first_pass_share"] + (1 - truth["first_pass_share"]) * truth["second_pass_share"]
    assert (first | second).mean() == pytest.approx(expected, abs=0.03)
    assert pd.to_numeric(done["findings"]).mean() == pytest.approx(truth["findings_per_review"], abs=0.15)
    assert 1 <= (made["finished_on"] == "").sum() <= 30


def test_the_example_bank_has_a_region_that_reaches_few_elderly_and_outlets_that_hold_none() -> None:
    size, truth = Size(), truths()["education"]
    made = education_events(size, organisation(size))
    region = "b" + truth["few_elderly_region"][1:]
    is_few = made["unit_id"].str.startswith(region)
    is_elderly = made["group_reached"] == "老年人"
    assert is_elderly[is_few].mean() < 2 * truth["few_elderly_share"]
    assert is_elderly[~is_few].mean() == pytest.approx(truth["elderly_share"], abs=0.03)
    late = made[made["started_on"] >= str(truth["none_since"])]
    assert not late["unit_id"].isin(truth["none"]).any() and made["unit_id"].isin(truth["none"]).any()
    a_year = len(made) / size.years / size.outlets
    assert a_year == pytest.approx(truth["events_per_outlet_per_year"], abs=0.4)
    assert made.loc[made["campaign"] != "", "campaign"].nunique() == len(truth["campaigns"])
