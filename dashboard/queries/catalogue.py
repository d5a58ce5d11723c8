"""What can be chosen in a build by one person: units, members, surveys, journeys, measures, and months with data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from dashboard.queries.builds import Build
from dashboard.queries.keeping import Kept
from dashboard.scopes import Scope
from dashboard.slices import DIMENSIONS, Period, Slice, resolve_period

Names = tuple[str, str]
"""(own name, English name)"""

_kept: Kept[Catalogue] = Kept(64)


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the organisation tree that the person may name; no parent where they may not name that."""

    unit_id: str
    parent_id: str | None
    names: Names
    path: Names
    """Names from the root down, joined; tells apart two outlets of one name."""
    level: int
    level_names: Names
    opened_on: date | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Survey:
    """One questionnaire; ``has_recommend`` False means the recommend question was never asked."""

    survey_id: str
    names: Names
    has_recommend: bool
    has_weight: bool
    responses: int
    recommend_responses: int


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A step of a journey (``journey_id`` None: the survey's overall question)."""

    touchpoint_id: str
    journey_id: str | None
    names: Names
    step_order: int
    stage: Names
    channel: str
    is_front_stage: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number is, from the register that travels in the build."""

    measure: str
    names: Names
    definition: Names
    formula: str
    unit: str
    """points, pct, per_10k or count"""
    decimals: int
    is_higher_better: bool
    base_of: str
    base_label: Names
    interval_rule: str
    owner: str
    reviewed_on: date | None


@dataclass(frozen=True)
class Catalogue:
    """Everything a bar, an address or a command line may name here. Units outside the scope are not in it."""

    units: tuple[Unit, ...]
    """In tree order: parents before their children, siblings by sort order."""
    members: Mapping[str, Mapping[str, Names]]
    """dimension -> id -> names, in sort order; journey and touchpoint among them."""
    surveys: tuple[Survey, ...]
    touchpoints: tuple[Touchpoint, ...]
    measures: Mapping[str, Measure]
    rules: Mapping[str, float]
    _months: Mapping[str, tuple[date, ...]] = field(repr=False)

    @cached_property
    def unit(self) -> Mapping[str, Unit]:
        """unit_id -> unit."""
        return {unit.unit_id: unit for unit in self.units}

    @cached_property
    def children(self) -> Mapping[str | None, tuple[str, ...]]:
        """unit_id (None: above the roots) -> the ids below it; a unit whose parent is out of scope counts as a root."""
        below: dict[str | None, list[str]] = {}
        for unit in self.units:
            below.setdefault(unit.parent_id if unit.parent_id in self.unit else None, []).append(unit.unit_id)
        return {parent: tuple(ids) for parent, ids in below.items()}

    def called(self, unit_id: str) -> Names:
        """What to call a unit: its name, or its path from the root where another unit has the same name."""
        unit = self.unit.get(unit_id)
        if unit is None:
            return unit_id, unit_id
        own, english = unit.names
        return (
            unit.path[0] if self._own_names[own] > 1 else own,
            unit.path[1] if self._english_names[english] > 1 else english,
        )

    @cached_property
    def _own_names(self) -> Counter[str]:
        return Counter(unit.names[0] for unit in self.units)

    @cached_property
    def _english_names(self) -> Counter[str]:
        return Counter(unit.names[1] for unit in self.units)

    def known(self) -> Mapping[str, Collection[str]]:
        """The ids that exist, as ``slices.from_address`` wants them: per survey, unit and dimension."""
        known: dict[str, Collection[str]] = {name: frozenset(self.members.get(name, ())) for name in DIMENSIONS}
        known["unit"] = frozenset(self.unit)
        known["survey"] = frozenset(survey.survey_id for survey in self.surveys)
        return known

    def survey(self, chosen: Slice) -> Survey | None:
        """The survey a slice means: the named one, else the one with most valid recommend answers, else most responses.

        Surveys are never mixed. None where the bank has no survey at all.
        """
        if chosen.survey:
            return next((survey for survey in self.surveys if survey.survey_id == chosen.survey), None)
        return max(
            self.surveys,
            key=lambda survey: (survey.has_recommend, survey.recommend_responses, survey.responses),
            default=None,
        )

    def months(self, chosen: Slice) -> tuple[date, ...]:
        """The months in which the slice's survey has responses; without any survey, those with records of any kind."""
        survey = self.survey(chosen)
        return self._months.get(survey.survey_id if survey else "", ())

    def period(self, build: Build, chosen: Slice) -> Period | None:
        """The whole months that the slice means in this build; None where nothing has been recorded."""
        return resolve_period(chosen, self.months(chosen), build.data_until)


def catalogue(build: Build, scope: Scope) -> Catalogue:
    """Reads the catalogue of a build for one person; a handful of small statements, kept per build and scope."""
    return _kept.get((build.path, scope.visible, scope.lines), lambda: _read(build, scope))


def _read(build: Build, scope: Scope) -> Catalogue:
    return Catalogue(
        units=_units(build, scope),
        members=_members(build, scope),
        surveys=_surveys(build),
        touchpoints=_touchpoints(build),
        measures=_measures(build),
        rules={row["name"]: float(row["value"]) for row in build.records("catalogue/rules")},
        _months=_months(build),
    )


def _names(name: str | None, name_en: str | None) -> Names:
    own = _text(name)
    return own, _text(name_en) or own


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _units(build: Build, scope: Scope) -> tuple[Unit, ...]:
    units = [
        Unit(
            unit_id=row["unit_id"],
            parent_id=row["parent_id"] if _is_visible(row["parent_id"], scope) else None,
            names=_names(row["name"], row["name_en"]),
            path=_names(row["path"], row["path_en"]),
            level=int(row["level"]),
            level_names=_names(row["level_name"], row["level_name_en"]),
            opened_on=row["opened_on"],
            closed_on=row["closed_on"],
        )
        for row in build.records("catalogue/units")
        if _is_visible(row["unit_id"], scope)
    ]
    here = {unit.unit_id for unit in units}
    below: dict[str | None, list[Unit]] = {}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in here else None, []).append(unit)
    ordered: list[Unit] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(reversed(below.get(unit.unit_id, [])))
    return tuple(ordered)


def _is_visible(unit_id: str | None, scope: Scope) -> bool:
    return bool(unit_id) and (scope.visible is None or unit_id in scope.visible)


def _members(build: Build, scope: Scope) -> Mapping[str, Mapping[str, Names]]:
    members: dict[str, dict[str, Names]] = {}
    for row in build.records("catalogue/members"):
        if row["dimension"] == "line" and scope.lines is not None and row["member_id"] not in scope.lines:
            continue
        members.setdefault(row["dimension"], {})[row["member_id"]] = _names(row["name"], row["name_en"])
    return members


def _surveys(build: Build) -> tuple[Survey, ...]:
    return tuple(
        Survey(
            survey_id=row["survey_id"],
            names=_names(row["name"], row["name_en"]),
            has_recommend=bool(row["has_recommend"]),
            has_weight=bool(row["has_weight"]),
            responses=int(row["responses"]),
            recommend_responses=int(row["recommend_responses"]),
        )
        for row in build.records("catalogue/surveys")
    )


def _touchpoints(build: Build) -> tuple[Touchpoint, ...]:
    return tuple(
        Touchpoint(
            touchpoint_id=row["touchpoint_id"],
            journey_id=_text(row["journey_id"]) or None,
            names=_names(row["name"], row["name_en"]),
            step_order=int(row["step_order"]),
            stage=_names(row["stage"], row["stage_en"]),
            channel=_text(row["channel"]),
            is_front_stage=bool(row["is_front_stage"]),
        )
        for row in build.records("catalogue/touchpoints")
    )


def _measures(build: Build) -> Mapping[str, Measure]:
    return {
        row["measure"]: Measure(
            measure=row["measure"],
            names=_names(row["name"], row["name_en"]),
            definition=_names(row["definition"], row["definition_en"]),
            formula=_text(row["formula"]),
            unit=row["unit"],
            decimals=int(row["decimals"]),
            is_higher_better=bool(row["is_higher_better"]),
            base_of=row["base_of"],
            base_label=_names(row["base_label"], row["base_label_en"]),
            interval_rule=row["interval_rule"],
            owner=_text(row["owner"]),
            reviewed_on=row["reviewed_on"],
        )
        for row in build.records("catalogue/measures")
    }


def _months(build: Build) -> Mapping[str, tuple[date, ...]]:
    months: dict[str, list[date]] = {}
    for row in build.records("catalogue/months"):
        months.setdefault(row["survey_id"], []).append(row["month"])
    return {survey: tuple(found) for survey, found in months.items()}
