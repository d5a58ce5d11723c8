"""The app as a real process over a small bank, and a real Chromium that reads it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import small_bank
from tests.browser.system import chromium, launch_arguments

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
IGNORED = ("/_stcore/health", "/_stcore/host-config", "fonts.gstatic.com")
"""The framework's own probes below a page's address, and its one icon from outside: not errors of ours."""

# A busy machine draws late; what is awaited is the picture, not a time.
expect.set_options(timeout=30_000)

Open = Callable[..., Page]
Contexts = Callable[..., BrowserContext]


@contextmanager
def running_app(
    banks: Path, settings: Callable[[int], Mapping[str, str]] = lambda _port: {}, log: Path = Path(os.devnull)
) -> Iterator[str]:
    """The address of a fresh app process over a folder of banks; ``settings`` are more variables, given its port.

    All that the process says goes to ``log``.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    environment = {**os.environ, "HUIYIN_BANKS": str(banks), **settings(port)}
    environment.pop("HUIYIN_BANK", None)
    with (
        log.open("wb") as written,
        subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=written, stderr=written) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 our own address on this machine
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the app did not answer on {address} within {START_SECONDS} seconds")


@pytest.fixture(scope="session")
def banks(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Path:
    """A folder of banks that holds ``small``."""
    root = tmp_path_factory.mktemp("banks")
    small_copy(root)
    return root


@pytest.fixture(scope="session")
def app(banks: Path) -> Iterator[str]:
    with running_app(banks) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine: apt-get install chromium fonts-noto-cjk")
        pytest.skip("no Chromium on this machine: install Chromium or Google Chrome to run the browser tests")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=launch_arguments())
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Contexts]:
    """One browser profile per language, width and theme: what it has fetched and compiled once serves the next test.

    ``is_second``: another one, which shares nothing with the first.
    """
    opened: dict[Any, BrowserContext] = {}

    def context(lang: str, width: int, scheme: Any, is_second: bool) -> BrowserContext:
        key = (lang, width, scheme, is_second)
        if key not in opened:
            opened[key] = browser.new_context(
                locale=lang, viewport={"width": width, "height": 900}, color_scheme=scheme, timezone_id="Asia/Shanghai"
            )
        return opened[key]

    yield context
    for one in opened.values():
        one.close()


@pytest.fixture
def open_page(app: str, contexts: Contexts) -> Iterator[Open]:
    """Opens an address in a page of its own; at the end no page may have complained on its console.

    Nothing lasts from page to page: the app keeps no cookie and stores nothing in the browser; ``is_second`` opens the
    address in another browser.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def opened(
        path: str = "/",
        *,
        lang: str = "zh-CN",
        width: int = 1440,
        scheme: Any = "light",
        at: str = "",
        is_second: bool = False,
    ) -> Page:
        page = contexts(lang, width, scheme, is_second).new_page()
        pages.append(page)
        page.on("console", lambda message: _note(complaints, message.type, message.text, message.location))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((at or app) + path)
        settled(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert not complaints


def _note(complaints: list[str], kind: str, text: str, location: Any) -> None:
    place = str(location.get("url", ""))
    if kind == "error" and not any(ignored in place + text for ignored in IGNORED):
        complaints.append(f"{text} ({place})")


STANDING_STILL = """() => {
  const main = document.querySelector('[data-testid=stMain]') ?? document.body;
  const seen = (window.hySeen ??= { height: -1, since: 0 });
  const isDrawn = (plot) => !plot.offsetWidth || plot.querySelector('.main-svg');
  const isComing = document.querySelector('[data-testid=stSkeleton]');
  if (isComing || ![...document.querySelectorAll('.hy-plot')].every(isDrawn)) seen.height = -1;
  if (main.scrollHeight !== seen.height) Object.assign(seen, { height: main.scrollHeight, since: Date.now() });
  return Date.now() - seen.since > 400;
}"""
"""Every figure in sight is drawn and nothing has moved for a while: an opened list closes while charts still grow."""


def settled(page: Page) -> None:
    """Wait until the app has drawn a page, runs no more and stands still."""
    page.wait_for_selector(".hy-title, .hy-notice", timeout=30_000)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
    page.evaluate("window.hySeen = undefined")
    page.wait_for_function(STANDING_STILL, timeout=30_000)


def choose(page: Page, label: str, option: str) -> None:
    """Choose one option of a list on the page."""
    listed = page.get_by_role("combobox", name=label).first
    for _ in range(2):
        # charts that come into sight are drawn only then and push the list away; one that is open meanwhile closes
        listed.scroll_into_view_if_needed()
        settled(page)
    listed.click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)
