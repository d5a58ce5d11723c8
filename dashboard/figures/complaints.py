"""Complaints drawn: the share decided and told by age with both limits, causes by number, and causes by business."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.complaint_words import limit_name, reading_name, share_told
from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.number_map import Cell, draw_number_map
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer, Released
from dashboard.views import View

ROW_PX, ROW_PX_LARGE = 34, 44
FEW = 5
"""Fewer complaints than this are a dot in the matrix: the table behind has the number."""
SHADES = 5
_ASIDE = 0.08
"""How far apart the marks at one limit stand, of the days of the furthest limit."""


def draw_on_time(answer: Answer, view: View) -> Figure:
    """Share decided and told by days of the clock, with its interval; a line at each limit, and on it both readings: ●
    with the open ones counted, ○ of closed ones alone; ◆ and ◇ of the legal limit, aside where it has the same day."""
    colours, curve = palette(view), answer.chart["curve"]
    days = list(curve["days"])
    limits: dict[str, int] = dict(answer.chart["limit_days"])
    last = max([*limits.values(), 1]) * 2
    edge = {"width": 0, "shape": "hv", "color": colours.accent}
    step = {"type": "scatter", "mode": "lines", "x": days, "hoverinfo": "skip", "showlegend": False}
    data: list[dict[str, Any]] = []
    if days:
        data = [
            {**step, "y": list(curve["low"]), "line": edge},
            {**step, "y": list(curve["high"]), "line": edge, "fill": "tonexty", "fillcolor": colours.band},
            {
                **step,
                "y": list(curve["closed"]),
                "line": {"color": colours.accent, "width": 2.2, "shape": "hv"},
                "hoverinfo": "text",
                "hovertext": [
                    view.text("{share}% within {days} days", share=view.number(share, 1), days=view.number(day))
                    for day, share in zip(days, curve["closed"], strict=True)
                ],
            },
        ]
    data += [_reading(value, limits, answer, view) for value in answer.values if value.low is not None]
    lines: dict[int, list[str]] = {}
    for limit, at in limits.items():
        lines.setdefault(at, []).append(limit_name(limit, view))
    return {
        "data": data,
        "layout": layout(
            view,
            height=340,
            margin={"l": 8, "r": 16, "t": 44, "b": 8, "pad": 4},
            shapes=[
                {
                    "type": "line",
                    "x0": at,
                    "x1": at,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": colours.neutral, "width": 1.2, "dash": "dash"},
                }
                for at in lines
            ],
            annotations=[
                {
                    "text": escape(view.text("{limits}: {days} days", limits=view.text(", ").join(names), days=at)),
                    "x": at,
                    "xanchor": "center",
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "showarrow": False,
                    "font": {"color": colours.muted, "size": font_px(view)},
                }
                for at, names in lines.items()
            ],
            xaxis={"title": view.text("days since the clock began"), "showgrid": False, "range": [0, last]},
            yaxis={"ticksuffix": "%", "range": [0, 104], "nticks": 6},
            hovermode="closest",
        ),
    }


def _reading(value: Released, limits: dict[str, int], answer: Answer, view: View) -> dict[str, Any]:
    """One share at its limit: a dot on its interval, hollow and aside for closed ones alone."""
    colours = palette(view)
    limit, kind = value.of("limit") or "", value.of("reading") or ""
    is_counted, is_legal = kind == "counted", limit == "legal"
    aside = _ASIDE * (2 * (is_legal and limits.get("house") == limits[limit]) + (not is_counted))
    symbol = "diamond" if is_legal else "circle"
    middle = value.score if value.score is not None else ((value.low or 0) + (value.high or 0)) / 2
    told = f"<b>{escape(limit_name(limit, view))}</b><br>{escape(reading_name(kind, view))}<br>"
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": [limits[limit] + aside * max(limits.values())],
        "y": [middle],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [(value.high or 0) - middle],
            "arrayminus": [middle - (value.low or 0)],
            "color": colours.accent if is_counted else colours.neutral,
            "thickness": 1.6,
            "width": 4,
        },
        "marker": {
            "size": 10 if value.score is not None else 0.1,
            "symbol": symbol if is_counted else f"{symbol}-open",
            "color": colours.accent if is_counted else colours.neutral,
            "line": {"width": 2, "color": colours.paper if is_counted else colours.neutral},
        },
        "cliponaxis": False,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [told + escape(share_told(value, view))],
    }


def on_time_key(view: View) -> list[str]:
    """What the marks on the lines mean."""
    return [
        view.text("line: share decided and told, open ones counted; band: its 95% interval"),
        view.text("● at the house limit, ◆ at the legal limit: each by its own due date"),
        view.text("○ ◇ closed ones only"),
    ]


def draw_causes(answer: Answer, view: View) -> Figure:
    """One bar per cause, the most frequent on top; hollow ones say nothing of a cause: others, and not classified."""
    colours = palette(view)
    rows = list(zip(answer.values, answer.chart["shares"], answer.chart["running"], strict=True))
    most = 9 if view.language == "zh_CN" else 16
    names, fills = [], []
    for at, (value, _, _) in enumerate(rows):
        cause = value.of("cause") or ""
        names.append(f"{at + 1}  " + reading.wrapped(reading.label("cause", cause, answer, view), most))
        fills.append(colours.paper if not cause or cause in answer.chart["others"] else colours.accent)
    places = list(range(len(rows)))
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [value.score for value, _, _ in rows],
                "y": places,
                "width": 0.62,
                "marker": {"color": fills, "line": {"color": colours.accent, "width": 1.2}},
                "text": [f"{view.number(value.score or 0)} · {view.number(share, 1)}%" for value, share, _ in rows],
                "textposition": "outside",
                "textfont": {"color": colours.ink},
                "cliponaxis": False,
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hovertext": [
                    f"<b>{escape(reading.label('cause', value.of('cause') or '', answer, view))}</b><br>"
                    + escape(
                        view.text(
                            "{count} complaints, {merged} without repeats; {share}% of all up to here",
                            count=view.number(value.score or 0),
                            merged=view.number(value.parts.get("merged_complaints", 0)),
                            share=view.number(running, 1),
                        )
                    )
                    for value, _, running in rows
                ],
            }
        ],
        "layout": layout(
            view,
            height=40 + (ROW_PX_LARGE if view.is_large else ROW_PX) * len(rows),
            margin={"l": 8, "r": 104, "t": 8, "b": 8, "pad": 6},
            xaxis={"visible": False, "rangemode": "tozero"},
            yaxis={
                "tickmode": "array",
                "tickvals": places,
                "ticktext": names,
                "tickfont": {"color": colours.ink},
                "showgrid": False,
                "range": [len(rows) - 0.5, -0.5],
            },
        ),
    }


def draw_crossed(answer: Answer, view: View) -> Figure:
    """One cell per business (or channel) and cause, its number in it and the darker the more; · where there are few.

    Causes are numbered as in the bars above.
    """
    by, rows, columns = str(answer.chart["rows_by"]), answer.chart["rows"], answer.chart["columns"]
    counts = {(value.of(by), value.of("cause")): int(value.score or 0) for value in answer.values}

    def cell(row: str, column: str) -> Cell | None:
        count = counts.get((row, column), 0)
        if not count:
            return None
        names = [f"<b>{escape(reading.label(by, row, answer, view))}</b>"]
        names.append(escape(reading.label("cause", column, answer, view)))
        if count < FEW:
            told = escape(view.text("fewer than {few} complaints", few=FEW))
            return Cell(None, "·", "<br>".join([*names, told]))
        number = view.number(count)
        return Cell(count, number, "<br>".join([*names, escape(view.text("{count} complaints", count=number))]))

    return draw_number_map(
        view,
        rows=[reading.label(by, row, answer, view) for row in rows],
        columns=[str(at + 1) for at in range(len(columns))],
        cells=[[cell(row, column) for column in columns] for row in rows],
        most=max(counts.values(), default=1),
        row_px=ROW_PX_LARGE if view.is_large else ROW_PX,
        head_px=30,
        rest_px=52,
    )


def crossed_key(answer: Answer, view: View) -> list[str]:
    """The causes by their numbers, and what a dot is."""
    names = [
        f"{at + 1} {reading.label('cause', cause, answer, view)}" for at, cause in enumerate(answer.chart["columns"])
    ]
    return [*names, view.text("· fewer than {few}", few=FEW)]
