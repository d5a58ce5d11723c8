"""The shapes that come out: an estimate with its interval and base, and a difference with its test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from dashboard.stats.inputs import BoolArray, FloatArray, share

Masked = np.ma.MaskedArray


def masked(values: FloatArray | float, is_defined: BoolArray | bool) -> Masked:
    """``values`` where they are defined and *nothing* elsewhere; what lies under the mask is 0, so no NaN can leak.

    >>> masked(np.array([1.5, np.nan]), np.array([True, False])).tolist()
    [1.5, None]
    """
    defined = np.broadcast_to(np.asarray(is_defined, dtype=bool), np.shape(values))
    return np.ma.MaskedArray(np.where(defined, values, 0.0), mask=~defined)


def ratio(numerator: FloatArray | float, denominator: FloatArray | float) -> FloatArray:
    """``numerator / denominator``, and 0 where the denominator is 0; the caller masks those places."""
    bottom = np.asarray(denominator, dtype=np.float64)
    return np.asarray(numerator, dtype=np.float64) / np.where(bottom == 0, 1.0, bottom) * (bottom != 0)


def quantile_of(level: float) -> float:
    """The standard normal quantile of a two-sided interval: 1.96 for 0.95."""
    return float(ndtri(0.5 + share("level", level) / 2.0))


def two_sided(z: FloatArray) -> FloatArray:
    """The two-sided p-value of standard normal ``z``."""
    return np.asarray(2.0 * ndtr(-np.abs(z)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Estimate:
    """A score with its interval and what it rests on, one entry per row of the input.

    ``score`` is what was observed (the dot); ``low`` and ``high`` bound it at the asked level; ``base`` is the number
    of answers, trials or the exposure behind it. Where ``base`` is 0 the three are nothing.
    """

    score: Masked
    low: Masked
    high: Masked
    base: FloatArray

    @property
    def is_defined(self) -> BoolArray:
        """Where there is an estimate at all."""
        return ~np.ma.getmaskarray(self.score)


@dataclass(frozen=True, eq=False)
class Difference:
    """How far one side lies above another, and whether chance alone explains it.

    ``points`` is the observed difference, first minus second, in the measure's unit; ``low`` and ``high`` bound the
    true one; ``z`` and ``p_value`` belong to the two-sided test of no difference, which decides. Nothing where either
    side has no base; ``base_first`` and ``base_second`` are what the sides rest on.
    """

    points: Masked
    low: Masked
    high: Masked
    z: Masked
    p_value: Masked
    base_first: FloatArray
    base_second: FloatArray

    @property
    def is_defined(self) -> BoolArray:
        """Where both sides have a base."""
        return ~np.ma.getmaskarray(self.points)
