"""Typeform: ``#`` is a hash that identifies the response, not a number; options stand as headers of their own.

Several questions with an ``Other`` give several columns of that name: ``Other#1``, ``Other#2`` … in the order of the
file. A chosen option is written as its own text, an ``Other`` as what the person wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipelines.readers.headings import alike, listed, own
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "typeform"
OWN = (
    "#",
    "Start Date (UTC)",
    "Submit Date (UTC)",
    "Stage Date (UTC)",
    "Network ID",
    "Response Type",
    "Tags",
    "Ending",
)
DATED = ("Start Date (UTC)", "Submit Date (UTC)")


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By the hash in front and the dates at the end."""
    if headers and alike(headers[0]) == "#" and len(own(headers, DATED)) > 0:
        return f"Typeform by its columns {listed(own(headers, OWN))}"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """The headers as they are; those that occur more than once are said."""
    twice = [f"{header!r} {times} times" for header, times in Counter(headers).items() if times > 1 and header]
    return LaidOut(tuple(headers), note="one header row" + (f", with {listed(twice)}" if twice else ""))
