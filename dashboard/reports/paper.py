"""A report as PDF: the one HTML file, printed by the machine's own Chromium on as many sheets as it takes."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from dashboard.exports.chromium import PictureError, browser, fixed_words

LONGEST_SECONDS = 120


def printed(document: str) -> bytes:
    """The document as PDF, its words as text. PictureError where there is no Chromium or it fails."""
    path = browser()
    if path is None:
        raise PictureError("there is no Chromium on this machine")
    with tempfile.TemporaryDirectory(prefix="huiyin-report-", ignore_cleanup_errors=True) as folder:
        page, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(document, encoding="utf-8")
        told = ["--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()]
        try:
            done = subprocess.run(  # noqa: S603 our own arguments
                [path, *fixed_words(Path(folder) / "profile"), *told],
                capture_output=True,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise PictureError(f"the browser did not print the report: {fault}") from fault
        if done.returncode or not target.exists():
            raise PictureError(f"the browser ended with {done.returncode} and left no PDF")
        return target.read_bytes()
