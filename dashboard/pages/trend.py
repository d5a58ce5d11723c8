"""Trend: has the score moved beyond what chance moves, against target and events, and what is it made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import verdicts
from dashboard.answers import explore, levels_in_force, mix, series, trend, two_slices, why
from dashboard.components import facets, panel
from dashboard.components.annotations import annotated
from dashboard.components.chosen_here import asked_for, choose
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

STEPS = ("month", "quarter")


def show(context: Context) -> None:
    """The control chart, the shares and the eleven answers; then the same reading for three more measures."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    wide = replace(context.chosen, period=str(trend.drawn_span(*asked)))
    # all before the first of them is shown: a browser draws a page over again for as long as it is being sent
    answers = side_by_side(
        nps=partial(
            levels_in_force.control, "nps", ledger_of(context), *asked, step_asked_for(context, trend.steps_of("nps"))
        ),
        shares=partial(trend.shares, *asked),
        histogram=partial(trend.histogram, *asked),
        satisfaction=partial(trend.control, "satisfaction", *asked),
        response_rate=partial(trend.control, "response_rate", *asked),
        complaints=partial(trend.control, "complaints_per_10k", *asked),
        mix=partial(mix.of, asked_for(context, "who", tuple(DIMENSIONS), "channel"), *asked),
        why=partial(_moved, context),
        beside=partial(series.by, "nps", asked_for(context, "by", why.GROUPINGS, "channel"), *asked),
        multiples=partial(
            explore.of,
            "nps",
            asked_for(context, "step", STEPS, "month"),
            asked_for(context, "beside", explore.beside_of("nps", "month"), "channel"),
            context.build,
            wide,
            context.scope,
        ),
    )
    members = _members(answers["beside"], context)
    two = _compared(members, context)
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
    _who(answers["mix"], context)
    _why(answers["why"], context)
    _two(two, members, context)
    _small_multiples(answers["multiples"], context)


def _who(answer: Answer, context: Context) -> None:
    """The mix that the score rests on."""
    view = context.view
    show_section(
        view.text("Who answered"),
        view.text("When the mix changes, the score moves without anybody answering differently."),
    )
    ways = {name: dimension(name, view) for name in DIMENSIONS}
    choose(context, "who", view.text("By"), ways, "channel", key="who")
    panel.show(answer, context, key="mix", rows=partial(mix_rows, answer, context))


def _moved(context: Context) -> Answer:
    by = asked_for(context, "split", why.GROUPINGS, "channel")
    against = asked_for(context, "against", ("previous", "year_before"), "previous")
    return why.moved(
        by, "year_before" if against == "year_before" else "previous", context.build, context.chosen, context.scope
    )


def _why(answer: Answer, context: Context) -> None:
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
        choose(context, "split", view.text("Taken apart by"), ways, "channel", key="split")
    with right:
        others = {
            "previous": view.text("the period before"),
            "year_before": view.text("a year before"),
        }
        choose(context, "against", view.text("Against"), others, "previous", key="against")
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


def _members(answer: Answer, context: Context) -> dict[str, str]:
    """Id -> name of what can be compared."""
    by = asked_for(context, "by", why.GROUPINGS, "channel")
    return {str(value.of(by)): member_name(context, by, str(value.of(by))) for value in answer.values}


def _compared(members: Mapping[str, str], context: Context) -> Answer | None:
    """The two that the address names, else the first two; None where there are no two."""
    if len(members) < 2:
        return None
    ids = list(members)
    by = asked_for(context, "by", why.GROUPINGS, "channel")
    pair = asked_for(context, "first", ids, ids[0]), asked_for(context, "second", ids, ids[1])
    return two_slices.of("nps", by, pair, context.build, context.chosen, context.scope)


def _two(answer: Answer | None, members: Mapping[str, str], context: Context) -> None:
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
    if answer is None:
        st.html(f'<p class="hy-say">{view.text("There are no two of these within this selection.")}</p>')
        return
    ids = list(members)
    with two:
        choose(context, "first", view.text("One"), members, ids[0], key=f"two-first-{by}")
    with three:
        choose(context, "second", view.text("The other"), members, ids[1], key=f"two-second-{by}")
    said = tuple(verdicts.say(verdict, view, answer) for verdict in answer.verdicts)
    panel.show(answer, context, key="two", sentences=said)


def _small_multiples(answer: Answer, context: Context) -> None:
    """The score over time for every member of one dimension, all on one scale."""
    view = context.view
    show_section(view.text("Side by side on one scale"))
    left, right = st.columns(2, gap="medium")
    with left:
        ways = {name: dimension(name, view) for name in explore.beside_of("nps", "month")}
        choose(context, "beside", view.text("One figure for each"), ways, "channel", key="facet-beside")
    with right:
        steps = dict(zip(STEPS, (view.text("By month"), view.text("By quarter")), strict=True))
        choose(context, "step", view.text("Time step"), steps, "month", key="facet-step", is_list=False)
    facets.show_facets(answer, context, key="multiples")


show(current())
