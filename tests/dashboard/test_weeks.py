"""Trends by week and by quarter: weeks are freer cuts, whole ones alone, and read from the marts by day."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.answers import series, trend
from dashboard.figures.control import control_events, draw_control
from dashboard.names import member
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice, week_of
from dashboard.values import Answer
from dashboard.views import View
from tests import small_bank

ALL = Slice(period="all")


@pytest.fixture(scope="module")
def answered() -> pd.DataFrame:
    return small_bank.tables(responses=12_000)["service"]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory, answered: pd.DataFrame) -> Build:
    """A bank of some hundred and thirty answers a week."""
    root = tmp_path_factory.mktemp("busy")
    small_bank.make(root, "busy", {**small_bank.tables(responses=12_000), "service": answered})
    return open_build("busy", root)


def _weeks(answer: Answer) -> list[str]:
    return [str(value.of("week")) for value in answer.values]


def test_weeks_are_counted_as_the_export_has_them(busy: Build, me: Scope, answered: pd.DataFrame) -> None:
    answer = series.by("responses", "week", busy, ALL, me)
    days = pd.to_datetime(answered["answered"], format="ISO8601").dt.date
    counted = days.map(week_of).value_counts()
    assert len(_weeks(answer)) > 60
    assert set(_weeks(answer)) <= set(counted.index)
    assert [value.base for value in answer.values] == [counted[week] for week in _weeks(answer)]


def test_a_week_is_a_freer_cut(busy: Build, me: Scope) -> None:
    answer = trend.control("nps", busy, ALL, me, "week")
    assert answer.chart["step"] == "week"
    assert answer.footer.source == "mart"
    assert "freer_cut" in answer.footer.notes
    assert {value.shown for value in answer.values} == {"score", "hidden"}
    for value in answer.values:
        assert value.is_freer
        assert value.base is not None
        assert (value.shown == "score") == (value.base >= 100)
        if value.score is not None:
            assert value.score % math.ceil(1000 / value.base) == 0
            assert not value.parts
    by_week = series.by("nps", "week", busy, ALL, me)
    assert [(value.key, value.score) for value in by_week.values] == [
        (value.key, value.score) for value in answer.values
    ]


def test_only_whole_weeks_are_told(busy: Build, me: Scope) -> None:
    """2026-08-01 is a Saturday, 2026-09-16 a Wednesday: the weeks around them are cut and left out."""
    chosen = Slice(period="2026-08..2026-09", as_of=date(2026, 9, 16))
    weeks = _weeks(series.by("nps", "week", busy, chosen, me))
    assert weeks == [week_of(date(2026, 8, 3) + timedelta(weeks=at)) for at in range(6)]
    sunday = Slice(period="2026-08..2026-09", as_of=date(2026, 9, 20))
    assert _weeks(series.by("nps", "week", busy, sunday, me)) == [*weeks, "2026-W38"]


def test_a_filter_crosses_the_weeks_and_reads_the_facts(busy: Build, me: Scope) -> None:
    answer = trend.control("nps", busy, ALL.with_members("channel", ("branch",)), me, "week")
    assert answer.footer.source == "facts"
    assert len(answer.values) > 40


def test_a_unit_without_enough_in_any_week_is_sent_to_months(busy: Build, me: Scope) -> None:
    chosen = Slice(period="all", units=("o01",))
    for answer in (trend.control("nps", busy, chosen, me, "week"), series.by("nps", "week", busy, chosen, me)):
        assert answer.missing == "too_few_alone"
        assert answer.chart["widen"] == ("month",)
        assert all(value.shown == "hidden" for value in answer.values)


def test_records_of_the_bank_have_no_weeks(busy: Build, me: Scope) -> None:
    assert trend.steps_of("complaints_per_10k") == ("month", "quarter")
    with pytest.raises(ValueError, match="not drawn by 'week'"):
        trend.control("complaints_per_10k", busy, ALL, me, "week")
    with pytest.raises(ValueError, match="not known by 'week'"):
        series.by("complaints_per_10k", "week", busy, ALL, me)


def test_quarters_are_the_months_together(busy: Build, me: Scope) -> None:
    months = series.by("nps", "month", busy, ALL, me).values
    quarters = trend.control("nps", busy, ALL, me, "quarter")
    assert quarters.chart["step"] == "quarter"
    for value in quarters.values:
        inside = [each for each in months if _quarter(str(each.month)) == value.of("quarter")]
        assert value.base == sum(each.base or 0 for each in inside)
        assert dict(value.parts) == {name: sum(each.parts[name] for each in inside) for name in trend.PARTS}


def _quarter(month: str) -> str:
    return f"{month[:4]}Q{(int(month[5:7]) + 2) // 3}"


@pytest.mark.parametrize(
    ("language", "told"), [("zh_CN", "2026年第40周（9月28日–10月4日）"), ("en", "Week 40, 2026 (28 Sep – 4 Oct)")]
)
def test_a_week_is_named_with_its_days(busy: Build, me: Scope, language: str, told: str) -> None:
    view = View(language=language)  # type: ignore[arg-type]
    answer = trend.control("nps", busy, ALL, me, "week")
    assert member("week", "2026-W40", view, answer) == told
    line = next(trace for trace in go.Figure(draw_control(answer, view)).data if trace.mode == "lines+markers")
    weeks = [member("week", week, view, answer) for week in _weeks(answer)]
    assert [hover.split("<br>")[0] for hover in line.hovertext if hover] == [f"<b>{week}</b>" for week in weeks]


def test_events_stand_in_the_weeks_that_are_drawn(busy: Build, me: Scope) -> None:
    view = View(language="en")
    told = control_events(trend.control("nps", busy, Slice(period="2026Q1"), me, "week"), view)
    assert [event for event in told if "11 Nov 2025" in event]
    assert not [event for event in told if "1 Mar 2025" in event]
