"""Every mart, for every dimension, holds what pandas counts from the exports themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import models
from tests import small_bank
from tests.small_bank import MOVED, MOVED_ON, Tables

SCORES = [f"score_{score}" for score in range(11)]
RESPONSE_DIMENSIONS = ("line", "channel", "product", "age_band", "is_new_citizen", "tier", "journey", "touchpoint")


@pytest.fixture(scope="module")
def exports() -> Tables:
    return small_bank.tables()


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory, exports: Tables) -> Iterator[duckdb.DuckDBPyConnection]:
    bank = small_bank.make(tmp_path_factory.mktemp("banks"), of=exports)
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def placed(unit: pd.Series, day: pd.Series) -> pd.Series:
    """Where a record belongs, told apart by hand: the moved unit has a place before and one after its move."""
    is_after = (unit == MOVED) & (day >= pd.Timestamp(MOVED_ON))
    return unit.where(~is_after, unit + " moved")


def frame(build: duckdb.DuckDBPyConnection, mart: str) -> pd.DataFrame:
    """A mart with its placement said as ``placed`` says it."""
    places = build.execute("select * from dim_placement").df()
    places["place"] = places["unit_id"].where(places["from_on"].isna(), places["unit_id"] + " moved")
    found = build.table(mart).df().merge(places[["placement_id", "place"]], on="placement_id", validate="many_to_one")
    return found.drop(columns="placement_id")


def same(found: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    """Equal as sets of rows, numbers compared as numbers."""
    columns = list(expected.columns)
    left = found[columns].sort_values(keys, ignore_index=True)
    right = expected.sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(left, right, check_dtype=False, check_like=True)


def responses(exports: Tables) -> pd.DataFrame:
    service = exports["service"].assign(survey_id="service")
    counter = exports["counter"].assign(survey_id="counter")
    both = pd.concat([service, counter], ignore_index=True)
    day = pd.to_datetime(both["answered"]).dt.floor("D")
    given = pd.to_numeric(both["recommend"].replace("", None))
    valid = given.where(given <= 10)
    weight = pd.to_numeric(both["weight"]).where(valid.notna(), 0.0)
    made = pd.DataFrame(
        {
            "survey_id": both["survey_id"],
            "month": day.dt.to_period("M").dt.to_timestamp(),
            "place": placed(both["unit"], day),
            "is_new_citizen": both["is_new_citizen"].map({"true": "yes", "false": "no"}).fillna(""),
            "touchpoint": "",
            **{name: both[name].fillna("") for name in ("line", "channel", "product", "age_band", "tier", "journey")},
            "responses": 1,
            "partial_responses": (both["status"] == "partial").astype(int),
            "recommend_responses": valid.notna().astype(int),
            **{f"score_{score}": (valid == score).astype(int) for score in range(11)},
            "off_scale": (given > 10).astype(int),
            "blank": ((both["survey_id"] == "service") & given.isna()).astype(int),
            "weight_sum": weight,
            "weight_squared_sum": weight**2,
            "weight_promoters": weight.where(valid >= 9, 0.0),
            "weight_passives": weight.where((valid >= 7) & (valid <= 8), 0.0),
            "weight_detractors": weight.where(valid <= 6, 0.0),
            "all": "all",
        }
    )
    return made.assign(id=both["id"])


def crossed(records: pd.DataFrame, dimensions: tuple[str, ...], by: list[str], sums: list[str]) -> pd.DataFrame:
    """Counts by ``by`` and one dimension at a time, put under each other."""
    parts = [
        records.rename(columns={dimension: "member_id"})
        .groupby([*by, "member_id"], as_index=False)[sums]
        .sum()
        .assign(dimension=dimension)
        for dimension in ("all", *dimensions)
    ]
    return pd.concat(parts, ignore_index=True)


def test_responses_of_every_dimension(build: duckdb.DuckDBPyConnection, exports: Tables) -> None:
    by = ["survey_id", "month", "place"]
    sums = [
        "responses",
        "partial_responses",
        "recommend_responses",
        *SCORES,
        "off_scale",
        "blank",
        "weight_sum",
        "weight_squared_sum",
        "weight_promoters",
        "weight_passives",
        "weight_detractors",
    ]
    expected = crossed(responses(exports), RESPONSE_DIMENSIONS, by, sums)
    same(frame(build, "mart_response_month"), expected, ["dimension", *by, "member_id"])


def test_ratings_of_every_dimension(build: duckdb.DuckDBPyConnection, exports: Tables) -> None:
    answers = responses(exports).rename(columns={"responses": "one"})
    parts = []
    for survey, highest, steps in (
        ("service", 5, ["overall", *small_bank.TOUCHPOINTS["visit"], *small_bank.TOUCHPOINTS["app"]]),
        ("counter", 10, ["overall"]),
    ):
        marks = exports[survey].melt(["id"], steps, "touchpoint_id", "mark")
        mark = pd.to_numeric(marks["mark"].replace("", None))
        is_valid = mark.between(1, highest)
        parts.append(
            marks.assign(
                survey_id=survey,
                scale_minimum=1.0,
                scale_maximum=float(highest),
                ratings=is_valid.astype(int),
                top_box=(is_valid & (mark >= highest - 1)).astype(int),
                pain_box=(is_valid & (mark < (1 + highest) / 2)).astype(int),
                score_sum=mark.where(is_valid, 0.0),
                score_squared_sum=(mark**2).where(is_valid, 0.0),
                not_used=((survey == "service") & (mark == 6)).astype(int),
                off_scale=0,
                blank=(mark.isna() | ((survey == "service") & (mark == 0))).astype(int),
            )
        )
    ratings = pd.concat(parts, ignore_index=True).merge(
        answers[["survey_id", "id", "month", "place", "all", *RESPONSE_DIMENSIONS]], on=["survey_id", "id"]
    )
    by = ["survey_id", "month", "place", "touchpoint_id", "scale_minimum", "scale_maximum"]
    sums = ["ratings", "top_box", "pain_box", "score_sum", "score_squared_sum", "not_used", "off_scale", "blank"]
    expected = crossed(ratings, RESPONSE_DIMENSIONS[:-1], by, sums)
    found = frame(build, "mart_rating_month")
    assert set(found["kind"]) == {"satisfaction"}
    same(found, expected, ["dimension", *by, "member_id"])


def test_complaints_of_every_dimension(build: duckdb.DuckDBPyConnection, exports: Tables) -> None:
    given = exports["complaints"]
    day = pd.to_datetime(given["received_at"]).dt.floor("D")
    journey = {step: name for name, steps in small_bank.TOUCHPOINTS.items() for step in steps}
    records = given.assign(
        month=day.dt.to_period("M").dt.to_timestamp(),
        place=placed(given["unit_id"], day),
        journey=given["touchpoint_id"].map(journey).fillna(""),
        touchpoint=given["touchpoint_id"],
        all="all",
        complaints=1,
        merged_complaints=(given["repeat_of"] == "").astype(int),
        valid_complaints=(given["valid"] == "true").astype(int),
    )
    by, sums = ["month", "place"], ["complaints", "merged_complaints", "valid_complaints"]
    expected = crossed(records, ("line", "channel", "business", "cause", "journey", "touchpoint"), by, sums)
    same(frame(build, "mart_complaint_month"), expected, ["dimension", *by, "member_id"])
    assert expected["merged_complaints"].sum() < expected["complaints"].sum()


def test_invitations_and_answers_go_by_the_month_of_the_invitation(
    build: duckdb.DuckDBPyConnection, exports: Tables
) -> None:
    given = exports["invitations"]
    day = pd.to_datetime(given["sent_on"])
    sent = given.assign(month=day.dt.to_period("M").dt.to_timestamp(), place=placed(given["unit_id"], day), responded=0)
    answers = exports["service"]
    invited = pd.to_datetime(answers["invited"])
    answered = pd.DataFrame(
        {
            "survey_id": "service",
            "month": invited.dt.to_period("M").dt.to_timestamp(),
            "place": placed(answers["unit"], invited),
            "channel": answers["channel"],
            "sent": 0,
            "delivered": 0,
            "opened": 0,
            "responded": 1,
        }
    )
    records = pd.concat([sent, answered], ignore_index=True).assign(all="all")
    by = ["survey_id", "month", "place"]
    expected = crossed(records, ("channel",), by, ["sent", "delivered", "opened", "responded"])
    same(frame(build, "mart_invitation_month"), expected, ["dimension", *by, "member_id"])
    assert (invited.dt.month != pd.to_datetime(answers["answered"]).dt.month).any()


def test_exposures(build: duckdb.DuckDBPyConnection, exports: Tables) -> None:
    given = exports["exposures"]
    month = pd.to_datetime(given["month"])
    expected = given.assign(month=month, place=placed(given["unit_id"], month)).drop(columns="unit_id")
    same(frame(build, "mart_exposure_month"), expected, ["month", "place"])


def test_suggestions_with_the_day_of_every_step(build: duckdb.DuckDBPyConnection, exports: Tables) -> None:
    given = exports["suggestions"]
    day = pd.to_datetime(given["submitted_at"]).dt.floor("D")
    columns = {
        "replied": "first_reply_on",
        "reviewing": "reviewing_on",
        "adopted": "adopted_on",
        "declined": "declined_on",
        "merged": "merged_on",
        "implemented": "implemented_on",
        "claimed": "claimed_on",
    }
    events = exports["suggestion_events"].assign(at=lambda frame: pd.to_datetime(frame["at"]).dt.floor("D"))
    steps = events.pivot_table(index="suggestion_id", columns="event", values="at", aggfunc="min").rename(
        columns=columns
    )
    records = given.join(steps, on="suggestion_id").assign(
        submitted_on=day,
        place=placed(given["unit_id"], day),
        journey_id=given["touchpoint_id"].map({"queue": "visit", "login": "app"}).fillna(""),
        suggestions=1,
    )
    keys = ["submitted_on", "place", "line", "source", "journey_id", "touchpoint_id", *columns.values()]
    expected = records.groupby(keys, as_index=False, dropna=False)["suggestions"].sum()
    same(frame(build, "mart_suggestion_flow"), expected, keys)
    assert expected["suggestions"].sum() == len(given)


def test_marts_have_the_described_columns_and_types(build: duckdb.DuckDBPyConnection) -> None:
    found = build.execute(
        "select table_name, column_name, lower(data_type) from duckdb_columns() order by all"
    ).fetchall()
    for mart in (*models.MARTS, *models.VIEWS):
        described = {name: column["type"] for name, column in models.described(mart).items()}
        assert {name: type_ for table, name, type_ in found if table == mart} == described
    in_build = build.execute("select count(*) from reg_column").fetchall()[0][0]
    assert in_build == sum(len(models.described(mart)) for mart in (*models.MARTS, *models.VIEWS))


def test_marts_are_ordered_for_zone_maps(build: duckdb.DuckDBPyConnection) -> None:
    for mart in ("mart_response_month", "mart_rating_month", "mart_response_node", "mart_rating_node"):
        rows = build.execute(f"select dimension, node_id from {mart} order by rowid").fetchall()  # noqa: S608
        assert rows == sorted(rows)


def test_months_and_targets_of_the_whole_bank(build: duckdb.DuckDBPyConnection) -> None:
    targets = build.execute("select measure, unit_id, survey_id, last_month from mart_target order by all").fetchall()
    assert targets[0] == ("complaints_per_10k", "hq", None, None)
    events = build.execute("select event_id, unit_id, from_on::text, to_on::text from mart_event order by 1").fetchall()
    assert events == [
        ("e1", None, "2025-03-01", "2025-03-01"),
        ("e2", None, "2025-11-11", "2025-11-12"),
        ("e3", "r01", "2026-02-01", "2026-03-31"),
    ]
    assert Path(models.SQL / "marts").is_dir()
