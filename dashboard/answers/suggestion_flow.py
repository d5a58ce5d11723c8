"""How long suggestions wait at each stage, the open ones counted; and how many come per staff and per customers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.answers.question import Question, ask
from dashboard.answers.suggestions import cohort
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Measure
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import durations, rates
from dashboard.values import Answer, Key, Released

STAGES = {
    "first_reply": ("submitted_on", ("first_reply_on",)),
    "decision": ("submitted_on", ("adopted_on", "declined_on", "merged_on")),
    "implementation": ("adopted_on", ("implemented_on",)),
}
"""Stage -> the day it begins, and the days of which the first ends it."""
DAYS = "days"


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
    months = exposure["month"].dt.year * 12 + exposure["month"].dt.month - 1
    first, last = question.period.first, question.period.last
    inside = (months >= first.year * 12 + first.month - 1) & (months <= last.year * 12 + last.month - 1)
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
