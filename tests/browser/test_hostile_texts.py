"""A bank whose every text wants to be run: names, comments, suggestions and file names as HTML, SQL, formulas, paths.

The pipelines build it, the pages are drawn in a real browser and files are taken: nothing runs, nothing breaks, and the
texts stand where they belong as what they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from dashboard import exporting
from dashboard.queries.builds import open_build
from pipelines.banks import bank as bank_named
from pipelines.load import load
from tests import small_bank
from tests.browser.conftest import running_app, settled

pytestmark = pytest.mark.browser

RUNS = '<img src=x onerror="window.hyRan=1"><script>window.hyRan=1</script>'
SQL = "'); drop table fct_response; --"
FORMULA = '=HYPERLINK("http://evil.example","pay")'
LINK = "[pay](javascript:window.hyRan=1) $x$ :red[y] **z**"
PATH = "../../../../etc/passwd"
TEMPLATE = "{count} {0} %s %(x)s <b>{unit}</b>"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1")
NAMES = {"r01": RUNS, "r02": SQL, "r03": FORMULA, "o02": LINK, "o03": PATH, "o06": TEMPLATE, "o07": FORMULAS[0]}
PAGES = ("branches?unit=hq", "journeys?", "suggestions?", "voices?", "data?", "reports?")
LISTED = "branches?unit=hq"


def _hostile() -> small_bank.Tables:
    """The small bank with its names and words exchanged; its numbers stay."""
    of = small_bank.tables(responses=2000)
    texts = np.array([RUNS, SQL, FORMULA, LINK, PATH, TEMPLATE, *FORMULAS])
    units = of["units"]
    for column in ("name", "name_en"):
        of["units"] = units = units.assign(**{column: units["unit_id"].map(NAMES).fillna(units[column])})
    steps = of["touchpoints"]
    of["touchpoints"] = steps.assign(name=texts[: len(steps)], name_en=texts[: len(steps)])
    of["journeys"] = of["journeys"].assign(name=[RUNS, FORMULA], name_en=[RUNS, FORMULA])
    of["suggestions"] = of["suggestions"].assign(text=np.resize(texts, len(of["suggestions"])))
    words = np.resize(texts, len(of["service"]))
    of["service"] = of["service"].assign(words=np.where(np.arange(len(words)) % 3 == 0, words, ""))
    of["labels"] = of["labels"].assign(name=[f"{name} {RUNS}" for name in of["labels"]["name"]])
    return of


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    bank = bank_named("small", root)
    paths = small_bank.write(bank, _hostile())
    (bank.config / "bank.toml").write_text(f"name = '''{LINK}<script>'''\nzone = \"Asia/Shanghai\"\n", encoding="utf-8")
    named = [path.rename(path.with_name(f"{path.stem} <script>{at}&=cmd.csv")) for at, path in enumerate(paths)]
    load(bank, tuple(named))
    return root


@pytest.fixture(scope="module")
def address(hostile: Path) -> Iterator[str]:
    with running_app(hostile) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    yield opened
    context.close()


def test_nothing_that_a_bank_hands_over_runs_on_any_page(address: str, page: Page) -> None:
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for each in PAGES:
        page.goto(f"{address}/{each}&lang=zh_CN&period=all")
        settled(page)
        body = page.inner_text("body")
        assert "出错了" not in body and "Sorry" not in body, each
        assert page.evaluate("window.hyRan") is None, each
        assert page.locator("img[src='x'], a[href^='javascript'], [onerror]").count() == 0, each
        if each == LISTED:
            assert "<img src=x oner" in page.content().replace("&lt;", "<")  # the name stands there, as text
    assert not dialogs
    assert not [url for url in asked if "evil.example" in url or url.endswith("/x")]


Taken = Callable[[str], bytes]


@pytest.fixture
def taken(hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Taken:
    monkeypatch.setenv("HUIYIN_BANKS", str(hostile))

    def file(kind: str) -> bytes:
        out = tmp_path / f"file.{kind}"
        asked = ["nps", "--by", "unit", "--period", "all", "--format", kind, "--out", str(out), "--bank", "small"]
        assert exporting.command(asked) == 0
        return out.read_bytes()

    return file


def test_no_cell_of_a_file_is_a_formula_of_theirs(taken: Taken) -> None:
    rows = list(csv.reader(io.StringIO(taken("csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "+"))]
    book = openpyxl.load_workbook(io.BytesIO(taken("xlsx")))
    formulas = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [each for each in formulas if "HYPERLINK" in each or "cmd" in each]
    assert any("HYPERLINK" in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_web_page_that_is_taken_out_runs_nothing_of_theirs(taken: Taken, page: Page, tmp_path: Path) -> None:
    (tmp_path / "file.html").write_bytes(taken("html"))
    page.goto((tmp_path / "file.html").as_uri())
    page.wait_for_load_state("load")
    assert "<img src=x oner" in page.inner_text("body")
    assert page.evaluate("window.hyRan") is None
    assert page.locator("img[src='x'], a[href^='javascript'], [onerror]").count() == 0


def test_the_build_holds_what_it_would_hold_without(hostile: Path) -> None:
    """No table is gone, no file lies outside the bank, and the texts are the texts."""
    build = open_build("small", hostile)
    names = {row["unit_id"]: row["name"] for row in build.records("catalogue/units")}
    assert {unit: names[unit].strip() for unit in NAMES} == {unit: name.strip() for unit, name in NAMES.items()}
    assert {each.name for each in hostile.iterdir()} == {"small"}
