"""What do customers say when they are called back, once and again, and do they complain again?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.cells import Estimated, Summed
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries import cases
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import agreement, durations, nps, proportions
from dashboard.stats.durations import REPEAT_AGES_DAYS
from dashboard.values import Answer, Key, Missing, Released

OUTCOMES = {
    "resolved": ("is_resolved", "is_first_reached"),
    "satisfied_first": ("is_first_satisfied", "is_first_reached"),
    "satisfied_second": ("is_second_satisfied", "is_second_reached"),
}
"""What is told of the complaints whose customer was told -> its flag, and the flag of those that were reached."""


@once
def call_backs(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Of the complaints received in the period whose customer was told: how many were resolved, and how many said at
    the first and at the second call-back that they were satisfied? And do both calls hear the same?

    values: keys (("outcome", o), ("among", "all" | "reached")) of ``OUTCOMES``, per cent of all that were told, and of
    those reached (at the first call-back; the second); who was not called, not reached or did not say is not satisfied.
    chart: ``counts`` {"told", "first_called", "first_reached", "second_called", "second_reached", "said_twice"};
    ``table``, (satisfied at the first, at the second) -> complaints that said at both; ``agreement``, of those the
    values (("agreement", "share"),) per cent that said the same, (("agreement", "kappa"),) Cohen's, and
    (("agreement", "first_minus_second"),) percentage points; empty where nobody did. An outcome that
    nobody recorded is left out; no call-back at all: ``no_call_backs``.
    """
    question, frame, why = _read("complaints.call_backs", build, chosen, scope)
    if frame is None:
        return why
    told = frame[frame["is_told"]]
    if told.empty:
        return question.nothing("none_told")
    if not told["is_first_called"].any() and not told["is_second_called"].any():
        return question.nothing("no_call_backs")
    values: list[Released] = []
    for outcome, (flag, reached) in OUTCOMES.items():
        if not told[flag].any() and not told[reached].any():
            continue
        for among, inside in (("all", told), ("reached", told[told[reached]])):
            share = proportions.estimate(np.array([_count(inside[inside[flag]])]), np.array([_count(inside)]))
            values += _share(question, (("outcome", outcome), ("among", among)), share)
    twice = told[told["has_said_twice"]]
    table = {
        (first, second): int(
            _count(twice[(twice["is_first_satisfied"] == first) & (twice["is_second_satisfied"] == second)])
        )
        for first in (True, False)
        for second in (True, False)
    }
    names = ("first_called", "first_reached", "second_called", "second_reached")
    counts = {"told": int(_count(told)), **{name: int(_count(told[told[f"is_{name}"]])) for name in names}}
    return question.answer(
        values,
        chart={
            "unit": "pct",
            "decimals": 1,
            "counts": {**counts, "said_twice": sum(table.values())},
            "table": table,
            "agreement": _agreement(question, table),
        },
    )


@once
def came_back(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many complained again about the same matter within 30 and 90 days of being told?

    A repeat is one that was marked so, or the same customer with the same business and cause again. values: keys
    (("within_days", "30"),) and "90": per cent of the complaints received in the period that were told and are no
    repeat themselves, those not yet so old counted for as long as they are (Kaplan–Meier); hidden where none is old
    enough. chart: ``told``, and ``keyed`` of them, whose customer is known; ``repeated``, ``unmarked`` of them (known
    by the customer alone) and ``young`` (told too recently, not repeated), days -> complaints; ``while_open``, repeated
    before they were told; ``reopened``; ``repeats`` and ``unmarked_repeats`` of them, complaints of the period that are
    a repeat themselves.
    """
    question, frame, why = _read("complaints.came_back", build, chosen, scope, "kaplan_meier")
    if frame is None:
        return why
    firsts = frame[~frame["is_repeat"]]
    told = firsts[firsts["is_told"]]
    if told.empty:
        return question.nothing("none_told")
    days, is_repeated = told["days_since_told"], told["is_repeated"]
    watched = durations.survival(days, is_repeated, told["complaints"])
    if watched is None:
        return question.nothing("none_told")
    values: list[Released] = []
    for within in REPEAT_AGES_DAYS:
        share = durations.share_on_time(watched, np.array([float(within)]))
        values += _share(question, (("within_days", str(within)),), share, rule="kaplan_meier")
    return question.answer(
        values,
        chart={
            "unit": "pct",
            "decimals": 1,
            "told": int(_count(told)),
            "keyed": int(_count(told[told["is_keyed"]])),
            "repeated": {within: int(_count(told[is_repeated & (days <= within)])) for within in REPEAT_AGES_DAYS},
            "unmarked": {
                within: int(_count(told[told["is_repeated_unmarked"] & (days <= within)]))
                for within in REPEAT_AGES_DAYS
            },
            "young": {within: int(_count(told[~is_repeated & (days < within)])) for within in REPEAT_AGES_DAYS},
            "while_open": int(_count(firsts[firsts["is_repeated_while_open"]])),
            "reopened": int(_count(firsts[firsts["is_reopened"]])),
            "repeats": int(_count(frame[frame["is_repeat"]])),
            "unmarked_repeats": int(_count(frame[frame["is_unmarked_repeat"]])),
        },
        missing=None if any(value.shown != "hidden" for value in values) else "not_old_enough",
    )


def _read(
    name: str, build: Build, chosen: Slice, scope: Scope, rule: str = "wilson"
) -> tuple[Question, pd.DataFrame | None, Answer]:
    """What became of the complaints of a question, or the answer that says why there are none."""
    asked = ask(name, "complaints", build, chosen, scope)
    measure = replace(asked.measure, unit="pct", decimals=1, is_higher_better=True, interval_rule=rule)
    question = replace(asked, measure=measure)
    missing: Missing | None = question.absent()
    if missing is not None or question.period is None:
        return question, None, question.nothing(missing or "no_complaints")
    try:
        frame = cases.after(build, question.where, question.period.first, question.period.end - timedelta(days=1))
    except TooFineError as fault:
        return question, None, question.nothing("cut_too_fine", fault.widen)
    return question, None if frame.empty else frame, question.nothing("no_clocks")


def _count(frame: pd.DataFrame) -> float:
    return float(frame["complaints"].sum())


def _share(
    question: Question, key: Key, share: Estimated, *, rule: str = "wilson", **more: Any
) -> tuple[Released, ...]:
    measure = replace(question.measure, interval_rule=rule, **more)
    return question.release([key], Summed(1, {}, np.zeros(1, dtype=bool)), share, measure=measure, parts=[{}])


def _agreement(question: Question, table: dict[tuple[bool, bool], int]) -> tuple[Released, ...]:
    """Of those who said at both calls; the difference is that of two shares of the same people."""
    both, only_first = float(table[True, True]), float(table[True, False])
    only_second, neither = float(table[False, True]), float(table[False, False])
    found = agreement.agreement([[both, only_first], [only_second, neither]])
    gap = nps.estimate(np.array([only_first]), np.array([both + neither]), np.array([only_second]))
    told = [*_share(question, (("agreement", "share"),), found.share)]
    told += _share(question, (("agreement", "kappa"),), found.kappa, rule="cohens_kappa", unit="", decimals=2)
    told += _share(
        question, (("agreement", "first_minus_second"),), gap, rule="adjusted_wald", unit="points", decimals=1
    )
    return tuple(told) if sum(table.values()) else ()
