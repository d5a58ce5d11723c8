"""Qualtrics: three header rows (names, questions, import ids), or the older export's two.

    StartDate, …, ResponseId, Q1     names: these are the columns
    Start Date, …, Do you agree?     the questions, in the language of whoever exported them
    {"ImportId":"startDate"}, …      the mark by which it is known

The older export has no third row; its own columns are called V1 to V10 in the first row and by name in the second, and
every line ends with a comma. Its columns are given the names of the second row there, so that ``ResponseID`` is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines import cells
from pipelines.readers.headings import listed, own, places, without_addresses
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "qualtrics"
OWN = (
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate",
    "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude",
    "LocationLongitude", "DistributionChannel", "UserLanguage",
)  # fmt: skip
OWN_AT_LEAST = 6
LEGACY = ("ResponseID", "ResponseSet", "ExternalDataReference", "StartDate", "EndDate", "Finished")
LEGACY_AT_LEAST = 4

_MARK = '{"ImportId"'
_LEGACY_NAME = re.compile(r"V\d+")
_RESPONSE = re.compile(r"[A-Z]{1,3}_[0-9A-Za-z]{5,}")


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By the row of import ids; else by the older export's V1, V2 …; else by its own columns."""
    if _import_row(rows) is not None:
        return "Qualtrics by its row of import ids"
    if _is_legacy(headers, rows):
        return f"Qualtrics, the older export, by {listed(own(rows[0], LEGACY))} under V1, V2 …"
    found = own(headers, OWN)
    if len(found) >= OWN_AT_LEAST and own(found, ("ResponseId",)):
        return f"Qualtrics by its columns {listed(found)}"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """Names of the first row, questions of the second."""
    import_row = _import_row(rows)
    if import_row is None and _is_legacy(headers, rows):
        second = [cells.header(cell) for cell in rows[0]]
        columns = tuple(
            second[place] if _LEGACY_NAME.fullmatch(name) and place < len(second) and second[place] else name
            for place, name in enumerate(headers)
        )
        header_rows = 2
    else:
        columns = tuple(headers)
        header_rows = import_row + 2 if import_row is not None else 1 + _without_ids(headers, rows)
    questions = tuple(cells.header(cell) for cell in rows[0]) if header_rows > 1 else ()
    tidy = without_addresses(places(columns, ("IPAddress",)))
    return LaidOut(columns, header_rows, tidy, f"{header_rows} header rows", questions=questions)


def _import_row(rows: Sequence[Cells]) -> int | None:
    """The place, below the header, of the row of import ids: the first or the second."""
    for place, row in enumerate(rows[:2]):
        filled = [cell for cell in row if cell.strip()]
        if filled and sum(cell.lstrip().startswith(_MARK) for cell in filled) > len(filled) / 2:
            return place
    return None


def _is_legacy(headers: Cells, rows: Sequence[Cells]) -> bool:
    named = sum(1 for header in headers if _LEGACY_NAME.fullmatch(header))
    return named >= LEGACY_AT_LEAST and bool(rows) and len(own(rows[0], LEGACY)) >= LEGACY_AT_LEAST


def _without_ids(headers: Cells, rows: Sequence[Cells]) -> int:
    """1 where the row below the header holds no response id, so that it is the row of questions."""
    (place, *_) = places(headers, ("ResponseId",)) or (0,)
    first = rows[0][place] if rows and place < len(rows[0]) else ""
    later = any(_RESPONSE.fullmatch(row[place].strip()) for row in rows[1:] if place < len(row))
    return int(later and not _RESPONSE.fullmatch(first.strip()))
