"""腾讯问卷 (wj.qq.com): 编号, 开始答题时间, 结束答题时间, 答题时长, then ``1.题目``; the newest comes first."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.readers.headings import listed, own, places, without_addresses
from pipelines.readers.layouts import Answers, Cells, LaidOut

NAME = "tengxunwenjuan"
OWN = ("编号", "开始答题时间", "结束答题时间", "答题时长", "语言", "清洗数据结果", "IP", "UA", "地理位置国家和地区")
SURE = ("开始答题时间", "结束答题时间")


def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None:
    """By its two times and one more of its own columns."""
    found = own(headers, OWN)
    if len(own(found, SURE)) == len(SURE) and len(found) > len(SURE):
        return f"腾讯问卷 by its columns {listed(found)}"
    return None


def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut:
    """The questions as they are."""
    return LaidOut(tuple(headers), 1, without_addresses(places(headers, ("IP",))), "newest first")
