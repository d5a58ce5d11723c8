"""Writes a bank piece by piece into Parquet or CSV files, and the manifest of what a load must count."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from pipelines.demo.toml_text import write_toml
from tests.benchmarks.generator.describing import SETTINGS, descriptions, small_lists, targets_and_events
from tests.benchmarks.generator.people import CHANNELS
from tests.benchmarks.generator.records import complaints, exposures, invitations, suggestions
from tests.benchmarks.generator.responses import Exported, exported
from tests.benchmarks.generator.size import Size
from tests.benchmarks.generator.units import Units, units

FORMATS = ("parquet", "csv")
_TIMES = ("提交时间", "受理时间", "办结时间", "时间")
_DAYS = ("邀请日期", "发送日期")
_DECIMALS = ("推荐意愿", "权重", "员工数")
_WHOLE = ("用时秒", "总体满意度", "发送数", "送达数", "打开数", "客户数", "交易笔数", "来电来访", "网点数")


@dataclass
class Tally:
    """What a load must count of one table."""

    rows: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    off_scale: int = 0
    masked: int = 0
    ratings: int = 0

    def as_dict(self) -> dict[str, Any]:
        refused = dict(sorted(self.refused.items()))
        accepted = self.rows - sum(refused.values())
        return {
            "rows": self.rows,
            "accepted": accepted,
            "refused": refused,
            "repeated": self.repeated,
            "kept": accepted - self.repeated,
            "off_scale": self.off_scale,
            "masked": self.masked,
            "ratings": self.ratings,
        }


def write(folder: Path, size: Size, format: str = "parquet") -> dict[str, Any]:  # noqa: A002
    """Write the whole bank; returns the manifest, which lies beside it as ``manifest.json``."""
    if format not in FORMATS:
        raise ValueError(f"one of {', '.join(FORMATS)}, not {format!r}")
    exports, config = folder / "exports", folder / "config"
    exports.mkdir(parents=True, exist_ok=True)
    for place, described in descriptions(size, format).items():
        write_toml(described, config / place)
    write_toml(SETTINGS, config / "bank.toml")
    bank = units(size)
    for name, frame in {"units": bank.rows, **small_lists(), **targets_and_events(size)}.items():
        frame.to_csv(exports / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")
    tallies = {"responses": _responses(exports, size, bank, format)}
    tallies |= _records(exports, size, bank, format)
    manifest = {
        "format": format,
        "size": {name: getattr(size, name) for name in ("responses", "outlets", "years", "seed", "is_clean")},
        "files": sorted(path.name for path in exports.iterdir()),
        **{table: tally.as_dict() for table, tally in tallies.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def _responses(exports: Path, size: Size, bank: Units, format_: str) -> Tally:
    tally = Tally()
    invited = np.zeros((len(size.calendar.months), len(bank.ids), len(CHANNELS)), dtype=np.int64)
    files: dict[str, Appending] = {}
    for piece in size.pieces(size.responses):
        if piece.number % size.pieces_per_file == 0:
            _close(files)
        found, of_piece = exported(size, bank, piece, format_ == "csv")
        invited += of_piece
        for one in found:
            name = f"responses_{one.journey.journey_id}_{piece.number // size.pieces_per_file:03}.{format_}"
            if one.table.num_rows:
                files.setdefault(name, Appending(exports / name)).add(one.table, one.planted.is_truncated)
            _count(tally, one)
    _close(files)
    with Appending(exports / f"invitations_000.{format_}") as file:
        file.add(invitations(size, bank, invited))
    return tally


def _count(tally: Tally, one: Exported) -> None:
    tally.rows += one.table.num_rows
    tally.refused += one.planted.refused
    tally.repeated += one.planted.repeated
    tally.off_scale += one.planted.off_scale
    tally.masked += int((one.is_personal & ~one.planted.is_refused).sum())
    kept = one.table.num_rows - one.planted.refused.total() - one.planted.repeated
    tally.ratings += kept * (1 + len(one.journey.touchpoints))


def _records(exports: Path, size: Size, bank: Units, format_: str) -> dict[str, Tally]:
    tallies = {table: Tally() for table in ("complaints", "suggestions", "suggestion_events", "exposures")}
    with Appending(exports / f"complaints_000.{format_}") as file:
        for piece in size.pieces(size.complaints):
            table, masked = complaints(size, bank, piece)
            file.add(table)
            tallies["complaints"].rows += table.num_rows
            tallies["complaints"].masked += masked
    with (
        Appending(exports / f"suggestions_000.{format_}") as file,
        Appending(exports / f"suggestion_events_000.{format_}") as of_events,
    ):
        for piece in size.pieces(size.suggestions):
            table, events, masked = suggestions(size, bank, piece)
            file.add(table)
            of_events.add(events)
            tallies["suggestions"].rows += table.num_rows
            tallies["suggestions"].masked += masked
            tallies["suggestion_events"].rows += events.num_rows
    with Appending(exports / f"exposures_000.{format_}") as file:
        table = exposures(size, bank)
        file.add(table)
        tallies["exposures"].rows += table.num_rows
    return tallies


class Appending:
    """One file that grows piece by piece: text as it is in CSV, typed columns in Parquet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BufferedWriter | None = None
        self._parquet: pq.ParquetWriter | None = None

    def __enter__(self) -> Appending:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, table: pa.Table, is_truncated: np.ndarray | None = None) -> None:
        """Append a table; truncated rows end after their third cell."""
        if self._path.suffix == ".csv":
            self._add_text(table, is_truncated)
            return
        typed = _typed(table)
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._path, typed.schema, compression="zstd")
        self._parquet.write_table(typed)

    def _add_text(self, table: pa.Table, is_truncated: np.ndarray | None) -> None:
        is_first = self._file is None
        if self._file is None:
            self._file = self._path.open("wb")
        whole = table if is_truncated is None else table.filter(pa.array(~is_truncated))
        options = pa_csv.WriteOptions(include_header=is_first, quoting_style="needed")
        pa_csv.write_csv(whole, self._file, options)
        if is_truncated is not None and is_truncated.any():
            cut = table.filter(pa.array(is_truncated)).select(table.column_names[:3])
            pa_csv.write_csv(cut, self._file, pa_csv.WriteOptions(include_header=False, quoting_style="needed"))

    def close(self) -> None:
        if self._parquet is not None:
            self._parquet.close()
        if self._file is not None:
            self._file.close()


def _close(files: dict[str, Appending]) -> None:
    for file in files.values():
        file.close()
    files.clear()


def _typed(table: pa.Table) -> pa.Table:
    """The types that a platform's own export has; steps of a journey are whole numbers."""
    columns: dict[str, pa.Array] = {}
    for name in table.column_names:
        column = table.column(name)
        if name in _TIMES:
            column = pc.strptime(column, format="%Y-%m-%d %H:%M:%S", unit="s")
        elif name in _DAYS:
            column = column.cast(pa.date32())
        elif name in _DECIMALS:
            column = column.cast(pa.float64())
        elif name in _WHOLE:
            column = column.cast(pa.int64())
        elif name.isascii():
            column = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column).cast(pa.int8())
        columns[name] = column
    return pa.table(columns)
