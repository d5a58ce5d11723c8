"""A table with two sides as small figures on one scale, side by side where there is room."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.plot import show_plot
from dashboard.figures import reading
from dashboard.figures.facets import draw_facet
from dashboard.values import Answer

COLUMNS = 3


def show_facets(answer: Answer, context: Context, *, key: str, kicker: str = "") -> None:
    """One small figure per member of the second side; then the footer, the table behind and the file."""
    view = context.view
    if answer.missing:
        above = f'<p class="hy-kicker">{escape(kicker)}</p>' if kicker else ""
        st.html(f'{above}<div class="hy-notice" role="status">{escape(verdicts.missing(answer, view))}</div>')
        return
    title = verdicts.title(answer, view)
    above = f'<p class="hy-kicker">{escape(kicker)}</p>' if kicker else ""
    st.html(f'{above}<h2 class="hy-find">{escape(title)}</h2>')
    beside = str(answer.chart["beside"])
    members = answer.chart["members"] or ("",)
    columns = st.columns(COLUMNS if len(members) > 1 else 1, gap="medium")
    for number, member in enumerate(members):
        with columns[number % len(columns)]:
            name = reading.label(beside, member, answer, view) if beside else ""
            if name:
                st.html(f'<p class="hy-kicker">{escape(name)}</p>')
            show_plot(
                draw_facet(answer, view, member=member),
                view,
                key=f"facet-{key}-{number}",
                alt=f"{title}: {name}" if name else title,
                file_name=f"huiyin-{key}-{number}",
            )
    if left_out := int(answer.chart["left_out"]):
        words = view.text("{count} more are not drawn: narrow the selection to see them.", count=left_out)
        st.html(f'<p class="hy-say">{escape(words)}</p>')
    panel.show_foot(answer, context, key=key)
