"""Several units that adopted an improvement at different times, stacked by months since their own start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import Masked, masked, quantile_of
from dashboard.stats.inputs import FloatArray, line, numbers, share


@dataclass(frozen=True, eq=False)
class Stacked:
    """Average effect over adopters, with an interval from standard errors clustered by unit.

    ``months`` are periods since the start (0 is the first period after it; negative: before) and ``path``,
    ``path_low``, ``path_high`` the effect at each: before the start it should hover around 0 (the pre-trend plot).
    ``adopters`` took part; ``left_out`` did not, for want of enough periods or of controls.
    """

    change: float
    low: float
    high: float
    p_value: float
    months: FloatArray
    path: Masked
    path_low: Masked
    path_high: Masked
    adopters: int
    left_out: int
    controls: int


def stack(
    scores: Any, first_after: Any, *, before: int = 6, after: int = 6, level: float = constants.CONFIDENCE_LEVEL
) -> Stacked:
    """Did adopting help, on average over units that adopted at different times?

    Takes scores (units, periods), no gaps, and per unit the index of its first period after adoption (−1: never). For
    every adopter the units that did not adopt within its window are its controls; its effect is its change from before
    to after minus their mean change. Averages over adopters; the standard error adds up each unit's influence over all
    stacks (a unit may be a control many times), with t on clusters − 1. Not two-way fixed effects, which go wrong when
    adoption is staggered (Goodman-Bacon 2021). Raises StatisticsInputError for starts outside the series,
    TooLittleDataError where fewer than two adopters can be compared. Source: stacked design, Cengiz et al. 2019.

    >>> rng = np.random.default_rng(1)
    >>> y = rng.normal(30, 2, (30, 24)); start = np.full(30, -1); start[:6] = [8, 9, 10, 11, 12, 13]
    >>> for unit in range(6): y[unit, start[unit]:] += 10
    >>> result = stack(y, start)
    >>> result.adopters, round(result.change), result.low > 7, result.high < 13
    (6, 10, True, True)
    """
    table = numbers("scores", scores)
    if table.ndim != 2:
        raise StatisticsInputError(f"{table.ndim} dimensions", "scores", "(units, periods)", "one row per unit")
    start = line("first_after", first_after).astype(np.int64)
    units, periods = table.shape
    if start.size != units:
        raise StatisticsInputError(f"{start.size} starts", "first_after", f"{units}, one per unit", "give −1 for never")
    if ((start >= periods) | (start < -1) | (start == 0)).any():
        what_to_do = "give the index of the first period after adoption, or −1"
        raise StatisticsInputError("a start outside the series", "first_after", f"1…{periods - 1}", what_to_do)
    paths, influence, control_units, left_out = [], np.zeros((units, before + after)), set(), 0
    rows: list[tuple[int, FloatArray]] = []
    for unit in np.flatnonzero(start >= 0).tolist():
        opening, closing = start[unit] - before, start[unit] + after
        if opening < 0 or closing > periods:
            left_out += 1
            continue
        is_control = (start == -1) | (start >= closing)
        if not is_control.any():
            left_out += 1
            continue
        window = table[:, opening:closing]
        path = window - window[:, :before].mean(axis=1, keepdims=True)
        control_mean = path[is_control].mean(axis=0)
        paths.append(path[unit] - control_mean)
        influence[is_control] -= (path[is_control] - control_mean) / is_control.sum()
        rows.append((int(unit), path[unit] - control_mean))
        control_units.update(np.flatnonzero(is_control).tolist())
    if len(paths) < 2:
        what_to_do = f"wait until two units have {before} periods before and {after} after, or shorten the window"
        raise TooLittleDataError(f"{len(paths)} adopters", "first_after", "two that can be compared", what_to_do)
    effect = np.mean(paths, axis=0)
    for unit, path in rows:
        influence[unit] += path - effect
    influence /= len(paths)
    clusters = len(paths)
    # Few clusters: the adopters' own number sets the degrees of freedom and the correction.
    correction = clusters / (clusters - 1.0)
    path_error = np.sqrt((influence**2).sum(axis=0) * correction)
    after_influence = influence[:, before:].mean(axis=1)
    error = float(np.sqrt((after_influence**2).sum() * correction))
    change = float(effect[before:].mean())
    quantile = float(stdtrit(clusters - 1.0, 0.5 + share("level", level) / 2.0))
    p_value = float(2.0 * stdtr(clusters - 1.0, -abs(change / error))) if error > 0 else 1.0
    has_path = np.ones(before + after, dtype=bool)
    return Stacked(
        change=change,
        low=change - quantile * error,
        high=change + quantile * error,
        p_value=p_value,
        months=np.arange(-before, after, dtype=np.float64),
        path=masked(effect, has_path),
        path_low=masked(effect - quantile * path_error, has_path),
        path_high=masked(effect + quantile * path_error, has_path),
        adopters=clusters,
        left_out=left_out,
        controls=len(control_units),
    )


def detectable(found: Stacked, *, power: float = constants.POWER) -> float:
    """From which size on would these adopters and controls have shown a change? Approximate, in the scores' unit.

    The interval's own standard error times the sum of the two quantiles, as for a single adopter.
    ``power`` lies between 0.5 and 1.

    >>> nothing = np.ma.masked_all(1)
    >>> one = Stacked(4.0, 0.08, 7.92, 0.04, np.zeros(1), nothing, nothing, nothing, 6, 0, 24)
    >>> round(detectable(one), 1)
    5.6
    """
    error = (found.high - found.low) / (2.0 * quantile_of(constants.CONFIDENCE_LEVEL))
    return error * (quantile_of(constants.CONFIDENCE_LEVEL) + quantile_of(2.0 * power - 1.0))
