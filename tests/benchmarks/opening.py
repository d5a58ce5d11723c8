"""From an address to all charts of the Trend page on a telephone, by a browser that was never here, beside the floor.

``static`` is a page of plain HTML that holds the very figures of our page and the library that draws them: no server
has less to do. A time ends with the last change inside a chart, once nothing has changed for a while and no script
runs.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks import clicks
from tests.browser.conftest import running_app, settled
from tests.browser.system import chromium, launch_arguments

TELEPHONE = {"width": 390, "height": 844}
ROUNDS = 5
_WATCH = """() => {
  window.benchLast = null;
  new MutationObserver(changes => {
    for (const change of changes) {
      const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      if (element && element.closest('.js-plotly-plot')) window.benchLast = performance.now();
    }
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
}"""
_STOOD = """quiet => {
  const runs = document.querySelector('[data-test-script-state="running"]');
  const isQuiet = window.benchLast !== null && !runs && performance.now() - window.benchLast > quiet;
  return isQuiet ? window.benchLast : false;
}"""


def measure(root: Path, bank: str, told: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per contender: milliseconds from asking for the page to its last chart, median and worst."""
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=launch_arguments())
        stack.callback(browser.close)
        ours = stack.enter_context(running_app(root))
        address = f"{ours}/trend?bank={bank}&lang=en"
        page = _telephone(browser)
        page.goto(address)
        settled(page)
        page.wait_for_timeout(1_000)
        drawn = clicks.drawn_on(page)
        page.context.close()
        static = clicks.written(root / "static-opening.html", [drawn]).as_uri()
        told(f"opening the page {ROUNDS} times, two ways")
        spent: dict[str, list[float]] = {"ours": [], "static": []}
        for _ in range(ROUNDS):
            for name, asked in (("ours", address), ("static", static)):
                spent[name].append(_opened(browser, asked))
        for name, times in spent.items():
            yield {
                "contender": name,
                "open_ms": round(statistics.median(times)),
                "worst_ms": round(max(times)),
                "ours": round(statistics.median(spent["ours"]) / statistics.median(times), 2),
                "charts": len(drawn),
            }


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for a terminal."""
    lines = [f"{'contender':10}{'open ms':>10}{'worst':>9}{'ours/it':>9}{'charts':>8}"]
    lines += [
        f"{row['contender']:10}{row['open_ms']:>10,}{row['worst_ms']:>9,}{row['ours']:>8.2f}×{row['charts']:>8}"
        for row in rows
    ]
    return "\n".join(lines)


def _telephone(browser: Browser) -> Page:
    page = browser.new_context(viewport=TELEPHONE, locale="en-US").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(clicks.LIMIT_MILLISECONDS)
    return page


def _opened(browser: Browser, address: str) -> float:
    """Milliseconds since the browser began to ask for the address."""
    page = _telephone(browser)
    page.add_init_script(f"({_WATCH})()")
    page.goto(address)
    last = page.wait_for_function(_STOOD, arg=clicks.QUIET_MILLISECONDS).json_value()
    page.context.close()
    return float(last)
