"""The life of complaints drawn: waits with their slow tenth, what changed in days, call-backs, and who came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.case_words import among_name, change_told, days_told, member_word, outcome_name
from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer, Released
from dashboard.views import View

ROW_PX, ROW_PX_LARGE = 46, 58
FEW_DAYS = 8
"""Up to so many days every one has its tick: half a working day is not counted."""
_APART = 0.16
"""How far two marks of one row stand apart, in rows."""
_SYMBOLS = {"higher": "triangle-up", "lower": "triangle-down", "rose": "triangle-right", "fell": "triangle-left"}


@dataclass(frozen=True)
class Mark:
    """One mark of a row: where it stands, between which ends, and what the pointer is told."""

    at: float | None
    low: float | None
    high: float | None
    hover: str
    symbol: str = "circle"
    is_hollow: bool = False
    shift: float = 0.0


@dataclass(frozen=True)
class Row:
    """A name, what is counted behind it, and its marks."""

    name: str
    base: str
    marks: Sequence[Mark]


def draw_waits(answer: Answer, view: View) -> Figure:
    """One row per step, direction or unit: ● the median on its interval, ◇ the day that one in ten waits beyond.

    Units: ▲ longer and ▼ shorter than all the others beyond luck.
    """
    dimension = str(answer.chart["dimension"])
    codes = dict(zip(answer.chart.get("compared", ()), (verdict.code for verdict in answer.verdicts), strict=False))
    rows, latest = [], 1.0
    for value in answer.values:
        member = value.of(dimension) or ""
        name = member_word(dimension, member, view) or reading.label(dimension, member, answer, view)
        told = answer.chart["waits"][member]
        slow = told["slowest_tenth_days"]
        hover = f"<b>{escape(name)}</b><br>" + escape(view.text("half within {days}", days=days_told(value, view)))
        hover += "<br>" + escape(
            view.text(
                "{ended} taken, {open} still waiting, {left} left without it",
                ended=view.number(told["ended"]),
                open=view.number(told["open"]),
                left=view.number(told["left"]),
            )
        )
        high = value.high if value.high is not None else value.score
        marks = [
            Mark(value.score, value.low, high, hover, _SYMBOLS.get(str(codes.get(member)), "circle"), value.low_base)
        ]
        if slow is not None and value.score is not None:
            told_slow = view.text("one in ten waits {days} working days or more", days=view.number(slow))
            marks.append(Mark(slow, None, None, f"<b>{escape(name)}</b><br>{escape(told_slow)}", "diamond", True))
        latest = max([latest, *(each for each in (slow, high) if each is not None)])
        rows.append(Row(name, view.number(value.base or 0), marks))
    return _figure(rows, view, axis=view.text("working days"), span=(-0.03 * latest, latest * 1.06), is_whole=True)


def draw_shortened(answer: Answer, view: View) -> Figure:
    """One row per wait: by how many working days its mean changed, on its interval; left of the line is shorter."""
    rows, furthest = [], 0.5
    for wait, verdict in zip(answer.chart["compared"], answer.verdicts, strict=True):
        name = member_word("wait", wait, view) or wait
        base = next(each.base or 0 for each in answer.values if each.of("wait") == wait)
        hover = escape(change_told(wait, verdict, answer, view))
        mark = Mark(verdict.difference, verdict.low, verdict.high, hover, _SYMBOLS.get(str(verdict.code), "circle"))
        furthest = max([furthest, *(abs(each) for each in (verdict.low, verdict.high) if each is not None)])
        rows.append(Row(name, view.number(base), [mark]))
    axis = view.text("change in working days")
    return _figure(rows, view, axis=axis, span=(-furthest * 1.1, furthest * 1.1), line=0.0)


def draw_call_backs(answer: Answer, view: View) -> Figure:
    """One row per outcome: ● of all that were told, ○ of those reached."""
    rows: dict[str, list[Mark]] = {}
    for value in answer.values:
        outcome, among = value.of("outcome"), value.of("among")
        if outcome is None or among is None:
            continue
        name = view.text("{outcome}, of {among}", outcome=outcome_name(outcome, view), among=among_name(among, view))
        is_reached = among == "reached"
        hover = _hover(value, name, view)
        shift = -_APART if is_reached else _APART
        rows.setdefault(outcome, []).append(
            Mark(value.score, value.low, value.high, hover, is_hollow=is_reached, shift=shift)
        )
    told = view.number(answer.chart["counts"]["told"])
    drawn = [Row(outcome_name(outcome, view), told, marks) for outcome, marks in rows.items()]
    return _figure(drawn, view, axis="", span=(0, 102), suffix="%")


def draw_came_back(answer: Answer, view: View) -> Figure:
    """One row per time since the telling: the share that complained again, on its interval."""
    rows, most = [], 1.0
    for value in answer.values:
        name = member_word("within_days", value.of("within_days") or "", view) or ""
        mark = Mark(value.score, value.low, value.high, _hover(value, name, view), is_hollow=value.low_base)
        most = max(most, value.high or 0)
        rows.append(Row(name, view.number(value.base or 0), [mark]))
    return _figure(rows, view, axis="", span=(0, most * 1.15), suffix="%")


def cases_key(answer: Answer, view: View) -> list[str]:
    """What the marks mean; nothing for other questions."""
    waits = [
        view.text("● half within so many working days, with its 95% interval"),
        view.text("◇ one in ten waits longer"),
    ]
    keys = {
        "complaints.first_times": waits,
        "complaints.hand_overs": waits,
        "complaints.hand_overs_by_unit": [*waits, view.text("▲ longer, ▼ shorter than all others, beyond luck")],
        "complaints.shortened": [view.text("◀ fell, ▶ rose, ● no clear change; with its 95% interval")],
        "complaints.call_backs": [
            view.text("● of all that were told"),
            view.text("○ of those reached, which looks better"),
        ],
        "complaints.came_back": [view.text("● share, with its 95% interval")],
    }
    return keys.get(answer.question, [])


def _hover(value: Released, name: str, view: View) -> str:
    if value.low is None or value.high is None:
        told = view.text("not yet known")
    else:
        low, high = view.number(value.low, 1), view.number(value.high, 1)
        told = view.text("95% interval {low} to {high}", low=low, high=high)
        if value.score is not None:
            told = f"{view.number(value.score, 1)}%<br>{told}"
    return f"<b>{escape(name)}</b><br>{told}"


def _figure(
    rows: Sequence[Row],
    view: View,
    *,
    axis: str,
    span: tuple[float, float],
    line: float | None = None,
    suffix: str = "",
    is_whole: bool = False,
) -> Figure:
    colours, size = palette(view), font_px(view)
    places = list(range(len(rows)))
    marks = [(place - mark.shift, mark) for place, row in zip(places, rows, strict=True) for mark in row.marks]
    most = 11 if view.language == "zh_CN" else 18
    return {
        "data": [_line(place, mark, view) for place, mark in marks if mark.low is not None and mark.high is not None]
        + [_dot(place, mark, view) for place, mark in marks if mark.at is not None],
        "layout": layout(
            view,
            height=62 + _row_px(rows, most, view) * len(rows),
            margin={"l": 8, "r": 16, "t": 10, "b": 8, "pad": 6},
            shapes=[]
            if line is None
            else [
                {
                    "type": "line",
                    "x0": line,
                    "x1": line,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": colours.neutral, "width": 1.2, "dash": "dash"},
                }
            ],
            xaxis={
                "title": axis,
                "range": list(span),
                "ticksuffix": suffix,
                "nticks": 6,
                "zeroline": False,
                **({"dtick": 1} if is_whole and span[1] < FEW_DAYS else {}),
                "tickfont": {"size": size - 1},
            },
            yaxis={
                "tickmode": "array",
                "tickvals": places,
                "ticktext": [
                    f"{reading.wrapped(row.name, most)}<br><span style='color:{colours.muted}'>{row.base}</span>"
                    for row in rows
                ],
                "tickfont": {"color": colours.ink, "size": size - 1},
                "showgrid": False,
                "range": [len(rows) - 0.45, -0.55],
            },
            hovermode="closest",
        ),
    }


def _row_px(rows: Sequence[Row], most: int, view: View) -> int:
    """Room for a name of one line, or of two, and what is counted under it."""
    line = (ROW_PX_LARGE if view.is_large else ROW_PX) // 3
    return line * (4 if any(len(row.name) > most for row in rows) else 3)


def _line(place: float, mark: Mark, view: View) -> dict[str, Any]:
    colours = palette(view)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [mark.low, mark.high],
        "y": [place, place],
        "line": {"color": colours.neutral, "width": 2},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _dot(place: float, mark: Mark, view: View) -> dict[str, Any]:
    colours = palette(view)
    colour = colours.adverse if mark.symbol in ("triangle-up", "triangle-right") else colours.accent
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.at],
        "y": [place],
        "marker": {
            "size": 12 if mark.symbol.startswith("triangle") else 10,
            "symbol": mark.symbol,
            "color": colours.paper if mark.is_hollow else colour,
            "line": {"color": colour, "width": 2},
        },
        "cliponaxis": False,
        "showlegend": False,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [mark.hover],
    }
