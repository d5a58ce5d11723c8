"""The commands as a person or a script meets them: exit codes, what is said, and that bad input changes nothing."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.__main__ import main
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests import small_bank

Run = Callable[..., tuple[int, list[dict[str, Any]]]]

DESCRIPTION = """
table = "survey_responses"

[file]
files = "answers*"

[survey]
id = "answers"
name = "回访调查"

[recommend]
column = "score"

[columns.response_id]
column = "id"

[columns.unit_id]
column = "unit"

[columns.responded_at]
column = "day"

[columns.verbatim]
column = "words"
"""
HEADER = "id,unit,day,score,words"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Bank:
    return small_copy(tmp_path_factory.mktemp("prepared"), 200)


@pytest.fixture
def bank(prepared: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "banks"))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    shutil.copytree(prepared.folder, tmp_path / "banks" / prepared.id)
    bank = bank_named(prepared.id)
    (bank.config / "survey_responses" / "answers.toml").write_text(DESCRIPTION, encoding="utf-8")
    return bank


@pytest.fixture
def run(bank: Bank, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with --json: its exit code and the lines it printed."""

    def command(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
        code = main([*map(str, arguments), "--json"])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return command


def answers(bank: Bank, *lines: str, header: str = HEADER, name: str = "answers.csv", encoding: str = "utf-8") -> Path:
    path = bank.inbox / name
    path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
    return path


def query(bank: Bank, sql: str) -> list[tuple[Any, ...]]:
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def report(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The report of the one file of a load that was done."""
    assert lines[-1]["event"] == "done", lines[-1]
    (file,) = lines[-1]["report"]["files"]
    return dict(file)


GOOD = ("1,o01,2026-01-05,9,好", "2,o02,2026-01-06,3,", "3,o01,2026-02-07,10,")


def test_a_load_says_what_became_of_every_row(bank: Bank, run: Run) -> None:
    path = answers(
        bank,
        *GOOD,
        "4,o01,2026-02-07,10 - 非常愿意,",
        "5,o01,2026-02-07,11,",
        "6,o01,2026-02-07,9.6,",
        "7,o01,2026-02-07,-1,",
        "8,o01,2026-02-07,１０,",
        "9,o01,2026-02-07,,我的手机 13800138000",
        "10,nobody,2026-02-07,9,",
        "11,o01,13.02.2026,9,",
        "2,o02,2026-01-06,4,",
    )
    code, lines = run("load", path)
    assert code == 0
    file = report(lines)
    assert (file["read"], file["accepted"], file["refused"]) == (12, 10, 2)
    assert file["refused_by_reason"] == {"unknown_unit": 1, "date_without_format": 1}
    assert (file["repeated"], file["off_scale"], file["masked"]) == (1, 3, 1)
    assert {(row["row_number"], row["column_name"], row["value_masked"]) for row in file["examples"]} == {
        (11, "unit", "nobody"),
        (12, "day", "13.02.2026"),
    }
    found = query(bank, "select response_id, recommend, recommend_state from fct_response where survey_id = 'answers'")
    assert sorted(found) == [
        ("1", 9, "valid"),
        ("2", 4, "valid"),
        ("3", 10, "valid"),
        ("4", 10, "valid"),
        ("5", None, "off_scale"),
        ("6", None, "off_scale"),
        ("7", None, "off_scale"),
        ("8", 10, "valid"),
        ("9", None, "blank"),
    ]
    assert query(bank, "select row_number, reason from refused_row order by 1") == [
        (11, "unknown_unit"),
        (12, "date_without_format"),
    ]
    assert query(bank, "select text from verbatim where response_id = '9'")[0][0].count("13800138000") == 0
    recorded = "select rows_read, rows_accepted, rows_refused, rows_repeated, off_scale, masked from build_load"
    assert query(bank, f"{recorded} where file_name = 'answers.csv'") == [(12, 10, 2, 1, 3, 1)]
    steps = [line["step"] for line in lines if line["event"] == "progress"]
    assert steps[0] == "read"
    assert {"read", "model", "check", "publish"} <= set(steps)


def test_the_same_file_again_changes_nothing(bank: Bank, run: Run) -> None:
    everything = "select * from mart_response_month order by all"
    run("load", answers(bank, *GOOD))
    before = query(bank, everything)
    code, lines = run("load", answers(bank, *GOOD))
    assert code == 0
    assert (report(lines)["accepted"], report(lines)["repeated"]) == (3, 3)
    assert query(bank, everything) == before


def test_without_ids_equal_rows_of_one_file_are_two_people_and_the_same_file_is_not(bank: Bank, run: Run) -> None:
    place = bank.config / "survey_responses" / "answers.toml"
    place.write_text(DESCRIPTION.replace('[columns.response_id]\ncolumn = "id"\n', ""), encoding="utf-8")
    lines = ["o01,2026-01-05,9,", "o01,2026-01-05,9,", "o02,2026-01-05,9,"]
    counted = "select count(*) from fct_response where survey_id = 'answers'"
    run("load", answers(bank, *lines, header="unit,day,score,words"))
    assert query(bank, counted) == [(3,)]
    _, told = run("load", answers(bank, *lines, header="unit,day,score,words"))
    assert report(told)["repeated"] == 3
    assert query(bank, counted) == [(3,)]


def test_originals_are_moved_from_the_inbox_and_copied_from_elsewhere(bank: Bank, run: Run, tmp_path: Path) -> None:
    inside = answers(bank, *GOOD)
    outside = tmp_path / "answers-elsewhere.csv"
    outside.write_text(HEADER + "\n77,o01,2026-01-05,9,\n", encoding="utf-8")
    kept = set(bank.done.iterdir())
    code, _ = run("load", inside, outside)
    assert code == 0
    assert not inside.exists()
    assert outside.exists()
    fresh = set(bank.done.iterdir()) - kept
    assert sorted(path.name.split("-", 2)[2] for path in fresh) == ["answers-elsewhere.csv", "answers.csv"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in bank.done.iterdir()} == {0o600}
    run("load", outside)
    assert set(bank.done.iterdir()) - kept == fresh


def test_a_given_description_is_used_and_kept_for_the_next_load(bank: Bank, run: Run, tmp_path: Path) -> None:
    description = tmp_path / "mine.toml"
    description.write_text(DESCRIPTION.replace("answers*", "export*"), encoding="utf-8")
    file = tmp_path / "export-1.csv"
    file.write_text(HEADER + "\n1,o01,2026-01-05,9,\n", encoding="utf-8")
    assert run("load", file)[0] == 1
    assert run("load", file, "--description", description)[0] == 0
    assert (bank.config / "survey_responses" / "mine.toml").read_text(encoding="utf-8") == description.read_text(
        "utf-8"
    )
    assert run("load", file)[0] == 0


def test_units_come_first_whatever_the_order_of_the_files(bank: Bank, run: Run, tmp_path: Path) -> None:
    (tmp_path / "units-new.csv").write_text(
        "unit_id,parent_id,level,level_en,name,name_en,closed_on,from_on\no99,r01,网点,Outlet,新网点,New,,\n",
        encoding="utf-8",
    )
    code, lines = run("load", answers(bank, "1,o99,2026-01-05,9,"), tmp_path / "units-new.csv")
    assert code == 0
    assert [file["table"] for file in lines[-1]["report"]["files"]] == ["units", "survey_responses"]
    placed = (
        "select unit_id from fct_response inner join dim_placement using (placement_id) where survey_id = 'answers'"
    )
    assert query(bank, placed) == [("o99",)]


def rejected(bank: Bank, run: Run, *arguments: object) -> list[dict[str, str]]:
    """Run a load that must be refused; the served build, the files and the config stay as they are."""
    pointer = bank.pointer.read_bytes()
    files = sorted(path for path in bank.folder.rglob("*") if path.name != ".loading")
    code, lines = run("load", *arguments)
    assert code == 1
    assert [line["event"] for line in lines if line["event"] != "progress"] == ["refused"]
    assert bank.pointer.read_bytes() == pointer
    assert sorted(path for path in bank.folder.rglob("*") if path.name != ".loading") == files
    errors = lines[-1]["errors"]
    parts = {"found", "where", "expected", "what_to_do", "said"}
    assert all(error.keys() == parts and all(error.values()) for error in errors)
    return list(errors)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (HEADER.encode() + b"\n", "no rows"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "PDF"),
        (HEADER.encode() + b"\n1,o01,2026-01-05,9,\xff\xfe\x80\x81\xa0\n", "encoding"),
        (b"id,unit,day,words\n1,o01,2026-01-05,\n", "score"),
        (b"id,unit,day,score,score,words\n1,o01,2026-01-05,9,3,\n", "score"),
        (HEADER.encode() + b"\n1,nobody,2026-01-05,9,\n2,nowhere,2026-01-05,9,\n", "an unknown unit in 2 rows"),
    ],
    ids=["empty", "header only", "pdf", "wrong encoding", "missing column", "duplicate headers", "no row fits"],
)
def test_a_file_that_cannot_be_read_changes_nothing(bank: Bank, run: Run, content: bytes, said: str) -> None:
    path = bank.inbox / "answers.csv"
    path.write_bytes(content)
    errors = rejected(bank, run, path)
    assert said.lower() in json.dumps(errors, ensure_ascii=False).lower()


def test_all_faults_of_all_files_are_said_at_once_and_nothing_is_half_loaded(bank: Bank, run: Run) -> None:
    good = answers(bank, *GOOD, name="answers-good.csv")
    (bank.inbox / "answers-empty.csv").write_bytes(b"")
    (bank.inbox / "answers-pdf.csv").write_bytes(b"%PDF-1.4\n")
    errors = rejected(bank, run, good, bank.inbox / "answers-empty.csv", bank.inbox / "answers-pdf.csv")
    assert len(errors) == 2
    assert good.exists()
    assert query(bank, "select count(*) from fct_response where survey_id = 'answers'") == [(0,)]


def test_a_huge_cell_and_a_formula_are_text_like_any_other(bank: Bank, run: Run) -> None:
    huge = "长" * 1_000_000
    path = answers(bank, f"1,o01,2026-01-05,9,{huge}", "2,o01,2026-01-05,9,=cmd|' /C calc'!A0")
    code, _ = run("load", path)
    assert code == 0
    found = query(bank, "select response_id, text from verbatim where survey_id = 'answers' order by 1")
    assert found == [("1", huge), ("2", "=cmd|' /C calc'!A0")]


def test_a_cycle_of_units_is_refused(bank: Bank, run: Run, tmp_path: Path) -> None:
    header = "unit_id,parent_id,level,level_en,name,name_en,closed_on,from_on\n"
    (tmp_path / "units-x.csv").write_text(header + "r01,o01,分行,Region,东区分行,East,,\n", encoding="utf-8")
    errors = rejected(bank, run, tmp_path / "units-x.csv")
    assert "above themselves" in errors[0]["found"]
    (tmp_path / "units-x.csv").write_text(header + "o77,r77,网点,Outlet,新,New,,\n", encoding="utf-8")
    errors = rejected(bank, run, tmp_path / "units-x.csv")
    assert "'r77', which is not a unit" in errors[0]["found"]


def test_a_file_that_no_description_or_several_fit_is_refused(bank: Bank, run: Run, tmp_path: Path) -> None:
    (tmp_path / "unheard.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "no description fits" in rejected(bank, run, tmp_path / "unheard.csv")[0]["found"]
    (bank.config / "survey_responses" / "twin.toml").write_text(DESCRIPTION, encoding="utf-8")
    assert "2 descriptions fit" in rejected(bank, run, answers(bank, *GOOD))[0]["found"]


def test_faults_of_a_description_are_said_at_once(bank: Bank, run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('table = "survey_responses"\n[recomend]\ncolumn = "x"\n', encoding="utf-8")
    errors = rejected(bank, run, answers(bank, *GOOD), "--description", broken)
    assert len(errors) > 1
    assert "recommend" in json.dumps(errors)


def test_an_authoritative_file_retires_only_when_told_to(bank: Bank, run: Run) -> None:
    place = bank.config / "survey_responses" / "answers.toml"
    place.write_text(DESCRIPTION.replace("[file]", 'reload = "authoritative"\n\n[file]'), encoding="utf-8")
    assert run("load", answers(bank, *GOOD))[0] == 0
    counted = "select response_id from fct_response where survey_id = 'answers' order by 1"
    fewer = answers(bank, GOOD[0], "4,o01,2026-03-01,8,")
    assert "2 rows loaded before" in rejected(bank, run, fewer)[0]["found"]
    code, lines = run("load", fewer, "--yes-retire")
    assert code == 0
    assert (report(lines)["retired"], report(lines)["repeated"]) == (2, 1)
    assert query(bank, counted) == [("1",), ("4",)]
    assert query(bank, "select count(*) > 0 from fct_response where survey_id = 'service'") == [(True,)]


def test_a_busy_bank_says_so(bank: Bank, run: Run) -> None:
    path = answers(bank, *GOOD)
    with bank.loading():
        assert "another load" in rejected(bank, run, path)[0]["found"]


def test_the_example_is_made_by_one_command_and_never_mixed_with_own_files(bank: Bank, run: Run) -> None:
    code, lines = run("demo", "--years", 2, "--scale", 0.02, "--outlets", 40)
    assert code == 0
    assert {line["step"] for line in lines if line["event"] == "progress"} >= {
        "write",
        "read",
        "model",
        "check",
        "publish",
    }
    report = lines[-1]["report"]
    assert report["bank"] == "example"
    assert sum(file["refused"] for file in report["files"]) > 0
    example = bank_named("example")
    assert list(example.inbox.iterdir()) == []
    [(is_example, responses)] = query(example, "select is_example, (select count(*) from fct_response) from build_info")
    assert is_example
    assert responses > 500
    code, lines = run("load", answers(bank, *GOOD), "--bank", "example")
    assert code == 2
    assert "never mixed" in lines[-1]["errors"][0]["expected"]
    run("demo", "--years", 2, "--scale", 0.02, "--outlets", 40)
    assert query(example, "select count(*) from fct_response") == [(responses,)]


def test_status_before_and_after_the_first_build(bank: Bank, run: Run) -> None:
    code, lines = run("status", "--bank", "fresh")
    assert code == 0
    assert lines[-1]["report"]["build_id"] is None
    code, lines = run("status")
    assert code == 0
    status = lines[-1]["report"]
    assert (status["bank"], status["name"], status["responses"], status["complaints"]) == (
        "small",
        "小城银行",
        216,
        600,
    )
    assert {load["table_name"] for load in status["loads"]} >= {"units", "survey_responses", "complaints"}


def test_removing_asks_for_yes(bank: Bank, run: Run) -> None:
    code, lines = run("remove", "--bank", "small")
    assert code == 2
    assert lines[-1]["errors"][0]["expected"] == "--yes"
    assert bank.current() is not None
    assert run("remove", "--bank", "nobody", "--yes")[0] == 2
    assert run("remove", "--bank", "small", "--yes")[0] == 0
    assert not bank.folder.exists()


def test_text_mode_prints_a_table_and_refusals_in_plain_words(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(answers(bank, *GOOD, "4,nobody,2026-02-01,9,[bold]"))]) == 0
    out = capsys.readouterr().out
    for word in ("answers.csv", "accepted", "off scale", "masked", "1 refused, unknown_unit", "row 5, unit: 'nobody'"):
        assert word in out
    assert main(["status"]) == 0
    assert "小城银行" in capsys.readouterr().out
    (bank.inbox / "answers.csv").write_bytes(b"")
    assert main(["load", str(bank.inbox / "answers.csv")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    for word in ("Nothing was changed", "found:", "where:", "expected:", "what to do:"):
        assert word in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize(
    "arguments",
    [[], ["watch"], ["unknown"], ["load", "x", "--nonsense"], ["demo", "--scale", "big"], ["demo", "--years", "1"]],
)
def test_a_wrong_call_exits_with_2(arguments: list[str]) -> None:
    found = subprocess.run([sys.executable, "-m", "pipelines", *arguments], capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "usage:" in found.stderr
    assert "Traceback" not in found.stderr


def test_a_load_of_nothing_says_what_can_be_loaded() -> None:
    found = subprocess.run([sys.executable, "-m", "pipelines", "load"], capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "either exports or --postgresql" in found.stderr


def test_a_path_that_does_not_exist_is_a_wrong_call(bank: Bank, run: Run) -> None:
    code, lines = run("load", bank.inbox / "no-such-file.csv")
    assert code == 2
    assert "no such file" in lines[-1]["errors"][0]["found"]
    code, lines = run("status", "--bank", "Not An Id")
    assert code == 2
    bank_named("second").ensure()
    (bank_named("second").config / "bank.toml").touch()
    code, lines = run("status")
    assert code == 2
    assert "several banks: second, small" in lines[-1]["errors"][0]["found"]
