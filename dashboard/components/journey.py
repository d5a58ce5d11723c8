"""Which journey is looked at, and the table of its steps."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.table import Cell, rows_of
from dashboard.values import Answer, Released
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


def step_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The steps with score, interval, base, stage and complaints, for the table behind."""
    view = context.view
    rows = rows_of(answer, answer.values, context)
    complaints: tuple[Released, ...] = tuple(answer.chart.get("complaints", ()))
    rates: tuple[Released, ...] = tuple(answer.chart.get("complaint_rates", ()))
    for number, (row, step) in enumerate(zip(rows, answer.chart.get("steps", ()), strict=False)):
        row[view.text("Stage")] = view.name(step.stage)
        if number < len(complaints):
            row[view.text("Complaints")] = complaints[number].base
        if number < len(rates):
            row[_rate_name(view)] = rates[number].score
    return rows


def rate_places(context: Context) -> dict[str, int]:
    """The decimals of the complaint rate in the table of steps, as the register says."""
    return {_rate_name(context.view): context.catalogue.measures["complaints_per_10k"].decimals}


def _rate_name(view: View) -> str:
    return view.text("Complaints per 10,000 customers a month")


def journey_sentences(answer: Answer, context: Context) -> tuple[str, ...]:
    """The recommend score of those who went this journey, in words."""
    view = context.view
    told = []
    for value in answer.chart.get("journeys", ()):
        if value.low is None or value.high is None:
            continue
        places = answer.decimals(value.score, value.low, value.high)
        told.append(
            view.text(
                "Customers of this journey: NPS {score} (95% interval {low} to {high}, {base} answers)",
                score="–" if value.score is None else view.number(value.score, places),
                low=view.number(value.low, places),
                high=view.number(value.high, places),
                base=view.number(value.base or 0),
            )
        )
    return tuple(told)
