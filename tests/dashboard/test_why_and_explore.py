"""Why a score moved, two compared, and any measure by two things: recounted, and the same as the plain answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboard import verdicts
from dashboard.answers import explore, headline, series, two_slices, why
from dashboard.gate import ReleaseError, beside
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import nps
from dashboard.values import Answer, Released
from dashboard.views import View
from tests import small_bank

QUARTER = Slice(period="2026Q3")


@pytest.fixture(scope="module")
def swapped(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The small bank where in the last quarter far more answer by hotline, whose callers always were less satisfied."""
    tables = small_bank.tables()
    service = tables["service"]
    random = np.random.default_rng(7)
    late = pd.to_datetime(service["answered"]) >= pd.Timestamp("2026-07-01")
    service.loc[late & (random.random(len(service)) < 0.6), "channel"] = "hotline"
    score = np.where(random.random(len(service)) < 0.5, 9, 7)
    score = np.where(service["channel"] == "hotline", random.choice([3, 6, 9], len(service)), score)
    service["recommend"] = score.astype(str)
    root = tmp_path_factory.mktemp("swapped")
    small_bank.make(root, "swapped", tables)
    return open_build("swapped", root)


def _by(answer: Answer, dimension: str) -> dict[str, Released]:
    return {str(value.of(dimension)): value for value in answer.values if value.of(dimension)}


def test_a_change_of_who_answers_is_told_as_mix(swapped: Build, me: Scope) -> None:
    answer = why.moved("channel", "previous", swapped, QUARTER, me)
    sides, parts = _by(answer, "side"), _by(answer, "part")
    change = (sides["now"].score or 0) - (sides["before"].score or 0)
    assert (parts["within"].score or 0) + (parts["mix"].score or 0) == pytest.approx(change)
    assert (parts["mix"].score or 0) < -10
    assert answer.chart["stands"] == {"within": False, "mix": True}
    for part in why.PARTS:
        groups = [value.score or 0 for value in answer.chart["by_group"] if value.of("part") == part]
        assert sum(groups) == pytest.approx(parts[part].score)
    told = verdicts.title(answer, View(language="en"))
    assert "mix −" in told
    assert "(not beyond chance)" in told
    assert sides["now"].score == headline.of("nps", swapped, QUARTER, me).values[0].score
    assert answer.verdicts[0] == headline.of("nps", swapped, QUARTER, me).verdicts[0]


def test_nothing_is_taken_apart_where_a_group_is_too_small_to_be_shown(build: Build, me: Scope) -> None:
    """The other groups and the sums would tell what the small one said."""
    rarely = why.moved("channel", "previous", build, Slice(period="2026Q3", units=("o07",)), me)
    assert (rarely.missing, rarely.values) == ("too_few_alone", ())
    for by in ("channel", "tier", "line"):
        answer = why.moved(by, "previous", build, QUARTER, me)
        told = answer.chart.get("by_group", ())
        assert not told or {value.of(by) for value in told} == set(answer.chart["groups"])
        assert all((value.base or 0) >= 30 for value in told)
    with pytest.raises(ValueError, match="no grouping"):
        why.moved("month", "previous", build, QUARTER, me)


def test_two_are_compared_by_the_two_sample_test(build: Build, me: Scope) -> None:
    answer = two_slices.of("nps", "channel", ("branch", "app"), build, QUARTER, me)
    alone = [headline.of("nps", build, QUARTER.with_members("channel", (c,)), me).values[0] for c in ("branch", "app")]
    assert [value.score for value in answer.values] == [value.score for value in alone]
    parts = [[[each.parts[name]] for name in ("promoters", "passives", "detractors")] for each in alone]
    found = nps.difference(parts[0], parts[1])
    (verdict,) = answer.verdicts
    assert verdict.family == "comparison"
    assert verdict.p_value == pytest.approx(float(found.p_value[0]))
    for language in ("zh_CN", "en"):
        assert verdicts.title(answer, View(language=language))
    assert "App" in verdicts.say(verdict, View(language="en"), answer)
    assert two_slices.of("nps", "channel", ("branch", "nowhere"), build, QUARTER, me).missing == "no_responses"


@pytest.mark.parametrize("by", ["month", "unit"])
@pytest.mark.parametrize("measure", ["nps", "satisfaction", "answered_rate", "complaints_per_10k"])
def test_every_cell_is_what_the_slice_of_its_column_says(build: Build, me: Scope, measure: str, by: str) -> None:
    answer = explore.of(measure, by, "channel", build, QUARTER, me)
    assert answer.chart["members"]
    for member in answer.chart["members"]:
        column = series.by(measure, by, build, replace(QUARTER, members={"channel": (member,)}), me)
        found = [value for value in answer.values if value.of("channel") == member]
        assert [(v.of(by), v.score, v.low, v.high, v.base, v.shown) for v in found] == [
            (v.of(by), v.score, v.low, v.high, v.base, v.shown) for v in column.values
        ]
    low, high = answer.chart["span"]
    assert all(low <= end <= high for value in answer.values for end in (value.low, value.high) if end is not None)


def test_two_dimensions_are_a_freer_cut(build: Build, me: Scope) -> None:
    answer = explore.of("nps", "tier", "channel", build, Slice(period="all"), me)
    assert "freer_cut" in answer.footer.notes
    for value in answer.values:
        assert (value.shown == "hidden") == ((value.base or 0) < 100)
        assert value.score is None or value.score == round(value.score)
    assert explore.of("response_rate", "unit", "channel", build, QUARTER, me).values
    with pytest.raises(ValueError, match="beside"):
        explore.of("response_rate", "unit", "tier", build, QUARTER, me)
    with pytest.raises(ValueError, match="beside"):
        explore.of("nps", "channel", "channel", build, QUARTER, me)


def test_one_family_over_all_columns_claims_no_more_than_each_alone(build: Build, me: Scope) -> None:
    answer = explore.of("nps", "unit", "channel", build, Slice(period="all"), me)
    assert len(answer.verdicts) in (0, len(answer.values))
    if answer.verdicts:
        assert answer.footer.comparisons == sum(verdict.p_value is not None for verdict in answer.verdicts)
    scoped = replace(me, visible=frozenset({"r01", "o01", "o02", "o03"}))
    with pytest.raises(ReleaseError):
        beside(answer.values[0], "unit", "r02", scoped)
