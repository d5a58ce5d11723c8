"""Drivers: what goes along with recommending? For the analyst who has to say where improving begins, and how surely.

First each touchpoint's share of what the ratings explain; then which is both important and weak; whether failure or
delight weighs more; and whether it is the same in every region and year. Associations, never effects.
"""

from __future__ import annotations

from functools import partial

from dashboard.answers import driver_stability, drivers
from dashboard.components.context import Context, current
from dashboard.components.drivers import show_asymmetric, show_importance, show_shares, show_stability
from dashboard.components.journey import choose_journey
from dashboard.components.side_by_side import side_by_side
from dashboard.components.words import show_title


def show(context: Context) -> None:
    """The shares, the map, failure against delight, and the shares in every part."""
    view = context.view
    show_title(view.text("Drivers"), view.text("What goes along with recommending, and where does improving begin?"))
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        shares=partial(drivers.shares, *asked),
        importance=partial(drivers.importance, *asked),
        asymmetric=partial(drivers.asymmetric, *asked),
        stability=partial(driver_stability.parts, *asked),
    )
    shares = answers["shares"]
    journey = choose_journey(context, shares.chart.get("journeys", ()), shares.chart.get("journey", ""))
    names = context.catalogue.members.get("journey", {}).get(journey or "")
    show_shares(shares, context, view.name(names) if names else "")
    if shares.missing:
        return
    show_importance(answers["importance"], context)
    show_asymmetric(answers["asymmetric"], context)
    show_stability(answers["stability"], context)


show(current())
