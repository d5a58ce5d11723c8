"""The life of a complaint: what it waited for on its way, in working days, and what came after the telling."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.records import COMPLAINT_DIMENSIONS
from dashboard.queries.where import Where, carried


def waits(build: Build, asked: Where, first_day: date, last_day: date) -> pd.DataFrame:
    """What the complaints received in a span of days (both included) waited for, as it stood on the as-of day.

    Per row ``complaints`` that waited so for a ``step`` (the stages accept, handle, report, tell and whole; the
    hand-overs down, up, across, within, unplaced), ``waited_days`` working days until it was taken, until it was waited
    for no more, or until the as-of day; ``is_ended`` and ``has_left`` say which. ``is_provisional``: the year in which
    it ended has no official calendar. TooFineError for crossings that complaints do not carry.
    """
    carried(asked, COMPLAINT_DIMENSIONS)
    return asked.grouped(build.rows("cases/waits", asked.parameters(first_day=first_day, last_day=last_day)))


def after(build: Build, asked: Where, first_day: date, last_day: date) -> pd.DataFrame:
    """What became of the complaints received in a span of days (both included) once the customer was told.

    Per row ``complaints`` that went so by the as-of day: flags for decided, told, resolved, called, reached and
    satisfied at the first and at the second call-back, ``has_said_twice`` (reached and asked at both), reopened,
    repeated while open and since; ``is_repeat`` itself; ``is_unmarked_repeat`` and ``is_repeated_unmarked``, known by
    the customer alone, and ``is_keyed``, whether the customer is known; ``days_since_told``, calendar days from the
    telling to the repeat or to the as-of day. TooFineError for crossings that complaints do not carry.
    """
    carried(asked, COMPLAINT_DIMENSIONS)
    return asked.grouped(build.rows("cases/after", asked.parameters(first_day=first_day, last_day=last_day)))
