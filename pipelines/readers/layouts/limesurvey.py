"""LimeSurvey: columns by code (``satis[SQ001]``), by question, or by both with a separator between them.

Of headers with both, ``likert3[satisGen1]._. [In general, how satisfied …]`` or ``satis. How satisfied …``, the code is
the column's name and the rest its question. A scale's end points are written with their words (``10 - Completely
satisfied``), sometimes with an invisible U+FEFF in front; the scale of a description counts them as scores.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.readers.headings import listed, own, places, without_addresses
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "limesurvey"
OWN = (
    "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "token",
    "Response ID", "Date submitted", "Last page", "Start language", "Date started", "Date last action", "IP address",
    "Referrer URL",
)  # fmt: skip
SURE = ("lastpage", "startlanguage", "submitdate", "Last page", "Start language")
"""What no other system calls so."""
OWN_AT_LEAST = 3
CODED_AT_LEAST = 0.9
"""Share of the headers that carry a code and a question, where LimeSurvey's own columns were left out."""

_CODE = re.compile(r"([A-Za-z][A-Za-z0-9]*(?:\[[^\]]*\])*)(?:\._\.|\. )\s*(.*)", re.DOTALL)
_SUB = re.compile(r"[A-Za-z][A-Za-z0-9]*\[[^\]]+\].*", re.DOTALL)


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By its own columns; else by headers of code and question, some of them with a part in brackets."""
    codes = [_parts(header)[0] for header in headers]
    found = own(codes, OWN)
    if len(found) >= OWN_AT_LEAST and len(own(found, SURE)) > 1:
        return f"LimeSurvey by its columns {listed(found)}"
    named = [header for header in headers if header]
    coded = [header for header in named if _CODE.fullmatch(header)]
    parts = [header for header in named if _SUB.fullmatch(header)]
    if len(coded) > 1 and len(coded) >= CODED_AT_LEAST * len(named) and len(parts) > 1:
        return f"LimeSurvey by {len(coded)} headers of code and question, {len(parts)} of them code[part]"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """Codes as names, where there are codes."""
    parts = [_parts(header) for header in headers]
    columns = tuple(code for code, _ in parts)
    tidy = without_addresses(places(columns, ("ipaddr", "IP address")))
    return LaidOut(columns, 1, tidy, "one header row", questions=tuple(question for _, question in parts))


def _parts(header: str) -> tuple[str, str]:
    """Code and question of a header; a header without a code is its own name."""
    both = _CODE.fullmatch(header)
    return (both.group(1), both.group(2)) if both else (header, "")
