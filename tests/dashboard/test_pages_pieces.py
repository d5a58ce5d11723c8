"""The pieces that pages share: the tree of units, the table behind, the file that opens everywhere, the progress."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from dashboard.answers import journeys, suggestions, trend
from dashboard.components.context import Context
from dashboard.components.journey import step_rows
from dashboard.components.pipeline import run_pipeline
from dashboard.components.suggestion import group_rows
from dashboard.components.table import harmless, rows_of, to_csv
from dashboard.components.unit_tree import spelt, written
from dashboard.figures.theme import DARK, LIGHT
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.views import View


def context(build: Build, me: Scope, chosen: Slice | None = None, language: str = "zh_CN") -> Context:
    view = View(language="en" if language == "en" else "zh_CN")
    return Context(build, catalogue(build, me), chosen or Slice(), me, view)


@pytest.mark.parametrize(
    ("unit", "typed"),
    [
        ("o02", "人民路"),
        ("o02", "renminluzhihang"),
        ("o02", "rmlzh"),
        ("o01", "yyb"),
        ("o03", "lakeside"),
        ("o06", "o06"),
    ],
)
def test_a_unit_may_be_typed_in_chinese_pinyin_initials_and_english(
    build: Build, me: Scope, unit: str, typed: str
) -> None:
    assert typed in spelt(catalogue(build, me).unit[unit])


def test_the_tree_is_written_with_parents_before_children_and_names_by_language(build: Build, me: Scope) -> None:
    units = catalogue(build, me).units
    rows = json.loads(written(units, "en"))
    assert [row[0] for row in rows] == [unit.unit_id for unit in units]
    assert all(parent < at for at, (_, parent, *_) in enumerate(rows))
    assert {row[0]: rows[row[1]][0] for row in rows if row[1] >= 0} == {
        unit.unit_id: unit.parent_id for unit in units if unit.parent_id
    }
    assert rows[0][2] != json.loads(written(units, "zh_CN"))[0][2]


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "\u3000=1"])
def test_text_that_a_sheet_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == "'" + cell


def test_numbers_stay_numbers_and_nothing_is_empty() -> None:
    assert harmless(-3.5) == -3.5
    assert harmless(None) == ""
    assert harmless("营业部") == "营业部"


def test_the_file_has_a_byte_order_mark_and_one_line_per_row() -> None:
    written = to_csv([{"机构": "营业部", "得分": -3.2}, {"机构": "=1+1", "得分": None, "基数": 12}], "页脚")
    assert written.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert lines == [["机构", "得分", "基数"], ["营业部", "-3.2", ""], ["'=1+1", "", "12"], [], ["页脚"]]


def test_the_table_behind_says_what_the_figure_shows(build: Build, me: Scope) -> None:
    here = context(build, me)
    answer = trend.control("nps", build, here.chosen, me)
    rows = rows_of(answer, answer.values, here)
    assert len(rows) == len(answer.values)
    last = answer.values[-1]
    assert rows[-1]["月份"] == "2026年9月"
    assert rows[-1]["基数"] == last.base
    assert rows[-1]["推荐者"] == last.parts["promoters"]
    exact = [row["95% 区间下限"] for row in rows]
    assert exact == [value.low for value in answer.values]  # a file carries exactly what the gate released


def test_steps_and_units_have_their_counts_in_the_table(build: Build, me: Scope) -> None:
    here = context(build, me, Slice(period="all", members={"journey": ("visit",)}), "en")
    steps = journeys.steps(build, here.chosen, me)
    assert [row["Touchpoint"] for row in step_rows(steps, here)] == ["Queueing", "Counter", "Farewell"]
    assert all("Complaints" in row for row in step_rows(steps, here))
    units = group_rows(suggestions.by_unit(build, Slice(period="all"), me), here)
    assert sum(int(row["Submitted"] or 0) for row in units) == 160
    assert {row["Unit"] for row in units} == {"East", "West", "South"}


def test_links_carry_the_slice_and_the_readers_manner(build: Build, me: Scope) -> None:
    chosen = Slice(period="2025", units=("o04", "o01"), as_of=date(2025, 12, 31))
    here = context(build, me, chosen)
    assert here.address(lang="en") == {
        "period": ["2025"],
        "as_of": ["2025-12-31"],
        "unit": ["o01", "o04"],
        "lang": ["en"],
    }
    assert here.without("unit", "o01").units == ("o04",)


def test_a_command_that_ends_badly_is_said_to_have_failed() -> None:
    events = list(run_pipeline("no-such-command"))
    assert events[-1]["event"] in ("failed", "refused")


def test_the_theme_of_the_frame_is_the_theme_of_the_figures() -> None:
    written = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    for name, palette in (("light", LIGHT), ("dark", DARK)):
        theme = written["theme"][name]
        assert theme["backgroundColor"] == palette.paper
        assert theme["textColor"] == palette.ink
        assert theme["primaryColor"] == palette.accent
        assert theme["borderColor"] == palette.rule
