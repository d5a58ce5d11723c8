"""Explore: any measure by one thing, and by a second beside it, with bases, intervals and comparisons. For analysts."""

from __future__ import annotations

import streamlit as st

from dashboard import verdicts
from dashboard.answers import explore, series
from dashboard.answers.kinds import KINDS
from dashboard.components import facets
from dashboard.components.chosen_here import choose
from dashboard.components.context import Context, current
from dashboard.components.table import rows_of, show_rows
from dashboard.components.words import show_title
from dashboard.names import dimension

DEFAULT_MEASURE, DEFAULT_BY, NOTHING = "nps", "unit", "none"


def show(context: Context) -> None:
    """Three choices, then the figures on one scale and the table; all of it in the address."""
    view = context.view
    lead = view.text(
        "Any measure by one thing and by a second beside it; keep what you look at under a name in the bar."
    )
    show_title(view.text("Explore"), lead)
    measures = {name: view.name(measure.names) for name, measure in context.catalogue.measures.items() if name in KINDS}
    with st.container(key="explore-choices"):
        left, middle, right = st.columns(3, gap="medium")
        with left:
            measure = choose(
                context,
                "measure",
                view.text("Measure"),
                measures,
                DEFAULT_MEASURE,
                key="measure",
                also=lambda _: {"by": None, "beside": None},
            )
        ways = {name: dimension(name, view) for name in series.dimensions_of(measure)}
        with middle:
            by = choose(
                context, "by", view.text("By"), ways, DEFAULT_BY, key=f"by-{measure}", also=lambda _: {"beside": None}
            )
        others = {NOTHING: view.text("nothing")} | {
            name: dimension(name, view) for name in explore.beside_of(measure, by)
        }
        with right:
            beside = choose(context, "beside", view.text("Beside"), others, NOTHING, key=f"beside-{measure}-{by}")
    answer = explore.of(measure, by, "" if beside == NOTHING else beside, context.build, context.chosen, context.scope)
    facets.show_facets(answer, context, key="explored")
    if answer.missing:
        return
    rows = rows_of(answer, answer.values, context)
    if answer.verdicts and len(answer.verdicts) == len(rows):
        heading = view.text("verdict")
        rows = [{**row, heading: verdicts.word(each, view)} for row, each in zip(rows, answer.verdicts, strict=True)]
    show_rows(rows, answer, key="explored-rows", alt=verdicts.title(answer, view))


show(current())
