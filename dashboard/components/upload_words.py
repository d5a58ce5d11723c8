"""A proposed description in words: what each line says, how sure it is, and how its values read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from dashboard.components.data_words import table_name
from dashboard.components.upload_draft import Line
from dashboard.views import View

EXAMPLE_DAY = datetime(2026, 3, 4, 17, 5, 9, tzinfo=UTC)
"""A day whose number differs from its month's and could stand for one, to show what a format means."""
MOST_PAIRS = 8


def sureness_word(sureness: str, view: View) -> str:
    """How sure a line is."""
    words = {
        "sure": view.text("sure"),
        "likely": view.text("likely"),
        "guess": view.text("a guess"),
        "undecided": view.text("please decide"),
        "decided": view.text("decided by you"),
    }
    return words.get(sureness, sureness)


def is_decided(lines: Sequence[Line]) -> bool:
    """Whether a person has decided a line of the group and none is left to decide: the rest was seen."""
    found = {line.sureness for line in lines}
    return "decided" in found and "undecided" not in found


def least_sure(lines: Sequence[Line]) -> str:
    """The sureness of a group is that of its least sure line, unless a person has decided it."""
    if is_decided(lines):
        return "decided"
    order = ("undecided", "guess", "likely", "sure", "decided")
    return min((line.sureness for line in lines), key=lambda one: order.index(one) if one in order else 0)


def group_title(group: str, lines: Sequence[Line], meanings: Mapping[str, tuple[str, str]], view: View) -> str:
    """What a group of lines is about, from the reader's side."""
    kind, _, name = group.partition(".")
    if kind == "columns":
        told = view.name(meanings.get(name, (name, name)))
        return re.split("[；;:(（]", told)[0].strip()
    if kind == "ratings":
        touchpoint = next((line.value for line in lines if line.key == "touchpoint"), None)
        return view.text("Rating: {touchpoint}", touchpoint=touchpoint or name)
    if kind == "choices":
        question = next((line.value for line in lines if line.key == "question"), None)
        return view.text("Choice question: {question}", question=question or name)
    names = {
        "": view.text("The file"),
        "survey": view.text("The survey"),
        "recommend": view.text("The 0–10 recommend question"),
    }
    return names.get(group, group)


def key_word(key: str, view: View) -> str:
    """What one line of a group sets."""
    words = {
        "table": view.text("Table"),
        "name": view.text("Name"),
        "name_en": view.text("English name"),
        "id": view.text("Id"),
        "reload": view.text("When it is loaded again"),
        "file.layout": view.text("Layout"),
        "file.files": view.text("File names it is meant for"),
        "file.sheet": view.text("Sheet"),
        "file.encoding": view.text("Encoding"),
        "file.delimiter": view.text("Delimiter"),
        "file.answers": view.text("Answers written as"),
        "file.header_row": view.text("Row of the headers"),
        "column": view.text("Column of the file"),
        "columns": view.text("Columns of the file"),
        "constant": view.text("The same in every row"),
        "format": view.text("Written as"),
        "constants": view.text("What the dates lack (year = 2026, month = 5)"),
        "zone": view.text("Time zone"),
        "values": view.text("Words that stand for"),
        "blank": view.text("Counts as no answer"),
        "not_used": view.text("Counts as not used"),
        "code_of_minimum": view.text("Code of the lowest mark"),
        "touchpoint": view.text("Touchpoint"),
        "kind": view.text("Kind"),
        "minimum": view.text("Lowest mark"),
        "maximum": view.text("Highest mark"),
        "step": view.text("Step"),
        "question": view.text("Question"),
        "joiner": view.text("Joined by"),
        "options": view.text("Options"),
        "one_per_person_days": view.text("One answer per person within days"),
    }
    return words.get(key, key)


def value_words(key: str, value: Any, view: View) -> str:
    """A line's value as a person reads it."""
    if value is None:
        return view.text("please decide")
    if key == "table":
        return table_name(str(value), view)
    if key in ("reload", "kind", "file.answers", "file.layout"):
        return _named(str(value), view)
    if key == "format":
        return ", ".join(format_words(str(one), view) for one in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return view.text("yes") if value else view.text("no")
    if isinstance(value, Mapping):
        pairs = [f"{_quoted(word, view)} = {told}" for word, told in value.items()]
        more = ["…"] if len(pairs) > MOST_PAIRS else []
        return view.text(", ").join([*pairs[:MOST_PAIRS], *more])
    if isinstance(value, list):
        words = [_quoted(one, view) for one in value]
        more = ["…"] if len(words) > MOST_PAIRS else []
        return view.text(", ").join([*words[:MOST_PAIRS], *more])
    return str(value)


def _quoted(word: object, view: View) -> str:
    return str(word) if str(word).strip() else view.text("(empty)")


def _named(value: str, view: View) -> str:
    words = {
        "append": view.text("rows are added; an id seen again is replaced"),
        "authoritative": view.text("the file holds everything; what it lacks is retired"),
        "satisfaction": view.text("satisfaction"),
        "effort": view.text("ease of effort"),
        "single": view.text("one option"),
        "multiple": view.text("several options"),
        "ranking": view.text("a ranking"),
        "text": view.text("text"),
        "codes": view.text("codes"),
        "auto": view.text("recognised by itself"),
        "plain": view.text("a plain table"),
        "wenjuanxing": "问卷星",
        "wenjuanwang": "问卷网",
        "tengxunwenjuan": "腾讯问卷",
        "qualtrics": "Qualtrics",
        "surveymonkey": "SurveyMonkey",
        "surveygizmo": "SurveyGizmo",
        "google_forms": "Google Forms",
        "microsoft_forms": "Microsoft Forms",
        "limesurvey": "LimeSurvey",
        "typeform": "Typeform",
        "spss": "SPSS",
    }
    return words.get(value, value)


def format_words(pattern: str, view: View) -> str:
    """A format of dates by what it does: 2026年3月4日 is written 04/03/2026."""
    if "%" not in pattern:
        return view.text("day numbers of a spreadsheet") if pattern == "excel" else pattern
    written = EXAMPLE_DAY.strftime(pattern.replace("%Z", "CET"))
    if any(mark in pattern for mark in ("%m", "%b", "%B")):
        return view.text("{day} is written {written}", day=view.day(EXAMPLE_DAY.date()), written=written)
    return view.text("like {written}", written=written)


def error_text(error: Mapping[str, Any], name: str, view: View) -> str:
    """One part of an error in the reader's language: a sentence with its values, or a place as it is called."""
    sentence = error.get("said", {}).get(name)
    return view.said(sentence) if sentence else str(error.get(name) or "")
