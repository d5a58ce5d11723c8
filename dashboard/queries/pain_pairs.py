"""Two touchpoints of a journey and those who used both: how many had a pain at one, at the other, at both."""

from __future__ import annotations

from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import Where, monthly

PART_OF_THE_MEASURE = ("journey", "touchpoint")
"""They say which pairs are meant and narrow no passages: a touchpoint belongs to one journey."""


def by_month(build: Build, asked: Where) -> Monthly:
    """Per month and pair (``journey_id``, ``first_touchpoint_id`` < ``second_touchpoint_id``): passages that
    ``used_both``, and of these ``first_pains``, ``second_pains``, ``both_pains``. A pair nobody used has no row."""
    frame, read_facts = monthly(build, asked, "pain_pairs", without=PART_OF_THE_MEASURE, most_crossings=0)
    return Monthly(frame, read_facts)
