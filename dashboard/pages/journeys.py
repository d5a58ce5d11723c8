"""Journeys: where along the way does it go wrong."""

from __future__ import annotations

from dashboard.answers import journeys
from dashboard.components import panel
from dashboard.components.context import Context, current
from dashboard.components.journey import choose_journey, journey_sentences, rate_places, step_rows
from dashboard.components.words import show_notice, show_title


def show(context: Context) -> None:
    """One journey, its steps in their order, each with score, interval, base and complaints."""
    view = context.view
    show_title(view.text("Journeys"), view.text("Where along the way does it go wrong?"))
    journey = choose_journey(context)
    if journey is None:
        show_notice(view.text("This bank has not described any journey yet."))
        return
    chosen = context.chosen.with_members("journey", (journey,))
    steps = journeys.steps(context.build, chosen, context.scope)
    name = view.name(context.catalogue.members["journey"][journey])
    panel.show(
        steps,
        context,
        key="steps",
        kicker=name,
        sentences=journey_sentences(steps, context),
        rows=step_rows(steps, context),
        other_places=rate_places(context),
    )


show(current())
