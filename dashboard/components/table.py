"""The table behind a figure on the screen: its rows as ``behind`` makes them, rounded for the eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from dashboard import behind, verdicts
from dashboard.behind import Rows, member_text, state_name
from dashboard.components.context import Context
from dashboard.exports.tables import Cell, Row, harmless, places_of, to_csv
from dashboard.values import Answer, Released

__all__ = [
    "Cell",
    "Rows",
    "footer_text",
    "harmless",
    "height_of",
    "member_text",
    "rows_of",
    "show_rows",
    "state_name",
    "to_csv",
]

ROWS_SHOWN_WHOLE = 40


def rows_of(answer: Answer, values: Sequence[Released], context: Context) -> list[Row]:
    """One row per value, in the reader's language."""
    return behind.rows_of(answer, values, context.view)


def height_of(rows: Sequence[object]) -> Literal["content", "auto"]:
    """Every row of a short table; a long one scrolls."""
    return "content" if len(rows) <= ROWS_SHOWN_WHOLE else "auto"


def show_rows(
    rows: Sequence[Row],
    answer: Answer,
    *,
    key: str,
    alt: str,
    other_places: Mapping[str, int] | None = None,
    **how: Any,
) -> None:
    """The rows on the screen, numbers with the decimals of the answer's measure, or of ``other_places`` by column.

    ``how`` goes to the table.
    """
    how.setdefault("height", height_of(rows))
    places = places_of(rows, answer.decimals, other_places)
    columns = {column: st.column_config.NumberColumn(format=f"%.{count}f") for column, count in places.items()}
    st.dataframe(rows, hide_index=True, placeholder="–", key=key, alt=alt, column_config=columns, **how)


def footer_text(answer: Answer, context: Context) -> str:
    """The footer as one line of text."""
    return verdicts.footer(answer, context.view)
