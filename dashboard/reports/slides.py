"""A report as slides: native charts that can be edited, native tables, every slide titled by its finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from dashboard.figures.theme import LIGHT
from dashboard.reports import fitting, slide_charts, template
from dashboard.reports.house import House
from dashboard.reports.model import Part, Report, Table
from dashboard.reports.pictures import Picture
from dashboard.reports.slide_shapes import Box, Pen, column_widths, emu, named, row_height
from dashboard.reports.template import WIDTH_IN

EDGE_IN = 0.55
TITLE_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0)
ONE_LINE_SIZES = (24.0, 22.0, 20.0)
"""A finding that takes one line in one of these has no second line of a word or two."""
TEXT_SIZES = (15.0, 14.0, 13.0, 12.0, 11.0)
TABLE_SIZES = (13.0, 12.0, 11.0)
TABLE_SMALLEST = 10.5
BETWEEN_PT = 7.0
_TOP, _BOTTOM = 1.62, 6.72
_FULL: Box = (EDGE_IN, _TOP, WIDTH_IN - 2 * EDGE_IN, _BOTTOM - _TOP)
_LEFT: Box = (EDGE_IN, _TOP, 7.65, _BOTTOM - _TOP)
_RIGHT: Box = (EDGE_IN + 7.95, _TOP, WIDTH_IN - 2 * EDGE_IN - 7.95, _BOTTOM - _TOP)


def slides(report: Report, house: House, pictures: Mapping[str, Picture]) -> bytes:
    """The report as .pptx. ``pictures`` by part, for what has no native chart; without one its table stands alone.

    Raises HouseError where the bank's template cannot be read or lacks a layout.
    """
    deck = Deck(house, report.view.language)
    deck.add(report, pictures)
    return deck.written(report)


class Deck:
    """A presentation that is being made."""

    def __init__(self, house: House, language: str) -> None:
        self.house = house
        self.pen = Pen(house.fonts, language)
        self.file = template.opened(house)
        self.cover = template.layout(self.file, house, house.covers)
        self.page = template.layout(self.file, house, house.pages)

    def add(self, report: Report, pictures: Mapping[str, Picture]) -> None:
        """The report's slides after those that are there."""
        if report.kind == "unit":
            self._one_page(report)
            return
        self._cover(report)
        self._points(report)
        for section in report.sections:
            for part in section.parts:
                self._part(report, section.title, part, pictures.get(part.id))

    def written(self, report: Report) -> bytes:
        """The file, which says in its own properties what it is of."""
        properties = self.file.core_properties
        properties.title = report.full_title
        properties.author = self.house.name(report.view)
        properties.subject = report.view.text("build {build}", build=report.build)
        properties.language = "zh-CN" if report.view.language == "zh_CN" else "en-GB"
        kept = BytesIO()
        self.file.save(kept)
        return kept.getvalue()

    def _cover(self, report: Report) -> None:
        view = report.view
        slide = self.file.slides.add_slide(self.cover)
        title = slide.shapes.title
        if self.house.template is None:
            _put(title, (EDGE_IN + 0.4, 2.35, WIDTH_IN - 2 * EDGE_IN - 0.8, 1.0))
        size = 40.0 if fitting.lines(report.title, 40.0, WIDTH_IN - 2 * EDGE_IN - 0.8) == 1 else 30.0
        self._title(title, report.title, size)
        told = [f"{report.place}{view.text(' · ')}{report.period_name}", self.house.name(view)]
        top = 3.55
        if self.house.template is not None:  # below the title, wherever the template has it
            top = min(max(top, (title.top + title.height) / Inches(1) + 0.1), 5.3)
        box: Box = (EDGE_IN + 0.4, top, WIDTH_IN - 2 * EDGE_IN - 0.8, 1.3)
        size = fitting.size_that_fits(told, box[2], box[3], (20.0, 18.0, 16.0, 14.0, 12.0)) or 12.0
        placeholders = [each for each in slide.placeholders if each.placeholder_format.idx != 0]
        for each in placeholders:
            each._element.getparent().remove(each._element)
        self.pen.write(slide, told, box, size_pt=size)
        self.pen.write(slide, report.about, (box[0], 6.1, box[2], 0.8), size_pt=12, ink=LIGHT.muted)
        if self.house.logo is not None:
            slide.shapes.add_picture(str(self.house.logo), Inches(EDGE_IN + 0.4), Inches(0.7), height=Inches(0.8))

    def _points(self, report: Report) -> None:
        """The main findings, each with the number of the figure that it rests on."""
        if not report.points:
            return
        view = report.view
        told = [
            view.text("{finding} (figure {number})", finding=sentence.text, number=report.number(part))
            for sentence, part in report.points
        ]
        slide = self._slide(view.text("Main points"), report.title, report.place, report)
        size = fitting.size_that_fits(told, _FULL[2], _FULL[3], (20.0, 18.0, *TEXT_SIZES), between_pt=14) or 11.0
        self.pen.write(slide, told, _FULL, size_pt=size, is_listed=True, between_pt=14)

    def _part(self, report: Report, chapter: str, part: Part, picture: Picture | None) -> None:
        number = report.view.text("Figure {number}", number=report.number(part.id))
        kicker = report.view.text(" · ").join([chapter, number])
        texts = [sentence.text for sentence in part.sentences]
        if part.cases:
            self._cases(report, kicker, part)
            return
        if part.chart is not None or (picture is not None and part.drawn == "figure" and part.table is None):
            slide = self._slide(part.title.text, kicker, part.footer, report)
            box = _LEFT if texts else _FULL
            self._figure(slide, part, picture, box)
            if texts:
                self._sentences(report, slide, kicker, part, texts, _RIGHT)
        elif texts and part.table is None:
            slide = self._slide(part.title.text, kicker, part.footer, report)
            self._sentences(report, slide, kicker, part, texts, _FULL)
        elif part.table is None:
            self._slide(part.title.text, kicker, part.footer, report)
        if part.table is not None:
            beside = texts if part.chart is None else []
            self._table(report, kicker, part, part.table, beside)
        if picture is not None and part.table is not None and (part.chart is None or part.drawn == "lanes"):
            slide = self._slide(part.title.text, kicker, part.footer, report)
            self._picture(slide, part, picture, _FULL)

    def _figure(self, slide: Any, part: Part, picture: Picture | None, box: Box) -> None:
        if part.chart is not None:
            slide_charts.add_chart(
                slide, part.chart, emu(box), fonts=self.house.fonts, language=self.pen.language, alt=part.alt
            )
        elif picture is not None:
            self._picture(slide, part, picture, box)

    def _picture(self, slide: Any, part: Part, picture: Picture, box: Box) -> None:
        """A picture with the key to its marks below."""
        left, top, width, height = box
        key = fitting.height_in(part.key, 10.0, width) + 0.1 if part.key else 0.0
        size = (picture.width_px, picture.height_px)
        self.pen.picture(slide, picture.png, size, (left, top, width, height - key), part.alt)
        if part.key:
            below: Box = (left, top + height - key + 0.1, width, key)
            self.pen.write(slide, part.key, below, size_pt=10.0, ink=LIGHT.muted, between_pt=0)

    def _sentences(self, report: Report, slide: Any, kicker: str, part: Part, texts: Sequence[str], box: Box) -> None:
        """The sentences beside a figure; what does not fit goes on to a slide of its own."""
        size = fitting.size_that_fits(texts, box[2] - 0.2, box[3], TEXT_SIZES, between_pt=BETWEEN_PT)
        if size is not None:
            self.pen.write(slide, texts, box, size_pt=size, is_listed=True, between_pt=BETWEEN_PT)
            return
        size = TEXT_SIZES[-1]
        heights = [fitting.height_in([text], size, box[2] - 0.2) + BETWEEN_PT / 72 for text in texts]
        first = fitting.in_pages(heights, box[3])[0]
        self.pen.write(slide, texts[: first.stop], box, size_pt=size, is_listed=True, between_pt=BETWEEN_PT)
        rest = texts[first.stop :]
        if rest:
            more = self._slide(self._continued(report, part), kicker, part.footer, report)
            self._sentences(report, more, kicker, part, rest, _FULL)

    def _continued(self, report: Report, part: Part) -> str:
        return report.view.text("{finding} (continued)", finding=part.title.text)

    def _table(self, report: Report, kicker: str, part: Part, table: Table, texts: Sequence[str]) -> None:
        """The table over as many slides as it takes, the sentences above its first."""
        if table.left_out:
            more = report.view.text("{count} more rows stand in the appendix.", count=table.left_out)
            texts = [*texts, more]
        above = fitting.height_in(texts, 13.0, _FULL[2] - 0.2, between_pt=5) + 0.25 if texts else 0.0
        widths = column_widths(table, _FULL[2])
        room = _FULL[3] - above
        size = next((size for size in TABLE_SIZES if self._height(table, widths, size) <= room), TABLE_SMALLEST)
        head = row_height(table.heading, widths, size)
        heights = [row_height(row, widths, size) for row in table.on_paper()]
        first = fitting.in_pages(heights, max(room - head, 0.6))[0] if heights else range(0)
        pages = [first]
        if first.stop < len(heights):
            rest = fitting.in_pages(heights[first.stop :], _FULL[3] - head)
            pages += [range(page.start + first.stop, page.stop + first.stop) for page in rest]
        for at, rows in enumerate(pages):
            title = part.title.text if at == 0 else self._continued(report, part)
            slide = self._slide(title, kicker, part.footer, report)
            top = _TOP
            if at == 0 and texts:
                box: Box = (EDGE_IN, _TOP, _FULL[2], above)
                self.pen.write(slide, texts, box, size_pt=13.0, is_listed=True, between_pt=5)
                top += above
            self.pen.table(slide, table, rows, (EDGE_IN, top, _FULL[2], 1.0), size, alt=part.alt or title)

    @staticmethod
    def _height(table: Table, widths: Sequence[float], size: float) -> float:
        return sum(row_height(row, widths, size) for row in (table.heading, *table.on_paper()))

    def _cases(self, report: Report, kicker: str, part: Part) -> None:
        """The cases as they were told, each under where and when."""
        view = report.view
        blocks = []
        for at, case in enumerate(part.cases, start=1):
            where = view.text(" · ").join(each for each in (case.where, view.day(case.day)) if each)
            blocks.append((view.text("Case {number}: {where}", number=at, where=where), case.text))
        size = next(
            (
                size
                for size in TEXT_SIZES
                if sum(fitting.height_in(block, size, _FULL[2]) + 0.22 for block in blocks) <= _FULL[3]
            ),
            TEXT_SIZES[-1],
        )
        heights = [fitting.height_in(block, size, _FULL[2]) + 0.22 for block in blocks]
        for page_at, page in enumerate(fitting.in_pages(heights, _FULL[3])):
            title = part.title.text if page_at == 0 else self._continued(report, part)
            slide = self._slide(title, kicker, part.footer, report)
            top = _TOP
            for at in page:
                head, text = blocks[at]
                self.pen.write(
                    slide, [head], (EDGE_IN, top, _FULL[2], 0.3), size_pt=size, ink=LIGHT.accent, is_bold=True
                )
                below = top + fitting.height_in([head], size, _FULL[2])
                self.pen.write(slide, [text], (EDGE_IN, below, _FULL[2], heights[at] - 0.4), size_pt=size)
                top += heights[at]

    def _one_page(self, report: Report) -> None:
        """Key figures above, the trend and the open actions below: all on one slide."""
        view = report.view
        found = {part.id: part for part in report.parts}
        figures, trend, actions = found["figures"], found["nps"], found["action"]
        title = view.text("{place}: {finding}", place=report.place, finding=figures.title.text)
        kicker = view.text(" · ").join([report.title, report.period_name])
        slide = self._slide(title, kicker, figures.footer, report)
        top = _TOP
        if figures.table is not None:
            widths = column_widths(figures.table, _FULL[2])
            size = next((s for s in (12.0, 11.0, 10.0) if self._height(figures.table, widths, s) <= 2.5), 9.0)
            box: Box = (EDGE_IN, top, _FULL[2], 1.0)
            self.pen.table(slide, figures.table, range(len(figures.table.rows)), box, size, alt=figures.alt)
            top += self._height(figures.table, widths, size) + 0.2
        left: Box = (EDGE_IN, top, 7.65, _BOTTOM - top)
        if trend.chart is not None:
            slide_charts.add_chart(
                slide,
                trend.chart,
                emu(left),
                fonts=self.house.fonts,
                language=self.pen.language,
                alt=trend.alt,
                size_pt=9,
            )
        else:
            self.pen.write(slide, [trend.title.text], left, size_pt=13, ink=LIGHT.muted)
        right: Box = (EDGE_IN + 7.95, top, _RIGHT[2], _BOTTOM - top)
        told = [actions.title.text]
        if actions.table is not None:
            told += [view.text(" · ").join((row[1], row[3], row[4], row[5])) for row in actions.table.rows]
        size = fitting.size_that_fits(told, right[2] - 0.2, right[3], (12.0, 11.0, 10.0), between_pt=5) or 10.0
        while len(told) > 1 and fitting.height_in(told, size, right[2] - 0.2, between_pt=5) > right[3]:
            told = told[:-1]
        self.pen.write(slide, told, right, size_pt=size, is_listed=True, between_pt=5)

    def _slide(self, title: str, kicker: str, footer: str, report: Report) -> Any:
        """A slide with its chapter, its finding as the title, and the footer of what it shows."""
        slide = self.file.slides.add_slide(self.page)
        width = WIDTH_IN - 2 * EDGE_IN
        shape = slide.shapes.title
        most = 2 * TITLE_SIZES[0] * fitting.LINE / 72
        size = fitting.size_that_fits([title], width, TITLE_SIZES[0] * fitting.LINE / 72, ONE_LINE_SIZES)
        size = size or fitting.size_that_fits([title], width, most, TITLE_SIZES) or TITLE_SIZES[-1]
        if self.house.template is None:
            _put(shape, (EDGE_IN, 0.62, width, 0.92))
            self.pen.write(
                slide, [kicker], (EDGE_IN, 0.34, width - 2.6, 0.28), size_pt=12, ink=LIGHT.accent, is_bold=True
            )
        self._title(shape, fitting.cut(title, size, width, 3), size)
        if self.house.logo is not None and self.house.template is None:
            self._logo(slide)
        told = view_footer(footer, report)
        size = fitting.size_that_fits([told], width - 0.9, 0.42, (9.0, 8.0)) or 8.0
        self.pen.write(slide, [told], (EDGE_IN, 6.84, width - 0.9, 0.42), size_pt=size, ink=LIGHT.muted)
        number = str(len(self.file.slides))
        self.pen.write(slide, [number], (WIDTH_IN - EDGE_IN - 0.45, 6.95, 0.45, 0.25), size_pt=10, ink=LIGHT.muted)
        return slide

    def _logo(self, slide: Any) -> None:
        picture = slide.shapes.add_picture(str(self.house.logo), 0, Inches(0.2), height=Inches(0.4))
        picture.left = Emu(Inches(WIDTH_IN - EDGE_IN) - picture.width)

    def _title(self, shape: Any, text: str, size: float) -> None:
        frame = shape.text_frame
        frame.word_wrap = True
        paragraph = frame.paragraphs[0]
        for run in list(paragraph.runs):
            run._r.getparent().remove(run._r)
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(size)
        if self.house.template is None:
            run.font.bold = True
            run.font.color.rgb = slide_charts.colour(LIGHT.ink)
        named(run, self.house.fonts, self.pen.language)


def view_footer(footer: str, report: Report) -> str:
    """The footer of a slide: of what it shows, else of the whole report."""
    view = report.view
    if footer:
        return footer
    day = view.day(report.data_until)
    return view.text(" · ").join(
        [
            report.place,
            report.period_name,
            view.text("data until {day}", day=day),
            view.text("build {build}", build=report.build),
        ]
    )


def _put(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(each) for each in emu(box))
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
