"""Microsoft Forms: Id, start, completion, e-mail, name; several choices are joined with ``;`` and end with one.

From a workbook the times come as dates; from a CSV as ``4/15/2026 22:38``, month first in an American tenant and day
first in a British one, so that the description has to say which.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.readers.headings import listed, own
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "microsoft_forms"
STARTED = ("Start time", "开始时间", "開始時間", "Startzeit", "Heure de début")
COMPLETED = ("Completion time", "完成时间", "完成時間", "Fertigstellungszeit", "Heure de fin")
NAMED = (
    "Email",
    "Name",
    "电子邮件",
    "名称",
    "姓名",
    "電子郵件",
    "E-Mail",
    "Last modified time",
    "上次修改时间",
    "Language",
)


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By Id in front and the two times and whose they are among the first columns."""
    first = headers[:8]
    found = own(first, ("ID",)), own(first, STARTED), own(first, COMPLETED), own(first, NAMED)
    if all(found) and headers[0] == found[0][0]:
        return f"Microsoft Forms by its columns {listed([header for part in found for header in part])}"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """The questions as they are."""
    return LaidOut(tuple(headers), note="one header row")
