"""Steps that fail independently: how often a journey shows a pair that seems to fail together."""

from __future__ import annotations

import numpy as np

from dashboard.stats import journeys
from tests.calibrate.rows import Row, at_most, between, share_error, times


def independent_steps(rng: np.random.Generator, scale: float) -> list[Row]:
    """Banks of one journey of six steps, each used by most and failing by itself, that show any pair; and of banks in
    which two of the steps fail together in one passage of seven, those that show it."""
    runs, names = times(500, scale, 60), list("abcdef")
    any_pair = found = 0
    for _ in range(runs):
        used = rng.random((800, 6)) < rng.uniform(0.5, 1.0, 6)
        pain = used & (rng.random((800, 6)) < rng.uniform(0.08, 0.3, 6))
        any_pair += bool(journeys.pain_pairs(pain, used, names).stands.any())
        together = used[:, 0] & used[:, 1] & (rng.random(800) < 0.15)
        pain[together, :2] = True
        found += bool(journeys.pain_pairs(pain, used, names).stands[0])
    return [
        at_most("banks of independent steps that show a pair, %", 100 * any_pair / runs, 5, share_error(5, runs)),
        between("banks with a planted pair that show it, %", 100 * found / runs, 95, 100),
    ]
