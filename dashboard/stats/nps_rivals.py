"""The intervals for a net promoter score that were not chosen, kept so that the choice can be checked and shown."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import chdtri, stdtrit

from dashboard.stats import constants, nps, proportions
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Estimate, masked, quantile_of, ratio
from dashboard.stats.inputs import FloatArray, counts, share, together

METHODS = ("wald", "trinomial_t", "goodman", "bonett_price", "agresti_min", "mover_wilson")
"""Names ``estimate`` knows, besides the two shipped ones in ``dashboard.stats.nps``."""


def estimate(
    method: str, promoters: Any, passives: Any, detractors: Any, level: float = constants.CONFIDENCE_LEVEL
) -> Estimate:
    """What would another method say, and why was it not chosen?

    Counts in, points out, as ``nps.estimate``, but *not clipped*, as the methods are published. ``wald``: √(V/n);
    ``trinomial_t``: √(V/(n−1)) with t; ``goodman``: Wald with √χ²₂; ``bonett_price``: one promoter and one detractor
    added; ``agresti_min``: a half each and n + 2; ``mover_wilson``: square-and-add of two Wilson intervals. ``score``
    is the observed one. One answer is nothing for ``trinomial_t``. Sources: Goodman 1965; Bonett & Price 2012;
    Agresti & Min 2005; Newcombe 1998.

    >>> result = estimate("wald", 5, 3, 2)
    >>> round(float(result.low), 2), round(float(result.high), 2)
    (-18.41, 78.41)
    """
    if method not in METHODS:
        raise StatisticsInputError(repr(method), "method", f"one of {', '.join(METHODS)}", "choose one of them")
    plus, zero, minus = together(
        promoters=counts("promoters", promoters),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    base = plus + zero + minus
    observed = ratio(plus - minus, base)
    is_defined = base > (1 if method == "trinomial_t" else 0)
    if method == "mover_wilson":
        low, high = _mover(plus, minus, base, level)
    else:
        extra = {"bonett_price": 1.0, "agresti_min": 0.5}.get(method, 0.0)
        divisor = base + (2.0 if extra else 0.0)
        share_plus, share_minus = ratio(plus + extra, divisor), ratio(minus + extra, divisor)
        centre = share_plus - share_minus
        spread = np.sqrt(np.maximum(share_plus + share_minus - centre**2, 0.0))
        z: FloatArray | float = quantile_of(level)
        if method == "goodman":
            z = float(np.sqrt(chdtri(2, 1.0 - share("level", level))))
        if method == "trinomial_t":
            divisor = np.maximum(base - 1.0, 0.0)
            z = np.asarray(stdtrit(np.maximum(divisor, 1.0), 0.5 + level / 2.0), dtype=np.float64)
        margin = z * ratio(spread, np.sqrt(divisor))
        low, high = centre - margin, centre + margin
    return Estimate(
        masked(observed * constants.POINTS, is_defined),
        masked(low * constants.POINTS, is_defined),
        masked(high * constants.POINTS, is_defined),
        base,
    )


def wald_difference(first: nps.Counts, second: nps.Counts) -> tuple[float, float]:
    """The unadjusted z of two scores and the difference in points, to see what the adjustment does.

    >>> z, points = wald_difference((50, 30, 20), (40, 30, 30))
    >>> round(z, 3), round(points, 6)
    (1.754, 20.0)
    """
    scores, variances = [], []
    for plus, zero, minus in (first, second):
        base = plus + zero + minus
        scores.append((plus - minus) / base)
        variances.append(float(nps.variance_of_one(plus / base, minus / base)) / base)
    gap = scores[0] - scores[1]
    return float(gap / np.sqrt(sum(variances))), float(gap * constants.POINTS)


def _mover(plus: FloatArray, minus: FloatArray, base: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Square-and-add of both shares' Wilson limits with their correlation r; r = 0 where it is 0/0."""
    up, down = proportions.estimate(plus, base, level), proportions.estimate(minus, base, level)
    share_plus, low_plus, high_plus = (np.asarray(each.filled(0.0)) / constants.POINTS for each in _parts(up))
    share_minus, low_minus, high_minus = (np.asarray(each.filled(0.0)) / constants.POINTS for each in _parts(down))
    r = -np.sqrt(np.maximum(ratio(share_plus * share_minus, (1.0 - share_plus) * (1.0 - share_minus)), 0.0))
    below, above = share_plus - low_plus, high_minus - share_minus
    over, under = high_plus - share_plus, share_minus - low_minus
    gap = share_plus - share_minus
    return (
        gap - np.sqrt(np.maximum(below**2 - 2 * r * below * above + above**2, 0.0)),
        gap + np.sqrt(np.maximum(over**2 - 2 * r * over * under + under**2, 0.0)),
    )


def _parts(estimate_of_share: Estimate) -> tuple[np.ma.MaskedArray, np.ma.MaskedArray, np.ma.MaskedArray]:
    return estimate_of_share.score, estimate_of_share.low, estimate_of_share.high
