"""Two monthly series beside each other: whether one goes with the other, in the same month, before or after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from dashboard.stats import constants, families
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, quantile_of
from dashboard.stats.families import Family
from dashboard.stats.inputs import FloatArray, line, numbers, share

MOST_LAGS = 3
"""Months by which one series may lead the other; more lags on two years of months find something by chance."""
LEAST_MONTHS = 24
"""Months that both series need: with fewer a correlation is known to no better than about ±0.45."""


@dataclass(frozen=True, eq=False)
class Lagged:
    """Correlations by lag, from −``MOST_LAGS`` to +``MOST_LAGS`` months; all of them one family.

    At lag k the first series' month t stands beside the second's month t + k: with k above 0 the first leads.
    ``months`` overlap at each lag; ``low`` and ``high`` allow for the memory of both series, ``effective`` is the
    number of independent months that they are worth. Nothing where too few overlap.
    """

    lags: tuple[int, ...]
    correlation: Masked
    low: Masked
    high: Masked
    p_value: Masked
    months: FloatArray
    effective: FloatArray
    family: Family


def lagged(
    first: Any, second: Any, level: float = constants.CONFIDENCE_LEVEL, *, least: int = LEAST_MONTHS
) -> Lagged | None:
    """Does one series go with another, in the same month or some months before or after?

    Takes two series of residuals by month in order, of equal length (masked: no value in that month). Gives Pearson's
    correlation of the overlapping months at every lag, Fisher's z interval and test on the effective number of months
    n ÷ (1 + 2Σ(1−k/n)·r₁(k)·r₂(k)), never more than n, and one Benjamini–Hochberg family over the lags. None with fewer
    than ``least`` months in common. Assumes residuals around a steady level; an association, and no cause.
    Source: Bartlett 1946 for the effective number; Fisher 1921 for the interval.

    >>> found = lagged([1.0, -1.0, 2.0, 0.0] * 6, [-1.0, 1.0, -2.0, 0.0] * 6)
    >>> found.lags[3], round(float(found.correlation[3]), 2)
    (0, -1.0)
    """
    one, other = _series("first", first), _series("second", second)
    if one.shape != other.shape:
        raise StatisticsInputError(f"{one.size} and {other.size} months", "second", "one length", "align the months")
    if int((~np.ma.getmaskarray(one) & ~np.ma.getmaskarray(other)).sum()) < least:
        return None
    lags = tuple(range(-MOST_LAGS, MOST_LAGS + 1))
    found = [_at(one, other, lag, level) for lag in lags]
    defined = np.array([each is not None for each in found])
    columns = np.array([each or (0.0,) * 6 for each in found], dtype=np.float64).T
    correlation, low, high, p_value, months, effective = columns
    tested = masked(p_value, defined)
    return Lagged(
        lags=lags,
        correlation=masked(correlation, defined),
        low=masked(low, defined),
        high=masked(high, defined),
        p_value=tested,
        months=months,
        effective=effective,
        family=families.benjamini_hochberg(tested, what="lags"),
    )


def _series(where: str, values: Any) -> Masked:
    given = np.ma.MaskedArray(values)
    plain = line(where, numbers(where, given.filled(0.0)))
    return masked(plain, ~np.ma.getmaskarray(given))


def _at(one: Masked, other: Masked, lag: int, level: float) -> tuple[float, ...] | None:
    """(correlation, low, high, p, months, effective months) at one lag."""
    size = one.size
    first, second = one[max(0, -lag) : size - max(0, lag)], other[max(0, lag) : size - max(0, -lag)]
    both = ~np.ma.getmaskarray(first) & ~np.ma.getmaskarray(second)
    x, y = first.filled(0.0)[both], second.filled(0.0)[both]
    if x.size <= MOST_LAGS + 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    found = float(np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0))
    effective = _effective(x, y)
    error = 1.0 / np.sqrt(max(effective - 3.0, 1.0))
    z = float(np.arctanh(np.clip(found, -1.0 + 1e-12, 1.0 - 1e-12)))
    wide = quantile_of(share("level", level)) * error
    p_value = float(2.0 * stats.norm.sf(abs(z) / error))
    return found, float(np.tanh(z - wide)), float(np.tanh(z + wide)), p_value, float(x.size), effective


def _effective(x: FloatArray, y: FloatArray) -> float:
    """How many independent months two series with a memory are worth."""
    size = x.size
    most = max(1, size // 4)
    memory = sum((1 - k / size) * _own(x, k) * _own(y, k) for k in range(1, most + 1))
    return float(min(size, size / max(1.0 + 2.0 * memory, 1e-9)))


def _own(values: FloatArray, lag: int) -> float:
    """Autocorrelation at a lag."""
    centred = values - values.mean()
    return float((centred[lag:] * centred[:-lag]).sum() / (centred**2).sum())
