"""How long suggestions wait at each stage, the open ones counted; and how many come per staff and per customers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.answers.cells import Summed
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask, number_of, numbers_of
from dashboard.answers.suggestions import cohort
from dashboard.queries import records
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Measure
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import durations, rates
from dashboard.stats.incidence import ADOPTION_AGES_DAYS
from dashboard.values import Answer, Key, Released

STAGES = {
    "first_reply": ("submitted_on", ("first_reply_on",)),
    "decision": ("submitted_on", ("adopted_on", "declined_on", "merged_on")),
    "implementation": ("adopted_on", ("implemented_on",)),
}
"""Stage -> the day it begins, and the days of which the first ends it."""
DAYS = "days"
WAITING_ENDS_DAYS = ADOPTION_AGES_DAYS
"""The last day of each band of waiting: the ages at which adoption is told."""


@once
def waiting(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How long did the suggestions submitted in the period wait for a first reply, a decision, and to be done?

    values: keys (("stage", s),): the median in days with its interval, open ones counted as open (Kaplan–Meier); hidden
    where more than half are still open. base: suggestions that came to the stage. chart: ``unit`` days; ``stages``,
    stage -> {"ended", "open", "oldest_open_days", "slowest_tenth_days"}, the last None while too many are open.
    """
    question = ask("suggestions.waiting", "suggestions_submitted", build, chosen, scope)
    frame, why = cohort(question)
    if frame is None:
        return why
    as_of = pd.Timestamp(question.where.as_of)
    values: list[Released] = []
    stages = {}
    for stage, (begins, ends) in STAGES.items():
        came = frame[frame[begins].notna()]
        if came.empty:
            continue
        ended_on = came[list(ends)].apply(pd.to_datetime).min(axis=1)
        is_ended = ended_on.notna().to_numpy()
        began = pd.to_datetime(came[begins])
        days = (ended_on.fillna(as_of) - began).dt.days.clip(lower=0).to_numpy(dtype=float)
        many = came["suggestions"].to_numpy(dtype=float)
        watched = durations.survival(days, is_ended, many)
        if watched is None:
            continue
        values += _released(question, stage, watched)
        _, oldest = durations.longest(days, is_ended)
        stages[stage] = {
            "ended": int(many[is_ended].sum()),
            "open": int(many[~is_ended].sum()),
            "oldest_open_days": oldest,
            "slowest_tenth_days": durations.percentile(watched, 0.9),
        }
    if not values:
        return question.nothing("no_suggestions")
    return question.answer(values, chart={"unit": DAYS, "decimals": 0, "stages": stages})


@once
def unfinished(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which suggestions are still to be decided or done, who answers for each, and what is late?

    values: keys (("waiting_days", "0–30"),) … , how many have waited so long, whenever they were submitted. chart:
    ``total``, ``overdue`` (past their own due date) and ``unowned`` counts; ``rows``, those of units that may be named,
    the oldest first, each with ``suggestion``, ``title`` ('' for who may not read what people wrote), ``unit``,
    ``line``, ``source``, ``stage``, ``waiting_days``, ``owner``, ``due_on``, ``late_days`` (0 where it is in time or
    has no due date).
    """
    question = ask("suggestions.unfinished", "suggestions_submitted", build, chosen, scope)
    if (missing := question.absent()) is not None:
        return question.nothing(missing)
    try:
        frame = records.unfinished(build, question.where)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if frame.empty:
        return question.nothing("nothing_unfinished")
    as_of = pd.Timestamp(question.where.as_of)
    days = (as_of - pd.to_datetime(frame["submitted_on"])).dt.days.to_numpy(dtype=float)
    late = (as_of - pd.to_datetime(frame["due_on"])).dt.days.fillna(0).clip(lower=0).to_numpy(dtype=np.int64)
    places = np.searchsorted(WAITING_ENDS_DAYS, days, side="left")
    names = waiting_bands()
    counts = np.bincount(places, minlength=len(names)).astype(float)
    keys: list[Key] = [(("waiting_days", name),) for name in names]
    summed = Summed(len(names), {"suggestions": counts}, np.zeros(len(names), dtype=bool))
    values = question.release(keys, summed, parts=[{"suggestions": count} for count in counts.tolist()])
    is_adopted, is_reviewed = (frame[step].notna().to_numpy() for step in ("adopted_on", "reviewing_on"))
    stage = np.select([is_adopted, is_reviewed], ["adopted", "reviewing"], "submitted")
    rows = tuple(
        {
            "suggestion": row["suggestion_id"],
            "title": row["title"] if scope.may_read_verbatims else "",
            "unit": row["unit_id"],
            "line": row["line"],
            "source": row["source"],
            "stage": str(at),
            "waiting_days": int(waited),
            "owner": row["owner"],
            "due_on": None if pd.isna(row["due_on"]) else pd.Timestamp(row["due_on"]).date(),
            "late_days": int(over),
        }
        for row, at, waited, over in zip(frame.to_dict("records"), stage, days, late, strict=True)
        if row["unit_id"]
    )
    answer = question.answer(
        values,
        chart={
            "total": len(frame),
            "overdue": int((late > 0).sum()),
            "unowned": int((frame["owner"].fillna("") == "").sum()),
            "rows": rows,
        },
        notes=("whenever_submitted",),
    )
    return replace(answer, footer=replace(answer.footer, period=None))


def waiting_bands() -> tuple[str, ...]:
    """The names of the bands of days that ``unfinished`` counts in: "0–30", …, "181+"."""
    starts = (0, *(end + 1 for end in WAITING_ENDS_DAYS))
    ends = (*(str(end) for end in WAITING_ENDS_DAYS), "")
    return tuple(f"{start}–{end}" if end else f"{start}+" for start, end in zip(starts, ends, strict=True))


def _released(question: Question, stage: str, watched: durations.Survival) -> tuple[Released, ...]:
    estimate = durations.percentile_estimate(watched)
    key: Key = (("stage", stage),)
    summed = question.summed(question.period) if question.period else None
    if summed is None:
        return ()
    return question.release([key], summed, estimate, measure=_in_days(question.measure), parts=[{}])


def _in_days(measure: Measure) -> Measure:
    """The same suggestions, told by how long they wait."""
    return replace(measure, unit=DAYS, decimals=0, is_higher_better=False, interval_rule="kaplan_meier")


@once
def per_staff_and_customers(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many suggestions came for every 100 staff and every 10,000 customers, over a year at the period's pace?

    values: keys (("per", "staff"),) and (("per", "customers"),), each with Byar's interval on the count. base:
    suggestions. An exposure that is not recorded leaves its value out; none at all: ``no_exposure``.
    """
    question = ask("suggestions.rates", "suggestions_submitted", build, chosen, scope)
    frame, why = cohort(question)
    if frame is None or question.period is None:
        return why
    exposure = build.rows("suggestions/exposure", question.where.parameters())
    months = numbers_of(exposure["month"])
    inside = (months >= number_of(question.period.first)) & (months <= number_of(question.period.last))
    count = float(frame["suggestions"].sum())
    values: list[Released] = []
    for of, per in (("staff", 100.0), ("customers", 10_000.0)):
        watched = float(exposure.loc[inside, of].sum()) / 12.0
        if watched <= 0:
            continue
        rate = rates.estimate(np.array([count]), np.array([watched]), per=per)
        found = replace(rate, base=np.array([count]))
        measure = replace(question.measure, unit=f"per_{of}", decimals=1, interval_rule="byar")
        key: Key = (("per", of),)
        values += question.release([key], question.summed(question.period), found, measure=measure, parts=[{}])
    if not values:
        return question.nothing("no_exposure")
    return question.answer(values, chart={"unit": "per_year", "decimals": 1})
