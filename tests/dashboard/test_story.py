"""Overview's story: one family of changes, the table of journeys and units, five voices, the chance of a target."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dashboard import overview_words
from dashboard.answers import changed, five_voices, headline, hurts, series
from dashboard.components import story
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import families
from dashboard.views import View
from tests import small_bank

QUARTER = Slice(period="2026Q3")


@pytest.fixture(scope="module")
def shaken(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The small bank with the scores of its app journey fallen in the last quarter, everywhere."""
    tables = small_bank.tables()
    service = tables["service"]
    is_hit = (service["journey"] == "app") & (service["answered"] >= "2026-07-01") & service["recommend"].ne("")
    service.loc[is_hit, "recommend"] = np.where(np.arange(int(is_hit.sum())) % 3 == 0, "9", "4")
    root = tmp_path_factory.mktemp("shaken")
    small_bank.make(root, "shaken", tables)
    return open_build("shaken", root)


def test_a_planted_fall_is_named_with_its_slice_and_the_family_is_counted(shaken: Build, me: Scope) -> None:
    answer = changed.of(shaken, QUARTER, me)
    items = answer.chart["items"]
    assert 1 <= len(items) <= changed.MOST_SENTENCES
    assert answer.chart["looked_at"] > 20
    assert answer.footer.comparisons == answer.chart["looked_at"]
    app = [item for item in items if item.slice.members.get("journey") == ("app",)]
    assert [item.verdicts[0].code for item in app if item.measure == "nps"] == ["fell"]
    assert not any(item.slice.members.get("journey") == ("visit",) for item in items)
    for item in items:
        alone = headline.of(item.measure, shaken, item.slice, me)
        assert alone.values[0].score == item.values[0].score
        assert alone.verdicts[0].code == item.verdicts[0].code
    for language in ("zh_CN", "en"):
        told = overview_words.sentences(answer, View(language=language))
        assert len(told) == len(items)
        assert str(answer.chart["looked_at"]) in overview_words.looked_at(answer, View(language=language))


def test_where_nothing_happened_nothing_is_named(build: Build, me: Scope) -> None:
    answer = changed.of(build, QUARTER, me)
    assert len(answer.chart["items"]) <= 1  # at most one in twenty such banks has a false one
    assert answer.chart["looked_at"] > 20


def test_the_table_of_journeys_is_one_family_and_its_cells_are_the_slices_they_name(build: Build, me: Scope) -> None:
    answer = hurts.of(build, QUARTER, me)
    assert set(answer.chart["journeys"]) == set(small_bank.TOUCHPOINTS)
    assert set(answer.chart["units"]) == {"r01", "r02", "r03"}
    p_values = [verdict.p_value for verdict in answer.verdicts]
    family = families.benjamini_hochberg(p_values)
    for value, verdict, stands in zip(answer.values, answer.verdicts, family.stands.tolist(), strict=True):
        key = (str(value.of("unit")), str(value.of("journey")))
        alone = headline.of("nps", build, answer.chart["slices"][key], me).values[0]
        assert (alone.score, alone.low, alone.high, alone.base) == (value.score, value.low, value.high, value.base)
        assert (verdict.code in ("higher", "lower")) == stands
    for total in answer.chart["totals"]:
        within = QUARTER.with_members("journey", (str(total.of("journey")),))
        assert headline.of("nps", build, within, me).values[0].score == total.score


def test_a_journey_below_the_others_is_named_and_nothing_else(build: Build, shaken: Build, me: Scope) -> None:
    answer = hurts.of(shaken, QUARTER, me)
    assert answer.chart["low"] == ("app",)
    assert hurts.of(build, QUARTER, me).chart["low"] == ()
    app = next(total for total in answer.chart["totals"] if total.of("journey") == "app")
    for language in ("zh_CN", "en"):
        view = View(language=language)  # type: ignore[arg-type]
        told = story.heat_words(answer, view)
        assert f"{view.name(answer.labels['journey', 'app'])} {view.number(app.score or 0.0, 1)}" in told
    calm = hurts.of(build, QUARTER, me)
    assert view.name(calm.labels["journey", "app"]) not in story.heat_words(calm, view)


def test_voices_are_masked_mixed_and_opened_by_the_gate_alone(build: Build, me: Scope) -> None:
    answer = five_voices.of(build, QUARTER, me)
    voices = answer.chart["voices"]
    assert {voice.part for voice in voices} == set(five_voices.PARTS)  # the bank knows one text, told once a group
    assert all("13800138000" not in voice.text for voice in voices)
    assert five_voices.of(build, QUARTER, me).chart["voices"] == voices
    shares = headline.of("nps", build, QUARTER, me).values[0].parts
    for part in five_voices.PARTS:
        seats = sum(voice.part == part for voice in voices)
        assert seats == min(1, round(5 * shares[part] / sum(shares.values())))
    silent = five_voices.of(build, QUARTER, replace(me, may_read_verbatims=False))
    assert (silent.chart["voices"], silent.chart["closed"]) == ((), "not_allowed")


def test_no_words_are_opened_where_fewer_than_ten_are(build: Build, me: Scope) -> None:
    """o07 answers rarely, and few answers have words: every month of it stays closed."""
    for month in ("2026-07", "2026-08", "2026-09"):
        answer = five_voices.of(build, Slice(period=month, units=("o07",)), me)
        assert answer.missing or answer.chart["closed"] == "too_few"


def test_the_chance_of_a_target_agrees_with_where_the_interval_stands(build: Build, me: Scope) -> None:
    told = {measure: headline.of(measure, build, QUARTER, me).chart["target"] for measure in ("nps", "satisfaction")}
    for found in told.values():
        assert 0 <= found["chance"] <= 1
        if found["stands"] == "below":
            assert found["chance"] < 0.03
        elif found["stands"] == "above":
            assert found["chance"] > 0.97
    rate = headline.of("complaints_per_10k", build, QUARTER, me).chart["target"]
    if rate["stands"] == "above":
        assert rate["chance"] < 0.03


def test_the_answered_rate_by_unit_has_a_place_in_the_family(build: Build, me: Scope) -> None:
    assert len(series.by("answered_rate", "unit", build, QUARTER, me).values) == 3
