"""The methods find what was planted in the example bank, and keep quiet about what was not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboard.stats import (
    adopters,
    control,
    decomposition,
    effects,
    funnel,
    journeys,
    nps,
    proportions,
    shapley,
    words,
)
from pipelines.demo.catalogue import catalogue, truths
from tests.pipelines.test_demo_truths import FullBank


@pytest.fixture(scope="module")
def full() -> FullBank:
    return FullBank()


def scores(full: FullBank, by: Any, groups: list[Any], rows: Any = slice(None)) -> tuple[np.ndarray, ...]:
    """Promoters, passives and detractors per group, in the order of ``groups``."""
    told, key = full.score.to_numpy()[rows], np.asarray(by)[rows]
    place = {group: number for number, group in enumerate(groups)}
    at = np.array([place.get(each, -1) for each in key])
    kinds = (told >= 9, (told >= 7) & (told <= 8), told <= 6)
    return tuple(np.bincount(at[(at >= 0) & kind], minlength=len(groups)).astype(float) for kind in kinds)


def effect(full: FullBank, truth: dict[str, Any]) -> effects.Effect:
    """Monthly satisfaction of the touchpoint, twelve months before and after, treated against other large outlets."""
    codes, is_rated = full.rated(truth["touchpoint_id"])
    start, month = full.month(truth["implemented_on"]), full.rows["month"].to_numpy()
    outlets = full.bank.outlets.loc[full.bank.outlets["is_large"], "unit_id"].astype(str).tolist()
    untouched = [unit for unit in outlets if unit not in truth["units"]]
    units = [*truth["units"], *untouched]
    place = {unit: number for number, unit in enumerate(units)}
    at = np.array([place.get(unit, -1) for unit in full.rows["unit_id"]])
    keep = is_rated & (at >= 0) & (month >= start - 12) & (month < start + 12)
    cell = at[keep] * 24 + month[keep] - (start - 12)
    rated = np.bincount(cell, minlength=len(units) * 24).reshape(-1, 24)
    top = np.bincount(cell, (codes[keep] >= 4).astype(float), minlength=len(units) * 24).reshape(-1, 24)
    changes = effects.changes(proportions.estimate(top, rated).score, np.arange(24) >= 12)
    treated = len(truth["units"])
    return effects.placebo(changes[:treated], changes[treated:], seed=1)


def test_the_effective_suggestion_is_found(full: FullBank) -> None:
    truth = truths()["effective_suggestion"]
    result = effect(full, truth)
    assert result.controls >= truth["minimum_untouched"]
    assert result.low is not None
    assert result.low > 0
    assert result.low <= truth["effect_points"] <= result.high
    assert result.detectable < truth["effect_points"] / 2


def test_the_idle_suggestion_is_not(full: FullBank) -> None:
    truth = truths()["idle_suggestion"]
    result = effect(full, truth)
    assert result.p_value > 0.05
    assert result.low <= 0 <= result.high
    assert result.high < truth["expected_points"]


def since(full: FullBank, truth: dict[str, Any]) -> adopters.Stacked:
    """Monthly NPS of the outlets that became something, each from its own day, against large ones that never did."""
    units = full.bank.outlets.loc[full.bank.outlets["is_large"], "unit_id"].astype(str).tolist()
    units += [unit for unit in truth["since"] if unit not in units]
    plus, zero, minus = scores(
        full,
        [f"{unit} {month}" for unit, month in zip(full.rows["unit_id"], full.rows["month"], strict=True)],
        [f"{unit} {month}" for unit in units for month in range(48)],
    )
    table = np.ma.masked_invalid(nps.estimate(plus, zero, minus).score.reshape(-1, 48))
    begun = np.full(len(units), -1)
    for unit, day in truth["since"].items():
        opened = full.month(day.replace(day=1))
        begun[units.index(unit)] = opened + (day.day > 1)
        table[units.index(unit), opened - 3 : begun[units.index(unit)]] = np.ma.masked
    ever = {unit for name in ("elderly_outlets", "demonstration_outlets") for unit in truths()[name]["since"]}
    is_control = np.array([unit not in ever | {truths()["both_attributes"]["unit_id"]} for unit in units])
    is_alike = np.tile(is_control, (len(units), 1))
    return adopters.stack(table, begun, before=15, after=12, least_before=3, least_after=3, is_alike=is_alike)


def test_outlets_rebuilt_for_the_elderly_are_found_better_and_demonstration_outlets_are_not(full: FullBank) -> None:
    elderly, demonstration = truths()["elderly_outlets"], truths()["demonstration_outlets"]
    found = since(full, elderly)
    assert found.adopters == len(elderly["since"])
    assert found.low > 0
    assert found.low <= elderly["effect_points"] <= found.high
    assert found.drift_low <= 0 <= found.drift_high
    idle = since(full, demonstration)
    assert idle.low <= demonstration["effect_points"] <= idle.high
    assert idle.high < elderly["effect_points"]


def test_outlets_truly_better_and_worse_are_told(full: FullBank) -> None:
    units = full.bank.outlets["unit_id"].astype(str).tolist()
    result = funnel.nps(*scores(full, full.rows["unit_id"], units))
    code = dict(zip(units, result.codes, strict=True))
    truth = truths()["outliers"]
    assert {code[unit] for unit in truth["worse"]} == {"lower"}
    assert {code[unit] for unit in truth["better"]} == {"higher"}


def test_a_region_moved_by_mix_alone(full: FullBank) -> None:
    truth = truths()["mix_only"]
    month = full.rows["month"].to_numpy()
    at = full.region == int(truth["unit_id"][1:])
    channels = sorted(full.rows["channel"].unique())
    sides = []
    for name in ("after", "before"):
        first, end = (full.month(day) for day in truth[name])
        sides.append(scores(full, full.rows["channel"], channels, at & (month >= first) & (month < end)))
    result = decomposition.nps(*sides)
    assert result.mix_part.points < -truth["smallest_mix_points"]
    assert result.mix_part.p_value < 0.001
    assert abs(result.within_part.points) < truth["largest_within_points"]
    assert result.within_part.low <= 0 <= result.within_part.high


def test_the_month_of_the_shock_is_flagged(full: FullBank) -> None:
    chart = control.nps_chart(*scores(full, full.rows["month"], list(range(48))))
    assert chart.signals.beyond_limit[full.month(truths()["shock"]["month"])]
    assert chart.signals.is_below[full.month(truths()["shock"]["month"])]


def test_the_steps_that_fail_together_stand_out(full: FullBank) -> None:
    truth = truths()["failing_journey"]
    for journey in catalogue().journeys:
        names = [touchpoint.touchpoint_id for touchpoint in journey.touchpoints]
        rated = [full.rated(name) for name in names]
        used = np.column_stack([is_used for _, is_used in rated])
        pain = np.column_stack([is_used & (codes <= 2) for codes, is_used in rated])
        result = journeys.pain_pairs(pain, used, names)
        planted = np.array(
            [{a, b} <= set(truth["touchpoints"]) for a, b in zip(result.first, result.second, strict=True)]
        )
        lift = np.asarray(result.lift.filled(0.0))
        if journey.journey_id == truth["journey_id"]:
            assert result.stands[planted].all()
            assert (lift[planted] > truth["lowest_lift"]).all()
        assert (lift[~planted] < truth["highest_lift_elsewhere"]).all()


def test_the_rising_word_rises_and_others_do_not(full: FullBank) -> None:
    truth = truths()["rising_word"]
    texts = full.rows["verbatim"]
    is_late = ((full.rows["month"] >= full.month(truth["from_month"])) & (texts != "")).to_numpy()
    is_early = ((full.rows["month"] < full.month(truth["from_month"])) & (texts != "")).to_numpy()
    candidates = [truth["word"], "排队", "手机银行", "态度", "方便"]
    holds = [texts.str.contains(word, regex=False).to_numpy() for word in candidates]
    late, early = ([int((word & side).sum()) for word in holds] for side in (is_late, is_early))
    result = words.emerging(late, is_late.sum(), early, is_early.sum())
    assert result.is_rising[0]
    assert result.is_rising[1:].sum() <= 1


def test_steps_that_fail_together_go_along_with_recommending_most(full: FullBank) -> None:
    """The failing journey's three steps share nearly all that its ratings explain; the others are rated as well."""
    planted = truths()["failing_journey"]
    journey = [touchpoint.touchpoint_id for touchpoint in catalogue().touchpoints]
    steps = [each for each in journey if each.split("_")[0] == planted["touchpoints"][0].split("_")[0]]
    codes, is_rated = zip(*(full.rated(step) for step in steps), strict=True)
    ratings = np.ma.MaskedArray(np.column_stack(codes).astype(float), mask=~np.column_stack(is_rated))
    score = full.score.to_numpy()
    keep = (score >= 0) & (score <= 10) & np.column_stack(is_rated).any(axis=1)
    found = shapley.of_used(score[keep].astype(float), ratings[keep], steps, draws=0)
    shares = dict(zip(found.names, found.rescaled_pct, strict=True))
    of_planted = [shares.pop(step) for step in planted["touchpoints"]]
    assert len(shares) == 3
    assert min(of_planted) > 3 * max(shares.values())
