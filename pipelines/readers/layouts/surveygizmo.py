"""SurveyGizmo, now Alchemer: an option stands before its question, ``Other - Write In:How do you run it?``.

``Status`` says ``Complete``, ``Partial`` or ``Disqualified``. Headers are full of no-break spaces, which are read as
spaces; a description may write either.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.readers.headings import listed, own, places, without_addresses
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "surveygizmo"
NEEDED = ("Time Started", "Date Submitted", "Status")
STATES = frozenset({"Complete", "Partial", "Disqualified", "Deleted"})


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By its three columns, where the status is one of its own words."""
    found = own(headers, NEEDED)
    if len(found) < len(NEEDED):
        return None
    (status, *_) = places(headers, ("Status",))
    states = {row[status].strip() for row in rows if status < len(row)} - {""}
    if states and states <= STATES:
        return f"SurveyGizmo or Alchemer by its columns {listed(found)}, status {listed(sorted(states))}"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """The questions as they are."""
    return LaidOut(tuple(headers), 1, without_addresses(places(headers, ("IP Address",))), "one header row")
