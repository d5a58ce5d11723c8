"""A header and rows as they stand: any file that no survey system's layout is recognised in."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "plain"


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """Never: it is taken where nothing else is recognised."""
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """The headers as they are."""
    return LaidOut(columns=tuple(headers), note="one header row, taken as it stands")
