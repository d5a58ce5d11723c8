"""The life of a complaint in panels: the four first times, hand-overs, what got shorter, call-backs, repeats."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard import case_words, verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.names import member_name
from dashboard.components.table import Cell
from dashboard.components.words import show_notice, show_section
from dashboard.values import Answer

TOO_FEW_STEPS = ("no_clocks", "no_hand_overs", "no_call_backs", "none_told")
"""Nothing of it was handed over: one line says so, and what to hand over."""


def show(answers: Mapping[str, Answer], context: Context) -> None:
    """Where cases wait, whether that got shorter, and what came after the answer."""
    view = context.view
    if answers["first_times"].missing == "no_clocks":
        return  # complaints that came as counts have no life to tell; what records would add is said with the clock
    show_section(
        view.text("Where cases wait"), view.text("In working days, from event to event; open ones count as open.")
    )
    left, right = st.columns(2, gap="large")
    with left:
        show_waits(answers["first_times"], context, key="first-times", kicker=view.text("The four first times"))
        show_waits(
            answers["hand_overs"], context, key="hand-overs", kicker=view.text("Between head office and branches")
        )
    with right:
        show_shortened(answers["shortened"], context)
        if answers["hand_overs"].missing != "no_hand_overs":
            by_unit = answers["hand_overs_by_unit"]
            show_waits(by_unit, context, key="hand-overs-units", kicker=view.text("Whose cases wait"))
    show_section(
        view.text("After the answer"), view.text("Whether it settled the matter, in the customer's own words.")
    )
    left, right = st.columns(2, gap="large")
    with left:
        show_call_backs(answers["call_backs"], context)
    with right:
        show_came_back(answers["came_back"], context)


def show_waits(answer: Answer, context: Context, *, key: str, kicker: str) -> None:
    """Medians with their slow tenth; steps nobody recorded are named, or what to hand over to see them."""
    if answer.missing in TOO_FEW_STEPS:
        show_notice(verdicts.missing(answer, context.view))
        return
    is_first = answer.question == "complaints.first_times" and not answer.missing
    said = case_words.first_times_sentences(answer, context.view) if is_first else ()
    rows = partial(wait_rows, answer, context)
    panel.show(answer, context, key=key, kicker=kicker, sentences=said, rows=rows)


def wait_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per step, direction or unit: who came to it, took it, waits; the median, the slow tenth, the oldest."""
    view = context.view
    dimension = str(answer.chart["dimension"])
    codes = dict(zip(answer.chart.get("compared", ()), answer.verdicts, strict=False))
    rows: list[dict[str, Cell]] = []
    for value in answer.values:
        member = value.of(dimension) or ""
        told = answer.chart["waits"][member]
        name = member_name(context, "unit", member) if dimension == "unit" else case_words.wait_name(member, view)
        row: dict[str, Cell] = {
            (view.text("Unit") if dimension == "unit" else view.text("Waits for")): name,
            view.text("Came to it"): value.base,
            view.text("Taken"): told["ended"],
            view.text("Still waiting"): told["open"],
            view.text("Left without it"): told["left"],
            view.text("Median, working days"): value.score,
            view.text("95% interval from"): value.low,
            view.text("95% interval to"): value.high,
            view.text("One in ten waits, working days"): told["slowest_tenth_days"],
            view.text("Oldest still waiting, working days"): told["oldest_open_days"],
        }
        if (verdict := codes.get(member)) is not None:
            row[view.text("Against all others")] = verdicts.word(verdict, view)
        rows.append(row)
    return rows


def show_shortened(answer: Answer, context: Context) -> None:
    """By how many working days the means changed; the same mix of business beside."""
    if answer.missing in (*TOO_FEW_STEPS, "nothing_before"):
        show_notice(verdicts.missing(answer, context.view))
        return
    said = () if answer.missing else case_words.shortened_sentences(answer, context.view)
    rows = partial(shortened_rows, answer, context)
    kicker = context.view.text("Has the waiting become shorter")
    panel.show(answer, context, key="shortened", kicker=kicker, sentences=said, rows=rows)


def shortened_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per wait: both means, the difference with its interval, and the verdict."""
    view = context.view
    means = {(value.of("wait"), value.of("period")): value for value in answer.values}
    against = str(answer.chart["against"])
    return [
        {
            view.text("Waits for"): case_words.wait_name(wait, view),
            view.text("Mean now, working days"): means[wait, "current"].score,
            view.text("Mean before, working days"): means[wait, against].score,
            view.text("Cases now"): means[wait, "current"].base,
            view.text("Cases before"): means[wait, against].base,
            view.text("Difference"): verdict.difference,
            view.text("95% interval from"): verdict.low,
            view.text("95% interval to"): verdict.high,
            view.text("Verdict"): verdicts.word(verdict, view),
        }
        for wait, verdict in zip(answer.chart["compared"], answer.verdicts, strict=True)
    ]


def show_call_backs(answer: Answer, context: Context) -> None:
    """Resolved and satisfied, of all and of those reached; the 2 × 2 of both calls is the table behind."""
    if answer.missing in TOO_FEW_STEPS:
        show_notice(verdicts.missing(answer, context.view))
        return
    said = () if answer.missing else case_words.call_backs_sentences(answer, context.view)
    kicker = context.view.text("Called back")
    panel.show(answer, context, key="call-backs", kicker=kicker, sentences=said)
    if not answer.missing and answer.chart["counts"]["said_twice"]:
        st.dataframe(
            both_calls_rows(answer, context),
            hide_index=True,
            key="both-calls",
            alt=context.view.text("First by second call-back, complaints"),
        )


def both_calls_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The 2 × 2 of those who said at both calls."""
    view = context.view
    words = {True: view.text("satisfied"), False: view.text("not satisfied")}
    return [
        {
            view.text("First call-back"): words[first],
            view.text("Second: satisfied"): answer.chart["table"][first, True],
            view.text("Second: not satisfied"): answer.chart["table"][first, False],
        }
        for first in (True, False)
    ]


def show_came_back(answer: Answer, context: Context) -> None:
    """The share that complained again, and what is counted apart."""
    if answer.missing in TOO_FEW_STEPS:
        show_notice(verdicts.missing(answer, context.view))
        return
    said = case_words.came_back_sentences(answer, context.view) if "young" in answer.chart else ()
    kicker = context.view.text("Complained again")
    panel.show(answer, context, key="came-back", kicker=kicker, sentences=said)
