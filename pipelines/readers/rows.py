"""Rows of a file as every opener hands them over: numbered as a person counts them, every cell a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rows:
    """``how`` says how the file was opened; ``numbered`` gives (number, cells), 1 being the file's first row.

    A row is what a spreadsheet shows as one: a cell with line breaks in it does not add to the count. An empty cell is
    an empty text. ``layout`` is named where the file's own format says what it is, ``questions`` where it holds them.
    """

    how: str
    numbered: Iterator[tuple[int, list[str]]]
    layout: str | None = None
    questions: tuple[str, ...] = ()
