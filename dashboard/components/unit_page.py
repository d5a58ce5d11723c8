"""One unit on one page: scores with verdicts, trend, peers, touchpoints, complaints, suggestions and inspections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel, tile
from dashboard.components.context import Context
from dashboard.components.inspected import show_inspections
from dashboard.components.names import unit_path
from dashboard.components.words import show_section
from dashboard.figures import reading
from dashboard.values import Answer, Released

TILES = ("nps", "satisfaction", "complaints_per_10k", "response_rate")


def show_unit(answers: Mapping[str, Answer], context: Context) -> None:
    """Everything about the one unit that the slice names, from the answers that the page has asked for it."""
    view, unit = context.view, context.catalogue.unit[context.chosen.units[0]]
    show_section(unit_path(unit, context), _dates(context))
    tile.show_tiles(
        [(answers[f"tile-{measure}"], _stands(answers.get(f"stands-{measure}"), context)) for measure in TILES], context
    )
    _show_together(answers.get("stands-nps"), context)
    _show_enough(answers["enough"], context)
    trend = _drawable(answers["trend"], answers["tile-nps"])
    panel.show(
        trend,
        context,
        key="unit-trend",
        kicker=view.text("NPS by month"),
        sentences=() if trend.missing else tuple(verdicts.say(each, view, trend) for each in trend.verdicts),
    )
    _show_peers(answers["peers"], context)
    left, right = st.columns(2, gap="large")
    with left:
        _show_touchpoints(answers["touchpoints"], context)
    with right:
        panel.show(answers["causes"], context, key="unit-causes", kicker=view.text("Complaints by cause"))
    show_inspections(answers["inspections"], context)
    panel.show(answers["suggestions"], context, key="unit-suggestions", kicker=view.text("Suggestions"))


def _drawable(trend: Answer, now: Answer) -> Answer:
    """The trend, or that there are too few answers: where no month may be shown there is no picture to draw."""
    if trend.missing or any(value.shown != "hidden" for value in trend.values):
        return trend
    return replace(trend, missing="too_few_alone", chart={**trend.chart, "widen": now.chart["widen"]})


def _show_together(answer: Answer | None, context: Context) -> None:
    """That the unit's answers are shown only together with others, and what those say."""
    if answer is None or answer.missing:
        return
    unit, view = context.chosen.units[0], context.view
    values = {value.of("unit"): value for value in answer.chart["raw"] or answer.values}
    for pool, inside in answer.chart["pooled"].items():
        if unit in inside and pool in values:
            told = view.text(
                "Its answers are shown only together, as {others}: NPS {score}. One unit there has so few that its own "
                "could be worked out.",
                others=reading.label("unit", pool, answer, view),
                score=_with_interval(values[pool], answer, context),
            )
            st.html(f'<p class="hy-say">{escape(told)}</p>')


def _with_interval(value: Released, answer: Answer, context: Context) -> str:
    """A score with its interval in brackets; the words alone where it has none."""
    told, interval = verdicts.value(value, context.view, answer), verdicts.interval(value, context.view, answer)
    return context.view.text("{told} ({interval})", told=told, interval=interval) if interval else told


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
        "This unit {own}, its {count} peers {peers}",
        own=_with_interval(own, answer, context),
        count=answer.chart["count"],
        peers=_with_interval(together, answer, context),
    )
    said = "; ".join(verdicts.say(verdict, view, answer) for verdict in answer.verdicts)
    names = view.text(", ").join(reading.label("unit", unit, answer, view) for unit in answer.chart["peers"])
    lines = [told, said, view.text("Peers: {names}", names=names) if names else ""]
    st.html("".join(f'<p class="hy-say">{escape(line)}</p>' for line in lines if line))
