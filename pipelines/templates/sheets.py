"""The workbook of a template: rows to fill in, checked while they are typed, and what each column is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.contracts import Column, Contract
from pipelines.templates.fields import YES_OR_NO, Field

EXPLAINED = "columns 列说明"
ROWS_CHECKED = 10_000
"""Rows below the header whose cells are checked while they are typed."""

_FORMATS = {"date": "yyyy-mm-dd", "timestamp": "yyyy-mm-dd hh:mm:ss", "month": "yyyy-mm", "text": "@"}
_TYPES_ZH = {
    "text": "文字",
    "integer": "整数",
    "decimal": "数字",
    "boolean": "是/否",
    "date": "日期",
    "timestamp": "日期时间",
    "month": "月份",
}
_EARLIEST = date(1990, 1, 1)
_LONGEST_NOTE = 255
"""What a spreadsheet shows beside a cell at most."""


def write_workbook(path: Path, contract: Contract, fields: Sequence[Field]) -> None:
    """Write the workbook; a file of that name is replaced."""
    with xlsxwriter.Workbook(path, {"default_date_format": _FORMATS["date"]}) as workbook:
        _write_rows(workbook, contract, fields)
        _write_explained(workbook, contract, fields)


def _write_rows(workbook: Any, contract: Contract, fields: Sequence[Field]) -> None:
    sheet = workbook.add_worksheet(contract.table)
    formats = {type_: workbook.add_format({"num_format": shown}) for type_, shown in _FORMATS.items()}
    required = workbook.add_format({"bold": True, "bg_color": "#FCE8D8", "bottom": 1})
    optional = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    sheet.freeze_panes(1, 0)
    for place, field in enumerate(fields):
        column = field.column
        sheet.set_column(place, place, max(12, len(column.name) + 2), formats.get(column.type))
        sheet.write_string(0, place, column.name, required if column.required else optional)
        sheet.write_comment(0, place, _note(column), {"x_scale": 2.2})
        _write(sheet, place, field, formats.get(column.type))
        rule = _rule(column)
        if rule:
            sheet.data_validation(1, place, ROWS_CHECKED, place, rule | {"error_message": _note(column)})


def _write(sheet: Any, place: int, field: Field, shown: Any) -> None:
    """The invented value as a spreadsheet holds it: dates as dates, ids as text."""
    value = field.value
    if value is None:
        sheet.write_blank(1, place, None, shown)
    elif isinstance(value, bool):
        sheet.write_string(1, place, field.written)
    elif isinstance(value, int | float):
        sheet.write_number(1, place, value, shown)
    elif isinstance(value, datetime | date):
        sheet.write_datetime(1, place, value, shown)
    else:
        sheet.write_string(1, place, str(value), shown)


def _rule(column: Column) -> dict[str, Any] | None:
    """What may be typed into a column, as a spreadsheet checks it."""
    if column.allowed or column.type == "boolean":
        return {"validate": "list", "source": list(column.allowed or YES_OR_NO), "ignore_blank": not column.required}
    if column.type in ("integer", "decimal"):
        if column.minimum is None:
            return None
        rule: dict[str, Any] = {"validate": column.type, "criteria": ">=", "value": column.minimum}
        if column.maximum is not None:
            rule = {
                "validate": column.type,
                "criteria": "between",
                "minimum": column.minimum,
                "maximum": column.maximum,
            }
        return rule
    if column.type in ("date", "timestamp", "month"):
        return {"validate": "date", "criteria": ">=", "value": _EARLIEST}
    return None


def _note(column: Column) -> str:
    must = "required 必填" if column.required else "optional 选填"
    return f"{column.meaning_zh}\n{column.meaning}\n({must})"[:_LONGEST_NOTE]


def _write_explained(workbook: Any, contract: Contract, fields: Sequence[Field]) -> None:
    sheet = workbook.add_worksheet(EXPLAINED)
    head = workbook.add_format({"bold": True, "bg_color": "#EDEDED", "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_row(0, 0, [contract.row_is_zh])
    sheet.write_row(1, 0, [contract.row_is])
    headers = ("列 column", "含义", "meaning", "必填 required", "类型 type", "可填 allowed", "示例 example")
    sheet.write_row(3, 0, headers, head)
    for place, width in enumerate((22, 36, 52, 10, 18, 36, 22)):
        sheet.set_column(place, place, width, wrapped)
    for row, field in enumerate(fields, start=4):
        column = field.column
        values = (
            column.name,
            column.meaning_zh,
            column.meaning,
            "是 yes" if column.required else "否 no",
            f"{_TYPES_ZH[column.type]} {column.type}",
            _allowed(column),
            field.written,
        )
        for place, value in enumerate(values):
            sheet.write_string(row, place, value, wrapped)


def _allowed(column: Column) -> str:
    if column.allowed or column.type == "boolean":
        return ", ".join(column.allowed or YES_OR_NO)
    low, high = column.minimum, column.maximum
    if low is None and high is None:
        return f"{column.references}" if column.references else ""
    return f"≥ {low}" if high is None else f"{low} – {high}"
