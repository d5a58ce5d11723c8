"""Small multiples on one scale, and the bridge from one score to another."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.names import member
from dashboard.slices import TIMES
from dashboard.values import Answer, Released
from dashboard.views import View


def draw_facet(answer: Answer, view: View, *, member: str) -> Figure:
    """One column of a table with two sides: over time a line with its band, otherwise rows of dots with intervals.

    All columns of an answer share one scale.
    """
    dimension, beside = str(answer.chart["dimension"]), str(answer.chart["beside"])
    values = [value for value in answer.values if not beside or value.of(beside) == member]
    if dimension in TIMES:
        return _line(values, answer, view, dimension)
    return _rows(values, answer, view, dimension)


def draw_bridge(answer: Answer, view: View) -> Figure:
    """From the score before to the score now: what is within, what is mix, each with its interval."""
    colours = palette(view)
    by = {**{value.of("side"): value for value in answer.values}, **{v.of("part"): v for v in answer.values}}
    before, within, mix, now = by["before"], by["within"], by["mix"], by["now"]
    names = [
        view.text("before"),
        view.text("answers differ (within)"),
        view.text("others answered (mix)"),
        view.text("now"),
    ]
    start = before.score or 0.0
    steps = [within.score or 0.0, mix.score or 0.0]
    bases = [0.0, start, start + steps[0], 0.0]
    heights = [start, steps[0], steps[1], now.score or 0.0]
    fill = [colours.neutral, *(colours.accent if step >= 0 else colours.adverse for step in steps), colours.accent]
    texts = [
        reading.amount(start, answer, view),
        *(view.number(step, answer.decimals(step), signed=True) for step in steps),
        reading.amount(now.score or 0.0, answer, view),
    ]
    hover = [
        reading.hover(value, name, answer, view) for value, name in zip((before, within, mix, now), names, strict=True)
    ]
    return Figure(
        {
            "data": [
                {
                    "type": "bar",
                    "x": names,
                    "y": heights,
                    "base": bases,
                    "width": 0.55,
                    "marker": {"color": fill},
                    "text": texts,
                    "textposition": "outside",
                    "textfont": {"color": colours.ink},
                    "cliponaxis": False,
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "hovertext": hover,
                }
            ],
            "layout": layout(
                view,
                height=300,
                margin={"l": 8, "r": 12, "t": 28, "b": 8, "pad": 4},
                xaxis={"type": "category", "showgrid": False, "tickfont": {"color": colours.ink}},
                yaxis={"nticks": 5, "title": reading.axis_title(answer, view)},
            ),
        }
    )


def _line(values: list[Released], answer: Answer, view: View, dimension: str) -> Figure:
    colours = palette(view)
    xs = [str(value.month) for value in values]
    data: list[dict[str, Any]] = []
    banded = [(x, value) for x, value in zip(xs, values, strict=True) if value.low is not None]
    if banded:
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [x for x, _ in banded] + [x for x, _ in reversed(banded)],
                "y": [value.high for _, value in banded] + [value.low for _, value in reversed(banded)],
                "fill": "toself",
                "fillcolor": colours.band,
                "line": {"width": 0},
                "hoverinfo": "skip",
            }
        )
    data.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": xs,
            "y": [value.score for value in values],
            "line": {"color": colours.accent, "width": 1.8},
            "marker": {
                "size": 6,
                "color": [colours.paper if value.low_base else colours.accent for value in values],
                "line": {"color": colours.accent, "width": 1.5},
            },
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [
                reading.hover(value, member(dimension, str(value.of(dimension)), view, answer), answer, view)
                for value in values
            ],
        }
    )
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=200,
                xaxis={"type": "date", "showgrid": False, **reading.month_ticks(xs, view, most=4)},
                yaxis={"nticks": 4, "range": _range(answer)},
                hovermode="closest",
            ),
        }
    )


def _rows(values: list[Released], answer: Answer, view: View, dimension: str) -> Figure:
    colours = palette(view)
    places = list(range(len(values)))[::-1]
    names = [reading.label(dimension, value.of(dimension) or "", answer, view) for value in values]
    hover = [reading.hover(value, name, answer, view) for value, name in zip(values, names, strict=True)]
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for value, place in zip(values, places, strict=True):
        if value.low is not None and value.high is not None:
            lines_x += [value.low, value.high, None]
            lines_y += [place, place, None]
    shared = {"hovertemplate": "%{hovertext}<extra></extra>"}
    return Figure(
        {
            "data": [
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": lines_x,
                    "y": lines_y,
                    "line": {"color": colours.neutral, "width": 2},
                    "hoverinfo": "skip",
                },
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [value.score for value in values],
                    "y": places,
                    "marker": {
                        "size": 9,
                        "color": [colours.paper if value.low_base else colours.accent for value in values],
                        "line": {"color": colours.accent, "width": 2},
                    },
                    "hovertext": hover,
                    **shared,
                },
            ],
            "layout": layout(
                view,
                height=90 + 26 * len(values) + (8 * len(values) if view.is_large else 0),
                xaxis={"nticks": 5, "range": _range(answer)},
                yaxis={
                    "tickmode": "array",
                    "tickvals": places,
                    "ticktext": [
                        f"{escape(name[:18])} <span style='color:{colours.muted}'>{view.number(value.base or 0)}</span>"
                        for name, value in zip(names, values, strict=True)
                    ],
                    "tickfont": {"color": colours.ink, "size": font_px(view) - 1},
                    "showgrid": False,
                    "range": [-0.7, len(values) - 0.3],
                },
                hovermode="closest",
            ),
        }
    )


def _range(answer: Answer) -> list[float] | None:
    span = answer.chart.get("span")
    if not span:
        return None
    room = max((span[1] - span[0]) * 0.06, 0.5)
    return [span[0] - room, span[1] + room]
