"""What goes wrong along a journey: pains that come together, drop-off with the young ones counted, telling moments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr
from scipy.stats import hypergeom

from dashboard.stats import constants, families, incidence, proportions
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Estimate, Masked, masked, quantile_of, ratio
from dashboard.stats.families import Family
from dashboard.stats.inputs import BoolArray, FloatArray, counts, line, numbers


@dataclass(frozen=True, eq=False)
class PainPairs:
    """Pairs of touchpoints, one entry per pair (``first`` before ``second``), over journeys that used both.

    ``both``, ``only_first``, ``only_second``, ``neither`` count journeys; ``odds_ratio`` with ½ added to each cell and
    its bounds; ``lift`` = p_AB/(p_A·p_B) and its bounds. ``stands``: pains come together more often than chance, by
    Fisher's exact test within the family of all pairs, with ten or more journeys that had both.
    """

    first: tuple[str, ...]
    second: tuple[str, ...]
    both: FloatArray
    only_first: FloatArray
    only_second: FloatArray
    neither: FloatArray
    odds_ratio: Masked
    odds_ratio_low: Masked
    odds_ratio_high: Masked
    lift: Masked
    lift_low: Masked
    lift_high: Masked
    p_value: Masked
    family: Family
    stands: BoolArray


@dataclass(frozen=True, eq=False)
class Moments:
    """Touchpoints whose pain goes with a lower outcome: found on one half of the journeys, re-tested on the other.

    ``loss`` is the outcome without the pain minus with it, in the outcome's unit, in the half that tests;
    ``is_found`` in the half that looks, ``is_confirmed`` in both.
    """

    names: tuple[str, ...]
    loss: Masked
    low: Masked
    high: Masked
    p_value: Masked
    is_found: BoolArray
    is_confirmed: BoolArray


def pain_pairs(is_pain: Any, is_used: Any, names: Sequence[str]) -> PainPairs:
    """Which touchpoints fail together more often than chance would have it?

    Takes marks of shape (journey instances, touchpoints): pain at a touchpoint, and whether it was used at all (a pain
    where nothing was used is refused). Only instances that used both count for a pair. A pair nobody used: nothing.
    Source: Fisher 1935; Haldane–Anscombe ½; lift as in association rules.

    >>> pain = np.array([[1, 1]] * 20 + [[0, 0]] * 70 + [[1, 0]] * 5 + [[0, 1]] * 5)
    >>> result = pain_pairs(pain, np.ones_like(pain), ["form", "queue"])
    >>> round(float(result.lift[0]), 1), result.stands.tolist()
    (3.2, [True])
    """
    pain, used = np.asarray(is_pain, dtype=bool), np.asarray(is_used, dtype=bool)
    if pain.ndim != 2 or pain.shape != used.shape or pain.shape[1] != len(names):
        what_to_do = "one row per journey instance, one column per touchpoint"
        raise StatisticsInputError(
            f"shapes {pain.shape} and {used.shape}", "is_pain and is_used", "one shape", what_to_do
        )
    if (pain & ~used).any():
        raise StatisticsInputError(
            "a pain at a step that was not used", "is_pain", "pain only where used", "check both"
        )
    pains, uses = pain.astype(np.float64), used.astype(np.float64)
    left, right = np.triu_indices(len(names), 1)
    return pain_pairs_counted(
        [names[int(place)] for place in left],
        [names[int(place)] for place in right],
        used_both=(uses.T @ uses)[left, right],
        first_pains=(pains.T @ uses)[left, right],
        second_pains=(uses.T @ pains)[left, right],
        both_pains=(pains.T @ pains)[left, right],
    )


def pain_pairs_counted(
    first: Sequence[str], second: Sequence[str], *, used_both: Any, first_pains: Any, second_pains: Any, both_pains: Any
) -> PainPairs:
    """The same, of pairs whose journeys were counted before: those that used both, and the pains among these.

    One entry per pair in every array. Raises StatisticsInputError for counts that contradict each other.

    >>> result = pain_pairs_counted(
    ...     ["form"], ["queue"], used_both=[100], first_pains=[25], second_pains=[25], both_pains=[20]
    ... )
    >>> round(float(result.lift[0]), 1), result.stands.tolist()
    (3.2, [True])
    """
    total, both = counts("used_both", used_both), counts("both_pains", both_pains)
    lift = proportions.lift(both, first_pains, second_pains, total)
    only_first, only_second = counts("first_pains", first_pains) - both, counts("second_pains", second_pains) - both
    neither = total - both - only_first - only_second
    if (neither < 0).any():
        what_to_do = "count pains only on journeys that used both"
        raise StatisticsInputError("more pains than journeys", "used_both", "at least those with a pain", what_to_do)
    is_defined = total > 0
    half = constants.PSEUDO_CELL
    log_odds = np.log((both + half) * (neither + half) / (only_first + half) / (only_second + half))
    error = np.sqrt(1 / (both + half) + 1 / (neither + half) + 1 / (only_first + half) + 1 / (only_second + half))
    margin = quantile_of(constants.CONFIDENCE_LEVEL) * error
    is_expected = is_defined & (both + only_first > 0) & (both + only_second > 0)
    p_value = masked(_fisher(both, only_first, only_second, neither), is_defined)
    family = families.benjamini_hochberg(p_value, what="pairs of touchpoints")
    # The family holds every pair, also those too small to be told, so that choosing by size costs nothing.
    stands = family.stands & (both >= constants.LEAST_TOGETHER) & (log_odds > 0)
    return PainPairs(
        first=tuple(first),
        second=tuple(second),
        both=both,
        only_first=only_first,
        only_second=only_second,
        neither=neither,
        odds_ratio=masked(np.exp(log_odds), is_defined),
        odds_ratio_low=masked(np.exp(log_odds - margin), is_defined),
        odds_ratio_high=masked(np.exp(log_odds + margin), is_defined),
        lift=masked(lift.score.filled(0.0), is_expected),
        lift_low=lift.low,
        lift_high=lift.high,
        p_value=p_value,
        family=family,
        stands=stands,
    )


def drop_off(elapsed_days: Any, is_completed: Any, patience_days: float, counts_of: Any = None) -> Estimate:
    """What share of those who entered a step did not complete it within its time? In per cent, one number.

    Takes per row the days from entering to completing (or until now), whether it was completed, and how many the row
    stands for. Those who entered too recently are censored, neither lost nor dropped. Nobody watched for
    ``patience_days``: nothing. ``base`` counts all who entered.

    >>> result = drop_off([1, 2, 9, 9, 1], [1, 1, 0, 0, 0], 7)
    >>> result.score.round(1).tolist()
    [53.3]
    """
    if patience_days <= 0:
        raise StatisticsInputError(
            f"{patience_days:g}", "patience_days", "days above 0", "say how long a step may take"
        )
    followed = completed(elapsed_days, is_completed, patience_days, counts_of)
    days, ended = line("elapsed_days", elapsed_days), line("is_completed", np.asarray(is_completed, dtype=np.float64))
    many = np.ones_like(days) if counts_of is None else counts("counts_of", line("counts_of", counts_of))
    is_young = (ended == 0) & (days < patience_days)
    young, lost = (float(many[rows].sum()) for rows in (is_young, ~is_young & ((ended == 0) | (days > patience_days))))
    return dropped(followed, [lost], [young])


def completed(
    elapsed_days: Any,
    is_completed: Any,
    patience_days: float,
    counts_of: Any = None,
    *,
    groups: Any = None,
    group_count: int | None = None,
) -> incidence.Incidence:
    """What share of each group completed a step within its time, those not that old yet counted as open?

    Rows as in ``drop_off``, with the group of each as 0…G−1. Asked at one age, ``patience_days``.

    >>> completed([1, 2, 9, 9], [1, 1, 0, 0], 7).value.tolist()
    [[50.0]]
    """
    return incidence.cumulative(
        elapsed_days, is_completed, counts_of, at=(patience_days,), cohorts=groups, cohort_count=group_count
    )


def dropped(followed: incidence.Incidence, lost: Any, young: Any) -> Estimate:
    """The same for groups that were followed before: completion by one age, the lost and the too young per group.

    Where nobody is too young it is the plain share of the lost with Wilson's interval; elsewhere 1 − the product-limit
    estimate. Counts are whole numbers, one per row of ``followed``.

    >>> dropped(completed([1, 2, 9, 9], [1, 1, 0, 0], 7), [2], [0]).low.round(1).tolist()
    [15.0]
    """
    done = followed.at(float(followed.ages[0]))
    is_whole = counts("young", young) == 0
    plain = proportions.estimate(np.where(is_whole, counts("lost", lost), 0.0), done.base)
    whole = constants.POINTS

    def pick(share: Masked, curve: Masked) -> Masked:
        rest = whole - curve
        is_told = np.where(is_whole, ~np.ma.getmaskarray(share), ~np.ma.getmaskarray(rest))
        return masked(np.where(is_whole, share.filled(0.0), rest.filled(0.0)), is_told)

    return Estimate(
        pick(plain.score, done.score),
        pick(plain.low, done.high),
        pick(plain.high, done.low),
        done.base,
    )


def fault_free_pct(fine_shares_pct: Any) -> float:
    """If every step were fine independently of the others, what share of journeys would have no fault? In per cent.

    >>> round(fault_free_pct([95] * 6), 1), round(fault_free_pct([85] * 6), 1)
    (73.5, 37.7)
    """
    shares = line("fine_shares_pct", fine_shares_pct, least=1) / constants.POINTS
    if ((shares < 0) | (shares > 1)).any():
        raise StatisticsInputError("a share outside 0…100", "fine_shares_pct", "per cent", "pass 95 for 95 %")
    return float(np.prod(shares)) * constants.POINTS


def moments_of_truth(outcome: Any, is_pain: Any, is_used: Any, names: Sequence[str], seed: int) -> Moments:
    """At which touchpoints does a pain go along with a lower outcome, and does it hold up when looked at afresh?

    Takes an outcome per journey and marks as in ``pain_pairs``. A seeded half of the journeys looks (Welch tests, one
    family), the other half tests only what was found (again one family). Touchpoints with under ten pains or under ten
    without in either half: nothing. Associations: what else went wrong on those journeys is not taken out.

    >>> rng = np.random.default_rng(1)
    >>> pain = rng.random((600, 2)) < 0.3
    >>> y = 8 - 2 * pain[:, 0] + rng.normal(size=600)
    >>> moments_of_truth(y, pain, np.ones_like(pain), ["counter", "app"], seed=1).is_confirmed.tolist()
    [True, False]
    """
    y = line("outcome", outcome)
    pain, used = np.asarray(is_pain, dtype=bool), np.asarray(is_used, dtype=bool)
    if pain.shape != (y.size, len(names)) or used.shape != pain.shape:
        raise StatisticsInputError(f"shape {pain.shape}", "is_pain", "(journeys, touchpoints)", "one row per journey")
    looks = np.zeros(y.size, dtype=bool)
    looks[np.random.default_rng(seed).permutation(y.size)[: y.size // 2]] = True
    first, second = _losses(y, pain, used, looks), _losses(y, pain, used, ~looks)
    found = families.benjamini_hochberg(first.p_value).stands & (first.points.filled(0.0) > 0)
    again = np.ma.MaskedArray(second.p_value, copy=True)
    again[~found] = np.ma.masked
    confirmed = families.benjamini_hochberg(again).stands & (second.points.filled(0.0) > 0)
    return Moments(
        tuple(names), second.points, second.low, second.high, second.p_value, found, np.asarray(confirmed, dtype=bool)
    )


@dataclass(frozen=True, eq=False)
class _Loss:
    points: Masked
    low: Masked
    high: Masked
    p_value: Masked


def _losses(y: FloatArray, pain: BoolArray, used: BoolArray, rows: BoolArray) -> _Loss:
    """Welch's difference between journeys without and with a pain at each touchpoint, among ``rows`` that used it."""
    weights = [(used & ~pain & rows[:, None]).astype(np.float64), (pain & rows[:, None]).astype(np.float64)]
    sizes, means, variances = [], [], []
    for weight in weights:
        size = weight.sum(axis=0)
        mean = ratio(weight.T @ y, size)
        squares = (weight * (y[:, None] - mean[None, :]) ** 2).sum(axis=0)
        sizes.append(size)
        means.append(mean)
        variances.append(ratio(ratio(squares, np.maximum(size - 1.0, 1.0)), size))
    enough = (sizes[0] >= constants.LEAST_TOGETHER) & (sizes[1] >= constants.LEAST_TOGETHER)
    gap = means[0] - means[1]
    total = variances[0] + variances[1]
    is_defined = enough & (total > 0)
    freedom = np.maximum(
        ratio(
            total**2,
            ratio(variances[0] ** 2, np.maximum(sizes[0] - 1, 1))
            + ratio(variances[1] ** 2, np.maximum(sizes[1] - 1, 1)),
        ),
        1.0,
    )
    error = np.sqrt(total)
    margin = quantile_of(constants.CONFIDENCE_LEVEL) * error
    p_value = 2.0 * stdtr(freedom, -np.abs(ratio(gap, error)))
    return _Loss(
        masked(gap, is_defined),
        masked(gap - margin, is_defined),
        masked(gap + margin, is_defined),
        masked(numbers("p_value", p_value), is_defined),
    )


def _fisher(both: FloatArray, only_first: FloatArray, only_second: FloatArray, neither: FloatArray) -> FloatArray:
    """Two-sided Fisher p-values: the chance of every table no likelier than the one seen, margins given."""
    result = np.ones(both.shape)
    for place in range(both.size):
        with_first, with_second = both[place] + only_first[place], both[place] + only_second[place]
        total = int(with_first + only_second[place] + neither[place])
        possible = np.arange(max(0, int(with_first + with_second - total)), int(min(with_first, with_second)) + 1)
        chance = hypergeom.pmf(possible, total, int(with_first), int(with_second))
        seen = chance[int(both[place]) - possible[0]]
        result[place] = min(1.0, float(chance[chance <= seen * (1.0 + 1e-7)].sum()))
    return result
