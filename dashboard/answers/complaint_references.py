"""How does the rate of complaints stand beside what the regulator published of other banks? A reference, no target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.answers.complaints import rate_of
from dashboard.answers.escalation import lines_of
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.queries import complaints
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice, add_months
from dashboard.stats.rates import median_of_peers
from dashboard.values import Answer, Key, Released

OWN_LINE = "12378"
"""The regulator's own line: its bulletins count what came to it, and not what came to the bank."""
REACHES = ("regulator_line", "all")
QUARTER_MONTHS = 3
PUBLISHED_PER: Mapping[str, tuple[str, float]] = {
    "regulator": ("customers", 10_000_000.0),
    "thousand_outlets": ("outlets", 1_000.0),
}
"""The units of the bulletins -> the exposure, and for how much of it a rate is told, by quarter."""


@once
def beside_published(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """What is the bank's rate in the units of the regulator's bulletins, and what did these say of other banks?

    values: keys (("per", p), ("reach", r)) of ``PUBLISHED_PER`` and ``REACHES``, complaints of the period by quarter
    with Byar's interval: those that came through 12378, which is what bulletins count (left out where no complaint
    names its channel), and all; over the months with the exposure. No verdict: other banks and other years. chart:
    ``published``, the newest first: {"per", "kind_of_bank" (names), "quarter" (Period), "median" (by
    ``median_of_peers``, or as printed), "lowest", "highest", "banks" (None where only the median was printed),
    "source"}; ``no_exposure``, what of ``PUBLISHED_PER`` there is no exposure of.
    """
    question = ask("complaints.beside_published", "complaints", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_complaints")
    counts = ask("complaints.beside_published", "complaints", build, chosen, scope, by="channel")
    try:
        frame = counts.read.frame[counts.inside(question.period)]
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if frame.empty or not frame["complaints"].sum():
        return question.nothing("no_complaints")
    exposed = complaints.exposures(build, question.where).set_index("month")
    own = lines_of(question, (OWN_LINE,))
    has_channels = bool(frame.loc[frame["group"] != "", "complaints"].sum())
    summed = question.summed(question.period)
    values: list[Released] = []
    for per, (exposure, of) in PUBLISHED_PER.items():
        known = frame[frame["month"].map(exposed[exposure]).fillna(0) > 0]
        at = float(exposed.loc[exposed.index.isin(known["month"]), exposure].sum())
        if not at:
            continue
        measure = replace(
            question.catalogue.measures["complaints_per_10m"],
            unit="per_10m" if per == "regulator" else "per_1k_outlets",
            base_of="customer_months" if per == "regulator" else "outlet_months",
        )
        of_reach = {"regulator_line": known[known["group"].isin(own)], "all": known}
        for reach in REACHES if has_channels else REACHES[1:]:
            rate = rate_of(float(of_reach[reach]["complaints"].sum()), at, of * QUARTER_MONTHS)
            key: Key = (("per", per), ("reach", reach))
            values += question.release([key], summed, rate, measure=measure, parts=[{}])
    return question.answer(
        values,
        chart={
            "share_rule": "byar",
            "published": tuple(_told(each) for each in complaints.published(build)),
            "no_exposure": tuple(per for per in PUBLISHED_PER if not any(value.of("per") == per for value in values)),
        },
    )


def _told(each: complaints.Published) -> dict[str, Any]:
    """One published figure; the median of the banks' own figures where these are known."""
    per = next(name for name, (exposure, of) in PUBLISHED_PER.items() if exposure == each.exposure)
    # the bulletins' unit is the register's, whatever amount a file's figures are for
    scale = PUBLISHED_PER[per][1] / each.per
    figures = [figure * scale for figure in each.figures]
    median = median_of_peers(figures) if figures else (each.median or 0.0) * scale
    return {
        "per": per,
        "kind_of_bank": each.names,
        "quarter": Period(each.quarter, add_months(each.quarter, QUARTER_MONTHS - 1)),
        "median": median,
        "lowest": min(figures) if figures else None,
        "highest": max(figures) if figures else None,
        "banks": len(figures) or None,
        "source": each.source,
    }
