"""Drivers in a real browser: four figures that shut nobody out, another journey, and a finding put aside."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open, settled
from tests.browser.test_reading import asked, no_fault

pytestmark = pytest.mark.browser


def test_drivers_are_read_by_journey_and_put_aside(open_page: Open) -> None:
    page = open_page("/drivers?period=all", scheme="dark")
    expect(page.locator(".js-plotly-plot")).to_have_count(4)
    assert_accessible(page)
    other = page.get_by_role("radio", name="手机银行办理")
    (other.or_(page.get_by_role("button", name="手机银行办理", exact=True))).first.click()
    page.wait_for_function("() => location.search.includes('journey=app')")
    settled(page)
    assert asked(page) == {"period": ["all"], "journey": ["app"]}
    no_fault(page)
    page.get_by_role("button", name="加入改进清单").first.click()
    expect(page.get_by_test_id("stToast")).to_be_visible()
