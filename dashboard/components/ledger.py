"""The ledger as pages use it: whose hand writes, one click from a finding to a draft, and faults said in words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.admission import RefusedError, admit
from dashboard.components.context import Context
from dashboard.components.sign_in import came_from_now, visitor_now
from dashboard.components.words import show_notice
from dashboard.ledger import (
    Author,
    ChangedMeanwhileError,
    Ledger,
    LedgerError,
    LedgerUnavailableError,
    NotPermittedError,
    NotThereError,
    Writing,
    WrongEntryError,
    audit,
    drafts,
    open_ledger,
)
from dashboard.scopes import Scope
from dashboard.slices import to_address
from dashboard.views import View

MEASURES_OF_IMPROVEMENTS = ("nps", "satisfaction", "effort", "response_rate", "complaints_per_10k")
"""Measures an improvement may be seen in: those that a unit has every month."""
_FAULT = "ledger-fault"


def ledger_of(context: Context) -> Ledger:
    """The ledger of the bank that is looked at."""
    return open_ledger(context.build.bank, context.build.folder)


def today_of(context: Context) -> datetime.date:
    """The day it is in the bank's zone: what due dates are held against."""
    return datetime.datetime.now(ZoneInfo(context.build.zone)).date()


def author_of(context: Context, page: str) -> Author:
    """The person, where from, and what was looked at, as the audit keeps it."""
    return Author(
        person=context.scope.person,
        came_from=came_from_now(),
        page=page,
        slice=urlencode(to_address(context.chosen), doseq=True),
    )


def scope_now(context: Context) -> Scope | None:
    """The reader's scope asked anew, None for who is not let in: another tab of the same sign-in may have been told of
    another scope since this page was drawn."""
    try:
        return admit(visitor_now(context.build), context.build).scope
    except RefusedError:
        return None


@contextmanager
def writing_of(context: Context, page: str, *, is_own: bool = False) -> Iterator[Writing]:
    """A transaction of the reader's own hand. NotPermittedError, and a note of it, for whoever may only look;
    ``is_own`` is for what concerns nobody else."""
    now = scope_now(context)
    if now is None or not (is_own or (context.scope.may_edit and now.may_edit)):
        audit.record(ledger_of(context), author_of(context, page), "edit", is_refused=True)
        raise NotPermittedError(f"{context.scope.person} may not edit")
    with ledger_of(context).writing(author_of(context, page)) as opened:
        yield opened


def write(
    context: Context, page: str, change: Callable[[Writing], object], place: str = "", *, is_own: bool = False
) -> bool:
    """Do one change in a transaction of its own; whether it was kept. Where not, why stands ready for ``show_fault``
    at the same ``place``.

    For callbacks: the page is drawn anew afterwards and shows what is true then.
    """
    try:
        with writing_of(context, page, is_own=is_own) as opened:
            change(opened)
    except LedgerError as fault:
        keep_fault(fault, place)
        return False
    return True


def keep_fault(fault: LedgerError, place: str = "") -> None:
    """Keep what hindered a change for ``show_fault`` of the next drawing."""
    st.session_state[f"{_FAULT}-{place}"] = fault


def show_fault(view: View, place: str = "") -> None:
    """What hindered the last change made at this place, said once."""
    fault = st.session_state.pop(f"{_FAULT}-{place}", None)
    if isinstance(fault, LedgerError):
        show_notice(*say_fault(fault, view))


def say_fault(fault: LedgerError, view: View) -> tuple[str, ...]:
    """A fault of the ledger in words: what happened, and what to do."""
    if isinstance(fault, ChangedMeanwhileError):
        told = view.text("{person} changed this meanwhile; nothing of theirs was overwritten.", person=_changer(fault))
        return told, view.text("What stands here now is how it is. Make your change again if it is still needed.")
    if isinstance(fault, NotThereError):
        return (view.text("This is no longer there: somebody has taken it away."),)
    if isinstance(fault, WrongEntryError):
        return (view.text("Not kept:"), *(say_entry_fault(field, code, view) for field, code in fault.faults))
    if isinstance(fault, NotPermittedError):
        return (view.text("You may look at this list, but not write in it; nothing was kept."),)
    if isinstance(fault, LedgerUnavailableError):
        told = view.text("What people write cannot be reached just now, so nothing was kept.")
        return told, view.text("The figures are not affected. Try again in a moment, or tell your administrator.")
    return view.text("Nothing was kept."), str(fault)


def say_entry_fault(field: str, code: str, view: View) -> str:
    """Why one field of an entry cannot stand."""
    said = {
        ("name", "empty"): view.text("Give it a name."),
        ("name", "too_long"): view.text("The name is longer than 80 characters."),
        ("name", "taken"): view.text("You already have a view of that name: choose another."),
        ("reason", "empty"): view.text("Say what changed: a level is not moved without a reason."),
        ("reason", "too_long"): view.text("The reason is too long."),
        ("from_month", "taken"): view.text("This level has been accepted already."),
        ("entry", "taken"): view.text("Another entry has taken its place."),
    }
    return said.get((field, code), f"{field}: {code}")


@contextmanager
def unless_out_of_reach(view: View) -> Iterator[None]:
    """What needs the ledger is drawn, or in its place why it cannot be; the rest of the page stands."""
    try:
        yield
    except LedgerError as fault:
        show_notice(*say_fault(fault, view))


def show_draft_button(
    context: Context,
    *,
    key: str,
    kind: str,
    title: str,
    numbers: Mapping[str, drafts.Told],
    measure: str = "",
    unit_id: str = "",
    page: str = "",
) -> None:
    """One click puts a finding, as it is seen now, on the improvement list as a draft: see ``put_draft``."""
    view = context.view
    put = partial(
        put_draft,
        context,
        key=key,
        kind=kind,
        title=title,
        numbers=numbers,
        measure=measure,
        unit_id=unit_id,
        page=page,
    )
    st.button(view.text("Put on the improvement list"), key=f"draft-{key}", type="tertiary", on_click=put)
    show_put(view, key)


def put_draft(
    context: Context,
    *,
    key: str,
    kind: str,
    title: str,
    numbers: Mapping[str, drafts.Told],
    measure: str = "",
    unit_id: str = "",
    page: str = "",
) -> None:
    """Put a finding on the improvement list as a draft; ``show_put`` at the same ``key`` says what came of it.

    ``kind`` is pain_pair, rising_word, driver, unit, topic …; ``title`` the finding in the reader's words; ``numbers``
    what the gate released for it, by name. The period it was seen in is kept with them: a check of what came of it
    leaves those months out, because what was chosen for being low rises by itself.
    """
    if not context.scope.may_edit:
        return
    page = page or context.page
    seen = {"period": str(context.period) if context.period else "", **numbers}
    st.session_state[_put_key(key)] = write(
        context,
        page,
        lambda writing: drafts.put(
            writing,
            kind,
            title,
            page=page,
            address=to_address(context.chosen),
            build=context.build.id,
            numbers=seen,
            measure=measure,
            unit_id=unit_id,
        ),
        key,
    )


def show_put(view: View, key: str) -> None:
    """Whether the finding is on the list now, said once."""
    if st.session_state.pop(_put_key(key), False):
        st.toast(view.text("On the improvement list as a draft: see Suggestions."))
    show_fault(view, key)


def _changer(fault: ChangedMeanwhileError) -> str:
    return str(fault.now["changed_by"])


def _put_key(key: str) -> str:
    return f"draft-put-{key}"
