"""The steps of a journey against each other: what is planted is found, what is alike is not named; the map drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from dashboard.answers import joined_steps, journey_whole, journeys
from dashboard.figures.lane_map import lane_map
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import open_app, words

EVERYTHING = Slice(period="all")
VISIT, APP, LONG, LONE = (EVERYTHING.with_members("journey", (one,)) for one in ("visit", "app", "long", "lone"))
GOOD = {"queue": 0.55, "counter": 0.8, "farewell": 0.9, "login": 0.8, "transfer": 0.8, "help": 0.8}
COMPLAINED = {"queue": 2, "counter": 30, "farewell": 70, "login": 30, "transfer": 30, "help": 30}
PASSED = {"queue": 0.98, "counter": 0.8}
LOOKS = 400


def exports() -> small_bank.Tables:
    """The queue is worst, seldom complained of and passes its inspections; the farewell is liked and complained of; the
    steps of the app are alike. A journey of twenty steps that nobody rated but its first, and one of one step."""
    tables = small_bank.tables(responses=3_000)
    random = np.random.default_rng(5)
    service = tables["service"]
    for step, share in GOOD.items():
        is_used = (service["journey"] == ("app" if step in ("login", "transfer", "help") else "visit")).to_numpy()
        marks = np.where(random.random(len(service)) < share, "5", "2").astype(object)
        service[step] = np.where(is_used, marks, "")
    named = [step for step, many in COMPLAINED.items() for _ in range(many)]
    tables["complaints"] = tables["complaints"].iloc[: len(named)].copy()
    tables["complaints"]["touchpoint_id"] = named
    tables["inspections"] = pd.DataFrame(
        [
            {
                "unit_id": "o01",
                "item": f"{step}-{at}",
                "kind": "self_check",
                "inspected_on": "2026-05-05",
                "touchpoint_id": step,
                "passed": "true" if at < share * LOOKS else "false",
            }
            for step, share in PASSED.items()
            for at in range(LOOKS)
        ]
    )
    more = [("long", "长旅程", "A long one", 3), ("lone", "自助取号", "Ticket machine", 4)]
    columns = ["journey_id", "name", "name_en", "sort_order"]
    tables["journeys"] = pd.concat([tables["journeys"], pd.DataFrame(more, columns=columns)], ignore_index=True)
    steps = tables["touchpoints"]
    first = steps.iloc[0]
    made = [
        {**first, "touchpoint_id": f"s{at}", "journey_id": "long", "name": f"第{at}步", "name_en": f"Step {at}"}
        | {"step_order": at, "is_front_stage": "false" if at % 5 == 0 else "true"}
        for at in range(1, 21)
    ]
    made.append({**first, "touchpoint_id": "kiosk", "journey_id": "lone", "name": "取号", "name_en": "Ticket"})
    tables["touchpoints"] = pd.concat([steps, pd.DataFrame(made)], ignore_index=True)
    return tables


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("steps")
    small_bank.make(root, of=exports())
    return root


@pytest.fixture(scope="module")
def walked(root: Path) -> Build:
    return open_build("small", root)


def _at(answer: Answer, step: str) -> int:
    return [each.touchpoint_id for each in answer.chart["steps"]].index(step)


def test_the_worst_step_is_named_only_where_it_can_be_told_apart(walked: Build, me: Scope) -> None:
    visit, app = (journey_whole.whole(walked, chosen, me) for chosen in (VISIT, APP))
    assert visit.chart["worst"].of("touchpoint") == "queue"
    assert (visit.verdicts[0].code, visit.verdicts[0].against) == ("lower", "touchpoint:counter")
    assert app.verdicts[0].code == "cannot_be_told_apart"
    assert visit.chart["ending"].of("touchpoint") == "farewell"


def test_the_mean_counts_every_step_alike_and_its_interval_is_the_mean_of_theirs(walked: Build, me: Scope) -> None:
    whole, steps = journey_whole.whole(walked, VISIT, me), journeys.steps(walked, VISIT, me)
    (mean,) = whole.values
    scores = [value.score for value in steps.values]
    bounds = [proportion_confint(value.parts["top_box"], value.base, method="wilson") for value in steps.values]
    assert mean.score == pytest.approx(np.mean([score for score in scores if score is not None]))
    assert (mean.low, mean.high) == tuple(pytest.approx(100 * np.mean(end)) for end in zip(*bounds, strict=True))
    assert whole.chart["recommend"].measure == "nps"
    assert whole.chart["overall"].of("touchpoint") == "overall"


def test_where_scores_and_records_disagree_is_found_in_one_family(walked: Build, me: Scope) -> None:
    answer = joined_steps.joined(walked, VISIT, me)
    queue, counter, farewell = (
        answer.chart["findings"][_at(answer, step)] for step in ("queue", "counter", "farewell")
    )
    assert queue == ("silent", "passed_but_disliked")
    assert farewell == ("complained_but_liked",)
    assert counter == ()
    assert answer.footer.comparisons == 3 + 3 + 2
    alike = joined_steps.joined(walked, APP, me)
    assert set(alike.chart["findings"]) == {()}
    assert {verdict.code for verdict in alike.verdicts} == {"cannot_be_told_apart"}
    narrowed = joined_steps.joined(walked, VISIT.with_members("touchpoint", ("queue",)), me)
    assert narrowed.verdicts == answer.verdicts


def test_a_score_that_may_not_be_seen_is_compared_with_nothing(walked: Build, me: Scope) -> None:
    quarter = replace(VISIT, period="2026Q3", units=("o07",))
    answer, whole = joined_steps.joined(walked, quarter, me), journey_whole.whole(walked, quarter, me)
    for value, verdict in zip(answer.values, answer.verdicts, strict=True):
        assert value.shown == "score" or verdict.code == "too_few"
    assert not answer.values or whole.verdicts[0].code == "too_few"


def test_one_step_and_no_ratings_are_said(walked: Build, me: Scope) -> None:
    assert joined_steps.joined(walked, LONE, me).missing == "no_responses"
    assert journey_whole.whole(walked, LONE, me).missing == "no_responses"


class _Cards(HTMLParser):
    """The words of each step, in the order in which they are read aloud, and its lane."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cards: list[str] = []
        self.lanes: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.cards.append("")
            self.lanes.append(dict(attrs)["class"] or "")
        elif tag == "img":
            assert dict(attrs)["alt"]

    def handle_data(self, data: str) -> None:
        if self.cards:
            self.cards[-1] += f"{data} "


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_map_says_every_step_in_order_with_its_state_and_records(walked: Build, me: Scope, language: str) -> None:
    view = View(language=language)
    answer, joined = journeys.steps(walked, VISIT, me), joined_steps.joined(walked, VISIT, me)
    drawn = _Cards(lane_map(answer, view, joined.verdicts)).cards
    names = [view.name(step.names) for step in answer.chart["steps"]]
    assert [name in card for name, card in zip(names, drawn, strict=True)] == [True] * len(names)
    queue = drawn[_at(answer, "queue")]
    assert f"{view.number(answer.values[0].score or 0, 1)}%" in queue
    assert "▼" in queue
    assert ("低于各步平均" if language == "zh_CN" else "lower than the mean of the steps") in queue
    assert re.search(r"(投诉|Complaints) *2 ", queue)
    assert "98.0%" in queue
    assert "98.0%" not in drawn[_at(answer, "farewell")]


def test_twenty_steps_stand_in_two_lanes_and_say_where_nobody_rated(walked: Build, me: Scope) -> None:
    answer = journeys.steps(walked, replace(EVERYTHING, members={}), me)
    drawn = _Cards(lane_map(answer, View(language="en")))
    long = [at for at, step in enumerate(answer.chart["steps"]) if step.journey_id == "long"]
    assert len(long) == 20
    assert [drawn.lanes[at] for at in long] == ["hy-back" if at % 5 == 0 else "hy-front" for at in range(1, 21)]
    assert all("nobody rated it" in drawn.cards[at] for at in long)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_page_shows_map_tiles_and_table(monkeypatch: pytest.MonkeyPatch, root: Path, lang: str) -> None:
    app = open_app(monkeypatch, root, "journeys", period="all", journey="visit", lang=lang)
    assert not app.exception
    told = words(app)
    for each in (("最差的一刻", "检查合格，客户不认可", "无法统计") if lang == "zh_CN" else
                 ("Worst moment", "inspections pass, customers do not", "cannot be counted")):  # fmt: skip
        assert each in told
    for journey in ("long", "lone"):
        other = open_app(monkeypatch, root, "journeys", period="all", journey=journey, lang=lang)
        assert not other.exception
