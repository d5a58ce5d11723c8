"""The bank's own records: complaints with their exposure, the way suggestions went, and who got an answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import TooFineError, Where, monthly, observed_share

COMPLAINT_DIMENSIONS = ("line", "channel", "business", "cause", "journey", "touchpoint")
SUGGESTION_DIMENSIONS = ("line", "source", "journey", "touchpoint")
MATTER_DIMENSIONS = ("line", "channel", "journey", "touchpoint")
INSPECTION_DIMENSIONS = ("touchpoint", "item")
JOURNEY_DIMENSIONS = ("channel", "journey", "touchpoint")
MATTER = "matter"
"""Grouping by what asked for an answer: complaint, suggestion, low_score."""
STEPS = (
    "first_reply_on",
    "reviewing_on",
    "adopted_on",
    "declined_on",
    "merged_on",
    "implemented_on",
    "claimed_on",
    "reopened_on",
)
"""Days of a suggestion's steps, missing where the step was not taken by the as-of day."""


COMPLAINT_COUNTS = (
    *("complaints", "merged_complaints", "valid_complaints"),
    *("agent_complaints", "agent_merged_complaints", "agent_valid_complaints", "escalated_complaints"),
)
"""Complaints received, without repeats and found valid; of each, those with an agent suspected behind them; and those
that came through the regulator's lines."""
EXPOSURES = ("customers", "transactions", "outlets")


def complaints(build: Build, asked: Where, exposure: str = "customers") -> Monthly:
    """Complaints received (``COMPLAINT_COUNTS``) and what they are divided by, one of ``EXPOSURES``, by month; it is 0
    where no exposure is recorded.

    It is that of the units, whatever the complaints are about. A month that is not over counts with the part of it that
    has passed (note ``partial_month``). Months outside the bank's records of complaints are left out: no
    record is not zero complaints. Where a unit's month came as counts (note ``counted``), these are complaints like
    any other; left out are months of them that an earlier day cuts through and, by step, all of them: a count does not
    say which step. TooFineError for crossings that complaints do not carry, ValueError for an unknown exposure.
    """
    if exposure not in EXPOSURES:
        raise ValueError(f"complaints are not divided by {exposure}; by {', '.join(EXPOSURES)}")
    if too_fine := tuple(name for name in asked.crossing() if name not in COMPLAINT_DIMENSIONS):
        raise TooFineError(too_fine)
    frame, read_facts = monthly(build, asked, "complaints")
    exposed = build.rows("complaints/exposure_by_month", asked.parameters())[["month", "unit_id", exposure]]
    first, last = _coverage(build)
    last = min(last, pd.Timestamp(asked.last_month))
    beyond = _beyond_counts(build, asked)
    frame, exposed = frame[~frame["month"].isin(beyond)], exposed[~exposed["month"].isin(beyond)]
    exposed = exposed[(exposed["month"] >= first) & (exposed["month"] <= last) & (exposed[exposure] > 0)]
    shares = np.array([observed_share(asked, month.date()) for month in exposed["month"]], dtype=float)
    exposed = exposed.assign(**{exposure: exposed[exposure] * shares})
    if exposure == "customers":
        exposed = exposed.assign(customers=exposed["customers"].round().astype("int64"))
    exposed = exposed[exposed[exposure] > 0]
    if asked.by == "unit":
        grid = exposed.rename(columns={"unit_id": "group"})
    else:
        groups = frame[["group"]].drop_duplicates() if asked.by else pd.DataFrame({"group": [""]})
        grid = exposed.drop(columns="unit_id").merge(groups, how="cross")
    joined = frame.drop(columns="is_freer").merge(grid, on=["month", "group"], how="outer")
    counts = [*COMPLAINT_COUNTS, exposure]
    joined[counts] = joined[counts].fillna(0)
    whole = [*COMPLAINT_COUNTS, *(("customers",) if exposure == "customers" else ())]
    joined[whole] = joined[whole].astype("int64")
    notes: tuple[str, ...] = ("partial_month",) if len(shares) and bool(((shares > 0) & (shares < 1)).any()) else ()
    if bool((frame["complaints_by_count"] > 0).any()):
        notes += ("counted",)
    return Monthly(joined.assign(is_freer=False), read_facts, notes)


def _beyond_counts(build: Build, asked: Where) -> list[pd.Timestamp]:
    """Months in which complaints are known as counts, where the question goes beyond what counts can tell."""
    months = [pd.Timestamp(month) for month in build.rows("complaints/counted_months")["month"]]
    if {"journey", "touchpoint"} & set(asked.crossing()):
        if months and len(months) == int(build.rows("complaints/coverage").iloc[0]["recorded_months"]):
            raise TooFineError(tuple(name for name in ("journey", "touchpoint") if name in asked.crossing()))
        return months
    is_cut = asked.as_of < build.data_until
    return [month for month in months if is_cut and 0 < observed_share(asked, month.date()) < 1]


def suggestions(build: Build, asked: Where) -> Monthly:
    """Suggestions by the days of their steps, as they stood on the as-of day: exact, because days are kept.

    Each row stands for ``suggestions`` of them. TooFineError for crossings that suggestions do not carry.
    """
    if too_fine := tuple(name for name in asked.crossing() if name not in SUGGESTION_DIMENSIONS):
        raise TooFineError(too_fine)
    frame = asked.grouped(build.rows("suggestions/flow", asked.parameters()))
    as_of = pd.Timestamp(asked.as_of)
    frame = frame[frame["submitted_on"] <= as_of].copy()
    for step in STEPS:
        days = pd.to_datetime(frame[step])
        frame[step] = days.where(days <= as_of)
    frame["month"] = frame["submitted_on"].dt.to_period("M").dt.to_timestamp()
    return Monthly(frame.assign(is_freer=False), read_facts=False)


def unfinished(build: Build, asked: Where) -> pd.DataFrame:
    """The suggestions that were neither done nor declined nor merged by the as-of day, one row each, the oldest first.

    ``suggestion_id``, ``title`` (masked), ``unit_id``, ``line``, ``source``, ``owner``, ``submitted_on``, ``due_on``
    and the days of the steps taken by then. Those of units that may not be named count without id, title and unit. Read
    one by one: they are a list to work through. TooFineError for crossings that suggestions do not carry.
    """
    if too_fine := tuple(name for name in asked.crossing() if name not in SUGGESTION_DIMENSIONS):
        raise TooFineError(too_fine)
    frame = build.rows("suggestions/unfinished", asked.parameters())
    as_of = pd.Timestamp(asked.as_of)
    for step in ("reviewing_on", "adopted_on"):
        days = pd.to_datetime(frame[step])
        frame[step] = days.where(days <= as_of)
    if asked.visible is not None:
        frame.loc[~frame["unit_id"].isin(asked.visible), ["suggestion_id", "title", "unit_id"]] = ""
    return frame


def inspections(build: Build, asked: Where) -> Monthly:
    """What was looked at in the bank's own inspections, by month: ``inspected``, ``passed`` at the first look,
    ``rechecked`` and ``recheck_passed`` of what was not; with the ``item`` and its ``touchpoint_id``.

    Known by unit, touchpoint and item only: TooFineError for every other crossing, and for an as-of day that cuts a
    month.
    """
    if too_fine := tuple(name for name in asked.crossing() if name not in INSPECTION_DIMENSIONS):
        raise TooFineError(too_fine)
    if asked.cut_month is not None:
        raise TooFineError(("as_of",))
    rows = build.rows("inspections/by_month", asked.parameters())
    frame = asked.grouped(rows)
    frame["touchpoint_id"] = rows["touchpoint_id"]
    return Monthly(frame[frame["month"] <= pd.Timestamp(asked.last_month)].assign(is_freer=False), read_facts=False)


def journey_flow(build: Build, asked: Where) -> Monthly:
    """How many entered a step, by month of entry: ``entered``, ``elapsed_days`` until they completed it (or were last
    seen in it), ``is_completed``, and ``patience_days``, those agreed for a step.

    On an earlier as-of day only the months are told whose every entry had that time by then, as the younger ones have
    changed since (note ``young_left_out``). Notes also: ``counted`` where some came as counts. TooFineError for
    crossings that these records do not carry.
    """
    if too_fine := tuple(name for name in asked.crossing() if name not in JOURNEY_DIMENSIONS):
        raise TooFineError(too_fine)
    frame = asked.grouped(build.rows("journeys/flow", asked.parameters()))
    frame = frame[frame["month"] <= pd.Timestamp(asked.last_month)]
    notes = ["counted_entries"] if bool(frame["is_counted"].any()) else []
    if asked.as_of < build.data_until and len(frame):
        ended = frame["month"] + pd.offsets.MonthEnd(0) + pd.to_timedelta(frame["patience_days"], unit="D")
        is_old = ended <= pd.Timestamp(asked.as_of)
        notes += [] if bool(is_old.all()) else ["young_left_out"]
        frame = frame[is_old]
    return Monthly(frame.assign(is_freer=False), read_facts=False, notes=tuple(notes))


def on_the_clock(frame: pd.DataFrame, ended: str, as_of: pd.Timestamp) -> tuple[pd.Series, pd.Series]:
    """Whether each had ended by a day, and the days from ``clock_from`` until then, until its clock stopped
    (``stopped_on``), or until that day."""
    end = frame[ended].where(frame[ended] <= as_of)
    # a clock that stands still is no older than when it stopped
    until = end.fillna(frame["stopped_on"]).fillna(as_of)
    return end.notna(), (until - frame["clock_from"]).dt.days


def matters(build: Build, asked: Where) -> Monthly:
    """What asked for an answer, as it stood on the as-of day, by month of asking: exact, because days are kept.

    Per row ``matters``, ``elapsed_days`` from where its clock begins until the person was told (or until the as-of day,
    or the one on which the clock was stopped), ``is_told``, and ``limit_days``, calendar days to the last day in time.
    Matters under no limit are left out. Notes: whose limit it is, and ``provisional_days`` where working days were
    counted that are not official yet. TooFineError for crossings that they do not carry.
    """
    if too_fine := tuple(name for name in asked.crossing() if name not in (*MATTER_DIMENSIONS, MATTER)):
        raise TooFineError(too_fine)
    frame = asked.grouped(build.rows("matters/flow", asked.parameters()))
    as_of = pd.Timestamp(asked.as_of)
    dated = ("asked_on", "answered_on", "clock_from", "stopped_on", "due_on")
    frame = frame.assign(**{name: pd.to_datetime(frame[name]) for name in dated})
    is_told, elapsed = on_the_clock(frame, "answered_on", as_of)
    frame = frame.assign(
        month=frame["asked_on"].dt.to_period("M").dt.to_timestamp(),
        elapsed_days=elapsed,
        limit_days=(frame["due_on"] - frame["clock_from"]).dt.days,
        is_told=is_told,
        is_freer=False,
    )
    notes = [f"{kind}_limit" for kind in ("house", "legal") if bool((frame["limit_kind"] == kind).any())]
    if bool(frame["is_provisional"].any()):
        notes.append("provisional_days")
    return Monthly(frame, read_facts=False, notes=tuple(notes))


def _coverage(build: Build) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last month in which the bank recorded any complaint; an empty span where it recorded none."""
    row = build.rows("complaints/coverage").iloc[0]
    if pd.isna(row["first_month"]):
        return pd.Timestamp.max.normalize(), pd.Timestamp.min.normalize()
    return pd.Timestamp(row["first_month"]), pd.Timestamp(row["last_month"])
