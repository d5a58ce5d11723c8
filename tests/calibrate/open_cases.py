"""Open cases: what becomes of averages when they are dropped, and that counting them finds the truth."""

from __future__ import annotations

import numpy as np

from dashboard.stats import durations, incidence
from tests.calibrate.rows import Row, near, share_error, times


def snapshot(rng: np.random.Generator, scale: float) -> list[Row]:
    """Durations Gamma(2, 4), arrivals over 30 days, seen at one moment."""
    size = times(400_000, scale, 60_000)
    lasting, age = rng.gamma(2, 4, size), rng.uniform(0, 30, size)
    is_closed = lasting <= age
    closed = lasting[is_closed]
    result = durations.survival(np.minimum(lasting, age), is_closed)
    late = 100 * float((lasting <= 15).mean())
    closed_only = 100 * float((closed <= 15).mean())
    counted = float(durations.share_on_time(result, 15).score)
    error = share_error(90, size)
    return [
        near(
            "mean of closed cases, days (true 7.98)",
            float(closed.mean()),
            6.59,
            float(closed.std() / np.sqrt(size)),
            0.05,
        ),
        near("on time at 15 days, closed cases only, %", closed_only, 94.8, error, 0.5),
        near("on time at 15 days, open ones counted, %", counted, late, error, 0.5),
    ]


def intervals(rng: np.random.Generator, scale: float) -> list[Row]:
    """Coverage of adoption by age on small staggered cohorts."""
    cohorts = times(6000, scale, 800)
    rows = []
    for cases, slack in ((20, 2.5), (60, 1.2), (200, 1.0)):
        after, age = rng.exponential(50, (cohorts, cases)), rng.uniform(0, 120, (cohorts, cases))
        outcome = np.where(after <= age, np.where(rng.random(after.shape) < 0.55, 1, 2), 0)
        rows_of = np.repeat(np.arange(cohorts), cases)
        days = np.ceil(np.minimum(after, age)).ravel()
        result = incidence.cumulative(days, outcome.ravel(), at=(60,), cohorts=rows_of).at(60)
        truth = 100 * 0.55 * (1 - np.exp(-60 / 50))
        can_tell = result.is_defined
        held = 100 * float(((result.low <= truth) & (result.high >= truth))[can_tell].mean())
        rows.append(near(f"adoption by day 60 covered, {cases} cases, %", held, 95, share_error(95, cohorts), slack))
    return rows
