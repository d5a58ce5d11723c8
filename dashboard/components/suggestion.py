"""Suggestions as tables: by unit, line, source, journey or touchpoint; how long they wait; how many come per staff."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.components.names import dimension_name, member_name
from dashboard.components.panel import show_foot
from dashboard.components.table import Cell, member_text, rows_of, show_rows
from dashboard.components.words import show_notice, show_section
from dashboard.figures.suggestions import stage_name
from dashboard.values import Answer, Released
from dashboard.views import View

STAGES = ("submitted", "adopted", "implemented", "declined", "merged", "open")
MOST_UNFINISHED = 100
"""Rows of the list on the page; the file behind it holds all."""
GROUPINGS = ("unit", "line", "source", "journey", "touchpoint")
_GROUPING = "suggestions-by"


def choose_grouping(context: Context) -> str:
    """What the table stands by: the reader's choice, at first the units."""
    view = context.view
    chosen = st.segmented_control(
        view.text("Side by side"),
        GROUPINGS,
        format_func=lambda each: view.text("Source") if each == "source" else dimension_name(each, view),
        key=_GROUPING,
        default=GROUPINGS[0],
        required=True,
    )
    return str(chosen)


def grouping_now() -> str:
    """The grouping chosen before, to ask for while other answers are computed."""
    return str(st.session_state.get(_GROUPING) or GROUPINGS[0])


def show_group_table(answer: Answer, context: Context) -> None:
    """One row per unit or member, in the order of the organisation or the register; a table and no ranking."""
    view = context.view
    show_section(view.text("Where they come from"), "" if answer.missing else verdicts.title(answer, view))
    choose_grouping(context)
    if answer.missing:
        show_notice(verdicts.missing(answer, view))
        return
    rows = group_rows(answer, context)
    show_rows(rows, answer, key="units", alt=verdicts.title(answer, view))
    show_foot(answer, context, key="by-unit", rows=lambda: rows)


def group_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The counts of each stage, then the adopted share with its interval."""
    view = context.view
    counts = answer.chart.get("counts", {})
    dimension = str(answer.chart.get("dimension", "unit"))
    heading = view.text("Unit") if dimension == "unit" else dimension_name(dimension, view)
    heading = view.text("Source") if dimension == "source" else heading
    rows: list[dict[str, Cell]] = []
    for value, released in zip(answer.values, rows_of(answer, answer.values, context), strict=True):
        member = value.of(dimension) or ""
        name = member_text(dimension, member, answer, view)
        if member in answer.chart.get("own_units", ()):
            name = view.text("{unit} (itself)", unit=name)
        row: dict[str, Cell] = {heading: name}
        row |= {stage_name(stage, view): counts.get(member, {}).get(stage) for stage in STAGES}
        row |= {column: cell for column, cell in list(released.items())[1:6] if column != view.text("Base")}
        rows.append(row)
    return rows


def show_waiting(waiting: Answer, rates: Answer, context: Context) -> None:
    """How long they wait at each stage, in sentences and as a table; and how many there are for the bank's size."""
    view = context.view
    show_section(view.text("How long they wait"), rate_sentence(rates, view))
    if waiting.missing:
        show_notice(verdicts.missing(waiting, view))
        return
    rows = waiting_rows(waiting, view)
    show_rows(rows, waiting, key="waiting", alt=view.text("How long they wait"))
    show_foot(waiting, context, key="waiting", rows=lambda: rows)


def show_unfinished(answer: Answer, context: Context) -> None:
    """What is still to be decided or done, by how long it has waited, then one by one, the oldest first."""
    view = context.view
    if answer.missing:
        show_section(view.text("Still to be decided or done"))
        show_notice(verdicts.missing(answer, view))
        return
    show_section(view.text("Still to be decided or done"), verdicts.title(answer, view))
    counted = [
        view.text("{days} days: {count}", days=value.of("waiting_days"), count=view.number(value.score or 0))
        for value in answer.values
    ]
    st.html(f'<p class="hy-say">{escape(view.text("Waiting"))} {escape(" · ".join(counted))}</p>')
    rows = unfinished_rows(answer, context)
    show_rows(rows[:MOST_UNFINISHED], answer, key="unfinished", alt=verdicts.title(answer, view))
    if len(rows) > MOST_UNFINISHED:
        shown, total = view.number(MOST_UNFINISHED), view.number(len(rows))
        st.caption(view.text("The oldest {shown} of {total}; the file has them all.", shown=shown, total=total))
    show_foot(answer, context, key="unfinished", rows=lambda: rows)


def unfinished_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per suggestion: how late it is (first, as a phone shows no more), who answers for it, how it stands."""
    view = context.view
    return [
        {
            view.text("Late by, days"): row["late_days"] or None,
            view.text("Suggestion"): " ".join(part for part in (row["suggestion"], row["title"]) if part),
            view.text("Department in charge"): row["owner"],
            view.text("Due on"): "" if row["due_on"] is None else row["due_on"].isoformat(),
            view.text("Waiting, days"): row["waiting_days"],
            view.text("Stands at"): stage_name(row["stage"], view),
            view.text("Unit"): member_name(context, "unit", row["unit"]),
            view.text("Source"): member_name(context, "source", row["source"]),
        }
        for row in answer.chart["rows"]
    ]


def waiting_rows(answer: Answer, view: View) -> list[dict[str, Cell]]:
    """One row per stage: how many came, ended and wait; the median with its interval; the slowest and the oldest."""
    rows: list[dict[str, Cell]] = []
    for value in answer.values:
        stage = value.of("stage") or ""
        told = answer.chart["stages"][stage]
        rows.append(
            {
                view.text("Stage"): waiting_name(stage, view),
                view.text("Came to it"): value.base,
                view.text("Ended"): told["ended"],
                view.text("Still waiting"): told["open"],
                view.text("Half within, days"): value.score,
                view.text("95% interval from"): value.low,
                view.text("95% interval to"): value.high,
                view.text("Nine in ten within, days"): told["slowest_tenth_days"],
                view.text("Oldest still waiting, days"): told["oldest_open_days"],
                view.text("How to read it"): _reading(value, told["open"], view),
            }
        )
    return rows


def waiting_name(stage: str, view: View) -> str:
    """A stage by what it waits for."""
    names = {
        "first_reply": view.text("Submitted to first reply"),
        "decision": view.text("Submitted to decision"),
        "implementation": view.text("Adopted to implemented"),
    }
    return names.get(stage, stage)


def _reading(value: Released, waiting: int, view: View) -> str:
    if value.shown == "score":
        return view.text("low base: read with care") if value.low_base else ""
    if value.shown == "interval":
        return view.text("few suggestions: interval only")
    return view.text("more than half are still waiting") if waiting else view.text("too few to show")


def rate_sentence(answer: Answer, view: View) -> str:
    """For every 100 staff and every 10,000 customers, over a year at the period's pace."""
    said = []
    for value in answer.values:
        words = {
            "staff": view.text("for every 100 staff"),
            "customers": view.text("for every 10,000 customers"),
        }
        per = words.get(value.of("per") or "", "")
        if value.low is None or value.high is None:
            continue
        low, high = view.number(value.low, 1), view.number(value.high, 1)
        if value.score is not None:
            score = view.number(value.score, 1)
            said.append(view.text("{value} {per} ({low} to {high})", value=score, per=per, low=low, high=high))
        else:
            said.append(view.text("{low} to {high} {per}", low=low, high=high, per=per))
    if not said:
        return ""
    return view.text("Suggestions over a year at this pace: {rates}.", rates=view.text("; ").join(said))
