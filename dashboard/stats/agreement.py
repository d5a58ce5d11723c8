"""Whether two looks at the same cases agree: share of agreement, and how far it goes beyond chance (Cohen's kappa)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants, proportions
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Estimate, masked, quantile_of
from dashboard.stats.inputs import counts


@dataclass(frozen=True, eq=False)
class Agreement:
    """``share``: cases on which both agree, in per cent. ``kappa``: 1 always, 0 as by chance; both one cell."""

    share: Estimate
    kappa: Estimate


def agreement(table: Any, level: float = constants.CONFIDENCE_LEVEL) -> Agreement:
    """Do two looks at the same cases find the same, beyond what chance alone would bring?

    Takes a square table of counts, first look by second. Gives the share on the diagonal with Wilson's interval, and
    Cohen's kappa with its large-sample interval, cut off at −1 and 1. No cases: nothing; both looks all in one class:
    no kappa, as there was nothing to tell apart. Raises StatisticsInputError for a table that is not square. Assumes
    cases independent of each other. Source: Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72:323.

    >>> found = agreement([[20, 5], [10, 15]])
    >>> float(found.share.score[0]), round(float(found.kappa.score[0]), 3)
    (70.0, 0.4)
    """
    cells = counts("table", table)
    if cells.ndim != 2 or cells.shape[0] != cells.shape[1]:
        raise StatisticsInputError(
            f"a table of {cells.shape}", "table", "as many rows as columns", "use the same classes"
        )
    total = float(cells.sum())
    base = np.array([total])
    share = proportions.estimate(np.array([float(np.trace(cells))]), base)
    parts = cells / max(total, 1.0)
    rows, columns = parts.sum(axis=1), parts.sum(axis=0)
    seen, by_chance = float(np.trace(parts)), float(rows @ columns)
    is_told = np.array([total > 0 and by_chance < 1.0 - 1e-12])
    beyond = 1.0 - by_chance if is_told[0] else 1.0
    kappa = (seen - by_chance) / beyond
    same = np.diag(parts) @ (1.0 - (rows + columns) * (1.0 - kappa)) ** 2
    apart = parts * (columns[:, None] + rows[None, :]) ** 2
    other = (1.0 - kappa) ** 2 * float(apart.sum() - np.trace(apart))
    spread = float(same) + other - (kappa - by_chance * (1.0 - kappa)) ** 2
    margin = quantile_of(level) * np.sqrt(max(spread, 0.0) / max(total, 1.0)) / beyond

    def cell(value: float) -> Any:
        return masked(np.array([min(max(value, -1.0), 1.0)]), is_told)

    return Agreement(share, Estimate(cell(kappa), cell(kappa - margin), cell(kappa + margin), base))
