"""A new level on a trend: proposed by a run that stands, accepted by a person with a reason, and taken back."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from dashboard import trend_words
from dashboard.components.context import Context
from dashboard.components.ledger import show_fault, write
from dashboard.ledger import Writing, baselines, changes
from dashboard.ledger.baselines import Baseline
from dashboard.ledger.notes import LONGEST_NOTE
from dashboard.slices import to_address
from dashboard.values import Answer

_PLACE, _TAKEN = "new-level", "new-level-taken"


def show_levels(answer: Answer, context: Context) -> None:
    """What is in force, each with its way back; what is proposed, with the reason asked for."""
    if answer.missing:
        return
    told = trend_words.levels(answer, context.view)
    for each, words in zip(answer.chart.get("accepted", ()), told, strict=True):
        with st.container(key=f"level-{each.id}", horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(width="stretch"):
                st.html(f'<p class="hy-say">{escape(words)}</p>')
            _button(context, context.view.text("Take back"), f"level-back-{each.id}", partial(_take_back, each))
    _show_taken_back(context)
    if answer.chart.get("proposal") is not None:
        _show_proposal(answer, context)
    show_fault(context.view, _PLACE)


def _button(context: Context, label: str, key: str, change: partial[None]) -> None:
    st.button(label, key=key, type="tertiary", on_click=change, args=(context,))


def _take_back(level: Baseline, context: Context) -> None:
    if write(context, context.page, lambda writing: baselines.take_back(writing, level.id, level.version), _PLACE):
        st.session_state[_TAKEN] = level.id


def _show_taken_back(context: Context) -> None:
    """That a level was just taken back, with the way to have it again."""
    view, taken = context.view, st.session_state.get(_TAKEN)
    if taken is None:
        return
    with st.container(key="level-taken", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(view.text("The level was taken back; limits are computed over all months again."))
        _button(context, view.text("Undo"), "level-undo", partial(_undo, taken))


def _undo(level: str, context: Context) -> None:
    def back(writing: Writing) -> None:
        changes.undo_last(writing, baselines.KIND, level)

    write(context, context.page, back, _PLACE)
    st.session_state.pop(_TAKEN, None)


def _show_proposal(answer: Answer, context: Context) -> None:
    view, found = context.view, answer.chart["proposal"]
    month = date.fromisoformat(found["from_month"])
    st.html(f'<p class="hy-say">{escape(trend_words.proposal(answer, view))}</p>')
    named = view.text("Take it as a new level since {month}", month=view.month(month))
    with st.popover(named, key="level-proposed", width="content"):
        warning = view.text(
            "Only where the change has a known reason that will last. Limits are then computed apart before and after, "
            "those after from 12 months on. Who accepted it stays on record; it can be taken back."
        )
        st.html(f'<p class="hy-say">{escape(warning)}</p>')
        st.text_area(view.text("What changed, and why it will last"), key="level-reason", max_chars=LONGEST_NOTE)
        st.button(
            view.text("Accept"),
            key="level-accept",
            type="primary",
            on_click=_accept,
            args=(context, answer.measure, month),
        )


def _accept(context: Context, measure: str, month: date) -> None:
    reason = str(st.session_state.get("level-reason", ""))
    address = to_address(context.chosen)

    def change(writing: Writing) -> None:
        baselines.accept(writing, measure, address, month, reason)

    if write(context, context.page, change, _PLACE):
        st.session_state["level-reason"] = ""
        st.session_state.pop(_TAKEN, None)
