"""A report as a Word document, for reading: figures as pictures with their text, tables with repeated headings."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Inches, Pt, RGBColor

from dashboard.figures.theme import LIGHT
from dashboard.reports import fitting
from dashboard.reports.house import House
from dashboard.reports.model import Part, Report, Table
from dashboard.reports.pictures import Picture

PAGE_CM, EDGE_CM = (21.0, 29.7), 2.0
TEXT_CM = PAGE_CM[0] - 2 * EDGE_CM
TALLEST_CM = 20.0
CM_PER_INCH = 2.54
CELL_PT, CELL_ROOM_IN = 8.5, 0.16
_HEADINGS = {"Title": 24.0, "Heading 1": 16.0, "Heading 2": 12.5}


def document(report: Report, house: House, pictures: Mapping[str, Picture]) -> bytes:
    """The report as .docx. ``pictures`` by part; where there is none, the table says it."""
    return _Writer(report, house).written(pictures)


class _Writer:
    def __init__(self, report: Report, house: House) -> None:
        self.report, self.house, self.view = report, house, report.view
        self.file = Document()
        section = self.file.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(PAGE_CM[0]), Cm(PAGE_CM[1])
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(EDGE_CM)
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Header", "Footer"):
            self._style(self.file.styles[name], _HEADINGS.get(name))

    def written(self, pictures: Mapping[str, Picture]) -> bytes:
        report, view = self.report, self.view
        properties = self.file.core_properties
        properties.title = report.full_title
        properties.author = self.house.name(view)
        properties.comments = view.text("build {build}", build=report.build)
        properties.language = "zh-CN" if view.language == "zh_CN" else "en-GB"
        self._running()
        if self.house.logo is not None:
            self.file.add_paragraph().add_run().add_picture(str(self.house.logo), height=Cm(1.4))
        self._text(report.title, "Title")
        self._text(view.text(" · ").join([self.house.name(view), report.place, report.period_name]), "Normal", size=12)
        for line in report.about:
            self._text(line, "Normal", size=9, ink=LIGHT.muted)
        if report.points:
            self._text(view.text("Main points"), "Heading 1")
            for sentence, part_id in report.points:
                number = report.number(part_id)
                told = view.text("{finding} (figure {number})", finding=sentence.text, number=number)
                self._text(told, "List Bullet")
        for section in report.sections:
            self._text(section.title, "Heading 1")
            for part in section.parts:
                self._part(part, pictures.get(part.id))
        kept = BytesIO()
        self.file.save(kept)
        return kept.getvalue()

    def _part(self, part: Part, picture: Picture | None) -> None:
        view = self.view
        number = view.text("Figure {number}", number=self.report.number(part.id))
        self._text(view.text("{number}: {title}", number=number, title=part.title.text), "Heading 2")
        for sentence in part.sentences:
            self._text(sentence.text, "List Bullet")
        for case in part.cases:
            where = view.text(" · ").join(each for each in (case.where, view.day(case.day)) if each)
            self._text(where, "Normal", size=9, ink=LIGHT.muted, keeps_next=True)
            self._text(case.text, "Normal")
        if picture is not None:
            self._picture(picture, part.alt)
            for line in part.key:
                self._text(line, "Normal", size=8, ink=LIGHT.muted)
        if part.table is not None:
            self._table(part.table)
            if part.table.left_out:
                told = view.text("{count} more rows stand in the appendix.", count=part.table.left_out)
                self._text(told, "Normal", size=9, ink=LIGHT.muted)
        if part.footer:
            self._text(part.footer, "Normal", size=8, ink=LIGHT.muted)

    def _picture(self, picture: Picture, alt: str) -> None:
        width = min(TEXT_CM, TALLEST_CM * picture.width_px / picture.height_px)
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(BytesIO(picture.png), width=Cm(width))
        shape._inline.docPr.set("descr", alt)

    def _table(self, table: Table) -> None:
        rows = table.on_paper()
        drawn = self.file.add_table(rows=1 + len(rows), cols=len(table.heading))
        drawn.alignment = WD_TABLE_ALIGNMENT.LEFT
        drawn.autofit = False
        parts = table.widths or (1.0,) * len(table.heading)
        room = fitting.column_widths((table.heading, *rows), parts, TEXT_CM / CM_PER_INCH, CELL_PT, CELL_ROOM_IN)
        widths = [Inches(each) for each in room]
        for column, width in enumerate(widths):
            drawn.columns[column].width = width
        heads = drawn.rows[0].cells
        for column, text in enumerate(table.heading):
            self._cell(heads[column], text, widths[column], LIGHT.muted, is_bold=True)
        _repeats(drawn.rows[0])
        for at, row in enumerate(rows):
            _stays_whole(drawn.rows[at + 1])
            cells = drawn.rows[at + 1].cells
            for column, text in enumerate(row):
                mark = table.marks.get((at, column))
                ink = {"good": LIGHT.accent, "bad": LIGHT.adverse}.get(str(mark), LIGHT.ink)
                self._cell(cells[column], text, widths[column], ink, is_bold=mark is not None)
        _ruled(drawn)
        self.file.add_paragraph().paragraph_format.space_after = Pt(2)

    def _cell(self, cell: Any, text: str, width: Any, ink: str, *, is_bold: bool) -> None:
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1.5)
        self._run(paragraph, text, size=CELL_PT, ink=ink, is_bold=is_bold)

    def _text(
        self, text: str, style: str, *, size: float | None = None, ink: str = "", keeps_next: bool = False
    ) -> None:
        paragraph = self.file.add_paragraph(style=style)
        paragraph.paragraph_format.keep_with_next = keeps_next or style.startswith("Heading")
        self._run(paragraph, text, size=size, ink=ink)

    def _run(self, paragraph: Any, text: str, *, size: float | None, ink: str = "", is_bold: bool = False) -> None:
        run = paragraph.add_run(text)
        if size:
            run.font.size = Pt(size)
        if ink:
            run.font.color.rgb = RGBColor.from_string(ink.lstrip("#"))
        run.font.bold = is_bold or None
        self._named(run._r.get_or_add_rPr())

    def _named(self, properties: Any) -> None:
        """The fonts of a run or style for Latin letters and for Chinese, and the language it is proofed in."""
        fonts = properties.get_or_add_rFonts()
        latin, chinese = self.house.fonts
        for name, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
            fonts.set(qn(f"w:{name}"), font)
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "zh-CN" if self.view.language == "zh_CN" else "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
        properties.append(language)

    def _style(self, style: Any, size: float | None) -> None:
        self._named(style.element.get_or_add_rPr())
        style.font.size = Pt(size or 10.5)
        style.font.color.rgb = RGBColor.from_string(LIGHT.ink.lstrip("#"))
        if style.name == "Title":
            style.font.bold = True
            for border in style.element.iter(qn("w:pBdr")):
                border.getparent().remove(border)

    def _running(self) -> None:
        """Bank, report and page number at the foot of every page."""
        report, section = self.report, self.file.sections[0]
        paragraph = section.footer.paragraphs[0]
        told = self.view.text(" · ").join([self.house.name(self.view), report.title, report.period_name])
        self._run(paragraph, f"{told}    ", size=8, ink=LIGHT.muted)
        run = paragraph.add_run()
        run.font.size = Pt(8)
        for kind in ("begin", "", "end"):
            if kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            else:
                mark = OxmlElement("w:instrText")
                mark.text = "PAGE"
            run._r.append(mark)


def _repeats(row: Any) -> None:
    """The heading stands again where the table goes on to the next page."""
    element = OxmlElement("w:tblHeader")
    element.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(element)


def _stays_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _ruled(table: Any) -> None:
    """Thin lines between rows, and no others."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", LIGHT.rule.lstrip("#"))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
