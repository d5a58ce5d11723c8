"""A trend under the levels that people have accepted for it: the ledger's months handed to the control chart."""

from __future__ import annotations

from dataclasses import replace

from dashboard.answers import trend
from dashboard.ledger import Ledger, LedgerError, baselines
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice, to_address
from dashboard.values import Answer


def control(measure: str, ledger: Ledger, build: Build, chosen: Slice, scope: Scope, step: str = "month") -> Answer:
    """``trend.control`` with centre and limits of each accepted level by itself; ``accepted``, those inside its months.

    A level is accepted for one measure in one slice, whatever the period. Where the ledger is out of reach the chart
    stands without any, and says so (note ``levels_out_of_reach``).
    """
    try:
        found = baselines.standing(ledger, measure, to_address(chosen))
    except LedgerError:
        answer = trend.control(measure, build, chosen, scope, step)
        notes = (*answer.footer.notes, "levels_out_of_reach")
        return replace(answer, footer=replace(answer.footer, notes=notes))
    since = tuple(each.from_month for each in found)
    answer = trend.control(measure, build, chosen, scope, step, baselines=since)
    drawn = set(answer.chart.get("baselines", ()))
    accepted = tuple(each for each in found if each.from_month.isoformat() in drawn)
    return replace(answer, chart={**answer.chart, "accepted": accepted})
