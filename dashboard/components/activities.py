"""Product reviews and education events in their parts: the counts, the figures, and the tables behind them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import activity_words, verdicts
from dashboard.components import panel
from dashboard.components.chosen_here import asked_for, choose
from dashboard.components.context import Context
from dashboard.components.names import dimension_name, member_name
from dashboard.components.table import Cell, show_rows
from dashboard.components.words import show_facts, show_notice, show_section
from dashboard.figures.activities import campaign_lines
from dashboard.values import Answer, Released

PARAMETER, REVIEWS_BY = "by", ("unit", "line")


def reviews_by(context: Context) -> str:
    """What the reviews stand side by side by: units unless lines are asked for."""
    return asked_for(context, PARAMETER, REVIEWS_BY, REVIEWS_BY[0])


def show_what_to_hand_over(context: Context) -> None:
    """What a bank without any activities has to hand over to see something here, and in which columns."""
    view = context.view
    show_notice(
        view.text("No activities are recorded within this selection"),
        view.text(
            "Hand over the table activities: one row per product review (kind product_review) or education event (kind "
            "education)."
        ),
        view.text(
            "Reviews: submitted, finished, unit, line, findings, passed at the first and the second attempt. "
            "Education: day, unit, group reached, people reached, form, campaign."
        ),
        view.text("python -m pipelines template activities writes an empty file to fill in."),
    )


def show_reviews(how_many: Answer, attempts: Answer, turnaround: Answer, by: Answer, context: Context) -> None:
    """How many and what they found; whether they passed; how long they took; side by side."""
    view = context.view
    show_section(view.text("Product reviews before launch"))
    _show_facts(how_many, context, key="reviews", kicker=view.text("How many, and what they found"))
    if how_many.missing:
        return
    left, right = st.columns(2, gap="large")
    with left:
        said = () if attempts.missing else activity_words.attempts_sentences(attempts, view)
        kicker = view.text("Passed at which attempt")
        panel.show(attempts, context, key="attempts", kicker=kicker, sentences=said)
    with right:
        said = () if turnaround.missing else activity_words.turnaround_sentences(turnaround, view)
        kicker = view.text("How long, in working days")
        panel.show(turnaround, context, key="turnaround", kicker=kicker, sentences=said)
    show_section(view.text("Reviews side by side"), "" if by.missing else verdicts.title(by, view))
    choose(
        context,
        PARAMETER,
        view.text("Side by side"),
        {"unit": dimension_name("unit", view), "line": dimension_name("line", view)},
        REVIEWS_BY[0],
        key="reviews-by",
        is_list=False,
    )
    if by.missing:
        show_notice(verdicts.missing(by, view))
        return
    rows = review_rows(by, context)
    show_rows(rows, by, key="reviews-by-table", alt=verdicts.title(by, view), other_places=_places(rows))
    panel.show_foot(by, context, key="reviews-by", rows=lambda: rows)


def review_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per unit or line, each number with its interval or that there are too few."""
    view, dimension = context.view, str(answer.chart["dimension"])
    rows: list[dict[str, Cell]] = []
    columns = (answer.chart[name] for name in ("open", "findings", "passed_first", "passed", "days"))
    for value, still, found, first, passed, days in zip(answer.values, *columns, strict=True):
        member = value.of(dimension) or ""
        name = member_name(context, dimension, member)
        row: dict[str, Cell] = {
            view.text("Unit") if dimension == "unit" else dimension_name("line", view): view.text(
                "{unit} (itself)", unit=name
            )
            if member in answer.chart["own_units"]
            else name,
            view.text("Reviews"): int(value.score or 0),
            view.text("Still open"): still,
            view.text("Findings each"): activity_words.span_told(found, view),
            view.text("Passed at first"): activity_words.span_told(first, view, 1, "%"),
            view.text("Passed after second"): activity_words.span_told(passed, view, 1, "%"),
            view.text("Half within, working days"): activity_words.span_told(days, view, 0),
        }
        rows.append(row)
    return rows


def _places(rows: Sequence[dict[str, Cell]]) -> dict[str, int]:
    return {name: 0 for row in rows for name, cell in row.items() if isinstance(cell, int)}


def show_education(how_many: Answer, groups: Answer, over_time: Answer, context: Context) -> None:
    """How many events and people; which groups; when, with the campaigns."""
    view = context.view
    show_section(view.text("Education"))
    _show_facts(how_many, context, key="education", kicker=view.text("How many events, how many people"))
    if how_many.missing:
        return
    left, right = st.columns(2, gap="large")
    with left:
        rows = partial(group_rows, groups, context)
        said = () if groups.missing else activity_words.groups_sentences(groups, view)
        panel.show(groups, context, key="groups", kicker=view.text("Whom they reached"), sentences=said, rows=rows)
    with right:
        said = () if over_time.missing else campaign_lines(over_time, view)
        panel.show(over_time, context, key="education-time", kicker=view.text("Over time"), sentences=said)


def group_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per group: people, events, and people for every 10,000 customers with the interval."""
    view = context.view
    return [
        {
            dimension_name("group_reached", view): member_name(
                context, "group_reached", value.of("group_reached") or ""
            ),
            view.text("People reached"): value.score,
            view.text("Education events"): value.parts.get("events"),
            **_rate_cells(rate, context),
        }
        for value, rate in zip(answer.values, answer.chart["rates"], strict=True)
    ]


def _rate_cells(rate: Released | None, context: Context) -> dict[str, Cell]:
    view = context.view
    per = view.text("per 10,000 customers a month")
    return {
        per: None if rate is None else rate.score,
        view.text("95% interval from"): None if rate is None else rate.low,
        view.text("95% interval to"): None if rate is None else rate.high,
    }


def show_where(across: Answer, none_held: Answer, context: Context) -> None:
    """Each unit and group with its number, and the units without any event by name."""
    view = context.view
    if across.missing:
        return
    said = (
        view.text("People reached for every 10,000 customers of the unit a month, whatever their age; – no event.")
        if across.chart["is_rate"]
        else view.text("People reached; – no event. With the exposures table loaded, for every 10,000 customers."),
    )
    rows = partial(across_rows, across, context)
    panel.show(across, context, key="across", kicker=view.text("Which unit reached whom"), sentences=said, rows=rows)
    _show_none_held(none_held, context)


def across_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per unit and group; 0 events where none was held."""
    view, told = context.view, {value.key: value for value in answer.values}
    rows: list[dict[str, Cell]] = []
    for unit in answer.chart["rows"]:
        for group in answer.chart["columns"]:
            events, people = answer.chart["held"].get((unit, group), (0, 0))
            value = told.get((("unit", unit), ("group_reached", group)))
            row: dict[str, Cell] = {
                view.text("Unit"): member_name(context, "unit", unit),
                dimension_name("group_reached", view): member_name(context, "group_reached", group),
                view.text("Education events"): events,
                view.text("People reached"): people,
            }
            rows.append(row | (_rate_cells(value, context) if answer.chart["is_rate"] else {}))
    return rows


def _show_none_held(answer: Answer, context: Context) -> None:
    view = context.view
    with st.container(key="panel-none-held"):
        if answer.missing:
            panel.show_heading(view.text("Who held none"), verdicts.missing(answer, view), (), is_missing=True)
            return
        title = verdicts.title(answer, view)
        panel.show_heading(view.text("Who held none"), title, activity_words.none_held_sentences(answer, view))
        panel.show_foot(answer, context, key="none-held", rows=partial(none_held_rows, answer, context), finding=title)


def none_held_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per unit without an event, by its path."""
    view = context.view
    return [
        {
            view.text("Unit"): member_name(context, "unit", value.of("unit") or ""),
            view.text("Education events"): value.score,
            view.text("95% interval to"): value.high,
        }
        for value in answer.values
    ]


def _show_facts(answer: Answer, context: Context, *, key: str, kicker: str) -> None:
    """The finding, each number in large, and what is not in them."""
    view = context.view
    with st.container(key=f"panel-{key}"):
        if answer.missing:
            panel.show_heading(kicker, verdicts.missing(answer, view), (), is_missing=True)
            return
        title = verdicts.title(answer, view)
        panel.show_heading(kicker, title, activity_words.beside(answer, view))
        show_facts(activity_words.fact(value, view) for value in answer.values)
        panel.show_foot(answer, context, key=key, rows=partial(fact_rows, answer, context), finding=title)


def fact_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per number, for the table behind."""
    view = context.view
    return [
        {
            view.text("What"): activity_words.what(value, view),
            view.text("Number"): value.score,
            view.text("95% interval from"): value.low,
            view.text("95% interval to"): value.high,
            view.text("Base"): value.base if value.low is not None else None,
        }
        for value in answer.values
    ]
