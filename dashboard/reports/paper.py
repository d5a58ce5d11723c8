"""A report as PDF: the one HTML file, printed by the machine's own Chromium."""

from __future__ import annotations

import tempfile
from pathlib import Path

from dashboard.exports import picture
from dashboard.exports.picture import PictureError
from dashboard.reports.pictures import run_browser


def printed(document: str) -> bytes:
    """The document as PDF, its words as text. PictureError where there is no Chromium or it fails."""
    path = picture.browser()
    if path is None:
        raise PictureError("there is no Chromium on this machine")
    with tempfile.TemporaryDirectory(prefix="huiyin-report-") as folder:
        page, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(document, encoding="utf-8")
        run_browser(
            [
                path,
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={target}",
                page.as_uri(),
            ]
        )
        if not target.exists():
            raise PictureError("the browser left no PDF")
        return target.read_bytes()
