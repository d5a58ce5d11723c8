"""One change against what was left alone: reads the months before and after, and lets the statistics compare.

What is left alone is the reference everyone may have: controls are counted and drawn together, never named.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from dashboard.answers.compared import NOTHING, Bounds, Comparison, Found, Numbers
from dashboard.answers.kinds import KINDS, Summed
from dashboard.answers.question import month_of, number_of
from dashboard.answers.since_start import (
    LEAST_CONTROLS,
    LEAST_MONTHS_BEFORE,
    Starts,
    expected_rebound,
)
from dashboard.answers.staggered import Staggered
from dashboard.answers.untouched import MONTHS_AFTER, Table, alike, asked_of, members
from dashboard.queries.builds import Build, once_per_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.plans import Change
from dashboard.scopes import Scope
from dashboard.slices import Period, add_months
from dashboard.stats import constants, effects, segmented
from dashboard.stats.errors import TooLittleDataError

TESTABLE = frozenset({"nps", "satisfaction", "effort", "response_rate", "complaints_per_10k"})
"""Measures with a score by unit and month."""
BAND = (0.05, 0.95)
"""The band in which nine of ten untouched units move."""


def is_testable(change: Change, measures: Collection[str]) -> bool:
    """Whether a change says enough to be tested: a measure with a score, and a day from which it can show."""
    return change.measure in TESTABLE and change.measure in measures and change.first_on is not None


@once_per_build(cells=2_000)
def compare(build: Build, change: Change, as_of: date, survey_id: str, touched: frozenset[str]) -> Comparison:
    """The comparison of one change up to ``as_of``. ``touched`` units were changed otherwise and are no controls.

    ValueError for a change without any day; TooFineError for filters that its measure does not carry.
    """
    if change.first_on is None:
        raise ValueError(f"{change.change_id} has no day from which an effect can show")
    everyone = Scope(person="reference")
    known = catalogue(build, everyone)
    measure, kind = known.measures[change.measure], KINDS[change.measure]
    last = number_of(add_months(date(as_of.year, as_of.month, 1), 0 if _ends_month(as_of) else -1))
    treated, controls, against = members(known, change, touched)
    whole_months = add_months(month_of(last), 1) - timedelta(days=1)
    asked = asked_of(build, everyone, change, survey_id, against, alike(known, treated), whole_months)
    table = Table.read(kind, build, asked, treated, controls, last)
    starts = Starts.of(change, table)
    way: type[Staggered | _OneMonth] = Staggered if against == "untouched_units" and starts.is_staggered else _OneMonth
    return way(build, change, measure, kind, starts, last, against, table).comparison()


def _ends_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


@dataclass(frozen=True, eq=False)
class _OneMonth(Found):
    """A change from one month on: by placebo ranks among units left alone; beside other touchpoints; or alone."""

    def comparison(self) -> Comparison:
        """What is found of the units that began in this month."""
        number, start = self.table.first + np.arange(self.table.months), self.start
        is_here = np.zeros(len(self.table.names), dtype=bool)
        is_here[: self.table.treated] = self.starts.begun == start - self.table.first
        after = (number >= start) & (number < start + MONTHS_AFTER) & (number <= self.last)
        before = self.before(number)
        window = after | before
        bases, scores = np.where(self._holds, self.table.bases(), 0.0), self.table.scores()
        scores = np.ma.MaskedArray(scores.filled(0.0), mask=np.ma.getmaskarray(scores) | ~self._holds)
        seen = (bases[:, before].sum(axis=1) > 0) & (bases[:, after].sum(axis=1) > 0) if after.any() else is_here
        is_treated = is_here & seen
        is_control = self._controls(bases, window, before, after, is_treated)
        notes = []
        too_few, step = self.protected(
            self._cells(is_treated, np.where(before, 0, np.where(after, 1, -1)), 2), is_both=bool(after.any())
        )
        can_compare = bool(is_treated.any() and before.sum() >= LEAST_MONTHS_BEFORE and after.any() and not too_few)
        if too_few and after.any():
            notes.append("too_few_answers")
        if step:
            notes.append("freer_cut")
        if before.sum() < LEAST_MONTHS_BEFORE:
            notes.append("no_months_before")
        found = self._compared(scores, before, after, is_treated, is_control) if can_compare else NOTHING
        months_after = max(0, self.last - start + 1)
        tells_from = self.tells_from(scores, before, is_treated, is_control, months_after)
        if months_after >= constants.LEAST_MONTHS_AFTER and found.controls and found.low is None:
            tells_from = None  # with so few controls no rank can be extreme enough, however long one waits
        path, band = self._paths(scores, before, window, is_treated, is_control) if can_compare else ((), ())
        months = tuple(month_of(int(each)) for each in number[window])
        return Comparison(
            change=self.change,
            evidence=self.evidence(
                found,
                months_after,
                tells_from,
                found.controls or (int(is_control.sum()) if found.change is None else 0),
                self.against if found.controls or found.change is None else "itself",
            ),
            is_staggered=False,
            moments=tuple(month.isoformat() for month in months),
            span=Period(months[0], months[-1]) if months else None,
            is_before=tuple(before[window].tolist()),
            is_after=tuple(after[window].tolist()),
            treated=self._cells(is_treated, np.where(window, np.cumsum(window) - 1, -1), int(window.sum())),
            left_alone=self.table.summed(is_control, window),
            path=path,
            band=band,
            drift=self._drift(scores, before, is_treated, is_control) if can_compare else None,
            ranks=found.ranks,
            p_value=found.p_value,
            rebound=self._rebound(before, is_treated, is_control) if can_compare else None,
            units=int(is_treated.sum()),
            left_out=self.left_out(is_treated),
            states=self.told_states(is_treated, self.starts.states),
            step=step,
            notes=(*notes, *found.notes),
        )

    @property
    def _holds(self) -> Any:
        """(rows, months) without those in which the change did not hold any more."""
        holds = np.ones((len(self.table.names), self.table.months), dtype=bool)
        ends = dict(self.change.ends)
        for place, name in enumerate(self.table.names[: self.table.treated]):
            if name in ends:
                holds[place] = np.arange(self.table.months) < number_of(ends[name]) - self.table.first
        return holds

    def _cells(self, is_treated: Any, number: Any, size: int) -> Summed:
        """The improved by the ``number`` of a cell for each month, −1 for none."""
        return self.table.cut(np.where(is_treated[:, None] & self._holds, number[None, :], -1), size)

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

    def _compared(self, scores: Any, before: Any, after: Any, is_treated: Any, is_control: Any) -> Numbers:
        if not is_control.any():
            return self._alone(scores, before, after, is_treated)
        moved = effects.changes(scores, after, before)
        treated, controls = moved[is_treated].compressed(), moved[is_control].compressed()
        if controls.size < LEAST_CONTROLS or not treated.size:
            return self._alone(scores, before, after, is_treated)
        result = effects.placebo(treated, controls, seed=self._seed)
        distances = _distances(treated, controls)
        return Numbers(
            change=result.change,
            low=result.low,
            high=result.high,
            detectable=result.detectable,
            controls=result.controls,
            p_value=result.p_value,
            ranks=distances,
        )

    def _drift(self, scores: Any, before: Any, is_treated: Any, is_control: Any) -> Bounds | None:
        """Between the halves of "before": in a fair comparison nothing, as there was no change yet."""
        place = np.flatnonzero(before)
        half = place.size // 2
        if not is_control.any() or half < 1:
            return None
        early, late = np.isin(np.arange(before.size), place[:half]), np.isin(np.arange(before.size), place[-half:])
        moved = effects.changes(scores, late, early)
        treated, controls = moved[is_treated].compressed(), moved[is_control].compressed()
        if controls.size < LEAST_CONTROLS or not treated.size:
            return None
        found = effects.placebo(treated, controls, seed=self._seed)
        return None if found.low is None or found.high is None else (found.change, found.low, found.high)

    @property
    def _seed(self) -> int:
        return zlib.crc32(f"{self.build.id} {self.change.change_id}".encode())

    def _alone(self, scores: Any, before: Any, after: Any, is_treated: Any) -> Numbers:
        """Nothing to compare with: the level of its own series, with its trend and memory."""
        window = before | after
        series = scores[is_treated][:, window].mean(axis=0)
        if np.ma.getmaskarray(series).any() or after.sum() < 2:
            return NOTHING
        try:
            level = segmented.fit(np.asarray(series), int(before.sum()), has_slope=False).level
        except TooLittleDataError:
            return NOTHING
        return Numbers(change=level.value, low=level.low, high=level.high, p_value=level.p_value)

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
        return expected_rebound(self.table.estimates(before), is_treated, is_control)


def _distances(treated: Any, controls: Any) -> tuple[float, ...]:
    """How far the improved group and every control lie from the median of the others, the group first."""
    own = float(treated.mean() - np.median(controls))
    each = [float(one - np.median(np.delete(controls, place))) for place, one in enumerate(controls)]
    return (own, *each)
