"""The example bank's organisation: head office, regions, sub-branches in some, outlets; who moved, closed, opened."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .catalogue import HERE, planted, truths
from .months import Calendar, Floats

_REGIONS_WITH_SUB_BRANCHES = (1, 2, 5)
_LARGE_RESPONSES_PER_MONTH = (62.0, 88.0)
_OUTLIER_RESPONSES_PER_MONTH = 40.0
_SMALL_MEDIAN = 4.0
_SMALL_SIGMA = 0.75
_LEVELS = {
    "head": ("总行", "Head office"),
    "region": ("分行", "Region"),
    "sub": ("支行", "Sub-branch"),
    "outlet": ("网点", "Outlet"),
}


@dataclass(frozen=True)
class Size:
    """How large an example bank is wanted: outlets, years, share of the full bank's rows, seed of all chance."""

    outlets: int = 300
    years: int = 4
    scale: float = 1.0
    seed: int = 20261031

    def __post_init__(self) -> None:
        if self.outlets < 40 or not 0.0 < self.scale <= 10.0:
            raise ValueError(
                f"the example bank needs 40 outlets or more and a scale between 0 and 10, "
                f"not {self.outlets} outlets and scale {self.scale}"
            )

    def chance(self, subject: str) -> np.random.Generator:
        """The random numbers of one subject, so that a change in one leaves the others as they were."""
        return np.random.default_rng([self.seed, *subject.encode()])

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.years)

    @cached_property
    def regions(self) -> int:
        return int(truths()["totals"]["regions"]) if self.outlets >= 96 else max(5, self.outlets // 8)

    def planted(self, count: int) -> int:
        return planted(count, self.scale)


@dataclass(frozen=True)
class Organisation:
    """``units``: one row per unit and parent; ``outlets``: one row per outlet with what the simulation needs of it."""

    units: pd.DataFrame
    outlets: pd.DataFrame

    @cached_property
    def outlet_ids(self) -> list[str]:
        return [str(unit_id) for unit_id in self.outlets["unit_id"]]

    def index_of(self, unit_ids: list[str]) -> list[int]:
        """Positions of those outlets that this bank has."""
        return [self.outlet_ids.index(unit_id) for unit_id in unit_ids if unit_id in self.outlet_ids]

    def planted_units(self, truth: str) -> list[str]:
        """The outlets of a planted suggestion; a bank too small to have any of them uses others alike."""
        named = [unit_id for unit_id in truths()[truth]["units"] if unit_id in self.outlet_ids]
        return named or [unit_id for unit_id in self.outlet_ids if unit_id.endswith("02")]

    def open_share(self, calendar: Calendar) -> Floats:
        """Month × outlet: 1 where the outlet was open in the month, else 0."""
        opened = self.outlets["opened_on"].to_numpy("datetime64[D]")
        closed = self.outlets["closed_on"].to_numpy("datetime64[D]")
        months = calendar.months[:, None]
        return ((opened <= months) & (np.isnat(closed) | (months < closed))).astype(np.float64)


def mix_region(size: Size) -> int:
    """Number of the region that only its mix moved; in a small bank the last one."""
    return min(int(truths()["mix_only"]["unit_id"][1:]), size.regions)


def organisation(size: Size) -> Organisation:
    """The tree, with names, sizes and dates."""
    chance = size.chance("organisation")
    names = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
    rows = [_unit("hq", "", "head", "示例银行总行", "Example Bank Head Office")]
    outlets: list[dict[str, object]] = []
    per_region = np.full(size.regions, size.outlets // size.regions)
    per_region[: size.outlets - int(per_region.sum())] += 1
    for region in range(1, size.regions + 1):
        region_id = f"r{region:02d}"
        rows.append(_unit(region_id, "hq", "region", *names["regions"][region - 1]))
        subs = _sub_branches(region, region_id, names["sub_branches"])
        rows.extend(subs)
        places = [names["outlets"][i] for i in chance.permutation(len(names["outlets"]))]
        for number in range(1, int(per_region[region - 1]) + 1):
            unit_id = f"b{region:02d}{number:02d}"
            parent = region_id if number == 1 or not subs else str(subs[number % len(subs)]["unit_id"])
            name, name_en = _outlet_name(number, names["main_outlet"], places, is_below_sub_branch=bool(subs))
            rows.append(_unit(unit_id, parent, "outlet", name, name_en))
            outlets.append({"unit_id": unit_id, "region": region, "number": number})
    units = pd.DataFrame(rows)
    units["sort_order"] = np.arange(1, len(units) + 1)
    frame = pd.DataFrame(outlets)
    frame["responses_per_month"] = _sizes(frame, size, chance)
    frame["is_large"] = frame["number"] <= int(truths()["outlets"]["large_per_region"])
    frame["customers"] = np.round(
        2600 * frame["responses_per_month"] ** 0.62 * np.exp(chance.normal(0.0, 0.25, len(frame)))
    )
    units = _with_dates(units, size.calendar)
    dates = units.drop_duplicates("unit_id").set_index("unit_id")
    frame["opened_on"] = pd.to_datetime(dates["opened_on"].reindex(frame["unit_id"]).to_numpy())
    frame["closed_on"] = pd.to_datetime(dates["closed_on"].reindex(frame["unit_id"]).to_numpy())
    return Organisation(_with_move(units, size.calendar), frame)


def _unit(unit_id: str, parent: str, level: str, name: str, name_en: str) -> dict[str, object]:
    level_name, level_en = _LEVELS[level]
    return {
        "unit_id": unit_id,
        "parent_id": parent,
        "level": level_name,
        "level_en": level_en,
        "name": name,
        "name_en": name_en,
        "opened_on": "2005-01-01",
        "closed_on": None,
        "from_on": None,
    }


def _sub_branches(region: int, region_id: str, names: list[list[str]]) -> list[dict[str, object]]:
    if region not in _REGIONS_WITH_SUB_BRANCHES:
        return []
    return [_unit(f"{region_id}s{i}", region_id, "sub", *name) for i, name in enumerate(names, start=1)]


def _outlet_name(
    number: int, main: list[str], places: list[list[str]], *, is_below_sub_branch: bool
) -> tuple[str, str]:
    """Outlets repeat names between regions, and 营业部 stands under every one of them."""
    if number == 1:
        return main[0], main[1]
    place, place_en = places[(number - 2) % len(places)]
    again = (number - 2) // len(places)
    word, word_en = ("网点", "Outlet") if is_below_sub_branch else ("支行", "Outlet")
    suffix = f"第{again + 1}" if again else ""
    return f"{place}{suffix}{word}", f"{place_en} {word_en}" + (f" {again + 1}" if again else "")


def _sizes(outlets: pd.DataFrame, size: Size, chance: np.random.Generator) -> Floats:
    """Responses a month each outlet may expect at scale 1: a few large ones, many small ones."""
    total = truths()["totals"]["responses_per_year"] / 12 * size.outlets / truths()["totals"]["outlets"]
    wanted = np.minimum(np.exp(chance.normal(np.log(_SMALL_MEDIAN), _SMALL_SIGMA, len(outlets))), 30.0)
    large = outlets["number"].to_numpy() <= truths()["outlets"]["large_per_region"]
    fixed = np.where(large, chance.uniform(*_LARGE_RESPONSES_PER_MONTH, len(outlets)), 0.0)
    outlier = outlets["unit_id"].isin([*truths()["outliers"]["better"], *truths()["outliers"]["worse"]]).to_numpy()
    fixed = np.where(outlier, _OUTLIER_RESPONSES_PER_MONTH, fixed)
    dated = outlets["unit_id"].isin([truths()[key]["unit_id"] for key in ("moved", "closed", "opened")]).to_numpy()
    fixed = np.where(dated, 14.0, fixed)
    left = max(total - fixed.sum(), 0.2 * total)
    small = np.where(fixed > 0, 0.0, wanted)
    return np.where(fixed > 0, fixed, small * left / max(small.sum(), 1e-9)).astype(np.float64)


def _with_dates(units: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """One outlet closed and one opened midway."""
    units = units.copy()
    closed, opened = truths()["closed"], truths()["opened"]
    if calendar.has(closed["on"]):
        units.loc[units["unit_id"] == closed["unit_id"], "closed_on"] = closed["on"].isoformat()
    if calendar.has(opened["on"]):
        units.loc[units["unit_id"] == opened["unit_id"], "opened_on"] = opened["on"].isoformat()
    return units


def _with_move(units: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """One outlet changed its region: a second row with the new parent from the day of the move."""
    move = truths()["moved"]
    if not calendar.has(move["on"]):
        return units
    before = units[units["unit_id"] == move["unit_id"]]
    after = before.assign(parent_id=move["to_parent"], from_on=move["on"].isoformat())
    return pd.concat([units, after], ignore_index=True).sort_values(["sort_order", "from_on"], na_position="first")
