"""The assessment 考核 1+1+1 on Branches: who stands apart, why one stands where it stands, the rules and the guide."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st

from dashboard import assessment_words, verdicts
from dashboard.components import panel
from dashboard.components.branches import choose_shown
from dashboard.components.context import Context
from dashboard.components.names import member_name
from dashboard.components.table import Cell, state_name
from dashboard.components.words import show_notice, show_section
from dashboard.figures import reading
from dashboard.figures.dots import MOST_DRAWN
from dashboard.figures.inline import scale_strip
from dashboard.queries.levels import levels
from dashboard.slices import Slice
from dashboard.values import Answer

LINES = "*line"
"""Choosing lines where a level of units may be chosen; no level is called so."""


def show_assessment(answer: Answer, context: Context) -> None:
    """The totals, one unit or line in full, then the texts."""
    _warn(answer, context)
    panel.show(
        answer,
        context,
        key="assessment",
        kicker=_kicker(answer, context),
        sentences=() if answer.missing else _sentences(answer, context),
        rows=partial(rows, answer, context),
        other_places=None if answer.missing else _places(answer, context),
    )
    if answer.missing:
        return
    _show_one(answer, context)
    _show_texts(answer, context)


def choose_assessed(context: Context) -> tuple[str, Slice]:
    """Who is assessed: the units of a level, or ``LINES``, and within which slice; a unit without others below is
    shown among its level."""
    view, catalogue = context.view, context.catalogue
    chosen = _compared_with(context)
    names = {level[0]: view.name(level) for level in levels(catalogue, chosen.units)}
    usual = next(iter(names), LINES)
    if chosen != context.chosen:
        usual = catalogue.unit[context.chosen.units[0]].level_names[0]
        names = {usual: view.name(catalogue.unit[context.chosen.units[0]].level_names)}
    names[LINES] = view.text("Business lines")
    asked = next((each for each in context.manner.get("level", ()) if each in names), usual)
    with st.container(key="switches", horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_shown(context, "level", list(names), asked, names.get, usual, view.text("Who is assessed"))
    return asked, context.chosen if asked == LINES else chosen


def _compared_with(context: Context) -> Slice:
    """The slice whose units are assessed: all of its level for a unit that has none below."""
    units = context.chosen.units
    is_leaf = len(units) == 1 and units[0] not in context.catalogue.children
    return replace(context.chosen, units=()) if is_leaf else context.chosen


def _warn(answer: Answer, context: Context) -> None:
    """That the rules are the shipped ones, which nobody in the bank has decided on."""
    if not answer.missing and answer.chart["edition"]["is_default"]:
        view = context.view
        show_notice(
            view.text("These are the shipped rules, for trying it out; they are nobody's decision."),
            view.text("Write your own into config/assessment.toml and load again."),
        )


def _kicker(answer: Answer, context: Context) -> str:
    if answer.missing:
        return context.view.text("Assessment")
    return assessment_words.in_force(answer.chart["edition"], context.view)


def _sentences(answer: Answer, context: Context) -> tuple[str, ...]:
    view = context.view
    told = [
        view.text(
            "▲ higher, ▼ lower than all together (dotted line), ● cannot be told apart. A line without a dot is the "
            "range of a total with an unknown part; unknown is not zero. Beside the name: indicators known."
        ),
        assessment_words.unrecorded(answer, view),
    ]
    if len(answer.values) > MOST_DRAWN:
        told.append(
            view.text(
                "Drawn are those that stand apart and then the best known, {drawn} of {count}; the table has all.",
                drawn=MOST_DRAWN,
                count=view.number(len(answer.values)),
            )
        )
    return tuple(told)


def rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per unit or line: band, total with range, then each indicator's value, interval and marks."""
    view, dimension = context.view, str(answer.chart["dimension"])
    heading = verdicts.dimension(dimension, view)
    found: list[dict[str, Cell]] = []
    for value, verdict in zip(answer.values, answer.verdicts, strict=True):
        member = value.of(dimension) or ""
        package = answer.chart["packages"][member]
        row: dict[str, Cell] = {
            heading: member_name(context, dimension, member),
            view.text("Verdict"): assessment_words.band(str(verdict.code), view),
            view.text("Marks"): value.score,
            view.text("Marks from"): value.low,
            view.text("Marks to"): value.high,
            view.text("Indicators known"): f"{value.base}/{len(package)}",
        }
        for indicator in package:
            name = verdicts.member("indicator", indicator["measure"], view, answer)
            seen = answer.chart["scores"][member][indicator["measure"]]
            marks = answer.chart["marks"][member][indicator["measure"]]
            row |= {
                name: seen.score if seen else None,
                view.text("{what}: from", what=name): seen.low if seen else None,
                view.text("{what}: to", what=name): seen.high if seen else None,
                view.text("{what}: base", what=name): seen.base if seen else None,
                view.text("{what}: marks from", what=name): marks.low,
                view.text("{what}: marks to", what=name): marks.high,
                view.text("{what}: how to read it", what=name): state_name(seen, view) if seen else "",
            }
        found.append(row)
    return found


def _places(answer: Answer, context: Context) -> dict[str, int]:
    """Decimals of the indicators' columns, each in its own measure's unit."""
    view = context.view
    places = {}
    for package in answer.chart["packages"].values():
        for indicator in package:
            name = verdicts.member("indicator", indicator["measure"], view, answer)
            for column in (name, view.text("{what}: from", what=name), view.text("{what}: to", what=name)):
                places[column] = int(indicator["decimals"])
    return places


def _show_one(answer: Answer, context: Context) -> None:
    """One unit or line: what each key indicator earns, of what value, and how all together stand in it."""
    view, dimension = context.view, str(answer.chart["dimension"])
    members = [value.of(dimension) or "" for value in answer.values]
    names = {each: member_name(context, dimension, each) for each in members}
    show_section(
        view.text("Key indicators: why one stands where it stands"),
        view.text("The marks of each indicator with their range, on a line from nothing to its weight."),
    )
    own = [unit for unit in context.chosen.units if unit in names]
    picked = st.selectbox(
        view.text("Looked at in full"),
        members,
        index=members.index(own[0]) if own else 0,
        format_func=lambda each: names[each],
        key=f"assessed-{answer.chart['level'] or dimension}",
    )
    lines = []
    for indicator in answer.chart["packages"][picked]:
        name = indicator["measure"]
        seen, marks = answer.chart["scores"][picked][name], answer.chart["marks"][picked][name]
        told = assessment_words.earned(marks, indicator["weight"], view)
        beside = assessment_words.seen(seen, indicator, view)
        together = answer.chart["together"][name]
        whole = (
            ""
            if together is None or together.score is None
            else assessment_words.amount(round(together.score, int(indicator["decimals"])), indicator, view)
        )
        more = [beside, assessment_words.scale(indicator, view)]
        more += [view.text("all together {score}", score=whole)] if whole else []
        lines.append(
            f'<li class="hy-indicator"><span>{escape(verdicts.member("indicator", name, view, answer))}</span>'
            f"<strong>{escape(told)}</strong>"
            f"{scale_strip(marks, (0.0, float(indicator['weight'])), view, told)}"
            f"<small>{escape(view.text('; ').join(more))}</small></li>"
        )
    total = answer.values[members.index(picked)]
    verdict = answer.verdicts[members.index(picked)]
    said = view.text(
        "{name}: {marks}, {band}",
        name=names[picked],
        marks=assessment_words.earned(total, 100, view),
        band=assessment_words.band(str(verdict.code), view),
    )
    whole_total = answer.chart["whole"][picked]
    if whole_total.score is not None:
        said = view.text(
            "{said}; all together {score}", said=said, score=reading.amount(whole_total.score, answer, view)
        )
    st.html(f'<p class="hy-pair"><strong>{escape(said)}</strong></p>')
    st.html(f'<div class="hy-indicators"><ul>{"".join(lines)}</ul></div>')


def _show_texts(answer: Answer, context: Context) -> None:
    """The rules and the guide as they were issued, and the other editions there are."""
    view, edition = context.view, answer.chart["edition"]
    left, right = st.columns(2, gap="large")
    for place, title, text in (
        (left, view.text("Rules"), edition["rules"]),
        (right, view.text("Guide"), edition["guide"]),
    ):
        with place:
            show_section(title)
            st.html(f'<div class="hy-issued">{escape(view.name(text))}</div>')
    others = [each for each in answer.chart["editions"] if each[0] != edition["valid_from"]]
    if others:
        told = view.text("; ").join(
            view.text("{title} ({days})", title=view.name(title), days=assessment_words.days(first, last, view))
            for first, last, title in others
        )
        st.html(f'<p class="hy-foot">{escape(view.text("Other editions: {editions}", editions=told))}</p>')
