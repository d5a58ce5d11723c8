"""Opens Parquet files batch by batch; their column names stand for the header, as row 0."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.readers.faults import UnreadableExport
from pipelines.readers.rows import Rows
from pipelines.readers.workbooks import as_text
from pipelines.refusals import said

BATCH_ROWS = 20_000


def open_parquet(path: Path) -> Rows:
    """Every row of a Parquet file, the first being 1; raises UnreadableExport where it is broken or nested."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _broken(path, error) from error
    nested = [field.name for field in file.schema_arrow if pa.types.is_nested(field.type)]
    if nested:
        raise UnreadableExport(
            said("columns that hold lists or tables: {names}", names=", ".join(nested)),
            path,
            said("one value in each cell"),
            said("flatten them"),
        )
    return Rows(how="parquet", numbered=_numbered(path, file))


def _numbered(path: Path, file: pq.ParquetFile) -> Iterator[tuple[int, list[str]]]:
    yield 0, list(file.schema_arrow.names)
    number = 0
    batches = file.iter_batches(batch_size=BATCH_ROWS)
    while True:
        try:
            # a file whose end is whole may be spoilt further up, which shows only here
            columns = [_texts(column) for column in next(batches).columns]
        except StopIteration:
            return
        except (pa.ArrowException, OSError) as error:
            raise _broken(path, error) from error
        for row in zip(*columns, strict=True):
            number += 1
            yield number, list(row)


def _broken(path: Path, error: Exception) -> UnreadableExport:
    return UnreadableExport(
        said("a Parquet file that cannot be opened ({error})", error=error),
        path,
        said("a whole Parquet file"),
        said("export it again"),
    )


def _texts(column: pa.Array) -> list[str]:
    """Texts as they are; of other types each distinct value is written once."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.fill_null("").to_pylist()
    encoded = column.dictionary_encode()
    words = [as_text(value) for value in encoded.dictionary.to_pylist()]
    return ["" if place is None else words[place] for place in encoded.indices.to_pylist()]
