"""Re-inspection 回检: did a measure move after an improvement was done, against units left alone, and did it hold."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from dashboard import effect_verdicts
from dashboard.answers import trend
from dashboard.answers.kinds import Summed
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask, month_of, number_of
from dashboard.answers.series import groups_of
from dashboard.effect_verdicts import Evidence
from dashboard.gate import PROTECTED_BASES
from dashboard.ledger import Ledger, changes, drafts
from dashboard.ledger.improvements import Improvement
from dashboard.queries.builds import Build
from dashboard.queries.happenings import Event
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice, add_months
from dashboard.stats import constants, effects
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.values import Answer, Released, Verdict

BEFORE_MONTHS = 12
DONE = ("改进完成", "Improvement done")
LEAST_CONTROLS = 3
"""Fewer other units than these would be named by their mean; then there is nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What was improved: a measure of a unit ('' the bank), done on a day, with the change written down before.

    ``chosen_in`` is the period it was found in; its months are left out, because what was chosen for being low rises
    by itself.
    """

    measure: str
    unit_id: str
    done_on: date
    expected: float | None = None
    chosen_in: Period | None = None
    touchpoint_id: str = ""


@once
def reinspect(subject: Subject, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The unit's measure by month with its control chart, the verdict on the change since, and what relapsed.

    The answer of ``trend.control`` over all the data, with the day it was done among its events. verdicts: one, of the
    family effect, from the closed order of ``effect_verdicts.decide``: 12 months before against the complete months
    after, the units of the same level as controls (at least 3, otherwise against itself). chart: ``done_on``;
    ``relapses``, (month, rule) of the chart's signals on the unwished side, 3 months or more after it was done. The
    months compared are a free choice: each side needs 100 answers, and the numbers are in steps of whole points.
    OutOfScopeError for a unit the person may not see.
    """
    members = {"touchpoint": (subject.touchpoint_id,)} if subject.touchpoint_id else {}
    units = (subject.unit_id,) if subject.unit_id else ()
    here = Slice(survey=chosen.survey, period="all", as_of=chosen.as_of, units=units, members=members)
    answer = trend.control(subject.measure, build, here, scope)
    if answer.missing:
        return answer
    verdict = _verdict(subject, build, here, scope)
    done = Event("done", DONE, "improvement", subject.unit_id or None, subject.done_on, None)
    told = {
        "done_on": subject.done_on.isoformat(),
        "relapses": relapses(answer, subject.done_on),
        "events": (*answer.chart["events"], done),
    }
    return replace(answer, verdicts=(verdict,), chart={**answer.chart, **told})


def of_improvement(each: Improvement, ledger: Ledger, build: Build, chosen: Slice, scope: Scope) -> Answer | None:
    """The re-inspection of one improvement of the list; None where it is not done, or names no measure to look at."""
    if not each.measure or not each.done_on:
        return None
    found_in = ""
    if each.draft_id is not None:
        with ledger.reading() as connection:
            found_in = str(
                drafts.read(changes.entry(connection, drafts.KIND, each.draft_id)).numbers.get("period") or ""
            )
    subject = Subject(
        measure=each.measure,
        unit_id=each.unit_id,
        done_on=date.fromisoformat(each.done_on),
        expected=each.expected_change,
        chosen_in=Period.parse(found_in) if found_in else None,
        touchpoint_id=each.touchpoint_id,
    )
    return reinspect(subject, build, chosen, scope)


def relapses(answer: Answer, done_on: date) -> tuple[tuple[str, str], ...]:
    """The signals of a control chart on the unwished side, in months long enough after the improvement."""
    first = add_months(done_on, constants.LEAST_MONTHS_AFTER).isoformat()
    scores = {_first_day(value).isoformat(): value.score for value in answer.values}
    centres = dict(zip(answer.chart["months"], answer.chart["centre"], strict=True))
    found = []
    for month, rule in answer.chart["signals"]:
        score, centre = scores.get(month), centres.get(month)
        if month < first or score is None or centre is None or score == centre:
            continue
        if (score > centre) != answer.chart["is_higher_better"]:
            found.append((month, rule))
    return tuple(found)


def _first_day(value: Released) -> date:
    """The first day of the month, quarter or year that a value is of."""
    dimension, member = value.key[0]
    return Period.parse(member[:7] if dimension == "month" else member).first


def _verdict(subject: Subject, build: Build, here: Slice, scope: Scope) -> Verdict:
    months = _months(subject, build, here)
    around = _same_level(build, subject.unit_id, scope)
    own = ask("improvements.reinspection", subject.measure, build, here, scope)
    alone = _against_itself(subject, own, months)
    if len(around) > LEAST_CONTROLS and alone.change is not None:
        # The others are a reference: only their common change leaves this function, never one of them.
        everybody = replace(scope, visible=None)
        whole = replace(here, units=_parents(build, around))
        by_unit = ask("improvements.reinspection", subject.measure, build, whole, everybody, by="unit")
        if (found := _against_others(subject, by_unit, around, months)) is not None:
            alone = found
    verdict = effect_verdicts.decide(alone)
    return verdict.in_steps(own.rules.step(own.measure, _least_base(own, months))) if _is_protected(own) else verdict


@dataclass(frozen=True, slots=True)
class _Months:
    """The months before and after as numbers; the month it was done in and those it was chosen in are neither."""

    before: tuple[int, ...]
    after: tuple[int, ...]


def _months(subject: Subject, build: Build, here: Slice) -> _Months:
    done = number_of(subject.done_on)
    as_of = min(here.as_of or build.data_until, build.data_until)
    is_whole = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    last = number_of(as_of) - (0 if is_whole else 1)
    left_out = set()
    if subject.chosen_in is not None:
        left_out = set(range(number_of(subject.chosen_in.first), number_of(subject.chosen_in.last) + 1))
    before = tuple(month for month in range(done - BEFORE_MONTHS, done) if month not in left_out)
    return _Months(before, tuple(range(done + 1, last + 1)))


def _same_level(build: Build, unit_id: str, scope: Scope) -> tuple[str, ...]:
    """The unit and all others of its level; none for the whole bank."""
    if not unit_id:
        return ()
    units = build.records("catalogue/units")
    level = next((row["level"] for row in units if row["unit_id"] == unit_id), None)
    return tuple(row["unit_id"] for row in units if row["level"] == level)


def _parents(build: Build, units: Sequence[str]) -> tuple[str, ...]:
    above = {row["unit_id"]: row["parent_id"] for row in build.records("catalogue/units")}
    return tuple(sorted({above[unit] for unit in units if above.get(unit)}))


def _against_others(subject: Subject, question: Question, around: Sequence[str], months: _Months) -> Evidence | None:
    """Changes of the unit and of the others of its level; None where the unit or the others cannot be followed."""
    try:
        span = np.isin(question.months, (*months.before, *months.after))
        ids, groups = groups_of(question, "unit", span)
    except TooFineError:
        return None
    known = [at for at, unit in enumerate(ids) if unit in around]
    if subject.unit_id not in ids or len(known) <= LEAST_CONTROLS or not months.after:
        return None
    columns = [*months.before, *months.after]
    place = {month: at for at, month in enumerate(columns)}
    cells = np.array(
        [
            group * len(columns) + place[month] if group >= 0 and month in place else -1
            for group, month in zip(groups.tolist(), question.months.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    summed = question.kind.sum(question.read.frame, cells, len(ids) * len(columns))
    scores = np.ma.MaskedArray(question.kind.estimate(summed).score).reshape(len(ids), len(columns))
    is_after = np.array([month in months.after for month in columns])
    try:
        moved = effects.changes(scores, is_after)
        treated = ids.index(subject.unit_id)
        others = [at for at in known if at != treated]
        controls = moved[others].compressed()
        if np.ma.getmaskarray(moved)[treated]:
            return None
        found = effects.placebo(moved[[treated]], controls)
        tells = _tells_from(subject, question, scores[others], months)
    except (StatisticsInputError, TooLittleDataError):
        return None
    return Evidence(
        change=found.change,
        low=found.low,
        high=found.high,
        detectable=found.detectable,
        expected=subject.expected,
        months_after=len(months.after),
        least_months=constants.LEAST_MONTHS_AFTER,
        tells_from=tells,
        controls=found.controls,
        against="untouched_units",
        is_higher_better=question.measure.is_higher_better,
    )


def _tells_from(subject: Subject, question: Question, scores: np.ma.MaskedArray, months: _Months) -> date | None:
    """The month-end from which the expected change can be told at the present rate of answers; None if never."""
    least = max(1, constants.LEAST_MONTHS_AFTER)
    if subject.expected:
        found = effects.months_until_told(scores, max(1, len(months.before) - 3), abs(subject.expected))
        if found is None:
            return None
        least = max(least, found)
    month = month_of(number_of(subject.done_on) + least)
    end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return end if len(months.after) < least else None


def _sides(question: Question, months: _Months) -> tuple[Summed, Summed]:
    """All months after and all before, one cell each."""
    after, before = (
        question.kind.sum(question.read.frame, np.where(np.isin(question.months, side), 0, -1), 1)
        for side in (months.after, months.before)
    )
    return after, before


def _against_itself(subject: Subject, question: Question, months: _Months) -> Evidence:
    """The bare change with its own interval: no more than "consistent with" can come of it."""
    change = low = high = None
    after, before = _sides(question, months)
    found = question.kind.difference(after, before)
    if found is not None and _is_enough(question, found.base_first, found.base_second):
        change, low, high = (_plain(each) for each in (found.points, found.low, found.high))
    return Evidence(
        change=change,
        low=low,
        high=high,
        detectable=None,
        expected=subject.expected,
        months_after=len(months.after),
        least_months=constants.LEAST_MONTHS_AFTER,
        tells_from=_tells_plainly(subject, months),
        controls=0,
        against="itself",
        is_higher_better=question.measure.is_higher_better,
    )


def _is_enough(question: Question, *bases: Any) -> bool:
    """Whether each side rests on as many answers as a free choice of months needs to be told."""
    return not _is_protected(question) or min(float(base[0]) for base in bases) >= question.rules.freer_from


def _least_base(question: Question, months: _Months) -> float:
    """Answers of the side with fewer of them."""
    sides = [question.kind.estimate(side).base for side in _sides(question, months)]
    return min(float(base[0]) for base in sides)


def _is_protected(question: Question) -> bool:
    return question.measure.base_of in PROTECTED_BASES


def _tells_plainly(subject: Subject, months: _Months) -> date | None:
    month = month_of(number_of(subject.done_on) + constants.LEAST_MONTHS_AFTER)
    end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    return end if len(months.after) < constants.LEAST_MONTHS_AFTER else None


def _plain(column: object) -> float | None:
    value = np.ma.MaskedArray(column).reshape(-1).tolist()[0]
    return None if value is None else float(value)
