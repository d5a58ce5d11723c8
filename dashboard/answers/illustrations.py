"""Small simulations that show why the methods are as they are; made with the same statistics as every number.

Nothing here comes from a bank's data. All are seeded: the same settings give the same picture.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from dashboard.explanations import Alarms, Luck, Waiting, Width
from dashboard.stats import constants, control, funnel, incidence, nps, samples

SHARES = (0.50, 0.30, 0.20)
"""Promoters, passives and detractors of every simulated branch and month: a true score of 30."""
USUAL_DRAWS = 500
"""Draws behind "best minus worst on average"."""
MONTHS = 24
SERIES = 200
"""Simulated series behind a share of false alarms: good to about ± 7 percentage points."""
BASES = (25, 119)
"""Answers of a simulated month lie evenly between these."""
GRID = (5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000)
MARGIN = 5.0
"""Margin in points for which the answers needed are told."""
AGES = (5, 8, 8, 12, 15, 20, 20, 25, 30, 30)
OUTCOMES = (1, 2, 1, 0, 1, 2, 1, 0, 1, 0)
"""Ten suggestions small enough to check by hand: 0 open, 1 adopted, 2 declined, at the ages above (days)."""
TOLD_AT = (20, 30)
_NAMES = {incidence.OPEN: "open", incidence.ADOPTED: "adopted", incidence.DECLINED: "declined"}


@lru_cache(maxsize=64)
def luck(branches: int, responses: int, seed: int) -> Luck:
    """How far do branches lie apart that are all exactly alike? One draw, and the average of many."""
    drawn = np.random.default_rng([seed, branches, responses]).multinomial(responses, SHARES, branches)
    plus, zero, minus = drawn.T
    found = funnel.nps(plus, zero, minus)
    order = np.argsort(-np.asarray(found.values), kind="stable")
    usual = np.random.default_rng([branches, responses]).multinomial(responses, SHARES, (USUAL_DRAWS, branches))
    scores = nps.estimate(usual[..., 0], usual[..., 1], usual[..., 2]).score
    inner, outer = ((float(found.lower[level][0]), float(found.upper[level][0])) for level in constants.FUNNEL_LEVELS)
    return Luck(
        responses=responses,
        scores=tuple(float(found.values[at]) for at in order),
        target=float(found.target or 0.0),
        limits=(inner, outer),
        codes=tuple(found.codes[at] for at in order),
        usual_gap=float(np.ptp(scores, axis=1).mean()),
        draws=USUAL_DRAWS,
    )


@lru_cache(maxsize=64)
def width(responses: int) -> Width:
    """How sure is a score of 30 with so many answers, and how many would it take?"""

    def interval(bases: Any) -> tuple[list[float], list[float]]:
        plus, zero, minus = (np.asarray(bases, dtype=float) * share for share in SHARES)
        found = nps.estimate(plus, zero, minus)
        return found.low.tolist(), found.high.tolist()

    lows, highs = interval(GRID)
    (low, wide_low), (high, wide_high) = interval([responses, 4 * responses])
    return Width(
        responses=GRID,
        lows=tuple(lows),
        highs=tuple(highs),
        score=(SHARES[0] - SHARES[2]) * constants.POINTS,
        chosen=responses,
        low=low,
        high=high,
        four_times=(wide_low, wide_high),
        margin=MARGIN,
        needed=int(samples.for_margin(MARGIN, nps.variance_of_one(SHARES[0], SHARES[2]))),
    )


@lru_cache(maxsize=16)
def alarms(scatter_points: int, seed: int) -> Alarms:
    """How often do limits call out a month in which nothing happened, if months scatter a little by themselves?"""
    random = np.random.default_rng([seed, scatter_points])
    ours = plain = 0
    shown = shown_plain = None
    for _ in range(SERIES):
        counted = _months(random, scatter_points)
        with_scatter, without = control.nps_chart(*counted), control.nps_chart(*counted, is_laney=False)
        is_called_out = bool(without.signals.beyond_limit.any())
        ours += bool(with_scatter.signals.beyond_limit.any())
        plain += is_called_out
        if shown is None or shown_plain is None or (is_called_out and not shown_plain.signals.beyond_limit.any()):
            shown, shown_plain = with_scatter, without
    if shown is None or shown_plain is None:
        raise ValueError("no series was simulated")
    return Alarms(
        scatter=float(scatter_points),
        scores=tuple(shown.values.tolist()),
        bases=tuple(int(base) for base in shown.base),
        bases_between=BASES,
        centre=float(shown.centre or 0.0),
        plain=tuple(zip(shown_plain.lower.tolist(), shown_plain.upper.tolist(), strict=True)),
        laney=tuple(zip(shown.lower.tolist(), shown.upper.tolist(), strict=True)),
        plain_alarms=tuple(shown_plain.signals.beyond_limit.tolist()),
        laney_alarms=tuple(shown.signals.beyond_limit.tolist()),
        series=SERIES,
        plain_pct=100.0 * plain / SERIES,
        laney_pct=100.0 * ours / SERIES,
    )


def _months(random: np.random.Generator, scatter_points: int) -> tuple[Any, Any, Any]:
    """Counts of one series: the true score of each month moves by itself, and nothing else happens."""
    responses = random.integers(BASES[0], BASES[1] + 1, MONTHS)
    moved = random.normal(0.0, scatter_points / constants.POINTS / 2.0, MONTHS) if scatter_points else np.zeros(MONTHS)
    up, down = np.clip(SHARES[0] + moved, 0.0, 1.0), np.clip(SHARES[2] - moved, 0.0, 1.0)
    plus = random.binomial(responses, up)
    minus = random.binomial(responses - plus, np.clip(down / np.maximum(1.0 - up, 1e-9), 0.0, 1.0))
    return plus, responses - plus - minus, minus


@lru_cache(maxsize=1)
def waiting() -> Waiting:
    """What is the adoption rate of ten suggestions of which three are still open?"""
    ages, outcomes = np.asarray(AGES, dtype=float), np.asarray(OUTCOMES)
    found = incidence.cumulative(ages, outcomes, at=TOLD_AT)
    # The usual mistake: whoever was declined is treated as if adoption might still come.
    mistaken = incidence.cumulative(
        ages, np.where(outcomes == incidence.DECLINED, incidence.OPEN, outcomes), at=TOLD_AT
    )
    adopted, decided = int((outcomes == incidence.ADOPTED).sum()), int((outcomes != incidence.OPEN).sum())
    return Waiting(
        ages=AGES,
        outcomes=tuple(_NAMES[code] for code in OUTCOMES),
        days=(0.0, *found.days.tolist()),
        curve=(0.0, *found.curve[0].tolist()),
        told_at=tuple(zip(TOLD_AT, found.value[0].tolist(), strict=True)),
        of_all=constants.POINTS * adopted / len(AGES),
        of_decided=constants.POINTS * adopted / decided,
        declined_as_open=float(mistaken.value[0][-1]),
    )
