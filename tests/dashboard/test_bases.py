"""9, 10, 29, 30, 99 and 100 answers: the same on the screen, in JSON and in the file that is taken away."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from dashboard import __main__ as terminal
from dashboard.answers import series
from dashboard.components.context import Context
from dashboard.components.table import footer_text, rows_of, to_csv
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import local_user
from dashboard.slices import Slice
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import numbers, open_app, words

ME = local_user()
BASES = {"o01": 100, "o02": 99, "o03": 30, "o04": 29, "o06": 10, "o07": 9, "o08": 40}
"""Outlet -> answers in March 2025. o01–o03 are in r01, o04 and o06 in r02; o07 and o08 in r03 only show together."""
SHOWN = {
    "o01": ("score", ""),
    "o02": ("score", "low base: read with care"),
    "o03": ("score", "low base: read with care"),
    "o04": ("interval", "few answers: interval only"),
    "o06": ("interval", "few answers: interval only"),
    "others:r03": ("pooled", "shown together with others"),
}
MONTH = Slice(units=("r01", "r02", "r03"), period="2025-03")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bases")
    wanted = [outlet for outlet, count in BASES.items() for _ in range(count)]
    tables = small_bank.tables(responses=len(wanted))
    service = tables["service"].iloc[: len(wanted)].reset_index(drop=True)
    service["unit"] = wanted
    service["answered"], service["invited"] = "2025-03-15 10:30:00", "2025-03-14"
    service["recommend"] = np.where(np.arange(len(wanted)) % 3 == 0, "3", "10")
    tables["service"] = service
    small_bank.make(folder, "bases", tables)
    return folder


@pytest.fixture(scope="module")
def counted(root: Path) -> Build:
    return open_build("bases", root)


def test_json_tells_each_base_by_the_rules(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(root))
    asked = ("nps", "--by", "unit", "--unit", "r01", "--unit", "r02", "--unit", "r03", "--period", "2025-03")
    assert terminal.main([*asked, "--bank", "bases", "--json"]) == terminal.ANSWERED
    told = {value["unit"]: value for value in json.loads(capsys.readouterr().out)["values"]}
    assert {unit: value["shown"] for unit, value in told.items()} == {unit: shown for unit, (shown, _) in SHOWN.items()}
    bases = {**{unit: base for unit, base in BASES.items() if unit in SHOWN}, "others:r03": 49}
    assert {unit: value["responses"] for unit, value in told.items()} == bases
    for unit, (shown, _) in SHOWN.items():
        assert (told[unit]["score"] is None) == (shown == "interval"), unit
        assert None not in (told[unit]["low"], told[unit]["high"]), unit
        assert told[unit]["low_base"] == (unit in ("o02", "o03", "others:r03")), unit


def test_the_file_says_what_the_gate_released_and_nothing_beside(counted: Build) -> None:
    answer = series.by("nps", "unit", counted, MONTH, ME)
    context = Context(counted, catalogue(counted, ME), MONTH, ME, View("en"))
    written = to_csv(rows_of(answer, answer.values, context), footer_text(answer, context)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written.partition("\r\n\r\n")[0])))
    assert len(rows) == len(SHOWN)
    for value, row in zip(answer.values, rows, strict=True):
        shown, told = SHOWN[str(value.of("unit"))]
        assert (row["How to read it"], int(row["Base"])) == (told, value.base)
        assert (row["NPS"] == "") == (shown == "interval")
        assert (row["Promoters"] == "") == (shown in ("interval", "hidden"))
        assert row["95% interval from"] == str(value.low)


@pytest.mark.parametrize("unit", ["o01", "o02", "o03", "o04", "o06"])
def test_the_screen_shows_the_same(monkeypatch: pytest.MonkeyPatch, root: Path, counted: Build, unit: str) -> None:
    app = open_app(monkeypatch, root, bank="bases", lang="en", unit=unit, period="2025-03")
    assert not app.exception
    tile = numbers(app)["nps"]
    value = next(one for one in series.by("nps", "unit", counted, MONTH, ME).values if one.of("unit") == unit)
    assert (tile["shown"], tile["base"]) == (SHOWN[unit][0], str(BASES[unit]))
    assert (tile.get("score", "") == "") == (value.score is None)


@pytest.mark.parametrize("unit", ["o07", "o08"])
def test_nine_answers_and_who_stands_beside_them_alone_are_not_shown(
    monkeypatch: pytest.MonkeyPatch, root: Path, unit: str
) -> None:
    app = open_app(monkeypatch, root, bank="bases", lang="en", unit=unit, period="2025-03")
    assert not app.exception
    assert "nps" not in numbers(app)
    assert "NPS  Too few answers to be shown alone: choose a longer period or the unit above" in words(app)
