"""Typical cases of a bulletin: a person reads the newest masked narratives and chooses those that stand for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.components.ledger import ledger_of, show_fault, unless_out_of_reach, write
from dashboard.components.reception import note_texts
from dashboard.components.words import show_section
from dashboard.ledger import Writing, typical_cases
from dashboard.ledger.notes import masked
from dashboard.ledger.typical_cases import MOST_CASES, TypicalCase
from dashboard.queries.voices import Text
from dashboard.values import Answer

PAGE = "reports"
HEIGHT_PX = 360
Address = Mapping[str, Sequence[str]]


def show_cases(candidates: Answer, context: Context, address: Address, period: str) -> None:
    """The cases that were chosen, each to be left out again, and the narratives from which more can be chosen."""
    view = context.view
    lead = view.text("Three to five stand in a bulletin. Everything is masked; read once more before you send it.")
    show_section(view.text("Typical cases"), lead)
    if not context.scope.may_read_verbatims:
        st.html(
            f'<p class="hy-say">{escape(view.text("You may see numbers here, but not read what customers wrote."))}</p>'
        )
        return
    with unless_out_of_reach(view):
        found = typical_cases.chosen(ledger_of(context), context.scope, address, period)
        if found or not (candidates.missing or candidates.chart["withheld"]):
            note_texts(context, "typical cases")
        show_fault(view, "cases")
        for case in found:
            _show_chosen(case, context)
        if not found:
            st.html(f'<p class="hy-say">{escape(view.text("No typical case has been chosen for this period."))}</p>')
        if not context.scope.may_edit:
            return
        if candidates.missing or candidates.chart["withheld"]:
            _show_none(candidates, context)
            return
        taken = {case.text for case in found}
        texts = [text for text in candidates.chart["texts"] if masked(text.text) not in taken]
        count = view.number(candidates.chart["documents"])
        with st.expander(view.text("Choose from the newest of {count} narratives", count=count), key="candidates"):
            if len(found) >= MOST_CASES:
                st.html(f'<p class="hy-say">{escape(view.text("Five are chosen: leave one out to take another."))}</p>')
            with st.container(height=HEIGHT_PX, border=False):
                for at, text in enumerate(texts):
                    _show_candidate(at, text, context, address, period, is_full=len(found) >= MOST_CASES)


def _show_none(candidates: Answer, context: Context) -> None:
    view = context.view
    words = verdicts.missing(candidates, view)
    if not candidates.missing:
        words = view.text("Too few narratives within this selection to open any.")
    st.html(f'<p class="hy-say">{escape(words)}</p>')


def _quote(text: str, where: str) -> None:
    st.html(f'<blockquote class="hy-voice"><p>{escape(text)}</p><footer>{escape(where)}</footer></blockquote>')


def _show_chosen(case: TypicalCase, context: Context) -> None:
    view = context.view

    def leave_out() -> None:
        write(context, PAGE, lambda writing: typical_cases.leave_out(writing, case.id, case.version), "cases")

    words, button = st.columns([10, 2], vertical_alignment="center")
    with words:
        unit = view.name(context.catalogue.called(case.unit_id)) if case.unit_id else ""
        told = view.text("chosen by {who}", who=case.made_by)
        _quote(case.text, view.text(" · ").join(each for each in (unit, view.day(case.told_on), told) if each))
    with button:
        if not context.scope.may_edit:
            return
        st.button(view.text("Leave out"), key=f"leave-{case.id}", type="tertiary", on_click=leave_out)


def _show_candidate(at: int, text: Text, context: Context, address: Address, period: str, *, is_full: bool) -> None:
    view = context.view

    def keep(writing: Writing) -> None:
        typical_cases.choose(writing, address, period, text=text.text, told_on=text.told_on, unit_id=text.unit_id)

    def choose() -> None:
        write(context, PAGE, keep, "cases")

    words, button = st.columns([10, 2], vertical_alignment="center")
    with words:
        unit = view.name(context.catalogue.called(text.unit_id)) if text.unit_id else ""
        _quote(text.text, view.text(" · ").join(each for each in (unit, view.day(text.told_on)) if each))
    with button:
        st.button(
            view.text("Choose"),
            key=f"choose-{at}",
            disabled=is_full,
            on_click=choose,
        )
