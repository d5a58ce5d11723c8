"""The bank's rate beside the regulator's bulletins: its own with the interval, and what was published, by source."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import complaint_rate_words
from dashboard import complaint_reference_words as words
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell, show_rows
from dashboard.components.words import show_facts
from dashboard.values import Answer

BULLETINS = {"regulator": "regulator", "outlets": "thousand_outlets"}
"""What the reader divides by -> the unit in which bulletins say the same."""


def show(answer: Answer | None, context: Context, chosen_per: str) -> None:
    """Own rates as facts, and the published figures as a table; nothing for what no bulletin is told in."""
    view = context.view
    if answer is None or answer.missing:
        return  # the panel above says why
    per = BULLETINS[chosen_per]
    with st.container(key="panel-published"):
        title = words.told_title(answer, view, per)
        panel.show_heading(
            view.text("Beside the regulator's bulletins"), title, words.beside_sentences(answer, view, per)
        )
        show_facts(
            (
                words.reach_name(reach, view),
                complaint_rate_words.rate_numbers(value, view)[0],
                complaint_rate_words.interval_told(value, view),
            )
            for reach, value in words.own_of(answer, per).items()
        )
        rows = published_rows(answer, context, per)
        if rows:
            show_rows(rows, answer, key="published", alt=title, other_places=dict.fromkeys(_numbers(context), 1))
        panel.show_foot(answer, context, key="published", rows=partial(published_rows, answer, context, per))


def _numbers(context: Context) -> tuple[str, str, str]:
    view = context.view
    return view.text("Median"), view.text("Lowest bank"), view.text("Highest bank")


def published_rows(answer: Answer, context: Context, per: str) -> list[dict[str, Cell]]:
    """One row per published figure: when, of whom, the median, the banks it lies between, and the bulletin."""
    view = context.view
    median, lowest, highest = _numbers(context)
    return [
        {
            view.text("Quarter"): view.period(each["quarter"]),
            view.text("Kind of bank"): view.name(each["kind_of_bank"]),
            median: each["median"],
            lowest: each["lowest"],
            highest: each["highest"],
            view.text("Banks"): each["banks"],
            view.text("Bulletin"): each["source"],
        }
        for each in words.published_of(answer, per)
    ]
