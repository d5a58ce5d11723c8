"""How often the intervals hold the truth: full enumeration of the trinomial against METHOD §1's table."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from dashboard.stats import nps, nps_rivals

# METHOD §1 and its definitions: detractors, passives, promoters behind each column.
COLUMNS = {
    -40: (0.6, 0.2, 0.2),
    0: (0.45, 0.1, 0.45),
    20: (0.25, 0.3, 0.45),
    40: (0.15, 0.30, 0.55),
    60: (0.10, 0.20, 0.70),
    80: (0.03, 0.14, 0.83),
    90: (0.02, 0.06, 0.92),
    95: (0.01, 0.03, 0.96),
}
TABLE = {
    (10, "wald"): (87.5, 87.1, 91.0, 86.7, 87.7, 83.9, 56.4, 33.5),
    (10, "trinomial_t"): (93.2, 96.2, 93.4, 93.9, 88.6, 84.2, 56.5, 33.5),
    (10, "goodman"): (93.2, 96.2, 93.4, 93.9, 88.6, 84.2, 56.5, 33.5),
    (10, "adjusted_wald"): (95.9, 93.2, 93.5, 95.8, 95.1, 92.5, 96.0, 94.2),
    (10, "score"): (95.9, 96.2, 95.5, 96.2, 96.1, 95.1, 95.1, 94.2),
    (30, "wald"): (93.3, 93.4, 93.4, 93.0, 92.3, 91.9, 75.4, 70.5),
    (30, "adjusted_wald"): (94.7, 94.7, 94.8, 94.9, 95.4, 95.8, 96.5, 96.8),
    (30, "score"): (95.2, 94.7, 95.2, 95.4, 95.0, 96.1, 95.3, 95.6),
    (100, "wald"): (94.4, 94.7, 94.6, 94.5, 94.1, 93.6, 92.2, 84.6),
    (100, "adjusted_wald"): (95.0, 94.9, 94.8, 95.0, 95.2, 95.2, 96.3, 97.1),
    (100, "score"): (95.0, 94.9, 95.0, 95.0, 95.0, 94.8, 96.1, 95.9),
    (100, "goodman"): (98.2, 98.3, 98.2, 98.1, 97.8, 97.0, 95.0, 93.0),
    (500, "wald"): (94.9, 94.9, 94.9, 94.9, 94.8, 94.7, 94.4, 93.6),
    (500, "adjusted_wald"): (95.0, 94.9, 95.0, 95.0, 95.0, 95.1, 95.3, 95.6),
}


def tables_of(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every way n answers can fall into promoters, passives and detractors."""
    plus, minus = np.meshgrid(np.arange(n + 1), np.arange(n + 1))
    keep = plus + minus <= n
    return plus[keep], n - plus[keep] - minus[keep], minus[keep]


def interval(method: str, plus, zero, minus):
    if method == "adjusted_wald":
        return nps.estimate(plus, zero, minus)
    if method == "score":
        return nps.estimate_score_interval(plus, zero, minus)
    return nps_rivals.estimate(method, plus, zero, minus)


def coverage(result, plus, zero, minus, shares) -> float:
    detractor, passive, promoter = shares
    n = int(plus[0] + zero[0] + minus[0])
    log_chance = (
        gammaln(n + 1) - gammaln(plus + 1) - gammaln(zero + 1) - gammaln(minus + 1)
        + plus * np.log(promoter) + zero * np.log(passive) + minus * np.log(detractor)
    )  # fmt: skip
    truth = 100 * (promoter - detractor)
    holds = (np.asarray(result.low) <= truth + 1e-9) & (np.asarray(result.high) >= truth - 1e-9)
    return 100 * float(np.exp(log_chance[holds]).sum())


@pytest.mark.parametrize(("n", "method"), list(TABLE))
def test_exact_coverage(n: int, method: str) -> None:
    plus, zero, minus = tables_of(n)
    result = interval(method, plus, zero, minus)
    found = [coverage(result, plus, zero, minus, shares) for shares in COLUMNS.values()]
    assert found == pytest.approx(TABLE[n, method], abs=0.0501)


def test_average_coverage_over_many_trinomials() -> None:
    """METHOD §1: over random trinomials AW ¾ covers 95.1/95.1/95.1 on average at n = 5/10/30, Wald 77.5/87.0/92.6."""
    rng = np.random.default_rng(7)
    shares = np.clip(rng.dirichlet([1, 1, 1], size=400), 1e-9, None)
    for n, adjusted, wald, score in ((5, 95.1, 77.5, 97.2), (10, 95.1, 87.0, 96.4), (30, 95.1, 92.6, 95.2)):
        plus, zero, minus = tables_of(n)
        for method, expected in (("adjusted_wald", adjusted), ("wald", wald), ("score", score)):
            result = interval(method, plus, zero, minus)
            found = np.array([coverage(result, plus, zero, minus, each) for each in shares])
            assert found.mean() == pytest.approx(expected, abs=3 * found.std() / np.sqrt(found.size) + 0.05)


def test_clipped_interval_holds_the_observed_score_from_two_answers_on() -> None:
    """METHOD §1: for every n from 2 to 300 the clipped interval contains the observed score; at n = 1 it does not."""
    for n in range(2, 301):
        result = nps.estimate(*tables_of(n))
        assert (result.low <= result.score + 1e-9).all()
        assert (result.high >= result.score - 1e-9).all()
    single = nps.estimate(*tables_of(1))
    assert not ((single.low <= single.score) & (single.high >= single.score)).all()


@pytest.mark.parametrize(("n", "most"), [(30, 6.0), (100, 2.1)])
def test_two_implementations_agree(n: int, most: float) -> None:
    """METHOD §1: the lower limits of adjusted Wald and score differ by ≤ 6.0 points at n = 30, ≤ 2.1 at n = 100."""
    plus, zero, minus = tables_of(n)
    gap = np.abs(nps.estimate(plus, zero, minus).low - nps.estimate_score_interval(plus, zero, minus).low)
    assert float(gap.max()) <= most + 0.05
    assert float(gap.max()) > most - 0.15


def test_tango_interval_is_what_its_own_test_does_not_reject() -> None:
    """Independent check of the score interval: Tango's statistic, by numerical likelihood, is ±z at both ends."""
    from scipy.optimize import minimize_scalar

    for plus, zero, minus in ((5, 3, 2), (15, 9, 6), (50, 30, 20), (7, 13, 1)):
        n = plus + zero + minus
        result = nps.estimate_score_interval(plus, zero, minus)
        for delta, sign in ((float(result.low) / 100, 1), (float(result.high) / 100, -1)):
            # Restricted maximum likelihood over q = detractor share, promoter share = q + Δ.
            bounds = (max(0.0, -delta) + 1e-12, (1 - delta) / 2 - 1e-12)

            def loss(q: float, delta: float = delta, sides=(plus, zero, minus)) -> float:
                up, middle, down = sides
                return -(up * np.log(q + delta) + down * np.log(q) + middle * np.log(1 - 2 * q - delta))

            q = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
            z = (plus - minus - n * delta) / np.sqrt(n * (2 * q + delta * (1 - delta)))
            assert z == pytest.approx(sign * 1.959964, abs=1e-4)


def test_paired_interval_covers() -> None:
    """The room's own adjustment for customers asked twice holds its level (small and middling panels, simulated)."""
    rng = np.random.default_rng(11)
    cells = np.array([[0.35, 0.08, 0.02], [0.12, 0.18, 0.03], [0.05, 0.07, 0.10]])
    truth = 100 * (np.array([1, 0, -1]) @ cells.sum(axis=0) - cells.sum(axis=1) @ np.array([1, 0, -1]))
    for customers in (10, 30, 100):
        drawn = rng.multinomial(customers, cells.ravel(), size=8000).reshape(-1, 3, 3)
        result = nps.paired_difference(drawn)
        held = 100 * np.mean((result.low <= truth) & (result.high >= truth))
        assert 93.5 <= held <= 98.0


def test_fifth_percentile_of_coverage_over_many_trinomials() -> None:
    """METHOD §1: 5th percentile AW 90.7/92.6/93.7/94.1, score 94.2/94.4/94.5/94.3 at n = 5/10/20/30."""
    rng = np.random.default_rng(7)
    shares = np.clip(rng.dirichlet([1, 1, 1], size=400), 1e-9, None)
    for n, adjusted, score in ((5, 90.7, 94.2), (10, 92.6, 94.4), (20, 93.7, 94.5), (30, 94.1, 94.3)):
        plus, zero, minus = tables_of(n)
        for method, expected in (("adjusted_wald", adjusted), ("score", score)):
            result = interval(method, plus, zero, minus)
            found = np.array([coverage(result, plus, zero, minus, each) for each in shares])
            error = np.quantile(rng.choice(found, (400, found.size)), 0.05, axis=1).std()
            assert np.quantile(found, 0.05) == pytest.approx(expected, abs=3 * np.sqrt(2) * error + 0.05)
