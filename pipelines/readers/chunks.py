"""Chunks of text with the numbers of their rows, from rows one by one or from whole columns; both give the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.readers.rows import NumberedRow

CHUNK_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Ragged:
    """A row whose cells do not fit under the headers; it is in no chunk, so that no value lands in a wrong column."""

    row_number: int
    cells: int


def filled(numbered: Iterable[NumberedRow], header_row: int) -> Iterator[NumberedRow]:
    """Rows that hold anything, from the header on."""
    for number, row in numbered:
        if (number >= header_row or number == 0) and "".join(row).strip():
            yield number, row


def trimmed(row: list[str], width: int) -> list[str]:
    """The row without empty cells beyond the last header, which some exports add."""
    end = len(row)
    while end > width and not row[end - 1].strip():
        end -= 1
    return row[:end]


def of_rows(numbered: Iterator[NumberedRow], columns: Sequence[str], ragged: list[Ragged]) -> Iterator[pd.DataFrame]:
    """Filled rows below the headers as chunks of CHUNK_ROWS, a blank cell missing; ``ragged`` takes those left out."""
    width = len(columns)
    while block := list(itertools.islice(numbered, CHUNK_ROWS)):
        numbers: list[int] = []
        rows: list[list[str]] = []
        for number, row in block:
            fitting = row if len(row) == width else trimmed(row, width)
            if len(fitting) == width:
                numbers.append(number)
                rows.append(fitting)
            else:
                ragged.append(Ragged(number, len(fitting)))
        index = pd.Index(numbers, dtype="int64", name="row_number")
        by_column = zip(*rows, strict=True) if rows else [()] * width
        texts = [pd.Series(list(column), index=index, dtype="str") for column in by_column]
        chunk = pd.concat([text.mask(text.str.strip() == "") for text in texts], axis=1)
        chunk.columns = pd.Index(columns)
        yield chunk


def of_blocks(
    blocks: Iterable[pa.Table], columns: Sequence[str], header_row: int, more_headers: int
) -> Iterator[pd.DataFrame]:
    """The same of ``Rows.blocks``: no row before ``header_row``, none without a cell that is filled, and not the first
    ``more_headers`` of the rest."""
    waiting, held, number = [], 0, 1
    for block in blocks:
        numbers = np.arange(number, number + len(block))
        number += len(block)
        is_kept = _is_filled(block) & (numbers >= header_row)
        passed = np.cumsum(is_kept)
        is_kept &= passed > more_headers
        more_headers -= min(more_headers, int(passed[-1]) if len(passed) else 0)
        kept = block if is_kept.all() else block.filter(pa.array(is_kept))
        waiting.append(kept.add_column(0, _NUMBER, pa.array(numbers[is_kept])))
        held += len(kept)
        while held >= CHUNK_ROWS:
            gathered = pa.concat_tables(waiting)
            yield _frame(gathered.slice(0, CHUNK_ROWS), columns)
            waiting, held = [gathered.slice(CHUNK_ROWS)], held - CHUNK_ROWS
    if held:
        yield _frame(pa.concat_tables(waiting), columns)


_NUMBER = "row_number"


def _is_filled(block: pa.Table) -> np.ndarray:
    is_filled = np.zeros(len(block), dtype=bool)
    for column in block.columns:
        if column.null_count == 0:
            return np.ones(len(block), dtype=bool)
        is_filled |= column.is_valid().to_numpy()
    return is_filled


def _frame(numbered: pa.Table, columns: Sequence[str]) -> pd.DataFrame:
    frame = numbered.drop_columns([_NUMBER]).combine_chunks().to_pandas()
    frame.index = pd.Index(numbered[_NUMBER].to_numpy(), dtype="int64", name="row_number")
    frame.columns = pd.Index(columns)
    return frame
