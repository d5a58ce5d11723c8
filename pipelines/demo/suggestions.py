"""The example bank's suggestions and what became of them; among them one that worked and one that did nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from .catalogue import Catalogue, truths
from .months import DATA_UNTIL, Floats
from .organisation import Organisation, Size

_OWNERS = {
    "operations": "运营管理部",
    "digital": "网络金融部",
    "wealth": "财富管理部",
    "credit": "个人信贷部",
    "card": "信用卡中心",
}
_SOURCE_SHARES = {"staff": 0.62, "customer": 0.26, "inspection": 0.12}
_OUTCOMES = {"adopted": 0.63, "declined": 0.24, "merged": 0.08, "open": 0.05}
_DECISION_SHAPE, _DECISION_SCALE_DAYS = 1.8, 32.0
_IMPLEMENTED_SHARE, _CLAIMED_SHARE, _REOPENED_SHARE = 0.78, 0.45, 0.06
_NAMED_EFFECT_SHARE = 0.10
_PLANTED = ("effective_suggestion", "idle_suggestion")
_MATTERS = (
    ("优化{}的流程，减少重复步骤", "目前客户在这一环节要重复提供信息，建议合并步骤。"),
    ("{}环节增加进度提示", "客户看不到办理进度，反复询问，建议每一步主动告知。"),
    ("{}：为老年客户提供大字版和专人协助", "老年客户在这一环节遇到困难较多，建议设专人协助。"),
    ("统一{}的话术和材料清单", "各网点说法不一致，客户多跑路，建议统一口径。"),
    ("{}：高峰时段增开弹性窗口", "午间和月末等候时间长，建议弹性排班。"),
    ("{}：线上线下信息打通", "线上办了线下查不到，建议系统打通。"),
    ("缩短{}的等待时间", "建议设定时限并公示。"),
    ("{}出错提示写清楚原因", "客户只看到失败，不知道原因，建议写明并给出下一步。"),
)


def suggestions(size: Size, bank: Organisation, lists: Catalogue) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(suggestions, their events): one row per suggestion; one row per change of status up to the bank's last day."""
    chance = size.chance("suggestions")
    per_year = max(12, round(truths()["totals"]["suggestions_per_year"] * size.scale))
    staff = bank.outlets["customers"].to_numpy() ** 0.7
    is_open = bank.open_share(size.calendar)
    is_weekday = size.calendar.busy >= 1.0
    rows: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    number = 0
    for year in range(size.years):
        span = size.calendar.year_slice(year)
        possible = np.flatnonzero(is_weekday[span]) + span.start
        planted = [truth for truth in _PLANTED if _in_year(truths()[truth], size, span)]
        for day in np.sort(chance.choice(possible, per_year - len(planted))):
            number += 1
            weight = staff * is_open[size.calendar.month_of_day[day]]
            row = _suggestion(f"JY{number:05d}", size.calendar.days[day], weight / weight.sum(), bank, lists, chance)
            rows.append(row)
            events.extend(_events(row, chance))
        for truth in planted:
            row, happened = _planted_suggestion(truth, bank, lists)
            rows.append(row)
            events.extend(happened)
    end = np.datetime64(DATA_UNTIL) + np.timedelta64(1, "D")
    told = pd.DataFrame(events)
    told = told[told["at"].to_numpy() < end].sort_values(["at", "suggestion_id"], kind="stable", ignore_index=True)
    return pd.DataFrame(rows).sort_values(["submitted_at", "suggestion_id"], ignore_index=True), told


def _in_year(truth: dict[str, Any], size: Size, span: slice) -> bool:
    submitted = np.datetime64(truth["implemented_on"] - timedelta(days=120))
    days = size.calendar.days[span]
    return bool(days[0] <= submitted <= days[-1])


def _suggestion(
    suggestion_id: str,
    day: np.datetime64,
    share: Floats,
    bank: Organisation,
    lists: Catalogue,
    chance: np.random.Generator,
) -> dict[str, Any]:
    steps = lists.touchpoints
    touchpoint = steps[int(chance.integers(len(steps)))]
    line = next(journey.line for journey in lists.journeys if journey.journey_id == touchpoint.journey_id)
    title, text = _MATTERS[int(chance.integers(len(_MATTERS)))]
    source = str(chance.choice(list(_SOURCE_SHARES), p=list(_SOURCE_SHARES.values())))
    unit_id = bank.outlet_ids[int(chance.choice(len(share), p=share))]
    submitted = day.astype("datetime64[s]") + np.timedelta64(int(chance.integers(30_000, 65_000)), "s")
    is_named = chance.random() < _NAMED_EFFECT_SHARE
    return {
        "suggestion_id": suggestion_id,
        "source": source,
        "proposer_key": f"{'YG' if source != 'customer' else 'KH'}{chance.integers(10_000, 99_999)}",
        "unit_id": unit_id,
        "line": line,
        "owner": _owner(suggestion_id, line),
        "journey_id": touchpoint.journey_id,
        "touchpoint_id": touchpoint.touchpoint_id,
        "submitted_at": submitted,
        "due_on": day + np.timedelta64(120, "D"),
        "title": title.format(_plain(touchpoint.name)),
        "text": text,
        "measure": "satisfaction" if is_named else "",
        "expected_change": float(chance.choice([5.0, 10.0, 15.0])) if is_named else None,
        "effect_units": unit_id if is_named else "",
    }


def _owner(suggestion_id: str, line: str) -> str:
    """The department that answers for it; every nineteenth has not been given to any."""
    return "" if int(suggestion_id.removeprefix("JY")) % 19 == 0 else _OWNERS[line]


def _plain(name: str) -> str:
    """The step without the character of the seven steps before it."""
    return name.split("：")[-1]


def _events(row: dict[str, Any], chance: np.random.Generator) -> list[dict[str, Any]]:
    """From submission to whatever became of it; dates may lie after the bank's last day and are cut by the caller."""
    submitted = row["submitted_at"]
    replied = chance.gamma(1.6, 2.2)
    reviewing = replied + chance.gamma(1.5, 3.0)
    decided = reviewing + chance.gamma(_DECISION_SHAPE, _DECISION_SCALE_DAYS)
    outcome = str(chance.choice(list(_OUTCOMES), p=list(_OUTCOMES.values())))
    happened = [("submitted", 0.0), ("replied", replied), ("reviewing", reviewing)]
    if outcome == "declined" and chance.random() < _REOPENED_SHARE:
        happened += [("declined", decided), ("reopened", decided + 20), ("adopted", decided + 20 + chance.gamma(2, 10))]
    elif outcome != "open":
        happened.append((outcome, decided))
        happened.append(("told", decided + chance.exponential(3.0)))
    if outcome == "adopted" and chance.random() < _IMPLEMENTED_SHARE:
        implemented = decided + 7 + chance.gamma(2.0, 40.0)
        happened.append(("implemented", implemented))
        if chance.random() < _CLAIMED_SHARE:
            happened.append(("claimed", implemented + 15 + chance.gamma(2.0, 25.0)))
    return [
        {
            "suggestion_id": row["suggestion_id"],
            "event": event,
            "at": submitted + np.timedelta64(round(days * 86_400), "s"),
        }
        for event, days in happened
    ]


def _planted_suggestion(name: str, bank: Organisation, lists: Catalogue) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One of the two whose effect is known, with scope, date and expectation written down before."""
    truth = truths()[name]
    done = np.datetime64(truth["implemented_on"]).astype("datetime64[s]") + np.timedelta64(9, "h")
    submitted = done - np.timedelta64(120, "D")
    touchpoint = next(item for item in lists.touchpoints if item.touchpoint_id == truth["touchpoint_id"])
    units = bank.planted_units(name)
    is_effective = name == "effective_suggestion"
    row = {
        "suggestion_id": truth["suggestion_id"],
        "source": "staff",
        "proposer_key": "YG10001" if is_effective else "YG10002",
        "unit_id": units[0],
        "line": "operations",
        "owner": _OWNERS["operations"],
        "journey_id": touchpoint.journey_id,
        "touchpoint_id": touchpoint.touchpoint_id,
        "submitted_at": submitted,
        "due_on": np.datetime64(truth["implemented_on"]),
        "title": "试点手机取号与高峰弹性窗口" if is_effective else "统一柜面协办话术并张贴操作图示",
        "text": "客户先在手机上取号，临近才到网点；午间和月末增开弹性窗口。"
        if is_effective
        else "柜面和自助区张贴分步图示，员工按统一话术协办。",
        "measure": truth["measure"],
        "expected_change": truth["expected_points"],
        "effect_units": ";".join(units),
        "effect_from_on": np.datetime64(truth["implemented_on"]),
    }
    days = {"submitted": 0, "replied": 2, "reviewing": 6, "adopted": 45, "told": 46, "implemented": 120, "claimed": 240}
    events = [
        {"suggestion_id": truth["suggestion_id"], "event": event, "at": submitted + np.timedelta64(day, "D")}
        for event, day in days.items()
    ]
    return row, events
