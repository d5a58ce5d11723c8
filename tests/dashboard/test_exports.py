"""Every figure in every format, opened again by another's reader, holds the words and the numbers of the screen."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pypdf
import pytest
from PIL import Image

from dashboard import sheets
from dashboard.answers import (
    assessment,
    complaint_calls,
    complaint_clock,
    complaint_scores,
    complaint_waits,
    complaints,
    driver_stability,
    drivers,
    education,
    effects,
    explore,
    hurts,
    journeys,
    mix,
    pain_pairs,
    reviews,
    series,
    standing,
    suggestions,
    themes,
    trend,
    two_slices,
    voices,
    why,
)
from dashboard.exports import chromium
from dashboard.exports.sheet import WIDTH_PX, Sheet
from dashboard.exports.tables import Row, columns_of
from dashboard.figures import reading
from dashboard.figures.drawing import _FAMILIES
from dashboard.figures.facets import draw_facet
from dashboard.listening import Listening
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.sheets import Kind
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View
from tests import case_bank, effect_bank, small_bank

ALL, NOW, QUARTER = Slice(period="all"), Slice(), Slice(period="2026Q3")
HEARD = Listening()
ADDRESS = "http://127.0.0.1:8501/trend?period=all&unit=r01"
LONG = "某某省某某市某某区某某街道" * 25
"""A unit's name as no figure has room for."""
Ask = Callable[[Build, Scope], Answer]
ON_SMALL: Mapping[str, Ask] = {
    "trend.control": lambda b, me: trend.control("nps", b, ALL, me),
    "trend.why": lambda b, me: why.moved("channel", "previous", b, NOW, me),
    "trend.two": lambda b, me: two_slices.of("nps", "channel", ("branch", "app"), b, NOW, me),
    "trend.shares": lambda b, me: trend.shares(b, ALL, me),
    "trend.histogram": lambda b, me: trend.histogram(b, ALL, me),
    "trend.mix": lambda b, me: mix.of("channel", b, ALL, me),
    "overview.hurts": lambda b, me: hurts.of(b, NOW, me),
    "series.by": lambda b, me: series.by("nps", "channel", b, ALL, me),
    "assessment.units": lambda b, me: assessment.of_units("分行", b, ALL, me),
    "assessment.lines": lambda b, me: assessment.of_lines(b, ALL, me),
    "journeys.steps": lambda b, me: journeys.steps(b, NOW, me),
    "journeys.pain_pairs": lambda b, me: pain_pairs.pairs(b, ALL, me),
    "drivers.shares": lambda b, me: drivers.shares(b, ALL, me),
    "drivers.importance": lambda b, me: drivers.importance(b, ALL, me),
    "drivers.asymmetric": lambda b, me: drivers.asymmetric(b, ALL, me),
    "drivers.stability": lambda b, me: driver_stability.parts(b, ALL, me),
    "units.standing": lambda b, me: standing.of("nps", "网点", b, ALL, me),
    "units.bands": lambda b, me: replace(standing.of("nps", "网点", b, ALL, me), question="units.bands"),
    "suggestions.funnel": lambda b, me: suggestions.funnel(b, ALL, me),
    "suggestions.adoption": lambda b, me: suggestions.adoption(b, ALL, me),
    "suggestions.by_unit": lambda b, me: suggestions.by_unit(b, ALL, me),
    "voices.rising": lambda b, me: voices.rising(b, QUARTER, me, HEARD),
    "voices.telling": lambda b, me: voices.telling(b, ALL, me, HEARD),
    "voices.together": lambda b, me: voices.together(b, ALL, me, HEARD),
    "voices.themes": lambda b, me: themes.themes(b, ALL, me, HEARD),
    "voices.theme": lambda b, me: themes.months(b, ALL, me, Listening(theme="queue")),
    "complaints.on_time": lambda b, me: complaint_clock.on_time(b, ALL, me),
    "complaints.causes": lambda b, me: complaints.causes(b, ALL, me),
    "complaints.crossed": lambda b, me: complaints.crossed(b, ALL, me),
    "complaints.first_times": lambda b, me: complaint_waits.first_times(b, ALL, me),
    "complaints.shortened": lambda b, me: complaint_waits.shortened(b, Slice(period="2026Q1"), me),
    "complaints.came_back": lambda b, me: complaint_calls.came_back(b, ALL, me),
    "complaints.lagged": lambda b, me: complaint_scores.lagged(b, ALL, me),
    "reviews.attempts": lambda b, me: reviews.attempts(b, ALL, me),
    "reviews.turnaround": lambda b, me: reviews.turnaround(b, ALL, me),
    "education.groups": lambda b, me: education.groups(b, ALL, me),
    "education.over_time": lambda b, me: education.over_time(b, ALL, me),
    "education.across": lambda b, me: education.across(b, ALL, me),
}
"""How each figure is asked for; those of effects and of hand-overs are asked of banks that have some."""
ON_CASES: Mapping[str, Ask] = {
    "complaints.hand_overs": lambda b, me: complaint_waits.hand_overs(b, ALL, me),
    "complaints.hand_overs_by_unit": lambda b, me: complaint_waits.hand_overs_by_unit(b, ALL, me),
    "complaints.call_backs": lambda b, me: complaint_calls.call_backs(b, ALL, me),
}
SEVERAL = "explore.of"
OF_EFFECTS = ("effects.portfolio", "effects.one", "effects.attribute")


def views() -> list[View]:
    return [View("zh_CN"), View("en", "dark"), View("zh_CN", "dark", is_large=True), View("en")]


def spoken(root: Path) -> Build:
    """The small bank whose customers say different things by how they score, and something new in the last quarter."""
    tables = small_bank.tables()
    service = tables["service"]
    score = pd.to_numeric(service["recommend"], errors="coerce")
    words = np.where(score >= 9, "服务热情，办理很快", np.where(score <= 6, "排队太久，无人引导", "一般"))
    is_late = (service["answered"] >= "2026-07-01").to_numpy() & (np.arange(len(service)) % 5 == 0)
    service["words"] = np.where(is_late, "人脸识别失败", words)
    small_bank.make(root, of=tables)
    return open_build("small", root)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, me: Scope) -> dict[str, Answer]:
    """One answer per kind of figure."""
    small = spoken(tmp_path_factory.mktemp("exported"))
    found = {name: ask(small, me) for name, ask in ON_SMALL.items()}
    found[SEVERAL] = explore.of("nps", "quarter", "channel", small, ALL, me)
    root = tmp_path_factory.mktemp("exported-cases")
    case_bank.make(root)
    found |= {name: ask(open_build("cases", root), me) for name, ask in ON_CASES.items()}
    root = tmp_path_factory.mktemp("exported-effects")
    effect_bank.make(root)
    tried = open_build("effects", root)
    found["effects.portfolio"] = effects.portfolio(tried, NOW, me)
    found["effects.one"] = effects.one(found["effects.portfolio"].chart["suggestions"][0], tried, NOW, me)
    found["effects.attribute"] = replace(found["effects.one"], question="effects.attribute")
    return found


@pytest.fixture(scope="module")
def made(answers: dict[str, Answer]) -> dict[str, Sheet]:
    """Each as a sheet, in both languages and themes by turns."""
    found = {}
    for number, (name, answer) in enumerate(answers.items()):
        view = views()[number % len(views())]
        drawn = None
        if name == SEVERAL:
            members = answer.chart["members"]
            drawn = [
                (reading.label("channel", member, answer, view), draw_facet(answer, view, member=member))
                for member in members
            ]
        shown = replace(answer, question="effects.one") if name == "effects.attribute" else answer
        found[name] = sheets.sheet_of(
            shown, view, name=name.replace(".", "-"), address=ADDRESS, above="触点 Touchpoint", figures=drawn
        )
    return found


@pytest.fixture(scope="module")
def files(made: dict[str, Sheet]) -> dict[str, dict[str, bytes]]:
    """Figure -> format -> file, drawn by one browser."""
    kinds = sheets.KINDS
    if not sheets.can_draw():
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine: apt-get install chromium fonts-noto-cjk")
        kinds = tuple(kind for kind in kinds if kind not in sheets.DRAWN)
    found: dict[str, dict[str, bytes]] = {name: {} for name in made}
    names = {id(sheet): name for name, sheet in made.items()}
    for sheet, kind, data in sheets.files_of(list(made.values()), kinds):
        found[names[id(sheet)]][kind] = data
    return found


def of_kind(files: dict[str, dict[str, bytes]], kind: Kind, made: dict[str, Sheet]) -> dict[str, bytes]:
    found = {name: data[kind] for name, data in files.items() if kind in data}
    if not found:
        pytest.skip("no Chromium on this machine: install Chromium or Google Chrome to draw files")
    assert set(found) == {name for name, sheet in made.items() if kind in sheets.kinds_of(sheet)}, "one is missing"
    return found


def bare(text: str) -> str:
    """A text by its letters alone: readers break lines and tell a letter's old form apart from its new one."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def has_words(sheet: Sheet, found: str) -> None:
    """Finding, footer and address stand there as text, Chinese as Chinese."""
    told = bare(found)
    for words in (sheet.title, sheet.footer, sheet.address, sheet.above):
        assert bare(words) in told, f"{sheet.name}: {words}"


def test_every_figure_there_is_is_exported_here(made: dict[str, Sheet]) -> None:
    assert set(made) - {SEVERAL} == set(_FAMILIES)
    assert all(sheet.figures for sheet in made.values())
    assert {name for name, sheet in made.items() if not sheet.rows} <= {"voices.together"}, (
        "nothing goes together there"
    )
    assert len(made[SEVERAL].figures) == 3
    assert {sheet.view.language for sheet in made.values()} == {"zh_CN", "en"}
    assert {sheet.view.theme for sheet in made.values()} == {"light", "dark"}


def test_pictures_are_twice_as_fine_not_blank_and_say_what_they_are(
    made: dict[str, Sheet], files: dict[str, dict[str, bytes]]
) -> None:
    for name, data in of_kind(files, "png", made).items():
        sheet = made[name]
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            told = dict(picture.text)  # type: ignore[attr-defined]
            assert picture.width == 2 * WIDTH_PX
            assert picture.height > 400
            assert round(picture.info["dpi"][0]) == 192
            colours = picture.convert("RGB").getcolors(1 << 24)
            assert colours is not None
            most = max(colours)
            assert len(colours) > 50, f"{name} is blank"
            assert not sheet.rows or most[0] < 0.985 * picture.width * picture.height, f"{name} is nearly blank"
            assert "#{:02X}{:02X}{:02X}".format(*most[1]) == sheet.look.paper.upper()
        assert (told["Title"], told["Description"], told["Source"]) == (sheet.title, sheet.footer, ADDRESS)
        assert (told["build"], told["measure"]) == (sheet.facts["build"], sheet.facts["measure"])


def test_drawings_hold_their_words_as_text(made: dict[str, Sheet], files: dict[str, dict[str, bytes]]) -> None:
    for name, data in of_kind(files, "svg", made).items():
        root = ElementTree.fromstring(data)  # noqa: S314 our own file
        texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
        has_words(made[name], "".join(texts))
        assert not any(node.tag.endswith("foreignObject") for node in root.iter())
        told = {node.tag.rpartition("}")[2]: node.text for node in root.iter() if "urn:huiyin" in node.tag}
        assert told["build"] == made[name].facts["build"]
        assert told["address"] == ADDRESS
        outside = re.findall(r'(?:href|src)="(?!#|data:)[^"]*"', data.decode())
        assert not outside
        if made[name].view.language == "zh_CN":
            assert re.search("[\u4e00-\u9fff]", "".join(texts[-40:]))


def test_printed_pages_hold_their_words_as_text(made: dict[str, Sheet], files: dict[str, dict[str, bytes]]) -> None:
    for name, data in of_kind(files, "pdf", made).items():
        sheet = made[name]
        document = pypdf.PdfReader(io.BytesIO(data), strict=True)
        assert len(document.pages) == 1, name
        text = document.pages[0].extract_text()
        has_words(sheet, text)
        assert not re.search("[\u2e80-\u2fdf]", text), "a radical's sign stands for a letter: nobody finds 客户"
        told = document.metadata
        assert told is not None
        assert (told.title, told.subject) == (sheet.title, sheet.footer)
        assert told["/Keywords"] == ADDRESS
        assert told["/HuiyinBuild"] == sheet.facts["build"]


def as_read(cell: str) -> str | float | None:
    """A cell of a CSV file as a person's program reads it."""
    try:
        return float(cell)
    except ValueError:
        return cell or None


def as_meant(rows: list[Row], columns: list[str]) -> list[list[object]]:
    """The released values; an empty text is nothing to any reader."""
    return [
        [float(cell) if isinstance(cell, int | float) else cell or None for cell in (row.get(c) for c in columns)]
        for row in rows
    ]


def in_excel(got: Iterable[object], meant: Iterable[object]) -> bool:
    """Whether two rows are one, their numbers by the fifteen digits that Excel keeps."""
    return all(
        math.isclose(one, other, rel_tol=1e-14) if isinstance(one, float) and isinstance(other, float) else one == other
        for one, other in zip(got, meant, strict=True)
    )


def test_csv_reads_back_equal(made: dict[str, Sheet], files: dict[str, dict[str, bytes]]) -> None:
    for name, data in of_kind(files, "csv", made).items():
        sheet = made[name]
        columns = columns_of(sheet.rows)
        assert data.startswith("\ufeff".encode())
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        end = lines.index([])
        assert lines[0] == columns
        texts = {c for c in columns if any(isinstance(row.get(c), str) for row in sheet.rows)}
        read = [
            [
                cell.removeprefix("'") or None if c in texts else as_read(cell)
                for c, cell in zip(columns, line, strict=True)
            ]
            for line in lines[1:end]
        ]
        told = [
            [
                str(cell) or None if c in texts and cell is not None else cell
                for c, cell in zip(columns, line, strict=True)
            ]
            for line in ([row.get(c) for c in columns] for row in sheet.rows)
        ]
        assert read == told, name
        assert [line[0].removeprefix("'") for line in lines[end + 1 :]] == [sheet.title, sheet.footer, ADDRESS]


def test_workbooks_read_back_equal_with_formats_and_a_frozen_header(
    made: dict[str, Sheet], files: dict[str, dict[str, bytes]]
) -> None:
    totals = 0
    for name, data in of_kind(files, "xlsx", made).items():
        sheet = made[name]
        columns = columns_of(sheet.rows)
        book = openpyxl.load_workbook(io.BytesIO(data))
        page, about = book.worksheets
        assert page.freeze_panes in ("A2", "B2")
        assert [cell.value for cell in page[1]] == columns
        rows = list(page.iter_rows(min_row=2, max_row=1 + len(sheet.rows), values_only=True))
        found = [[float(c) if isinstance(c, int | float) else c or None for c in row] for row in rows]
        for got, meant in zip(found, as_meant(list(sheet.rows), columns), strict=True):
            assert in_excel(got, meant), name
        for column, places in sheet.places.items():
            numbered = [at for at, row in enumerate(sheet.rows) if isinstance(row.get(column), int | float)]
            for at in numbered:
                wanted = "#,##0" + ("." + "0" * places if places else "")
                assert page.cell(2 + at, columns.index(column) + 1).number_format == wanted, (name, column)
        assert (book.properties.title, book.properties.description) == (
            sheet.title[:255],
            "\n".join(sheet.visible_facts),
        )
        told = {row[1] for row in about.iter_rows(values_only=True)}
        assert {sheet.title, sheet.footer, ADDRESS, sheet.facts["build"]} <= told
        formulas = [
            cell for row in page.iter_rows(min_row=2 + len(sheet.rows)) for cell in row if cell.data_type == "f"
        ]
        assert len(formulas) == len(sheet.summed)
        totals += len(formulas)
    assert totals == 1, "the answers by channel can be added, and nothing else here"


def test_parquet_reads_back_equal(made: dict[str, Sheet], files: dict[str, dict[str, bytes]], tmp_path: Path) -> None:
    with duckdb.connect() as reader:
        for name, data in of_kind(files, "parquet", made).items():
            sheet = made[name]
            path = tmp_path / f"{name}.parquet"
            path.write_bytes(data)
            columns = columns_of(sheet.rows)
            found = reader.sql(f"select * from read_parquet('{path}')")  # noqa: S608 our own path
            assert found.columns == columns
            meant = [
                [str(cell) if c in texts and cell is not None else cell for c, cell in zip(columns, row, strict=True)]
                for texts in [{c for c in columns if any(isinstance(r.get(c), str) for r in sheet.rows)}]
                for row in ([r.get(c) for c in columns] for r in sheet.rows)
            ]
            assert [list(row) for row in found.fetchall()] == meant, name
            facts = dict(reader.sql(f"select key, value from parquet_kv_metadata('{path}')").fetchall())  # noqa: S608
            assert facts[b"title"].decode() == sheet.title
            assert facts[b"footer"].decode() == sheet.footer
            assert facts[b"address"].decode() == ADDRESS
            assert facts[b"build"].decode() == sheet.facts["build"]


def test_web_pages_stand_by_themselves(
    made: dict[str, Sheet], files: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    pages = of_kind(files, "html", made)
    for name, data in pages.items():
        text = data.decode()
        without = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
        assert not re.search(r"(?:src|href|action)\s*=\s*[\"']?(?:https?:)?//", without), name
        assert "default-src 'none'" in text
        assert made[name].facts["build"] in without
    if not sheets.can_draw():
        pytest.skip("no Chromium on this machine: install Chromium or Google Chrome to open the pages")
    with chromium.opened() as page:
        for name in ("trend.control", SEVERAL, "complaints.crossed"):
            path = tmp_path / f"{name}.html"
            path.write_bytes(pages[name])
            page.open(path)
            assert page.run("document.querySelectorAll('[role=figure] .main-svg').length") > 0
            assert page.run("document.querySelectorAll('.legend, .modebar-btn').length") > 0
            buttons = "[...document.querySelectorAll('.modebar-btn')]"
            assert page.run(f"{buttons}.filter((each) => /cloud|share/i.test(each.outerHTML)).length") == 0
            has_words(made[name], page.run("document.body.innerText"))
        assert page.asked == [], "an exported page asks nobody"
        outside = tmp_path / "outside.html"
        outside.write_text('<img src="http://outside.example/a.png">', encoding="utf-8")
        page.open(outside)
        assert page.asked == ["http://outside.example/a.png"], "what is asked is seen here"


def test_files_hold_the_released_values_and_nothing_of_a_hidden_one(build: Build, me: Scope) -> None:
    few = Slice(period="2026", units=("r01",), members={"line": ("card",)})
    answer = series.by("nps", "unit", build, few, me)
    hidden = [value for value in answer.values if value.shown == "hidden"]
    assert hidden, "the small bank has outlets of which few answers are about cards"
    sheet = sheets.sheet_of(answer, View("en"), name="few", address="/overview?unit=r01")
    measure = reading.label("measure", answer.measure, answer, sheet.view)
    assert [row[measure] for row in sheet.rows] == [value.score for value in answer.values]
    base = sheet.view.text("Base")  # how many answered is not protected; how they answered is
    for row, value in zip(sheet.rows, answer.values, strict=True):
        if value.shown == "hidden":
            assert not any(isinstance(cell, int | float) for name, cell in row.items() if name != base)
    book = openpyxl.load_workbook(io.BytesIO(sheets.file_of(sheet, "xlsx")))
    heads, *lines = book.worksheets[0].iter_rows(values_only=True)
    numbers = [
        [cell for name, cell in zip(heads, line, strict=True) if name != base and isinstance(cell, int | float)]
        for line in lines
    ]
    assert [bool(found) for found in numbers] == [value.shown != "hidden" for value in answer.values]
    assert not sheet.summed, "a sum over what is shown would tell what is not"
    assert not any(re.fullmatch(r"-?\d+\.\d+", told) for told in sheet.facts.values())


def test_a_table_of_ten_thousand_rows_and_names_that_a_sheet_would_run(build: Build, me: Scope, tmp_path: Path) -> None:
    names = ("=1+1", "+86", "-3", "@sum", "\t=x", "　=全角", LONG, "普通支行", 'a,b\n"c"', "<b>&</b>")
    rows: list[Row] = [
        {"机构": f"{names[at % len(names)]}", "得分": None if at % 7 == 0 else at / 3, "基数": at}
        for at in range(10_000)
    ]
    answer = series.by("nps", "channel", build, ALL, me)
    sheet = replace(sheets.sheet_of(answer, View(), name="many", rows=lambda: rows), places={"得分": 1})
    read = list(csv.reader(io.StringIO(sheets.file_of(sheet, "csv").decode("utf-8-sig"))))
    assert read[10_001] == []  # then the finding, the footer and the address
    assert [len(line) for line in read[10_002:]] == [1] * len(read[10_002:])
    assert read[10_002:]
    for cell, row in zip((line[0] for line in read[1:10_001]), rows, strict=True):
        assert cell.removeprefix("'") == row["机构"]
        assert not cell.lstrip(" 　").startswith(("=", "+", "-", "@", "\t"))
    page = openpyxl.load_workbook(io.BytesIO(sheets.file_of(sheet, "xlsx")), read_only=True).worksheets[0]
    for got, row in zip(page.iter_rows(min_row=2, values_only=True), rows, strict=True):
        assert in_excel(got, row.values())
    path = tmp_path / "many.parquet"
    path.write_bytes(sheets.file_of(sheet, "parquet"))
    with duckdb.connect() as reader:
        found = reader.sql(f"select * from read_parquet('{path}')").fetchall()  # noqa: S608 our own path
    assert found == [tuple(row.values()) for row in rows]
    page_text = sheets.file_of(sheet, "html").decode()
    assert "<b>&</b>" not in page_text
    assert page_text.count("<tr>") == 10_001
