"""What was made before: which report of which period and build, by whom and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.ledger import ledger_of, unless_out_of_reach
from dashboard.components.words import show_section
from dashboard.ledger import reports
from dashboard.ledger.reports import Made
from dashboard.slices import Period


def show_history(context: Context, name_of: Callable[[str], str]) -> None:
    """The newest reports as a table; ``name_of`` gives the name of a kind."""
    view = context.view
    show_section(view.text("Made so far"))
    with unless_out_of_reach(view):
        found = reports.history(ledger_of(context), context.scope)
        if not found:
            st.html(f'<p class="hy-say">{escape(view.text("No report has been made yet."))}</p>')
            return
        rows = [_row(made, context, name_of) for made in found]
        st.dataframe(rows, hide_index=True, key="history", alt=view.text("Made so far"))


def _row(made: Made, context: Context, name_of: Callable[[str], str]) -> dict[str, str]:
    view = context.view
    at = datetime.fromisoformat(made.made_at).astimezone(ZoneInfo(context.build.zone))
    units = made.address.get("unit", [])
    names = view.text(", ").join(view.name(context.catalogue.called(unit)) for unit in units)
    return {
        view.text("Report"): name_of(made.kind),
        view.text("Period"): view.period(Period.parse(made.period)) if made.period else "",
        view.text("Unit"): names or view.text("Whole bank"),
        view.text("Language"): "中文" if made.language == "zh_CN" else "English",
        view.text("Made on"): f"{view.day(at.date())} {at:%H:%M}",
        view.text("Made by"): made.made_by,
        view.text("Build"): made.build,
        view.text("Files"): view.text(", ").join(made.files),
    }
