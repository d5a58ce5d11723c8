"""Control limits of many series at once: the same figures as ``control``, for a thousand units without a loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, ratio
from dashboard.stats.inputs import BoolArray, FloatArray, counts, together


@dataclass(frozen=True, eq=False)
class ManyCharts:
    """Limits of the Laney type for series in rows and months in columns, in points.

    ``values``, ``lower``, ``upper``: shape (series, months); ``centre``, ``sigma_z``, ``is_enough``: one per series.
    ``beyond_limit`` marks points outside. Series with fewer than twelve months of answers have no limits.
    """

    values: Masked
    centre: Masked
    lower: Masked
    upper: Masked
    sigma_z: Masked
    is_enough: BoolArray
    beyond_limit: BoolArray


def nps(promoters: Any, passives: Any, detractors: Any) -> ManyCharts:
    """In which months did which unit's score leave its own ordinary scatter?

    Takes counts of shape (series, months), months in order of time. Every row is what ``control.nps_chart`` gives with
    its defaults. Two hundred charts make some thirty false signals by chance: put the points through a family.

    >>> result = nps([[50] * 12] * 2, [[30] * 12] * 2, [[20] * 12] * 2)
    >>> result.lower[:, 0].round(2).tolist()
    [6.57, 6.57]
    """
    plus, zero, minus = together(
        promoters=counts("promoters", promoters),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    if plus.ndim != 2:
        raise StatisticsInputError(f"{plus.ndim} dimensions", "counts", "(series, months)", "one row per series")
    base = plus + zero + minus
    total = base.sum(axis=1)
    share_plus, share_minus = ratio(plus.sum(axis=1), total), ratio(minus.sum(axis=1), total)
    centre = share_plus - share_minus
    variance = share_plus + share_minus - centre**2
    has_base = base > 0
    score = ratio(plus - minus, base)
    sigma = np.sqrt(ratio(np.broadcast_to(variance[:, None], base.shape), base))
    z = ratio(score - centre[:, None], sigma)
    observed = _moving_range_mean(z, has_base) / constants.MOVING_RANGE_D2
    sigma_z = np.maximum(observed, constants.LANEY_LEAST_SIGMA_Z)
    is_enough = has_base.sum(axis=1) >= constants.MINIMUM_POINTS
    width = constants.CONTROL_SIGMAS * sigma * sigma_z[:, None]
    low, high = centre[:, None] - width, centre[:, None] + width
    is_shown = has_base & is_enough[:, None]
    scale = constants.POINTS
    return ManyCharts(
        values=masked(score * scale, has_base),
        centre=masked(centre * scale, total > 0),
        lower=masked(np.clip(low, -1.0, 1.0) * scale, is_shown),
        upper=masked(np.clip(high, -1.0, 1.0) * scale, is_shown),
        sigma_z=masked(sigma_z, is_enough),
        is_enough=is_enough,
        beyond_limit=is_shown & ((score < low) | (score > high)),
    )


def _moving_range_mean(z: FloatArray, has_base: BoolArray) -> FloatArray:
    """Mean distance between neighbours along each row, stepping over months without answers."""
    months = np.broadcast_to(np.arange(z.shape[1]), z.shape)
    # The last month with answers before each one: −1 where there is none.
    seen = np.maximum.accumulate(np.where(has_base, months, -1), axis=1)
    before = np.hstack([np.full((z.shape[0], 1), -1), seen[:, :-1]])
    has_range = has_base & (before >= 0)
    gap = np.abs(z - np.take_along_axis(z, np.maximum(before, 0), axis=1)) * has_range
    return ratio(gap.sum(axis=1), has_range.sum(axis=1))
