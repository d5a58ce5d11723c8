"""What customers wanted, counted apart; and the warning that a closed channel is no improvement."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import contact_words, verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell
from dashboard.components.words import show_facts, show_notice
from dashboard.values import Answer


def show_by_kind(answer: Answer, context: Context) -> None:
    """The four kinds, each with its number and its rate."""
    view = context.view
    with st.container(key="panel-contacts"):
        kicker = view.text("What customers wanted")
        if answer.missing:
            panel.show_heading(kicker, verdicts.missing(answer, view), (), is_missing=True)
            return
        title = contact_words.by_kind_title(answer, view)
        rates = {value.of("kind"): value for value in answer.values if value.of("per")}
        said = "" if rates else view.text("No customers are recorded in these months, so that there is no rate.")
        cases = view.text(
            "Contacts are counted here and not cases: one complaint may bring several. The cases stand under How many."
        )
        panel.show_heading(kicker, title, tuple(each for each in (said, cases) if each))
        facts = []
        for value in answer.values:
            if value.of("per"):
                continue
            rate, told = rates.get(value.of("kind")), ""
            if rate is not None:
                numbers = [view.number(each or 0, 2) for each in (rate.score, rate.low, rate.high)]
                told = view.text(
                    "{rate} per 10,000 customers a month, 95% interval {low} to {high}",
                    rate=numbers[0],
                    low=numbers[1],
                    high=numbers[2],
                )
            name = contact_words.kind_name(value.of("kind") or "", view)
            number = view.number(value.score or 0)
            facts.append((name, number, told))
        show_facts(facts)
        panel.show_foot(answer, context, key="contacts", finding=title)


def show_closed(answer: Answer, context: Context, *, is_alone: bool = True) -> None:
    """A channel that closed, and what it means for the number of complaints. ``is_alone``: also that none did, and one
    that took no complaints with it; else only where the number misleads."""
    view = context.view
    if answer.missing:
        if is_alone and answer.missing == "no_closing":
            show_notice(verdicts.missing(answer, view))
        return
    if not is_alone and not any(each["is_flagged"] for each in answer.chart["closed"]):
        return
    with st.container(key="panel-closed"):
        title = contact_words.closed_title(answer, view)
        panel.show_heading(view.text("A closed channel"), title, contact_words.closed_sentences(answer, view))
        panel.show_foot(answer, context, key="closed", rows=partial(closed_rows, answer, context), finding=title)


def closed_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per closed channel and part: the change per customer, its verdict and the months compared."""
    view = context.view
    spans = {each["channel"]: each for each in answer.chart["closed"]}
    rows: list[dict[str, Cell]] = []
    for value, verdict in zip(answer.values, answer.verdicts, strict=True):
        channel = value.of("channel") or ""
        before, after = (
            view.text("{first} to {last}", first=view.month(first), last=view.month(last))
            for first, last in (spans[channel]["before"], spans[channel]["after"])
        )
        rows.append(
            {
                view.text("Closed channel"): view.name(answer.labels["channel", channel]),
                view.text("What is compared"): contact_words.what_name(value.of("what") or "", view),
                view.text("Change per customer, %"): value.score,
                view.text("95% interval from"): value.low,
                view.text("95% interval to"): value.high,
                view.text("Verdict"): verdicts.word(verdict, view),
                view.text("Before"): before,
                view.text("Since"): after,
            }
        )
    return rows
