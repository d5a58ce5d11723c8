"""What people write: parts of the example bank's sentences, put together by the column; some leave their number."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo.catalogue import catalogue
from pipelines.demo.months import Integers
from pipelines.demo.words import sentences
from tests.benchmarks.generator.columns import joined, named, numbered

_PERSONAL_SHARE = 0.004
_MINUTES_SHARE = 0.3


@cache
def _cores(mood: str) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """All sentences of a mood; of each touchpoint the first of its own and how many it has."""
    texts: list[str] = []
    first, many = [], []
    for touchpoint in catalogue().touchpoints:
        own = sentences()[mood][touchpoint.touchpoint_id]
        first.append(len(texts))
        many.append(len(own))
        texts += own
    return tuple(texts), np.asarray(first), np.asarray(many)


def texts(touchpoint: Integers, is_hurt: np.ndarray, chance: np.random.Generator) -> tuple[pa.Array, np.ndarray]:
    """One text per row about a touchpoint (its place in the catalogue), and whether it holds a telephone number."""
    rows = len(touchpoint)
    core = pc.if_else(pa.array(is_hurt), _core("hurts", touchpoint, chance), _core("pleases", touchpoint, chance))
    closers = pc.if_else(
        pa.array(is_hurt), _one("closers_hurts", rows, 0.5, chance), _one("closers_pleases", rows, 0.5, chance)
    )
    minutes = joined("，前后", pa.array(chance.integers(3, 240, rows)).cast(pa.string()), "分钟")
    said = pc.if_else(pa.array(chance.random(rows) < _MINUTES_SHARE), minutes, "")
    is_personal = chance.random(rows) < _PERSONAL_SHARE
    mobile = joined("请回电", numbered("13", chance.integers(0, 10**9, rows), 9), "。")
    left = pc.if_else(pa.array(is_personal), mobile, "")
    return joined(_one("openers", rows, 0.45, chance), core, said, "。", closers, left), is_personal


def _core(mood: str, touchpoint: Integers, chance: np.random.Generator) -> pa.Array:
    said, first, many = _cores(mood)
    places = first[touchpoint] + (chance.random(len(touchpoint)) * many[touchpoint]).astype(np.int64)
    return named(said, places)


def _one(part: str, rows: int, share: float, chance: np.random.Generator) -> pa.Array:
    """One of a list of parts, or nothing."""
    words = sentences()[part]
    places = chance.integers(0, len(words), rows) + 1
    return named(["", *words], np.where(chance.random(rows) < share, places, 0))
