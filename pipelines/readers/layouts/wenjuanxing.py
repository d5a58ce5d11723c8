"""问卷星 (wjx.cn): its own columns in front, questions numbered, answers exported as text or as codes.

What it does to answers, and what is made of it (seen in public exports of 2016 to 2019):

    (跳过), (空)         a question not shown or not answered, in a text export      missing
    -3, -2               the same in an export as codes; -2 also an option not ranked  missing
    1.0                  a code that a spreadsheet made a decimal                      1
    203.0.113.16(上海)   来自IP                                                        [IP](上海)
    13、…(矩阵单选题)—外观, 界面美观度, …
                         a matrix: the stem stands before its first row label only    stem—label for every row
    第6题(运动)          one option of question 6, in an export as codes               left: a description's ``columns``
    运动┋阅读, a→b, 其他〖…〗                                                           left: a description's choices
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "wenjuanxing"
NUMBER, SUBMITTED, ADDRESS = "序号", "提交答卷时间", "来自IP"
OWN = (NUMBER, SUBMITTED, "所用时间", "来源", "来源详情", ADDRESS, "总分")
OWN_AT_LEAST = 4

_QUESTION = re.compile(r"(?:\d+|[Qq]\d+)\s*[、.．:：]|第\d+题")
_DUMMY = re.compile(r"第\d+题\(.*\)")
_MATRIX = re.compile(r"(\d+\s*[、.．].*)—(.+)")
_SKIPPED = r"[(（](?:跳过|空)[)）]"
_SKIPPED_CODES = ("-3", "-2")
_POINTS = re.compile(r"\d+分")
_DECIMAL_CODE = r"(-?\d+)\.0"


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By the columns that 问卷星 puts in front of the questions; the first two must be there."""
    found = [header for header in headers if header in OWN]
    if NUMBER in found and SUBMITTED in found and len(found) >= OWN_AT_LEAST:
        return "问卷星 by its columns " + "、".join(found)
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """Names with matrix stems, and the tidying that fits an export as text or as codes."""
    columns = _with_stems(headers)
    told = answers if answers != "auto" else _answers(headers, rows)
    questions = [place for place, header in enumerate(headers) if header not in OWN]
    own_number = [place for place, header in enumerate(headers) if header == NUMBER]
    addresses = [place for place, header in enumerate(headers) if header == ADDRESS]

    def tidy(chunk: pd.DataFrame) -> pd.DataFrame:
        tidied = {place: chunk.iloc[:, place] for place in range(chunk.shape[1])}
        for place in questions:
            given = chunk.iloc[:, place]
            if told != "text":
                given = given.str.replace(rf"^{_DECIMAL_CODE}$", r"\1", regex=True)
                given = given.mask(given.isin(_SKIPPED_CODES))
            tidied[place] = given.mask(given.str.fullmatch(_SKIPPED, na=False))
        for place in own_number:
            tidied[place] = chunk.iloc[:, place].str.replace(rf"^{_DECIMAL_CODE}$", r"\1", regex=True)
        for place in addresses:
            tidied[place] = chunk.iloc[:, place].str.replace(r"^[^(（]*", "[IP]", regex=True)
        result = pd.concat(list(tidied.values()), axis=1)
        result.columns = chunk.columns
        return result

    notes = {"codes": "answers as codes", "text": "answers as text", "auto": "answers as text or as codes"}
    return LaidOut(tuple(columns), tidy=tidy, note=notes[told], answers=told)


def _with_stems(headers: Cells) -> list[str]:
    """A matrix names its stem once; the row labels after it, up to the next numbered question, get it too."""
    columns: list[str] = []
    stem: str | None = None
    for header in headers:
        matrix = _MATRIX.fullmatch(header)
        if matrix:
            stem = matrix.group(1)
        elif header in OWN or not header or _QUESTION.match(header):
            stem = None
        columns.append(header if matrix or stem is None else f"{stem}—{header}")
    return columns


def _answers(headers: Cells, rows: Sequence[Cells]) -> Answers:
    """What only one of the two kinds of export holds, the surest first; auto where the first rows hold none of it."""
    if any(_DUMMY.fullmatch(header) for header in headers):
        return "codes"
    places = [place for place, header in enumerate(headers) if header not in OWN]
    given = {row[place].strip() for row in rows for place in places if place < len(row)}
    if any(re.fullmatch(_SKIPPED, answer) or "┋" in answer for answer in given):
        return "text"
    if any(code in given or f"{code}.0" in given for code in _SKIPPED_CODES):
        return "codes"
    return "text" if any(_POINTS.fullmatch(answer) or "〖" in answer for answer in given) else "auto"
