"""Activities in a real browser: five figures, units and lines change sides, a link reopens, nothing is shut out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open, settled
from tests.browser.test_reading import asked, no_fault

pytestmark = pytest.mark.browser


def test_activities_are_read_on_a_desk_and_lines_take_the_place_of_units(open_page: Open) -> None:
    page = open_page("/activities?period=all", lang="en-US")
    expect(page.locator(".js-plotly-plot")).to_have_count(5)
    expect(page.locator("body")).to_contain_text("90 product reviews")
    no_fault(page)
    assert_accessible(page)
    other = page.get_by_role("radio", name="Line")
    (other.or_(page.get_by_role("button", name="Line", exact=True))).first.click()
    page.wait_for_url("**by=line**")
    settled(page)
    assert asked(page) == {"period": ["all"], "by": ["line"]}
    no_fault(page)
    again = open_page("/activities?" + page.url.partition("?")[2], lang="en-US")
    expect(again.get_by_role("link", name="Activities", exact=True).first).to_be_visible()
    expect(again.locator("body")).to_contain_text("business lines")


def test_on_a_phone_nothing_lies_aside_and_an_empty_slice_says_so(open_page: Open) -> None:
    phone = open_page("/activities?period=all", width=390, scheme="dark")
    expect(phone.locator("body")).to_contain_text("惠及了谁")
    assert int(phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) <= 0
    assert_accessible(phone)
    empty = open_page("/activities?period=2020")
    expect(empty.locator(".hy-notice").first).to_be_visible()
