"""The steps of the example bank's complaints, as a work-order system writes them down: who had each case, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from .catalogue import truths
from .months import DATA_UNTIL, Floats
from .organisation import Organisation, Size

HEAD_OFFICE = "hq"
_DAY = 86_400
_OPENS, _OPEN_FOR = 32_400, 30_600
"""Steps are taken from nine in the morning for eight and a half hours."""
_APART = 60
"""Two steps of a case are a minute apart at least."""
_ACCEPTED_MEAN_DAYS = 0.25
_MOST_WAITING_SHARE = 0.8
"""Of the days between acceptance and decision, the most that hand-overs take; the rest is work on the case."""
_DOWN_AGAIN_SHARE, _UP_SHARE, _FROM_OUTLET_SHARE, _UP_FROM_REGION_SHARE = 0.6, 0.25, 0.5, 0.35
_REPORTED_SHARE, _REPORTED_AT = 0.85, (0.82, 0.97)
_LONG_DAYS, _COMPLEX_SHARE_OF_LONG, _COMPLEX_SHARE = 12, 0.55, 0.05
_EXTENDED_AFTER_DAYS, _EXTENDED_SHARE, _EXTENDED_AT_DAYS, _APPROVED_SHARE = 14, 0.35, 13.0, 0.85
_SUSPENDED_SHARE, _SUSPENDED_AT, _RESUMED_AT = 0.02, 0.35, 0.60
_NEW_FACTS_SHARE, _NEW_FACTS_AT = 0.012, 0.45
_SECOND_AFTER_DAYS = 10.0
_REOPENED_SHARE, _REOPENED_AFTER_DAYS, _ANSWERED_AGAIN_DAYS = 0.25, 6.0, 5.0
_OPEN_FOR_MORE_DAYS = 4
"""A case without a decision on the bank's last day is taken to be decided so many days after it."""
COLUMNS = (
    *("complaint_id", "event", "at", "from_unit_id", "to_unit_id", "limit_days", "approval_id", "merged_into"),
    *("complexity", "was_reached", "is_satisfied"),
)


@dataclass
class _Case:
    """One complaint while its steps are written down; times are seconds since 1970."""

    complaint_id: str
    events: list[dict[str, Any]] = field(default_factory=list)
    last: int = 0

    def step(self, event: str, at: float, *, is_exact: bool = False, **more: Any) -> int:
        """Writes a step down in office hours and after the one before it; gives when it was."""
        moment = int(at) if is_exact else _in_office(at)
        self.last = max(moment, self.last + _APART) if not is_exact else moment
        self.events.append({"complaint_id": self.complaint_id, "event": event, "at": self.last, **more})
        return self.last


def complaint_events(made: pd.DataFrame, size: Size, bank: Organisation) -> pd.DataFrame:
    """One row per step up to the bank's last day, in order of time, for complaints as ``complaints`` makes them.

    The days of decision and telling are those of the complaints themselves.
    """
    chance = size.chance("complaint events")
    end = int(np.datetime64(DATA_UNTIL).astype("datetime64[s]").astype(np.int64)) + _DAY
    seconds = {
        name: made[f"{name}_at"].to_numpy().astype("datetime64[s]").astype(np.int64)
        for name in ("received", "decided", "told")
    }
    is_known = {name: made[f"{name}_at"].notna().to_numpy() for name in ("decided", "told")}
    draws, waits = chance.random((len(made), 20)), chance.gamma(1.5, 1 / 1.5, (len(made), 3))
    told_of = dict(zip(made["complaint_id"], np.where(is_known["told"], seconds["told"], end), strict=True))
    events: list[dict[str, Any]] = []
    for at, (complaint_id, channel, outlet, repeat_of) in enumerate(
        zip(made["complaint_id"], made["channel"], made["outlet"], made["repeat_of"], strict=True)
    ):
        case, draw = _Case(str(complaint_id)), draws[at]
        received = int(seconds["received"][at])
        decided = int(seconds["decided"][at]) if is_known["decided"][at] else end + _OPEN_FOR_MORE_DAYS * _DAY
        path = _path(str(channel), _places(int(outlet), received, bank, size), draw)
        is_merged = bool(repeat_of) and received < told_of[repeat_of]
        _handle(case, received, decided, path, draw, waits[at], repeat_of if is_merged else "")
        if is_known["decided"][at]:
            case.step("decided", decided, is_exact=True)
        if is_known["told"][at]:
            _after(case, int(seconds["told"][at]), draw)
        events += [event for event in case.events if event["at"] < end]
    frame = pd.DataFrame(events).reindex(columns=list(COLUMNS))
    frame["at"] = frame["at"].to_numpy(np.int64).astype("datetime64[s]")
    return frame.sort_values(["at", "complaint_id"], kind="stable", ignore_index=True)


def _in_office(at: float) -> int:
    """The same day in office hours, the order of moments kept."""
    day, within = divmod(int(at), _DAY)
    return day * _DAY + _OPENS + within * _OPEN_FOR // _DAY


def _places(outlet: int, received: int, bank: Organisation, size: Size) -> tuple[str, str]:
    """(outlet, region) that a complaint was about on the day it came in."""
    unit_id, region = bank.outlet_ids[outlet], f"r{int(bank.outlets['region'].to_numpy()[outlet]):02d}"
    moved = truths()["moved"]
    day = np.datetime64(received, "s").astype("datetime64[D]")
    has_moved = unit_id == moved["unit_id"] and size.calendar.has(moved["on"]) and day >= np.datetime64(moved["on"])
    return unit_id, moved["to_parent"] if has_moved else region


def _path(channel: str, places: tuple[str, str], draw: Floats) -> list[tuple[str, str]]:
    """The hand-overs of a case, each from a unit to a unit."""
    outlet, region = places
    if channel == "branch":
        path = [(outlet, region)] if draw[0] < _FROM_OUTLET_SHARE else []
        return [*path, (region, HEAD_OFFICE)] if path and draw[1] < _UP_FROM_REGION_SHARE else path
    path = [(HEAD_OFFICE, region)]
    if draw[0] < _DOWN_AGAIN_SHARE:
        path.append((region, outlet))
    return [*path, (path[-1][1], HEAD_OFFICE)] if draw[1] < _UP_SHARE else path


def _waiting_days(path: list[tuple[str, str]], received: int, waits: Floats) -> list[float]:
    """How long each hand-over waits, by its direction, its region, and whether the programme had begun."""
    truth = truths()["hand_overs"]
    begun = int(np.datetime64(truth["faster_from"]).astype("datetime64[s]").astype(np.int64))
    factor = truth["faster_factor"] if received >= begun else 1.0
    if any(truth["slower_region"] in pair for pair in path):
        factor *= truth["slower_factor"]
    return [
        factor
        * truth["mean_days"]["down" if a == HEAD_OFFICE else "up" if b == HEAD_OFFICE else "across"]
        * float(wait)
        for (a, b), wait in zip(path, waits.tolist(), strict=False)
    ]


def _handle(
    case: _Case,
    received: int,
    decided: int,
    path: list[tuple[str, str]],
    draw: Floats,
    waits: Floats,
    merged_into: str,
) -> None:
    """From receipt until just before the decision; one that is merged goes with the other once it is accepted."""
    days = (decided - received) / _DAY
    is_complex = draw[2] < (_COMPLEX_SHARE_OF_LONG if days > _LONG_DAYS else _COMPLEX_SHARE)
    case.step("received", received, is_exact=True)
    accepted = received - np.log(draw[3]) * _ACCEPTED_MEAN_DAYS * _DAY
    moment = max(received + _APART, min(_in_office(accepted), (received + decided) // 2))
    case.step("accepted", moment, is_exact=True, complexity="complex" if is_complex else "simple")
    if merged_into:
        case.step("merged", moment + _APART, is_exact=True, merged_into=merged_into)
        return
    lasting = _waiting_days(path, received, waits)
    room = max(decided - moment, 0) * _MOST_WAITING_SHARE / _DAY
    scale = min(1.0, room / sum(lasting)) if lasting else 1.0
    work = max(room - sum(lasting), 0.0) * _DAY / (len(path) + 1)
    steps: list[tuple[float, str, dict[str, Any]]] = []
    clock = float(moment)
    for (from_unit, to_unit), wait in zip(path, lasting, strict=False):
        steps.append((clock, "transferred", {"from_unit_id": from_unit, "to_unit_id": to_unit}))
        clock += wait * scale * _DAY
        steps.append((clock, "accepted", {}))
        clock += work * draw[4]
    steps += _turns(received, decided, days, draw)
    for at, event, more in sorted(steps, key=lambda one: one[0]):
        if _in_office(at) < decided - 10 * _APART:
            case.step(event, at, **more)


def _turns(received: int, decided: int, days: float, draw: Floats) -> list[tuple[float, str, dict[str, Any]]]:
    """What makes the clock of some cases run otherwise, and the report to the unit above."""
    span = decided - received
    steps: list[tuple[float, str, dict[str, Any]]] = []
    if days > _EXTENDED_AFTER_DAYS and draw[5] < _EXTENDED_SHARE:
        more: dict[str, Any] = {"limit_days": 30 if days < 28 else 60}
        if draw[6] < _APPROVED_SHARE:
            more["approval_id"] = f"YQ{int(draw[7] * 900_000) + 100_000}"
        steps.append((received + _EXTENDED_AT_DAYS * _DAY * (0.7 + 0.3 * draw[7]), "extended", more))
    if draw[8] < _SUSPENDED_SHARE and days > 4:
        steps += [(received + _SUSPENDED_AT * span, "suspended", {}), (received + _RESUMED_AT * span, "resumed", {})]
    if draw[9] < _NEW_FACTS_SHARE and days > 2:
        steps.append((received + _NEW_FACTS_AT * span, "new_facts", {}))
    if draw[10] < _REPORTED_SHARE:
        low, high = _REPORTED_AT
        steps.append((received + (low + (high - low) * draw[11]) * span, "reported", {}))
    return steps


def _after(case: _Case, told: int, draw: Floats) -> None:
    """From the telling on: resolved, called back once and twice, and taken up again."""
    truth = truths()["call_backs"]
    case.step("told", told, is_exact=True)
    if draw[12] < truth["resolved_share"]:
        case.step("resolved", told + 0.5 * _DAY)
    if draw[13] >= truth["first_share"]:
        return
    reached = bool(draw[14] < truth["first_reached_share"])
    satisfied = bool(draw[15] < truth["first_satisfied_share"])
    first = case.step("first_call_back", told + (1 + 2 * draw[16]) * _DAY, **_call(reached, satisfied))
    if draw[17] < truth["second_share"]:
        share = truth["still_satisfied_share"] if satisfied else truth["then_satisfied_share"]
        second = _call(bool(draw[19] < truth["second_reached_share"]), bool(draw[18] < share))
        case.step("second_call_back", first + _SECOND_AFTER_DAYS * _DAY, **second)
    if reached and not satisfied and draw[6] < _REOPENED_SHARE:
        again = case.step("reopened", first + _REOPENED_AFTER_DAYS * _DAY)
        decided = case.step("decided", again + _ANSWERED_AGAIN_DAYS * _DAY)
        case.step("told", decided + 0.5 * _DAY)


def _call(reached: bool, satisfied: bool) -> dict[str, Any]:
    return {"was_reached": reached, "is_satisfied": satisfied if reached else None}
