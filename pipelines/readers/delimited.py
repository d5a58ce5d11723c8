"""Opens text files with delimiters: finds the encoding or says that it cannot, reads the delimiter off the header."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from pipelines import cells
from pipelines.readers.faults import UnreadableExport
from pipelines.readers.rows import Rows
from pipelines.refusals import Said, said

BLOCK_BYTES = 1 << 20
LONGEST_CELL_CHARACTERS = 16 * 1024 * 1024
"""Five times the largest comment met so far; a longer cell is a quotation mark that was never closed."""
DELIMITERS = (",", "\t", ";", "|")
GB2312_SHARE_AT_LEAST = 0.9
"""Share of the characters beyond ASCII that everyday Chinese takes from GB 2312. Western bytes read as GB 18030 give
rare characters instead: the guess is refused then, because a wrong alphabet is worse than an error."""
WESTERN = ("cp1252", "mac_roman", "cp437")
"""Old encodings of Western systems; Latin-1 reads as cp1252 does. None can be told from another by its bytes alone."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHINESE = {"gbk", "gb2312", "cp936", "hz", "gb18030"}


def open_delimited(path: Path, encoding: str | None, delimiter: str | None, header_row: int | None) -> Rows:
    """Every row of a text file as cells of text; raises UnreadableExport, which says what the file seems to be."""
    known = _given(path, encoding) if encoding else _detected(path)
    separator = delimiter or _delimiter(path, known, header_row or 1)
    name = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar"}.get(separator, separator)
    return Rows(how=f"text, {known.removesuffix('-sig')}, {name}", numbered=_numbered(path, known, separator))


def _numbered(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    if csv.field_size_limit() < LONGEST_CELL_CHARACTERS:
        csv.field_size_limit(LONGEST_CELL_CHARACTERS)
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        try:
            rows = csv.reader(lines, delimiter=delimiter)
            for row in rows:
                number += 1
                if len(taken := lines.row_ended(row)) > 1 and not _is_well_quoted(taken, delimiter):
                    is_last = next(rows, None) is None
                    raise _unclosed(path, number) if lines.is_open and is_last else _stray(path, number)
                yield number, row
        except csv.Error as error:
            raise _unclosed(path, number + 1) from error
        if lines.is_open:
            raise _unclosed(path, number)


def _is_well_quoted(lines: list[str], delimiter: str) -> bool:
    """Whether one row of several lines is quoted as it should be.

    A mark that nobody closed takes the rows after it into its cell until another one stands in the way; where that is
    in the same column, the row is as wide as all others and nothing else would tell.
    """
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


class _Lines:
    """Lines of a file, remembering those of the row that is being read, and whether the last row left a mark open.

    The csv module says neither. An odd number of marks alone does not tell: 5" may stand unquoted. An open one swallows
    the line breaks after it.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._quotes = 0
        self._taken: list[str] = []
        self.is_open = False

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self._quotes += line.count('"')
            self._taken.append(line.replace("\x00", ""))
            yield self._taken[-1]

    def row_ended(self, row: list[str]) -> list[str]:
        """The lines it was read from."""
        taken, self._taken = self._taken, []
        self.is_open = self._quotes % 2 == 1 and bool(row) and ("\n" in row[-1] or "\r" in row[-1])
        self._quotes = 0
        return taken


def _stray(path: Path, row: int) -> UnreadableExport:
    return _at_row(
        path,
        row,
        said("a quotation mark inside a cell, which may have swallowed the rows after it"),
        said("quoted cells that end with a quotation mark, and those inside them doubled"),
    )


def _unclosed(path: Path, row: int) -> UnreadableExport:
    return _at_row(
        path, row, said("a quotation mark that is never closed"), said("every quoted cell to end with a quotation mark")
    )


def _at_row(path: Path, row: int, found: Said, expected: Said) -> UnreadableExport:
    return UnreadableExport(
        found, f"{path.name}, row {row}", expected, said("export the file again, or correct that row")
    )


def _given(path: Path, encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise UnreadableExport(
            said("no encoding is called {encoding}", encoding=repr(encoding)),
            path,
            said("utf-8, gb18030, utf-16 …"),
            said("correct it in the description"),
        ) from error
    name = "gb18030" if name in _CHINESE else "utf-8-sig" if name == "utf-8" else name
    where = _undecodable(path, name)
    if where is not None:
        raise UnreadableExport(
            said("bytes that are not {encoding}", encoding=encoding),
            f"{path.name}, line {where}",
            said("text in {encoding}, as the description says", encoding=encoding),
            said("correct the encoding in the description, or leave it out to have it found"),
        )
    return name


def _detected(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(BLOCK_BYTES)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _given(path, name)
    if b"\x00" in start:
        even, odd = start[0::2].count(0), start[1::2].count(0)
        guess = "utf-16-le" if odd > 9 * even else "utf-16-be" if even > 9 * odd else None
        if guess is None or _undecodable(path, guess) is not None:
            raise UnreadableExport(
                said("bytes that no text holds"),
                path,
                said("a text file (CSV), a workbook (XLS, XLSX) or Parquet"),
                said("export it again as CSV or XLSX"),
            )
        return guess
    if _undecodable(path, "utf-8") is None:
        return "utf-8-sig"
    if _undecodable(path, "gb18030") is None and _reads_as_chinese(path):
        return "gb18030"
    raise UnreadableExport(
        said(
            "text that is neither UTF-8 nor Chinese GB 18030 (first at line {undecodable})",
            undecodable=_undecodable(path, "utf-8"),
        ),
        path,
        said("UTF-8, UTF-16 or GB 18030"),
        said(
            'save it as UTF-8, or name its encoding in the description, [file] encoding = "…": {names}',
            names=_readings(path),
        ),
    )


def _readings(path: Path) -> str:
    """How each old Western encoding would read the first foreign place: only a person can tell which makes sense."""
    with path.open("rb") as file:
        lines = (line for line in file if not line.isascii())
        line = next(lines, b"")[:BLOCK_BYTES]
    first = next((place for place, byte in enumerate(line) if byte > 0x7F), 0)
    around = line[max(first - 15, 0) : first + 10]
    readings = {name: cells.header(around.decode(name, errors="replace")) for name in WESTERN}
    return ", ".join(f'"{name}" → {reading!r}' for name, reading in readings.items())


def _undecodable(path: Path, encoding: str) -> int | None:
    """The line of the first byte that is not in the encoding, or None; reads block by block."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return line + block[: error.start].count(b"\n")
            line += block.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _reads_as_chinese(path: Path) -> bool:
    with path.open(encoding="gb18030", newline="") as file:
        foreign = [character for character in file.read(BLOCK_BYTES) if character > "\x7f"]
    everyday = sum(1 for character in foreign if _is_everyday(character))
    return everyday >= GB2312_SHARE_AT_LEAST * len(foreign)


def _is_everyday(character: str) -> bool:
    if character in "—·～…":  # in GB 2312 too; Python's table writes two of them otherwise
        return True
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str, header_row: int) -> str:
    """The delimiter that stands most often in the header, outside quotation marks; a comma where none does."""
    with path.open(encoding=encoding, newline="") as file:
        text = file.read(BLOCK_BYTES)
    counts = dict.fromkeys(DELIMITERS, 0)
    is_quoted, row, has_text = False, 1, False
    for character in text:
        if character == '"':
            is_quoted = not is_quoted
        elif not is_quoted and character in "\r\n":
            if row >= header_row and has_text:
                break
            row += character == "\n"
            has_text = False
            counts = dict.fromkeys(DELIMITERS, 0)
        elif not is_quoted:
            has_text = has_text or not character.isspace()
            if character in counts:
                counts[character] += 1
    best = max(DELIMITERS, key=lambda candidate: counts[candidate])
    return best if counts[best] else ","
