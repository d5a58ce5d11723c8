"""The simulations of the method page as figures: branches alike, an interval that narrows, false alarms, open cases."""

from __future__ import annotations

from math import log10
from typing import Any

from dashboard.explanations import Alarms, Luck, Waiting, Width
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.views import View

HEIGHT = 300


def draw_luck(luck: Luck, view: View) -> Figure:
    """Branches from the best to the worst score, with the range that luck alone reaches around the bank's score."""
    colours = palette(view)
    branches = len(luck.scores)
    called = [code in ("higher", "lower") for code in luck.codes]
    ends = [0.3, branches + 0.7]
    data = [_band(ends, [pair] * 2, view) for pair in luck.limits]
    data.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": list(range(1, branches + 1)),
            "y": list(luck.scores),
            "marker": {
                "size": 9 if branches <= 30 else 6,
                "symbol": ["diamond" if each else "circle" for each in called],
                "color": [colours.adverse if each else colours.accent for each in called],
            },
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [
                view.text("Branch {place} from the top: {score}", place=place, score=view.number(score, 1))
                for place, score in enumerate(luck.scores, start=1)
            ],
        }
    )
    inner, outer = luck.limits
    notes = [_beside("95%", inner[1], view), _beside("99.8%", outer[1], view), _above(view.text("NPS, points"), view)]
    return _figure(
        data,
        view,
        notes=notes,
        shapes=[_line(luck.target, view)],
        margin_right=48,
        xaxis={
            "title": view.text("alike branches, from best to worst"),
            "range": ends,
            "showgrid": False,
            "nticks": 6,
            "tick0": 0,
        },
        yaxis={"nticks": 6},
    )


def draw_width(width: Width, view: View) -> Figure:
    """The interval of one score as a band over the number of answers; the chosen number stands out."""
    colours = palette(view)
    data = [
        _band(list(width.responses), list(zip(width.lows, width.highs, strict=True)), view),
        {
            "type": "scatter",
            "mode": "lines",
            "x": [width.chosen, width.chosen],
            "y": [width.low, width.high],
            "line": {"color": colours.accent, "width": 3},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [width.chosen],
            "y": [width.score],
            "marker": {"size": 11, "color": colours.accent, "line": {"color": colours.paper, "width": 2}},
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [f"{view.number(width.low, 1)} – {view.number(width.high, 1)}"],
        },
    ]
    ends = [
        {
            "text": view.number(at, 1),
            "xref": "x",
            "x": _log(width.chosen),
            "y": at,
            "xanchor": "left",
            "xshift": 8,
            "showarrow": False,
            "font": {"size": font_px(view), "color": colours.ink},
        }
        for at in (width.low, width.high)
    ]
    ticks = [number for number in (10, 30, 100, 300, 1000, 3000) if number <= width.responses[-1]]
    return _figure(
        data,
        view,
        notes=[*ends, _above(view.text("NPS, points"), view)],
        shapes=[_line(width.score, view)],
        xaxis={
            "type": "log",
            "title": view.text("number of answers"),
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [view.number(tick) for tick in ticks],
            "range": [_log(width.responses[0]), _log(width.responses[-1])],
            "showgrid": False,
        },
        yaxis={"nticks": 6},
    )


def draw_alarms(alarms: Alarms, view: View) -> Figure:
    """One series in which nothing happened, with our limits as a band and plain limits as dashed lines."""
    colours = palette(view)
    months = list(range(1, len(alarms.scores) + 1))
    dashed = {"color": colours.adverse, "width": 1.4, "dash": "dash", "shape": "hvh"}
    data: list[dict[str, Any]] = [_band(months, list(alarms.laney), view, shape="hvh")]
    data += [
        {
            "type": "scatter",
            "mode": "lines",
            "x": months,
            "y": [pair[side] for pair in alarms.plain],
            "line": dashed,
            "hoverinfo": "skip",
        }
        for side in (0, 1)
    ]
    data.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": months,
            "y": list(alarms.scores),
            "line": {"color": colours.neutral, "width": 1.2},
            "marker": {
                "size": [11 if either else 7 for either in _either(alarms)],
                "symbol": ["diamond" if either else "circle" for either in _either(alarms)],
                "color": [colours.adverse if either else colours.accent for either in _either(alarms)],
                "opacity": 1,
            },
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [
                view.text(
                    "Month {month}: {score}, {responses} answers",
                    month=month,
                    score=view.number(score, 1),
                    responses=base,
                )
                for month, score, base in zip(months, alarms.scores, alarms.bases, strict=True)
            ],
        }
    )
    return _figure(
        data,
        view,
        notes=[_above(view.text("NPS, points"), view)],
        shapes=[_line(alarms.centre, view)],
        xaxis={"title": view.text("month"), "showgrid": False, "tickvals": [1, 6, 12, 18, 24], "range": [0.4, 24.6]},
        yaxis={"nticks": 6},
    )


def draw_waiting(waiting: Waiting, view: View) -> Figure:
    """Above, ten suggestions and how each stands; below, the share adopted by age and what shortcuts would say."""
    colours = palette(view)
    marks = {
        "adopted": ("circle", colours.accent, view.text("Adopted")),
        "declined": ("x", colours.adverse, view.text("Declined")),
        "open": ("circle-open", colours.neutral, view.text("Still open")),
    }
    rows = list(range(len(waiting.ages), 0, -1))
    bars: dict[str, Any] = {"type": "scatter", "mode": "lines", "yaxis": "y2", "hoverinfo": "skip"}
    bars["line"] = {"color": colours.rule, "width": 5}
    bars["x"] = [x for age in waiting.ages for x in (0, age, None)]
    bars["y"] = [y for row in rows for y in (row, row, None)]
    ends = {
        "type": "scatter",
        "mode": "markers",
        "yaxis": "y2",
        "x": list(waiting.ages),
        "y": rows,
        "marker": {
            "size": 10,
            "symbol": [marks[outcome][0] for outcome in waiting.outcomes],
            "color": [marks[outcome][1] for outcome in waiting.outcomes],
            "line": {"width": 2, "color": [marks[outcome][1] for outcome in waiting.outcomes]},
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [
            view.text("{outcome}, day {day}", outcome=marks[outcome][2], day=view.number(age))
            for outcome, age in zip(waiting.outcomes, waiting.ages, strict=True)
        ],
    }
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": list(waiting.days),
        "y": list(waiting.curve),
        "line": {"color": colours.accent, "width": 2.4, "shape": "hv"},
        "hoverinfo": "skip",
    }
    told = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [age for age, _ in waiting.told_at],
        "y": [share for _, share in waiting.told_at],
        "text": [f"{view.number(share)}%" for _, share in waiting.told_at],
        "textposition": "top left",
        "textfont": {"color": colours.ink, "size": font_px(view)},
        "marker": {"size": 10, "color": colours.accent, "line": {"color": colours.paper, "width": 2}},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    shortcuts = (
        (waiting.of_all, "①", -7),
        (waiting.of_decided, "②", -8),
        (waiting.declined_as_open, "③", 8),
    )
    notes = [
        {**_beside(f"{mark} {view.number(share)}%", share, view), "yshift": shift} for share, mark, shift in shortcuts
    ]
    last = max(waiting.ages) + 1
    return _figure(
        [bars, ends, curve, told],
        view,
        height=HEIGHT + 110,
        notes=notes,
        shapes=[_line(share, view, dash="dot", colour=colours.adverse) for share, _, _ in shortcuts],
        margin_right=60,
        xaxis={
            "title": view.text("days since submitted"),
            "tickvals": [0, 10, 20, 30],
            "range": [0, last],
            "showgrid": False,
            "anchor": "y",
        },
        yaxis={"domain": [0, 0.58], "ticksuffix": "%", "range": [0, 82], "tickvals": [0, 20, 40, 60, 80]},
        yaxis2={"domain": [0.64, 1], "visible": False, "range": [0.2, len(rows) + 0.8]},
    )


def _either(alarms: Alarms) -> list[bool]:
    return [plain or ours for plain, ours in zip(alarms.plain_alarms, alarms.laney_alarms, strict=True)]


def _log(number: float) -> float:
    """A place on a logarithmic axis, as layouts want it."""
    return log10(number)


def _band(xs: list[Any], pairs: list[tuple[float, float]], view: View, *, shape: str = "linear") -> dict[str, Any]:
    """The area between lower and upper values as one closed outline."""
    forth, back = [high for _, high in pairs], [low for low, _ in pairs][::-1]
    if shape == "hvh":
        edges = [edge for x in xs for edge in (x - 0.5, x + 0.5)]
        forth = [high for _, high in pairs for _ in range(2)]
        back = [low for low, _ in pairs for _ in range(2)][::-1]
        xs = edges
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [*xs, *xs[::-1]],
        "y": [*forth, *back],
        "fill": "toself",
        "fillcolor": palette(view).band,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _line(at: float, view: View, *, dash: str = "solid", colour: str = "") -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": at,
        "y1": at,
        "line": {"color": colour or palette(view).neutral, "width": 1, "dash": dash},
        "layer": "below",
    }


def _beside(text: str, at: float, view: View) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "xshift": 4,
        "y": at,
        "showarrow": False,
        "font": {"size": font_px(view) - 1, "color": palette(view).muted},
    }


def _above(text: str, view: View) -> dict[str, Any]:
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"size": font_px(view) - 1, "color": palette(view).muted},
    }


def _figure(
    data: list[dict[str, Any]],
    view: View,
    *,
    notes: list[dict[str, Any]],
    shapes: list[dict[str, Any]],
    margin_right: int = 12,
    height: int = HEIGHT,
    **axes: Any,
) -> Figure:
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=height,
                margin={"l": 8, "r": margin_right, "t": 28, "b": 8, "pad": 4},
                annotations=notes,
                shapes=shapes,
                hovermode="closest",
                **axes,
            ),
        }
    )
