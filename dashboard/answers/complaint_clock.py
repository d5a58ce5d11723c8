"""How fast are complaints answered, and how late? Open ones count as open; both limits, the house's and the law's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.cells import followed, within_limit
from dashboard.answers.complaints import counted
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries import complaints
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Measure
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import durations, proportions
from dashboard.values import Answer

LIMITS = ("house", "legal")
DUE_SOON_DAYS = 7
"""A complaint whose last day is so near is due soon."""
STATES = ("overdue_legal", "overdue_house", "due_today", "due_soon", "extended", "stopped", "in_time")
"""How an open complaint stands, the most pressing first."""
STAGES = ("received", "accepted", "replied", "decided")
"""How far an open complaint has come; decided: it only has to be told."""


@dataclass(frozen=True, eq=False)
class Readings:
    """The share told within the limit, twice: ``counted`` with the open ones as open, ``closed`` of closed ones alone.

    In per cent, one cell each; ``counts``: closed and open ones in time and late.
    """

    counted: Any
    closed: Any
    counts: dict[str, int]


def readings(frame: pd.DataFrame, limit: str) -> Readings | None:
    """Both readings of complaints under one limit; None where no complaint has such a limit.

    Columns ``elapsed_days``, ``is_closed``, ``complaints`` and ``<limit>_days``, calendar days to the last day in time.
    The first is 1 − S at the end of each one's own limit (Kaplan–Meier): 1 − S(15) where all have 15 days.
    """
    frame = frame[frame[f"{limit}_days"].notna()]
    if frame.empty:
        return None
    elapsed, days = (frame[name].to_numpy(float) for name in ("elapsed_days", f"{limit}_days"))
    is_closed, many = frame["is_closed"].to_numpy(bool), frame["complaints"].to_numpy(float)
    summed = within_limit(elapsed, is_closed, days, many, np.zeros(len(frame), dtype=np.int64), 1)
    in_time, late = summed.sums["answered_in_time"], summed.sums["answered_late"]
    counts = {
        "closed_in_time": int(in_time[0]),
        "closed_late": int(late[0]),
        "open_in_time": int(summed.sums["open_in_time"][0]),
        "open_late": int(summed.sums["open_late"][0]),
    }
    return Readings(followed(summed).at(1.0), proportions.estimate(in_time, in_time + late), counts)


@once
def on_time(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """What share of the complaints received in the period was decided and told within the limit, and after how long?

    values: keys (("limit", l), ("reading", "counted" | "closed")): the share with the open ones counted as open, and
    beside it the usual one of closed complaints alone; hidden where none is old enough. chart: ``curve`` {days, closed,
    low, high}, per cent decided and told by so many days of the clock; ``limit_days``, limit -> the days most
    complaints have; ``counts``, limit -> {closed_in_time, closed_late, open_in_time, open_late}; ``median_days`` and
    ``slowest_tenth_days`` (None while too many are open); ``longest_closed_days``, ``oldest_open_days``; ``total``,
    ``open``, ``merged``.
    """
    question = ask("complaints.on_time", "complaints", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_complaints")
    try:
        frame = complaints.clocks(build, question.where)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    first, end = pd.Timestamp(question.period.first), pd.Timestamp(question.period.end)
    frame = frame[(frame["received_on"] >= first) & (frame["received_on"] < end)]
    if frame.empty:
        return question.nothing("no_clocks")
    summed = question.summed(question.period)
    found = {limit: told for limit in LIMITS if (told := readings(frame, limit)) is not None}
    values = [
        value
        for limit, told in found.items()
        for reading, estimate in (("counted", told.counted), ("closed", told.closed))
        for value in question.release(
            [(("limit", limit), ("reading", reading))],
            summed,
            estimate,
            measure=_in_per_cent(question.measure, reading),
            parts=[{}],
        )
    ]
    elapsed, many = frame["elapsed_days"].to_numpy(float), frame["complaints"].to_numpy(float)
    is_closed = frame["is_closed"].to_numpy(bool)
    watched = durations.survival(elapsed, is_closed, many)
    if watched is None:
        return question.nothing("no_clocks")
    longest, oldest = durations.longest(elapsed, is_closed)
    notes = ("provisional_days",) if bool(frame["is_provisional"].any()) else ()
    return question.answer(
        values,
        chart={
            "unit": "pct",
            "share_rule": "aalen_johansen_limit",
            "decimals": 1,
            "curve": _curve(watched, question),
            "limit_days": {limit: _usual(frame, limit) for limit in found},
            "counts": {limit: told.counts for limit, told in found.items()},
            "median_days": durations.percentile(watched, 0.5),
            "slowest_tenth_days": durations.percentile(watched, 0.9),
            "longest_closed_days": longest,
            "oldest_open_days": oldest,
            "total": int(many.sum()),
            "open": int(many[~is_closed].sum()),
            "merged": int(many[frame["is_merged"].to_numpy(bool)].sum()),
        },
        notes=notes,
    )


def _in_per_cent(measure: Measure, reading: str) -> Measure:
    rule = "aalen_johansen_limit" if reading == "counted" else "wilson"
    return replace(measure, unit="pct", decimals=1, is_higher_better=True, interval_rule=rule)


def _curve(watched: durations.Survival, question: Question) -> dict[str, list[float]]:
    """Per cent closed by each day; nothing under the base from which a share is shown."""
    if watched.cases < question.rules.interval_below:
        return {"days": [], "closed": [], "low": [], "high": []}
    return durations.closed_curve(watched)


def _usual(frame: pd.DataFrame, limit: str) -> int:
    """The days that most complaints have."""
    by_days = frame.groupby(f"{limit}_days", as_index=False)["complaints"].sum()
    return int(by_days[f"{limit}_days"].to_numpy(float)[by_days["complaints"].to_numpy().argmax()])


@once
def to_answer(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which complaints are open on the as-of day, whenever received: what is late, what will be, and how far is each?

    values: keys (("state", s),) of ``STATES``, counts. chart: ``total``; ``rows``, those of units that may be named,
    the most pressing first: ``complaint``, ``unit``, ``line``, ``channel``, ``business``, ``cause``, ``received_on``,
    ``age_days``, ``stage``, ``state``, ``due_on`` (of the limit that is told of), ``left_days`` (negative: late),
    ``merged_into``. One by one: a drill-down that reads the complaints themselves.
    """
    question = ask("complaints.to_answer", "complaints", build, chosen, scope)
    frame, why = open_ones(question)
    return why if frame is None else listed(question, frame)


def open_ones(question: Question) -> tuple[pd.DataFrame | None, Answer]:
    """The complaints that are open on the as-of day, or the answer that says why there are none."""
    if (missing := question.absent()) is not None:
        return None, question.nothing(missing)
    try:
        frame = complaints.still_open(question.build, question.where)
    except TooFineError as fault:
        return None, question.nothing("cut_too_fine", fault.widen)
    return (None if frame.empty else frame), question.nothing("nothing_open")


def listed(question: Question, frame: pd.DataFrame) -> Answer:
    """Open complaints as a list to work through, as ``to_answer`` describes it."""
    as_of = pd.Timestamp(question.where.as_of)
    frame = standing(frame, as_of)
    counts = [float((frame["state"] == state).sum()) for state in STATES]
    values = counted(question, [(("state", state),) for state in STATES], counts)
    place = {state: at for at, state in enumerate(STATES)}
    frame = frame.assign(place=frame["state"].map(place)).sort_values(["place", "left_days"], kind="stable")
    rows = tuple(_row(row) for row in frame[frame["unit_id"] != ""].to_dict("records"))
    answer = question.answer(
        values, chart={"total": len(frame), "rows": rows, "due_soon_days": DUE_SOON_DAYS}, notes=("whenever_received",)
    )
    return replace(answer, footer=replace(answer.footer, period=None))


def standing(frame: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Open complaints with ``state``, ``stage``, ``age_days``, the ``due_on`` that presses most, and the days left.

    Past the legal limit; past the house's; or in time: due today, due soon, extended beyond the plain legal limit with
    approval or as complex, its clock stopped, or simply in time. An extended one is due by the law's extended day.
    """
    house, legal = frame["house_due_on"], frame["legal_due_on"]
    is_extended = frame["legal_stage"].isin(["complex", "extended"]) & (legal >= as_of)
    nearest = pd.concat([house, legal], axis=1).min(axis=1)
    due = nearest.where(~is_extended, legal)
    stopped = frame["stopped_on"]
    # a clock that was stopped in time does not run out
    is_stopped = stopped.notna() & ~(due < stopped)
    left = (due - as_of).dt.days
    state = np.select(
        [
            is_stopped,
            legal < as_of,
            (house < as_of) & ~is_extended,
            left == 0,
            left.between(1, DUE_SOON_DAYS),
            is_extended,
        ],
        ["stopped", "overdue_legal", "overdue_house", "due_today", "due_soon", "extended"],
        "in_time",
    )
    is_decided, is_replied, is_accepted = (
        frame[name].notna() for name in ("decided_on", "first_reply_on", "accepted_on")
    )
    return frame.assign(
        state=state,
        stage=np.select([is_decided, is_replied, is_accepted], ["decided", "replied", "accepted"], "received"),
        age_days=(as_of - frame["received_on"]).dt.days,
        due_on=due,
        left_days=left,
    )


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "complaint": row["complaint_id"],
        "unit": row["unit_id"],
        **{name: row[name] for name in ("line", "channel", "business", "cause", "state", "stage", "merged_into")},
        "received_on": pd.Timestamp(row["received_on"]).date(),
        "age_days": int(row["age_days"]),
        "due_on": None if pd.isna(row["due_on"]) else pd.Timestamp(row["due_on"]).date(),
        "left_days": None if pd.isna(row["left_days"]) else int(row["left_days"]),
    }
