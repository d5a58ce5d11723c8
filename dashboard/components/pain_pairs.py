"""Steps that fail together, on screen: the matrix with its key, and each pair that stands with its way to the list."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.chosen_here import choose
from dashboard.components.context import Context
from dashboard.components.ledger import show_draft_button
from dashboard.components.table import Cell
from dashboard.components.voices import show_texts
from dashboard.journey_words import pair_address, pair_counts, pair_found, pair_of_steps, step_name
from dashboard.listening import Listening
from dashboard.values import Answer

MOST_LISTED = 6
"""Pairs that stand and are told one by one; the matrix and the table have the others."""


def show_pairs(answer: Answer, context: Context) -> None:
    """The matrix, what its marks mean, and the pairs that stand, each of which can be put on the improvement list.

    A chosen cell opens the comments of those who failed at both.
    """
    view = context.view
    panel.show(
        answer,
        context,
        key="pairs",
        kicker=view.text("What goes wrong together"),
        sentences=_sentences(answer, context),
        rows=partial(pair_rows, answer, context),
        other_places={view.text("Times as often as chance"): 1, view.text("from"): 1, view.text("to"): 1},
        on_chosen=lambda pairs: context.go(None, pair=pairs[0]),
    )
    if answer.missing:
        return
    for place in answer.chart["standing"][:MOST_LISTED]:
        _show_pair(answer, place, context)


def choose_pair(answer: Answer, context: Context) -> tuple[str, str] | None:
    """The pair whose comments are read, of those with a number, what stands first; None while none is opened."""
    view = context.view
    standing = answer.chart.get("standing", ())
    told = [at for at, value in enumerate(answer.values) if value.score is not None]
    if answer.missing or not told:
        return None
    places = {pair_address(answer.values[at]): at for at in sorted(told, key=lambda at: (at not in standing, at))}
    options = {"": view.text("no pair")} | {
        name: pair_of_steps(answer.values[at], answer, view) for name, at in places.items()
    }
    label = view.text("Read the comments of those who failed at both")
    chosen = choose(context, "pair", label, options, "", key="pair")
    if not chosen:
        return None
    value = answer.values[places[chosen]]
    return value.of("touchpoint") or "", value.of("with") or ""


def show_pair_texts(answer: Answer, both: tuple[str, str], pairs: Answer, context: Context) -> None:
    """Comments of those who failed at both steps of the opened pair, or why they stay closed."""
    view = context.view
    value = next(each for each in pairs.values if (each.of("touchpoint"), each.of("with")) == both)
    title = view.text("Comments of those who failed at both: {pair}", pair=pair_of_steps(value, pairs, view))
    show_texts(answer, Listening(), title, context)


def pair_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The table behind: every two steps with the counts, the lift and its interval, and the verdict."""
    view = context.view
    told: list[dict[str, Cell]] = []
    for place, value in enumerate(answer.values):
        parts, lift = value.parts, answer.chart["lifts"][place] or (None, None, None)
        told.append(
            {
                view.text("Earlier step"): step_name("touchpoint", value, answer, view),
                view.text("Later step"): step_name("with", value, answer, view),
                view.text("Visits that used both"): value.base,
                view.text("Pain at the first"): _whole(parts.get("first_pains")),
                view.text("Pain at the second"): _whole(parts.get("second_pains")),
                view.text("Pain at both"): _whole(parts.get("both_pains")),
                view.text("Times as often as chance"): lift[0],
                view.text("from"): lift[1],
                view.text("to"): lift[2],
                view.text("Against chance"): verdicts.word(answer.verdicts[place], view),
            }
        )
    return told


def _sentences(answer: Answer, context: Context) -> tuple[str, ...]:
    if answer.missing or not answer.chart["standing"]:
        return ()
    view = context.view
    return (
        view.text(
            "A customer who marks everything low makes every pair fail together a little: "
            "look for the pairs that stand far above the others. It is an association, not a cause."
        ),
    )


def _show_pair(answer: Answer, place: int, context: Context) -> None:
    view, value = context.view, answer.values[place]
    title = pair_found(answer, place, view)
    first, second = value.of("touchpoint") or "", value.of("with") or ""
    lift, low, high = answer.chart["lifts"][place]
    with st.container(key=f"pair-{first}-{second}", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            st.html(f'<p class="hy-pair">{escape(title)}<br><small>{escape(pair_counts(value, view))}</small></p>')
        units = context.chosen.units
        numbers: dict[str, str | float | int | None] = {
            "journey": value.of("journey"),
            "touchpoint": first,
            "with": second,
            "lift": lift,
            "low": low,
            "high": high,
            "share_pct": value.score,
            "passages": value.base,
            "both_pains": _whole(value.parts.get("both_pains")),
        }
        show_draft_button(
            context,
            key=f"pair-{first}-{second}",
            kind="pain_pair",
            title=title,
            numbers={name: number for name, number in numbers.items() if number is not None},
            measure="satisfaction",
            unit_id=units[0] if len(units) == 1 else "",
            page="journeys",
        )


def _whole(count: float | None) -> int | None:
    return None if count is None else int(count)
