"""The table behind a figure: the released values of an answer as rows, for the screen and for every file alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from dashboard import names
from dashboard.exports.tables import Row
from dashboard.figures import reading
from dashboard.figures.shares import part_name
from dashboard.figures.suggestions import stage_name
from dashboard.slices import Period
from dashboard.values import Answer, Released
from dashboard.views import View

Rows = Callable[[], list[Row]]
"""A table that is made when somebody opens it."""
_ENDS_OF_NAMES = {"promoters", "passives", "detractors"}


def rows_of(answer: Answer, values: Sequence[Released], view: View) -> list[Row]:
    """One row per value: what it is of, the score, interval, base, state and the counts behind it.

    Numbers are exactly what the gate released, as the file carries them; ``show_rows`` rounds for the eye.
    """
    rows: list[Row] = []
    for value in values:
        row: Row = {
            dimension_name(dimension, view): member_text(dimension, member, answer, view)
            for dimension, member in value.key
        }
        row[reading.label("measure", value.measure, answer, view)] = value.score
        row[view.text("95% interval from")] = value.low
        row[view.text("95% interval to")] = value.high
        row[view.text("Base")] = value.base
        row[view.text("How to read it")] = state_name(value, view)
        for part, count in value.parts.items():
            row[_part(part, view)] = int(count) if float(count).is_integer() else count
        rows.append(row)
    return rows


def member_text(dimension: str, member: str, answer: Answer, view: View) -> str:
    """An id of a value's key as a person reads it."""
    if dimension == "week":
        return view.week(member)
    if dimension in ("month", "quarter", "year"):
        return view.period(Period.parse(member[:7] if dimension == "month" else member))
    if dimension == "period":
        periods = {
            "current": view.text("This period"),
            "previous": view.text("Period before"),
            "year_before": view.text("A year before"),
        }
        return periods.get(member, member)
    if dimension == "part" and member in _ENDS_OF_NAMES:
        return part_name(member, view)
    if dimension == "stage":
        return stage_name(member, view)
    if dimension in ("score", "age_days"):
        return member
    if member and (dimension, member) not in answer.labels:
        return names.member(dimension, member, view, answer)
    return reading.label(dimension, member, answer, view)


def state_name(value: Released, view: View) -> str:
    """How a value may be read, in words."""
    if value.shown == "hidden":
        return view.text("not yet") if value.is_watched_too_short else view.text("too few to show")
    if value.shown == "pooled":
        return view.text("shown together with others")
    if value.shown == "interval":
        return view.text("few answers: interval only")
    return view.text("low base: read with care") if value.low_base else ""


def dimension_name(dimension: str, view: View) -> str:
    """What a dimension is called on the bar, over a table's column and in a sentence."""
    return _dimensions(view).get(dimension) or names.dimension(dimension, view)


@lru_cache(maxsize=32)
def _dimensions(view: View) -> dict[str, str]:
    return {
        "survey": view.text("Survey"),
        "period": view.text("Period"),
        "as_of": view.text("As of"),
        "unit": view.text("Organisation"),
        "line": view.text("Line"),
        "channel": view.text("Channel"),
        "product": view.text("Product"),
        "age_band": view.text("Age"),
        "is_new_citizen": view.text("New citizens"),
        "tier": view.text("Customer tier"),
        "journey": view.text("Journey"),
        "touchpoint": view.text("Touchpoint"),
        "month": view.text("Month"),
        "part": view.text("Group"),
        "score": view.text("Answer"),
        "stage": view.text("Stage"),
        "age_days": view.text("Age in days"),
        "bank": view.text("Bank"),
        "node": view.text("Part of the index"),
        "indicator": view.text("indicator"),
        "matter": view.text("What asked for an answer"),
        "group_reached": view.text("Group reached"),
    }


def _part(part: str, view: View) -> str:
    if part in _ENDS_OF_NAMES:
        return part_name(part, view)
    names = {
        "responses": view.text("Answers"),
        "complaints": view.text("Complaints"),
        "merged_complaints": view.text("Without repeats"),
        "customers": view.text("Customers"),
        "escalated_complaints": view.text("Through 12363 or 12378"),
        "customer_months": view.text("Customer months"),
        "submitted": view.text("Submitted"),
        "adopted": view.text("Adopted"),
        "top_box": view.text("Top two boxes"),
        "ratings": view.text("Ratings"),
        "sent": view.text("Sent"),
        "delivered": view.text("Delivered"),
        "responded": view.text("Responded"),
        "passed": view.text("In order"),
        "rechecked": view.text("Looked at again"),
        "entered": view.text("Entered"),
        "completed": view.text("Completed in time"),
        "lost": view.text("Not completed in time"),
        "too_young": view.text("Too recent to tell"),
        "recheck_passed": view.text("In order then"),
    }
    return names.get(part, part)
