"""The improvement list on the page: drafts that wait, the measures, and one of them open with its verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from dashboard.components.annotations import upwards
from dashboard.components.context import Context
from dashboard.components.improvement_detail import show_detail
from dashboard.components.improvement_form import OPENED, show_form
from dashboard.components.improvement_sheet import show_sheet
from dashboard.components.improvement_words import field_name, finding_name
from dashboard.components.ledger import ledger_of, show_fault, today_of, unless_out_of_reach, write
from dashboard.components.names import member_name
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_section
from dashboard.ledger import drafts, improvements
from dashboard.ledger.drafts import Draft
from dashboard.ledger.improvements import OPEN, Improvement
from dashboard.names import improvement_status
from dashboard.values import Answer

Reinspect = Callable[[Improvement], Answer | None]
NEW = "new"
DRAFTS_SHOWN = 8
_SHOWN = "improvement-shown"


def show_improvements(context: Context, reinspect: Reinspect) -> None:
    """The whole list as far as it concerns the chosen units; out of reach, it says so and the page stands.

    ``reinspect`` answers for one improvement what came of it; None where there is nothing to look at again.
    """
    apply_sheet("improvements")
    view = context.view
    with unless_out_of_reach(view):
        ledger = ledger_of(context)
        every = [each for each in improvements.list_all(ledger, context.scope) if _concerns(context, each.unit_id)]
        waiting = [each for each in drafts.waiting(ledger, context.scope) if _concerns(context, each.unit_id)]
        show_section(view.text("Improvement list"), _lead(context, every, waiting))
        show_fault(view)
        opened = st.session_state.get(OPENED)
        for draft in waiting[:DRAFTS_SHOWN]:
            _draft(context, draft, is_open=opened == draft.id)
        _measures(context, every)
        is_new = opened == NEW
        with st.container(key="improvement-choice", horizontal=True, vertical_alignment="bottom", gap="small"):
            _choose(context, every)
            if context.scope.may_edit:
                new = view.text("New improvement")
                st.button(new, key="improvement-new", on_click=_open, args=(NEW,), disabled=is_new)
        if is_new:
            show_form(context, None)
        for each in every:
            if each.id == opened:
                show_detail(context, each, reinspect(each))
        show_sheet(context, every)


def _lead(context: Context, every: list[Improvement], waiting: list[Draft]) -> str:
    view, today = context.view, today_of(context)
    if not every and not waiting:
        return view.text("Nothing yet. Put a finding here from its figure, or add an improvement of your own.")
    pieces = [
        view.text("{count} open", count=sum(each.status in OPEN for each in every)),
        view.text("{count} overdue", count=sum(each.is_overdue(today) for each in every)),
        view.text("{count} to be re-inspected", count=sum(each.is_to_reinspect(today) for each in every)),
        view.text("{count} findings wait to be taken up", count=len(waiting)),
    ]
    return view.text(", ").join(pieces)


def _draft(context: Context, draft: Draft, *, is_open: bool) -> None:
    view = context.view
    where = member_name(context, "unit", draft.unit_id) if draft.unit_id else view.text("Whole bank")
    seen = view.day(date.fromisoformat(draft.made_at[:10]))
    with st.container(key=f"draft-{draft.id}"):
        st.html(
            f'<div class="hy-draft"><span class="hy-kind">{escape(finding_name(draft.kind, view))}</span> '
            f"<strong>{escape(draft.title)}</strong> <small>{escape(where)} · "
            f"{escape(view.text('put here by {person}, {day}', person=draft.made_by, day=seen))}</small></div>"
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                view.text("Make an improvement of it"),
                key=f"draft-make-{draft.id}",
                on_click=_open,
                args=(draft.id,),
                disabled=is_open,
            )
            st.button(
                view.text("Put away"),
                key=f"draft-away-{draft.id}",
                type="tertiary",
                on_click=_dismiss,
                args=(context, draft),
            )
            address = {**{name: list(ids) for name, ids in draft.address.items()}, **context.manner}
            st.page_link(f"pages/{draft.page}.py", label=view.text("Where it was seen"), query_params=address)
        if is_open:
            show_form(context, draft)


def _measures(context: Context, every: list[Improvement]) -> None:
    """The measures as a table that a screen reader reads, on a phone one below the other."""
    view, today = context.view, today_of(context)
    if not every:
        return
    options = {"open": view.text("Open"), "due": view.text("Due"), "all": view.text("All")}
    chosen = st.segmented_control(
        view.text("Show"), list(options), format_func=options.__getitem__, key=_SHOWN, default="all", required=True
    )
    shown = [each for each in every if _is_shown(each, str(chosen), today)]
    columns = ("code", "title", "unit_id", "owner", "due_on", "reinspect_on", "status")
    head = "".join(f"<th scope='col'>{escape(field_name(column, view))}</th>" for column in columns)
    rows = "".join(_row(context, each, columns, today) for each in shown)
    empty = f"<p class='hy-say'>{escape(view.text('None of these.'))}</p>" if not shown else ""
    st.html(f"<table class='hy-list'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{empty}")


def _row(context: Context, each: Improvement, columns: tuple[str, ...], today: date) -> str:
    view = context.view
    told = {
        "code": escape(each.code),
        "title": f"<strong>{escape(each.title)}</strong>",
        "unit_id": escape(member_name(context, "unit", each.unit_id) if each.unit_id else view.text("Whole bank")),
        "owner": escape(each.owner),
        "due_on": _day(each.due_on, view.text("overdue") if each.is_overdue(today) else ""),
        "reinspect_on": _day(each.reinspect_on, view.text("re-inspection due") if each.is_to_reinspect(today) else ""),
        "status": escape(improvement_status(each.status, view)),
    }
    cells = "".join(f"<td data-name='{escape(field_name(column, view))}'>{told[column]}</td>" for column in columns)
    return f"<tr>{cells}</tr>"


def _day(day: str, warning: str) -> str:
    """A day, with a word where it calls for something; never by colour alone."""
    return f"{escape(day)} <span class='hy-late'>{escape(warning)}</span>" if warning else escape(day)


def _is_shown(each: Improvement, chosen: str, today: date) -> bool:
    if chosen == "open":
        return each.status in {*OPEN, "done"}
    return chosen == "all" or each.is_overdue(today) or each.is_to_reinspect(today)


def _choose(context: Context, every: list[Improvement]) -> None:
    view = context.view
    if not every:
        return
    names = {each.id: f"{each.code} {each.title}" for each in every}
    opened = st.session_state.get(OPENED)
    st.session_state["improvement-chosen"] = opened if opened in names else None
    st.selectbox(
        view.text("Open an improvement"),
        list(names),
        format_func=names.__getitem__,
        key="improvement-chosen",
        placeholder=view.text("Choose"),
        on_change=_open_chosen,
    )


def _open_chosen() -> None:
    _open(st.session_state["improvement-chosen"])


def _open(what: str | None) -> None:
    st.session_state[OPENED] = what


def _dismiss(context: Context, draft: Draft) -> None:
    write(context, context.page, lambda writing: drafts.dismiss(writing, draft.id, draft.version))


def _concerns(context: Context, unit_id: str) -> bool:
    """Whether a unit lies at or below a chosen one; what is of the whole bank stands everywhere."""
    chosen = set(context.chosen.units)
    return not chosen or not unit_id or bool(chosen & upwards(context, unit_id))
