"""Overview, Trend, the index and Explore as a reader works in them: choices, links, back, the phone, axe."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, choose, settled
from tests.browser.test_reading import asked, no_fault

pytestmark = pytest.mark.browser

PAGES = {"/index": ("体验指数", "Experience index"), "/explore": ("探索", "Explore")}
EMPTY = "?period=2019"


@pytest.mark.parametrize("lang", ["zh-CN", "en-US"])
@pytest.mark.parametrize("path", PAGES)
def test_the_pages_in_both_languages(open_page: Open, path: str, lang: str) -> None:
    page = open_page(path, lang=lang)
    no_fault(page)
    expect(page.locator("h1.hy-title")).to_have_text(PAGES[path][lang == "en-US"])
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/trend", *PAGES])
def test_an_empty_slice_says_so(open_page: Open, path: str) -> None:
    page = open_page(path + EMPTY)
    no_fault(page)
    assert "没有" in page.inner_text("body")


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_never_scrolls_sideways(open_page: Open, path: str) -> None:
    page = open_page(path + "?large=1", width=390, scheme="dark")
    no_fault(page)
    wider = page.evaluate(
        "(() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth })()"
    )
    assert wider <= 0


def test_what_is_chosen_in_explore_is_in_the_link_and_back_undoes_it(open_page: Open) -> None:
    page = open_page("/explore")
    _choose(page, "再按", "渠道")
    expect(page.get_by_text("按机构×渠道")).to_be_visible()
    assert asked(page) == {"beside": ["channel"]}
    link = urlsplit(page.url)
    second = open_page(f"{link.path}?{link.query}", is_second=True)
    expect(second.get_by_text("按机构×渠道")).to_be_visible()
    assert second.locator("h2.hy-find").first.inner_text() == page.locator("h2.hy-find").first.inner_text()
    page.go_back()
    expect(page.get_by_text("按机构×渠道")).to_have_count(0)
    assert asked(page) == {}


def test_trend_takes_a_change_apart_and_keeps_the_choice_in_the_link(open_page: Open) -> None:
    page = open_page("/trend")
    expect(page.get_by_role("heading", name="为什么变")).to_be_visible()
    _choose(page, "拆分维度", "机构")
    assert asked(page) == {"split": ["unit"]}
    no_fault(page)


def test_trend_by_quarter_and_a_point_of_it_as_the_period(open_page: Open) -> None:
    page = open_page("/trend?period=all")
    page.get_by_role("radio", name="按季度").or_(page.get_by_role("button", name="按季度")).first.click()
    page.wait_for_url("**every=quarter**")
    settled(page)
    point = page.locator(".st-key-panel-nps-by-month .scatterlayer .point").last
    expect(point).to_be_visible()
    box = point.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**period=2026Q*")
    settled(page)
    assert asked(page)["every"] == ["quarter"]
    page.go_back()
    page.wait_for_url("**period=all**")
    no_fault(page)


def test_the_index_opens_with_the_keyboard(open_page: Open) -> None:
    page = open_page("/index")
    summary = page.locator(".hy-tree summary").nth(1)
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hy-tree details[open] details[open]").first).to_be_visible()


def test_overview_becomes_one_tall_picture(open_page: Open) -> None:
    page = open_page("/", width=390)
    page.get_by_role("button", name="生成总览长图").click()
    expect(page.get_by_role("button", name="保存", exact=True)).to_be_visible(timeout=60_000)
    settled(page)
    drawn = page.locator(".st-key-long-picture img")
    expect(drawn).to_be_visible()
    wide, tall = drawn.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]")
    assert tall > 2 * wide


def _choose(page: Page, label: str, option: str) -> None:
    """As ``choose``, and the choice has come into the address."""
    before = page.url
    choose(page, label, option)
    page.wait_for_function("before => location.href !== before", arg=before)
    settled(page)
