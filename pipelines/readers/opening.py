"""Opens a file by what it holds, not by what it is called: a workbook, Parquet, SPSS, or text with delimiters."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pipelines.readers.delimited import open_delimited
from pipelines.readers.faults import UnreadableExport
from pipelines.readers.parquet import open_parquet
from pipelines.readers.rows import Rows
from pipelines.readers.spss import open_spss
from pipelines.readers.workbooks import open_workbook

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_PARQUET = b"PAR1"
_SPSS = (b"$FL2", b"$FL3")
_NOT_EXPORTS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"PK\x05\x06", "an empty archive"),
)
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml")
_WHAT_TO_DO = "export it again as CSV or XLSX"


def open_rows(
    path: Path,
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    header: int | None,
    answers: Literal["auto", "text", "codes"] = "auto",
) -> Rows:
    """The rows of any file that can be an export; UnreadableExport says what else it is."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
    except OSError as error:
        raise UnreadableExport(
            f"a file that cannot be opened ({error.strerror})", path, "a file", "check it"
        ) from error
    expected = "a text file (CSV), a workbook (XLS, XLSX), SPSS (SAV) or Parquet"
    if not start:
        raise UnreadableExport("an empty file", path, "a header and rows", _WHAT_TO_DO)
    for mark, name in _NOT_EXPORTS:
        if start.startswith(mark):
            raise UnreadableExport(f"{name} called {path.suffix or 'without a suffix'}", path, expected, _WHAT_TO_DO)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise UnreadableExport("a web page or XML", path, expected, "open it and save it as XLSX or CSV")
    if start.startswith(_WORKBOOKS):
        return open_workbook(path, sheet)
    if start.startswith(_PARQUET):
        return open_parquet(path)
    if start.startswith(_SPSS):
        return open_spss(path, encoding, answers)
    return open_delimited(path, encoding, delimiter, header)
