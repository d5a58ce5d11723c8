"""The example bank's exports that are no surveys: their files, headers and descriptions."""

from __future__ import annotations

from .catalogue import Catalogue, catalogue
from .contacts import KIND_WORDS
from .toml_text import Described

SURVEY_ID = "nps"
_GB = {"encoding": "gb18030"}

_PLAIN_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "units": (
        "units.csv",
        {
            "unit_id": "机构号",
            "parent_id": "上级机构号",
            "level": "层级",
            "level_en": "层级英文",
            "name": "机构名称",
            "name_en": "英文名称",
            "opened_on": "开业日期",
            "closed_on": "撤并日期",
            "from_on": "隶属起始日",
            "sort_order": "排序",
        },
    ),
    "unit_attributes": (
        "unit_attributes.csv",
        {
            "unit_id": "机构号",
            "attribute": "特征",
            "value": "取值",
            "from_on": "授牌日期",
            "to_on": "摘牌日期",
        },
    ),
    "labels": ("labels.csv", {key: key for key in ("dimension", "member_id", "name", "name_en", "sort_order")}),
    "journeys": ("journeys.csv", {key: key for key in ("journey_id", "name", "name_en", "sort_order")}),
    "touchpoints": (
        "touchpoints.csv",
        {
            key: key
            for key in (
                "touchpoint_id",
                "journey_id",
                "name",
                "name_en",
                "step_order",
                "stage",
                "stage_en",
                "channel",
                "is_front_stage",
            )
        },
    ),
    "exposures": (
        "exposures.csv",
        {
            "month": "月份",
            "unit_id": "机构号",
            "customers": "客户数",
            "transactions": "交易笔数",
            "contacts": "来电来访",
            "staff": "员工数",
            "outlets": "网点数",
        },
    ),
    "contacts": (
        "contacts.csv",
        {
            "contact_id": "联系编号",
            "kind": "来意",
            "contacted_at": "联系月份",
            "unit_id": "受理机构号",
            "channel": "渠道",
            "contacts": "件数",
        },
    ),
    "targets": (
        "targets.csv",
        {key: key for key in ("measure", "unit_id", "survey_id", "first_month", "last_month", "target")},
    ),
    "events": (
        "events.csv",
        {key: key for key in ("event_id", "name", "name_en", "kind", "unit_id", "from_on", "to_on")},
    ),
    "inspections": (
        "inspections.csv",
        {
            "unit_id": "机构号",
            "item": "检查项目",
            "kind": "检查方式",
            "inspected_on": "检查日期",
            "touchpoint_id": "触点",
            "passed": "是否合格",
            "rechecked_on": "复查日期",
            "passed_recheck": "复查是否合格",
        },
    ),
    "journey_events": (
        "journey_events.csv",
        {
            "journey_instance_id": "旅程流水号",
            "journey_id": "旅程",
            "touchpoint_id": "步骤",
            "entered_at": "进入时间",
            "completed_at": "完成时间",
            "unit_id": "机构号",
            "channel": "渠道",
            "entered": "进入人次",
            "completed": "完成人次",
        },
    ),
    "suggestion_events": ("suggestion_events.csv", {"suggestion_id": "建议编号", "event": "状态", "at": "时间"}),
}
COMPLAINT_HEADERS = {
    "complaint_id": "投诉编号",
    "unit_id": "被投诉机构",
    "line": "条线",
    "channel": "投诉渠道",
    "business": "业务类别",
    "cause": "投诉原因",
    "touchpoint_id": "触点",
    "received_at": "受理时间",
    "decided_at": "办结时间",
    "told_at": "告知时间",
    "valid": "是否有责",
    "repeat_of": "首次投诉编号",
    "suspected_agent": "疑似代理",
    "respondent_key": "客户号",
    "narrative": "投诉内容",
}
STEP_HEADERS = {
    "complaint_id": "工单编号",
    "event": "处理环节",
    "at": "操作时间",
    "from_unit_id": "转出机构",
    "to_unit_id": "转入机构",
    "limit_days": "办理期限（日）",
    "approval_id": "延期审批单号",
    "merged_into": "并入工单",
    "complexity": "复杂程度",
    "was_reached": "是否接通",
    "is_satisfied": "是否满意",
}
"""Columns of the work-order system's export, one row per step of a complaint."""
STEP_WORDS = {
    "received": "登记",
    "accepted": "受理",
    "transferred": "转办",
    "reported": "报告",
    "extended": "延期",
    "suspended": "中止计时",
    "resumed": "恢复计时",
    "merged": "并单",
    "new_facts": "补充新事实",
    "decided": "办结",
    "resolved": "确认解决",
    "told": "告知客户",
    "first_call_back": "首次回访",
    "second_call_back": "二次回访",
    "reopened": "重新受理",
}
COMPLEXITY_WORDS = {"simple": "一般", "complex": "复杂"}
SUGGESTION_HEADERS = {
    "suggestion_id": "建议编号",
    "source": "来源",
    "proposer_key": "建议人",
    "unit_id": "提出机构",
    "line": "责任条线",
    "owner": "责任部门",
    "journey_id": "旅程",
    "touchpoint_id": "触点",
    "submitted_at": "提交时间",
    "due_on": "计划完成日",
    "title": "标题",
    "text": "内容",
    "measure": "预期改善指标",
    "expected_change": "预期变化",
    "effect_units": "实施机构",
    "effect_from_on": "见效起始日",
}
REVIEW_HEADERS = {
    "activity_id": "审查编号",
    "name": "产品名称",
    "name_en": "英文名称",
    "unit_id": "送审机构号",
    "line": "条线",
    "started_on": "送审日期",
    "finished_on": "办结日期",
    "findings": "发现问题数",
    "passed_first": "首次审查结论",
    "passed_second": "二次审查结论",
    "summary": "审查意见",
}
"""Of the list of product reviews that the consumer-protection team keeps."""
REVIEW_WORDS = {"true": "通过", "false": "退回修改"}
EDUCATION_HEADERS = {
    "activity_id": "活动编号",
    "name": "活动名称",
    "name_en": "英文名称",
    "unit_id": "主办机构号",
    "started_on": "活动日期",
    "finished_on": "结束日期",
    "group_reached": "宣教对象",
    "form": "形式",
    "reached": "参与人次",
    "campaign": "所属专项活动",
    "campaign_en": "专项活动英文名称",
}
"""Of the list of education events that outlets report."""
GROUP_WORDS = {
    "elderly": "老年人",
    "students": "学生",
    "new_citizens": "新市民",
    "rural": "农村居民",
    "public": "社会公众",
}
FORM_WORDS = {"offline": "线下", "online": "线上", "both": "线上线下结合"}
EVENT_WORDS = {
    "submitted": "提交",
    "replied": "首次回复",
    "told": "告知",
    "reviewing": "评审中",
    "adopted": "采纳",
    "declined": "不采纳",
    "merged": "合并",
    "implemented": "已落地",
    "claimed": "申报见效",
    "reopened": "重新打开",
}
GB18030_TABLES = ("exposures",)


def plain_headers(table: str) -> dict[str, str]:
    """Canonical column -> header of the export of a table that is one comma-separated file."""
    return _PLAIN_TABLES[table][1]


def plain_file(table: str) -> str:
    return _PLAIN_TABLES[table][0]


def table_descriptions() -> dict[str, Described]:
    """Descriptions of everything but surveys by their place under ``config``."""
    lists = catalogue()
    found: dict[str, Described] = {}
    for table, (file_name, headers) in _PLAIN_TABLES.items():
        file = {"files": file_name} | (_GB if table in GB18030_TABLES else {})
        columns: Described = {key: {"column": header} for key, header in headers.items()}
        if table == "suggestion_events":
            columns["event"]["values"] = {word: event for event, word in EVENT_WORDS.items()}
        if table == "contacts":
            columns["kind"]["values"] = {word: kind for kind, word in KIND_WORDS.items()}
            columns["channel"]["values"] = member_ids("channel", lists)
        found[f"{table}/{table}.toml"] = {"table": table, "file": file, "columns": columns}
    found["complaints/complaints.toml"] = _complaints(lists)
    found["complaint_events/workorders.toml"] = _steps()
    found["activities/reviews.toml"] = _reviews(lists)
    found["activities/education.toml"] = _education()
    found["suggestions/suggestions.toml"] = _suggestions(lists)
    found["invitations/invitations.toml"] = {
        "table": "invitations",
        "file": {"files": "invitations.parquet"},
        "columns": {"survey_id": {"constant": SURVEY_ID}}
        | {key: {"column": key} for key in ("sent_on", "unit_id", "channel", "sent", "delivered", "opened")},
    }
    return found


def member_ids(dimension: str, lists: Catalogue) -> dict[str, str]:
    """Names as the exports write them -> ids."""
    return {member.name: member.member_id for member in lists.members[dimension]}


def _complaints(lists: Catalogue) -> Described:
    columns: Described = {key: {"column": header} for key, header in COMPLAINT_HEADERS.items()}
    for dimension in ("line", "channel", "business", "cause"):
        columns[dimension]["values"] = member_ids(dimension, lists)
    for key in ("valid", "suspected_agent"):
        columns[key]["values"] = {"是": "true", "否": "false"}
    return {"table": "complaints", "file": {"files": "complaints_*.csv"} | _GB, "columns": columns}


def _steps() -> Described:
    columns: Described = {key: {"column": header} for key, header in STEP_HEADERS.items()}
    columns["event"]["values"] = {word: event for event, word in STEP_WORDS.items()}
    columns["complexity"]["values"] = {word: kind for kind, word in COMPLEXITY_WORDS.items()}
    for key in ("was_reached", "is_satisfied"):
        columns[key]["values"] = {"是": "true", "否": "false"}
    return {"table": "complaint_events", "file": {"files": "workorders_*.csv"} | _GB, "columns": columns}


def _reviews(lists: Catalogue) -> Described:
    columns: Described = {key: {"column": header} for key, header in REVIEW_HEADERS.items()}
    columns["kind"] = {"constant": "product_review"}
    columns["line"]["values"] = member_ids("line", lists)
    for key in ("passed_first", "passed_second"):
        columns[key]["values"] = {word: truth for truth, word in REVIEW_WORDS.items()}
    return {"table": "activities", "file": {"files": "product_reviews.xlsx"}, "columns": columns}


def _education() -> Described:
    columns: Described = {key: {"column": header} for key, header in EDUCATION_HEADERS.items()}
    columns["kind"] = {"constant": "education"}
    columns["group_reached"]["values"] = {word: group for group, word in GROUP_WORDS.items()}
    columns["form"]["values"] = {word: form for form, word in FORM_WORDS.items()}
    return {"table": "activities", "file": {"files": "education_events.csv"} | _GB, "columns": columns}


def _suggestions(lists: Catalogue) -> Described:
    columns: Described = {key: {"column": header} for key, header in SUGGESTION_HEADERS.items()}
    for dimension in ("line", "source"):
        columns[dimension]["values"] = member_ids(dimension, lists)
    return {"table": "suggestions", "file": {"files": "suggestions.xlsx"}, "columns": columns}
