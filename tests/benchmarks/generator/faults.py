"""Plants the faults of real exports in a table and says what a load must make of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from tests.benchmarks.generator.columns import picked

SHARE = 2e-4
"""Of each kind, of the rows."""
FEWEST_ROWS = 200
"""Smaller tables stay as they are."""
REFUSED = {"unknown_unit": "unknown_unit", "no_id": "missing_value", "ancient": "out_of_range"}
REFUSED_IN_CSV = {"month_13": "unreadable_date", "truncated": "ragged_row"}
OFF_SCALE = ("11", "-1", "9.6")
_KINDS = (*REFUSED, *REFUSED_IN_CSV, "repeated", *OFF_SCALE, "rating")


@dataclass
class Planted:
    """What a load must count: rows by reason, equal ids, answers off their scale; rows of refused and cut lines."""

    refused: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    off_scale: int = 0
    is_refused: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    is_truncated: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))


def plant(table: pa.Table, chance: np.random.Generator, is_csv: bool) -> tuple[pa.Table, Planted]:
    """The table of responses (all cells text) with faults in some of its odd rows; even rows are never touched."""
    rows = table.num_rows
    planted = Planted(is_refused=np.zeros(rows, dtype=bool), is_truncated=np.zeros(rows, dtype=bool))
    if rows < FEWEST_ROWS:
        return table, planted
    many = max(1, round(rows * SHARE))
    taken = 1 + 2 * chance.permutation(rows // 2)[: many * len(_KINDS)]
    at = dict(zip(_KINDS, taken.reshape(len(_KINDS), many), strict=True))
    column = {name: table.column(name).combine_chunks() for name in table.column_names}
    column["机构号"] = picked(rows, at["unknown_unit"], "X9999", column["机构号"])
    column["提交时间"] = picked(rows, at["ancient"], "1899-12-31 08:00:00", column["提交时间"])
    for score in OFF_SCALE:
        column["推荐意愿"] = picked(rows, at[score], score, column["推荐意愿"])
    column["总体满意度"] = picked(rows, at["rating"], "9", column["总体满意度"])
    ids = column["答卷编号"].to_numpy(zero_copy_only=False).copy()
    ids[at["repeated"]] = ids[at["repeated"] - 1]
    ids[at["no_id"]] = None
    column["答卷编号"] = pa.array(ids, pa.string())
    reasons = dict(REFUSED)
    if is_csv:
        column["提交时间"] = picked(rows, at["month_13"], "2025-13-05 10:00:00", column["提交时间"])
        planted.is_truncated[at["truncated"]] = True
        reasons |= REFUSED_IN_CSV
    for kind, reason in reasons.items():
        planted.refused[reason] += many
        planted.is_refused[at[kind]] = True
    planted.repeated = many
    planted.off_scale = many * (len(OFF_SCALE) + 1)
    return pa.table(column), planted
