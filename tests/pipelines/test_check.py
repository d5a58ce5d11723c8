"""The dry run: load then reports exactly what check said, and check leaves every byte of the bank as it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.__main__ import main
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests import small_bank

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, list[dict[str, Any]]]]

ANSWERS = """
table = "survey_responses"

[file]
files = "answers*"

[survey]
id = "answers"

[recommend]
column = "score"

[[ratings]]
column = "overall"
touchpoint = "overall"
kind = "satisfaction"
minimum = 1
maximum = 5

[columns.response_id]
column = "id"

[columns.unit_id]
column = "unit"

[columns.responded_at]
column = "day"

[columns.verbatim]
column = "words"
"""
HEADER = "id,unit,day,score,overall,words"
FIRST = (
    "1,o01,2026-01-05,9,5,好",
    "2,o02,2026-01-06,3,2,",
    "3,o01,2026-02-07,10,,手机 13800138000",
    "4,nobody,2026-02-07,10,4,",
    "5,o01,2026-02-07,11,4,",
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Bank:
    return small_copy(tmp_path_factory.mktemp("prepared"), 200)


@pytest.fixture
def bank(prepared: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "banks"))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    shutil.copytree(prepared.folder, tmp_path / "banks" / prepared.id)
    bank = bank_named(prepared.id)
    (bank.config / "survey_responses" / "answers.toml").write_text(ANSWERS, encoding="utf-8")
    return bank


@pytest.fixture
def run(bank: Bank, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
        code = main([*map(str, arguments), "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return command


def bytes_of(folder: Path) -> dict[str, str]:
    """Every file and folder below, with a digest of its content and its times."""
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder")
        + f" {path.stat().st_mtime_ns} {path.stat().st_mode}"
        for path in sorted(folder.rglob("*"))
    }


def answers(folder: Path, *lines: str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return path


def told(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a report says of every file, without what only a run that happened has."""
    assert lines[-1]["event"] == "done", lines[-1]
    return [{**file, "load_id": ""} for file in lines[-1]["report"]["files"]]


def as_check_said(bank: Bank, run: Run, *arguments: object) -> list[dict[str, Any]]:
    """Check, see that no byte moved, load, and hold both reports against each other."""
    before = bytes_of(bank.folder)
    checked, said = run("check", *arguments)
    assert bytes_of(bank.folder) == before
    assert checked == 0
    assert said[-1]["report"]["is_dry_run"]
    assert said[-1]["report"]["build_id"] is None
    loaded, done = run("load", *arguments)
    assert loaded == 0
    assert not done[-1]["report"]["is_dry_run"]
    assert told(done) == told(said)
    for file in told(done):
        fates = (file["added"], file["changed"], file["unchanged"], file["superseded"])
        assert sum(fates) == file["accepted"] == file["read"] - file["refused"]
    return told(done)


def fates(file: dict[str, Any]) -> tuple[int, int, int, int, int]:
    return tuple(file[name] for name in ("added", "changed", "unchanged", "superseded", "retired"))  # type: ignore[return-value]


def test_load_reports_what_check_said_of_new_same_and_changed_rows(bank: Bank, run: Run, tmp_path: Path) -> None:
    (file,) = as_check_said(bank, run, answers(tmp_path, *FIRST))
    assert fates(file) == (4, 0, 0, 0, 0)
    assert (file["refused_by_reason"], file["off_scale"], file["masked"]) == ({"unknown_unit": 1}, 1, 1)
    assert file["examples"][0] == {
        "row_number": 5,
        "column_name": "unit",
        "value_masked": "nobody",
        "reason": "unknown_unit",
        "expected": "an id of table units",
    }
    (file,) = as_check_said(bank, run, answers(tmp_path, *FIRST))
    assert fates(file) == (0, 0, 4, 0, 0)
    second = (
        "1,o01,2026-01-05,9,5,好",  # the same
        "2,o02,2026-01-06,4,2,",  # another score
        "3,o01,2026-02-07,10,4,手机 13800138000",  # a rating where there was none
        "6,o01,2026-02-08,8,3,",  # replaced by the next
        "6,o01,2026-02-08,7,3,",
    )
    (file,) = as_check_said(bank, run, answers(tmp_path, *second))
    assert fates(file) == (1, 2, 1, 1, 0)


def test_a_text_that_differs_only_in_what_is_masked_is_the_same(bank: Bank, run: Run, tmp_path: Path) -> None:
    as_check_said(bank, run, answers(tmp_path, "1,o01,2026-01-05,9,5,打 13800138000"))
    (file,) = as_check_said(bank, run, answers(tmp_path, "1,o01,2026-01-05,9,5,打 13900139000"))
    assert fates(file) == (0, 0, 1, 0, 0)


def test_retiring_is_said_and_asked_for_like_in_a_load(bank: Bank, run: Run, tmp_path: Path) -> None:
    place = bank.config / "survey_responses" / "answers.toml"
    place.write_text(ANSWERS.replace("[file]", 'reload = "authoritative"\n\n[file]'), encoding="utf-8")
    as_check_said(bank, run, answers(tmp_path, *FIRST))
    fewer = answers(tmp_path, FIRST[0], "7,o01,2026-03-01,8,,")
    before = bytes_of(bank.folder)
    checked, said = run("check", fewer)
    assert bytes_of(bank.folder) == before
    loaded, done = run("load", fewer)
    assert (checked, loaded) == (1, 1)
    assert [error["found"] for error in said[-1]["errors"]] == [error["found"] for error in done[-1]["errors"]]
    assert "3 rows loaded before" in said[-1]["errors"][0]["found"]
    (file,) = as_check_said(bank, run, fewer, "--yes-retire")
    assert fates(file) == (1, 0, 1, 0, 3)


def test_several_files_and_tables_at_once(bank: Bank, run: Run, tmp_path: Path) -> None:
    units = tmp_path / "units-new.csv"
    units.write_text(
        "unit_id,parent_id,level,level_en,name,name_en,closed_on,from_on\n"
        "o99,r01,网点,Outlet,新网点,New,,\no01,r01,网点,Outlet,改名支行,Renamed,,\n",
        encoding="utf-8",
    )
    complaints = tmp_path / "complaints-more.csv"
    complaints.write_text(
        "complaint_id,unit_id,received_at,line,channel,business,cause,touchpoint_id,valid,repeat_of,decided_at,told_at\n"
        "t9999,o99,2026-08-01,retail,hotline,debit,rules,queue,是,,,\nt9998,o01,someday,,,,,,,,,\n",
        encoding="utf-8",
    )
    first = answers(tmp_path, "1,o99,2026-01-05,9,5,", "2,o99,2026-01-05,9,5,", name="answers-1.csv")
    again = answers(tmp_path, "2,o99,2026-01-05,6,5,", name="answers-2.csv")
    files = as_check_said(bank, run, first, again, units, complaints)
    assert {file["file"]: fates(file) for file in files} == {
        "units-new.csv": (1, 1, 0, 0, 0),
        "complaints-more.csv": (1, 0, 0, 0, 0),
        "answers-1.csv": (1, 0, 0, 1, 0),
        "answers-2.csv": (1, 0, 0, 0, 0),
    }


def test_the_first_file_of_a_bank_that_is_not_there_yet(bank: Bank, run: Run, tmp_path: Path) -> None:
    description = tmp_path / "answers.toml"
    description.write_text(ANSWERS, encoding="utf-8")
    fresh = bank_named("fresh")
    code, said = run("check", answers(tmp_path, *FIRST), "--bank", "fresh", "--description", description)
    assert code == 0
    assert not fresh.folder.exists()
    code, done = run("load", answers(tmp_path, *FIRST), "--bank", "fresh", "--description", description)
    assert code == 0
    assert told(done) == told(said)


@pytest.mark.parametrize(
    "content",
    [b"", HEADER.encode() + b"\n", b"%PDF-1.7\n", b"id,unit\n1,2\n", HEADER.encode() + b"\n1,nobody,2026-01-05,9,5,\n"],
    ids=["empty", "header only", "pdf", "missing columns", "no row fits"],
)
def test_what_load_refuses_check_refuses_with_the_same_words(
    bank: Bank, run: Run, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    before = bytes_of(bank.folder)
    checked, said = run("check", path)
    assert bytes_of(bank.folder) == before
    loaded, done = run("load", path)
    assert (checked, loaded) == (1, 1)
    assert said[-1] == done[-1]
    assert said[-1]["errors"]


def test_a_check_is_not_in_the_way_of_a_load(bank: Bank, run: Run, tmp_path: Path) -> None:
    with bank.loading():
        assert run("check", answers(tmp_path, *FIRST))[0] == 0


def test_a_check_that_fails_leaves_no_draft_behind(
    bank: Bank, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = tmp_path / "temporary"
    drafts.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(drafts))
    run("check", answers(tmp_path, *FIRST))
    (tmp_path / "answers.csv").write_bytes(b"")
    run("check", tmp_path / "answers.csv")
    assert list(drafts.iterdir()) == []


def test_own_files_are_not_checked_against_the_example(run: Run, tmp_path: Path) -> None:
    code, lines = run("check", answers(tmp_path, *FIRST), "--bank", "example")
    assert code == 2
    assert "never mixed" in lines[-1]["errors"][0]["expected"]


def test_in_words_a_check_says_that_nothing_was_changed(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(answers(tmp_path, *FIRST))]) == 0
    out = capsys.readouterr().out
    for words in ("dry run, nothing was changed", "1 refused, unknown_unit", "answers.csv: 4 new"):
        assert words in out
