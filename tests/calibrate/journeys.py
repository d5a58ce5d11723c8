"""Journeys in which nothing is the matter: how often a pair, a lowest step, a step apart seems to be found."""

from __future__ import annotations

import numpy as np

from dashboard.stats import families, journeys, proportions, steps
from tests.calibrate.rows import Row, at_most, between, near, share_error, times


def independent_steps(rng: np.random.Generator, scale: float) -> list[Row]:
    """Banks of one journey of six steps, each used by most and failing by itself, that show any pair; and of banks in
    which two of the steps fail together in one passage of seven, those that show it."""
    runs, names = times(500, scale, 60), list("abcdef")
    any_pair = found = 0
    for _ in range(runs):
        used = rng.random((800, 6)) < rng.uniform(0.5, 1.0, 6)
        pain = used & (rng.random((800, 6)) < rng.uniform(0.08, 0.3, 6))
        any_pair += bool(journeys.pain_pairs(pain, used, names).stands.any())
        together = used[:, 0] & used[:, 1] & (rng.random(800) < 0.15)
        pain[together, :2] = True
        found += bool(journeys.pain_pairs(pain, used, names).stands[0])
    return [
        at_most("banks of independent steps that show a pair, %", 100 * any_pair / runs, 5, share_error(5, runs)),
        between("banks with a planted pair that show it, %", 100 * found / runs, 95, 100),
    ]


def alike_steps(rng: np.random.Generator, scale: float) -> list[Row]:
    """Journeys of six steps that are all as good, rated by people who like everything more or less: those in which a
    step is called the lowest, or found apart from the mean; and whether the mean of the steps lies in its interval."""
    runs, people, chance = times(2000, scale, 200), 300, 0.8
    lowest = apart = outside = 0
    for _ in range(runs):
        mood = rng.normal(0, 0.8, people)[:, None]
        base_rate = np.log(chance / (1 - chance))
        shares = 1 / (1 + np.exp(-(base_rate + mood)))
        used = rng.random((people, 6)) < 0.7
        hits = (used & (rng.random((people, 6)) < shares)).sum(axis=0)
        trials = used.sum(axis=0)
        found = steps.lowest(hits, trials)
        lowest += bool(found is not None and found.is_alone)
        apart += bool(families.benjamini_hochberg(steps.against_mean(hits, trials).p_value).stands.any())
        mean = steps.mean_of_steps(proportions.estimate(hits, trials))
        truth = 100 * _mean_share(base_rate, 0.8)
        outside += not float(mean.low[0]) <= truth <= float(mean.high[0])
    error = share_error(5, runs)
    return [
        at_most("journeys of alike steps with a lowest one, %", 100 * lowest / runs, 5, error),
        at_most("journeys of alike steps with a step apart, %", 100 * apart / runs, 5, error),
        at_most("means of steps outside their interval, %", 100 * outside / runs, 5, error),
    ]


def worth(rng: np.random.Generator, scale: float) -> list[Row]:
    """What a pain could be worth at most: how often the interval holds the truth, and 0 where the pain does nothing."""
    runs, people, pain_share = times(4000, scale, 300), 400, 0.15
    inside = nothing = 0
    hurt, spared = (0.2, 0.3, 0.5), (0.5, 0.3, 0.2)
    truth = 100 * pain_share * (spared[0] - spared[2] - hurt[0] + hurt[2])
    for _ in range(runs):
        many = rng.binomial(people, pain_share)
        told = steps.worth_of_pain(rng.multinomial(many, hurt), rng.multinomial(people - many, spared))
        inside += bool(told.low <= truth <= told.high)
        null = steps.worth_of_pain(rng.multinomial(many, spared), rng.multinomial(people - many, spared))
        nothing += bool(null.low <= 0 <= null.high)
    error = share_error(95, runs)
    return [
        near("intervals of what a pain is worth that hold it, %", 100 * inside / runs, 95, error, slack=1),
        near("intervals that hold 0 where a pain does nothing, %", 100 * nothing / runs, 95, error, slack=1.5),
    ]


def _mean_share(base_rate: float, spread: float) -> float:
    """The mean of a logistic share over a normal mood, by quadrature."""
    mood = np.linspace(-6, 6, 2001)
    weight = np.exp(-(mood**2) / 2)
    return float((weight / (1 + np.exp(-(base_rate + spread * mood)))).sum() / weight.sum())
