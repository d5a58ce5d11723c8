"""Which export holds which responses: questionnaires by journey and period, their questions and layouts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .answers import EFFORT_JOURNEYS
from .catalogue import Journey, catalogue
from .organisation import Size

Layout = Literal["text", "codes", "plain", "parquet"]
"""问卷星 as text (GB18030), 问卷星 as codes (workbook), a comma-separated file (UTF-8), Parquet."""

HOTLINE_JOURNEY, BRANCH_JOURNEY, APP_JOURNEY = "hotline_help", "branch_visit", "mobile_daily"
SKIPPED_TEXT, SKIPPED_CODE = "(跳过)", "-3"
NOT_USED_TEXT, NOT_USED_CODE = "没有用到", "6"
OVERALL_WORDS = ("非常不满意", "不满意", "一般", "满意", "非常满意")
CONTACT_WORDS = ("是", "否")
STATUS_WORDS = {False: "完成", True: "中途退出"}
WENJUANXING_HEADERS = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")


@dataclass(frozen=True)
class Survey:
    """One export file of survey answers; months are positions in the bank's calendar, the last one included."""

    file_name: str
    description: str
    layout: Layout
    journey: Journey
    first_month: int
    last_month: int

    def holds(self, journey: np.ndarray, month: np.ndarray) -> np.ndarray:
        """Which responses stand in this file."""
        position = [item.journey_id for item in catalogue().journeys].index(self.journey.journey_id)
        return (journey == position) & (month >= self.first_month) & (month <= self.last_month)


def surveys(size: Size) -> tuple[Survey, ...]:
    """Every survey export in order of time.

    The branch and the app questionnaire come by half-year, the others by year. One year of the others was exported as
    codes, the newest half-year of the app comes from its own platform as Parquet, the hotline has its own system.
    """
    year_as_codes = max(size.years - 3, 0)
    found: list[Survey] = []
    for year in range(size.years):
        for journey in catalogue().journeys:
            by_half_year = journey.journey_id in (BRANCH_JOURNEY, APP_JOURNEY)
            spans = [(0, 5), (6, 11)] if by_half_year else [(0, 11)]
            for first, last in spans:
                months = (year * 12 + first, year * 12 + last)
                is_newest = months[1] == size.years * 12 - 1
                layout: Layout = "text"
                if journey.journey_id == HOTLINE_JOURNEY:
                    layout = "plain"
                elif not by_half_year and year == year_as_codes:
                    layout = "codes"
                elif journey.journey_id == APP_JOURNEY and is_newest:
                    layout = "parquet"
                found.append(_survey(size, journey, layout, *months))
    return tuple(found)


def _survey(size: Size, journey: Journey, layout: Layout, first: int, last: int) -> Survey:
    ending = {"text": "csv", "codes": "xlsx", "plain": "csv", "parquet": "parquet"}[layout]
    months = [str(size.calendar.months[month])[:7] for month in (first, last)]
    stem = f"nps_{journey.journey_id}"
    return Survey(f"{stem}_{months[0]}_{months[1]}.{ending}", f"{stem}_{layout}", layout, journey, first, last)


@dataclass(frozen=True)
class Questions:
    """Headers of one 问卷星 questionnaire by what they ask; numbered as 问卷星 numbers them.

    A matrix shows its stem on the first of its rows only; ``stem`` is what the others lack.
    """

    of: dict[str, str]
    touchpoints: dict[str, str]
    stem: str
    improve_number: int

    @property
    def headers(self) -> list[str]:
        return list(self.of.values())


_SYSTEM = {
    "response_id": "答卷编号（系统带入）",
    "respondent_key": "客户号（系统带入）",
    "unit_id": "网点编号（系统带入）",
    "channel": "办理渠道（系统带入）",
    "line": "业务条线（系统带入）",
    "product": "产品（系统带入）",
    "age_band": "年龄段（系统带入）",
    "is_new_citizen": "是否新市民（系统带入）",
    "tier": "客户层级（系统带入）",
    "invited_at": "邀请时间（系统带入）",
    "recommend": "您有多大可能把我们推荐给亲友或同事？（0 分完全不可能，10 分非常可能）",
    "overall": "总体来说，您对这次办理满意吗？",
}
_AFTER = {
    "effort": "这次办理容易吗？（1 分很难，7 分很容易）",
    "improve": "您希望我们先改进什么？（多选）",
    "verbatim": "您还有什么想对我们说的？",
    "asked_contact": "您希望我们与您联系吗？",
    "replied_at": "回复客户时间（系统带入）",
    "touchpoint_id": "最后用到的环节（系统带入）",
    "weight": "样本权重（系统带入）",
    "status": "答卷状态（系统带入）",
}


def questions(journey: Journey) -> Questions:
    """The questions of one journey's questionnaire."""
    of = {key: f"{number}、{text}" for number, (key, text) in enumerate(_SYSTEM.items(), start=1)}
    number = len(of) + 1
    stem = f"{number}、请为下列环节打分—"
    rows = {
        touchpoint.touchpoint_id: touchpoint.name if place else f"{stem}{touchpoint.name}"
        for place, touchpoint in enumerate(journey.touchpoints)
    }
    of |= rows
    asked = [key for key in _AFTER if key != "effort" or journey.journey_id in EFFORT_JOURNEYS]
    of |= {key: f"{after}、{_AFTER[key]}" for after, key in enumerate(asked, start=number + 1)}
    improve = number + 1 + asked.index("improve")
    return Questions(of, rows, stem, improve)
