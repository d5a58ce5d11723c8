"""The page of reports as a reader opens it: every kind, the cases, the files with their note, and who may not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.ledger import Ledger, reports
from dashboard.reports.model import KINDS
from dashboard.scopes import Scope, local_user
from tests.dashboard.opened import open_app, words
from tests.dashboard.reports.conftest import CASE


@pytest.fixture(autouse=True)
def without_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_kind_reads_as_it_will(monkeypatch: pytest.MonkeyPatch, own_root: Path, lang: str) -> None:
    app = open_app(monkeypatch, own_root, "reports", lang=lang, period="2026Q3")
    for kind in KINDS:
        app.session_state["report-kind"] = kind
        app.run()
        assert not app.exception
        told = words(app)
        assert {"zh_CN": "成稿预览", "en": "How it will read"}[lang] in told
        assert not any(apology in told for apology in ("抱歉", "Sorry"))
    assert {"zh_CN": "小城银行", "en": "Small Town Bank"}[lang] in told


def test_files_are_made_noted_and_listed(
    monkeypatch: pytest.MonkeyPatch, own_root: Path, ledger: Ledger, me: Scope
) -> None:
    app = open_app(monkeypatch, own_root, "reports", lang="zh_CN", period="2026Q3")
    assert CASE in words(app)
    before = reports.history(ledger, me)
    app.session_state["report-formats"] = ["xlsx", "docx"]
    app.run()
    app.button(key="make-report").click().run(timeout=120)
    assert not app.exception
    assert len(app.get("download_button")) == 2
    made = [each for each in reports.history(ledger, me) if each not in before]
    assert [(each.kind, each.period, len(each.files)) for each in made] == [("complaints", "2026Q3", 2)]
    assert "没有 Chromium" in words(app)


def test_who_may_not_read_or_export_is_told_so(monkeypatch: pytest.MonkeyPatch, own_root: Path) -> None:
    reader = replace(local_user(), may_read_verbatims=False, may_export=False)
    monkeypatch.setattr("dashboard.admission.local_user", lambda: reader)
    app = open_app(monkeypatch, own_root, "reports", lang="zh_CN", period="2026Q3")
    told = words(app)
    assert not app.exception
    assert CASE not in told
    assert "不能导出文件" in told
    assert not [each for each in app.button if each.key == "make-report"]
