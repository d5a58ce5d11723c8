"""Cells of counts: what every measure is summed into, and what a way of counting has to be able to do."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.queries import grains
from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import Where
from dashboard.stats import incidence, outlook
from dashboard.stats.control import ControlChart
from dashboard.stats.estimates import Difference
from dashboard.stats.funnel import Funnel
from dashboard.values import Missing

Codes = npt.NDArray[np.int64]
"""For each row the number of the cell it is summed into; −1 leaves it out."""
Sums = Mapping[str, npt.NDArray[np.float64]]


class Estimated(Protocol):
    """Score, low, high (masked where there is nothing) and base, per cell."""

    @property
    def score(self) -> Any: ...
    @property
    def low(self) -> Any: ...
    @property
    def high(self) -> Any: ...
    @property
    def base(self) -> Any: ...


@dataclass(frozen=True, eq=False)
class Plain:
    """An estimate that has no interval: counted, or nothing to tell."""

    score: Any
    low: Any
    high: Any
    base: Any


@dataclass(frozen=True, eq=False)
class Summed:
    """Cells of one measure: sums of its counts, or for adoption the incidence of each cohort."""

    size: int
    sums: Sums
    is_freer: npt.NDArray[np.bool_]
    followed: incidence.Incidence | None = None


class Kind(Protocol):
    """One way of counting and estimating. ``empty`` is why there is nothing where the base is 0."""

    @property
    def empty(self) -> Missing: ...
    def read(self, build: Build, asked: Where) -> Monthly: ...
    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed: ...
    def estimate(self, summed: Summed) -> Estimated: ...
    def difference(self, first: Summed, second: Summed) -> Difference | None: ...
    def chart(self, summed: Summed) -> ControlChart | None: ...
    def compare(self, summed: Summed) -> Funnel | None: ...
    def parts(self, summed: Summed) -> list[dict[str, float]]: ...


class Uncharted:
    """Of a way of counting without control limits and without a funnel; its parts are all that it sums."""

    def chart(self, summed: Summed) -> ControlChart | None:
        return None

    def compare(self, summed: Summed) -> Funnel | None:
        return None

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return parts_of(summed, {name: name for name in summed.sums})


def followed(summed: Summed) -> incidence.Incidence:
    """What became of those in each cell. Raises TypeError for sums of a way of counting that follows nobody up."""
    if summed.followed is None:
        raise TypeError("these sums were not followed up: sum them with a kind that does")
    return summed.followed


def added(frame: pd.DataFrame, codes: Codes, size: int, columns: Sequence[str]) -> Summed:
    """The columns added up per cell; a cell is a freer cut if any row of it is, or if it divides a block."""
    inside = codes >= 0
    cells = codes[inside]
    sums = {column: tally(cells, frame[column].to_numpy(float)[inside], size) for column in columns}
    is_freer = tally(cells, frame["is_freer"].to_numpy(float)[inside], size) > 0
    if "block" in frame:
        is_freer |= divided(frame, codes, size)
    return Summed(size, sums, is_freer)


def divided(frame: pd.DataFrame, codes: Codes, size: int) -> npt.NDArray[np.bool_]:
    """Which cells hold a part of a block without the rest of it, or rows that belong to none (``grains.marked``)."""
    block, rows = frame["block"].to_numpy(np.int64), frame["block_rows"].to_numpy(np.int64)
    counted = (codes >= 0) & (rows > 0)
    is_divided = np.zeros(size, dtype=bool)
    is_divided[codes[counted & (block == grains.FREE)]] = True
    held = counted & (block != grains.FREE)
    pairs, first, found = np.unique(
        codes[held] * (int(block.max(initial=0)) + 1) + block[held], return_index=True, return_counts=True
    )
    incomplete = found < rows[held][first]
    is_divided[pairs[incomplete] // (int(block.max(initial=0)) + 1)] = True
    return is_divided


def only(summed: Summed, keep: npt.NDArray[np.bool_]) -> Summed:
    """Some of the cells of sums."""
    return Summed(int(keep.sum()), {name: sums[keep] for name, sums in summed.sums.items()}, summed.is_freer[keep])


def joined(cells: Sequence[Summed]) -> Summed:
    """Cells of one measure one behind the other; there has to be at least one."""
    sums = {name: np.concatenate([each.sums[name] for each in cells]) for name in cells[0].sums}
    return Summed(sum(each.size for each in cells), sums, np.concatenate([each.is_freer for each in cells]))


def within_limit(elapsed: Any, is_told: Any, limit: Any, counts: Any, cells: Codes, size: int) -> Summed:
    """What was answered within its limit, per cell, with the open ones followed up (age 1 is the end of the limit).

    Per row days until told or until now, whether told, days to the last day in time, how many went so, and the cell.
    """
    # The day on which the clock begins is the first one, so that a limit that ends on that very day is one day long.
    answered = outlook.answered(elapsed + 1, is_told, limit + 1, counts, cohorts=cells, cohort_count=size)
    in_time = elapsed <= limit
    sums = {
        "matters": tally(cells, counts, size),
        "answered_in_time": tally(cells, counts * (is_told & in_time), size),
        "answered_late": tally(cells, counts * (is_told & ~in_time), size),
        "open_in_time": tally(cells, counts * (~is_told & in_time), size),
        "open_late": tally(cells, counts * (~is_told & ~in_time), size),
    }
    return Summed(size, sums, np.zeros(size, dtype=bool), answered)


def numbered(
    members: Iterable[Hashable], place: Mapping[Any, int], inside: npt.NDArray[np.bool_] | None = None
) -> Codes:
    """The cell of each row, by its member; −1 for a member without a place and for rows that are not ``inside``."""
    codes: Codes = np.array([place.get(member, -1) for member in members], dtype=np.int64)
    return codes if inside is None else np.where(inside, codes, -1)


def tally(cells: Codes, amounts: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.bincount(cells, weights=amounts, minlength=size), dtype=np.float64)


def parts_of(summed: Summed, columns: Mapping[str, str]) -> list[dict[str, float]]:
    return [{name: float(summed.sums[column][at]) for name, column in columns.items()} for at in range(summed.size)]
