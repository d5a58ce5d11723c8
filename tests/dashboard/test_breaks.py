"""A question that changed parts its trend: a line at the day, what changed in words, no scores joined across it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import plotly.graph_objects as go
import pytest

from dashboard.answers import trend
from dashboard.figures.control import control_events, draw_control
from dashboard.queries.builds import Build, open_build
from dashboard.queries.happenings import Break
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.views import View

ALL = Slice(survey="service", period="all")
CHANGED = date(2025, 12, 1)


@pytest.fixture(scope="module")
def parted(banks_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The small bank, whose survey asked its recommend question in other words from December 2025 on."""
    root = tmp_path_factory.mktemp("parted") / "banks"
    shutil.copytree(banks_root, root)
    path = root / "small" / "builds" / (root / "small" / "CURRENT").read_text(encoding="utf-8").strip()
    with duckdb.connect(path) as opened:
        for survey, measure, touchpoint, note in (
            ("service", "nps", "", "改写题干"),
            ("counter", "satisfaction", "overall", "另一份问卷"),
            ("service", "satisfaction", "queue", "另一个触点"),
        ):
            opened.execute(
                "insert into mart_break values (?, ?, ?, ?, 'wording', '', '', ?, 'new wording', true, '王敏', ?)",
                [survey, measure, touchpoint, CHANGED, note, CHANGED],
            )
    return open_build("small", root)


def test_a_trend_is_parted_where_its_question_changed(parted: Build, me: Scope) -> None:
    answer = trend.control("nps", parted, ALL, me)
    found = Break(CHANGED, "wording", "", "", ("改写题干", "new wording"), is_reviewed=True)
    assert answer.chart["breaks"] == (found,)
    figure = go.Figure(draw_control(answer, View(language="en")))
    scores = next(trace for trace in figure.data if trace.mode == "lines+markers")
    at = list(scores.x).index("2025-12-01")
    assert scores.x[at : at + 2] == ("2025-12-01", "2025-12-01")
    assert scores.y[at] is None
    assert scores.y[at + 1] is not None
    assert not scores.connectgaps
    (line,) = [line.x0 for line in figure.layout.shapes if line.line.width > 2]
    assert "2025-11-01" < line < "2025-12-01"  # between the points of the months that it parts


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1 Dec 2025 question changed · new wording · before and after cannot be compared"),
        ("zh_CN", "2025年12月1日 题目变更 · 改写题干 · 前后不可比较"),
    ],
)
def test_what_changed_is_said_under_the_figure(parted: Build, me: Scope, language: str, told: str) -> None:
    named = control_events(trend.control("nps", parted, ALL, me), View(language=language))  # type: ignore[arg-type]
    assert any(each.endswith(told) for each in named)


def test_a_question_that_stayed_the_same_has_no_break(build: Build, parted: Build, me: Scope) -> None:
    assert trend.control("nps", build, ALL, me).chart["breaks"] == ()
    assert trend.control("satisfaction", parted, ALL, me).chart["breaks"] == ()
