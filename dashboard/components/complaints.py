"""Complaints in their parts: rates side by side, the share on time in both readings, the causes, and the work list."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import complaint_words, verdicts
from dashboard.components import panel
from dashboard.components.chosen_here import asked_for, choose
from dashboard.components.context import Context
from dashboard.components.names import dimension_name, member_name
from dashboard.components.table import Cell, show_rows
from dashboard.components.words import show_notice, show_section
from dashboard.queries.complaints import CROSSED_BY
from dashboard.values import Answer

PARAMETER = "by"
CAUSE, NO_CAUSE, UNCLASSIFIED = "cause", "-", "none"
"""In the address: the cause whose complaints are listed; none chosen; those without a cause."""
MOST_LISTED = 20
"""Complaints listed on the page; the file holds all."""


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
    """What the causes are to be crossed with: the types of business unless another is asked for."""
    return asked_for(context, PARAMETER, CROSSED_BY, CROSSED_BY[0])


def chosen_cause(context: Context) -> str | None:
    """The cause whose complaints are to be listed; None without one."""
    found = context.manner.get(CAUSE)
    return None if not found or found[0] == NO_CAUSE else "" if found[0] == UNCLASSIFIED else found[0]


def show_cases(causes: Answer, cases: Answer | None, context: Context) -> None:
    """The complaints behind one cause, one by one; which one, in the address."""
    view = context.view
    if causes.missing:
        return
    show_section(view.text("Case by case"))
    known = [value.of("cause") or UNCLASSIFIED for value in causes.values]
    names = {NO_CAUSE: view.text("choose a cause")} | {
        each: member_name(context, "cause", "" if each == UNCLASSIFIED else each) for each in known
    }
    chosen = choose(context, CAUSE, view.text("Complaints of the cause"), names, NO_CAUSE, key="cause")
    if cases is None or chosen == NO_CAUSE:
        return  # an id that nobody knows is as good as none
    if cases.missing:
        show_notice(verdicts.missing(cases, view))
        return
    title, rows = verdicts.title(cases, view), case_rows(cases, context)
    show_section(title)
    show_rows(rows[:MOST_LISTED], cases, key="cases-of-cause", alt=title)
    if len(rows) > MOST_LISTED:
        shown, total = view.number(MOST_LISTED), view.number(len(rows))
        st.caption(view.text("The newest {shown} of {total}; the file has them all.", shown=shown, total=total))
    panel.show_foot(cases, context, key="cases-of-cause", rows=partial(case_rows, cases, context))


def case_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per complaint: what it is, where it was, and how long it took or has taken."""
    view = context.view
    return [
        {
            view.text("Complaint"): row["complaint"],
            view.text("How it stands"): view.text("decided and told") if row["is_closed"] else view.text("open"),
            view.text("Days"): row["days"],
            view.text("Unit"): member_name(context, "unit", row["unit"]),
            view.text("Line"): member_name(context, "line", row["line"]),
            dimension_name("channel", view): member_name(context, "channel", row["channel"]),
            view.text("Type of business"): member_name(context, "business", row["business"]),
            view.text("Received on"): row["received_on"].isoformat(),
            view.text("Goes with"): row["merged_into"],
        }
        for row in answer.chart["rows"]
    ]


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
            {
                "business": view.text("Type of business"),
                "channel": view.text("Channel"),
                "line": view.text("Business line"),
            },
            CROSSED_BY[0],
            key="crossed-by",
            is_list=False,
        )
        panel.show(crossed, context, key="crossed", kicker=view.text("Where which cause"))
