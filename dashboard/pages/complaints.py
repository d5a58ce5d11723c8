"""Complaints: how many per customer, about what, how fast, how late? For the experience team, half a day a week.

First how many for the bank's size and whether that moved; then how fast they were decided and told, with the open ones
counted as open; then the list of what is late and what will be; then where cases wait on their way, and what customers
say of the answer; then what they are about, and where.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.answers import complaint_clock, complaints, series, trend
from dashboard.components import cases, panel
from dashboard.components import complaints as shown
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_title

RATE = "complaints_per_10k"


def show(context: Context) -> None:
    """Rates and their chart, the curve with both limits, the work list, causes, and units."""
    view = context.view
    apply_sheet("data")
    show_title(view.text("Complaints"), view.text("How many per customer, about what, how fast, and how late?"))
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        how_many=partial(complaints.how_many, *asked),
        control=partial(trend.control, RATE, *asked),
        on_time=partial(complaint_clock.on_time, *asked),
        to_answer=partial(complaint_clock.to_answer, *asked),
        causes=partial(complaints.causes, *asked),
        crossed=partial(complaints.crossed, *asked, shown.crossed_by(context)),
        units=partial(series.by, RATE, "unit", *asked),
        **cases.asked(context),
    )
    shown.show_how_many(answers["how_many"], context)
    if answers["how_many"].missing:
        return
    rate, speed = st.columns(2, gap="large")
    with rate:
        panel.show(answers["control"], context, key="complaints-control", kicker=view.text("Has the rate moved"))
    with speed:
        shown.show_on_time(answers["on_time"], context)
    shown.show_to_answer(answers["to_answer"], context)
    cases.show(answers, context)
    shown.show_about(answers["causes"], answers["crossed"], context)
    shown.show_units(answers["units"], context)


show(current())
