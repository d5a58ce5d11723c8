"""Units compared as if all had served the bank's mix of channels and customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Estimate, Masked, masked, quantile_of, ratio
from dashboard.stats.inputs import FloatArray, counts, together


@dataclass(frozen=True, eq=False)
class Adjusted:
    """Scores after taking out mix, in points. ``expected`` is what the unit's own mix would score at bank level.

    ``estimate.score`` = observed − expected + bank score; its interval rests on the adjusted-Wald variance of the unit
    (the bank's strata are taken as known). ``explained`` = expected − bank score: what its mix alone gives a unit.
    ``luck`` is the variance in points² that luck alone gives the adjusted score of each unit.
    """

    estimate: Estimate
    expected: Masked
    explained: Masked
    bank_score: float | None
    luck: FloatArray


def nps(promoters: Any, passives: Any, detractors: Any, level: float = constants.CONFIDENCE_LEVEL) -> Adjusted:
    """How would the units compare if their customers and channels were mixed alike?

    Takes counts of shape (units, strata), strata being for example channel × tier. Indirect standardisation: a unit is
    expected to score, in each stratum, what the bank scores there. Units without answers: nothing. A stratum nobody
    answered in takes no part. Raises StatisticsInputError unless there are two dimensions. Assumes that a stratum means
    the same in every unit. Source: indirect standardisation, as in Breslow & Day 1987.

    >>> result = nps([[8, 36], [72, 4]], 0, [[2, 54], [18, 6]])
    >>> [round(score, 1) for score in result.expected.tolist()], round(result.bank_score, 1)
    ([-12.0, 52.0], 20.0)
    >>> [round(score, 1) for score in result.estimate.score.tolist()]
    [20.0, 20.0]
    """
    plus, zero, minus = together(
        promoters=counts("promoters", promoters),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    if plus.ndim != 2:
        raise StatisticsInputError(f"{plus.ndim} dimensions", "counts", "(units, strata)", "cross units with strata")
    base = plus + zero + minus
    stratum = ratio((plus - minus).sum(axis=0), base.sum(axis=0))
    unit_base = base.sum(axis=1)
    bank = float(ratio((plus - minus).sum(), base.sum()))
    expected = ratio((base * stratum[None, :]).sum(axis=1), unit_base)
    observed = ratio((plus - minus).sum(axis=1), unit_base)
    adjusted = observed - expected + bank
    luck = _within_variance(plus, minus, base)
    margin = quantile_of(level) * np.sqrt(luck)
    is_defined = unit_base > 0

    def points(values: FloatArray) -> Masked:
        return masked(values * constants.POINTS, is_defined)

    estimate = Estimate(points(adjusted), points(adjusted - margin), points(adjusted + margin), unit_base)
    return Adjusted(
        estimate,
        points(expected),
        points(expected - bank),
        bank * constants.POINTS if base.sum() else None,
        luck * constants.POINTS**2,
    )


def _within_variance(plus: FloatArray, minus: FloatArray, base: FloatArray) -> FloatArray:
    """Variance of observed − expected: only scatter inside strata counts, so strata use the bank's own variance.

    Pooled per stratum with ¾ promoter and ¾ detractor added, weighted by the unit's answers there.
    """
    total = base.sum(axis=0) + constants.PSEUDO_RESPONSES
    share_plus = (plus.sum(axis=0) + constants.PSEUDO_PROMOTERS) / total
    share_minus = (minus.sum(axis=0) + constants.PSEUDO_DETRACTORS) / total
    of_one = share_plus + share_minus - (share_plus - share_minus) ** 2
    return ratio((base * of_one[None, :]).sum(axis=1), base.sum(axis=1) ** 2)
