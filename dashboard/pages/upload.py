"""Load an export: choose a file, see how it is read, correct that, try it, load it; and the example bank's removal."""

from __future__ import annotations

import streamlit as st

from dashboard.components import upload_draft, upload_steps
from dashboard.components.context import Visit, current_visit
from dashboard.components.style import apply_sheet
from dashboard.components.upload_description import show_decisions, show_description
from dashboard.components.words import show_notice, show_title


def show(visit: Visit) -> None:
    """One step at a time; what is on its way stays until it is loaded or begun anew."""
    view = visit.view
    apply_sheet("data")
    show_title(
        view.text("Load an export"),
        view.text("Choose the file, see how it will be read, correct it, try it, load it."),
    )
    if not visit.scope.may_load:
        show_notice(view.text("Loading is left to those who look after the data."))
        return
    draft = upload_draft.current()
    if draft is None:
        with st.container(key="upload-choice"):
            upload_steps.show_choice(visit)
        upload_steps.show_removal(visit)
        return
    if draft.loaded is not None:
        upload_steps.show_done(draft, visit)
        return
    upload_steps.show_head(draft, view)
    if draft.report is None and not draft.refused:
        upload_draft.describe(draft, view)
        st.rerun()
    if draft.report is None:
        upload_steps.show_errors(draft, view)
        show_decisions(draft, view)
        return
    show_description(draft, view)
    upload_steps.show_trial(draft, view)


show(current_visit())
