"""Who was improved and who was left alone, and their months: the table a comparison is made from.

Controls may lie outside what a person may name: the table is read with everybody in it, and never shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from dashboard.answers.cells import numbered
from dashboard.answers.kinds import Codes, Estimated, Kind, Summed
from dashboard.answers.question import SURVEY_MEASURES, numbers_of
from dashboard.effect_verdicts import Against
from dashboard.queries.attributes import Span, spans
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Catalogue
from dashboard.queries.plans import Change, plans
from dashboard.queries.responses import OVERALL
from dashboard.queries.where import Where, where
from dashboard.scopes import Scope
from dashboard.slices import Slice, add_months

MONTHS_BEFORE = MONTHS_AFTER = 12
"""So many months on either side are compared, a whole year each where there are so many."""
CHOOSING_MONTHS = 3
"""The months up to the one of choosing by which a unit may have been chosen: it rises from them by itself."""
SPAN_BEFORE = MONTHS_BEFORE + CHOOSING_MONTHS
"""The months before a start that are looked at, those of choosing among them."""


def members(known: Catalogue, change: Change, touched: frozenset[str]) -> tuple[list[str], list[str], Against]:
    """What was improved, what was left alone beside it, and which of the three comparisons that makes."""
    if not change.units:
        if not change.touchpoint_id or change.measure == "response_rate":
            return [""], [], "itself"
        others = [step.touchpoint_id for step in known.touchpoints if step.touchpoint_id not in ("", OVERALL)]
        return [change.touchpoint_id], [each for each in others if each != change.touchpoint_id], "other_touchpoints"
    treated = [unit for unit in dict.fromkeys(change.units) if unit in known.unit]
    related = {each for unit in treated for each in (*_above(known, unit), *_below(known, unit))}
    taken = {*treated, *touched, *related}
    return treated, [unit for unit in alike(known, treated) if unit not in taken], "untouched_units"


def touched(build: Build, asked: Where, change: Change) -> frozenset[str]:
    """The units that something else reached in the time around: suggestions that were to move the same, wherever on
    the way if the change is of no one touchpoint; another attribute that began or ended. They are no controls of it."""
    everywhere = replace(asked, units=(), members={}, visible=None)
    since = add_months(change.first_on or asked.as_of, -SPAN_BEFORE)
    found = {
        unit
        for other in plans(build, everywhere)
        if other.suggestion_id != change.change_id
        and other.change.measure == change.measure
        and change.touchpoint_id in ("", other.change.touchpoint_id)
        and (other.change.first_on or date.max) >= since
        for unit in other.change.units
    }
    return frozenset(found | {span.unit_id for span in spans(build, everywhere) if reached(span, change, since)})


def reached(span: Span, change: Change, since: date, until: date = date.max) -> bool:
    """Whether an attribute other than the change itself began or ended at a unit within some time."""
    days = [day for day in (span.from_on, span.to_on) if day is not None and since <= day <= until]
    return bool(days) and span.attribute != change.change_id


def alike(known: Catalogue, units: Sequence[str]) -> list[str]:
    """Every unit of the levels that these are of."""
    levels = {level_of(known, unit) for unit in units if unit in known.unit}
    return [unit.unit_id for unit in known.units if level_of(known, unit.unit_id) in levels]


def level_of(known: Catalogue, unit: str) -> tuple[str, int]:
    """Units of one level are alike: by the level's name, by depth where levels have none."""
    found = known.unit[unit]
    return (found.level_names[0], 0) if found.level_names[0] else ("", found.level)


def _above(known: Catalogue, unit: str) -> list[str]:
    found, parent = [], known.unit[unit].parent_id
    while parent is not None and parent in known.unit:
        found.append(parent)
        parent = known.unit[parent].parent_id
    return found


def _below(known: Catalogue, unit: str) -> list[str]:
    found, waiting = [], list(known.children.get(unit, ()))
    while waiting:
        found.append(waiting.pop())
        waiting += known.children.get(found[-1], ())
    return found


def asked_of(
    build: Build, everyone: Scope, change: Change, survey_id: str, against: Against, units: Sequence[str], as_of: date
) -> Where:
    by = {"untouched_units": "unit", "other_touchpoints": "touchpoint", "itself": ""}[against]
    rated = change.measure in ("satisfaction", "effort") and bool(change.touchpoint_id) and by != "touchpoint"
    narrowed = dict(change.members) | ({"touchpoint": (change.touchpoint_id,)} if rated else {})
    chosen = Slice(members=narrowed, as_of=as_of)
    asked = where(build, chosen, everyone, survey_id if change.measure in SURVEY_MEASURES else "", by=by)
    # Every unit of a level is asked for, whoever is compared: so that plans of one measure share what is read.
    return replace(asked, shown_units=tuple(sorted(units)) if by == "unit" else (), own_units=())


@dataclass(frozen=True, eq=False)
class Table:
    """Sums by member (the improved first) and month from the first recorded to the last whole one."""

    kind: Kind
    cells: Summed
    names: tuple[str, ...]
    treated: int
    first: int
    months: int
    frame: Any
    member_of: Codes
    month_of: Codes

    @classmethod
    def read(cls, kind: Kind, build: Build, asked: Where, treated: list[str], controls: list[str], last: int) -> Table:
        frame = kind.read(build, asked).frame
        number = numbers_of(frame["month"])
        seen = number[number <= last]
        first = int(seen.min()) if seen.size else last + 1
        months = last - first + 1
        place = {member: at for at, member in enumerate((*treated, *controls))}
        groups = frame["group"].astype("str").to_numpy(dtype=object)
        member = numbered(groups.tolist(), place)
        month: Codes = np.where((number >= first) & (number <= last), number - first, -1)
        cell: Codes = np.where((member >= 0) & (month >= 0), member * max(months, 1) + month, -1)
        cells = kind.sum(frame, cell, len(place) * max(months, 1))
        return cls(kind, cells, (*treated, *controls), len(treated), first, max(months, 1), frame, member, month)

    def scores(self) -> np.ma.MaskedArray:
        return np.ma.MaskedArray(self.kind.estimate(self.cells).score, dtype=np.float64).reshape(
            len(self.names), self.months
        )

    def bases(self) -> Any:
        return np.asarray(self.kind.estimate(self.cells).base, dtype=np.float64).reshape(len(self.names), self.months)

    def cut(self, cells: Any, size: int) -> Summed:
        """Sums by cell: (members, months) -> the number of the cell each belongs to, −1 for none."""
        inside = (self.member_of >= 0) & (self.month_of >= 0)
        return self.kind.sum(self.frame, np.where(inside, cells[self.member_of, self.month_of], -1), size)

    def summed(self, members: Any, months: Any) -> Summed:
        """One cell per month of some members together; members and months as marks."""
        place = np.where(months, np.cumsum(months) - 1, -1)
        return self.cut(np.where(np.asarray(members)[:, None], place, -1), int(np.sum(months)))

    def together(self, members: Any, months: Any) -> Summed:
        """One cell: some members and months together."""
        return self.cut(np.where(np.outer(members, months), 0, -1), 1)

    def estimates(self, months: Any) -> Estimated:
        """One estimate per member over some months together."""
        place = np.arange(len(self.names))[:, None]
        return self.kind.estimate(self.cut(np.where(months, place, -1), len(self.names)))
