"""Pains along a journey: at two touchpoints at once, how those with one recommend, and the comments behind a pair."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.voices import Text
from dashboard.queries.where import FIRST_DAY, Where, monthly
from dashboard.slices import Period

PART_OF_THE_MEASURE = ("journey", "touchpoint")
"""They say which pairs are meant and cross with nothing: a touchpoint belongs to one journey."""


def by_month(build: Build, asked: Where) -> Monthly:
    """Per month and pair of the chosen journeys (``first_touchpoint_id`` < ``second_touchpoint_id``): passages that
    ``used_both``, and of these ``first_pains``, ``second_pains``, ``both_pains``. A pair nobody used has no row."""
    return Monthly(*_monthly(build, asked, "pain_pairs"))


def scores_by_month(build: Build, asked: Where) -> Monthly:
    """Per month and touchpoint of the chosen journeys: promoters, passives and detractors of those who had a pain there
    (``hurt_…``) and of those who used it without one (``spared_…``). A touchpoint nobody rated has no row."""
    return Monthly(*_monthly(build, asked, "pain_scores"))


def texts(
    build: Build, asked: Where, both: tuple[str, str], period: Period, *, most_texts: int
) -> tuple[tuple[Text, ...], int]:
    """The newest different comments of those who had a pain at both touchpoints, and how many comments there are."""
    given = asked.parameters(
        PART_OF_THE_MEASURE,
        first=both[0],
        second=both[1],
        most_texts=most_texts,
        from_on=max(period.first, FIRST_DAY),
        to_on=min(period.end - timedelta(days=1), asked.as_of),
    )
    rows = build.records("pain_pairs/texts", given)
    found = tuple(Text(row["told_on"], row["score_group"], "verbatim", row["unit_id"], row["text"]) for row in rows)
    return found, int(rows[0]["documents"]) if rows else 0


def _monthly(build: Build, asked: Where, statement: str) -> tuple[pd.DataFrame, bool]:
    journeys = list(asked.members.get("journey", ()))
    narrowed = {"any_of_journey": not journeys, "of_journeys": journeys}
    return monthly(build, asked, statement, without=PART_OF_THE_MEASURE, most_crossings=0, **narrowed)
