"""What the customers answer: one latent satisfaction behind all ratings, with the planted truths in it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from .attributes import lifted
from .catalogue import Catalogue, truths
from .months import Floats, Integers
from .organisation import Organisation, Size
from .people import CHANNELS, Customers

SKIPPED, NOT_USED = 0, 9
"""Codes in the array of ratings beside 1–5: the touchpoint was not asked; it was asked and not used."""

# Shares of the answers 0 … 10 of a typical customer, which are the thresholds of the latent recommendation.
_RECOMMEND_SHARES = (0.016, 0.006, 0.008, 0.012, 0.016, 0.050, 0.055, 0.120, 0.205, 0.215, 0.297)
_FIVE, _THREE, _TWO = 0.75, -0.70, -1.15  # latent thresholds of a 1–5 rating beside 0, the lowest 4
_POINTS_PER_SD = 63.0  # NPS points that one standard deviation of the latent recommendation moves
_OVERALL_SATISFIED = 0.80
_CHANNEL = {"branch": 0.0, "mobile": 0.10, "hotline": -0.48, "wechat": -0.04}
_AGE = (-0.10, 0.0, 0.05, 0.12)
_TIER = (0.0, 0.05, 0.10, 0.15)
_NEW_CITIZEN = -0.10
_JOURNEY = {"card_reset": -0.42, "loan_apply": -0.10, "hotline_help": -0.05}
_TANGLED = -1.35
_MOOD_ON_RECOMMEND, _MOOD_ON_RATING = 0.33, 0.30
_MEAN_EXPERIENCE, _WORST_EXPERIENCE = 0.34, 0.12
_MONTH_SD = 0.02
EFFORT_JOURNEYS = ("mobile_daily", "card_reset")
"""Journeys whose questionnaire asks how easy it was."""


@dataclass(frozen=True)
class Answers:
    """Ratings as codes (responses × touchpoints of the catalogue) and the questions asked once."""

    ratings: Integers
    overall: Integers
    effort: Integers
    recommend: Integers
    last_touchpoint: Integers
    worst_touchpoint: Integers
    best_touchpoint: Integers


def answers(size: Size, bank: Organisation, people: Customers, frame: pd.DataFrame, lists: Catalogue) -> Answers:
    """All answers of all responses; −1 stands for no answer in the questions asked once."""
    chance = size.chance("answers")
    total, touchpoints = len(frame), lists.touchpoints
    outlet = frame["outlet"].to_numpy()
    mood = people.mood[frame["customer"].to_numpy()]
    outlet_effect = _outlet_effects(size, bank)[outlet]
    tangled = _tangled(frame, lists, chance)

    journey_of = np.asarray([[item.journey_id for item in lists.journeys].index(t.journey_id) for t in touchpoints])
    asked = journey_of[None, :] == frame["journey"].to_numpy()[:, None]
    used = asked & (chance.random(asked.shape) < np.asarray([t.used_share for t in touchpoints]))
    first_of = np.asarray([int(np.argmax(journey_of == j)) for j in range(len(lists.journeys))])
    nothing = ~used.any(axis=1)
    used[nothing, first_of[frame["journey"].to_numpy()[nothing]]] = True

    base = np.asarray([NormalDist().inv_cdf(t.satisfied_share) for t in touchpoints])
    felt = chance.normal(0.0, 0.95, asked.shape) + (_MOOD_ON_RATING * mood + outlet_effect)[:, None]
    felt += _touchpoint_effects(size, bank, frame, lists)
    for touchpoint_id in truths()["failing_journey"]["touchpoints"]:
        column = [t.touchpoint_id for t in touchpoints].index(touchpoint_id)
        felt[tangled, column] = -1.75 - base[column] + 0.45 * chance.normal(0.0, 1.0, int(tangled.sum()))
    ratings = _rating(felt + base)
    not_used = asked & ~used
    ratings = np.where(used, ratings, np.where(not_used, NOT_USED, SKIPPED))

    many = used.sum(axis=1)
    mean = np.where(used, felt, 0.0).sum(axis=1) / many
    worst = np.where(used, felt, np.inf).min(axis=1)
    latent = _MEAN_EXPERIENCE * np.where(tangled, np.maximum(mean, -1.0), mean)
    latent += _WORST_EXPERIENCE * (np.maximum(worst, -2.5) + 0.85)
    latent += _MOOD_ON_RECOMMEND * mood + outlet_effect * (1 - _MEAN_EXPERIENCE)
    latent += _attribute_effects(frame, lists) + _month_effects(size, frame)
    latent += lifted(size, bank)[frame["day"].to_numpy(), outlet]
    latent += np.where(tangled, _TANGLED, 0.0)
    overall_felt = NormalDist().inv_cdf(_OVERALL_SATISFIED) + 0.72 * latent + 0.72 * chance.normal(0.0, 1.0, total)
    effort_felt = 0.3 + 0.6 * latent + 0.8 * chance.normal(0.0, 1.0, total)
    latent += 0.84 * chance.normal(0.0, 1.0, total)
    edges = np.asarray([NormalDist().inv_cdf(share) for share in np.cumsum(_RECOMMEND_SHARES)[:-1]])
    recommend = np.searchsorted(edges, latent).astype(np.int64)
    asks_effort = np.asarray([item.journey_id in EFFORT_JOURNEYS for item in lists.journeys])
    effort = np.where(
        asks_effort[frame["journey"].to_numpy()], np.clip(np.round(4.8 + 1.3 * effort_felt), 1, 7), -1
    ).astype(np.int64)
    overall = _rating(overall_felt)

    partial = frame["is_partial"].to_numpy()
    left_early = partial & (chance.random(total) < 0.4)
    recommend = np.where(left_early, -1, recommend)
    overall = np.where(left_early | (chance.random(total) < 0.01), -1, overall)
    effort = np.where(partial, -1, effort)
    ratings = np.where(partial[:, None] & (chance.random(asked.shape) < 0.6), SKIPPED, ratings)
    order = np.arange(len(touchpoints))
    return Answers(
        ratings=ratings,
        overall=overall,
        effort=effort,
        recommend=recommend,
        last_touchpoint=np.where(used, order, -1).max(axis=1),
        worst_touchpoint=np.where(used, felt + base, np.inf).argmin(axis=1),
        best_touchpoint=np.where(used, felt + base, -np.inf).argmax(axis=1),
    )


def _rating(felt: Floats) -> Integers:
    return (1 + (felt > _TWO) + (felt > _THREE) + (felt > 0.0) + (felt > _FIVE)).astype(np.int64)


def _outlet_effects(size: Size, bank: Organisation) -> Floats:
    """True differences between outlets, and the few planted ones; the compared large outlets are alike but for luck."""
    spread = truths()["outlets"]["outlet_effect_points"] / _POINTS_PER_SD
    effect = size.chance("outlets").normal(0.0, spread, len(bank.outlets))
    planted = truths()["outliers"]
    effect[bank.index_of(planted["better"])] = planted["effect_sd"]
    effect[bank.index_of(planted["worse"])] = -planted["effect_sd"]
    return effect


def _tangled(frame: pd.DataFrame, lists: Catalogue, chance: np.random.Generator) -> np.ndarray:
    """Passages through the failing journey in which its steps fail together."""
    planted = truths()["failing_journey"]
    journey = [item.journey_id for item in lists.journeys].index(planted["journey_id"])
    return (frame["journey"].to_numpy() == journey) & (chance.random(len(frame)) < planted["tangled_share"])


def _touchpoint_effects(size: Size, bank: Organisation, frame: pd.DataFrame, lists: Catalogue) -> Floats:
    """What moved single touchpoints: the effective suggestion, and the shock on everything mobile."""
    effects = np.zeros((len(frame), len(lists.touchpoints)))
    ids = [touchpoint.touchpoint_id for touchpoint in lists.touchpoints]
    month = frame["month"].to_numpy()
    planted = truths()["effective_suggestion"]
    start = int(np.searchsorted(size.calendar.months, np.datetime64(planted["implemented_on"])))
    treated = np.isin(frame["outlet"].to_numpy(), bank.index_of(bank.planted_units("effective_suggestion"))) & (
        month >= start
    )
    effects[treated, ids.index(planted["touchpoint_id"])] += planted["effect_sd"]
    mobile = np.asarray([touchpoint.channel == "mobile" for touchpoint in lists.touchpoints])
    effects[np.ix_(month == _month_index(size, "shock", "month"), mobile)] -= 0.45
    return effects


def _month_index(size: Size, truth: str, key: str) -> int:
    """Position of a planted month in the calendar; −1 where it lies before it."""
    wanted = np.datetime64(truths()[truth][key])
    found = np.flatnonzero(size.calendar.months == wanted)
    return int(found[0]) if len(found) else -1


def _attribute_effects(frame: pd.DataFrame, lists: Catalogue) -> Floats:
    channel = np.asarray([_CHANNEL[name] for name in CHANNELS])[frame["channel"].to_numpy()]
    journey = np.asarray([_JOURNEY.get(item.journey_id, 0.0) for item in lists.journeys])[frame["journey"].to_numpy()]
    age = np.asarray(_AGE)[frame["age"].to_numpy()]
    tier = np.asarray(_TIER)[frame["tier"].to_numpy()]
    return channel + journey + age + tier + _NEW_CITIZEN * frame["is_new_citizen"].to_numpy()


def _month_effects(size: Size, frame: pd.DataFrame) -> Floats:
    """Small real differences between months, the shock of one month, and the release that lifted one channel."""
    month = frame["month"].to_numpy()
    effect = size.chance("months").normal(0.0, _MONTH_SD, len(size.calendar.months))
    shock, release = truths()["shock"], truths()["release"]
    at = _month_index(size, "shock", "month")
    if at >= 0:
        effect[at] += shock["effect_sd"]
    since = int(np.searchsorted(size.calendar.months, np.datetime64(release["on"])))
    lifted = (frame["channel"].to_numpy() == CHANNELS.index(release["channel"])) & (month >= since)
    return effect[month] + np.where(lifted, release["effect_sd"], 0.0)
