"""The control chart: a measure by month with its limits, signals, events and targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.names import member, signal
from dashboard.slices import MONTHS_OF, TIMES, add_months
from dashboard.values import Answer, Released
from dashboard.views import View

SIGNAL_SHAPES = {
    "beyond_limit": ("diamond", "◇"),
    "long_run": ("square", "□"),
    "long_trend": ("triangle-up", "△"),
    "near_limit": ("triangle-down", "▽"),
}
"""Every pattern has its own shape, in the figure and in its key, so that a signal never rests on colour."""
BAND = "░ "
"""How the key's entry of the band begins; a page draws a plain tint in its place, as the figure has it."""
NEXT_TO = 0.06
"""Share of the time axis under which two numbers touch on a phone."""
DENSE_MONTHS = 30
"""From here on marks are drawn smaller, so that they do not cover each other."""
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


def control_key(answer: Answer, view: View) -> list[str]:
    """What the marks of the chart mean, each with its mark; under the figure, because a phone has no room inside."""
    words = ["● " + _moment_words(answer, view)]
    if any(value.low_base for value in answer.values):
        words.append("○ " + view.text("low base"))
    if any(value.shown == "interval" for value in answer.values):
        words.append("│ " + view.text("few answers: interval only"))
    if answer.chart.get("is_enough"):
        words += ["─ " + view.text("centre line"), BAND + view.text("range of usual variation")]
    if answer.chart.get("targets"):
        words.append("╌ " + view.text("target"))
    if answer.chart.get("weighted_points"):
        words.append("┈ " + view.text("weighted"))
    rules = dict.fromkeys(rule for _, rule in answer.chart.get("signals", ()))
    return words + [f"{SIGNAL_SHAPES[rule][1]} {signal(rule, view)}" for rule in rules if rule in SIGNAL_SHAPES]


def _moment_words(answer: Answer, view: View) -> str:
    words = {
        "week": view.text("week's value"),
        "quarter": view.text("quarter's value"),
        "year": view.text("year's value"),
    }
    return words.get(str(answer.chart.get("step")), view.text("month's value"))


def control_events(answer: Answer, view: View) -> list[str]:
    """The events of the chart by their number: ① 2025年3月1日 手机银行 8.0 上线."""
    return [f"{number} {view.day(event.from_on)} {_told(event, view)}" for number, event in _numbered(answer)]


def _told(event: Any, view: View) -> str:
    """An event by its name; a change of the question by what it was and what it is, and that it parts the trend."""
    if not _is_break(event):
        return view.name(event.names)
    if event.was and event.becomes:
        change = view.text("question changed, {was} → {becomes}", was=event.was, becomes=event.becomes)
    else:
        change = view.text("question changed")
    parted = view.text("before and after cannot be compared")
    note = view.name(event.notes)
    return " · ".join(part for part in (change, note, parted) if part)


def _is_break(event: Any) -> bool:
    return hasattr(event, "what_changed")


def draw_control(answer: Answer, view: View, *, is_small: bool = False) -> Figure:
    """Months on the x axis; band between the limits, centre line, line of scores, shapes on the months that signal."""
    colours = palette(view)
    by_month = {str(value.month): value for value in answer.values}
    months: tuple[str, ...] = tuple(answer.chart.get("months", ())) or tuple(by_month)
    data = [
        *_limits(answer, months, view),
        *_targets(answer, months, view),
        *_weighted(answer, months, view),
        *_scores(answer, months, by_month, view),
    ]
    data += _signals(answer, by_month, view, is_small=is_small or len(months) > DENSE_MONTHS)
    shapes, notes, rows = ([], [], 0) if is_small else _events(answer, months, view)
    axis_note = {
        "text": reading.unit(answer, view) if is_small else reading.axis_title(answer, view),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4 + 18 * rows,
        "showarrow": False,
        "font": {"color": colours.muted, "size": font_px(view) - 1},
    }
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=220 if is_small else 380,
                margin={"l": 8, "r": 16, "t": 30 + 18 * rows, "b": 8, "pad": 4},
                shapes=shapes,
                annotations=[*notes, axis_note],
                xaxis={"type": "date", "showgrid": False, **reading.month_ticks(months, view)},
                yaxis={"nticks": 4 if is_small else 6, "ticksuffix": "%" if answer.chart.get("unit") == "pct" else ""},
                hovermode="closest",
            ),
        }
    )


def _scores(answer: Answer, months: tuple[str, ...], by_month: dict[str, Released], view: View) -> list[dict[str, Any]]:
    colours = palette(view)
    cuts = {_holding(parted.from_on, months) for parted in answer.chart.get("breaks", ())}
    # An empty point before a month in which the question changed parts the line there.
    months = tuple(each for month in months for each in ((f"{month} ", month) if month in cuts else (month,)))
    shown = [by_month.get(month) for month in months]
    full = [bool(value and value.score is not None and not value.low_base) for value in shown]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": reading.measure(answer, view),
        "x": [month.strip() for month in months],
        "y": [value.score if value else None for value in shown],
        "connectgaps": False,
        "line": {"color": colours.accent, "width": 1.8},
        "marker": {
            "size": 5 if len(months) > DENSE_MONTHS else 7,
            # A hollow dot is a low base.
            "color": [colours.accent if whole else colours.paper for whole in full],
            "line": {"color": colours.accent, "width": 1.5},
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [_hover(value, month, answer, view) for value, month in zip(shown, months, strict=True)],
        "customdata": [[month.strip()] for month in months],
    }
    intervals = [value for value in answer.values if value.shown == "interval" and value.low is not None]
    if not intervals:
        return [line]
    middles = [((value.low or 0) + (value.high or 0)) / 2 for value in intervals]
    bars = {
        "type": "scatter",
        "mode": "markers",
        "name": view.text("interval only (10–29 answers)"),
        "x": [value.month for value in intervals],
        "y": middles,
        "marker": {"size": 1, "color": colours.neutral, "symbol": "line-ew", "opacity": 0},
        "error_y": {
            "type": "data",
            "array": [(value.high or 0) - middle for value, middle in zip(intervals, middles, strict=True)],
            "color": colours.neutral,
            "thickness": 2,
            "width": 4,
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [_hover(value, str(value.month), answer, view) for value in intervals],
        "customdata": [[value.month] for value in intervals],
    }
    return [line, bars]


def _holding(day: date, months: Sequence[str]) -> str:
    """The point in which a day lies, by its first day."""
    return max((month for month in months if date.fromisoformat(month) <= day), default="")


def _hover(value: Released | None, month: str, answer: Answer, view: View) -> str:
    if value is None:
        return ""
    name = next(
        (member(step, str(value.of(step)), view, answer) for step in TIMES if value.of(step)),
        view.month(date.fromisoformat(month)),
    )
    return reading.hover(value, name, answer, view)


def _limits(answer: Answer, months: tuple[str, ...], view: View) -> list[dict[str, Any]]:
    if not months or not (answer.chart.get("is_enough") or answer.chart.get("baselines")):
        return []
    colours = palette(view)
    edge = {"color": colours.neutral, "width": 1, "dash": "dot", "shape": "hvh"}
    quiet = {"type": "scatter", "mode": "lines", "x": list(months), "hoverinfo": "skip"}
    return [
        {**quiet, "y": list(answer.chart["lower"]), "line": edge, "showlegend": False},
        {
            **quiet,
            "y": list(answer.chart["upper"]),
            "line": edge,
            "fill": "tonexty",
            "fillcolor": colours.band,
            "name": view.text("range of usual variation"),
        },
        {
            **quiet,
            "y": list(answer.chart["centre"]),
            "line": {"color": colours.neutral, "width": 1.2, "shape": "hvh"},
            "name": view.text("centre line"),
        },
    ]


def _targets(answer: Answer, months: tuple[str, ...], view: View) -> list[dict[str, Any]]:
    colours = palette(view)
    xs: list[str | None] = []
    ys: list[float | None] = []
    texts: list[str] = []
    for span in answer.chart.get("targets", ()):
        inside = [month for month in months if span.first_month <= date.fromisoformat(month) <= span.last_month]
        if inside:
            words = view.text("Target {target}", target=reading.amount(span.target, answer, view))
            xs += [inside[0], inside[-1], None]
            ys += [span.target, span.target, None]
            texts += [words, words, ""]
    if not xs:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": view.text("target"),
            "x": xs,
            "y": ys,
            "line": {"color": colours.ink, "width": 1.4, "dash": "longdash"},
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": texts,
        }
    ]


def _weighted(answer: Answer, months: tuple[str, ...], view: View) -> list[dict[str, Any]]:
    """The weighted figure as a thin dotted line: beside the first, never in its place."""
    found: Sequence[Released] = answer.chart.get("weighted_points", ())
    if not any(value.score is not None for value in found):
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": view.text("weighted"),
            "x": list(months),
            "y": [value.score for value in found],
            "connectgaps": False,
            "line": {"color": palette(view).muted, "width": 1.4, "dash": "dot"},
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [
                _hover(value, month, answer, view) + "<br>" + view.text("weighted")
                for value, month in zip(found, months, strict=True)
            ],
        }
    ]


def _signals(answer: Answer, by_month: dict[str, Released], view: View, *, is_small: bool) -> list[dict[str, Any]]:
    colours = palette(view)
    by_rule: dict[str, list[str]] = {}
    for month, rule in answer.chart.get("signals", ()):
        if month in by_month and by_month[month].score is not None:
            by_rule.setdefault(rule, []).append(month)
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": signal(rule, view),
            "x": months,
            "y": [by_month[month].score for month in months],
            "marker": {
                "symbol": SIGNAL_SHAPES.get(rule, ("diamond", ""))[0],
                "size": 9 if is_small else 12,
                "color": colours.paper,
                "line": {"color": colours.adverse, "width": 2},
            },
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [
                _hover(by_month[month], month, answer, view) + "<br>" + signal(rule, view) for month in months
            ],
        }
        for rule, months in by_rule.items()
    ]


def _numbered(answer: Answer) -> list[tuple[str, Any]]:
    """The events and changes of the question inside the months that are drawn, in order, each with its number."""
    months = answer.chart.get("months", ())
    if not months:
        return []
    first, last = date.fromisoformat(months[0]), date.fromisoformat(months[-1])
    of_week = answer.chart.get("step") == "week"
    end = last + timedelta(days=7) if of_week else add_months(last, MONTHS_OF[str(answer.chart.get("step", "month"))])
    inside = sorted(
        (
            event
            for event in (*answer.chart.get("events", ()), *answer.chart.get("breaks", ()))
            if first <= event.from_on < end
        ),
        key=lambda event: event.from_on,
    )
    return list(zip(NUMBERS, inside, strict=False))


def _events(answer: Answer, months: tuple[str, ...], view: View) -> tuple[list[Any], list[Any], int]:
    """A line for each event with its number above, on up to three heights where they would touch; how many heights."""
    colours = palette(view)
    shapes, notes, rows = [], [], 0
    span_days = max((date.fromisoformat(months[-1]) - date.fromisoformat(months[0])).days, 1) if months else 1
    half = timedelta(days=span_days // max(len(months) - 1, 1) // 2)
    last, row = None, 0
    for number, event in _numbered(answer):
        is_close = last is not None and (event.from_on - last).days / span_days < NEXT_TO
        row = (row + 1) % 3 if is_close else 0
        rows = max(rows, row + 1)
        last = event.from_on
        # A point stands for its whole step but is drawn at its first day: a line that is moved by half a step lies
        # between the points as the day lies between the middles of their steps, before what came after it.
        at = (event.from_on - half).isoformat()
        shapes.append(
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": at,
                "x1": at,
                "y0": 0,
                "y1": 1,
                "line": {"color": colours.ink, "width": 2.5}
                if _is_break(event)
                else {"color": colours.neutral, "width": 1, "dash": "dash"},
                "layer": "below",
            }
        )
        notes.append(
            {
                "text": number,
                "xref": "x",
                "yref": "paper",
                "x": at,
                "y": 1,
                "yshift": 17 * row,
                "yanchor": "bottom",
                "showarrow": False,
                "hovertext": f"{view.day(event.from_on)} {_told(event, view)}",
                "font": {"size": font_px(view) + 2, "color": colours.ink},
            }
        )
    return shapes, notes, rows
