"""The experience index: recounted by hand from the exports, its parts, what moved it, and what takes no part."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.answers import headline, index_nodes, series
from dashboard.answers.index_kind import COUNTS, Index
from dashboard.queries.builds import Build
from dashboard.queries.index_tree import index_tree
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests import small_bank

QUARTER = Slice(period="2026Q3")
STEPS = tuple(step for steps in small_bank.TOUCHPOINTS.values() for step in steps)


@pytest.fixture(scope="module")
def means() -> dict[str, float]:
    """Touchpoint -> mean on 0–100 in the third quarter of 2026, from the exports; overall on its larger scale."""
    service = small_bank.tables()["service"]
    inside = service[pd.to_datetime(service["answered"]).between("2026-07-01", "2026-10-01")]
    found = {}
    for step in ("overall", *STEPS):
        marks = pd.to_numeric(inside[step].replace({"0": None, "6": None, "": None})).dropna()
        found[step] = float(100 * (marks - 1).mean() / 4)
    return found


def test_every_node_is_what_the_exports_say(build: Build, me: Scope, means: dict[str, float]) -> None:
    answer = index_nodes.nodes(build, QUARTER, me)
    score = {str(value.of("node")): value.score for value in answer.values}
    for journey, steps in small_bank.TOUCHPOINTS.items():
        for step in steps:
            assert score[f"journeys/{journey}/{step}"] == pytest.approx(means[step])
        assert score[f"journeys/{journey}"] == pytest.approx(np.mean([means[step] for step in steps]))
    along = np.mean([np.mean([means[step] for step in steps]) for steps in small_bank.TOUCHPOINTS.values()])
    assert score["journeys"] == pytest.approx(along)
    assert score["overall"] == pytest.approx(means["overall"])
    assert score["index"] == pytest.approx(0.7 * along + 0.3 * means["overall"])
    assert answer.chart["equal"][0].score == pytest.approx((along + means["overall"]) / 2)
    assert answer.values[0].score == pytest.approx(headline.of("index", build, QUARTER, me).values[0].score)
    for value in answer.values:
        assert value.low is not None
        assert value.high is not None
        assert value.low <= (value.score or 0.0) <= value.high
    nodes = answer.chart["nodes"]
    assert nodes["journeys"]["weight_pct"] == pytest.approx(70)
    leaves = [node for node in nodes.values() if node["level"] == "measure"]
    assert sum(node["share_pct"] for node in leaves) == pytest.approx(100)


def test_what_moved_it_adds_up_at_every_level(build: Build, me: Scope) -> None:
    answer = index_nodes.nodes(build, QUARTER, me)
    moved = {str(value.of("node")): value.score or 0.0 for value in answer.chart["moved"]}
    nodes = answer.chart["nodes"]
    for parent in {node["parent"] for node in nodes.values()} - {""}:
        below = [moved[each] for each, node in nodes.items() if node["parent"] == parent]
        assert sum(below) == pytest.approx(moved[parent])
    before = headline.of("index", build, QUARTER, me)
    values = {value.of("period"): value.score or 0.0 for value in before.values}
    assert moved["index"] == pytest.approx(values["current"] - values["previous"])
    change = next(verdict for verdict in before.verdicts if verdict.against == "previous")
    assert change.difference == pytest.approx(moved["index"])


def test_below_the_bank_the_index_is_a_freer_cut_and_small_leaves_take_no_part(build: Build, me: Scope) -> None:
    """The parts are scores of steps with families of their own: a unit's index is in whole points, on leaves of 100."""
    answer = index_nodes.nodes(build, Slice(period="all", units=("r01",)), me)
    for value in answer.values:
        assert value.score is None or value.score == round(value.score)
        assert value.shown == "hidden" or (value.base or 0) >= 100
    by_id = {str(value.of("node")): value for value in answer.values}
    for each, node in answer.chart["nodes"].items():
        if node["level"] == "measure" and by_id[each].shown == "hidden":
            assert not answer.chart["nodes"][node["parent"]]["is_complete"]
    rarely = headline.of("index", build, Slice(period="2026Q3", units=("o07",)), me)
    assert rarely.missing == "too_few_alone"
    assert index_nodes.nodes(build, Slice(period="2026Q3", units=("o07",)), me).missing == "too_few_alone"
    assert headline.of("index", build, Slice(period="2019"), me).missing == "no_responses"


def test_a_journey_filter_keeps_its_part_of_the_tree(build: Build, me: Scope) -> None:
    whole = {str(v.of("node")): v.score for v in index_nodes.nodes(build, QUARTER, me).values}
    part = headline.of("index", build, QUARTER.with_members("journey", ("visit",)), me).values[0]
    assert part.score == pytest.approx(whole["journeys/visit"])
    by = {value.of("journey"): value.score for value in series.by("index", "journey", build, QUARTER, me).values}
    assert by["visit"] == round(whole["journeys/visit"] or 0.0)  # by journey it is a freer cut
    two = QUARTER.with_members("channel", ("app",)).with_members("line", ("card",))
    assert headline.of("index", build, two, me).missing == "cut_too_fine"


def test_the_same_view_has_the_same_interval_twice_and_a_build_without_the_tree_has_none(
    build: Build, me: Scope
) -> None:
    first, second = (headline.of("index", build, QUARTER, me).values[0] for _ in range(2))
    assert (first.low, first.high) == (second.low, second.high)
    assert not index_tree(build, date(1999, 1, 1)).nodes
    none = pd.DataFrame({name: [] for name in ("leaf", "is_freer", *COUNTS)})
    assert Index().estimate(Index().sum(none, np.array([], dtype=np.int64), 2)).score == [None, None]
