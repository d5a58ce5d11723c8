"""A bank's own .pptx template: opened empty, in our size, and its layouts by their names; without one, white slides."""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn
from pptx.util import Inches

from dashboard.reports.house import House, HouseError

WIDTH_IN, HEIGHT_IN = 13.333, 7.5
_PLACES = {"a:off": ("x", "y"), "a:ext": ("cx", "cy"), "a:chOff": ("x", "y"), "a:chExt": ("cx", "cy")}
_LETTERS = ("a:defRPr", "a:rPr", "a:endParaRPr")


def opened(house: House) -> Any:
    """The template, or white slides of a wide screen."""
    if house.template is None:
        plain = Presentation()
        plain.slide_width, plain.slide_height = Inches(WIDTH_IN), Inches(HEIGHT_IN)
        return plain
    try:
        file = Presentation(str(house.template))
    except (PackageNotFoundError, KeyError, ValueError) as fault:
        raise HouseError(f"{house.template} is no .pptx that can be read") from fault
    if abs(file.slide_width / file.slide_height - WIDTH_IN / HEIGHT_IN) > 0.02:
        raise HouseError(f"{house.template} is not 16:9: the figures would not fit; save it as a wide-screen template")
    _enlarge(file, Inches(WIDTH_IN) / file.slide_width)
    file.slide_width, file.slide_height = Inches(WIDTH_IN), Inches(HEIGHT_IN)
    while len(file.slides):
        first = file.slides._sldIdLst[0]
        file.part.drop_rel(first.rId)
        file.slides._sldIdLst.remove(first)
    return file


def layout(file: Any, house: House, names: tuple[str, ...]) -> Any:
    """The layout by one of these names, which must have a title; HouseError says which there are."""
    for each in file.slide_layouts:
        has_title = any(place.placeholder_format.type in (1, 3) for place in each.placeholders)
        if each.name in names and has_title:
            return each
    there = ", ".join(repr(each.name) for each in file.slide_layouts)
    wanted = " or ".join(repr(name) for name in names)
    raise HouseError(
        f"{house.template or 'the plain template'} has no layout {wanted} with a title; it has {there}. Name yours in "
        'config/reports.toml: [layouts] cover = "…", page = "…"'
    )


def _enlarge(file: Any, factor: float) -> None:
    """Everything that the template puts on its masters and layouts, and its letters, for slides so much wider: many a
    wide-screen template is 10 inches wide, and its title would stand in a corner of our pages."""
    if abs(factor - 1) < 0.001:
        return
    for master in file.slide_masters:
        for each in (master, *master.slide_layouts):
            for name, sides in _PLACES.items():
                for place in each._element.iter(qn(name)):
                    for side in sides:  # an extension has the name of a size, and no sides
                        if (told := place.get(side)) is not None:
                            place.set(side, str(round(int(told) * factor)))
            for letters in each._element.iter(*map(qn, _LETTERS)):
                if letters.get("sz"):
                    letters.set("sz", str(round(int(letters.get("sz")) * factor / 100) * 100))
