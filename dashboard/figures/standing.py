"""Units against each other: the funnel that luck draws around the bank's score, and the bands of places."""

from __future__ import annotations

from html import escape
from typing import Any
from unicodedata import east_asian_width

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer, Released
from dashboard.views import View

SYMBOLS = {"higher": "triangle-up", "lower": "triangle-down", "cannot_be_told_apart": "circle"}
ROW_PX = 42
ROW_OF_NOTES_PX = 16
ONE_ROW_LETTERS = 46
"""Letters of both notes above a figure that stand side by side on a phone; a Chinese one is as wide as two."""
TICKS = [step * 10**power for power in range(9) for step in (1, 2, 5)]


def draw_standing(answer: Answer, view: View) -> Figure:
    """Score against base on a log scale; limits at 95 % and 99.8 %; shape and colour say the verdict.

    Units that are not ranked (10–29 answers) are their interval alone, thin; those shown only together are a hollow
    square on a thin interval, which no verdict colours.
    """
    colours = palette(view)
    marks = [
        (value, str(verdict.code), at)
        for at, (value, verdict) in enumerate(zip(answer.values, answer.verdicts, strict=True))
    ]
    data = _limits(answer, view)
    thin = [value for value, _, _ in marks if value.low is not None and (value.score is None or value.is_pooled)]
    data.append(_thin(thin, answer, view))
    if together := [value for value, _, _ in marks if value.is_pooled and value.score is not None]:
        data.append(_together(together, answer, view))
    for code, symbol in SYMBOLS.items():
        drawn = [(value, at) for value, found, at in marks if found == code and value.score is not None]
        if drawn:
            data.append(_marks(drawn, code, symbol, answer, view))
    title = reading.axis_title(answer, view)
    notes, is_two_rows = [_note(title, 0, "left", view)], False
    target = answer.chart.get("target")
    if target is not None:
        told = view.text("all together {score}", score=reading.amount(target, answer, view))
        # on a phone both do not stand in one row
        is_two_rows = sum(2 if east_asian_width(each) in "WF" else 1 for each in title + told) > ONE_ROW_LETTERS
        notes.append(_note(told, 1, "right", view) | {"yshift": 6 + is_two_rows * ROW_OF_NOTES_PX})
    base = answer.chart.get("base_label")
    shapes = [_level(target, colours.ink)] if target is not None else []
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=440,
                margin={"l": 8, "r": 16, "t": 34 + is_two_rows * ROW_OF_NOTES_PX, "b": 8, "pad": 4},
                shapes=shapes,
                annotations=notes,
                hovermode="closest",
                clickmode="event+select",
                xaxis={
                    "type": "log",
                    "title": view.name(base) if isinstance(base, tuple) else view.text("base"),
                    "tickmode": "array",
                    "tickvals": TICKS,
                    "ticktext": [view.compact(tick) if tick >= 10_000 else view.number(tick) for tick in TICKS],
                },
                yaxis={"ticksuffix": "%" if answer.chart.get("unit") == "pct" else "", "nticks": 7},
            ),
        }
    )


def draw_bands(answer: Answer, view: View) -> Figure:
    """Shrunken scores: a row each for the units that are higher or lower, and between them, on one strip and without
    names or order, those that cannot be told apart. Beside a named row stand its possible places."""
    colours = palette(view)
    groups: dict[str, list[int]] = {"higher": [], "cannot_be_told_apart": [], "lower": []}
    for at, verdict in enumerate(answer.verdicts):
        if answer.chart["shrunken"][at] is not None and verdict.code in groups:
            groups[str(verdict.code)].append(at)
    rows: list[tuple[str, list[int]]] = [(code, [at]) for code in ("higher",) for at in groups[code]]
    if groups["cannot_be_told_apart"]:
        rows.append(("cannot_be_told_apart", groups["cannot_be_told_apart"]))
    rows += [("lower", [at]) for at in groups["lower"]]
    data: list[dict[str, Any]] = []
    names, notes = [], [_note(view.text("possible places"), 1, "right", view)]
    for number, (code, members) in enumerate(rows):
        place = len(rows) - 1 - number
        data.append(_row(members, place, code, answer, view))
        names.append(_row_name(members, code, answer, view))
        told = _places(members, answer, view)
        notes.append(
            {
                "text": told,
                "xref": "paper",
                "x": 1,
                "xanchor": "right",
                "y": place,
                "showarrow": False,
                "font": {"color": colours.muted, "size": font_px(view) - 1},
                "bgcolor": colours.paper,
            }
        )
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=80 + len(rows) * (ROW_PX + (10 if view.is_large else 0)),
                margin={"l": 8, "r": 8, "t": 34, "b": 8, "pad": 6},
                annotations=notes,
                hovermode="closest",
                xaxis={"domain": [0, 0.78], "nticks": 5, "title": view.text("shrunken score and 95% interval")},
                yaxis={
                    "tickmode": "array",
                    "tickvals": list(range(len(rows)))[::-1],
                    "ticktext": names,
                    "tickfont": {"color": colours.ink},
                    "showgrid": False,
                    "range": [-0.7, len(rows) - 0.3],
                },
            ),
        }
    )


def _limits(answer: Answer, view: View) -> list[dict[str, Any]]:
    """The 95 % limits as a band, the 99.8 % limits as dashed lines."""
    colours = palette(view)
    rows = answer.chart.get("limits", ())
    if not rows:
        return []
    base, low, high, outer_low, outer_high = ([row[column] for row in rows] for column in range(5))
    plain: dict[str, Any] = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    return [
        {**plain, "x": base, "y": low, "line": {"width": 0}},
        {**plain, "x": base, "y": high, "line": {"width": 0}, "fill": "tonexty", "fillcolor": colours.band},
        *(
            {**plain, "x": base, "y": side, "line": {"color": colours.neutral, "width": 1, "dash": "dash"}}
            for side in (outer_low, outer_high)
        ),
    ]


def _thin(values: list[Released], answer: Answer, view: View) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    texts: list[str] = []
    for value in values:
        name = reading.label("unit", value.of("unit") or "", answer, view)
        told = reading.hover(value, name, answer, view)
        xs += [value.base, value.base, None]
        ys += [value.low, value.high, None]
        texts += [told, told, ""]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": palette(view).neutral, "width": 1},
        "opacity": 0.45,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": texts,
    }


def _together(values: list[Released], answer: Answer, view: View) -> dict[str, Any]:
    """Pools: squares that no click opens, for nothing of them may be looked at alone."""
    colours = palette(view)
    told = view.text("shown together, not ranked")
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value.base for value in values],
        "y": [value.score for value in values],
        "marker": {"symbol": "square-open", "size": 9, "color": colours.neutral, "line": {"width": 1.5}},
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [
            f"{reading.hover(value, reading.label('unit', value.of('unit') or '', answer, view), answer, view)}"
            f"<br>{escape(told)}"
            for value in values
        ],
        "name": told,
        "unselected": {"marker": {"opacity": 0.5}},
    }


def _marks(drawn: list[tuple[Released, int]], code: str, symbol: str, answer: Answer, view: View) -> dict[str, Any]:
    colours, is_named = palette(view), code != "cannot_be_told_apart"
    verdict = answer.verdicts[drawn[0][1]]
    colour = colours.neutral if not is_named else colours.accent if verdict.is_good else colours.adverse
    names = [reading.label("unit", value.of("unit") or "", answer, view) for value, _ in drawn]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value.base for value, _ in drawn],
        "y": [value.score for value, _ in drawn],
        "customdata": [[value.of("unit")] for value, _ in drawn],
        "marker": {
            "symbol": symbol,
            "size": 12 if is_named else 8,
            "color": colour if is_named else colours.paper,
            "line": {"color": colour, "width": 1.5},
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [
            f"{reading.hover(value, name, answer, view)}<br>{escape(_word(code, view))}"
            for (value, _), name in zip(drawn, names, strict=True)
        ],
        "name": _word(code, view),
        "unselected": {"marker": {"opacity": 0.5}},
    }


def _row(members: list[int], place: int, code: str, answer: Answer, view: View) -> dict[str, Any]:
    """One named unit with its interval, or the strip of those without names, shaken so that none is covered."""
    colours = palette(view)
    values = [answer.chart["shrunken"][at] for at in members]
    verdict = answer.verdicts[members[0]]
    is_named = code != "cannot_be_told_apart"
    colour = colours.neutral if not is_named else colours.accent if verdict.is_good else colours.adverse
    shaken = [place + (0.0 if is_named else (number * 7 % 11 - 5) * 0.06) for number in range(len(members))]
    row: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": [value.score for value in values],
        "y": shaken,
        "customdata": [[value.of("unit")] for value in values],
        "marker": {
            "symbol": SYMBOLS[code],
            "size": 11 if is_named else 7,
            "color": colour,
            "opacity": 1 if is_named else 0.6,
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [
            f"{reading.hover(value, reading.label('unit', value.of('unit') or '', answer, view), answer, view)}"
            f"<br>{escape(_places([at], answer, view))}"
            for at, value in zip(members, values, strict=True)
        ],
    }
    if is_named:
        row["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": [value.high - value.score for value in values],
            "arrayminus": [value.score - value.low for value in values],
            "color": colours.neutral,
            "thickness": 2,
            "width": 0,
        }
    return row


def _row_name(members: list[int], code: str, answer: Answer, view: View) -> str:
    if code == "cannot_be_told_apart":
        return view.text("{count} units:<br>{verdict}", count=len(members), verdict=_word(code, view))
    name = reading.label("unit", answer.values[members[0]].of("unit") or "", answer, view)
    most = 11 if view.language == "zh_CN" else 20
    *above, own = (each if len(each) <= most else each[: most - 1] + "…" for each in name.split(" / "))
    told = ("▲ " if code == "higher" else "▼ ") + escape(own)
    return f"<span style='color:{palette(view).muted}'>{escape(above[-1])}</span><br>{told}" if above else told


def _places(members: list[int], answer: Answer, view: View) -> str:
    found = [answer.chart["places"][at] for at in members]
    low, high = min(place[0] for place in found), max(place[1] for place in found)
    if low == high:
        return view.text("{low} of {count}", low=low, count=answer.chart["ranked"])
    return view.text("{low}–{high} of {count}", low=low, high=high, count=answer.chart["ranked"])


def _word(code: str, view: View) -> str:
    words = {
        "higher": view.text("higher"),
        "lower": view.text("lower"),
        "cannot_be_told_apart": view.text("cannot be told apart"),
    }
    return words[code]


def _note(text: str, x: float, anchor: str, view: View) -> dict[str, Any]:
    return {
        "text": escape(text),
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": 1,
        "xanchor": anchor,
        "yanchor": "bottom",
        "yshift": 6,
        "showarrow": False,
        "font": {"color": palette(view).muted, "size": font_px(view) - 1},
    }


def _level(at: float, colour: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": line, "layer": "below"}
