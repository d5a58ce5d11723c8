"""What an answer costs, counted and not timed: few statements per page, and no fact table behind any family answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboard import pages
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import DIMENSIONS, Slice
from tests.dashboard import every
from tests.dashboard.opened import open_app

FAMILY = (
    Slice(period="all"),
    Slice(period="2025Q3", units=("r02", "o01"), members={"channel": ("app",)}),
    Slice(period="last_12", members={"touchpoint": ("queue",)}),
)
"""Whole periods, any units, one further dimension at most: what the marts are there for."""
MEASURES = ("nps", "satisfaction", "response_rate", "complaints_per_10k", "adoption_180d", "suggestions_submitted")
ONE_BY_ONE = ("fct_", "verbatim", "stg_", "raw_", "refused_row")
"""Tables with a row per person or event: only drill-downs and freer cuts may read them."""
DRILL_DOWNS = {
    "suggestions/unfinished": "the suggestions one by one, to be worked through",
    "complaints/open": "the complaints one by one, to be worked through",
    "complaints/of_cause": "the complaints behind a cause one by one",
    "data/refused_rows": "the rows themselves, as a file to take away",
    "pain_pairs/texts": "the comments behind a pair, one by one",
    "pain_scores/from_facts": "a touchpoint's pains and one dimension more are a freer cut",
    "drivers/from_facts": "what crosses, cuts a quarter or is one unit's alone has no groups of quarters to draw from",
    "pain_pairs/from_facts": "two touchpoints at once and one dimension more are a freer cut",
}
MOST_STATEMENTS = {"overview": 64}
"""On a page, from a cold start and with nothing chosen; 40 on all others. Overview looks at every measure by unit and
by journey before it says what changed and where it hurts."""
PAGES = sorted(
    file.stem for file in Path(pages.__file__).parent.glob("*.py") if file.stem not in ("__init__", "upload")
)
"""Every page but the one that loads files."""


@pytest.fixture(scope="module")
def asked(build: Build, me: Scope) -> dict[str, list[dict[str, Any]]]:
    """Every statement behind every family answer, with its parameters."""
    with every.recorded() as found:
        for one in every.answers():
            list(every.called(one, build, me, FAMILY, MEASURES))
    return found


def test_no_family_answer_reads_a_fact_table(build: Build, asked: dict[str, list[dict[str, Any]]]) -> None:
    for statement, calls in asked.items():
        if statement in DRILL_DOWNS:
            continue
        for parameters in [each for each in calls if not _crosses_two(each)][:2]:
            plan = build.plan(statement, parameters)
            assert not [table for table in ONE_BY_ONE if table in plan], statement


def _crosses_two(parameters: dict[str, Any]) -> bool:
    """Whether a filter and a grouping are two dimensions, or a filter and weeks: then it is a freer cut, whoever
    asked."""
    dimensions = {name for name in DIMENSIONS if parameters.get(f"any_{name}") is False}
    finer = {"week"} & {parameters.get("step", "")}
    return len((dimensions | {parameters.get("by", "")} | finer) - {"", "unit"}) > 1


def test_plans_say_which_tables_they_read(build: Build, me: Scope) -> None:
    """The test above can fail: two dimensions at once do read the facts, and their plan says so."""
    two = Slice(period="all", members={"channel": ("app",), "line": ("retail",)})
    with every.recorded() as found:
        for one in every.answers():
            list(every.called(one, build, me, (two,), ("nps",)))
    plans = [build.plan(statement, calls[0]) for statement, calls in found.items()]
    assert any("fct_response" in plan for plan in plans)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_few_statements(monkeypatch: pytest.MonkeyPatch, banks_root: Path, page: str) -> None:
    app = open_app(monkeypatch, banks_root)
    with every.recorded() as found:
        (app if page == "overview" else app.switch_page(f"pages/{page}.py")).run()
    assert not app.exception
    asked = {name: len(calls) for name, calls in found.items()}
    assert sum(asked.values()) <= MOST_STATEMENTS.get(page, 40), asked


def test_a_page_opened_again_asks_nothing(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    open_app(monkeypatch, banks_root)
    with monkeypatch.context() as patch:
        patch.setattr(Build, "_connection", None)
        app = open_app(monkeypatch, banks_root)
    assert not app.exception
