"""Units against each other: planted better, worse and mix-only ones, units of few answers, peers, enough answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.answers import enough, peers, standing
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.levels import levels
from dashboard.queries.where import OutOfScopeError
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.values import Answer
from tests import small_bank

OUTLETS = 30
PLANTED = {"n03": 3.0, "n17": -4.0}
"""Truly better and worse; n20 only serves another mix of channels, n21 answers rarely, n22 never enough to be shown."""
ALL = Slice(period="all")


def tables() -> small_bank.Tables:
    """Thirty outlets alike but for those planted; on the hotline everybody is told less good things."""
    random = np.random.default_rng(7)
    made = small_bank.tables(responses=12_000)
    service = made["service"]
    usual = (1.0 - 0.0039) / (OUTLETS - 2)
    shares = {f"n{number:02d}": usual for number in range(1, OUTLETS + 1)} | {"n21": 0.0035, "n22": 0.0004}
    outlets = random.choice(list(shares), len(service), p=np.array(list(shares.values())) / sum(shares.values()))
    hotline = np.where(outlets == "n20", 0.75, 0.10)
    channel = np.where(random.random(len(service)) < hotline, "hotline", "branch")
    lift = pd.Series(outlets).map(PLANTED).fillna(0.0).to_numpy() - 3.0 * (channel == "hotline")
    score = np.clip(random.normal(8.2 + lift, 2.1).round(), 0, 10).astype(int)
    made["service"] = service.assign(unit=outlets, channel=channel, recommend=score.astype(str))
    units = made["units"]
    places = [(f"n{number:02d}", f"r0{number % 3 + 1}") for number in range(1, OUTLETS + 1)]
    added = pd.DataFrame(
        [
            {"unit_id": unit, "parent_id": parent, "level": "网点", "level_en": "Outlet", "name": f"第{unit}支行"}
            for unit, parent in places
        ]
    ).assign(name_en=lambda frame: frame["unit_id"], closed_on="", from_on="")
    made["units"] = pd.concat([units, added], ignore_index=True)
    return made


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = tmp_path_factory.mktemp("standing")
    small_bank.make(root, of=tables())
    return open_build("small", root)


@pytest.fixture(scope="module")
def outlets(planted: Build, me: Scope) -> Answer:
    return standing.of("nps", "网点", planted, ALL, me)


def at(answer: Answer, unit: str) -> int:
    return answer.chart["compared"].index(unit)


def test_the_planted_outlets_stand_out_and_nobody_else(outlets: Answer) -> None:
    found = {unit: verdict.code for unit, verdict in zip(outlets.chart["compared"], outlets.verdicts, strict=True)}
    assert {unit for unit, code in found.items() if code == "higher"} == {"n03"}
    assert {unit for unit, code in found.items() if code == "lower"} == {"n17"}
    assert outlets.chart["worst"][at(outlets, "n17")]
    assert outlets.verdicts[at(outlets, "n17")].is_good is False
    best, last = outlets.chart["places"][at(outlets, "n03")], outlets.chart["places"][at(outlets, "n17")]
    assert best == (1, 1)
    assert last == (outlets.chart["ranked"],) * 2


def test_a_unit_that_only_serves_another_mix_is_called_lower_only_without_adjustment(
    planted: Build, me: Scope, outlets: Answer
) -> None:
    raw = standing.of("nps", "网点", planted, ALL, me, is_adjusted=False)
    assert raw.verdicts[at(raw, "n20")].code == "lower"
    assert "not_adjusted_for_mix" in raw.footer.notes
    assert outlets.verdicts[at(outlets, "n20")].code == "cannot_be_told_apart"
    assert "adjusted_for_channel" in outlets.footer.notes
    assert "not_adjusted_for_mix" not in outlets.footer.notes
    own, before = outlets.values[at(outlets, "n20")], outlets.chart["raw"][at(outlets, "n20")]
    assert own.base == before.base
    assert own.score > before.score + 20


def test_a_unit_of_few_answers_is_its_interval_alone_and_is_not_ranked(planted: Build, me: Scope) -> None:
    outlets = standing.of("nps", "网点", planted, Slice(period="2025"), me)
    few = outlets.values[at(outlets, "n21")]
    assert 10 <= few.base < 30
    assert (few.shown, few.score) == ("interval", None)
    assert few.low is not None
    assert few.high is not None
    assert outlets.chart["shrunken"][at(outlets, "n21")] is None
    assert outlets.chart["places"][at(outlets, "n21")] is None
    assert outlets.chart["bottom"][at(outlets, "n21")] is None
    assert outlets.verdicts[at(outlets, "n21")].code == "too_few"
    # n22 is never enough: it stands with the smallest beside it, and neither of them is ranked
    ((pool, inside),) = outlets.chart["pooled"].items()
    assert "n22" in inside
    assert len(inside) == 2
    assert not set(inside) & set(outlets.chart["compared"])
    assert outlets.values[at(outlets, pool)].shown == "pooled"
    assert outlets.chart["shrunken"][at(outlets, pool)] is None
    assert outlets.verdicts[at(outlets, pool)].code == "too_few"
    assert outlets.chart["ranked"] == sum(value.shown == "score" for value in outlets.values) == OUTLETS - 3


def test_luck_alone_is_told_for_the_actual_bases(outlets: Answer, planted: Build, me: Scope) -> None:
    assert 10 < outlets.chart["apart_by_luck"] < 25  # 28 units of some 430 answers
    assert outlets.chart["apart"] > 3 * outlets.chart["apart_by_luck"]
    quarter = standing.of("nps", "网点", planted, Slice(period="2026Q2"), me)
    assert quarter.chart["apart_by_luck"] > 2 * outlets.chart["apart_by_luck"]
    again = standing.of("nps", "网点", planted, ALL, me)
    assert again.chart["apart_by_luck"] == outlets.chart["apart_by_luck"]
    assert again.chart["places"] == outlets.chart["places"]


@pytest.mark.parametrize("measure", standing.MEASURES)
@pytest.mark.parametrize("level", ["分行", "网点"])
def test_every_measure_and_level_answers_in_tree_order(build: Build, me: Scope, measure: str, level: str) -> None:
    answer = standing.of(measure, level, build, ALL, me)
    assert answer.missing is None
    known = catalogue(build, me)
    pooled = answer.chart["pooled"]
    named = [unit for unit in answer.chart["compared"] if unit not in pooled]
    assert (*named, *pooled) == answer.chart["compared"]  # what is shown only together stands last
    assert {known.unit[unit].level_names[0] for unit in named} == {level}
    order = list(known.unit)
    assert [order.index(unit) for unit in named] == sorted(order.index(unit) for unit in named)
    sizes = {len(answer.chart[name]) for name in ("shrunken", "places", "bottom", "worst")}
    assert sizes == {len(answer.values)} == {len(answer.verdicts)}
    for row in answer.chart["limits"]:
        base, low, high, outer_low, outer_high = row
        assert base > 0
        assert outer_low <= low <= answer.chart["target"] <= high <= outer_high


def test_shrunken_scores_lie_between_the_score_and_the_mean(outlets: Answer) -> None:
    mean = np.mean([each.score for each in outlets.chart["shrunken"] if each])
    nearer = [
        abs(drawn.score - mean) <= abs(value.score - mean) + 1.0
        for value, drawn in zip(outlets.values, outlets.chart["shrunken"], strict=True)
        if drawn
    ]
    assert all(nearer)


def test_levels_are_those_below_what_is_chosen(build: Build, me: Scope) -> None:
    known = catalogue(build, me)
    assert [names[0] for names in levels(known)] == ["分行", "网点"]
    assert [names[0] for names in levels(known, ("r01",))] == ["网点"]
    assert levels(known, ("o01",)) == ()


def test_an_empty_slice_says_so(build: Build, me: Scope) -> None:
    empty = Slice(period="2020")
    assert standing.of("nps", "网点", build, empty, me).missing == "no_responses"
    assert peers.of("o01", build, empty, me).missing == "no_responses"
    assert enough.of(build, replace(empty, units=("o01",)), me).missing == "no_responses"


def test_peers_are_alike_in_size_and_mix_and_named_only_to_those_who_may_see_them(planted: Build, me: Scope) -> None:
    answer = peers.of("n17", planted, ALL, me)
    assert answer.chart["count"] == peers.PEERS
    assert not {"n17", "n20", "n21", "n22"} & set(answer.chart["peers"])
    assert [verdict.code for verdict in answer.verdicts] == ["lower"]
    own = Scope("branch", frozenset({"n17"}))
    pooled = peers.of("n17", planted, ALL, own)
    assert pooled.chart["peers"] == ()
    assert pooled.values[1].score == answer.values[1].score
    assert ("unit", answer.chart["peers"][0]) not in pooled.labels
    with pytest.raises(OutOfScopeError):
        peers.of("n16", planted, ALL, own)


def test_how_many_more_answers_are_wanting(planted: Build, me: Scope) -> None:
    one = enough.of(planted, replace(ALL, units=("n05",)), me)
    base = one.values[0].base
    assert one.chart["more"] == one.chart["needed"] - base > 0
    assert one.chart["detectable"] > enough.CHANGE_POINTS
    bank = enough.of(planted, ALL, me)
    assert bank.chart["more"] == 0
    assert bank.chart["detectable"] < enough.CHANGE_POINTS


def test_units_that_are_all_alike_show_none_that_is_lower(tmp_path: Path) -> None:
    """METHOD, verdicts: the seeded bank of identical units shows no "lower"."""
    made = small_bank.tables(responses=4_000)
    random = np.random.default_rng(20261125)
    names = [f"n{number:02d}" for number in range(1, OUTLETS + 1)]
    added = pd.DataFrame(
        [
            {"unit_id": unit, "parent_id": f"r0{at % 3 + 1}", "level": "网点", "level_en": "Outlet", "name": unit}
            for at, unit in enumerate(names)
        ]
    ).assign(name_en=lambda frame: frame["unit_id"], closed_on="", from_on="")
    made["units"] = pd.concat([made["units"], added], ignore_index=True)
    rows = len(made["service"])
    score = random.choice([3, 7, 8, 9, 10], rows, p=[0.2, 0.1, 0.2, 0.25, 0.25])
    made["service"] = made["service"].assign(unit=random.choice(names, rows), recommend=score.astype(str))
    small_bank.make(tmp_path, "alike", made)
    alike = open_build("alike", tmp_path)
    for is_adjusted in (True, False):
        found = standing.of("nps", "网点", alike, ALL, local_user(), is_adjusted=is_adjusted)
        assert found.chart["ranked"] >= OUTLETS - 2
        assert {verdict.code for verdict in found.verdicts} <= {"cannot_be_told_apart", "too_few"}
        assert not any(found.chart["worst"])
        assert found.chart["apart"] < 2 * found.chart["apart_by_luck"]
