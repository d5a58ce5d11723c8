"""Several units that adopted an improvement at different times, stacked by months since their own start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import Masked, masked, quantile_of
from dashboard.stats.inputs import BoolArray, FloatArray, IntArray, line, share


@dataclass(frozen=True, eq=False)
class Stacked:
    """Average effect over adopters, with an interval from standard errors clustered by unit.

    ``months`` are periods since the start (0 is the first period after it; negative: before) and ``path``,
    ``path_low``, ``path_high`` the effect at each, masked where fewer than two adopters have it: before the start it
    should hover around 0 (the pre-trend plot). ``drift`` with its interval is by how much the later half of "before"
    already stood above the earlier one (None where an adopter has too few periods before for two halves).
    ``took_part`` marks the adopters by row; the ``left_out`` others did not, for want of enough periods or of controls.
    """

    change: float
    low: float
    high: float
    p_value: float
    months: FloatArray
    path: Masked
    path_low: Masked
    path_high: Masked
    drift: float | None
    drift_low: float | None
    drift_high: float | None
    took_part: BoolArray
    left_out: int
    controls: int

    @property
    def adopters(self) -> int:
        """How many took part."""
        return int(self.took_part.sum())


def stack(
    scores: Any,
    first_after: Any,
    *,
    before: int = 6,
    after: int = 6,
    least_before: int | None = None,
    least_after: int | None = None,
    least_controls: int = 1,
    is_alike: Any = None,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Stacked:
    """Did adopting help, on average over units that adopted at different times?

    Takes scores (units, periods), masked where a unit has none or none that may count, and per unit the index of its
    first period after adoption (−1: never). Up to ``before`` and ``after`` periods on either side count; an adopter
    with fewer than ``least_before`` and ``least_after`` (default: all of them) is left out. For every adopter the units
    that did not adopt within its window are its controls, in the periods it has itself; with ``is_alike`` (adopter row,
    control column) only those. Its effect is its change from before to after minus their mean change. Averages over
    adopters; the standard error adds up each unit's influence over all stacks (a unit may be a control many times),
    with t on clusters − 1. Not two-way fixed effects, which go wrong when adoption is staggered (Goodman-Bacon 2021).
    Raises StatisticsInputError for starts outside the series, TooLittleDataError where fewer than two adopters can be
    compared. Source: stacked design, Cengiz et al. 2019.

    >>> rng = np.random.default_rng(1)
    >>> y = rng.normal(30, 2, (30, 24)); start = np.full(30, -1); start[:6] = [8, 9, 10, 11, 12, 13]
    >>> for unit in range(6): y[unit, start[unit]:] += 10
    >>> result = stack(y, start)
    >>> result.adopters, round(result.change), result.low > 7, result.high < 13
    (6, 10, True, True)
    """
    table = np.ma.MaskedArray(scores, dtype=np.float64)
    if table.ndim != 2:
        raise StatisticsInputError(f"{table.ndim} dimensions", "scores", "(units, periods)", "one row per unit")
    start = line("first_after", first_after).astype(np.int64)
    units, periods = table.shape
    if start.size != units:
        raise StatisticsInputError(f"{start.size} starts", "first_after", f"{units}, one per unit", "give −1 for never")
    if ((start >= periods) | (start < -1) | (start == 0)).any():
        what_to_do = "give the index of the first period after adoption, or −1"
        raise StatisticsInputError("a start outside the series", "first_after", f"1…{periods - 1}", what_to_do)
    alike = np.ones((units, units), dtype=bool) if is_alike is None else np.asarray(is_alike, dtype=bool)
    has = ~np.ma.getmaskarray(table)
    values = np.where(has, table.filled(0.0), 0.0)
    rows = []
    for unit in np.flatnonzero(start >= 0).tolist():
        window = _Window.around(start[unit], before, after, periods)
        can_control = alike[unit] & ((start == -1) | (start >= start[unit] + after))
        can_control[unit] = False
        row = _paths(values, has, unit, can_control, window)
        enough = (
            row.own_before >= (before if least_before is None else least_before)
            and row.own_after >= (after if least_after is None else least_after)
            and row.controls.size >= least_controls
        )
        if enough:
            rows.append(row)
    took_part = np.isin(np.arange(units), [row.unit for row in rows])
    if len(rows) < 2:
        what_to_do = f"wait until two units have {before} periods before and {after} after, or shorten the window"
        raise TooLittleDataError(f"{len(rows)} adopters", "first_after", "two that can be compared", what_to_do)
    quantile = float(stdtrit(len(rows) - 1.0, 0.5 + share("level", level) / 2.0))
    own = np.ma.MaskedArray([row.own for row in rows])
    has_path = np.ma.count(own, axis=0) >= 2
    by_month = [_averaged(rows, units, np.arange(before + after) == at) for at in np.flatnonzero(has_path)]
    path, error = np.zeros(before + after), np.zeros(before + after)
    path[has_path], error[has_path] = [each[0] for each in by_month], [each[1] for each in by_month]
    is_after = np.arange(before + after) >= before
    change, change_error = _averaged(rows, units, is_after)
    drift = _drift(rows, units, before)
    return Stacked(
        change=change,
        low=change - quantile * change_error,
        high=change + quantile * change_error,
        p_value=float(2.0 * stdtr(len(rows) - 1.0, -abs(change / change_error))) if change_error > 0 else 1.0,
        months=np.arange(-before, after, dtype=np.float64),
        path=masked(path, has_path),
        path_low=masked(path - quantile * error, has_path),
        path_high=masked(path + quantile * error, has_path),
        drift=drift[0] if drift else None,
        drift_low=drift[0] - quantile * drift[1] if drift else None,
        drift_high=drift[0] + quantile * drift[1] if drift else None,
        took_part=took_part,
        left_out=int((start >= 0).sum()) - len(rows),
        controls=len(set(np.concatenate([row.controls for row in rows]).tolist())),
    )


@dataclass(frozen=True)
class _Window:
    """The periods around one start, and the place of each within the path."""

    columns: IntArray
    places: IntArray
    before: int
    length: int

    @classmethod
    def around(cls, start: int, before: int, after: int, periods: int) -> _Window:
        columns = np.arange(max(0, start - before), min(periods, start + after))
        return cls(columns, columns - start + before, before, before + after)


@dataclass(frozen=True, eq=False)
class _Paths:
    """One adopter beside its controls, since its own "before": masked where it has no score in a period."""

    unit: int
    own: Masked
    theirs: Masked
    controls: IntArray
    own_before: int
    own_after: int


def _paths(values: FloatArray, has: BoolArray, unit: int, can_control: BoolArray, window: _Window) -> _Paths:
    """The adopter's path less its controls' mean, and each control's path less that mean; a control needs a score on
    both sides, in periods that the adopter has as well."""
    seen = np.zeros((len(values), window.length), dtype=bool)
    score = np.zeros((len(values), window.length))
    seen[:, window.places] = has[:, window.columns] & has[unit, window.columns]
    score[:, window.places] = values[:, window.columns]
    early = np.arange(window.length) < window.before
    counted = seen[:, early].sum(axis=1)
    controls = np.flatnonzero(can_control & (counted > 0) & (seen[:, ~early].any(axis=1)))
    level = np.where(seen[:, early], score[:, early], 0.0).sum(axis=1) / np.maximum(counted, 1)
    path = np.ma.MaskedArray(score - level[:, None], mask=~seen)
    mean = path[controls].mean(axis=0) if controls.size else np.ma.MaskedArray(path[unit], mask=True)
    return _Paths(
        unit,
        np.ma.MaskedArray(path[unit] - mean),
        np.ma.MaskedArray(path[controls] - mean),
        controls,
        int(counted[unit]),
        int(seen[unit, ~early].sum()),
    )


def _averaged(rows: Sequence[_Paths], units: int, periods: BoolArray) -> tuple[float, float]:
    """The mean over the adopters of their own means over some periods, and its standard error by unit."""
    with_any = [row for row in rows if np.ma.count(row.own[periods])]
    own = np.array([float(row.own[periods].mean()) for row in with_any])
    effect = float(own.mean())
    influence = np.zeros(units)
    for row, change in zip(with_any, own.tolist(), strict=True):
        influence[row.unit] += change - effect
        # Each control weighs in the mean it is part of, period by period.
        theirs = row.theirs[:, periods]
        in_mean = np.maximum(np.ma.count(theirs, axis=0), 1) * max(np.ma.count(row.own[periods]), 1)
        influence[row.controls] -= (theirs.filled(0.0) / in_mean).sum(axis=1)
    influence /= len(with_any)
    # Few clusters: the adopters' own number sets the degrees of freedom and the correction.
    correction = len(with_any) / (len(with_any) - 1.0) if len(with_any) > 1 else 1.0
    return effect, float(np.sqrt((influence**2).sum() * correction))


def _drift(rows: Sequence[_Paths], units: int, before: int) -> tuple[float, float] | None:
    """By how much the later half of what each adopter has before its start stands above the earlier half."""
    halves = []
    for row in rows:
        place = np.flatnonzero(~np.ma.getmaskarray(row.own)[:before])
        if place.size < 2:
            return None
        early, late = place[: place.size // 2], place[-(place.size // 2) :]
        halves.append(
            replace(
                row,
                own=np.ma.MaskedArray([row.own[late].mean() - row.own[early].mean()]),
                theirs=np.ma.MaskedArray(
                    (row.theirs[:, late].mean(axis=1) - row.theirs[:, early].mean(axis=1)).reshape(-1, 1)
                ),
            )
        )
    return _averaged(halves, units, np.ones(1, dtype=bool))


def detectable(found: Stacked, *, power: float = constants.POWER) -> float:
    """From which size on would these adopters and controls have shown a change? Approximate, in the scores' unit.

    The interval's own standard error times the sum of the two quantiles, as for a single adopter.
    ``power`` lies between 0.5 and 1.

    >>> nothing = np.ma.masked_all(1)
    >>> six = np.ones(6, dtype=bool)
    >>> one = Stacked(4.0, 0.08, 7.92, 0.04, np.zeros(1), nothing, nothing, nothing, 0.0, -3.0, 3.0, six, 0, 24)
    >>> round(detectable(one), 1)
    5.6
    """
    error = (found.high - found.low) / (2.0 * quantile_of(constants.CONFIDENCE_LEVEL))
    return error * (quantile_of(constants.CONFIDENCE_LEVEL) + quantile_of(2.0 * power - 1.0))
