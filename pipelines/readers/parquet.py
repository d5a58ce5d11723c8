"""Opens Parquet files batch by batch; their column names stand for the header, as row 0."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.readers.faults import UnreadableExport
from pipelines.readers.rows import NumberedRow, Rows
from pipelines.readers.typed import as_text
from pipelines.refusals import said

FIRST_ROWS, BATCH_ROWS = 1_000, 50_000
"""Rows at once: one by one, which is done with the first only, to see what the file is; and as columns."""
_TEXT = pa.large_string()
_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799
"""Of the years 1 to 9999, since 1970."""
_MIDNIGHT = " 00:00:00"


def open_parquet(path: Path) -> Rows:
    """Every row of a Parquet file, the first being 1; raises UnreadableExport where it is broken or nested."""
    with _told_of(path):
        file = pq.ParquetFile(path)
    nested = [field.name for field in file.schema_arrow if pa.types.is_nested(field.type)]
    if nested:
        raise UnreadableExport(
            said("columns that hold lists or tables: {names}", names=", ".join(nested)),
            path,
            said("one value in each cell"),
            said("flatten them"),
        )
    return Rows(how="parquet", numbered=_numbered(path, file), blocks=_blocks(path, file))


def _numbered(path: Path, file: pq.ParquetFile) -> Iterator[NumberedRow]:
    yield 0, list(file.schema_arrow.names)
    numbers = itertools.count(1)
    for columns in _batches(path, file, FIRST_ROWS):
        cells = [column.fill_null("").to_pylist() for column in columns]
        yield from zip(numbers, map(list, zip(*cells, strict=True)), strict=False)


def _blocks(path: Path, file: pq.ParquetFile) -> Iterator[pa.Table]:
    for columns in _batches(path, file, BATCH_ROWS):
        filled = [pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), None, column) for column in columns]
        yield pa.table(filled, names=[str(place) for place in range(len(filled))])


def _batches(path: Path, file: pq.ParquetFile, rows: int) -> Iterator[list[pa.Array]]:
    """The file's columns as text, some rows at once."""
    batches = file.iter_batches(batch_size=rows)
    while True:
        with _told_of(path):  # a file whose end is whole may be spoilt further up, which shows only here
            if (batch := next(batches, None)) is None:
                return
        columns = []
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            with _told_of(path, name):
                columns.append(_texts(column))
        yield columns


@contextmanager
def _told_of(path: Path, column: str | None = None) -> Iterator[None]:
    """Says of a spoilt file, or of a column in it, what it is; what the machine lacks is not the file's fault."""
    try:
        yield
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        # the last two: bytes that are no text, a day in a year that Python has not
        if isinstance(error, OSError) and error.errno is not None:
            raise
        found = (
            said("a Parquet file that cannot be opened ({error})", error=error)
            if column is None
            else said("a column of a Parquet file that cannot be read: {name} ({error})", name=column, error=error)
        )
        raise UnreadableExport(found, path, said("a whole Parquet file"), said("export it again")) from error


def _texts(column: pa.Array) -> pa.Array:
    """What a person would have typed (``as_text``) for every value, missing where there is none.

    Arrow writes texts, whole numbers and moments without a zone as ``as_text`` does; of other types each distinct value
    is written once.
    """
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        texts = column.cast(_TEXT)
        texts.validate(full=True)  # bytes that are no text
        return texts
    if pa.types.is_integer(kind) or pa.types.is_null(kind):
        return column.cast(_TEXT)
    if pa.types.is_timestamp(kind) and (moments := _whole_seconds(column)) is not None:
        texts = moments.cast(_TEXT)
        days = pc.utf8_slice_codeunits(texts, 0, -len(_MIDNIGHT))
        return pc.if_else(pc.ends_with(texts, _MIDNIGHT), days, texts)
    if isinstance(kind, pa.BaseExtensionType):  # an id of 16 bytes, JSON: no kernel counts their distinct values
        return pa.array([None if value is None else as_text(value) for value in column.to_pylist()], _TEXT)
    encoded = column.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    if pa.types.is_float16(kind) or pa.types.is_float32(kind):
        # 9.6 in few bits is 9.600000381469727 in many: its own shortest digits are what somebody wrote
        values = [float(str(value)) for value in encoded.dictionary.to_numpy(zero_copy_only=False)]
    return pa.array(map(as_text, values), _TEXT).take(encoded.indices)


def _whole_seconds(moments: pa.Array) -> pa.Array | None:
    """Moments by the second; None where they have a zone, parts of a second, or years that Python has not."""
    if moments.type.tz is not None:
        return None
    try:
        seconds = moments.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:
        return None
    bounds = pc.min_max(seconds)
    first, last = bounds["min"].value, bounds["max"].value
    return seconds if first is None or (first >= _FIRST_SECOND and last <= _LAST_SECOND) else None
