"""The rows behind a figure as CSV and Parquet: the numbers exactly as released, unrounded."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

Cell = str | float | int | None
Row = dict[str, Cell]
"""Column's name in the reader's language -> what stands there; None where nothing may or can."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def columns_of(rows: Sequence[Row]) -> list[str]:
    """Every column that any row has, in the order in which they come."""
    return list(dict.fromkeys(column for row in rows for column in row))


def places_of(
    rows: Sequence[Row], decimals: Callable[..., int], other_places: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Decimals of the columns that hold fractions: as ``decimals`` says of a number, or ``other_places`` by column."""
    return {
        column: max(decimals(cell) for cell in cells)
        for column in columns_of(rows)
        if (cells := [cell for row in rows if isinstance(cell := row.get(column), float)])
    } | dict(other_places or {})


def to_csv(rows: Sequence[Row], *facts: str) -> bytes:
    """The rows as CSV with a byte-order mark, then an empty line and the facts, a line each; text that a sheet would
    run is made harmless."""
    columns = columns_of(rows)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless(row.get(column)) for column in columns] for row in rows)
    writer.writerow([])
    writer.writerows([harmless(fact)] for fact in facts)
    return written.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> Cell:
    """A text cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(_FORMULA_STARTS):
        return "'" + cell
    return "" if cell is None else cell


def to_parquet(rows: Sequence[Row], facts: Mapping[str, str]) -> bytes:
    """The rows as Parquet, the facts in the file's own key-value metadata.

    A column of whole numbers is int64, of any numbers float64, of anything else text; what is missing is null.
    """
    columns = columns_of(rows)
    arrays = [_array([row.get(column) for row in rows]) for column in columns]
    named = pa.schema([pa.field(column, array.type) for column, array in zip(columns, arrays, strict=True)])
    written = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=named.with_metadata(dict(facts))), written)
    return written.getvalue()


def _array(cells: Sequence[Cell]) -> pa.Array:
    told = [cell for cell in cells if cell is not None]
    if told and all(isinstance(cell, int) for cell in told):
        return pa.array(cells, pa.int64())
    if told and all(isinstance(cell, int | float) for cell in told):
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    return pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
