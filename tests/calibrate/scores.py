"""Intervals of scores: coverage by enumeration (exact) and by simulation."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from dashboard.stats import nps, nps_rivals, weighting
from tests.calibrate.rows import Row, between, near, share_error, times

SHARES = {
    -40: (0.6, 0.2, 0.2),
    0: (0.45, 0.1, 0.45),
    20: (0.25, 0.3, 0.45),
    40: (0.15, 0.30, 0.55),
    60: (0.10, 0.20, 0.70),
    80: (0.03, 0.14, 0.83),
    90: (0.02, 0.06, 0.92),
    95: (0.01, 0.03, 0.96),
}
"""Detractors, passives, promoters behind each true score."""
EXACT = {
    (10, "adjusted_wald"): (95.9, 93.2, 93.5, 95.8, 95.1, 92.5, 96.0, 94.2),
    (10, "wald"): (87.5, 87.1, 91.0, 86.7, 87.7, 83.9, 56.4, 33.5),
    (30, "adjusted_wald"): (94.7, 94.7, 94.8, 94.9, 95.4, 95.8, 96.5, 96.8),
    (30, "wald"): (93.3, 93.4, 93.4, 93.0, 92.3, 91.9, 75.4, 70.5),
    (100, "adjusted_wald"): (95.0, 94.9, 94.8, 95.0, 95.2, 95.2, 96.3, 97.1),
    (100, "wald"): (94.4, 94.7, 94.6, 94.5, 94.1, 93.6, 92.2, 84.6),
    (500, "adjusted_wald"): (95.0, 94.9, 95.0, 95.0, 95.0, 95.1, 95.3, 95.6),
    (500, "wald"): (94.9, 94.9, 94.9, 94.9, 94.8, 94.7, 94.4, 93.6),
}
ON_AVERAGE = {
    "adjusted_wald": {5: 95.1, 10: 95.1, 20: 95.1, 30: 95.1, 50: 95.0, 100: 95.0},
    "wald": {5: 77.5, 10: 87.0, 20: 91.2, 30: 92.6, 50: 93.6, 100: 94.3},
    "score": {5: 97.2, 10: 96.4, 20: 95.6, 30: 95.2, 50: 95.1, 100: 95.0},
}


def every_table(responses: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every way the answers can fall into promoters, passives and detractors."""
    plus, minus = np.meshgrid(np.arange(responses + 1), np.arange(responses + 1))
    keep = plus + minus <= responses
    return plus[keep], responses - plus[keep] - minus[keep], minus[keep]


def interval(method: str, table):
    if method == "adjusted_wald":
        return nps.estimate(*table)
    return nps.estimate_score_interval(*table) if method == "score" else nps_rivals.estimate(method, *table)


def coverage(result, table, shares) -> float:
    """Chance, in per cent, of all tables whose interval holds the true score."""
    plus, zero, minus = table
    detractor, passive, promoter = shares
    log_chance = gammaln(plus[0] + zero[0] + minus[0] + 1) - gammaln(plus + 1) - gammaln(zero + 1) - gammaln(minus + 1)
    log_chance = log_chance + plus * np.log(promoter) + zero * np.log(passive) + minus * np.log(detractor)
    truth = 100 * (promoter - detractor)
    holds = (np.asarray(result.low) <= truth + 1e-9) & (np.asarray(result.high) >= truth - 1e-9)
    return 100 * float(np.exp(log_chance[holds]).sum())


def exact_coverage(rng: np.random.Generator, scale: float) -> list[Row]:
    """The table of exact coverage, to its last printed digit."""
    rows = []
    for (responses, method), promised in EXACT.items():
        if responses > 100 and scale < 1:
            continue
        table = every_table(responses)
        result = interval(method, table)
        rows += [
            near(f"{method} covers, n={responses}, NPS {score}", coverage(result, table, shares), each, 0.0, 0.0501)
            for (score, shares), each in zip(SHARES.items(), promised, strict=True)
        ]
    return rows


def average_coverage(rng: np.random.Generator, scale: float) -> list[Row]:
    """Mean coverage over random trinomials."""
    shares = np.clip(rng.dirichlet([1, 1, 1], size=times(400, scale, 100)), 1e-12, None)
    rows = []
    for method, promised in ON_AVERAGE.items():
        for responses, each in promised.items():
            if responses > 30 and scale < 1:
                continue
            table = every_table(responses)
            result = interval(method, table)
            found = np.array([coverage(result, table, one) for one in shares])
            error = float(found.std() / np.sqrt(found.size))
            rows.append(near(f"{method} covers on average, n={responses}", float(found.mean()), each, error, 0.1))
    return rows


def differences(rng: np.random.Generator, scale: float) -> list[Row]:
    """Coverage of the difference of two scores; conservative for very high scores on few answers."""
    rows, runs = [], times(40_000, scale, 4000)
    for n_first, n_second in ((10, 10), (30, 30), (30, 300), (100, 100)):
        for first, second in ((20, 20), (60, 20), (80, 60), (-40, 20), (95, 95)):
            one = rng.multinomial(n_first, SHARES[first], size=runs).T[::-1]
            other = rng.multinomial(n_second, SHARES[second], size=runs).T[::-1]
            result = nps.difference(tuple(one), tuple(other))
            held = 100 * float(((result.low <= first - second) & (result.high >= first - second)).mean())
            rows.append(between(f"difference covers, {first} vs {second}, n={n_first}/{n_second}", held, 93.7, 100))
            sides = [(each[0] / size, each[2] / size, size) for each, size in ((one, n_first), (other, n_second))]
            gap = sides[0][0] - sides[0][1] - sides[1][0] + sides[1][1]
            error = np.sqrt(sum(nps.variance_of_one(plus, minus) / size for plus, minus, size in sides))
            bare = 100 * float((np.abs(gap - (first - second) / 100) <= 1.959964 * error + 1e-12).mean())
            told = f"not shipped: plain Wald, {first} vs {second}, n={n_first}/{n_second}"
            rows.append(between(told, bare, 0, held + 1.0))
    return rows


def weighted(rng: np.random.Generator, scale: float) -> list[Row]:
    """Coverage with a design effect of 1.56."""
    rows, runs = [], times(40_000, scale, 4000)
    for n_first, n_second in ((80, 20), (40, 10), (16, 4)):
        heavy = weighting.post_stratify([n_first, n_second], [1, 1])
        first = rng.multinomial(n_first, [0.1, 0.3, 0.6], size=runs)
        second = rng.multinomial(n_second, [0.5, 0.25, 0.25], size=runs)
        sums = heavy[0] * first + heavy[1] * second
        result = nps.estimate_weighted(*sums.T[::-1], n_first * heavy[0] ** 2 + n_second * heavy[1] ** 2)
        held = 100 * float(((result.low <= 12.5) & (result.high >= 12.5)).mean())
        rows.append(
            between(
                f"weighted covers, deff 1.56, n={n_first + n_second}",
                held,
                93.9 - 3 * share_error(93.9, runs),
                96.2 + 3 * share_error(96.2, runs),
            )
        )
    return rows
