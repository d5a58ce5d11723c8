"""Has it moved: a measure by month with control limits, events and targets; who answered what, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from dashboard.answers import headline
from dashboard.answers.kinds import Summed, only
from dashboard.answers.question import Question, ask, month_of, number_of
from dashboard.queries.builds import Build
from dashboard.queries.happenings import breaks, events, targets
from dashboard.queries.responses import SCORES
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice, add_months
from dashboard.stats import proportions
from dashboard.stats.control import ControlChart
from dashboard.values import Answer, Released, stepped

CONTROL_MONTHS = 24
PARTS = ("promoters", "passives", "detractors")


def control(measure: str, build: Build, chosen: Slice, scope: Scope, *, baselines: Sequence[date] = ()) -> Answer:
    """The measure by month with Laney-type limits over at least 24 months to the period's end (all data for ``all``).

    values: keys (("month", iso),), months with a base; quarters or years where the selection is shown by itself only
    in those (``step_months``). verdicts: those of the headline, so that trend and headline say the same.
    chart: ``months`` (first days) aligned with ``centre``, ``lower``, ``upper`` (None where there is none);
    ``signals`` (iso month, beyond_limit | long_run | long_trend | near_limit) of months whose score shows;
    ``is_enough`` False under 12 points; ``sigma_z``; ``proposal``, None or {from_month, side, points}, a run on one
    side of the centre that still stands; ``events``; ``breaks``, where the question changed; ``targets``;
    ``headline``, the period's value; ``baselines``, the first months of new levels inside the months drawn. Centre and
    limits are of each stretch between them alone, limits from 12 months of it on.
    """
    question = ask("trend.control", measure, build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        now = question.summed(question.period)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    span = control_span(question)
    months, summed = question.summed_by_month(span)
    if not months:
        return question.nothing(question.kind.empty)
    released = question.release(question.moments(months, span), summed)
    drawn = tuple(value for value in released if value.base)
    current, verdicts, _ = headline.against_other_periods(question, now)
    return question.answer(
        drawn,
        verdicts,
        {
            **_limits(question, months, released, summed, baselines),
            "events": events(build, question.where, span),
            "breaks": breaks(build, question.where, measure, span),
            "targets": tuple(
                each
                for each in targets(build, question.where, measure)
                if each.first_month <= span.last and each.last_month >= span.first
            ),
            "headline": current[0],
            "span": span,
            "step_months": question.step(span),
        },
        comparisons=len(drawn),
    )


def shares(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Promoters, passives and detractors as shares of each month, over the same months as the control chart.

    values: keys (("month", iso), ("part", name)), in per cent with Wilson's interval; shown from a base of 30.
    """
    question = ask("trend.shares", "nps", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    span = control_span(question)
    months, summed = question.summed_by_month(span)
    moments = question.moments(months, span)
    total = sum(summed.sums[part] for part in PARTS)
    by_part = [
        question.release(
            [(*moment, ("part", part)) for moment in moments],
            summed,
            proportions.estimate(summed.sums[part], total),
            parts=[{part: float(count)} for count in summed.sums[part]],
            is_distribution=True,
        )
        for part in PARTS
    ]
    values = tuple(value for month in zip(*by_part, strict=True) for value in month if value.base)
    if not values:
        return question.nothing("no_responses")
    return question.answer(values, chart={"parts": PARTS, "unit": "pct", "share_rule": "wilson"})


def histogram(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How the answers lie on 0–10 in the period. values: eleven, keys (("score", "0"),) …, share in per cent.

    parts: {"responses": count}; the base is all valid answers. Hidden altogether under a base of 30.
    """
    question = ask("trend.histogram", "nps", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    now = question.summed(question.period)
    total = sum(now.sums[part] for part in PARTS)
    values: list[Released] = []
    for score, column in enumerate(SCORES):
        values += question.release(
            [(("score", str(score)),)],
            now,
            proportions.estimate(now.sums[column], total),
            parts=[{"responses": float(now.sums[column][0])}],
            is_distribution=True,
        )
    if not values[0].base:
        return question.nothing("no_responses")
    return question.answer(values, chart={"unit": "pct", "share_rule": "wilson"})


def control_span(question: Question) -> Period:
    """The months a trend is drawn over: the period and at least 24 months to its end, as far as the data go back."""
    if question.period is None:
        raise ValueError("a question without a period has no months")
    first = min(question.period.first, add_months(question.period.last, 1 - CONTROL_MONTHS))
    start = min(question.months, default=number_of(first))
    begin = month_of(int(start))
    return Period(min(max(first, begin), question.period.last), question.period.last)


def drawn_span(build: Build, chosen: Slice, scope: Scope) -> Period | str:
    """The months that a trend of this slice is drawn over; the slice's own period where there are none."""
    question = ask("trend.span", "nps", build, chosen, scope)
    try:
        return control_span(question) if question.period and question.absent() is None else chosen.period
    except TooFineError:
        return chosen.period


def _limits(
    question: Question,
    months: Sequence[date],
    released: Sequence[Released],
    summed: Summed,
    baselines: Sequence[date] = (),
) -> dict[str, Any]:
    """Limits and signals as plain tuples beside the months, of each stretch between new levels by itself. Hidden months
    take no part: limits that rested on them would give them away."""
    iso = tuple(day.isoformat() for day in months)
    within = tuple(sorted({day for day in baselines if months[0] < day <= months[-1]}))
    seen = np.array([value.shown != "hidden" for value in released])
    level = np.searchsorted(np.array([day.isoformat() for day in within], dtype=str), np.array(iso), side="right")
    found: dict[str, Any] = {
        "months": iso,
        "centre": (None,) * len(iso),
        "lower": (None,) * len(iso),
        "upper": (None,) * len(iso),
        "signals": (),
        "is_enough": False,
        "sigma_z": None,
        "proposal": None,
        "baselines": tuple(day.isoformat() for day in within),
    }
    if summed.followed is not None:
        return found
    step = max(
        (question.rules.step(question.measure, value.base or 0) for value in released if value.is_freer), default=0
    )
    for stretch in range(len(within) + 1):
        places = np.flatnonzero(seen & (level == stretch))
        chart = question.kind.chart(only(summed, seen & (level == stretch))) if places.size or not within else None
        # a new level is drawn from its first months on; limits, and with them everything else, from 12 on
        if chart is None or not (chart.is_enough or within):
            continue
        for name, numbers in (
            ("centre", [chart.centre] * places.size),
            ("lower", chart.lower.tolist()),
            ("upper", chart.upper.tolist()),
        ):
            told = dict(zip(places.tolist(), numbers, strict=True))
            found[name] = tuple(
                found[name][at] if at not in told else stepped(told[at], step) if step else told[at]
                for at in range(len(iso))
            )
        if chart.is_enough:
            found["is_enough"], found["sigma_z"] = True, chart.sigma_z
            found["signals"] += tuple(
                (iso[at], rule)
                for position, at in enumerate(places.tolist())
                if released[at].shown == "score"
                for rule in chart.signals.names(position)
            )
        found["proposal"] = _proposal(chart, [iso[at] for at in places]) if chart.is_enough else None
    return found


def _proposal(chart: ControlChart, months: Sequence[str]) -> dict[str, Any] | None:
    """The run on one side of the centre that the last month stands in, if that is a signal: where it began."""
    if not months or not chart.signals.long_run[-1]:
        return None
    is_above = bool(chart.signals.is_above[-1])
    side = chart.signals.is_above if is_above else chart.signals.is_below
    first = len(months)
    while first and side[first - 1]:
        first -= 1
    return {"from_month": months[first], "side": "above" if is_above else "below", "points": len(months) - first}
