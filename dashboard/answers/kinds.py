"""How each measure is counted, estimated, tested and charted: the bridge from rows of counts to the statistics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.cells import (
    Codes,
    Estimated,
    Kind,
    Plain,
    Summed,
    Sums,
    Uncharted,
    added,
    divided,
    followed,
    only,
    parts_of,
    tally,
    within_limit,
)
from dashboard.answers.drop_off_kind import DropOff
from dashboard.answers.index_kind import Index
from dashboard.queries import activities, contacts, records, responses, voices
from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import Where
from dashboard.stats import control, funnel, incidence, nps, proportions, rates
from dashboard.stats.constants import PER_10K
from dashboard.stats.control import ControlChart
from dashboard.stats.estimates import Difference
from dashboard.stats.funnel import Funnel
from dashboard.values import Missing

__all__ = [
    "ENDS",
    "KINDS",
    "MERGED",
    "Adoption",
    "Answered",
    "Codes",
    "ComplaintRate",
    "Count",
    "DropOff",
    "Estimated",
    "Index",
    "Kind",
    "Nps",
    "Plain",
    "Share",
    "Summed",
    "Sums",
    "added",
    "divided",
    "only",
]


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
        return parts_of(summed, {name: name for name in self.groups})


@dataclass(frozen=True)
class Share:
    """Hits among trials, in per cent."""

    hits: str
    trials: str
    empty: Missing
    reading: Callable[[Build, Where], Monthly]
    """Where its counts are read."""
    beside: tuple[str, ...] = ()
    """Counts that are told beside the share and do not change it."""

    def read(self, build: Build, asked: Where) -> Monthly:
        return self.reading(build, asked)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        return added(frame, codes, size, (self.hits, self.trials, *self.beside))

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
        return parts_of(summed, {name: name for name in (self.hits, *self.beside)})


@dataclass(frozen=True)
class ComplaintRate:
    """Complaints per ``per`` of an exposure; months and units without that exposure are outside the rate.

    ``is_without_agents``: those with an agent suspected behind them are left out, of every count.
    """

    exposure: str = "customers"
    per: float = PER_10K
    is_without_agents: bool = False
    empty: Missing = "no_exposure"

    def read(self, build: Build, asked: Where) -> Monthly:
        read = records.complaints(build, asked, self.exposure)
        return Monthly(read.frame[read.frame[self.exposure] > 0], read.read_facts, read.notes)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        found = added(frame, codes, size, (*records.COMPLAINT_COUNTS, self.exposure))
        left_out = {name: found.sums[f"agent_{name}"] if self.is_without_agents else 0.0 for name in _COMPLAINTS}
        sums = {name: found.sums[name] - left_out[name] for name in _COMPLAINTS}
        return replace(found, sums={**sums, "exposure": found.sums[self.exposure]})

    def two(self, summed: Summed) -> tuple[Any, Any]:
        """Complaints, and what they are divided by."""
        return summed.sums["complaints"], summed.sums["exposure"]

    def estimate(self, summed: Summed) -> Estimated:
        return rates.estimate(*self.two(summed), per=self.per)

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return rates.difference(self.two(first), self.two(second), per=self.per)

    def chart(self, summed: Summed) -> ControlChart | None:
        return control.u_chart(*self.two(summed), per=self.per)

    def compare(self, summed: Summed) -> Funnel | None:
        return funnel.rates(*self.two(summed), per=self.per)

    def parts(self, summed: Summed) -> list[dict[str, float]]:
        return parts_of(summed, {name: name for name in _COMPLAINTS})


_COMPLAINTS = ("complaints", "merged_complaints", "valid_complaints")
RATES: Mapping[str, tuple[str, float]] = {
    "complaints_per_10k": ("customers", PER_10K),
    "complaints_per_outlet": ("outlets", 1.0),
    "complaints_per_100k": ("transactions", 100_000.0),
    "complaints_per_10m": ("customers", 10_000_000.0 * 3),
}
"""Rates of complaints -> the exposure, in a month, and per how much of it. The last is the regulator's: per 10 million
customers a quarter, as the bulletins have it."""
NO_AGENTS = "_no_agents"
"""How the measures end that leave out complaints with an agent suspected behind them."""


@dataclass(frozen=True)
class Adoption(Uncharted):
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
            "suggestions": tally(cells, counts, size),
            "adopted": tally(cells, counts * (outcome == incidence.ADOPTED) * in_time, size),
            "open": tally(cells, counts * (outcome == incidence.OPEN), size),
        }
        return Summed(size, sums, np.zeros(size, dtype=bool), followed)

    def estimate(self, summed: Summed) -> Estimated:
        return followed(summed).at(self.age_days)

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return incidence.difference(followed(first), followed(second), self.age_days)


class Answered(Uncharted):
    """Of all that asked for an answer, the share decided and told within the limit; open ones counted as open."""

    empty: Missing = "no_matters"

    def read(self, build: Build, asked: Where) -> Monthly:
        return records.matters(build, asked)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        inside = codes >= 0
        rows, cells = frame[inside], codes[inside]
        counts, told = rows["matters"].to_numpy(float), rows["is_told"].to_numpy(bool)
        elapsed, limit = rows["elapsed_days"].to_numpy(float), rows["limit_days"].to_numpy(float)
        return within_limit(elapsed, told, limit, counts, cells, size)

    def estimate(self, summed: Summed) -> Estimated:
        return followed(summed).at(1.0)

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        return incidence.difference(followed(first), followed(second), 1.0)


@dataclass(frozen=True)
class Count(Uncharted):
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
        if self.source == "reviews":
            return activities.reviews(build, asked)
        if self.source == "education":
            return activities.education(build, asked)
        if self.source == "contacts":
            return contacts.contacts(build, asked)
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


KINDS: Mapping[str, Kind] = {
    "nps": Nps(),
    "satisfaction": Share("top_box", "ratings", "no_responses", partial(responses.ratings, kind="satisfaction")),
    "effort": Share("top_box", "ratings", "no_responses", partial(responses.ratings, kind="effort")),
    "response_rate": Share("responded", "sent", "no_invitations", responses.invitations),
    **{
        measure + (NO_AGENTS if is_without else ""): ComplaintRate(exposure, per, is_without)
        for measure, (exposure, per) in RATES.items()
        for is_without in (False, True)
    },
    "complaints_escalated": Share("escalated_complaints", "complaints", "no_complaints", records.complaints),
    "inspection_pass_rate": Share(
        "passed", "inspected", "no_inspections", records.inspections, beside=("rechecked", "recheck_passed")
    ),
    "drop_off": DropOff(),
    "reviews_passed_first": Share("passed_first", "judged", "no_reviews", activities.reviews),
    "reviews_passed": Share("passed", "judged", "no_reviews", activities.reviews),
    "reviews": Count("reviews", "reviews", "no_reviews"),
    "education": Count("events", "education", "no_education"),
    "people_reached": Count("reached", "education", "no_education"),
    "adoption_30d": Adoption(30),
    "adoption_90d": Adoption(90),
    "adoption_180d": Adoption(180),
    "answered_rate": Answered(),
    "index": Index(),
    "responses": Count("responses", "responses", "no_responses"),
    "complaints": Count("complaints", "complaints", "no_complaints"),
    "contacts": Count("contacts", "contacts", "no_contacts"),
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
