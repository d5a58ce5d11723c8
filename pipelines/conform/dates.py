"""Dates, times and months from text: year-first forms as they are, everything else only by a description's format."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.conform.zones import with_offsets
from pipelines.contracts import Column
from pipelines.descriptions import Source

DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
TIME_FORMATS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
TWELVE_HOURS = ("%I:%M:%S %p", "%I:%M %p", "%p %I:%M:%S", "%p %I:%M")
YEAR_FIRST = (
    *(f"{day} {time}" for day in DATE_FORMATS[:4] for time in TIME_FORMATS),
    *DATE_FORMATS,
    *(f"%Y-%m-%dT{time}" for time in TIME_FORMATS),
    *(f"%Y年%m月%d日{time}" for time in TIME_FORMATS),
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M:%S.%f%z",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S",
    *(f"{day} {time}" for day in DATE_FORMATS[:2] for time in TWELVE_HOURS),
    *(f"{day} {time} %Z" for day in DATE_FORMATS[:2] for time in (*TIME_FORMATS[:2], *TWELVE_HOURS[:2])),
)
"""What is read without a format: forms that begin with the year, which mean one day only. 5/6/2026 needs a format."""
MONTH_FORMATS = ("%Y-%m", "%Y/%m", "%Y.%m", "%Y%m", "%Y年%m月")
COMPACT = {"%Y%m%d": 8, "%Y%m": 6, "%Y%m%d%H%M%S": 14}
"""Formats without separators, and their length: 202611 would else be read as the first of January."""
EXCEL_DAYS = "excel"
EXCEL_EPOCH = pd.Timestamp("1899-12-30")

_NUMBER = r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?"
_HALVES = {r"上午|凌晨|早上": "AM", r"下午|晚上": "PM", r"(?i)\ba\.m\.?": "AM", r"(?i)\bp\.m\.?": "PM"}
_PARTS = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M"}


def read_dates(plain: pd.Series, column: Column, source: Source, zone: str) -> pd.Series:
    """Texts as datetime64[us] on the clock of ``zone``, a month as its first day; NaT where no form fits."""
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
    if format_ == EXCEL_DAYS:
        return _of_day_numbers(plain)
    texts, whole = plain, format_
    if source.constants:
        whole = " ".join([*(_PARTS[part] for part in source.constants), format_])
        texts = " ".join(str(value) for value in source.constants.values()) + " " + plain
    if "%p" in whole:
        for half, word in _HALVES.items():
            texts = texts.str.replace(half, word, regex=True)
    if "%Z" in whole:
        texts, whole = with_offsets(texts, source.zone), whole.replace(" %Z", "%Z").replace("%Z", "%z")
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


def _of_day_numbers(plain: pd.Series) -> pd.Series:
    """A spreadsheet's own day numbers: 46082.5 is noon of 2026-03-01."""
    numeric = plain.where(plain.str.fullmatch(_NUMBER, na=False)).str.replace(",", "", regex=False)
    days = pd.to_numeric(numeric, errors="coerce")
    days = days.where((days > 0) & (days < 2_958_466))  # 9999-12-31
    return (EXCEL_EPOCH + pd.to_timedelta((days * 86_400).round(), unit="s")).astype("datetime64[us]")
