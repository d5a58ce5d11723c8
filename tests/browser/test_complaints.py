"""Complaints in a real browser: every figure is drawn, the causes change sides, and nobody is shut out on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open, settled
from tests.browser.test_reading import asked, no_fault

pytestmark = pytest.mark.browser


def test_complaints_are_read_on_a_desk_and_causes_change_sides(open_page: Open) -> None:
    page = open_page("/complaints?period=all", lang="en-US")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    no_fault(page)
    assert_accessible(page)
    (page.get_by_role("radio", name="outlet").or_(page.get_by_role("button", name="outlet", exact=True))).first.click()
    page.wait_for_function("() => location.search.includes('per=outlets')")
    expect(page.locator("body")).to_contain_text("for every outlet a month")
    page = open_page("/complaints?period=all&view=about", lang="en-US")
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    other = page.get_by_role("radio", name="Channel")
    (other.or_(page.get_by_role("button", name="Channel", exact=True))).first.click()
    page.wait_for_function("() => location.search.includes('by=channel')")
    settled(page)
    assert asked(page) == {"period": ["all"], "view": ["about"], "by": ["channel"]}
    expect(page.locator("body")).to_contain_text("Most complaints: Hotline")
    no_fault(page)


def test_on_a_phone_the_work_list_begins_with_how_late_it_is(open_page: Open) -> None:
    phone = open_page("/complaints?period=all&view=speed", width=390, scheme="dark")
    expect(phone.locator("body")).to_contain_text("待办结与告知")
    assert int(phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")) <= 0
    assert_accessible(phone)
    empty = open_page("/complaints?period=2020")
    expect(empty.locator(".hy-notice")).to_be_visible()
