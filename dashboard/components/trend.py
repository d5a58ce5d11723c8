"""The trend's own pieces: what one point of it stands for, what a selection in it means, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboard.components.chosen_here import asked_for, choose
from dashboard.components.context import Context
from dashboard.components.table import Cell, rows_of
from dashboard.slices import MONTHS_OF, Period, add_months
from dashboard.values import Answer

STEP = "every"
"""The step's name in the address."""


def step_asked_for(context: Context, steps: Sequence[str]) -> str:
    """What a point of the trend is to stand for: one of ``steps``, a month unless another is asked for."""
    return asked_for(context, STEP, steps, "month")


def choose_step(context: Context) -> str:
    """The choice of the step; gives the words of what is drawn."""
    view = context.view
    kickers = {
        "week": view.text("NPS by week"),
        "month": view.text("NPS by month"),
        "quarter": view.text("NPS by quarter"),
    }
    steps = {
        "week": view.text("By week"),
        "month": view.text("By month"),
        "quarter": view.text("By quarter"),
    }
    return kickers[choose(context, STEP, view.text("Time step"), steps, "month", key=STEP, is_list=False)]


def narrow(context: Context, answer: Answer, days: tuple[str, ...]) -> None:
    """Selected points become the period: from the first month of the first to the last month of the last."""
    months = MONTHS_OF.get(str(answer.chart["step"]), 1)
    first, last = min(days), max(days)
    begin, end = (date.fromisoformat(day).replace(day=1) for day in (first, last))
    context.go(replace(context.chosen, period=str(Period(begin, add_months(end, months - 1)))))


def trend_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The points for the table behind; with the weighted figure where the survey describes a weight."""
    rows = rows_of(answer, answer.values, context)
    weighted = {value.month: value for value in answer.chart.get("weighted_points", ())}
    if weighted:
        name = context.view.text("weighted")
        for row, value in zip(rows, answer.values, strict=True):
            row[name] = weighted[value.month].score
    return rows


def mix_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """Who answered, for the table behind: counts, and each one's share of the month."""
    rows = rows_of(answer, answer.values, context)
    name = context.view.text("Share of answers, per cent")
    for row, share in zip(rows, answer.chart.get("shares", ()), strict=False):
        row[name] = round(share, 1)
    return rows
