"""How units stand to all together, in words: who is higher, who is lower, and how many cannot be told apart."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.figures import reading
from dashboard.values import Answer

NAMED = ("higher", "lower")
"""Verdicts whose units are named one by one; the others are only counted."""
_MARKS = {"higher": "▲", "lower": "▼", "cannot_be_told_apart": "●", "too_few": "│"}


def show_comparisons(answer: Answer, context: Context) -> None:
    """The verdicts of an answer by unit, grouped; nothing where nothing was compared."""
    view = context.view
    groups: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for unit, verdict in zip(answer.chart.get("compared", ()), answer.verdicts, strict=False):
        groups.setdefault(str(verdict.code), []).append(reading.label("unit", unit, answer, view))
        words[str(verdict.code)] = verdicts.brief(verdict, view, answer)
    if not groups:
        return
    rows = []
    for code in _MARKS:
        if names := groups.get(code):
            told = view.text(", ").join(names) if code in NAMED else view.text("{count} units", count=len(names))
            rows.append(f"<div><small>{_MARKS[code]} {escape(words[code])}</small>{escape(told)}</div>")
    note = view.text(
        "Tested together as one family, so that chance alone names few; the order of the others says nothing."
    )
    st.html(f'<div class="hy-groups">{"".join(rows)}</div><p class="hy-foot">{escape(note)}</p>')
