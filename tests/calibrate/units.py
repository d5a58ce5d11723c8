"""Identical units: how often a funnel, a rank interval or a family of tests sees differences that are not there."""

from __future__ import annotations

import numpy as np

from dashboard.stats import families, funnel, nps, ranks, shrinkage
from tests.calibrate.rows import Row, at_most, between, near, share_error, times


def funnels(rng: np.random.Generator, scale: float) -> list[Row]:
    """Banks of identical units that show any "lower" (or any "higher"), by score, share and rate."""
    runs, rows = times(1000, scale, 300), []
    seen = {"score": 0, "share": 0, "rate": 0}
    plain = 0
    for _ in range(runs):
        answers = rng.integers(30, 400, 60)
        drawn = rng.multinomial(answers, [0.2, 0.3, 0.5])
        result = funnel.nps(drawn[:, 2], drawn[:, 1], drawn[:, 0])
        seen["score"] += "lower" in result.codes
        plain += bool((result.values < result.lower[0.95]).any())
        seen["share"] += "lower" in funnel.shares(rng.binomial(answers, 0.85), answers).codes
        seen["rate"] += "higher" in funnel.rates(rng.poisson(answers * 0.2), answers * 100.0).codes
    for name, count in seen.items():
        rows.append(
            at_most(
                f"banks of identical units with a unit called worse ({name}), %",
                100 * count / runs,
                5,
                share_error(5, runs),
            )
        )
    rows.append(between("the same by the bare 95 % limits (why they never decide), %", 100 * plain / runs, 50, 100))
    return rows


def rank_intervals(rng: np.random.Generator, scale: float) -> list[Row]:
    """Mean width of rank intervals of twenty identical units with 50 answers, and families without any τ²."""
    runs = times(1500, scale, 150)
    drawn = rng.multinomial(50, [0.2, 0.3, 0.5], size=(runs, 20))
    shrunk = shrinkage.nps(drawn[..., 2], drawn[..., 1], drawn[..., 0])
    places = [ranks.intervals(shrunk.scores[run], shrunk.errors[run], seed=run, draws=1000) for run in range(runs)]
    width = np.array([float((each.high - each.low).mean()) for each in places])
    zero = 100 * float((shrunk.tau_squared == 0).mean())
    return [
        near(
            "mean width of rank intervals, identical units",
            float(width.mean()),
            16.8,
            float(width.std() / np.sqrt(runs)),
            0.15,
        ),
        near("identical families with τ² = 0, %", zero, 39, share_error(39, runs), 1),
    ]


def spread(rng: np.random.Generator, scale: float) -> list[Row]:
    """Best minus worst of twenty identical units: the line under every league table."""
    runs, rows = times(20_000, scale, 2000), []
    for answers, promised in ((30, 53.0), (50, 41.1), (100, 29.1), (300, 16.8)):
        drawn = rng.multinomial(answers, [0.2, 0.3, 0.5], size=(runs, 20))
        score = np.asarray(nps.estimate(drawn[..., 2], drawn[..., 1], drawn[..., 0]).score)
        range_ = score.max(axis=1) - score.min(axis=1)
        rows.append(
            near(
                f"best minus worst, n={answers}, points",
                float(range_.mean()),
                promised,
                float(range_.std() / np.sqrt(runs)),
                0.05,
            )
        )
    return rows


def discoveries(rng: np.random.Generator, scale: float) -> list[Row]:
    """Two hundred comparisons, twenty of them real: the share of named ones that are false, on average."""
    runs, false, power = times(2000, scale, 200), [], []
    is_real = np.arange(200) < 20
    uncorrected = []
    for _ in range(runs):
        first = rng.multinomial(300, [0.2, 0.3, 0.5], size=200)
        second = rng.multinomial(300, [0.2, 0.3, 0.5], size=200)
        second[:20] = rng.multinomial(300, [0.35, 0.3, 0.35], size=20)
        p_value = nps.difference(tuple(first.T[::-1]), tuple(second.T[::-1])).p_value
        stands = families.benjamini_hochberg(p_value).stands
        false.append((stands & ~is_real).sum() / max(stands.sum(), 1))
        power.append(stands[is_real].mean())
        bare = np.asarray(p_value) < 0.05
        uncorrected.append((bare & ~is_real).sum() / max(bare.sum(), 1))
    return [
        at_most(
            "false among the named (Benjamini–Hochberg), %",
            100 * float(np.mean(false)),
            5,
            100 * float(np.std(false) / np.sqrt(runs)),
        ),
        between("found of the real ones, %", 100 * float(np.mean(power)), 80, 100),
        between("false among the named without a family, %", 100 * float(np.mean(uncorrected)), 20, 45),
    ]
