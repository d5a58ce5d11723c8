"""A team member's way: a finding on a page becomes an improvement with owner and re-inspection, and is judged later."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import pytest
from playwright.sync_api import expect

from dashboard.ledger import Author, audit, improvements, kept_views, open_ledger
from dashboard.ledger.improvements import Known
from dashboard.scopes import local_user
from dashboard.values import EffectCode
from tests import pair_bank
from tests.browser.conftest import Open, choose, running_app, settled

pytestmark = pytest.mark.browser
UNITS = {"hq", "r01"}


def test_from_a_finding_to_an_improvement_and_its_verdict(open_page: Open, banks: Path, tmp_path: Path) -> None:
    shutil.copytree(banks / "small", tmp_path / "small", ignore=shutil.ignore_patterns("ledger*"))
    ledger = open_ledger("small", tmp_path / "small")
    with running_app(tmp_path) as app:
        page = open_page("/journeys?unit=o04", at=app)
        page.get_by_role("button", name="加入改进清单").first.click()
        expect(page.get_by_test_id("stToast")).to_contain_text("已作为草稿加入改进清单")
        page.get_by_role("link", name="建议", exact=True).click()
        settled(page)
        expect(page.locator(".hy-draft")).to_have_count(1)
        page.get_by_role("button", name="立项改进").click()
        page.get_by_role("textbox", name="改进措施").fill("午间增开弹性窗口")
        page.get_by_role("textbox", name="责任人").fill("陈主任")
        page.get_by_role("button", name="列入清单").click()
        expect(page.locator("table.hy-list")).to_contain_text("午间增开弹性窗口")
        expect(page.locator(".hy-draft")).to_have_count(0)
        (made,) = improvements.list_all(ledger, local_user())
        assert (made.owner, made.unit_id, made.finding != "") == ("陈主任", "o04", True)
        # months later, in another browser: it was done in January, and its re-inspection has come
        with ledger.writing(Author("local")) as writing:
            known = Known(made_day(), {"o04"}, {"o04"}, {"nps"}, takes_past=True)
            done = {"measure": "nps", "status": "done", "done_on": "2026-01-10", "expected_change": 10.0}
            improvements.edit(writing, made.id, made.version, done, known)
        second = open_page("/suggestions?unit=o04", at=app, is_second=True)
        choose(second, "查看改进项", f"{made.code} 午间增开弹性窗口")
        expect(second.locator(".st-key-improvement-detail .hy-say")).to_contain_text("尚难判断")
        second.get_by_role("button", name="记录本次结论").click()
        expect(second.locator(".st-key-improvement-detail")).to_contain_text("已记录")
        assert improvements.list_all(ledger, local_user())[0].verdict == "inconclusive"
        assert audit.verify(ledger).faults == ()


def test_steps_that_fail_together_become_an_improvement_that_is_found_again_and_judged(
    open_page: Open, tmp_path: Path
) -> None:
    pair_bank.make(tmp_path)
    ledger = open_ledger("small", tmp_path / "small")
    with running_app(tmp_path) as app:
        page = open_page("/journeys?journey=visit&period=all", at=app)
        cell = page.locator(".st-key-panel-pairs .textpoint", has_text="▲")
        cell.scroll_into_view_if_needed()
        box = cell.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] - 20, box["y"] + box["height"] / 2)  # anywhere in the cell, not on its number alone
        page.wait_for_url("**pair=queue%2Bfarewell**")
        settled(page)
        expect(page.get_by_text("两处都出问题的客户留言：")).to_be_visible()
        pair = page.locator(".st-key-pair-queue-farewell")
        expect(pair).to_contain_text("一起出问题")
        pair.get_by_role("button", name="加入改进清单").click()
        expect(page.get_by_test_id("stToast")).to_contain_text("已作为草稿加入改进清单")
        page.get_by_role("link", name="建议", exact=True).click()
        settled(page)
        expect(page.locator(".hy-draft")).to_contain_text("一起出问题")
        page.get_by_role("button", name="立项改进").click()
        page.get_by_role("textbox", name="改进措施").fill("叫号时同步告知办理时长")
        page.get_by_role("textbox", name="责任人").fill("李主管")
        page.get_by_role("button", name="列入清单").click()
        expect(page.locator("table.hy-list")).to_contain_text("叫号时同步告知办理时长")
        (made,) = improvements.list_all(ledger, local_user())
        assert (made.measure, made.owner) == ("satisfaction", "李主管")
        assert made.reinspect_on > made.due_on
        with ledger.writing(Author("local")) as writing:
            known = Known(made_day(), UNITS, UNITS, {"satisfaction"}, takes_past=True)
            done = {"status": "done", "done_on": "2026-01-10", "expected_change": 10.0}
            improvements.edit(writing, made.id, made.version, done, known)
        second = open_page("/suggestions", at=app, is_second=True)
        choose(second, "查看改进项", f"{made.code} 叫号时同步告知办理时长")
        detail = second.locator(".st-key-improvement-detail")
        expect(detail.locator(".hy-say").first).to_be_visible()
        second.get_by_role("button", name="记录本次结论").click()
        expect(detail).to_contain_text("已记录")
        assert improvements.list_all(ledger, local_user())[0].verdict in get_args(EffectCode)


def made_day() -> improvements.datetime.date:
    return improvements.datetime.date(2026, 11, 1)


def test_a_kept_view_opens_by_its_name_on_another_page(open_page: Open, banks: Path, tmp_path: Path) -> None:
    shutil.copytree(banks / "small", tmp_path / "small", ignore=shutil.ignore_patterns("ledger*"))
    with running_app(tmp_path) as app:
        page = open_page("/trend?unit=o04&period=2026", at=app)
        page.get_by_role("button", name="已存视图").click()
        page.get_by_role("textbox", name="视图名称").fill("西区今年")
        page.get_by_role("button", name="保存当前视图").click()
        expect(page.get_by_role("link", name="西区今年")).to_be_visible()
        other = open_page("/journeys", at=app)
        other.get_by_role("button", name="已存视图").click()
        other.get_by_role("link", name="西区今年").click()
        expect(other.locator("h1.hy-title")).to_have_text("NPS 趋势")
        settled(other)
        assert "unit=o04" in other.url
        assert "period=2026" in other.url
        assert len(kept_views.list_views(open_ledger("small", tmp_path / "small"), "local")) == 1
