"""What goes along with recommending, in a bank in which we know what does; and what must not be told of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import verdicts
from dashboard.answers import driver_stability, drivers, journeys
from dashboard.answers.question import ask
from dashboard.components import drivers as components
from dashboard.components.context import Context
from dashboard.ledger import drafts, open_ledger
from dashboard.queries import drivers as queries
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.where import OutOfScopeError
from dashboard.scopes import Scope, local_user
from dashboard.slices import Period, Slice
from dashboard.values import Answer
from dashboard.views import View
from tests import driver_bank
from tests.dashboard.opened import ask as ask_panel
from tests.dashboard.opened import draw, figures, open_app, words
from tests.dashboard.slices_of import slices

ALL = Slice(period="all")
VISIT, APP = (ALL.with_members("journey", (journey,)) for journey in ("visit", "app"))
ANSWERS = (drivers.shares, drivers.importance, drivers.asymmetric, driver_stability.parts)
EN = View(language="en")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("drivers")
    driver_bank.make(root)
    return root


@pytest.fixture(scope="module")
def coupled(root: Path) -> Build:
    return open_build("small", root)


def _steps(answer: Answer) -> list[str | None]:
    return [value.of("touchpoint") for value in answer.values]


def _rated() -> pd.DataFrame:
    """The visits of the exports that count: a valid recommend answer and any rating; with the marks, nan not given."""
    service = driver_bank.exports()["service"]
    visits = service[(service["journey"] == "visit") & ~service["recommend"].isin(["", "11"])]
    marks = visits[["queue", "counter", "farewell", *driver_bank.MORE]].apply(pd.to_numeric)
    marks = marks.where((marks >= 1) & (marks <= 5))
    return marks.assign(recommend=visits["recommend"].astype(int)).dropna(how="all", subset=marks.columns)


def test_what_was_planted_is_found_in_its_order(coupled: Build, me: Scope) -> None:
    answer = drivers.shares(coupled, VISIT, me)
    assert _steps(answer)[:2] == ["queue", "counter"]
    assert answer.chart["ranks"][:2] == ((1, 1), (2, 2))
    queue, counter, *others = answer.values
    assert (queue.low or 0) > (counter.high or 0)
    assert (counter.low or 0) > max(other.high or 0 for other in others)
    assert sum(value.score or 0 for value in answer.values) == pytest.approx(100, abs=2)
    assert all(float(value.score or 0).is_integer() for value in answer.values)
    assert verdicts.title(answer, EN).startswith("Queueing goes along with recommending most: ")
    assert answer.footer.source == "mart"


def test_shares_and_bases_are_those_of_the_exports_by_least_squares(coupled: Build, me: Scope) -> None:
    """Independent: R² of numpy's least squares for every subset of the steps that take part, from the exports."""
    rated, answer = _rated(), drivers.shares(coupled, VISIT, me)
    steps = ["queue", "counter", "farewell", "stairs"]
    assert {value.of("touchpoint"): value.base for value in answer.values} == rated[steps].count().to_dict()
    assert answer.chart["explained"].base == len(rated)
    assert answer.chart["left_out"] == (("ramp", 99),)
    shares = of_every_subset(rated["recommend"], rated[steps])
    told = {value.of("touchpoint"): value.score for value in answer.values}
    expected = 100 * shares / shares.sum()
    assert [told[step] for step in steps] == expected.round().tolist()
    assert answer.chart["explained"].score == round(100 * shares.sum())
    beside = {each.of("touchpoint"): each.score for alone in answer.chart["correlations"] for each in alone}
    used = rated.dropna(subset=["queue"])
    assert beside["queue"] == round(100 * np.corrcoef(used["recommend"], used["queue"])[0, 1])


def of_every_subset(
    outcome: pd.Series, ratings: pd.DataFrame, groups: list[tuple[str, ...]] | None = None
) -> np.ndarray:
    """Shapley shares of R², rating and use together, each subset fitted by itself; ``groups`` join the players."""
    from itertools import combinations
    from math import comb

    y, players = outcome.to_numpy(float), groups or [(step,) for step in ratings]
    total = ((y - y.mean()) ** 2).sum()

    def explained(subset: tuple[tuple[str, ...], ...]) -> float:
        columns = [np.ones(len(y))]
        for step in (each for player in subset for each in player):
            columns += [ratings[step].notna().to_numpy(float), ratings[step].fillna(0).to_numpy(float)]
        x = np.column_stack(columns)
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        return float(1 - (left**2).sum() / total)

    known = {each: explained(each) for size in range(len(players) + 1) for each in combinations(players, size)}
    shares = np.zeros(len(players))
    for at, player in enumerate(players):
        for subset, r_squared in known.items():
            if player not in subset:
                joined = tuple(each for each in players if each in (*subset, player))
                weight = 1 / (len(players) * comb(len(players) - 1, len(subset)))
                shares[at] += weight * (known[joined] - r_squared)
    return shares


def test_steps_rated_alike_are_named_and_count_as_one(coupled: Build, me: Scope) -> None:
    answer = drivers.shares(coupled, APP, me)
    ((first, second),) = answer.chart["groups"]
    assert {first, second} == {"login", "transfer"}
    assert _steps(answer) == [first, "help"]
    assert verdicts.member("touchpoint", first, EN, answer) in ("Login + Transfer", "Transfer + Login")
    assert len(answer.chart["correlations"][0]) == 2
    mapped = drivers.importance(coupled, APP, me)
    assert {value.of("touchpoint") for value in mapped.values} <= {"login", "transfer", "help"}


@settings(max_examples=25)
@given(chosen=slices(), months=st.integers(0, 23), length=st.integers(1, 24))
def test_the_mart_sums_are_those_of_the_facts(
    coupled: Build, me: Scope, chosen: Slice, months: int, length: int
) -> None:
    first = pd.Timestamp("2024-10-01") + pd.DateOffset(months=months)
    last = min(first + pd.DateOffset(months=length - 1), pd.Timestamp("2026-09-01"))
    period = Period(first.date(), last.date())
    steps = ("queue", "counter", "farewell", "stairs")
    asked = ask("test", "nps", coupled, replace(chosen, members={}), me).where
    told = queries.by_group(coupled, asked, "satisfaction", "visit", steps, period)
    everyone = replace(asked, members={"channel": ("branch", "app", "hotline")})
    facts = queries.by_group(coupled, everyone, "satisfaction", "visit", steps, period)
    assert facts.read_facts
    one, other = told.of(), facts.of()
    for name in ("products", "marks"):
        sums = [getattr(each, name).sum(axis=0) for each in (one, other)]
        assert np.array_equal(*sums), name
    assert np.array_equal(one.squares, other.squares)


def test_the_mart_is_read_for_whole_quarters_and_only_then(coupled: Build, me: Scope) -> None:
    assert drivers.shares(coupled, replace(VISIT, period="2025"), me).footer.source == "mart"
    for chosen in (
        replace(VISIT, period="2025-02..2025-12"),
        replace(VISIT, period="2025Q2"),  # eight outlets in one quarter are too few groups to draw from
        replace(VISIT, as_of=date(2026, 8, 20)),
        VISIT.with_members("channel", ("branch", "app")),
    ):
        answer = drivers.shares(coupled, chosen, me)
        assert (answer.missing, answer.footer.source) == (None, "facts"), chosen


def test_what_narrows_is_told_in_steps_and_from_a_hundred_on(coupled: Build, me: Scope) -> None:
    for chosen in (VISIT.with_members("channel", ("app",)), replace(VISIT, units=("r01",))):
        answer = drivers.shares(coupled, chosen, me)
        assert "freer_cut" in answer.footer.notes
        for value in (*answer.values, answer.chart["explained"]):
            step = -(-1000 // (value.base or 1))
            assert value.is_freer
            assert (value.base or 0) >= 100
            assert (value.score or 0) % step == (value.low or 0) % step == 0


def test_touchpoints_of_a_hundred_take_part_and_of_less_do_not(coupled: Build, me: Scope) -> None:
    answer = drivers.shares(coupled, VISIT, me)
    assert [value.base for value in answer.values if value.of("touchpoint") == "stairs"] == [100]
    assert "ramp (99)" in " ".join(_told(answer))
    assert "attic" not in " ".join(_told(answer))


def _told(answer: Answer) -> tuple[str, ...]:
    from dashboard.driver_words import shares_sentences

    return shares_sentences(answer, EN)


def test_what_cannot_be_told_says_why(coupled: Build, me: Scope) -> None:
    known = {
        replace(VISIT, period="2019"): "no_responses",
        ALL.with_members("journey", ("lone",)): "no_touchpoints",
        VISIT.with_members("channel", ("hotline",)): "all_alike",
        replace(VISIT, period="2025-05", units=("o07",)): "one_touchpoint",
        replace(ALL, survey="counter"): "not_asked",
    }
    for chosen, missing in known.items():
        for one in ANSWERS:
            answer = one(coupled, chosen, me)
            if one is driver_stability.parts and answer.missing != missing:
                assert chosen.units or chosen.period == "2019"  # it looks at all months up to the period's end
                continue
            assert answer.missing == missing, (chosen, one)
            assert not answer.values
            assert verdicts.missing(answer, View())


def test_what_is_important_and_weak_comes_first(coupled: Build, me: Scope) -> None:
    answer = drivers.importance(coupled, VISIT, me)
    assert _steps(answer)[:2] == ["queue", "counter"]
    shares = {value.of("touchpoint"): value for value in drivers.shares(coupled, VISIT, me).values}
    assert all(shares[value.of("touchpoint")] == value for value in answer.chart["importance"])
    steps = {value.of("touchpoint"): value for value in journeys.steps(coupled, VISIT, me).values}
    assert all(steps[value.of("touchpoint")] == value for value in answer.values)
    assert set(answer.chart["zones"]) <= {"improve", "keep", "low_priority", "more_than_needed", "undetermined"}


def test_touchpoints_keep_the_numbers_of_their_journey(coupled: Build, me: Scope) -> None:
    """On the map, in its key and in the table, as on the page of journeys; whatever comes first."""
    answer = drivers.importance(coupled, VISIT, me)
    place = {value.of("touchpoint"): at for at, value in enumerate(journeys.steps(coupled, VISIT, me).values, 1)}
    numbers = [place[step] for step in _steps(answer)]
    assert list(answer.chart["numbers"]) == numbers
    (dots,) = draw(answer, EN).data
    assert list(dots.text) == [str(number) for number in numbers]
    context = Context(coupled, catalogue(coupled, me), VISIT, me, EN)
    assert [row["No."] for row in components._importance_rows(answer, context)] == numbers


def test_failure_and_delight(coupled: Build, me: Scope) -> None:
    answer = drivers.asymmetric(coupled, VISIT, me)
    rated = _rated()
    # stairs and ramp have no low marks
    assert _steps(answer)[::2] == ["queue", "counter", "farewell"]
    marks = [(rated[step] <= 2, rated[step] >= 4) for step in ("queue", "counter", "farewell")]
    x = np.column_stack([np.ones(len(rated)), *(side.to_numpy(float) for both in marks for side in both)])
    beta = np.linalg.lstsq(x, rated["recommend"].to_numpy(float), rcond=None)[0]
    told = [value.score for value in answer.values]
    assert told == pytest.approx((np.array([-1, 1] * 3) * 10 * beta[1:]).round().tolist())
    assert {name for name, _ in answer.chart["left_out"]} == {"stairs", "ramp"}
    assert answer.chart["kinds"][0] == "performance"


def test_it_holds_in_every_region_and_year(coupled: Build, me: Scope) -> None:
    answer = driver_stability.parts(coupled, VISIT, me)
    told = answer.chart["parts"]
    assert {part for part in told if part[0] == "year"} == {("year", "2024"), ("year", "2025"), ("year", "2026")}
    assert {part for part in told if part[0] == "unit"} == {("unit", "r01"), ("unit", "r02"), ("unit", "r03")}
    assert answer.chart["leads"] == told
    for value in answer.values:
        assert (value.score is None) == ((value.base or 0) < 100)
        assert value.is_freer == (value.of("unit") is not None)
    assert answer.footer.period == Period(date(2024, 10, 1), date(2026, 9, 1))


def test_a_region_sees_itself_and_the_banks_figures(coupled: Build, me: Scope) -> None:
    east = Scope(person="east", visible=frozenset({"r01", "o01", "o02", "o03"}))
    assert drivers.shares(coupled, VISIT, east).values == drivers.shares(coupled, VISIT, me).values
    parts = driver_stability.parts(coupled, VISIT, east)
    assert {member for name, member in parts.chart["parts"] if name == "unit"} == {"r01"}
    everyone = {value.key: value for value in driver_stability.parts(coupled, VISIT, me).values}
    assert all(everyone[value.key] == value for value in parts.values)
    for one in ANSWERS:
        with pytest.raises(OutOfScopeError):
            one(coupled, replace(VISIT, units=("r02",)), east)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_figure_is_drawn_and_no_zone_rests_on_colour(coupled: Build, me: Scope, language: str) -> None:
    view = View(language=language)  # type: ignore[arg-type]
    for one in ANSWERS:
        answer = one(coupled, VISIT, me)
        assert draw(answer, view).data
        assert verdicts.title(answer, view)
    mapped = drivers.importance(coupled, VISIT, me)
    symbols = list(draw(mapped, view).data[0].marker.symbol)
    assert (
        len({*zip(mapped.chart["zones"], symbols, strict=True)}) == len(set(mapped.chart["zones"])) == len(set(symbols))
    )


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_page_tells_and_drafts(monkeypatch: pytest.MonkeyPatch, root: Path, coupled: Build, lang: str) -> None:
    app = open_app(monkeypatch, root, "drivers", period="all", journey="visit", lang=lang)
    assert not app.exception
    assert len(figures(app)) == 4
    told = words(app)
    assert ("没用过" if lang == "zh_CN" else "not having used it is a state of its own") in told
    assert "drives" not in told
    assert ("与推荐最相关的是排队等候" if lang == "zh_CN" else "Queueing goes along with recommending most") in told
    before = len(drafts.waiting(open_ledger("small", root / "small"), local_user()))
    ask_panel(app, "panel-shares", "draft")
    assert not app.exception
    (*_, draft) = sorted(
        drafts.waiting(open_ledger("small", root / "small"), local_user()), key=lambda each: each.made_at
    )
    assert draft.page == "drivers"
    assert draft.build == coupled.id
    assert len(drafts.waiting(open_ledger("small", root / "small"), local_user())) == before + 1


def test_the_page_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    for address in ({"period": "2019"}, {"survey": "counter"}, {"journey": "lone", "period": "all"}):
        app = open_app(monkeypatch, root, "drivers", **address)
        assert not app.exception, address
        assert not figures(app), address


@pytest.mark.parametrize("unit", ["o06", "o07"])
def test_an_outlet_that_is_small_says_so(coupled: Build, me: Scope, unit: str) -> None:
    for one in ANSWERS:
        for value in one(coupled, replace(VISIT, units=(unit,)), me).values:
            assert value.score is None or (value.base or 0) >= 100 or value.measure == "satisfaction"
