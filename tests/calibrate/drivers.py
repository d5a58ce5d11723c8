"""Shares of what goes along with recommending, from sums of groups: do their intervals keep their promise?"""

from __future__ import annotations

import numpy as np

from dashboard.stats import summed_drivers
from tests.calibrate.rows import Row, at_most, between, share_error, times

NAMES = ("much", "some", "nothing")
USED = np.array([0.9, 0.7, 0.6])
WEIGHT = np.array([0.9, 0.6, 0.0])
RESPONSES, CLUSTERS = 1_800, 60


def _products(rng: np.random.Generator, responses: int, clusters: int) -> np.ndarray:
    used = rng.random((responses, 3)) < USED
    ratings = rng.integers(1, 6, (responses, 3)).astype(float)
    outcome = np.clip(np.round(7 + (used * WEIGHT * (ratings - 3)).sum(axis=1) + rng.normal(0, 1.8, responses)), 0, 10)
    columns = [np.ones(responses), outcome]
    for place in range(3):
        columns += [used[:, place].astype(float), used[:, place] * ratings[:, place]]
    rows = np.column_stack(columns)
    of_cluster = np.sort(rng.integers(0, clusters, responses))
    return np.stack([rows[of_cluster == at].T @ rows[of_cluster == at] for at in range(clusters)])


def shares(rng: np.random.Generator, scale: float) -> list[Row]:
    """Samples of 60 groups whose intervals hold the shares of the population; of the touchpoint that has nothing to do
    with the answer a share above nothing is always found, and it never comes first."""
    truth = summed_drivers.of_products(_products(rng, 400_000, 1), NAMES, draws=1).pct
    runs = times(300, scale, 60)
    held, first = np.zeros(2), 0
    for run in range(runs):
        found = summed_drivers.of_products(_products(rng, RESPONSES, CLUSTERS), NAMES, seed=run, draws=200)
        held += (found.low[:2] <= truth[:2]) & (truth[:2] <= found.high[:2])
        first += int(found.rank_low[2] == 1)
    error = 3 * share_error(93.5, runs)
    return [
        between(f"samples whose interval holds the share of {name}, %", 100 * held[at] / runs, 92 - error, 95 + error)
        for at, name in enumerate(NAMES[:2])
    ] + [at_most("samples in which what is unrelated may come first, %", 100 * first / runs, 0, 0)]
