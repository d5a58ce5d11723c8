"""What respondents answer: one latent experience behind the recommend question, the ratings and who writes."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from pipelines.demo.catalogue import catalogue
from pipelines.demo.months import Floats, Integers
from tests.benchmarks.generator.people import MISSING, People
from tests.benchmarks.generator.size import Piece, Size
from tests.benchmarks.generator.units import Units

BLANK, NOT_USED = 0, 6
"""Codes of a rating beside 1–5."""
_RECOMMEND_SHARES = (0.016, 0.006, 0.008, 0.012, 0.016, 0.050, 0.055, 0.120, 0.205, 0.215, 0.297)
_RATING_SHARES = (0.04, 0.05, 0.13, 0.36, 0.42)
_CHANNEL_EFFECT, _AGE_EFFECT = (0.0, 0.10, -0.40, -0.04), (-0.10, 0.0, 0.05, 0.12)
_TIER_EFFECT = (0.0, 0.05, 0.10, 0.15)
_FEWEST_STEPS, _MOST_STEPS = 2, 5
_PARTIAL_SHARE, _BLANK_SHARE = 0.03, 0.02
_WRITE_SHARE, _WRITE_SHARE_HURT = 0.07, 0.20


@dataclass(frozen=True)
class Answers:
    """``ratings`` is rows × the longest journey: codes of the steps in their order, MISSING where there is no step."""

    recommend: Integers
    overall: Integers
    ratings: Integers
    is_partial: np.ndarray
    writes: np.ndarray
    is_hurt: np.ndarray
    duration_seconds: Integers


def answers(size: Size, bank: Units, piece: Piece, who: People) -> Answers:
    chance, rows = size.chance("answers", piece.number), piece.rows
    steps = np.asarray([len(journey.touchpoints) for journey in catalogue().journeys])
    latent = bank.effect[who.outlet] + np.asarray(_CHANNEL_EFFECT)[who.channel] + np.asarray(_TIER_EFFECT)[who.tier]
    latent += np.where(who.age == MISSING, 0.0, np.asarray(_AGE_EFFECT)[who.age])
    latent += 0.10 * who.day / len(size.calendar.days)  # slowly better
    felt = latent + 0.7 * chance.normal(0.0, 1.0, rows)
    recommend = _by_shares(felt + 0.7 * chance.normal(0.0, 1.0, rows), _RECOMMEND_SHARES)
    overall = 1 + _by_shares(felt + 0.6 * chance.normal(0.0, 1.0, rows), _RATING_SHARES)
    ratings = _steps(felt, steps[who.journey], chance)
    is_partial = chance.random(rows) < _PARTIAL_SHARE
    recommend = np.where(chance.random(rows) < np.where(is_partial, 0.4, _BLANK_SHARE), MISSING, recommend)
    ratings = np.where(
        is_partial[:, None] & (ratings != MISSING) & (chance.random(ratings.shape) < 0.5), BLANK, ratings
    )
    is_hurt = felt < -0.6
    writes = (chance.random(rows) < np.where(is_hurt, _WRITE_SHARE_HURT, _WRITE_SHARE)) & ~is_partial
    duration = np.round(np.exp(chance.normal(4.4, 0.5, rows))).astype(np.int64)
    return Answers(recommend, overall, ratings, is_partial, writes, is_hurt, duration)


def _by_shares(latent: Floats, shares: tuple[float, ...]) -> Integers:
    edges = [NormalDist().inv_cdf(min(edge, 1 - 1e-9)) for edge in np.cumsum(shares)[:-1]]
    return np.searchsorted(edges, latent).astype(np.int64)


def _steps(felt: Floats, steps: Integers, chance: np.random.Generator) -> Integers:
    """Some of a journey's steps are used and rated; of the others half say so and half stay empty."""
    longest = int(steps.max())
    is_step = np.arange(longest)[None, :] < steps[:, None]
    many = np.minimum(chance.integers(_FEWEST_STEPS, _MOST_STEPS + 1, len(felt)), steps)
    order = np.where(is_step, chance.random(is_step.shape), np.inf).argsort(axis=1).argsort(axis=1)
    code = 1 + _by_shares(felt[:, None] + 0.8 * chance.normal(0.0, 1.0, is_step.shape), _RATING_SHARES)
    unused = np.where(chance.random(is_step.shape) < 0.5, NOT_USED, BLANK)
    return np.where(is_step, np.where(order < many[:, None], code, unused), MISSING)
