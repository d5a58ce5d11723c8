"""Dates, times and months from text: year-first forms as they are, everything else only by a description's format."""

from __future__ import annotations

import re

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
_COMPACT = re.compile(r"(?:%[YymdHMS]){2,}")
_DIGITS = {"%Y": 4, "%y": 2, "%m": 2, "%d": 2, "%H": 2, "%M": 2, "%S": 2}
_LATE_TWELVE = r"晚上\s*12|\b12:\d\d(?::\d\d)?\s*晚上"
"""Midnight to those who write it, of a day that they do not say, and noon to a clock of twelve hours."""
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
        texts = texts.where(~texts.str.contains(_LATE_TWELVE, regex=True, na=False))
        for half, word in _HALVES.items():
            texts = texts.str.replace(half, word, regex=True)
    if "%Z" in whole:
        texts, whole = with_offsets(texts, source.zone), whole.replace(" %Z", "%Z").replace("%Z", "%z")
    has_offset, has_hour = "%z" in whole, any(code in whole for code in ("%H", "%I", "%c", "%X", "%T"))
    if not source.constants:
        texts = _whole(texts, format_)
    dates = pd.to_datetime(texts, format=whole, errors="coerce", utc=has_offset)
    if has_offset:
        dates = dates.dt.tz_convert(zone).dt.tz_localize(None)
    elif source.zone and source.zone != zone and has_hour:
        # An hour that the clocks repeat is taken as its second turn, one that they skip as the hour after.
        second_turn = np.zeros(len(dates), dtype=bool)
        there = dates.dt.tz_localize(source.zone, ambiguous=second_turn, nonexistent="shift_forward")
        dates = there.dt.tz_convert(zone).dt.tz_localize(None)
    return dates.astype("datetime64[us]")


def _whole(texts: pd.Series, format_: str) -> pd.Series:
    """The texts that can be meant by this format, others missing; it alone would read parts that are not whole.

    Digits without separators must all be there: 202611 is no first of January, 2026111 is two days. And 2026.1 is a
    January where months are written with a point, but may be October where a spreadsheet took 2026.10 for a number:
    only a month with two digits beside it tells.
    """
    date = format_.partition(" ")[0]
    if _COMPACT.fullmatch(date):
        width = sum(map(_DIGITS.__getitem__, re.findall("%.", date)))
        return texts.where(texts.str.partition(" ")[0].str.len() == width)
    if format_ == "%Y.%m" and not texts.str.fullmatch(r"[0-9]{4}\.(?:0[1-9]|1[0-2])", na=False).any():
        return texts.where(~texts.str.fullmatch(r"[0-9]{4}\.1", na=False))
    return texts


def _of_day_numbers(plain: pd.Series) -> pd.Series:
    """A spreadsheet's own day numbers: 46082.5 is noon of 2026-03-01."""
    numeric = plain.where(plain.str.fullmatch(_NUMBER, na=False)).str.replace(",", "", regex=False)
    days = pd.to_numeric(numeric, errors="coerce")
    days = days.where((days > 0) & (days < 2_958_466))  # 9999-12-31
    return (EXCEL_EPOCH + pd.to_timedelta((days * 86_400).round(), unit="s")).astype("datetime64[us]")
