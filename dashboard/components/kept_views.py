"""Kept views in the bar: the page and slice of now under a name, and one's own views to open, rename and take away."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.components.chosen_here import PARAMETERS
from dashboard.components.context import Context
from dashboard.components.ledger import ledger_of, show_fault, unless_out_of_reach, write
from dashboard.components.words import unmarked
from dashboard.ledger import Writing, changes, kept_views
from dashboard.ledger.kept_views import KeptView
from dashboard.ledger.notes import LONGEST_NAME
from dashboard.slices import to_address

_PLACE = "kept-views"
_PAGES = Path(__file__).resolve().parents[1] / "pages"
_NAME, _RENAMING, _NEW_NAME, _TAKEN = "kept-name", "kept-renaming", "kept-new-name", "kept-taken-away"


def show_kept_views(context: Context) -> None:
    """One more opening of the bar; where the ledger is out of reach it says so and the bar stands."""
    view = context.view
    with st.popover(view.text("Kept views"), key="open-kept"), unless_out_of_reach(view):
        views = kept_views.list_views(ledger_of(context), context.scope.person)
        show_fault(view, _PLACE)
        _taken_away(context)
        if not views:
            st.caption(view.text("A view is this page with all its filters. Keep one, and it opens here by its name."))
        for kept in views:
            _one(context, kept)
        _keep(context)


def _one(context: Context, kept: KeptView) -> None:
    view = context.view
    if st.session_state.get(_RENAMING) == kept.id:
        with st.container(key=f"kept-{kept.id}", horizontal=True, vertical_alignment="bottom", gap="small"):
            st.session_state.setdefault(_NEW_NAME, kept.name)
            st.text_input(view.text("New name"), key=_NEW_NAME, max_chars=LONGEST_NAME)
            st.button(view.text("Rename"), key="kept-rename", on_click=_rename, args=(context, kept))
            st.button(view.text("Leave it"), key="kept-leave", type="tertiary", on_click=_stop_renaming)
        return
    with st.container(key=f"kept-{kept.id}", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            _link(context, kept)
        rename, away = view.text("Rename"), view.text("Take away")
        st.button(rename, key=f"kept-name-{kept.id}", type="tertiary", on_click=_start_renaming, args=(kept.id,))
        st.button(away, key=f"kept-away-{kept.id}", type="tertiary", on_click=_take_away, args=(context, kept))


def _link(context: Context, kept: KeptView) -> None:
    """The view's name opens it, like any link of the house; a page that is gone is said to be."""
    if not (_PAGES / f"{kept.page}.py").exists():
        st.caption(context.view.text("{name}: its page is no longer there", name=unmarked(kept.name)))
        return
    manner = {name: ids for name, ids in context.manner.items() if name not in PARAMETERS}
    address = {**{name: list(ids) for name, ids in kept.address.items()}, **manner}
    st.page_link(f"pages/{kept.page}.py", label=unmarked(kept.name), query_params=address)


def _keep(context: Context) -> None:
    view = context.view
    with st.container(key="kept-new", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            view.text("Name of this view"),
            key=_NAME,
            max_chars=LONGEST_NAME,
            placeholder=view.text("North region, last quarter"),
        )
        st.button(view.text("Keep this view"), key="kept-keep", type="primary", on_click=_kept, args=(context,))


def _kept(context: Context) -> None:
    name = str(st.session_state.get(_NAME, ""))
    of_the_page = {name: ids for name, ids in context.manner.items() if name in PARAMETERS}
    address = {**to_address(context.chosen), **of_the_page}
    if write(
        context,
        context.page,
        lambda writing: kept_views.keep(writing, name, context.page, address),
        _PLACE,
        is_own=True,
    ):
        st.session_state[_NAME] = ""


def _start_renaming(view: str) -> None:
    st.session_state.pop(_NEW_NAME, None)
    st.session_state[_RENAMING] = view


def _stop_renaming() -> None:
    st.session_state.pop(_RENAMING, None)


def _rename(context: Context, kept: KeptView) -> None:
    name = str(st.session_state.get(_NEW_NAME, ""))
    if write(
        context,
        context.page,
        lambda writing: kept_views.rename(writing, kept.id, kept.version, name),
        _PLACE,
        is_own=True,
    ):
        _stop_renaming()


def _take_away(context: Context, kept: KeptView) -> None:
    if write(
        context, context.page, lambda writing: kept_views.remove(writing, kept.id, kept.version), _PLACE, is_own=True
    ):
        st.session_state[_TAKEN] = (kept.id, kept.name)


def _taken_away(context: Context) -> None:
    """What was just taken away, with the way back."""
    view = context.view
    taken = st.session_state.get(_TAKEN)
    if taken is None:
        return
    with st.container(key="kept-taken", horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(view.text("Taken away: {name}", name=unmarked(taken[1])))
        st.button(view.text("Undo"), key="kept-undo", type="tertiary", on_click=_undo, args=(context, taken[0]))


def _undo(context: Context, view: str) -> None:
    def back(writing: Writing) -> None:
        changes.undo_last(writing, kept_views.KIND, view)

    write(context, context.page, back, _PLACE, is_own=True)
    st.session_state.pop(_TAKEN, None)
