"""What customers write: sentences about the touchpoint that hurt or pleased them; one word rises at the end."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from .answers import Answers
from .catalogue import HERE, Catalogue, truths
from .months import DATA_UNTIL, Integers
from .organisation import Size

_WRITE_SHARE, _WRITE_SHARE_HURT = 0.19, 0.45
_HURT = 3  # a worst rating of 3 or less is written about; else something that pleased
_ENGLISH_SHARE = 0.04
_OPENER_SHARE, _CLOSER_SHARE, _SECOND_SHARE = 0.45, 0.40, 0.12


@cache
def sentences() -> dict[str, Any]:
    """The parts sentences are made of."""
    return tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))


def verbatims(size: Size, frame: pd.DataFrame, given: Answers, lists: Catalogue) -> list[str]:
    """One text per response, '' where the customer wrote nothing."""
    chance = size.chance("words")
    parts = sentences()
    ids = [touchpoint.touchpoint_id for touchpoint in lists.touchpoints]
    rows = np.arange(len(frame))
    worst_rating = given.ratings[rows, given.worst_touchpoint]
    is_hurt = (worst_rating >= 1) & (worst_rating <= _HURT)
    share = np.where(is_hurt & (worst_rating <= 2), _WRITE_SHARE_HURT, _WRITE_SHARE)
    writes = (chance.random(len(frame)) < share) & ~frame["is_partial"].to_numpy()
    about = np.where(is_hurt, given.worst_touchpoint, given.best_touchpoint)
    draws = chance.random((len(frame), 9))
    rising = _says_rising_word(frame, size, draws[:, 8])
    texts = [""] * len(frame)
    for row in np.flatnonzero(writes).tolist():
        mood = "hurts" if is_hurt[row] else "pleases"
        draw = draws[row]
        if rising[row]:
            texts[row] = _one(parts["rising"], draw[0])
        elif draw[1] < _ENGLISH_SHARE:
            texts[row] = _one(parts[f"english_{mood}"][ids[about[row]]], draw[0])
        else:
            texts[row] = _chinese(parts, mood, ids[about[row]], draw)
    return texts


def improvements(size: Size, frame: pd.DataFrame, given: Answers) -> list[tuple[int, ...]]:
    """What each unsatisfied customer ticked under "improve first": positions of options, () if not asked."""
    chance = size.chance("improvements")
    options = len(sentences()["improve"])
    asked = (given.overall >= 1) & (given.overall <= 3)
    ticked = chance.random((len(frame), options)) < np.linspace(0.42, 0.12, options)
    ticked[np.arange(len(frame)), chance.integers(0, options, len(frame))] = True
    return [
        tuple(np.flatnonzero(row).tolist()) if is_asked else () for row, is_asked in zip(ticked, asked, strict=True)
    ]


def _says_rising_word(frame: pd.DataFrame, size: Size, draw: np.ndarray) -> np.ndarray:
    planted = truths()["rising_word"]
    month = size.calendar.months[frame["month"].to_numpy()]
    is_late = (month >= np.datetime64(planted["from_month"])) & (month <= np.datetime64(DATA_UNTIL))
    return np.asarray(draw < np.where(is_late, planted["share_after"], planted["share_before"]))


def _chinese(parts: dict[str, Any], mood: str, touchpoint_id: str, draw: np.ndarray) -> str:
    core = parts[mood][touchpoint_id]
    text = _one(core, draw[2])
    if draw[3] < _OPENER_SHARE:
        text = _one(parts["openers"], draw[4]) + text
    if draw[5] < _SECOND_SHARE and len(core) > 1:
        text += "。" + _one([other for other in core if other not in text], draw[6])
    text += "。"
    if draw[7] < _CLOSER_SHARE:
        text += _one(parts[f"closers_{mood}"], draw[7] / _CLOSER_SHARE)
    return text


def _one(choices: list[str], draw: float) -> str:
    return choices[min(int(draw * len(choices)), len(choices) - 1)]


def options_of(codes: Integers) -> list[str]:
    """Names of the improvement options at these positions."""
    return [sentences()["improve"][code] for code in codes]
