"""Rows of a file as every opener hands them over: numbered as a person counts them, every cell a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

NumberedRow = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Rows:
    """``how`` says how the file was opened; ``numbered`` gives (number, cells), 1 being the file's first row.

    A row is what a spreadsheet shows as one: a cell with line breaks in it does not add to the count. An empty cell is
    an empty text. ``layout`` is named where the file's own format says what it is, ``questions`` where it holds them,
    ``labels`` (code -> words, by column) likewise.

    ``blocks`` gives the same rows below the header once more, where a file holds columns and rows would be a detour:
    tables of consecutive rows from row 1 on, every column text (large_string) by its place, a blank cell missing.
    """

    how: str
    numbered: Iterator[NumberedRow]
    layout: str | None = None
    questions: tuple[str, ...] = ()
    blocks: Iterator[pa.Table] | None = None
    labels: tuple[Mapping[str, str], ...] = ()
