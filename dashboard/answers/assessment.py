"""Where units and lines stand in the assessment 考核: key indicators marked by the rules in force, with their ranges.

Marks are made from values that are already released, so that they hide nothing anew and give nothing away; what may
not be shown alone is unknown, never zero. There is no order but higher, lower and cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from dashboard import gate
from dashboard.answers import pools
from dashboard.answers.once import once
from dashboard.answers.question import SURVEY_MEASURES, Question, ask
from dashboard.answers.series import groups_of
from dashboard.answers.standing import about_level
from dashboard.queries import assessment
from dashboard.queries.assessment import Edition, Indicator, Subject
from dashboard.queries.builds import Build
from dashboard.queries.levels import called
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import families, marks
from dashboard.values import Answer, Key, Missing, Released, Verdict

MEASURE = "assessment"
ORDER = ("lower", "higher", "cannot_be_told_apart", "too_few")
"""Verdicts in the order of the values: what stands apart first, the best known first within each."""
Package = tuple[Indicator, ...]


@dataclass(frozen=True)
class _Asked:
    """Who asks, about what, under which name."""

    name: str
    subject: Subject
    build: Build
    chosen: Slice
    scope: Scope

    def about(self, measure: str, by: str = "") -> Question:
        return ask(self.name, measure, self.build, self.chosen, self.scope, by=by)

    @property
    def frame(self) -> Question:
        """The question whose frame the answer has: the marks themselves, which no table counts."""
        found = self.about("nps")
        return replace(found, measure=found.catalogue.measures[MEASURE])


@dataclass(frozen=True)
class _Seen:
    """The released values of one indicator: of each member that is shown alone, and of all together."""

    alone: Mapping[str, Released]
    whole: Released | None
    notes: tuple[str, ...]
    missing: Missing | None


@once
def of_units(level: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The units of one level below the chosen ones, by the package that the rules give that level.

    values: keys (("unit", id),), the total: a score where every indicator has one, else the range it may have. In the
    order of what is known, never of the totals. verdicts: comparison with all together under the same package, one per
    value, one Benjamini–Hochberg family; too_few where an indicator has no score and the rest alone does not tell.
    chart: ``edition`` {valid_from, valid_to, title, source, rules, guide, is_default}; ``packages``, id -> its
    indicators in order; ``scores`` and ``marks``, id -> measure -> Released (a score is None where there is no record,
    or only one together with others); ``together``, measure -> the value of all together, and ``whole``, id -> their
    total under the package of this one; ``unrecorded``, measure -> why nobody has it; ``editions``, (valid_from,
    valid_to, title) of all there are; ``dimension``; ``level``; ``compared``.
    The comparison is that of all the units; who may not see all of them sees the rows of their own.
    """
    mine = _Asked("assessment.units", "unit", build, chosen, scope).frame
    everything = _Asked("assessment.units", "unit", build, chosen, replace(scope, visible=None))
    answer = _answer(everything, level)
    if scope.visible is None or answer.missing is not None:
        return answer
    kept = [at for at, unit in enumerate(answer.chart["compared"]) if unit in scope.visible]
    if not kept:
        return mine.nothing("no_responses")
    named = {answer.chart["compared"][at] for at in kept}
    chart = {name: {each: told for each, told in answer.chart[name].items() if each in named} for name in _BY_MEMBER}
    return replace(
        answer,
        values=tuple(answer.values[at] for at in kept),
        verdicts=tuple(answer.verdicts[at] for at in kept),
        chart={**answer.chart, **chart, "compared": tuple(answer.chart["compared"][at] for at in kept)},
        labels={key: names for key, names in answer.labels.items() if key[0] != "unit" or key[1] in scope.visible},
    )


@once
def of_lines(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The business lines, each by the package that the rules give it; the same as ``of_units``, by line."""
    return _answer(_Asked("assessment.lines", "line", build, chosen, scope), "")


_BY_MEMBER = ("packages", "scores", "marks", "whole")
"""What the chart holds of each unit or line."""


def _answer(asked: _Asked, level: str) -> Answer:
    question = asked.frame
    if question.period is None:
        return question.nothing("no_responses")
    edition = assessment.in_force(asked.build, question.period.end - timedelta(days=1))
    if edition is None:
        return question.nothing("no_rules")
    try:
        found, packages = _found(asked, edition, level)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if not any(packages.values()):
        return question.nothing("not_in_rules")
    ids = [each for each in packages if any(each in seen.alone for seen in found.values())]
    if not ids:
        return question.nothing("no_responses")
    told = _told(asked, question, ids, packages, found)
    ids = list(told["totals"])
    columns = list(dict.fromkeys(each for member in ids for each in packages[member]))
    is_of_survey = any(each.measure in SURVEY_MEASURES for each in columns)
    return question.answer(
        told["totals"].values(),
        told["verdicts"],
        {
            "dimension": asked.subject,
            "level": level,
            "compared": tuple(ids),
            "edition": _edition(edition),
            "editions": tuple((e.valid_from, e.valid_to, e.title) for e in assessment.editions(asked.build)),
            "packages": {each: tuple(_indicator(one, question) for one in packages[each]) for each in ids},
            "scores": told["scores"],
            "marks": told["marks"],
            "whole": told["whole"],
            "together": {name: seen.whole for name, seen in found.items()},
            "unrecorded": {name: seen.missing for name, seen in found.items() if seen.missing is not None},
            "survey": question.survey.survey_id if question.survey and is_of_survey else "",
        },
        labels=_labels(question, asked.subject, ids, columns),
        comparisons=max(1, told["looked_at"]),
        notes=dict.fromkeys(note for seen in found.values() for note in seen.notes),
    )


def _found(asked: _Asked, edition: Edition, level: str) -> tuple[dict[str, _Seen], dict[str, Package]]:
    """What is seen of every measure the rules name here, and the package of each member."""
    usable = [each for each in edition.indicators if each.subject == asked.subject]
    if asked.subject == "unit":
        usable = list(edition.package("unit", level))
    found = {each.measure: _seen(asked, each.measure, level) for each in usable}
    known = asked.frame.catalogue
    members = list(known.unit) if asked.subject == "unit" else list(known.members.get("line", {}))
    packages = {
        each: edition.package(asked.subject, level if asked.subject == "unit" else each)
        for each in members
        if asked.subject == "line" or known.unit[each].level_names[0] == level
    }
    return found, {each: package for each, package in packages.items() if package}


def _seen(asked: _Asked, measure: str, level: str) -> _Seen:
    question = asked.about(measure, asked.subject)
    if asked.subject == "unit":
        question = about_level(question, level)
    if (missing := question.absent()) is not None or question.period is None:
        return _Seen({}, None, (), missing or question.kind.empty)
    ids, codes = groups_of(question, asked.subject, question.inside(question.period))
    if asked.subject == "unit":
        groups = pools.of_level(question, ids, codes)
    else:
        groups = pools.together(question, "line", ids, codes)
    released = question.release([((asked.subject, each),) for each in groups.ids], groups.summed)
    alone = {str(value.of(asked.subject)): value for value in released if value.base and not value.is_pooled}
    headline = asked.about(measure)
    whole = headline.release([(("period", "current"),)], headline.summed(question.period))[0]
    return _Seen(alone, whole, question.read.notes, None if alone else question.kind.empty)


def _told(
    asked: _Asked,
    question: Question,
    ids: Sequence[str],
    packages: Mapping[str, Package],
    found: Mapping[str, _Seen],
) -> dict[str, Any]:
    """Marks, totals and verdicts of every member, and of all together under each package."""
    scores: dict[str, dict[str, Released | None]] = {}
    earned: dict[str, dict[str, Released]] = {}
    totals: dict[str, Released] = {}
    whole: dict[str, Released] = {}
    p_values: dict[str, float | None] = {}
    for package in dict.fromkeys(packages[each] for each in ids):
        members = [each for each in ids if packages[each] == package]
        names = [each.measure for each in package]
        rows = [
            [found[name].whole for name in names],
            *([found[name].alone.get(each) for name in names] for each in members),
        ]
        scale = marks.scales(*zip(*((e.no_marks_at, e.full_marks_from, e.weight) for e in package), strict=True))
        score, low, high = (_column(rows, side) for side in ("score", "low", "high"))
        each_one = marks.of_indicators(score, low, high, scale)
        total = marks.total(each_one)
        keys: list[Key] = [(("period", "current"),), *(((asked.subject, each),) for each in members)]
        together, *own = [
            gate.made_of(question.measure, key, row, bounds, asked.scope)
            for key, row, bounds in zip(keys, rows, _bounds(total), strict=True)
        ]
        whole |= dict.fromkeys(members, together)
        totals |= dict(zip(members, own, strict=True))
        for key, member, row, bounds in zip(keys[1:], members, rows[1:], _bounds(each_one)[1:], strict=True):
            scores[member] = dict(zip(names, row, strict=True))
            earned[member] = {
                name: gate.made_of(question.measure, (*key, ("indicator", name)), (value,), one, asked.scope)
                for name, value, one in zip(names, row, bounds, strict=True)
            }
        if together.score is not None:
            chances = marks.p_values(score[1:], low[1:], high[1:], scale, together.score).tolist()
            p_values |= dict(zip(members, chances, strict=True))
    family = families.benjamini_hochberg([p_values.get(each) for each in ids])
    verdicts = {
        each: _verdict(question, totals[each], whole[each], p_values.get(each), is_apart=is_apart)
        for each, is_apart in zip(ids, family.stands.tolist(), strict=True)
    }
    order = sorted(ids, key=lambda each: (ORDER.index(verdicts[each].code), _width(totals[each])))
    return {
        "scores": scores,
        "marks": earned,
        "totals": {each: totals[each] for each in order},
        "whole": whole,
        "verdicts": [verdicts[each] for each in order],
        "looked_at": family.looked_at,
    }


def _width(total: Released) -> float:
    return (total.high or 0.0) - (total.low or 0.0)


def _bounds(found: marks.Marks) -> list[Any]:
    """(score or None, low, high) of each cell, in the shape of the marks."""

    def cells(score: Any, low: Any, high: Any) -> Any:
        if isinstance(low, list):
            return [cells(*each) for each in zip(score, low, high, strict=True)]
        return score, low, high

    told: list[Any] = cells(found.score.tolist(), found.low.tolist(), found.high.tolist())
    return told


def _column(rows: Any, side: str) -> Any:
    """One side of the values, members × indicators, masked where it may not be known."""
    cells = [[None if value is None else getattr(value, side) for value in row] for row in rows]
    is_unknown = [[cell is None for cell in row] for row in cells]
    return np.ma.MaskedArray([[0.0 if cell is None else cell for cell in row] for row in cells], mask=is_unknown)


def _verdict(
    question: Question, total: Released, together: Released, p_value: float | None, *, is_apart: bool
) -> Verdict:
    against = "shown_units" if question.where.units else "bank"
    difference = None if total.score is None or together.score is None else total.score - together.score
    if not is_apart or together.score is None:
        is_whole = difference is not None
        return Verdict(
            "comparison", "cannot_be_told_apart" if is_whole else "too_few", against, difference, p_value=p_value
        )
    is_higher = (total.low or 0.0) > together.score if difference is None else difference > 0
    return Verdict(
        "comparison", "higher" if is_higher else "lower", against, difference, p_value=p_value, is_good=is_higher
    )


def _edition(edition: Edition) -> Mapping[str, Any]:
    return {
        "valid_from": edition.valid_from,
        "valid_to": edition.valid_to,
        "title": edition.title,
        "source": edition.source,
        "rules": edition.rules,
        "guide": edition.guide,
        "is_default": edition.is_default,
    }


def _indicator(indicator: Indicator, question: Question) -> Mapping[str, Any]:
    measure = question.catalogue.measures[indicator.measure]
    return {
        "measure": indicator.measure,
        "weight": indicator.weight,
        "no_marks_at": indicator.no_marks_at,
        "full_marks_from": indicator.full_marks_from,
        "members": indicator.members,
        "unit": measure.unit,
        "decimals": measure.decimals,
        "base_label": measure.base_label,
    }


def _labels(
    question: Question, subject: Subject, ids: Sequence[str], columns: Sequence[Indicator]
) -> dict[tuple[str, str], tuple[str, str]]:
    known = question.catalogue
    named = [each.measure for each in columns]
    labels = {(dimension, each): known.measures[each].names for each in named for dimension in ("measure", "indicator")}
    if subject == "unit":
        labels |= {("unit", each): called(known, each) for each in ids}
    return labels
