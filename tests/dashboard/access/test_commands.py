"""The administrator's commands, and every command asked as somebody."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.ledger import Author, audit, open_ledger
from dashboard.queries.builds import Build
from tests.dashboard.access.conftest import Write

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(peopled_root: Path, write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("HUIYIN_BANKS", str(peopled_root))
    monkeypatch.setenv("LANG", "en")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    write()

    def ran(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsys.readouterr()
        return code, told.out, told.err

    return ran


def test_suspend_lift_and_verify(run: Run, peopled: Build) -> None:
    assert run("nps", "--as", "wang@bank.example")[0] == 0
    code, out, _ = run("suspend", "Wang@bank.example", "--reason", "电话 13800138000")
    assert (code, out) == (0, "wang@bank.example is suspended from the next click on.\n")
    code, out, _ = run("nps", "--as", "wang@bank.example", "--json")
    assert code == 1
    assert json.loads(out)["error"] == [{"parameter": "as", "value": "wang@bank.example"}]
    assert run("due", "--as", "wang@bank.example")[0] == 1
    assert run("suspend", "wang@bank.example", "--lift")[0] == 0
    assert run("suspend", "wang@bank.example", "--lift")[0] == 1
    assert run("nps", "--as", "wang@bank.example")[0] == 0
    entries = [json.loads(line) for line in run("audit", "--last", "5")[1].splitlines()]
    assert [each["action"] for each in entries] == ["suspension_made", "suspension_removed"]
    assert all(each["who"].startswith("terminal:") for each in entries)
    ledger = open_ledger(peopled.bank, peopled.folder)
    assert "13800138000" not in ledger.path.read_bytes().decode("utf-8", "ignore")  # type: ignore[union-attr]
    code, out, _ = run("audit", "verify")
    assert code == 0
    assert "2 entries, none changed" in out
    head = json.loads(run("audit", "verify", "--json")[1])["head"]
    audit.record(ledger, Author("chen"), "export")
    assert run("audit", "verify", "--head", head)[0] == 0
    code, out, _ = run("audit", "verify", "--head", "0" * 64)
    assert code == 1
    assert "written anew" in out


def test_somebody_else_s_unit_gives_nothing_in_the_terminal(run: Run) -> None:
    for asked in (("--unit", "r02"), ("--unit", "o07"), ("--unit", "hq"), ("--unit", "r01", "--unit", "r03")):
        code, out, err = run("nps", *asked, "--as", "wang@bank.example")
        assert (code, out) == (1, "")
        assert "unknown unit" in err
        assert run("nps", *asked)[0] == 0
    told = json.loads(run("nps", "--by", "unit", "--period", "all", "--as", "wang@bank.example", "--json")[1])
    assert {each["unit"] for each in told["values"]} <= {"r01"}
    assert run("nps", "--line", "retail", "--as", "sun@bank.example")[0] == 1
    assert run("nps", "--as", "stranger")[0] == 1


def test_the_list_is_looked_at_and_not_sent_as_somebody(run: Run) -> None:
    assert run("due", "--as", "wang@bank.example")[0] == 0
    with pytest.raises(SystemExit):
        run("due", "--as", "wang@bank.example", "--mail")
