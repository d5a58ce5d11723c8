"""Run rules on a control chart: four patterns that are unlikely by chance, and how often chance makes them anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.inputs import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class Signals:
    """Which points take part in which pattern; each array is as long as the series.

    ``is_above`` and ``is_below`` say on which side of the centre a point lies, so a reader can tell good from bad.
    """

    beyond_limit: BoolArray
    long_run: BoolArray
    long_trend: BoolArray
    near_limit: BoolArray
    is_above: BoolArray
    is_below: BoolArray

    @property
    def any(self) -> BoolArray:
        """Points in at least one pattern."""
        return self.beyond_limit | self.long_run | self.long_trend | self.near_limit

    def names(self, position: int) -> tuple[str, ...]:
        """The patterns one point takes part in: beyond_limit, long_run, long_trend, near_limit."""
        rules = ("beyond_limit", "long_run", "long_trend", "near_limit")
        return tuple(rule for rule in rules if getattr(self, rule)[position])

    @classmethod
    def none(cls, points: int) -> Signals:
        """No signal at any of ``points`` points."""
        return cls(*(np.zeros(points, dtype=bool) for _ in range(6)))


def signals(values: Any, centre: float, lower: Any, upper: Any) -> Signals:
    """Which points are beyond a limit, in a run of 7 on one side, in a rise or fall over 7, or 2 of 3 near a limit?

    Takes a series in order of time (masked: no value; patterns step over it), its centre and its limits (per point or
    one number). A point on the limit or on the centre is not beyond it. "Near" is beyond two thirds of the way to the
    limit and inside, with all three points on that side. Marks the points that make the pattern. Chance of any signal
    in 24 points of pure noise is about 15.6 % (``constants.FALSE_ALARM_ANY_RULE_PCT``).
    Source: NHS Making Data Count rules as coded in NHSRplotthedots.

    >>> found = signals([1, 1, 1, 1, 1, 1, 1, -1, 5], 0.0, -3.0, 3.0)
    >>> found.long_run.sum(), found.names(8)
    (np.int64(7), ('beyond_limit',))
    """
    given = np.ma.MaskedArray(values, dtype=np.float64)
    is_defined = ~np.ma.getmaskarray(given)
    series = given.filled(0.0)[is_defined]
    low = np.broadcast_to(np.asarray(lower, dtype=np.float64), given.shape)[is_defined]
    high = np.broadcast_to(np.asarray(upper, dtype=np.float64), given.shape)[is_defined]
    side = np.sign(series - centre)
    near_high = (series > centre + constants.NEAR_LIMIT_SHARE * (high - centre)) & (series <= high)
    near_low = (series < centre - constants.NEAR_LIMIT_SHARE * (centre - low)) & (series >= low)
    return Signals(
        *(
            _everywhere(found, is_defined)
            for found in (
                (series > high) | (series < low),
                _in_run(side > 0) | _in_run(side < 0),
                _in_trend(series, +1) | _in_trend(series, -1),
                _two_of_three(near_high, side > 0) | _two_of_three(near_low, side < 0),
                side > 0,
                side < 0,
            )
        )
    )


def _everywhere(found: BoolArray, is_defined: BoolArray) -> BoolArray:
    result = np.zeros(is_defined.shape, dtype=bool)
    result[is_defined] = found
    return result


def _windows(flags: BoolArray, length: int) -> BoolArray:
    """Rows of ``length`` consecutive flags; no rows where there are too few."""
    if flags.size < length:
        return np.zeros((0, length), dtype=bool)
    return np.lib.stride_tricks.sliding_window_view(flags, length)


def _all_of(flags: BoolArray, length: int) -> BoolArray:
    return np.asarray(_windows(flags, length).all(axis=1), dtype=bool)


def _mark(is_hit: BoolArray, length: int, points: int) -> BoolArray:
    """All points of every window that hit."""
    marked = np.zeros(points, dtype=bool)
    for start in np.flatnonzero(is_hit):
        marked[start : start + length] = True
    return marked


def _in_run(flags: BoolArray) -> BoolArray:
    length = constants.RUN_LENGTH
    return _mark(_all_of(flags, length), length, flags.size)


def _in_trend(series: FloatArray, direction: int) -> BoolArray:
    length = constants.RUN_LENGTH
    steps = np.diff(series) * direction > 0
    return _mark(_all_of(steps, length - 1), length, series.size)


def _two_of_three(is_near: BoolArray, is_side: BoolArray) -> BoolArray:
    length = constants.NEAR_LIMIT_WINDOW
    is_near_enough = _windows(is_near, length).sum(axis=1) >= constants.NEAR_LIMIT_COUNT
    is_hit = is_near_enough & _all_of(is_side, length)
    return _mark(is_hit, length, is_near.size) & is_near
