"""A session that goes from page to page over several builds holds only the one that it looks at."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import duckdb
import pytest

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
    for _ in range(2):  # what a run leaves behind is let go at the beginning of the next
        app.switch_page("pages/method.py").run()
        assert not app.exception
    gc.collect()
    assert left() is None
