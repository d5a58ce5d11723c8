"""An improvement whose measure falls back is opened again by the morning list, once, and says why."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import relapses
from dashboard.__main__ import main
from dashboard.ledger import Author, Ledger, changes, improvements, open_ledger
from dashboard.ledger.improvements import Improvement, Known
from dashboard.queries.builds import open_build
from dashboard.scopes import local_user
from dashboard.views import View
from tests import small_bank

ME = Author("local")
UNITS = {"hq", "r01"}
FELL_ON = "2026-07-01"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bank with three of four satisfied until July 2026, and hardly any since."""
    folder = tmp_path_factory.mktemp("relapse")
    tables = small_bank.tables()
    service = tables["service"]
    dice = np.random.default_rng(5).random(len(service))
    fell = (pd.to_datetime(service["answered"], errors="coerce") >= FELL_ON).to_numpy()
    tables["service"] = service.assign(recommend=np.where(dice < np.where(fell, 0.1, 0.75), "10", "3"))
    small_bank.make(folder, "fell", tables)
    return folder


@pytest.fixture
def ledger(root: Path, tmp_path: Path) -> Ledger:
    return open_ledger("fell", tmp_path)


def _done(ledger: Ledger, done_on: str, measure: str = "nps") -> Improvement:
    known = Known(date(2025, 1, 1), UNITS, UNITS, {"nps", "satisfaction"}, takes_past=True)
    row = {"title": "增开窗口", "owner": "陈", "measure": measure, "due_on": done_on, "reinspect_on": "2026-12-01"}
    with ledger.writing(ME) as writing:
        made = improvements.add(writing, row, known)
    later = Known(date(2026, 10, 1), UNITS, UNITS, {"nps"}, takes_past=True)
    with ledger.writing(ME) as writing:
        improvements.edit(writing, made, 1, {"status": "done", "done_on": done_on}, later)
    return _one(ledger, made)


def _one(ledger: Ledger, made: str) -> Improvement:
    return next(each for each in improvements.list_all(ledger, local_user()) if each.id == made)


def _run(ledger: Ledger, root: Path) -> tuple[Improvement, ...]:
    return relapses.reopen(ledger, open_build("fell", root), local_user(), Author("morning"), View("en"))


def test_what_fell_back_is_reopened_once_with_month_and_rule(ledger: Ledger, root: Path) -> None:
    made = _done(ledger, "2025-09-15")
    assert [each.id for each in _run(ledger, root)] == [made.id]
    now = _one(ledger, made.id)
    assert (now.status, now.done_on) == ("reopened", None)
    assert "2026" in now.note
    assert changes.history(ledger, improvements.KIND, made.id)[0].who == "morning"
    assert _run(ledger, root) == ()


def test_what_was_looked_at_again_since_is_left_alone(ledger: Ledger, root: Path) -> None:
    made = _done(ledger, "2025-09-15")
    with ledger.writing(ME) as writing:
        improvements.judge(writing, made.id, made.version, "made_worse", date(2026, 9, 30), {})
    assert _run(ledger, root) == ()
    assert _one(ledger, made.id).status == "done"


def test_what_is_too_young_or_names_no_measure_is_left_alone(ledger: Ledger, root: Path) -> None:
    young, unmeasured = _done(ledger, "2026-07-20"), _done(ledger, "2025-09-15", measure="")
    assert _run(ledger, root) == ()
    assert {_one(ledger, each.id).status for each in (young, unmeasured)} == {"done"}


def test_the_morning_list_says_what_it_reopened(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(root))
    made = _done(open_ledger("fell", root / "fell"), "2025-09-15")
    day = ("--bank", "fell", "--day", "2026-10-01", "--lang", "en")
    assert main(["due", *day]) == 0
    told = capsys.readouterr().out
    assert f"Relapsed and reopened: {made.code}" in told
    assert "Reopened" in told
    assert main(["due", *day, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["reopened"] == []
    assert [line["status"] for line in data["units"][""]] == ["reopened"]
