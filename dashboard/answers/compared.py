"""What a comparison finds, and what every way of comparing a change with what was left alone has to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from dashboard.answers.kinds import Kind, Summed
from dashboard.answers.question import month_of, number_of
from dashboard.answers.since_start import Starts, State
from dashboard.answers.untouched import CHOOSING_MONTHS, MONTHS_BEFORE, Table
from dashboard.effect_verdicts import Against, Evidence
from dashboard.gate import Rules
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Measure, catalogue
from dashboard.queries.plans import Change
from dashboard.scopes import Scope
from dashboard.slices import Period, add_months
from dashboard.stats import constants, effects

PROTECTED = frozenset({"nps", "satisfaction", "effort"})
"""Measures of what people answered: nothing is told of a side with fewer answers than a score needs."""

Bounds = tuple[float, float, float]
"""A change with the ends of its interval."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What was found, and what a picture needs. Lists by month belong to ``moments``; None where there is nothing.

    ``moments`` are months ("2026-03-01"), or where units began in different ones (``is_staggered``) months since the
    own start of each ("-3"), 0 the first whole one. ``treated`` sums what was improved and ``left_alone`` the
    controls, one cell per month. ``path`` is by how far the improved moved beyond the controls since "before", ``band``
    the middle nine tenths of the controls' own paths, of a staggered change the interval of the path. ``drift`` is the
    same comparison between the halves of "before", in which there was no change yet. ``ranks`` are the distances of all
    from the others, the improved one first. ``rebound``: by how much the improved units were expected to move by
    themselves. ``states``: what became of each unit; ``left_out``: units that are not compared, or unknown.
    """

    change: Change
    evidence: Evidence
    is_staggered: bool
    moments: tuple[str, ...]
    span: Period | None
    is_before: tuple[bool, ...]
    is_after: tuple[bool, ...]
    treated: Summed
    left_alone: Summed
    path: tuple[float | None, ...]
    band: tuple[tuple[float | None, float | None], ...]
    drift: Bounds | None
    ranks: tuple[float, ...]
    p_value: float | None
    rebound: float | None
    units: int
    left_out: int
    states: tuple[tuple[str, State], ...]
    step: int
    """The points in which the numbers may be told where a side divides what may only be shown together; else 0."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Numbers:
    """What a comparison found; None where it could not."""

    change: float | None = None
    low: float | None = None
    high: float | None = None
    detectable: float | None = None
    controls: int = 0
    p_value: float | None = None
    ranks: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


NOTHING = Numbers()


@dataclass(frozen=True, eq=False)
class Found:
    """One change's table, on the way to its comparison."""

    build: Build
    change: Change
    measure: Measure
    kind: Kind
    starts: Starts
    last: int
    against: Against
    table: Table

    @property
    def start(self) -> int:
        """The number of the first whole month in which it can show an effect: where it is compared, else anywhere."""
        states = np.array(self.starts.states)
        for use in (states == "compared", states == "too_recent", states != "unknown"):
            if use.any():
                return self.table.first + int(self.starts.begun[use].min())
        first = self.change.first_on or date.max
        return number_of(first) + (first.day > 1)

    def evidence(
        self, found: Numbers, months_after: int, tells_from: date | None, controls: int, against: Against
    ) -> Evidence:
        """What the verdict is decided from."""
        return Evidence(
            change=found.change,
            low=found.low,
            high=found.high,
            detectable=found.detectable,
            expected=self.change.expected,
            months_after=months_after,
            least_months=constants.LEAST_MONTHS_AFTER,
            tells_from=tells_from,
            controls=controls,
            against=against,
            is_higher_better=self.measure.is_higher_better,
        )

    def left_out(self, is_treated: Any) -> int:
        """How many of the named units are not compared."""
        return max(0, len(self.change.units) - int(is_treated.sum())) if self.change.units else 0

    def told_states(self, is_treated: Any, states: tuple[State, ...]) -> tuple[tuple[str, State], ...]:
        """What became of each unit; one that could be compared and is not has too few answers for it."""
        if not self.change.units:
            return ()
        told: dict[str, State] = dict.fromkeys(self.change.units, "unknown")
        for name, state, is_in in zip(self.table.names, states, is_treated.tolist(), strict=False):
            told[name] = "few_months" if state == "compared" and not is_in else state
        return tuple(told.items())

    def protected(self, sides: Summed, *, is_both: bool) -> tuple[bool, int]:
        """Whether a side has too few answers to be told; and where one divides what may only be shown together the
        steps in which it may be told, for it takes as many answers as a freer cut then (else 0)."""
        fewest = float(np.asarray(self.kind.estimate(sides).base).min())
        if self.change.measure not in PROTECTED or not is_both or fewest <= 0:
            return False, 0
        is_freer = bool(sides.is_freer.any())
        rules = Rules.of(catalogue(self.build, Scope(person="reference")).rules)
        least = rules.freer_from if is_freer else rules.interval_below
        return fewest < least, rules.step(self.measure, fewest) if is_freer else 0

    def before(self, number: Any) -> Any:
        """The latest twelve months before, without those by which the units may have been chosen."""
        begun, start = self.starts.begun + self.table.first, self.start
        opened = self.starts.opened[begun == start]
        opening = self.table.first + int(opened.min()) if opened.size else start
        chosen = opening - 1 if self.change.chosen_on is None else number_of(self.change.chosen_on)
        choosing = (number > chosen - CHOOSING_MONTHS) & (number <= chosen)
        possible = (number < opening) & ~choosing
        return possible & (np.cumsum(possible[::-1])[::-1] <= MONTHS_BEFORE)

    def tells_from(self, scores: Any, before: Any, is_treated: Any, is_control: Any, months_after: int) -> date | None:
        """The month-end from which the expected size can be told; of a plan without one, when three months are over."""
        least = max(constants.LEAST_MONTHS_AFTER, months_after + 1)
        months: int | None = None if months_after >= constants.LEAST_MONTHS_AFTER else constants.LEAST_MONTHS_AFTER
        expected = abs(self.change.expected or 0.0)
        if expected > 0 and is_control.sum() > 1 and before.any() and is_treated.any():
            months = (
                effects.months_until_told(
                    scores[is_control], int(before.sum()), expected, int(is_treated.sum()), least_months=least
                )
                or months
            )
        return None if months is None else add_months(month_of(self.start), months) - timedelta(days=1)
