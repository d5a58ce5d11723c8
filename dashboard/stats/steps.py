"""The steps of one journey against each other: their mean, the lowest, those that stand apart, what a pain is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest

from dashboard.stats import constants, proportions
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Difference, Estimate, masked, quantile_of, ratio, two_sided
from dashboard.stats.inputs import FloatArray, counts, line


@dataclass(frozen=True, eq=False)
class Lowest:
    """The step with the lowest share and the one next to it, by place; ``difference`` is lowest minus next."""

    place: int
    next_place: int
    difference: Difference

    @property
    def is_alone(self) -> bool:
        """Whether it can be told apart from the next, and so from all others."""
        return bool(self.difference.p_value[0] < constants.SIGNIFICANCE_LEVEL)


def mean_of_steps(shares: Estimate) -> Estimate:
    """What is the mean of the steps' shares, each step counting alike? One number, in the unit of the shares.

    Takes the steps' shares with their intervals; a step without one takes no part. The interval is the mean of the
    steps' bounds: the same people rate several steps, and whatever ties their answers together, the standard error of a
    mean is no larger than the mean of the standard errors. ``base`` adds the steps' bases. No step: nothing.

    >>> result = mean_of_steps(proportions.estimate([80, 60], [100, 100]))
    >>> [round(float(each[0]), 2) for each in (result.score, result.low, result.high)]
    [70.0, 60.66, 77.86]
    """
    is_used = shares.is_defined
    many = float(is_used.sum())

    def mean(column: Any) -> Any:
        return masked(np.array([float(column.filled(0.0)[is_used].sum()) / max(many, 1.0)]), np.array([many > 0]))

    base = np.array([float(np.asarray(shares.base, dtype=np.float64)[is_used].sum())])
    return Estimate(mean(shares.score), mean(shares.low), mean(shares.high), base)


def lowest(successes: Any, trials: Any) -> Lowest | None:
    """Which step has the lowest share, and can it be told apart from the next?

    Takes counts per step, every step with trials. Tests the lowest against the next-lowest only, at the usual level:
    that this holds although both were chosen by their rank is shown by Hung & Fithian. People who rated both steps make
    the test careful. Fewer than two steps: nothing. Source: Hung & Fithian 2019, Annals of Statistics 47:758.

    >>> found = lowest([80, 60, 85], [100, 100, 100])
    >>> found.place, found.next_place, found.is_alone
    (1, 0, True)
    """
    hits, base = line("successes", successes), line("trials", trials)
    if hits.size < 2:
        return None
    if (base <= 0).any():
        raise StatisticsInputError("a step without trials", "trials", "1 or more", "leave out steps nobody rated")
    first, second = np.argsort(hits / base, kind="stable")[:2]
    gap = proportions.difference(
        (hits[first : first + 1], base[first : first + 1]), (hits[second : second + 1], base[second : second + 1])
    )
    return Lowest(int(first), int(second), gap)


def against_mean(successes: Any, trials: Any, level: float = constants.CONFIDENCE_LEVEL) -> Difference:
    """Which steps lie above or below the mean of all of them, each step counting alike?

    Takes counts per step. Gives percentage points, step minus mean; interval and test rest on every step with one
    success and one failure added, and on the step being part of the mean. A step without trials, and where fewer than
    two steps have any: nothing. People who rated several steps make the test careful.

    >>> result = against_mean([80, 60, 85], [100, 100, 100])
    >>> result.points.round(1).tolist(), result.p_value.round(4).tolist()
    ([5.0, -15.0, 10.0], [0.1427, 0.0001, 0.0021])
    """
    hits, base = line("successes", successes), line("trials", trials)
    is_used = base > 0
    many = float(is_used.sum())
    is_defined = is_used & (many > 1)
    extra = constants.PSEUDO_SUCCESSES_EACH
    share = (hits + extra) / (base + 2.0 * extra)
    variance = np.where(is_used, share * (1.0 - share) / (base + 2.0 * extra), 0.0)
    part = 1.0 / max(many, 1.0)
    centre = share - float((share * is_used).sum()) * part
    spread = variance * (1.0 - part) ** 2 + (variance.sum() - variance) * part**2
    error = np.sqrt(np.maximum(spread, np.finfo(np.float64).tiny))
    margin = quantile_of(level) * error
    z = centre / error
    seen = ratio(hits, base)
    points = seen - float((seen * is_used).sum()) * part
    whole = constants.POINTS
    return Difference(
        masked(points * whole, is_defined),
        masked((centre - margin) * whole, is_defined),
        masked((centre + margin) * whole, is_defined),
        masked(z, is_defined),
        masked(two_sided(z), is_defined),
        base,
        np.full(base.shape, float(base.sum())),
    )


def parts_of_total(events: Any) -> Difference:
    """Which steps have more or fewer of the events than an equal part of them?

    Takes counts per step (complaints). Gives percentage points, the step's part of all events minus an equal part;
    Wilson's interval, the exact two-sided binomial test. Fewer than two steps, or no event: nothing.

    >>> result = parts_of_total([30, 10, 20])
    >>> result.points.round(1).tolist(), result.p_value.round(3).tolist()
    ([16.7, -16.7, 0.0], [0.009, 0.006, 1.0])
    """
    seen = line("events", counts("events", events))
    total = float(seen.sum())
    is_defined = np.full(seen.shape, seen.size > 1 and total > 0)
    equal = 1.0 / max(seen.size, 1)
    part = proportions.estimate(seen, np.full(seen.shape, total))
    p_value = [binomtest(int(number), int(total), equal).pvalue if total > 0 else 1.0 for number in seen.tolist()]
    even = equal * constants.POINTS
    z = ratio(part.score.filled(0.0) - even, np.sqrt(equal * (1.0 - equal) / max(total, 1.0)) * constants.POINTS)
    return Difference(
        masked(part.score.filled(0.0) - even, is_defined),
        masked(part.low.filled(0.0) - even, is_defined),
        masked(part.high.filled(0.0) - even, is_defined),
        masked(z, is_defined),
        masked(np.array(p_value), is_defined),
        seen,
        np.full(seen.shape, total),
    )


Three = tuple[Any, Any, Any]
"""Promoters, passives and detractors, in this order."""


def worth_of_pain(with_pain: Three, without: Three, level: float = constants.CONFIDENCE_LEVEL) -> Estimate:
    """By how many points could the score rise at most, if those with a pain at a step answered like the others?

    Takes promoters, passives and detractors among those who had a pain at the step and among those who used it without
    one. Gives share with pain × (NPS without − NPS with) in points, which is NPS without − NPS of all; the interval by
    the delta method with ¾, 1½, ¾ answers added on either side. ``base`` counts both sides. Either side empty: nothing.
    An association: what else those customers met is not taken out, so it is the most that mending the step could give.

    >>> result = worth_of_pain((10, 10, 30), (200, 150, 100))
    >>> [round(float(each), 1) for each in (result.score, result.low, result.high)]
    [6.2, 3.2, 8.7]
    """
    hurt, spared = (tuple(counts("answers", each) for each in side) for side in (with_pain, without))
    hurt_base, spared_base = (np.asarray(sum(side), dtype=np.float64) for side in (hurt, spared))
    total = hurt_base + spared_base
    is_defined = (hurt_base > 0) & (spared_base > 0)
    (gap_hurt, variance_hurt), (gap_spared, variance_spared) = (_adjusted(side) for side in (hurt, spared))
    share = ratio(hurt_base, total)
    gap = gap_spared - gap_hurt
    spread = share**2 * (variance_hurt + variance_spared) + gap**2 * ratio(share * (1.0 - share), total)
    margin = quantile_of(level) * np.sqrt(spread)
    centre = share * gap
    seen = share * (_net(spared, spared_base) - _net(hurt, hurt_base))
    whole = constants.POINTS
    low, high = np.minimum(centre - margin, seen), np.maximum(centre + margin, seen)
    return Estimate(
        masked(seen * whole, is_defined), masked(low * whole, is_defined), masked(high * whole, is_defined), total
    )


def _net(side: tuple[FloatArray, ...], base: FloatArray) -> FloatArray:
    return ratio(side[0] - side[2], base)


def _adjusted(side: tuple[FloatArray, ...]) -> tuple[FloatArray, FloatArray]:
    """Net share and the variance of it with the answers of the adjusted Wald interval added."""
    plus, minus = side[0] + constants.PSEUDO_PROMOTERS, side[2] + constants.PSEUDO_DETRACTORS
    base = np.asarray(sum(side), dtype=np.float64) + constants.PSEUDO_RESPONSES
    net = (plus - minus) / base
    return net, ((plus + minus) / base - net**2) / base
