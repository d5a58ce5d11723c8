"""A page as one tall picture, drawn by the machine's own Chromium without a window; no Chromium, no picture."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from dashboard.exports.chromium import LONGEST_SECONDS, PictureError, browser, fixed_words

TALLEST_PX = 12_000
_HEIGHT = re.compile(r'data-height="(\d+)"')
_MEASURE = (
    "<script>document.documentElement.setAttribute('data-height',"
    "Math.ceil(document.body.getBoundingClientRect().bottom))</script>"
)


def tall(body: str, *, width_px: int = 750, scale: float = 2.0) -> bytes:
    """A whole HTML document as PNG, ``width_px`` wide and as tall as it is. PictureError where that cannot be done.

    The document must stand by itself: nothing is fetched, its scripts do not run but the one that measures it.
    """
    path = browser()
    if path is None:
        raise PictureError("there is no Chromium on this machine")
    with tempfile.TemporaryDirectory(prefix="huiyin-picture-") as folder:
        page, target = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(body.replace("</body>", f"{_MEASURE}</body>"), encoding="utf-8")
        fixed = [
            path,
            *fixed_words(Path(folder) / "profile"),
            f"--force-device-scale-factor={scale:g}",
        ]
        told = _run([*fixed, f"--window-size={width_px},800", "--dump-dom", page.as_uri()])
        measured = _HEIGHT.search(told)
        if measured is None:
            raise PictureError("the page's height could not be measured")
        height = min(int(measured.group(1)) + 1, TALLEST_PX)
        _run([*fixed, f"--window-size={width_px},{height}", f"--screenshot={target}", page.as_uri()])
        if not target.exists():
            raise PictureError("the browser left no picture")
        return target.read_bytes()


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_SECONDS, check=False)  # noqa: S603 our own arguments
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise PictureError(f"the browser did not draw the page: {fault}") from fault
    if done.returncode:
        raise PictureError(f"the browser ended with {done.returncode}: {done.stderr[-400:].decode(errors='replace')}")
    return done.stdout.decode("utf-8", errors="replace")
