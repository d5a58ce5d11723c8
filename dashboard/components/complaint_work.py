"""The work on open complaints: what is late and will be, the daily chase list, and where the work lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard import complaint_rate_words, complaint_words, verdicts
from dashboard.answers.complaint_work import HEAPED_BY
from dashboard.components import panel
from dashboard.components.chosen_here import asked_for, choose
from dashboard.components.context import Context
from dashboard.components.names import dimension_name, member_name
from dashboard.components.table import Cell, show_rows
from dashboard.components.words import show_notice, show_section
from dashboard.values import Answer

MOST_LISTED = 20
"""Rows of a work list on the page; the file behind it holds all."""


def chosen_heap(context: Context) -> str:
    """What the open complaints are to be put in heaps by."""
    return asked_for(context, "heap", HEAPED_BY, "unit")


def show_to_answer(answer: Answer, context: Context) -> None:
    """The work list: what is late and what will be, one by one; no customer's name is in it."""
    view = context.view
    show_section(view.text("To be answered"), "" if answer.missing else verdicts.title(answer, view))
    _show_list(answer, context, key="to-answer")


def show_chased(answer: Answer, context: Context) -> None:
    """The daily chase list: what came through the regulator's lines and is open, whatever time it still has."""
    view = context.view
    lead = "" if answer.missing else verdicts.title(answer, view)
    show_section(view.text("Chased every day: 12363 and 12378"), lead)
    if answer.missing == "nothing_open":
        show_notice(view.text("Nothing that came through 12363 or 12378 is open."))
        return
    _show_list(answer, context, key="chased")


def _show_list(answer: Answer, context: Context, *, key: str) -> None:
    view = context.view
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
        show_rows(work_rows(listed[:MOST_LISTED], context), answer, key=key, alt=verdicts.title(answer, view))
    if len(listed) > MOST_LISTED:
        shown, total = view.number(MOST_LISTED), view.number(len(listed))
        st.caption(view.text("The most pressing {shown} of {total}; the file has them all.", shown=shown, total=total))
    st.caption(
        view.text("Read from the complaints themselves, one by one; narratives and customers are not shown here.")
    )
    panel.show_foot(answer, context, key=key, rows=partial(work_rows, listed, context))


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


def show_heaped(answer: Answer, context: Context) -> None:
    """Open complaints by unit, line, stage or age, and by how they stand."""
    view = context.view
    if answer.missing:
        return  # the work list says why
    show_section(view.text("Where the work lies"), verdicts.title(answer, view))
    names = {heap: complaint_rate_words.heap_name(heap, view) for heap in HEAPED_BY}
    choose(context, "heap", view.text("Open ones by"), names, "unit", key="heap", is_list=False)
    rows = heap_rows(answer, context)
    show_rows(rows[:MOST_LISTED], answer, key="heaped", alt=verdicts.title(answer, view))
    panel.show_foot(answer, context, key="heaped", rows=partial(heap_rows, answer, context))


def heap_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per heap, a column for all and for each way in which they stand."""
    view, heap = context.view, str(answer.chart["heap"])
    counts = {(value.of(heap), value.of("state")): int(value.score or 0) for value in answer.values}
    return [
        {
            complaint_rate_words.heap_name(heap, view).capitalize(): _heap(each, heap, context),
            view.text("Open"): sum(count for (found, _), count in counts.items() if found == each),
            **{
                complaint_words.state_name(state, view): counts.get((each, state), 0)
                for state in answer.chart["states"]
            },
        }
        for each in answer.chart["heaps"]
    ]


def _heap(each: str, heap: str, context: Context) -> str:
    if heap in ("unit", "line"):
        return member_name(context, heap, each)
    return complaint_words.member_word(heap, each, context.view) or each
