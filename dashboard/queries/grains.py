"""What may be shown by itself: marks every row of counts with the block it belongs to, as the build settled it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.nodes import Nodes

NEVER = 99
"""The steps of a group that is shown by itself in none: only in a pool."""
FREE = -1
"""The block of a row that belongs to none: part of a freer cut whatever it is added to."""
_OTHERS = "\x1f"
"""The class of all members that are shown together."""
_QUESTION = ["span_on", "touchpoint_id", "scale_minimum", "scale_maximum"]


Question = tuple[Any, str, float, float]
"""Of a row: the span of months that it lies in, the touchpoint, and the ends of the scale."""


def marked(
    build: Build, by: str, rows: pd.DataFrame, parameters: Mapping[str, Any], base: str, counted: Nodes
) -> pd.DataFrame:
    """``rows`` (month, unit_id, member_id and counts; for ratings touchpoint and scale) with four columns more.

    ``step_months``: the shortest steps in which the row's group may be shown (1, 3, 12; 99 never). ``block``: a number
    shared by the rows of one group that fall into one step; a sum may be shown exactly if it holds all rows of every
    block it touches. ``block_rows``: how many rows that are. ``is_merged``: the row's member is one of those shown
    together as others. Rows whose column ``base`` is 0 add nobody and belong to no block, with ``block_rows`` 0.

    ``rows`` must hold all months of the build, so that a block can be counted; ``counted`` are the nodes they are of.
    """
    # Counted in plain values: there are some hundreds of rows as a rule, for which every join of frames is dearer.
    if "touchpoint_id" not in rows:
        parameters = {"kind": "recommend", "any_rated": True, "rated": [], **parameters}
    months = rows["month"].tolist()
    questions = _questions(build, rows, months)
    units, kept = rows["unit_id"].tolist(), rows["member_id"].tolist()
    steps = _steps(build, parameters, counted)
    step = [steps.get((unit, question), NEVER) for unit, question in zip(units, questions, strict=True)]
    is_merged = [False] * len(rows)
    if parameters["crossing"] != "all":
        is_own, divided = _classes(build, parameters)
        is_grouped = by == parameters["crossing"]
        if is_grouped:
            is_merged = [not is_own.get((*each, member), False) for each, member in zip(questions, kept, strict=True)]
            kept = [_OTHERS if merged else member for merged, member in zip(is_merged, kept, strict=True)]
        step = [
            NEVER if question in divided and (merged or not is_grouped) else months_of
            for question, merged, months_of in zip(questions, is_merged, step, strict=True)
        ]
    is_counted = rows[base].to_numpy() > 0
    number: dict[Any, int] = {}
    block = np.array(
        [
            number.setdefault((_start(month, of), kept_as, question, unit), len(number))
            for month, of, kept_as, question, unit in zip(months, step, kept, questions, units, strict=True)
        ],
        dtype=np.int64,
    )
    size = np.bincount(block[is_counted], minlength=max(len(number), 1))
    is_free = is_counted & (np.array(step, dtype=np.int64) == NEVER)
    return rows.assign(
        step_months=np.array(step, dtype=np.int64),
        is_merged=np.array(is_merged, dtype=bool),
        block=np.where(is_free, FREE, block),
        block_rows=np.where(is_counted, size[block], 0).astype(np.int64),
    )


def _questions(build: Build, rows: pd.DataFrame, months: Sequence[pd.Timestamp]) -> list[Question]:
    spans = build.rows("release/spans")
    span_of = dict(zip(spans["month"].tolist(), spans["span_on"].tolist(), strict=True))
    touchpoints, low, high = (
        (rows[name].tolist() for name in ("touchpoint_id", "scale_minimum", "scale_maximum"))
        if "touchpoint_id" in rows
        else ([""] * len(rows), [0.0] * len(rows), [10.0] * len(rows))
    )
    return list(zip((span_of.get(month) for month in months), touchpoints, low, high, strict=True))


def _steps(build: Build, parameters: Mapping[str, Any], counted: Nodes) -> dict[tuple[str, Question], int]:
    """(group, question) -> the shortest steps in which all its nodes that have answers are shown by themselves."""
    found = build.rows("release/grain", {**parameters, "nodes": counted.every})
    columns = (found[name].tolist() for name in ("dimension", "node_id", *_QUESTION, "step_months"))
    shown: dict[tuple[str, int, Question], int] = {
        (dimension, node, question): months
        for dimension, node, *question_of, months in zip(*columns, strict=True)
        for question in [tuple(question_of)]
    }
    steps: dict[tuple[str, Question], int] = {}
    for dimension, node, question in shown:
        if dimension == "all":
            key = (counted.group[node], question)
            months = shown.get((parameters["crossing"], node, question), 0) or NEVER
            steps[key] = max(steps.get(key, 0), months)
    return steps


def _classes(build: Build, parameters: Mapping[str, Any]) -> tuple[dict[Any, bool], set[Question]]:
    """(question, member) -> whether it is a class of its own; and the questions whose others a filter divides: it takes
    some of them and leaves some, so that they belong to no block."""
    classes = build.rows("release/classes", parameters)
    columns = [classes[name].tolist() for name in (*_QUESTION, "member_id", "is_own")]
    is_own = {tuple(key): bool(own) for *key, own in zip(*columns, strict=True)}
    if parameters["any_member"]:
        return is_own, set()
    chosen = set(parameters["member"])
    taken: dict[Question, set[bool]] = {}
    for (*question, member), own in is_own.items():
        if not own:
            taken.setdefault(tuple(question), set()).add(member in chosen)
    return is_own, {question for question, found in taken.items() if len(found) > 1}


def _start(month: pd.Timestamp, step: int) -> int:
    """The number of the first month of the step that a month lies in; of the month itself where it is in none."""
    number = month.year * 12 + month.month - 1
    return number if step == NEVER else number - number % step
