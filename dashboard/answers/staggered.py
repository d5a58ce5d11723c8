"""A change that reached its units in different months: each from its own start, stacked into one comparison."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.answers.cells import joined
from dashboard.answers.compared import NOTHING, Comparison, Found, Numbers
from dashboard.answers.question import month_of
from dashboard.answers.since_start import Stack
from dashboard.answers.untouched import level_of
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope
from dashboard.slices import Period
from dashboard.stats import adopters


@dataclass(frozen=True, eq=False)
class Staggered(Found):
    """Units that began in different months."""

    def comparison(self) -> Comparison:
        """What is found."""
        known = catalogue(self.build, Scope(person="reference"))
        levels = [level_of(known, name) for name in self.table.names]
        is_control = np.arange(len(self.table.names)) >= self.table.treated
        stack = Stack.of(self.table, self.starts, is_control, levels)
        too_few, step = self.protected(stack.sides(), is_both=True) if stack.found else (False, 0)
        found = None if too_few else stack.found
        notes = ["staggered" if stack.found else "staggered_too_short"]
        notes += ["too_few_answers"] if too_few else []
        notes += ["freer_cut"] if step else []
        number = self.table.first + np.arange(self.table.months)
        months_after = max(0, self.last - self.start + 1)
        tells_from = self.tells_from(
            self.table.scores(), self.before(number), stack.took_part, is_control, months_after
        )
        months = stack.months
        left_alone, nowhere = stack.left_alone(), np.full((len(self.table.names), self.table.months), -1)
        span = stack.span if stack.found else None
        return Comparison(
            change=self.change,
            evidence=self.evidence(
                NOTHING if found is None else _stacked(found),
                months_after,
                tells_from,
                found.controls if found else int(is_control.sum()),
                "untouched_units",
            ),
            is_staggered=True,
            moments=tuple(str(month) for month in months),
            span=Period(*(month_of(self.table.first + each) for each in span)) if span else None,
            is_before=tuple(month < 0 for month in months),
            is_after=tuple(month >= 0 for month in months),
            treated=stack.improved(),
            left_alone=joined(left_alone) if left_alone else self.table.cut(nowhere, 0),
            path=tuple(found.path.compressed().tolist()) if found else (),
            band=_interval_of(found) if found else (),
            drift=None
            if found is None or found.drift is None or found.drift_low is None or found.drift_high is None
            else (found.drift, found.drift_low, found.drift_high),
            ranks=(),
            p_value=found.p_value if found else None,
            rebound=stack.rebound() if found else None,
            units=int(stack.took_part.sum()),
            left_out=self.left_out(stack.took_part),
            states=self.told_states(stack.took_part, stack.states),
            step=step,
            notes=tuple(notes),
        )


def _stacked(found: adopters.Stacked) -> Numbers:
    return Numbers(
        change=found.change,
        low=found.low,
        high=found.high,
        detectable=adopters.detectable(found),
        controls=found.controls,
        p_value=found.p_value,
    )


def _interval_of(found: adopters.Stacked) -> tuple[tuple[float | None, float | None], ...]:
    """The path's own interval, month by month."""
    low, high = found.path_low.compressed().tolist(), found.path_high.compressed().tolist()
    return tuple(zip(low, high, strict=True))
