"""The files of a report, opened again by other readers: the numbers are the released ones, the words whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from dashboard import verdicts
from dashboard.answers import complaint_clock, complaints, education, reviews, series, trend
from dashboard.ledger import Ledger
from dashboard.queries.builds import Build
from dashboard.reports import fitting
from dashboard.reports.document import document
from dashboard.reports.house import House, HouseError, house_of
from dashboard.reports.kinds import compose
from dashboard.reports.making import MakingError, keep, make, stem
from dashboard.reports.model import KINDS, Kind, Report
from dashboard.reports.page import page
from dashboard.reports.sheets import sheets
from dashboard.reports.slides import slides
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Released
from dashboard.views import LANGUAGES, Language, View
from tests.dashboard.reports.conftest import CASE, QUARTER, TODAY, Reported

HOUSE = House(("小城银行", "Small Town Bank"))


def charts(file: Any) -> list[Any]:
    return [shape.chart for slide in file.slides for shape in slide.shapes if shape.has_chart]


def texts(file: Any) -> str:
    told = []
    for slide in file.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                told.append(shape.text_frame.text)
            if shape.has_table:
                told += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(told)


def opened(report: Report) -> Any:
    return Presentation(BytesIO(slides(report, HOUSE, {})))


def scores(answer: Answer) -> list[float]:
    return sorted(value.score for value in answer.values if value.score is not None)


def test_native_charts_hold_the_released_numbers(reported: Reported, own: Build, me: Scope) -> None:
    found = charts(opened(reported("complaints")))
    asked = (own, QUARTER, me)
    rate = trend.control("complaints_per_10k", *asked)
    causes, units = complaints.causes(*asked), series.by("complaints_per_10k", "unit", *asked)
    curve = complaint_clock.on_time(*asked).chart["curve"]
    drawn = [chart.plots[0].series for chart in found]
    assert [value for value in drawn[0][0].values if value is not None] == [
        value.score for value in rate.values if value.score is not None
    ]
    assert list(drawn[0][1].values) == list(rate.chart["centre"])
    assert list(drawn[1][0].values) == list(curve["closed"])
    assert sorted(drawn[2][0].values) == scores(causes)
    assert sorted(drawn[-1][0].values) == scores(units)
    assert [chart.has_title for chart in found] == [False] * len(found)
    # the data can be edited: each carries its own workbook with the same numbers
    book = load_workbook(BytesIO(found[2].part.chart_workbook.xlsx_part.blob))
    assert sorted(row[1] for row in book.active.iter_rows(min_row=2, values_only=True)) == scores(causes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_native_chart_holds_what_its_answer_released(reported: Reported, kind: Kind, language: Language) -> None:
    report = reported(kind, language)
    parts = [part for section in report.sections for part in section.parts if part.chart is not None]
    found = charts(opened(report))
    assert len(found) == len(parts) > 0
    for part, chart in zip(parts, found, strict=True):
        assert part.chart is not None
        assert part.answer is not None
        released = set(_numbers(part.answer.values)) | set(_numbers(part.answer.chart))
        for line, series_ in zip(part.chart.lines, chart.plots[0].series, strict=True):
            written = list(series_.values)
            assert written == list(line.values), (part.id, line.name)
            shown = {value for value in written if value is not None}
            assert shown <= released, (part.id, line.name, sorted(shown - released)[:3])


def _numbers(held: Any) -> Iterator[float]:
    """Every number anywhere in what an answer carries."""
    if isinstance(held, bool) or held is None:
        return
    if isinstance(held, int | float):
        yield float(held)
    elif isinstance(held, Mapping):
        for each in held.values():
            yield from _numbers(each)
    elif isinstance(held, Released):
        yield from _numbers((held.score, held.low, held.high, held.base, held.parts))
    elif isinstance(held, Iterable) and not isinstance(held, str):
        for each in held:
            yield from _numbers(each)


def test_intervals_are_drawn_with_their_own_ends(reported: Reported, own: Build, me: Scope) -> None:
    chart = charts(opened(reported("complaints")))[-1]
    answer = series.by("complaints_per_10k", "unit", own, QUARTER, me)
    order = sorted((value for value in answer.values if value.score is not None), key=lambda value: -(value.score or 0))
    bars = chart._chartSpace.find(".//" + qn("c:errBars"))
    for side, end in (("c:plus", "high"), ("c:minus", "low")):
        lengths = [float(each.text) for each in bars.find(qn(side)).iter(qn("c:v"))]
        assert lengths == pytest.approx([abs((getattr(v, end) or 0) - (v.score or 0)) for v in order])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_slides_are_titled_named_in_chinese_and_stay_on_the_page(
    reported: Reported, kind: Kind, language: Language
) -> None:
    report = reported(kind, language)
    file = opened(report)
    assert len(file.slides) == 1 if kind == "unit" else len(file.slides) > len(report.sections)
    for slide in file.slides:
        assert slide.shapes.title is not None and slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= file.slide_width + 10
            assert shape.top >= 0 and shape.top + shape.height <= file.slide_height + 10
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
        for run in slide._element.iter(qn("a:r")):
            assert run.find(qn("a:rPr")).find(qn("a:ea")).get("typeface") == HOUSE.font
    told = texts(file)
    if kind == "complaints":
        assert CASE in told
        assert "增开窗口" in told and "陈主任" in told
    if kind != "unit":
        assert report.title in told
        assert ("2026年" if language == "zh_CN" else "2026") in told


def test_word_document_reads_in_order_with_its_fonts(reported: Reported) -> None:
    report = reported("complaints")
    file = Document(BytesIO(document(report, HOUSE, {})))
    told = [paragraph.text for paragraph in file.paragraphs]
    chapters = [told.index(section.title) for section in report.sections]
    assert chapters == sorted(chapters)
    assert CASE in told
    rows = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    assert any("增开窗口" in row for row in rows)
    for run in file.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}r"):
        fonts = run.find(".//{*}rFonts")
        if fonts is not None:
            assert fonts.get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia") == HOUSE.font


def test_the_appendix_holds_every_value_unrounded(reported: Reported) -> None:
    report = reported("progress")
    book = load_workbook(BytesIO(sheets(report, HOUSE)))
    assert len(book.sheetnames) == 1 + len(list(report.parts))
    for part in report.parts:
        if part.answer is None or not part.answer.values:
            continue
        sheet = book[report.view.text("Figure {number}", number=report.number(part.id))]
        assert sheet.freeze_panes == "A4"
        found = list(sheet.iter_rows(min_row=3, values_only=True))
        base = found[0].index(report.view.text("Base"))
        rows = found[1 : 1 + len(part.answer.values)]
        assert [row[base] for row in rows] == [value.base for value in part.answer.values]
        for row, value in zip(rows, part.answer.values, strict=True):
            for cell, number in zip(row[base - 3 : base], (value.score, value.low, value.high), strict=True):
                assert (cell is None) == (number is None)
                assert number is None or cell == pytest.approx(number, rel=1e-14, abs=1e-14)  # 16 digits


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_nothing_of_any_network(reported: Reported, language: Language) -> None:
    for kind in KINDS:
        text = page(reported(kind, language), HOUSE, {})
        assert not re.search(r"<script|<link|@import", text)
        for address in re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", text):
            assert address.startswith(("#", "data:")), address
        assert "default-src 'none'" in text


def test_an_empty_slice_says_so_on_every_paper(own: Build, me: Scope, ledger: Ledger) -> None:
    report = compose("progress", own, Slice(period="2030"), me, View("zh_CN"), ledger, TODAY)
    told = texts(opened(report))
    assert "所选范围内" in told
    assert not charts(opened(report))
    made = make(report, ("pptx", "docx", "html", "xlsx"), HOUSE, {})
    assert len(made.files) == 4


def test_a_slice_under_the_base_rule_shows_no_score(own: Build, me: Scope, ledger: Ledger) -> None:
    chosen = Slice(period="2026-09", units=("o07",))
    report = compose("unit", own, chosen, me, View("zh_CN"), ledger, TODAY)
    hidden = [part.answer for part in report.parts if part.answer and part.answer.measure == "nps"]
    assert hidden and all(value.score is None for answer in hidden for value in answer.values[:1])
    assert not charts(opened(report))


@pytest.mark.parametrize("kind", ["complaints", "unit"])
def test_very_long_names_stay_on_the_slide(reported: Reported, kind: Kind) -> None:
    report = reported(kind)
    name = "中国（上海）自由贸易试验区临港新片区" * 6 + "支行"
    parts = [replace(part, title=replace(part.title, text=name + part.title.text)) for part in report.parts]
    by_id = {part.id: part for part in parts}
    sections = tuple(
        replace(section, parts=tuple(by_id[part.id] for part in section.parts)) for section in report.sections
    )
    file = opened(replace(report, place=name, sections=sections))
    for slide in file.slides:
        frame = slide.shapes.title
        size = frame.text_frame.paragraphs[0].runs[0].font.size.pt
        taken = fitting.height_in([frame.text_frame.text], size, frame.width / Inches(1))
        assert taken <= frame.height / Inches(1) + 0.05
    assert len(stem(replace(report, chosen=Slice(units=tuple(f"u{at}" for at in range(300)))))) < 80


def test_a_template_without_the_layouts_is_refused_with_what_it_has(reported: Reported, tmp_path: Path) -> None:
    bare = Presentation()
    bare.slide_width, bare.slide_height = Inches(13.333), Inches(7.5)
    for layout in bare.slide_layouts:
        layout.name = f"版式 {layout.name}"
    bare.save(str(tmp_path / "bare.pptx"))
    with pytest.raises(HouseError, match="'版式 Blank'"):
        slides(reported("board"), replace(HOUSE, template=tmp_path / "bare.pptx"), {})
    named = replace(HOUSE, template=tmp_path / "bare.pptx", covers=("版式 Title Slide",), pages=("版式 Title Only",))
    assert len(Presentation(BytesIO(slides(reported("board"), named, {}))).slides) > 3
    (tmp_path / "none.pptx").write_bytes(b"nothing")
    with pytest.raises(HouseError, match=r"no \.pptx"):
        slides(reported("board"), replace(HOUSE, template=tmp_path / "none.pptx"), {})


def test_a_template_of_ten_inches_is_enlarged_with_all_that_stands_on_it(reported: Reported, tmp_path: Path) -> None:
    small = Presentation()
    small.slide_width, small.slide_height = Inches(10), Inches(5.625)
    path = tmp_path / "ten.pptx"
    small.save(str(path))
    places = [shape.left + shape.width for shape in small.slide_layouts.get_by_name("Title Only").placeholders]
    file = Presentation(BytesIO(slides(reported("board"), replace(HOUSE, template=path), {})))
    assert file.slide_width == Inches(13.333)
    wider = [shape.left + shape.width for shape in file.slide_layouts.get_by_name("Title Only").placeholders]
    assert wider == pytest.approx([place * 1.3333 for place in places], rel=1e-3)
    title, below = file.slides[0].shapes.title, file.slides[0].shapes[1]
    assert below.top >= title.top + title.height, "what it is of stands below the title, not over it"


def test_numbers_of_a_table_stay_whole_and_their_intervals_inside_the_axis(
    reported: Reported, own: Build, me: Scope
) -> None:
    rows = [["客户满意度（UE）", "33.1 至 35.8", "要求答复的事项 1,437"], ["x" * 60, "1", "2"]]
    widths = fitting.column_widths(rows, [1, 1, 1], 6.7, 8.5, 0.16)
    assert sum(widths) == pytest.approx(6.7)
    assert widths[1] > fitting.ems("33.1 至 35.8") * 8.5 / 72 + 0.16
    assert fitting.column_widths([["a" * 400, "1,437"]], [1, 1], 3.0, 8.5, 0.16)[1] > 0.3
    chart = charts(opened(reported("complaints")))[-1]
    answer = series.by("complaints_per_10k", "unit", own, QUARTER, me)
    assert chart.value_axis.maximum_scale > max(value.high or 0 for value in answer.values)


def test_the_monthly_tells_of_reviews_and_education_by_their_figures(own: Build, me: Scope, ledger: Ledger) -> None:
    report = compose("protection", own, Slice(period="all"), me, View("zh_CN"), ledger, TODAY)
    found = {part.id: part for part in report.parts}
    asked = (own, Slice(period="all"), me)
    counted, taught = reviews.how_many(*asked), education.how_many(*asked)
    for part_id, answer in (("reviews", counted), ("education", taught)):
        assert found[part_id].title.text == verdicts.title(answer, report.view)
        assert found[part_id].answer.values == answer.values
        assert part_id in [each for _, each in report.points]
    groups, attempts = found["groups"], found["attempts"]
    assert groups.chart.lines[0].values == tuple(value.score for value in education.groups(*asked).values)
    assert sum(attempts.chart.lines[0].values) == counted.values[0].score
    assert found["turnaround"].sentences and found["none_held"].title.text
    told = texts(opened(report))
    assert "消保教育宣传" in told and "产品与服务消保审查" in told
    empty = compose("protection", own, Slice(period="2030"), me, View("zh_CN"), ledger, TODAY)
    assert [part.id for part in empty.parts if part.id in ("reviews", "attempts", "groups")] == ["reviews"]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("name = 3", "name is no text"),
        ("logo = 'away.png'", "away.png"),
        ("colour = 'red'", "unknown colour"),
        ("[mail]\nboard = ['no address']", "no address"),
        ("[mail]\nnews = ['a@b']", "names news"),
        ("name = ", "cannot be read"),
    ],
)
def test_the_banks_own_look_is_refused_where_it_is_wrong(own: Build, written: str, told: str) -> None:
    path = own.folder / "config" / "reports.toml"
    path.write_text(written, encoding="utf-8")
    try:
        with pytest.raises(HouseError, match=told):
            house_of(own)
    finally:
        path.unlink()


def test_a_folder_that_cannot_be_written_is_named(reported: Reported, tmp_path: Path) -> None:
    made = make(reported("board"), ("xlsx",), HOUSE)
    (tmp_path / "file").write_text("")
    with pytest.raises(MakingError, match="cannot be written"):
        keep(made, tmp_path / "file" / "below")


def test_without_a_chromium_the_tables_stand_and_the_pdf_is_left_out(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")
    made = make(reported("complaints"), ("pptx", "html", "pdf"), HOUSE)
    assert [file.name.rpartition(".")[2] for file in made.files] == ["pptx", "html"]
    assert set(made.faults) == {"pictures", "pdf"}
    assert "Chromium" in made.files[1].content.decode()
