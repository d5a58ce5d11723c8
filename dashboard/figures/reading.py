"""How a value reads in a figure: its number, its interval, its base, and the words of the states without a number."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any

from dashboard.values import Answer, Released
from dashboard.views import View


def wrapped(name: str, most: int, *, lines: int = 2) -> str:
    """A name on at most so many lines of ``most`` letters, cut with … beyond, as a figure takes it."""
    return "<br>".join(escape(line) for line in textwrap.wrap(name, most, max_lines=lines, placeholder="…"))


def amount(value: float, answer: Answer, view: View, *, decimals: int | None = None) -> str:
    """A number of the answer's measure, with the sign of its unit where it has one: 39.9, 81.2%, 3.40."""
    places = answer.decimals(value) if decimals is None else decimals
    written = view.number(value, places)
    return written + "%" if answer.chart.get("unit") == "pct" else written


def unit(answer: Answer, view: View) -> str:
    """The unit of the answer's measure in words, for an axis."""
    words = {
        "points": view.text("points"),
        "pct": view.text("per cent"),
        "per_10k": view.text("per 10,000 customers a month"),
        "per_outlet": view.text("per outlet a month"),
        "per_100k": view.text("per 100,000 transactions"),
        "per_10m": view.text("per 10 million customers a quarter"),
        "count": view.text("number"),
    }
    return words.get(str(answer.chart.get("unit")), "")


def measure(answer: Answer, view: View) -> str:
    """The measure's name in the reader's language."""
    return label("measure", answer.measure, answer, view)


def label(dimension: str, member: str, answer: Answer, view: View) -> str:
    """The name of an id; where the bank recorded none, words that say so."""
    names = answer.labels.get((dimension, member))
    if names and names[0]:
        return view.name(names)
    return member or view.text("not recorded")


def axis_title(answer: Answer, view: View) -> str:
    """Measure and unit, as they stand above an axis; the measure alone where its name ends with the unit."""
    if measure(answer, view).casefold().endswith(unit(answer, view).casefold()):
        return measure(answer, view)
    return view.text("{measure}, {unit}", measure=measure(answer, view), unit=unit(answer, view))


def base(released: Released, answer: Answer, view: View) -> str:
    """What is counted behind the value, in words with the number."""
    counted = answer.chart.get("base_label")
    what = view.name(counted) if isinstance(counted, tuple) else view.text("base")
    if released.base is None:
        return view.text("{what}: too few to show", what=what)
    return view.text("{what}: {base}", what=what, base=view.number(released.base))


def hover(released: Released, name: str, answer: Answer, view: View, *, title: str = "") -> str:
    """Everything a value may say, as the text beside the pointer."""
    lines = [f"<b>{escape(name)}</b>"]
    what = escape(title or measure(answer, view))
    if released.score is not None:
        lines.append(f"{what} {amount(released.score, answer, view)}")
    elif released.shown == "interval":
        lines.append(f"{what} " + escape(view.text("few answers: interval only")))
    else:
        lines.append(f"{what} " + escape(view.text("too few to show")))
    if released.low is not None and released.high is not None:
        low, high = amount(released.low, answer, view), amount(released.high, answer, view)
        lines.append(escape(view.text("95% interval {low} to {high}", low=low, high=high)))
    lines.append(escape(base(released, answer, view)))
    if released.low_base:
        lines.append(escape(view.text("low base: read with care")))
    return "<br>".join(lines)


def month_ticks(months: Iterable[str], view: View, *, most: int = 5) -> dict[str, Any]:
    """Ticks for an axis of months: years in full, in between the months that fit; written here, in any medium alike."""
    days = [date.fromisoformat(month) for month in months]
    if not days:
        return {}
    span = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1
    step = next((step for step in (1, 2, 3, 6, 12) if span / step <= most), 24)
    values, texts = [], []
    for number in range(span):
        year, month0 = divmod(days[0].year * 12 + days[0].month - 1 + number, 12)
        if month0 % step == 0:
            values.append(f"{year}-{month0 + 1:02d}-01")
            texts.append(_tick(year, month0 + 1, view, is_first=len(values) == 1))
    return {"tickmode": "array", "tickvals": values, "ticktext": texts, "tickangle": 0}


def _tick(year: int, month: int, view: View, *, is_first: bool) -> str:
    day = date(year, month, 1)
    short = f"{month}月" if view.language == "zh_CN" else f"{day:%b}"
    if month == 1 or is_first:
        return f"{short}<br>{year}年" if view.language == "zh_CN" else f"{short}<br>{year}"
    return short
