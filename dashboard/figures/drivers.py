"""Shares of what goes along with recommending: bars with their intervals, and the same in every unit and year."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.driver_words import correlation, step
from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer, Released
from dashboard.views import View

LINE_PX = 17
"""Of a line of a row's name, which has two with what belongs to it, three where the name is long."""
LONGEST_NAME = {"zh_CN": 9, "en": 15}


def draw_driver_shares(answer: Answer, view: View) -> Figure:
    """One bar per touchpoint, the largest share first, with its interval; Pearson's r stands beside."""
    colours, size = palette(view), font_px(view)
    shown = [(value, beside) for value, beside in zip(answer.values, answer.chart["correlations"], strict=True)]
    rows = list(range(len(shown)))[::-1]
    values = [value for value, _ in shown]
    names = [step(value, answer, view) for value in values]
    hover = [_hover(value, beside, answer, view) for value, beside in shown]
    notes = [
        _note(view.text("share and 95% interval, per cent"), 0, 1, view, xanchor="left"),
        _note(view.text("r alone"), 1, 1, view, xanchor="right"),
    ]
    for row, (value, beside) in zip(rows, shown, strict=True):
        told = view.text("too few") if value.score is None else " / ".join(correlation(each, view) for each in beside)
        notes.append(
            {**_note(told, 1, row, view, xanchor="right"), "yref": "y", "yanchor": "middle", "yshift": 0}
            | {"font": {"color": colours.ink, "size": size}}
        )
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [value.score or 0 for value in values],
        "y": rows,
        "marker": {"color": colours.accent, "opacity": 0.75},
        "width": 0.5,
        "error_x": {**_whiskers(values), "color": colours.ink, "thickness": 1.5, "width": 5},
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": hover,
    }
    most = max((value.high or 0 for value in values), default=0)
    return Figure(
        {
            "data": [bars],
            "layout": layout(
                view,
                height=64 + len(rows) * row_px(names, view),
                margin={"l": 8, "r": 8, "t": 30, "b": 8, "pad": 6},
                annotations=notes,
                xaxis={"domain": [0, 0.86], "range": [0, most * 1.06 or 1], "nticks": 5, "ticksuffix": "%"},
                yaxis=_names(names, rows, view, values),
                hovermode="closest",
            ),
        }
    )


def draw_stability(answer: Answer, view: View) -> Figure:
    """One row per touchpoint: a line where all together lie, a ring for every unit and a diamond for every year."""
    colours = palette(view)
    whole: tuple[Released, ...] = answer.chart["whole"]
    names = [step(value, answer, view) for value in whole]
    rows = {value.of("touchpoint"): len(whole) - 1 - at for at, value in enumerate(whole)}
    marks = {"unit": ("circle-open", 0.16, colours.ink), "year": ("diamond", -0.16, colours.accent)}
    data: list[dict[str, Any]] = []
    for dimension, (symbol, shift, colour) in marks.items():
        values = [value for value in answer.values if value.of(dimension) and value.score is not None]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [value.score for value in values],
                "y": [rows[value.of("touchpoint")] + shift for value in values],
                "marker": {"symbol": symbol, "size": 9, "color": colour, "opacity": 0.8, "line": {"width": 1.5}},
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hovertext": [_hover_part(value, dimension, answer, view) for value in values],
            }
        )
    lines = [
        {
            "type": "line",
            "x0": value.score,
            "x1": value.score,
            "y0": rows[value.of("touchpoint")] - 0.38,
            "y1": rows[value.of("touchpoint")] + 0.38,
            "line": {"color": colours.adverse, "width": 3},
        }
        for value in whole
        if value.score is not None
    ]
    most = max((value.score or 0 for value in (*answer.values, *whole)), default=0)
    note = _note(view.text("share in each unit and year, per cent"), 0, 1, view, xanchor="left")
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=64 + len(rows) * row_px(names, view),
                margin={"l": 8, "r": 12, "t": 30, "b": 8, "pad": 6},
                annotations=[note],
                shapes=lines,
                xaxis={"range": [-1, most * 1.06 or 1], "nticks": 6, "ticksuffix": "%"},
                yaxis=_names(names, list(rows.values()), view, whole),
                hovermode="closest",
            ),
        }
    )


def drivers_key(answer: Answer, view: View) -> list[str]:
    """What the marks of these figures mean."""
    if answer.question == "drivers.stability":
        return [
            view.text("┃ all together"),
            view.text("○ a unit"),
            view.text("◆ a calendar year"),
            view.text("units and years with under 100 ratings of a touchpoint are left out there"),
        ]
    if answer.question == "drivers.asymmetric":
        return [
            view.text("▼ low marks against those in between"),
            view.text("▲ top marks against those in between"),
            view.text("lines: 95% interval"),
        ]
    return [
        view.text("bar: share of what all ratings explain together, in whole per cent"),
        view.text("line: 95% interval"),
        view.text(
            "r alone: Pearson's correlation of one touchpoint's ratings with the recommend answer, its users only"
        ),
    ]


def name_axis(names: list[str], rows: list[int], view: View, below: list[str]) -> dict[str, Any]:
    """The axis of touchpoints: a name on two lines at most, and under it in grey what belongs to it."""
    muted, small = palette(view).muted, font_px(view) - 2
    return {
        "tickmode": "array",
        "tickvals": rows,
        "ticktext": [
            reading.wrapped(name, LONGEST_NAME[view.language], lines=2)
            + (f"<br><span style='color:{muted};font-size:{small}px'>{escape(each)}</span>" if each else "")
            for name, each in zip(names, below, strict=True)
        ],
        "tickfont": {"color": palette(view).ink, "size": font_px(view)},
        "showgrid": False,
        "range": [-0.6, len(rows) - 0.4],
    }


def _names(names: list[str], rows: list[int], view: View, values: Any) -> dict[str, Any]:
    below = [view.text("{base} ratings", base=view.number(value.base or 0)) for value in values]
    return name_axis(names, rows, view, below)


def row_px(names: list[str], view: View) -> int:
    """The height of a row, by the longest of its names."""
    lines = 3 if any(len(name) > LONGEST_NAME[view.language] for name in names) else 2
    return (LINE_PX + (5 if view.is_large else 0)) * lines + 6


def _whiskers(values: list[Released]) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [(value.high or 0) - (value.score or 0) if value.score is not None else 0 for value in values],
        "arrayminus": [(value.score or 0) - (value.low or 0) if value.score is not None else 0 for value in values],
    }


def _note(text: str, x: float, y: float, view: View, *, xanchor: str) -> dict[str, Any]:
    return {
        "text": escape(text),
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": xanchor,
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"color": palette(view).muted, "size": font_px(view) - 1},
    }


def _hover(value: Released, beside: tuple[Released, ...], answer: Answer, view: View) -> str:
    lines = [reading.hover(value, step(value, answer, view), answer, view)]
    for each in beside:
        if each.score is not None and each.low is not None and each.high is not None:
            told = view.text(
                "r alone {r} (95% interval {low} to {high})",
                r=correlation(each, view),
                low=view.number(each.low / 100, 2),
                high=view.number(each.high / 100, 2),
            )
            lines.append(escape(told))
    return "<br>".join(lines)


def _hover_part(value: Released, dimension: str, answer: Answer, view: View) -> str:
    part = value.of(dimension) or ""
    name = reading.label(dimension, part, answer, view)
    return reading.hover(value, f"{step(value, answer, view)} · {name}", answer, view)
