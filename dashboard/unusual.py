"""Unusual use of the dashboard: person-days on which somebody took, swept or came at night far more than people do.

Every person's every day of use is a point; limits are those of a u′ chart over all of them (``stats.control``), so that
the scatter between people widens the limits and a busy bank is not a bank of suspects. A floor keeps small counts out.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import numpy as np

from dashboard.ledger import audit
from dashboard.stats import control

Kind = Literal["files", "units", "nights", "texts", "refusals"]
LEAST: Mapping[Kind, int] = {"files": 20, "units": 15, "nights": 3, "texts": 15, "refusals": 5}
"""Fewer on one day are nobody's concern."""
NIGHT = (22, 6)
"""Hours between which it is night in the bank's zone."""
LOOKS_BACK_DAYS = audit.LEAST_KEPT_DAYS


@dataclass(frozen=True, slots=True)
class Unusual:
    """One person's day: how many of what, and the most that is ordinary (None while there are too few days)."""

    day: datetime.date
    person: str
    kind: Kind
    count: int
    ordinary_up_to: float | None


def find(entries: Iterable[Mapping[str, Any]], zone: str) -> tuple[Unusual, ...]:
    """The unusual person-days among entries of the audit, the newest first.

    files: files taken; units: different units looked at; nights: views at night; texts: times that texts were opened;
    refusals: what was refused. Until there are days enough for limits the floor alone speaks.
    """
    counted = _counted(entries, ZoneInfo(zone))
    found = []
    days = sorted(counted)
    for kind, least in LEAST.items():
        counts = np.array([counted[day][kind] for day in days])
        if not len(days) or counts.max() < least:
            continue
        # the day in question does not set the limit it is held against
        sets = counts < max(least, float(np.quantile(counts, 0.9)) + 1)
        chart = control.u_chart(counts, np.ones(len(days)), sets, per=1)
        for (day, person), count, limit in zip(days, counts, chart.upper.filled(np.nan), strict=True):
            if count >= least and not count <= limit:
                found.append(Unusual(day, person, kind, int(count), float(limit) if chart.is_enough else None))
    return tuple(sorted(found, key=lambda each: (each.day, each.count), reverse=True))


def _counted(
    entries: Iterable[Mapping[str, Any]], zone: ZoneInfo
) -> Mapping[tuple[datetime.date, str], Mapping[Kind, int]]:
    """Per person and day of use, how many of each kind."""
    units: dict[tuple[datetime.date, str], set[str]] = defaultdict(set)
    counts: dict[tuple[datetime.date, str], dict[Kind, int]] = defaultdict(lambda: dict.fromkeys(LEAST, 0))
    for each in entries:
        at = datetime.datetime.fromisoformat(each["at"]).astimezone(zone)
        key = (at.date(), each["who"])
        here = counts[key]
        if each["is_refused"]:
            here["refusals"] += 1
            continue
        here["files"] += each["action"] == "export"
        here["texts"] += each["action"] == "texts"
        here["nights"] += each["action"] == "view" and (at.hour >= NIGHT[0] or at.hour < NIGHT[1])
        if each["action"] == "view":
            units[key] |= set(parse_qs(each["slice"]).get("unit", ()))
            here["units"] = len(units[key])
    return counts
