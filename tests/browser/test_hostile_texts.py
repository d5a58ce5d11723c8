"""Every page over a bank whose every text wants to be run: nothing runs, nothing breaks, the texts stand there as text.

The pages are found by looking; addresses, kept views, an uploaded file and the name of who signs in are hostile too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.components.reader import CHOICES, MANNERS
from dashboard.listening import PARAMETERS
from dashboard.queries.builds import open_build
from dashboard.slices import DIMENSIONS
from tests import hostile_bank
from tests.browser.conftest import PROJECT, running_app, settled
from tests.browser.provider import COOKIE_SECRET
from tests.dashboard.access import wire
from tests.hostile_bank import BROKEN_OUT, FORMULA, NAMES, PATH, RUNS, SQL, TEXTS

pytestmark = pytest.mark.browser

PAGES = tuple(sorted(path.stem for path in (PROJECT / "dashboard" / "pages").glob("[a-z]*.py")))
FORMS_OF_THEIRS = "img[src='x'], a[href^='javascript'], a[href^='http://evil'], [onerror], [onload]"
SHOWN_ON = {
    "branches": ("<img src=x oner", "drop table"),
    "journeys": ("<img src=x oner",),
    "suggestions": ("<img src=x oner", "drop table"),
    "administration": ("<img src=x oner",),
    "trend": ("<img src=x oner",),
}
"""Pages on which something hostile must be found as text, or the test looks at nothing."""
HOLDS = """text => document.documentElement.outerHTML.replaceAll('&lt;', '<').includes(text)"""
"""A table's cells are written beside its picture for readers of the screen a while after it is drawn: waited for."""
OF_SLICES = ("unit", "period", "as_of", "survey", *DIMENSIONS)
OF_PAGES = (*(name for name in MANNERS if name != "bank"), *CHOICES, *PARAMETERS, RUNS)


@dataclass
class Watched:
    """A page, what it asked for and what popped up."""

    page: Page
    asked: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def open(self, address: str) -> str:
        """All that stands on the page, once nothing ran on it."""
        self.page.goto(address)
        settled(self.page)
        return self.holds(address)

    def holds(self, where: str) -> str:
        body = self.page.inner_text("body")
        assert "出错了" not in body and "Sorry" not in body, where
        assert self.page.evaluate("window.hyRan") is None, where
        assert self.page.locator(FORMS_OF_THEIRS).count() == 0, where
        assert not self.dialogs, where
        assert not [url for url in self.asked if "evil.example" in url.partition("?")[0] or url.endswith("/x")], where
        return body


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    hostile_bank.make(root)
    return root


@pytest.fixture(scope="module")
def address(hostile: Path) -> Iterator[str]:
    with running_app(hostile) as found:
        yield found


@pytest.fixture
def profile(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def watched(profile: BrowserContext) -> Watched:
    found = Watched(profile.new_page())
    found.page.on("request", lambda request: found.asked.append(request.url))
    found.page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_nothing_that_a_bank_hands_over_runs_on_any_page(address: str, watched: Watched, page: str) -> None:
    of = "unit=hq&lang=zh_CN" if page == "branches" else "period=all&lang=en" if page == "trend" else "period=all"
    watched.open(f"{address}/{page}?{of}")
    for text in SHOWN_ON.get(page, ()):
        watched.page.wait_for_function(HOLDS, arg=text)


def test_nothing_in_an_address_runs_on_any_page(address: str, watched: Watched) -> None:
    for at, page in enumerate(PAGES):
        watched.open(f"{address}/{page}?{urlencode(dict.fromkeys(OF_PAGES, (RUNS, SQL, PATH, BROKEN_OUT)[at % 4]))}")
    for text in (RUNS, BROKEN_OUT):
        told = watched.open(f"{address}/?{urlencode(dict.fromkeys(OF_SLICES, text))}")
        assert text[:12] in told  # what was asked for in vain is said, as text
    watched.open(f"{address}/{quote(RUNS, safe='')}")


def test_kept_views_and_lists_of_measures_are_text(address: str, watched: Watched) -> None:
    page = watched.page
    watched.open(f"{address}/trend?lang=en")
    page.get_by_role("button", name="Kept views").click()
    expect(page.get_by_text("drop table").first).to_be_visible()
    watched.holds("kept views")
    watched.open(f"{address}/suggestions?lang=en&period=all")
    for tab in page.get_by_role("tab").all():
        tab.click()
        settled(page)
        watched.holds(tab.inner_text())


def test_an_uploaded_file_and_its_name_are_text(address: str, watched: Watched, hostile: Path) -> None:
    watched.open(f"{address}/upload?lang=en")
    rows = "\n".join(f'"{text.replace(chr(34), chr(34) * 2)}",{RUNS.replace(",", "")}' for text in TEXTS)
    sent = {"name": f"../../{RUNS}/..{SQL}.csv", "mimeType": "text/csv", "buffer": f"{FORMULA},b\n{rows}\n".encode()}
    watched.page.locator("input[type=file]").first.set_input_files(sent)  # type: ignore[arg-type]
    watched.page.wait_for_timeout(500)
    settled(watched.page)
    watched.holds("upload")
    outside = {path.name for path in hostile.parent.iterdir()} - {hostile.name}
    assert not [name for name in outside if "drop table" in name or "img" in name]
    assert {each.name for each in hostile.iterdir()} == {"small"}


def test_who_is_called_like_a_script_is_greeted_by_that_name(hostile: Path, browser: Browser) -> None:
    register = hostile / "small" / "config" / "access.toml"
    person = "evil@bank.example"
    register.write_text(
        f"[roles.all]\nunits = ['*']\nverbatims = true\nadminister = true\n[people.\"{person}\"]\nname = '''{RUNS}'''\n"
        "roles = ['all']\n",
        encoding="utf-8",
    )

    def signed_in(port: int) -> dict[str, str]:
        return {
            "HUIYIN_OIDC_METADATA_URL": "http://127.0.0.1:9/.well-known/openid-configuration",
            "HUIYIN_OIDC_CLIENT_ID": "huiyin",
            "HUIYIN_OIDC_CLIENT_SECRET": "secret",
            "HUIYIN_OIDC_REDIRECT_URI": f"http://127.0.0.1:{port}/oauth2callback",
            "HUIYIN_COOKIE_SECRET": COOKIE_SECRET,
        }

    try:
        with running_app(hostile, signed_in) as address:
            context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
            cookie = wire.cookie(wire.claims(person, name=RUNS), address, COOKIE_SECRET)
            context.add_cookies([{"name": wire.USER, "value": cookie, "url": address}])
            watched = Watched(context.new_page())
            assert "<img src=x oner" in watched.open(f"{address}/method?lang=en")
            watched.page.get_by_role("button", name="<img").click()
            expect(watched.page.get_by_text("Sees:")).to_be_visible()
            watched.holds("person")
            context.close()
    finally:
        register.unlink()


def test_the_build_holds_what_it_would_hold_without(hostile: Path) -> None:
    """No table is gone, no file lies outside the bank, and the texts are the texts, but for letters nobody can see."""
    build = open_build("small", hostile)
    names = {row["unit_id"]: row["name"] for row in build.records("catalogue/units")}
    assert {unit: names[unit] for unit in NAMES} == {unit: _visible(name) for unit, name in NAMES.items()}
    assert {each.name for each in hostile.iterdir()} == {"small"}


def _visible(name: str) -> str:
    return "".join(letter for letter in name if ord(letter) >= 32).strip()
