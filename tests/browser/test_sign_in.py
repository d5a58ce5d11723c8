"""A day of a team member in a real browser, against a real provider: sign in, my units, drill, a file, sign out; and
that neither a copy of the cookie, nor a forged one, nor a suspended person gets anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.ledger import Author, audit, improvements, open_ledger, suspensions
from dashboard.scopes import local_user
from tests import small_bank
from tests.browser.conftest import running_app, settled
from tests.browser.provider import keep_inside, running_provider, sign_in, signing_in

pytestmark = pytest.mark.browser

WANG = "wang@bank.example"
PEOPLE = {
    "wang": {"email": WANG, "email_verified": True},
    "mallory": {"email": WANG, "email_verified": False},
    "stranger": {"email": "stranger@bank.example", "email_verified": True},
}
REGISTER = f"""
[roles.team]
units = ["r01"]
verbatims = true
export = true
edit = true

[people."{WANG}"]
name = "王芳"
roles = ["team"]
"""


@dataclass(frozen=True)
class Server:
    """The app's address and the bank's folder."""

    address: str
    bank: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("banks")
    small_copy(root)
    (root / "small" / "config" / "access.toml").write_text(REGISTER, encoding="utf-8")
    with running_provider(PEOPLE) as provider, running_app(root, lambda port: signing_in(provider, port)) as address:
        yield Server(address, root / "small")


@pytest.fixture
def profile(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900}, timezone_id="Asia/Shanghai")
    yield context
    context.close()


def _opened(profile: BrowserContext, address: str) -> Page:
    page = profile.new_page()
    keep_inside(page)
    page.goto(address)
    settled(page)
    return page


def _actions(server: Server) -> list[tuple[str, str, bool]]:
    found = audit.entries(open_ledger("small", server.bank))
    return [(each["who"], each["action"], each["is_refused"]) for each in reversed(found)]


def _drill(page: Page, address: str) -> None:
    """From one's own region to one of its outlets, by a click on its point."""
    page.goto(address)
    settled(page)
    point = page.locator(".st-key-panel-standing .scatterlayer .point").first
    expect(point).to_be_visible()
    point.scroll_into_view_if_needed()
    settled(page)
    box = point.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**unit=o0**")
    settled(page)


def _improve(page: Page, address: str) -> None:
    """A finding onto the improvement list, with who does what about it."""
    page.goto(address)
    settled(page)
    page.get_by_role("button", name="Put on the improvement list").first.click()
    expect(page.get_by_test_id("stToast")).to_be_visible()
    page.get_by_role("link", name="Suggestions", exact=True).click()
    settled(page)
    page.get_by_role("button", name="Make an improvement of it").click()
    page.get_by_role("textbox", name="Improvement").fill("A second counter at noon")
    page.get_by_role("textbox", name="Responsible").fill("陈主任")
    page.get_by_role("button", name="Put on the list", exact=True).click()
    expect(page.locator("table.hy-list")).to_contain_text("A second counter at noon")


def test_a_day_of_a_team_member(server: Server, profile: BrowserContext, browser: Browser) -> None:
    page = _opened(profile, f"{server.address}/branches?period=2026Q2&unit=r01&lang=en")
    assert "Small Town" not in page.content()
    sign_in(page, "wang")
    page.wait_for_url(f"{server.address}/branches?period=2026Q2&unit=r01&lang=en")  # the view survives
    settled(page)
    expect(page.get_by_text("Small Town Bank")).to_be_visible()
    assert "West" not in page.inner_text("body")

    page.goto(f"{server.address}/trend")  # a new session begins with one's own units
    settled(page)
    page.wait_for_url("**/trend?unit=r01")
    page.goto(f"{server.address}/trend?unit=r02&lang=en")
    settled(page)
    expect(page.get_by_text("asks for something that does not exist here")).to_be_visible()
    page.goto(f"{server.address}/administration?lang=en")
    settled(page)
    expect(page.get_by_text("This page is not open to you.")).to_be_visible()

    _drill(page, f"{server.address}/branches?unit=r01&period=all&lang=en")
    page.get_by_role("link", name="Trend", exact=True).click()
    page.wait_for_url("**/trend?**unit=o0**")  # the chosen outlet comes along
    settled(page)
    page.locator("[data-action=table]").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download as CSV", exact=True).click()
    assert Path(taken.value.path()).read_text(encoding="utf-8-sig")
    file_address = taken.value.url
    assert _actions(server).count(("wang@bank.example", "export", False)) == 1  # noted once, by the door

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    _improve(page, f"{server.address}/journeys?unit=o01&lang=en")
    (kept,) = improvements.list_all(open_ledger("small", server.bank), local_user())
    assert (kept.title, kept.unit_id, kept.made_by) == ("A second counter at noon", "o01", WANG)

    cookies = profile.cookies()
    copied = browser.new_context(locale="en-US")
    copied.add_cookies(cookies)
    other = _opened(copied, f"{server.address}/method?lang=en")
    expect(other.get_by_text("Small Town Bank")).to_be_visible()  # until then a cookie is a cookie

    page.get_by_role("button", name="王芳").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/suggestions" not in url)
    assert (WANG, "signed_out", False) in _actions(server)

    other.get_by_role("button", name="Large type").click()  # a page that was open all the while
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    other.goto(f"{server.address}/method?lang=en")
    settled(other)
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    assert "Small Town" not in other.content()
    written = "; ".join(f"{each['name']}={each['value']}" for each in cookies)
    for told in ({}, {"Cookie": written}):
        assert httpx.get(file_address, headers=told).status_code in (403, 404)
    copied.close()
    assert audit.verify(open_ledger("small", server.bank)).faults == ()


def test_suspended_at_the_next_click(server: Server, profile: BrowserContext) -> None:
    page = _opened(profile, f"{server.address}/trend?unit=r01&lang=en")
    sign_in(page, "wang")
    page.wait_for_url("**/trend?**")
    settled(page)
    expect(page.get_by_text("Small Town Bank")).to_be_visible()
    ledger = open_ledger("small", server.bank)
    with ledger.writing(Author("chen")) as writing:
        suspensions.suspend(writing, WANG, "")
    try:
        page.locator("[data-action=table]").first.click()
        expect(page.get_by_text("Your access is suspended.")).to_be_visible()
        assert "Small Town" not in page.inner_text("body")
    finally:
        with ledger.writing(Author("chen")) as writing:
            suspensions.lift(writing, WANG)
    page.reload()
    settled(page)
    expect(page.get_by_text("Small Town Bank")).to_be_visible()


def test_who_is_unknown_or_unverified_sees_nothing(server: Server, browser: Browser) -> None:
    for who, told in (("stranger", "nothing has been granted to you"), ("mallory", "nothing has been granted to you")):
        context = browser.new_context(locale="en-US")
        page = _opened(context, server.address)
        sign_in(page, who)
        page.wait_for_url(f"{server.address}/**")
        settled(page)
        expect(page.get_by_text(told)).to_be_visible()
        assert "Small Town" not in page.inner_text("body")
        context.close()
    assert ("stranger@bank.example", "entry", True) in _actions(server)
