"""The clock that stands behind a moment: ``CET``, ``GMT+8``, ``UTC+08:00``, ``Europe/Berlin``, as an offset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

OFFSET_MINUTES: Mapping[str, int] = MappingProxyType(
    {
        "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120,
        "EEST": 180, "MSK": 180, "HKT": 480, "SGT": 480, "AWST": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660,
        "NZST": 720, "NZDT": 780, "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480,
        "PDT": -420, "AKST": -540, "HST": -600,
    }
)  # fmt: skip
"""Abbreviations that mean one offset. CST (China, the American Midwest, Cuba), IST and BST do not: they are read only
where the description names the zone whose clock they are."""

_ZONED = re.compile(r"(?P<moment>.*\d(?:\s*[APap][Mm])?)\s*\(?(?P<clock>Z|(?:UTC|GMT)?\s*[+\-−]\s*\d{1,2}(?::?\d{2})?"
                    r"|[A-Za-z]+(?:/[A-Za-z_+\-]+)+|[A-Z]{2,5})\)?")  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+\-−])\s*(\d{1,2}):?(\d{2})?")
_MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%Y-%m-%d %I:%M:%S %p")


def with_offsets(texts: pd.Series, zone: str | None) -> pd.Series:
    """Moments with their clock's words as an offset: ``… 3:02:25 pm CET`` becomes ``… 3:02:25 pm+0100``.

    Missing where nothing stands behind the moment, or something that does not mean one clock. ``zone`` is the one that
    the description names: an abbreviation of its own is read by it.
    """
    return pd.Series([_with_offset(text, zone) for text in texts], index=texts.index, dtype="str")


def _with_offset(text: object, zone: str | None) -> str | None:
    zoned = _ZONED.fullmatch(text) if isinstance(text, str) else None
    if zoned is None:
        return None
    moment, clock = zoned["moment"].strip(), zoned["clock"].strip()
    minutes = offset_minutes(clock, moment, zone)
    if minutes is None:
        return None
    return f"{moment}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def offset_minutes(clock: str, moment: str = "", zone: str | None = None) -> int | None:
    """Minutes east of UTC, or None where the word does not say.

    >>> offset_minutes("CET"), offset_minutes("GMT+8"), offset_minutes("UTC-03:30"), offset_minutes("CST")
    (60, 480, -210, None)
    >>> offset_minutes("CST", "2026-03-01 10:00:00", "Asia/Shanghai")
    480
    """
    offset = _OFFSET.fullmatch(clock)
    if offset is not None:
        sign, hours, minutes = offset.groups()
        total = 60 * int(hours) + int(minutes or 0)
        return None if total > 14 * 60 else total if sign == "+" else -total
    if clock in OFFSET_MINUTES:
        return OFFSET_MINUTES[clock]
    if "/" in clock:
        return _there(clock, moment, None)
    return _there(zone, moment, clock) if zone else None


def _there(zone: str, moment: str, word: str | None) -> int | None:
    """The offset of a zone at a moment on its clock, where it goes by that word there."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    for form in _MOMENTS:
        try:
            then = datetime.strptime(moment, form).replace(tzinfo=known)
        except ValueError:
            continue
        offset = then.utcoffset()
        return None if offset is None or (word and then.tzname() != word) else int(offset.total_seconds() // 60)
    return None
