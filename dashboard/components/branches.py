"""The Branches page: the way up and down the tree, what is compared, the funnel, the bands and the table of units."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.names import unit_path
from dashboard.components.table import Cell, height_of, state_name
from dashboard.components.words import show_section
from dashboard.figures import reading
from dashboard.queries.catalogue import Unit
from dashboard.queries.levels import levels
from dashboard.values import Answer, Released

ORDER = ("lower", "higher", "cannot_be_told_apart", "too_few")
"""Verdicts in the order of the table: what stands apart first, the best known first within each."""


def show_path(context: Context) -> None:
    """From the chosen unit up to the root, each step one click; nothing where several units or none are chosen."""
    view, catalogue = context.view, context.catalogue
    if len(context.chosen.units) != 1:
        return
    above: list[Unit] = []
    unit = catalogue.unit[context.chosen.units[0]]
    while unit.parent_id is not None and unit.parent_id in catalogue.unit:
        unit = catalogue.unit[unit.parent_id]
        above.insert(0, unit)
    with st.container(key="path", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            view.text("↑ Whole bank"),
            key="up-bank",
            type="tertiary",
            on_click=context.go,
            args=(replace(context.chosen, units=()),),
            kwargs={"view": None, "level": None},
        )
        for each in above[1:]:
            st.button(
                f"↑ {view.name(each.names)}",
                key=f"up-{each.unit_id}",
                type="tertiary",
                on_click=context.go,
                args=(replace(context.chosen, units=(each.unit_id,)),),
                kwargs={"view": None, "level": None},
            )


Looked = Literal["unit", "units", "assessment", "changed"]
"""What Branches can look at: one unit, units against each other, the assessment, or before and after a change."""


def show_view_switch(context: Context) -> Looked:
    """What is looked at: units against each other (not for a unit without others below), the one unit that is chosen,
    the assessment, or units before and after they became something."""
    view, chosen = context.view, context.chosen.units
    names: dict[Looked, str] = {}
    if len(chosen) != 1 or chosen[0] in context.catalogue.children:
        names["units"] = (
            view.text("Its units against each other") if len(chosen) == 1 else view.text("Units against each other")
        )
    if len(chosen) == 1:
        names["unit"] = view.text("This unit by itself")
    names["assessment"] = view.text("Assessment")
    names["changed"] = view.text("Before and after")
    asked = next(iter(context.manner.get("view", ())), "")
    usual = next(iter(names))
    here = next((name for name in names if name == asked), usual)
    told = {str(name): word for name, word in names.items()}
    choose_shown(context, "view", list(told), here, told.get, usual, view.text("What is looked at"))
    return here


def show_switches(context: Context, compared: Sequence[str]) -> tuple[str, str, bool]:
    """Which of the ``compared`` measures, which level, whether the mix of channels is out; each in the address."""
    view, manner = context.view, context.manner
    found = levels(context.catalogue, context.chosen.units)
    names = {level[0]: view.name(level) for level in found}
    measures = {
        measure: view.name(context.catalogue.measures[measure].names)
        for measure in compared
        if measure in context.catalogue.measures
    }
    measure = next((each for each in manner.get("of", ()) if each in measures), "nps")
    usual = next(iter(names), "")
    level = next((each for each in manner.get("level", ()) if each in names), usual)
    with st.container(key="switches", horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_shown(context, "of", list(measures), measure, measures.get, "nps", view.text("Measure"))
        if names:
            choose_shown(context, "level", list(names), level, names.get, usual, view.text("Level"))
        is_adjusted = manner.get("mix") != ["as_is"]
        if measure == "nps" and not context.chosen.members:
            key = "branches-mix"
            st.session_state[key] = is_adjusted

            def written() -> None:
                context.go(mix=None if st.session_state[key] else "as_is")

            st.toggle(view.text("Take out the mix of channels"), key=key, on_change=written)
    return measure, level, is_adjusted


def choose_shown(
    context: Context,
    name: str,
    options: list[str],
    here: str,
    told: Callable[[str], str | None],
    usual: str,
    label: str,
) -> None:
    """Pills for one parameter of the address; the usual choice leaves it out, so that links stay short."""
    key = f"branches-{name}"
    st.session_state[key] = here

    def written() -> None:
        picked = st.session_state[key] or usual
        context.go(None, **{name: None if picked == usual else picked})

    st.segmented_control(
        label,
        options,
        format_func=lambda option: told(option) or option,
        key=key,
        on_change=written,
        width="content",
        wrap=True,
    )


def show_standing(answer: Answer, context: Context) -> None:
    """The funnel with its finding, and what luck alone would do; a selected point narrows the slice to its unit."""
    view = context.view
    panel.show(
        answer,
        context,
        key="standing",
        kicker=view.text("Each unit against all together"),
        sentences=sentences(answer, context),
        rows=partial(unit_rows, answer, context),
        on_chosen=lambda units: context.go(context.narrowed("unit", units)),
    )


def sentences(answer: Answer, context: Context) -> tuple[str, ...]:
    """What luck alone would do with these bases, and how many units are not ranked."""
    view = context.view
    if answer.missing:
        return ()
    told = []
    apart, luck = answer.chart.get("apart"), answer.chart.get("apart_by_luck")
    if apart is not None and luck is not None:
        told.append(
            view.text(
                "With identical branches the best and worst of these {count} would lie {luck} {unit} apart by luck "
                "alone; they lie {apart} apart.",
                count=answer.chart["ranked"],
                luck=view.number(luck, answer.decimals(luck)),
                apart=view.number(apart, answer.decimals(apart)),
                unit=reading.unit(answer, view),
            )
        )
    told += together_words(answer, context)
    few = sum(value.shown == "interval" and not value.is_pooled for value in answer.values)
    hidden = sum(value.shown == "hidden" for value in answer.values)
    if few or hidden:
        told.append(
            view.text(
                "Not ranked: {few} units of 10–29 answers, drawn as their interval; {hidden} with too few to be shown "
                "alone, not drawn.",
                few=few,
                hidden=hidden,
            )
        )
    told.append(
        view.text(
            "▲ higher, ▼ lower, ○ cannot be told apart, □ shown together; the band holds 95% and the dashed lines "
            "99.8% of units that differ no more than units here do anyway. Click a point to look at its unit."
        )
    )
    return tuple(told)


def together_words(answer: Answer, context: Context) -> list[str]:
    """Which units stand together as others, and why that is so."""
    view, pooled = context.view, answer.chart["pooled"]
    if not pooled:
        return []
    inside = sum(len(units) for units in pooled.values())
    return [
        view.text(
            "Units shown together as others of the unit above them, not ranked: {count}. One of them has under {least} "
            "answers in a step of this period, which beside its neighbours could be worked out; a longer period may "
            "show them alone.",
            count=inside,
            least=view.number(context.catalogue.rules["base_hidden_below"]),
        )
    ]


def show_bands(answer: Answer, context: Context) -> None:
    """Shrunken scores and possible places in three bands."""
    view = context.view
    if answer.chart["ranked"] < 2:
        return
    show_section(
        view.text("Bands instead of ranks"),
        view.text(
            "A score of few answers is drawn towards the mean. Places are where a unit lies in 90% of draws; within "
            "the middle band order says nothing."
        ),
    )
    panel.show_figure(
        replace(answer, question="units.bands"),
        context,
        key="bands",
        alt=verdicts.title(answer, view),
        is_exported=True,
        on_chosen=lambda units: context.go(context.narrowed("unit", units)),
    )


def unit_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per unit: verdict, shrunken score, interval, base, places, chance of the bottom tenth."""
    view = context.view
    rows: list[dict[str, Cell]] = []
    for at in _order(answer):
        value, verdict, better = answer.values[at], answer.verdicts[at], answer.chart["shrunken"][at]
        places, bottom = answer.chart["places"][at], answer.chart["bottom"][at]
        rows.append(
            {
                view.text("Unit"): _row_name(value, answer, context),
                view.text("Verdict"): None if value.is_pooled else verdicts.word(verdict, view),
                view.text("Shrunken score"): better.score if better else None,
                view.text("95% interval from"): value.low,
                view.text("95% interval to"): value.high,
                view.text("Observed"): value.score,
                view.text("Base"): value.base,
                view.text("Possible places"): f"{places[0]}–{places[1]}" if places else None,
                view.text("Chance of the bottom tenth, %"): None if bottom is None else round(100 * bottom),
                view.text("How to read it"): state_name(value, view),
            }
        )
    return rows


def _row_name(value: Released, answer: Answer, context: Context) -> str:
    """A unit's path; a pool's name with the names of those in it."""
    unit = value.of("unit") or ""
    if not value.is_pooled:
        return unit_path(context.catalogue.unit[unit], context)
    inside = [context.view.name(context.catalogue.unit[each].names) for each in answer.chart["pooled"][unit]]
    names = context.view.text(", ").join(inside)
    return context.view.text("{pool}: {units}", pool=reading.label("unit", unit, answer, context.view), units=names)


def _order(answer: Answer) -> list[int]:
    place = {code: number for number, code in enumerate(ORDER)}
    return sorted(
        range(len(answer.values)),
        key=lambda at: (
            place[str(answer.verdicts[at].code)],
            answer.values[at].is_pooled,
            -(answer.values[at].base or 0),
        ),
    )


def show_units(answer: Answer, context: Context) -> None:
    """The table; rows that are ticked may be looked at alone."""
    view = context.view
    show_section(view.text("Every unit"), view.text("Sorted by what is known. Tick rows to look at them alone."))
    rows, order = unit_rows(answer, context), _order(answer)
    key = "units-table"
    number = st.column_config.NumberColumn(format=f"%.{answer.decimals()}f")
    event = st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        key=key,
        alt=verdicts.title(answer, view),
        on_select="rerun",
        selection_mode="multi-row",
        height=height_of(rows),
        column_config={
            view.text("Unit"): st.column_config.TextColumn(pinned=True),
            view.text("Shrunken score"): number,
            view.text("95% interval from"): number,
            view.text("95% interval to"): number,
            view.text("Observed"): number,
        },
    )
    ticked = [order[row] for row in event["selection"]["rows"] if row < len(order)]
    found = [str(answer.values[at].of("unit")) for at in ticked]
    units = tuple(unit for each in found for unit in answer.chart["pooled"].get(each, (each,)))
    st.button(
        view.text("Look at the ticked units: {count}", count=len(units)),
        key="look-at",
        disabled=not units,
        on_click=context.go,
        args=(replace(context.chosen, units=units),),
    )
