"""The tree of units: regions of unequal size, branches in some of them, outlets whose volume falls off as in life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.demo.months import Floats, Integers
from tests.benchmarks.generator.size import Size

REGIONS = 31
_BRANCHED_SHARE = 0.6
_OUTLETS_PER_BRANCH = 12
_DIRECT_SHARE = 0.15
"""Outlets that hang on their region itself although it has branches."""
_ZIPF_EXPONENT, _ZIPF_SHIFT = 0.95, 12.0
_SMALL_COUNTS = 3
"""Outlets each that moved, closed and opened midway."""


@dataclass(frozen=True)
class Units:
    """``rows`` as the bank exports them; the rest by outlet: ids, share of the volume, region, effect on answers."""

    rows: pd.DataFrame
    ids: tuple[str, ...]
    share: Floats
    region: Integers
    effect: Floats

    def draw(self, rows: int, chance: np.random.Generator) -> Integers:
        """Outlets in proportion to their volume."""
        edges = np.cumsum(self.share)
        return np.minimum(np.searchsorted(edges, chance.random(rows) * edges[-1]), len(edges) - 1)


def units(size: Size) -> Units:
    """The whole tree, the same for every piece."""
    chance = size.chance("units")
    regions = min(REGIONS, size.outlets // 8)
    wanted = 1.0 / (np.arange(regions) + 3.0)
    region = np.sort(chance.choice(regions, size.outlets, p=wanted / wanted.sum()))
    rows = [_row("hq", "", "总行", "Head office", "基准银行总行", "Benchmark Bank")]
    branches: dict[int, int] = {}
    for number in range(regions):
        name, english = f"第{number + 1}分行", f"Region {number + 1}"
        rows.append(_row(_region(number), "hq", "分行", "Region", name, english))
        held = int(np.sum(region == number))
        branches[number] = held // _OUTLETS_PER_BRANCH if chance.random() < _BRANCHED_SHARE else 0
        rows += [
            _row(f"{_region(number)}b{b:02d}", _region(number), "支行", "Branch", f"{name}第{b}支行", f"Branch {b}")
            for b in range(1, branches[number] + 1)
        ]
    ids = tuple(f"o{place:05d}" for place in range(size.outlets))
    for place, outlet in enumerate(ids):
        parent, held = _region(int(region[place])), branches[int(region[place])]
        if held and chance.random() >= _DIRECT_SHARE:
            parent += f"b{int(chance.integers(1, held + 1)):02d}"
        # the first outlet of every parent bears the same name, as 营业部 does everywhere
        name = "营业部" if parent != rows[-1]["parent_id"] else f"网点{place}"
        rows.append(_row(outlet, parent, "网点", "Outlet", name, f"Outlet {place}"))
    frame = pd.DataFrame(rows)
    share = 1.0 / (chance.permutation(size.outlets) + _ZIPF_SHIFT) ** _ZIPF_EXPONENT
    effect = chance.normal(0.0, 0.12, size.outlets)
    return Units(_with_dates(frame, size, chance), ids, share / share.sum(), region, effect)


def _region(number: int) -> str:
    return f"r{number + 1:02d}"


def _row(unit_id: str, parent: str, level: str, level_en: str, name: str, name_en: str) -> dict[str, str]:
    return {
        "unit_id": unit_id,
        "parent_id": parent,
        "level": level,
        "level_en": level_en,
        "name": name,
        "name_en": name_en,
        "opened_on": "2005-01-01",
        "closed_on": "",
        "from_on": "",
    }


def _with_dates(rows: pd.DataFrame, size: Size, chance: np.random.Generator) -> pd.DataFrame:
    """Some outlets moved to another region, some closed, some opened in the middle of the time."""
    days = size.calendar.days
    middle = str(days[len(days) // 2].astype("datetime64[M]").astype("datetime64[D]"))
    outlets = rows.index[rows["level_en"] == "Outlet"]
    moved, closed, opened = chance.permutation(outlets)[: 3 * _SMALL_COUNTS].reshape(3, _SMALL_COUNTS)
    rows.loc[closed, "closed_on"] = middle
    rows.loc[opened, "opened_on"] = middle
    again = rows.loc[moved].assign(from_on=middle)
    again["parent_id"] = np.where(again["parent_id"].str.startswith("r01"), "r02", "r01")
    return pd.concat([rows, again], ignore_index=True)
