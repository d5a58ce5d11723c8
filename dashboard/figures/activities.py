"""The bank's own work drawn: what became of reviews and how long they took; whom education reached, when, and where."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import Any

from dashboard.activity_words import half_told, outcome_name, outcomes, span_told
from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.number_map import Cell, draw_number_map
from dashboard.figures.theme import font_px, layout, palette, veiled
from dashboard.slices import Period
from dashboard.values import Answer, Released
from dashboard.views import View

ROW_PX, ROW_PX_LARGE = 36, 46
MOST_TICKS = 5
NONE = "–"
"""What stands in a cell without an event."""


def draw_attempts(answer: Answer, view: View) -> Figure:
    """One bar per outcome: passed at the first or second attempt filled, not passed and open hollow."""
    colours, counts = palette(view), answer.chart["counts"]
    became = outcomes(answer)
    names = [outcome_name(each, view) for each in became]
    total = sum(counts.values())
    # of few reviews the counts are told and no shares: these show their interval alone
    may_share = all(value.score is not None for value in answer.values)
    told = [
        view.text("{count} ({share}%)", count=number, share=view.number(100 * counts[each] / total, 1))
        if may_share and total
        else number
        for each, number in ((each, view.number(counts[each])) for each in became)
    ]
    fills = [colours.accent if each in ("first", "second") else colours.paper for each in became]
    return _bars(names, [float(counts[each]) for each in became], told, fills, view)


def draw_groups(answer: Answer, view: View) -> Figure:
    """One bar per group of people, with how many events reached them; hollow where no group was named."""
    colours = palette(view)
    ids = [value.of("group_reached") or "" for value in answer.values]
    told = [
        view.text(
            "{people} · {events} events",
            people=view.number(value.score or 0),
            events=view.number(value.parts.get("events", 0)),
        )
        for value in answer.values
    ]
    return _bars(
        [reading.label("group_reached", each, answer, view) for each in ids],
        [value.score or 0.0 for value in answer.values],
        told,
        [colours.accent if each else colours.paper for each in ids],
        view,
    )


def _bars(names: list[str], lengths: list[float], told: list[str], fills: list[str], view: View) -> Figure:
    colours, places = palette(view), list(range(len(names)))
    most = 9 if view.language == "zh_CN" else 18
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": lengths,
                "y": places,
                "width": 0.62,
                "marker": {"color": fills, "line": {"color": colours.accent, "width": 1.2}},
                "text": [escape(each) for each in told],
                "textposition": "outside",
                "textfont": {"color": colours.ink},
                "cliponaxis": False,
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hovertext": [
                    f"<b>{escape(name)}</b><br>{escape(each)}" for name, each in zip(names, told, strict=True)
                ],
            }
        ],
        "layout": layout(
            view,
            height=40 + (ROW_PX_LARGE if view.is_large else ROW_PX) * len(names),
            margin={"l": 8, "r": 150 if view.is_large else 120, "t": 8, "b": 8, "pad": 6},
            xaxis={"visible": False, "rangemode": "tozero"},
            yaxis={
                "tickmode": "array",
                "tickvals": places,
                "ticktext": [reading.wrapped(name, most) for name in names],
                "tickfont": {"color": colours.ink},
                "showgrid": False,
                "range": [len(names) - 0.5, -0.5],
            },
        ),
    }


def draw_turnaround(answer: Answer, view: View) -> Figure:
    """Share finished by working days since submission, with its interval; a dot where half are."""
    colours, curve = palette(view), answer.chart["curve"]
    step = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    edge = {"width": 0, "shape": "hv", "color": colours.accent}
    data: list[dict[str, Any]] = []
    last = 1.0
    if curve:
        days = list(curve["days"])
        last = max(days)
        data = [
            {**step, "x": days, "y": list(curve["low"]), "line": edge},
            {**step, "x": days, "y": list(curve["high"]), "line": edge, "fill": "tonexty", "fillcolor": colours.band},
            {
                **step,
                "x": days,
                "y": list(curve["closed"]),
                "line": {"color": colours.accent, "width": 2.2, "shape": "hv"},
                "hoverinfo": "text",
                "hovertext": [
                    view.text("{share}% within {days} working days", share=view.number(share, 1), days=view.number(day))
                    for day, share in zip(days, curve["closed"], strict=True)
                ],
            },
        ]
    for value in answer.values:
        if value.low is not None and value.high is not None:
            last = max(last, value.high)
            data.append(_half(value, view))
    return {
        "data": data,
        "layout": layout(
            view,
            height=300,
            margin={"l": 8, "r": 20, "t": 16, "b": 8, "pad": 4},
            xaxis={"title": view.text("working days since submitted"), "showgrid": False, "range": [0, last * 1.02]},
            yaxis={"ticksuffix": "%", "range": [0, 104], "nticks": 6},
            hovermode="closest",
        ),
    }


def _half(value: Released, view: View) -> dict[str, Any]:
    """The median on its interval; without a dot where only the interval may be told."""
    colours = palette(view)
    low, high = value.low or 0.0, value.high or 0.0
    middle = value.score if value.score is not None else (low + high) / 2
    told = half_told(value, view)
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": [middle],
        "y": [50],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [high - middle],
            "arrayminus": [middle - low],
            "color": colours.accent,
            "thickness": 1.6,
            "width": 4,
        },
        "marker": {
            "size": 10 if value.score is not None else 0.1,
            "color": colours.accent,
            "line": {"width": 2, "color": colours.paper},
        },
        "cliponaxis": False,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [escape(told)],
    }


def draw_over_time(answer: Answer, view: View) -> Figure:
    """One bar per month or quarter; a dashed line with a number where a campaign began."""
    colours = palette(view)
    days = list(answer.chart["days"])
    hover = [
        view.text(
            "{people} people, {events} events",
            people=view.number(value.score or 0),
            events=view.number(value.parts.get("events", 0)),
        )
        for value in answer.values
    ]
    names = [_name(value, view) for value in answer.values]
    campaigns = answer.chart["campaigns"]
    width = {1: 22, 3: 66}[answer.chart["months_of_a_step"]] * 86_400_000
    every = -(-len(days) // MOST_TICKS)
    return {
        "data": [
            {
                "type": "bar",
                "x": days,
                "y": [value.score for value in answer.values],
                "width": width,
                "offset": 0,
                "marker": {"color": veiled(colours.accent, 0.75)},
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hovertext": [
                    f"<b>{escape(name)}</b><br>{escape(told)}" for name, told in zip(names, hover, strict=True)
                ],
            }
        ],
        "layout": layout(
            view,
            height=300,
            margin={"l": 8, "r": 12, "t": 30, "b": 8, "pad": 4},
            shapes=[
                {
                    "type": "line",
                    "x0": event.from_on.isoformat(),
                    "x1": event.from_on.isoformat(),
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": colours.neutral, "width": 1.2, "dash": "dash"},
                }
                for event in campaigns
            ],
            annotations=[
                {
                    "text": str(at),
                    "x": event.from_on.isoformat(),
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "showarrow": False,
                    "font": {"color": colours.muted, "size": font_px(view)},
                    "hovertext": f"{view.day(event.from_on)} {escape(view.name(event.names))}",
                }
                for at, event in enumerate(campaigns, 1)
            ],
            xaxis={
                "type": "date",
                "showgrid": False,
                "tickmode": "array",
                "tickvals": [_after(day, width // 2, 0) for day in days][::every],
                "ticktext": [_tick(value, view) for value in answer.values][::every],
                "tickangle": 0,
                "range": [days[0], _after(days[-1], width)],
            },
            yaxis={"rangemode": "tozero", "nticks": 5, "tickformat": ",", "title": view.text("people")},
            bargap=0.2,
            hovermode="closest",
        ),
    }


def _after(day: str, milliseconds: int, more_days: int = 6) -> str:
    """The day behind a bar that begins on a day."""
    return (date.fromisoformat(day) + timedelta(days=milliseconds / 86_400_000 + more_days)).isoformat()


def _tick(value: Released, view: View) -> str:
    """A month or quarter by its name, on two lines where it has two words."""
    return _name(value, view).replace(" ", "<br>").replace("年", "年<br>", 1)


def _name(value: Released, view: View) -> str:
    return view.period(Period.parse(value.month[:7] if value.month else value.of("quarter") or ""))


def campaign_lines(answer: Answer, view: View) -> tuple[str, ...]:
    """The campaigns by the numbers of their lines."""
    return tuple(
        view.text("{number} {day} {name}", number=at, day=view.day(event.from_on), name=view.name(event.names))
        for at, event in enumerate(answer.chart["campaigns"], 1)
    )


def draw_across(answer: Answer, view: View) -> Figure:
    """One cell per unit and group, its number in it and the darker the more; – where no event was held."""
    rows, columns = answer.chart["rows"], answer.chart["columns"]
    decimals = 1 if answer.chart["is_rate"] else 0
    told = {(value.of("unit"), value.of("group_reached")): value for value in answer.values}

    def cell(row: str, column: str) -> Cell:
        value, counts = told.get((row, column)), answer.chart["held"].get((row, column))
        lines = [f"<b>{escape(reading.label('unit', row, answer, view))}</b>"]
        lines.append(escape(reading.label("group_reached", column, answer, view)))
        if counts is None:
            lines.append(escape(view.text("no event")))
        else:
            events, people = (view.number(each) for each in counts)
            lines.append(escape(view.text("{people} people, {events} events", people=people, events=events)))
        if value is None:
            return Cell(None, NONE if counts is None else view.text("n/a"), "<br>".join(lines))
        if answer.chart["is_rate"]:
            rate = span_told(value, view, 1)
            lines.append(escape(view.text("{rate} per 10,000 customers a month", rate=rate)))
        return Cell(value.score or 0.0, view.number(value.score or 0, decimals), "<br>".join(lines))

    return draw_number_map(
        view,
        rows=[reading.label("unit", row, answer, view) for row in rows],
        columns=[reading.wrapped(reading.label("group_reached", each, answer, view), 9) for each in columns],
        cells=[[cell(row, column) for column in columns] for row in rows],
        most=max((value.score or 0.0 for value in told.values()), default=1.0) or 1.0,
        row_px=ROW_PX_LARGE if view.is_large else ROW_PX,
        head_px=44,
        rest_px=60,
        is_head_small=True,
    )
