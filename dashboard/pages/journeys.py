"""Journeys: where along the way does it go wrong, and what goes wrong together? For the team that mends a journey.

First the steps in their order, each with what customers say of it; then the pairs of steps that fail together more
often than chance, because each of them may look fine where the journey does not.
"""

from __future__ import annotations

from functools import partial

from dashboard.answers import joined_steps, journey_whole, journeys, pain_pairs, pain_worth
from dashboard.components.context import Context, current
from dashboard.components.joined_steps import show_joined
from dashboard.components.journey import choose_journey, show_lanes
from dashboard.components.journey_whole import show_whole
from dashboard.components.pain_pairs import choose_pair, show_pair_texts, show_pairs
from dashboard.components.pain_worth import show_worth
from dashboard.components.side_by_side import side_by_side
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_notice, show_title


def show(context: Context) -> None:
    """One journey: its steps with score, interval, base and complaints, and which of them fail together."""
    view = context.view
    apply_sheet("journeys")
    apply_sheet("voices")
    show_title(view.text("Journeys"), view.text("Where along the way does it go wrong, and what goes wrong together?"))
    journey = choose_journey(context)
    if journey is None:
        show_notice(view.text("This bank has not described any journey yet."))
        return
    chosen = context.chosen.with_members("journey", (journey,))
    asked = (context.build, chosen, context.scope)
    answers = side_by_side(
        steps=partial(journeys.steps, *asked),
        whole=partial(journey_whole.whole, *asked),
        joined=partial(joined_steps.joined, *asked),
        pairs=partial(pain_pairs.pairs, *asked),
        worth=partial(pain_worth.worth, *asked),
    )
    name = view.name(context.catalogue.members["journey"][journey])
    show_lanes(answers["steps"], answers["joined"], context, kicker=name)
    show_whole(answers["whole"], answers["joined"], context)
    show_joined(answers["joined"], context)
    show_pairs(answers["pairs"], context)
    both = choose_pair(answers["pairs"], context)
    if both is not None:
        show_pair_texts(pain_pairs.texts(*asked, both), both, answers["pairs"], context)
    show_worth(answers["worth"], context)


show(current())
