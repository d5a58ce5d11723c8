"""How are we doing: one measure over the period, against the period before and the same a year ago, and its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dashboard import gate
from dashboard.answers import changes, pools
from dashboard.answers.kinds import ComplaintRate, Nps, Share, Summed
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask, number_of
from dashboard.queries.builds import Build
from dashboard.queries.happenings import TargetSpan, targets
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice, add_months
from dashboard.stats import outlook
from dashboard.values import Answer, Released, Verdict

SPARK_MONTHS = 24
Side = Literal["previous", "year_before"]


@once
def of(measure: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The measure in the period, with verdicts.

    values: keys (("period", "current"),), "previous", "year_before"; the latter two only where they have a base.
    verdicts: change against "previous" and "year_before", where both sides have a base and the measure is tested.
    chart: ``periods`` (id -> Period); ``months``, up to 24 months to the period's end as Released; ``target`` None or
    {"value", "stands": above | contains | below | None, "is_met": bool | None, "chance": 0…1 | None}; ``weighted`` None
    or Released.
    """
    question = ask("headline", measure, build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        now = question.summed(question.period)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    is_counted = question.measure.unit == gate.COUNTED
    # A count of 0 among records is a finding; a score of nobody is none.
    if not question.inside(question.period).any() or not (is_counted or question.kind.estimate(now).base[0]):
        return _without_base(question, now)
    values, verdicts, periods = against_other_periods(question, now)
    span = spark_span(question.period)
    _, keys, by_month = question.in_steps("month", span)
    missing = "not_old_enough" if now.followed is not None and _is_undefined(question, now) else None
    is_too_fine = values[0].is_freer and values[0].shown == "hidden"
    return question.answer(
        values,
        verdicts,
        {
            "periods": periods,
            "months": question.release(keys, by_month),
            "target": target(question, values[0], now),
            "weighted": (second := weighted(question, now)),
            "widen": pools.widen(question, question.period) if is_too_fine else (),
        },
        missing="too_few_alone" if is_too_fine else missing,
        notes=(*(("weighted",) if second else ()), *(("short_comparison",) if _is_short(question, periods) else ())),
    )


def against_other_periods(
    question: Question, now: Summed
) -> tuple[tuple[Released, ...], tuple[Verdict, ...], Mapping[str, Period]]:
    """The period's value with those of the period before and a year before, and the verdicts against them."""
    if question.period is None:
        return (), (), {}
    periods: dict[str, Period] = {"current": question.period}
    values = list(question.release([(("period", "current"),)], now))
    verdicts: list[Verdict] = []
    others: Sequence[tuple[Side, Period]] = (
        ("previous", question.period.previous()),
        ("year_before", question.period.year_before()),
    )
    for name, period in others:
        # A period longer than a year would overlap itself a year before; two sides must be different people.
        if name == "year_before" and (question.period.months > 12 or period == question.period.previous()):
            continue
        then = question.summed(period)
        if not question.inside(period).any() or not question.kind.estimate(then).base[0]:
            continue
        periods[name] = period
        values += question.release([(("period", name),)], then)
        if (verdict := changes.verdict(question, now, then, name)) is not None:
            verdicts.append(verdict)
    return tuple(values), tuple(verdicts), periods


def spark_span(period: Period) -> Period:
    """The months drawn beside a headline: at least the period, else the 24 months to its end."""
    return Period(min(period.first, add_months(period.last, 1 - SPARK_MONTHS)), period.last)


def weighted(question: Question, now: Summed) -> Released | None:
    """The second, weighted figure of a survey that describes a weight; never in place of the first."""
    if not isinstance(question.kind, Nps) or question.survey is None or not question.survey.has_weight:
        return None
    key = (("period", "current"), ("weighting", "weighted"))
    return question.release([key], now, question.kind.weighted(now), parts=[{}])[0]


def target(question: Question, value: Released, now: Summed) -> Mapping[str, Any] | None:
    """The target that holds over the whole period, whether the interval lies above it, holds it or lies below, and how
    likely it is that the true value meets it (0…1, None where that cannot be told)."""
    if question.period is None:
        return None
    span = covering(targets(question.build, question.where, question.measure.measure), question.period)
    if span is None:
        return None
    stands = None
    if value.low is not None and value.high is not None:
        stands = "above" if value.low > span.target else "below" if value.high < span.target else "contains"
    is_met = None
    if stands in ("above", "below"):
        is_met = (stands == "above") == question.measure.is_higher_better
    chance = _chance(question, now, span.target) if value.shown == "score" and not now.is_freer[0] else None
    return {"value": span.target, "stands": stands, "is_met": is_met, "chance": chance}


def _chance(question: Question, now: Summed, target: float) -> float | None:
    """How likely the target is met: an NPS or a share at or above it, a complaint rate at or below."""
    kind = question.kind
    if isinstance(kind, Nps):
        found = outlook.attainment(now.sums["promoters"], now.sums["passives"], now.sums["detractors"], target)
    elif isinstance(kind, Share):
        found = outlook.attainment_of_share(now.sums[kind.hits], now.sums[kind.trials], target)
    elif isinstance(kind, ComplaintRate):
        found = outlook.attainment_of_rate(*kind.two(now), target, per=kind.per)
    else:
        return None
    chance: float | None = found.tolist()[0]
    return chance


def covering(spans: Sequence[TargetSpan], period: Period) -> TargetSpan | None:
    """The target that holds in every month of a period; the latest set of several."""
    first, last = number_of(period.first), number_of(period.last)
    holding = [s for s in spans if number_of(s.first_month) <= first and last <= number_of(s.last_month)]
    return max(holding, key=lambda span: span.first_month, default=None)


def _is_short(question: Question, periods: Mapping[str, Period]) -> bool:
    """Whether a period compared with begins before the records do, so that it stands for fewer months than it says."""
    begin = min(question.months, default=0)
    return any(number_of(period.first) < begin for name, period in periods.items() if name != "current")


def _is_undefined(question: Question, summed: Summed) -> bool:
    return question.kind.estimate(summed).score.tolist()[0] is None


def _without_base(question: Question, now: Summed) -> Answer:
    """Nobody answered: the value is released all the same (hidden, base 0), with what was counted beside it."""
    values = question.release([(("period", "current"),)], now) if now.size else ()
    missing = question.kind.empty
    if question.measure.measure == "index":
        # its leaves take no part where they are too few, so that there may be answers and yet no base
        is_hidden = bool(question.inside(question.period).any()) if question.period else False
        return question.answer(values, missing="too_few_alone" if is_hidden else missing)
    if missing == "no_responses" and question.measure.base_of == "ratings" and not len(question.read.frame):
        missing = "not_asked"
    return question.answer(values, missing=missing)
