"""Many comparisons at once: which still stand when it is counted how many were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked
from dashboard.stats.inputs import BoolArray, share


@dataclass(frozen=True, eq=False)
class Family:
    """The record of one family of comparisons: what was compared, how many, and which stand.

    ``stands`` and ``adjusted_p_values`` have the shape of the input; where there was nothing to test, ``stands`` is
    False and the adjusted value is nothing.
    """

    what: str
    looked_at: int
    stands: BoolArray
    adjusted_p_values: Masked
    level: float

    @property
    def standing(self) -> int:
        """How many stand."""
        return int(self.stands.sum())


def benjamini_hochberg(p_values: Any, level: float = constants.SIGNIFICANCE_LEVEL, what: str = "") -> Family:
    """Which of these differences stand, so that of those named at most ``level`` are false on average?

    Takes p-values of any shape (0…1); masked or None entries are comparisons that could not be made and are not
    counted. Sorts them and lets stand all up to the largest i with p(i) ≤ iα/m. Raises StatisticsInputError outside
    0…1. Assumes independent or positively dependent tests. Source: Benjamini & Hochberg 1995.

    >>> family = benjamini_hochberg([0.001, 0.04, 0.2, None], what="outlets")
    >>> family.looked_at, family.stands.tolist()
    (3, [True, False, False, False])
    """
    level = share("level", level)
    if isinstance(p_values, np.ma.MaskedArray):
        values = np.asarray(p_values.filled(1.0), dtype=np.float64)
        is_tested = ~np.ma.getmaskarray(p_values)
    else:
        cells = np.asarray(p_values, dtype=object)
        is_tested = np.asarray([cell is not None for cell in cells.ravel()], dtype=bool).reshape(cells.shape)
        values = np.where(is_tested, cells, 1.0).astype(np.float64)
    # NaN compares False, so a NaN that slipped in is refused here as well.
    if not ((values >= 0) & (values <= 1)).all():
        raise StatisticsInputError("a p-value outside 0…1", "p_values", "values from 0 to 1", "check the tests")
    tested = values[is_tested]
    order = np.argsort(tested, kind="stable")
    scaled = tested[order] * tested.size / np.arange(1, tested.size + 1)
    adjusted = np.empty_like(tested)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    everywhere = np.ones(values.shape)
    everywhere[is_tested] = adjusted
    # A p-value exactly on its step (i × α ÷ m) stands; the hair allows for rounding in p × m ÷ i.
    stands = is_tested & (everywhere <= level * (1.0 + 1e-12))
    return Family(what, int(tested.size), stands, masked(everywhere, is_tested), level)
