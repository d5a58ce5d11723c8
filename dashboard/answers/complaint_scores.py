"""Complaints beside scores: who says nothing and goes; whether complaints run before the score, with it or after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.cells import Plain, Summed, only
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask, month_of, number_of
from dashboard.queries import complaint_scores
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice
from dashboard.stats import lags, nps, proportions
from dashboard.stats.constants import SIGNIFICANCE_LEVEL
from dashboard.stats.control import ControlChart
from dashboard.stats.estimates import Masked
from dashboard.values import Answer, ComparisonCode, Key, Released, Verdict

PARTS = ("promoters", "passives", "detractors")
RATE = "complaints_per_10k"
MOST_MONTHS = 48
"""Months looked at when one series is held beside the other."""


@once
def silent(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which detractors never complained, and how do those recommend who did?

    Of people known by the same key in surveys and complaints, answers of the period; complained: a complaint received
    within the 365 days up to the answer. values: (("silent", p),) of ``PARTS``, the share that had not complained, in
    per cent with Wilson's interval; (("complained", "yes" | "no"),), the NPS of each side. All of them freer cuts: from
    100 answers on, in steps. verdicts: comparison, those who complained against those who had not ("not_complained").
    """
    question = ask("complaints.silent", "nps", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_responses")
    try:
        frame = complaint_scores.by_month(build, question.where)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    first, last = (day.isoformat() for day in (question.period.first, question.period.last))
    frame = frame[(frame["month"] >= first) & (frame["month"] <= last)]
    if frame.empty or not frame["has_complained"].any():
        return question.nothing("no_keys")
    sides = {side: frame[frame["has_complained"] == side][list(PARTS)].sum() for side in (True, False)}
    values: list[Released] = []
    for part in PARTS:
        hits, trials = float(sides[False][part]), float(sides[True][part] + sides[False][part])
        share = replace(question.measure, measure="silent_share", unit="pct", interval_rule="wilson")
        told = proportions.estimate(np.array([hits]), np.array([trials]))
        values += question.release([(("silent", part),)], _cell(), told, measure=share, parts=[{}])
    for side, name in ((True, "yes"), (False, "no")):
        score = nps.estimate(*_three(sides[side]))
        values += question.release([(("complained", name),)], _cell(), score, parts=[{}])
    return question.answer(
        values,
        [_compared(question, sides, values)],
        chart={"share_rule": "wilson"},
        labels={("measure", "silent_share"): ("没有投诉过的占比（%）", "Had not complained, %")},
        notes=("freer_cut",),
    )


def _three(side: pd.Series) -> tuple[Any, Any, Any]:
    promoters, passives, detractors = (np.array([float(side[part])]) for part in PARTS)
    return promoters, passives, detractors


def _cell() -> Summed:
    """Crossing answers with complaints is a freer cut, whatever else is chosen."""
    return Summed(1, {}, np.ones(1, dtype=bool))


def _compared(question: Question, sides: Mapping[bool, pd.Series], values: Sequence[Released]) -> Verdict:
    told = {value.of("complained"): value for value in values if value.of("complained")}
    yes, no = told["yes"], told["no"]
    if yes.score is None or no.score is None:
        return Verdict("comparison", "too_few", "not_complained")
    tested = nps.difference(_three(sides[True]), _three(sides[False]))
    stands = float(tested.p_value[0]) <= SIGNIFICANCE_LEVEL
    points = float(tested.points[0])
    code: ComparisonCode = "cannot_be_told_apart" if not stands else "higher" if points > 0 else "lower"
    step = question.rules.step(question.measure, min(yes.base or 0, no.base or 0))
    found = Verdict("comparison", code, "not_complained", points, float(tested.low[0]), float(tested.high[0]))
    return found.in_steps(step)


@once
def lagged(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Do complaints go with the score: in the same month, before it or after it?

    Both series as residuals of their control charts, distance from the centre in units of each month's own scatter,
    over the months to the end of the period that both have, at most ``MOST_MONTHS``. values: keys (("lag", k),), the
    correlation (−1…1) of complaints in a month with the score k months later; its interval allows for the memory of
    both series. chart: ``stands``, lags that stand in the one family of all; ``seen``, the first and last of the
    months looked at. An association and no cause. too_few_months under ``lags.LEAST_MONTHS``.
    """
    question = ask("complaints.lagged", "nps", build, chosen, scope)
    rate = ask("complaints.lagged", RATE, build, chosen, scope)
    for each in (question, rate):
        if (missing := each.absent()) is not None or each.period is None:
            return question.nothing(missing or "no_responses")
    try:
        score, complaints, months = _residuals(question, rate)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    found = None if score is None or complaints is None else lags.lagged(complaints, score)
    if found is None:
        return question.nothing("too_few_months")
    keys: list[Key] = [(("lag", str(lag)),) for lag in found.lags]
    estimate = Plain(found.correlation, found.low, found.high, found.months)
    measure = replace(
        question.measure,
        measure="correlation",
        unit="correlation",
        decimals=2,
        base_of="months",
        interval_rule="fisher",
    )
    plain = Summed(len(keys), {}, np.zeros(len(keys), dtype=bool))
    stands = tuple(lag for lag, is_standing in zip(found.lags, found.family.stands, strict=True) if is_standing)
    return question.answer(
        question.release(keys, plain, estimate, measure=measure, parts=[{} for _ in keys]),
        chart={
            "unit": "correlation",
            "decimals": 2,
            "share_rule": "fisher",
            "base_label": ("个月", "months"),
            "dimension": "lag",
            "stands": stands,
            "seen": months,
        },
        labels=dict.fromkeys((("measure", "nps"), ("measure", "correlation")), ("相关系数", "Correlation")),
        comparisons=found.family.looked_at,
        notes=("association",),
    )


def _residuals(question: Question, rate: Question) -> tuple[Masked | None, Masked | None, tuple[str, str]]:
    """The score's and the complaints' residuals over the same months, and the first and last of them."""
    if question.period is None:
        raise ValueError("a question without a period has no months")
    last = number_of(question.period.last)
    begin = max(last + 1 - MOST_MONTHS, min(*question.months, *rate.months, last))
    if not len(question.months) or not len(rate.months):
        return None, None, ("", "")
    span = Period(month_of(int(begin)), question.period.last)
    at = range(int(begin), last + 1)
    found = []
    for each in (question, rate):
        days, keys, summed = each.in_steps("month", span)
        if keys and keys[0][0][0] != "month":
            return None, None, ("", "")
        seen = np.array([value.shown == "score" for value in each.release(keys, summed)], dtype=bool)
        place = [number_of(day) - at.start for day, is_seen in zip(days, seen, strict=True) if is_seen]
        chart = each.kind.chart(only(summed, seen)) if seen.any() else None
        if chart is None or not chart.is_enough:
            return None, None, ("", "")
        found.append(_spread(chart, place, len(at)))
    return found[0], found[1], (span.first.isoformat(), span.last.isoformat())


def _spread(chart: ControlChart, place: list[int], size: int) -> Masked:
    """Distances from the centre in units of each month's limit, at the months' places; nothing elsewhere."""
    width = chart.upper.filled(0.0) - (chart.centre or 0.0)
    away = chart.values.filled(0.0) - (chart.centre or 0.0)
    values, is_missing = np.zeros(size), np.ones(size, dtype=bool)
    values[place] = np.divide(away, width, out=np.zeros_like(away), where=width > 0)
    is_missing[place] = ~chart.is_defined
    return np.ma.MaskedArray(values, mask=is_missing)
