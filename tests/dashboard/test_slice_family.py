"""What may be asked: grains, pools and classes of the build, as the answers keep them; refusals say what to widen."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from dashboard import __main__ as terminal
from dashboard.answers import headline, series, standing, trend
from dashboard.answers.question import ask
from dashboard.queries.builds import Build, open_build
from dashboard.queries.where import counted_nodes
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.values import Answer
from tests import small_bank

ME = local_user()
MONTHS = pd.date_range("2025-01-01", "2025-12-01", freq="MS")
PLAN: dict[str, tuple[int, ...]] = {
    "o01": (100,) * 12,
    "o02": (40,) * 12,  # the smallest that is shown beside o03, which it joins: by year
    "o03": (2,) * 12,  # by year
    "o04": (10,) * 10 + (12, 10),  # by month, exactly at the limit
    "o05": (8,) * 6 + (0,) * 6,  # by quarter; closed after half a year, it is judged by the months it was open
    "o06": (7, 7, 9) * 2 + (12,) * 6,  # by quarter
    "o07": (0,) * 11 + (9,),  # never
    "o08": (12,) * 12,  # never: it stands with o07, which otherwise were the rest of r03
}
"""Outlet -> answers by month of 2025. o01–o03 are in r01, o04–o06 in r02 (o05 until it moves), o07 and o08 in r03."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A bank with exactly the answers of ``PLAN``; every fourth is a detractor, weights 0.5 and 1.5 in turn."""
    root = tmp_path_factory.mktemp("family")
    tables = small_bank.tables(responses=sum(map(sum, PLAN.values())))
    wanted = [
        (outlet, month) for outlet, counts in PLAN.items() for month, count in zip(MONTHS, counts, strict=True)
        for _ in range(count)
    ]  # fmt: skip
    service = tables["service"].iloc[: len(wanted)].reset_index(drop=True)
    service["unit"] = [outlet for outlet, _ in wanted]
    service["answered"] = [f"{month:%Y-%m}-15 10:30:00" for _, month in wanted]
    service["invited"] = [f"{month:%Y-%m}-14" for _, month in wanted]
    service["recommend"] = np.where(np.arange(len(wanted)) % 4 == 0, "3", "10")
    service["weight"] = np.where(np.arange(len(wanted)) % 2 == 0, 0.5, 1.5)
    service["status"] = np.where(np.arange(len(wanted)) % 5 == 0, "partial", "complete")
    service["channel"] = np.where(np.arange(len(wanted)) % 3 == 0, "app", "branch")
    service.loc[:10, "channel"] = "hotline"
    tables["service"] = service
    small_bank.make(root, "planned", tables)
    return open_build("planned", root)


def _of(build: Build, unit: str, period: str, scope: Scope = ME) -> Answer:
    return headline.of("nps", build, Slice(units=(unit,), period=period), scope)


@pytest.mark.parametrize(
    ("unit", "period", "shown", "low_base"),
    [
        ("o04", "2025-03", "interval", False),
        ("o04", "2025Q1", "score", True),
        ("o01", "2025-03", "score", False),
        ("o02", "2025", "score", False),
        ("o03", "2025", "interval", False),
        ("o05", "2025Q2", "interval", False),
        ("o05", "2025", "score", True),
        ("o06", "2025Q4", "score", True),
    ],
)
def test_a_unit_is_shown_in_its_grain_and_in_longer_steps(
    planned: Build, unit: str, period: str, shown: str, low_base: bool
) -> None:
    answer = _of(planned, unit, period)
    now = answer.values[0]
    assert (answer.missing, now.shown, now.low_base, now.is_freer) == (None, shown, low_base, False)


@pytest.mark.parametrize(
    ("unit", "period", "widen"),
    [
        ("o06", "2025-02", ("quarter",)),
        ("o06", "2025-02..2025-04", ("year",)),
        ("o03", "2025-03", ("year",)),
        ("o03", "2025Q3", ("year",)),
        ("o07", "2025", ("unit",)),
    ],
)
def test_outside_its_grain_a_unit_is_refused_and_told_what_is_wide_enough(
    planned: Build, unit: str, period: str, widen: tuple[str, ...]
) -> None:
    answer = _of(planned, unit, period)
    assert answer.missing == "too_few_alone"
    assert answer.chart["widen"] == widen
    assert all((value.score, value.low, value.high) == (None, None, None) for value in answer.values)


def test_units_that_may_not_be_shown_alone_stand_together_as_others(planned: Build) -> None:
    answer = series.by("nps", "unit", planned, Slice(units=("r03",), period="2025"), ME)
    named = {value.of("unit"): value for value in answer.values}
    # o07 never reached the limit: its sibling stands with it, so that it cannot be had by subtraction
    assert dict(answer.chart["pooled"]) == {"others:r03": ("o07", "o08")}
    pool = named["others:r03"]
    whole = _of(planned, "r03", "2025").values[0]
    assert (pool.shown, pool.score) == ("pooled", whole.score)
    assert sum(value.base or 0 for value in answer.values) == whole.base
    assert "pooled" in answer.footer.notes
    assert answer.labels["unit", "others:r03"] == ("南区分行的其他机构", "Others of South")


@pytest.mark.parametrize("units", [(), ("r03",)])
def test_units_of_a_level_stand_together_as_the_unit_above_shows_them(planned: Build, units: tuple[str, ...]) -> None:
    answer = standing.of("nps", "网点", planned, Slice(units=units, period="2025"), ME)
    named = dict(zip(answer.chart["compared"], zip(answer.values, answer.verdicts, strict=True), strict=True))
    assert dict(answer.chart["pooled"]) == {"others:r03": ("o07", "o08")}
    pool, verdict = named["others:r03"]
    whole = _of(planned, "r03", "2025").values[0]
    assert (pool.shown, pool.base, verdict.code) == ("pooled", whole.base, "too_few")
    assert not {"o07", "o08"} & set(named)
    place = answer.chart["compared"].index("others:r03")
    assert [answer.chart[name][place] for name in ("shrunken", "places", "bottom", "worst")] == [
        None,
        None,
        None,
        False,
    ]
    assert answer.labels["unit", "others:r03"] == ("南区分行的其他机构", "Others of South")


def test_a_pool_is_shown_to_who_may_see_the_unit_above_and_all_in_it(planned: Build) -> None:
    chosen = Slice(units=("r03",), period="2025")
    may = Scope("region", frozenset({"r03", "o05", "o07", "o08"}))
    for answer in (series.by("nps", "unit", planned, chosen, may), standing.of("nps", "网点", planned, chosen, may)):
        assert [value.shown for value in answer.values if value.is_pooled] == ["pooled"]
    part = Scope("some", frozenset({"r03", "o07"}))
    told = standing.of("nps", "网点", planned, chosen, part)
    assert not any(value.is_pooled or value.score is not None for value in told.values)


def test_an_outlet_of_twelve_answers_is_its_interval_and_is_not_ranked(planned: Build) -> None:
    answer = standing.of("nps", "网点", planned, Slice(period="2025-11"), ME)
    place = answer.chart["compared"].index("o04")
    value = answer.values[place]
    assert (value.base, value.shown, value.score) == (12, "interval", None)
    assert value.low is not None
    assert value.high is not None
    assert answer.verdicts[place].code == "too_few"
    assert [answer.chart[name][place] for name in ("shrunken", "places", "bottom", "worst")] == [
        None,
        None,
        None,
        False,
    ]
    assert answer.chart["ranked"] == sum(each.shown == "score" for each in answer.values)


def test_every_row_by_unit_is_a_unit_or_a_pool_of_ten_and_adds_up(build: Build) -> None:
    for units in ((), ("r01",), ("r02",), ("r03",)):
        for period in ("2025-05", "2025Q2", "2025", "2026-02", "2026Q1"):
            chosen = Slice(units=units, period=period)
            answer = series.by("nps", "unit", build, chosen, ME)
            whole = headline.of("nps", build, chosen, ME).values[0]
            if whole.is_freer:
                continue
            assert sum(value.base or 0 for value in answer.values) == whole.base
            assert all((value.base or 0) >= 10 and not value.is_freer for value in answer.values)


def test_a_moved_unit_keeps_its_history_and_its_grain_in_each_place(build: Build) -> None:
    under = {
        region: series.by("nps", "unit", build, Slice(units=(region,), period="2025"), ME) for region in ("r02", "r03")
    }
    rows = {region: {value.of("unit"): value.base for value in answer.values} for region, answer in under.items()}
    moved = _of(build, small_bank.MOVED, "2025").values[0]
    assert small_bank.MOVED in rows["r02"]
    told = rows["r03"].get(small_bank.MOVED)
    pooled = small_bank.MOVED in under["r03"].chart["pooled"].get("others:r03", ())
    assert told is not None or pooled
    if told is not None:
        assert rows["r02"][small_bank.MOVED] + told == moved.base  # type: ignore[operator]


def test_months_are_drawn_as_quarters_where_only_those_may_be_shown(planned: Build) -> None:
    chart = trend.control("nps", planned, Slice(units=("o06",), period="2025"), ME)
    assert chart.chart["step"] == "quarter"
    assert [value.key for value in chart.values] == [(("quarter", f"2025Q{at}"),) for at in (1, 2, 3, 4)]
    assert [value.base for value in chart.values] == [23, 23, 36, 36]
    by_month = series.by("nps", "month", planned, Slice(units=("o06",), period="2025"), ME)
    assert by_month.chart["dimension"] == "quarter"
    assert trend.control("nps", planned, Slice(units=("o01",), period="2025"), ME).chart["step"] == "month"


def test_groups_of_time_are_drawn_in_longer_steps_and_never_put_together_as_others(build: Build) -> None:
    for members in ({"product": ("savings",)}, {"tier": ("affluent",)}, {"age_band": ("",)}):
        for units in ((), ("r02",), ("o03",)):
            for by in ("month", "quarter", "year"):
                answer = series.by("nps", by, build, Slice(period="all", units=units, members=members), ME)
                assert not answer.chart["pooled"]
                assert not any(value.is_pooled for value in answer.values)


def test_members_under_the_limit_are_merged_and_never_left_out(planned: Build) -> None:
    answer = series.by("nps", "channel", planned, Slice(period="2025"), ME)
    rows = {value.of("channel"): value for value in answer.values}
    assert sum(value.base or 0 for value in rows.values()) == sum(map(sum, PLAN.values()))
    # eleven answers by hotline, all in one month: enough of them, whatever the other months hold
    assert all((value.base or 0) >= 10 for value in rows.values())


def test_a_set_that_splits_a_pool_is_a_freer_cut(planned: Build) -> None:
    freer = headline.of("nps", planned, Slice(units=("o07", "o01"), period="2025-12"), ME).values[0]
    assert (freer.is_freer, freer.shown, freer.base) == (True, "score", 109)
    assert freer.score == round(freer.score or 0.5)
    assert not freer.parts
    under = headline.of("nps", planned, Slice(units=("o07", "o04"), period="2025-12"), ME)
    assert (under.values[0].base, under.values[0].shown, under.missing) == (19, "hidden", "too_few_alone")
    union = headline.of("nps", planned, Slice(units=("o01", "o04"), period="2025-12"), ME).values[0]
    assert (union.is_freer, union.base) == (False, 110)


def test_what_is_pooled_or_refused_is_said_alike_on_screen_in_json_and_as_text(
    planned: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(planned.path.parents[2]))

    def told(*arguments: str) -> str:
        assert terminal.main([*arguments, "--bank", "planned", "--lang", "en"]) == terminal.ANSWERED
        return capsys.readouterr().out

    pooled = json.loads(told("nps", "--by", "unit", "--unit", "r03", "--period", "2025", "--json"))
    row = next(value for value in pooled["values"] if value["unit"].startswith("others:"))
    assert row["shown"] == "pooled"
    assert row["unit"] in pooled["pooled"]
    assert "Others of South" in told("nps", "--by", "unit", "--unit", "r03", "--period", "2025")
    refused = json.loads(told("nps", "--unit", "o06", "--period", "2025-02", "--json"))
    assert (refused["missing"], refused["widen"]) == ("too_few_alone", ["quarter"])
    assert refused["values"][0]["score"] is None
    assert "choose a quarter" in told("nps", "--unit", "o06", "--period", "2025-02")


def test_partial_and_weighted_responses_follow_the_same_blocks(planned: Build) -> None:
    answer = _of(planned, "o01", "2025-03")
    weighted = answer.chart["weighted"]
    assert answer.chart["partial"] > 0
    assert "partial" in answer.footer.notes
    assert weighted.base is not None
    assert weighted.base < answer.values[0].base  # type: ignore[operator]
    assert _of(planned, "o06", "2025-02").chart["weighted"].shown == "hidden"


def test_a_pool_names_no_unit_outside_the_scope(planned: Build) -> None:
    outlet = Scope(person="o08", visible=frozenset({"o07", "o08"}))
    answer = series.by("nps", "unit", planned, Slice(units=("o07", "o08"), period="2025"), outlet)
    assert not answer.chart["pooled"]
    assert all("r03" not in str(value.key) for value in answer.values)


def _facts_read(build: Build, statements: Sequence[str], parameters: dict[str, object]) -> set[str]:
    plans = " ".join(build.plan(name, parameters) for name in statements)
    return {table for table in ("fct_response", "fct_rating", "verbatim") if table in plans}


def test_no_fact_table_is_in_the_plan_of_a_family_answer(build: Build) -> None:
    for by in ("", "unit", "channel"):
        question = ask("test", "satisfaction", build, Slice(period="2025"), ME, by=by)
        parameters = question.where.parameters(("touchpoint",), kind="satisfaction", any_rated=True, rated=[])
        parameters["nodes"] = counted_nodes(build, question.where).every
        of_nodes = [f"{name}/{which}" for name in ("responses", "ratings") for which in ("of_parents", "of_leaves")]
        statements = (*of_nodes, "release/grain", "release/classes", "release/spans")
        assert _facts_read(build, statements, parameters) == set()
        assert _facts_read(build, ("responses/from_facts",), parameters) == {"fct_response"}


SCOPES = {
    "one region": frozenset({"r01", "o01", "o02", "o03"}),
    "another": frozenset({"r02", "o04", "o06"}),
    "two": frozenset({"r01", "o01", "o02", "o03", "r03", "o05", "o07", "o08"}),
    "one outlet": frozenset({"o08"}),
    "small ones": frozenset({"o03", "o07", "o08"}),
}
STEPS = (*(f"2025-{month:02d}" for month in range(1, 13)), *(f"2025Q{quarter}" for quarter in range(1, 5)), "2025")
OUTLETS = tuple(PLAN)


def _cells(units: tuple[str, ...], period: str) -> np.ndarray:
    """Which outlet-months of ``PLAN`` a sum over these units and this period holds, as a row of noughts and ones."""
    # o05 stood in r02 for as long as it had answers
    below = {"r01": ("o01", "o02", "o03"), "r02": ("o04", "o05", "o06"), "r03": ("o07", "o08"), "": OUTLETS}
    months = {"Q": lambda at: f"2025Q{at // 3 + 1}" == period, "-": lambda at: f"2025-{at + 1:02d}" == period}
    kind = next((each for each in months if each in period), "")
    told = np.zeros((len(OUTLETS), 12))
    for unit in units or ("",):
        for outlet in below.get(unit, (unit,)):
            for at in range(12):
                told[OUTLETS.index(outlet), at] = float(not kind or months[kind](at))
    return told.ravel()


@pytest.mark.parametrize("who", SCOPES)
def test_no_sum_or_difference_of_what_is_shown_gives_a_small_group_away(planned: Build, who: str) -> None:
    """The differencing attack as one who sees a branch, with the bank's own figures in view: every figure that is shown
    by unit and period is an equation; none of those who answered under ten may be what some of them leave."""
    scope = Scope(person=who, visible=SCOPES[who])
    seen, equations = 0, []
    for units in ((), *((unit,) for unit in sorted(SCOPES[who]))):
        for period in STEPS:
            answer = headline.of("nps", planned, Slice(units=units, period=period), scope)
            now = answer.values[0]
            # a free choice is told in steps behind each of which ten answers more or less could stand: no equation
            if answer.missing is None and now.shown in ("score", "interval") and not now.is_freer:
                equations.append(_cells(units, period))
                seen += not units
    assert seen  # the bank's own stand among them
    told = np.array(equations)
    counts = np.array([PLAN[outlet] for outlet in OUTLETS], dtype=float).ravel()
    for outlet in OUTLETS:
        for period in STEPS:
            group = _cells((outlet,), period) * (counts > 0)
            if not 0 < counts @ group < 10:
                continue
            mix = np.linalg.lstsq((told * (counts > 0)).T, group, rcond=None)[0]
            left = np.abs((told * (counts > 0)).T @ mix - group).max()
            assert left > 1e-6, (outlet, period)
