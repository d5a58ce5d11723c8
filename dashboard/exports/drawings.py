"""Sheets as PNG, SVG and PDF, drawn by the machine's own Chromium: one browser for however many there are."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dashboard.exports import chromium
from dashboard.exports.marked import marked_pdf, marked_png
from dashboard.exports.sheet import Sheet

Drawn = Literal["png", "svg", "pdf"]
DENSITY = 2
"""Pixels of a picture for each one of its sheet."""
SHEET_JS = (Path(__file__).parent / "sheet.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Drawing:
    """One file of one sheet."""

    sheet: Sheet
    kind: Drawn
    data: bytes


def drawn(sheets: Iterable[Sheet], kinds: Collection[Drawn], library: str) -> Iterator[Drawing]:
    """Each sheet in each kind, one after the other as they are made. ``library`` is the drawing library's own text.

    Raises PictureError where this machine has no Chromium, or where one of them cannot be drawn. Nothing is asked
    of any network: what a sheet asked for outside would be PictureError as well.
    """
    with desk(library) as page:
        for sheet in sheets:
            yield from _of(sheet, kinds, page)
            if page.asked:
                raise chromium.PictureError(f"{sheet.name} asked for {page.asked[0]}")


@contextmanager
def desk(library: str) -> Iterator[chromium.Page]:
    """One browser that holds the drawing library and nothing else. PictureError where there is none."""
    with tempfile.TemporaryDirectory(prefix="huiyin-sheets-") as folder, chromium.opened() as page:
        place = Path(folder) / "desk.html"
        place.write_text(_desk(library), encoding="utf-8")
        page.open(place)
        yield page


def _of(sheet: Sheet, kinds: Collection[Drawn], page: chromium.Page) -> Iterator[Drawing]:
    laid = json.dumps(sheet.laid_out(), ensure_ascii=True)
    made = page.run(f"sheetOf(Plotly, {laid}).then((made) => (window.made = made))")
    for kind in kinds:
        if kind == "svg":
            data = str(made["svg"]).encode()
        elif kind == "png":
            told = page.run(f"pictureOf(made.svg, made.width, made.height, {DENSITY})")
            data = marked_png(base64.b64decode(told), sheet.told, DENSITY)
        else:
            page.run(f"document.title = {json.dumps(sheet.title)}, document.body.innerHTML = made.svg, null")
            data = marked_pdf(page.pdf(made["width"], made["height"]), sheet.told, frozenset(made["svg"]))
        yield Drawing(sheet, kind, data)


def _desk(library: str) -> str:
    safe = library.replace("</script", "<\\/script")
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        "<style>@page{margin:0}body{margin:0}svg{display:block}</style>"
        f"<script>{safe}</script><script>{SHEET_JS}</script></head><body></body></html>"
    )
