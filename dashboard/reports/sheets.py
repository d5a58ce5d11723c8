"""The appendix of a report as a workbook: every released value behind it, unrounded, with base and interval."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from dashboard.behind import rows_of
from dashboard.exports.tables import columns_of
from dashboard.reports.house import House
from dashboard.reports.model import Part, Report
from dashboard.views import View

LONGEST_NAME = 31
NARROWEST, WIDEST = 9, 48


def sheets(report: Report, house: House) -> bytes:
    """The report as .xlsx: a page of contents, then one sheet for each figure, with the values and the table behind."""
    view = report.view
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": report.full_title,
            "author": house.name(view),
            "comments": view.text("build {build}", build=report.build),
            # the day of the data and not of the making: the same report is the same file
            "created": datetime.combine(report.data_until, time()),
        }
    )
    look = {
        "title": book.add_format({"bold": True, "font_size": 14, "font_name": house.font}),
        "head": book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "font_name": house.font}
        ),
        "text": book.add_format({"font_name": house.font, "valign": "top"}),
        "wrapped": book.add_format({"font_name": house.font, "valign": "top", "text_wrap": True}),
        "muted": book.add_format({"font_name": house.font, "font_color": "#5A616B"}),
        "whole": book.add_format({"num_format": "#,##0", "font_name": house.font}),
    }
    for places in range(1, 4):
        look[f"places-{places}"] = book.add_format({"num_format": "#,##0." + "0" * places, "font_name": house.font})
    contents = book.add_worksheet(view.text("Contents"))
    contents.set_column(0, 0, 12)
    contents.set_column(1, 1, 110)
    contents.write(0, 0, report.full_title, look["title"])
    contents.write(1, 0, view.text("; ").join(report.about), look["muted"])
    for at, part in enumerate(report.parts):
        name = view.text("Figure {number}", number=report.number(part.id))[:LONGEST_NAME]
        contents.write_url(3 + at, 0, f"internal:'{name}'!A1", string=name)
        contents.write(3 + at, 1, part.title.text, look["wrapped"])
        _sheet(book.add_worksheet(name), part, view, look)
    book.close()
    return kept.getvalue()


def _sheet(sheet: Any, part: Part, view: View, look: Mapping[str, Any]) -> None:
    sheet.write(0, 0, part.title.text, look["title"])
    at = 2
    sheet.hide_gridlines(2)
    if part.answer is not None and part.answer.values:
        rows = rows_of(part.answer, part.answer.values, view)
        columns = columns_of(rows)
        for column, name in enumerate(columns):
            sheet.write(at, column, name, look["head"])
            longest = max(_width(name), *(_width(row.get(name)) for row in rows))
            sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST))
        sheet.freeze_panes(at + 1, 0)
        places = min(max(part.answer.decimals(), 1), 3)
        for row in rows:
            at += 1
            for column, name in enumerate(columns):
                _cell(sheet, at, column, row.get(name), look, places)
        at += 2
    if part.table is not None:
        for column, name in enumerate(part.table.heading):
            sheet.write(at, column, name, look["head"])
        if part.answer is None or not part.answer.values:
            for column, name in enumerate(part.table.heading):
                longest = max(_width(name), *(_width(row[column]) for row in part.table.rows), NARROWEST)
                sheet.set_column(column, column, min(longest + 2, WIDEST))
            sheet.freeze_panes(at + 1, 0)
        for texts in part.table.rows:
            at += 1
            for column, text in enumerate(texts):
                sheet.write_string(at, column, text, look["text"])
        at += 2
    for case in part.cases:
        sheet.write_string(at, 0, view.day(case.day), look["text"])
        sheet.write_string(at, 1, case.where, look["text"])
        sheet.write_string(at, 2, case.text, look["text"])
        at += 1
    if part.footer:
        sheet.write_string(at, 0, part.footer, look["muted"])


def _cell(sheet: Any, at: int, column: int, value: object, look: Mapping[str, Any], places: int) -> None:
    if value is None:
        sheet.write_blank(at, column, None, look["text"])
    elif isinstance(value, str):
        sheet.write_string(at, column, value, look["text"])
    else:
        sheet.write_number(at, column, value, look["whole" if isinstance(value, int) else f"places-{places}"])


def _width(value: object) -> int:
    """Letters of a cell, a Chinese one for two."""
    if isinstance(value, float):
        return 9
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in str(value or ""))
