"""Load an export: how a person hands over a file."""

from __future__ import annotations

import streamlit as st

from dashboard.components.context import Visit, current_visit
from dashboard.components.words import show_title


def show(visit: Visit) -> None:
    """How files are loaded."""
    view = visit.view
    show_title(
        view.text("Load an export"),
        view.text(
            "Exports of your survey tool, complaints and suggestions, as .xlsx, .xls, .csv or .parquet. "
            "In a terminal, in this folder:"
        ),
    )
    st.code("python -m pipelines load FILE --bank mybank --description DESCRIPTION.toml", language="shell")


show(current_visit())
