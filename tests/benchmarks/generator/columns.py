"""Columns of Arrow text and time from positions and numbers, without a Python object per row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo.months import Integers
from tests.benchmarks.generator.size import Size

TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


def named(words: Sequence[str], places: Integers) -> pa.Array:
    """The word at each place; null where the place is negative."""
    codes = pa.array(places.astype(np.int32), mask=places < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(words), pa.string())).cast(pa.string())


def numbered(prefix: str, numbers: Integers, digits: int) -> pa.Array:
    """Ids: a prefix and the number with leading zeros."""
    return joined(prefix, pc.utf8_lpad(pa.array(numbers).cast(pa.string()), digits, "0"))


def joined(*parts: str | pa.Array) -> pa.Array:
    """Texts one after another; null where any is."""
    return pc.binary_join_element_wise(*(pa.scalar(part) if isinstance(part, str) else part for part in parts), "")


def times(size: Size, day: Integers, second: Integers, is_there: np.ndarray | None = None) -> pa.Array:
    """Timestamps in whole seconds; null where there is none."""
    first = size.calendar.days[0].astype("datetime64[s]")
    moment = first + (day * 86_400 + second).astype("timedelta64[s]")
    return pa.array(moment, pa.timestamp("s"), mask=None if is_there is None else ~is_there)


def picked(rows: int, chosen: np.ndarray, value: str | None, column: pa.Array) -> pa.Array:
    """The column with one value at the chosen places."""
    is_chosen = np.zeros(rows, dtype=bool)
    is_chosen[chosen] = True
    return pc.if_else(pa.array(is_chosen), pa.scalar(value, column.type), column)
