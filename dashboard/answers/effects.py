"""Did what was adopted help? Every suggestion that said what it would move, one of them in full, and the portfolio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from dashboard.answers.comparison import Comparison, compare, is_testable
from dashboard.answers.kinds import KINDS, Summed
from dashboard.answers.question import Question, ask
from dashboard.effect_verdicts import decide
from dashboard.queries.builds import Build
from dashboard.queries.plans import Plan, plans
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice
from dashboard.stats import constants
from dashboard.values import Answer, EffectCode, Key, Released, Verdict, stepped

CODES: tuple[EffectCode, ...] = (
    "proven",
    "made_worse",
    "not_the_expected_size",
    "consistent_with",
    "inconclusive",
    "too_early",
)
"""The verdicts a portfolio counts, in the order in which a reader wants them."""


class UnknownSuggestionError(ValueError):
    """No adopted suggestion that names a measure and a day has this id here; ``known`` are those that have."""

    def __init__(self, suggestion: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no effect to look at for {suggestion!r}; there are {', '.join(known) or 'none'}")
        self.known = known


def portfolio(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """What became of all adopted suggestions that said beforehand what they would move, whenever they were submitted.

    values: keys (("verdict", code),), counts. verdicts: one per suggestion, in the order of ``chart["suggestions"]``
    (ids; proven first), each what ``one`` says of it. chart: ``measures`` and ``starts`` by id; ``proven``, one entry
    per measure {measure, suggestions, total, low, high}: the proven changes added up, the interval taking them as
    independent; ``by_chance``, how many proven ones luck alone would make of as many that did nothing; ``untold``, how
    many were adopted and named a measure but no day, or no measure that has a score by unit and month.
    A change over the whole slice's time: the period of the bar does not narrow it, the as-of day does.
    """
    question = ask("effects.portfolio", "suggestions_adopted", build, chosen, scope)
    if question.absent() == "no_suggestions":
        return question.nothing("no_suggestions")
    try:
        testable, untold = _plans(question)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    found = [_compared(question, plan) for plan in testable]
    told = [(each, _verdict(each)) for each in found]
    told.sort(key=lambda pair: (CODES.index(pair[1].code), pair[0].plan.suggestion_id))
    many = Counter(verdict.code for _, verdict in told)
    counts = np.array([float(many[code]) for code in CODES])
    keys: list[Key] = [(("verdict", code),) for code in CODES]
    values = question.release(
        keys,
        Summed(len(CODES), {"suggestions": counts}, np.zeros(len(CODES), dtype=bool)),
        parts=[{"suggestions": float(count)} for count in counts],
    )
    shown = [each.plan for each, _ in told]
    answer = question.answer(
        values,
        [verdict for _, verdict in told],
        chart={
            "suggestions": tuple(plan.suggestion_id for plan in shown),
            "measures": {plan.suggestion_id: plan.measure for plan in shown},
            "touchpoints": {plan.suggestion_id: plan.touchpoint_id for plan in shown},
            "starts": {plan.suggestion_id: plan.first_on for plan in shown},
            "submitted_on": {plan.suggestion_id: plan.submitted_on for plan in shown},
            "claimed": tuple(plan.suggestion_id for plan in shown if plan.claimed_on is not None),
            "units_of": {each.plan.suggestion_id: each.units for each, _ in told},
            "formats": {name: (each.unit, each.decimals) for name, each in question.catalogue.measures.items()},
            "proven": _added_up(told),
            "by_chance": len(told) * constants.SIGNIFICANCE_LEVEL / 2.0,
            "untold": untold,
        },
        labels=_labels(question, shown),
        comparisons=max(1, len(told)),
        notes=("whenever_submitted",),
    )
    return replace(answer, footer=replace(answer.footer, period=None))


def proven_on(portfolio: Answer) -> tuple[date, ...]:
    """The days on which the suggestions of a ``portfolio`` that are proven were submitted."""
    submitted = portfolio.chart.get("submitted_on", {})
    told = zip(submitted.values(), portfolio.verdicts, strict=False)
    return tuple(day for day, verdict in told if verdict.code == "proven")


def one(suggestion: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """One suggestion: its measure where it was improved, month by month, beside what was left alone.

    values: keys (("month", m), ("side", "improved" | "left_alone")), the pooled score of the month on each side; months
    on too few answers are hidden or show their interval. verdicts: the one verdict. chart: ``path`` and ``band``, by
    how far beyond the median control since before; ``is_before``/``is_after`` by month; ``ranks`` (the improved first,
    then the controls, unnamed) and ``p_value``; ``rebound``; ``expected``; ``detectable``; ``controls``; ``units``;
    ``left_out``; ``starts_on``, ``submitted_on``, ``adopted_on``, ``claimed_on``; ``source`` and ``proposed_in``, who
    is owed the credit. Raises UnknownSuggestionError, and TooFineError for filters that suggestions do not carry.
    """
    question = ask("effects.portfolio", "suggestions_adopted", build, chosen, scope)
    everything, _ = _plans(question)
    plan = next((each for each in everything if each.suggestion_id == suggestion), None)
    if plan is None:
        raise UnknownSuggestionError(suggestion, tuple(each.suggestion_id for each in everything))
    comparison = _compared(question, plan)
    measured = replace(question.of_measure(plan.measure), name="effects.one")
    verdict = _verdict(comparison)
    values: list[Released] = []
    for side, summed in (("improved", comparison.treated), ("left_alone", comparison.left_alone)):
        if side == "left_alone" and not comparison.evidence.controls:
            continue
        keys: list[Key] = [(("month", month.isoformat()), ("side", side)) for month in comparison.months]
        values += measured.release(keys, summed, KINDS[plan.measure].estimate(summed))
    starts = {day for _, day in plan.starts}
    answer = measured.answer(
        values,
        [verdict],
        chart={
            "suggestion": plan.suggestion_id,
            "months": tuple(month.isoformat() for month in comparison.months),
            "is_before": comparison.is_before,
            "is_after": comparison.is_after,
            "path": _shown_path(comparison, values, measured),
            "band": comparison.band,
            "ranks": comparison.ranks,
            "p_value": comparison.p_value,
            "rebound": comparison.rebound,
            "expected": plan.expected,
            "detectable": comparison.evidence.detectable,
            "controls": comparison.evidence.controls,
            "months_after": comparison.evidence.months_after,
            "units": comparison.units,
            "left_out": comparison.left_out,
            "touchpoint": plan.touchpoint_id,
            "starts_on": plan.first_on,
            "is_staggered": len(starts) > 1,
            "submitted_on": plan.submitted_on,
            "adopted_on": plan.adopted_on,
            "claimed_on": plan.claimed_on,
            "source": plan.source,
            "proposed_in": plan.proposed_in,
        },
        labels=_labels(question, [plan]),
        notes=comparison.notes,
    )
    span = Period(comparison.months[0], comparison.months[-1]) if comparison.months else None
    return replace(answer, footer=replace(answer.footer, period=span))


def _verdict(comparison: Comparison) -> Verdict:
    """The verdict; of what divides answers that may only be shown together, in steps."""
    verdict = decide(comparison.evidence)
    return verdict.in_steps(comparison.step) if comparison.step else verdict


def _shown_path(comparison: Comparison, values: Sequence[Released], measured: Question) -> tuple[float | None, ...]:
    """The path without the months whose own score may not be shown; in steps where it may only so."""
    improved = {value.of("month"): value for value in values if value.of("side") == "improved"}
    path = []
    for month, moved in zip(comparison.months, comparison.path, strict=False):
        value = improved[month.isoformat()]
        is_hidden = moved is None or value.shown in ("hidden", "interval")
        step = measured.rules.step(measured.measure, value.base or 0) if value.is_freer else 0
        path.append(None if is_hidden else stepped(moved, step) if step else moved)
    return tuple(path)


def _plans(question: Question) -> tuple[list[Plan], int]:
    """The plans that can be tested and may be seen, and how many more there are. Raises TooFineError."""
    all_plans = plans(question.build, question.where)
    visible = question.scope.visible
    seen = [plan for plan in all_plans if visible is None or visible.issuperset(plan.units)]
    testable = [plan for plan in seen if is_testable(plan, question.catalogue.measures) and _has_begun(plan, question)]
    return testable, len(seen) - len(testable)


def _has_begun(plan: Plan, question: Question) -> bool:
    return plan.first_on is not None and plan.first_on <= question.where.as_of


def _compared(question: Question, plan: Plan) -> Comparison:
    """The comparison of one plan; units where the same was tried to be moved otherwise are no controls of it."""
    others = plans(question.build, replace(question.where, units=(), members={}, visible=None))
    touched = frozenset(
        unit
        for other in others
        if other.suggestion_id != plan.suggestion_id
        and (other.measure, other.touchpoint_id) == (plan.measure, plan.touchpoint_id)
        for unit in other.units
    )
    survey = question.survey.survey_id if question.survey else ""
    return compare(question.build, plan, question.where.as_of, survey, touched)


def _added_up(told: Sequence[tuple[Comparison, Verdict]]) -> tuple[dict[str, Any], ...]:
    """The proven changes of each measure together; their intervals add up as those of independent figures do."""
    rows = []
    proven = [(each, verdict) for each, verdict in told if verdict.code == "proven"]
    for measure in sorted({each.plan.measure for each, _ in proven}):
        of = [verdict for each, verdict in proven if each.plan.measure == measure]
        total = sum(verdict.difference or 0.0 for verdict in of)
        below = sum(((verdict.difference or 0.0) - (verdict.low or 0.0)) ** 2 for verdict in of)
        above = sum(((verdict.high or 0.0) - (verdict.difference or 0.0)) ** 2 for verdict in of)
        rows.append(
            {
                "measure": measure,
                "suggestions": len(of),
                "total": total,
                "low": total - float(np.sqrt(below)),
                "high": total + float(np.sqrt(above)),
            }
        )
    return tuple(rows)


def _labels(question: Question, shown: Sequence[Plan]) -> dict[tuple[str, str], tuple[str, str]]:
    labels = {("suggestion", plan.suggestion_id): (plan.title, plan.title) for plan in shown}
    for plan in shown:
        if plan.measure in question.catalogue.measures:
            labels["measure", plan.measure] = question.catalogue.measures[plan.measure].names
        if plan.touchpoint_id:
            names = question.label("touchpoint", plan.touchpoint_id)
            labels["touchpoint", plan.touchpoint_id] = names or (plan.touchpoint_id, plan.touchpoint_id)
        if plan.source:
            labels["source", plan.source] = question.label("source", plan.source) or (plan.source, plan.source)
        for unit in (*plan.units, *([plan.proposed_in] if plan.proposed_in else [])):
            labels["unit", unit] = question.label("unit", unit) or (unit, unit)
    return labels
