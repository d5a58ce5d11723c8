"""SurveyMonkey: two header rows, of which the first names a question once and leaves the columns after it empty.

    Respondent ID, Which films have you seen?, , , Gender
    ,              Episode I, Episode II, Other (please specify), Response

The columns are called ``Which films have you seen?—Episode I`` and so on; a question with one answer keeps its name.
A chosen option is written as the option's own text. Such files are often in an old Western encoding, which the
description has to name. A file whose second header row somebody cut off is read as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.readers.headings import alike, listed, own, places, under, without_addresses
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "surveymonkey"
FIRST = ("Respondent ID", "RespondentID")
OWN = (
    "Respondent ID", "Collector ID", "CollectorID", "Start Date", "StartDate", "End Date", "EndDate", "IP Address",
    "Email Address", "First Name", "Last Name", "Custom Data 1", "LastModified", "Date Created", "Date Modified",
)  # fmt: skip
ALONE = ("Response", "Open-Ended Response", "答案", "开放式答复")


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By the respondent's number in front, which only SurveyMonkey calls so."""
    if not headers or alike(headers[0]) != alike(FIRST[0]):
        return None
    under_them = " over a row of answers' names" if _has_labels(rows) else ", one header row"
    return f"SurveyMonkey by its columns {listed(own(headers, OWN))}{under_them}"


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """Questions with their options, where the second header row is there."""
    tidy = without_addresses(places(headers, ("IP Address",)))
    if not _has_labels(rows):
        return LaidOut(tuple(headers), 1, tidy, "one header row")
    columns = under(headers, rows[0], ALONE)
    return LaidOut(columns, 2, tidy, "two header rows; an option stands under its question, as question—option")


def _has_labels(rows: Sequence[Cells]) -> bool:
    """The second header row has no respondent; every row of answers has one."""
    return bool(rows) and not rows[0][0].strip() and any(cell.strip() for cell in rows[0])
