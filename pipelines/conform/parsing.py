"""Turns a column of text into the type its contract asks for, and says of every value that cannot be turned why not."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines import cells
from pipelines.conform import day_or_month
from pipelines.conform.dates import read_dates
from pipelines.conform.distinct import by_distinct, codes, each, visible
from pipelines.contracts import Bound, Column
from pipelines.descriptions import Source

_WHOLE = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_LONGEST_WHOLE = 40
"""Longer is no number of 64 bits, leading zeros and all; and Python reads none of thousands of digits."""
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CLOCKED = re.compile(r"([0-9]{1,9}):([0-5][0-9]):([0-5][0-9])")
_ROUNDED_ID = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2,3}")
"""1.23E+17: what a spreadsheet makes of a long number."""
_DURATION = re.compile(r"(?:([0-9]{1,9})(?:小时|时|h))?(?:([0-9]{1,9})(?:分钟|分|m))?(?:([0-9]{1,9})(?:秒|s))?")
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
WITHOUT_FORMAT = "date_without_format"
"""The reason of a value such as 5/6/2026 where the description gives no format: it is never guessed."""
DATED = ("date", "timestamp", "month")
OTHERWISE = "*"
"""In a description's ``values``: every other text."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """``values`` in the contract's type; ``reasons`` (str) is missing where a value is fine or absent; ``expected``."""

    values: pd.Series
    reasons: pd.Series
    expected: str


def translated(texts: pd.Series, source: Source) -> pd.Series:
    """The texts with the description's ``extract`` and ``values`` put in place; other texts as they are kept.

    A value for the empty text stands for missing cells, one for ``*`` for every text that has none of its own.
    """
    words = source.values
    if not words and not source.extract:
        kept = by_distinct(texts, visible)
        return kept.mask(kept == "")
    extract = re.compile(source.extract) if source.extract else None

    def translate(text: str) -> str:
        if extract is not None:
            part = extract.search(text)
            text = part.group(1) if part else ""
        shown = cells.visible(text)
        if not words or not shown:
            return shown
        return words.get(cells.code(text), words.get(OTHERWISE, shown))

    kept = each(texts, translate)
    kept = kept.mask(kept == "")
    return kept.fillna(words[""]) if words.get("") else kept


def parse(texts: pd.Series, column: Column, source: Source, zone: str, as_of: datetime.date | None = None) -> Parsed:
    """A column of texts (``translated`` already) as its contract's type.

    Dates become datetime64[us] without a zone, on the clock of ``zone``; a month becomes its first day. What cannot be
    read is missing in ``values`` and has a reason. Missing texts stay missing without one. ``as_of`` is the day of the
    file: a date further ahead of it than the contract allows is out of range, unless the description says otherwise.
    """
    lowest, highest = bounds(column, source, as_of)
    expected = _expected(column, source, lowest, highest)
    no_reasons = pd.Series(None, index=texts.index, dtype="str")
    if column.type == "text":
        is_bad, reason = pd.Series(False, index=texts.index), "not_allowed"
        if column.allowed:
            is_bad = texts.notna() & ~texts.isin(column.allowed)
        elif column.privacy != "masked":
            is_bad, reason = texts.str.fullmatch(_ROUNDED_ID.pattern, na=False), "digits_lost"
        return Parsed(texts.mask(is_bad), no_reasons.mask(is_bad, reason), expected)
    values = by_distinct(texts, lambda distinct: _typed(distinct, column, source, zone))
    unread = texts.notna() & values.isna()
    beyond = pd.Series(False, index=texts.index)
    if lowest is not None:
        beyond |= (values < _bound(column, lowest)).fillna(False).astype(bool)
    if highest is not None and column.type in DATED:  # a bound that is a day holds to its end
        beyond |= (values >= _bound(column, highest) + pd.Timedelta(days=1)).fillna(False).astype(bool)
    elif highest is not None:
        beyond |= (values > highest).fillna(False).astype(bool)
    reasons = no_reasons.mask(unread, _REASONS[column.type]).mask(beyond, "out_of_range")
    if column.type in DATED and not source.formats and unread.any():
        left = texts[unread]
        is_open = pd.Series([day_or_month.evidence([cells.code(text)]) is not None for text in left], index=left.index)
        reasons = reasons.mask(is_open.reindex(reasons.index, fill_value=False), WITHOUT_FORMAT)
    return Parsed(values.mask(beyond), reasons, expected)


def bounds(column: Column, source: Source, as_of: datetime.date | None) -> tuple[Bound | None, Bound | None]:
    """Lowest and highest value that is taken: the description's, else the contract's, else of a date the years that the
    contract allows beyond the day of the file."""
    lowest = source.earliest or column.minimum
    if source.latest is not None or column.maximum is not None or column.type not in DATED or as_of is None:
        return lowest, source.latest or column.maximum
    year = as_of.year + column.years_ahead
    return lowest, as_of.replace(year=year, day=28 if (as_of.month, as_of.day) == (2, 29) else as_of.day)


def _bound(column: Column, bound: Bound) -> Any:
    return pd.Timestamp(str(bound)) if column.type in DATED else bound


def _expected(column: Column, source: Source, lowest: Bound | None, highest: Bound | None) -> str:
    if column.allowed:
        return "one of " + ", ".join(column.allowed)
    words = _EXPECTED.get(column.type, "a text")
    if source.formats:
        words += " as " + " or ".join(source.formats)
    elif column.type == "text" and column.privacy != "masked":
        words = "an id with all its digits, as text: a spreadsheet rounded this one and its digits are lost"
    if lowest is not None:
        words += f" from {lowest}"
    if highest is not None:
        words += f" to {highest}"
    return words


def _typed(distinct: pd.Series, column: Column, source: Source, zone: str) -> pd.Series:
    plain = codes(distinct)
    if column.type == "boolean":
        return pd.Series([_truth(text) for text in plain], dtype="boolean")
    if column.type == "integer":
        whole = plain.where(plain.str.fullmatch(_WHOLE.pattern, na=False)).str.replace(",", "", regex=False)
        return pd.Series([_int64(text) for text in whole], dtype="Int64")
    if column.type == "decimal":
        return pd.Series([_decimal(text, column.unit) for text in plain], dtype="Float64")
    return read_dates(plain, column, source, zone)


def _truth(text: str) -> bool | None:
    word = text.lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _int64(text: str | float) -> int | None:
    """A whole number that fits 64 bits; the missing value of a text column is a float."""
    number = int(text) if isinstance(text, str) and len(text) <= _LONGEST_WHOLE else None
    return number if number is not None and abs(number) < 2**63 else None


def _decimal(text: str, unit: str) -> float | None:
    if _DECIMAL.fullmatch(text):
        number = float(text.replace(",", ""))
        return number if np.isfinite(number) else None
    if unit == "seconds" and text and (parts := _DURATION.fullmatch(text) or _CLOCKED.fullmatch(text)):
        hours, minutes, seconds = (int(part or 0) for part in parts.groups())
        return float(3600 * hours + 60 * minutes + seconds)
    return None
