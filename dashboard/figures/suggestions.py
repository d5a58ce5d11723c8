"""The way of a suggestion: how many reached each stage, and the share adopted by age with what is still open."""

from __future__ import annotations

from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer
from dashboard.views import View


def stage_name(stage: str, view: View) -> str:
    """A stage or an end of a suggestion's way, in the reader's language."""
    names = {
        "submitted": view.text("Submitted"),
        "reviewing": view.text("Under review"),
        "adopted": view.text("Adopted"),
        "implemented": view.text("Implemented"),
        "verified": view.text("Verified: proven to help"),
        "reopened": view.text("Reopened"),
        "claimed": view.text("Claimed effective"),
        "declined": view.text("Declined"),
        "merged": view.text("Merged"),
        "open": view.text("Still open"),
    }
    return names.get(stage, stage)


def draw_funnel(answer: Answer, view: View) -> Figure:
    """Bars of the stages on the way, then, set apart and lighter, where the others ended."""
    colours = palette(view)
    counts = {str(value.of("stage")): value.score for value in answer.values}
    path = [stage for stage in answer.chart.get("path", ()) if stage in counts]
    ends = [stage for stage in answer.chart.get("ends", ()) if stage in counts]
    rows = [*path, *ends]
    places = [len(rows) - number + (0.5 if stage in path and ends else 0) for number, stage in enumerate(rows)]
    # Counts and no shares: how many are adopted by now depends on how old they are; adoption by age tells the share.
    texts = ["–" if (count := counts[stage]) is None else view.number(count) for stage in rows]
    edges = [colours.accent if stage in path else colours.neutral for stage in rows]
    return Figure(
        {
            "data": [
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": [counts[stage] for stage in rows],
                    "y": places,
                    "width": 0.62,
                    "marker": {
                        "color": [colours.accent if stage in path else colours.paper for stage in rows],
                        "line": {"color": edges, "width": 1.2},
                    },
                    "text": texts,
                    "textposition": "outside",
                    "textfont": {"color": colours.ink},
                    "cliponaxis": False,
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "hovertext": [
                        f"{stage_name(stage, view)}: {text}" for stage, text in zip(rows, texts, strict=True)
                    ],
                }
            ],
            "layout": layout(
                view,
                height=60 + 38 * len(rows),
                margin={"l": 8, "r": 84, "t": 8, "b": 8, "pad": 6},
                xaxis={"visible": False, "rangemode": "tozero"},
                yaxis={
                    "tickmode": "array",
                    "tickvals": places,
                    "ticktext": [stage_name(stage, view) for stage in rows],
                    "tickfont": {"color": colours.ink},
                    "showgrid": False,
                },
            ),
        }
    )


def draw_adoption(answer: Answer, view: View) -> Figure:
    """Cumulative incidence of adoption by age in days with its interval, and of refusal; dots at the named ages."""
    colours = palette(view)
    curve = answer.chart.get("curve") or {}
    days = list(curve.get("days", ()))
    step = {"type": "scatter", "mode": "lines", "x": days, "hoverinfo": "skip"}
    data: list[dict[str, Any]] = []
    if days:
        edge = {"width": 0, "shape": "hv", "color": colours.accent}
        data = [
            {**step, "y": list(curve["low"]), "line": edge, "showlegend": False},
            {
                **step,
                "y": list(curve["high"]),
                "line": edge,
                "fill": "tonexty",
                "fillcolor": colours.band,
                "showlegend": False,
            },
            {
                **step,
                "y": list(curve["declined"]),
                "name": view.text("Declined"),
                "line": {"color": colours.neutral, "width": 1.5, "shape": "hv", "dash": "dash"},
            },
            {
                **step,
                "y": list(curve["adopted"]),
                "name": view.text("Adopted"),
                "line": {"color": colours.accent, "width": 2.2, "shape": "hv"},
            },
        ]
    named = [value for value in answer.values if value.score is not None]
    ages = [int(value.of("age_days") or 0) for value in named]
    data.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": view.text("Adopted at 30, 90 and 180 days"),
            "showlegend": False,
            "x": ages,
            "y": [value.score for value in named],
            "text": [reading.amount(value.score or 0, answer, view, decimals=0) for value in named],
            "textposition": "top left",
            "textfont": {"size": font_px(view), "color": colours.ink},
            "marker": {"size": 9, "color": colours.accent, "line": {"color": colours.paper, "width": 2}},
            "cliponaxis": False,
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [
                reading.hover(value, view.text("After {days} days", days=age), answer, view, title=view.text("Adopted"))
                for value, age in zip(named, ages, strict=True)
            ],
        }
    )
    data += _interval_only(answer, view)
    notes = []
    if days:
        for key, name, colour in (
            ("adopted", view.text("Adopted"), colours.accent),
            ("declined", view.text("Declined"), colours.muted),
        ):
            notes.append(
                {
                    "text": name,
                    "x": days[-1],
                    "xanchor": "left",
                    "xshift": 6,
                    "y": curve[key][-1],
                    "showarrow": False,
                    "font": {"color": colour, "size": font_px(view)},
                }
            )
    last = max([180, *days]) if days else 180
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=330,
                margin={"l": 8, "r": 72, "t": 16, "b": 8, "pad": 4},
                annotations=notes,
                xaxis={
                    "tickmode": "array",
                    "tickvals": [day for day in (0, 30, 90, 180, 270, 365) if day <= last],
                    "title": view.text("days since submitted"),
                    "showgrid": False,
                    "range": [0, last],
                },
                yaxis={"ticksuffix": "%", "rangemode": "tozero", "nticks": 6},
                hovermode="closest",
            ),
        }
    )


def _interval_only(answer: Answer, view: View) -> list[dict[str, Any]]:
    """Ages at which so few suggestions are known that only the interval is told: a bar without a dot."""
    values = [value for value in answer.values if value.shown == "interval" and value.low is not None]
    xs: list[int | None] = []
    ys: list[float | None] = []
    texts: list[str] = []
    for value in values:
        age = int(value.of("age_days") or 0)
        text = reading.hover(value, view.text("After {days} days", days=age), answer, view, title=view.text("Adopted"))
        xs += [age, age, None]
        ys += [value.low, value.high, None]
        texts += [text, text, ""]
    if not xs:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": xs,
            "y": ys,
            "line": {"color": palette(view).neutral, "width": 4},
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": texts,
        }
    ]
