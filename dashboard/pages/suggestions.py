"""Suggestions: what was suggested, adopted and done, how long it took, what is still open, and whether it helped."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.answers import effects, suggestions
from dashboard.components import panel
from dashboard.components.context import Context, current
from dashboard.components.effect import show_effects
from dashboard.components.side_by_side import side_by_side
from dashboard.components.suggestion import show_unit_table
from dashboard.components.words import show_title


def show(context: Context) -> None:
    """The funnel, adoption by age with what is still open, the units, and whether what was adopted helped."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        funnel=partial(suggestions.funnel, *asked),
        adoption=partial(suggestions.adoption, *asked),
        by_unit=partial(suggestions.by_unit, *asked),
        effects=partial(effects.portfolio, *asked),
    )
    show_title(view.text("Suggestions"), view.text("What was suggested, what was adopted, and what is stuck?"))
    funnel, adoption = st.columns(2, gap="large")
    with funnel:
        panel.show(answers["funnel"], context, key="funnel", kicker=view.text("From submitted to implemented"))
    with adoption:
        panel.show(answers["adoption"], context, key="adoption", kicker=view.text("Adopted by age of the suggestion"))
    show_unit_table(answers["by_unit"], context)
    show_effects(answers["effects"], lambda suggestion: effects.one(suggestion, *asked), context)


show(current())
