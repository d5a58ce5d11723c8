"""Opens workbooks (.xls of any code page, .xlsx): cells as the texts a person would have typed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from pipelines.privacy import mask_text
from pipelines.readers.faults import UnreadableExport
from pipelines.readers.rows import Rows
from pipelines.refusals import said

DIGITS_KEPT = 15
"""A spreadsheet keeps so many digits of a number; those of a longer one are zeros or noise. It is written as 1.23E+17,
so that nothing takes it for an id: one of 18 digits has to be a text in the workbook."""
_MIDNIGHT = datetime.time()

Cell = str | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta


def open_workbook(path: Path, sheet: str | None) -> Rows:
    """Every row of one sheet; raises UnreadableExport where the workbook or the sheet cannot be told."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        name = _sheet(workbook, sheet) if sheet is not None else _only_sheet(workbook, path)
        if name not in workbook.sheet_names:
            raise UnreadableExport(
                said("no sheet is called {name}", name=repr(name)),
                path,
                said("one of {names}", names=", ".join(workbook.sheet_names)),
                said("correct the sheet"),
            )
        found = workbook.get_sheet_by_name(name)
    except python_calamine.PasswordError as error:
        raise UnreadableExport(
            said("a workbook with a password"),
            path,
            said("a workbook that opens without one"),
            said("save it without its password"),
        ) from error
    except python_calamine.CalamineError as error:
        raise UnreadableExport(
            said("a workbook that cannot be opened ({error})", error=error),
            path,
            said("a whole .xls or .xlsx file"),
            said("export it again"),
        ) from error
    return Rows(how=f"workbook, sheet {mask_text(name)}", numbered=_numbered(found))


def _sheet(workbook: python_calamine.CalamineWorkbook, address: str) -> str:
    """The sheet of that name, or ``#2`` by its place."""
    names: list[str] = workbook.sheet_names
    is_place = address not in names and address.startswith("#") and address[1:].isdecimal()
    return names[int(address[1:]) - 1] if is_place and 0 < int(address[1:]) <= len(names) else address


def _only_sheet(workbook: python_calamine.CalamineWorkbook, path: Path) -> str:
    filled = [name for name in workbook.sheet_names if workbook.get_sheet_by_name(name).total_height > 0]
    if len(filled) > 1:
        raise UnreadableExport(
            said("{count} sheets with rows: {names}", count=len(filled), names=", ".join(filled)),
            path,
            said("one sheet, or the sheet named"),
            said('name it in the description: [file] sheet = "…"'),
        )
    if not workbook.sheet_names:
        raise UnreadableExport(
            said("a workbook without any sheet"), path, said("a whole .xls or .xlsx file"), said("export it again")
        )
    return filled[0] if filled else workbook.sheet_names[0]


def _numbered(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield number, [cell if type(cell) is str else as_text(cell) for cell in row]


def as_text(cell: Cell | None) -> str:
    """What a person would have typed: 1 for 1.0, 9.6 for 9.6, 2026-03-01 for a date, an empty text for no value.

    >>> as_text(1.0), as_text(9.6), as_text(True), as_text(datetime.datetime(2026, 3, 1, 9, 30))
    ('1', '9.6', 'true', '2026-03-01 09:30:00')
    >>> as_text(123456789012345678.0)
    '1.23456789012346E+17'
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        if abs(cell) >= 10**DIGITS_KEPT:
            return f"{cell:.{DIGITS_KEPT - 1}E}"
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)
