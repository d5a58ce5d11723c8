"""Words and themes as rows: then and now, one group against the other, together beyond chance, and a theme by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import log10
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette
from dashboard.values import Answer, Released
from dashboard.views import View
from dashboard.voice_words import change_mark, group_name, pair_name

ROW_PX, ROW_PX_LARGE = 30, 40
LONGEST_NAME = 14
LOG_TICKS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: its name, a point between two bounds, a second hollow point (None: none), and the pointer's text."""

    name: str
    at: float | None
    low: float | None
    high: float | None
    hover: str
    before: float | None = None
    colour: str = ""
    beside: str = ""
    symbol: str = "circle"


def draw_rising(answer: Answer, view: View) -> Figure:
    """Each word's share of texts before (hollow) and now, the surest rise on top."""
    rows = []
    for value, before, ratio in zip(answer.values, answer.chart["before"], answer.chart["ratios"], strict=True):
        word = value.of("word") or ""
        hover = [
            f"<b>{escape(word)}</b>",
            escape(view.text("now {share} of texts", share=_pct(value.score, answer, view))),
            escape(view.text("before {share}", share=_pct(before, answer, view))),
            escape(_times(ratio, view)),
            *_texts(value, view),
        ]
        rows.append(_Row(word, value.score, value.low, value.high, "<br>".join(hover), before))
    return _figure(rows, answer, view, title=view.text("Share of texts, %: ○ before, ● now"), suffix="%")


def draw_telling(answer: Answer, view: View) -> Figure:
    """Words of one group to the right, of the other to the left; the axis is how many times the odds."""
    colours = palette(view)
    one, other = answer.chart["sides"]
    rows = []
    for value, (odds, low, high) in zip(answer.values, answer.chart["odds"], strict=True):
        word, group = value.of("word") or "", value.of("group") or ""
        # to the right how much more the first group says it, to the left the second
        hover = [
            f"<b>{escape(word)}</b>",
            escape(view.text("{share} of their texts", share=_pct(value.score, answer, view)))
            + f" ({escape(group_name(group, view))})",
            escape(
                view.text(
                    "odds {odds} (95% interval {low} to {high})",
                    odds=view.number(odds, 2),
                    low=view.number(low, 2),
                    high=view.number(high, 2),
                )
            ),
            *_texts(value, view),
        ]
        colour = colours.adverse if group == "detractor" else colours.accent
        symbol = "triangle-right" if group == one else "triangle-left"
        rows.append(_Row(word, odds, low, high, "<br>".join(hover), colour=colour, symbol=symbol))
    title = view.text("◀ {other}   |   {one} ▶", one=group_name(one, view), other=group_name(other, view))
    return _figure(rows, answer, view, title=title, is_log=True, line_at=1.0)


def draw_together(answer: Answer, view: View) -> Figure:
    """How many times as often as chance two words stand in one text."""
    rows = []
    for value, (lift, low, high) in zip(answer.values, answer.chart["lifts"], strict=True):
        name = pair_name(value, view)
        hover = [
            f"<b>{escape(name)}</b>",
            escape(_times((lift, low, high), view)),
            *_texts(value, view),
        ]
        beside = view.number(value.parts["documents"]) if "documents" in value.parts else "–"
        rows.append(_Row(name, lift, low, high, "<br>".join(hover), beside=beside))
    return _figure(
        rows, answer, view, title=view.text("Times as often as chance"), is_log=True, line_at=1.0,
        beside_title=view.text("Texts"),
    )  # fmt: skip


def draw_themes(answer: Answer, view: View) -> Figure:
    """Each theme's share of texts with its interval and whether it moved; beside it the score of its speakers."""
    scores = answer.chart["scores"] or (None,) * len(answer.values)
    verdicts = answer.verdicts or (None,) * len(answer.values)
    rows = []
    for value, score, verdict in zip(answer.values, scores, verdicts, strict=True):
        name = reading.label("theme", value.of("theme") or "", answer, view)
        hover = [
            f"<b>{escape(name)}</b>",
            escape(view.text("{share} of texts", share=_pct(value.score, answer, view))),
            *_texts(value, view),
        ]
        told = _score(score, view)
        if score is not None:
            hover.append(escape(view.text("NPS of those who speak of it: {score}", score=told)))
        mark = change_mark(verdict.code) if verdict is not None else ""
        rows.append(
            _Row(
                f"{name} {mark}".strip(),
                value.score,
                value.low,
                value.high,
                "<br>".join(hover),
                beside=told if score else "",
            )
        )
    return _figure(
        rows, answer, view, title=view.text("Share of texts, %"), suffix="%",
        beside_title=view.text("Their NPS") if answer.chart["scores"] else "",
    )  # fmt: skip


def draw_theme(answer: Answer, view: View) -> Figure:
    """One theme's share by month with its interval; months with too few texts are left out."""
    colours = palette(view)
    months = [value.of("month") or "" for value in answer.values]
    seen = [value for value in answer.values if value.score is not None]
    at = [value.of("month") for value in seen]
    scores = {value.of("month"): value for value in answer.chart["scores"]}
    hover = []
    for value in seen:
        lines = [
            f"<b>{escape(view.month(date.fromisoformat(value.of('month') or '')))}</b>",
            escape(view.text("{share} of texts", share=_pct(value.score, answer, view))),
        ]
        if (score := scores.get(value.of("month"))) is not None:
            lines.append(escape(view.text("NPS of those who speak of it: {score}", score=_score(score, view))))
        hover.append("<br>".join(lines))
    band = {"type": "scatter", "mode": "lines", "x": at, "hoverinfo": "skip", "line": {"width": 0}}
    return Figure(
        {
            "data": [
                {**band, "y": [value.low for value in seen]},
                {**band, "y": [value.high for value in seen], "fill": "tonexty", "fillcolor": colours.band},
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "x": at,
                    "y": [value.score for value in seen],
                    "line": {"color": colours.accent, "width": 2},
                    "marker": {"size": 7, "color": colours.accent},
                    "hovertemplate": "%{hovertext}<extra></extra>",
                    "hovertext": hover,
                },
            ],
            "layout": layout(
                view,
                height=240,
                xaxis={**reading.month_ticks(months, view), "range": [months[0], months[-1]] if months else None},
                yaxis={"rangemode": "tozero", "ticksuffix": "%", "nticks": 5},
                hovermode="closest",
            ),
        }
    )


def _figure(
    rows: Sequence[_Row],
    answer: Answer,
    view: View,
    *,
    title: str,
    suffix: str = "",
    is_log: bool = False,
    line_at: float | None = None,
    beside_title: str = "",
) -> Figure:
    colours = palette(view)
    places = list(range(len(rows)))[::-1]
    size = font_px(view)
    note = {"xref": "x domain", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4, "showarrow": False,
            "font": {"color": colours.muted, "size": size - 1}}  # fmt: skip
    notes = [{**note, "text": escape(title), "x": 0, "xanchor": "left"}]
    if beside_title:
        notes.append({**note, "text": escape(beside_title), "xref": "paper", "x": 1, "xanchor": "right"})
        notes += [
            {"text": escape(row.beside), "xref": "paper", "x": 1, "y": place, "xanchor": "right", "showarrow": False,
             "font": {"color": colours.ink, "size": size}}
            for row, place in zip(rows, places, strict=True)
        ]  # fmt: skip
    ends = [
        (row.low, row.high, place) for row, place in zip(rows, places, strict=True) if None not in (row.low, row.high)
    ]
    shade = [row.colour or colours.accent for row in rows]
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [x for low, high, _ in ends for x in (low, high, None)],
            "y": [y for *_, place in ends for y in (place, place, None)],
            "line": {"color": colours.neutral, "width": 2},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [row.at for row in rows],
            "y": places,
            "marker": {"size": 11, "color": shade, "symbol": [row.symbol for row in rows], "opacity": 1},
            "hovertemplate": "%{hovertext}<extra></extra>",
            "hovertext": [row.hover for row in rows],
        },
    ]
    if any(row.before is not None for row in rows):
        data.insert(
            1,
            {
                "type": "scatter",
                "mode": "markers",
                "x": [row.before for row in rows],
                "y": places,
                "marker": {
                    "size": 10,
                    "color": colours.paper,
                    "line": {"color": colours.muted, "width": 2},
                    "opacity": 1,
                },
                "hoverinfo": "skip",
            },
        )
    shapes = []
    if line_at is not None:
        line = {"color": colours.ink, "width": 1, "dash": "dot"}
        ends_of_line = {"x0": line_at, "x1": line_at, "yref": "paper", "y0": 0, "y1": 1}
        shapes.append({"type": "line", **ends_of_line, "layer": "below", "line": line})
    xaxis: dict[str, Any] = {"domain": [0, 0.78 if beside_title else 1], "ticksuffix": suffix, "nticks": 6}
    edges = [end for row in rows for end in (row.at, row.low, row.high, row.before, line_at) if end is not None] or [
        1.0
    ]
    if is_log:
        first, last = log10(min(edges)), log10(max(edges))
        xaxis |= {
            "type": "log",
            "tickvals": LOG_TICKS,
            "ticktext": [f"{tick:g}" for tick in LOG_TICKS],
            "range": [first - 0.06, last + 0.06],
        }
    else:
        xaxis["range"] = [0, max(edges) * 1.06]
    return Figure(
        {
            "data": data,
            "layout": layout(
                view,
                height=84 + len(rows) * (ROW_PX_LARGE if view.is_large else ROW_PX),
                margin={"l": 8, "r": 16, "t": 36, "b": 8, "pad": 6},
                shapes=shapes,
                annotations=notes,
                xaxis=xaxis,
                yaxis={
                    "tickmode": "array",
                    "tickvals": places,
                    "ticktext": [escape(_cut(row.name, view)) for row in rows],
                    "tickfont": {"color": colours.ink},
                    "showgrid": False,
                    "range": [-0.7, len(rows) - 0.3],
                },
                hovermode="closest",
            ),
        }
    )


def _cut(name: str, view: View) -> str:
    """A name as a phone can show it beside the figure; the whole stands in the pointer."""
    most = LONGEST_NAME if view.language == "zh_CN" else 2 * LONGEST_NAME
    return name if len(name) <= most else name[: most - 1] + "…"


def _texts(value: Released, view: View) -> list[str]:
    """How many texts, as a line of the pointer; none where only the share may be told."""
    if "documents" not in value.parts:
        return []
    return [escape(view.text("{count} texts", count=view.number(value.parts["documents"])))]


def _pct(share: float | None, answer: Answer, view: View) -> str:
    return "–" if share is None else reading.amount(share, answer, view)


def _times(ratio: tuple[float | None, float, float | None], view: View) -> str:
    middle, low, high = ratio
    if middle is None or high is None:
        return view.text("at least {low} times as often as before", low=view.number(low, 1))
    return view.text(
        "{times} times (95% interval {low} to {high})",
        times=view.number(middle, 1),
        low=view.number(low, 1),
        high=view.number(high, 1),
    )


def _score(score: Released | None, view: View) -> str:
    if score is None or score.base == 0:
        return ""
    return "–" if score.score is None else view.number(score.score)
