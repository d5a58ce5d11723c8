"""What stands on a slide beside charts: texts, tables, pictures, each with its Chinese font named and room measured."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from dashboard.figures.theme import LIGHT
from dashboard.reports import fitting
from dashboard.reports.model import Table
from dashboard.reports.slide_charts import colour

Box = tuple[float, float, float, float]
"""Left, top, width, height in inches."""
CELL_ROOM_IN = 0.16
WIDEST_LETTERS_PT = 13.0
"""The largest letters of a table, by which its columns are measured."""
ROW_ROOM_IN = 0.1
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The id of "no style, no grid", which every program knows."""


def emu(box: Box) -> tuple[int, int, int, int]:
    """A box in the units of the file."""
    left, top, width, height = (Inches(each) for each in box)
    return left, top, width, height


def named(run: Any, fonts: tuple[str, str], language: str) -> None:
    """The font of a run for Latin letters and for Chinese, and the language it is proofed in."""
    run.font.name, font = fonts
    properties = run._r.get_or_add_rPr()
    properties.set("lang", "zh-CN" if language == "zh_CN" else "en-GB")
    for tag in ("a:ea", "a:cs"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    properties.find(qn("a:latin")).addnext(etree.Element(qn("a:ea"), typeface=font))


class Pen:
    """Writes text in one font and language, at sizes that were measured before."""

    def __init__(self, fonts: tuple[str, str], language: str) -> None:
        self.fonts, self.language = fonts, language

    def write(
        self,
        slide: Any,
        texts: Sequence[str],
        box: Box,
        *,
        size_pt: float,
        ink: str = LIGHT.ink,
        is_bold: bool = False,
        is_listed: bool = False,
        between_pt: float = 4.0,
        at_bottom: bool = False,
    ) -> Any:
        """Paragraphs in a box; ``is_listed`` puts a bullet before each."""
        shape = slide.shapes.add_textbox(*(Emu(each) for each in emu(box)))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM if at_bottom else MSO_ANCHOR.TOP
        for at, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(between_pt)
            self.fill(paragraph, text, size_pt, ink, is_bold=is_bold)
            if is_listed:
                _bullet(paragraph, size_pt)
        return shape

    def fill(self, paragraph: Any, text: str, size_pt: float, ink: str, *, is_bold: bool = False) -> None:
        """One run of text in a paragraph."""
        run = paragraph.add_run()
        run.text = text or "\u00a0"  # a cell without a letter takes the program's own, larger type
        run.font.size, run.font.bold = Pt(size_pt), is_bold
        run.font.color.rgb = colour(ink)
        named(run, self.fonts, self.language)

    def table(self, slide: Any, table: Table, rows: range, box: Box, size_pt: float, *, alt: str) -> None:
        """Some rows of a table below its heading; the heading is marked as such for who does not see it."""
        left, top, width, _ = box
        widths = column_widths(table, width)
        heights = [row_height(row, widths, size_pt) for row in (table.heading, *(table.rows[at] for at in rows))]
        frame = slide.shapes.add_table(
            len(rows) + 1, len(widths), *(Emu(each) for each in emu((left, top, width, sum(heights))))
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
        frame._element.find(".//" + qn("a:tableStyleId")).text = _PLAIN_TABLE
        drawn = frame.table
        drawn.first_row, drawn.horz_banding = True, False
        for at, each in enumerate(widths):
            drawn.columns[at].width = Inches(each)
        for at, height in enumerate(heights):
            drawn.rows[at].height = Inches(height)
        for column, text in enumerate(table.heading):
            self._cell(drawn.cell(0, column), text, size_pt, LIGHT.muted, is_bold=True, rule=LIGHT.ink)
        for place, at in enumerate(rows, start=1):
            for column, text in enumerate(table.rows[at]):
                mark = table.marks.get((at, column))
                ink = {"good": LIGHT.accent, "bad": LIGHT.adverse}.get(str(mark), LIGHT.ink)
                self._cell(drawn.cell(place, column), text, size_pt, ink, is_bold=mark is not None, rule=LIGHT.rule)

    def _cell(self, cell: Any, text: str, size_pt: float, ink: str, *, is_bold: bool, rule: str) -> None:
        cell.margin_left = cell.margin_right = Inches(CELL_ROOM_IN / 2)
        cell.margin_top = cell.margin_bottom = Inches(ROW_ROOM_IN / 2)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.fill.background()
        cell.text_frame.word_wrap = True
        self.fill(cell.text_frame.paragraphs[0], text, size_pt, ink, is_bold=is_bold)
        properties = cell._tc.get_or_add_tcPr()
        line = etree.fromstring(
            '<a:lnB xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" w="6350"><a:solidFill>'
            f'<a:srgbClr val="{rule.lstrip("#")}"/></a:solidFill></a:lnB>'
        )
        properties.insert(0, line)

    def picture(self, slide: Any, png: bytes, size_px: tuple[int, int], box: Box, alt: str) -> None:
        """A picture as large as its box allows, in its own proportions, read to who does not see it as ``alt``."""
        left, top, width, height = box
        scale = min(width / size_px[0], height / size_px[1])
        shown = (size_px[0] * scale, size_px[1] * scale)
        at = (left + (width - shown[0]) / 2, top, *shown)
        shape = slide.shapes.add_picture(BytesIO(png), *(Emu(each) for each in emu(at)))
        shape._element.nvPicPr.cNvPr.set("descr", alt)


def column_widths(table: Table, width_in: float) -> list[float]:
    """The width of each column in inches, by what stands in it."""
    parts = table.widths or (1.0,) * len(table.heading)
    return fitting.column_widths((table.heading, *table.on_paper()), parts, width_in, WIDEST_LETTERS_PT, CELL_ROOM_IN)


def row_height(row: Sequence[str], widths: Sequence[float], size_pt: float) -> float:
    """The height of a row in inches: its longest cell's."""
    most = max(fitting.lines(text, size_pt, width - CELL_ROOM_IN) for text, width in zip(row, widths, strict=True))
    return most * size_pt * fitting.LINE / 72 + ROW_ROOM_IN


def _bullet(paragraph: Any, size_pt: float) -> None:
    """A bullet, and the lines after the first set in with the text."""
    properties = paragraph._p.get_or_add_pPr()
    indent = int(Pt(size_pt * 0.95))
    properties.set("marL", str(indent))
    properties.set("indent", str(-indent))
    for tag, name, value in (("a:buFont", "typeface", "Arial"), ("a:buChar", "char", "•")):
        element = etree.SubElement(properties, qn(tag))
        element.set(name, value)
    paragraph.alignment = PP_ALIGN.LEFT
