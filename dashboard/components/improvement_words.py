"""The improvement list's words: statuses, fields, what is due, changes, faults of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard import effect_verdicts, verdicts
from dashboard.components.names import dimension_name
from dashboard.ledger.changes import Change
from dashboard.ledger.improvements import LONGEST_TITLE, Improvement
from dashboard.names import improvement_status
from dashboard.values import Verdict
from dashboard.views import View


def field_name(field: str, view: View) -> str:
    """A field of a measure, as a form's label and a column's heading."""
    names = {
        "code": view.text("No."),
        "title": view.text("Improvement"),
        "finding": view.text("What was found"),
        "unit_id": dimension_name("unit", view),
        "line": dimension_name("line", view),
        "touchpoint_id": dimension_name("touchpoint", view),
        "measure": view.text("To be seen in"),
        "owner": view.text("Responsible"),
        "status": view.text("Status"),
        "due_on": view.text("Due on"),
        "reinspect_on": view.text("Re-inspection on"),
        "done_on": view.text("Done on"),
        "expected_change": view.text("Expected change"),
        "note": view.text("Note"),
        "verdict": view.text("Re-inspection found"),
        "suggestion_id": view.text("Suggestion"),
    }
    return names.get(field, field)


def finding_name(kind: str, view: View) -> str:
    """What kind of finding a draft is."""
    names = {
        "pain_pair": view.text("Steps that fail together"),
        "rising_word": view.text("Rising word"),
        "driver": view.text("Driver"),
        "unit": view.text("Unit that stands apart"),
        "topic": view.text("Topic"),
        "suggestion": view.text("Suggestion"),
    }
    return names.get(kind, view.text("Finding"))


def entry_fault(field: str, code: str, view: View) -> str:
    """Why one field of a measure cannot stand, with what to do."""
    said = {
        ("title", "empty"): view.text("Say what is to be done."),
        ("title", "too_long"): view.text("The improvement is longer than {count} characters.", count=LONGEST_TITLE),
        ("owner", "empty"): view.text("Name an owner."),
        ("owner", "left"): view.text("This owner has left: name another."),
        ("unit_id", "closed"): view.text("This unit is closed: choose the one that took over."),
        ("unit_id", "unknown"): view.text("There is no such unit."),
        ("measure", "unknown"): view.text("There is no such measure."),
        ("due_on", "empty"): view.text("Set a due date."),
        ("due_on", "past"): view.text("The due date has passed already."),
        ("reinspect_on", "empty"): view.text("Set a day for the re-inspection."),
        ("reinspect_on", "before_due"): view.text("The re-inspection comes after the due date."),
        ("done_on", "future"): view.text("It cannot be done on a day that has not come."),
        ("status", "backwards"): view.text(
            "A status does not go backwards: undo the change, or reopen the improvement."
        ),
        ("status", "unknown"): view.text("There is no such status."),
        ("code", "unknown"): view.text("There is no improvement of this number."),
        ("code", "doubled"): view.text("This number stands in the file twice."),
        ("version", "changed"): view.text("Somebody changed this since the file was made: take a new file."),
        ("expected_change", "no_number"): view.text("The expected change is not a number."),
    }
    if code == "no_day":
        return view.text("{field}: not a day; write it as 2026-12-31.", field=field_name(field, view))
    return said.get((field, code), f"{field_name(field, view)}: {code}")


def verdict_words(each: Improvement, view: View, unit: str = "pct", decimals: int = 1) -> str:
    """What the last re-inspection found, in the closed vocabulary; '' where there was none."""
    if not each.verdict:
        return ""
    told = dict(each.verdict_numbers)
    from_day = told.pop("tells_from", None)
    verdict = Verdict(
        family="effect",
        code=each.verdict,  # type: ignore[arg-type]  # written by us, from the closed vocabulary
        against=str(told.pop("against", "untouched_units")),
        tells_from=date.fromisoformat(from_day) if from_day else None,
        **{name: told.get(name) for name in ("difference", "low", "high", "expected", "detectable")},
    )
    return effect_verdicts.say(verdict, verdicts.word(verdict, view), unit, decimals, view)


def change_line(change: Change, view: View, names: Mapping[str, str]) -> str:
    """One change of a measure: when, who, and what became what."""
    when = view.day(date.fromisoformat(change.at[:10])) + " " + change.at[11:16] + " UTC"
    if change.action == "made":
        return view.text("{when}, {who}: put on the list", when=when, who=change.who)
    if "removed_at" in change.after:
        if change.after["removed_at"]:
            return view.text("{when}, {who}: taken off the list", when=when, who=change.who)
        return view.text("{when}, {who}: put back on the list", when=when, who=change.who)
    pieces = [
        view.text(
            "{field} from “{before}” to “{after}”",
            field=field_name(field, view),
            before=_told(field, change.before.get(field), view, names),
            after=_told(field, after, view, names),
        )
        for field, after in change.after.items()
        if field not in ("verdict_numbers", "verdict_on")
    ]
    what = view.text("; ").join(pieces)
    if change.action == "undone":
        return view.text("{when}, {who}, undone: {what}", when=when, who=change.who, what=what)
    return view.text("{when}, {who}: {what}", when=when, who=change.who, what=what)


def _told(field: str, value: Any, view: View, names: Mapping[str, str]) -> str:
    if value in (None, ""):
        return view.text("nothing")
    if field == "status":
        return improvement_status(str(value), view)
    if field == "verdict":
        return verdicts.word(Verdict(family="effect", code=value, against=""), view)
    return names.get(str(value), str(value))
