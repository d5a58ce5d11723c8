"""Effects that are not there, and effects that are: placebo ranks and interrupted series."""

from __future__ import annotations

import numpy as np
import statsmodels.api as sm
from scipy import stats

from dashboard.stats import effects, segmented
from tests.calibrate.rows import Row, near, share_error, times

TYPE_ONE = {
    (12, 12, 0.0): (4.4, 7.5, 7.2),
    (12, 12, 0.3): (11.9, 8.5, 8.9),
    (24, 12, 0.3): (15.4, 9.1, 7.9),
    (24, 12, 0.6): (24.1, 8.9, 9.3),
    (48, 24, 0.3): (14.9, 6.5, 5.9),
    (48, 24, 0.6): (30.8, 8.0, 7.7),
}
"""Type I error in per cent by points before, after and autocorrelation: least squares, Prais–Winsten, REML."""


def scores(rng: np.random.Generator, runs: int, effect: float) -> np.ndarray:
    """J = 19, AR(1) ρ = .5 with innovation sd 6, a common shock, 40 answers a month, 12 + 6 months."""
    noise = np.zeros((runs, 20, 18))
    noise[..., 0] = rng.normal(0, 6 / np.sqrt(0.75), (runs, 20))
    for month in range(1, 18):
        noise[..., month] = 0.5 * noise[..., month - 1] + rng.normal(0, 6, (runs, 20))
    result = 30 + noise + rng.normal(0, 5, (runs, 1, 18)) + rng.normal(0, 100 * np.sqrt(0.61 / 40), noise.shape)
    result[:, 0, 12:] += effect
    return result


def placebo(rng: np.random.Generator, scale: float) -> list[Row]:
    """One treated unit against nineteen: type I error, power for +10, coverage of the interval.

    Noted down are 5 % (11 % if the treated unit is not counted) and a power of 33 %. All come out again, but of two
    tests: 11 and 33 belong to the rank that leaves the treated unit out, #|a_j| ≥ |a| over J + 1, which cries wolf
    twice as often as it says. The test that holds its 5 % counts it, and finds a true +10 in 20 % of runs.
    """
    runs, rows = times(1500, scale, 150), []
    is_after = np.arange(18) >= 12
    for effect, promised, uncounted in ((0.0, 5.0, 11.0), (10.0, 20.0, 33.0)):
        found = held = loose = 0
        for one in scores(rng, runs, effect):
            change = effects.changes(one, is_after)
            result = effects.placebo(change[:1], change[1:])
            found += result.p_value <= 0.05
            held += result.low <= effect <= result.high
            loose += _rank_left_out(change.compressed()) <= 0.05
        what = "type I error" if effect == 0 else "power for +10"
        rows.append(near(f"placebo ranks, {what}, %", 100 * found / runs, promised, share_error(promised, runs)))
        rows.append(near(f"placebo interval holds {effect:g}, %", 100 * held / runs, 95, share_error(95, runs)))
        told = f"not shipped: treated unit left out of its rank, {what}, %"
        rows.append(near(told, 100 * loose / runs, uncounted, share_error(uncounted, runs)))
    return rows


def _rank_left_out(changes: np.ndarray) -> float:
    """The first of the changes among the others around their median, itself not counted: a rank that is too small."""
    distance = np.abs(changes - np.median(changes[1:]))
    return float((distance[1:] >= distance[0]).sum() / changes.size)


def remembering(rng: np.random.Generator, points: int, rho: float) -> np.ndarray:
    """A series of AR(1) with innovation sd 1, after fifty points to forget where it began."""
    noise = rng.normal(0, 1, points + 50)
    for place in range(1, noise.size):
        noise[place] += rho * noise[place - 1]
    return noise[50:]


def interrupted(rng: np.random.Generator, scale: float) -> list[Row]:
    """A level change in series with memory and no change."""
    runs, rows = times(1500, scale, 120), []
    for (before, after, rho), promised in TYPE_ONE.items():
        if scale < 1 and rho == 0.3:
            continue
        false = dict.fromkeys(("ols", "prais_winsten", "reml"), 0)
        for _ in range(runs):
            y = remembering(rng, before + after, rho)
            for method in false:
                false[method] += segmented.fit(y, before, method=method).level.p_value < 0.05
        for (method, count), figure in zip(false.items(), promised, strict=True):
            what = f"{method}, type I error, {before}+{after}, ρ {rho:g}, %"
            rows.append(near(what, 100 * count / runs, figure, share_error(figure, runs), 1.5))
    return rows


CONTRASTS = {
    (12, 12, 0.0): (6.2, 14.1, 10.6),
    (12, 12, 0.3): (12.5, 19.4, 11.8),
    (24, 12, 0.3): (14.5, 23.8, 11.6),
    (24, 12, 0.6): (32.0, 29.0, 13.0),
    (48, 24, 0.3): (15.2, 15.9, 8.1),
    (48, 24, 0.6): (32.0, 22.4, 10.8),
}
"""METHOD §3, type I error in per cent of what is not shipped: naive before/after (pooled t), HAC, GLSAR."""


def contrasts(rng: np.random.Generator, scale: float) -> list[Row]:
    """Why neither HAC nor GLSAR is the default: lags ⌊4(n/100)^(2/9)⌋ with correction, t(n−k)."""
    runs, rows = times(400, scale, 60), []
    for (before, after, rho), promised in CONTRASTS.items():
        if scale < 1 and (before, rho) not in ((12, 0.0), (24, 0.6)):
            continue
        n = before + after
        t = np.arange(1.0, n + 1)
        is_after = (t > before).astype(float)
        x = np.column_stack([np.ones(n), t, is_after, (t - before) * is_after])
        kernel = {"maxlags": int(4 * (n / 100) ** (2 / 9)), "use_correction": True}
        false = dict.fromkeys(("naive", "HAC", "GLSAR"), 0)
        for _ in range(runs):
            y = remembering(rng, n, rho)
            false["naive"] += stats.ttest_ind(y[before:], y[:before]).pvalue < 0.05
            hac = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds=kernel, use_t=True)
            false["HAC"] += hac.pvalues[2] < 0.05
            false["GLSAR"] += sm.GLSAR(y, x, rho=1).iterative_fit(20).pvalues[2] < 0.05
        for (method, count), figure in zip(false.items(), promised, strict=True):
            what = f"not shipped: {method}, type I error, {before}+{after}, ρ {rho:g}, %"
            rows.append(near(what, 100 * count / runs, figure, share_error(figure, runs), 3))
    return rows
