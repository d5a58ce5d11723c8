"""Standing questions about one score: will the target be met, what could the silent ones change, who got an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betaincc, gammainc, ndtr

from dashboard.stats import constants, incidence, nps
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Estimate, Masked, masked, ratio
from dashboard.stats.inputs import FloatArray, counts, line, numbers, together

JEFFREYS = 0.5
"""Pseudo-observations of Jeffreys' prior for a share (one half each) and for a rate."""


@dataclass(frozen=True, eq=False)
class Band:
    """Where the score of all who were asked could lie, in points, given who stayed silent."""

    low: Masked
    high: Masked
    lowest: Masked
    highest: Masked


def attainment(
    promoters: Any, passives: Any, detractors: Any, target_points: Any, expected_responses: Any = 0
) -> Masked:
    """How likely is the target met? Chance (0…1) that the score is at least the target.

    Takes counts so far, the target in points, and how many answers are still expected in the period. With none, it is
    the chance that the true score lies at or above the target; with some, the chance that the *published* score of the
    whole period will. Normal around the adjusted score. No answers yet: nothing.

    >>> round(float(attainment(50, 30, 20, 30)), 2), round(float(attainment(500, 300, 200, 20)), 3)
    (0.45, 1.0)
    """
    plus, zero, minus, target, more = together(
        promoters=counts("promoters", promoters),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
        target=numbers("target_points", target_points) / constants.POINTS,
        more=counts("expected_responses", expected_responses),
    )
    if (np.abs(target) > 1).any():
        raise StatisticsInputError("a target outside ±100", "target_points", "points", "pass 45 for 45 points")
    base = plus + zero + minus
    now = nps.adjusted(plus, minus, base)
    of_one = now.variance * (base + constants.PSEUDO_RESPONSES)
    observed = ratio(plus - minus, base)
    part = ratio(more, base + more)
    centre = np.where(more > 0, (1 - part) * observed + part * now.score, now.score)
    spread = np.where(more > 0, part**2 * (now.variance + ratio(of_one, more)), now.variance)
    return masked(ndtr((centre - target) / np.sqrt(spread)), base > 0)


def attainment_of_share(hits: Any, trials: Any, target_pct: Any) -> Masked:
    """How likely is the true share at or above the target? Chance (0…1) from hits among trials, target in per cent.

    Beta posterior under Jeffreys' prior, so that 0 or all hits are not certainty. No trials: nothing.

    >>> attainment_of_share(80, 100, 75).round(2).tolist(), attainment_of_share(0, 0, 75).tolist()
    (0.88, None)
    """
    good, base, target = together(
        hits=counts("hits", hits), trials=counts("trials", trials), target=numbers("target_pct", target_pct)
    )
    if (good > base).any() or (target < 0).any() or (target > constants.POINTS).any():
        raise StatisticsInputError("hits or a target out of range", "share", "hits ≤ trials, 0–100 %", "check both")
    chance = betaincc(good + JEFFREYS, base - good + JEFFREYS, target / constants.POINTS)
    return masked(chance, base > 0)


def attainment_of_rate(events: Any, exposure: Any, target_rate: Any, per: float = constants.PER_10K) -> Masked:
    """How likely does the true rate lie at or below the target? Chance (0…1) from events in an exposure.

    Gamma posterior under Jeffreys' prior; the target is events per ``per`` of exposure. No exposure: nothing.

    >>> attainment_of_rate(12, 40_000, 4).round(2).tolist()
    0.84
    """
    seen, at, target = together(
        events=counts("events", events), exposure=counts("exposure", exposure), target=counts("target", target_rate)
    )
    return masked(gammainc(seen + JEFFREYS, target / per * at), at > 0)


def silence_band(score_points: Any, answered: Any, asked: Any, difference_points: float) -> Band:
    """How far could those who did not answer move the score of all who were asked?

    Takes the observed score, how many answered and were asked, and the largest difference between silent and answering
    customers that seems possible (points, say it where it is shown). ``low``/``high``: response share × score + silent
    share × (score ± difference), within ±100; ``lowest``/``highest`` with every silent customer a detractor or a
    promoter. Nobody asked: nothing. Source: Manski 1989 for the outer bounds.

    >>> band = silence_band(40, 20, 100, 25)
    >>> float(band.low), float(band.high), float(band.lowest), float(band.highest)
    (20.0, 60.0, -72.0, 88.0)
    """
    score, given, all_asked = together(
        score=numbers("score_points", score_points), answered=counts("answered", answered), asked=counts("asked", asked)
    )
    if (given > all_asked).any():
        raise StatisticsInputError("more answers than invitations", "answered", "at most asked", "use one cohort")
    if difference_points < 0 or (np.abs(score) > constants.POINTS).any():
        raise StatisticsInputError("points out of range", "score or difference", "−100…100, 0 or more", "check units")
    answered_share = ratio(given, all_asked)
    silent = 1.0 - answered_share
    top = constants.POINTS
    is_defined = (all_asked > 0) & (given > 0)

    def around(silent_score: FloatArray | float) -> Masked:
        return masked(answered_share * score + silent * np.clip(silent_score, -top, top), is_defined)

    return Band(around(score - difference_points), around(score + difference_points), around(-top), around(top))


def answered(
    elapsed_days: Any,
    is_told: Any,
    limit_days: Any,
    counts_of: Any = None,
    *,
    cohorts: Any = None,
    cohort_count: int | None = None,
) -> incidence.Incidence:
    """回音率 as it builds up over the time allowed: ages are told in units of each matter's own limit, 1 is its end.

    Takes what ``answered_rate`` takes; ``value`` at age 1 is the answered rate. With ``cohort_count`` cohorts without
    matters have their (empty) entry too.

    >>> answered([3, 10, 20, 40, 2], [1, 1, 1, 0, 0], [15, 15, 15, 30, 15]).value.tolist()
    [[50.0]]
    """
    elapsed = line("elapsed_days", counts("elapsed_days", elapsed_days))
    elapsed, limit, told = together(
        elapsed=elapsed,
        limit=numbers("limit_days", limit_days),
        told=numbers("is_told", np.asarray(is_told, dtype=float)),
    )
    if (limit <= 0).any():
        raise StatisticsInputError(
            f"{limit.min():g} days", "limit_days", "days above 0", "take the limit from the rules"
        )
    # Ages are told in units of each matter's own limit, so that matters with different limits can be taken together.
    age = elapsed / limit
    return incidence.cumulative(age, told, counts_of, at=(1.0,), cohorts=cohorts, cohort_count=cohort_count)


def answered_rate(
    elapsed_days: Any, is_told: Any, limit_days: Any, counts_of: Any = None, *, cohorts: Any = None
) -> Estimate:
    """回音率: of all matters that asked for an answer, what share was decided and told within its limit? In per cent.

    Takes per matter the days until the person was told (or until now), whether they were told, and the limit in force
    for that matter (days above 0, one number or one each). Matters still open within their limit are
    censored at their age, never dropped; open past the limit counts as not answered in time. ``base`` counts all
    matters; nothing where none is old enough to tell. With ``cohorts`` (0…C−1 per row) one entry per cohort.

    >>> result = answered_rate([3, 10, 20, 40, 2], [1, 1, 1, 0, 0], [15, 15, 15, 30, 15])
    >>> result.score.tolist(), result.base.tolist()
    ([50.0], [5.0])
    """
    return answered(elapsed_days, is_told, limit_days, counts_of, cohorts=cohorts).at(1.0)
