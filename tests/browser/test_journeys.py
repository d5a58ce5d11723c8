"""Journeys in a real browser: the lane map is a row on a desk and a list on a phone, and shuts nobody out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open
from tests.browser.test_reading import no_fault

pytestmark = pytest.mark.browser

PATH = "/journeys?journey=visit&period=all"
CARDS = ".hy-lanes .hy-step"


def _places(page: Page) -> list[tuple[float, float]]:
    boxes = [card.bounding_box() for card in page.locator(CARDS).all()]
    return [(box["x"], box["y"]) for box in boxes if box is not None]


def _runs_over(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_steps_stand_side_by_side_on_a_desk_and_one_a_line_on_a_phone(open_page: Open) -> None:
    desk = open_page(PATH, lang="en-US", scheme="dark")
    expect(desk.locator(CARDS)).to_have_count(3)
    no_fault(desk)
    places = _places(desk)
    assert [x for x, _ in places] == sorted({x for x, _ in places})
    assert len({y for _, y in places}) <= 2  # two lanes
    expect(desk.locator(".hy-ends")).to_contain_text("Worst moment")
    expect(desk.locator(".hy-joined").first).to_contain_text("Farewell")
    expect(desk.locator(".hy-worth")).to_contain_text("Queueing")
    assert_accessible(desk)
    phone = open_page(PATH, width=390)
    expect(phone.locator(CARDS)).to_have_count(3)
    heights = [y for _, y in _places(phone)]
    assert heights == sorted(set(heights))
    assert _runs_over(phone) <= 0
    assert_accessible(phone)
