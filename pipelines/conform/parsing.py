"""Turns a column of text into the type its contract asks for, and says of every value that cannot be turned why not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines import cells
from pipelines.conform.distinct import by_distinct, each
from pipelines.contracts import Column
from pipelines.descriptions import Source

DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
TIME_FORMATS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
YEAR_FIRST = (
    *(f"{day} {time}" for day in DATE_FORMATS[:4] for time in TIME_FORMATS),
    *DATE_FORMATS,
    *(f"%Y-%m-%dT{time}" for time in TIME_FORMATS),
    *(f"%Y年%m月%d日{time}" for time in TIME_FORMATS),
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S",
)
"""What is read without a format: forms that begin with the year, which mean one day only. 5/6/2026 needs a format."""
MONTH_FORMATS = ("%Y-%m", "%Y/%m", "%Y.%m", "%Y%m", "%Y年%m月")
COMPACT = {"%Y%m%d": 8, "%Y%m": 6, "%Y%m%d%H%M%S": 14}
"""Formats without separators, and their length: 202611 would else be read as the first of January."""
EXCEL_EPOCH = pd.Timestamp("1899-12-30")

_WHOLE = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_DURATION = re.compile(r"(?:([0-9]+)(?:小时|时|h))?(?:([0-9]+)(?:分钟|分|m))?(?:([0-9]+)(?:秒|s))?")
_TRUE = frozenset({"true", "t", "yes", "y", "1", "是", "有", "对"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "否", "无", "没有", "不是"})
_DTYPES = {"integer": "Int64", "decimal": "Float64", "boolean": "boolean", "text": "str"}
_EXPECTED = {
    "integer": "a whole number",
    "decimal": "a number",
    "boolean": "yes or no (是/否, true/false, 1/0)",
    "date": "a date",
    "timestamp": "a date and time",
    "month": "a month",
}
_REASONS = {
    "integer": "unreadable_number",
    "decimal": "unreadable_number",
    "boolean": "unreadable_yes_or_no",
    "date": "unreadable_date",
    "timestamp": "unreadable_date",
    "month": "unreadable_date",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """``values`` in the contract's type; ``reasons`` (str) is missing where a value is fine or absent; ``expected``."""

    values: pd.Series
    reasons: pd.Series
    expected: str


def translated(texts: pd.Series, source: Source) -> pd.Series:
    """The texts with the description's ``values`` put in place; other texts as they are kept."""
    words = source.values

    def translate(text: str) -> str:
        return words.get(cells.code(text), cells.visible(text)) if words else cells.visible(text)

    kept = each(texts, translate)
    return kept.mask(kept == "")


def parse(texts: pd.Series, column: Column, source: Source, zone: str) -> Parsed:
    """A column of texts (``translated`` already) as its contract's type.

    Dates become datetime64[us] without a zone, on the clock of ``zone``; a month becomes its first day. What cannot be
    read is missing in ``values`` and has a reason. Missing texts stay missing without one.
    """
    expected = _expected(column, source)
    no_reasons = pd.Series(None, index=texts.index, dtype="str")
    if column.type == "text":
        if not column.allowed:
            return Parsed(texts, no_reasons, expected)
        is_bad = texts.notna() & ~texts.isin(column.allowed)
        return Parsed(texts.mask(is_bad), no_reasons.mask(is_bad, "not_allowed"), expected)
    values = by_distinct(texts, lambda distinct: _typed(distinct, column, source, zone))
    unread = texts.notna() & values.isna()
    beyond = pd.Series(False, index=texts.index)
    if column.minimum is not None:
        beyond |= (values < _bound(column, column.minimum)).fillna(False).astype(bool)
    if column.maximum is not None:
        beyond |= (values > _bound(column, column.maximum)).fillna(False).astype(bool)
    reasons = no_reasons.mask(unread, _REASONS[column.type]).mask(beyond, "out_of_range")
    return Parsed(values.mask(beyond), reasons, expected)


def _bound(column: Column, bound: object) -> object:
    return pd.Timestamp(str(bound)) if column.type in ("date", "timestamp", "month") else bound


def _expected(column: Column, source: Source) -> str:
    if column.allowed:
        return "one of " + ", ".join(column.allowed)
    words = _EXPECTED.get(column.type, "a text")
    if source.formats:
        words += " as " + " or ".join(source.formats)
    if column.minimum is not None:
        words += f" from {column.minimum}"
    if column.maximum is not None:
        words += f" to {column.maximum}"
    return words


def _typed(distinct: pd.Series, column: Column, source: Source, zone: str) -> pd.Series:
    plain = pd.Series([cells.code(text) for text in distinct], dtype="str")
    if column.type == "boolean":
        return pd.Series([_truth(text) for text in plain], dtype="boolean")
    if column.type == "integer":
        whole = plain.where(plain.str.fullmatch(_WHOLE.pattern, na=False)).str.replace(",", "", regex=False)
        return pd.Series([_int64(text) for text in whole], dtype="Int64")
    if column.type == "decimal":
        return pd.Series([_decimal(text, column.unit) for text in plain], dtype="Float64")
    return _dates(plain, column, source, zone)


def _truth(text: str) -> bool | None:
    word = text.lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _int64(text: str | float) -> int | None:
    """A whole number that fits 64 bits; the missing value of a text column is a float."""
    number = int(text) if isinstance(text, str) else None
    return number if number is not None and abs(number) < 2**63 else None


def _decimal(text: str, unit: str) -> float | None:
    if _DECIMAL.fullmatch(text):
        number = float(text.replace(",", ""))
        return number if np.isfinite(number) else None
    if unit == "seconds" and text and (parts := _DURATION.fullmatch(text)):
        hours, minutes, seconds = (int(part or 0) for part in parts.groups())
        return float(3600 * hours + 60 * minutes + seconds)
    return None


def _dates(plain: pd.Series, column: Column, source: Source, zone: str) -> pd.Series:
    own = source.formats or ((*MONTH_FORMATS, *YEAR_FIRST) if column.type == "month" else YEAR_FIRST)
    found = pd.Series(pd.NaT, index=plain.index, dtype="datetime64[us]")
    for format_ in own:
        open_ = found.isna() & plain.notna()
        if not open_.any():
            break
        found[open_] = _dates_as(plain[open_], format_, source, zone)
    if column.type == "date":
        return found.dt.normalize()
    return found.dt.normalize() - pd.to_timedelta(found.dt.day - 1, unit="D") if column.type == "month" else found


def _dates_as(plain: pd.Series, format_: str, source: Source, zone: str) -> pd.Series:
    """The dates of one format on the bank's clock; NaT where it does not fit."""
    if format_ == "excel":
        numeric = plain.where(plain.str.fullmatch(_DECIMAL.pattern, na=False)).str.replace(",", "", regex=False)
        days = pd.to_numeric(numeric, errors="coerce")
        days = days.where((days > 0) & (days < 2_958_466))  # 9999-12-31
        return (EXCEL_EPOCH + pd.to_timedelta((days * 86_400).round(), unit="s")).astype("datetime64[us]")
    texts, whole = plain, format_
    if source.constants:
        codes = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M"}
        whole = " ".join([*(codes[part] for part in source.constants), format_])
        texts = " ".join(str(value) for value in source.constants.values()) + " " + plain
    has_offset, has_hour = "%z" in whole, any(code in whole for code in ("%H", "%I", "%c", "%X", "%T"))
    if format_ in COMPACT and not source.constants:
        texts = texts.where(texts.str.len() == COMPACT[format_])
    dates = pd.to_datetime(texts, format=whole, errors="coerce", utc=has_offset)
    if has_offset:
        dates = dates.dt.tz_convert(zone).dt.tz_localize(None)
    elif source.zone and source.zone != zone and has_hour:
        # An hour that the clocks repeat is taken as its second turn, one that they skip as the hour after.
        second_turn = np.zeros(len(dates), dtype=bool)
        there = dates.dt.tz_localize(source.zone, ambiguous=second_turn, nonexistent="shift_forward")
        dates = there.dt.tz_convert(zone).dt.tz_localize(None)
    return dates.astype("datetime64[us]")
