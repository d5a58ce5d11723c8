"""The units' suggestions as a table: what was submitted, how much of it adopted, and where the rest is."""

from __future__ import annotations

from typing import Literal

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.components.panel import show_foot
from dashboard.components.table import Cell, member_text, rows_of, show_rows
from dashboard.components.words import show_notice, show_section
from dashboard.figures.suggestions import stage_name
from dashboard.values import Answer

ROWS_SHOWN_WHOLE = 40
STAGES = ("submitted", "adopted", "implemented", "declined", "merged", "open")


def show_unit_table(answer: Answer, context: Context) -> None:
    """One row per unit, in the order of the organisation; a table and no ranking."""
    view = context.view
    show_section(view.text("By unit"), "" if answer.missing else verdicts.title(answer, view))
    if answer.missing:
        show_notice(verdicts.missing(answer, view))
        return
    rows = unit_rows(answer, context)
    show_rows(rows, answer, key="units", alt=verdicts.title(answer, view), height=_height(rows))
    show_foot(answer, context, key="by-unit", rows=rows)


def _height(rows: list[dict[str, Cell]]) -> Literal["auto", "content"]:
    """Every row of a short table; a long one scrolls."""
    return "content" if len(rows) <= ROWS_SHOWN_WHOLE else "auto"


def unit_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The counts of each stage, then the adopted share with its interval."""
    view = context.view
    counts = answer.chart.get("counts", {})
    rows: list[dict[str, Cell]] = []
    for value, released in zip(answer.values, rows_of(answer, answer.values, context), strict=True):
        unit = value.of("unit") or ""
        name = member_text("unit", unit, answer, view)
        if unit in answer.chart.get("own_units", ()):
            name = view.text("{unit} (itself)", unit=name)
        row: dict[str, Cell] = {view.text("Unit"): name}
        row |= {stage_name(stage, view): counts.get(unit, {}).get(stage) for stage in STAGES}
        row |= {column: cell for column, cell in list(released.items())[1:6] if column != view.text("Base")}
        rows.append(row)
    return rows
