"""One improvement against what was left alone: reads the months before and after, and lets the statistics compare.

What is left alone is the reference everyone may have: controls are counted and drawn together, never named.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from dashboard.answers.kinds import KINDS, Kind, Summed
from dashboard.answers.question import month_of, number_of
from dashboard.answers.untouched import Table, alike, asked_of, members
from dashboard.effect_verdicts import Against, Evidence
from dashboard.gate import Rules
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Measure, catalogue
from dashboard.queries.plans import Plan
from dashboard.scopes import Scope
from dashboard.slices import add_months
from dashboard.stats import adopters, constants, effects, segmented, shrinkage
from dashboard.stats.errors import TooLittleDataError

TESTABLE = frozenset({"nps", "satisfaction", "effort", "response_rate", "complaints_per_10k"})
"""Measures with a score by unit and month."""
PROTECTED = frozenset({"nps", "satisfaction", "effort"})
"""Measures of what people answered: nothing is told of a side with fewer answers than a score needs."""
MONTHS_BEFORE = MONTHS_AFTER = 12
"""So many months on either side are compared, a whole year each where there are so many."""
LEAST_MONTHS_BEFORE = 3
CHOOSING_MONTHS = 3
"""The months up to the one of submission by which a unit may have been chosen: it rises from them by itself."""
LEAST_CONTROLS = 3
"""Fewer are no reference: what they show together could be read as one of them."""
BAND = (0.05, 0.95)
"""The band in which nine of ten untouched units move."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What was found, and what a picture needs. Lists by month belong to ``months``; None where there is nothing.

    ``treated`` sums what was improved and ``left_alone`` the controls, one cell per month. ``path`` is by how far the
    improved moved beyond the median control since "before", ``band`` the middle nine tenths of the controls' own paths.
    ``ranks`` are the distances of all from the others, the improved one first. ``rebound``: by how much the improved
    units were expected to move by themselves. ``left_out``: units named that have no answers, or unknown.
    """

    plan: Plan
    evidence: Evidence
    months: tuple[date, ...]
    is_before: tuple[bool, ...]
    is_after: tuple[bool, ...]
    treated: Summed
    left_alone: Summed
    path: tuple[float | None, ...]
    band: tuple[tuple[float | None, float | None], ...]
    ranks: tuple[float, ...]
    p_value: float | None
    rebound: float | None
    units: int
    left_out: int
    step: int
    """The points in which the numbers may be told where a side divides what may only be shown together; else 0."""
    notes: tuple[str, ...]


def is_testable(plan: Plan, measures: Collection[str]) -> bool:
    """Whether a plan says enough to be tested: a measure with a score, and a day from which it can show."""
    return plan.measure in TESTABLE and plan.measure in measures and plan.first_on is not None


@lru_cache(maxsize=512)
def compare(build: Build, plan: Plan, as_of: date, survey_id: str, touched: frozenset[str]) -> Comparison:
    """The comparison of one plan up to ``as_of``. ``touched`` units were improved otherwise and are no controls."""
    everyone = Scope(person="reference")
    known = catalogue(build, everyone)
    measure, kind = known.measures[plan.measure], KINDS[plan.measure]
    start = _start(plan)
    last = number_of(add_months(date(as_of.year, as_of.month, 1), 0 if _ends_month(as_of) else -1))
    treated, controls, against = members(known, plan, touched)
    whole_months = add_months(month_of(last), 1) - timedelta(days=1)
    asked = asked_of(build, everyone, plan, survey_id, against, alike(known, treated), whole_months)
    table = Table.read(kind, build, asked, treated, controls, last)
    return _Found(build, plan, measure, kind, start, last, against, table).comparison()


def _start(plan: Plan) -> int:
    """The number of the first whole month in which it can show an effect."""
    first = plan.first_on
    if first is None:
        raise ValueError(f"{plan.suggestion_id} has no day from which an effect can show")
    return number_of(first) + (first.day > 1)


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


@dataclass(frozen=True, eq=False)
class _Found:
    """One plan's table, on the way to its comparison."""

    build: Build
    plan: Plan
    measure: Measure
    kind: Kind
    start: int
    last: int
    against: Against
    table: Table

    def comparison(self) -> Comparison:
        number = self.table.first + np.arange(self.table.months)
        after = (number >= self.start) & (number < self.start + MONTHS_AFTER) & (number <= self.last)
        before = self._before(number)
        window = after | before
        bases, scores = self.table.bases(), self.table.scores()
        is_treated = np.arange(len(self.table.names)) < self.table.treated
        seen = (bases[:, before].sum(axis=1) > 0) & (bases[:, after].sum(axis=1) > 0) if after.any() else is_treated
        is_treated &= seen
        is_control = self._controls(bases, window, before, after, is_treated)
        notes = []
        too_few, step = self._protected(bases, is_treated, before, after)
        can_compare = bool(is_treated.any() and before.sum() >= LEAST_MONTHS_BEFORE and after.any() and not too_few)
        if too_few and after.any():
            notes.append("too_few_answers")
        if step:
            notes.append("freer_cut")
        if before.sum() < LEAST_MONTHS_BEFORE:
            notes.append("no_months_before")
        found = self._compared(scores, before, after, is_treated, is_control) if can_compare else _NOTHING
        months_after = max(0, self.last - self.start + 1)
        tells_from = self._tells_from(scores, before, is_treated, is_control, months_after)
        if months_after >= constants.LEAST_MONTHS_AFTER and found.controls and found.low is None:
            tells_from = None  # with so few controls no rank can be extreme enough, however long one waits
        path, band = self._paths(scores, before, window, is_treated, is_control) if can_compare else ((), ())
        return Comparison(
            plan=self.plan,
            evidence=Evidence(
                change=found.change,
                low=found.low,
                high=found.high,
                detectable=found.detectable,
                expected=self.plan.expected,
                months_after=months_after,
                least_months=constants.LEAST_MONTHS_AFTER,
                tells_from=tells_from,
                controls=found.controls or (int(is_control.sum()) if found.change is None else 0),
                against=self.against if found.controls or found.change is None else "itself",
                is_higher_better=self.measure.is_higher_better,
            ),
            months=tuple(month_of(int(each)) for each in number[window]),
            is_before=tuple(before[window].tolist()),
            is_after=tuple(after[window].tolist()),
            treated=self.table.summed(is_treated, window),
            left_alone=self.table.summed(is_control, window),
            path=path,
            band=band,
            ranks=found.ranks,
            p_value=found.p_value,
            rebound=self._rebound(before, is_treated, is_control) if can_compare else None,
            units=int(is_treated.sum()),
            left_out=max(0, len(self.plan.units) - int(is_treated.sum())) if self.plan.units else 0,
            step=step,
            notes=(*notes, *found.notes),
        )

    def _protected(self, bases: Any, is_treated: Any, before: Any, after: Any) -> tuple[bool, int]:
        """Whether a side has too few answers to be told; and where one divides what may only be shown together the
        steps in which it may be told, for it takes as many answers as a freer cut then (else 0)."""
        if self.plan.measure not in PROTECTED or not after.any() or not before.any() or not is_treated.any():
            return False, 0
        is_freer = any(bool(self.table.together(is_treated, side).is_freer[0]) for side in (before, after))
        rules = Rules.of(catalogue(self.build, Scope(person="reference")).rules)
        least = rules.freer_from if is_freer else rules.interval_below
        fewest = min(float(bases[is_treated][:, side].sum()) for side in (before, after))
        return fewest < least, rules.step(self.measure, fewest) if is_freer else 0

    def _before(self, number: Any) -> Any:
        """The latest twelve months before, without those by which the units may have been chosen."""
        opening = self.start - (1 if self.plan.first_on is not None and self.plan.first_on.day > 1 else 0)
        submitted = number_of(self.plan.submitted_on)
        choosing = (number > submitted - CHOOSING_MONTHS) & (number <= submitted)
        possible = (number < opening) & ~choosing
        return possible & (np.cumsum(possible[::-1])[::-1] <= MONTHS_BEFORE)

    def _controls(self, bases: Any, window: Any, before: Any, after: Any, is_treated: Any) -> Any:
        """Members left alone with answers on both sides; units only of a like size, from half to twice: a rank among
        units that scatter less would be too high."""
        is_control = np.arange(len(self.table.names)) >= self.table.treated
        if not is_treated.any():
            return np.zeros_like(is_control)
        size = bases[:, window].sum(axis=1)
        if self.against == "untouched_units":
            is_control &= (size >= size[is_treated].min() / 2) & (size <= size[is_treated].max() * 2)
        is_control &= bases[:, before].sum(axis=1) > 0
        if after.any():
            is_control &= bases[:, after].sum(axis=1) > 0
        return is_control if is_control.sum() >= LEAST_CONTROLS else np.zeros_like(is_control)

    def _compared(self, scores: Any, before: Any, after: Any, is_treated: Any, is_control: Any) -> _Numbers:
        starts = {day for _, day in self.plan.starts}
        if not is_control.any():
            return self._alone(scores, before, after, is_treated)
        if len({number_of(day) + (day.day > 1) for day in starts if day is not None}) > 1:
            return self._staggered(scores, is_treated, is_control)
        moved = effects.changes(scores, after, before)
        treated, controls = moved[is_treated].compressed(), moved[is_control].compressed()
        if controls.size < LEAST_CONTROLS or not treated.size:
            return self._alone(scores, before, after, is_treated)
        seed = zlib.crc32(f"{self.build.id} {self.plan.suggestion_id}".encode())
        result = effects.placebo(treated, controls, seed=seed)
        distances = _distances(treated, controls)
        return _Numbers(
            change=result.change,
            low=result.low,
            high=result.high,
            detectable=result.detectable,
            controls=result.controls,
            p_value=result.p_value,
            ranks=distances,
        )

    def _staggered(self, scores: Any, is_treated: Any, is_control: Any) -> _Numbers:
        """Units that began in different months: each from its own start, stacked."""
        own = {unit: day for unit, day in self.plan.starts if day is not None}
        begun = np.full(len(self.table.names), -1)
        for place, name in enumerate(self.table.names[: self.table.treated]):
            if name in own:
                begun[place] = number_of(own[name]) + (own[name].day > 1) - self.table.first
        can_be_used = np.where(is_treated, (begun > 0) & (begun < self.table.months), is_control)
        keep = can_be_used & ~np.ma.getmaskarray(scores).any(axis=1)
        table, begun = np.asarray(scores.filled(0.0))[keep], begun[keep]
        side = min(6, int(table.shape[1] - begun.max())) if (begun > 0).any() else 1
        try:
            result = adopters.stack(table, begun, before=6, after=max(side, 1))
        except TooLittleDataError:
            return replace(_NOTHING, notes=("staggered_too_short",))
        return _Numbers(
            change=result.change,
            low=result.low,
            high=result.high,
            detectable=adopters.detectable(result),
            controls=result.controls,
            p_value=result.p_value,
            notes=("staggered",),
        )

    def _alone(self, scores: Any, before: Any, after: Any, is_treated: Any) -> _Numbers:
        """Nothing to compare with: the level of its own series, with its trend and memory."""
        window = before | after
        series = scores[is_treated][:, window].mean(axis=0)
        if np.ma.getmaskarray(series).any() or after.sum() < 2:
            return _NOTHING
        try:
            level = segmented.fit(np.asarray(series), int(before.sum()), has_slope=False).level
        except TooLittleDataError:
            return _NOTHING
        return _Numbers(change=level.value, low=level.low, high=level.high, p_value=level.p_value)

    def _paths(self, scores: Any, before: Any, window: Any, is_treated: Any, is_control: Any) -> tuple[Any, Any]:
        """By how far the improved moved beyond the median control, and how far controls do."""
        moved = scores[:, window] - scores[:, before].mean(axis=1)[:, None]
        own = moved[is_treated].mean(axis=0)
        if not is_control.any():
            return tuple(own.tolist()), ()
        controls = moved[is_control]
        middle = np.nanmedian(controls.filled(np.nan), axis=0)
        path = tuple((own - middle).tolist())
        if int(is_control.sum()) < constants.MINIMUM_POINTS:
            return path, ()
        filled = (controls - middle).filled(np.nan)
        low, high = (np.nanquantile(filled, share, axis=0) for share in BAND)
        return path, tuple(zip(low.tolist(), high.tolist(), strict=True))

    def _rebound(self, before: Any, is_treated: Any, is_control: Any) -> float | None:
        """By how far the improved were expected to move by themselves, from where they stood before; in its unit."""
        if self.against != "untouched_units" or not is_control.any():
            return None
        estimate = self.table.estimates(before)
        variance = shrinkage.variances_of(estimate.low, estimate.high)
        score = np.ma.MaskedArray(estimate.score, dtype=np.float64)
        use = (is_treated | is_control) & ~np.ma.getmaskarray(score) & (variance.filled(0.0) > 0)
        if use.sum() < LEAST_CONTROLS or not (use & is_treated).any():
            return None
        shrunk = shrinkage.shrink(np.asarray(score[use]), np.asarray(variance[use]))
        moved = effects.rebound(np.asarray(score[use]), np.asarray(shrunk.scores))
        return float(moved[is_treated[use]].mean())

    def _tells_from(self, scores: Any, before: Any, is_treated: Any, is_control: Any, months_after: int) -> date | None:
        """The month-end from which the expected size can be told; of a plan without one, when three months are over."""
        least = max(constants.LEAST_MONTHS_AFTER, months_after + 1)
        months: int | None = None if months_after >= constants.LEAST_MONTHS_AFTER else constants.LEAST_MONTHS_AFTER
        expected = abs(self.plan.expected or 0.0)
        if expected > 0 and is_control.sum() > 1 and before.any() and is_treated.any():
            months = (
                effects.months_until_told(
                    scores[is_control], int(before.sum()), expected, int(is_treated.sum()), least_months=least
                )
                or months
            )
        return None if months is None else add_months(month_of(self.start), months) - timedelta(days=1)


@dataclass(frozen=True)
class _Numbers:
    """What a comparison found; None where it could not."""

    change: float | None = None
    low: float | None = None
    high: float | None = None
    detectable: float | None = None
    controls: int = 0
    p_value: float | None = None
    ranks: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


_NOTHING = _Numbers()


def _distances(treated: Any, controls: Any) -> tuple[float, ...]:
    """How far the improved group and every control lie from the median of the others, the group first."""
    own = float(treated.mean() - np.median(controls))
    each = [float(one - np.median(np.delete(controls, place))) for place, one in enumerate(controls)]
    return (own, *each)
