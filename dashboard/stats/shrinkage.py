"""What a unit's score probably is, once its own few answers are weighed against what units of this bank are like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard.stats import constants
from dashboard.stats import nps as nps_module
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, quantile_of, ratio
from dashboard.stats.inputs import FloatArray, counts, numbers, together

Method = Literal["paule_mandel", "reml", "dersimonian_laird"]


@dataclass(frozen=True, eq=False)
class Shrunken:
    """Shrunken scores; the last axis holds the units of one family.

    ``mean`` and ``mean_error``: the overall mean μ and its standard error; ``tau_squared``: variance of true scores
    between units; ``q``: Cochran's Q. ``pull`` is B, the share by which a unit is drawn to the mean (1: entirely);
    ``scores`` and ``errors`` the shrunken score and its standard error, the uncertainty of μ included, so a family
    without real differences does not collapse to a point. Units without a base are nothing.
    """

    mean: FloatArray
    mean_error: FloatArray
    tau_squared: FloatArray
    q: FloatArray
    pull: Masked
    scores: Masked
    errors: Masked


def interval(found: Shrunken, level: float = constants.CONFIDENCE_LEVEL) -> tuple[Masked, Masked]:
    """Between which scores does a unit's true one probably lie? Lower and upper bounds, in the scores' own unit.

    >>> low, high = interval(shrink([1.0, 3.0], [1.0, 1.0]))
    >>> bool((low < 2.5).all() and (high > 1.5).all())
    True
    """
    margin = quantile_of(level) * found.errors
    return found.scores - margin, found.scores + margin


def variances_of(low: Any, high: Any, level: float = constants.CONFIDENCE_LEVEL) -> Masked:
    """What variance did each interval rest on? The way back from low and high, masked where there is no interval.

    >>> variances_of([-1.96], [1.96]).round(3).tolist()
    [1.0]
    """
    wide = np.ma.MaskedArray(high) - np.ma.MaskedArray(low)
    return (wide / (2.0 * quantile_of(level))) ** 2


def nps(promoters: Any, passives: Any, detractors: Any, method: Method = "paule_mandel") -> Shrunken:
    """What are the units' scores likely to be, beyond the luck of their few answers?

    Takes counts, units on the last axis (months or measures on the axes before are families of their own). The raw
    score enters with the *adjusted* variance V′/n′, never 0, so that a perfect small unit is not given infinite weight.
    In points (``tau_squared`` and the like in points²). Source: normal–normal model, Paule & Mandel 1982.

    >>> result = nps([10, 15, 50, 60, 3, 30], [3, 9, 30, 60, 4, 15], [2, 6, 20, 40, 8, 15])
    >>> round(float(result.mean), 2), [round(score, 2) for score in result.scores.tolist()]
    (20.49, [41.36, 27.57, 29.05, 13.02, -12.32, 24.24])
    """
    plus, zero, minus = together(
        promoters=counts("promoters", promoters),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    base = plus + zero + minus
    variance = nps_module.adjusted(plus, minus, base).variance
    scale = constants.POINTS
    return shrink(ratio(plus - minus, base) * scale, variance * scale**2, base > 0, method)


def shares(successes: Any, trials: Any, method: Method = "paule_mandel") -> Shrunken:
    """The same for shares, in per cent; a raw share enters with the variance of the share with two successes and two
    failures added (Agresti & Coull 1998), never 0.

    >>> result = shares([8, 40, 70], [10, 50, 100])
    >>> [round(score, 1) for score in result.scores.tolist()]
    [74.6, 74.8, 74.1]
    """
    hits, base = together(successes=counts("successes", successes), trials=counts("trials", trials))
    added = 2.0 * constants.PSEUDO_SUCCESSES_EACH
    share = (hits + added) / (base + 2.0 * added)
    scale = constants.POINTS
    return shrink(ratio(hits, base) * scale, share * (1.0 - share) / (base + 2.0 * added) * scale**2, base > 0, method)


def rates(events: Any, exposure: Any, method: Method = "paule_mandel", *, per: float = constants.PER_10K) -> Shrunken:
    """The same for rates, per ``per`` of exposure; a raw rate enters with the variance that the pooled rate gives it,
    with one event added to the pool so that it is never 0.

    >>> result = rates([20, 30, 0], [10_000, 10_000, 10_000])
    >>> bool(result.scores[2] > 0)
    True
    """
    seen, base = together(events=counts("events", events), exposure=counts("exposure", exposure))
    pooled = ratio(seen.sum(axis=-1, keepdims=True) + 1.0, base.sum(axis=-1, keepdims=True))
    variance = np.where(base > 0, ratio(pooled, base), 1.0)
    return shrink(ratio(seen, base) * per, variance * per**2, base > 0, method)


def shrink(values: Any, variances: Any, is_defined: Any = True, method: Method = "paule_mandel") -> Shrunken:
    """The same for any scores with known variances: y and v, families along the last axis.

    μ = Σy/(v+τ²) / Σ1/(v+τ²), B = v/(v+τ²), score = Bμ + (1−B)y, SE² = v(1−B) + B²/Σ1/(v+τ²). A family with no unit
    gives nothing; one with a single unit has τ² 0 and is its own mean. Raises StatisticsInputError for variances of 0.

    >>> result = shrink([1.0, 3.0], [1.0, 1.0])
    >>> float(result.mean), round(float(result.tau_squared), 6), [round(score, 6) for score in result.scores.tolist()]
    (2.0, 1.0, [1.5, 2.5])
    """
    y, v = together(values=numbers("values", values), variances=counts("variances", variances))
    if y.ndim == 0:
        raise StatisticsInputError("a single number", "values", "units on the last axis", "pass all units together")
    present = np.broadcast_to(np.asarray(is_defined, dtype=bool), y.shape)
    if (present & (v <= 0)).any():
        raise StatisticsInputError("a variance of 0", "variances", "variances above 0", "use the adjusted variance")
    # Absent units get weight 0 throughout.
    one = np.where(present, ratio(1.0, v), 0.0)
    fixed = _mean(y, one)
    q = (one * (y - fixed[..., None]) ** 2).sum(axis=-1)
    tau_squared = _SOLVERS[method](y, v, present)
    weight = np.where(present, 1.0 / (np.where(present, v, 1.0) + tau_squared[..., None]), 0.0)
    mean = _mean(y, weight)
    total = weight.sum(axis=-1)
    mean_variance = ratio(1.0, total)
    pull = np.where(present, v * weight, 1.0)
    scores = pull * mean[..., None] + (1.0 - pull) * y
    errors = np.sqrt(v * (1.0 - pull) * present + pull**2 * mean_variance[..., None])
    return Shrunken(
        mean=mean,
        mean_error=np.sqrt(mean_variance),
        tau_squared=tau_squared,
        q=q,
        pull=masked(pull, present),
        scores=masked(scores, present),
        errors=masked(errors, present),
    )


def beta_binomial(successes: Any, trials: Any, prior_successes: float, prior_failures: float) -> FloatArray:
    """A share shrunk by a beta prior: (x + a)/(n + a + b), as a fraction; the alternative for top-box shares.

    >>> [round(float(value), 4) for value in beta_binomial([4, 300], [10, 1000], 78.661, 224.875)]
    [0.2636, 0.2905]
    """
    hits, base = together(successes=counts("successes", successes), trials=counts("trials", trials))
    if prior_successes <= 0 or prior_failures <= 0:
        raise StatisticsInputError("a prior of 0", "the prior", "both counts above 0", "estimate it from the units")
    return (hits + prior_successes) / (base + prior_successes + prior_failures)


def dirichlet_multinomial(promoters: Any, passives: Any, detractors: Any, prior: Any) -> FloatArray:
    """The three shares shrunk by a prior (a₊, a₀, a₋), shape (…, 3) as fractions; the score is first minus last.

    >>> dirichlet_multinomial(1, 0, 0, (2, 1, 1)).tolist()
    [0.6, 0.2, 0.2]
    """
    three = np.stack(
        together(
            promoters=counts("promoters", promoters),
            passives=counts("passives", passives),
            detractors=counts("detractors", detractors),
        ),
        axis=-1,
    )
    extra = counts("prior", prior)
    if extra.shape != (3,) or (extra <= 0).any():
        raise StatisticsInputError(str(prior), "prior", "three counts above 0", "pass (a₊, a₀, a₋)")
    return (three + extra) / (three.sum(axis=-1, keepdims=True) + extra.sum())


def equal_bases(successes: Any, trials: float) -> tuple[float, float, FloatArray]:
    """Efron–Morris for shares that all rest on the same base: mean, c and shrunken shares (fractions).

    c = 1 − (k−3)·ȳ(1−ȳ)/n / Σ(y−ȳ)², not below 0; more than three shares needed. Source: Efron & Morris 1975.

    >>> mean, c, _ = equal_bases([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7], 45)
    >>> round(mean, 4), round(c, 4)
    (0.2654, 0.2117)
    """
    share = ratio(counts("successes", successes), counts("trials", trials))
    if share.size <= 3:
        raise StatisticsInputError(f"{share.size} shares", "successes", "more than three", "do not shrink so few")
    mean = float(share.mean())
    spread = float(((share - mean) ** 2).sum())
    c = max(0.0, 1.0 - float(ratio((share.size - 3) * mean * (1.0 - mean) / trials, spread))) if spread else 0.0
    return mean, c, mean + c * (share - mean)


def _mean(y: FloatArray, weight: FloatArray) -> FloatArray:
    return ratio((weight * y).sum(axis=-1), weight.sum(axis=-1))


def _weighted_q(y: FloatArray, v: FloatArray, present: FloatArray, tau_squared: FloatArray) -> FloatArray:
    weight = np.where(present, 1.0 / (np.where(present, v, 1.0) + tau_squared[..., None]), 0.0)
    return np.asarray((weight * (y - _mean(y, weight)[..., None]) ** 2).sum(axis=-1), dtype=np.float64)


def _paule_mandel(y: FloatArray, v: FloatArray, present: FloatArray) -> FloatArray:
    """τ² at which the weighted Q equals its degrees of freedom; 0 where Q is below them already. By halving."""
    freedom = present.sum(axis=-1) - 1.0
    low = np.zeros(y.shape[:-1])
    centred = np.where(present, y - _mean(y, present.astype(np.float64))[..., None], 0.0)
    # At τ² = Σ(y−ȳ)² the weighted Q is at most 1, so the root lies below it.
    high = np.maximum((centred**2).sum(axis=-1), 1e-300)
    is_zero = _weighted_q(y, v, present, low) <= np.maximum(freedom, 0.0)
    for _ in range(constants.TAU_STEPS):
        middle = (low + high) / 2.0
        is_above = _weighted_q(y, v, present, middle) > freedom
        low, high = np.where(is_above, middle, low), np.where(is_above, high, middle)
        if np.all(high - low <= 1e-13 * high):
            break
    return np.where(is_zero | (freedom < 1), 0.0, (low + high) / 2.0)


def _dersimonian_laird(y: FloatArray, v: FloatArray, present: FloatArray) -> FloatArray:
    weight = np.where(present, ratio(1.0, v), 0.0)
    freedom = present.sum(axis=-1) - 1.0
    q = _weighted_q(y, v, present, np.zeros(y.shape[:-1]))
    total = weight.sum(axis=-1)
    spread = total - ratio((weight**2).sum(axis=-1), total)
    return np.where(freedom < 1, 0.0, np.maximum(0.0, ratio(q - freedom, spread)))


def _reml(y: FloatArray, v: FloatArray, present: FloatArray) -> FloatArray:
    """Restricted maximum likelihood by its fixed-point iteration, starting at DerSimonian–Laird."""
    tau_squared = _dersimonian_laird(y, v, present)
    for _ in range(constants.TAU_STEPS):
        weight = np.where(present, 1.0 / (np.where(present, v, 1.0) + tau_squared[..., None]), 0.0)
        squares = (weight**2).sum(axis=-1)
        gap = (y - _mean(y, weight)[..., None]) ** 2
        step = ratio((weight**2 * (gap - v)).sum(axis=-1), squares) + ratio(1.0, weight.sum(axis=-1))
        step = np.maximum(0.0, step)
        if np.all(np.abs(step - tau_squared) <= 1e-12 * (1.0 + tau_squared)):
            break
        tau_squared = step
    return np.where(present.sum(axis=-1) < 2, 0.0, tau_squared)


_SOLVERS: dict[str, Callable[[FloatArray, FloatArray, FloatArray], FloatArray]] = {
    "paule_mandel": _paule_mandel,
    "reml": _reml,
    "dersimonian_laird": _dersimonian_laird,
}
