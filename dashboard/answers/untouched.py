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
from dashboard.answers.question import SURVEY_MEASURES
from dashboard.effect_verdicts import Against
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Catalogue
from dashboard.queries.plans import Plan
from dashboard.queries.responses import OVERALL
from dashboard.queries.where import Where, where
from dashboard.scopes import Scope
from dashboard.slices import Slice


def members(known: Catalogue, plan: Plan, touched: frozenset[str]) -> tuple[list[str], list[str], Against]:
    """What was improved, what was left alone beside it, and which of the three comparisons that makes."""
    if not plan.units:
        if not plan.touchpoint_id or plan.measure == "response_rate":
            return [""], [], "itself"
        others = [step.touchpoint_id for step in known.touchpoints if step.touchpoint_id not in ("", OVERALL)]
        return [plan.touchpoint_id], [each for each in others if each != plan.touchpoint_id], "other_touchpoints"
    treated = [unit for unit in dict.fromkeys(plan.units) if unit in known.unit]
    related = {each for unit in treated for each in (*_above(known, unit), *_below(known, unit))}
    taken = {*treated, *touched, *related}
    return treated, [unit for unit in alike(known, treated) if unit not in taken], "untouched_units"


def alike(known: Catalogue, units: Sequence[str]) -> list[str]:
    """Every unit of the levels that these are of."""
    levels = {_level(known, unit) for unit in units if unit in known.unit}
    return [unit.unit_id for unit in known.units if _level(known, unit.unit_id) in levels]


def _level(known: Catalogue, unit: str) -> tuple[str, int]:
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
    build: Build, everyone: Scope, plan: Plan, survey_id: str, against: Against, units: Sequence[str], as_of: date
) -> Where:
    by = {"untouched_units": "unit", "other_touchpoints": "touchpoint", "itself": ""}[against]
    rated = plan.measure in ("satisfaction", "effort") and bool(plan.touchpoint_id) and by != "touchpoint"
    chosen = Slice(members={"touchpoint": (plan.touchpoint_id,)} if rated else {}, as_of=as_of)
    asked = where(build, chosen, everyone, survey_id if plan.measure in SURVEY_MEASURES else "", by=by)
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
        stamps = frame["month"].dt
        number: Codes = np.asarray(stamps.year * 12 + stamps.month - 1, dtype=np.int64)
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

    def summed(self, members: Any, months: Any) -> Summed:
        """One cell per month of some members together; members and months as marks."""
        inside = (self.member_of >= 0) & (self.month_of >= 0)
        inside &= np.asarray(members)[self.member_of] & np.asarray(months)[self.month_of]
        place = np.cumsum(months) - 1
        return self.kind.sum(self.frame, np.where(inside, place[self.month_of], -1), int(np.sum(months)))

    def together(self, members: Any, months: Any) -> Summed:
        """One cell: some members and months together."""
        inside = (self.member_of >= 0) & (self.month_of >= 0)
        inside &= np.asarray(members)[self.member_of] & np.asarray(months)[self.month_of]
        return self.kind.sum(self.frame, np.where(inside, 0, -1), 1)

    def estimates(self, months: Any) -> Estimated:
        """One estimate per member over some months together."""
        inside = (self.member_of >= 0) & (self.month_of >= 0) & np.asarray(months)[self.month_of]
        return self.kind.estimate(self.kind.sum(self.frame, np.where(inside, self.member_of, -1), len(self.names)))
