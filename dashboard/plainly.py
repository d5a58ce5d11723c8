"""An answer as plain data: numbers unrounded, ids only, words left to the reader. What a file would carry."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from dashboard.ledger.baselines import Baseline
from dashboard.slices import Period, to_address
from dashboard.values import Answer, Released, Verdict

_OF_EFFECTS = (
    *("suggestion", "attribute", "p_value", "rebound", "drift"),
    *("controls", "units", "left_out", "months_after"),
)
"""What an answer about an effect says of it beside its verdict."""


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain data: numbers unrounded, ids only, words left to the reader. What a file would carry."""
    foot = answer.footer
    chart = answer.chart
    told: dict[str, Any] = {
        "question": answer.question,
        "measure": answer.measure,
        "unit_of_measure": chart["unit"],
        "bank": foot.bank,
        "is_example": foot.is_example,
        "build": foot.build,
        "data_until": foot.data_until,
        "as_of": foot.as_of,
        "period": None
        if foot.period is None
        else {"name": str(foot.period), "first": foot.period.first.isoformat(), "last": foot.period.last.isoformat()},
        "survey": chart["survey"],
        "slice": to_address(answer.slice),
        "source": foot.source,
        "interval_rule": foot.interval_rule,
        "comparisons": foot.comparisons,
        "notes": list(foot.notes),
        "missing": answer.missing,
        "widen": list(chart["widen"]),
        "off_scale": chart["off_scale"],
        "partial": chart["partial"],
        "values": [value_as_json(each) for each in answer.values],
        "verdicts": [verdict_as_json(each) for each in answer.verdicts],
    }
    if chart.get("pooled"):
        told["pooled"] = {pool: list(ids) for pool, ids in chart["pooled"].items()}
    if "suggestions" in chart:
        told["suggestions"] = list(chart["suggestions"])
        told["proven"] = list(chart["proven"])
        told["by_chance"], told["untold"] = chart["by_chance"], chart["untold"]
    for name in _OF_EFFECTS:
        if name in chart:
            told[name] = chart[name]
    if "having" in chart:
        told["having"] = [{name: _plainly(each) for name, each in asdict(one).items()} for one in chart["having"]]
        told["unnamed"] = chart["unnamed"]
    if chart.get("compared"):
        told["compared"] = list(chart["compared"])
    for name, one in (("target", dict), ("weighted", value_as_json), ("headline", value_as_json)):
        if chart.get(name):
            told[name] = one(chart[name])
    for name in ("complaints", "complaint_rates", "journeys", "equal", "moved", "weighted_points", "agreement"):
        if name in chart:
            told[name] = [value_as_json(each) if isinstance(each, Released) else each for each in chart[name]]
    if "centre" in chart:
        told["limits"] = {
            "step": chart["step"],
            "is_enough": chart["is_enough"],
            "sigma_z": chart["sigma_z"],
            "months": [
                {"month": month, "centre": centre, "lower": lower, "upper": upper}
                for month, centre, lower, upper in zip(
                    chart["months"], chart["centre"], chart["lower"], chart["upper"], strict=True
                )
            ],
            "signals": [{"month": month, "rule": rule} for month, rule in chart["signals"]],
            "baselines": list(chart.get("baselines", ())),
            "accepted": [_level_as_json(each) for each in chart.get("accepted", ())],
            "proposal": chart.get("proposal"),
        }
    if "published" in chart:
        told["published"] = [{name: _plainly(each) for name, each in one.items()} for one in chart["published"]]
    if "edition" in chart:
        told["edition"] = {name: _plainly(each) for name, each in chart["edition"].items()}
        told["packages"] = {member: list(package) for member, package in chart["packages"].items()}
        for name in ("scores", "marks"):
            told[name] = {
                member: {measure: value_as_json(each) if each else None for measure, each in inside.items()}
                for member, inside in chart[name].items()
            }
    for name in ("counts", "curve", "submitted", "open", "open_pct", "age_days"):
        if name in chart:
            told[name] = chart[name]
    return told


def _level_as_json(level: Baseline) -> dict[str, str]:
    return {
        "from_month": level.from_month.isoformat(),
        "reason": level.reason,
        "accepted_by": level.made_by,
        "accepted_at": level.made_at,
    }


def _plainly(each: Any) -> Any:
    if isinstance(each, Period):
        return str(each)
    return each.isoformat() if isinstance(each, date) else each


def value_as_json(value: Released) -> dict[str, Any]:
    """One released value: its ids, how it is shown, score, interval and base; parts only where they may be shown."""
    return {
        **dict(value.key),
        "shown": value.shown,
        "score": value.score,
        "low": value.low,
        "high": value.high,
        value.base_of: value.base,
        "low_base": value.low_base,
        "parts": {name: int(number) if float(number).is_integer() else number for name, number in value.parts.items()},
    }


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """One verdict with what it rests on."""
    return {
        "family": verdict.family,
        "code": verdict.code,
        "against": verdict.against,
        "difference": verdict.difference,
        "low": verdict.low,
        "high": verdict.high,
        "p_value": verdict.p_value,
        "is_good": verdict.is_good,
        **(
            {
                "expected": verdict.expected,
                "detectable": verdict.detectable,
                "tells_from": verdict.tells_from.isoformat() if verdict.tells_from else None,
            }
            if verdict.family == "effect"
            else {}
        ),
    }
