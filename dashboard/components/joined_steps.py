"""What customers say of each step beside what the bank's own records say of it, and where the two do not agree."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell, state_name
from dashboard.figures.lane_map import MARKS
from dashboard.journey_words import finding_word, step_name
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View


def show_joined(answer: Answer, context: Context) -> None:
    """The steps in order, each side with its verdict, and in words what two decided sides make of it."""
    view = context.view
    kicker = view.text("Customers and records")
    with st.container(key="panel-joined"):
        if answer.missing:
            panel.show_heading(kicker, verdicts.missing(answer, view), (), is_missing=True)
            return
        title = verdicts.title(answer, view)
        panel.show_heading(kicker, title, (_how(answer, view),))
        st.html(_table(answer, view))
        panel.show_foot(answer, context, key="joined", rows=partial(joined_rows, answer, context), finding=title)


def joined_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The table behind: every number with its interval, base and verdict."""
    view, chart = context.view, answer.chart
    rows: list[dict[str, Cell]] = []
    for at, (value, verdict) in enumerate(zip(answer.values, answer.verdicts, strict=True)):
        row: dict[str, Cell] = {
            view.text("Touchpoint"): step_name("touchpoint", value, answer, view),
            view.text("Satisfaction, %"): value.score,
            view.text("95% interval from"): value.low,
            view.text("95% interval to"): value.high,
            view.text("Ratings"): value.base,
            view.text("How to read it"): state_name(value, view),
            view.text("Satisfaction against the mean of the steps"): verdicts.word(verdict, view),
        }
        if chart["complaints"]:
            row[view.text("Complaints")] = chart["complaints"][at].base
            row[view.text("Complaints against an equal part")] = verdicts.word(chart["complaint_verdicts"][at], view)
        if chart["inspections"]:
            looked: Released = chart["inspections"][at]
            row[view.text("Inspections passed, %")] = looked.score
            row[view.text("Looks")] = looked.base
            row[view.text("Inspections against the mean of all touchpoints")] = verdicts.word(
                chart["inspection_verdicts"][at], view
            )
        row[view.text("What it comes to")] = view.text("; ").join(
            finding_word(finding, view) for finding in chart["findings"][at]
        )
        rows.append(row)
    return rows


def _how(answer: Answer, view: View) -> str:
    """What was compared with what, and what the records cannot say."""
    told = view.text("Scores against the mean of the steps; complaints against an equal part for every step.")
    if any(value.base for value in answer.chart["inspections"]):
        told += view.text(" Inspections against the mean of all inspected touchpoints.")
    if answer.chart["complaints"]:
        told += view.text(
            " Complaints do not name the person who answered: who was dissatisfied and kept quiet cannot be counted."
        )
    return told


def _table(answer: Answer, view: View) -> str:
    """One row per step; on a phone one block per step, each number with its name before it."""
    chart = answer.chart
    columns = [view.text("Satisfaction")]
    if chart["complaints"]:
        columns.append(view.text("Complaints"))
    has_inspections = any(value.base for value in chart["inspections"])
    if has_inspections:
        columns.append(view.text("Inspections passed"))
    rows = []
    for at, (value, verdict) in enumerate(zip(answer.values, answer.verdicts, strict=True)):
        cells = [(_score(value, answer, view), verdict)]
        if chart["complaints"]:
            cells.append((view.number(chart["complaints"][at].base or 0), chart["complaint_verdicts"][at]))
        if has_inspections:
            looked: Released = chart["inspections"][at]
            told = verdicts.value(looked, view, answer) if looked.base else ""
            cells.append((told, chart["inspection_verdicts"][at]))
        name = step_name("touchpoint", value, answer, view)
        drawn = "".join(
            f'<td data-name="{escape(column)}">{_told(told, view)}{_word(one, view)}</td>'
            for column, (told, one) in zip(columns, cells, strict=True)
        )
        found = "".join(f"<span>{escape(finding_word(each, view))}</span>" for each in chart["findings"][at])
        rows.append(
            f'<tr><th scope="row">{at + 1}&ensp;{escape(name)}</th>{drawn}<td class="hy-found">{found}</td></tr>'
        )
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in (view.text("Touchpoint"), *columns))
    head = f'<thead><tr>{heads}<th scope="col">{escape(view.text("What it comes to"))}</th></tr></thead>'
    return f'<table class="hy-joined">{head}<tbody>{"".join(rows)}</tbody></table>'


def _told(told: str, view: View) -> str:
    return f"<strong>{escape(told)}</strong>" if told else f"<small>{escape(view.text('not inspected'))}</small>"


def _score(value: Released, answer: Answer, view: View) -> str:
    return verdicts.value(value, view, answer)


def _word(verdict: Verdict, view: View) -> str:
    """The word of a decided side behind its mark; nothing is said of what was not compared."""
    if verdict.code == "too_few":
        return ""
    word = escape(verdicts.word(verdict, view))
    if verdict.code not in MARKS:
        return f" <small>{word}</small>"
    manner = "good" if verdict.is_good else "bad"
    return f' <small><span class="hy-mark-{manner}" aria-hidden="true">{MARKS[verdict.code]}</span> {word}</small>'
