"""The assessment in words: who stands apart under which rules, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.names import member
from dashboard.values import Answer, Released
from dashboard.views import View

QUESTIONS = ("assessment.units", "assessment.lines")
MOST_NAMED = 2
"""Units of a band that a title names; more are counted."""


def band(code: str, view: View) -> str:
    """What a band is called: one of PRODUCT's words, and "partly unknown" where an indicator wants a score."""
    words = {
        "higher": view.text("higher"),
        "lower": view.text("lower"),
        "cannot_be_told_apart": view.text("cannot be told apart"),
        "too_few": view.text("partly unknown"),
    }
    return words[code]


def title(answer: Answer, view: View, measure: str) -> str:
    """Who is lower or higher than all together, by name where they are few; the others are counted."""
    groups: dict[str, list[str]] = {}
    for each, verdict in zip(answer.chart["compared"], answer.verdicts, strict=True):
        groups.setdefault(str(verdict.code), []).append(each)
    told = []
    for code, members in groups.items():
        who = view.text("{count} of them", count=view.number(len(members)))
        if code in ("higher", "lower") and len(members) <= MOST_NAMED:
            names = (member(str(answer.chart["dimension"]), each, view, answer) for each in members)
            who = view.text(", ").join(names)
        told.append(view.text("{who} {band}", who=who, band=band(code, view)))
    return view.text("{measure}: {finding}", measure=measure, finding=view.text("; ").join(told))


def in_force(edition: Mapping[str, Any], view: View) -> str:
    """The rules by which is marked: title, from when (to when), and who set them."""
    return view.text(
        "{title}, in force {days}; set by: {source}",
        title=view.name(edition["title"]),
        days=days(edition["valid_from"], edition["valid_to"], view),
        source=edition["source"],
    )


def days(first: date, last: date | None, view: View) -> str:
    """The days an edition holds."""
    if last is None:
        return view.text("from {day}", day=view.day(first))
    return view.text("{first} to {last}", first=view.day(first), last=view.day(last))


def unrecorded(answer: Answer, view: View) -> str:
    """Indicators that nobody has here; empty where there are none."""
    names = [member("indicator", each, view, answer) for each in answer.chart["unrecorded"]]
    if not names:
        return ""
    told = view.text(", ").join(names)
    return view.text("Not recorded here, so that its marks are unknown for everyone: {names}.", names=told)


def earned(marks: Released, weight: float, view: View) -> str:
    """The marks of one indicator: 31.4 (27.6 to 35.0) of 35, or the range alone."""
    low, high = view.number(marks.low or 0.0, 1), view.number(marks.high or 0.0, 1)
    whole = view.number(weight, 0 if float(weight).is_integer() else 1)
    if marks.score is None:
        return view.text("{low} to {high} of {whole}", low=low, high=high, whole=whole)
    score = view.number(marks.score, 1)
    return view.text("{score} ({low} to {high}) of {whole}", score=score, low=low, high=high, whole=whole)


def scale(indicator: Mapping[str, Any], view: View) -> str:
    """How an indicator is marked: no marks at …, full marks from … on."""
    none, full = (amount(indicator[name], indicator, view) for name in ("no_marks_at", "full_marks_from"))
    return view.text("no marks at {none}, full marks from {full} on", none=none, full=full)


def amount(number: float, indicator: Mapping[str, Any], view: View) -> str:
    """A number in the unit of an indicator's measure, without decimals where it has none."""
    places = 0 if float(number).is_integer() else int(indicator["decimals"])
    written = view.number(number, places)
    return view.text("{number}%", number=written) if indicator["unit"] == "pct" else written


def seen(value: Released | None, indicator: Mapping[str, Any], view: View) -> str:
    """An indicator's own value with interval and base; why there is none where it may not be shown alone."""
    if value is None:
        return view.text("no value of its own: too few, or shown together with others")
    if value.low is None or value.high is None:
        return view.text("too few to show alone")
    places = 0 if value.is_freer else int(indicator["decimals"])
    low, high = view.number(value.low, places), view.number(value.high, places)
    base = view.text("{base} {label}", base=view.number(value.base or 0), label=view.name(indicator["base_label"]))
    if value.score is None:
        return view.text("between {low} and {high}; {base}", low=low, high=high, base=base)
    score = view.number(value.score, places) + ("%" if indicator["unit"] == "pct" else "")
    return view.text("{score} (95% interval {low} to {high}); {base}", score=score, low=low, high=high, base=base)
