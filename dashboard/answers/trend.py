"""Has it moved: a measure by month with control limits, events and targets; who answered what, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from dashboard.answers import headline
from dashboard.answers.kinds import Nps, Summed, only
from dashboard.answers.once import once
from dashboard.answers.question import WEEKLY, Question, ask, month_of, number_of
from dashboard.queries.builds import Build
from dashboard.queries.happenings import breaks, events, targets
from dashboard.queries.responses import SCORES
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice, add_months
from dashboard.stats import proportions
from dashboard.stats.control import ControlChart
from dashboard.values import Answer, Key, Released, stepped

CONTROL_MONTHS = 24
SPANS = {"week": 12, "month": CONTROL_MONTHS, "quarter": 48}
"""What a point may stand for, and over how many months at least it is then drawn: enough points for limits."""
PARTS = ("promoters", "passives", "detractors")


@once
def control(
    measure: str,
    build: Build,
    chosen: Slice,
    scope: Scope,
    step: str = "month",
    *,
    baselines: Sequence[date] = (),
) -> Answer:
    """The measure by week, month or quarter with Laney-type limits over at least 12, 24 or 48 months to the period's
    end (all data for ``all``).

    values: keys ((``step``, id),), those with a base; quarters or years where the selection is shown by itself only
    in those. Weeks are whole ones and freer cuts: hidden under 100 answers, told in steps of points; only measures of
    ``question.WEEKLY`` have them, of others and of unknown steps ValueError is raised. verdicts: those of the headline
    of the period, so that trend and headline say the same.
    chart: ``step``, what a point stands for; ``months`` (their first days) aligned with ``centre``, ``lower``,
    ``upper`` (None where there is none);
    ``signals`` (first day, beyond_limit | long_run | long_trend | near_limit) of points whose score shows;
    ``is_enough`` False under 12 points; ``sigma_z``; ``proposal``, None or {from_month, side, points}, a run of months
    on one side of the centre that still stands; ``events``; ``breaks``, where the question changed; ``targets``;
    ``headline``, the period's value; ``weighted_points``, where the survey describes a weight, the weighted figure of
    each point, aligned with ``months``, otherwise (); ``baselines``, the first months of new levels inside what is
    drawn. Centre and limits are of each stretch between them alone, limits from 12 points of it on.
    """
    if step not in steps_of(measure):
        raise ValueError(f"{measure} is not drawn by {step!r}; it is by {', '.join(steps_of(measure))}")
    question = ask("trend.control", measure, build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        now = question.summed(question.period)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    span = control_span(question, SPANS[step])
    months, keys, summed = question.in_steps(step, span)
    if not months:
        return question.nothing(question.kind.empty)
    released = question.release(keys, summed)
    drawn = tuple(value for value in released if value.base)
    is_too_fine = step == "week" and all(value.shown == "hidden" for value in drawn)
    current, verdicts, _ = headline.against_other_periods(question, now)
    limits = _limits(question, months, released, summed, baselines)
    return question.answer(
        drawn,
        verdicts,
        {
            **limits,
            # a new level begins with a month, whatever else is drawn
            "proposal": limits["proposal"] if keys[0][0][0] == "month" else None,
            "events": events(build, question.where, span),
            "breaks": breaks(build, question.where, measure, span),
            "targets": tuple(
                each
                for each in targets(build, question.where, measure)
                if each.first_month <= span.last and each.last_month >= span.first
            ),
            "headline": current[0],
            "weighted_points": _weighted(question, keys, summed),
            "span": span,
            "step": keys[0][0][0],
            "widen": ("month",) if is_too_fine else (),
        },
        missing="too_few_alone" if is_too_fine else None,
        comparisons=len(drawn),
    )


def _weighted(question: Question, keys: Sequence[Key], summed: Summed) -> tuple[Released, ...]:
    """The second, named figure of each point, beside the first."""
    if not isinstance(question.kind, Nps) or question.survey is None or not question.survey.has_weight:
        return ()
    named = [(*key, ("weighting", "weighted")) for key in keys]
    return question.release(named, summed, question.kind.weighted(summed), parts=[{}] * len(keys))


def steps_of(measure: str) -> tuple[str, ...]:
    """What a point of a measure's control chart can stand for, from the finest."""
    return tuple(SPANS) if measure in WEEKLY else tuple(step for step in SPANS if step != "week")


@once
def shares(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Promoters, passives and detractors as shares of each month, over the same months as the control chart.

    values: keys (("month", iso), ("part", name)), in per cent with Wilson's interval; shown from a base of 30.
    """
    question = ask("trend.shares", "nps", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    span = control_span(question)
    _, moments, summed = question.in_steps("month", span)
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


@once
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


def control_span(question: Question, least: int = CONTROL_MONTHS) -> Period:
    """The months a trend is drawn over: the period and at least so many to its end, as far as the data go back."""
    if question.period is None:
        raise ValueError("a question without a period has no months")
    first = min(question.period.first, add_months(question.period.last, 1 - least))
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
    for stretch in range(len(within) + 1):
        places = np.flatnonzero(seen & (level == stretch))
        chart = question.kind.chart(only(summed, seen & (level == stretch))) if places.size or not within else None
        # a new level is drawn from its first months on; limits, and with them everything else, from 12 on
        if chart is None or not (chart.is_enough or within):
            continue
        steps, pooled = _steps(question, [released[at] for at in places.tolist()])
        for name, numbers, in_steps in (
            ("centre", [chart.centre] * places.size, [pooled] * places.size),
            ("lower", chart.lower.tolist(), steps),
            ("upper", chart.upper.tolist(), steps),
        ):
            told = list(found[name])
            for at, number, step in zip(places.tolist(), numbers, in_steps, strict=True):
                told[at] = stepped(number, step) if step else number
            found[name] = tuple(told)
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


def _steps(question: Question, released: Sequence[Released]) -> tuple[list[int], int]:
    """The steps in which the limits of each point are told, and the centre line; 0 for all where no point is a freer
    cut. The centre is one of everybody seen; a point that is none takes part in limits that hold others which are."""
    freer = [question.rules.step(question.measure, value.base or 0) if value.is_freer else 0 for value in released]
    largest = max(freer, default=0)
    everybody = sum(value.base or 0 for value in released)
    pooled = question.rules.step(question.measure, everybody) if largest else 0
    return [step or largest for step in freer], pooled


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
