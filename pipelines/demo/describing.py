"""Descriptions of the example bank's surveys: one TOML file for each kind of export, in the form anybody's have."""

from __future__ import annotations

from .catalogue import Catalogue, catalogue
from .layouts import HOTLINE_NOT_USED
from .questionnaires import (
    CONTACT_WORDS,
    NOT_USED_CODE,
    NOT_USED_TEXT,
    OVERALL_WORDS,
    SKIPPED_CODE,
    SKIPPED_TEXT,
    STATUS_WORDS,
    Questions,
    Survey,
    questions,
)
from .tables import SURVEY_ID, member_ids, table_descriptions
from .toml_text import Described
from .words import sentences

SURVEY = {"id": SURVEY_ID, "name": "客户推荐度与满意度调查", "name_en": "Recommendation and satisfaction survey"}
_DIMENSIONS = ("line", "product", "age_band", "tier", "channel")


def descriptions(surveys: tuple[Survey, ...]) -> dict[str, Described]:
    """Every description by its place under ``config``, ``<table>/<name>.toml``."""
    lists = catalogue()
    found = table_descriptions()
    for survey in surveys:
        make = {"text": _text, "codes": _codes, "plain": _hotline, "parquet": _parquet}[survey.layout]
        found[f"survey_responses/{survey.description}.toml"] = make(survey, lists)
    return found


def _base(survey: Survey, layout: str, ending: str, **file: str) -> Described:
    files = f"nps_{survey.journey.journey_id}_*.{ending}"
    return {"table": "survey_responses", "survey": SURVEY, "file": {"layout": layout, "files": files} | file}


def _wenjuanxing_columns(survey: Survey) -> Described:
    headers = questions(survey.journey).of
    keys = (
        *("response_id", "respondent_key", "unit_id", *_DIMENSIONS, "is_new_citizen", "invited_at"),
        *("verbatim", "asked_contact", "replied_at", "touchpoint_id", "weight", "status"),
    )
    columns: Described = {key: {"column": headers[key]} for key in keys}
    columns["journey_id"] = {"constant": survey.journey.journey_id}
    columns["responded_at"] = {"column": "提交答卷时间"}
    columns["duration_seconds"] = {"column": "所用时间"}
    columns["touchpoint_id"]["values"] = {step.name: step.touchpoint_id for step in survey.journey.touchpoints}
    columns["status"]["values"] = {STATUS_WORDS[False]: "complete", STATUS_WORDS[True]: "partial"}
    return columns


def _text(survey: Survey, lists: Catalogue) -> Described:
    asked = questions(survey.journey)
    columns = _wenjuanxing_columns(survey)
    for dimension in _DIMENSIONS:
        columns[dimension]["values"] = member_ids(dimension, lists)
    for key in ("is_new_citizen", "asked_contact"):
        columns[key]["values"] = {CONTACT_WORDS[0]: "true", CONTACT_WORDS[1]: "false"}
    blank = [SKIPPED_TEXT]
    marks = {f"{score}分": score for score in range(1, 8)}
    five = {"kind": "satisfaction", "minimum": 1, "maximum": 5, "blank": blank}
    return _base(survey, "wenjuanxing", "csv", encoding="gb18030") | {
        "columns": columns,
        "recommend": {"column": asked.of["recommend"], "blank": blank},
        "ratings": [
            {"column": asked.of["overall"], "touchpoint": "overall"}
            | five
            | {"values": {word: score for score, word in enumerate(OVERALL_WORDS, start=1)}},
            {"columns": _steps(survey, asked)}
            | five
            | {"not_used": [NOT_USED_TEXT], "values": dict(list(marks.items())[:5])},
            *_effort(asked, {"blank": blank, "values": marks}),
        ],
        "choices": [
            {
                "question": "improve",
                "kind": "multiple",
                "column": asked.of["improve"],
                "options": sentences()["improve"],
            }
        ],
    }


def _steps(survey: Survey, asked: Questions) -> dict[str, str]:
    """Header -> touchpoint of the matrix, every row under its full name, stem and label."""
    return {f"{asked.stem}{step.name}": step.touchpoint_id for step in survey.journey.touchpoints}


def _effort(asked: Questions, codes: Described) -> list[Described]:
    """How easy it was, where the questionnaire asks."""
    if "effort" not in asked.of:
        return []
    return [
        {"column": asked.of["effort"], "touchpoint": "overall", "kind": "effort", "minimum": 1, "maximum": 7} | codes
    ]


def _codes(survey: Survey, lists: Catalogue) -> Described:
    asked = questions(survey.journey)
    columns = _wenjuanxing_columns(survey)
    for dimension in (*_DIMENSIONS, "is_new_citizen"):
        columns[dimension]["values"] = {str(n): member for n, member in enumerate(lists.ids(dimension), start=1)}
    columns["asked_contact"]["values"] = {"1": "true", "2": "false"}
    blank = [SKIPPED_CODE]
    five = {"kind": "satisfaction", "minimum": 1, "maximum": 5, "blank": blank}
    return _base(survey, "wenjuanxing", "xlsx") | {
        "columns": columns,
        "recommend": {"column": asked.of["recommend"], "blank": blank, "code_of_minimum": 1},
        "ratings": [
            {"column": asked.of["overall"], "touchpoint": "overall"} | five,
            {"columns": _steps(survey, asked)} | five | {"not_used": [NOT_USED_CODE]},
            *_effort(asked, {"blank": blank}),
        ],
        "choices": [
            {
                "question": "improve",
                "kind": "multiple",
                "columns": f"第{asked.improve_number}题(*)",
                "options": sentences()["improve"],
            }
        ],
    }


def _hotline(survey: Survey, lists: Catalogue) -> Described:
    columns: Described = {
        "response_id": {"column": "流水号"},
        "respondent_key": {"column": "客户编号"},
        "unit_id": {"column": "机构号"},
        "responded_at": {"column": "通话结束时间"},
        "invited_at": {"column": "邀评时间"},
        "line": {"column": "条线", "values": member_ids("line", lists)},
        "product": {"column": "产品", "values": member_ids("product", lists)},
        "age_band": {"column": "年龄段", "values": member_ids("age_band", lists)},
        "tier": {"column": "客户层级", "values": member_ids("tier", lists)},
        "is_new_citizen": {"column": "新市民", "values": {"Y": "true", "N": "false"}},
        "channel": {"constant": "hotline"},
        "journey_id": {"constant": survey.journey.journey_id},
        "touchpoint_id": {
            "column": "最后环节",
            "values": {step.name: step.touchpoint_id for step in survey.journey.touchpoints},
        },
        "verbatim": {"column": "意见"},
        "asked_contact": {"column": "需回电", "values": {"Y": "true", "N": "false"}},
        "replied_at": {"column": "回复时间"},
        "weight": {"column": "权重"},
        "status": {"column": "状态", "values": {"完成": "complete", "中途挂断": "partial"}},
    }
    five = {"kind": "satisfaction", "minimum": 1, "maximum": 5}
    steps = {f"满意度-{step.name}": step.touchpoint_id for step in survey.journey.touchpoints}
    return _base(survey, "plain", "csv") | {
        "columns": columns,
        "recommend": {"column": "推荐意愿"},
        "ratings": [
            {"column": "总体满意度", "touchpoint": "overall"} | five,
            {"columns": steps} | five | {"not_used": [HOTLINE_NOT_USED]},
        ],
    }


def _parquet(survey: Survey, lists: Catalogue) -> Described:
    same = (
        "response_id",
        "channel",
        "line",
        "product",
        "age_band",
        "tier",
        "touchpoint_id",
        "is_new_citizen",
        "invited_at",
    )
    other = {
        "respondent_key": "customer_no",
        "unit_id": "org_id",
        "responded_at": "submitted_at",
        "duration_seconds": "duration_s",
        "verbatim": "comment",
    }
    columns: Described = {key: {"column": key} for key in (*same, "asked_contact", "replied_at", "weight", "status")}
    columns |= {key: {"column": header} for key, header in other.items()}
    columns["journey_id"] = {"constant": survey.journey.journey_id}
    five = {"kind": "satisfaction", "minimum": 1, "maximum": 5}
    steps = {f"q_{step.touchpoint_id}": step.touchpoint_id for step in survey.journey.touchpoints}
    return _base(survey, "plain", "parquet") | {
        "columns": columns,
        "recommend": {"column": "nps"},
        "ratings": [
            {"column": "overall", "touchpoint": "overall"} | five,
            {"columns": steps} | five | {"not_used": ["0"]},
            {"column": "effort", "touchpoint": "overall", "kind": "effort", "minimum": 1, "maximum": 7},
        ],
        "choices": [
            {
                "question": "improve",
                "kind": "multiple",
                "column": "improve",
                "joiner": "|",
                "options": sentences()["improve"],
            }
        ],
    }
