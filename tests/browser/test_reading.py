"""What only a real browser can show: pages without complaints, links, the back button, the phone."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, running_app, settled

pytestmark = pytest.mark.browser

PAGES = {"/": ("总览", "Overview"), "/trend": ("NPS 趋势", "Trend"), "/journeys": ("旅程", "Journeys")}
PAGES["/suggestions"] = ("建议", "Suggestions")
PAGES["/branches"] = ("网点", "Branches")
PAGES["/voices"] = ("客户之声", "Voices")
PAGES["/drivers"] = ("驱动", "Drivers")
PAGES["/method"] = ("方法", "Method")
FIRST_TILE = ".hy-hero .hy-number"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def no_fault(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert "抱歉" not in page.inner_text("body")
    assert "Sorry" not in page.inner_text("body")


@pytest.mark.parametrize("lang", ["zh-CN", "en-US"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_both_languages(open_page: Open, path: str, lang: str) -> None:
    page = open_page(path, lang=lang)
    no_fault(page)
    expect(page.locator("h1.hy-title")).to_have_text(PAGES[path][lang == "en-US"])
    assert page.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh-CN" else "en")
    expect(page.locator(".js-plotly-plot:visible, .hy-lanes:visible").first).to_be_visible()


def test_the_table_behind_a_figure_is_made_when_it_is_opened(open_page: Open) -> None:
    page = open_page("/trend")
    opening = page.locator(".st-key-panel-nps-by-month [data-action=table]")
    body = page.get_by_test_id("stDialog")
    opening.click()
    expect(body.get_by_test_id("stDataFrame")).to_be_visible()
    settled(page)
    with page.expect_download() as started:
        body.get_by_test_id("stDownloadButton").get_by_role("button").click()
    written = Path(started.value.path()).read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")  # without it Excel takes the Chinese for something else
    assert "客户推荐度（NPS）" in written.decode("utf-8-sig").splitlines()[0]
    page.keyboard.press("Escape")
    expect(body).to_have_count(0)
    no_fault(page)


def test_another_period_changes_a_figure_where_it_stands(open_page: Open) -> None:
    page = open_page("/trend")
    drawn = page.locator(".st-key-panel-nps-by-month .js-plotly-plot")
    expect(drawn).to_be_visible()
    drawn.evaluate("plot => { plot.isTheSame = true; }")
    page.locator(".st-key-panel-nps-by-month .hy-definition summary").click()
    before = drawn.evaluate("plot => JSON.stringify(plot.layout.shapes) + plot.data.length + plot._fullLayout.width")
    page.get_by_role("radio", name="按季度").or_(page.get_by_role("button", name="按季度")).first.click()
    page.wait_for_function("() => !document.querySelector('[data-test-script-state=running]')")
    expect(drawn).to_be_visible()
    page.wait_for_function(
        "told => { const plot = document.querySelector('.st-key-panel-nps-by-month .js-plotly-plot');"
        " return JSON.stringify(plot.layout.shapes) + plot.data.length + plot._fullLayout.width !== told }",
        arg=before,
    )
    assert drawn.evaluate("plot => plot.isTheSame")
    expect(page.locator(".st-key-panel-nps-by-month .hy-definition")).to_have_attribute("open", "")


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_never_scrolls_sideways(open_page: Open, path: str) -> None:
    page = open_page(path, width=390, scheme="dark")
    no_fault(page)
    wider = page.evaluate(
        "(() => { const main = document.querySelector('[data-testid=stMain]');"
        " return main.scrollWidth - main.clientWidth })()"
    )
    assert wider <= 0


def test_a_link_opened_in_a_second_browser_shows_the_same_view(open_page: Open) -> None:
    first = open_page("/")
    choose(first, "筛选", "条线", "信用卡条线")
    expect(first.get_by_role("button", name="条线：信用卡条线")).to_be_visible()
    link = urlsplit(first.url)
    second = open_page(f"{link.path}?{link.query}", is_second=True)
    expect(second.get_by_role("button", name="条线：信用卡条线")).to_be_visible()
    assert second.inner_text(FIRST_TILE) == first.inner_text(FIRST_TILE)


def test_back_undoes_a_filter_and_forward_puts_it_back(open_page: Open) -> None:
    page = open_page("/")
    whole = page.inner_text(FIRST_TILE)
    choose(page, "筛选", "条线", "信用卡条线")
    narrowed = page.inner_text(FIRST_TILE)
    assert asked(page) == {"line": ["card"]}
    assert narrowed != whole
    page.go_back()
    expect(page.locator(FIRST_TILE)).to_have_text(whole)
    assert asked(page) == {}
    expect(page.get_by_role("button", name="条线：信用卡条线")).to_have_count(0)
    page.go_forward()
    expect(page.locator(FIRST_TILE)).to_have_text(narrowed)


def test_going_to_another_page_carries_the_slice(open_page: Open) -> None:
    page = open_page("/?period=2025&unit=o04&lang=en")
    page.get_by_role("link", name="Suggestions", exact=True).click()
    expect(page.locator("h1.hy-title")).to_have_text("Suggestions")
    assert asked(page) == {"period": ["2025"], "unit": ["o04"], "lang": ["en"]}
    page.go_back()
    expect(page.locator("h1.hy-title")).to_have_text("Overview")
    assert asked(page) == {"period": ["2025"], "unit": ["o04"], "lang": ["en"]}


def test_two_outlets_of_one_name_stay_apart(open_page: Open) -> None:
    page = open_page("/?unit=o01&unit=o04&period=all")
    expect(page.get_by_role("button", name="东区分行 / 营业部")).to_be_visible()
    expect(page.get_by_role("button", name="西区分行 / 营业部")).to_be_visible()
    both = page.inner_text(FIRST_TILE)
    page.get_by_role("button", name="西区分行 / 营业部").click()
    expect(page.get_by_role("button", name="西区分行 / 营业部")).to_have_count(0)
    settled(page)
    assert asked(page)["unit"] == ["o01"]
    assert page.inner_text(FIRST_TILE) != both


def test_an_unknown_id_shows_nothing_and_says_so(open_page: Open) -> None:
    page = open_page("/trend?unit=nowhere&line=card")
    expect(page.locator(".hy-notice")).to_contain_text("nowhere")
    expect(page.locator(".js-plotly-plot")).to_have_count(0)
    page.get_by_role("button", name="去掉它，查看其余部分").click()
    expect(page.locator(".js-plotly-plot:visible, .hy-lanes:visible").first).to_be_visible()
    assert asked(page) == {"line": ["card"]}


def test_language_and_large_type_are_one_click_and_in_the_address(open_page: Open) -> None:
    page = open_page("/journeys?unit=r01")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1.hy-title")).to_have_text("Journeys")
    page.get_by_role("button", name="Large type").click()
    expect(page.get_by_role("button", name="Normal type")).to_be_visible()
    assert asked(page) == {"unit": ["r01"], "lang": ["en"], "large": ["1"]}
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19px"


def test_the_first_visitor_of_a_fresh_server_may_come_by_a_link_to_a_page(open_page: Open, banks: Path) -> None:
    with running_app(banks) as address:
        page = open_page("/suggestions?lang=en", at=address)
        no_fault(page)
        expect(page.locator("h1.hy-title")).to_have_text("Suggestions")


def test_without_any_bank_the_example_is_one_click_away(open_page: Open, tmp_path: Path) -> None:
    with running_app(tmp_path) as address:
        page = open_page("/", at=address)
        no_fault(page)
        expect(page.get_by_role("button", name="生成示例银行")).to_be_visible()
        expect(page.get_by_text("python -m pipelines load")).to_be_visible()


def choose(page: Page, opening: str, label: str, option: str) -> None:
    """Open one of the bar's popovers, choose one option of one list, and close it again."""
    before = page.url
    page.get_by_role("button", name=opening).click()
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settled(page)
