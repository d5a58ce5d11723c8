"""Contacts of customers with the bank by what they wanted: enquiries, complaints, suggestions, praise."""

from __future__ import annotations

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import TooFineError, Where

KINDS = ("enquiry", "complaint", "suggestion", "praise")
KIND = "kind"
"""Grouping by what was wanted."""
DIMENSIONS = ("line", "channel", "journey", "touchpoint")


def contacts(build: Build, asked: Where) -> Monthly:
    """Contacts by month, ``kind`` and the group asked for (by ``kind``: its own column again).

    TooFineError for crossings that contacts do not carry, for two of them, and for an as-of day that cuts a month.
    """
    crossing = asked.crossing((KIND,))
    too_fine = tuple(name for name in crossing if name not in DIMENSIONS)
    if too_fine or len(crossing) > 1:
        raise TooFineError(too_fine or crossing)
    if asked.cut_month is not None:
        raise TooFineError(("as_of",))
    rows = build.rows("contacts/by_month", asked.parameters((KIND,)))
    frame = asked.grouped(rows)
    frame = frame.assign(group=frame["kind"]) if asked.by == KIND else frame
    return Monthly(frame[frame["month"] <= pd.Timestamp(asked.last_month)].assign(is_freer=False), read_facts=False)
