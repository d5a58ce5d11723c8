"""From a click to all charts redrawn, in Chromium: our Trend page beside the same charts made in other ways.

``static``: a page of plain HTML that holds our page's very figures and swaps them, the floor below which no server can
come. ``dash``: Dash with the product's own answers and figures on the same build. ``pandas``: as many charts in
Streamlit from frames of all answers that are kept in memory. One browser, one machine, taking turns; each period is
clicked first when nobody has asked for it, then again. A click ends with the last change inside a chart, once nothing
has changed for a while and no script runs.
"""

from __future__ import annotations

import itertools
import json
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from plotly.offline import get_plotlyjs

from dashboard.slices import PRESETS
from tests.browser.conftest import PROJECT, running_app, settled
from tests.browser.system import chromium, launch_arguments

CONTENDERS = ("ours", "static", "dash", "pandas")
STARTED_SECONDS = 900
"""A frame of ten million answers is minutes in the making."""
LIMIT_MILLISECONDS = 120_000
QUIET_MILLISECONDS = 1_500
VIEWPORT = {"width": 1440, "height": 900}

_CLICK = """([selector, quiet, limit]) => new Promise(resolve => {
  let last = null, drawn = new Set();
  const watch = new MutationObserver(changes => {
    for (const change of changes) {
      const element = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      const plot = element && element.closest('.js-plotly-plot');
      if (plot) { last = performance.now(); drawn.add(plot); }
    }
  });
  watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  const begun = performance.now();
  document.querySelector(selector).click();
  const look = () => {
    const now = performance.now();
    const runs = document.querySelector('[data-test-script-state="running"], ._dash-loading, [data-dash-is-loading]');
    if (now - begun > limit || (last !== null && !runs && now - last > quiet)) {
      watch.disconnect();
      resolve(last === null ? null : [last - begun, drawn.size]);
    } else { setTimeout(look, 40); }
  };
  setTimeout(look, 40);
})"""
_FIGURES = """() => JSON.stringify(
  [...document.querySelectorAll('.js-plotly-plot')].map(plot => ({data: plot.data, layout: plot.layout})),
  (key, value) => ArrayBuffer.isView(value) ? Array.from(value) : value)"""


@dataclass(frozen=True)
class Contender:
    """A page that is open, and what to click for each period."""

    page: Page
    selector: Callable[[int], str]


def measure(root: Path, bank: str, rounds: int = 2, told: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per contender: milliseconds from click to the last change in a chart, asked first and asked again."""
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=launch_arguments())
        stack.callback(browser.close)
        ours = stack.enter_context(running_app(root))
        figures = _captured(browser, ours, bank)
        # The app that told its figures has kept its answers: another one, that nobody asked, is measured.
        pages = {
            "ours": _ours(browser, stack.enter_context(running_app(root)), bank),
            "static": _static(browser, root, figures),
            "dash": _dash(browser, stack.enter_context(_dash_page(root, bank))),
            "pandas": _pandas(browser, stack.enter_context(streamlit_page("pandas_page.py", root, bank))),
        }
        told(f"clicking {len(PRESETS)} periods, {rounds} rounds, {len(pages)} pages")
        yield from _rows(_clicked(pages, rounds))


def _clicked(pages: dict[str, Contender], rounds: int) -> dict[str, list[tuple[int, float, int]]]:
    """Per contender the round, milliseconds and charts changed of every click; contenders take turns."""
    found: dict[str, list[tuple[int, float, int]]] = {name: [] for name in pages}
    # the first of the periods is what every page opens with: it is clicked last in each round
    order = [*range(1, len(PRESETS)), 0]
    for turn, (at, place) in enumerate(itertools.product(range(rounds), order)):
        names = [CONTENDERS[(turn + step) % len(CONTENDERS)] for step in range(len(CONTENDERS))]
        for name in names:
            one = pages[name]
            told = one.page.evaluate(_CLICK, [one.selector(place), QUIET_MILLISECONDS, LIMIT_MILLISECONDS])
            if told is None:
                raise RuntimeError(f"{name}: no chart changed after a click on {PRESETS[place]}")
            found[name].append((at, told[0], told[1]))
    return found


def _rows(found: dict[str, list[tuple[int, float, int]]]) -> Iterator[dict[str, Any]]:
    middle = {
        name: [statistics.median([ms for at, ms, _ in clicks if (at > 0) == is_again]) for is_again in (False, True)]
        for name, clicks in found.items()
    }
    for name, (first, again) in middle.items():
        yield {
            "contender": name,
            "first_ms": round(first),
            "again_ms": round(again),
            "worst_ms": round(max(ms for _, ms, _ in found[name])),
            "ours_first": round(middle["ours"][0] / first, 2),
            "ours_again": round(middle["ours"][1] / again, 2),
            "charts_changed": max(count for _, _, count in found[name]),
        }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for a terminal; ``ours/it`` under 1 means that ours is ahead."""
    lines = [f"{'contender':10}{'first ms':>10}{'again ms':>10}{'worst':>9}{'ours/it':>9}{'again':>8}{'charts':>8}"]
    lines += [
        f"{row['contender']:10}{row['first_ms']:>10,}{row['again_ms']:>10,}{row['worst_ms']:>9,}"
        f"{row['ours_first']:>8.2f}×{row['ours_again']:>7.2f}×{row['charts_changed']:>8}"
        for row in rows
    ]
    return "\n".join(lines)


def _opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport=VIEWPORT, locale="en-US").new_page()  # type: ignore[arg-type]
    page.set_default_timeout(STARTED_SECONDS * 1000)
    page.goto(address)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    return page


def _ours(browser: Browser, address: str, bank: str) -> Contender:
    page = _opened(browser, f"{address}/trend?bank={bank}&lang=en")
    settled(page)
    page.locator(".st-key-open-period button").first.click()
    page.wait_for_selector(".st-key-bar-period label")
    return Contender(page, lambda place: f".st-key-bar-period [role=radiogroup] > div:nth-child({place + 1}) input")


def _captured(browser: Browser, address: str, bank: str) -> list[list[Any]]:
    """The figures of our page for every period, as the browser has them."""
    found = []
    for period in PRESETS:
        page = _opened(browser, f"{address}/trend?bank={bank}&lang=en&period={period}")
        settled(page)
        page.wait_for_timeout(1_000)
        found.append(drawn_on(page))
        page.context.close()
    return found


def drawn_on(page: Page) -> list[Any]:
    """The figures of a page as the browser has them."""
    figures: list[Any] = json.loads(page.evaluate(_FIGURES))
    return figures


def _static(browser: Browser, root: Path, figures: list[list[Any]]) -> Contender:
    target = written(root / "static-rival.html", figures)
    return Contender(_opened(browser, target.as_uri()), lambda place: f"#period-{place}")


def written(target: Path, figures: list[list[Any]]) -> Path:
    """A page of plain HTML that draws the first of these lists of figures, and each at the click of a button."""
    most = max(len(drawn) for drawn in figures)
    names = [PRESETS[place] for place in range(len(figures))]
    head = "<meta charset=utf-8><meta name=viewport content='width=device-width'>"
    told = json.dumps(figures).replace("</", r"<\/")
    target.write_text(
        "<!doctype html>" + head + "<script>" + get_plotlyjs() + "</script>"
        + "".join(f"<button id=period-{place}>{name}</button>" for place, name in enumerate(names))
        + "".join(f"<div id=plot-{place}></div>" for place in range(most))
        + f"<script>const figures = {told};"
        + "const draw = chosen => figures[chosen].forEach("
        + "(figure, place) => Plotly.react('plot-' + place, figure.data, figure.layout));"
        + f"for (let place = 0; place < {len(names)}; place++)"
        + " document.getElementById('period-' + place).onclick = () => draw(place); draw(0);</script>",
        encoding="utf-8",
    )  # fmt: skip
    return target


def _dash(browser: Browser, address: str) -> Contender:
    return Contender(_opened(browser, address), lambda place: f"#period label:nth-of-type({place + 1}) input")


def _pandas(browser: Browser, address: str) -> Contender:
    page = _opened(browser, address)
    page.wait_for_selector("[data-test-script-state=notRunning]")
    return Contender(page, lambda place: f"[data-testid=stRadio] [role=radiogroup] > div:nth-child({place + 1}) input")


def _dash_page(root: Path, bank: str) -> Any:
    return _served(lambda port: ["-m", "tests.benchmarks.rivals.dash_page", str(root), bank, str(port)], "/")


def streamlit_page(script: str, root: Path, bank: str) -> Any:
    """One of the rivals that are pages of Streamlit, served; its address."""
    path = str(PROJECT / "tests" / "benchmarks" / "rivals" / script)
    options = ["--server.headless", "true", "--server.port"]
    return _served(
        lambda port: ["-m", "streamlit", "run", path, *options, str(port), "--", str(root), bank], "/_stcore/health"
    )


@contextmanager
def _served(command: Callable[[int], list[str]], ready: str) -> Iterator[str]:
    """A rival as a process of its own, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, *command(port)], cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(f"http://127.0.0.1:{port}{ready}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTED_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{address} ended with {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310 our own address on this machine
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"{address} did not answer within {STARTED_SECONDS} seconds")
