"""What 5/6/2026 means cannot be seen; how many values of a column fit each reading can, and is the evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

READINGS: Mapping[str, str] = MappingProxyType({"day first": "dmy", "month first": "mdy", "year first": "ymd"})
TIMES = (
    (re.compile(r""), ""),
    (re.compile(r" \d{1,2}:\d{2}"), " %H:%M"),
    (re.compile(r" \d{1,2}:\d{2}:\d{2}"), " %H:%M:%S"),
    (re.compile(r" \d{1,2}:\d{2} ?[AaPp]\.?[Mm]\.?"), " %I:%M %p"),
    (re.compile(r" \d{1,2}:\d{2}:\d{2} ?[AaPp]\.?[Mm]\.?"), " %I:%M:%S %p"),
)
_NUMBERED = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})((?: .*)?)")
_TWO_DIGIT_YEARS_FROM = 1969
"""As strptime reads %y: 69 to 99 are of the last century, 00 to 68 of this one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of ``values`` dates written in numbers with the year at the end: how many fit each reading, and which reading
    fits them all, as a format of its own (separator and time included)."""

    values: int
    fitting: Mapping[str, int]
    formats: Mapping[str, str]

    @property
    def is_ambiguous(self) -> bool:
        """Whether more than one reading fits every value, so that the file cannot say which is meant."""
        return len(self.formats) > 1

    def said(self) -> str:
        """The evidence in words: all of 412 values fit day first and month first alike."""
        whole = list(self.formats)
        if self.is_ambiguous:
            both = "both " if len(whole) == 2 else ""
            return f"all of {self.values:,} values fit {both}{' and '.join(whole)}"
        counts = ", ".join(f"{values:,} {reading}" for reading, values in self.fitting.items() if values)
        if whole:
            return f"all of {self.values:,} values fit {whole[0]} and no other reading fits all ({counts})"
        return f"no reading fits all of {self.values:,} values ({counts or 'none fits any'})"


def evidence(texts: Iterable[str]) -> Evidence | None:
    """What a column's values say about the order of day and month; None where none of them is written so.

    >>> evidence(["5/6/2026", "7/8/2026"]).said()
    'all of 2 values fit both day first and month first'
    >>> evidence(["5/6/2026 22:38", "4/15/2026 7:05"]).formats
    mappingproxy({'month first': '%m/%d/%Y %H:%M'})
    """
    numbered = [match for text in texts if (match := _NUMBERED.fullmatch(text.strip()))]
    if not numbered:
        return None
    fitting: Counter[str] = Counter()
    for match in numbered:
        fitting.update(reading for reading, order in READINGS.items() if _fits(match, order))
    counts = {reading: fitting[reading] for reading in READINGS}
    formats = {
        reading: _format(numbered, order) for reading, order in READINGS.items() if counts[reading] == len(numbered)
    }
    return Evidence(len(numbered), MappingProxyType(counts), MappingProxyType(formats))


def _fits(match: re.Match[str], order: str) -> bool:
    first, _, second, third, _ = match.groups()
    if order == "ymd" and len(third) == 4:
        return False
    parts = dict(zip(order, (first, second, third), strict=True))
    year = int(parts["y"])
    if len(parts["y"]) < 3:
        year += 2000 if year < _TWO_DIGIT_YEARS_FROM - 1900 else 1900
    try:
        date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return False
    return len(parts["y"]) > 1


def _format(numbered: list[re.Match[str]], order: str) -> str:
    """The reading as a format, with the first value's separator, year and kind of time."""
    first = numbered[0]
    year = "%Y" if len(first[4]) == 4 else "%y"
    codes = {"d": "%d", "m": "%m", "y": year}
    time = next((form for pattern, form in TIMES if pattern.fullmatch(first[5])), "")
    return first[2].join(codes[part] for part in order) + time
