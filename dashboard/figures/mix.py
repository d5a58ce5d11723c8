"""Who answered: one line per member, its share of each month's answers, told apart by dash and mark and named."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.line_ends import names_at_ends
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer
from dashboard.views import View

_LINES = (("solid", "circle"), ("dash", "square"), ("dot", "diamond"), ("longdash", "triangle-up"), ("dashdot", "x"))
_OTHERS = ("dot", "circle-open")
APART = 7.0
"""Per cent under which two names at the ends of their lines would touch."""
MOST_LETTERS = 12


def draw_mix(answer: Answer, view: View) -> Figure:
    """Shares of the month's answers in per cent, from zero; names stand at the ends of the lines."""
    colours = palette(view)
    by, members = str(answer.chart["dimension"]), answer.chart["members"]
    inks = (colours.accent, colours.adverse, colours.ink, colours.neutral, colours.muted)
    found = {
        (str(value.month), str(value.of(by))): (share, value)
        for value, share in zip(answer.values, answer.chart["shares"], strict=True)
    }
    months = sorted({month for month, _ in found})
    data: list[dict[str, Any]] = []
    ends: list[tuple[float, str, str]] = []
    for at, member in enumerate(members):
        ink = inks[at % len(inks)] if at < len(_LINES) else colours.neutral
        dash, symbol = _LINES[at] if at < len(_LINES) else _OTHERS
        name = reading.label(by, member, answer, view)
        shares = [found[month, member][0] for month in months]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": months,
                "y": shares,
                "line": {"color": ink, "width": 1.8, "dash": dash},
                "marker": {"size": 5, "symbol": symbol, "color": ink},
                "hovertemplate": "%{hovertext}<extra></extra>",
                "hovertext": [
                    f"<b>{escape(view.month(date.fromisoformat(month)))}</b><br>{escape(name)} "
                    f"{view.number(share, 1)}%<br>{escape(reading.base(found[month, member][1], answer, view))}"
                    for month, share in zip(months, shares, strict=True)
                ],
            }
        )
        ends.append((shares[-1], name, ink))
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=300,
                margin={"l": 8, "r": 14 + _widest([name for _, name, _ in ends], view), "t": 12, "b": 8, "pad": 4},
                annotations=names_at_ends(
                    [(end, reading.wrapped(name, MOST_LETTERS, lines=1), ink) for end, name, ink in ends], APART, view
                ),
                xaxis={"type": "date", "showgrid": False, **reading.month_ticks(months, view)},
                yaxis={"ticksuffix": "%", "rangemode": "tozero", "nticks": 5},
                hovermode="closest",
            ),
        }
    )


def _widest(names: list[str], view: View) -> int:
    """The pixels that the longest name needs; a Chinese letter is as wide as it is high."""
    letters = max((sum(2 if ord(each) > 0x2E80 else 1 for each in name[:MOST_LETTERS]) for name in names), default=0)
    return int(min(letters, 2 * MOST_LETTERS) * font_px(view) * 0.56)
