"""What an answer on a scale is: a score, no answer, not used, or off its scale. Nothing is rounded."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

import pandas as pd

from pipelines import cells
from pipelines.descriptions import Scale

VALID, BLANK, NOT_USED, OFF_SCALE = "valid", "blank", "not_used", "off_scale"
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
LABELLED = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*[-–—:.、|)]*\s*[(\"“]?[^\W\d_]\D*", re.DOTALL)
"""10 - 非常愿意, 4分, 0 (not at all). A label that holds a number too (9 or 10, 8-9分) does not say which."""
_LABEL_FIRST = re.compile(r"[^\d=:(]*[^\W\d_][^\d=:(]*\s*[=:(]\s*([+-]?[0-9]+(?:\.[0-9]+)?)\s*分?\s*\)?", re.DOTALL)
"""非常不满意=1, Very satisfied (5), 满意：4分."""


@dataclass(frozen=True, slots=True)
class Answers:
    """``scores`` (Float64, missing where the state is not valid) and ``states`` (str), by row."""

    scores: pd.Series
    states: pd.Series


def read_answers(texts: pd.Series, scale: Scale, is_coded: bool = True) -> Answers:
    """The answers of one column on its scale.

    ``is_coded`` is False where the export is known to hold scores themselves, so that ``code_of_minimum`` says nothing.
    A missing or blank-coded cell is blank. What the description says of a number holds for it with a label too. What is
    neither a code nor a word of the description counts as a score only where it is a number, or a number with a label,
    that lies on the scale at one of its steps; all else is off it.
    """
    if not is_coded:
        scale = replace(scale, code_of_minimum=None)
    places, distinct = pd.factorize(texts)  # -1 is the place of a missing text, and takes the last of the lists
    codes = [_told_of(cells.code(text), scale) for text in distinct]
    found = pd.array([*(_score(code, scale) for code in codes), math.nan], dtype="Float64")
    told = pd.array([*(_state(code, scale) for code in codes), BLANK], dtype="str")
    states = pd.Series(told.take(places), index=texts.index)
    scores = pd.Series(found.take(places), index=texts.index).where(states == VALID)
    return Answers(scores, states)


def _told_of(code: str, scale: Scale) -> str:
    """The code that the description says something of: its own, or the number that it has beside a label."""
    told = {*scale.values, *scale.blank, *scale.not_used}
    if code in told or (labelled := _labelled(code)) is None:
        return code
    number = cells.code(labelled)
    return number if number in told else code


def _labelled(code: str) -> str | None:
    found = LABELLED.fullmatch(code) or _LABEL_FIRST.fullmatch(code)
    return found.group(1) if found else None


def _state(code: str, scale: Scale) -> str:
    if code == "" or code in scale.blank:
        return BLANK
    if code in scale.not_used:
        return NOT_USED
    score = _score(code, scale)
    return OFF_SCALE if math.isnan(score) else VALID


def _score(code: str, scale: Scale) -> float:
    """The score on the scale, or nan."""
    if code in scale.values:
        return scale.values[code]
    if _NUMBER.fullmatch(code):
        number = float(code)
        if scale.code_of_minimum is not None:  # an option's number; with a label it is the score itself
            number = scale.minimum + (number - scale.code_of_minimum) * scale.step
    else:
        labelled = _labelled(code)
        if labelled is None:
            return math.nan
        number = float(labelled)
    steps = (number - scale.minimum) / scale.step
    is_on_scale = scale.minimum <= number <= scale.maximum and abs(steps - round(steps)) < 1e-9
    return number if is_on_scale else math.nan
