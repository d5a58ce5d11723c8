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
from pipelines.refusals import said

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_PARQUET = b"PAR1"
_SPSS = (b"$FL2", b"$FL3")
_NOT_EXPORTS = (
    (b"%PDF", said("a PDF document")),
    (b"\x89PNG", said("a picture")),
    (b"\xff\xd8\xff", said("a picture")),
    (b"GIF8", said("a picture")),
    (b"Rar!", said("an archive")),
    (b"7z\xbc\xaf", said("an archive")),
    (b"\x1f\x8b", said("an archive")),
    (b"PK\x05\x06", said("an empty archive")),
)
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml")
_WHAT_TO_DO = said("export it again as CSV or XLSX")


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
            said("a file that cannot be opened ({strerror})", strerror=error.strerror),
            path,
            said("a file"),
            said("check it"),
        ) from error
    expected = said("a text file (CSV), a workbook (XLS, XLSX), SPSS (SAV) or Parquet")
    if not start:
        raise UnreadableExport(said("an empty file"), path, said("a header and rows"), _WHAT_TO_DO)
    for mark, name in _NOT_EXPORTS:
        if start.startswith(mark):
            called = said("{what} called {suffix}", what=name, suffix=path.suffix) if path.suffix else name
            raise UnreadableExport(called, path, expected, _WHAT_TO_DO)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise UnreadableExport(said("a web page or XML"), path, expected, said("open it and save it as XLSX or CSV"))
    if start.startswith(_WORKBOOKS):
        return open_workbook(path, sheet)
    if start.startswith(_PARQUET):
        return open_parquet(path)
    if start.startswith(_SPSS):
        return open_spss(path, encoding, answers)
    return open_delimited(path, encoding, delimiter, header)
