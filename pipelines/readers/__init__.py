"""Reads exports of any layout as chunks of text with row numbers; imports ``cells``, ``privacy`` and ``refusals``.

``read`` opens a file by what it holds (text of any usual encoding, .xls, .xlsx, Parquet, .sav), finds its layout and
hands over its rows untouched but for what a survey system adds. What a cell means is a description's business. A new
layout is one new module in ``layouts``.
"""

from __future__ import annotations

import difflib
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from pipelines import cells
from pipelines.readers.chunks import Ragged, filled, of_blocks, of_rows, trimmed
from pipelines.readers.faults import UnreadableExport
from pipelines.readers.layouts import LAYOUTS, PLAIN, Answers
from pipelines.readers.opening import open_rows
from pipelines.readers.rows import NumberedRow
from pipelines.refusals import Said, said

__all__ = ["Export", "Ragged", "UnreadableExport", "read"]

SAMPLE_ROWS = 200
"""First rows by which a layout is recognised and told apart as text or codes."""


@dataclass(frozen=True, slots=True)
class Export:
    """One opened export.

    ``columns``  names of the columns: the headers, the second of one name being ``name#2`` and the first ``name#1``, an
                 empty one ``#3`` by its place
    ``rows``     chunks of at most CHUNK_ROWS rows with these columns, every cell text (dtype str) or missing; the index
                 is the row's number in the file, 1 being its first row (of Parquet: its first row of data). Read once
    ``ragged``   rows left out, filled while ``rows`` is read
    ``headers``  the headers as they stand in the file, by place
    ``answers``  text or codes, where a system exports both; auto where it cannot be told; None where there is one way
    ``questions`` column -> what it asks, where the file says so beside the name
    ``labels``   column -> code -> its words, where the file's own format holds them
    """

    path: Path
    layout: str
    why: str
    columns: tuple[str, ...]
    rows: Iterator[pd.DataFrame]
    ragged: list[Ragged]
    headers: tuple[str, ...]
    answers: Answers | None = None
    questions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def find(self, address: str) -> str | None:
        """The column that a description means: its name, its header where only one has it, or ``#7`` by its place."""
        if address in self.columns:
            return address
        if address.startswith("#") and address[1:].isdecimal() and 0 < int(address[1:]) <= len(self.columns):
            return self.columns[int(address[1:]) - 1]
        places = [place for place, header in enumerate(self.headers) if header == address]
        return self.columns[places[0]] if len(places) == 1 else None

    def why_not(self, address: str) -> Said:
        """What to tell a person whose description names a column that ``find`` does not find."""
        twins = [name for name in self.columns if name.rpartition("#")[0] == address]
        if twins:
            return said(
                "{count} columns are called {address}: name one of {names}",
                count=len(twins),
                address=repr(address),
                names=", ".join(twins),
            )
        near = difflib.get_close_matches(address, self.columns, 1, cutoff=0.5)
        if near:
            return said("no column {address} (the nearest is {near})", address=repr(address), near=repr(near[0]))
        return said("no column {address}", address=repr(address))


def read(
    path: Path,
    layout: str | None = None,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    answers: Answers = "auto",
) -> Export:
    """Open an export; nothing but its first rows is read until ``rows`` is.

    ``layout`` is a name of ``layouts.LAYOUTS`` or None to recognise it; ``answers`` says how the answers were exported
    where a system has two ways. Raises UnreadableExport, at once or while
    ``rows`` is read, where the file is empty or has a header only, is no export at all, is in an unknown encoding or is
    broken: whoever reads ``rows`` keeps nothing of the file then.
    """
    if layout is not None and layout not in LAYOUTS:
        raise UnreadableExport(
            said("no layout is called {layout}", layout=repr(layout)),
            path,
            said("one of {names}", names=", ".join(LAYOUTS)),
            said("correct the layout"),
        )
    rows = open_rows(path, sheet, encoding, delimiter, header_row, answers)
    numbered = filled(rows.numbered, header_row or 0)
    first = next(numbered, None)
    if first is None:
        raise UnreadableExport(said("no rows at all"), path, said("a header and rows"), said("export it again"))
    headers = tuple(cells.header(cell) for cell in first[1])
    sample = list(itertools.islice(numbered, SAMPLE_ROWS))
    _check_start(path, headers, sample)
    rows_of_sample = [row for _, row in sample]
    if rows.layout is not None:
        name, why = rows.layout, f"{rows.layout}, as the file says itself"
    else:
        name, why = _said(layout, headers, rows_of_sample) if layout else _recognised(path, headers, rows_of_sample)
    laid_out = LAYOUTS[name].lay_out(headers, rows_of_sample, answers)
    if len(sample) < laid_out.header_rows:
        raise _no_rows(path, said("{header_rows} header rows and no rows below them", header_rows=laid_out.header_rows))
    columns = _told_apart(laid_out.columns)
    asked = zip(columns, laid_out.questions or rows.questions, strict=False)
    questions = MappingProxyType({column: question for column, question in asked if question})
    ragged: list[Ragged] = []
    if rows.blocks is not None and first[0] == 0 and len(columns) == len(headers):
        chunks = of_blocks(rows.blocks, columns, header_row or 0, laid_out.header_rows - 1)
    else:
        body = itertools.islice(itertools.chain(sample, numbered), laid_out.header_rows - 1, None)
        chunks = of_rows(body, columns, ragged)
    how = f"{why}; {laid_out.note}; {rows.how}"
    tidied = map(laid_out.tidy, chunks)
    labels = MappingProxyType({column: of for column, of in zip(columns, rows.labels, strict=False) if of})
    return Export(path, name, how, columns, tidied, ragged, headers, laid_out.answers, questions, labels)


def _check_start(path: Path, headers: Sequence[str], sample: Sequence[NumberedRow]) -> None:
    if not sample:
        raise _no_rows(path, said("a header and no rows below it"))
    if len(headers) == 1 and all(len(trimmed(row, 1)) > 1 for _, row in sample):
        raise UnreadableExport(
            said(
                "one header, {headers}, over rows of {count} cells", headers=repr(headers[0]), count=len(sample[0][1])
            ),
            path,
            said("one header over each column"),
            said("name the row that holds the headers in the description: [file] header_row = …"),
        )


def _no_rows(path: Path, found: Said) -> UnreadableExport:
    return UnreadableExport(found, path, said("at least one row"), said("export it again, with rows"))


def _said(layout: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, str]:
    return layout, LAYOUTS[layout].recognise(headers, rows) or f"{layout}, as the description says"


def _recognised(path: Path, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, str]:
    found = {name: why for name, module in LAYOUTS.items() if (why := module.recognise(headers, rows)) is not None}
    if len(found) > 1:
        raise UnreadableExport(
            said("more than one layout: {names}", names="; ".join((f"{name} ({why})" for name, why in found.items()))),
            path,
            said("one of them"),
            said('name it in the description: [file] layout = "…"'),
        )
    return next(iter(found.items()), (PLAIN, "no other layout recognised"))


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names that occur once as they are, others numbered by occurrence, empty ones by place."""
    total, met = Counter(names), Counter[str]()
    told: list[str] = []
    taken = {name for name in names if name and total[name] == 1}
    for place, name in enumerate(names, start=1):
        if name and total[name] == 1:
            told.append(name)
            continue
        met[name] += 1
        numbered = f"{name}#{met[name]}" if name else f"#{place}"
        while numbered in taken:  # a header of the file looks like a number given here
            numbered += "'"
        taken.add(numbered)
        told.append(numbered)
    return tuple(told)
