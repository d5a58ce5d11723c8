"""Which units are most alike: the nearest by several traits at once, each on its own scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import ratio
from dashboard.stats.inputs import numbers


def of(traits: Any, own: int, may: Any, most: int) -> list[int]:
    """Which rows are nearest to row ``own``? Up to ``most`` row numbers, the nearest first.

    Takes traits of shape (units, traits) and a mark per unit for whether it may be chosen. Each trait is divided by its
    standard deviation over the units that may be chosen (a trait that does not vary counts for nothing), the distance
    is Euclidean, ties go to the earlier row. Raises StatisticsInputError unless there are two dimensions.

    >>> of([[1.0, 0.2], [1.1, 0.2], [5.0, 0.9], [1.2, 0.1]], 0, [False, True, True, True], 2)
    [1, 3]
    """
    table = numbers("traits", traits)
    if table.ndim != 2:
        raise StatisticsInputError(f"{table.ndim} dimensions", "traits", "(units, traits)", "one row per unit")
    allowed = np.asarray(may, dtype=bool)
    if not allowed.any():
        return []
    scaled = ratio(table - table[own], table[allowed].std(axis=0))
    distance = np.sqrt((scaled**2).sum(axis=1))
    order = np.argsort(distance, kind="stable")
    return [int(at) for at in order if allowed[at]][:most]
