"""Google Forms: a timestamp in front, then one column per question; several choices are joined with commas.

The timestamp is written in the sheet's own way: ``2020/01/29 3:02:25 pm CET`` in a CSV of the form, ``1/29/2020
15:02:25`` from a sheet. Which one it is, is the description's to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.readers.headings import alike
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "google_forms"
TIMESTAMPS = (
    "Timestamp", "时间戳记", "時間戳記", "タイムスタンプ", "Zeitstempel", "Horodateur", "Marca temporal",
    "Informazioni cronologiche", "Carimbo de data/hora",
)  # fmt: skip
_MOMENT = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\D+\d{1,2}[:.]\d{2}([:.]\d{2})?.*", re.DOTALL)


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By the name of the first column, where it holds moments."""
    if len(headers) < 2 or alike(headers[0]) not in {alike(name) for name in TIMESTAMPS}:
        return None
    filled = [row[0].strip() for row in rows if row and row[0].strip()]
    if filled and all(_MOMENT.fullmatch(cell) for cell in filled):
        return f"Google Forms by its first column {headers[0]}, which holds moments"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """The questions as they are."""
    return LaidOut(tuple(headers), note="one header row")
