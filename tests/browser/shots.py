"""Pictures of every page, width, theme and language into shots/, to be looked at: `python -m tests.browser.shots`.

Of the banks that are loaded (``HUIYIN_BANKS``, else data/banks); without any, of the small bank of the tests.
"""

from __future__ import annotations

import os
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests import small_bank
from tests.browser.conftest import PROJECT, running_app, settled
from tests.browser.system import chromium, launch_arguments

PAGES = (
    "",
    "trend",
    "journeys",
    "branches",
    "suggestions",
    "complaints",
    *(f"complaints?view={view}" for view in ("speed", "way", "about", "contacts", "scores")),
    "voices",
    "drivers",
    "explore",
    "index",
    "activities",
    "reports",
    "data",
    "method",
    "upload",
    "administration",
)
WIDTHS = (1440, 390)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
TALLEST = 6_000


def main() -> int:
    folder = PROJECT / "shots"
    folder.mkdir(exist_ok=True)
    banks = Path(os.environ.get("HUIYIN_BANKS") or PROJECT / "data" / "banks")
    with tempfile.TemporaryDirectory() as spare:
        if not any(banks.glob("*/CURRENT")):
            banks = Path(spare)
            small_bank.make(banks)
        with running_app(banks) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=launch_arguments())
            for page, width, theme, lang in product(PAGES, WIDTHS, THEMES, LANGUAGES):
                name = page.replace("?view=", "-") or "overview"
                target = folder / f"{name}-{width}-{theme}-{lang}.png"
                take(browser, f"{address}/{page}", target, width, theme, LANGUAGES[lang])
                print(target.relative_to(PROJECT))
            browser.close()
    return 0


def take(
    browser: Browser, address: str, target: Path, width: int, theme: Literal["light", "dark"], locale: str
) -> None:
    """One page, as tall as it is."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale=locale)
    page = context.new_page()
    page.goto(address)
    settled(page)
    tall = int(page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(tall + 20, TALLEST)})
    page.wait_for_timeout(1_000)
    page.screenshot(path=target)
    context.close()


if __name__ == "__main__":
    sys.exit(main())
