"""How each measure is counted, estimated, tested and charted: the bridge from rows of counts to the statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.queries import grains, records, responses, voices
from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import Where
from dashboard.stats import control, funnel, incidence, nps, proportions, rates
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


def added(frame: pd.DataFrame, codes: Codes, size: int, columns: Sequence[str]) -> Summed:
    """The columns added up per cell; a cell is a freer cut if any row of it is, or if it divides a block."""
    inside = codes >= 0
    cells = codes[inside]
    sums = {column: _tally(cells, frame[column].to_numpy(float)[inside], size) for column in columns}
    is_freer = _tally(cells, frame["is_freer"].to_numpy(float)[inside], size) > 0
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


def _tally(cells: Codes, amounts: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    return np.asarray(np.bincount(cells, weights=amounts, minlength=size), dtype=np.float64)


def _parts(summed: Summed, columns: Mapping[str, str]) -> list[dict[str, float]]:
    return [{name: float(summed.sums[column][at]) for name, column in columns.items()} for at in range(summed.size)]


class Nps:
    """Promoters minus detractors, in points."""

    empty: Missing = "no_responses"
    groups = ("promoters", "passives", "detractors")
    columns = (
        *groups,
        "weight_promoters",
        "weight_passives",
        "weight_detractors",
        "weight_squared_sum",
        *responses.SCORES,
    )

    def read(self, build: Build, asked: Where) -> Monthly:
        return responses.recommend(build, asked)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        return added(frame, codes, size, self.columns)

    def _three(self, summed: Summed) -> tuple[Any, Any, Any]:
        return summed.sums["promoters"], summed.sums["passives"], summed.sums["detractors"]

    def estimate(self, summed: Summed) -> Estimated:
        return nps.estimate(*self._three(summed))

    def weighted(self, summed: Summed) -> Estimated:
        """The second, named figure: weighted by the described weight, on the Kish base."""
        plus, zero, minus = (summed.sums[f"weight_{name}"] for name in self.groups)
        return nps.estimate_weighted(plus, zero, minus, summed.sums["weight_squared_sum"])

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return nps.difference(self._three(first), self._three(second))

    def chart(self, summed: Summed) -> ControlChart | None:
        return control.nps_chart(*self._three(summed))

    def compare(self, summed: Summed) -> Funnel | None:
        return funnel.nps(*self._three(summed))

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return _parts(summed, {name: name for name in self.groups})


@dataclass(frozen=True)
class Share:
    """Hits among trials, in per cent."""

    hits: str
    trials: str
    empty: Missing
    rating_kind: str = ""

    def read(self, build: Build, asked: Where) -> Monthly:
        if self.rating_kind:
            return responses.ratings(build, asked, self.rating_kind)
        return responses.invitations(build, asked)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        return added(frame, codes, size, (self.hits, self.trials))

    def _two(self, summed: Summed) -> tuple[Any, Any]:
        return summed.sums[self.hits], summed.sums[self.trials]

    def estimate(self, summed: Summed) -> Estimated:
        return proportions.estimate(*self._two(summed))

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return proportions.difference(self._two(first), self._two(second))

    def chart(self, summed: Summed) -> ControlChart | None:
        return control.p_chart(*self._two(summed))

    def compare(self, summed: Summed) -> Funnel | None:
        return funnel.shares(*self._two(summed))

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return _parts(summed, {self.hits: self.hits})


class ComplaintRate:
    """Complaints per 10,000 customer-months; months and units without an exposure are outside the rate."""

    empty: Missing = "no_exposure"
    columns = ("complaints", "merged_complaints", "valid_complaints", "customers")

    def read(self, build: Build, asked: Where) -> Monthly:
        read = records.complaints(build, asked)
        return Monthly(read.frame[read.frame["customers"] > 0], read.read_facts, read.notes)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        return added(frame, codes, size, self.columns)

    def _two(self, summed: Summed) -> tuple[Any, Any]:
        return summed.sums["complaints"], summed.sums["customers"]

    def estimate(self, summed: Summed) -> Estimated:
        return rates.estimate(*self._two(summed))

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return rates.difference(self._two(first), self._two(second))

    def chart(self, summed: Summed) -> ControlChart | None:
        return control.u_chart(*self._two(summed))

    def compare(self, summed: Summed) -> Funnel | None:
        return funnel.rates(*self._two(summed))

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return _parts(summed, {name: name for name in self.columns[:-1]})


@dataclass(frozen=True)
class Adoption:
    """Cumulative incidence of adoption at an age, open suggestions counted as open."""

    age_days: int
    empty: Missing = "no_suggestions"

    def read(self, build: Build, asked: Where) -> Monthly:
        read = records.suggestions(build, asked)
        return Monthly(followed_up(read.frame, asked.as_of), read.read_facts, read.notes)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        inside = codes >= 0
        counts = frame["suggestions"].to_numpy(float)[inside]
        outcome = frame["outcome"].to_numpy(np.int64)[inside]
        followed = incidence.cumulative(
            frame["duration_days"].to_numpy(float)[inside],
            outcome,
            counts,
            cohorts=codes[inside],
            cohort_count=size,
        )
        in_time = frame["duration_days"].to_numpy(float)[inside] <= self.age_days
        cells = codes[inside]
        sums = {
            "suggestions": _tally(cells, counts, size),
            "adopted": _tally(cells, counts * (outcome == incidence.ADOPTED) * in_time, size),
            "open": _tally(cells, counts * (outcome == incidence.OPEN), size),
        }
        return Summed(size, sums, np.zeros(size, dtype=bool), followed)

    def estimate(self, summed: Summed) -> Estimated:
        return _followed(summed).at(self.age_days)

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return incidence.difference(_followed(first), _followed(second), self.age_days)

    def chart(self, summed: Summed) -> ControlChart | None:
        return None

    def compare(self, summed: Summed) -> Funnel | None:
        return None

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return _parts(summed, {name: name for name in summed.sums})


@dataclass(frozen=True)
class Count:
    """A plain count: no interval, no verdict; what it rests on is itself."""

    column: str
    source: str
    empty: Missing
    moment: str = ""

    def read(self, build: Build, asked: Where) -> Monthly:
        if self.source == "responses":
            return responses.recommend(build, asked)
        if self.source == "complaints":
            return records.complaints(build, asked)
        if self.source == "documents":
            return voices.monthly(build, asked)
        read = records.suggestions(build, asked)
        if not self.moment:
            return read
        happened = read.frame[read.frame[self.moment].notna()]
        months = happened[self.moment].dt.to_period("M").dt.to_timestamp()
        return Monthly(happened.assign(month=months), read.read_facts, read.notes)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        extra = ("merged_complaints", "valid_complaints") if self.source == "complaints" else ()
        return added(frame, codes, size, (self.column, *extra))

    def estimate(self, summed: Summed) -> Estimated:
        nothing = [None] * summed.size
        return Plain(summed.sums[self.column], nothing, nothing, summed.sums[self.column])

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return None

    def chart(self, summed: Summed) -> ControlChart | None:
        return None

    def compare(self, summed: Summed) -> Funnel | None:
        return None

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return _parts(summed, {name: name for name in summed.sums})


KINDS: Mapping[str, Kind] = {
    "nps": Nps(),
    "satisfaction": Share("top_box", "ratings", "no_responses", "satisfaction"),
    "effort": Share("top_box", "ratings", "no_responses", "effort"),
    "response_rate": Share("responded", "sent", "no_invitations"),
    "complaints_per_10k": ComplaintRate(),
    "adoption_30d": Adoption(30),
    "adoption_90d": Adoption(90),
    "adoption_180d": Adoption(180),
    "responses": Count("responses", "responses", "no_responses"),
    "complaints": Count("complaints", "complaints", "no_complaints"),
    "documents": Count("documents", "documents", "no_documents"),
    "suggestions_submitted": Count("suggestions", "suggestions", "no_suggestions"),
    "suggestions_adopted": Count("suggestions", "suggestions", "no_suggestions", "adopted_on"),
}
"""Every measure that can be asked for, by its id in the register."""

MERGED = 3
"""Outcome code of a suggestion that was merged into another: like a refusal it ends the wait without adoption."""
ENDS = (("adopted_on", incidence.ADOPTED), ("declined_on", incidence.DECLINED), ("merged_on", MERGED))
"""Decisions that end a suggestion's wait, with the outcome code of each."""


def followed_up(frame: pd.DataFrame, as_of: Any) -> pd.DataFrame:
    """Suggestions with ``outcome`` (0 open, else the first decision) and ``duration_days`` until it, or until today."""
    days = frame[[name for name, _ in ENDS]].apply(pd.to_datetime)
    first = days.min(axis=1)
    outcome = np.zeros(len(frame), dtype=np.int64)
    for name, code in reversed(ENDS):
        outcome[(days[name] == first).to_numpy()] = code
    until = first.fillna(pd.Timestamp(as_of))
    duration = (until - frame["submitted_on"]).dt.days.clip(lower=0)
    return frame.assign(outcome=outcome, duration_days=duration)


def _followed(summed: Summed) -> incidence.Incidence:
    if summed.followed is None:
        raise TypeError("these sums were not followed up: make them with Adoption.sum")
    return summed.followed
