"""Taking out what is seen: in a terminal and on a page, noted in the audit, refused in words, and never half a file."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from dashboard.__main__ import main
from dashboard.answers import series
from dashboard.components import export
from dashboard.components.context import Context
from dashboard.exports.archive import to_archive
from dashboard.ledger import LedgerError, audit, open_ledger
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope
from dashboard.sheets import files_of, kinds_of
from dashboard.slices import Slice
from dashboard.views import LANGUAGES, View
from tests.dashboard.opened import ask, open_app, panels, words

CALL = ("export", "nps", "--by", "month", "--period", "2026", "--unit", "r01", "--lang", "zh_CN")


@pytest.fixture(autouse=True)
def _bank(banks_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(banks_root))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    monkeypatch.setenv("COLUMNS", "400")


def test_the_terminal_writes_what_the_answer_says_and_notes_it(build: Build, me: Scope, tmp_path: Path) -> None:
    ledger = open_ledger(build.bank, build.folder)
    before = audit.verify(ledger).entries
    place = tmp_path / "new" / "走势.xlsx"
    assert main([*CALL, "--format", "xlsx", "--out", str(place)]) == 0
    answer = series.by("nps", "month", build, Slice(period="2026", units=("r01",)), me)
    page, about = openpyxl.load_workbook(place).worksheets
    scores = [row[1] for row in page.iter_rows(min_row=2, max_row=1 + len(answer.values), values_only=True)]
    assert scores == pytest.approx([value.score for value in answer.values], rel=1e-14)  # Excel keeps fifteen digits
    told = [row[1] for row in about.iter_rows(values_only=True)]
    assert any("python -m dashboard nps --by month --period 2026 --unit r01" in str(line) for line in told)
    (entry,) = audit.entries(ledger, last=1)
    assert (entry["action"], entry["who"], entry["came_from"]) == ("export", me.person, "terminal")
    assert entry["subject"] == "series.by nps"
    assert entry["slice"] == "period=2026&unit=r01"
    assert "xlsx" in entry["detail"]
    assert build.id in entry["detail"]
    verified = audit.verify(ledger)
    assert (verified.entries, verified.faults) == (before + 1, ())


def test_several_formats_go_into_a_folder(tmp_path: Path) -> None:
    wished = [word for kind in ("csv", "parquet", "html") for word in ("--format", kind)]
    assert main([*CALL, *wished, "--out", str(tmp_path)]) == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".html", ".parquet"]
    with pytest.raises(SystemExit):
        main([*CALL, *wished, "--out", str(tmp_path / "one.csv")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*call: str) -> str:
        assert main(["export", *call, "--lang", language]) == 1
        return capsys.readouterr().err

    table = ("--format", "csv", "--out")
    barred = tmp_path / "file"
    barred.write_text("", encoding="utf-8")
    assert str(barred) in told("nps", *table, str(barred / "below" / "x.csv"))
    empty = told("nps", "--survey", "counter", *table, str(tmp_path / "x.csv"))
    assert "0" in empty
    few = told("nps", "--unit", "o08", "--period", "2026-09", "--line", "wealth", *table, str(tmp_path / "x.csv"))
    assert few.strip()
    assert "r99" in told("nps", "--unit", "r99", *table, str(tmp_path / "x.csv"))
    assert "csv, xlsx, parquet" in told("nps", "--format", "png", "--out", str(tmp_path / "x.png")).replace("、", ", ")
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "no-browser"))
    assert "Chromium" in told(*CALL[1:8], "--format", "png", "--out", str(tmp_path / "x.png"))
    monkeypatch.setenv("HUIYIN_LEDGER_URL", "postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    assert told("nps", *table, str(tmp_path / "x.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["file"], "nothing is left that was not noted"


def test_a_figure_offers_its_formats_and_one_click_is_noted(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, build: Build
) -> None:
    app = open_app(monkeypatch, banks_root, "trend")
    ask(app, "panel-nps-by-month", "export")
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert [label for label in labels if "PNG" in label or "PDF" in label or "Parquet" in label]
    assert len(labels) == 7
    assert not any("Chromium" in line for line in words(app).splitlines())
    monkeypatch.setenv("BROWSER_PATH", "/nowhere")
    without = ask(open_app(monkeypatch, banks_root, "trend"), "panel-nps-by-month", "export")
    labels = [button.proto.label for button in without.get("download_button")]
    assert not any("PNG" in label or "SVG" in label or "PDF" in label for label in labels)
    assert len(labels) == 4
    assert "本机未安装 Chromium" in words(without)
    assert any(one.proto.component_name == "huiyin.sheet" for one in without.get("bidi_component"))
    sheet = app.session_state["offered"]["nps-by-month"]()
    assert f"period={'2026Q3'}" in sheet.address
    assert sheet.facts["build"] == build.id


def test_who_may_not_export_is_offered_nothing(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    monkeypatch.setattr("dashboard.admission.local_user", lambda: Scope(person="reader", may_export=False))
    app = open_app(monkeypatch, banks_root, "trend")
    assert not app.exception
    assert panels(app)["panel-nps-by-month"]["figures"]
    assert not any('data-action="export"' in told["parts"]["actions"] for told in panels(app).values())
    assert not app.session_state["offered"]
    assert "export-everything" not in [button.key for button in app.button]


def test_a_page_is_one_archive_with_an_index(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_app(monkeypatch, banks_root, "suggestions", period="all")
    made = [make() for make in app.session_state["offered"].values()]
    assert len(made) >= 4
    kinds = ("csv", "xlsx")
    packed = to_archive("回音 · 测试", made, files_of(made, kinds), "PNG: 没有 <Chromium>")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        index = archive.read("index.html").decode()
        first = csv.reader(io.StringIO(archive.read(names[0]).decode("utf-8-sig")))
        assert next(first)
    assert len(names) == 1 + sum(len(set(kinds) & set(kinds_of(sheet))) for sheet in made)
    assert all(f'href="{name}"' in index for name in names if name != "index.html")
    assert "&lt;Chromium&gt;" in index


def test_a_download_is_not_handed_out_where_it_cannot_be_noted(
    monkeypatch: pytest.MonkeyPatch, build: Build, me: Scope
) -> None:
    context = Context(build, catalogue(build, me), Slice(), me, View(), page="trend")
    ledger = open_ledger(build.bank, build.folder)
    before = audit.verify(ledger).entries
    assert export.taken(context, "trend.control nps png", lambda: b"file")() == b"file"
    (entry,) = audit.entries(ledger, last=1)
    assert (entry["page"], entry["action"], entry["subject"]) == ("trend", "export", "trend.control nps png")
    assert audit.verify(ledger).entries == before + 1
    monkeypatch.setenv("HUIYIN_LEDGER_URL", "postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(LedgerError):
        export.taken(context, "trend.control nps png", lambda: b"file")()
