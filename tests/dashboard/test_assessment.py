"""The assessment: recounted from the values shown, what is unknown, whose rows, which rules, and how it is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard import __main__ as terminal
from dashboard.answers import assessment, headline, series
from dashboard.gate import ReleaseError, made_of
from dashboard.queries import assessment as register
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.values import Answer
from pipelines.assessment import NOT_BY_LINE, REGISTER
from pipelines.banks import bank as bank_named
from tests import small_bank
from tests.dashboard.opened import figures, open_app, words

ALL = Slice(period="all")
SHIPPED = {"nps": (0, 60, 40), "satisfaction": (60, 90, 30), "complaints_per_10k": (10, 1, 30)}
RULES = """
[[edition]]
valid_from = 2025-01-01
valid_to = 2025-12-31
title = "旧办法"
source = "board"
rules = "老的"
guide = "旧指引"
[[edition.indicator]]
measure = "nps"
of = "unit"
levels = ["分行"]
weight = 100
no_marks_at = 0
full_marks_from = 100

[[edition]]
valid_from = 2026-01-01
title = "新办法"
title_en = "New rules"
source = "board <b>"
rules = "第一条\\n第二条"
guide = "先看 & 再说"
[[edition.indicator]]
measure = "nps"
of = "unit"
weight = 40
no_marks_at = 0
full_marks_from = 50
[[edition.indicator]]
measure = "complaints_per_10k"
of = "unit"
weight = 30
no_marks_at = 20
full_marks_from = 0
[[edition.indicator]]
measure = "inspection_pass_rate"
of = "unit"
weight = 30
no_marks_at = 50
full_marks_from = 100
[[edition.indicator]]
measure = "nps"
of = "line"
lines = ["retail"]
weight = 100
no_marks_at = 0
full_marks_from = 50
[[edition.indicator]]
measure = "complaints_per_10k"
of = "line"
lines = ["card"]
weight = 100
no_marks_at = 20
full_marks_from = 0
"""


@pytest.fixture(scope="module")
def own_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bank with rules of its own, one outlet without a single complaint, built again under them."""
    root = tmp_path_factory.mktemp("assessed")
    made = small_bank.tables()
    complaints = made["complaints"]
    unit = next(name for name in complaints.columns if complaints[name].isin(["o02"]).any())
    made["complaints"] = complaints[complaints[unit] != "o02"]
    place = bank_named("small", root)
    place.config.mkdir(parents=True, exist_ok=True)
    (place.config / REGISTER).write_text(RULES, encoding="utf-8")
    small_bank.make(root, "small", made)
    return root


@pytest.fixture(scope="module")
def own(own_root: Path) -> Build:
    return open_build("small", own_root)


@pytest.fixture(scope="module")
def regions(build: Build, me: Scope) -> Answer:
    return assessment.of_units("分行", build, ALL, me)


def test_totals_are_the_marks_of_the_values_that_are_shown(regions: Answer, build: Build, me: Scope) -> None:
    assert regions.missing is None
    assert {value.of("unit") for value in regions.values} == {"r01", "r02", "r03"}
    for value in regions.values:
        unit = value.of("unit") or ""
        expected = 0.0
        for measure, (none, full, weight) in SHIPPED.items():
            seen = headline.of(measure, build, replace(ALL, units=(unit,)), me).values[0]
            assert seen.score is not None
            assert regions.chart["scores"][unit][measure].score == pytest.approx(seen.score)
            share = min(1.0, max(0.0, (seen.score - none) / (full - none)))
            assert regions.chart["marks"][unit][measure].score == pytest.approx(weight * share)
            expected += weight * share
        assert value.score == pytest.approx(expected)
        assert value.low is not None
        assert value.high is not None
        assert value.low <= expected <= value.high
        marks = regions.chart["marks"][unit].values()
        assert value.low == pytest.approx(sum(each.low for each in marks))
        assert value.high == pytest.approx(sum(each.high for each in marks))
        assert value.base == 3
    whole = headline.of("nps", build, ALL, me).values[0]
    assert regions.chart["together"]["nps"].score == pytest.approx(whole.score)


def test_what_may_not_be_shown_alone_is_not_zero(build: Build, me: Scope) -> None:
    quarter = assessment.of_units("网点", build, Slice(period="2026Q3"), me)
    by_unit = {value.of("unit"): value for value in quarter.values}
    rare = by_unit["o07"]  # it answers rarely
    assert rare.score is None
    assert rare.shown == "interval"
    assert (rare.high or 0.0) - (rare.low or 0.0) >= 70.0  # NPS and satisfaction may be worth anything
    verdicts = dict(zip(quarter.chart["compared"], quarter.verdicts, strict=True))
    assert verdicts["o07"].code == "too_few"
    nps = series.by("nps", "unit", build, Slice(period="2026Q3", units=("r03",)), me)
    assert not [value for value in nps.values if value.of("unit") == "o07" and value.score is not None]
    assert quarter.chart["scores"]["o07"]["nps"] is None or quarter.chart["scores"]["o07"]["nps"].score is None


def test_the_order_says_nothing_of_the_totals(build: Build, me: Scope) -> None:
    answer = assessment.of_units("网点", build, ALL, me)
    places = [assessment.ORDER.index(verdict.code) for verdict in answer.verdicts]
    assert places == sorted(places)
    widths = [(place, (value.high or 0) - (value.low or 0)) for place, value in zip(places, answer.values, strict=True)]
    assert widths == sorted(widths)
    assert answer.footer.comparisons > 1


def test_who_sees_one_region_has_its_rows_and_the_same_numbers(build: Build, me: Scope) -> None:
    whole = assessment.of_units("网点", build, ALL, me)
    east = Scope("east", frozenset({"r01", "o01", "o02", "o03"}))
    seen = assessment.of_units("网点", build, ALL, east)
    everybodys = dict(zip(whole.chart["compared"], zip(whole.values, whole.verdicts, strict=True), strict=True))
    assert set(seen.chart["compared"]) == {"o01", "o02", "o03"}
    for unit, value, verdict in zip(seen.chart["compared"], seen.values, seen.verdicts, strict=True):
        assert (value, verdict) == everybodys[unit]
    for name in ("scores", "marks", "packages", "whole"):
        assert set(seen.chart[name]) == {"o01", "o02", "o03"}
    assert assessment.of_units("网点", build, ALL, Scope("nobody", frozenset({"hq"}))).missing == "no_responses"


def test_the_rules_in_force_at_the_end_of_the_period_count(own: Build, me: Scope) -> None:
    old = assessment.of_units("分行", own, Slice(period="2025"), me)
    assert old.chart["edition"]["title"][0] == "旧办法"
    assert [each["measure"] for each in old.chart["packages"]["r01"]] == ["nps"]
    assert assessment.of_units("网点", own, Slice(period="2025"), me).missing == "not_in_rules"
    assert assessment.of_units("分行", own, Slice(period="2024"), me).missing == "no_rules"
    new = assessment.of_units("分行", own, Slice(period="2026Q2"), me)
    assert new.chart["edition"]["title"] == ("新办法", "New rules")
    assert new.chart["edition"]["valid_to"] is None
    assert len(new.chart["editions"]) == 2
    assert register.in_force(own, date(2024, 12, 31)) is None
    assert register.in_force(own, date(2025, 12, 31)) == register.editions(own)[0]


def test_an_indicator_that_nobody_records_is_unknown_for_everyone(own: Build, me: Scope) -> None:
    answer = assessment.of_units("分行", own, Slice(period="2026"), me)
    assert answer.chart["unrecorded"] == {"inspection_pass_rate": "no_inspections"}
    for value in answer.values:
        assert value.score is None
        nps, complaints, inspected = answer.chart["marks"][value.of("unit")].values()
        assert (inspected.low, inspected.high) == (0.0, 30.0)
        assert value.low == pytest.approx(nps.low + complaints.low)
        assert value.high == pytest.approx(nps.high + complaints.high + 30)


def test_lines_have_packages_of_their_own(own: Build, me: Scope) -> None:
    answer = assessment.of_lines(own, Slice(period="2026"), me)
    assert {value.of("line") for value in answer.values} == {"retail", "card"}
    assert [each["measure"] for each in answer.chart["packages"]["card"]] == ["complaints_per_10k"]
    nps = {v.of("line"): v for v in series.by("nps", "line", own, Slice(period="2026"), me).values}
    assert answer.chart["scores"]["retail"]["nps"] == nps["retail"]
    assert assessment.of_lines(own, Slice(period="2025"), me).missing == "not_in_rules"


def test_zero_complaints_have_an_upper_bound(own: Build, me: Scope) -> None:
    """No complaint earns full marks, and the range says how little that proves."""
    answer = assessment.of_units("网点", own, Slice(period="2026Q3"), me)
    seen, marks = (answer.chart[name]["o02"]["complaints_per_10k"] for name in ("scores", "marks"))
    assert (seen.score, seen.low) == (0.0, 0.0)
    assert seen.high > 0
    assert marks.score == marks.high == 30.0
    assert marks.low == pytest.approx(30.0 * (1 - seen.high / 20))


def test_measures_by_line_are_those_that_the_dashboard_knows_by_line(build: Build) -> None:
    known = [
        name
        for name, measure in catalogue(build, local_user()).measures.items()
        if measure.interval_rule != "none" and name != "assessment"
    ]
    assert {name for name in known if "line" not in series.dimensions_of(name)} == NOT_BY_LINE


def test_a_number_made_of_others_shows_no_more_than_they_do(build: Build, me: Scope) -> None:
    measure = catalogue(build, me).measures["assessment"]
    known = headline.of("nps", build, ALL, me).values[0]
    assert made_of(measure, (), (known, None), (None, 1.0, 9.0), me).shown == "interval"
    with pytest.raises(ReleaseError, match="do not all show"):
        made_of(measure, (), (known, None), (5.0, 1.0, 9.0), me)
    with pytest.raises(ReleaseError, match="outside the scope"):
        made_of(measure, (("unit", "r02"),), (known,), (5.0, 1.0, 9.0), Scope("east", frozenset({"r01"})))


def test_a_filter_that_an_indicator_does_not_know_is_said(build: Build, me: Scope) -> None:
    answer = assessment.of_units("分行", build, ALL.with_members("tier", ("mass",)), me)
    assert answer.missing == "cut_too_fine"
    assert "tier" in answer.chart["widen"]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("zh_CN", ("考核得分", "新办法", "第一条", "先看 & 再说", "这里没有记录", "board <b>")),
        ("en", ("New rules", "Guide")),
    ],
)
def test_the_page_shows_totals_rules_and_guide(
    monkeypatch: pytest.MonkeyPatch, own_root: Path, lang: str, told: tuple[str, ...]
) -> None:
    app = open_app(monkeypatch, own_root, "branches", lang=lang, view="assessment", period="2026")
    assert not app.exception
    assert len(figures(app)) == 1
    for each in told:
        assert each in words(app)
    app = open_app(monkeypatch, own_root, "branches", lang=lang, view="assessment", period="2024")
    assert not app.exception
    assert ("没有有效的考核办法" if lang == "zh_CN" else "No edition of the assessment") in words(app)


def test_the_page_of_a_unit_without_others_below_and_of_lines(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path
) -> None:
    app = open_app(monkeypatch, banks_root, "branches", view="assessment", unit="o03", period="all")
    assert not app.exception
    assert "系统自带的示例办法" in words(app)
    assert app.selectbox(key="assessed-网点").value == "o03"
    app = open_app(monkeypatch, banks_root, "branches", view="assessment", level="*line", lang="en")
    assert not app.exception
    assert "shipped rules" in words(app)


def test_the_terminal_says_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, banks_root: Path, build: Build, me: Scope
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(banks_root))
    assert terminal.main(["assessment", "--level", "网点", "--period", "all", "--bank", "small", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    answer = assessment.of_units("网点", build, ALL, me)
    assert [each["low"] for each in told["values"]] == [value.low for value in answer.values]
    assert told["edition"]["valid_from"] == "2000-01-01"
    assert told["packages"]["o01"][0]["weight"] == 40
    assert terminal.main(["assessment", "--by", "line", "--bank", "small", "--lang", "en"]) == 0
    assert "Assessment marks" in capsys.readouterr().out
