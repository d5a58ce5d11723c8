"""Writes survey answers as the exports that banks have: 问卷星 as text and as codes, a comma-separated file, Parquet.

Every function takes the rows of one file, with their ratings as codes, and the path to write. The same rows give the
same bytes: no clock, no name of a machine.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from .answers import NOT_USED, SKIPPED
from .catalogue import Catalogue, Journey
from .months import Integers
from .questionnaires import (
    CONTACT_WORDS,
    NOT_USED_CODE,
    NOT_USED_TEXT,
    OVERALL_WORDS,
    SKIPPED_CODE,
    SKIPPED_TEXT,
    STATUS_WORDS,
    WENJUANXING_HEADERS,
    questions,
)
from .survey_rows import UNREADABLE_DATE
from .words import options_of, sentences

_WORKBOOK_MADE = datetime(2026, 11, 1)  # noqa: DTZ001 (a workbook's own date has no zone)
_SOURCES = {
    "branch": ("手机提交", "网点二维码"),
    "mobile": ("手机提交", "手机银行"),
    "wechat": ("手机提交", "微信"),
    "hotline": ("链接", "短信"),
}
_ADDRESS = "203.0.113.16(示例-示例)"
_NAMED = ("line", "product", "age_band", "is_new_citizen", "tier", "channel")
_TOPS = {"0": "0 - 非常不愿意", "10": "10 - 非常愿意"}
HOTLINE_NOT_USED = "N/A"


def write_text(rows: pd.DataFrame, ratings: Integers, journey: Journey, lists: Catalogue, path: Path) -> None:
    """问卷星, answers as text: GB18030, ``136秒``, ``5分``, ``┋`` between ticks, ``(跳过)`` where not asked."""
    asked = questions(journey)
    out = _system(rows, asked.of, lists)
    out |= {asked.of["recommend"]: _or(rows["recommend"], SKIPPED_TEXT)}
    out |= {asked.of["overall"]: _coded(rows["overall"], (SKIPPED_TEXT, *OVERALL_WORDS))}
    marks = {score: f"{score}分" for score in range(1, 8)} | {
        NOT_USED: NOT_USED_TEXT,
        SKIPPED: SKIPPED_TEXT,
        -1: SKIPPED_TEXT,
    }
    out |= {asked.touchpoints[key]: _marked(column, marks) for key, column in _by_touchpoint(ratings, journey, lists)}
    if "effort" in asked.of:
        out[asked.of["effort"]] = _marked(rows["effort"].to_numpy(), marks)
    out[asked.of["improve"]] = ["┋".join(options_of(ticked)) or SKIPPED_TEXT for ticked in rows["improve"]]
    out |= _after(rows, asked.of, lists)
    frame = pd.DataFrame(_wenjuanxing(rows) | out)[[*WENJUANXING_HEADERS, *asked.headers]]
    frame.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")


def write_codes(rows: pd.DataFrame, ratings: Integers, journey: Journey, lists: Catalogue, path: Path) -> None:
    """问卷星, answers as codes in a workbook: options by number, one column per ticked option, −3 where not asked."""
    asked = questions(journey)
    skipped = int(SKIPPED_CODE)
    out: dict[str, object] = dict(_system(rows, asked.of, lists))
    for dimension in _NAMED:
        numbers = {member: number for number, member in enumerate(lists.ids(dimension), start=1)}
        out[asked.of[dimension]] = [numbers[member] for member in rows[dimension]]
    out[asked.of["recommend"]] = [int(score) + 1 if score else skipped for score in rows["recommend"]]
    out[asked.of["overall"]] = np.where(rows["overall"] > 0, rows["overall"], skipped)
    for key, codes in _by_touchpoint(ratings, journey, lists):
        out[asked.touchpoints[key]] = np.where(
            codes == NOT_USED, int(NOT_USED_CODE), np.where(codes == SKIPPED, skipped, codes)
        )
    if "effort" in asked.of:
        out[asked.of["effort"]] = np.where(rows["effort"] > 0, rows["effort"], skipped)
    for place, option in enumerate(sentences()["improve"]):
        ticks = [int(place in ticked) if ticked else skipped for ticked in rows["improve"]]
        out[f"第{asked.improve_number}题({option})"] = ticks
    out |= _after(rows, asked.of, lists)
    out[asked.of["asked_contact"]] = np.where(rows["asked_contact"], 1, 2)
    options = [f"第{asked.improve_number}题({option})" for option in sentences()["improve"]]
    place = asked.headers.index(asked.of["improve"])
    headers = [*asked.headers[:place], *options, *asked.headers[place + 1 :]]
    frame = pd.DataFrame(_wenjuanxing(rows) | out)[[*WENJUANXING_HEADERS, *headers]]
    write_workbook({"Sheet1": frame}, path)


def write_plain(rows: pd.DataFrame, ratings: Integers, journey: Journey, lists: Catalogue, path: Path) -> None:
    """The hotline's own system: UTF-8 with a byte-order mark, the ends of the 0–10 scale spelled out."""
    marks = {score: str(score) for score in range(1, 8)} | {NOT_USED: HOTLINE_NOT_USED, SKIPPED: "", -1: ""}
    frame = pd.DataFrame(
        {
            "流水号": rows["response_id"],
            "客户编号": rows["respondent_key"],
            "机构号": rows["unit_id"],
            "通话结束时间": rows["responded_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "邀评时间": rows["invited_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "条线": rows["line"].map(lists.names("line")),
            "产品": rows["product"].map(lists.names("product")),
            "年龄段": rows["age_band"].map(lists.names("age_band")),
            "新市民": np.where(rows["is_new_citizen"] == "true", "Y", "N"),
            "客户层级": rows["tier"].map(lists.names("tier")),
            "推荐意愿": [_TOPS.get(score, score) for score in rows["recommend"]],
            "总体满意度": _marked(rows["overall"].to_numpy(), marks),
        }
        | {
            f"满意度-{_name(key, journey)}": _marked(codes, marks)
            for key, codes in _by_touchpoint(ratings, journey, lists)
        }
        | {
            "最后环节": rows["touchpoint_id"].map({step.touchpoint_id: step.name for step in journey.touchpoints}),
            "意见": rows["verbatim"],
            "需回电": np.where(rows["asked_contact"], "Y", "N"),
            "回复时间": rows["replied_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "权重": rows["weight"],
            "状态": np.where(rows["is_partial"], "中途挂断", "完成"),
        }
    )
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_parquet(rows: pd.DataFrame, ratings: Integers, journey: Journey, lists: Catalogue, path: Path) -> None:
    """The app's own platform: typed columns with ids; 0 stands for a step that was not used, nothing for no answer."""
    columns: dict[str, pa.Array] = {
        "response_id": pa.array(rows["response_id"].tolist()),
        "customer_no": pa.array(rows["respondent_key"].tolist()),
        "org_id": pa.array(rows["unit_id"].tolist()),
        "submitted_at": pa.array(rows["responded_at"].to_numpy().astype("datetime64[s]")),
        "invited_at": pa.array(rows["invited_at"].to_numpy().astype("datetime64[s]")),
        "duration_s": pa.array(rows["duration_seconds"].to_numpy()),
        "nps": pa.array([int(score) if score else None for score in rows["recommend"]], pa.int8()),
        "overall": pa.array([score if score > 0 else None for score in rows["overall"].tolist()], pa.int8()),
        "effort": pa.array([score if score > 0 else None for score in rows["effort"].tolist()], pa.int8()),
    }
    for key, codes in _by_touchpoint(ratings, journey, lists):
        told = [None if code == SKIPPED else 0 if code == NOT_USED else code for code in codes.tolist()]
        columns[f"q_{key}"] = pa.array(told, pa.int8())
    for column in ("channel", "line", "product", "age_band", "tier", "touchpoint_id"):
        columns[column] = pa.array(rows[column].tolist())
    columns |= {
        "is_new_citizen": pa.array((rows["is_new_citizen"] == "true").tolist()),
        "improve": pa.array(["|".join(options_of(ticked)) for ticked in rows["improve"]]),
        "comment": pa.array(rows["verbatim"].tolist()),
        "asked_contact": pa.array(rows["asked_contact"].tolist()),
        "replied_at": pa.array(rows["replied_at"].to_numpy().astype("datetime64[s]")),
        "weight": pa.array(rows["weight"].to_numpy()),
        "status": pa.array(np.where(rows["is_partial"], "partial", "complete").tolist()),
    }
    pq.write_table(pa.table(columns), path, compression="zstd")


def write_workbook(sheets: dict[str, pd.DataFrame], path: Path) -> None:
    """Sheets of cells as they are: numbers, texts, nothing where a value is missing. Times come in as texts."""
    with xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    ) as book:
        book.set_properties({"created": _WORKBOOK_MADE})
        for name, frame in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(frame.columns))
            for number, row in enumerate(zip(*(frame[column].tolist() for column in frame), strict=True), start=1):
                for place, cell in enumerate(row):
                    if isinstance(cell, str) or not pd.isna(cell):
                        sheet.write(number, place, cell)


def _wenjuanxing(rows: pd.DataFrame) -> dict[str, object]:
    """The six columns that stand before the questions."""
    at = rows["responded_at"].dt
    clock = at.strftime(":%M:%S").tolist()
    parts = zip(
        at.year.tolist(), at.month.tolist(), at.day.tolist(), at.hour.tolist(), clock, rows["planted"], strict=True
    )
    times = [
        UNREADABLE_DATE if planted == "unreadable_date" else f"{year}/{month}/{day} {hour}{rest}"
        for year, month, day, hour, rest, planted in parts
    ]
    sources = [_SOURCES[channel] for channel in rows["channel"]]
    return {
        "序号": np.arange(1, len(rows) + 1),
        "提交答卷时间": times,
        "所用时间": [f"{seconds}秒" for seconds in rows["duration_seconds"].tolist()],
        "来源": [source for source, _ in sources],
        "来源详情": [detail for _, detail in sources],
        "来自IP": _ADDRESS,
    }


def _system(rows: pd.DataFrame, headers: dict[str, str], lists: Catalogue) -> dict[str, object]:
    named = {headers[key]: rows[key].map(lists.names(key)) for key in _NAMED if key != "is_new_citizen"}
    return named | {
        headers["is_new_citizen"]: np.where(rows["is_new_citizen"] == "true", *CONTACT_WORDS),
        headers["response_id"]: rows["response_id"],
        headers["respondent_key"]: rows["respondent_key"],
        headers["unit_id"]: rows["unit_id"],
        headers["invited_at"]: rows["invited_at"].dt.strftime("%Y/%m/%d %H:%M:%S"),
    }


def _after(rows: pd.DataFrame, headers: dict[str, str], lists: Catalogue) -> dict[str, object]:
    names = {touchpoint.touchpoint_id: touchpoint.name for touchpoint in lists.touchpoints}
    return {
        headers["verbatim"]: rows["verbatim"],
        headers["asked_contact"]: np.where(rows["asked_contact"], *CONTACT_WORDS),
        headers["replied_at"]: rows["replied_at"].dt.strftime("%Y/%m/%d %H:%M:%S"),
        headers["touchpoint_id"]: rows["touchpoint_id"].map(names),
        headers["weight"]: rows["weight"],
        headers["status"]: rows["is_partial"].map(STATUS_WORDS),
    }


def _by_touchpoint(ratings: Integers, journey: Journey, lists: Catalogue) -> list[tuple[str, Integers]]:
    ids = [touchpoint.touchpoint_id for touchpoint in lists.touchpoints]
    return [(step.touchpoint_id, ratings[:, ids.index(step.touchpoint_id)]) for step in journey.touchpoints]


def _name(touchpoint_id: str, journey: Journey) -> str:
    return next(step.name for step in journey.touchpoints if step.touchpoint_id == touchpoint_id)


def _or(texts: pd.Series, otherwise: str) -> pd.Series:
    return texts.where(texts != "", otherwise)


def _coded(scores: pd.Series, words: tuple[str, ...]) -> list[str]:
    """Scores 1, 2, … as words; the first word stands for no answer."""
    return [words[max(score, 0)] for score in scores.tolist()]


def _marked(codes: Integers, marks: dict[int, str]) -> list[str]:
    return [marks[code] for code in codes.tolist()]
