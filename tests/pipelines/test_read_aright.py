"""What looks like something else is read as what it is, or refused with its reason: never taken silently wrong."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

import openpyxl
import pandas as pd
import pytest

from pipelines.conform.choices import _parts
from pipelines.conform.parsing import parse
from pipelines.conform.scales import read_answers
from pipelines.contracts import CONTRACTS
from pipelines.descriptions import Scale, Source, load_description
from pipelines.readers import UnreadableExport, read
from tests.pipelines.exports import SURVEY, conformed, write_csv, write_description

TODAY = datetime.date(2026, 11, 1)


def _answers(scale: Scale, *texts: str) -> list[tuple[str, float | None]]:
    found = read_answers(pd.Series(texts, dtype="str"), scale)
    return [
        (state, None if pd.isna(score) else float(score))
        for state, score in zip(found.states, found.scores, strict=True)
    ]


def test_what_a_description_says_of_a_number_holds_with_its_label_too() -> None:
    turned = Scale(1, 5, values=MappingProxyType({str(code): 6.0 - code for code in range(1, 6)}))
    said = ("1", "1 - 非常满意", "5", "5 - 非常不满意", "3", "3分")
    assert [score for _, score in _answers(turned, *said)] == [5, 5, 1, 1, 3, 3]
    scale = Scale(0, 10, blank=("9",), not_used=("8",))
    assert _answers(scale, "9 - 不知道", "8 - 未使用", "10 - 非常愿意") == [
        ("blank", None),
        ("not_used", None),
        ("valid", 10.0),
    ]
    beside = Scale(1, 5, blank=("0",), not_used=("6",))
    assert [state for state, _ in _answers(beside, "0 - 未答", "6 - 未使用", "7 - 其他")] == [
        "blank",
        "not_used",
        "off_scale",
    ]


def test_an_answer_not_used_to_the_recommend_question_is_none(tmp_path: Path) -> None:
    described = SURVEY.replace('column = "score"', 'column = "score"\nnot_used = ["99"]')
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score"), ("1", "2026-03-01", "99"), ("2", "2026-03-01", "9"))
    found = conformed(path, load_description(write_description(tmp_path, described)))
    assert found.tables["survey_responses"]["recommend_state"].tolist() == ["blank", "valid"]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_stray_mark_that_swallows_the_rows_after_it_is_told(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    rows = [
        "id,at,score,意见",
        '1,2026-03-01,9,"好',
        "2,2026-03-02,0,差",
        '3,2026-03-03,1,"一般"般',
        "4,2026-03-04,8,好",
    ]
    path.write_text("\n".join(rows).replace(",", delimiter) + "\n", encoding="utf-8")
    with pytest.raises(UnreadableExport, match=r"swallowed the rows after it.*row 2|row 2.*swallowed"):
        list(read(path).rows)


def test_cells_of_several_lines_that_are_quoted_as_they_should_be_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,意见\n1,"第一行\n他说""好""\r\n第三行"\n2,5" 宽\n3,""\n', encoding="utf-8", newline="")
    chunks = list(read(path).rows)
    assert pd.concat(chunks)["意见"].fillna("").tolist() == ['第一行\n他说"好"\r\n第三行', '5" 宽', ""]


def _parsed(texts: Sequence[str], table: str, column: str, source: Source | None = None) -> list[str | None]:
    of = CONTRACTS[table].columns[column]
    found = parse(pd.Series(list(texts), dtype="str"), of, source or Source(), "Asia/Shanghai", TODAY).values
    return [None if pd.isna(value) else str(value) for value in found]


def test_october_that_a_spreadsheet_took_for_a_number_is_no_january() -> None:
    """2026.10 is 2026.1 there; a column with a month of two digits was not taken for numbers."""
    january, february, october = (f"2026-{month}-01 00:00:00" for month in ("01", "02", "10"))
    assert _parsed(["2026.1", "2026.2", "2026.1"], "exposures", "month") == [None, february, None]
    assert _parsed(["2026.1", "2026.2", "2026.10"], "exposures", "month") == [january, february, october]


@pytest.mark.parametrize(
    ("text", "format_", "moment"),
    [
        ("2026111 10:00:00", None, None),
        ("20261101 10:00:00", None, "2026-11-01 10:00:00"),
        ("26111", "%y%m%d", None),
        ("261101", "%y%m%d", "2026-11-01 00:00:00"),
        ("1112026", "%d%m%Y", None),
        ("01112026", "%d%m%Y", "2026-11-01 00:00:00"),
        ("2026-03-01 晚上 12:10", None, None),
        ("2026-03-01 12:10 晚上", None, None),
        ("2026-03-01 晚上 11:10", None, "2026-03-01 23:10:00"),
        ("2026-03-01 凌晨 12:10", None, "2026-03-01 00:10:00"),
    ],
)
def test_a_moment_that_may_be_two_is_none(text: str, format_: str | None, moment: str | None) -> None:
    source = Source(formats=(format_,) if format_ else ())
    assert _parsed([text], "survey_responses", "responded_at", source) == [moment]


def test_what_was_written_beside_an_option_is_not_cut() -> None:
    assert _parts("其他〖唱┋跳〗┋阅读", "┋", []) == ["其他〖唱┋跳〗", "阅读"]


def test_headers_that_look_like_numbers_given_here_stay_apart(tmp_path: Path) -> None:
    names = ("Other", "Other", "Other#2", "", "#4")
    export = read(write_csv(tmp_path / "a.csv", names, ("1", "2", "3", "4", "5")))
    assert export.columns == ("Other#1", "Other#2'", "Other#2", "#4'", "#4")
    assert pd.concat(export.rows).iloc[0].tolist() == ["1", "2", "3", "4", "5"]


def test_a_sheet_that_nobody_sees_is_read_only_where_it_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    hidden = book.create_sheet("旧数据")
    hidden.append(["a"])
    hidden.append(["1"])
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableExport):
        read(tmp_path / "a.xlsx")
    assert len(pd.concat(read(tmp_path / "a.xlsx", sheet="旧数据").rows)) == 1
    book.active.append(["b"])
    book.active.append(["2"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").columns == ("b",)
