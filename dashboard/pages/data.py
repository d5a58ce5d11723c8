"""Data: how fresh, how complete, what was refused and why; may one trust this number?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.answers import complaint_faults, data_checks, data_quality, data_volume
from dashboard.components import data_files
from dashboard.components import data_quality as shown
from dashboard.components.context import Context, current
from dashboard.components.data_complaints import show_complaint_faults
from dashboard.components.data_dictionary import show_dictionary
from dashboard.components.side_by_side import side_by_side
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_notice, show_title
from dashboard.queries import provenance


def show(context: Context) -> None:
    """The files behind the build, then how the answers in them came about, then what everything means."""
    view, build = context.view, context.build
    apply_sheet("data")
    show_title(
        view.text("Data"), view.text("How fresh, how complete, what was refused and why: may I trust this number?")
    )
    if context.scope.may_load:
        st.page_link("pages/upload.py", label=view.text("Load an export"), query_params=context.address())
    contracts = provenance.contract_columns(build) if provenance.has_contracts(build) else ()
    if provenance.lacking(build):
        show_notice(
            view.text("This build was made by an earlier version and does not say where it comes from."),
            view.text("Load any file again, or build the example bank again; what was loaded stays."),
        )
        show_dictionary(contracts, provenance.mart_columns(build), context)
        return
    loads, refusals = provenance.loads(build), provenance.refusals(build)
    data_files.show_facts(loads, context)
    data_files.show_refusals(loads, refusals, context)
    data_files.show_freshness(loads, context)
    data_files.show_loads(loads, refusals, context)
    data_files.show_counts_aside(provenance.counts_aside(build), view)

    asked = (build, context.chosen, context.scope)
    answers = side_by_side(
        quality=partial(data_quality.by_survey, *asked),
        volume=partial(data_volume.by_month, *asked),
        checks=partial(data_checks.please_check, *asked),
        complaints=partial(complaint_faults.by_kind, *asked),
    )
    shown.show_quality(answers["quality"], context)
    shown.show_volume(answers["volume"], context)
    shown.show_checks(answers["checks"], provenance.overlaps(build), context)
    show_complaint_faults(answers["complaints"], context)
    show_dictionary(contracts, provenance.mart_columns(build), context)


show(current())
