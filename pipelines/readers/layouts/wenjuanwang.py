"""问卷网 (wenjuan.com): answers as text under 答题序号, 来源, Q1 …, or as codes under seq, source, Q2|A1|open ….

Files are GB 18030. In the export as codes each option of a question has a column ``Q2|A1`` and what was written beside
it ``Q2|A1|open``; that one is called ``open|Q2|A1`` here, so that the pattern ``Q2|*`` names nothing but options.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.readers.headings import listed, own, places, without_addresses
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "wenjuanwang"
AS_TEXT = ("答题序号", "来源", "开始时间", "提交时间", "结束时间", "答题时长", "IP省份", "IP城市", "IP地址", "IP")
AS_CODES = ("seq", "source", "start", "finish", "time_used", "ip_province", "ip_city", "ip", "browser", "os")
AT_LEAST = 3
_OPEN = re.compile(r"(.+)\|open")


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By the number in front and at least two more of its own columns, in one of its two ways."""
    for names in (AS_TEXT, AS_CODES):
        found = own(headers, names)
        if len(found) >= AT_LEAST and own(found, names[:1]):
            return f"问卷网 by its columns {listed(found)}"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """As text or as codes, which the headers show."""
    is_coded = len(own(headers, AS_CODES)) > len(own(headers, AS_TEXT))
    written = [_OPEN.fullmatch(header) for header in headers]
    columns = tuple(f"open|{match[1]}" if match else header for match, header in zip(written, headers, strict=True))
    return LaidOut(
        columns,
        tidy=without_addresses(places(headers, ("IP", "IP地址"))),
        note="answers as codes" if is_coded else "answers as text",
        answers="codes" if is_coded else "text",
    )
