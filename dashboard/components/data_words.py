"""What the data page calls things: canonical tables, reasons of refusal with what to do, parts of quality."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

import streamlit as st

from dashboard.views import View


def show_quiet(sentence: str) -> None:
    """A sentence where there is nothing to show, and that is all right."""
    st.html(f'<p class="hy-quiet">{escape(sentence)}</p>')


def show_small(*sentences: str) -> None:
    """What stands under a table: rules, remarks, where it comes from."""
    body = "".join(f'<p class="hy-foot">{escape(sentence)}</p>' for sentence in sentences if sentence)
    if body:
        st.html(body)


def table_name(table: str, view: View) -> str:
    """A canonical table in words; one that has none by its id."""
    names = {
        "units": view.text("Units"),
        "unit_attributes": view.text("Unit attributes"),
        "labels": view.text("Names of members"),
        "journeys": view.text("Journeys"),
        "journey_events": view.text("Journey events"),
        "touchpoints": view.text("Touchpoints"),
        "survey_responses": view.text("Survey responses"),
        "ratings": view.text("Ratings"),
        "choices": view.text("Choices"),
        "invitations": view.text("Invitations"),
        "contacts": view.text("Contacts"),
        "complaints": view.text("Complaints"),
        "complaint_events": view.text("Complaint events"),
        "complaint_counts": view.text("Complaint counts"),
        "exposures": view.text("Exposures"),
        "suggestions": view.text("Suggestions"),
        "suggestion_events": view.text("Suggestion events"),
        "inspections": view.text("Inspections"),
        "activities": view.text("Product reviews and education"),
        "targets": view.text("Targets"),
        "events": view.text("Events"),
    }
    return names.get(table, table)


_DATED_BEFORE, _PART_ABOVE_WHOLE, _NOT_LISTED = "before_", "above_", "not_listed"
"""How reasons of rows begin that are taken as they stand and only look wrong."""


def reason_name(reason: str, view: View) -> str:
    """Why a row or value was not taken, in words; a reason nobody named by its code."""
    names = {
        "unknown_unit": view.text("The unit is not in the units table"),
        "unknown_journey": view.text("The journey is not in the journeys table"),
        "unknown_touchpoint": view.text("The touchpoint is not in the touchpoints table"),
        "unreadable_date": view.text("The date cannot be read"),
        "date_without_format": view.text("Day and month cannot be told apart"),
        "unreadable_number": view.text("The number cannot be read"),
        "unreadable_yes_or_no": view.text("Neither yes nor no"),
        "out_of_range": view.text("Outside the range that is possible"),
        "not_allowed": view.text("Not one of the values that are known"),
        "missing_value": view.text("A required value is missing"),
        "digits_lost": view.text("A spreadsheet has rounded this id"),
        "ragged_row": view.text("The row has more or fewer cells than the header"),
    }
    if reason.startswith(_PART_ABOVE_WHOLE):
        return view.text("More than the whole it is part of")
    if reason == _NOT_LISTED:
        return view.text("A word that the description does not list")
    if is_flag(reason):
        return view.text("Dated before what it follows")
    return names.get(reason, reason)


def is_flag(reason: str) -> bool:
    """Whether the value was taken as it stands and only looks wrong, beside another of its row or a list of words."""
    return reason.startswith((_DATED_BEFORE, _PART_ABOVE_WHOLE, _NOT_LISTED))


def expected_words(expected: str, view: View) -> str:
    """What a build says was expected of a value, in the reader's language; a build says it in English.

    The wording is that of the pipelines' conforming; a test holds every column of every table against it.
    """
    if view.language == "en":
        return expected
    if expected.startswith("one of "):
        return view.text("one of {names}", names=expected.removeprefix("one of "))
    if reference := re.fullmatch(r"an id of table (\w+)", expected):
        return view.text("an id of {table}", table=table_name(reference[1], view))
    if cells := re.fullmatch(r"(\d+) cells, not (\d+)", expected):
        return view.text("{width} cells, not {found}", width=cells[1], found=cells[2])
    told = _EXPECTED.fullmatch(expected)
    if told is None:
        return expected
    kinds = {
        "a text": view.text("a text"),
        "a whole number": view.text("a whole number"),
        "a number": view.text("a number"),
        "yes or no (是/否, true/false, 1/0)": view.text("yes or no (是/否, true/false, 1/0)"),
        "a date": view.text("a date"),
        "a date and time": view.text("a date and time"),
        "a month": view.text("a month"),
        _WHOLE_ID: view.text("an id with all its digits, as text"),
    }
    parts = [kinds[told["kind"]]]
    if told["formats"]:
        parts.append(view.text("written as {formats}", formats=told["formats"].replace(" or ", " / ")))
    if told["low"]:
        parts.append(view.text("from {low}", low=told["low"]))
    if told["high"]:
        parts.append(view.text("to {high}", high=told["high"]))
    return view.text(", ").join(parts)


_WHOLE_ID = "an id with all its digits, as text: a spreadsheet rounded this one and its digits are lost"
_KINDS = (
    "a date and time",
    "a whole number",
    "a text",
    "a number",
    "a date",
    "a month",
    "yes or no (是/否, true/false, 1/0)",
    _WHOLE_ID,
)
_EXPECTED = re.compile(
    f"(?P<kind>{'|'.join(map(re.escape, _KINDS))})"
    r"(?: as (?P<formats>.+?))?(?: from (?P<low>[-0-9.]+))?(?: to (?P<high>[-0-9.]+))?"
)


def reason_remedy(reason: str, view: View) -> str:
    """What a person can do about it."""
    remedies = {
        "unknown_unit": view.text("Add the unit to the units table, or correct the id, and load the file again."),
        "unknown_journey": view.text("Add the journey to its table, or correct the id, and load the file again."),
        "unknown_touchpoint": view.text("Add the touchpoint to its table, or correct the id, and load the file again."),
        "unreadable_date": view.text("Correct the date in the file, or its format in the description."),
        "date_without_format": view.text("Write the format of the date into the description."),
        "unreadable_number": view.text("Correct the number, or describe the word that stands there."),
        "unreadable_yes_or_no": view.text("Describe which words mean yes and which mean no."),
        "out_of_range": view.text("Check the value where it was recorded."),
        "not_allowed": view.text("Describe what this value means."),
        "digits_lost": view.text("Export the column as text; digits that are lost cannot be brought back."),
        "ragged_row": view.text("Look in this row for a delimiter or line break without quotation marks."),
        "missing_value": view.text("Fill the column in the export; without it the row cannot be told apart or placed."),
    }
    if reason.startswith(_PART_ABOVE_WHOLE):
        return view.text("Please check the two numbers; the part counts as the whole at most.")
    if is_flag(reason):
        return view.text("Please check the two dates; the row counts as it stands.")
    return remedies.get(reason, "")


def part_name(part: str, view: View) -> str:
    """A share that says how answers came about."""
    names = {
        "response_rate": view.text("Response rate"),
        "partial": view.text("Left before the end"),
        "off_scale": view.text("Recommend answers off the 0–10 scale"),
        "quick": view.text("Answered very quickly"),
        "slow": view.text("Open for very long"),
        "straight": view.text("Every rating the same"),
        "repeat": view.text("Perhaps sent twice"),
    }
    return names[part]


def kind_of_value(type_: str, view: View) -> str:
    """The type of a handed-over column in words."""
    names = {
        "text": view.text("text"),
        "integer": view.text("whole number"),
        "decimal": view.text("number"),
        "boolean": view.text("yes or no"),
        "date": view.text("date"),
        "timestamp": view.text("date and time"),
        "month": view.text("month"),
    }
    return names.get(type_, type_)


def moment(at: datetime, view: View) -> str:
    """A day with its time of day, in the bank's zone: 2026年11月23日 16:28."""
    return f"{view.day(at.date())} {at:%H:%M}"
