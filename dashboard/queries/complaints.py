"""Complaints beyond their number: how their clocks went, what is open, what they are about, what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Names
from dashboard.queries.records import COMPLAINT_DIMENSIONS, EXPOSURES, on_the_clock
from dashboard.queries.where import TooFineError, Where, carried, observed_share

CLASSIFIED = ("channel", "business", "cause")
"""What a complaint is classified by."""
_FLOW_DAYS = ("received_on", "clock_from", "stopped_on", "closed_on", "house_due_on", "legal_due_on")
_OPEN_DAYS = ("received_on", "clock_from", "stopped_on", "accepted_on", "first_reply_on", "decided_on")

AGENTS = ("all", "without")
"""Readings: every complaint, or without those that have an agent suspected behind them."""
PER: Mapping[str, str] = {
    "customers": "complaints_per_10k",
    "outlets": "complaints_per_outlet",
    "transactions": "complaints_per_100k",
    "regulator": "complaints_per_10m",
}
"""What complaints may be divided by -> the measure. ``regulator``: per 10 million customers a quarter."""
CROSSED_BY = ("business", "channel", "line")
"""What causes may be held against."""
HEAPED_BY = ("unit", "line", "reached", "age")
"""What open complaints may be heaped by: ``reached`` is how far they are on their way."""


def clocks(build: Build, asked: Where) -> pd.DataFrame:
    """How the clocks of complaints stood on the as-of day, exact because days are kept: one row per way they went.

    ``complaints`` went so; ``month`` of receipt, ``elapsed_days`` from where the clock begins until they were decided
    and told (or until the as-of day, or the one on which the clock was stopped), ``is_closed``, and for each limit
    ``house_days`` and ``legal_days``, calendar days to the last day in time (missing: no such limit). TooFineError for
    crossings that complaints do not carry.
    """
    carried(asked, COMPLAINT_DIMENSIONS)
    frame = asked.grouped(build.rows("complaints/flow", asked.parameters()))
    as_of = pd.Timestamp(asked.as_of)
    frame = frame.assign(**{name: pd.to_datetime(frame[name]) for name in _FLOW_DAYS})
    is_closed, elapsed = on_the_clock(frame, "closed_on", as_of)
    return frame.assign(
        month=frame["received_on"].dt.to_period("M").dt.to_timestamp(),
        elapsed_days=elapsed,
        is_closed=is_closed,
        house_days=(frame["house_due_on"] - frame["clock_from"]).dt.days,
        legal_days=(frame["legal_due_on"] - frame["clock_from"]).dt.days,
    )


def still_open(build: Build, asked: Where) -> pd.DataFrame:
    """The complaints that had not been decided and told by the as-of day, one row each, the oldest first.

    Days of steps that had not happened by then are missing. Those of units that may not be named count without id and
    unit. Read one by one: they are a list to work through. TooFineError for crossings that complaints do not carry.
    """
    carried(asked, COMPLAINT_DIMENSIONS)
    frame = build.rows("complaints/open", asked.parameters())
    as_of = pd.Timestamp(asked.as_of)
    days = {name: pd.to_datetime(frame[name]) for name in (*_OPEN_DAYS, "house_due_on", "legal_due_on")}
    frame = frame.assign(**days)
    for name in ("accepted_on", "first_reply_on", "decided_on"):
        frame[name] = frame[name].where(frame[name] <= as_of)
    return _named(frame, asked)


def of_cause(build: Build, asked: Where, cause: str, first_day: date, last_day: date) -> pd.DataFrame:
    """The complaints of one cause ('' not classified) received in a span of days (both included), one row each.

    ``closed_on`` is missing where it was not decided and told by the as-of day; ``clock_from`` as on that day. Those of
    units that may not be named count without id and unit. Read one by one: what is behind a number.
    TooFineError for crossings that complaints do not carry.
    """
    carried(asked, COMPLAINT_DIMENSIONS)
    asked_for = asked.parameters(cause=cause, first_day=first_day, last_day=last_day)
    frame = build.rows("complaints/of_cause", asked_for)
    frame = frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("received_on", "clock_from", "closed_on")})
    return _named(frame, asked)


def _named(frame: pd.DataFrame, asked: Where) -> pd.DataFrame:
    """Complaints of units that may not be named lose their id and their unit."""
    if asked.visible is None:
        return frame
    is_named = frame["unit_id"].isin(asked.visible)
    hidden = {name: frame[name].where(is_named, "") for name in ("complaint_id", "merged_into", "unit_id")}
    return frame.assign(**hidden)


def about(build: Build, asked: Where) -> pd.DataFrame:
    """What complaints are about, by month of receipt: ``line``, ``channel``, ``business``, ``cause`` ('' not recorded),
    ``complaints``, ``merged_complaints`` and ``complaints_by_count``, those handed over as counts.

    TooFineError for other crossings than line and channel, and for an as-of day that cuts a month.
    """
    carried(asked, ("line", *CLASSIFIED))
    if asked.cut_month is not None:
        raise TooFineError(("as_of",))
    return build.rows("complaints/about", asked.parameters())


def exposures(build: Build, asked: Where) -> pd.DataFrame:
    """What complaints may be divided by, by month: customers, transactions, outlets (0: not recorded), of the units
    looked at, and the ``contacts`` counted there; of a month that is not over the part that has passed."""
    frame = build.rows("complaints/exposures", asked.parameters())
    shares = [observed_share(asked, month.date()) for month in frame["month"]]
    return frame.assign(**{name: frame[name] * shares for name in (*EXPOSURES, "contacts")})


@dataclass(frozen=True, slots=True)
class Published:
    """What the regulator published of other banks for one quarter: complaints for every ``per`` of an exposure.

    ``figures`` of the single banks, or () and their ``median`` where only that was printed.
    """

    kind_of_bank: str
    names: Names
    exposure: str
    per: float
    quarter: date
    figures: tuple[float, ...]
    median: float | None
    source: str


def published(build: Build) -> tuple[Published, ...]:
    """What stands in the build of the regulator's bulletins, the newest quarter first."""
    return tuple(
        Published(
            kind_of_bank=row["kind_of_bank"],
            names=(row["name"], row["name_en"]),
            exposure=row["exposure"],
            per=float(row["per"]),
            quarter=row["quarter"],
            figures=tuple(float(each) for each in row["figures"]),
            median=row["median"],
            source=row["source"],
        )
        for row in build.records("complaints/published")
    )


def faults(build: Build, asked: Where, first_month: date, last_month: date) -> pd.DataFrame:
    """Complaints whose records cannot all be right, by ``kind``: how many, and ``example_id``, the id of one in a unit
    that may be named ('' where there is none); those of most complaints first."""
    return build.rows("complaints/faults", asked.parameters(first_month=first_month, last_month=last_month))
