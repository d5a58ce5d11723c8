"""A table of numbers as a picture: one cell per row and column, its number in it and the darker the more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette, veiled
from dashboard.views import View


@dataclass(frozen=True)
class Cell:
    """What stands in a cell and what the pointer reads there; no ``amount``, no shade."""

    amount: float | None
    text: str
    hover: str


def draw_number_map(
    view: View,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell | None]],
    most: float,
    row_px: int,
    head_px: int,
    rest_px: int,
    is_head_small: bool = False,
    is_signed: bool = False,
) -> Figure:
    """``cells`` row by row (None: nothing stands there); shades go up to ``most``, by the root: small ones show.
    ``is_signed``: amounts from −``most`` on, those below 0 in the adverse colour.

    ``head_px`` is the room for the columns' names, ``rest_px`` what the figure needs beside its rows.
    """
    colours, size = palette(view), font_px(view)
    width = 9 if view.language == "zh_CN" else 15
    filled = [(x, y, cell) for y, line in enumerate(cells) for x, cell in enumerate(line) if cell is not None]
    return {
        "data": [
            {
                "type": "heatmap",
                "z": [
                    [None if cell is None or cell.amount is None else _shade(cell.amount / most) for cell in line]
                    for line in cells
                ],
                "zmin": -1 if is_signed else 0,
                "zmax": 1,
                "colorscale": _scale(view, is_signed=is_signed),
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "hoverinfo": "skip",
                "hoverongaps": False,
            },
            {
                "type": "scatter",
                "mode": "text",
                "x": [x for x, _, _ in filled],
                "y": [y for _, y, _ in filled],
                "text": [cell.text for _, _, cell in filled],
                "textfont": {"color": colours.ink, "size": size - 1},
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hovertext": [cell.hover for _, _, cell in filled],
            },
        ],
        "layout": layout(
            view,
            height=rest_px + row_px * len(rows),
            margin={"l": 8, "r": 8, "t": head_px, "b": 8, "pad": 6},
            xaxis={
                "side": "top",
                "tickmode": "array",
                "tickvals": list(range(len(columns))),
                "ticktext": list(columns),
                "tickfont": {"color": colours.ink, "size": size - 1 if is_head_small else size},
                "tickangle": 0,
                "showgrid": False,
                "range": [-0.5, len(columns) - 0.5],
            },
            yaxis={
                "tickmode": "array",
                "tickvals": list(range(len(rows))),
                "ticktext": [reading.wrapped(row, width) for row in rows],
                "tickfont": {"color": colours.ink, "size": size},
                "showgrid": False,
                "range": [len(rows) - 0.5, -0.5],
            },
            hovermode="closest",
        ),
    }


def _shade(share: float) -> float:
    """By the root, so that small amounts can be seen."""
    return sqrt(abs(share)) * (1 if share >= 0 else -1)


def _scale(view: View, *, is_signed: bool) -> list[list[Any]]:
    colours = palette(view)
    if not is_signed:
        return [[0, veiled(colours.accent, 0.04)], [1, veiled(colours.accent, 0.55)]]
    return [[0, veiled(colours.adverse, 0.3)], [0.5, veiled(colours.neutral, 0.06)], [1, veiled(colours.accent, 0.3)]]
