"""How people and systems write one thing: end points with words, ids that a spreadsheet rounded, options in columns."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipelines.conform.scales import read_answers
from pipelines.descriptions import DescriptionError, Scale, load_description
from pipelines.readers import UnreadableExport, read
from tests.pipelines.exports import SURVEY, conformed, write_csv, write_description


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("\ufeff10 - Completely satisfied", 10),
        ("\ufeff0 - Not at all satisfied", 0),
        ("10 - 非常愿意", 10),
        ("10（非常愿意）", 10),
        ("非常不满意=1", 1),
        ("非常满意：5分", 5),
        ("Very satisfied (5)", 5),
        ("5分", 5),
        ("9 or 10", None),
        ("非常满意", None),
        ("1=2", None),
        ("11 - beyond", None),
    ],
)
def test_end_points_with_words_are_scores(text: str, score: float | None) -> None:
    answers = read_answers(pd.Series([text], dtype="str"), Scale(0, 10))
    assert answers.states.iloc[0] == ("off_scale" if score is None else "valid")
    assert score is None or answers.scores.iloc[0] == score


def test_long_ids_and_leading_zeros_stay_as_they_are(tmp_path: Path) -> None:
    ids = ("007", "123456789012345678901", "0", "20260301000123")
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score"), *((id_, "2026-03-01", "9") for id_ in ids))
    assert conformed(path, write_description(tmp_path, SURVEY)).tables["survey_responses"]["response_id"].tolist() == [
        *ids
    ]


def test_an_id_that_a_spreadsheet_rounded_is_refused_in_plain_words(tmp_path: Path) -> None:
    rows = (("1.23E+17", "2026-03-01", "9"), ("1.23457e+20", "2026-03-01", "9"), ("1E5", "2026-03-01", "9"))
    chunk = conformed(write_csv(tmp_path / "a.csv", ("id", "at", "score"), *rows), write_description(tmp_path, SURVEY))
    assert chunk.refused["reason"].tolist() == ["digits_lost", "digits_lost"]
    assert "a spreadsheet rounded this one and its digits are lost" in chunk.refused["expected"].iloc[0]
    assert chunk.tables["survey_responses"]["response_id"].tolist() == ["1E5"]


def test_a_number_of_18_digits_in_a_workbook_has_lost_its_last_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "at", "score"])
    sheet.append([123456789012345678, "2026-03-01", 9])  # as a number: Excel itself keeps 15 digits
    sheet.append(["123456789012345678", "2026-03-01", 9])  # as a text
    sheet.append([123456789012345, "2026-03-01", 9])
    book.save(tmp_path / "a.xlsx")
    chunk = conformed(tmp_path / "a.xlsx", write_description(tmp_path, SURVEY))
    assert chunk.refused[["row_number", "reason"]].to_numpy().tolist() == [[2, "digits_lost"]]
    assert chunk.tables["survey_responses"]["response_id"].tolist() == ["123456789012345678", "123456789012345"]


def test_a_code_with_zeros_in_front_is_not_made_a_number_by_the_reader(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("zip",), ("01095",), ("1095",))
    assert next(read(path).rows)["zip"].tolist() == ["01095", "1095"]  # lost zeros are not put back either


CHOICE = SURVEY + '\n[[choices]]\nquestion = "q"\nkind = "multiple"\n'
HEAD = ("id", "at", "score", "Films—A", "Films—B", "Films—Other")


def _chosen(path: Path, description: Path) -> list[tuple[str, str, bool, str]]:
    choices = conformed(path, description).tables["choices"].sort_values(["response_id", "option_name"])
    return [
        (row.response_id, row.option_name, bool(row.was_selected), row.other_text if pd.notna(row.other_text) else "")
        for row in choices.itertuples()
    ]


def test_options_in_columns_are_chosen_by_their_own_words(tmp_path: Path) -> None:
    rows = (
        ("1", "2026-03-01", "9", "A", "", "ask 13800138000"),
        ("2", "2026-03-01", "9", "", "", ""),
        ("3", "2026-03-01", "9", "No", "1", "0"),
    )
    path = write_csv(tmp_path / "a.csv", HEAD, *rows)
    expected = [
        ("1", "A", True, ""),
        ("1", "B", False, ""),
        ("1", "Other", True, "ask [PHONE]"),
        ("3", "A", False, ""),
        ("3", "B", True, ""),
        ("3", "Other", False, ""),
    ]
    by_pattern = write_description(tmp_path, CHOICE + 'columns = "Films—*"', "a.toml")
    by_list = write_description(
        tmp_path, CHOICE + 'columns = ["Films—A", "Films—B", "#6"]'.replace("#6", "Films—Other")
    )
    assert _chosen(path, by_pattern) == _chosen(path, by_list) == expected
    by_name = write_description(tmp_path, CHOICE + 'columns = { "Films—A" = "First" }', "c.toml")
    assert _chosen(path, by_name) == [("1", "First", True, ""), ("3", "First", False, "")]


def test_a_column_of_options_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", HEAD, ("1", "2026-03-01", "9", "A", "", ""))
    with pytest.raises(UnreadableExport, match="no column 'Films—C'"):
        conformed(path, write_description(tmp_path, CHOICE + 'columns = ["Films—A", "Films—C"]'))
    with pytest.raises(DescriptionError, match="columns cannot be read"):
        load_description(write_description(tmp_path, CHOICE + "columns = []"))


def test_an_option_that_holds_the_joiner_is_not_cut_in_two(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score", "q"), ("1", "2026-03-01", "9", "Cards, loans, Deposits"))
    text = CHOICE + 'column = "q"\njoiner = ", "\noptions = ["Cards, loans", "Deposits", "Other"]'
    assert _chosen(path, write_description(tmp_path, text)) == [
        ("1", "Cards, loans", True, ""),
        ("1", "Deposits", True, ""),
        ("1", "Other", False, ""),
    ]
