"""How drop-off is counted: who entered a step and did not complete it in its time, the too young counted as open."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.answers.cells import Codes, Estimated, Summed, Uncharted, followed, tally
from dashboard.queries import records
from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import Where
from dashboard.stats import incidence, journeys
from dashboard.stats.estimates import Difference
from dashboard.values import Missing


class DropOff(Uncharted):
    """The share that entered a step and did not complete it in its time; those too young are counted as open."""

    empty: Missing = "no_journey_events"

    def read(self, build: Build, asked: Where) -> Monthly:
        return records.journey_flow(build, asked)

    def sum(self, frame: pd.DataFrame, codes: Codes, size: int) -> Summed:
        inside = codes >= 0
        rows, cells = frame[inside], codes[inside]
        patience = float(frame["patience_days"].max()) if len(frame) else 1.0
        counts, ended = rows["entered"].to_numpy(float), rows["is_completed"].to_numpy(bool)
        elapsed = rows["elapsed_days"].to_numpy(float)
        until = journeys.completed(elapsed, ended, patience, counts, groups=cells, group_count=size)
        in_time, is_young = ended & (elapsed <= patience), ~ended & (elapsed < patience)
        sums = {
            "entered": tally(cells, counts, size),
            "completed": tally(cells, counts * in_time, size),
            "lost": tally(cells, counts * (~in_time & ~is_young), size),
            "too_young": tally(cells, counts * is_young, size),
        }
        return Summed(size, sums, np.zeros(size, dtype=bool), until)

    def estimate(self, summed: Summed) -> Estimated:
        return journeys.dropped(followed(summed), summed.sums["lost"], summed.sums["too_young"])

    def difference(self, first: Summed, second: Summed) -> Difference | None:
        # what was completed, the other way round
        return incidence.difference(followed(second), followed(first), float(followed(first).ages[0]))
