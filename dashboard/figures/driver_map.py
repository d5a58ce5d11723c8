"""Importance against performance with what cannot be placed, and what failure takes against what delight adds."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.driver_words import kind, step, zone
from dashboard.figures import reading
from dashboard.figures.drivers import name_axis, row_px
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer, Released
from dashboard.views import View

SYMBOLS = {
    "improve": "diamond",
    "keep": "circle",
    "low_priority": "circle-open",
    "more_than_needed": "square-open",
    "undetermined": "cross-thin",
}
MARKS = {"improve": "◆", "keep": "●", "low_priority": "○", "more_than_needed": "□", "undetermined": "＋"}
"""The same marks in words below the figure: a zone never rests on colour alone."""


def draw_importance(answer: Answer, view: View) -> Figure:
    """One numbered mark per touchpoint, satisfied to the right and important upwards, with both intervals; what an
    interval leaves open is a grey cross with dotted arms."""
    colours, size = palette(view), font_px(view)
    importance: tuple[Released, ...] = answer.chart["importance"]
    zones: tuple[str, ...] = answer.chart["zones"]
    middle_x, middle_y = answer.chart["middle"]
    colour_of = {"improve": colours.adverse, "keep": colours.accent, "undetermined": colours.neutral}
    colour = [colour_of.get(code, colours.ink) for code in zones]
    x, y = [value.score or 0 for value in answer.values], [value.score or 0 for value in importance]
    arms = [
        {
            "type": "line",
            "x0": x0,
            "x1": x1,
            "y0": y0,
            "y1": y1,
            "layer": "below",
            "line": {"color": each, "width": 1.5, "dash": "dot" if code == "undetermined" else "solid"},
        }
        for at, (each, code) in enumerate(zip(colour, zones, strict=True))
        for x0, x1, y0, y1 in (
            (answer.values[at].low, answer.values[at].high, y[at], y[at]),
            (x[at], x[at], importance[at].low, importance[at].high),
        )
    ]
    ends_x = [end for value in answer.values for end in (value.low, value.high) if end is not None]
    ends_y = [end for value in importance for end in (value.low, value.high) if end is not None]
    range_x, range_y = _roomy(ends_x), _roomy(ends_y)
    crosshair = [
        {"type": "line", "x0": middle_x, "x1": middle_x, "y0": range_y[0], "y1": range_y[1]},
        {"type": "line", "x0": range_x[0], "x1": range_x[1], "y0": middle_y, "y1": middle_y},
    ]
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": x,
        "y": y,
        "text": [str(number) for number in answer.chart["numbers"]],
        "textposition": "top right",
        "textfont": {"color": colours.ink, "size": size},
        "marker": {
            "symbol": [SYMBOLS[code] for code in zones],
            "size": 11,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [_hover(at, answer, view) for at in range(len(x))],
    }
    return Figure(
        {
            "data": [dots],
            "layout": layout(
                view,
                height=420 if not view.is_large else 480,
                margin={"l": 8, "r": 8, "t": 26, "b": 8, "pad": 4},
                shapes=[
                    *({**line, "line": {"color": colours.muted, "width": 1, "dash": "dash"}} for line in crosshair),
                    *arms,
                ],
                annotations=[
                    _corner(zone("improve", view), 0, 1, view),
                    _corner(zone("keep", view), 1, 1, view),
                    _corner(zone("low_priority", view), 0, 0, view),
                    _corner(zone("more_than_needed", view), 1, 0, view),
                ],
                xaxis={"title": view.text("satisfied, per cent"), "range": range_x, "nticks": 5, "ticksuffix": "%"},
                yaxis={
                    "title": view.text("share of what goes along with recommending"),
                    "range": range_y,
                    "nticks": 5,
                    "ticksuffix": "%",
                },
                hovermode="closest",
            ),
        }
    )


def map_key(answer: Answer, view: View) -> list[str]:
    """Every number of the map with its touchpoint and zone, and what the lines are."""
    rows = sorted(
        zip(answer.chart["numbers"], answer.values, answer.chart["zones"], strict=True), key=lambda row: row[0]
    )
    told = [
        f"{number} {step(value, answer, view)}{view.text(': ')}{MARKS[code]} {zone(code, view)}"
        for number, value, code in rows
    ]
    return [
        *told,
        view.text("arms: 95% intervals; dashed: the means; an arm that crosses a mean leaves it undetermined"),
    ]


def draw_asymmetric(answer: Answer, view: View) -> Figure:
    """One row per touchpoint: to the left what a failure takes from the recommend answer, to the right what a delight
    adds, each with its interval."""
    colours = palette(view)
    penalties = [value for value in answer.values if value.of("part") == "penalty"]
    rewards = [value for value in answer.values if value.of("part") == "reward"]
    rows = list(range(len(penalties)))[::-1]
    data = [
        _side(penalties, rows, -1.0, "triangle-down", colours.adverse, answer, view),
        _side(rewards, rows, 1.0, "triangle-up", colours.accent, answer, view),
    ]
    between = [
        {
            "type": "line",
            "x0": -(down.score or 0) / 10,
            "x1": (up.score or 0) / 10,
            "y0": row,
            "y1": row,
            "layer": "below",
            "line": {"color": colours.rule, "width": 4},
        }
        for row, down, up in zip(rows, penalties, rewards, strict=True)
        if down.score is not None and up.score is not None
    ]
    zero = {"type": "line", "x0": 0, "x1": 0, "y0": -0.6, "y1": len(rows) - 0.4, "line": {"color": colours.muted}}
    notes = [
        {**_corner(view.text("when it fails"), 0, 1, view), "yanchor": "bottom", "yshift": 4},
        {**_corner(view.text("when it delights"), 1, 1, view), "yanchor": "bottom", "yshift": 4},
    ]
    names = [step(value, answer, view) for value in penalties]
    below = [kind(code, view) for code in answer.chart["kinds"]]
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=92 + len(rows) * row_px(names, view),
                margin={"l": 8, "r": 12, "t": 30, "b": 8, "pad": 6},
                shapes=[zero, *between],
                annotations=notes,
                xaxis={"title": view.text("points of the recommend answer"), "nticks": 6},
                yaxis=name_axis(names, rows, view, below),
                hovermode="closest",
            ),
        }
    )


def _side(
    values: list[Released], rows: list[int], sign: float, symbol: str, colour: str, answer: Answer, view: View
) -> dict[str, Any]:
    shown = [(row, value) for row, value in zip(rows, values, strict=True) if value.score is not None]
    ends = [
        (
            sign * (value.score or 0) / 10,
            *sorted((sign * (value.low or 0) / 10, sign * (value.high or 0) / 10)),
        )
        for _, value in shown
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at for at, _, _ in ends],
        "y": [row for row, _ in shown],
        "marker": {"symbol": symbol, "size": 11, "color": colour},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high - at for at, _, high in ends],
            "arrayminus": [at - low for at, low, _ in ends],
            "color": colour,
            "thickness": 1.5,
            "width": 4,
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [_hover_side(value, sign, answer, view) for _, value in shown],
    }


def _hover_side(value: Released, sign: float, answer: Answer, view: View) -> str:
    side = view.text("when it fails") if sign < 0 else view.text("when it delights")
    low, high = sorted(sign * (end or 0) / 10 for end in (value.low, value.high))
    told = view.text("95% interval {low} to {high}", low=view.number(low, 1, signed=True), high=view.number(high, 1))
    number = view.number(sign * (value.score or 0) / 10, 1, signed=True)
    lines = [f"{side} {view.text('{number} points', number=number)}", told, reading.base(value, answer, view)]
    return "<br>".join([f"<b>{escape(step(value, answer, view))}</b>", *(escape(line) for line in lines)])


def _hover(at: int, answer: Answer, view: View) -> str:
    value, share = answer.values[at], answer.chart["importance"][at]
    lines = [zone(answer.chart["zones"][at], view)]
    for what, each in ((view.text("satisfied"), value), (view.text("share"), share)):
        low, high = (reading.amount(end or 0, answer, view) for end in (each.low, each.high))
        lines.append(
            view.text(
                "{what} {value} (95% interval {low} to {high})",
                what=what,
                value=reading.amount(each.score or 0, answer, view),
                low=low,
                high=high,
            )
        )
    lines.append(reading.base(share, answer, view))
    return "<br>".join([f"<b>{at + 1} {escape(step(value, answer, view))}</b>", *(escape(line) for line in lines)])


def _roomy(ends: list[float]) -> list[float]:
    room = max((max(ends) - min(ends)) * 0.1, 1.0)
    return [max(min(ends) - room, -1.0), max(ends) + room]


def _corner(text: str, x: float, y: float, view: View) -> dict[str, Any]:
    return {
        "text": escape(text),
        "xref": "x domain",
        "yref": "y domain",
        "x": x,
        "y": y,
        "xanchor": "left" if x == 0 else "right",
        "yanchor": "top" if y == 1 else "bottom",
        "showarrow": False,
        "font": {"color": palette(view).muted, "size": font_px(view) - 1},
    }
