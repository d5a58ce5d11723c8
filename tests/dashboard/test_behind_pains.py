"""What stands behind pains: the comments of those who failed at both steps, and what mending a step could give."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import verdicts
from dashboard.answers import pain_pairs, pain_worth
from dashboard.queries import pain_pairs as queried
from dashboard.queries.builds import Build, open_build
from dashboard.queries.where import where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Released
from dashboard.views import View
from tests import pair_bank
from tests.dashboard.opened import open_app, words

EVERYTHING = Slice(period="all")
VISIT = EVERYTHING.with_members("journey", ("visit",))
BOTH = ("queue", "farewell")


def exports() -> pair_bank.small_bank.Tables:
    """A pain in the queue goes with a lower score; who failed at the queue and the farewell says so in own words."""
    tables = pair_bank.exports()
    service = tables["service"]
    is_hurt = (service["queue"] == "1").to_numpy()
    service.loc[is_hurt, "recommend"] = np.where(np.arange(is_hurt.sum()) % 4 > 0, "2", "9")
    both = is_hurt & (service["farewell"] == "1").to_numpy()
    service.loc[both, "words"] = [
        f"排队太久，走时也没人理（{name}），电话 13800138000" for name in service.loc[both, "id"]
    ]
    return tables


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("behind")
    pair_bank.make(root, exports())
    return root


@pytest.fixture(scope="module")
def walked(root: Path) -> Build:
    return open_build("small", root)


def _visits() -> pd.DataFrame:
    """One row per passage: its marks, and the answers and words of the response that tells of it last."""
    service = exports()["service"]
    visits = service[service["journey"] == "visit"].sort_values(["answered", "id"])
    passage = visits["passage"].where(visits["passage"] != "", visits["id"])
    marks = visits[list(pair_bank.STEPS)].apply(pd.to_numeric)
    marks = marks.where((marks >= 1) & (marks <= 5)).groupby(passage).max()
    last = visits.groupby(passage).last()[["recommend", "words"]]
    return marks.join(last)


def _at(answer: Answer, step: str) -> int:
    return next(at for at, value in enumerate(answer.values) if value.of("touchpoint") == step)


def test_a_pair_opens_the_comments_of_those_who_failed_at_both(walked: Build, me: Scope) -> None:
    visits = _visits()
    mine = visits[(visits["queue"] <= 2) & (visits["farewell"] <= 2) & (visits["words"] != "")]
    answer = pain_pairs.texts(walked, VISIT, me, BOTH)
    assert answer.chart["opened"] == len(mine) > 10
    assert len(answer.chart["texts"]) == pain_pairs.MOST_TEXTS
    assert all(each.text.startswith("排队太久") and "[PHONE]" in each.text for each in answer.chart["texts"])
    turned = pain_pairs.texts(walked, VISIT, me, (BOTH[1], BOTH[0]))
    assert turned.chart["texts"] == answer.chart["texts"]


def test_under_ten_comments_nothing_is_opened_nor_without_the_permission(walked: Build, me: Scope) -> None:
    few = pain_pairs.texts(walked, replace(VISIT, period="2026-09"), me, BOTH)
    assert (few.chart["texts"], few.chart["withheld"], few.chart["opened"]) == ((), "too_few", None)
    outlet = pain_pairs.texts(walked, replace(VISIT, units=("o01",)), me, BOTH)
    assert outlet.chart["withheld"] == "too_few"  # one outlet is a free combination: from a hundred on
    closed = pain_pairs.texts(walked, VISIT, replace(me, may_read_verbatims=False), BOTH)
    assert (closed.chart["texts"], closed.chart["withheld"]) == ((), "not_permitted")
    assert pain_pairs.texts(walked, VISIT, me, ("queue", "nowhere")).chart["withheld"] == "too_few"


def test_comments_of_units_that_may_not_be_named_are_not_read(walked: Build, me: Scope) -> None:
    east = Scope(person="east", visible=frozenset({"r01", "o01", "o02", "o03"}))
    answer = pain_pairs.texts(walked, VISIT, east, BOTH)
    assert {each.unit_id for each in answer.chart["texts"]} <= {"o01", "o02", "o03"}
    every = pain_pairs.texts(walked, VISIT, me, BOTH)
    assert 0 < (answer.chart["opened"] or 0) < every.chart["opened"]


def test_worth_is_how_far_the_spared_stand_above_all(walked: Build, me: Scope) -> None:
    answer = pain_worth.worth(walked, VISIT, me)
    visits = _visits()
    score = pd.to_numeric(visits["recommend"])
    told = visits[score.between(0, 10) & visits["queue"].notna()]
    net = (score >= 9).astype(int) - (score <= 6).astype(int)
    value = answer.values[_at(answer, "queue")]
    all_used = 100 * net[told.index].mean()
    spared = 100 * net[told.index[told["queue"] > 2]].mean()
    assert value.base == len(told)
    assert value.score == pytest.approx(spared - all_used)
    assert answer.chart["order"] == (_at(answer, "queue"), *answer.chart["order"][1:])
    assert answer.verdicts[_at(answer, "queue")].code == "lower"
    assert answer.verdicts[_at(answer, "counter")].code == "cannot_be_told_apart"
    title = verdicts.title(answer, View(language="en"))
    assert title.startswith("Queueing: those without a pain there stand ")


def test_worth_of_a_step_nobody_rated_or_few_hurt_is_not_told(walked: Build, me: Scope) -> None:
    answer = pain_worth.worth(walked, VISIT, me)
    stairs = answer.values[_at(answer, "stairs")]
    assert (stairs.shown, stairs.base) == ("hidden", 0)
    month = pain_worth.worth(walked, replace(VISIT, period="2026-09"), me)
    assert _hidden(month.values) >= 1
    assert all(value.low is None for value in month.values if value.shown == "hidden")
    unit = pain_worth.worth(walked, replace(VISIT, units=("o01",)), me)
    assert all(value.is_freer for value in unit.values)
    assert pain_worth.worth(walked, replace(VISIT, survey="counter"), me).missing == "not_asked"


def _hidden(values: tuple[Released, ...]) -> int:
    return sum(value.shown == "hidden" for value in values)


def test_a_chosen_journey_reads_its_pairs_alone_and_facts_say_the_same(walked: Build, me: Scope) -> None:
    asked = where(walked, VISIT, me, "service")
    for read in (queried.by_month, queried.scores_by_month):
        every = read(walked, where(walked, EVERYTHING, me, "service")).frame
        mine = read(walked, asked).frame
        assert 0 < len(mine) < len(every)
        channels = VISIT.with_members("channel", ("branch", "app", "hotline"))
        crossed = read(walked, where(walked, channels, me, "service")).frame
        numbers = [name for name in mine if name.startswith(("used", "first_p", "second_p", "both", "hurt", "spared"))]
        assert mine[numbers].sum().tolist() == crossed[numbers].sum().tolist()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_page_opens_a_pair_and_tells_the_worth(monkeypatch: pytest.MonkeyPatch, root: Path, lang: str) -> None:
    app = open_app(monkeypatch, root, "journeys", period="all", journey="visit", lang=lang, pair="queue+farewell")
    assert not app.exception
    told = words(app)
    assert "排队太久" in told
    assert ("NPS 高" if lang == "zh_CN" else "points of NPS higher") in told
    other = open_app(monkeypatch, root, "journeys", period="all", journey="visit", lang=lang, pair="queue+nowhere")
    assert not other.exception
    assert "排队太久" not in words(other)
