"""Steps that fail together, in a bank in which we know which do; and what must not be told of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard import verdicts
from dashboard.answers import pain_pairs
from dashboard.ledger import drafts, open_ledger
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View
from tests import pair_bank, small_bank
from tests.dashboard.opened import draw, figures, open_app, words
from tests.pair_bank import STEPS, exports

EVERYTHING = Slice(period="all")
VISIT = EVERYTHING.with_members("journey", ("visit",))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pairs")
    pair_bank.make(root)
    return root


@pytest.fixture(scope="module")
def walked(root: Path) -> Build:
    return open_build("small", root)


def _at(answer: Answer, first: str, second: str) -> int:
    return next(
        at for at, value in enumerate(answer.values) if (value.of("touchpoint"), value.of("with")) == (first, second)
    )


def _marks() -> pd.DataFrame:
    """One row per passage of the exports with the marks of its steps, 0 where it was not rated."""
    service = exports()["service"]
    visits = service[service["journey"] == "visit"]
    marks = visits[[*STEPS]].apply(pd.to_numeric)
    marks = marks.where((marks >= 1) & (marks <= 5))
    return marks.groupby(visits["passage"].where(visits["passage"] != "", visits["id"])).max().fillna(0)


def test_the_planted_pair_is_found_and_no_other(walked: Build, me: Scope) -> None:
    answer = pain_pairs.pairs(walked, VISIT, me)
    (place,) = answer.chart["standing"]
    assert place == _at(answer, "queue", "farewell")
    assert answer.verdicts[place].code == "higher"
    assert answer.verdicts[_at(answer, "queue", "counter")].code == "cannot_be_told_apart"
    assert answer.footer.comparisons == 3
    title = verdicts.title(answer, View(language="en"))
    assert title.startswith("Queueing + Farewell fail together")


def test_counts_are_those_of_the_passages(walked: Build, me: Scope) -> None:
    answer, marks = pain_pairs.pairs(walked, VISIT, me), _marks()
    for first, second in (("queue", "counter"), ("queue", "farewell"), ("counter", "farewell")):
        value = answer.values[_at(answer, first, second)]
        used = marks[(marks[first] > 0) & (marks[second] > 0)]
        both = ((used[first] <= 2) & (used[second] <= 2)).sum()
        assert value.base == len(used)
        assert dict(value.parts) == {
            "first_pains": (used[first] <= 2).sum(),
            "second_pains": (used[second] <= 2).sum(),
            "both_pains": both,
        }
        lift = both * len(used) / ((used[first] <= 2).sum() * (used[second] <= 2).sum())
        assert answer.chart["lifts"][_at(answer, first, second)][0] == round(lift, 1)


def test_facts_say_what_the_mart_says_in_whole_per_cent(walked: Build, me: Scope) -> None:
    plain = pain_pairs.pairs(walked, VISIT, me)
    everyone = pain_pairs.pairs(walked, VISIT.with_members("channel", ("branch", "app", "hotline")), me)
    assert (plain.footer.source, everyone.footer.source) == ("mart", "facts")
    assert "freer_cut" in everyone.footer.notes
    for one, other in zip(plain.values, everyone.values, strict=True):
        assert one.base == other.base
        assert not other.parts
        if one.score is not None:
            assert other.score == round(one.score)
    assert [verdict.code for verdict in everyone.verdicts] == [verdict.code for verdict in plain.verdicts]
    assert everyone.verdicts[0].p_value is None


def test_a_step_nobody_rated_and_a_journey_of_one_step(walked: Build, me: Scope) -> None:
    answer = pain_pairs.pairs(walked, VISIT, me)
    for step in STEPS:
        place = _at(answer, step, "stairs")
        assert (answer.values[place].shown, answer.values[place].base) == ("hidden", 0)
        assert answer.verdicts[place].code == "too_few"
        assert answer.chart["lifts"][place] is None
    lone = pain_pairs.pairs(walked, EVERYTHING.with_members("journey", ("lone",)), me)
    assert lone.missing == "one_step"
    assert verdicts.missing(lone, View(language="en")).startswith("A journey of one step")
    assert pain_pairs.pairs(walked, replace(VISIT, period="2019"), me).missing == "no_responses"


def test_fewer_than_ten_with_both_pains_are_not_told(walked: Build, me: Scope) -> None:
    quarter = pain_pairs.pairs(walked, replace(VISIT, period="2026Q1"), me)
    marks = _marks()
    assert len(marks) > 0
    value = quarter.values[_at(quarter, "queue", "counter")]
    assert (value.base or 0) > 100
    assert value.shown == "hidden"
    assert not value.parts
    assert quarter.chart["lifts"][_at(quarter, "queue", "counter")] is None


def test_one_outlet_is_told_in_whole_points_or_not_at_all(walked: Build, me: Scope) -> None:
    shown = [
        value
        for unit in small_bank.OUTLETS
        for value in pain_pairs.pairs(walked, replace(VISIT, units=(unit,)), me).values
        if value.score is not None
    ]
    assert shown
    assert all(value.is_freer and not value.parts and (value.base or 0) >= 100 for value in shown)
    assert all(float(value.score or 0).is_integer() for value in shown)


def test_a_chosen_touchpoint_shows_fewer_pairs_and_changes_no_verdict(walked: Build, me: Scope) -> None:
    every = pain_pairs.pairs(walked, VISIT, me)
    some = pain_pairs.pairs(walked, VISIT.with_members("touchpoint", ("farewell",)), me)
    assert 0 < len(some.values) < len(every.values)
    told = {value.key: verdict for value, verdict in zip(every.values, every.verdicts, strict=True)}
    assert all(told[value.key] == verdict for value, verdict in zip(some.values, some.verdicts, strict=True))
    assert some.footer.comparisons == every.footer.comparisons


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_matrix_marks_what_stands_by_more_than_colour(walked: Build, me: Scope, language: str) -> None:
    answer = pain_pairs.pairs(walked, VISIT, me)
    told = list(draw(answer, View(language=language)).data[1].text)  # type: ignore[arg-type]
    standing = set(answer.chart["standing"])
    assert {at for at, text in enumerate(told) if "▲" in text} == standing
    assert all((text == "–") == (answer.values[at].score is None) for at, text in enumerate(told))
    assert len(draw(pain_pairs.pairs(walked, EVERYTHING, me), View()).data) == 2


def test_the_page_names_the_pair_and_drafts_it(monkeypatch: pytest.MonkeyPatch, root: Path, walked: Build) -> None:
    app = open_app(monkeypatch, root, "journeys", period="all", journey="visit")
    assert not app.exception
    assert len(figures(app)) == 2
    assert "排队等候 + 离店一起出问题" in words(app)
    app.button(key="draft-pair-queue-farewell").click().run()
    assert not app.exception
    (draft,) = drafts.waiting(open_ledger("small", root / "small"), local_user())
    assert (draft.kind, draft.page, draft.build) == ("pain_pair", "journeys", walked.id)
    assert (draft.numbers["touchpoint"], draft.numbers["with"]) == ("queue", "farewell")
    lone = open_app(monkeypatch, root, "journeys", period="all", journey="lone")
    assert not lone.exception
    assert "只有一步" in words(lone)
