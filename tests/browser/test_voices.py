"""The voices in a real browser: opening a theme is a step that can be linked and undone, and shuts nobody out."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open, settled
from tests.browser.test_reading import asked, no_fault

pytestmark = pytest.mark.browser

TEXTS = ".hy-texts li"


def test_a_theme_opens_its_texts_can_be_linked_and_back_closes_it(open_page: Open) -> None:
    page = open_page("/voices?period=all")
    expect(page.locator(TEXTS)).to_have_count(0)
    page.get_by_role("radio", name="服务态度").or_(
        page.get_by_role("button", name="服务态度", exact=True)
    ).first.click()
    expect(page.locator(TEXTS)).to_have_count(1)
    settled(page)
    assert asked(page) == {"period": ["all"], "theme": ["attitude"]}
    expect(page.locator(TEXTS)).to_contain_text("柜员很耐心，电话 [PHONE]")
    link = urlsplit(page.url)
    other = open_page(f"{link.path}?{link.query}", lang="en-US", scheme="dark")
    expect(other.locator(TEXTS)).to_contain_text("柜员很耐心，电话 [PHONE]")
    assert_accessible(other)
    page.go_back()
    expect(page.locator(TEXTS)).to_have_count(0)
    assert asked(page) == {"period": ["all"]}


def test_nothing_to_hear_is_said(open_page: Open) -> None:
    page = open_page("/voices?period=2020")
    no_fault(page)
    expect(page.locator(".hy-notice")).to_contain_text("没有客户原话")
