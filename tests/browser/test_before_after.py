"""Before and after on Branches in a real browser: opens, chooses, keeps the choice, survives the empty slice."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open
from tests.browser.test_branches import address, press

pytestmark = pytest.mark.browser

FINDING = ".st-key-panel-before-after h2.hy-find, .st-key-panel-before-after .hy-notice, h2.hy-find"


def test_it_opens_chooses_and_its_link_opens_the_same(open_page: Open) -> None:
    page = open_page("/branches?period=all")
    press(page, "改造前后")
    assert address(page)["view"] == ["changed"]
    finding = page.locator(FINDING).first
    expect(finding).to_contain_text("适老服务网点")
    press(page, "示范网点")
    press(page, "客户满意度（UE）")
    assert (address(page)["attribute"], address(page)["of"]) == (["demonstration"], ["satisfaction"])
    expect(finding).to_contain_text("示范网点")
    told = finding.inner_text()
    other = open_page(f"/branches?{urlsplit(page.url).query}", is_second=True)
    expect(other.locator(FINDING).first).to_have_text(told)
    page.go_back()
    assert "of" not in address(page)


def test_the_empty_slice_and_a_region_without_any_are_said_in_words(open_page: Open) -> None:
    page = open_page("/branches?view=changed&period=2020")
    expect(page.locator(".hy-notice, h2.hy-find").first).to_be_visible()
    south = open_page("/branches?view=changed&period=all&unit=r03")
    expect(south.locator(".hy-notice").first).to_contain_text("没有获得该特征的")


@pytest.mark.parametrize(("scheme", "lang"), [("light", "en-US"), ("dark", "zh-CN")])
def test_it_shuts_nobody_out_and_fits_a_phone(open_page: Open, scheme: str, lang: str) -> None:
    page = open_page("/branches?view=changed&period=all", width=390, scheme=scheme, lang=lang)
    named = "Elderly-friendly outlets" if lang == "en-US" else "适老服务网点"
    expect(page.locator(FINDING).first).to_contain_text(named)
    expect(page.locator("[data-testid=stDataFrame]").first).to_be_visible()
    assert_accessible(page)
    wider = (
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth })()"
    )
    assert page.evaluate(wider) <= 0
