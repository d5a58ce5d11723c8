"""Reads one sheet of a workbook in a process of its own, and writes its rows to standard output.

A spoilt workbook, or one with a single cell far from all others, can ask for more memory than there is. The library
then ends the whole process, which nothing can catch: so it ends this one, and not the app that a bank is reading.
Run as ``sheet_process.py FILE BYTES [SHEET]`` by ``workbooks``: BYTES of memory at most; a SHEET is a name or ``#2``,
its place.
"""

from __future__ import annotations

import pickle
import signal
import sys
from collections.abc import Sequence

import python_calamine

ROWS_AT_ONCE = 2_000


def main(arguments: Sequence[str]) -> None:
    """Writes pickles: one of ``password``, ``broken`` or ``sheets`` with what it found, then lists of rows, then None.

    ``sheets`` says the rows of each sheet (0 where a sheet was named: only that one is opened) and which one follows:
    the one named, else the only one that holds any; None where it cannot be told.
    """
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it reaches whole services; the one that asked ends this one
    path, most_bytes, address = arguments[0], int(arguments[1]), arguments[2] if len(arguments) > 2 else None
    _limit_memory(most_bytes)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        names: list[str] = workbook.sheet_names
        # what nobody sees in the workbook is not what somebody hands over, unless they name it
        seen = [one.name for one in workbook.sheets_metadata if one.visible == python_calamine.SheetVisibleEnum.Visible]
        told = names if address is not None else [name for name in names if name in seen] or names
        heights = {name: 0 if address is not None else workbook.get_sheet_by_name(name).total_height for name in told}
        chosen = _only(heights) if address is None else _named(names, address)
        sheet = None if chosen is None else workbook.get_sheet_by_name(chosen)
    except python_calamine.PasswordError:
        _tell(("password", None, None))
        return
    except python_calamine.CalamineError as error:
        _tell(("broken", str(error), None))
        return
    _tell(("sheets", heights, chosen))
    if sheet is not None:
        before = [""] * (sheet.start[1] if sheet.start else 0)
        waiting = []
        for row in sheet.iter_rows():
            waiting.append(before + row)
            if len(waiting) == ROWS_AT_ONCE:
                _tell(waiting)
                waiting = []
        _tell(waiting)
    _tell(None)


def _only(heights: dict[str, int]) -> str | None:
    filled = [name for name, height in heights.items() if height > 0]
    if len(filled) > 1 or not heights:
        return None
    return filled[0] if filled else next(iter(heights))


def _named(names: Sequence[str], address: str) -> str | None:
    if address in names:
        return address
    is_place = address.startswith("#") and address[1:].isdecimal() and 0 < int(address[1:]) <= len(names)
    return names[int(address[1:]) - 1] if is_place else None


def _limit_memory(most_bytes: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    except (ImportError, ValueError, OSError):
        pass  # A system without such limits ends the process by its own.


def _tell(what: object) -> None:
    pickle.dump(what, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
