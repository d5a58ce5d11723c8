"""Opens workbooks (.xls of any code page, .xlsx): cells as the texts a person would have typed."""

from __future__ import annotations

import datetime
import itertools
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipelines.privacy import mask_text
from pipelines.readers.faults import UnreadableExport
from pipelines.readers.rows import Rows
from pipelines.refusals import Said, said

DIGITS_KEPT = 15
"""A spreadsheet keeps so many digits of a number; those of a longer one are zeros or noise. It is written as 1.23E+17,
so that nothing takes it for an id: one of 18 digits has to be a text in the workbook."""
_MIDNIGHT = datetime.time()
_PROCESS = Path(__file__).with_name("sheet_process.py")
MEMORY_SHARE = 0.5
"""Of the machine's memory: what a workbook may take to be opened."""
_MEMORY_UNKNOWN_BYTES = 8 << 30

Cell = str | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta


@dataclass(frozen=True, slots=True)
class Workbook:
    """``heights`` says how many rows each sheet holds (0 where one was named), ``chosen`` which one ``rows`` are of.

    ``chosen`` is None where it cannot be told which sheet is meant; there are no rows then. ``rows`` are read once.
    """

    heights: Mapping[str, int]
    chosen: str | None
    rows: Iterator[list[Cell]]


def open_workbook(path: Path, sheet: str | None) -> Rows:
    """Every row of one sheet; raises UnreadableExport where the workbook or the sheet cannot be told."""
    workbook = workbook_of(path, sheet)
    if workbook.chosen is None:
        raise UnreadableExport(*_undecided(workbook, path, sheet))
    return Rows(how=f"workbook, sheet {mask_text(workbook.chosen)}", numbered=_numbered(workbook.rows))


def workbook_of(path: Path, sheet: str | None = None) -> Workbook:
    """A workbook's sheets, and the cells of the one named (or ``#2``, its place), else of the only one with any rows.

    It is read in a process of its own (see ``sheet_process``). Raises UnreadableExport for what cannot be opened, and
    while the rows are read where they break off.
    """
    told = _told(path, sheet)
    kind, found, chosen = next(told)
    if kind == "password":
        raise UnreadableExport(
            said("a workbook with a password"),
            path,
            said("a workbook that opens without one"),
            said("save it without its password"),
        )
    if kind == "broken":
        raise UnreadableExport(
            said("a workbook that cannot be opened ({error})", error=found),
            path,
            said("a whole .xls or .xlsx file"),
            said("export it again"),
        )
    return Workbook(found, chosen, itertools.chain.from_iterable(told))


def _told(path: Path, sheet: str | None) -> Iterator[Any]:
    """What the process says of a workbook, one thing after the other, up to its end."""
    # Without the script's own folder (-P): the files beside it have names that libraries have too.
    command = [sys.executable, "-P", str(_PROCESS), str(path), str(most_bytes()), *([] if sheet is None else [sheet])]
    # A workbook that nobody reads to its end ends the process with the generator.
    with subprocess.Popen(  # noqa: S603 our own script
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        output = cast("BinaryIO", process.stdout)
        try:
            while (told := pickle.load(output)) is not None:  # noqa: S301 written by our own script
                yield told
        except (EOFError, pickle.UnpicklingError) as error:
            raise UnreadableExport(
                said("a workbook that cannot be opened in the memory there is"),
                path,
                said("a whole .xls or .xlsx file, with no cell far below or beside the rows"),
                said("delete the empty rows and columns behind the last ones, or save the sheet as CSV"),
            ) from error
        finally:
            process.kill()


def most_bytes() -> int:
    """What a workbook may take on this machine."""
    try:
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * MEMORY_SHARE)
    except (AttributeError, ValueError, OSError):
        return _MEMORY_UNKNOWN_BYTES


def _undecided(workbook: Workbook, path: Path, sheet: str | None) -> tuple[Said, Path, Said, Said]:
    """What was found where no sheet could be told, where, what was expected, what to do."""
    if not workbook.heights:
        return (
            said("a workbook without any sheet"),
            path,
            said("a whole .xls or .xlsx file"),
            said("export it again"),
        )
    if sheet is not None:
        return (
            said("no sheet is called {name}", name=repr(sheet)),
            path,
            said("one of {names}", names=", ".join(workbook.heights)),
            said("correct the sheet"),
        )
    filled = [name for name, height in workbook.heights.items() if height]
    return (
        said("{count} sheets with rows: {names}", count=len(filled), names=", ".join(filled)),
        path,
        said("one sheet, or the sheet named"),
        said('name it in the description: [file] sheet = "…"'),
    )


def _numbered(rows: Iterator[list[Cell]]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
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
