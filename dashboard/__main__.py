"""The same answers in a terminal: ``python -m dashboard nps --by month --unit r03 --json``; a face, like the pages.

``python -m dashboard due`` is the morning list (see ``dashboard.due``).

Exit 0: answered (also where the honest answer is that there is none); 1: an unknown measure, id or bank; 2: wrong call.
"""

from __future__ import annotations

import argparse
import json
import locale
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from dashboard import due, effect_verdicts, relapses, trend_words, verdicts
from dashboard.answers import (
    assessment,
    attributes,
    effects,
    headline,
    levels_in_force,
    series,
    trend,
)
from dashboard.answers.own_groupings import BY_QUESTION
from dashboard.answers.question import UnknownMeasureError
from dashboard.ledger import open_ledger
from dashboard.ledger.baselines import Baseline
from dashboard.queries.builds import BankError, Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.levels import levels
from dashboard.queries.where import OutOfScopeError
from dashboard.scopes import Scope, local_user
from dashboard.slices import DIMENSIONS, Slice, UnknownAddress, from_address, to_address
from dashboard.values import Answer, Released, Verdict
from dashboard.views import LANGUAGES, Language, View

ANSWERED, UNKNOWN, WRONG_CALL = 0, 1, 2
EFFECTS = "effects"
"""Asked like a measure: whether what was adopted helped."""
ASSESSMENT = "assessment"
"""Asked like a measure: the marks of the units of a level, or with --by line of the business lines."""


_OF_EFFECTS = (
    *("suggestion", "attribute", "p_value", "rebound", "drift"),
    *("controls", "units", "left_out", "months_after"),
)
"""What an answer about an effect says of it beside its verdict."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers one question; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["due"]:
        return due.command(given[1:], View(language=_language(None), medium="terminal"), relapses.reopen)
    parser = _parser()
    asked = parser.parse_args(given)
    view = View(language=_language(asked.lang), medium="terminal")
    try:
        build = open_build(asked.bank)
        scope = local_user()
        known = catalogue(build, scope)
        chosen = from_address(_address(asked), known.known())
        if asked.attribute and (asked.by or asked.limits):
            parser.error("--attribute goes with no --by and no --limits: it compares months before and after")
        if asked.by is not None and asked.measure in known.measures and asked.measure != ASSESSMENT:
            _check_grouping(parser, asked)
        answer = _answer(asked, build, chosen, scope)
    except UnknownAddress as fault:
        return _refuse(asked, view, [{"parameter": name, "value": value} for name, value in fault.faults])
    except effects.UnknownSuggestionError as fault:
        return _refuse(asked, view, [{"parameter": "suggestion", "value": asked.suggestion}], list(fault.known))
    except attributes.UnknownAttributeError as fault:
        return _refuse(asked, view, [{"parameter": "attribute", "value": asked.attribute}], list(fault.known))
    except UnknownMeasureError as fault:
        return _refuse(asked, view, [{"parameter": "measure", "value": asked.measure}], list(fault.measures))
    except BankError as fault:
        return _refuse(asked, view, [{"parameter": "bank", "value": asked.bank or ""}], list(fault.banks), str(fault))
    except OutOfScopeError as fault:
        return _refuse(asked, view, [{"parameter": "unit", "value": unit} for unit in fault.units])
    if asked.json:
        print(json.dumps(as_json(answer), ensure_ascii=False, indent=2))  # noqa: T201 the terminal is this face's page
    else:
        show(answer, view)
    return ANSWERED


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
    for name in ("complaints", "complaint_rates", "journeys", "equal", "moved", "weighted_points"):
        if name in chart:
            told[name] = [value_as_json(each) for each in chart[name]]
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


def show(answer: Answer, view: View, console: Console | None = None) -> None:
    """The answer as a table with its finding above, its verdicts and its footer below."""
    screen = console or Console(highlight=False)
    screen.print(verdicts.title(answer, view), style="bold")
    if answer.values:
        names = list(dict.fromkeys(name for each in answer.values for name, _ in each.key))
        table = Table(box=None, pad_edge=False)
        for name in names:
            table.add_column(verdicts.dimension(name, view))
        compared = dict(zip(answer.chart.get("compared", ()), answer.verdicts, strict=False))
        if compared:
            table.add_column(view.text("verdict"))
        for heading in (view.text("score"), view.text("95% interval"), view.text("base")):
            table.add_column(heading, justify="right")
        for each in answer.values:
            ids = dict(each.key)
            table.add_row(
                *(verdicts.member(name, ids[name], view, answer) if name in ids else "" for name in names),
                *((_compared(compared, ids, view),) if compared else ()),
                verdicts.value(each, view, answer),
                verdicts.span(each, view, answer) if each.score is not None else "",
                verdicts.base(each, view, answer),
            )
        screen.print(table)
    if answer.question.startswith("effects."):
        for line in verdicts.effect_lines(answer, view):
            screen.print("· " + line)
        for row in effect_verdicts.having_rows(answer, view) if "having" in answer.chart else ():
            screen.print("  " + view.text(", ").join(piece for piece in row if piece))
    for verdict in answer.verdicts if not _is_told_by_row(answer) else ():
        screen.print("· " + verdicts.say(verdict, view, answer))
    for line in (verdicts.target(answer, view), *trend_words.levels(answer, view), *_signals(answer, view)):
        if line:
            screen.print("· " + line)
    if (weighted := answer.chart.get("weighted")) and weighted.shown != "hidden":
        told = verdicts.value(weighted, view, answer)
        interval = verdicts.interval(weighted, view, answer)
        screen.print("· " + view.text("weighted: {value} ({interval})", value=told, interval=interval))
    screen.print(verdicts.footer(answer, view), style="dim")


def _compared(compared: dict[str, Verdict], ids: dict[str, str], view: View) -> str:
    """The verdict on a unit or line; what is shown together is not compared."""
    return next((verdicts.word(compared[each], view) for each in ids.values() if each in compared), "")


def _is_told_by_row(answer: Answer) -> bool:
    return bool(answer.chart.get("compared")) or answer.question == "effects.portfolio"


def _signals(answer: Answer, view: View) -> list[str]:
    lines = []
    for day, rule in answer.chart.get("signals", ()):
        name = trend_words.moment(date.fromisoformat(day), answer, view)
        lines.append(view.text("{month}: {signal}", month=name, signal=verdicts.signal(rule, view)))
    return lines


def _answer(asked: argparse.Namespace, build: Build, chosen: Slice, scope: Scope) -> Answer:
    family = "adoption" if asked.measure.startswith("adoption") else asked.measure
    if asked.attribute:
        return attributes.before_after(asked.attribute, asked.measure, build, chosen, scope)
    if asked.measure == EFFECTS:
        asked_of = (build, chosen, scope)
        return effects.one(asked.suggestion, *asked_of) if asked.suggestion else effects.portfolio(*asked_of)
    if asked.measure == ASSESSMENT:
        if asked.by == "line":
            return assessment.of_lines(build, chosen, scope)
        found = levels(catalogue(build, scope), chosen.units)
        level = asked.level or (found[0][0] if found else "")
        return assessment.of_units(level, build, chosen, scope)
    if asked.limits:
        ledger = open_ledger(build.bank, build.folder)
        return levels_in_force.control(asked.measure, ledger, build, chosen, scope, asked.by)
    if (family, asked.by) in BY_QUESTION:
        return BY_QUESTION[family, asked.by](build, chosen, scope)
    if asked.by is None:
        return headline.of(asked.measure, build, chosen, scope)
    return series.by(asked.measure, asked.by, build, chosen, scope)


def _check_grouping(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> None:
    family = "adoption" if asked.measure.startswith("adoption") else asked.measure
    own = tuple(by for measure, by in BY_QUESTION if measure == family)
    known = (*series.dimensions_of(asked.measure), *own)
    if asked.by not in known:
        parser.error(f"{asked.measure} is not known by {asked.by!r}; choose from {', '.join(dict.fromkeys(known))}")
    if asked.limits and asked.by not in (steps := trend.steps_of(asked.measure)):
        parser.error(f"--limits belongs to --by {', '.join(steps)}")


def _address(asked: argparse.Namespace) -> dict[str, list[str]]:
    address = {"unit": asked.unit, **{name: getattr(asked, name) for name in DIMENSIONS}}
    address |= {"period": [asked.period] if asked.period else [], "as_of": [asked.as_of] if asked.as_of else []}
    address["survey"] = [asked.survey] if asked.survey else []
    return {name: values for name, values in address.items() if values}


def _language(written: str | None) -> Language:
    """The asked language, else that of the terminal, else Chinese."""
    name = written or os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return next((language for language in LANGUAGES if name.startswith(language.split("_")[0])), "zh_CN")


def _refuse(
    asked: argparse.Namespace,
    view: View,
    faults: list[dict[str, str]],
    known: list[str] | None = None,
    message: str | None = None,
) -> int:
    """Says what was not found; nothing is shown in place of it."""
    if asked.json:
        print(json.dumps({"error": faults, "known": known or []}, ensure_ascii=False, indent=2))  # noqa: T201
        return UNKNOWN
    told = Console(stderr=True, highlight=False)
    if message:
        told.print(message, style="red", markup=False)
        return UNKNOWN
    for fault in faults:
        line = view.text("unknown {parameter}: {value}", parameter=fault["parameter"], value=fault["value"])
        told.print(line, style="red", markup=False)
    if known:
        told.print(view.text("there are: {known}", known=view.text(", ").join(known)), markup=False)
    return UNKNOWN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard", description="One measure of a bank's customer experience, as the screen shows it."
    )
    parser.add_argument(
        "measure", help="nps, satisfaction, response_rate, complaints_per_10k, adoption_90d …, effects or assessment"
    )
    parser.add_argument("--suggestion", metavar="ID", default="", help="with effects: one suggestion in full")
    parser.add_argument(
        "--attribute", metavar="ID", default="", help="before and after units became it, as elderly_friendly"
    )
    parser.add_argument("--level", default="", help="with assessment: a level of units, by default the highest below")
    parser.add_argument("--by", help="month, quarter, year, unit, line, channel …; nps also part and score")
    parser.add_argument("--limits", action="store_true", help="with --by week, month or quarter: with control limits")
    parser.add_argument("--unit", action="append", default=[], metavar="ID", help="a unit; may be given several times")
    parser.add_argument("--period", help="2026, 2026Q3, 2026-07, 2026-01..2026-06, month, quarter, year, last_12, all")
    parser.add_argument("--as-of", dest="as_of", metavar="DAY", help="2026-09-30: as things stood on that day")
    parser.add_argument("--survey", metavar="ID", help="a survey; by default the one with most recommend answers")
    for name in DIMENSIONS:
        flag = "--" + name.replace("_", "-")
        parser.add_argument(flag, dest=name, action="append", default=[], metavar="ID", help=f"only this {name}")
    parser.add_argument("--lang", choices=LANGUAGES, help="zh_CN or en; by default that of the terminal")
    parser.add_argument("--json", action="store_true", help="plain data with unrounded numbers")
    parser.add_argument("--bank", help="which bank; by default the only one that is not the example")
    return parser


if __name__ == "__main__":
    sys.exit(main())
