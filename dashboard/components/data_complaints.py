"""Complaints whose records cannot all be right, by what is wrong: each is counted, and somebody should put it right."""

from __future__ import annotations

from dashboard import complaint_words
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell, show_rows
from dashboard.components.words import show_section
from dashboard.values import Answer


def show_complaint_faults(answer: Answer, context: Context) -> None:
    """What is wrong, with how many and what is done with them; nothing where all is in order."""
    view = context.view
    if answer.missing or not answer.values:
        return
    show_section(
        view.text("Complaints whose records do not agree"),
        view.text("Every one of them is counted; the line says how. Of complaints received in the chosen period."),
    )
    rows = fault_rows(answer, context)
    show_rows(rows, answer, key="complaint-faults", alt=view.text("Complaints whose records do not agree"))
    panel.show_foot(answer, context, key="complaint-faults", rows=lambda: rows)


def fault_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per kind, with the id of one of them to begin with."""
    view = context.view
    return [
        {
            view.text("Complaints"): value.base,
            view.text("What is wrong, and how it counts"): complaint_words.fault_name(value.of("fault") or "", view),
            view.text("For example"): answer.chart["examples"].get(value.of("fault") or "", ""),
        }
        for value in answer.values
    ]
