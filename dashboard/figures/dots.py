"""Dots with intervals, one row each: regions, lines, channels, and the touchpoints of a journey in their order."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.complaint_words import member_word
from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer, Released
from dashboard.views import View

_SYMBOLS = {"higher": "triangle-up", "lower": "triangle-down"}
_MARKS = {"higher": "▲ ", "lower": "▼ "}
MOST_DRAWN = 20
"""Rows of an assessment that a figure has room for; the table behind has all."""


def draw_series(answer: Answer, view: View, reference: Released | None = None) -> Figure:
    """Members of a dimension from high to low; those that may not be ranked stand below, without a dot.

    ``reference`` is the value of all of them together, drawn as a line. A mark says which member it is;
    a pool is none.
    """
    dimension = str(answer.chart.get("dimension"))
    ranked = sorted((value for value in answer.values if value.score is not None), key=_score, reverse=True)
    unranked = [value for value in answer.values if value.score is None]
    rows = [(reading.label(dimension, value.of(dimension) or "", answer, view), value) for value in ranked + unranked]
    compared = zip(answer.chart.get("compared", ()), answer.verdicts, strict=False)
    codes = {member: str(verdict.code) for member, verdict in compared}
    figure = _figure(rows, answer, view, codes=[codes.get(v.of(dimension) or "") for _, v in rows], reference=reference)
    intervals, dots = figure["data"][:2]
    members = [[] if value.is_pooled else [value.of(dimension)] for _, value in rows]
    dots["customdata"] = members
    intervals["customdata"] = [
        end for member, (_, value) in zip(members, rows, strict=True) if value.low is not None for end in (member,) * 3
    ]
    return figure


def draw_in_order(answer: Answer, view: View) -> Figure:
    """Members of a dimension in the answer's own order, whatever their values; a line where there is nothing."""
    dimension = str(answer.chart["dimension"])
    names = [member_word(dimension, value.of(dimension) or "", view) or "" for value in answer.values]
    figure = _figure(list(zip(names, answer.values, strict=True)), answer, view)
    figure["layout"]["shapes"] = [*figure["layout"].get("shapes", ()), _line(0.0, view)]
    return figure


def draw_assessment(answer: Answer, view: View) -> Figure:
    """Totals of an assessment, in the answer's order: what stands apart, then the best known; at most MOST_DRAWN.

    A total with an unknown part is its range without a dot; beside the name stands how many indicators are known.
    """
    dimension, packages, whole = str(answer.chart["dimension"]), answer.chart["packages"], answer.chart["whole"]
    drawn = answer.values[:MOST_DRAWN]
    members = [value.of(dimension) or "" for value in drawn]
    codes = [str(verdict.code) for verdict in answer.verdicts[:MOST_DRAWN]]
    # What stands apart without a dot of its own says so beside its name.
    marks = ["" if value.score is not None else _MARKS.get(code, "") for value, code in zip(drawn, codes, strict=True)]
    names = [mark + reading.label(dimension, each, answer, view) for mark, each in zip(marks, members, strict=True)]
    rows = list(zip(names, drawn, strict=True))
    # Where packages differ there is no one line to hold all against.
    references = dict.fromkeys(whole[each].score for each in members)
    reference = whole[members[0]] if len(references) == 1 else None
    beside = [f"{value.base}/{len(packages[each])}" for each, value in zip(members, drawn, strict=True)]
    return _figure(rows, answer, view, codes=list(codes), reference=reference, counts=beside)


def draw_steps(answer: Answer, view: View) -> Figure:
    """The touchpoints of the journeys in their order, and beside each what people complained about there."""
    complaints: tuple[Released, ...] = tuple(answer.chart.get("complaints", ()))
    rows = [
        (f"{number}  " + reading.label("touchpoint", value.of("touchpoint") or "", answer, view), value)
        for number, value in enumerate(answer.values, start=1)
    ]
    return _figure(rows, answer, view, beside=complaints, beside_title=view.text("Complaints"))


def _score(value: Released) -> float:
    return value.score or 0.0


def _figure(
    rows: list[tuple[str, Released]],
    answer: Answer,
    view: View,
    *,
    codes: list[str | None] | None = None,
    reference: Released | None = None,
    counts: list[str] | None = None,
    beside: tuple[Released, ...] = (),
    beside_title: str = "",
) -> Figure:
    colours = palette(view)
    places = list(range(len(rows)))[::-1]
    values = [value for _, value in rows]
    hover = [reading.hover(value, name, answer, view) for name, value in rows]
    codes = codes or [None] * len(rows)
    data: list[dict[str, Any]] = [
        _intervals(values, places, hover, view),
        _dots(values, places, hover, codes, view),
    ]
    size = font_px(view)
    notes = [
        {
            "text": _axis_words(answer, view),
            "xref": "x domain",
            "yref": "paper",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 4,
            "showarrow": False,
            "font": {"color": colours.muted, "size": size - 1},
        }
    ]
    if counts:
        notes[0] |= {"x": 1, "xanchor": "right"}  # long names leave a phone no room on the left
    for place, value in zip(places, values, strict=True):
        if value.low is None and value.score is None:
            notes.append(_too_few(place, view))
    more: dict[str, Any] = {}
    if beside:
        data.append(_bars(beside, places, [name for name, _ in rows], beside_title, answer, view))
        more["xaxis2"] = {
            "domain": [0.76, 1],
            "anchor": "y",
            "rangemode": "tozero",
            "showgrid": False,
            "visible": False,
        }
        notes[0]["text"] = reading.axis_title(answer, view)
        notes.append({**notes[0], "text": beside_title, "xref": "x2 domain", "x": 1, "xanchor": "right"})
    shapes = []
    if reference is not None and reference.score is not None:
        shapes.append(_line(reference.score, view))
        data.append(_reference_legend(reference, answer, view))
    is_wrapped = bool(beside) or (counts is not None and any(len(name) > _longest(view) + 4 for name, _ in rows))
    bases = counts or [view.number(value.base) if value.base is not None else "–" for value in values]
    names = [
        f"{_row_name(name, view, is_wrapped=is_wrapped)}  <span style='color:{colours.muted}'>{base}</span>"
        for (name, _), base in zip(rows, bases, strict=True)
    ]
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=76 + len(rows) * _row_px(view, is_wrapped=is_wrapped),
                margin={"l": 8, "r": 20, "t": 30, "b": 8, "pad": 6},
                shapes=shapes,
                annotations=notes,
                xaxis={
                    "domain": [0, 0.7] if beside else [0, 1],
                    "nticks": 6,
                    "range": _range(values, reference),
                    "ticksuffix": "%" if answer.chart.get("unit") == "pct" else "",
                },
                yaxis={
                    "tickmode": "array",
                    "tickvals": places,
                    "ticktext": names,
                    "tickfont": {"color": colours.ink},
                    "showgrid": False,
                    "range": [-0.7, len(rows) - 0.3],
                },
                hovermode="closest",
                barmode="overlay",
                **more,
            ),
        }
    )


def _range(values: list[Released], reference: Released | None) -> list[float] | None:
    """Room on both sides, so that no interval ends at the figure's edge."""
    ends = [end for value in values for end in (value.low, value.high) if end is not None]
    if reference is not None and reference.score is not None:
        ends.append(reference.score)
    if not ends:
        return None
    room = max((max(ends) - min(ends)) * 0.06, 0.5)
    return [min(ends) - room, max(ends) + room]


def _row_px(view: View, *, is_wrapped: bool) -> int:
    """Height of a row: one line, or two where names are wrapped."""
    return (44 if is_wrapped else 28) + (10 if view.is_large else 0)


def _longest(view: View) -> int:
    """Letters of a name that a phone has room for on one line."""
    return 12 if view.language == "zh_CN" else 22


def _row_name(name: str, view: View, *, is_wrapped: bool) -> str:
    """A row's name as a phone can show it beside the figure: cut, or on two lines; the whole stands in the pointer."""
    most = _longest(view)
    if is_wrapped:
        return reading.wrapped(name, most)
    return escape(name if len(name) <= most + 4 else name[: most + 3] + "…")


def _intervals(values: list[Released], places: list[int], hover: list[str], view: View) -> dict[str, Any]:
    colours = palette(view)
    xs: list[float | None] = []
    ys: list[float | None] = []
    texts: list[str] = []
    for value, place, text in zip(values, places, hover, strict=True):
        if value.low is not None and value.high is not None:
            xs += [value.low, value.high, None]
            ys += [place, place, None]
            texts += [text, text, ""]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "line": {"color": colours.neutral, "width": 2},
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": texts,
    }


def _dots(
    values: list[Released], places: list[int], hover: list[str], codes: list[str | None], view: View
) -> dict[str, Any]:
    """The dots. Where each was compared with all together, the shape says the verdict: ▲ higher, ▼ lower, ● neither."""
    colours = palette(view)
    colour = [_colour(code, view) for code in codes]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [value.score for value in values],
        "y": places,
        "marker": {
            "size": [12 if code in _SYMBOLS else 10 for code in codes],
            "symbol": [_SYMBOLS.get(code or "", "circle") for code in codes],
            # A hollow dot is a low base.
            "color": [colours.paper if value.low_base else fill for value, fill in zip(values, colour, strict=True)],
            "line": {"color": colour, "width": 2},
            "opacity": 1,
        },
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": hover,
    }


def _colour(code: str | None, view: View) -> str:
    """The accent where nothing was compared; grey where the comparison cannot tell."""
    colours = palette(view)
    if code is None:
        return colours.accent
    return {"higher": colours.accent, "lower": colours.adverse}.get(code, colours.neutral)


def _bars(
    beside: tuple[Released, ...], places: list[int], names: list[str], title: str, answer: Answer, view: View
) -> dict[str, Any]:
    colours = palette(view)
    counts = [value.score if value.score is not None else value.base for value in beside]
    return {
        "type": "bar",
        "orientation": "h",
        "xaxis": "x2",
        "x": counts,
        "y": places,
        "width": 0.5,
        "marker": {"color": colours.adverse, "opacity": 0.75},
        "text": ["" if count is None else view.number(count) for count in counts],
        "textposition": "outside",
        "textfont": {"color": colours.ink, "size": font_px(view) - 1},
        "cliponaxis": False,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [
            f"<b>{escape(name)}</b><br>{escape(title)} {'–' if count is None else view.number(count)}"
            for name, count in zip(names, counts, strict=True)
        ],
    }


def _too_few(place: int, view: View) -> dict[str, Any]:
    return {
        "text": view.text("too few to show"),
        "xref": "x domain",
        "x": 0.5,
        "y": place,
        "showarrow": False,
        "font": {"color": palette(view).muted, "size": font_px(view) - 2},
    }


def _line(at: float, view: View) -> dict[str, Any]:
    colour = palette(view).ink
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": colour, "width": 1, "dash": "dot"},
        "layer": "below",
    }


def _reference_legend(reference: Released, answer: Answer, view: View) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [reference.score],
        "y": [-0.7],
        "marker": {"symbol": "triangle-up", "size": 9, "color": palette(view).ink},
        "cliponaxis": False,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hovertext": [reading.hover(reference, view.text("All together"), answer, view)],
    }


def _axis_words(answer: Answer, view: View) -> str:
    what = reading.axis_title(answer, view)
    if answer.footer.interval_rule == "sum_of_intervals":
        return view.text("{what} and range of at least 95%", what=what)
    return view.text("{what} and 95% interval", what=what)
