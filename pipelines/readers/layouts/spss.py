"""SPSS ``.sav``: variables as columns, their labels as questions, answers as codes or as the words of their labels.

The file says itself what it is, so that nothing is recognised here. As text, a variable whose codes all have words
gives the words; one with words for some codes only (the end points of a scale) gives ``10 - Completely satisfied``,
which a scale counts as 10. Values that the file declares as missing are missing.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "spss"


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """Never by its cells: the opener knows the file by its first bytes."""
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """The variables; as codes where the description does not ask for text."""
    taken: Answers = "codes" if answers == "auto" else answers
    return LaidOut(tuple(headers), note=f"answers as {taken}", answers=taken)
