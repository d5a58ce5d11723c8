"""Complaints beside scores: the silent detractors, and what runs before what."""

from __future__ import annotations

import streamlit as st

from dashboard import complaint_score_words as words
from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.values import Answer


def show_silent(answer: Answer, context: Context) -> None:
    """How many detractors never complained, and what those answered who did."""
    view = context.view
    kicker = view.text("Who says nothing")
    with st.container(key="panel-silent"):
        if answer.missing:
            panel.show_heading(kicker, verdicts.missing(answer, view), (), is_missing=True)
            return
        title = words.silent_title(answer, view)
        said = [*words.silent_sentences(answer, view)]
        said[1:1] = [verdicts.say(each, view, answer) for each in answer.verdicts]
        panel.show_heading(kicker, title, tuple(said))
        panel.show_foot(answer, context, key="silent", finding=title)


def show_lagged(answer: Answer, context: Context) -> None:
    """Correlations by lag with their intervals, and what they do not say."""
    view = context.view
    said = () if answer.missing else words.lagged_sentences(answer, view)
    panel.show(answer, context, key="lagged", kicker=view.text("What runs before what"), sentences=said)
