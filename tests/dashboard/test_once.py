"""Answers are worked out once for all who may see the same, and for nobody else."""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.answers import headline, question, trend
from dashboard.queries import builds
from dashboard.queries.builds import Build, once_per_build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests import small_bank
from tests.dashboard import every

QUARTER = Slice(period="2026Q3")


@pytest.fixture
def served(build: Build) -> Build:
    """The build as it is served: other tests open more than are kept open, and of those nothing is kept."""
    builds.forget()
    return open_build(build.bank, build.folder.parent)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the questions that were asked of the build."""
    asked: list[str] = []
    ask = question.ask

    def noted(name: str, *arguments: Any, **named: Any) -> Any:
        asked.append(name)
        return ask(name, *arguments, **named)

    monkeypatch.setattr(headline, "ask", noted)
    return asked


def test_every_answer_is_worked_out_once() -> None:
    """A new one as well: without the mark it would be worked out at every click."""
    unmarked = {
        one.name
        for one in every.answers()
        if inspect.signature(one.call).return_annotation == "Answer" and not hasattr(one.call, "__wrapped__")
    }
    assert unmarked == set()


def test_a_second_asking_works_nothing_out(served: Build, me: Scope, questions: list[str]) -> None:
    first = headline.of("nps", served, QUARTER, me)
    assert questions
    questions.clear()
    assert headline.of("nps", served, QUARTER, me) is first
    assert headline.of("nps", build=served, chosen=QUARTER, scope=me) is first
    assert not questions
    assert headline.of("nps", served, Slice(period="2026Q2"), me) is not first
    builds.forget()
    assert headline.of("nps", served, QUARTER, me) == first
    assert questions


def test_a_default_is_the_same_as_what_it_stands_for(served: Build, me: Scope) -> None:
    first = trend.control("nps", served, QUARTER, me)
    assert trend.control("nps", served, QUARTER, me, "month", baselines=[]) is first
    assert trend.control("nps", served, QUARTER, me, "quarter") is not first


def test_who_may_see_the_same_is_told_the_same_and_nobody_else(served: Build, me: Scope) -> None:
    first = headline.of("nps", served, QUARTER, me)
    assert headline.of("nps", served, QUARTER, replace(me, person="another")) is first
    fewer = (
        replace(me, visible=frozenset({"r01"})),
        replace(me, lines=frozenset({"retail"})),
        replace(me, may_read_verbatims=False),
        replace(me, visible=frozenset({"r01"}), sees_bank=False, mine=("r01",)),
    )
    assert all(headline.of("nps", served, QUARTER, scope) is not first for scope in fewer)
    assert headline.of("nps", served, QUARTER, fewer[-1]).values[0].base < first.values[0].base  # type: ignore[operator]


def test_what_is_worked_out_never_learns_who_asked(served: Build, me: Scope) -> None:
    heard: list[Scope] = []

    @once_per_build(cells=1)
    def look(build: Build, scope: Scope) -> int:
        heard.append(scope)
        return len(build.id)

    look(served, replace(me, person="somebody"))
    assert heard == [replace(me, person="")]


def test_a_newer_build_is_asked_anew(tmp_path: Path, small_copy: small_bank.Copy, served: Build, me: Scope) -> None:
    first = headline.of("nps", served, QUARTER, me)
    small_copy(tmp_path)
    other = open_build("small", tmp_path)
    assert headline.of("nps", other, QUARTER, me) is not first
