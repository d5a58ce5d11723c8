"""Opens workbooks (.xls of any code page, .xlsx): cells as the texts a person would have typed."""

from __future__ import annotations

import itertools
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipelines.hindrances import broken_off
from pipelines.privacy import mask_text
from pipelines.readers.faults import UnreadableExport
from pipelines.readers.rows import Rows
from pipelines.readers.typed import Cell, as_text
from pipelines.refusals import Hindered, Said, said

_PROCESS = Path(__file__).with_name("sheet_process.py")
MEMORY_SHARE = 0.5
"""Of the machine's memory: what a workbook may take to be opened."""
_MEMORY_UNKNOWN_BYTES = 8 << 30
AT_ONCE = "HUIYIN_WORKBOOKS_AT_ONCE"
"""Environment variable that a process sets which reads beside others: how many of them share that memory."""
_ENDED_BY_OTHERS = (-signal.SIGHUP, -signal.SIGINT, -signal.SIGTERM)
"""Ends that say nothing of the workbook; one that is too large ends the process itself, or by another signal."""


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
    # In a session of its own Ctrl-C, which reaches all that run in a terminal, does not reach it.
    with subprocess.Popen(  # noqa: S603 our own script
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        output = cast("BinaryIO", process.stdout)
        try:
            while (told := pickle.load(output)) is not None:  # noqa: S301 written by our own script
                yield told
        except (EOFError, pickle.UnpicklingError) as error:
            if process.wait() in _ENDED_BY_OTHERS:
                raise Hindered(broken_off(mask_text(path.name), said("run the command again"))) from error
            raise UnreadableExport(
                said("a workbook that cannot be opened in the memory there is"),
                path,
                said("a whole .xls or .xlsx file, with no cell far below or beside the rows"),
                said("delete the empty rows and columns behind the last ones, or save the sheet as CSV"),
            ) from error
        finally:
            process.kill()


def most_bytes() -> int:
    """What a workbook may take on this machine, beside others that are read at the same time."""
    at_once = int(os.environ.get(AT_ONCE, "1"))
    try:
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * MEMORY_SHARE / at_once)
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
