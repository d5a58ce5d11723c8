"""Effects of improvements: each with its interval and what was hoped for; one by month beside what was left alone."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.names import since_start, verdict_word
from dashboard.values import Answer, Verdict
from dashboard.views import View

MOST_ROWS = 16
_IN_POINTS = ("points", "pct")
"""Units that share an axis: NPS points and percentage points."""
_SYMBOLS = {"proven": "triangle-up", "made_worse": "triangle-down", "not_the_expected_size": "diamond"}
_ROW_PX = 54


def drawn(answer: Answer) -> list[tuple[str, Verdict]]:
    """The suggestions a portfolio's figure has room for: those with an interval on the axis of points, in order."""
    rows = []
    for suggestion, verdict in zip(answer.chart["suggestions"], answer.verdicts, strict=True):
        unit, _ = answer.chart["formats"].get(answer.chart["measures"][suggestion], ("", 0))
        if unit in _IN_POINTS and verdict.low is not None and verdict.code != "too_early":
            rows.append((suggestion, verdict))
    return rows[:MOST_ROWS]


def draw_portfolio(answer: Answer, view: View) -> Figure:
    """One row per suggestion: the change beyond the controls with its interval, a bar where it was expected to be."""
    colours, rows = palette(view), drawn(answer)
    places = list(range(len(rows)))[::-1]
    hover = [_hover(suggestion, verdict, answer, view) for suggestion, verdict in rows]
    marks = {"proven": colours.accent, "made_worse": colours.adverse}
    fill = [marks.get(verdict.code, colours.neutral) for _, verdict in rows]
    common: dict[str, Any] = {"type": "scatter", "hovertemplate": "%{hovertext}<extra></extra>", "showlegend": False}
    xs: list[float | None] = []
    ys: list[int | None] = []
    texts: list[str] = []
    for place, (_, verdict), text in zip(places, rows, hover, strict=True):
        xs += [verdict.low, verdict.high, None]
        ys += [place, place, None]
        texts += [text, text, ""]
    data = [
        {
            **common,
            "mode": "lines",
            "x": xs,
            "y": ys,
            "hovertext": texts,
            "line": {"color": colours.neutral, "width": 2},
        },
        {
            **common,
            "mode": "markers",
            "x": [verdict.expected for _, verdict in rows],
            "y": places,
            "hovertext": hover,
            "marker": {"symbol": "line-ns-open", "size": 18, "color": colours.ink, "line": {"width": 2}},
        },
        {
            **common,
            "mode": "markers",
            "x": [verdict.difference for _, verdict in rows],
            "y": places,
            "hovertext": hover,
            "marker": {
                "symbol": [_SYMBOLS.get(verdict.code, "circle") for _, verdict in rows],
                "size": 11,
                "color": fill,
                "line": {"color": fill, "width": 2},
            },
        },
    ]
    names = [
        f"{_wrapped(answer.labels['suggestion', suggestion], view)}<br>"
        f"<span style='color:{colours.muted}'>{escape(verdict_word(verdict.code, view))}</span>"
        for suggestion, verdict in rows
    ]
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=70 + len(rows) * (_ROW_PX + (10 if view.is_large else 0)),
                margin={"l": 8, "r": 16, "t": 26, "b": 8, "pad": 6},
                shapes=[_upright(0, view)],
                annotations=[_axis(view.text("points beyond the controls; │ expected"), view, from_right=True)],
                xaxis={"nticks": 6, "zeroline": False, "range": _range(rows)},
                yaxis={
                    "tickmode": "array",
                    "tickvals": places,
                    "ticktext": names,
                    "tickfont": {"color": colours.ink},
                    "showgrid": False,
                    "range": [-0.6, len(rows) - 0.4],
                },
                hovermode="closest",
            ),
        }
    )


def draw_effect(answer: Answer, view: View, *, is_ranks: bool = False) -> Figure:
    """By month, how far the improved stand from the median of those left alone, beside how far those stray themselves;
    with ``is_ranks`` the whole change of each unit in one line, the improved among them."""
    return _ranks(answer, view) if is_ranks else _path(answer, view)


def _path(answer: Answer, view: View) -> Figure:
    chart, colours, size = answer.chart, palette(view), font_px(view)
    months: list[Any] = [int(each) for each in chart["months"]] if chart["is_staggered"] else list(chart["months"])
    band, moved_here = list(chart["band"]), _improved(answer, view)
    data: list[dict[str, Any]] = []
    if band:
        name = view.text("95% interval") if chart["is_staggered"] else view.text("nine of ten left alone")
        data += [_band(at, months, band, name, view) for at in _runs(answer)]
    data.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [months[at] for run in _runs(answer) for at in (*run, run[-1])],
            "y": [None if at is None else chart["path"][at] for run in _runs(answer) for at in (*run, None)],
            "name": moved_here,
            "line": {"color": colours.accent, "width": 2},
            "marker": {
                "size": 8,
                "color": [
                    colours.accent if chart["is_after"][at] else colours.paper
                    for run in _runs(answer)
                    for at in (*run, run[-1])
                ],
                "line": {"color": colours.accent, "width": 2},
            },
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [_told(at, answer, view) for run in _runs(answer) for at in (*run, run[-1])],
        }
    )
    shapes: list[dict[str, Any]] = [{**_across(0.0, view), "layer": "below"}]
    above = (
        view.text("beyond similar units, since before ({unit})", unit=reading.unit(answer, view))
        if chart["is_staggered"]
        else view.text("points beyond the median of those left alone, since before")
    )
    notes = [_axis(above, view)]
    after = [month for month, is_after in zip(months, chart["is_after"], strict=True) if is_after]
    if after:
        shapes.append({**_upright(after[0], view), "line": {"color": colours.ink, "width": 1, "dash": "dash"}})
        notes.append(
            {
                "text": view.text("from here on"),
                "x": after[0],
                "y": 0,
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "xshift": 4,
                "showarrow": False,
                "font": {"color": colours.muted, "size": size - 1},
            }
        )
    if after and chart["expected"] is not None:
        expected = float(chart["expected"])
        line = {"color": colours.ink, "width": 1.5, "dash": "dot"}
        shapes.append({"type": "line", "x0": after[0], "x1": after[-1], "y0": expected, "y1": expected, "line": line})
        notes.append(
            {
                "text": view.text("expected"),
                "x": after[0],
                "y": expected,
                "xanchor": "left",
                "xshift": 4,
                "yanchor": "top",
                "showarrow": False,
                "font": {"color": colours.ink, "size": size - 1},
            }
        )
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=320,
                margin={"l": 8, "r": 16, "t": 28, "b": 8, "pad": 4},
                shapes=shapes,
                annotations=notes,
                xaxis={**_along(answer, view), "showgrid": False, "zeroline": False},
                yaxis={"nticks": 6, "zeroline": False},
                legend={"orientation": "h", "x": 0, "y": -0.3 if chart["is_staggered"] else -0.18, "yanchor": "top"},
                showlegend=bool(band),
                hovermode="closest",
            ),
        }
    )


def _runs(answer: Answer) -> list[list[int]]:
    """The places of the months in runs without a gap: of months since the start those of choosing are left out."""
    months = answer.chart["months"]
    if not answer.chart["is_staggered"]:
        return [list(range(len(months)))] if months else []
    runs: list[list[int]] = []
    for at, month in enumerate(months):
        if runs and int(month) == int(months[at - 1]) + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _band(run: list[int], months: list[Any], band: list[Any], name: str, view: View) -> dict[str, Any]:
    """The band over one run of months, drawn around; named in the legend by the first run alone."""
    seen = [at for at in run if band[at][0] is not None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [months[at] for at in (*seen, *seen[::-1])],
        "y": [*(band[at][0] for at in seen), *(band[at][1] for at in seen[::-1])],
        "fill": "toself",
        "fillcolor": palette(view).band,
        "hoverinfo": "skip",
        "line": {"width": 0},
        "name": name,
        "legendgroup": "band",
        "showlegend": run[0] == 0,
    }


def _told(at: int, answer: Answer, view: View) -> str:
    """One month of the path in words."""
    chart, moved = answer.chart, answer.chart["path"][at]
    size = "–" if moved is None else view.number(moved, int(chart["decimals"]), signed=True)
    return f"<b>{escape(_moment(chart['months'][at], answer, view))}</b><br>{escape(size)}"


def _improved(answer: Answer, view: View) -> str:
    """What the units are called at which something was done."""
    if "attribute" in answer.chart:
        return view.name(answer.labels["attribute", str(answer.chart["attribute"])])
    return view.text("where it was improved")


def _moment(moment: str, answer: Answer, view: View) -> str:
    if answer.chart["is_staggered"]:
        return since_start(moment, view)
    return view.month(date.fromisoformat(moment))


def _along(answer: Answer, view: View) -> dict[str, Any]:
    """The axis of months, or of months since the own start of each."""
    if not answer.chart["is_staggered"]:
        return reading.month_ticks(list(answer.chart["months"]), view)
    return {
        "dtick": 3,
        "title": {
            "text": view.text("months since the start of each"),
            "font": {"color": palette(view).muted, "size": font_px(view) - 1},
        },
    }


def _ranks(answer: Answer, view: View) -> Figure:
    """Every unit's change from the median of the others; those left alone are dots without a name."""
    colours = palette(view)
    own, *others = answer.chart["ranks"]
    common: dict[str, Any] = {"type": "scatter", "mode": "markers", "hovertemplate": "%{hovertext}<extra></extra>"}
    told = [view.text("left alone: {change}", change=view.number(each, 1, signed=True)) for each in others]
    return Figure(
        {
            "data": [
                {
                    **common,
                    "name": view.text("left alone"),
                    "x": others,
                    "y": [0] * len(others),
                    "hovertext": told,
                    "marker": {
                        "symbol": "line-ns-open",
                        "size": 16,
                        "color": colours.neutral,
                        "line": {"width": 2},
                    },
                },
                {
                    **common,
                    "name": _improved(answer, view),
                    "x": [own],
                    "y": [0],
                    "hovertext": [view.text("improved: {change}", change=view.number(own, 1, signed=True))],
                    "marker": {"symbol": "diamond", "size": 14, "color": colours.accent},
                },
            ],
            "layout": layout(
                view,
                height=150,
                margin={"l": 8, "r": 16, "t": 26, "b": 8, "pad": 4},
                annotations=[_axis(view.text("whole change of each, points from the median of the others"), view)],
                xaxis={"nticks": 7, "zeroline": True, "zerolinecolor": colours.rule},
                yaxis={"visible": False, "range": [-1, 1]},
                legend={"orientation": "h", "x": 0, "y": -0.35, "yanchor": "top"},
                showlegend=True,
                hovermode="closest",
            ),
        }
    )


def _hover(suggestion: str, verdict: Verdict, answer: Answer, view: View) -> str:
    title, word = view.name(answer.labels["suggestion", suggestion]), verdict_word(verdict.code, view)
    lines = [f"<b>{escape(title)}</b>", escape(word)]
    if verdict.difference is not None and verdict.low is not None and verdict.high is not None:
        low, high = view.number(verdict.low, 1, signed=True), view.number(verdict.high, 1, signed=True)
        lines.append(escape(view.number(verdict.difference, 1, signed=True)))
        lines.append(escape(view.text("95% interval {low} to {high}", low=low, high=high)))
    if verdict.expected is not None:
        size = view.number(verdict.expected, 1, signed=True)
        lines.append(escape(view.text("expected: {size}", size=size)))
    return "<br>".join(lines)


def _range(rows: list[tuple[str, Verdict]]) -> list[float] | None:
    """Room on both sides of all intervals, of what was expected and of 0."""
    ends = [end for _, each in rows for end in (each.low, each.high, each.expected) if end is not None]
    if not ends:
        return None
    low, high = min(0.0, *ends), max(0.0, *ends)
    return [low - 0.06 * (high - low), high + 0.06 * (high - low)]


def _wrapped(names: tuple[str, str], view: View) -> str:
    """A suggestion's words on two lines that leave a phone room for the intervals; Chinese is twice as wide."""
    name = view.name(names)
    most = 9 if any(sign > "\u2e7f" for sign in name) else 18
    return reading.wrapped(name, most)


def _upright(at: Any, view: View) -> dict[str, Any]:
    line = {"color": palette(view).neutral, "width": 1}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": line, "layer": "below"}


def _across(at: float, view: View) -> dict[str, Any]:
    line = {"color": palette(view).neutral, "width": 1}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": at, "y1": at, "line": line}


def _axis(text: str, view: View, *, from_right: bool = False) -> dict[str, Any]:
    """What an axis counts, above the figure; ``from_right`` where long names leave the plot little width."""
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": int(from_right),
        "y": 1,
        "xanchor": "right" if from_right else "left",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"color": palette(view).muted, "size": font_px(view) - 1},
    }
