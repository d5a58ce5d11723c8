"""What a session keeps from run to run: the build that it looks at and no other, and what every widget calls."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import duckdb
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx

from dashboard.components import bar
from dashboard.components.context import Context
from dashboard.ledger import kept_views, open_ledger
from dashboard.queries.builds import open_build
from tests.dashboard.opened import open_app


def test_a_page_that_was_left_holds_no_build(monkeypatch: pytest.MonkeyPatch, banks_root: Path, tmp_path: Path) -> None:
    shutil.copytree(banks_root / "small", tmp_path / "small", ignore=shutil.ignore_patterns("ledger*"))
    app = open_app(monkeypatch, tmp_path, "journeys")
    assert not app.exception
    first = open_build("small", tmp_path)
    newer = first.path.with_name("newer.duckdb")
    shutil.copy(first.path, newer)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("update build_info set build_id = 'newer'")
    (tmp_path / "small" / "CURRENT").write_text("newer.duckdb", encoding="utf-8")
    left = weakref.ref(first)
    del first
    for _ in range(2):  # some of what a run leaves behind is let go in the next
        app.switch_page("pages/method.py").run()
        assert not app.exception
    gc.collect()
    assert left() is None


def test_a_click_while_the_page_is_still_being_drawn_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, tmp_path: Path
) -> None:
    shutil.copytree(banks_root / "small", tmp_path / "small", ignore=shutil.ignore_patterns("ledger*"))
    app = open_app(monkeypatch, tmp_path, "trend")
    assert not app.exception
    app.text_input(key="kept-name").input("This year")
    # as a browser tells them: of the buttons only the one that was pressed
    clicked = app.button(key="kept-keep").click().root.get_widget_states()
    typed = WidgetStates(widgets=[each for each in clicked.widgets if not each.HasField("trigger_value")])
    show_bar = bar.show_bar

    def interrupted(_here: Context) -> None:
        # the name was sent when its field was left; the run that begins is broken off by the click
        monkeypatch.setattr(bar, "show_bar", show_bar)
        run = get_script_run_ctx()
        assert run is not None
        raise RerunException(
            RerunData(widget_states=clicked, page_script_hash=run.page_script_hash, query_string=run.query_string)
        )

    monkeypatch.setattr(bar, "show_bar", interrupted)
    app._run(typed)
    assert not app.exception
    assert bar.show_bar is show_bar
    (kept,) = kept_views.list_views(open_ledger("small", tmp_path / "small"), "local")
    assert kept.name == "This year"
