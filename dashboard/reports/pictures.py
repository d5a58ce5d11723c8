"""The figures of a report as pictures: one Chromium draws all of them, as text in SVG and as pixels in PNG."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from urllib.parse import unquote

from dashboard.exports import picture
from dashboard.exports.drawings import desk
from dashboard.figures import library
from dashboard.figures.drawing import draw
from dashboard.figures.figure import written
from dashboard.figures.lane_map import lane_map
from dashboard.figures.theme import FONTS, palette
from dashboard.reports.model import Part, Report
from dashboard.views import View

WIDTH_PX, HEIGHT_PX, SCALE = 760, 400, 2
LANES_WIDTH_PX = 1100
_SHEET = Path(__file__).parents[1] / "components" / "journeys.css"
_DRAW = f"""
async (figure) => {{
  const size = {{width: {WIDTH_PX}, height: figure.layout.height || {HEIGHT_PX}}};
  return [
    await Plotly.toImage(figure, {{format: 'svg', ...size}}),
    await Plotly.toImage(figure, {{format: 'png', scale: {SCALE}, ...size}}),
    size.height,
  ];
}}
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawn figure; ``svg`` is '' for what is no drawing of the library but a map of cards."""

    svg: str
    png: bytes
    width_px: int
    height_px: int


def pictures(
    reports: Iterable[Report], *, is_for_slides: bool = False, has_lanes: bool = True
) -> dict[tuple[int, str], Picture]:
    """(place of the report, id of the part) -> its picture, for every part that is drawn; ``is_for_slides`` leaves out
    what slides draw natively. PictureError where there is no Chromium or it fails: the tables then stand alone."""
    figures, lanes = {}, {}
    for at, report in enumerate(reports):
        for part in report.parts:
            if part.answer is None or part.answer.missing:
                continue
            if part.drawn == "figure" and not (is_for_slides and part.chart is not None):
                figures[at, part.id] = written(draw(part.figure or part.answer, report.view), {})
            elif part.drawn == "lanes" and has_lanes:
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
    return (
        f'<!doctype html><html lang="{view.tag}"><head><meta charset="utf-8"><title>{escape(part.title.text)}</title>'
        f"<style>{style(view)}\nbody{{margin:0;padding:12px;background:#fff;font-family:var(--hy-fonts)}}\n"
        ".hy-key span{margin-right:1.2rem}.hy-key{color:var(--hy-muted);font-size:.8rem}.hy-scale{width:100%}"
        "</style></head>"
        f"<body>{lane_map(part.answer, view)}</body></html>"
    )


def _drawn(figures: Mapping[tuple[int, str], str]) -> dict[tuple[int, str], Picture]:
    """Every figure by one browser, one after the other, which reaches nothing outside."""
    drawn = {}
    with desk(library.text()) as browser:
        for key, figure in figures.items():
            svg, png, height = browser.run(f"({_DRAW.strip()})({figure})")
            text, pixels = (told.partition(",")[2] for told in (svg, png))
            drawn[key] = Picture(unquote(text), b64decode(pixels), WIDTH_PX, int(height))
    return drawn
