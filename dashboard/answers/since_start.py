"""Units that a change reached in different months: each from its own start, beside units alike in the same months."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard.answers.kinds import Codes, Summed
from dashboard.answers.question import number_of
from dashboard.answers.untouched import CHOOSING_MONTHS, MONTHS_AFTER, SPAN_BEFORE, Table
from dashboard.queries.plans import Change
from dashboard.stats import adopters, constants, effects, shrinkage
from dashboard.stats.errors import TooLittleDataError

State = Literal["compared", "no_months_before", "too_recent", "ended_early", "few_months", "none_alike", "unknown"]
"""What became of a unit in the comparison; all but the first say why it is not in it."""
LEAST_MONTHS_BEFORE = 3
LEAST_CONTROLS = 3
"""Fewer are no reference: what they show together could be read as one of them."""


@dataclass(frozen=True, eq=False)
class Starts:
    """When each unit began, on the months of a table, and what may count of it.

    ``begun`` is per unit the place of the first whole month in which the change can show, ``opened`` the one it began
    in; −1 where no day is known. ``counts`` (units, months) leaves out the month of the start where it began midway,
    the months by which it may have been chosen, and those from the one on in which it ended.
    """

    begun: Codes
    opened: Codes
    counts: Any
    states: tuple[State, ...]

    @classmethod
    def of(cls, change: Change, table: Table) -> Starts:
        months = np.arange(table.months)
        bases = table.bases()
        days = dict(change.starts)
        begun, opened = np.full(table.treated, -1), np.full(table.treated, -1)
        counts = np.ones((table.treated, table.months), dtype=bool)
        states: list[State] = []
        ends = dict(change.ends)
        for place, name in enumerate(table.names[: table.treated]):
            day = days.get(name) if change.starts else change.bank_from_on
            if day is None:
                states.append("unknown")
                continue
            opened[place] = number_of(day) - table.first
            begun[place] = opened[place] + (day.day > 1)
            chosen = opened[place] - 1 if change.chosen_on is None else number_of(change.chosen_on) - table.first
            left_out = (months > chosen - CHOOSING_MONTHS) & (months <= chosen)
            left_out |= (months >= opened[place]) & (months < begun[place])
            ended = number_of(ends[name]) - table.first if name in ends else table.months
            counts[place] = ~left_out & (months < ended)
            states.append(_state(begun[place], counts[place], bases[place] > 0, ended))
        return cls(begun, opened, counts, tuple(states))

    @property
    def is_compared(self) -> Any:
        return np.array([state == "compared" for state in self.states], dtype=bool)

    @property
    def is_staggered(self) -> bool:
        """Whether those that can be compared began in different months."""
        return len(set(self.begun[self.is_compared].tolist())) > 1


def _state(begun: int, counts: Any, has: Any, ended: int) -> State:
    months = np.arange(counts.size)
    before = counts & (months < begun) & (months >= begun - SPAN_BEFORE)
    after = counts & (months >= begun) & (months < begun + MONTHS_AFTER)
    if begun + constants.LEAST_MONTHS_AFTER > counts.size:
        return "too_recent"
    if before.sum() < LEAST_MONTHS_BEFORE:
        return "no_months_before"
    if ended - begun < constants.LEAST_MONTHS_AFTER:
        return "ended_early"
    if (before & has).sum() < LEAST_MONTHS_BEFORE or (after & has).sum() < constants.LEAST_MONTHS_AFTER:
        return "few_months"
    return "compared"


@dataclass(frozen=True, eq=False)
class Stack:
    """The units of a table that can be compared, each from its own start; ``found`` None where fewer than two can."""

    table: Table
    starts: Starts
    found: adopters.Stacked | None
    is_alike: Any
    """(adopter among the rows, control among the rows): like in size, from half to twice."""

    @classmethod
    def of(cls, table: Table, starts: Starts, is_control: Any, levels: Sequence[Hashable]) -> Stack:
        """Compares. ``is_control`` marks the rows that may be controls, ``levels`` says of what level each row is."""
        scores, rows = table.scores(), len(table.names)
        begun = np.full(rows, -1)
        begun[: table.treated] = np.where(starts.is_compared, starts.begun, -1)
        is_out = np.zeros((rows, table.months), dtype=bool)
        is_out[: table.treated] = ~starts.counts
        scores = np.ma.MaskedArray(scores.filled(0.0), mask=np.ma.getmaskarray(scores) | is_out)
        is_alike = np.zeros((rows, rows), dtype=bool)
        number = {level: at for at, level in enumerate(dict.fromkeys(levels))}
        level_of = np.array([number[level] for level in levels])
        for unit in np.flatnonzero(begun >= 0):
            window = _around(begun[unit], table.months) & ~is_out[unit]
            size = table.bases()[:, window].sum(axis=1)
            is_like_in_size = (size >= size[unit] / 2) & (size <= size[unit] * 2)
            is_alike[unit] = is_control & is_like_in_size & (level_of == level_of[unit])
        try:
            found = adopters.stack(
                scores,
                begun,
                before=SPAN_BEFORE,
                after=MONTHS_AFTER,
                least_before=LEAST_MONTHS_BEFORE,
                least_after=constants.LEAST_MONTHS_AFTER,
                least_controls=LEAST_CONTROLS,
                is_alike=is_alike,
            )
        except TooLittleDataError:
            found = None
        return cls(table, starts, found, is_alike)

    @property
    def took_part(self) -> Any:
        """The rows of those that were compared."""
        if self.found is None:
            return np.zeros(len(self.table.names), dtype=bool)
        return self.found.took_part

    @property
    def states(self) -> tuple[State, ...]:
        """What became of each unit, those without units alike among them."""
        return tuple(
            "none_alike" if state == "compared" and not took_part else state
            for state, took_part in zip(self.starts.states, self.took_part.tolist(), strict=False)
        )

    @property
    def months(self) -> tuple[int, ...]:
        """Months since the start that any of them has, 0 the first whole one."""
        if self.found is None:
            return ()
        has = ~np.ma.getmaskarray(self.found.path)
        return tuple(int(each) for each in self.found.months[has])

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last month of the table that counts for any of them."""
        seen = np.flatnonzero(self._sides().any(axis=0))
        return int(seen[0]), int(seen[-1])

    def sides(self) -> Summed:
        """Two cells: all answers before and all after, of those that were compared."""
        before = self._sides(is_after=False)
        return self.table.cut(np.where(before, 0, np.where(self._sides(is_after=True), 1, -1)), 2)

    def improved(self) -> Summed:
        """One cell per month since the start: those that were compared."""
        place = {month: at for at, month in enumerate(self.months)}
        cells = np.full((len(self.table.names), self.table.months), -1)
        marks = self._sides()
        for row, column in zip(*np.nonzero(marks), strict=True):
            cells[row, column] = place.get(int(column - self.starts.begun[row]), -1)
        return self.table.cut(cells, len(place))

    def left_alone(self) -> list[Summed]:
        """Per month since the start: the answers of all controls in the months that were this one for anybody."""
        marks = self._sides()
        found = []
        for month in self.months:
            cells = np.full(marks.shape, -1)
            for row in np.flatnonzero(self.took_part):
                column = int(self.starts.begun[row]) + month
                if 0 <= column < self.table.months and marks[row, column]:
                    cells[self.is_alike[row], column] = 0
            found.append(self.table.cut(cells, 1))
        return found

    def rebound(self) -> float | None:
        """By how far those that were compared were expected to move by themselves, from where they stood before."""
        before = self._sides(is_after=False)
        rows = np.arange(len(self.table.names))[:, None]
        controls = self.is_alike[self.took_part].any(axis=0)
        marks = before | (controls[:, None] & before.any(axis=0)[None, :])
        cells = np.where(marks, rows, -1)
        return expected_rebound(self.table.kind.estimate(self.table.cut(cells, len(rows))), self.took_part, controls)

    def _sides(self, is_after: bool | None = None) -> Any:
        """(rows, months) that count for those that were compared: before, after, or both."""
        marks = np.zeros((len(self.table.names), self.table.months), dtype=bool)
        months = np.arange(self.table.months)
        for row in np.flatnonzero(self.took_part):
            since = months - self.starts.begun[row]
            side = {None: np.ones_like(since, dtype=bool), True: since >= 0, False: since < 0}[is_after]
            marks[row] = _around(int(self.starts.begun[row]), self.table.months) & self.starts.counts[row] & side
        return marks


def _around(begun: int, months: int) -> Any:
    since = np.arange(months) - begun
    return (since >= -SPAN_BEFORE) & (since < MONTHS_AFTER)


def expected_rebound(estimate: Any, is_treated: Any, is_control: Any) -> float | None:
    """By how far units were expected to move by themselves, having stood where they stood among all; in points."""
    variance = shrinkage.variances_of(estimate.low, estimate.high)
    score = np.ma.MaskedArray(estimate.score, dtype=np.float64)
    use = (is_treated | is_control) & ~np.ma.getmaskarray(score) & (variance.filled(0.0) > 0)
    if use.sum() < LEAST_CONTROLS or not (use & is_treated).any():
        return None
    shrunk = shrinkage.shrink(np.asarray(score[use]), np.asarray(variance[use]))
    moved = effects.rebound(np.asarray(score[use]), np.asarray(shrunk.scores))
    return float(moved[is_treated[use]].mean())
