"""The parts that only a survey's description has: the survey, its recommend question, ratings and choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, get_args

from pipelines import cells
from pipelines.contracts import CONTRACTS
from pipelines.descriptions.checking import Checking, Parts
from pipelines.descriptions.links import links
from pipelines.descriptions.model import NOTHING, Choice, ChoiceKind, Rating, Recommend, Scale, Survey
from pipelines.refusals import said

RECOMMEND_MINIMUM, RECOMMEND_MAXIMUM = 0.0, 10.0
_SCALE_KEYS = ("minimum", "maximum", "step", "blank", "not_used", "values", "code_of_minimum")
_CHOICE_KEYS = ("question", "kind", "column", "columns", "joiner", "options")
_JOINER_OF_RANKING = "→"
_JOINER = "┋"
BETWEEN = "—"
"""Between a question and its option in the names that readers give to columns (``readers.headings``)."""


def survey_parts(checking: Checking, found: Mapping[str, Any]) -> Parts:
    """``survey``, ``recommend``, ``ratings``, ``choices`` and ``links`` of a description."""
    ratings = _ratings(checking, found)
    return {
        "survey": _survey(checking, found),
        "recommend": _recommend(checking, found),
        "ratings": ratings,
        "choices": _choices(checking, found),
        "links": links(checking, found, ratings),
    }


def _survey(checking: Checking, found: Mapping[str, Any]) -> Survey:
    settings = checking.table(found, "survey", "")
    checking.unknown_keys(settings, ("id", "name", "name_en", "one_per_person_days"), "[survey]")
    identity = checking.text(settings, "id", "[survey]", required=True) or ""
    name = checking.text(settings, "name", "[survey]") or identity
    days = checking.number(settings, "one_per_person_days", "[survey]")
    if days is not None and (days < 1 or days != int(days)):
        checking.fault(
            said("{key} is {value}", key="one_per_person_days", value=f"{days:g}"),
            "[survey]",
            said("a whole number of days, at least 1"),
        )
        days = None
    if days is not None and "respondent_key" not in checking.table(found, "columns", ""):
        checking.fault(
            said("one_per_person_days without respondent_key"),
            "[survey]",
            said("[columns.respondent_key], which says who answered"),
            said("describe the column that tells people apart, or leave one_per_person_days out"),
        )
    name_en = checking.text(settings, "name_en", "[survey]") or name
    return Survey(identity, name, name_en, None if days is None else int(days))


def _recommend(checking: Checking, found: Mapping[str, Any]) -> Recommend | None:
    if "recommend" not in found:
        return None
    settings, where = checking.table(found, "recommend", ""), "[recommend]"
    checking.unknown_keys(settings, ("column", *(key for key in _SCALE_KEYS if key != "step")), where)
    column = checking.text(settings, "column", where, required=True) or ""
    scale = _scale(checking, {"minimum": 0, "maximum": 10, **settings}, where)
    if (scale.minimum, scale.maximum) != (RECOMMEND_MINIMUM, RECOMMEND_MAXIMUM):
        checking.fault(
            said("the scale is {minimum} to {maximum}", minimum=f"{scale.minimum:g}", maximum=f"{scale.maximum:g}"),
            where,
            said("0 to 10, the only scale that makes an NPS"),
            said("describe a question on another scale under [[ratings]]"),
        )
    # an answer to this question has no state of its own for what was not used: it is no answer
    scale = replace(scale, blank=(*scale.blank, *scale.not_used), not_used=())
    return Recommend(cells.header(column), scale)


def _scale(checking: Checking, found: Mapping[str, Any], where: str) -> Scale:
    minimum, maximum = (checking.number(found, key, where) for key in ("minimum", "maximum"))
    if minimum is None or maximum is None or minimum >= maximum:
        checking.fault(said("no usable scale"), where, said("minimum and maximum, the first below the second"))
        minimum, maximum = 0.0, 10.0
    step = checking.number(found, "step", where, 1.0) or 0.0
    if step <= 0:
        checking.fault(said("{key} is {value}", key="step", value=repr(found["step"])), where, said("a number above 0"))
        step = 1.0
    blank, not_used = (checking.words(found, key, where) for key in ("blank", "not_used"))
    for word in sorted(set(blank) & set(not_used)):
        checking.fault(said("{word} is both blank and not used", word=repr(word)), where, said("each code once"))
    values: dict[str, float] = {}
    for word, value in checking.values(found, where).items():
        try:
            values[word] = float(value)
        except ValueError:
            checking.fault(
                said("values maps {word} to {value}", word=repr(word), value=repr(value)), where, said("a score")
            )
            continue
        if not minimum <= values[word] <= maximum:
            checking.fault(
                said("values maps {word} to {value}", word=repr(word), value=value),
                where,
                said("a score from {minimum} to {maximum}", minimum=f"{minimum:g}", maximum=f"{maximum:g}"),
            )
        if word in blank or word in not_used:
            checking.fault(
                said("{word} is a score and also blank or not used", word=repr(word)), where, said("each code once")
            )
    code_of_minimum = checking.number(found, "code_of_minimum", where)
    return Scale(minimum, maximum, step, blank, not_used, MappingProxyType(values), code_of_minimum)


def _ratings(checking: Checking, found: Mapping[str, Any]) -> tuple[Rating, ...]:
    ratings: list[Rating] = []
    kinds = CONTRACTS["ratings"].columns["kind"].allowed
    for number, settings in enumerate(checking.tables(found, "ratings"), start=1):
        where = f"[[ratings]] number {number}"
        checking.unknown_keys(settings, ("column", "columns", "touchpoint", "kind", *_SCALE_KEYS), where)
        kind = checking.text(settings, "kind", where, required=True) or ""
        if kind and kind not in kinds:
            checking.fault(
                said("{key} is {value}", key="kind", value=repr(kind)),
                where,
                said("one of {names}", names=", ".join(kinds)),
            )
        scale = _scale(checking, settings, where)
        ratings += [
            Rating(cells.header(column), touchpoint, kind, scale)
            for column, touchpoint in _rated(checking, settings, where).items()
        ]
    for (touchpoint, kind), times in Counter((rating.touchpoint, rating.kind) for rating in ratings).items():
        if times > 1:
            where = f"touchpoint {touchpoint}, kind {kind}"
            checking.fault(
                said("{times} ratings of one touchpoint and kind", times=times), where, said("one column for each")
            )
    return tuple(ratings)


def _rated(checking: Checking, settings: Mapping[str, Any], where: str) -> Mapping[str, str]:
    """Header -> touchpoint."""
    if "columns" not in settings:
        column = checking.text(settings, "column", where, required=True)
        touchpoint = checking.text(settings, "touchpoint", where, required=True)
        return {column: touchpoint} if column and touchpoint else {}
    if "column" in settings or "touchpoint" in settings:
        checking.fault(said("both columns and column or touchpoint"), where, said("one of the two ways"))
    columns = checking.table(settings, "columns", where)
    for header, touchpoint in columns.items():
        if not isinstance(touchpoint, str) or not touchpoint:
            checking.fault(
                said("columns maps {header} to {touchpoint}", header=repr(header), touchpoint=repr(touchpoint)),
                where,
                said("the id of a touchpoint"),
            )
    return {header: touchpoint for header, touchpoint in columns.items() if isinstance(touchpoint, str)}


def _choices(checking: Checking, found: Mapping[str, Any]) -> tuple[Choice, ...]:
    choices: list[Choice] = []
    for number, settings in enumerate(checking.tables(found, "choices"), start=1):
        where = f"[[choices]] number {number}"
        checking.unknown_keys(settings, _CHOICE_KEYS, where)
        question = checking.text(settings, "question", where, required=True) or ""
        kind: ChoiceKind = settings.get("kind", "single")
        if kind not in get_args(ChoiceKind):
            checking.fault(
                said("{key} is {value}", key="kind", value=repr(kind)),
                where,
                said("one of {names}", names=", ".join(get_args(ChoiceKind))),
            )
        named = _named(checking, settings, where)
        column = checking.text(settings, "column", where)
        pattern = None if named else checking.text(settings, "columns", where)
        if column is None and pattern is None and not named:
            checking.fault(
                said("neither column nor columns"), where, said("the joined answers, or one column per option")
            )
        if pattern is not None and (pattern.count("*") != 1 or kind == "single"):
            checking.fault(
                said("{key} is {value}", key="columns", value=repr(pattern)),
                where,
                said('like "Q6(*)", one star, for multiple or ranking'),
            )
        joiner = settings.get("joiner", _JOINER_OF_RANKING if kind == "ranking" else _JOINER)
        if not isinstance(joiner, str) or not joiner:
            checking.fault(
                said("{key} is {value}", key="joiner", value=repr(joiner)), where, said("the text between two answers")
            )
        choices.append(
            Choice(
                question=question,
                kind=kind,
                column=cells.header(column) if column else None,
                pattern=cells.header(pattern) if pattern else None,
                named=named,
                joiner=None if kind == "single" else joiner,
                options=_options(checking, settings, where),
            )
        )
    for question, times in Counter(choice.question for choice in choices).items():
        if times > 1:
            checking.fault(
                said("question {question} {times} times", question=repr(question), times=times),
                "[[choices]]",
                said("each question once"),
            )
    return tuple(choices)


def _named(checking: Checking, settings: Mapping[str, Any], where: str) -> Mapping[str, str]:
    """Header -> option, of columns named one by one; the option's name is the header without question and number."""
    columns = settings.get("columns")
    if isinstance(columns, list):
        columns = {header: str(header).rpartition(BETWEEN)[2].partition("#")[0] for header in columns}
    if not isinstance(columns, dict):
        return NOTHING
    if not columns or not all(isinstance(text, str) and text for pair in columns.items() for text in pair):
        checking.fault(said("columns cannot be read"), where, said('a list of headers, or { "header" = "option" }'))
        return NOTHING
    return MappingProxyType({cells.header(header): cells.header(option) for header, option in columns.items()})


def _options(checking: Checking, settings: Mapping[str, Any], where: str) -> Mapping[str, str]:
    options = settings.get("options", [])
    if isinstance(options, list):
        options = {str(code): option for code, option in enumerate(options, start=1)}
    if not isinstance(options, dict) or not all(isinstance(option, str) for option in options.values()):
        checking.fault(said("options cannot be read"), where, said('a list of options, or { "1" = "…" }'))
        return MappingProxyType({})
    return MappingProxyType({cells.code(str(code)): cells.header(option) for code, option in options.items()})
