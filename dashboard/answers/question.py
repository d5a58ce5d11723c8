"""What is asked, resolved once: measure, survey, period, as-of day, filters; and the frame of every answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from dashboard import gate
from dashboard.answers.kinds import KINDS, Codes, Estimated, Index, Kind, Summed
from dashboard.gate import Rules
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Catalogue, Measure, Names, Survey, catalogue
from dashboard.queries.index_tree import index_tree
from dashboard.queries.responses import OVERALL, Monthly
from dashboard.queries.where import Where, narrowed, where
from dashboard.scopes import Scope
from dashboard.slices import MONTHS_OF, Period, Slice, add_months, to_address, week_of
from dashboard.values import Answer, Footer, Key, Missing, Released, Verdict

SURVEY_MEASURES = frozenset({"nps", "satisfaction", "effort", "response_rate", "responses"})
"""Measures that come from one survey; the others are the bank's own records."""
STEPS = tuple(MONTHS_OF.values())
"""The months that one point of a chart may stand for."""
WEEKLY = frozenset({"nps", "satisfaction", "effort", "responses"})
"""Measures that are known by weeks: answers to surveys, which have a day each."""
NOT_RECORDED: Names = ("未记录", "Not recorded")
NOT_RECORDED_ID = ""


class UnknownMeasureError(ValueError):
    """The register of this build does not have the measure; ``measures`` are those it has."""

    def __init__(self, measure: str, measures: tuple[str, ...]) -> None:
        super().__init__(f"there is no measure {measure!r}; there are {', '.join(measures)}")
        self.measures = measures


@dataclass(frozen=True)
class Question:
    """One measure of one slice of one build for one person, with everything that has to be looked up first."""

    name: str
    build: Build
    chosen: Slice
    scope: Scope
    catalogue: Catalogue
    measure: Measure
    survey: Survey | None
    period: Period | None
    where: Where

    @cached_property
    def kind(self) -> Kind:
        """How the measure is counted; the index under the weights in force at the end of the period."""
        found = KINDS[self.measure.measure]
        if isinstance(found, Index) and self.period is not None:
            tree = index_tree(self.build, self.period.last)
            return found.of(tree, self.rules.hidden_below, self.rules.freer_from, self.seed)
        return found

    @property
    def seed(self) -> int:
        """Where chance starts: the same build, slice and measure give the same draws."""
        told = repr((self.build.id, self.measure.measure, sorted(to_address(self.chosen).items())))
        return crc32(told.encode())

    @cached_property
    def rules(self) -> Rules:
        """The base rules of this build."""
        return Rules.of(self.catalogue.rules)

    @cached_property
    def read(self) -> Monthly:
        """The counts behind this question, all months. Raises TooFineError where nothing answers the cut."""
        monthly = self._counted[0]
        return replace(monthly, frame=monthly.frame.copy(deep=False))

    @property
    def months(self) -> Codes:
        """The month of each row as a number that can be compared: months since year 0."""
        return self._counted[1]

    @cached_property
    def _counted(self) -> tuple[Monthly, Codes]:
        """``read`` and ``months``, worked out once for all questions of this build that count the same."""
        # the index counts under the weights in force at the end of its period
        weighed = self.period if isinstance(KINDS[self.measure.measure], Index) else None

        def count() -> tuple[Monthly, Codes]:
            monthly = self.kind.read(self.build, self.where)
            return monthly, numbers_of(monthly.frame["month"])

        key = (self.measure.measure, self.where.key, weighed)
        return self.build.remembered(key, count, lambda counted: counted[0].frame.size)

    @cached_property
    def weekly(self) -> Question:
        """The same question with its counts by weeks, which only answers to surveys have: each a freer cut."""
        return replace(self, where=replace(self.where, step="week"))

    def weeks(self, span: Period) -> tuple[tuple[date, ...], Codes]:
        """The Mondays of the weeks that have records and lie wholly in a span, up to the as-of day; and the week of
        each row of ``weekly.read`` by its number among them, −1 for rows outside."""
        mondays = self.weekly.read.frame["month"]
        end = min(span.end, self.where.as_of + timedelta(days=1))
        last = mondays + pd.Timedelta(days=7)
        inside = ((mondays >= pd.Timestamp(span.first)) & (last <= pd.Timestamp(end))).to_numpy(dtype=bool)
        present = np.unique(mondays[inside])
        codes: Codes = np.where(inside, np.searchsorted(present, mondays), -1)
        return tuple(pd.Timestamp(monday).date() for monday in present), codes

    def in_steps(self, step: str, span: Period) -> tuple[tuple[date, ...], list[Key], Summed]:
        """One cell per week, month or quarter of a span that has records, each with its first day and its key;
        a coarser step where this selection is shown by itself only in that."""
        if step == "week":
            days, codes = self.weeks(span)
            keys: list[Key] = [(("week", week_of(day)),) for day in days]
            return days, keys, self.kind.sum(self.weekly.read.frame, codes, len(days))
        length = max(self.step(span), MONTHS_OF[step])
        first = number_of(span.first)
        # the span then begins with a whole step
        inside = self.inside(Period(month_of(first - first % length), span.last))
        starts = self.months - self.months % length
        present = np.unique(starts[inside])
        codes = np.where(inside, np.searchsorted(present, starts), -1)
        days = tuple(month_of(int(number)) for number in present)
        return days, [_moment(day, length) for day in days], self.kind.sum(self.read.frame, codes, len(days))

    def of_measure(self, measure: str, by: str = "") -> Question:
        """The same question about another measure."""
        return ask(self.name, measure, self.build, self.chosen, self.scope, by=by)

    def inside(self, period: Period) -> Any:
        """Which rows lie in a period."""
        first, last = number_of(period.first), number_of(period.last)
        return (self.months >= first) & (self.months <= last)

    def summed(self, period: Period) -> Summed:
        """One cell: everything in a period."""
        codes: Codes = np.where(self.inside(period), 0, -1)
        return self.kind.sum(self.read.frame, codes, 1)

    def step(self, span: Period) -> int:
        """The months that one point of a chart over a span stands for: 1, or 3 or 12 where this selection is shown by
        itself only in quarters or years. The shortest in which at least half of the months can be shown."""
        frame = self.read.frame
        if "step_months" not in frame or self.measure.unit == gate.COUNTED:
            return 1
        inside = self.inside(span) & (frame["block_rows"].to_numpy() > 0)
        months = frame.loc[inside].groupby("month")["step_months"].max()
        return next((step for step in STEPS if (months <= step).mean() >= 0.5), 1) if len(months) else 1

    def release(
        self,
        keys: Sequence[Key],
        summed: Summed,
        estimate: Estimated | None = None,
        *,
        parts: Sequence[Mapping[str, float]] | None = None,
        measure: Measure | None = None,
        is_distribution: bool = False,
    ) -> tuple[Released, ...]:
        """Cells through the gate; by default the measure's own estimate with its parts."""
        return gate.release(
            measure or self.measure,
            keys,
            self.kind.estimate(summed) if estimate is None else estimate,
            self.rules,
            self.scope,
            parts=self.kind.parts(summed) if parts is None else parts,
            is_freer=summed.is_freer.tolist(),
            is_distribution=is_distribution,
        )

    def answer(
        self,
        values: Iterable[Released] = (),
        verdicts: Iterable[Verdict] = (),
        chart: Mapping[str, Any] | None = None,
        *,
        labels: Mapping[tuple[str, str], Names] | None = None,
        missing: Missing | None = None,
        comparisons: int = 1,
        notes: Iterable[str] = (),
    ) -> Answer:
        """The frame of every answer: labels, footer and what each chart has, around what this one found."""
        found = tuple(values)
        remarks = self._remarks(missing, notes, found, chart or {})
        common = {
            "unit": self.measure.unit,
            "decimals": self.measure.decimals,
            "is_higher_better": self.measure.is_higher_better,
            "base_label": self.measure.base_label,
            "survey": self.survey.survey_id if self.survey and self._is_of_survey else "",
            "period": self.period,
            "off_scale": self._total("off_scale", missing),
            "partial": self._total("partial_responses", missing),
            "widen": (),
        }
        return Answer(
            question=self.name,
            measure=self.measure.measure,
            slice=self.chosen,
            footer=Footer(
                bank=self.build.bank,
                is_example=self.build.is_example,
                build=self.build.id,
                data_until=self.build.data_until.isoformat(),
                period=self.period,
                as_of=self.where.as_of.isoformat(),
                interval_rule=self.measure.interval_rule,
                source="facts" if missing != "cut_too_fine" and self._read_facts else "mart",
                comparisons=comparisons,
                notes=remarks,
            ),
            values=found,
            verdicts=tuple(verdicts),
            chart=MappingProxyType({**common, **(chart or {})}),
            labels=MappingProxyType({**self._labels(found), **(labels or {})}),
            missing=missing,
        )

    def nothing(self, missing: Missing, widen: tuple[str, ...] = ()) -> Answer:
        """The answer that says why there is none."""
        return self.answer(missing=missing, chart={"widen": widen})

    def absent(self) -> Missing | None:
        """Why this measure cannot be told at all in this bank, survey or period; None if it may."""
        if self._is_of_survey:
            if self.survey is None:
                return "no_responses"
            if self.measure.measure == "nps" and not self.survey.has_recommend:
                return "not_asked"
        elif self._is_of_complaints and not _has(self.build, "complaints"):
            return "no_complaints"
        elif self.measure.measure == "contacts" and not _has(self.build, "contacts"):
            return "no_contacts"
        elif self.measure.measure.startswith("inspection") and not _has(self.build, "inspections"):
            return "no_inspections"
        elif self.measure.measure == "drop_off" and not _has(self.build, "journey_events"):
            return "no_journey_events"
        elif self.measure.measure.startswith("reviews") and not _has(self.build, "reviews"):
            return "no_reviews"
        elif self.measure.measure in ("education", "people_reached") and not _has(self.build, "education"):
            return "no_education"
        elif self._is_of_suggestions and not _has(self.build, "suggestions"):
            return "no_suggestions"
        if self.period is None:
            return self.kind.empty
        return None

    @property
    def _is_of_survey(self) -> bool:
        return self.measure.measure in SURVEY_MEASURES

    @property
    def _is_of_complaints(self) -> bool:
        return self.measure.measure.startswith("complaints")

    @property
    def _is_of_suggestions(self) -> bool:
        return self.measure.measure.startswith(("adoption", "suggestions"))

    @property
    def _read_facts(self) -> bool:
        asked = [self, *(self.__dict__[name] for name in ("weekly",) if name in self.__dict__)]
        return any("read" in each.__dict__ and each.read.read_facts for each in asked)

    def _remarks(
        self, missing: Missing | None, notes: Iterable[str], values: tuple[Released, ...], chart: Mapping[str, Any]
    ) -> tuple[str, ...]:
        found = list(notes)
        told = [*values, *(each for name in ("months", "journeys") for each in chart.get(name, ()))]
        released = [each for each in told if isinstance(each, Released)]
        is_freer, is_pooled = (any(getattr(each, name) for each in released) for name in ("is_freer", "is_pooled"))
        if missing in (None, "too_few_alone") and "read" in self.__dict__:
            found += self.read.notes
            found += [note for note, is_true in (("freer_cut", is_freer), ("pooled", is_pooled)) if is_true]
            found += [
                note
                for note, column in (("off_scale", "off_scale"), ("partial", "partial_responses"))
                if self._total(column, missing)
            ]
        return tuple(dict.fromkeys(found))

    def _total(self, column: str, missing: Missing | None) -> int:
        """How many of the period's answers were off the scale or partial; told, because they are not answers given."""
        if missing == "cut_too_fine" or "read" not in self.__dict__ or self.period is None:
            return 0
        frame = self.read.frame
        # of one column, not of the frame: this is asked four times for every answer
        return int(frame[column].to_numpy()[self.inside(self.period)].sum()) if column in frame else 0

    def _labels(self, found: tuple[Released, ...]) -> dict[tuple[str, str], Names]:
        labels: dict[tuple[str, str], Names] = {("measure", self.measure.measure): self.measure.names}
        if self.survey:
            labels["survey", self.survey.survey_id] = self.survey.names
        for dimension, member in {pair for value in found for pair in value.key}:
            if (names := self.label(dimension, member)) is not None:
                labels[dimension, member] = names
        for unit in self.chosen.units:
            labels["unit", unit] = self.label("unit", unit) or (unit, unit)
        for dimension, members in self.chosen.members.items():
            for member in members:
                labels[dimension, member] = self.label(dimension, member) or (member, member)
        return labels

    def label(self, dimension: str, member: str) -> Names | None:
        """The names of an id; None for what is no member (months, periods, stages)."""
        if dimension == "unit":
            return self.catalogue.called(member)
        if dimension not in _MEMBER_DIMENSIONS:
            return None
        if (dimension, member) == ("journey", OVERALL):
            return self.catalogue.members.get("touchpoint", {}).get(OVERALL, (OVERALL, OVERALL))
        if member == NOT_RECORDED_ID:
            return NOT_RECORDED
        return self.catalogue.members.get(dimension, {}).get(member, (member, member))


_MEMBER_DIMENSIONS = frozenset(
    {
        "line",
        "channel",
        "product",
        "age_band",
        "is_new_citizen",
        "tier",
        "journey",
        "touchpoint",
        "business",
        "cause",
        "source",
        "group_reached",
    }
)


def ask(name: str, measure: str, build: Build, chosen: Slice, scope: Scope, *, by: str = "") -> Question:
    """Resolves a question. Raises UnknownMeasureError, or OutOfScopeError for a unit the person may not name."""
    known, chosen = catalogue(build, scope), narrowed(chosen, scope)
    if measure not in known.measures or measure not in KINDS:
        raise UnknownMeasureError(measure, tuple(name for name in known.measures if name in KINDS))
    survey = known.survey(chosen)
    period = known.period(build, chosen)
    survey_id = survey.survey_id if survey else ""
    return Question(
        name=name,
        build=build,
        chosen=chosen,
        scope=scope,
        catalogue=known,
        measure=known.measures[measure],
        survey=survey,
        period=period,
        where=where(build, chosen, scope, survey_id, by, period.last if period else None),
    )


def _moment(day: date, months: int) -> Key:
    """The key of the month, quarter or year that begins on a day."""
    if months == 1:
        return (("month", day.isoformat()),)
    return (("quarter" if months == 3 else "year", str(Period(day, add_months(day, months - 1)))),)


def number_of(month: date) -> int:
    """Months since year 0, to compare and subtract months as numbers."""
    return month.year * 12 + month.month - 1


def numbers_of(days: pd.Series | pd.DatetimeIndex) -> Codes:
    """The same for a column: the month that each day lies in."""
    stamps = pd.DatetimeIndex(days)
    return np.asarray(stamps.year * 12 + stamps.month - 1, dtype=np.int64)


def month_of(number: int) -> date:
    """The month with a number of ``number_of``."""
    return date(number // 12, number % 12 + 1, 1)


def _has(build: Build, what: str) -> bool:
    return bool(build.rows("recorded")[what].iloc[0])
