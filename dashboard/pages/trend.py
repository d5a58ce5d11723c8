"""Trend: has the score moved beyond what chance moves, against target and events, and what is it made of."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import verdicts
from dashboard.answers import explore, levels_in_force, mix, series, trend, two_slices, why
from dashboard.components import facets, panel
from dashboard.components.annotations import annotated
from dashboard.components.chosen_here import choose
from dashboard.components.context import Context, current
from dashboard.components.ledger import ledger_of
from dashboard.components.names import member_name
from dashboard.components.new_level import show_levels
from dashboard.components.side_by_side import side_by_side
from dashboard.components.trend import choose_step, mix_rows, narrow, step_asked_for, trend_rows
from dashboard.components.words import show_section, show_title
from dashboard.names import dimension
from dashboard.slices import DIMENSIONS
from dashboard.values import Answer


def show(context: Context) -> None:
    """The control chart, the shares and the eleven answers; then the same reading for three more measures."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        nps=partial(
            levels_in_force.control, "nps", ledger_of(context), *asked, step_asked_for(context, trend.steps_of("nps"))
        ),
        shares=partial(trend.shares, *asked),
        histogram=partial(trend.histogram, *asked),
        satisfaction=partial(trend.control, "satisfaction", *asked),
        response_rate=partial(trend.control, "response_rate", *asked),
        complaints=partial(trend.control, "complaints_per_10k", *asked),
    )
    show_title(view.text("Trend"), view.text("Has the score moved, or is it only chance?"))
    nps = annotated(answers["nps"], context)
    said = tuple(verdicts.say(verdict, view, nps) for verdict in nps.verdicts)
    panel.show(
        nps,
        context,
        key="nps-by-month",
        kicker=choose_step(context),
        sentences=said,
        rows=partial(trend_rows, nps, context),
        on_chosen=lambda days: narrow(context, nps, days),
    )
    show_levels(nps, context)
    shares, histogram = st.columns(2, gap="large")
    with shares:
        panel.show(answers["shares"], context, key="shares", kicker=view.text("Promoters, passives and detractors"))
    with histogram:
        panel.show(answers["histogram"], context, key="histogram", kicker=view.text("Answers from 0 to 10"))
    show_section(
        view.text("Beside the score"), view.text("The same reading: a month counts only beyond the usual variation.")
    )
    small = (
        ("satisfaction", view.text("Satisfaction")),
        ("response_rate", view.text("Response rate")),
        ("complaints", view.text("Complaints per 10,000 customers")),
    )
    for column, (name, kicker) in zip(st.columns(3, gap="medium"), small, strict=True):
        with column:
            panel.show(answers[name], context, key=f"{name}-by-month", kicker=kicker, is_small=True)
    _who(context)
    _why(context)
    _two(context)
    _small_multiples(context)


def _who(context: Context) -> None:
    """The mix that the score rests on."""
    view = context.view
    show_section(
        view.text("Who answered"),
        view.text("When the mix changes, the score moves without anybody answering differently."),
    )
    ways = {name: dimension(name, view) for name in DIMENSIONS}
    by = choose(context, "who", view.text("By"), ways, "channel", key="who")
    answer = mix.of(by, context.build, context.chosen, context.scope)
    panel.show(answer, context, key="mix", rows=partial(mix_rows, answer, context))


def _why(context: Context) -> None:
    """The change taken apart by one dimension: do people answer differently, or do other people answer?"""
    view = context.view
    show_section(
        view.text("Why it moved"),
        view.text(
            "Within: the same groups answer differently. Mix: other groups answered. Together they are the change."
        ),
    )
    left, right = st.columns(2, gap="medium")
    with left:
        ways = {name: dimension(name, view) for name in why.GROUPINGS}
        by = choose(context, "split", view.text("Taken apart by"), ways, "channel", key="split")
    with right:
        others = {
            "previous": view.text("the period before"),
            "year_before": view.text("a year before"),
        }
        against = choose(context, "against", view.text("Against"), others, "previous", key="against")
    answer = why.moved(
        by, "year_before" if against == "year_before" else "previous", context.build, context.chosen, context.scope
    )
    drawn, told = st.columns([6, 5], gap="large", vertical_alignment="center")
    with drawn:
        panel.show(answer, context, key="why")
    with told:
        _groups(answer, context)


def _groups(answer: Answer, context: Context) -> None:
    """What each group adds to either part; where nothing was taken apart, nothing."""
    view, by = context.view, str(answer.chart.get("dimension", ""))
    if answer.missing or not answer.chart["by_group"]:
        return
    points = {(value.of(by), value.of("part")): value.score for value in answer.chart["by_group"]}
    rows = [
        {
            dimension(by, view): member_name(context, by, group),
            view.text("within"): _tenths(points.get((group, "within"))),
            view.text("mix"): _tenths(points.get((group, "mix"))),
        }
        for group in answer.chart["groups"]
        if (group, "within") in points
    ]
    columns = {name: st.column_config.NumberColumn(format="%+.1f") for name in (view.text("within"), view.text("mix"))}
    alt = view.text("Points of the change by group")
    st.dataframe(rows, hide_index=True, key="why-groups", alt=alt, column_config=columns)


def _tenths(points: float | None) -> float | None:
    """As the column shows it, so that nothing is called −0.0."""
    return None if points is None else round(points, 1) + 0.0


def _two(context: Context) -> None:
    """Two members of a dimension in the period, with the test of no difference."""
    view = context.view
    show_section(
        view.text("Two compared"), view.text("The same period, one test; under 30 answers on a side nothing is said.")
    )
    ways = {name: dimension(name, view) for name in why.GROUPINGS}
    one, two, three = st.columns(3, gap="medium")
    with one:
        by = choose(
            context,
            "by",
            view.text("Compare by"),
            ways,
            "channel",
            key="two-by",
            also=lambda _: {"first": None, "second": None},
        )
    shown = series.by("nps", by, context.build, context.chosen, context.scope)
    members = {str(value.of(by)): member_name(context, by, str(value.of(by))) for value in shown.values}
    if len(members) < 2:
        st.html(f'<p class="hy-say">{view.text("There are no two of these within this selection.")}</p>')
        return
    ids = list(members)
    with two:
        first = choose(context, "first", view.text("One"), members, ids[0], key=f"two-first-{by}")
    with three:
        second = choose(context, "second", view.text("The other"), members, ids[1], key=f"two-second-{by}")
    answer = two_slices.of("nps", by, (first, second), context.build, context.chosen, context.scope)
    said = tuple(verdicts.say(verdict, view, answer) for verdict in answer.verdicts)
    panel.show(answer, context, key="two", sentences=said)


def _small_multiples(context: Context) -> None:
    """The score over time for every member of one dimension, all on one scale."""
    view = context.view
    show_section(view.text("Side by side on one scale"))
    left, right = st.columns(2, gap="medium")
    with left:
        ways = {name: dimension(name, view) for name in explore.beside_of("nps", "month")}
        beside = choose(context, "beside", view.text("One figure for each"), ways, "channel", key="facet-beside")
    with right:
        steps = {"month": view.text("By month"), "quarter": view.text("By quarter")}
        step = choose(context, "step", view.text("Time step"), steps, "month", key="facet-step", is_list=False)
    wide = replace(context.chosen, period=str(trend.drawn_span(context.build, context.chosen, context.scope)))
    answer = explore.of("nps", step, beside, context.build, wide, context.scope)
    facets.show_facets(answer, context, key="multiples")


show(current())
