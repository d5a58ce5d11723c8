"""The form of one measure of the improvement list, new or changed; what it may hold comes from the catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.improvement_words import entry_fault, field_name
from dashboard.components.ledger import MEASURES_OF_IMPROVEMENTS, keep_fault, today_of, writing_of
from dashboard.components.names import member_name
from dashboard.components.words import show_notice
from dashboard.ledger import LedgerError, WrongEntryError, improvements
from dashboard.ledger.drafts import Draft
from dashboard.ledger.improvements import LONGEST_TITLE, Improvement, Known
from dashboard.ledger.notes import LONGEST_NAME, LONGEST_NOTE
from dashboard.names import improvement_status

OPENED = "improvement-open"
"""Session key: which measure, or draft, is open on the page."""
_FAULTS = "improvement-faults"
_FIELDS = ("title", "owner", "unit_id", "line", "measure", "touchpoint_id", "expected_change", "due_on", "reinspect_on")


def known_of(context: Context, *, takes_past: bool = False) -> Known:
    """What an entry is held against in this bank today."""
    today = today_of(context)
    units = context.catalogue.unit
    return Known(
        today=today,
        open_units={unit for unit, each in units.items() if each.closed_on is None or each.closed_on > today},
        all_units=set(units),
        measures=set(context.catalogue.measures),
        takes_past=takes_past,
    )


def show_form(context: Context, now: Improvement | Draft | None) -> None:
    """The fields of a measure; a draft fills in what it knows. Faults stand above, all at once."""
    view, today = context.view, today_of(context)
    filled = _filled(now, today)
    key = _prefix(now)
    faults = st.session_state.pop(_FAULTS, None)
    if faults:
        show_notice(view.text("Not kept:"), *(entry_fault(field, code, view) for field, code in faults))
    with st.form(f"form-{key}", border=False):
        if filled["finding"]:
            st.caption(f"{field_name('finding', view)}: {filled['finding']}")
        st.text_input(field_name("title", view), value=filled["title"], key=f"{key}-title", max_chars=LONGEST_TITLE)
        _people_and_place(context, filled, key)
        _target(context, filled, key)
        _days(context, filled, key)
        st.text_area(field_name("note", view), value=filled["note"], key=f"{key}-note", max_chars=LONGEST_NOTE)
        if isinstance(now, Improvement):
            st.selectbox(
                field_name("status", view),
                now.next_statuses(),
                format_func=lambda status: improvement_status(status, view),
                key=f"{key}-status",
            )
        label = view.text("Keep the changes") if isinstance(now, Improvement) else view.text("Put on the list")
        st.form_submit_button(label, key=f"{key}-keep", type="primary", on_click=_save, args=(context, now))


def _people_and_place(context: Context, filled: Mapping[str, Any], key: str) -> None:
    view = context.view
    owner, unit, line = st.columns(3)
    with owner:
        st.text_input(field_name("owner", view), value=filled["owner"], key=f"{key}-owner", max_chars=LONGEST_NAME)
    with unit:
        options = ["", *context.catalogue.unit]
        st.selectbox(
            field_name("unit_id", view),
            options,
            index=options.index(filled["unit_id"]) if filled["unit_id"] in options else 0,
            format_func=lambda each: member_name(context, "unit", each) if each else view.text("Whole bank"),
            key=f"{key}-unit_id",
        )
    with line:
        _choose(context, "line", filled["line"], f"{key}-line")


def _target(context: Context, filled: Mapping[str, Any], key: str) -> None:
    view = context.view
    measure, touchpoint, expected = st.columns(3)
    with measure:
        options = ["", *(each for each in MEASURES_OF_IMPROVEMENTS if each in context.catalogue.measures)]
        st.selectbox(
            field_name("measure", view),
            options,
            index=options.index(filled["measure"]) if filled["measure"] in options else 0,
            format_func=lambda each: view.name(context.catalogue.measures[each].names) if each else view.text("None"),
            key=f"{key}-measure",
        )
    with touchpoint:
        _choose(context, "touchpoint", filled["touchpoint_id"], f"{key}-touchpoint_id")
    with expected:
        st.number_input(
            field_name("expected_change", view),
            value=filled["expected_change"],
            step=0.5,
            key=f"{key}-expected_change",
            help=view.text("Written down now, so that the re-inspection can hold it against what came."),
        )


def _days(context: Context, filled: Mapping[str, Any], key: str) -> None:
    for column, field in zip(st.columns(3), ("due_on", "reinspect_on", "done_on"), strict=True):
        if field == "done_on" and filled["status"] not in ("done", "closed"):
            continue
        with column:
            written = filled[field]
            day = datetime.date.fromisoformat(written) if written else None
            st.date_input(field_name(field, context.view), value=day, key=f"{key}-{field}", format="YYYY-MM-DD")


def _choose(context: Context, dimension: str, chosen: str, key: str) -> None:
    view = context.view
    options = ["", *context.catalogue.members.get(dimension, {})]
    st.selectbox(
        field_name("line" if dimension == "line" else "touchpoint_id", view),
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda each: member_name(context, dimension, each) if each else view.text("None"),
        key=key,
    )


def _filled(now: Improvement | Draft | None, today: datetime.date) -> dict[str, Any]:
    """What stands in the form at first; a new measure is due in a month and re-inspected three months later."""
    empty: dict[str, Any] = {
        **dict.fromkeys((*_FIELDS, "finding", "note"), ""),
        "expected_change": None,
        "done_on": None,
        "status": "planned",
        "due_on": (today + datetime.timedelta(days=30)).isoformat(),
        "reinspect_on": (today + datetime.timedelta(days=150)).isoformat(),
    }
    if isinstance(now, Draft):
        return {**empty, "finding": now.title, "unit_id": now.unit_id, "measure": now.measure}
    if isinstance(now, Improvement):
        return {field: getattr(now, field) for field in empty}
    return empty


def _prefix(now: Improvement | Draft | None) -> str:
    """Another version is another form: what was typed over an older one is never kept over a newer one unseen."""
    return f"measure-{now.id}-{now.version}" if now is not None else "measure-new"


def _save(context: Context, now: Improvement | Draft | None) -> None:
    key = _prefix(now)
    fields = [*_FIELDS, "note", "status", "done_on"]
    values = {field: st.session_state[f"{key}-{field}"] for field in fields if f"{key}-{field}" in st.session_state}
    values = {field: "" if value is None and field != "expected_change" else value for field, value in values.items()}
    if values.get("done_on") == "":
        values["done_on"] = None
    known = known_of(context)
    try:
        with writing_of(context, context.page) as writing:
            if isinstance(now, Improvement):
                improvements.edit(writing, now.id, now.version, values, known)
                made = now.id
            else:
                draft = now.id if now is not None else None
                made = improvements.add(
                    writing, {**values, "finding": now.title if now is not None else ""}, known, draft=draft
                )
    except WrongEntryError as refused:
        st.session_state[_FAULTS] = refused.faults
        return
    except LedgerError as fault:
        keep_fault(fault)
        return
    st.session_state[OPENED] = made
