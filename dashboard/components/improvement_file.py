"""The improvement list as a workbook: written so that nothing in it runs, read back with every fault of it at once."""

from __future__ import annotations

import io
import itertools
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from dashboard.components.improvement_words import field_name
from dashboard.ledger.improvements import STATUSES, Improvement
from dashboard.names import improvement_status
from dashboard.views import LANGUAGES, View
from pipelines.readers import UnreadableExport
from pipelines.readers.workbooks import workbook_of

COLUMNS = (
    "code",
    "title",
    "finding",
    "unit_id",
    "line",
    "touchpoint_id",
    "measure",
    "expected_change",
    "owner",
    "status",
    "due_on",
    "reinspect_on",
    "done_on",
    "note",
    "suggestion_id",
)
VERSION = "version"
"""Last column: the version that a row was written at, so that a file that is brought back overwrites nobody."""
MOST_ROWS = 5_000
_WIDTHS = {"title": 40, "finding": 30, "note": 40}


class WrongFileError(ValueError):
    """The file is no list of ours; ``code`` is unreadable, headings or too_long, ``found`` what stands there."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a file, its number as the spreadsheet shows it; ``values`` by field, days as ISO text."""

    number: int
    code: str
    version: int | None
    values: Mapping[str, Any]


def to_workbook(every: Sequence[Improvement], view: View) -> bytes:
    """The measures as .xlsx, a row each, headings in the reader's language; a text stays one, however it begins."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(view.text("Improvement list"))
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for at, column in enumerate((*COLUMNS, VERSION)):
        sheet.write_string(0, at, _heading(column, view), bold)
        sheet.set_column(at, at, _WIDTHS.get(column, 14))
    for line, each in enumerate(every, start=1):
        for at, column in enumerate((*COLUMNS, VERSION)):
            value = getattr(each, column)
            if column == "status":
                value = improvement_status(value, view)
            if isinstance(value, int | float):
                sheet.write_number(line, at, value, wrapped)
            else:
                sheet.write_string(line, at, value or "", wrapped)
    sheet.freeze_panes(1, 2)
    book.close()
    return written.getvalue()


def from_workbook(content: bytes) -> tuple[SheetRow, ...]:
    """The rows of a workbook with our headings in either language, in any order; empty rows are left out.

    Raises WrongFileError for what is no workbook, has none of our headings, or more than MOST_ROWS rows.
    """
    rows = _rows(content)
    names = {_heading(column, View(language)): column for column in (*COLUMNS, VERSION) for language in LANGUAGES}
    columns = [names.get(str(cell).strip()) for cell in (rows[0] if rows else [])]
    if "title" not in columns or "owner" not in columns:
        raise WrongFileError("headings", ", ".join(str(cell) for cell in (rows[0] if rows else []))[:200])
    if len(rows) > MOST_ROWS + 1:
        raise WrongFileError("too_long")
    found = []
    for number, cells in enumerate(rows[1:], start=2):
        values = {column: _plain(column, cell) for column, cell in zip(columns, cells, strict=False) if column}
        if not any(value not in ("", None) for value in values.values()):
            continue
        version = values.pop(VERSION, None)
        code = str(values.pop("code", ""))
        found.append(SheetRow(number, code, int(version) if isinstance(version, float | int) else None, values))
    return tuple(found)


def _rows(content: bytes) -> list[list[Any]]:
    """The first sheet's rows, no more than tell that there are too many."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            return list(itertools.islice(workbook_of(Path(file.name), "#1").rows, MOST_ROWS + 2))
        except UnreadableExport as fault:
            raise WrongFileError("unreadable") from fault


def _heading(column: str, view: View) -> str:
    return view.text("Version (leave as it is)") if column == VERSION else field_name(column, view)


def _plain(column: str, cell: Any) -> Any:
    """A cell as the list keeps it: days as ISO text, a status by its code, numbers as numbers."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if column in ("expected_change", VERSION):
        if isinstance(cell, int | float):
            return float(cell) if column == "expected_change" else int(cell)
        return None if str(cell).strip() == "" else str(cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    if column == "status":
        known = {improvement_status(status, View(language)): status for status in STATUSES for language in LANGUAGES}
        return known.get(text, text)
    return text
