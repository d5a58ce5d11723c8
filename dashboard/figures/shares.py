"""What the score is made of: the three shares by month, and the eleven answers from 0 to 10."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.line_ends import names_at_ends
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer
from dashboard.views import View

PARTS = ("promoters", "passives", "detractors")
APART = 6.0
"""Per cent under which two names at the ends of their lines would touch."""
_DASHES = {"promoters": "solid", "passives": "dot", "detractors": "dash"}
_SYMBOLS = {"promoters": "circle", "passives": "square", "detractors": "triangle-down"}


def part_name(part: str, view: View) -> str:
    """Promoters, passives or detractors in the reader's language."""
    names = {
        "promoters": view.text("Promoters"),
        "passives": view.text("Passives"),
        "detractors": view.text("Detractors"),
    }
    return names[part]


def part_colour(part: str, view: View) -> str:
    """The colour a part has in every figure and tile."""
    colours = palette(view)
    return {"promoters": colours.accent, "passives": colours.neutral, "detractors": colours.adverse}[part]


def part_ink(part: str, view: View) -> str:
    """The same for text, which needs more contrast than a line."""
    return palette(view).muted if part == "passives" else part_colour(part, view)


def draw_shares(answer: Answer, view: View) -> Figure:
    """Three lines over the months, each with its own dash and dot, named at its end."""
    data: list[dict[str, Any]] = []
    months: list[str] = sorted({str(value.month) for value in answer.values})
    ends: list[tuple[float, str, str]] = []
    for part in PARTS:
        values = {str(value.month): value for value in answer.values if value.of("part") == part}
        scores = [values[month].score if month in values else None for month in months]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": part_name(part, view),
                "x": months,
                "y": scores,
                "line": {"color": part_colour(part, view), "width": 1.8, "dash": _DASHES[part]},
                "marker": {"size": 5, "symbol": _SYMBOLS[part], "color": part_colour(part, view)},
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hovertext": [
                    reading.hover(
                        values[month], view.month(date.fromisoformat(month)), answer, view, title=part_name(part, view)
                    )
                    if month in values
                    else ""
                    for month in months
                ],
            }
        )
        if known := [score for score in scores if score is not None]:
            ends.append((known[-1], part_name(part, view), part_ink(part, view)))
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=300,
                margin={"l": 8, "r": 84 if view.language == "en" else 64, "t": 12, "b": 8, "pad": 4},
                annotations=names_at_ends(ends, APART, view),
                xaxis={"type": "date", "showgrid": False, **reading.month_ticks(months, view)},
                yaxis={"ticksuffix": "%", "rangemode": "tozero", "nticks": 5},
                hovermode="closest",
            ),
        }
    )


def draw_histogram(answer: Answer, view: View) -> Figure:
    """Eleven bars; under them the three groups by name, so that colour is never needed."""
    colours = palette(view)
    values = sorted(answer.values, key=lambda value: int(value.of("score") or 0))
    numbers = [int(value.of("score") or 0) for value in values]
    shares = [value.score for value in values]
    parts = ["detractors" if number <= 6 else "passives" if number <= 8 else "promoters" for number in numbers]
    notes = []
    for part, at, anchor in (("detractors", 3, "center"), ("passives", 7.8, "right"), ("promoters", 10.5, "right")):
        whole = sum(share or 0 for share, one in zip(shares, parts, strict=True) if one == part)
        notes.append(
            {
                "text": f"{part_name(part, view)}<br>{view.number(whole, 1)}%",
                "x": at,
                "xanchor": anchor,
                "y": 0,
                "yref": "paper",
                "yshift": -26,
                "yanchor": "top",
                "showarrow": False,
                # Two bars are all the room there is, whatever the size of type.
                "font": {"color": part_ink(part, view), "size": min(font_px(view), 13)},
            }
        )
    return Figure(
        {
            "data": [
                {
                    "type": "bar",
                    "x": numbers,
                    "y": shares,
                    "marker": {"color": [part_colour(part, view) for part in parts], "line": {"width": 0}},
                    "text": ["" if share is None else view.number(share, 1) for share in shares],
                    "textposition": "outside",
                    "textfont": {"color": colours.muted, "size": font_px(view) - 2},
                    "cliponaxis": False,
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "hovertext": [
                        reading.hover(value, str(number), answer, view, title=view.text("Share of answers"))
                        for value, number in zip(values, numbers, strict=True)
                    ],
                }
            ],
            "layout": layout(
                view,
                height=300,
                margin={"l": 8, "r": 8, "t": 22, "b": 72, "pad": 4},
                bargap=0.18,
                annotations=notes,
                xaxis={"tickmode": "array", "tickvals": list(range(11)), "showgrid": False, "range": [-0.6, 10.6]},
                yaxis={"ticksuffix": "%", "rangemode": "tozero", "nticks": 4, "visible": False},
            ),
        }
    )
