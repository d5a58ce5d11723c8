"""How sure a unit's place is: rank intervals, and the chance to be in the bottom tenth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked
from dashboard.stats.inputs import BoolArray, line, share

DRAWS_AT_ONCE = 2_000_000
"""Numbers drawn at a time, so that a thousand units need little memory."""

TIE_HAIR = 1e-9
"""Share of the largest score by which exact ties are told apart: far below what anybody could read."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """Places of the units, 1 the best; ``low`` ≤ place ≤ ``high`` in 90 % of draws; nothing for units without a score.

    ``bottom_chance`` is the chance (0…1) to be in the bottom tenth; ``is_worst`` marks chances of .9 and more, the
    only units that may be called one of the worst. ``units`` is how many were ranked.
    """

    low: Masked
    high: Masked
    bottom_chance: Masked
    is_worst: BoolArray
    units: int


def intervals(
    scores: Any,
    errors: Any,
    seed: int,
    *,
    is_higher_better: bool = True,
    draws: int = constants.RANK_DRAWS,
    level: float = constants.RANK_LEVEL,
) -> Ranks:
    """Between which places does a unit lie, and may it be called one of the worst?

    Takes shrunken scores and their standard errors (``shrinkage``), masked where a unit has none, and a seed (the same
    view is the same twice). Draws every unit from its normal, ranks each draw with ties broken at random. Between
    units that are alike nearly every place is possible, and that is the answer. Bottom tenth: the last ⌈K/10⌉ places.

    >>> result = intervals([10.0, 50.0, 90.0], [1.0, 1.0, 1.0], seed=1, draws=200)
    >>> result.low.tolist(), result.high.tolist(), result.is_worst.tolist()
    ([3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [True, False, False])
    """
    given, spread = np.ma.MaskedArray(scores), np.ma.MaskedArray(errors)
    is_defined = ~(np.ma.getmaskarray(given) | np.ma.getmaskarray(spread))
    centre, error = line("scores", given.filled(0.0))[is_defined], line("errors", spread.filled(0.0))[is_defined]
    if (error < 0).any():
        raise StatisticsInputError(f"{error.min():g}", "errors", "standard errors of 0 or more", "check the shrinkage")
    if draws < 1:
        raise StatisticsInputError(f"{draws}", "draws", "1 or more", "leave the default")
    units = int(centre.size)
    tail = (1.0 - share("level", level)) / 2.0
    rng = np.random.default_rng(seed)
    places = np.empty((draws, units), dtype=np.int32)
    step = max(1, DRAWS_AT_ONCE // max(units, 1))
    for start in range(0, draws, step):
        rows = min(step, draws - start)
        drawn = centre + error * rng.standard_normal((rows, units))
        if is_higher_better:
            drawn = -drawn
        if (error == 0).any():
            # Only scores without any error can tie; a hair of noise per draw breaks ties at random.
            drawn = drawn + rng.random((rows, units)) * TIE_HAIR * (1.0 + np.abs(centre).max())
        order = np.argsort(drawn, axis=1)
        np.put_along_axis(places[start : start + rows], order, np.arange(1, units + 1, dtype=np.int32)[None, :], axis=1)
    bottom = int(np.ceil(units * constants.BOTTOM_SHARE))
    low, high, chance = (np.zeros(is_defined.shape) for _ in range(3))
    if units:
        # Places are whole: the quantiles are taken at drawn places, not between them.
        low[is_defined] = np.quantile(places, tail, axis=0, method="inverted_cdf")
        high[is_defined] = np.quantile(places, 1.0 - tail, axis=0, method="inverted_cdf")
        chance[is_defined] = (places > units - bottom).mean(axis=0)
    is_worst = is_defined & (chance >= constants.WORST_FROM)
    return Ranks(masked(low, is_defined), masked(high, is_defined), masked(chance, is_defined), is_worst, units)
