"""``streamlit run stock_page.py -- ROOT BANK``: the Trend page's figures by the framework's own means alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from dashboard.queries.builds import open_build
from tests.benchmarks.rivals import charts


@st.cache_data
def figures(root: str, bank: str, period: str) -> list[Any]:
    return [go.Figure(figure) for figure in charts.figures(open_build(bank, Path(root)), period)]


def main(root: str, bank: str) -> None:
    period = st.query_params.get("period", "quarter")
    st.title("Trend")
    for number, figure in enumerate(figures(root, bank, period)):
        st.plotly_chart(figure, key=f"figure-{number}")


main(*sys.argv[-2:])
