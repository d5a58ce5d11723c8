"""Is a case late? By the limit of the stage actually approved, open cases judged at today's date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked
from dashboard.stats.inputs import BoolArray
from dashboard.stats.workdays import Calendar, due

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, eq=False)
class Limits:
    """Per case: until when it had to be decided and told, whether that was missed, and by how many days.

    ``days_over`` is how long after the due date the person was told, or how long it is past due now (calendar days; 0
    on time). ``is_open``: not told yet. ``is_provisional``: a due date in working days of a year without official days.
    Cases without a date of receipt are nothing.
    """

    due_on: Days
    is_overdue: BoolArray
    is_open: BoolArray
    days_over: Masked
    is_provisional: BoolArray


def judge(
    received_on: Any,
    limit_days: Any,
    told_on: Any,
    as_of: Any,
    *,
    suspended_days: Any = 0,
    working_days: Calendar | None = None,
) -> Limits:
    """Which cases missed the limit then in force, the open ones included?

    Takes dates of receipt, the limit of the stage approved for each case (for example 15, 30 or 60 days, house or
    legal, say which), the date the person was *told* (missing: open; a decision without telling leaves it open), the
    date to judge open cases at, and days taken out of the clock. Calendar days by default; with ``working_days`` (one
    limit for all) days of that calendar. Told after ``as_of`` counts as open. Raises StatisticsInputError for limits
    under 1, negative suspensions, or a case told before it came in.

    >>> result = judge(["2026-03-02", "2026-03-02"], [15, 30], ["2026-03-18", "NaT"], "2026-03-20")
    >>> result.is_overdue.tolist(), result.days_over.tolist()
    ([True, False], [1.0, 0.0])
    """
    try:
        received = np.asarray(received_on, dtype="datetime64[D]")
        told, today = np.asarray(told_on, dtype="datetime64[D]"), np.datetime64(as_of, "D")
    except (TypeError, ValueError) as fault:
        raise StatisticsInputError("something that is no date", "dates", "dates", "pass YYYY-MM-DD") from fault
    limit, paused = np.asarray(limit_days, dtype=np.int64), np.asarray(suspended_days, dtype=np.int64)
    received, told, limit, paused = np.broadcast_arrays(received, told, limit, paused)
    if (limit < 1).any() or (paused < 0).any():
        raise StatisticsInputError("days out of range", "limit or suspension", "limits of 1 or more", "check the rules")
    is_known = ~np.isnat(received)
    if (is_known & ~np.isnat(told) & (told < received)).any():
        raise StatisticsInputError("a case told before it came in", "told_on", "dates in order", "check both columns")
    is_provisional = np.zeros(received.shape, dtype=bool)
    if working_days is None:
        due_on = received + limit.astype("timedelta64[D]")
    else:
        limits = np.unique(limit)
        if limits.size > 1:
            raise StatisticsInputError("several limits", "limit_days", "one limit", "judge each limit by itself")
        due_on, is_provisional = due(working_days, received, int(limits[0]) if limits.size else 1)
    due_on = due_on + paused.astype("timedelta64[D]")
    is_open = is_known & (np.isnat(told) | (told > today))
    until = np.where(is_open, today, told)
    over = np.where(is_known, (until - due_on).astype(np.int64), 0)
    return Limits(
        due_on=due_on,
        is_overdue=is_known & (over > 0),
        is_open=is_open,
        days_over=masked(np.maximum(over, 0).astype(np.float64), is_known),
        is_provisional=is_provisional,
    )
