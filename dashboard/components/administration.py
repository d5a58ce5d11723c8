"""The administration's pieces: unusual use, people with what they may see, and the newest entries of the audit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.access.grants import scope_of
from dashboard.access.register import Register, identified
from dashboard.admission import above, tree
from dashboard.components.context import Context
from dashboard.components.ledger import scope_now, write
from dashboard.components.reception import what_one_may
from dashboard.components.table import height_of
from dashboard.components.words import show_notice, show_section
from dashboard.ledger import Ledger, Writing, audit, suspensions
from dashboard.ledger.suspensions import Suspension
from dashboard.unusual import Unusual
from dashboard.views import View
from dashboard.watch import say_fault

ENTRIES_SHOWN = 200
_PERSON, _REASON, PLACE = "administered-person", "administered-reason", "administration"


def show_unusual(found: Sequence[Unusual], context: Context) -> None:
    """Person-days beyond the limits, the newest first."""
    view = context.view
    show_section(
        view.text("Unusual use"),
        view.text("Days on which somebody took, opened or tried far more than people here do, in the last 60 days."),
    )
    if not found:
        st.caption(view.text("Nothing unusual."))
        return
    rows = [
        {
            view.text("Day"): view.day(each.day),
            view.text("Who"): each.person,
            view.text("What"): kind_name(each.kind, view),
            view.text("How many"): each.count,
            view.text("Ordinary up to"): each.ordinary_up_to,
        }
        for each in found
    ]
    limit = {view.text("Ordinary up to"): st.column_config.NumberColumn(format="%.1f")}
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        key="unusual",
        alt=view.text("Unusual use"),
        height=height_of(rows),
        column_config=limit,
    )


def show_people(people: Register, standing: Sequence[Suspension], context: Context) -> None:
    """Everyone of the file, what they may, and the way to suspend somebody or let them in again."""
    view = context.view
    show_section(
        view.text("People"), view.text("As config/access.toml says; a change of the file holds at the next click.")
    )
    suspended = {each.person: each for each in standing}
    below, upper = tree(context.build), above(context.build)
    rows = []
    for who, person in people.people.items():
        sees, may = what_one_may(scope_of(who, people.roles_by(who, {}) or (), below, upper), view)
        rows.append(
            {
                view.text("Name"): person.name,
                view.text("Who"): who,
                view.text("Roles"): view.text(", ").join(person.roles),
                view.text("Rights"): f"{sees} · {may}",
                view.text("State"): view.text("suspended") if who in suspended else view.text("active"),
            }
        )
    st.dataframe(rows, hide_index=True, key="people", alt=view.text("People"), height=height_of(rows))
    for each in standing:
        with st.container(key=f"suspended-{each.id}", horizontal=True, vertical_alignment="center", gap="small"):
            told = view.text("{person}, suspended by {by}", person=each.person, by=each.made_by)
            st.text(view.text(", ").join((told, each.reason)) if each.reason else told)
            st.button(
                view.text("Let in again"), key=f"lift-{each.id}", type="tertiary", on_click=_lift, args=(context, each)
            )
    with st.container(key="suspend", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(view.text("Suspend whom"), key=_PERSON, placeholder="wang@bank.example")
        st.text_input(view.text("Why"), key=_REASON)
        st.button(view.text("Suspend"), key="suspend-now", on_click=_suspend, args=(context,))


def show_audit(ledger: Ledger, context: Context) -> None:
    """The newest entries, and whether the chain is whole."""
    view = context.view
    show_section(view.text("Audit"), view.text("Who, when, from where, what; the newest {count}.", count=ENTRIES_SHOWN))
    if st.button(view.text("Verify the chain"), key="verify"):
        found = audit.verify(ledger)
        count = view.number(found.entries)
        whole = view.text("The audit is whole: {count} entries, none changed, missing or cut off.", count=count)
        told = [say_fault(number, code, view) for number, code in found.faults] or [whole]
        head = view.text("Its last hash, to be noted elsewhere: {head}", head=found.head or "–")
        show_notice(told[0], *told[1:], head)
    rows = [_entry(each, context) for each in audit.entries(ledger, last=ENTRIES_SHOWN)]
    if not rows:
        st.caption(view.text("Nothing has been noted yet."))
        return
    st.dataframe(rows, hide_index=True, key="audit", alt=view.text("Audit"), height=height_of(rows))


def kind_name(kind: str, view: View) -> str:
    """What was done unusually often."""
    return {
        "files": view.text("files taken"),
        "units": view.text("different units looked at"),
        "nights": view.text("pages looked at by night"),
        "texts": view.text("times texts were opened"),
        "refusals": view.text("things asked for and refused"),
    }[kind]


def action_name(action: str, view: View) -> str:
    """An entry's action in words; those of the lists by their code."""
    said = {
        "entry": view.text("came in"),
        "view": view.text("looked at"),
        "export": view.text("took a file"),
        "texts": view.text("opened texts"),
        "edit": view.text("wanted to write"),
        "signed_out": view.text("signed out"),
        "roles_changed": view.text("roles were changed"),
        "suspension_made": view.text("suspended somebody"),
        "suspension_removed": view.text("let somebody in again"),
    }
    return said.get(action, action)


def _entry(each: Mapping[str, Any], context: Context) -> dict[str, Any]:
    view = context.view
    at = datetime.datetime.fromisoformat(each["at"]).astimezone(ZoneInfo(context.build.zone))
    action = action_name(each["action"], view)
    return {
        view.text("When"): f"{at:%Y-%m-%d %H:%M:%S}",
        view.text("Who"): each["who"],
        view.text("From where"): each["came_from"],
        view.text("Action"): view.text("refused: {what}", what=action) if each["is_refused"] else action,
        view.text("Page"): each["page"],
        view.text("Concerning"): view.text(", ").join(told for told in (each["subject"], each["slice"]) if told),
    }


def _suspend(context: Context) -> None:
    person = identified(str(st.session_state.get(_PERSON, "")))
    reason = str(st.session_state.get(_REASON, ""))
    if _write(context, lambda writing: suspensions.suspend(writing, person, reason)):
        st.session_state[_PERSON] = st.session_state[_REASON] = ""


def _lift(context: Context, each: Suspension) -> None:
    _write(context, lambda writing: suspensions.lift(writing, each.person))


def _write(context: Context, change: Callable[[Writing], object]) -> bool:
    """For who may administer now, whatever the page was drawn for."""
    now = scope_now(context)
    return now is not None and now.may_administer and write(context, PLACE, change, PLACE, is_own=True)
