"""The table behind a figure: the released values as rows, and the same rows as a file that opens in Chinese Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.components.names import dimension_name
from dashboard.figures import reading
from dashboard.figures.shares import part_name
from dashboard.figures.suggestions import stage_name
from dashboard.slices import Period
from dashboard.values import Answer, Released
from dashboard.views import View

Cell = str | float | int | None
Rows = Callable[[], list[dict[str, Cell]]]
"""A table that is made when somebody opens it."""
ROWS_SHOWN_WHOLE = 40
_ENDS_OF_NAMES = {"promoters", "passives", "detractors"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def rows_of(answer: Answer, values: Sequence[Released], context: Context) -> list[dict[str, Cell]]:
    """One row per value: what it is of, the score, interval, base, state and the counts behind it.

    Numbers are exactly what the gate released, as the file carries them; ``show_rows`` rounds for the eye.
    """
    view = context.view
    rows: list[dict[str, Cell]] = []
    for value in values:
        row: dict[str, Cell] = {
            dimension_name(dimension, view): member_text(dimension, member, answer, view)
            for dimension, member in value.key
        }
        row[reading.label("measure", value.measure, answer, view)] = value.score
        row[view.text("95% interval from")] = value.low
        row[view.text("95% interval to")] = value.high
        row[view.text("Base")] = value.base
        row[view.text("How to read it")] = state_name(value, view)
        for part, count in value.parts.items():
            row[_part(part, view)] = int(count) if float(count).is_integer() else count
        rows.append(row)
    return rows


def height_of(rows: Sequence[object]) -> Literal["content", "auto"]:
    """Every row of a short table; a long one scrolls."""
    return "content" if len(rows) <= ROWS_SHOWN_WHOLE else "auto"


def show_rows(
    rows: Sequence[dict[str, Cell]],
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
    places = {
        column: max(answer.decimals(cell) for cell in cells)
        for column in dict.fromkeys(column for row in rows for column in row)
        if (cells := [cell for row in rows if isinstance(cell := row.get(column), float)])
    } | dict(other_places or {})
    columns = {column: st.column_config.NumberColumn(format=f"%.{count}f") for column, count in places.items()}
    st.dataframe(rows, hide_index=True, placeholder="–", key=key, alt=alt, column_config=columns, **how)


def member_text(dimension: str, member: str, answer: Answer, view: View) -> str:
    """An id of a value's key as a person reads it."""
    if dimension == "week":
        return view.week(member)
    if dimension in ("month", "quarter", "year"):
        return view.period(Period.parse(member[:7] if dimension == "month" else member))
    if dimension == "period":
        names = {
            "current": view.text("This period"),
            "previous": view.text("Period before"),
            "year_before": view.text("A year before"),
        }
        return names.get(member, member)
    if dimension == "part" and member in _ENDS_OF_NAMES:
        return part_name(member, view)
    if dimension == "stage":
        return stage_name(member, view)
    if dimension in ("score", "age_days"):
        return member
    return reading.label(dimension, member, answer, view)


def state_name(value: Released, view: View) -> str:
    """How a value may be read, in words."""
    if value.shown == "hidden":
        return view.text("not yet") if value.is_watched_too_short else view.text("too few to show")
    if value.shown == "pooled":
        return view.text("shown together with others")
    if value.shown == "interval":
        return view.text("few answers: interval only")
    return view.text("low base: read with care") if value.low_base else ""


def to_csv(rows: Sequence[dict[str, Cell]], footer: str) -> bytes:
    """The rows as CSV with a byte-order mark, the footer as last line; text that a sheet would run is made harmless."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless(row.get(column)) for column in columns] for row in rows)
    writer.writerow([])
    writer.writerow([harmless(footer)])
    return written.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> Cell:
    """A text cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(_FORMULA_STARTS):
        return "'" + cell
    return "" if cell is None else cell


def footer_text(answer: Answer, context: Context) -> str:
    """The footer as one line of text."""
    return verdicts.footer(answer, context.view)


def _part(part: str, view: View) -> str:
    if part in _ENDS_OF_NAMES:
        return part_name(part, view)
    names = {
        "responses": view.text("Answers"),
        "complaints": view.text("Complaints"),
        "merged_complaints": view.text("Without repeats"),
        "customers": view.text("Customers"),
        "customer_months": view.text("Customer months"),
        "submitted": view.text("Submitted"),
        "adopted": view.text("Adopted"),
        "top_box": view.text("Top two boxes"),
        "ratings": view.text("Ratings"),
        "sent": view.text("Sent"),
        "delivered": view.text("Delivered"),
        "responded": view.text("Responded"),
        "passed": view.text("In order"),
        "rechecked": view.text("Looked at again"),
        "entered": view.text("Entered"),
        "completed": view.text("Completed in time"),
        "lost": view.text("Not completed in time"),
        "too_young": view.text("Too recent to tell"),
        "recheck_passed": view.text("In order then"),
    }
    return names.get(part, part)
