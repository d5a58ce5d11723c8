"""Branches: which units differ from the rest beyond luck, one unit on one page, and the assessment.

For the experience team, who filter to their branches and ask where to look first, and for executives, who are handed
rankings everywhere else. The answer is a funnel with bands, never a league table. The assessment is for those who run
it once a year and for branch managers, who read why they stand where they stand. Before and after is for whoever paid
for rebuilding outlets or gave them a title, and asks whether it did anything beyond what outlets alike did anyway.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dashboard.answers import (
    assessment,
    attributes,
    enough,
    headline,
    inspections,
    peers,
    series,
    standing,
    suggestions,
    trend,
)
from dashboard.components.assessment import LINES, choose_assessed, show_assessment
from dashboard.components.before_after import choose_attribute, show_before_after
from dashboard.components.branches import (
    show_bands,
    show_path,
    show_standing,
    show_switches,
    show_units,
    show_view_switch,
)
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.unit_page import TILES, show_unit
from dashboard.components.words import show_notice, show_title
from dashboard.queries.attributes import dated
from dashboard.values import Answer


def show(context: Context) -> None:
    """One unit by itself, or the units of one level below what is chosen against each other."""
    view = context.view
    show_title(view.text("Branches"), view.text("Which units differ from the rest beyond luck?"))
    show_path(context)
    looked_at = show_view_switch(context)
    if looked_at == "assessment":
        show_assessment(ask_about_assessment(context), context)
        return
    if looked_at == "changed":
        picked, measure = choose_attribute(context, dated(context.build), attributes.MEASURES)
        asked = (context.build, context.chosen, context.scope)
        show_before_after(attributes.before_after(picked, measure, *asked), context)
        return
    if looked_at == "unit":
        show_unit(ask_about_unit(context), context)
        return
    measure, level, is_adjusted = show_switches(context, standing.MEASURES)
    if not level:
        show_notice(view.text("There are no two units of one level here to hold against each other."))
        return
    answer = standing.of(measure, level, context.build, context.chosen, context.scope, is_adjusted=is_adjusted)
    show_standing(answer, context)
    if not answer.missing:
        show_bands(answer, context)
        show_units(answer, context)


def ask_about_assessment(context: Context) -> Answer:
    """The assessment of the units of a level, or of the business lines, as its switch says."""
    who, chosen = choose_assessed(context)
    if who == LINES:
        return assessment.of_lines(context.build, chosen, context.scope)
    return assessment.of_units(who, context.build, chosen, context.scope)


def ask_about_unit(context: Context) -> dict[str, Answer]:
    """The answers about the one chosen unit: of its own records, and how it stands among all of its level."""
    unit = context.catalogue.unit[context.chosen.units[0]]
    asked = (context.build, context.chosen, context.scope)
    whole = (context.build, replace(context.chosen, units=()), context.scope)
    level = unit.level_names[0]
    return side_by_side(
        **{f"tile-{measure}": partial(headline.of, measure, *asked) for measure in TILES},
        **{f"stands-{measure}": partial(standing.of, measure, level, *whole) for measure in standing.MEASURES},
        trend=partial(trend.control, "nps", *asked),
        peers=partial(peers.of, unit.unit_id, *asked),
        enough=partial(enough.of, *asked),
        touchpoints=partial(series.by, "satisfaction", "touchpoint", *asked),
        causes=partial(series.by, "complaints", "cause", *asked),
        inspections=partial(inspections.of, *asked),
        suggestions=partial(suggestions.funnel, *asked),
    )


show(current())
