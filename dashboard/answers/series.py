"""One measure side by side: by month, quarter, year, unit, line, channel, segment, journey or touchpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.answers import changes, pools
from dashboard.answers.kinds import Codes, only
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, SURVEY_MEASURES, WEEKLY, Question, ask, month_of
from dashboard.queries.activities import EDUCATION_DIMENSIONS, REVIEW_DIMENSIONS
from dashboard.queries.builds import Build
from dashboard.queries.contacts import DIMENSIONS as CONTACT_DIMENSIONS
from dashboard.queries.contacts import KIND
from dashboard.queries.records import (
    COMPLAINT_DIMENSIONS,
    JOURNEY_DIMENSIONS,
    MATTER,
    MATTER_DIMENSIONS,
    SUGGESTION_DIMENSIONS,
)
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import DIMENSIONS, MONTHS_OF, TIMES, Period, Slice, add_months, week_of
from dashboard.values import Answer, Key, Released, Verdict


def dimensions_of(measure: str) -> tuple[str, ...]:
    """What a measure can be put side by side by, in the order of the bar."""
    times = TIMES if measure in WEEKLY else tuple(MONTHS_OF)
    if measure == "response_rate":
        return (*times, "unit", "channel")
    if measure == "index":
        return (*times, "unit", *DIMENSIONS)
    if measure in SURVEY_MEASURES:
        return (*times, "unit", *DIMENSIONS)
    if measure == "answered_rate":
        return (*times, "unit", MATTER, *MATTER_DIMENSIONS)
    if measure.startswith("inspection"):
        return (*times, "unit", "touchpoint")
    if measure == "drop_off":
        return (*times, "unit", *JOURNEY_DIMENSIONS)
    if measure.startswith("reviews"):
        return (*times, "unit", *REVIEW_DIMENSIONS)
    if measure in ("education", "people_reached"):
        return (*times, "unit", *EDUCATION_DIMENSIONS)
    if measure == "contacts":
        return (*times, "unit", KIND, *CONTACT_DIMENSIONS)
    if measure.startswith("complaints"):
        return (*times, "unit", *COMPLAINT_DIMENSIONS)
    return (*times, "unit", *SUGGESTION_DIMENSIONS)


@once
def by(measure: str, dimension: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The measure for each member of one dimension in the period; by time, for each week, month, quarter or year.

    values: keys ((dimension, id),): weeks as "2026-W40" (whole ones, freer cuts), months as "2026-07-01", quarters
    "2026Q3", years "2026" (quarters in place of months, years in place of quarters, where the selection is shown by
    itself only in those); members in the register's order, then unnamed ones, "" (not recorded) last; units in tree
    order; after them what is shown only together, id "others:" and for units the id of the unit above. By unit: the
    children of the chosen units (of the root if none is chosen), a unit without children itself. Members without any
    record are left out.
    chart: ``dimension``; ``pooled``, id of a pool -> the ids in it; ``own_units``, ids whose row is that unit's own
    records alone, without what is below it; ``compared``, the units the verdicts speak of, in order (never a pool);
    ``widen`` where something is hidden, what would show it. verdicts: by unit, each row against all together (family
    comparison, one Benjamini–Hochberg family); otherwise none: nothing is claimed about the order of rows.
    ``comparisons`` says how many were tested, or are shown.
    Raises ValueError for a dimension the measure does not have.
    """
    if dimension not in dimensions_of(measure):
        raise ValueError(f"{measure} is not known by {dimension!r}; it is by {', '.join(dimensions_of(measure))}")
    grouping = "" if dimension in TIMES else dimension
    question = ask("series.by", measure, build, chosen, scope, by=grouping)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        inside = question.inside(question.period)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", tuple(name for name in fault.widen if name != dimension) or fault.widen)
    if dimension in MONTHS_OF:
        step = max(MONTHS_OF[dimension], question.step(question.period))
        dimension = next(name for name, months in MONTHS_OF.items() if months == step)
    ids, codes = _times(question, dimension, inside) if dimension in TIMES else groups_of(question, dimension, inside)
    if not ids:
        return question.nothing(question.kind.empty)
    groups = pools.together(question.weekly if dimension == "week" else question, dimension, ids, codes)
    keys: list[Key] = [((dimension, each),) for each in groups.ids]
    released = question.release(keys, groups.summed)
    values = tuple(value for value in released if value.base)
    if not values:
        return question.nothing(question.kind.empty)
    is_alone = np.array([not value.is_pooled for value in released])
    verdicts: tuple[Verdict, ...] = ()
    looked_at = 0
    if dimension == "unit":
        verdicts, looked_at = changes.comparisons(question, only(groups.summed, is_alone))
    told = [value for value in released if not value.is_pooled]
    notes = ("cut_by_period",) if dimension in MONTHS_OF and _is_cut(ids, question.period) else ()
    return question.answer(
        values,
        tuple(verdict for verdict, value in zip(verdicts, told, strict=True) if value.base) if verdicts else (),
        chart={
            "dimension": dimension,
            "own_units": tuple(unit for unit in question.where.own_units if unit in ids),
            "compared": tuple(value.of(dimension) for value in told if value.base) if verdicts else (),
            "pooled": groups.pooled,
            "widen": _wider(question, question.period, dimension) if _is_too_fine(values) else (),
        },
        labels=groups.labels,
        missing="too_few_alone" if all(value.shown == "hidden" for value in values) else None,
        comparisons=looked_at or len(values),
        notes=(*notes, *(("not_adjusted_for_mix",) if verdicts else ())),
    )


def _is_too_fine(values: Sequence[Released]) -> bool:
    """Whether something is hidden because this cut is finer than what may be shown of it."""
    return any(value.is_freer and value.shown == "hidden" for value in values)


def _wider(question: Question, period: Period, dimension: str) -> tuple[str, ...]:
    return ("month",) if dimension == "week" else pools.widen(question, period, dimension)


def _times(question: Question, dimension: str, inside: Any) -> tuple[list[str], Codes]:
    """Groups by time: the weeks that lie wholly in the period, or the months, calendar quarters or years that have
    records in it; with the group of each row (of ``question.weekly`` by weeks)."""
    if dimension == "week" and question.period is not None:
        mondays, codes = question.weeks(question.period)
        return [week_of(monday) for monday in mondays], codes
    length = MONTHS_OF[dimension]
    starts = question.months - question.months % length
    present = np.unique(starts[inside])
    codes = np.where(inside, np.searchsorted(present, starts), -1)
    ids = []
    for number in present.tolist():
        first = month_of(number)
        ids.append(first.isoformat() if length == 1 else str(Period(first, add_months(first, length - 1))))
    return ids, codes


def _is_cut(ids: Sequence[str], period: Period) -> bool:
    """Whether a quarter or year shown reaches beyond the period, so that only part of it is counted."""
    spans = [Period.parse(each) for each in ids if len(each) < len("2026-07-01")]
    return any(span.first < period.first or span.last > period.last for span in spans)


def groups_of(question: Question, dimension: str, inside: Any) -> tuple[list[str], Codes]:
    """Groups by member or unit that have records in the period, in the order in which they are named."""
    groups = question.read.frame["group"].astype("str").to_numpy(dtype=object)
    present = set(groups[inside].tolist())
    if dimension == "unit":
        named: Sequence[str] = tuple(question.catalogue.unit)
    else:
        named = tuple(question.catalogue.members.get(dimension, {}))
    ids = [each for each in named if each in present]
    ids += sorted(present - set(ids) - {NOT_RECORDED_ID})
    if NOT_RECORDED_ID in present:
        ids.append(NOT_RECORDED_ID)
    place = {each: at for at, each in enumerate(ids)}
    codes: Codes = np.array(
        [place[group] if is_in else -1 for group, is_in in zip(groups.tolist(), inside.tolist(), strict=True)],
        dtype=np.int64,
    )
    return ids, codes
