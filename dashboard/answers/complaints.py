"""How many complaints are there for the bank's size, and what are they about? Raw and merged counts, both named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.answers.kinds import NO_AGENTS, RATES, Summed
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, Question, ask, number_of, numbers_of
from dashboard.queries import complaints
from dashboard.queries.builds import Build
from dashboard.queries.complaints import AGENTS, CROSSED_BY, PER
from dashboard.queries.records import COMPLAINT_COUNTS
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import proportions, rates
from dashboard.stats.estimates import Estimate
from dashboard.values import Answer, Key, Released

COUNTED = {"raw": "complaints", "merged": "merged_complaints", "valid": "valid_complaints"}
"""Ways of counting -> the column: each one, without repeats, found valid."""
CATCH_ALLS = frozenset({"其他", "其它", "其他业务", "其他原因", "其他渠道", "other", "others"})
"""Names of a catch-all: it stays last, however large, because it says nothing of what went wrong. "Other intermediary
business" is a category of its own."""


def measure_of(per: str, agents: str) -> str:
    """The rate that is asked for by its exposure and its reading."""
    return PER[per] + ("" if agents == "all" else NO_AGENTS)


@once
def how_many(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many complaints came in the period, and how many for each thing they may be divided by, in both readings?

    values: keys (("counted", "raw" | "merged" | "valid"), ("agents", a)), counts; (("share", "found_valid"),
    ("agents", a)), the share found valid of those received, in per cent; then (("per", p), ("counted", "raw" |
    "merged"), ("agents", a)), rates per exposure of ``PER``, each with Byar's interval, over the months with that
    exposure. chart: ``no_exposure``, what of ``PER`` there is no exposure of; ``left_out``, exposure -> the
    complaints of months without it, which its rate leaves out; ``agents``, how many are suspected; ``by_count``, how
    many are known as counts, which do not say it.
    """
    question = ask("complaints.how_many", "complaints", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_complaints")
    try:
        frame = question.read.frame[question.inside(question.period)]
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if frame.empty or not frame["complaints"].sum():
        return question.nothing("no_complaints")
    by_month = frame.groupby("month")[list(COMPLAINT_COUNTS)].sum()
    exposure = complaints.exposures(build, question.where).set_index("month")
    both = by_month.join(exposure, how="left").fillna(0.0)
    summed = question.summed(question.period)
    values: list[Released] = []
    for agents in AGENTS:
        read = _reading(both, agents)
        raw, valid = (np.array([float(read[COUNTED[name]].sum())]) for name in ("raw", "valid"))
        keys: list[Key] = [(("counted", name), ("agents", agents)) for name in COUNTED]
        values += counted(question, keys, [float(read[column].sum()) for column in COUNTED.values()])
        measure = replace(question.measure, measure="valid_share", unit="pct", decimals=1, interval_rule="wilson")
        share: Key = (("share", "found_valid"), ("agents", agents))
        told = proportions.estimate(valid, raw)
        values += question.release([share], summed, told, measure=measure, parts=[{}])
    left_out = {}
    for name in PER:
        column = RATES[PER[name]][0]
        known = both[both[column] > 0]
        left_out[name] = int(both["complaints"].sum() - known["complaints"].sum())
        if not known.empty:
            values += _rates(question, summed, known, name)
    return question.answer(
        values,
        chart={
            "share_rule": "byar",
            "no_exposure": tuple(name for name in PER if not any(value.of("per") == name for value in values)),
            "left_out": left_out,
            "agents": int(both["agent_complaints"].sum()),
            "by_count": int(frame["complaints_by_count"].fillna(0).sum()),
        },
    )


def _reading(frame: pd.DataFrame, agents: str) -> pd.DataFrame:
    """The counts of one reading."""
    if agents == "all":
        return frame
    return frame.assign(**{name: frame[name] - frame[f"agent_{name}"] for name in COUNTED.values()})


def _rates(question: Question, summed: Summed, known: pd.DataFrame, per: str) -> list[Released]:
    """Raw and merged, in both readings, over the months whose exposure is known."""
    column, of = RATES[PER[per]]
    values: list[Released] = []
    for agents in AGENTS:
        read = _reading(known, agents)
        measure = question.catalogue.measures[measure_of(per, agents)]
        for name in ("raw", "merged"):
            rate = rate_of(float(read[COUNTED[name]].sum()), float(known[column].sum()), of)
            key: Key = (("per", per), ("counted", name), ("agents", agents))
            values += question.release([key], summed, rate, measure=measure, parts=[{}])
    return values


def rate_of(count: float, exposure: float, per: float, months: float = 1.0) -> Estimate:
    """A count for an exposure added up over months, per so much of it and over so many months, with Byar's interval.

    >>> round(float(rate_of(65, 30_000, 10_000).low[0]), 4)
    16.7211
    """
    return rates.estimate(np.array([count]), np.array([exposure / months]), per=per)


@once
def causes(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """What do complaints come from, the most frequent cause first?

    values: keys (("cause", id),), counts with the merged count as a part; a catch-all ("other") stands after all named
    causes whatever its size, what was not classified ("") last of all. chart: ``shares`` in per cent of all and
    ``running`` ones, in the order of values; ``others``, ids of catch-alls; ``total``, ``merged``; ``by_count``, those
    known as counts alone.
    """
    question = ask("complaints.causes", "complaints", build, chosen, scope)
    frame, why = _classified(question)
    if frame is None:
        return why
    sums = frame.groupby("cause")[["complaints", "merged_complaints"]].sum()
    ids, others = in_order(question, "cause", sums["complaints"])
    counts, merged = (sums[name].reindex(ids).astype(float).tolist() for name in ("complaints", "merged_complaints"))
    values = counted(question, [(("cause", each),) for each in ids], counts, merged)
    total = sum(counts)
    shares = [100 * count / total for count in counts]
    return question.answer(
        values,
        chart={
            "shares": tuple(shares),
            "running": tuple(np.cumsum(shares).tolist()),
            "others": others,
            "total": int(total),
            "merged": int(sum(merged)),
            "by_count": int(frame["complaints_by_count"].sum()),
        },
    )


@once
def crossed(build: Build, chosen: Slice, scope: Scope, rows_by: str = "business") -> Answer:
    """Which business (or channel, or business line) is complained about for which cause?

    values: keys ((rows_by, id), ("cause", id)), counts, those above 0. chart: ``rows_by``; ``rows`` and ``columns``,
    ids in order, catch-alls and what was not classified last. Raises ValueError for a dimension without causes.
    """
    if rows_by not in CROSSED_BY:
        raise ValueError(f"causes are crossed with {', '.join(CROSSED_BY)}, not with {rows_by!r}")
    question = ask("complaints.crossed", "complaints", build, chosen, scope)
    frame, why = _classified(question)
    if frame is None:
        return why
    sums = frame.groupby([rows_by, "cause"])["complaints"].sum()
    rows, _ = in_order(question, rows_by, frame.groupby(rows_by)["complaints"].sum())
    columns, _ = in_order(question, "cause", frame.groupby("cause")["complaints"].sum())
    pairs = [(row, column) for row in rows for column in columns if sums.get((row, column), 0) > 0]
    keys: list[Key] = [((rows_by, row), ("cause", column)) for row, column in pairs]
    values = counted(question, keys, [float(sums[pair]) for pair in pairs])
    return question.answer(
        values, chart={"rows_by": rows_by, "rows": tuple(rows), "columns": tuple(columns)}, comparisons=len(values)
    )


def counted(
    question: Question, keys: Sequence[Key], counts: Sequence[float], merged: Sequence[float] | None = None
) -> tuple[Released, ...]:
    """Plain counts of complaints through the gate, with the merged count beside each where it is given."""
    columns = {"complaints": list(counts), "merged_complaints": list(merged or counts), "is_freer": False}
    frame = pd.DataFrame({**columns, "valid_complaints": 0.0})
    summed = question.kind.sum(frame, np.arange(len(keys)), len(keys))
    parts = [{"merged_complaints": each} for each in merged] if merged is not None else [{} for _ in keys]
    return question.release(keys, summed, parts=parts)


def in_order(question: Question, dimension: str, counts: pd.Series) -> tuple[list[str], tuple[str, ...]]:
    """Ids with complaints, the most frequent first, then catch-alls, then the unclassified; and the catch-alls."""
    members = question.catalogue.members.get(dimension, {})
    ids = [str(each) for each in counts[counts > 0].sort_values(ascending=False, kind="stable").index]
    others = tuple(
        each for each in ids if any(name.lower() in CATCH_ALLS for name in (each, *members.get(each, ())) if name)
    )
    named = [each for each in ids if each not in others and each != NOT_RECORDED_ID]
    return [*named, *others, *(each for each in ids if each == NOT_RECORDED_ID)], others


def _classified(question: Question) -> tuple[pd.DataFrame | None, Answer]:
    """The complaints of the period by channel, business and cause, or the answer that says why there are none."""
    if (missing := question.absent()) is not None or question.period is None:
        return None, question.nothing(missing or "no_complaints")
    try:
        frame = complaints.about(question.build, question.where)
    except TooFineError as fault:
        return None, question.nothing("cut_too_fine", fault.widen)
    months = numbers_of(frame["month"])
    frame = frame[(months >= number_of(question.period.first)) & (months <= number_of(question.period.last))]
    return (None if frame.empty else frame), question.nothing("no_complaints")
