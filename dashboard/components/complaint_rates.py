"""How many complaints, divided by what the reader chooses, in both readings; over time, by unit, and past the bank."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import complaint_rate_words as words
from dashboard import complaint_words, verdicts
from dashboard.components import panel
from dashboard.components.branches import choose_shown, sentences, unit_rows
from dashboard.components.chosen_here import asked_for
from dashboard.components.context import Context
from dashboard.components.table import Cell
from dashboard.components.words import show_facts
from dashboard.figures import reading
from dashboard.queries.complaints import AGENTS, PER
from dashboard.queries.levels import levels
from dashboard.values import Answer, Released
from dashboard.views import View


def chosen_rate(context: Context) -> tuple[str, str]:
    """What complaints are to be divided by, and whether those with a suspected agent behind them count."""
    return asked_for(context, "per", tuple(PER), "customers"), asked_for(context, "agents", AGENTS, "all")


def chosen_level(context: Context) -> str:
    """The level of units that are held against each other; '' where there are no two of one level."""
    found = [level[0] for level in levels(context.catalogue, context.chosen.units)]
    return asked_for(context, "level", tuple(found), found[0]) if found else ""


def show_choices(context: Context) -> None:
    """What to divide by and which reading, in the address."""
    view = context.view
    with st.container(key="complaint-choices", horizontal=True, gap="medium", vertical_alignment="bottom"):
        names = {per: words.exposure_name(per, view) for per in PER}
        per, chosen = chosen_rate(context)
        choose_shown(context, "per", list(names), per, names.get, "customers", view.text("Complaints per"))
        readings = {agents: words.reading_of_agents(agents, view) for agents in AGENTS}
        choose_shown(context, "agents", list(readings), chosen, readings.get, "all", view.text("Suspected agents"))


def show_how_many(answer: Answer, context: Context, per: str, agents: str) -> None:
    """Both counts by name, the valid share and the chosen rate; the other reading in words beside them."""
    view = context.view
    with st.container(key="panel-how-many"):
        if answer.missing:
            panel.show_heading("", verdicts.missing(answer, view), (), is_missing=True)
            return
        title = words.told_title(answer, view, per, agents)
        said = [words.other_reading(answer, view, per, agents), *words.exposure_sentences(answer, view)]
        if not any(value.of("per") for value in answer.values):
            said[1:] = [
                view.text("No customers, outlets or transactions are recorded: load the exposures table for a rate.")
            ]
        panel.show_heading(view.text("How many"), title, tuple(said))
        told = words.chosen(answer, agents)
        keys = [("counted", "raw"), ("counted", "merged"), ("share", "found_valid"), (per, "raw"), (per, "merged")]
        show_facts(_fact(told[key], view) for key in keys if key in told)
        panel.show_foot(answer, context, key="how-many", rows=partial(count_rows, answer, context), finding=title)


def _fact(value: Released, view: View) -> tuple[str, str, str]:
    ids, span = dict(value.key), ""
    if per := ids.get("per"):
        counted = words.counted_name(ids["counted"], view)
        name = view.text("{counted}, {per}", counted=counted, per=words.per_name(per, view))
        number, span = words.rate_numbers(value, view)[0], words.interval_told(value, view)
    elif "share" in ids:
        name = view.text("Found valid, share")
        number = complaint_words.share_told(value, view)
    else:
        name, number = words.counted_name(ids["counted"], view), view.number(value.score or 0)
    return name, number, span


def count_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per count or rate in each reading, for the table behind."""
    view = context.view
    rows: list[dict[str, Cell]] = []
    for value in answer.values:
        ids = dict(value.key)
        what = [words.member_word(name, ids[name], view) for name in ("counted", "share", "per") if name in ids]
        rows.append(
            {
                view.text("What"): view.text(", ").join(each for each in what if each),
                view.text("Suspected agents"): words.reading_of_agents(ids["agents"], view),
                view.text("Number"): value.score,
                view.text("95% interval from"): value.low,
                view.text("95% interval to"): value.high,
                view.text("Base"): value.base if "counted" not in ids or "per" in ids else None,
            }
        )
    return rows


def show_over_time(answer: Answer, context: Context) -> None:
    """The chosen rate by month with Laney-type limits, and what the period says against the one before."""
    said = tuple(verdicts.say(each, context.view, answer) for each in answer.verdicts)
    panel.show(
        answer, context, key="complaints-control", kicker=context.view.text("Has the rate moved"), sentences=said
    )


def show_standing(answer: Answer | None, context: Context) -> None:
    """Units of one level against all together, in the funnel that luck and their usual scatter draw."""
    view = context.view
    names = {level[0]: view.name(level) for level in levels(context.catalogue, context.chosen.units)}
    if answer is None:
        return
    if len(names) > 1:
        level, usual = chosen_level(context), next(iter(names))
        choose_shown(context, "level", list(names), level, names.get, usual, view.text("Level"))
    said = () if answer.missing else (*_without(answer, context), *sentences(answer, context))
    panel.show(
        answer,
        context,
        key="complaints-units",
        kicker=view.text("Units against all together"),
        sentences=said,
        rows=partial(unit_rows, answer, context),
        on_chosen=lambda units: context.go(replace(context.chosen, units=units)),
    )


def _without(answer: Answer, context: Context) -> tuple[str, ...]:
    """Units without a complaint, and how high the rate of the smallest of them could still be."""
    view = context.view
    none = [value for value in answer.values if value.score == 0 and value.high is not None]
    if not none:
        return ()
    highest = max(value.high or 0 for value in none)
    return (
        view.text(
            "{count} units had no complaint: that is not a rate of 0, it could be up to {high} {unit}.",
            count=view.number(len(none)),
            high=view.number(highest, answer.decimals(highest)),
            unit=reading.unit(answer, view),
        ),
    )


def show_escalated(answer: Answer, context: Context) -> None:
    """The share that went to the regulator's lines, its change, and each line's count."""
    view = context.view
    with st.container(key="panel-escalated"):
        if answer.missing:
            panel.show_heading(view.text("Past the bank"), verdicts.missing(answer, view), (), is_missing=True)
            return
        title = words.escalated_title(answer, view)
        said = [verdicts.say(each, view, answer) for each in answer.verdicts]
        lines = [
            view.text(
                "{line} {count}",
                line=view.name(answer.labels["channel", value.of("channel") or ""]),
                count=view.number(value.score or 0),
            )
            for value in answer.values
            if value.of("channel")
        ]
        if lines:
            said.insert(0, view.text(", ").join(lines))
        if answer.chart["unknown"]:
            unknown = view.number(answer.chart["unknown"])
            said.append(view.text("{count} complaints name no channel and cannot be told.", count=unknown))
        panel.show_heading(view.text("Past the bank"), title, tuple(said))
        panel.show_foot(answer, context, key="escalated", finding=title)
