"""The descriptions with which a bank would load these exports, and its small lists."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.demo.catalogue import DIMENSIONS, Journey, catalogue
from pipelines.demo.toml_text import Described
from tests.benchmarks.generator.responses import WORDS_OF_CHANNEL, WORDS_OF_NEW_CITIZEN, WORDS_OF_STATUS
from tests.benchmarks.generator.size import Size

SURVEY_ID = "nps"
SETTINGS: Described = {"name": "基准银行", "name_en": "Benchmark Bank", "zone": "Asia/Shanghai"}
RESPONSE_COLUMNS = {
    "response_id": "答卷编号",
    "respondent_key": "客户号",
    "unit_id": "机构号",
    "invited_at": "邀请日期",
    "responded_at": "提交时间",
    "status": "状态",
    "line": "条线",
    "channel": "渠道",
    "product": "产品",
    "age_band": "年龄段",
    "is_new_citizen": "新市民",
    "tier": "客户层级",
    "weight": "权重",
    "duration_seconds": "用时秒",
    "verbatim": "意见",
}
_RECORDS = {
    "complaints": {
        "complaint_id": "投诉编号",
        "unit_id": "机构号",
        "received_at": "受理时间",
        "decided_at": "办结时间",
        "line": "条线",
        "channel": "渠道",
        "business": "业务类别",
        "cause": "原因",
        "touchpoint_id": "触点",
        "valid": "是否有责",
        "repeat_of": "首次投诉编号",
        "narrative": "投诉内容",
    },
    "suggestions": {
        "suggestion_id": "建议编号",
        "source": "来源",
        "proposer_key": "建议人",
        "unit_id": "机构号",
        "line": "条线",
        "touchpoint_id": "触点",
        "submitted_at": "提交时间",
        "text": "内容",
    },
    "suggestion_events": {"suggestion_id": "建议编号", "event": "状态", "at": "时间"},
    "exposures": {
        "month": "月份",
        "unit_id": "机构号",
        "customers": "客户数",
        "transactions": "交易笔数",
        "contacts": "来电来访",
        "staff": "员工数",
        "outlets": "网点数",
    },
    "invitations": {
        "sent_on": "发送日期",
        "unit_id": "机构号",
        "channel": "渠道",
        "sent": "发送数",
        "delivered": "送达数",
        "opened": "打开数",
    },
}


def descriptions(size: Size, suffix: str) -> dict[str, Described]:
    """Every description by its place under ``config``; ``suffix`` is that of the large files."""
    found = {f"survey_responses/{item.journey_id}.toml": _survey(item, suffix) for item in catalogue().journeys}
    for table, headers in _RECORDS.items():
        columns: Described = {name: {"column": header} for name, header in headers.items()}
        if table == "invitations":
            columns["survey_id"] = {"constant": SURVEY_ID}
        found[f"{table}/{table}.toml"] = {
            "table": table,
            "file": {"files": f"{table}_*.{suffix}"},
            "columns": columns,
        }
    for table, frame in (small_lists() | targets_and_events(size)).items():
        same: Described = {name: {"column": name} for name in frame.columns}
        found[f"{table}/{table}.toml"] = {"table": table, "file": {"files": f"{table}.csv"}, "columns": same}
    units = ("unit_id", "parent_id", "level", "level_en", "name", "name_en", "opened_on", "closed_on", "from_on")
    found["units/units.toml"] = {
        "table": "units",
        "file": {"files": "units.csv"},
        "columns": {name: {"column": name} for name in units},
    }
    return found


def _survey(journey: Journey, suffix: str) -> Described:
    columns: Described = {name: {"column": header} for name, header in RESPONSE_COLUMNS.items()}
    columns["journey_id"] = {"constant": journey.journey_id}
    for name, words in (
        ("channel", WORDS_OF_CHANNEL),
        ("status", WORDS_OF_STATUS),
        ("is_new_citizen", WORDS_OF_NEW_CITIZEN),
    ):
        columns[name]["values"] = {word: member for member, word in words.items()}
    rated = {"总体满意度": "overall"} | {step.touchpoint_id: step.touchpoint_id for step in journey.touchpoints}
    return {
        "table": "survey_responses",
        "file": {"files": f"responses_{journey.journey_id}_*.{suffix}"},
        "survey": {"id": SURVEY_ID, "name": "客户体验调查", "name_en": "Customer experience survey"},
        "recommend": {"column": "推荐意愿"},
        "ratings": [{"kind": "satisfaction", "columns": rated, "minimum": 1, "maximum": 5, "not_used": ["6"]}],
        "columns": columns,
    }


def small_lists() -> dict[str, pd.DataFrame]:
    """Labels, journeys and touchpoints under canonical headers."""
    lists = catalogue()
    labels = [
        (dimension, member.member_id, member.name, member.name_en, place)
        for dimension in DIMENSIONS
        for place, member in enumerate(lists.members[dimension], start=1)
    ]
    journeys = [(item.journey_id, item.name, item.name_en, place) for place, item in enumerate(lists.journeys, start=1)]
    steps = pd.DataFrame([vars(step) for step in lists.touchpoints])
    steps["is_front_stage"] = np.where(steps["is_front_stage"], "true", "false")
    names = ["name", "name_en", "sort_order"]
    return {
        "labels": pd.DataFrame(labels, columns=["dimension", "member_id", *names]),
        "journeys": pd.DataFrame(journeys, columns=["journey_id", *names]),
        "touchpoints": steps.drop(columns=["satisfied_share", "used_share"]),
    }


def targets_and_events(size: Size) -> dict[str, pd.DataFrame]:
    """A target for each headline measure and a few dated happenings."""
    first, last = (str(size.calendar.months[place])[:10] for place in (0, -1))
    middle = str(size.calendar.months[len(size.calendar.months) // 2])
    measures = {"nps": 40, "satisfaction": 80, "response_rate": 15, "complaints_per_10k": 0.8, "adoption_180d": 50}
    return {
        "targets": pd.DataFrame(
            [(measure, "hq", first, last, target) for measure, target in measures.items()],
            columns=["measure", "unit_id", "first_month", "last_month", "target"],
        ),
        "events": pd.DataFrame(
            [("e1", "手机银行新版上线", "New mobile app", "release", middle, middle)],
            columns=["event_id", "name", "name_en", "kind", "from_on", "to_on"],
        ),
    }
