"""What inspections found at one unit: each item with its share in order, beside the score of its touchpoint."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell, show_rows, state_name
from dashboard.components.words import show_section
from dashboard.figures import reading
from dashboard.values import Answer


def show_inspections(answer: Answer, context: Context) -> None:
    """One sentence for all items together, a table item by item, and the footer every figure has."""
    view = context.view
    show_section(
        view.text("Inspections"),
        view.text("In order at the first look, beside what customers say of the same touchpoint."),
    )
    if answer.missing:
        st.html(f'<p class="hy-say">{escape(verdicts.missing(answer, view))}</p>')
        return
    st.html(f'<p class="hy-say">{escape(together(answer, context))}</p>')
    rows = rows_of(answer, context)
    finding = view.text("Inspections")
    show_rows(rows, answer, key="unit-inspections", alt=together(answer, context))
    panel.show_foot(answer, context, key="unit-inspections", rows=lambda: rows, finding=finding)


def together(answer: Answer, context: Context) -> str:
    """All items as one: share with interval and base, and what came of those that were not in order."""
    view, value = context.view, answer.chart["together"]
    share = verdicts.value(value, view, answer)
    if value.score is not None:
        interval = verdicts.interval(value, view, answer)
        share = view.text("{told} ({interval})", told=share, interval=interval)
    told = view.text(
        "In order at the first look: {share}, of {base} looks.", share=share, base=view.number(value.base or 0)
    )
    failed = (value.base or 0) - int(value.parts["passed"])
    if not failed:
        return told
    return told + view.text(
        " Of {failed} that were not, {rechecked} were looked at again and {mended} were in order then.",
        failed=view.number(failed),
        rechecked=view.number(int(value.parts["rechecked"])),
        mended=view.number(int(value.parts["recheck_passed"])),
    )


def rows_of(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per item: touchpoint, share, interval, looks, looked at again, and the touchpoint's score."""
    view = context.view
    rows: list[dict[str, Cell]] = []
    for value, score in zip(answer.values, answer.chart["touchpoint_scores"], strict=True):
        touchpoint = value.of("touchpoint") or ""
        rows.append(
            {
                view.text("Item"): value.of("item"),
                view.text("Touchpoint"): reading.label("touchpoint", touchpoint, answer, view) if touchpoint else None,
                view.text("In order, %"): value.score,
                view.text("95% interval from"): value.low,
                view.text("95% interval to"): value.high,
                view.text("Looks"): value.base,
                view.text("Looked at again"): int(value.parts["rechecked"]),
                view.text("In order then"): int(value.parts["recheck_passed"]),
                view.text("Satisfaction there, %"): score.score if score else None,
                view.text("Ratings there"): score.base if score else None,
                view.text("How to read it"): state_name(value, view),
            }
        )
    return rows
