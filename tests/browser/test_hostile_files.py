"""Every kind of file over a bank whose every text wants to be run: opened again by other readers, nothing runs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pyarrow.parquet as pq
import pytest
from docx import Document
from lxml import etree
from playwright.sync_api import Browser, Page
from pptx import Presentation

from dashboard import exporting
from dashboard.__main__ import main
from dashboard.reports.making import FORMATS
from dashboard.reports.model import KINDS
from dashboard.sheets import KINDS as SHEETS
from tests import hostile_bank
from tests.browser.test_hostile_texts import FORMS_OF_THEIRS

pytestmark = pytest.mark.browser

STARTS = ("=", "+", "-", "@", "\t")
ANSWERS = {"units": ("nps", "--by", "unit"), "lines": ("nps", "--by", "line"), "months": ("nps", "--by", "month")}
RUNNING_PARTS = re.compile(rb"vbaProject|oleObject|activeX|DDE|externalLink|attachedTemplate|ddeLink|connections\\.xml")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    hostile_bank.make(root)
    return root


@pytest.fixture(scope="module")
def files(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers in every format a sheet has, and every report in every format of a report."""
    out = tmp_path_factory.mktemp("files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUIYIN_BANKS", str(hostile))
        wished = [word for kind in SHEETS for word in ("--format", kind)]
        for name, asked in ANSWERS.items():
            told = [*asked, "--period", "all", *wished, "--out", str(out / name), "--bank", "small"]
            assert exporting.command(told) == 0
        wished = [word for kind in FORMATS for word in ("--format", kind)]
        for kind in KINDS:
            of = ("--unit", "r01") if kind == "unit" else ()
            asked_for = ["report", kind, "--period", "2026Q3", *of, *wished, "--out", str(out / kind)]
            assert main([*asked_for, "--bank", "small", "--lang", "zh_CN"]) == 0, kind
    return out


def _of(files: Path, kind: str) -> list[Path]:
    found = sorted(files.rglob(f"*.{kind}"))
    assert found, kind
    return found


def test_no_cell_of_a_table_is_a_formula_of_theirs(files: Path) -> None:
    cells = [
        cell
        for path in _of(files, "csv")
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        for cell in row
    ]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.lstrip().startswith(STARTS) and not _is_number(cell)]
    told = []
    for path in _of(files, "xlsx"):
        told += _texts_of_book(path.read_bytes(), path.name)
    assert any("HYPERLINK" in text for text in told)
    rows = [row for path in _of(files, "parquet") for row in pq.read_table(path).to_pylist()]
    assert any("HYPERLINK" in str(cell) for row in rows for cell in row.values())


def _texts_of_book(data: bytes, name: str) -> list[str]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert not [each for each in formulas if "HYPERLINK" in each or "cmd" in each or "SUM(1)" in each], name
    assert not [cell.hyperlink for cell in cells if cell.hyperlink and "evil" in str(cell.hyperlink.target)], name
    return [str(cell.value) for cell in cells]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("kind", ["pptx", "docx", "xlsx"])
def test_office_files_hold_texts_and_nothing_that_runs(files: Path, kind: str) -> None:
    told = ""
    for path in _of(files, kind):
        told += _whole(path.read_bytes(), path.name)
    assert "drop table" in told or kind == "xlsx"
    assert "<img src=x oner" in told


def _whole(data: bytes, name: str) -> str:
    """All text of an office file and of the workbooks within; no part that runs or reaches out."""
    told = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            assert not part.startswith("/") and ".." not in part, (name, part)
            assert not RUNNING_PARTS.search(part.encode()), (name, part)
            content = package.read(part)
            if part.endswith(".xlsx"):
                told += _texts_of_book(content, f"{name} {part}")
                _whole(content, f"{name} {part}")
            if not part.endswith((".xml", ".rels")):
                continue
            tree = etree.fromstring(content)
            for node in tree.iter():
                target = str(node.get("Target", "")) if node.get("TargetMode") == "External" else ""
                assert not re.search(r"evil|javascript|^file|cmd", target), (name, part, target)
                tag = str(node.tag).rpartition("}")[2]
                assert tag not in ("instrText", "fldSimple") or not re.search("evil|cmd|DDE", _said(node)), (name, part)
            told.append("".join(str(each) for each in tree.itertext()))
    return "\n".join(told)


def _said(node: etree._Element) -> str:
    return "".join(str(each) for each in node.itertext()) + " ".join(str(each) for each in node.attrib.values())


def test_they_open_in_their_own_readers(files: Path) -> None:
    for path in _of(files, "pptx"):
        for slide in Presentation(str(path)).slides:
            for shape in slide.shapes:
                assert not shape.has_text_frame or "hyRan" not in str(shape.click_action.hyperlink.address)
    for path in _of(files, "docx"):
        assert Document(str(path)).paragraphs


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", ["html", "svg"])
def test_what_a_browser_opens_runs_nothing_of_theirs(files: Path, page: Page, kind: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url)))
    seen = ""
    for path in _of(files, kind):
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        page.wait_for_timeout(200)
        assert page.evaluate("window.hyRan") is None, path
        assert page.locator(FORMS_OF_THEIRS).count() == 0, path
        seen += page.evaluate("document.documentElement.textContent")
    assert "<img src=x oner" in seen
    assert not [url for url in asked if not url.startswith(("file:///", "data:", "blob:"))]
    assert len([url for url in asked if url.startswith("file:")]) == len(_of(files, kind))


def test_a_printed_file_has_no_action_and_no_link_of_theirs(files: Path) -> None:
    for path in _of(files, "pdf"):
        written = path.read_bytes()
        for word in (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"evil.example"):
            assert word not in written, (path, word)


def test_the_terminal_shows_texts_as_they_are(
    hostile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(hostile))
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["nps", "--by", "unit", "--period", "all", "--unit", "r01", "--bank", "small", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "[/red][link=http://evil.example]x[/link]" in told
    assert main(["nps", "--by", "unit", "--period", "all", "--bank", "small", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
    for call in (["due", "--bank", "small"], ["audit", "--bank", "small"]):
        assert main(call) == 0, call
        told += capsys.readouterr().out
    assert "\x1b" not in told and "\x07" not in told
