"""Kept views as a reader uses them: keep, open, rename, take away and bring back, in the bar of every page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ledger import Author, audit, kept_views, open_ledger
from tests.dashboard.opened import open_app, words


@pytest.fixture
def root(banks_root: Path, tmp_path: Path) -> Path:
    """The small bank with a ledger of its own."""
    shutil.copytree(banks_root / "small", tmp_path / "small", ignore=shutil.ignore_patterns("ledger*"))
    return tmp_path


def keep(app: AppTest, name: str) -> None:
    app.text_input(key="kept-name").set_value(name)
    app.button(key="kept-keep").click().run()


def names(root: Path) -> list[str]:
    return [view.name for view in kept_views.list_views(open_ledger("small", root / "small"), "local")]


def links(app: AppTest) -> dict[str, str]:
    return {link.proto.label: link.proto.query_string for link in app.get("page_link") if link.proto.query_string}


def test_a_view_is_kept_with_page_and_filters_and_stands_in_the_bar_of_another_page(
    monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    app = open_app(monkeypatch, root, "trend", unit=["r01", "o04"], period="2026Q2", lang="en")
    keep(app, "  East *and* 营业部 ")
    assert not app.exception
    (view,) = kept_views.list_views(open_ledger("small", root / "small"), "local")
    assert (view.name, view.page) == ("East *and* 营业部", "trend")
    assert dict(view.address) == {"unit": ("o04", "r01"), "period": ("2026Q2",)}  # the language is the reader's own
    assert app.text_input(key="kept-name").value == ""
    other = open_app(monkeypatch, root, "journeys")
    link = next(link for link in other.get("page_link") if link.proto.label == r"East \*and\* 营业部")
    assert link.proto.page.startswith("trend")
    assert link.proto.query_string == "period=2026Q2&unit=o04&unit=r01"
    entry = audit.entries(open_ledger("small", root / "small"))[0]
    assert (entry["who"], entry["page"], entry["action"]) == ("local", "trend", "kept_view_made")
    assert entry["slice"] == "period=2026Q2&unit=o04&unit=r01"


def test_a_name_that_is_taken_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    app = open_app(monkeypatch, root)
    keep(app, "北区")
    keep(app, "北区")
    assert "您已有同名视图" in words(app)
    assert names(root) == ["北区"]
    keep(app, " ")
    assert "请填写名称" in words(app)
    app.run()
    assert "请填写名称" not in words(app)  # said once


def test_rename_take_away_and_undo(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    app = open_app(monkeypatch, root)
    keep(app, "北区")
    (view,) = kept_views.list_views(open_ledger("small", root / "small"), "local")
    app.button(key=f"kept-name-{view.id}").click().run()
    app.text_input(key="kept-new-name").set_value("北方").run()
    app.button(key="kept-rename").click().run()
    assert names(root) == ["北方"]
    app.button(key=f"kept-away-{view.id}").click().run()
    assert names(root) == []
    assert any("北方" in caption.value for caption in app.caption)
    app.button(key="kept-undo").click().run()
    assert names(root) == ["北方"]
    assert not app.exception


def test_who_comes_second_is_told_and_overwrites_nothing(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    app = open_app(monkeypatch, root)
    keep(app, "北区")
    ledger = open_ledger("small", root / "small")
    (view,) = kept_views.list_views(ledger, "local")
    app.button(key=f"kept-name-{view.id}").click().run()
    with ledger.writing(Author("local", came_from="a second window")) as writing:
        kept_views.rename(writing, view.id, view.version, "另一窗口")
    app.text_input(key="kept-new-name").set_value("我的")
    app.button(key="kept-rename").click()
    # the window still holds what it was drawn with; AppTest would draw it anew before the click
    monkeypatch.setattr(kept_views, "list_views", lambda *_: (view,))
    app.run()
    monkeypatch.undo()
    assert names(root) == ["另一窗口"]


def test_a_ledger_out_of_reach_leaves_the_page_standing(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    (root / "small" / "ledger.sqlite").write_bytes(b"no database at all" * 1000)
    app = open_app(monkeypatch, root)
    assert not app.exception
    assert "台账暂时无法读写" in words(app)
    assert "总览" in words(app)


def test_a_view_of_a_page_that_is_gone_is_said_to_be(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    with open_ledger("small", root / "small").writing(Author("local")) as writing:
        kept_views.keep(writing, "旧页", "gone", {})
    app = open_app(monkeypatch, root)
    assert not app.exception
    assert any("旧页：原页面已不存在" in caption.value for caption in app.caption)
