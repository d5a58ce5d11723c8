"""Complaints beside scores: what people answered who had complained within the year before, and who had not."""

from __future__ import annotations

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError, Where


def by_month(build: Build, asked: Where) -> pd.DataFrame:
    """0–10 answers of people known by a key, by month and ``has_complained``: promoters, passives, detractors.

    Empty where complaints or answers came without keys. TooFineError for any crossing, and for an as-of day that cuts
    a month.
    """
    if too_fine := asked.crossing():
        raise TooFineError(too_fine)
    if asked.cut_month is not None:
        raise TooFineError(("as_of",))
    rows = build.rows("complaints/scores", asked.parameters())
    return rows[rows["month"] <= pd.Timestamp(asked.last_month)]
