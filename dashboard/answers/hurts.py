"""Where it hurts: the score of every journey in every unit below, and which stand apart from the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from dashboard.answers.cells import Summed, joined
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, Question, ask
from dashboard.answers.series import groups_of
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import families
from dashboard.values import Answer, ComparisonCode, Key, Released, Verdict

Column = tuple[str, str]
"""(survey, journey): the answers of one survey about one journey."""


@once
def of(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """NPS by unit and journey in the period, each cell against its journey over all shown units.

    values: keys (("unit", id), ("journey", id)), row by row; a cell that nobody answered is left out. verdicts: aligned
    (family comparison), one Benjamini–Hochberg family over the whole table. chart: ``units`` and ``journeys``, ids in
    order; ``totals``, each journey over all shown units, Released in order of ``journeys``; ``low``, the journeys whose
    score lies below that of all the others together, lowest first, one more family; ``slices`` (unit, journey) -> the
    slice a cell speaks of; ``looked_at``.
    """
    question = ask("overview.hurts", "nps", build, chosen, scope)
    if question.period is None:
        return question.nothing("no_responses")
    fixed = replace(chosen, period=str(question.period))
    cells: dict[tuple[str, str], tuple[Released, float | None, float]] = {}
    slices: dict[tuple[str, str], Slice] = {}
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    units: list[str] = []
    totals: dict[str, Released] = {}
    sums: list[Summed] = []
    for (survey, journey), asked in _columns(build, fixed, scope):
        found = _column(asked, journey)
        if not found:
            continue
        if journey in totals:
            continue  # a second survey about the same journey asks other people: the first one stands
        totals[journey], summed = _total(asked, journey)
        sums.append(summed)
        for unit, cell in found.items():
            cells[unit, journey] = cell
            within = replace(fixed, survey=survey, units=(unit,))
            slices[unit, journey] = within.with_members("journey", asked.chosen.members.get("journey", ()))
            labels["unit", unit] = asked.label("unit", unit) or (unit, unit)
        labels["journey", journey] = asked.label("journey", journey) or (journey, journey)
        units += [unit for unit in found if unit not in units]
    if not cells:
        return question.nothing("no_responses")
    order = [unit for unit in question.catalogue.unit if unit in units]
    keys = [(unit, journey) for unit in order for journey in totals if (unit, journey) in cells]
    family = families.benjamini_hochberg([cells[key][1] for key in keys], what="journeys by unit")
    verdicts = [
        _verdict(cells[key][1], cells[key][2], stands) for key, stands in zip(keys, family.stands.tolist(), strict=True)
    ]
    return question.answer(
        [cells[key][0] for key in keys],
        verdicts,
        {
            "units": tuple(order),
            "journeys": tuple(totals),
            "totals": tuple(totals.values()),
            "low": _low(question, totals, sums),
            "slices": slices,
            "looked_at": family.looked_at,
        },
        labels=labels,
        comparisons=family.looked_at,
    )


def _columns(build: Build, chosen: Slice, scope: Scope) -> list[tuple[Column, Question]]:
    """One question per survey and journey that has answers; a survey of one journey needs no filter for it."""
    whole = ask("overview.hurts", "nps", build, chosen, scope)
    surveys = [s for s in whole.catalogue.surveys if s.has_recommend and chosen.survey in ("", s.survey_id)]
    columns: list[tuple[Column, Question]] = []
    for survey in surveys:
        within = replace(chosen, survey=survey.survey_id)
        about = ask("overview.hurts", "nps", build, within, scope, by="journey")
        try:
            ids, _ = groups_of(about, "journey", about.inside(whole.period)) if whole.period else ([], None)
        except TooFineError:
            continue
        known = [each for each in ids if each != NOT_RECORDED_ID]
        for journey in known:
            narrowed = within if len(known) == 1 else within.with_members("journey", (journey,))
            question = ask("overview.hurts", "nps", build, narrowed, scope, by="unit")
            columns.append(((survey.survey_id, journey), question))
    place = {journey: at for at, journey in enumerate(whole.catalogue.members.get("journey", {}))}
    return sorted(columns, key=lambda column: place.get(column[0][1], len(place)))


def _column(question: Question, journey: str) -> dict[str, tuple[Released, float | None, float]]:
    """unit -> (value, p-value against all shown units together or None where not tested, difference in points)."""
    if question.absent() is not None or question.period is None:
        return {}
    try:
        units, codes = groups_of(question, "unit", question.inside(question.period))
    except TooFineError:
        return {}
    if not units:
        return {}
    summed = question.kind.sum(question.read.frame, codes, len(units))
    keys: list[Key] = [(("unit", unit), ("journey", journey)) for unit in units]
    values = question.release(keys, summed)
    compared = question.kind.compare(summed) if len(units) > 1 else None
    p_values: list[float | None] = [None] * len(units)
    differences = np.zeros(len(units))
    if compared is not None and compared.target is not None:
        p_values = compared.p_value.tolist()
        differences = compared.values.filled(compared.target) - compared.target
    return {
        unit: (value, p_value if value.shown == "score" else None, float(difference))
        for unit, value, p_value, difference in zip(units, values, p_values, differences, strict=True)
        if value.base
    }


def _total(question: Question, journey: str) -> tuple[Released, Summed]:
    """The journey over everything that is looked at, by the question that its cells were asked by."""
    whole = ask(question.name, "nps", question.build, question.chosen, question.scope)
    if whole.period is None:
        raise ValueError("a column has a period")
    summed = whole.summed(whole.period)
    return whole.release([(("journey", journey),)], summed)[0], summed


def _low(question: Question, totals: Mapping[str, Released], sums: Sequence[Summed]) -> tuple[str, ...]:
    """The journeys that lie below all the others together beyond chance, lowest first."""
    each = joined(sums)
    rest = replace(each, sums={name: counts.sum() - counts for name, counts in each.sums.items()})
    found = question.kind.difference(each, rest)
    if found is None or len(sums) < 2:
        return ()
    points, p_values = found.points.filled(0.0), found.p_value.filled(1.0)
    shown = [value.shown == "score" for value in totals.values()]
    tested = [float(p_value) if is_shown else None for p_value, is_shown in zip(p_values, shown, strict=True)]
    stands = families.benjamini_hochberg(tested, what="journeys").stands
    low = [name for at, name in enumerate(totals) if stands[at] and points[at] < 0]
    return tuple(sorted(low, key=lambda name: totals[name].score or 0.0))


def _verdict(p_value: float | None, difference: float, stands: bool) -> Verdict:
    if p_value is None:
        return Verdict("comparison", "too_few", "shown_units")
    code: ComparisonCode = "cannot_be_told_apart" if not stands else "higher" if difference > 0 else "lower"
    is_good = None if code == "cannot_be_told_apart" else code == "higher"
    return Verdict("comparison", code, "shown_units", difference, p_value=p_value, is_good=is_good)
