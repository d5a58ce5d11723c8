"""Every page, every export and a report in every format, on a machine that has nothing but itself; as a program.

``python -m tests.browser.cut_off BANKS OUT`` over a folder of banks that holds ``small``: to be started where the
network is cut. Prints what was reached, asked and made as JSON; what it means is for the test that starts it.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request, sync_playwright

from dashboard.__main__ import main as terminal
from dashboard.reports.making import FORMATS
from dashboard.sheets import KINDS
from tests.browser.conftest import running_app, settled
from tests.browser.system import chromium, launch_arguments

PAGES = sorted(path.stem for path in Path("dashboard/pages").glob("[a-z]*.py"))
OUTSIDE = ("192.0.2.1", 80)
"""An address that is kept for examples: nobody answers there, and without a network it is not even looked for."""


def outside() -> str:
    """What comes of a call to another machine."""
    with socket.socket() as line:
        line.settimeout(3)
        try:
            line.connect(OUTSIDE)
        except OSError as fault:
            return type(fault).__name__ if fault.strerror is None else fault.strerror
    return "connected"


@contextmanager
def read(browser: Browser, asked: dict[str, list[str]]) -> Iterator[Any]:
    """A page whose every request is written down by its host; what its own policy stopped is told apart."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")

    def note(request: Request) -> None:
        found = urlsplit(request.url)
        if found.scheme in ("http", "https", "ws", "wss"):
            asked["asked"].append(found.netloc)

    def failed(request: Request) -> None:
        if "csp" in (request.failure or "").lower():
            asked["stopped"].append(urlsplit(request.url).netloc)

    page.on("request", note)
    page.on("requestfailed", failed)
    page.on("websocket", lambda line: asked["asked"].append(urlsplit(line.url).netloc))
    yield page
    page.close()


def main(banks: Path, out: Path) -> dict[str, Any]:
    """What was reached, asked and made."""
    told: dict[str, Any] = {"outside": outside(), "pages": {}, "app": {"asked": [], "stopped": []}}
    told["files"] = {"asked": [], "stopped": []}
    common = ("--bank", "small", "--lang", "zh_CN")
    with redirect_stdout(sys.stderr):
        formats = [word for each in FORMATS for word in ("--format", each)]
        told["report"] = terminal(["report", "complaints", "--period", "2026Q3", "--out", str(out), *formats, *common])
        kinds = [word for each in KINDS for word in ("--format", each)]
        told["export"] = terminal(["export", "nps", "--by", "month", "--out", str(out), *kinds, *common])
    told["made"] = {path.name: path.stat().st_size for path in sorted(out.iterdir())}
    with running_app(banks) as address, sync_playwright() as playwright:
        told["address"] = urlsplit(address).netloc
        browser = playwright.chromium.launch(executable_path=chromium(), args=launch_arguments())
        with read(browser, told["app"]) as page:
            for name in PAGES:
                page.goto(f"{address}/{name}?period=2026Q3")
                settled(page)
                title = page.locator("h1.hy-title").all_inner_texts()
                told["pages"][name] = {"title": title, "text": page.locator("[data-testid=stMain]").inner_text()}
        with read(browser, told["files"]) as page:
            for path in sorted(out.glob("*.html")):
                page.goto(path.as_uri())
                page.wait_for_selector("svg")
        browser.close()
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2])), ensure_ascii=False))
