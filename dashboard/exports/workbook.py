"""The rows behind a figure as an Excel workbook: the table as seen, and beside it what it is of."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence

import xlsxwriter

from dashboard.exports.sheet import Sheet
from dashboard.exports.tables import Cell, columns_of

LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
"""What Excel holds in a cell and, below a header and above a total, on a sheet."""
_WIDEST, _NARROWEST, _LOOKED_AT = 48, 9, 1_000
_FONT = "Microsoft YaHei"
_ROW_HEIGHT = 18
_ABOUT_LETTERS = 96
_HEAD = {
    "bold": True,
    "text_wrap": True,
    "valign": "vcenter",
    "bottom": 1,
    "bg_color": "#F1EEE7",
    "font_name": _FONT,
    "font_color": "#1A1D21",
}
_SIDE = {True: {"align": "right"}, False: {"align": "left"}}
"""A heading stands where its cells do: over numbers on the right."""
_AS_WRITTEN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Text stays text, whatever it begins with."""


def to_workbook(sheet: Sheet) -> bytes:
    """One sheet with the rows under a frozen header, one with finding, footer, address and the ids behind them.

    Numbers are those released, to the digits that Excel keeps, with the decimals of the screen. Only columns whose
    sum over the rows is true get a total, as a formula. ValueError for more rows than Excel holds.
    """
    if len(sheet.rows) >= MOST_ROWS:
        raise ValueError(f"{len(sheet.rows)} rows: Excel holds {MOST_ROWS - 1}; take the CSV or the Parquet file")
    view = sheet.view
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _AS_WRITTEN) as book:
        book.formats[0].set_font_name(_FONT)
        book.set_properties(
            {
                "title": sheet.title[:255],
                "subject": sheet.above[:255],
                "comments": "\n".join(sheet.visible_facts),
                "company": "Huiyin 回音",
            }
        )
        for name, words in sheet.told.items():
            book.set_custom_property(f"huiyin_{name}", words[:255], "text")
        _table(book, sheet, view.text("Data"))
        _about(book, sheet, view.text("About this table"))
    return written.getvalue()


def _table(book: xlsxwriter.Workbook, sheet: Sheet, name: str) -> None:
    columns = columns_of(sheet.rows)
    page = book.add_worksheet(name)
    page.set_default_row(_ROW_HEIGHT)
    page.set_row(0, 2 * _ROW_HEIGHT)
    last = len(sheet.rows) + 1
    for at, column in enumerate(columns):
        cells = [row.get(column) for row in sheet.rows]
        is_number = any(isinstance(cell, int | float) for cell in cells)
        form = {"font_name": _FONT, "num_format": _number_format(sheet.places.get(column)) if is_number else "@"}
        plain = book.add_format(form)
        page.write_string(0, at, column[:LONGEST_CELL], book.add_format(_HEAD | _SIDE[is_number]))
        page.set_column(at, at, _width(column, cells, sheet.places.get(column, 0)), plain)
        for below, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                told = cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…"
                page.write_string(below, at, told, plain)
            elif cell is not None:
                page.write_number(below, at, cell, plain)
        if not sheet.summed:
            continue
        total = book.add_format({**form, "bold": True, "top": 1})
        if column in sheet.summed:
            letter = xlsxwriter.utility.xl_col_to_name(at)
            value = sum(cell for cell in cells if isinstance(cell, int | float))
            page.write_formula(last, at, f"=SUM({letter}2:{letter}{last})", total, value)
        elif at == 0:
            page.write_string(last, at, sheet.view.text("Total"), total)
        else:
            page.write_blank(last, at, None, total)
    page.freeze_panes(1, 1 if len(columns) > 4 else 0)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(columns) - 1)
    page.repeat_rows(0)
    _printing(page, sheet)


def _about(book: xlsxwriter.Workbook, sheet: Sheet, name: str) -> None:
    view = sheet.view
    page = book.add_worksheet(name)
    quiet = book.add_format({"font_name": _FONT, "font_color": "#5A616B", "valign": "top"})
    plain = book.add_format({"font_name": _FONT, "text_wrap": True, "valign": "top"})
    rows = [
        (view.text("Finding"), sheet.title),
        (view.text("What it is of"), sheet.above),
        *(("", sentence) for sentence in sheet.said),
        (view.text("Read with"), sheet.footer),
        (view.text("Where it is seen"), sheet.address),
        *sheet.facts.items(),
    ]
    page.set_column(0, 0, 18, quiet)
    page.set_column(1, 1, _ABOUT_LETTERS, plain)
    for at, (what, told) in enumerate([row for row in rows if row[1]]):
        page.write_string(at, 0, what, quiet)
        page.write_string(at, 1, told[:LONGEST_CELL], plain)
        page.set_row(at, _ROW_HEIGHT * (1 + _letters(told) // (_ABOUT_LETTERS - 6)))
    _printing(page, sheet)


def _printing(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    """On A4 across, as wide as the page, finding above and footer below."""
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{_printed(sheet.title)}")
    page.set_footer(f"&L&8{_printed(sheet.footer)}&R&8&P/&N")


def _number_format(places: int | None) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _width(column: str, cells: Sequence[Cell], places: int) -> float:
    """Wide enough for what stands there, Chinese letters as two; a header may take two lines."""
    told = (
        _letters(cell) if isinstance(cell, str) else len(f"{cell:,.{places}f}")
        for cell in cells[:_LOOKED_AT]
        if cell is not None
    )
    return float(min(_WIDEST, max(_NARROWEST, _letters(column) / 2 + 3, *told, 0) + 2))


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _printed(text: str) -> str:
    """As a printed page's head or foot takes it: an & is written twice, and 255 letters are all there is room for."""
    return text[:110].replace("&", "&&")
