"""Improvements on a trend: what was done when, from the improvement list, among the bank's own events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.components.context import Context
from dashboard.components.ledger import ledger_of
from dashboard.ledger import LedgerError, improvements
from dashboard.queries.happenings import Event
from dashboard.values import Answer


def annotated(answer: Answer, context: Context) -> Answer:
    """A control chart with the days on which improvements of the chosen units, or of units below or above, were done.

    The chart names each by its title. Where the ledger is out of reach the chart stands as it is.
    """
    if answer.missing or "events" not in answer.chart:
        return answer
    try:
        every = improvements.list_all(ledger_of(context), context.scope)
    except LedgerError:
        return answer
    as_of = answer.footer.as_of or answer.footer.data_until
    done = tuple(
        Event(each.code, (each.title, each.title), "improvement", each.unit_id or None, date.fromisoformat(day), None)
        for each in every
        if (day := each.done_on) and day <= as_of and _is_near(context, each.unit_id)
    )
    return replace(answer, chart={**answer.chart, "events": (*answer.chart["events"], *done)}) if done else answer


def _is_near(context: Context, unit_id: str) -> bool:
    """Of the whole bank, at or below a chosen unit, or above one; for the whole bank those of the whole bank alone."""
    if not unit_id:
        return True
    chosen = context.chosen.units
    return any(unit_id in upwards(context, one) or one in upwards(context, unit_id) for one in chosen)


def upwards(context: Context, unit_id: str) -> set[str]:
    """A unit and everything above it."""
    found, above = set(), unit_id
    while above:
        found.add(above)
        unit = context.catalogue.unit.get(above)
        above = (unit.parent_id or "") if unit else ""
    return found
