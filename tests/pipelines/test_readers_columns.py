"""Files read column by column give exactly the frames that their rows give, cell by cell as a person would type it."""

from __future__ import annotations

import datetime
import decimal
import errno
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.readers import UnreadableExport, layouts, read
from pipelines.readers.chunks import filled, of_rows
from pipelines.readers.layouts import Cells, LaidOut
from pipelines.readers.typed import as_text

MOMENT = datetime.datetime(2026, 3, 1, 8, 30, 5)  # noqa: DTZ001
MIDNIGHT = datetime.datetime(2026, 3, 1)  # noqa: DTZ001
EARLY, LATE = datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001
UTC = MOMENT.replace(tzinfo=datetime.UTC)
TEXTS = ["很好", "", " ", "\u3000\u00a0\t", "a\nb", " 前后 ", "\x1f", "\u200b", "😀", "NULL", "nan"]
NUMBERS = [
    0.0,
    -0.0,
    1.0,
    9.6,
    1e15,
    123456789012345678.0,
    -1e300,
    float("nan"),
    float("inf"),
    -float("inf"),
    0.1 + 0.2,
]
VALUES: dict[pa.DataType, list[Any]] = {
    pa.null(): [],
    pa.bool_(): [True, False],
    **{kind: [0, 1, 100] for kind in (pa.int8(), pa.int16(), pa.int32(), pa.uint8(), pa.uint16())},
    pa.int64(): [-(2**63), 2**63 - 1, 123456789012345678],
    pa.uint32(): [2**32 - 1],
    pa.uint64(): [2**64 - 1],
    pa.float32(): [*NUMBERS[:3], *NUMBERS[7:10]],
    pa.float64(): NUMBERS,
    pa.decimal128(20, 3): [decimal.Decimal("1.000"), decimal.Decimal("-12.345")],
    pa.string(): TEXTS,
    pa.large_string(): TEXTS,
    pa.binary(): [b"abc", b"", "很好".encode()],
    pa.binary(2): [b"ab", b"  "],
    pa.dictionary(pa.int32(), pa.string()): TEXTS,
    pa.date32(): [MIDNIGHT.date(), EARLY.date(), LATE.date()],
    pa.date64(): [MIDNIGHT.date()],
    pa.time32("s"): [datetime.time(), datetime.time(8, 30, 5)],
    pa.time64("us"): [datetime.time(8, 30, 5, 120)],
    pa.duration("s"): [datetime.timedelta(days=1, seconds=5)],
    **{pa.timestamp(unit): [MOMENT, MIDNIGHT] for unit in ("s", "ms", "us", "ns")},
    pa.timestamp("ms", "UTC"): [UTC, UTC.replace(hour=0, minute=0, second=0)],
    pa.timestamp("us", "Asia/Shanghai"): [UTC, datetime.datetime(2026, 2, 28, 16, tzinfo=datetime.UTC)],
}
MIXED = {
    "parts": pa.array([MOMENT, MOMENT.replace(microsecond=120), MIDNIGHT, None], pa.timestamp("us")),
    "edges": pa.array([EARLY, LATE, None, MOMENT], pa.timestamp("us")),
    "nanoseconds": pa.array([1, 10**9, 86_400 * 10**9, None], pa.timestamp("ns")),
}


def _written(path: Path, columns: dict[str, pa.Array], rows_in_a_group: int = 7) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=rows_in_a_group)
    return path


def _of_rows(path: Path, header_row: int = 0, more_headers: int = 0) -> list[pd.DataFrame]:
    """What the file's rows give: every value of Arrow as Python has it, as a person would have typed it."""
    table = pq.read_table(path)
    rows = [list(map(as_text, row)) for row in zip(*(column.to_pylist() for column in table.columns), strict=True)]
    numbered = filled(enumerate(rows, start=1), header_row)
    for _ in range(more_headers):
        next(numbered)
    return list(of_rows(numbered, table.column_names, []))


def _assert_alike(found: list[pd.DataFrame], expected: list[pd.DataFrame]) -> None:
    assert [len(chunk) for chunk in found] == [len(chunk) for chunk in expected]
    for one, other in zip(found, expected, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)
        assert [list(map(repr, row)) for row in one.to_numpy()] == [list(map(repr, row)) for row in other.to_numpy()]


@pytest.mark.parametrize("kind", VALUES, ids=str)
@pytest.mark.parametrize("is_distinct", [True, False])
def test_every_type_is_written_as_its_rows_are(tmp_path: Path, kind: pa.DataType, is_distinct: bool) -> None:
    values = [None, *VALUES[kind], None, *([] if is_distinct else VALUES[kind] * 3)]
    column = pa.array(values, pa.string() if pa.types.is_dictionary(kind) else kind).cast(kind)
    path = _written(tmp_path / "a.parquet", {"n": pa.array(range(len(values))), "值": column})
    expected = _of_rows(path)
    _assert_alike(list(read(path).rows), expected)
    assert len(pd.concat(expected)) == len(values)


ZERO, WHOLE, PART = (decimal.Decimal(text) for text in ("0E-10", "8.0000000000", "8.5000000000"))
TYPED: dict[str, tuple[pa.Array, list[str | None]]] = {
    "decimals of many places": (pa.array([ZERO, WHOLE, PART, None], pa.decimal128(38, 10)), ["0", "8", "8.5", None]),
    "numbers that are none": (pa.array([float("nan"), 0.0, 10.0], pa.float64(), from_pandas=False), [None, "0", "10"]),
    "numbers of few bits": (pa.array([9.6, 0.1, 1e15, 7.0], pa.float32()), ["9.6", "0.1", "1.00000000000000E+15", "7"]),
    "midnight of a zone": (
        pa.array([MIDNIGHT, MOMENT], pa.timestamp("us", "UTC")),
        ["2026-03-01 00:00:00+00:00", "2026-03-01 08:30:05+00:00"],
    ),
    "bytes": (pa.array(["很好".encode(), b"U001", None], pa.binary()), ["很好", "U001", None]),
    "many bytes": (pa.array(["很好".encode(), b"U001"], pa.large_binary()), ["很好", "U001"]),
    "ids of sixteen bytes": (
        pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(range(16)), None], pa.binary(16))),
        ["00010203-0405-0607-0809-0a0b0c0d0e0f", None],
    ),
}
"""What programs of data lakes write, and what a person would have typed."""


@pytest.mark.parametrize("name", TYPED)
def test_what_other_programs_write_is_what_a_person_would_have_typed(tmp_path: Path, name: str) -> None:
    column, expected = TYPED[name]
    path = _written(tmp_path / "a.parquet", {"n": pa.array(range(len(column))), "值": column})
    [chunk] = read(path).rows
    assert [None if pd.isna(text) else text for text in chunk["值"]] == expected


def test_a_column_of_bytes_that_are_no_text_is_named(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.parquet", {"n": pa.array([1]), "照片": pa.array([b"\xff\xd8"], pa.binary())})
    with pytest.raises(UnreadableExport, match="照片"):
        list(read(path).rows)


def test_what_the_machine_lacks_is_not_told_as_a_spoilt_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _written(tmp_path / "a.parquet", {"n": pa.array([1])})
    for lack in (pa.ArrowMemoryError("malloc of size 64 failed"), OSError(errno.EIO, "Input/output error")):

        def fail(*_: object, lack: Exception = lack) -> pq.ParquetFile:
            raise lack

        monkeypatch.setattr(pq, "ParquetFile", fail)
        with pytest.raises(type(lack)) as raised:
            read(path)
        assert not isinstance(raised.value, UnreadableExport)


@pytest.mark.parametrize("name", MIXED)
def test_moments_with_parts_of_a_second_and_of_the_calendar_s_ends(tmp_path: Path, name: str) -> None:
    column = MIXED[name]
    path = _written(tmp_path / "a.parquet", {"n": pa.array(range(len(column))), "at": column})
    _assert_alike(list(read(path).rows), _of_rows(path))


def test_random_tables_of_all_types_with_empty_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows without a filled cell are in no chunk and count in no chunk's size; their numbers stay theirs."""
    monkeypatch.setattr("pipelines.readers.chunks.CHUNK_ROWS", 10)
    monkeypatch.setattr("pipelines.readers.parquet.BATCH_ROWS", 4)
    monkeypatch.setattr("pipelines.readers.SAMPLE_ROWS", 3)
    dice = random.Random(20261126)
    kinds = [kind for kind in VALUES if not pa.types.is_dictionary(kind)]
    for place in range(40):
        rows = dice.randrange(1, 60)
        is_empty = [dice.random() < 0.3 for _ in range(rows)]
        is_empty[dice.randrange(rows)] = False
        first = [dice.choice([None, "", " ", "\u3000"] if empty else ["x", "很好", " 前后 "]) for empty in is_empty]
        columns = {"c0": pa.array(first, pa.string())}
        for number in range(1, dice.randrange(1, 5)):
            kind = dice.choice(kinds)
            drawn = [None if empty else dice.choice([None, *VALUES[kind]]) for empty in is_empty]
            columns[f"c{number}"] = pa.array(drawn, kind)
        header_row = dice.choice([0, 0, 5])
        path = _written(tmp_path / f"{place}.parquet", columns)
        expected = _of_rows(path, header_row)
        if not expected:
            with pytest.raises(UnreadableExport, match="no rows below"):
                read(path, header_row=header_row)
            continue
        _assert_alike(list(read(path, header_row=header_row).rows), expected)


def test_further_header_rows_of_a_layout_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where they reach over the first batch, and with empty rows between them."""

    def lay_out(headers: Cells, rows: object, answers: object) -> LaidOut:
        return LaidOut(tuple(headers), header_rows=4)

    monkeypatch.setattr("pipelines.readers.parquet.BATCH_ROWS", 2)
    monkeypatch.setattr(layouts.plain, "lay_out", lay_out)
    given = ["h1", None, "h2", "", None, None, "h3", "1", None, "2", "3"]
    path = _written(tmp_path / "a.parquet", {"a": pa.array(given), "b": pa.array([None] * len(given), pa.int8())})
    found = list(read(path).rows)
    _assert_alike(found, _of_rows(path, more_headers=3))
    assert found[0]["a"].to_dict() == {8: "1", 10: "2", 11: "3"}


def test_a_file_whose_names_are_blank_has_its_header_in_the_first_row(tmp_path: Path) -> None:
    path = _written(tmp_path / "a.parquet", {"": pa.array(["编号", "1", None, "2"])})
    export = read(path)
    assert export.columns == ("编号",)
    assert pd.concat(export.rows)["编号"].to_dict() == {2: "1", 4: "2"}


def test_twin_names_stay_apart(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["1"]), pa.array([2])], names=["a", "a"])
    pq.write_table(table, tmp_path / "a.parquet")
    [chunk] = read(tmp_path / "a.parquet").rows
    assert chunk.loc[1].to_dict() == {"a#1": "1", "a#2": "2"}


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    spoilt = pa.array([b"x"] * 2_000 + [b"\xff\xfe"]).view(pa.string())
    export = read(_written(tmp_path / "a.parquet", {"a": spoilt}, 1_000))
    with pytest.raises(UnreadableExport, match="column of a Parquet file that cannot be read: "):
        list(export.rows)


@pytest.mark.parametrize("kind", [pa.timestamp("s"), pa.timestamp("us"), pa.date32()], ids=str)
@pytest.mark.parametrize("seconds", [253_402_300_800, -62_135_596_801], ids=["10000", "0"])
def test_years_that_no_calendar_of_ours_has_are_told(tmp_path: Path, kind: pa.DataType, seconds: int) -> None:
    at = pa.array([0] * 2_000 + [seconds], pa.timestamp("s")).cast(kind, safe=False)
    export = read(_written(tmp_path / "a.parquet", {"at": at}, 1_000))
    with pytest.raises(UnreadableExport, match="column of a Parquet file that cannot be read: "):
        list(export.rows)


def test_a_file_spoilt_far_behind_its_first_rows_is_told_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.readers.chunks.CHUNK_ROWS", 1_000)
    monkeypatch.setattr("pipelines.readers.parquet.BATCH_ROWS", 1_000)
    path = tmp_path / "a.parquet"
    dice = random.Random(5)
    pq.write_table(pa.table({"n": [dice.random() for _ in range(20_000)]}), path, row_group_size=1_000)
    content = bytearray(path.read_bytes())
    spoilt = pq.ParquetFile(path).metadata.row_group(15).column(0)
    place = spoilt.dictionary_page_offset or spoilt.data_page_offset
    content[place : place + 40] = b"\xff" * 40
    path.write_bytes(content)
    rows = read(path).rows
    assert len(next(rows)) == 1_000
    with pytest.raises(UnreadableExport, match="Parquet file that cannot be opened"):
        list(rows)
