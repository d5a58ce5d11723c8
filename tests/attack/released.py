"""Asks the product for all that it answers about a bank, and reads every answer as an attacker would: an equation.

Nothing is taken from the build but what ``answers`` hand out. What an answer is of is told by what was asked and by its
key; if as many people are not found there as the answer says stand behind it, the attack says so and fails: then it has
not understood the product, and shows nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.answers import headline, series, trend
from dashboard.gate import Rules
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope, local_user
from dashboard.slices import MONTHS_OF, Period, Slice, week_start
from dashboard.stats import nps, proportions
from dashboard.values import Answer, Released
from tests.attack.people import CLASSES, MEMBERS, REST, TOP, Attacked, inside

Mask = npt.NDArray[np.bool_]
ALONE = {"nps": CLASSES, "satisfaction": (TOP, REST)}
MEASURES = tuple(ALONE)


class NotUnderstoodError(AssertionError):
    """An answer that does not fit the people it should be of."""


@dataclass(frozen=True)
class Known:
    """What one answer tells: of these people, between ``low`` and ``high`` of each class answered so."""

    of: Mask
    low: tuple[int, ...]
    high: tuple[int, ...]
    asked: str

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Asking:
    """How much is asked: unions of so many units, and by which dimensions' members besides."""

    united: int = 2
    spans: Sequence[str] = ()
    """Periods beyond all months, quarters and years: "2025-02..2025-07" …"""
    with_freer: bool = False
    """Look at freer cuts besides, and ask for more of them: two dimensions at once, weeks, every day as the last."""


class Asked:
    """One bank and one measure, with the people it is about and everything that is asked."""

    def __init__(self, attacked: Attacked, measure: str, asking: Asking, scope: Scope | None = None) -> None:
        self.build, self.measure, self.asking = attacked.build, measure, asking
        self.people = attacked.answered(measure)
        self.scope = scope or local_user()
        self.classes = ALONE[measure]

    @cached_property
    def truth(self) -> npt.NDArray[np.int64]:
        """Per person the number of the class."""
        return self.people["answer"].map({name: at for at, name in enumerate(self.classes)}).to_numpy(np.int64)

    @cached_property
    def units(self) -> tuple[str, ...]:
        return tuple(unit.unit_id for unit in catalogue(self.build, self.scope).units)

    @cached_property
    def _inside(self) -> dict[str, Mask]:
        return {unit: inside(self.people, unit) for unit in self.units}

    @cached_property
    def _own(self) -> dict[str, Mask]:
        return {unit: (self.people["unit"] == unit).to_numpy(dtype=bool) for unit in self.units}

    @cached_property
    def _month(self) -> npt.NDArray[np.int64]:
        return np.array([month.year * 12 + month.month - 1 for month in self.people["month"]], dtype=np.int64)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Every month, quarter and year that has people, and the spans asked for."""
        found = {Period(month, month) for month in self.people["month"]}
        for month in self.people["month"].unique():
            found.add(Period.parse(f"{month.year}Q{(month.month + 2) // 3}"))
            found.add(Period.parse(f"{month.year}"))
        found |= {Period.parse(text) for text in self.asking.spans}
        return tuple(sorted(found))

    def during(self, period: Period | None) -> Mask:
        if period is None:
            return np.ones(len(self.people), dtype=bool)
        first, last = (day.year * 12 + day.month - 1 for day in (period.first, period.last))
        return (self._month >= first) & (self._month <= last)

    def group(self, unit: str, period: Period) -> Mask:
        """Who counts under a unit in a period."""
        return self._inside[unit] & self.during(period)

    def united(self) -> Iterator[tuple[str, ...]]:
        """Nothing chosen (the bank), every unit, and every union of up to so many."""
        for many in range(self.asking.united + 1):
            yield from itertools.combinations(self.units, many)

    def slices(self) -> Iterator[Slice]:
        """Every union of units, alone and with every member (and every two members) of one further dimension."""
        for units in self.united():
            yield Slice(period="all", units=units)
            for dimension, members in MEMBERS.items():
                for many in (1, 2) if not units else (1,):
                    for chosen in itertools.combinations(members, many):
                        yield Slice(period="all", units=units, members={dimension: chosen})

    def everything(self) -> Iterator[Known]:
        """Every equation the product gives away."""
        for chosen in self.slices():
            for grouping in ("month", "quarter", "year", *(("unit",) if not chosen.members else ())):
                yield from self._read(series.by(self.measure, grouping, self.build, chosen, self.scope))
            if not chosen.members:
                yield from self._read(trend.control(self.measure, self.build, chosen, self.scope))
        for units in self.united():
            for period in self.periods:
                chosen = Slice(period=str(period), units=units)
                if len(units) < 2:
                    yield from self._read(series.by(self.measure, "unit", self.build, chosen, self.scope))
                for dimension in MEMBERS:
                    yield from self._read(series.by(self.measure, dimension, self.build, chosen, self.scope))
                if not units or str(period) in self.asking.spans:
                    yield from self._read(headline.of(self.measure, self.build, chosen, self.scope))
        if self.asking.with_freer:
            yield from self._freer()

    def _freer(self) -> Iterator[Known]:
        for units in self.united():
            for dimension, members in (("", ("",)), *MEMBERS.items()):
                for member in members:
                    chosen = Slice(period="all", units=units, members={dimension: (member,)} if dimension else {})
                    yield from self._read(series.by(self.measure, "week", self.build, chosen, self.scope))
        whole = [period for period in self.periods if period.months > 1] + [Period.parse(text) for text in self._all]
        for units, period in itertools.product(self.united(), whole):
            for one, other in itertools.combinations(MEMBERS, 2):
                for first, second in itertools.product(MEMBERS[one], MEMBERS[other]):
                    chosen = Slice(period=str(period), units=units, members={one: (first,), other: (second,)})
                    yield from self._read(headline.of(self.measure, self.build, chosen, self.scope))
            for day in sorted(set(self.people["day"])):
                if period.first <= day.date() < period.end:
                    chosen = Slice(period=str(period), units=units, as_of=day.date())
                    yield from self._read(headline.of(self.measure, self.build, chosen, self.scope))

    @property
    def _all(self) -> tuple[str, ...]:
        months = sorted(self.people["month"])
        return (f"{months[0]:%Y-%m}..{months[-1]:%Y-%m}",)

    def _read(self, answer: Answer) -> Iterator[Known]:
        chosen = self._of_slice(answer.slice)
        beside = [value for value in answer.chart.get("months", ()) if isinstance(value, Released)]
        for value in (*answer.values, *beside):
            if value.shown == "hidden" or (value.is_freer and not self.asking.with_freer):
                continue
            of = chosen & self._of_key(answer, value)
            if int(of.sum()) != value.base:
                raise NotUnderstoodError(f"{_told(answer)} {value.key}: {int(of.sum())} people, {value.base} told")
            low, high = self._counts(value)
            true = np.bincount(self.truth[of], minlength=len(self.classes))
            if any(not bottom <= count <= top for bottom, count, top in zip(low, true, high, strict=True)):
                raise NotUnderstoodError(f"{_told(answer)} {value.key}: {true} is not within {low} and {high}")
            yield Known(of, low, high, f"{_told(answer)} {value.key} {value.shown} {value.base}")

    def _of_slice(self, chosen: Slice) -> Mask:
        of = np.ones(len(self.people), dtype=bool)
        if chosen.units:
            of &= np.any([self._inside[unit] for unit in chosen.units], axis=0)
        if chosen.as_of is not None:
            of &= (self.people["day"] <= pd.Timestamp(chosen.as_of)).to_numpy(dtype=bool)
        for dimension, members in chosen.members.items():
            of &= self.people[dimension].isin(members).to_numpy()
        return of

    def _of_key(self, answer: Answer, value: Released) -> Mask:
        of = self.during(answer.footer.period)
        if answer.question != "series.by" and answer.footer.period is not None:
            # the months of a trend, and those beside a headline, reach back before its period, but not beyond it
            of = self.during(Period(self.periods[0].first, answer.footer.period.last))
        for dimension, member in value.key:
            if dimension == "period":
                of = self.during(answer.chart["periods"][member])
            else:
                together = answer.chart.get("pooled", {}).get(member, (member,))
                of = of & np.any([self._of_member(answer, dimension, each) for each in together], axis=0)
        return of

    def _of_member(self, answer: Answer, dimension: str, member: str) -> Mask:
        if dimension == "week":
            monday = pd.Timestamp(week_start(member))
            return self.people["day"].between(monday, monday + pd.Timedelta(days=6)).to_numpy(dtype=bool)
        if dimension in MONTHS_OF:
            return self.during(Period.parse(member[:7]))
        if dimension == "unit":
            is_own = member in answer.chart.get("own_units", ())
            return (self._own if is_own else self._inside)[member]
        return (self.people[dimension] == member).to_numpy(dtype=bool)

    def _counts(self, value: Released) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The counts of each class that fit what is shown; an interval gives them away as a score does."""
        assert value.base is not None
        assert value.low is not None
        assert value.high is not None
        if value.parts:
            known = [int(value.parts[name]) for name in self.classes if name in value.parts]
            counts = tuple(known if len(known) == len(self.classes) else [*known, value.base - sum(known)])
            return counts, counts
        slack = self._step(value) / 2 + 1e-9 if value.is_freer else 1e-6
        fitting = self._fitting(value, slack)
        if not len(fitting):
            raise NotUnderstoodError(f"{value.key}: no counts give {value.low} to {value.high} of {value.base}")
        return tuple(fitting.min(axis=0).tolist()), tuple(fitting.max(axis=0).tolist())

    def _step(self, value: Released) -> int:
        known = catalogue(self.build, self.scope)
        return Rules.of(known.rules).step(known.measures[value.measure], value.base or 0)

    def _fitting(self, value: Released, slack: float) -> npt.NDArray[np.int64]:
        base = value.base or 0
        if self.measure == "nps":
            plus, minus = (grid.ravel() for grid in np.mgrid[0 : base + 1, 0 : base + 1])
            within = plus + minus <= base
            plus, minus = plus[within], minus[within]
            counts = np.column_stack([plus, base - plus - minus, minus])
            estimate = nps.estimate(*counts.T)
        else:
            hits = np.arange(base + 1)
            counts = np.column_stack([hits, base - hits])
            estimate = proportions.estimate(hits, np.full(base + 1, base))
        fits = np.ones(len(counts), dtype=bool)
        for shown, column in ((value.score, estimate.score), (value.low, estimate.low), (value.high, estimate.high)):
            if shown is not None:
                fits &= np.abs(np.asarray(column, dtype=float) - shown) <= slack
        return counts[fits]


def _told(answer: Answer) -> str:
    chosen = answer.slice
    return f"{answer.question} {answer.measure} {chosen.period} {','.join(chosen.units)} {dict(chosen.members)}"


def distinct(known: Sequence[Known]) -> list[Known]:
    """One of those that tell the same of the same people; the narrowest where they differ."""
    found: dict[bytes, Known] = {}
    for one in known:
        key = np.packbits(one.of).tobytes()
        other = found.get(key)
        if other is None:
            found[key] = one
        elif not other.is_exact:
            low = tuple(map(max, other.low, one.low))
            high = tuple(map(min, other.high, one.high))
            found[key] = Known(one.of, low, high, other.asked)
    return list(found.values())
