"""Branches: which units differ from the rest beyond luck, and one unit on one page.

For the experience team, who filter to their branches and ask where to look first, and for executives, who are handed
rankings everywhere else. The answer is a funnel with bands, never a league table.
"""

from __future__ import annotations

import streamlit as st

from dashboard.answers import standing
from dashboard.components.branches import (
    show_bands,
    show_path,
    show_standing,
    show_switches,
    show_units,
    show_view_switch,
)
from dashboard.components.context import Context, current
from dashboard.components.unit_page import show_unit
from dashboard.components.words import show_notice, show_title


def show(context: Context) -> None:
    """One unit by itself, or the units of one level below what is chosen against each other."""
    view = context.view
    show_title(view.text("Branches"), view.text("Which units differ from the rest beyond luck?"))
    show_path(context)
    if show_view_switch(context) == "unit":
        show_unit(context)
        return
    measure, level, is_adjusted = show_switches(context)
    if not level:
        show_notice(view.text("There are no two units of one level here to hold against each other."))
        return
    answer = standing.of(measure, level, context.build, context.chosen, context.scope, is_adjusted=is_adjusted)
    show_standing(answer, context)
    if answer.missing:
        return
    with st.container(key="bands-and-table"):
        show_bands(answer, context)
        show_units(answer, context)


show(current())
