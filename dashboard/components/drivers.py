"""What goes along with recommending, on screen: the figures with their tables, and what to improve first."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard import driver_words
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.ledger import show_draft_button
from dashboard.components.names import dimension_name
from dashboard.components.table import Cell, member_text, state_name
from dashboard.values import Answer, Released

MOST_LISTED = 3
"""Touchpoints to improve first that are told one by one; the map and the table have the others."""


def show_shares(answer: Answer, context: Context, kicker: str) -> None:
    """The shares, what they are of, who rated, and which touchpoints have no part."""
    sentences = driver_words.shares_sentences(answer, context.view)
    rows = partial(_share_rows, answer, context)
    places = {"r": 2, context.view.text("r from"): 2, context.view.text("r to"): 2}
    panel.show(answer, context, key="shares", kicker=kicker, sentences=sentences, rows=rows, other_places=places)


def show_importance(answer: Answer, context: Context) -> None:
    """The map of importance and performance, and each touchpoint to improve first with its way to the list."""
    view = context.view
    rows = partial(_importance_rows, answer, context)
    panel.show(answer, context, key="importance", kicker=view.text("What to improve first"), rows=rows)
    if answer.missing:
        return
    first = [at for at, code in enumerate(answer.chart["zones"]) if code == "improve"]
    for at in first[:MOST_LISTED]:
        _show_first(answer, at, context)


def show_asymmetric(answer: Answer, context: Context) -> None:
    """What failure takes and delight adds, touchpoint by touchpoint."""
    view = context.view
    sentences = () if answer.missing else driver_words.left_out_sentences(answer, view)
    if not answer.missing:
        told = view.text(
            "An asymmetric driver is read from one rating per touchpoint, all touchpoints held together. "
            "It is not Kano's method, which asks two questions."
        )
        sentences = (told, *sentences)
    rows = [] if answer.missing else _asymmetry_rows(answer, context)
    kicker = view.text("Failure and delight")
    places = dict.fromkeys((column for row in rows for column, cell in row.items() if isinstance(cell, float)), 1)
    panel.show(
        answer, context, key="asymmetric", kicker=kicker, sentences=sentences, rows=lambda: rows, other_places=places
    )


def show_stability(answer: Answer, context: Context) -> None:
    """The shares again in every unit below and every calendar year."""
    view = context.view
    sentences = () if answer.missing else (view.text("All answers from the first month to the end of the period."),)
    rows = partial(_part_rows, answer, context)
    kicker = view.text("The same everywhere?")
    panel.show(answer, context, key="stability", kicker=kicker, sentences=sentences, rows=rows)


def _share_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    view = context.view
    rows: list[dict[str, Cell]] = []
    for value, beside, (low, high) in zip(
        answer.values, answer.chart["correlations"], answer.chart["ranks"], strict=True
    ):
        row = _row(value, answer, context)
        row[view.text("Place in the order")] = f"{low}–{high}" if low < high else f"{low}"
        alone = beside[0] if len(beside) == 1 else None
        row["r"] = _part_of(alone.score if alone else None, 100)
        row[view.text("r from")] = _part_of(alone.low if alone else None, 100)
        row[view.text("r to")] = _part_of(alone.high if alone else None, 100)
        rows.append(row)
    return rows


def _importance_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    view = context.view
    return [
        {
            view.text("No."): number,
            dimension_name("touchpoint", view): driver_words.step(value, answer, view),
            view.text("Satisfied, %"): value.score,
            view.text("95% interval from"): value.low,
            view.text("95% interval to"): value.high,
            view.text("Share, %"): share.score,
            view.text("share from"): share.low,
            view.text("share to"): share.high,
            view.text("Zone"): driver_words.zone(code, view),
            view.text("Base"): share.base,
        }
        for number, value, share, code in zip(
            answer.chart["numbers"], answer.values, answer.chart["importance"], answer.chart["zones"], strict=True
        )
    ]


def _asymmetry_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    view = context.view
    rows: list[dict[str, Cell]] = []
    for at, code in enumerate(answer.chart["kinds"]):
        down, up = answer.values[2 * at], answer.values[2 * at + 1]
        rows.append(
            {
                dimension_name("touchpoint", view): driver_words.step(down, answer, view),
                view.text("Lower when it fails, points"): _part_of(down.score, 10),
                view.text("lower from"): _part_of(down.low, 10),
                view.text("lower to"): _part_of(down.high, 10),
                view.text("Higher when it delights, points"): _part_of(up.score, 10),
                view.text("higher from"): _part_of(up.low, 10),
                view.text("higher to"): _part_of(up.high, 10),
                view.text("Kind"): driver_words.kind(code, view),
                view.text("Base"): down.base,
            }
        )
    return rows


def _part_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    view = context.view
    rows = []
    for value in answer.values:
        (dimension, member) = next((name, each) for name, each in value.key if name != "touchpoint")
        rows.append(
            {view.text("Unit or year"): member_text(dimension, member, answer, view), **_row(value, answer, context)}
        )
    return rows


def _row(value: Released, answer: Answer, context: Context) -> dict[str, Cell]:
    view = context.view
    return {
        dimension_name("touchpoint", view): driver_words.step(value, answer, view),
        view.text("Share, %"): value.score,
        view.text("95% interval from"): value.low,
        view.text("95% interval to"): value.high,
        view.text("Base"): value.base,
        view.text("How to read it"): state_name(value, view),
    }


def _part_of(number: float | None, parts: int) -> float | None:
    return None if number is None else number / parts


def _show_first(answer: Answer, at: int, context: Context) -> None:
    view, value, share = context.view, answer.values[at], answer.chart["importance"][at]
    finding = driver_words.importance_finding(answer, at, view)
    name = value.of("touchpoint") or ""
    with st.container(key=f"driver-{name}", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            st.html(f'<p class="hy-pair">{escape(finding)}</p>')
        units = context.chosen.units
        numbers: dict[str, str | float | int | None] = {
            "touchpoint": name,
            "satisfied_pct": value.score,
            "share_pct": share.score,
            "low": share.low,
            "high": share.high,
            "ratings": share.base,
        }
        show_draft_button(
            context,
            key=f"driver-{name}",
            kind="driver",
            title=finding,
            numbers={each: number for each, number in numbers.items() if number is not None},
            measure="satisfaction",
            unit_id=units[0] if len(units) == 1 else "",
            page="drivers",
        )
