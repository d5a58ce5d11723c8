"""Branches in a real browser: each switch, the points, one unit, empty slices, links, back, accessibility."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open, settled

pytestmark = pytest.mark.browser

FINDING = ".st-key-panel-standing h2.hy-find"


def address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def press(page: Page, name: str) -> None:
    before = page.url
    page.get_by_role("radio", name=name, exact=True).or_(page.get_by_role("button", name=name, exact=True)).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    settled(page)


def test_every_switch_changes_the_view_and_stands_in_the_address(open_page: Open) -> None:
    page = open_page("/branches?period=all")
    finding = page.locator(FINDING)
    expect(finding).to_contain_text("NPS")
    press(page, "客户满意度（UE）")
    assert address(page)["of"] == ["satisfaction"]
    expect(finding).to_contain_text("客户满意度")
    press(page, "网点")
    assert address(page)["level"] == ["网点"]
    told = finding.inner_text()
    other = open_page(f"/branches?{urlsplit(page.url).query}", is_second=True)
    expect(other.locator(FINDING)).to_have_text(told)
    page.go_back()
    expect(finding).not_to_have_text(told)
    assert "level" not in address(page)
    press(page, "客户推荐度（NPS）")
    page.get_by_text("剔除渠道结构差异").first.click()
    page.wait_for_url("**mix=as_is**")
    settled(page)
    expect(page.locator(".st-key-panel-standing .hy-foot")).to_contain_text("未按客户与渠道")


def test_a_point_narrows_to_its_unit_and_back_undoes_it(open_page: Open) -> None:
    page = open_page("/branches?period=all&level=网点")
    point = page.locator(".st-key-panel-standing .scatterlayer .point").last
    expect(point).to_be_visible()
    box = point.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**unit=**")
    settled(page)
    assert len(address(page)["unit"]) == 1
    expect(page.locator(".hy-tile").first).to_be_visible()
    page.go_back()
    expect(page.locator(FINDING)).to_be_visible()
    assert "unit" not in address(page)


@pytest.mark.parametrize("lang", ["zh-CN", "en-US"])
def test_one_unit_on_one_page_and_the_way_up(open_page: Open, lang: str) -> None:
    page = open_page("/branches?unit=o01&period=all", lang=lang)
    expect(page.locator(".hy-tile")).to_have_count(4)
    expect(page.locator(".st-key-panel-unit-trend .js-plotly-plot")).to_be_visible()
    page.get_by_role("button", name="东区分行" if lang == "zh-CN" else "East").last.click()
    page.wait_for_url("**unit=r01**")
    settled(page)
    expect(page.locator(FINDING)).to_be_visible()
    press(page, "单独看本机构" if lang == "zh-CN" else "This unit by itself")
    assert address(page)["view"] == ["unit"]
    expect(page.locator(".hy-tile")).to_have_count(4)


def test_nobody_answered_is_said_in_words(open_page: Open) -> None:
    page = open_page("/branches?period=2020")
    expect(page.locator(".hy-notice").first).to_contain_text("没有回答")
    single = open_page("/branches?period=2020&unit=o02")
    expect(single.locator(".hy-notice").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/branches?period=all&level=网点",
        "/branches?unit=o01&period=all",
        "/branches?view=assessment&period=all&level=网点",
    ],
)
def test_it_shuts_nobody_out_and_fits_a_phone(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, width=390, scheme=scheme)
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert_accessible(page)
    wider = (
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth })()"
    )
    assert page.evaluate(wider) <= 0
