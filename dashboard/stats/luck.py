"""How far units would lie apart if all were alike: the spread of best and worst that luck alone gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.estimates import ratio
from dashboard.stats.inputs import FloatArray, counts, line, together


def nps(promoters: Any, passives: Any, detractors: Any, seed: int, draws: int = constants.LUCK_DRAWS) -> float | None:
    """How many points would the best and the worst of these units lie apart if all shared one true score?

    Takes counts per unit. Every unit draws its own number of answers from the pooled shares, ``draws`` times from
    ``seed``; the mean of best − worst comes back, in points. Units without answers take no part; under two: None.
    Assumes independent answers. Source: own simulation, as the printed ranges of identical branches.

    >>> round(nps([15] * 20, [9] * 20, [6] * 20, seed=1))
    53
    """
    plus, zero, minus = together(
        promoters=counts("promoters", line("promoters", promoters)),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    base = (plus + zero + minus).astype(np.int64)
    present = base > 0
    if present.sum() < 2:
        return None
    pooled = np.array([plus.sum(), zero.sum(), minus.sum()]) / base.sum()
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(base[present], pooled, size=(draws, int(present.sum())))
    return _apart((drawn[..., 0] - drawn[..., 2]) / base[present]) * constants.POINTS


def shares(successes: Any, trials: Any, seed: int, draws: int = constants.LUCK_DRAWS) -> float | None:
    """The same for shares, in percentage points.

    >>> shares([8], [10], seed=1) is None
    True
    """
    hits, base = together(successes=counts("successes", line("successes", successes)), trials=counts("trials", trials))
    size = base.astype(np.int64)
    present = size > 0
    if present.sum() < 2:
        return None
    rng = np.random.default_rng(seed)
    drawn = rng.binomial(size[present], float(ratio(hits.sum(), base.sum())), size=(draws, int(present.sum())))
    return _apart(drawn / size[present]) * constants.POINTS


def rates(
    events: Any, exposure: Any, seed: int, *, per: float = constants.PER_10K, draws: int = constants.LUCK_DRAWS
) -> float | None:
    """The same for rates, per ``per`` of exposure.

    >>> rates([1], [10], seed=1) is None
    True
    """
    seen, base = together(events=counts("events", line("events", events)), exposure=counts("exposure", exposure))
    present = base > 0
    if present.sum() < 2:
        return None
    rate = float(ratio(seen.sum(), base.sum()))
    rng = np.random.default_rng(seed)
    drawn = rng.poisson(rate * base[present], size=(draws, int(present.sum())))
    return _apart(drawn / base[present]) * per


def _apart(scores: FloatArray) -> float:
    """Mean of best − worst over the draws."""
    return float(np.ptp(scores, axis=1).mean())
