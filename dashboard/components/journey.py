"""Which journey is looked at, and the table of its steps."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from html import escape

import streamlit as st

from dashboard import names, verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell, rows_of
from dashboard.figures.lane_map import lane_map
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View


def choose_journey(context: Context, among: Collection[str] | None = None, first: str = "") -> str | None:
    """The journey of the slice, else ``first`` or the bank's first; choosing another one writes it into the address.

    ``among`` are those that can be chosen (default: all); None where there is none.
    """
    known = context.catalogue.members.get("journey", {})
    journeys = {name: names for name, names in known.items() if among is None or name in among}
    if not journeys:
        return None
    view = context.view
    chosen = [journey for journey in context.chosen.members.get("journey", ()) if journey in journeys]
    here = chosen[0] if chosen else first if first in journeys else next(iter(journeys))
    key = "journey"
    st.session_state[key] = here

    def written() -> None:
        # A second click on the chosen journey takes the choice away.
        picked = st.session_state[key]
        context.go(context.chosen.with_members("journey", (picked,) if picked else ()))

    st.pills(
        view.text("Journey"),
        list(journeys),
        format_func=lambda journey: view.name(journeys[journey]),
        key=key,
        label_visibility="collapsed",
        on_change=written,
    )
    return here


def show_lanes(answer: Answer, joined: Answer, context: Context, *, kicker: str) -> None:
    """The journey as a lane map, with the marks that ``joined`` decided; the same as a chart, and the table behind."""
    view = context.view
    title = verdicts.title(answer, view)
    with st.container(key="panel-steps"):
        if answer.missing:
            panel.show_heading(kicker, verdicts.missing(answer, view), (), is_missing=True)
            return
        panel.show_heading(kicker, title, ())
        st.html(lane_map(answer, view, _apart(answer, joined)))
        for line in _without_events(answer, view):
            st.html(f'<p class="hy-say">{escape(line)}</p>')
        with st.expander(view.text("As a chart, to keep as a picture"), key="steps-chart"):
            panel.show_figure(answer, context, key="steps", alt=f"{kicker}: {title}")
        panel.show_foot(
            answer,
            context,
            key="steps",
            rows=partial(step_rows, answer, context),
            other_places=rate_places(context),
            finding=title,
        )


def _apart(answer: Answer, joined: Answer) -> tuple[Verdict | None, ...]:
    """Each step's score against the mean of the steps, aligned with the map, which may show fewer of them."""
    found = {value.of("touchpoint"): verdict for value, verdict in zip(joined.values, joined.verdicts, strict=False)}
    if answer.measure != joined.measure:
        return ()
    return tuple(found.get(value.of("touchpoint")) for value in answer.values)


def _without_events(answer: Answer, view: View) -> tuple[str, ...]:
    """Why no step has a drop-off, where none has."""
    why = str(answer.chart["no_drop_off"])
    if why == "cut_too_fine":
        return (view.text("Drop-off is not known by the filters chosen here: it is by unit, channel and step."),)
    return (names.why_missing(why, "", view),) if why == "no_journey_events" else ()


def step_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The steps with score, interval, base, stage and complaints, for the table behind."""
    view = context.view
    rows = rows_of(answer, answer.values, context)
    complaints: tuple[Released, ...] = tuple(answer.chart.get("complaints", ()))
    rates: tuple[Released, ...] = tuple(answer.chart.get("complaint_rates", ()))
    inspected: tuple[Released, ...] = tuple(answer.chart.get("inspections", ()))
    dropped: tuple[Released, ...] = tuple(answer.chart.get("drop_offs", ()))
    for number, (row, step) in enumerate(zip(rows, answer.chart.get("steps", ()), strict=False)):
        row[view.text("Stage")] = view.name(step.stage)
        if number < len(complaints):
            row[view.text("Complaints")] = complaints[number].base
        if number < len(rates):
            row[_rate_name(view)] = rates[number].score
        for name, told in ((view.text("Inspections passed, %"), inspected), (view.text("Drop-off, %"), dropped)):
            if number < len(told):
                row[name] = told[number].score
                row[view.text("{name}: base", name=name)] = told[number].base
    return rows


def rate_places(context: Context) -> dict[str, int]:
    """The decimals of the complaint rate in the table of steps, as the register says."""
    return {_rate_name(context.view): context.catalogue.measures["complaints_per_10k"].decimals}


def _rate_name(view: View) -> str:
    return view.text("Complaints per 10,000 customers a month")
