"""A scope of one region: its units by name and no others, in every query and answer; the bank's figures stay so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.answers import peers, reinspection
from dashboard.queries import nodes
from dashboard.queries.builds import Build
from dashboard.queries.where import OutOfScopeError, Where, where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Released
from tests.dashboard import every

REGION = frozenset({"r01", "o01", "o02", "o03"})
"""East; o05 once lay in West and lies in South."""
EAST = Scope(person="east", visible=REGION)
FOREIGN = frozenset({"hq", "r02", "r03", "o04", "o05", "o06", "o07", "o08"})
FOREIGN_NAMES = frozenset(
    {"西区分行", "West", "南区分行", "South", "新村支行", "Xincun", "车站支行", "Station", "古镇支行", "Old Town"}
    | {"码头支行", "Harbour"}
)
"""Head office is the beginning of the path of every unit and its name no secret; two outlets are called 营业部."""
MEASURES = ("nps", "satisfaction", "response_rate", "complaints_per_10k", "adoption_180d", "suggestions_submitted")
WHOLE = Slice(period="all")
SLICES = (WHOLE, Slice(period="2026Q2", members={"channel": ("app",)}), Slice(period="2025", units=("r01",)))
REFUSED = ("cut_too_fine", "too_few_alone")
LOOKS_AT_NO_CHOSEN_UNIT = {
    "answers.data_volume.by_month": "answers to a survey as a whole",
    "answers.peers.of": "about the unit of its own argument; tested below",
    "answers.reinspection.reinspect": "about the unit of its own argument; tested below",
}
NAMES_THE_ROOT = {"queries.happenings.roots": "which unit the whole bank's target is set for; nothing of it is shown"}


def _foreign(value: Any) -> set[str]:
    return {text for text in every.strings(value) if text in FOREIGN or any(name in text for name in FOREIGN_NAMES)}


@pytest.mark.parametrize("one", every.queries(), ids=lambda one: one.name)
def test_no_query_names_a_unit_outside_the_scope(build: Build, one: every.Found) -> None:
    for arguments, found in every.called(one, build, EAST, SLICES, ("nps",)):
        if isinstance(found, Where):
            # which units stand beside one's own is needed to know whether a pool is whole, and leaves no query
            found = replace(found, parents={})
        if one.name not in NAMES_THE_ROOT:
            assert not _foreign(found), arguments


@pytest.mark.parametrize("one", every.answers(), ids=lambda one: one.name)
def test_no_answer_names_a_unit_outside_the_scope(build: Build, one: every.Found) -> None:
    for arguments, found in every.called(one, build, EAST, SLICES, MEASURES):
        # a refusal repeats what was asked for
        assert isinstance(found, PermissionError) or not _foreign(found), arguments


@pytest.mark.parametrize("one", every.answers(), ids=lambda one: one.name)
def test_no_answer_is_given_about_a_unit_outside_the_scope(build: Build, one: every.Found) -> None:
    for chosen in (Slice(units=("r02",)), Slice(units=("r01", "o07")), Slice(units=("hq",))):
        if one.name in LOOKS_AT_NO_CHOSEN_UNIT:
            continue
        with pytest.raises(OutOfScopeError):
            list(every.called(one, build, EAST, (chosen,), ("nps",)))


@pytest.mark.parametrize("unit", ["o07", "r02", "hq"])
def test_nobody_is_told_of_the_unit_of_an_argument_outside_the_scope(build: Build, unit: str) -> None:
    with pytest.raises(OutOfScopeError):
        peers.of(unit, build, WHOLE, EAST)
    with pytest.raises(OutOfScopeError):
        reinspection.reinspect(reinspection.Subject("nps", unit, date(2025, 12, 15)), build, WHOLE, EAST)


def test_the_words_that_are_looked_for_are_there_without_a_scope(build: Build, me: Scope) -> None:
    """The test above can fail: the local user does see the other units."""
    found: set[str] = set()
    for one in (*every.queries(), *every.answers()):
        for _, outcome in every.called(one, build, me, (WHOLE,), ("nps",)):
            found |= _foreign(outcome)
    assert {"r02", "r03", "西区分行", "West"} <= found


def _by_name(values: Iterable[Released]) -> dict[Any, Released]:
    return {value.key: value for value in values}


@pytest.mark.parametrize("one", every.answers(), ids=lambda one: one.name)
def test_figures_of_the_bank_are_the_banks_for_everyone(build: Build, me: Scope, one: every.Found) -> None:
    """Nothing chosen: totals, limits and everything that is not a unit's own is the same, and so is one's own unit."""
    mine = every.called(one, build, EAST, SLICES[:2], MEASURES)
    everybodys = every.called(one, build, me, SLICES[:2], MEASURES)
    for (arguments, seen), (_, whole) in zip(mine, everybodys, strict=True):
        if isinstance(seen, PermissionError) or (isinstance(seen, Answer) and seen.missing in REFUSED):
            continue  # refused, and no other number in its place
        if not isinstance(seen, Answer) or not isinstance(whole, Answer):
            assert type(seen) is type(whole)
            continue
        told = _by_name(whole.values)
        for value in seen.values:
            # a unit that stands among "others" for who sees all of them is a free choice for who sees it alone
            if value.of("unit") and value.key not in told:
                assert value.is_freer, arguments
            else:
                assert value == told[value.key], arguments
        if not any(value.of("unit") for value in (*seen.values, *whole.values)):
            assert (seen.values, seen.verdicts, seen.missing) == (whole.values, whole.verdicts, whole.missing)
        for name in ("centre", "lower", "upper", "sigma_z", "target", "limits", "ranked", "apart", "apart_by_luck"):
            assert seen.chart.get(name) == whole.chart.get(name), (arguments, name)
        verdicts = dict(zip(whole.chart.get("compared", ()), whole.verdicts, strict=False))
        for unit, verdict in zip(seen.chart.get("compared", ()), seen.verdicts, strict=False):
            assert verdict == verdicts[unit], arguments


def test_a_question_that_slipped_past_the_check_finds_nothing(build: Build) -> None:
    """Every statement narrows by itself: even parameters that nobody should have made name no other unit."""
    base = where(build, WHOLE, EAST, "service", "unit")
    slipped = [
        replace(base, units=("r02",), shown_units=("r02", "o04"), own_units=("r02",)),
        replace(base, units=("r01", "r03"), shown_units=tuple(sorted(FOREIGN | REGION)), own_units=("r01", "r03")),
        replace(base, units=(), shown_units=tuple(sorted(FOREIGN | REGION)), own_units=("hq",)),
    ]
    more = {"kind": "satisfaction", "any_rated": True, "rated": [], "most_words": 20, "least": 2, "most_texts": 5}
    more |= {"any_of_journey": True, "of_journeys": [], "first": "queue", "second": "farewell"}
    more |= {"of_journey": "visit", "most_groups": 1000, "cause": "rules"}
    more |= dict.fromkeys(("source", "score_group", "word", "theme"), "")
    for asked in slipped:
        found = nodes.counted(build, asked.units, asked.visible, asked.shown_units, asked.own_units)
        assert set(found.group.values()) <= REGION
    narrowed = [name for name in sorted(every.statements()) if "-- include placed" in _text(name)]
    assert len(narrowed) >= 10
    for name in narrowed:
        for asked in slipped:
            days = {"first_month": every.SPAN.first, "last_month": every.SPAN.last}
            days |= {"first_day": every.SPAN.first, "last_day": every.SPAN.end, "begun_on": every.SPAN.first}
            rows = build.rows(name, asked.parameters(**more, **days))
            if "unit_id" in rows:
                assert set(rows["unit_id"]) <= REGION, name


BY_NODE = {
    "release/grain",
    *(f"{name}/{which}" for name in ("responses", "ratings", "index") for which in ("of_parents", "of_leaves")),
    *(f"{name}/of_days" for name in ("responses", "ratings")),
}
"""Statements that read the nodes which ``queries.nodes.counted`` gives, and no others."""
REFERENCE = {
    "build_info": "the bank itself",
    "recorded": "whether the bank records a thing at all",
    "breaks": "of questions",
    "complaints/counted_months": "months, bank-wide",
    "complaints/published": "other banks' figures, as published",
    "data/counts_aside": "how much is known twice, bank-wide",
    "attributes/dated": "what units may become, without any unit",
    "assessment/editions": "the rules of the assessment, the bank's own",
    "assessment/indicators": "the rules of the assessment",
    "index/nodes": "the tree of the index, the bank's own",
    "drivers/asked": "which touchpoints a survey rates, bank-wide",
    "index/register": "the trees of the index",
    "units/nodes": "the tree itself; narrowed in queries.nodes, tested above",
    "release/classes": "which members stand together, the same for all units",
    "release/spans": "the calendar of what may be shown",
    "voices/theme_list": "the themes themselves",
    "complaints/coverage": "months with complaints, bank-wide",
    "catalogue/measures": "the register",
    "catalogue/members": "what may be chosen beside units",
    "catalogue/months": "months with answers, bank-wide",
    "catalogue/rules": "the register",
    "catalogue/surveys": "the surveys",
    "catalogue/touchpoints": "journeys and their steps",
    "catalogue/units": "narrowed in queries.catalogue; tested above",
    "units/below": "which units lie below which; narrowed in queries.where",
    "targets": "of the units looked at, or the bank's",
    "events": "narrowed in queries.happenings",
    "data/columns": "what columns mean",
    "data/contracts": "what may be handed over",
    "data/loads": "the files of the bank",
    "data/overlaps": "of surveys as a whole",
    "data/refusals": "of files",
    "data/refused_rows": "of files, masked",
    "data/tables": "of the build itself",
    "data/volume": "of a survey, bank-wide",
}
"""Statements without units, or narrowed by the function that asks; every other one narrows by itself."""


def test_every_statement_narrows_by_scope_or_is_known_to_be_of_the_bank() -> None:
    for name in every.statements():
        is_narrow = "-- include placed" in _text(name) or name in BY_NODE
        assert is_narrow != (name in REFERENCE), name
    assert set(REFERENCE) <= every.statements()


def _text(statement: str) -> str:
    return (every.SQL / f"{statement}.sql").read_text(encoding="utf-8")
