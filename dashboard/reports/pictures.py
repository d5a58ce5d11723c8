"""The figures of a report as pictures: one Chromium draws all of them, as text in SVG and as pixels in PNG."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from dashboard.exports import picture
from dashboard.exports.picture import PictureError
from dashboard.figures import library
from dashboard.figures.drawing import draw
from dashboard.figures.figure import written
from dashboard.figures.lane_map import lane_map
from dashboard.figures.theme import FONTS, palette
from dashboard.reports.model import Part, Report
from dashboard.views import View

WIDTH_PX, HEIGHT_PX, SCALE = 760, 400, 2
LANES_WIDTH_PX = 1100
LONGEST_SECONDS = 180
_TOLD = re.compile(r'<pre id="told">(.*?)</pre>', re.DOTALL)
_SHEET = Path(__file__).parents[1] / "components" / "journeys.css"
_DRAW = """
(async () => {
  const told = {};
  for (const [id, figure] of Object.entries(FIGURES)) {
    const size = {width: WIDTH, height: figure.layout.height || HEIGHT};
    const svg = await Plotly.toImage(figure, {format: 'svg', ...size});
    const png = await Plotly.toImage(figure, {format: 'png', scale: SCALE, ...size});
    told[id] = [svg, png, size.height];
  }
  document.getElementById('told').textContent = JSON.stringify(told);
})();
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawn figure; ``svg`` is '' for what is no drawing of the library but a map of cards."""

    svg: str
    png: bytes
    width_px: int
    height_px: int


def pictures(reports: Iterable[Report], *, is_for_slides: bool = False) -> dict[tuple[int, str], Picture]:
    """(place of the report, id of the part) -> its picture, for every part that is drawn; ``is_for_slides`` leaves out
    what slides draw natively. PictureError where there is no Chromium or it fails: the tables then stand alone."""
    figures, lanes = {}, {}
    for at, report in enumerate(reports):
        for part in report.parts:
            if part.answer is None or part.answer.missing:
                continue
            if part.drawn == "figure" and not (is_for_slides and part.chart is not None):
                figures[at, part.id] = written(draw(part.answer, report.view), {})
            elif part.drawn == "lanes":
                lanes[at, part.id] = lanes_page(part, report.view)
    found = _drawn(figures) if figures else {}
    for key, page in lanes.items():
        png = picture.tall(page, width_px=LANES_WIDTH_PX, scale=SCALE)
        width, height = size_of(png)
        found[key] = Picture("", png, width // SCALE, height // SCALE)
    return found


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels, from its header."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def style(view: View) -> str:
    """Colours of light paper and the sheet of the lane map, which screen and report draw alike."""
    colours = "".join(f"--hy-{name}:{value};" for name, value in asdict(palette(view)).items())
    return f":root{{{colours}--hy-fonts:{FONTS};}}\n{_SHEET.read_text(encoding='utf-8')}"


def lanes_page(part: Part, view: View) -> str:
    """A lane map as a document by itself."""
    if part.answer is None:
        raise ValueError(f"{part.id} has nothing to draw")
    language = "zh-CN" if view.language == "zh_CN" else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(part.title.text)}</title>'
        f"<style>{style(view)}\nbody{{margin:0;padding:12px;background:#fff;font-family:var(--hy-fonts)}}\n"
        ".hy-key span{margin-right:1.2rem}.hy-key{color:var(--hy-muted);font-size:.8rem}.hy-scale{width:100%}"
        "</style></head>"
        f"<body>{lane_map(part.answer, view)}</body></html>"
    )


def _drawn(figures: Mapping[tuple[int, str], str]) -> dict[tuple[int, str], Picture]:
    """Every figure by one browser, which reaches nothing outside."""
    path = picture.browser()
    if path is None:
        raise PictureError("there is no Chromium on this machine")
    keys = list(figures)
    data = ",".join(f'"{at}":{figures[key]}' for at, key in enumerate(keys))
    script = _DRAW.replace("WIDTH", str(WIDTH_PX)).replace("HEIGHT", str(HEIGHT_PX)).replace("SCALE", str(SCALE))
    plain = gzip.decompress(library.packed()).decode()
    with tempfile.TemporaryDirectory(prefix="huiyin-report-") as folder:
        page = Path(folder) / "page.html"
        page.write_text(_page(plain, data, script), encoding="utf-8")
        dumped = run_browser(
            [path, f"--user-data-dir={folder}/profile", "--virtual-time-budget=60000", "--dump-dom", page.as_uri()]
        )
    found = _TOLD.search(dumped)
    told: dict[str, list] = json.loads(unescape(found[1])) if found and found[1] else {}
    if len(told) != len(keys):
        raise PictureError(f"the browser drew {len(told)} of {len(keys)} figures")
    return {
        keys[int(at)]: Picture(unquote(svg.partition(",")[2]), b64decode(png.partition(",")[2]), WIDTH_PX, int(height))
        for at, (svg, png, height) in told.items()
    }


def _page(plain: str, data: str, script: str) -> str:
    safe = data.replace("</", "<\\/")
    return (
        '<!doctype html><html><head><meta charset="utf-8"></head><body><pre id="told"></pre>'
        f"<script>{plain}</script><script>const FIGURES = {{{safe}}};{script}</script></body></html>"
    )


def run_browser(command: list[str]) -> str:
    """What a Chromium without a window says, given its own arguments; PictureError where it fails or hangs."""
    fixed = [
        "--headless=new",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-extensions",
        "--proxy-server=127.0.0.1:9",  # whatever a document might ask of the network leads nowhere
        *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]
    try:
        done = subprocess.run(  # noqa: S603 our own arguments
            [command[0], *fixed, *command[1:]], capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise PictureError(f"the browser did not draw the report: {fault}") from fault
    if done.returncode:
        raise PictureError(f"the browser ended with {done.returncode}: {done.stderr[-400:].decode(errors='replace')}")
    return done.stdout.decode("utf-8", errors="replace")
