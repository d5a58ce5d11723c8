"""Method: how is each number made, and why may it be trusted; for a minute, for an hour, or for an analyst."""

from __future__ import annotations

import streamlit as st

from dashboard.answers import illustrations, methods
from dashboard.components import method_pictures as pictures
from dashboard.components import method_words as words
from dashboard.components.context import Context, current
from dashboard.components.words import show_title


def show(context: Context) -> None:
    """Four pictures, then the register's measures, the methods behind them, the verdicts and the base rules."""
    view = context.view
    explained = methods.methods(context.catalogue.rules)
    show_title(view.text("Method"), view.text("How is each number made, and why may I trust it?"))
    words.show_contents(context)

    words.show_part(
        "pictures",
        view.text("See for yourself"),
        view.text(
            "Four simulations. Everything in them is made up, and computed exactly as the numbers on the pages are."
        ),
    )
    left, right = st.columns(2, gap="large")
    with left:
        pictures.show_luck(context, illustrations.luck)
    with right:
        pictures.show_width(context, illustrations.width)
    left, right = st.columns(2, gap="large")
    with left:
        pictures.show_alarms(context, illustrations.alarms)
    with right:
        pictures.show_waiting(context, illustrations.waiting())

    words.show_part(
        "measures",
        view.text("Measures"),
        view.text(
            "What each number is, as the register of this build defines it: once, for every page, file and terminal."
        ),
    )
    words.show_measures(context, explained, methods.of_measure)

    words.show_part(
        "methods",
        view.text("Statistical methods"),
        view.text(
            "One sentence each; formula, assumptions, source and constants are folded away. "
            "Sources and constants come from the code that computes."
        ),
    )
    words.show_methods(context, explained, methods.groups())

    words.show_part(
        "verdicts",
        view.text("The words for change"),
        view.text("No other words may claim a change, a difference or an effect, on screen or on paper."),
    )
    words.show_verdicts(context, methods.verdicts(context.catalogue.rules))

    words.show_part(
        "bases",
        view.text("Bases and what is protected"),
        view.text("The limits stand in the register of this build."),
    )
    words.show_bases(context)


show(current())
