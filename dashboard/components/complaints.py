"""Complaints in their parts: rates side by side, the share on time in both readings, the causes, and the work list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard import complaint_words, verdicts
from dashboard.components import panel
from dashboard.components.chosen_here import choose
from dashboard.components.context import Context
from dashboard.components.names import dimension_name, member_name
from dashboard.components.table import Cell, show_rows
from dashboard.components.words import show_notice, show_section
from dashboard.values import Answer, Released

MOST_LISTED = 20
"""Rows of the work list on the page; the file behind it holds all."""
CROSSED_BY = ("business", "channel")
PARAMETER = "by"


def show_how_many(answer: Answer, context: Context) -> None:
    """Both counts by name, then the rates, each for what it is."""
    view = context.view
    with st.container(key="panel-how-many"):
        if answer.missing:
            panel.show_heading("", verdicts.missing(answer, view), (), is_missing=True)
            return
        title = verdicts.title(answer, view)
        without = ""
        if not any(value.of("per") for value in answer.values):
            without = view.text(
                "No customers, outlets or transactions are recorded: load the exposures table for a rate."
            )
        panel.show_heading(view.text("How many"), title, (without,))
        st.html(f'<div class="hy-facts hy-shares">{"".join(_fact(value, context) for value in answer.values)}</div>')
        panel.show_foot(answer, context, key="how-many", rows=partial(count_rows, answer, context), finding=title)


def _fact(value: Released, context: Context) -> str:
    view = context.view
    if counted := value.of("counted"):
        name, told, span = complaint_words.counted_name(counted, view), view.number(value.score or 0), ""
    else:
        name = complaint_words.per_name(value.of("per") or "", view)
        told, low, high = complaint_words.rate_numbers(value, view)
        span = view.text("95% interval {low} to {high}", low=low, high=high)
    return f"<div><small>{escape(name)}</small><strong>{escape(told)}</strong><span>{escape(span)}</span></div>"


def count_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per count or rate, for the table behind."""
    view = context.view
    return [
        {
            view.text("What"): complaint_words.member_word(dimension, member, view),
            view.text("Number"): value.score,
            view.text("95% interval from"): value.low,
            view.text("95% interval to"): value.high,
            view.text("Base"): value.base if dimension == "per" else None,
        }
        for value in answer.values
        for dimension, member in value.key
    ]


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


def show_to_answer(answer: Answer, context: Context) -> None:
    """The work list: what is late and what will be, one by one; no customer's name is in it."""
    view = context.view
    show_section(view.text("To be answered"), "" if answer.missing else verdicts.title(answer, view))
    if answer.missing:
        show_notice(verdicts.missing(answer, view))
        return
    counts = [
        f"{complaint_words.state_name(value.of('state') or '', view)} {view.number(value.score or 0)}"
        for value in answer.values
        if value.score
    ]
    st.html(f'<p class="hy-say">{escape(" · ".join(counts))}</p>')
    listed = answer.chart["rows"]
    if listed:
        show_rows(work_rows(listed[:MOST_LISTED], context), answer, key="to-answer", alt=verdicts.title(answer, view))
    if len(listed) > MOST_LISTED:
        shown, total = view.number(MOST_LISTED), view.number(len(listed))
        st.caption(view.text("The most pressing {shown} of {total}; the file has them all.", shown=shown, total=total))
    st.caption(
        view.text("Read from the complaints themselves, one by one; narratives and customers are not shown here.")
    )
    panel.show_foot(answer, context, key="to-answer", rows=partial(work_rows, listed, context))


def work_rows(listed: Sequence[Mapping[str, Any]], context: Context) -> list[dict[str, Cell]]:
    """One row per open complaint, how late it is first (a phone shows no more)."""
    view = context.view
    return [
        {
            view.text("Days left"): row["left_days"],
            view.text("Complaint"): row["complaint"],
            view.text("How it stands"): complaint_words.state_name(row["state"], view),
            view.text("Unit"): member_name(context, "unit", row["unit"]),
            view.text("Line"): member_name(context, "line", row["line"]),
            view.text("Age, days"): row["age_days"],
            view.text("Stands at"): complaint_words.stage_name(row["stage"], view),
            view.text("Due on"): "" if row["due_on"] is None else row["due_on"].isoformat(),
            view.text("Received on"): row["received_on"].isoformat(),
            dimension_name("channel", view): member_name(context, "channel", row["channel"]),
            view.text("Type of business"): member_name(context, "business", row["business"]),
            view.text("Cause"): member_name(context, "cause", row["cause"]),
            view.text("Goes with"): row["merged_into"],
        }
        for row in listed
    ]


def crossed_by(context: Context) -> str:
    """What the causes are to be crossed with: the types of business unless channels are asked for."""
    found = (context.manner.get(PARAMETER) or [CROSSED_BY[0]])[0]
    return found if found in CROSSED_BY else CROSSED_BY[0]


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


def show_units(answer: Answer, context: Context) -> None:
    """The rate of each unit; one without a complaint shows how high its rate could still be."""
    view = context.view
    said = (view.text("A unit without a complaint is drawn up to the highest rate that its size leaves possible."),)
    panel.show(
        answer,
        context,
        key="complaints-units",
        kicker=view.text("Units side by side"),
        sentences=said,
    )
