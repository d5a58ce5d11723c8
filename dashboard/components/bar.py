"""The bar: what is looked at. Every change writes the address, and the widgets always show what the address says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.kept_views import show_kept_views
from dashboard.components.names import dimension_name, member_name, period_name, preset_name
from dashboard.components.unit_tree import show_tree
from dashboard.components.words import unmarked
from dashboard.listening import PARAMETERS
from dashboard.slices import PRESETS, Period, Slice, month_start

FILTERS = ("line", "channel", "product", "age_band", "is_new_citizen", "tier")
JOURNEY = ("journey", "touchpoint")
CUSTOM = "custom"


def show_bar(context: Context) -> None:
    """Openings on one line (period, organisation, filters, journey, kept views), and under it what is active."""
    view = context.view
    with st.container(key="bar", horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover(view.text("Period: {period}", period=period_name(context)), key="open-period"):
            _period(context)
        with st.popover(_unit_label(context), key="open-unit"):
            show_tree(context)
        with st.popover(_label(context, view.text("Filters"), FILTERS), key="open-filters"):
            _survey(context)
            for dimension in FILTERS:
                _members(context, dimension)
        with st.popover(_label(context, view.text("Journey and touchpoint"), JOURNEY), key="open-journey"):
            for dimension in JOURNEY:
                _members(context, dimension)
        show_kept_views(context)
    show_chips(context)


def show_chips(context: Context) -> None:
    """What narrows the view, each to be taken away by itself, and one reset."""
    chosen, view = context.chosen, context.view
    chips: list[tuple[str, Slice]] = []
    if chosen.survey:
        survey = context.catalogue.survey(chosen)
        chips.append((view.name(survey.names) if survey else chosen.survey, replace(chosen, survey="")))
    if chosen.period != "quarter":
        chips.append((period_name(context), replace(chosen, period="quarter")))
    if chosen.as_of:
        chips.append((view.text("as of {day}", day=view.day(chosen.as_of)), replace(chosen, as_of=None)))
    chips += [(member_name(context, "unit", unit), context.without("unit", unit)) for unit in chosen.units]
    for dimension, ids in chosen.members.items():
        chips += [
            (
                view.text(
                    "{name}: {value}",
                    name=dimension_name(dimension, view),
                    value=member_name(context, dimension, one),
                ),
                context.without(dimension, one),
            )
            for one in ids
        ]
    if not chips:
        return
    with st.container(key="chips", horizontal=True, gap="small", vertical_alignment="center"):
        for number, (name, without) in enumerate(chips):
            st.button(
                f"{unmarked(name)}  ✕",
                key=f"chip-{number}",
                help=view.text("Take this away"),
                on_click=context.go,
                args=(without,),
            )
        st.button(
            view.text("Reset"),
            key="reset",
            type="tertiary",
            on_click=context.go,
            args=(Slice(),),
            kwargs=dict.fromkeys(PARAMETERS),
        )


def _label(context: Context, name: str, dimensions: tuple[str, ...]) -> str:
    count = sum(len(context.chosen.members.get(dimension, ())) for dimension in dimensions)
    return f"{name} · {count}" if count else name


def _unit_label(context: Context) -> str:
    view, units = context.view, context.chosen.units
    if not units:
        return view.text("Organisation: whole bank")
    if len(units) == 1:
        return view.text("Organisation: {unit}", unit=unmarked(view.name(context.catalogue.unit[units[0]].names)))
    return view.text("Organisation: {count} units", count=len(units))


def _write(context: Context, key: str, change: Callable[[Any], Slice]) -> Callable[[], None]:
    """A widget's callback: its new value makes a new slice, and the slice is written into the address."""

    def written() -> None:
        context.go(change(st.session_state[key]))

    return written


def _members(context: Context, dimension: str) -> None:
    view = context.view
    names = context.catalogue.members.get(dimension, {})
    if not names:
        return
    key = f"bar-{dimension}"
    st.session_state[key] = list(context.chosen.members.get(dimension, ()))
    st.multiselect(
        dimension_name(dimension, view),
        list(names),
        format_func=lambda member: member_name(context, dimension, member),
        key=key,
        placeholder=view.text("All"),
        select_all=False,
        on_change=_write(context, key, lambda ids: context.chosen.with_members(dimension, ids)),
    )


def _survey(context: Context) -> None:
    view, surveys = context.view, context.catalogue.surveys
    if len(surveys) < 2:
        return
    key = "bar-survey"
    default = context.catalogue.survey(Slice())
    here = context.catalogue.survey(context.chosen)
    names = {survey.survey_id: view.name(survey.names) for survey in surveys}
    st.session_state[key] = here.survey_id if here else next(iter(names))
    st.selectbox(
        view.text("Survey"),
        list(names),
        format_func=lambda survey: names[survey],
        key=key,
        on_change=_write(
            context,
            key,
            lambda survey: replace(context.chosen, survey="" if default and survey == default.survey_id else survey),
        ),
    )


def _period(context: Context) -> None:
    view, chosen = context.view, context.chosen
    key = "bar-period"
    options = list(PRESETS) + ([CUSTOM] if chosen.period not in PRESETS else [])
    st.session_state[key] = chosen.period if chosen.period in PRESETS else CUSTOM
    st.radio(
        view.text("Period"),
        options,
        format_func=lambda preset: view.text("Own choice, below") if preset == CUSTOM else preset_name(preset, view),
        key=key,
        on_change=_write(context, key, lambda preset: chosen if preset == CUSTOM else replace(chosen, period=preset)),
    )
    _own_period(context)
    key = "bar-as-of"
    st.session_state[key] = chosen.as_of
    st.date_input(
        view.text("As of"),
        key=key,
        format="YYYY-MM-DD",
        max_value=context.build.data_until,
        help=view.text("Counts what had happened by this day, on today's data. A matter closed later counts as open."),
        on_change=_write(context, key, lambda day: replace(chosen, as_of=day)),
    )


def _own_period(context: Context) -> None:
    """Years, quarters, and a first and last month, as far as there are data."""
    view, period = context.view, context.period
    months = _months(context)
    if not months or period is None:
        return
    years = sorted({f"{month:%Y}" for month in months}, reverse=True)
    quarters = sorted({f"{month:%Y}Q{(month.month + 2) // 3}" for month in months}, reverse=True)
    for key, label, options in (
        ("bar-year", view.text("A year"), years),
        ("bar-quarter", view.text("A quarter"), quarters),
    ):
        written = context.chosen.period
        st.session_state[key] = written if written in options else None
        st.selectbox(
            label,
            options,
            format_func=lambda text: view.period(Period.parse(text)),
            key=key,
            placeholder=view.text("Choose"),
            on_change=_write(
                context, key, lambda text: replace(context.chosen, period=text) if text else context.chosen
            ),
        )
    first_key, last_key = "bar-first-month", "bar-last-month"
    options_of_months = sorted({*months, period.first, period.last})
    st.session_state[first_key], st.session_state[last_key] = period.first, period.last

    def written_months() -> None:
        first, last = sorted((st.session_state[first_key], st.session_state[last_key]))
        context.go(replace(context.chosen, period=str(Period(first, last))))

    for key, label in ((first_key, view.text("First month")), (last_key, view.text("Last month"))):
        st.selectbox(label, options_of_months, format_func=view.month, key=key, on_change=written_months)


def _months(context: Context) -> list[date]:
    """Every month from the first with data to the last."""
    known = context.catalogue.months(context.chosen)
    if not known:
        return []
    first, last = min(known), max(known)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [month_start(first.year, first.month + number) for number in range(count)]
