"""Did what was adopted help? Every suggestion that said what it would move, one of them in full, and the portfolio."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from dashboard.answers.before_after import framed, told, verdict_of
from dashboard.answers.compared import Comparison
from dashboard.answers.comparison import compare, is_testable
from dashboard.answers.kinds import Summed
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.answers.untouched import touched
from dashboard.queries.builds import Build
from dashboard.queries.plans import Plan, plans
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import constants
from dashboard.values import Answer, EffectCode, Key, Verdict

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


@once
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
    found = [(plan, _compared(question, plan)) for plan in testable]
    decided = [(plan, comparison, verdict_of(comparison)) for plan, comparison in found]
    decided.sort(key=lambda each: (CODES.index(each[2].code), each[0].suggestion_id))
    verdicts = [verdict for *_, verdict in decided]
    many = Counter(verdict.code for verdict in verdicts)
    counts = np.array([float(many[code]) for code in CODES])
    keys: list[Key] = [(("verdict", code),) for code in CODES]
    values = question.release(
        keys,
        Summed(len(CODES), {"suggestions": counts}, np.zeros(len(CODES), dtype=bool)),
        parts=[{"suggestions": float(count)} for count in counts],
    )
    shown = [plan for plan, *_ in decided]
    answer = question.answer(
        values,
        verdicts,
        chart={
            "suggestions": tuple(plan.suggestion_id for plan in shown),
            "measures": {plan.suggestion_id: plan.change.measure for plan in shown},
            "touchpoints": {plan.suggestion_id: plan.change.touchpoint_id for plan in shown},
            "starts": {plan.suggestion_id: plan.change.first_on for plan in shown},
            "submitted_on": {plan.suggestion_id: plan.submitted_on for plan in shown},
            "claimed": tuple(plan.suggestion_id for plan in shown if plan.claimed_on is not None),
            "units_of": {plan.suggestion_id: comparison.units for plan, comparison, _ in decided},
            "formats": {name: (each.unit, each.decimals) for name, each in question.catalogue.measures.items()},
            "proven": _added_up(shown, verdicts),
            "by_chance": len(decided) * constants.SIGNIFICANCE_LEVEL / 2.0,
            "untold": untold,
        },
        labels=_labels(question, shown),
        comparisons=max(1, len(decided)),
        notes=("whenever_submitted",),
    )
    return replace(answer, footer=replace(answer.footer, period=None))


def proven_on(portfolio: Answer) -> tuple[date, ...]:
    """The days on which the suggestions of a ``portfolio`` that are proven were submitted."""
    submitted = portfolio.chart.get("submitted_on", {})
    told = zip(submitted.values(), portfolio.verdicts, strict=False)
    return tuple(day for day, verdict in told if verdict.code == "proven")


@once
def one(suggestion: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """One suggestion: its measure where it was improved, month by month, beside what was left alone.

    values, verdicts and chart as ``before_after.told`` gives them; chart also: ``suggestion``, ``submitted_on``,
    ``adopted_on``, ``claimed_on``; ``source`` and ``proposed_in``, who is owed the credit. Raises
    UnknownSuggestionError, and TooFineError for filters that suggestions do not carry.
    """
    question = ask("effects.portfolio", "suggestions_adopted", build, chosen, scope)
    everything, _ = _plans(question)
    plan = next((each for each in everything if each.suggestion_id == suggestion), None)
    if plan is None:
        raise UnknownSuggestionError(suggestion, tuple(each.suggestion_id for each in everything))
    comparison = _compared(question, plan)
    measured = replace(question.of_measure(plan.change.measure), name="effects.one")
    found = told(comparison, measured)
    answer = measured.answer(
        found.values,
        [found.verdict],
        chart={
            **found.chart,
            "suggestion": plan.suggestion_id,
            "submitted_on": plan.submitted_on,
            "adopted_on": plan.adopted_on,
            "claimed_on": plan.claimed_on,
            "source": plan.source,
            "proposed_in": plan.proposed_in,
        },
        labels=_labels(question, [plan]),
        notes=found.notes,
    )
    return framed(answer, comparison)


def _plans(question: Question) -> tuple[list[Plan], int]:
    """The plans that can be tested and may be seen, and how many more there are. Raises TooFineError."""
    all_plans = plans(question.build, question.where)
    visible = question.scope.visible
    seen = [plan for plan in all_plans if visible is None or visible.issuperset(plan.change.units)]
    testable = [
        plan for plan in seen if is_testable(plan.change, question.catalogue.measures) and _has_begun(plan, question)
    ]
    return testable, len(seen) - len(testable)


def _has_begun(plan: Plan, question: Question) -> bool:
    return plan.change.first_on is not None and plan.change.first_on <= question.where.as_of


def _compared(question: Question, plan: Plan) -> Comparison:
    """The comparison of one plan; units where the same was tried to be moved otherwise are no controls of it."""
    survey = question.survey.survey_id if question.survey else ""
    others = touched(question.build, question.where, plan.change)
    return compare(question.build, plan.change, question.where.as_of, survey, others)


def _added_up(shown: Sequence[Plan], verdicts: Sequence[Verdict]) -> tuple[dict[str, Any], ...]:
    """The proven changes of each measure together; their intervals add up as those of independent figures do."""
    rows = []
    proven = [(plan, each) for plan, each in zip(shown, verdicts, strict=True) if each.code == "proven"]
    for measure in sorted({plan.change.measure for plan, _ in proven}):
        of = [verdict for plan, verdict in proven if plan.change.measure == measure]
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
        if plan.change.measure in question.catalogue.measures:
            labels["measure", plan.change.measure] = question.catalogue.measures[plan.change.measure].names
        if plan.change.touchpoint_id:
            names = question.label("touchpoint", plan.change.touchpoint_id)
            labels["touchpoint", plan.change.touchpoint_id] = names or (
                plan.change.touchpoint_id,
                plan.change.touchpoint_id,
            )
        if plan.source:
            labels["source", plan.source] = question.label("source", plan.source) or (plan.source, plan.source)
        for unit in (*plan.change.units, *([plan.proposed_in] if plan.proposed_in else [])):
            labels["unit", unit] = question.label("unit", unit) or (unit, unit)
    return labels
