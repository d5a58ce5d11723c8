"""One unit on one page: scores with verdicts, trend, peers, touchpoints, complaints, suggestions and inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel, tile
from dashboard.components.context import Context
from dashboard.components.names import unit_path
from dashboard.components.words import show_section
from dashboard.figures import reading
from dashboard.values import Answer

TILES = ("nps", "satisfaction", "complaints_per_10k", "response_rate")


def show_unit(answers: Mapping[str, Answer], context: Context) -> None:
    """Everything about the one unit that the slice names, from the answers that the page has asked for it."""
    view, unit = context.view, context.catalogue.unit[context.chosen.units[0]]
    show_section(unit_path(unit, context), _dates(context))
    tile.show_tiles(
        [(answers[f"tile-{measure}"], _stands(answers.get(f"stands-{measure}"), context)) for measure in TILES], context
    )
    _show_enough(answers["enough"], context)
    panel.show(
        answers["trend"],
        context,
        key="unit-trend",
        kicker=view.text("NPS by month"),
        sentences=tuple(verdicts.say(verdict, view, answers["trend"]) for verdict in answers["trend"].verdicts),
    )
    _show_peers(answers["peers"], context)
    left, right = st.columns(2, gap="large")
    with left:
        _show_touchpoints(answers["touchpoints"], context)
    with right:
        panel.show(answers["causes"], context, key="unit-causes", kicker=view.text("Complaints by cause"))
    panel.show(answers["suggestions"], context, key="unit-suggestions", kicker=view.text("Suggestions"))


def _dates(context: Context) -> str:
    view, unit = context.view, context.catalogue.unit[context.chosen.units[0]]
    told = [view.name(unit.level_names)]
    if unit.opened_on:
        told.append(view.text("opened {day}", day=view.day(unit.opened_on)))
    if unit.closed_on:
        told.append(view.text("closed {day}", day=view.day(unit.closed_on)))
    return " · ".join(told)


def _stands(answer: Answer | None, context: Context) -> list[str]:
    """How the unit stands to all of its level, in words; nothing where that is not compared."""
    unit = context.chosen.units[0]
    if answer is None or answer.missing or unit not in answer.chart["compared"]:
        return []
    at = answer.chart["compared"].index(unit)
    view, verdict, better = context.view, answer.verdicts[at], answer.chart["shrunken"][at]
    told = [verdicts.brief(verdict, view, answer)]
    if better is not None and better.score is not None:
        told.append(view.text("shrunken {score}", score=reading.amount(better.score, answer, view)))
    if places := answer.chart["places"][at]:
        low, high, count = places[0], places[1], answer.chart["ranked"]
        told.append(view.text("place {low} to {high} of {count}", low=low, high=high, count=count))
    return [" · ".join(told)]


def _show_enough(answer: Answer, context: Context) -> None:
    """How many more answers until a change of ten points shows."""
    if answer.missing:
        return
    view, chart = context.view, answer.chart
    if chart["more"]:
        told = view.text(
            "A change of {points} points shows from about {needed} answers a period; {more} more are wanting. "
            "{base} answers show changes from {detectable} points on.",
            points=view.number(chart["points"]),
            needed=view.number(chart["needed"]),
            more=view.number(chart["more"]),
            base=view.number(answer.values[0].base or 0),
            detectable=view.number(chart["detectable"]),
        )
    else:
        told = view.text(
            "{base} answers are enough: changes from {detectable} points on show.",
            base=view.number(answer.values[0].base or 0),
            detectable=view.number(chart["detectable"]),
        )
    st.html(f'<p class="hy-say">{escape(told)}</p>')


def _show_touchpoints(answer: Answer, context: Context) -> None:
    """The touchpoints that enough people rated; how many are left out stands above."""
    view = context.view
    seen = tuple(value for value in answer.values if value.shown != "hidden")
    few = len(answer.values) - len(seen)
    told = view.text("{count} touchpoints have under 10 ratings here and are left out.", count=few) if few else ""
    if not seen:
        answer = replace(answer, missing=answer.missing or "no_responses")
    panel.show(
        replace(answer, values=seen),
        context,
        key="unit-touchpoints",
        kicker=view.text("Touchpoints"),
        sentences=(told,),
    )


def _show_peers(answer: Answer, context: Context) -> None:
    """The unit beside its peers together, and who they are where the person may know."""
    view = context.view
    show_section(
        view.text("Beside its peers"),
        view.text("Units of its level nearest in answers and in the mix of channels, taken together."),
    )
    if answer.missing:
        st.html(f'<p class="hy-say">{escape(verdicts.missing(answer, view))}</p>')
        return
    own, together = answer.values
    told = view.text(
        "This unit {own} ({own_interval}), its {count} peers {peers} ({peers_interval})",
        own=verdicts.value(own, view, answer),
        own_interval=verdicts.interval(own, view, answer),
        count=answer.chart["count"],
        peers=verdicts.value(together, view, answer),
        peers_interval=verdicts.interval(together, view, answer),
    )
    said = "; ".join(verdicts.say(verdict, view, answer) for verdict in answer.verdicts)
    names = view.text(", ").join(reading.label("unit", unit, answer, view) for unit in answer.chart["peers"])
    lines = [told, said, view.text("Peers: {names}", names=names) if names else ""]
    st.html("".join(f'<p class="hy-say">{escape(line)}</p>' for line in lines if line))
