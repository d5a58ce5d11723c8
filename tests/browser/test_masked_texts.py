"""A running app over a bank full of personal data: none stands on a page, in a file, in its log, or in an apology."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from pipelines.banks import bank as bank_named
from pipelines.load import load
from tests import planted_bank
from tests.browser.conftest import running_app, settled
from tests.planted_bank import CELL, survivors

pytestmark = pytest.mark.browser

PAGES = ("voices?word=身份证", "suggestions?", "complaints?", "data?", "reports?", "overview?", "drivers?", "explore?")
SHOWN_ON = ("voices?word=身份证", "data?")
"""Pages on which a mask must be found, or the test looks at nothing."""
MASKS = ("[PHONE]", "[ID]", "[CARD]", "[EMAIL]")


@dataclass(frozen=True)
class Running:
    """The app's address, what it logs, and the bank's folder."""

    address: str
    log: Path
    bank: Path

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    root = tmp_path_factory.mktemp("planted")
    bank = bank_named("small", root)
    load(bank, planted_bank.write(bank))
    log = root.parent / "app.log"
    talks = {"STREAMLIT_LOGGER_LEVEL": "debug"}
    with running_app(root, lambda _port: talks, log) as address:
        yield Running(address, log, bank.folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_no_page_no_file_and_no_line_of_the_log_tells_what_was_planted(running: Running, page: Page) -> None:
    for each in PAGES:
        page.goto(f"{running.address}/{each}&period=all&lang=en")
        settled(page)
        told = page.content() + page.inner_text("body")
        assert not survivors(told), each
        assert any(mask in told for mask in MASKS) or each not in SHOWN_ON, each
    page.goto(f"{running.address}/trend?period=all&lang=en")
    settled(page)
    page.locator("[data-action=table]").first.click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download as CSV", exact=True).click()
    assert not survivors(Path(taken.value.path()).read_text(encoding="utf-8-sig"))
    page.goto(f"{running.address}/data?lang=en")
    settled(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="refused", exact=False).first.click()
    refused = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert "[PHONE]" in refused
    assert not survivors(refused)
    logged = running.logged()
    assert logged
    assert not survivors(logged)


def test_what_fails_is_logged_without_what_was_asked_for(running: Running, page: Page) -> None:
    """In an address, in a bank's name, and where the ledger is no ledger and the register cannot be read."""
    for query in ({"word": CELL}, {"unit": CELL}, {"bank": CELL}, {"theme": CELL}, {"period": CELL}):
        page.goto(f"{running.address}/voices?{urlencode({**query, 'lang': 'en'})}")
        settled(page)
    ledger, register = running.bank / "ledger.sqlite", running.bank / "config" / "access.toml"
    kept = ledger.read_bytes() if ledger.exists() else b""
    ledger.write_bytes(f"this is no ledger, {CELL}".encode() * 99)
    try:
        page.goto(f"{running.address}/suggestions?{urlencode({'lang': 'en', 'unit': CELL})}")
        settled(page)
        page.goto(f"{running.address}/suggestions?lang=en")
        settled(page)
        register.write_text(f'[people."{CELL}"]\nroles = ["{CELL}"]\n', encoding="utf-8")
        page.goto(f"{running.address}/voices?{urlencode({'lang': 'en', 'word': CELL})}")
        settled(page)
    finally:
        register.unlink(missing_ok=True)
        ledger.write_bytes(kept)
    logged = running.logged()
    assert "refused" in logged
    assert not survivors(logged)
