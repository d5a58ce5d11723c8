"""Templates: of every table an XLSX and a CSV that load unchanged by the description beside them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from pipelines.__main__ import main
from pipelines.banks import bank as bank_named
from pipelines.contracts import CONTRACTS
from pipelines.descriptions import load_description
from pipelines.load import LoadReport, load
from pipelines.raw import CHILDREN, PARENT
from pipelines.templates import fields, template, templates

TABLES = [table for table in CONTRACTS if table not in CHILDREN]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    templates("all", folder)
    return folder


@pytest.fixture(scope="module")
def loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All workbooks loaded into one bank, then all CSVs on top of them."""
    bank = bank_named("own", tmp_path_factory.mktemp("banks"))
    bank.ensure()
    for path in folder.glob("*.toml"):
        described = load_description(path)
        place = bank.config / described.table / f"{described.name}.toml"
        place.parent.mkdir()
        shutil.copy(path, place)
    reports: dict[str, LoadReport] = {}
    for ending in ("xlsx", "csv"):
        reports[ending] = load(bank, sorted(folder.glob(f"*.{ending}")))
    found = {ending: {file.table: file for file in report.files} for ending, report in reports.items()}
    return {"bank": bank, **found}


@pytest.mark.parametrize("table", TABLES)
def test_the_filled_workbook_loads_unchanged_and_the_csv_is_the_same(loaded: dict[str, Any], table: str) -> None:
    workbook, text = loaded["xlsx"][table], loaded["csv"][table]
    assert (workbook.read, workbook.accepted, workbook.refused, workbook.dropped) == (1, 1, 0, 0)
    assert (workbook.added, workbook.off_scale) == (1, 0)
    assert (text.read, text.accepted, text.added, text.changed, text.unchanged) == (1, 1, 0, 0, 1)


@pytest.mark.parametrize("table", CONTRACTS)
def test_every_value_of_the_row_is_in_the_build(loaded: dict[str, Any], table: str) -> None:
    with duckdb.connect(loaded["bank"].current(), read_only=True) as build:
        found = build.execute(f"select * from raw_{table}").df()  # noqa: S608 - a name of a contract
    assert len(found) >= 1
    if table not in CHILDREN:
        filled = [field.name for field in fields(table) if field.value is not None and not field.is_question]
        assert filled
        assert found[filled].notna().all(axis=None)


def test_the_survey_template_holds_an_answer_a_rating_and_choices(loaded: dict[str, Any]) -> None:
    with duckdb.connect(loaded["bank"].current(), read_only=True) as build:
        assert build.execute("select recommend, recommend_state from fct_response").fetchall() == [(9, "valid")]
        assert build.execute("select touchpoint_id, score, is_top from fct_rating").fetchall() == [
            ("overall", 4.0, True)
        ]
        assert build.execute("select option_name from fct_choice order by 1").fetchall() == [
            ("服务态度",),
            ("等候时间",),
        ]


@pytest.mark.parametrize("table", TABLES)
def test_the_workbook_checks_what_is_typed_and_explains_every_column(folder: Path, table: str) -> None:
    workbook = openpyxl.load_workbook(folder / f"{table}-template.xlsx")
    rows, explained = workbook.worksheets
    contract = CONTRACTS[table]
    assert rows.title == table
    headers = [cell.value for cell in rows[1]]
    assert headers == [field.name for field in fields(table)]
    assert set(contract.mappable) <= set(headers)
    lists = {
        headers[next(iter(rule.sqref.ranges)).min_col - 1]: rule.formula1
        for rule in rows.data_validations.dataValidation
        if rule.type == "list"
    }
    for column in contract.columns.values():
        if column.allowed and not column.derived:
            assert lists[column.name] == '"' + ",".join(column.allowed) + '"'
        elif column.type == "boolean" and not column.derived:
            assert lists[column.name] == '"是,否"'
    for place, header in enumerate(headers):
        if header in contract.columns and contract.columns[header].type == "text":
            assert rows.cell(2, place + 1).number_format == "@"
    told = {row[0]: row[1:] for row in explained.iter_rows(min_row=5, values_only=True)}
    assert explained["A1"].value == contract.row_is_zh
    assert list(told) == headers
    for name in contract.mappable:
        assert told[name][:2] == (contract.columns[name].meaning_zh, contract.columns[name].meaning)


def test_the_csv_opens_in_a_spreadsheet(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("table", CHILDREN)
def test_ratings_and_choices_are_columns_of_their_survey(tmp_path: Path, table: str) -> None:
    assert [path.name for path in template(table, tmp_path)] == [
        f"{PARENT}-template.{ending}" for ending in ("xlsx", "csv", "toml")
    ]


def test_the_command_names_what_it_wrote_and_its_description_loads_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "banks"))
    assert main(["template", "contacts", "--out", str(tmp_path / "new folder"), "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["report"]["files"]
    assert [Path(file).name for file in files] == [f"contacts-template.{ending}" for ending in ("xlsx", "csv", "toml")]
    assert main(["load", files[0], "--bank", "own", "--description", files[2], "--json"]) == 0
    done = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [(file["table"], file["added"]) for file in done["report"]["files"]] == [("contacts", 1)]


def test_wrong_calls_are_told_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "nonsense", "--out", str(tmp_path), "--json"]) == 2
    assert "no table is called 'nonsense'" in capsys.readouterr().out
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["template", "units", "--out", str(tmp_path / "file"), "--json"]) == 2
    assert "cannot be written" in capsys.readouterr().out
    assert main(["template", "units", "--out", str(tmp_path / "there")]) == 0
    assert capsys.readouterr().out.split() == [
        str(tmp_path / "there" / f"units-template.{ending}") for ending in ("xlsx", "csv", "toml")
    ]
