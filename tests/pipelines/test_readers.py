"""Opening files of any kind: encodings, delimiters, workbooks, Parquet, and every sort of file that is no export."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pipelines.readers import Export, UnreadableExport, layouts, read
from pipelines.readers.layouts import LAYOUTS
from tests.pipelines.exports import real, write_csv

ROWS = (("编号", "意见"), ("1", "很好"), ("2", "排队，太久"), ("3", ""))


def _frame(export: Export) -> pd.DataFrame:
    return pd.concat(list(export.rows))


def _told(path: Path, **options: object) -> UnreadableExport:
    with pytest.raises(UnreadableExport) as refused:
        _frame(read(path, **options))  # type: ignore[arg-type]
    error = refused.value
    assert error.found and error.where and error.expected and error.what_to_do
    return error


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_of_any_usual_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS, encoding=encoding, delimiter=delimiter)
    export = read(path)
    frame = _frame(export)
    assert export.columns == ("编号", "意见")
    assert frame["意见"].tolist()[:2] == ["很好", "排队，太久"]
    assert frame["意见"].isna().tolist() == [False, False, True]
    assert frame.index.tolist() == [2, 3, 4]
    assert all(dtype == "str" for dtype in frame.dtypes)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"two\nlines"\n\n,\n3,x\n', encoding="utf-8")
    frame = _frame(read(path))
    assert frame.index.tolist() == [2, 5]
    assert frame["b"].tolist() == ["two\nlines", "x"]


def test_a_named_encoding_is_kept_to(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("a", "b"), ("café", "naïve"), encoding="latin-1")
    assert _frame(read(path, encoding="latin-1"))["a"].tolist() == ["café"]
    assert "bytes that are not utf-8" in _told(path, encoding="utf-8").found
    assert "line 2" in _told(path, encoding="utf-8").where
    assert "no encoding is called" in _told(path, encoding="klingon").found


def test_western_bytes_are_an_error_and_not_chinese(tmp_path: Path) -> None:
    # 0x8C 0xE6 is one rare Chinese character in GB 18030; whoever takes it for text stores nonsense.
    path = tmp_path / "a.csv"
    path.write_bytes(b"Seen it?\x8c\xe6,When\r\nYes,2014\r\n")
    error = _told(path)
    assert "neither UTF-8 nor Chinese GB 18030" in error.found
    assert "encoding" in error.what_to_do


def test_a_real_export_in_another_alphabet_is_not_taken_for_chinese() -> None:
    path = real("surveymonkey_starwars", "StarWars.csv")
    assert "neither UTF-8 nor Chinese" in _told(path).found
    assert """"mac_roman" → 'anded Universe?åÊ,Do you""" in _told(path).what_to_do
    assert len(_frame(read(path, encoding="mac_roman"))) == 1186


def test_files_that_are_no_export(tmp_path: Path) -> None:
    contents = {
        "empty.csv": (b"", "an empty file"),
        "report.csv": (b"%PDF-1.7\n...", "a PDF document called .csv"),
        "photo.xlsx": (b"\x89PNG\r\n\x1a\n", "a picture"),
        "page.xls": (b"<html><table><tr><td>1</td></tr></table></html>", "a web page"),
        "all.csv": (b"\x1f\x8b\x08\x00\x00", "an archive"),
        "bytes.csv": (b"a,b\n\x00\x01\x02\x03,\x00\x00\xff\n", "bytes that no text holds"),
        "broken.xlsx": (b"PK\x03\x04 nothing that follows is a workbook", "a workbook that cannot be opened"),
        "broken.parquet": (b"PAR1 and no more", "a Parquet file that cannot be opened"),
        "header.csv": (b"a,b,c\n", "a header and no rows below it"),
        "blank.csv": (b"\n\n , \n", "no rows at all"),
    }
    for name, (content, found) in contents.items():
        (tmp_path / name).write_bytes(content)
        error = _told(tmp_path / name)
        assert found in error.found, name
        assert error.where.startswith(name)
    assert "cannot be opened" in _told(tmp_path / "absent.csv").found


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "really_text.xls"
    write_csv(path, *ROWS, encoding="gb18030")
    assert len(_frame(read(path))) == 3


def test_a_cell_of_three_megabytes_and_a_formula_are_only_text(tmp_path: Path) -> None:
    long = "很长" * 750_000 + "\n" + "完"
    path = write_csv(tmp_path / "a.csv", ("id", "意见"), ("1", long), ("2", "=cmd|' /C calc'!A0"), encoding="gb18030")
    assert _frame(read(path))["意见"].tolist() == [long, "=cmd|' /C calc'!A0"]


def test_a_quotation_mark_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,x\n2,"open\n3,y\n', encoding="utf-8")
    error = _told(path)
    assert "never closed" in error.found
    assert "row 3" in error.where
    path.write_text('a,b\n1,x\n2,5" wide\n', encoding="utf-8")
    assert _frame(read(path))["b"].tolist() == ["x", '5" wide']


def test_rows_that_do_not_fit_under_the_headers_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,x\n2,y,z\n3\n4,w,,\n", encoding="utf-8")
    export = read(path)
    assert _frame(export).index.tolist() == [2, 5]
    assert [(row.row_number, row.cells) for row in export.ragged] == [(3, 3), (4, 1)]


def test_duplicate_headers_are_told_apart(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("评分", "id", "评分", "", " 备注\u00a0 "), ("1", "2", "3", "4", "5"))
    export = read(path)
    assert export.columns == ("评分#1", "id", "评分#2", "#4", "备注")
    assert export.find("评分") is None
    assert "2 columns are called '评分': name one of 评分#1, 评分#2" in export.why_not("评分")
    assert export.find("评分#2") == "评分#2"
    assert export.find("#3") == "评分#2"
    assert export.find("#9") is None
    assert "the nearest is '备注'" in export.why_not("备注说明")


def test_workbook_cells_are_what_a_person_would_have_typed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["整数", "小数", "日期", "时间", "是否", "文字", "长号"])
    moment = datetime.datetime.fromisoformat("2026-03-01T14:22:55")
    sheet.append([1.0, 9.6, datetime.date(2026, 3, 1), moment, True, " １０ ", 13800138000])
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    (row,) = _frame(read(tmp_path / "a.xlsx")).to_numpy().tolist()
    assert row == ["1", "9.6", "2026-03-01", "2026-03-01 14:22:55", "true", " １０ ", "13800138000"]


def test_several_sheets_with_rows_need_a_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append(["1"])
    book.create_sheet("二").append(["b"])
    book["二"].append(["2"])
    book.save(tmp_path / "a.xlsx")
    assert "2 sheets with rows: Sheet, 二" in _told(tmp_path / "a.xlsx").found
    assert "no sheet is called '三'" in _told(tmp_path / "a.xlsx", sheet="三").found
    assert _frame(read(tmp_path / "a.xlsx", sheet="二"))["b"].tolist() == ["2"]


def test_rows_above_the_header_are_passed_over_where_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("三月报表\n\na,b\n1,2\n", encoding="utf-8")
    assert "one header, '三月报表', over rows" in _told(path).found
    path.write_text("三月报表\n\na;b\n1;2\n", encoding="utf-8")
    frame = _frame(read(path, header_row=3))
    assert frame.columns.tolist() == ["a", "b"]
    assert frame.index.tolist() == [4]


def test_parquet_that_is_spoilt_inside_is_told_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"a": [f"text {number}" for number in range(20_000)]}).to_parquet(path, compression="snappy")
    whole = bytearray(path.read_bytes())
    whole[200:2000] = b"\xff" * 1800
    path.write_bytes(bytes(whole))
    with pytest.raises(UnreadableExport, match="a Parquet file that cannot be opened"):
        _frame(read(path))


def test_parquet(tmp_path: Path) -> None:
    pd.DataFrame(
        {"id": [1, 2], "分": [10.0, None], "at": pd.to_datetime(["2026-03-01 08:00", "2026-03-02 00:00"])}
    ).to_parquet(tmp_path / "a.parquet")
    frame = _frame(read(tmp_path / "a.parquet"))
    assert frame["id"].tolist() == ["1", "2"]
    assert frame["分"].tolist()[0] == "10"
    assert frame["分"].isna().tolist() == [False, True]
    assert frame["at"].tolist() == ["2026-03-01 08:00:00", "2026-03-02"]
    assert frame.index.tolist() == [1, 2]
    pd.DataFrame({"a": [[1, 2]]}).to_parquet(tmp_path / "b.parquet")
    assert "lists or tables: a" in _told(tmp_path / "b.parquet").found


def test_chunks_hold_every_row_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.readers.chunks.CHUNK_ROWS", 3)
    path = write_csv(tmp_path / "a.csv", ("n",), *((str(number),) for number in range(250)))
    chunks = list(read(path).rows)
    assert max(len(chunk) for chunk in chunks) == 3
    assert pd.concat(chunks)["n"].tolist() == [str(number) for number in range(250)]


def test_what_an_error_quotes_is_masked(tmp_path: Path) -> None:
    path = tmp_path / "13800138000.csv"
    path.write_bytes(b"13800138000\n1,2\n")
    error = _told(path)
    assert "13800138000" not in str(error)
    assert "[PHONE]" in error.found


def test_layouts_are_found_by_their_modules() -> None:
    folder = Path(layouts.__file__).parent
    assert set(LAYOUTS) == {path.stem for path in folder.glob("[a-z]*.py")}
    assert tuple(LAYOUTS)[: len(layouts.ORDER)] == layouts.ORDER
    assert tuple(LAYOUTS)[-1] == "plain"


def test_an_unknown_layout_is_told(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", *ROWS)
    assert "no layout is called 'surveymagic'" in _told(path, layout="surveymagic").found


@pytest.mark.parametrize(
    ("path", "rows", "layout"),
    [
        ("cfpb_narratives/Consumer_Complaints.csv", 3947, "plain"),
        ("cfpb_2016_small/Consumer_Complaints_capitalprince.csv", 1000, "plain"),
        ("cfpb_2016_small/Consumer_Complaints_bkreis84.csv", 349, "plain"),
        ("limesurvey_rse2018/public_data.csv", 997, "limesurvey"),
        ("nyc_pb/Participatory_Budgeting_Projects.csv", 1491, "plain"),
        ("peps_suggestions/peps.csv", 740, "plain"),
        ("qualtrics_ropensci/sample_masked.csv", 1, "qualtrics"),
        ("qualtrics_ropensci/sample_legacy_masked.csv", 1, "qualtrics"),
        ("sfo_2013/2013_SFO_Customer_Survey.csv", 3535, "plain"),
        ("surveygizmo_jupyter2015/20160115235816-SurveyExport.csv", 1706, "surveygizmo"),
        ("surveymonkey_flying/flying-etiquette.csv", 1040, "surveymonkey"),
        ("typeform_fcc2016/2016 New Coders Survey Part 1.csv", 15653, "typeform"),
        ("gforms_mybinder/mybinder.org-user-survey-feb-2020.csv", 346, "google_forms"),
    ],
)
def test_real_files_give_every_row(path: str, rows: int, layout: str) -> None:
    export = read(real(*path.split("/")))
    assert len(_frame(export)) == rows
    assert export.ragged == []
    assert export.layout == layout
