"""Trend: has the score moved beyond what chance moves, against target and events, and what is it made of."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import verdicts
from dashboard.answers import trend
from dashboard.components import panel
from dashboard.components.annotations import annotated
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.words import show_section, show_title


def show(context: Context) -> None:
    """The control chart, the shares and the eleven answers; then the same reading for three more measures."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        nps=partial(trend.control, "nps", *asked),
        shares=partial(trend.shares, *asked),
        histogram=partial(trend.histogram, *asked),
        satisfaction=partial(trend.control, "satisfaction", *asked),
        response_rate=partial(trend.control, "response_rate", *asked),
        complaints=partial(trend.control, "complaints_per_10k", *asked),
    )
    show_title(view.text("Trend"), view.text("Has the score moved, or is it only chance?"))
    nps = annotated(answers["nps"], context)
    said = tuple(verdicts.say(verdict, view, nps) for verdict in nps.verdicts)
    panel.show(nps, context, key="nps-by-month", kicker=view.text("NPS by month"), sentences=said)
    shares, histogram = st.columns(2, gap="large")
    with shares:
        panel.show(answers["shares"], context, key="shares", kicker=view.text("Promoters, passives and detractors"))
    with histogram:
        panel.show(answers["histogram"], context, key="histogram", kicker=view.text("Answers from 0 to 10"))
    show_section(
        view.text("Beside the score"), view.text("The same reading: a month counts only beyond the usual variation.")
    )
    small = (
        ("satisfaction", view.text("Satisfaction")),
        ("response_rate", view.text("Response rate")),
        ("complaints", view.text("Complaints per 10,000 customers")),
    )
    for column, (name, kicker) in zip(st.columns(3, gap="medium"), small, strict=True):
        with column:
            panel.show(answers[name], context, key=f"{name}-by-month", kicker=kicker, is_small=True)


show(current())
