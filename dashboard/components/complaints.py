"""Complaints in their parts: rates side by side, the share on time in both readings, the causes, and the work list."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import complaint_words
from dashboard.components import panel
from dashboard.components.chosen_here import asked_for, choose
from dashboard.components.context import Context
from dashboard.components.table import Cell
from dashboard.components.words import show_notice, show_section
from dashboard.values import Answer

CROSSED_BY = ("business", "channel")
PARAMETER = "by"


def show_on_time(answer: Answer, context: Context) -> None:
    """The curve with both limits, and in words why the usual reading looks better."""
    view = context.view
    if answer.missing == "no_clocks":
        show_section(view.text("How fast, how late"))
        show_notice(
            view.text("These complaints came as counts: how fast they were answered is not known."),
            view.text("Hand over complaints one by one, with the days of receipt, decision and telling, to see it."),
        )
        return
    said = () if answer.missing else complaint_words.on_time_sentences(answer, view)
    rows = partial(on_time_rows, answer, context)
    panel.show(answer, context, key="on-time", kicker=view.text("How fast, how late"), sentences=said, rows=rows)


def on_time_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per limit and reading, with what is closed and open behind it."""
    view = context.view
    rows: list[dict[str, Cell]] = []
    for value in answer.values:
        limit, counts = value.of("limit") or "", answer.chart["counts"][value.of("limit") or ""]
        rows.append(
            {
                view.text("Limit"): complaint_words.limit_name(limit, view),
                view.text("Days"): answer.chart["limit_days"][limit],
                view.text("Reading"): complaint_words.reading_name(value.of("reading") or "", view),
                view.text("Decided and told in time, %"): value.score,
                view.text("95% interval from"): value.low,
                view.text("95% interval to"): value.high,
                view.text("Complaints"): value.base,
                view.text("Closed in time"): counts["closed_in_time"],
                view.text("Closed late"): counts["closed_late"],
                view.text("Open, still in time"): counts["open_in_time"],
                view.text("Open past the limit"): counts["open_late"],
            }
        )
    return rows


def crossed_by(context: Context) -> str:
    """What the causes are to be crossed with: the types of business unless channels are asked for."""
    return asked_for(context, PARAMETER, CROSSED_BY, CROSSED_BY[0])


def show_about(causes: Answer, crossed: Answer, context: Context) -> None:
    """Causes by number, then by business or channel."""
    view = context.view
    said: tuple[str, ...] = ()
    if not causes.missing and causes.chart["by_count"]:
        counted = view.number(causes.chart["by_count"])
        said = (
            view.text(
                "{count} of them came as counts, which carry no clock, no repeats and no wording.", count=counted
            ),
            view.text("Handed over one by one they would show these as well."),
        )
    left, right = st.columns(2, gap="large")
    with left:
        panel.show(causes, context, key="causes", kicker=view.text("About what"), sentences=said)
    with right:
        choose(
            context,
            PARAMETER,
            view.text("Causes beside"),
            {"business": view.text("Type of business"), "channel": view.text("Channel")},
            CROSSED_BY[0],
            key="crossed-by",
            is_list=False,
        )
        panel.show(crossed, context, key="crossed", kicker=view.text("Where which cause"))
