"""Dates that a file writes in its own way: told apart with evidence, on a clock that is named, within sane years."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipelines.conform.day_or_month import evidence
from pipelines.conform.parsing import parse, translated
from pipelines.conform.zones import offset_minutes
from pipelines.contracts import CONTRACTS, Column
from pipelines.descriptions import DescriptionError, Source, load_description
from pipelines.readers import UnreadableExport
from tests.pipelines.exports import SURVEY, conformed, write_csv, write_description

AT = Column("at", "timestamp", "At", "时间")
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"


def _moment(text: str, source: Source, zone: str = SHANGHAI) -> object:
    value = parse(pd.Series([text], dtype="str"), AT, source, zone).values.iloc[0]
    return None if pd.isna(value) else value


def _refused(tmp_path: Path, *dates: str) -> UnreadableExport:
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score"), *((str(i), date, "9") for i, date in enumerate(dates)))
    with pytest.raises(UnreadableExport) as refused:
        conformed(path, write_description(tmp_path, SURVEY))
    return refused.value


def test_dates_that_may_be_either_are_refused_with_the_evidence(tmp_path: Path) -> None:
    error = _refused(tmp_path, *(f"{1 + place % 12}/{1 + place % 11}/2026" for place in range(412)))
    assert "all of 412 values fit both day first and month first" in error.found
    assert error.where == "a.csv, column at"
    assert 'format = "%d/%m/%Y" (day first) or format = "%m/%d/%Y" (month first)' in error.what_to_do


def test_dates_that_can_be_only_one_are_proposed_and_still_not_guessed(tmp_path: Path) -> None:
    error = _refused(tmp_path, "4/15/2026 22:38", "4/5/2026 9:05")
    assert "all of 2 values fit month first and no other reading fits all (1 day first, 2 month first)" in error.found
    assert error.what_to_do == 'write it there: format = "%m/%d/%Y %H:%M" (month first)'


def test_years_of_two_digits_may_stand_in_front() -> None:
    found = evidence(["11/4/12", "10/5/11"])
    assert found is not None
    assert found.is_ambiguous
    assert found.said() == "all of 2 values fit day first and month first and year first"
    assert evidence(["2026-03-01", "very good"]) is None
    mixed = evidence(["13/5/2026", "5/13/2026"])
    assert mixed is not None
    assert mixed.formats == {}
    assert mixed.said() == "no reading fits all of 2 values (1 day first, 1 month first)"


def test_a_stray_date_among_clear_ones_is_refused_alone(tmp_path: Path) -> None:
    rows = (("1", "2026-03-01", "9"), ("2", "5/6/2026", "9"), ("3", "2026-03-02", "9"))
    chunk = conformed(write_csv(tmp_path / "a.csv", ("id", "at", "score"), *rows), write_description(tmp_path, SURVEY))
    assert chunk.counts.accepted == 2
    assert chunk.refused["reason"].tolist() == ["date_without_format"]


@pytest.mark.parametrize(
    "formats", ['["%d/%m/%Y", "%m/%d/%Y"]', '["%m/%d/%y", "%d/%m/%y"]', '["%y/%m/%d", "%d/%m/%y"]']
)
def test_formats_that_would_let_their_order_decide_are_no_description(tmp_path: Path, formats: str) -> None:
    text = SURVEY.replace('column = "at"', f'column = "at"\nformat = {formats}')
    with pytest.raises(DescriptionError, match="as two different days"):
        load_description(write_description(tmp_path, text))


def test_formats_of_one_order_stand_side_by_side(tmp_path: Path) -> None:
    text = SURVEY.replace('column = "at"', 'column = "at"\nformat = ["%m/%d/%Y", "%m/%d/%Y %H:%M", "excel"]')
    assert len(load_description(write_description(tmp_path, text)).columns["responded_at"].formats) == 3


@pytest.mark.parametrize(
    ("text", "format_", "moment"),
    [
        ("2020/01/29 3:02:25 pm CET", "%Y/%m/%d %I:%M:%S %p %Z", "2020-01-29 22:02:25"),
        ("2020/07/29 3:02:25 PM CEST", "%Y/%m/%d %I:%M:%S %p %Z", "2020-07-29 21:02:25"),
        ("2020/01/29 12:02:25 am GMT+8", "%Y/%m/%d %I:%M:%S %p %Z", "2020-01-29 00:02:25"),
        ("2020-01-29 03:02:25 UTC+08:00", "%Y-%m-%d %H:%M:%S %Z", "2020-01-29 03:02:25"),
        ("2020-01-29 03:02:25 UTC", "%Y-%m-%d %H:%M:%S %Z", "2020-01-29 11:02:25"),
        ("2020-01-29 03:02:25 Europe/Berlin", "%Y-%m-%d %H:%M:%S %Z", "2020-01-29 10:02:25"),
        ("2020-07-29 03:02:25 Europe/Berlin", "%Y-%m-%d %H:%M:%S %Z", "2020-07-29 09:02:25"),
        ("2020/1/29 下午 3:02:25", "%Y/%m/%d %p %I:%M:%S", "2020-01-29 15:02:25"),
        ("1/29/2020 3:02 p.m.", "%m/%d/%Y %I:%M %p", "2020-01-29 15:02:00"),
        ("2020-01-29 03:02:25 CST", "%Y-%m-%d %H:%M:%S %Z", None),  # China's, America's or Cuba's
        ("2020-01-29 03:02:25 XYZ", "%Y-%m-%d %H:%M:%S %Z", None),
        ("2020-01-29 03:02:25", "%Y-%m-%d %H:%M:%S %Z", None),
    ],
)
def test_clocks_that_are_named_become_the_banks(text: str, format_: str, moment: str | None) -> None:
    expected = None if moment is None else pd.Timestamp(moment)
    assert _moment(text, Source(formats=(format_,))) == expected


def test_an_abbreviation_of_several_clocks_is_read_where_the_zone_is_named() -> None:
    formats = ("%Y-%m-%d %H:%M:%S %Z",)
    assert _moment("2020-01-29 03:02:25 CST", Source(formats=formats, zone=SHANGHAI)) == pd.Timestamp(
        "2020-01-29 03:02:25"
    )
    chicago = Source(formats=formats, zone="America/Chicago")
    assert _moment("2020-01-29 03:02:25 CST", chicago) == pd.Timestamp("2020-01-29 17:02:25")
    assert _moment("2020-07-29 03:02:25 CST", chicago) is None  # the clock is called CDT in July
    assert offset_minutes("IST") is None
    assert offset_minutes("UTC+25") is None


def test_a_moment_with_its_year_in_front_and_its_clock_behind_needs_no_format() -> None:
    assert _moment("2020/01/29 3:02:25 pm CET", Source(), BERLIN) == pd.Timestamp("2020-01-29 15:02:25")


def test_years_outside_a_sane_window_are_refused(tmp_path: Path) -> None:
    dates = ("2026-03-01", "1980-01-01", "2206-03-01", "2027-11-23 23:59", "2027-11-24")
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score"), *((str(i), date, "9") for i, date in enumerate(dates)))
    chunk = conformed(path, write_description(tmp_path, SURVEY), as_of=datetime.date(2026, 11, 23))
    assert chunk.refused[["row_number", "reason"]].to_numpy().tolist() == [
        [3, "out_of_range"],
        [4, "out_of_range"],
        [6, "out_of_range"],
    ]
    assert chunk.refused["expected"].iloc[0] == "a date and time from 1990-01-01 to 2027-11-23"


def test_a_description_sets_its_own_window(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score"), ("1", "1989-01-01", "9"), ("2", "2019-01-01", "9"))
    text = SURVEY.replace('column = "at"', 'column = "at"\nearliest = 1985-01-01\nlatest = 2018-12-31')
    chunk = conformed(path, write_description(tmp_path, text), as_of=datetime.date(2026, 11, 23))
    assert chunk.tables["survey_responses"]["response_id"].tolist() == ["1"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01 09:30:00.123456+00:00", "2026-03-01 17:30:00.123456"),  # a lake's moment with its zone
        ("2026-03-01T09:30:00.123Z", "2026-03-01 17:30:00.123000"),  # JavaScript's
        ("2026-02-28 16:00:00+00:00", "2026-03-01 00:00:00"),
    ],
)
def test_moments_with_a_zone_are_read_with_and_without_parts_of_a_second(text: str, moment: str) -> None:
    column = CONTRACTS["survey_responses"].columns["responded_at"]
    [found] = parse(pd.Series([text], dtype="str"), column, Source(), SHANGHAI, datetime.date(2026, 11, 1)).values
    assert found == pd.Timestamp(moment)


@pytest.mark.parametrize(
    "fault", ['earliest = "1985"', "earliest = 2020-01-01\nlatest = 2019-01-01", 'extract = "["', 'extract = "a(b)(c)"']
)
def test_windows_and_extracts_that_cannot_be_meant_are_told(tmp_path: Path, fault: str) -> None:
    with pytest.raises(DescriptionError, match=r"earliest|extract"):
        load_description(write_description(tmp_path, SURVEY.replace('column = "at"', f'column = "at"\n{fault}')))


def test_targets_may_lie_years_ahead_and_a_leap_day_has_a_bound() -> None:
    month = CONTRACTS["targets"].columns["last_month"]
    texts = pd.Series(["2029-12", "2126-01"], dtype="str")
    assert parse(texts, month, Source(), SHANGHAI, datetime.date(2028, 2, 29)).reasons.isna().tolist() == [True, False]


def test_a_spreadsheets_days_are_read_as_dates_or_by_their_number(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "at", "score"])
    sheet.append(["1", datetime.datetime(2026, 4, 15, 22, 38), 9])  # noqa: DTZ001 - a workbook knows no zone
    book.save(tmp_path / "a.xlsx")
    chunk = conformed(tmp_path / "a.xlsx", write_description(tmp_path, SURVEY))
    assert chunk.tables["survey_responses"]["responded_at"].tolist() == [pd.Timestamp("2026-04-15 22:38")]
    sheet["B2"].value, sheet["B2"].number_format = 46127.943055555555, "General"
    book.save(tmp_path / "b.xlsx")
    by_number = SURVEY.replace('column = "at"', 'column = "at"\nformat = "excel"')
    chunk = conformed(tmp_path / "b.xlsx", write_description(tmp_path, by_number, "b.toml"))
    assert chunk.tables["survey_responses"]["responded_at"].tolist() == [pd.Timestamp("2026-04-15 22:38")]


def test_what_happened_before_it_can_have_is_taken_and_flagged(tmp_path: Path) -> None:
    text = """
table = "suggestions"
[columns.suggestion_id]
column = "id"
[columns.submitted_at]
column = "from"
[columns.decided_at]
column = "decided"
extract = "([0-9-]{10})"
"""
    rows = (
        ("1", "2026-03-01 10:00", "2026-02-01 <link>"),
        ("2", "2026-03-01 10:00", "2026-03-01 <link>"),  # the same day, the hour unknown
        ("3", "2026-03-01 10:00", "see the minutes"),
    )
    chunk = conformed(
        write_csv(tmp_path / "a.csv", ("id", "from", "decided"), *rows), write_description(tmp_path, text)
    )
    taken = chunk.tables["suggestions"]["decided_at"]
    assert taken.dt.strftime("%m-%d").fillna("").tolist() == ["02-01", "03-01", ""]
    assert chunk.flagged[["row_number", "column_name", "reason"]].to_numpy().tolist() == [
        [2, "decided", "before_submitted_at"]
    ]
    assert (chunk.counts.accepted, chunk.counts.refused, chunk.counts.flagged) == (3, 0, 1)


def test_a_part_that_is_more_than_its_whole_is_taken_and_flagged(tmp_path: Path) -> None:
    text = """
table = "complaint_counts"
[columns.month]
column = "month"
[columns.complaints]
column = "all"
[columns.valid_complaints]
column = "valid"
"""
    rows = (("2026-03", "4", "4"), ("2026-04", "4", "5"), ("2026-05", "4", ""))
    chunk = conformed(
        write_csv(tmp_path / "a.csv", ("month", "all", "valid"), *rows), write_description(tmp_path, text)
    )
    assert chunk.tables["complaint_counts"]["valid_complaints"].fillna(-1).tolist() == [4, 5, -1]
    assert chunk.flagged[["row_number", "column_name", "value_masked", "reason"]].to_numpy().tolist() == [
        [3, "valid", "5", "above_complaints"]
    ]
    assert (chunk.counts.accepted, chunk.counts.refused, chunk.counts.flagged) == (3, 0, 1)


def test_an_empty_cell_and_any_other_text_may_stand_for_a_value() -> None:
    source = Source(values={"": "partial", "*": "complete", "1980-01-01": "partial"})
    texts = pd.Series(["2026-03-01", None, "1980-01-01", " "], dtype="str").where(lambda text: text != " ")
    assert translated(texts, source).tolist() == ["complete", "partial", "partial", "partial"]
