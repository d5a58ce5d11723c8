"""Did units get better after the day they became something: elderly-friendly, a demonstration outlet? Beyond others.

The comparison is the one that tells whether a suggestion helped; here the change is the attribute, from its day on at
each unit. What is left alone never had it, and nothing else began or ended there in the time around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from dashboard.answers.before_after import framed, told
from dashboard.answers.comparison import TESTABLE, compare
from dashboard.answers.kinds import Summed
from dashboard.answers.once import once
from dashboard.answers.question import Question, UnknownMeasureError, ask
from dashboard.answers.since_start import State
from dashboard.answers.untouched import MONTHS_AFTER, SPAN_BEFORE, reached, touched
from dashboard.queries.attributes import Span, dated, named, parted, spans
from dashboard.queries.builds import Build
from dashboard.queries.levels import called
from dashboard.queries.plans import Change
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice, add_months
from dashboard.values import Answer, Missing

MEASURES = ("nps", "satisfaction", "effort", "response_rate", "complaints_per_10k")
"""What can be asked of an attribute, in the order in which it is offered."""
UnitState = Literal["always", "touched"] | State


class UnknownAttributeError(ValueError):
    """No unit of this bank has the attribute from a day on; ``known`` are those that some unit has."""

    def __init__(self, attribute: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no unit became {attribute!r}; there are {', '.join(known) or 'none'}")
        self.known = known


@dataclass(frozen=True, slots=True)
class Having:
    """A unit that has or had the attribute, and what became of it in the comparison."""

    unit_id: str
    from_on: date | None
    to_on: date | None
    state: UnitState


@once
def before_after(attribute: str, measure: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """One measure of the units that became something, before and after, beside units alike that never did.

    The whole bank's units where none is chosen, whoever asks; else those of the chosen units. ``attribute`` '' is the
    first that is dated. values, verdicts (one) and chart as ``before_after.told`` gives them. chart also:
    ``attribute``; ``having``, the units by name as far as they may be named (``Having``), those compared first;
    ``unnamed``, how many more there are; ``aside``, how many of all are not compared. missing: ``no_attributes``,
    ``undated_attributes``, ``no_units_with_attribute`` among the chosen, ``none_of_them_comparable``. Raises
    UnknownAttributeError, and UnknownMeasureError for a measure without a score by unit and month.
    """
    question = ask("effects.attribute", measure, build, chosen, scope)
    if measure not in TESTABLE:
        raise UnknownMeasureError(measure, MEASURES)
    known = dated(build)
    if attribute and attribute not in known:
        raise UnknownAttributeError(attribute, known)
    picked = attribute or next(iter(known), "")
    all_spans = _everybodys(question)
    if (missing := question.absent() or _absent(all_spans, picked)) is not None:
        return question.nothing(missing)
    mine = [span for span in _among_chosen(question) if span.attribute == picked]
    if not mine:
        return question.nothing("no_units_with_attribute")
    having = _having(picked, mine, all_spans, question)
    try:
        if not np.asarray(question.kind.estimate(_all_of(replace(question))).base).sum():
            return question.nothing(question.kind.empty)
        return _compared(question, picked, having, all_spans)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)


def _all_of(question: Question) -> Summed:
    """Everything there is of the measure in this selection, in one cell; of a copy, as none of it is shown."""
    return question.kind.sum(question.read.frame, np.zeros(len(question.read.frame), dtype=np.int64), 1)


def _everybodys(question: Question) -> tuple[Span, ...]:
    """Every span there is: the reference that decides who may be a control."""
    return spans(question.build, replace(question.where, units=(), visible=None))


def _among_chosen(question: Question) -> tuple[Span, ...]:
    """Those of the chosen units; of the whole bank where none is chosen, for everybody alike."""
    return spans(question.build, replace(question.where, visible=None))


def _absent(all_spans: Sequence[Span], picked: str) -> Missing | None:
    if not all_spans:
        return "no_attributes"
    return None if picked else "undated_attributes"


def _having(picked: str, mine: Sequence[Span], everything: Sequence[Span], question: Question) -> list[Having]:
    """Each unit once, by its first span that has a first day; before any comparison."""
    found: dict[str, Having] = {}
    for span in mine:
        if span.unit_id in found and found[span.unit_id].from_on is not None:
            continue
        # what followed upon having it always is no beginning
        is_new = span.unit_id not in found and span.from_on is not None
        state: UnitState = "compared" if is_new else "always"
        found[span.unit_id] = Having(span.unit_id, span.from_on if is_new else None, span.to_on, state)
    return [_if_touched(each, picked, everything) for each in found.values()]


def _if_touched(each: Having, picked: str, everything: Sequence[Span]) -> Having:
    """Another attribute that began or ended at the same unit in the months compared: neither can be told."""
    if each.from_on is None:
        return each
    change = _change(picked, "", [each], ())
    since, until = add_months(each.from_on, -SPAN_BEFORE), add_months(each.from_on, MONTHS_AFTER)
    others = (span for span in everything if span.unit_id == each.unit_id)
    is_touched = any(reached(span, change, since, until) for span in others)
    return replace(each, state="touched") if is_touched else each


def _change(
    picked: str, measure: str, having: Sequence[Having], members: tuple[tuple[str, tuple[str, ...]], ...]
) -> Change:
    return Change(
        change_id=picked,
        measure=measure,
        touchpoint_id="",
        starts=tuple((each.unit_id, each.from_on) for each in having),
        ends=tuple((each.unit_id, each.to_on) for each in having if each.to_on is not None),
        members=members,
    )


def _compared(question: Question, picked: str, having: list[Having], everything: Sequence[Span]) -> Answer:
    members = tuple(sorted((name, tuple(ids)) for name, ids in question.chosen.members.items()))
    begun = [each for each in having if each.state == "compared"]
    name, value = parted(picked)
    labels = _labels(question, name, value, having)
    if not begun:
        return question.answer(
            chart=_beside(question, picked, having), labels=labels, missing="none_of_them_comparable"
        )
    change = _change(picked, question.measure.measure, begun, members)
    never = touched(question.build, question.where, change)
    never |= {span.unit_id for span in everything if parted(span.attribute)[0] == name}
    survey = question.survey.survey_id if question.survey else ""
    comparison = compare(question.build, change, question.where.as_of, survey, frozenset(never))
    states = dict(comparison.states)
    having = [replace(each, state=states.get(each.unit_id, each.state)) for each in having]
    found = told(comparison, question)
    answer = question.answer(
        found.values,
        [found.verdict],
        chart={**found.chart, **_beside(question, picked, having)},
        labels=labels,
        notes=(*found.notes, "whatever_the_period"),
    )
    return framed(answer, comparison)


def _beside(question: Question, picked: str, having: Sequence[Having]) -> dict[str, object]:
    visible = question.scope.visible
    seen = [each for each in having if visible is None or each.unit_id in visible]
    order = sorted(seen, key=lambda each: (each.state != "compared", each.from_on or date.min, each.unit_id))
    aside = sum(each.state != "compared" for each in having)
    return {"attribute": picked, "having": tuple(order), "unnamed": len(having) - len(seen), "aside": aside}


def _labels(
    question: Question, name: str, value: str, having: Sequence[Having]
) -> dict[tuple[str, str], tuple[str, str]]:
    visible = question.scope.visible
    names = named(question.catalogue.members.get("attribute", {}).get(name, (name, name)), value)
    picked = f"{name}={value}" if value else name
    return {("attribute", picked): names} | {
        ("unit", each.unit_id): called(question.catalogue, each.unit_id)
        for each in having
        if visible is None or each.unit_id in visible
    }
