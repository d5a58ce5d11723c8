"""One measure of the improvement list, open: its form, what the re-inspection finds, and every change with its undo."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.improvement_form import OPENED, show_form
from dashboard.components.improvement_words import change_line, verdict_words
from dashboard.components.ledger import ledger_of, write
from dashboard.components.names import member_name
from dashboard.components.words import show_notice, unmarked
from dashboard.ledger import Writing, changes, improvements
from dashboard.ledger.improvements import KIND, Improvement
from dashboard.values import Answer, Verdict

CHANGES_SHOWN = 12


def show_detail(context: Context, each: Improvement, answer: Answer | None) -> None:
    """The improvement as it stands, to be changed, judged, and followed back; ``answer`` is its re-inspection."""
    with st.container(key="improvement-detail", border=True):
        st.html(f'<h3 class="hy-find">{escape(f"{each.code} {each.title}")}</h3>')
        show_form(context, each)
        _reinspection(context, each, answer)
        _history(context, each)


def _reinspection(context: Context, each: Improvement, answer: Answer | None) -> None:
    view = context.view
    if answer is None:
        if each.status in ("done", "closed"):
            show_notice(
                view.text("Nothing can be re-inspected by numbers:"), view.text("name the measure it is to be seen in.")
            )
        return
    said = tuple(verdicts.say(verdict, view, answer) for verdict in answer.verdicts)
    panel.show(answer, context, key=f"reinspect-{each.id}", kicker=view.text("Re-inspection"), sentences=said)
    if answer.missing:
        return
    relapses = answer.chart["relapses"]
    if each.verdict:
        unit, decimals = str(answer.chart["unit"]), int(answer.chart["decimals"])
        noted = verdict_words(each, view, unit, decimals)
        st.caption(view.text("Noted on {day}: {verdict}", day=each.verdict_on, verdict=unmarked(noted)))
    with st.container(horizontal=True, gap="small"):
        st.button(
            view.text("Note this verdict"),
            key=f"judge-{each.id}",
            on_click=_judge,
            args=(context, each, answer.verdicts[0]),
        )
        if relapses:
            st.button(
                view.text("Reopen: it has relapsed"),
                key=f"relapse-{each.id}",
                on_click=_reopen,
                args=(context, each, answer),
            )
    if relapses:
        show_notice(view.text("Relapse: the control chart says so."), verdicts.relapse(answer, view))


def _judge(context: Context, each: Improvement, verdict: Verdict) -> None:
    numbers = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(verdict).items()
        if name in ("against", "difference", "low", "high", "expected", "detectable", "tells_from")
    }
    day = context.build.data_until

    def judged(writing: Writing) -> None:
        improvements.judge(writing, each.id, each.version, verdict.code, day, numbers)

    write(context, context.page, judged)


def _reopen(context: Context, each: Improvement, answer: Answer) -> None:
    why = verdicts.relapse(answer, context.view)
    write(context, context.page, lambda writing: improvements.reopen(writing, each.id, each.version, why))


def _history(context: Context, each: Improvement) -> None:
    view = context.view
    told = changes.history(ledger_of(context), KIND, each.id)
    names = {unit: member_name(context, "unit", unit) for unit in context.catalogue.unit}
    with st.expander(view.text("Every change ({count})", count=len(told)), key=f"history-{each.id}"):
        lines = "".join(f"<li>{escape(change_line(one, view, names))}</li>" for one in told[:CHANGES_SHOWN])
        st.html(f"<ul class='hy-changes'>{lines}</ul>")
        with st.container(horizontal=True, gap="small"):
            st.button(view.text("Undo the last change"), key=f"undo-{each.id}", on_click=_undo, args=(context, each))
            st.button(
                view.text("This owner has left"),
                key=f"left-{each.id}",
                type="tertiary",
                on_click=_left,
                args=(context, each),
            )


def _undo(context: Context, each: Improvement) -> None:
    if write(context, context.page, lambda writing: changes.undo_last(writing, KIND, each.id)):
        st.session_state[OPENED] = each.id


def _left(context: Context, each: Improvement) -> None:
    write(context, context.page, lambda writing: improvements.tell_owner_left(writing, each.owner))
