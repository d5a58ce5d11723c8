"""The improvement list out and in again as a workbook: all rows of a file are taken, or none, with every fault told."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.export import taken
from dashboard.components.improvement_file import SheetRow, WrongFileError, from_workbook, to_workbook
from dashboard.components.improvement_form import known_of
from dashboard.components.improvement_words import entry_fault
from dashboard.components.ledger import keep_fault, writing_of
from dashboard.components.words import show_notice
from dashboard.ledger import (
    ChangedMeanwhileError,
    LedgerError,
    LedgerUnavailableError,
    Writing,
    WrongEntryError,
    changes,
    improvements,
)
from dashboard.ledger.improvements import Improvement
from dashboard.views import View

_FILE, _FAULTS, _TAKEN = "improvement-file", "improvement-file-faults", "improvement-file-taken"
FAULTS_SHOWN = 20

Fault = tuple[int, str, str]
"""Row of the file, field, code."""


class RefusedRowsError(LedgerError):
    """A file was not taken; ``faults`` are all of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


def show_sheet(context: Context, every: Sequence[Improvement]) -> None:
    """Take the list as a file; bring one back."""
    view = context.view
    with st.expander(view.text("As a workbook (XLSX)"), key="improvement-sheet"):
        _said(view)
        if context.scope.may_export and every:
            st.download_button(
                view.text("Take the list as XLSX"),
                data=taken(context, "improvements xlsx", lambda: to_workbook(every, context.view)),
                file_name="huiyin-improvements.xlsx",
                mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                key="improvement-take",
                on_click="ignore",
            )
        st.file_uploader(
            view.text("Bring a list: a file taken here, or one with the same headings"), type="xlsx", key=_FILE
        )
        st.button(view.text("Take it in"), key="improvement-bring", on_click=_bring, args=(context,))


def take_in(writing: Writing, rows: Sequence[SheetRow], context: Context) -> tuple[int, int]:
    """Rows with a number change that measure, the others are new; (new, changed). RefusedRowsError tells every fault.

    A row whose version is not the one that stands now was changed by somebody since: it is refused, not overwritten.
    """
    known = known_of(context, takes_past=True)
    rows_now = {row["code"]: row for row in changes.entries(writing.connection, improvements.KIND)}
    faults: list[Fault] = []
    seen: set[str] = set()
    added = changed = 0
    for row in rows:
        if isinstance(row.values.get("expected_change"), str):
            faults.append((row.number, "expected_change", "no_number"))
            continue
        values = {field: value for field, value in row.values.items() if value != "" or field == "note"}
        try:
            if not row.code:
                improvements.add(writing, {"reinspect_on": "", "due_on": "", **values}, known)
                added += 1
                continue
            if row.code in seen or row.code not in rows_now:
                faults.append((row.number, "code", "doubled" if row.code in seen else "unknown"))
                continue
            seen.add(row.code)
            now = rows_now[row.code]
            version = now["version"] if row.version is None else row.version
            after = improvements.edit(writing, now["id"], version, values, known)
            changed += after != version
        except WrongEntryError as refused:
            faults += [(row.number, field, code) for field, code in refused.faults]
        except ChangedMeanwhileError:
            faults.append((row.number, "version", "changed"))
    if faults:
        raise RefusedRowsError(faults)
    return added, changed


def _bring(context: Context) -> None:
    file = st.session_state.get(_FILE)
    if file is None:
        return
    view = context.view
    try:
        rows = from_workbook(file.getvalue())
        with writing_of(context, context.page) as writing:
            st.session_state[_TAKEN] = take_in(writing, rows, context)
    except WrongFileError as fault:
        st.session_state[_FAULTS] = [_file_fault(fault, view)]
    except RefusedRowsError as refused:
        told = refused.faults[:FAULTS_SHOWN]
        lines = [
            view.text("row {number}: {fault}", number=number, fault=entry_fault(field, code, view))
            for number, field, code in told
        ]
        if len(refused.faults) > len(told):
            lines.append(view.text("and {count} more", count=len(refused.faults) - len(told)))
        st.session_state[_FAULTS] = lines
    except LedgerUnavailableError as fault:
        keep_fault(fault)


def _said(view: View) -> None:
    faults, taken = st.session_state.pop(_FAULTS, None), st.session_state.pop(_TAKEN, None)
    if faults:
        show_notice(view.text("Nothing of the file was taken in:"), *faults)
    if taken is not None:
        show_notice(view.text("Taken in: {added} new, {changed} changed.", added=taken[0], changed=taken[1]))


def _file_fault(fault: WrongFileError, view: View) -> str:
    if fault.code == "unreadable":
        return view.text("The file cannot be read as a workbook.")
    if fault.code == "too_long":
        return view.text("The file has more than 5,000 rows; at most that many are taken.")
    return view.text("Its first row has other headings than a list taken here: {found}", found=fault.found)
