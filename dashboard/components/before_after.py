"""Before and after on Branches: did units get better after the day they became something, beyond units alike?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import effect_verdicts, verdicts
from dashboard.components import panel
from dashboard.components.branches import choose_shown
from dashboard.components.context import Context
from dashboard.components.export import show_csv
from dashboard.components.table import Cell, height_of
from dashboard.components.words import show_notice, show_section
from dashboard.queries.attributes import named, parted
from dashboard.values import Answer


def choose_attribute(context: Context, dated: Sequence[str], compared: Sequence[str]) -> tuple[str, str]:
    """Which of the ``dated`` attributes, '' where there is none, and which of the ``compared`` measures is looked at;
    each in the address."""
    view, known = context.view, context.catalogue
    names = {each: view.name(attribute_name(each, context)) for each in dated}
    measures = {each: view.name(known.measures[each].names) for each in compared if each in known.measures}
    usual = next(iter(names), "")
    picked = next((each for each in context.manner.get("attribute", ()) if each in names), usual)
    measure = next((each for each in context.manner.get("of", ()) if each in measures), "nps")
    if names:
        with st.container(key="switches", horizontal=True, gap="medium", vertical_alignment="bottom"):
            choose_shown(context, "attribute", list(names), picked, names.get, usual, view.text("What they became"))
            choose_shown(context, "of", list(measures), measure, measures.get, "nps", view.text("Measure"))
    return picked, measure


def attribute_name(attribute: str, context: Context) -> tuple[str, str]:
    """What an attribute is called, with its value where it has several."""
    name, value = parted(attribute)
    return named(context.catalogue.members.get("attribute", {}).get(name, (name, name)), value)


def show_before_after(answer: Answer, context: Context) -> None:
    """The months before and after beside units alike, then the units themselves and why some are not compared."""
    view = context.view
    kicker = view.text("Before and after, beside units of the same level and size")
    has_months = any(moved is not None for moved in answer.chart.get("path", ()))
    if answer.missing or has_months:
        told = () if answer.missing else sentences(answer, context)
        panel.show(answer, context, key="before-after", kicker=kicker, sentences=told)
    else:
        panel.show_heading(kicker, verdicts.title(answer, view), sentences(answer, context))
        panel.show_foot(answer, context, key="before-after", figures=())
    if answer.chart.get("ranks"):
        alt = view.text("Change of the improved among those left alone")
        panel.show_figure(answer, context, key="before-after-ranks", alt=alt, is_exported=True, is_ranks=True)
    if "having" in answer.chart:
        _show_units(answer, context)


def sentences(answer: Answer, context: Context) -> tuple[str, ...]:
    """The verdict in full and what belongs beside it; what would help where too little can be compared."""
    view = context.view
    told = [verdicts.say(answer.verdicts[0], view, answer), *effect_verdicts.sentences(answer, view)]
    if answer.verdicts[0].difference is None:
        told.append(
            view.text(
                "To tell, two units are needed with three whole months on either side of their day, thirty answers on "
                "each side, and three units alike: wait, choose more units, or hand over earlier months."
            )
        )
    return tuple(told)


def _show_units(answer: Answer, context: Context) -> None:
    """Which units became one, from when to when, and what became of each in the comparison; each opens its own page."""
    view = context.view
    name = view.name(answer.labels["attribute", str(answer.chart["attribute"])])
    show_section(
        view.text("{attribute}: which, since when", attribute=name),
        view.text("One unit alone tells little: the finding is of those compared together. Tick one to look at it."),
    )
    rows = unit_rows(answer, context)
    if not rows:
        show_notice(view.text("None of them may be named to you."))
        return
    event = st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        key=f"having-{answer.chart['attribute']}",
        alt=name,
        on_select="rerun",
        selection_mode="single-row",
        height=height_of(rows),
        column_config={view.text("Unit"): st.column_config.TextColumn(pinned=True)},
    )
    ticked = [answer.chart["having"][row].unit_id for row in event["selection"]["rows"] if row < len(rows)]
    with st.container(horizontal=True, gap="small"):
        st.button(
            view.text("Look at this unit"),
            key="look-at-having",
            disabled=not ticked,
            on_click=context.go,
            args=(replace(context.chosen, units=tuple(ticked)),),
            kwargs={"view": None, "level": None},
        )
        if context.scope.may_export:
            show_csv(context, answer, rows, key="having", name="before-after-units")
    if answer.chart["unnamed"] and not answer.verdicts:
        count = view.number(answer.chart["unnamed"])
        text = view.text("{count} more units lie outside what you may see by name, and count", count=count)
        st.html(f'<p class="hy-foot">{escape(text)}</p>')


def unit_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per unit that may be named: since when, until when (where any has ended), and what became of it."""
    view = context.view
    headings = (view.text("Unit"), view.text("Since"), view.text("Until"), view.text("In the comparison"))
    found = effect_verdicts.having_rows(answer, view)
    has_ends = any(last for _, _, last, _ in found)
    return [
        {
            heading: cell or None
            for heading, cell in zip(headings, row, strict=True)
            if has_ends or heading != view.text("Until")
        }
        for row in found
    ]
