"""Answers are worked out once: a second click, another page or another person with the same rights is told the same."""

from __future__ import annotations

from collections.abc import Callable, Sized
from typing import ParamSpec

from dashboard.queries.builds import once_per_build
from dashboard.values import Answer

P = ParamSpec("P")
CELLS_OF_A_VALUE, CELLS_OF_ANOTHER = 50, 10
"""What a released value takes, with its key and its parts, and what else an answer holds, in cells of a frame."""


def once(answer: Callable[P, Answer]) -> Callable[P, Answer]:
    """Decorates a question whose answer depends on nothing but its arguments, one of which is the build."""
    return once_per_build(_cells)(answer)


def _cells(answer: Answer) -> int:
    beside = sum(len(each) for each in answer.chart.values() if isinstance(each, Sized) and not isinstance(each, str))
    others = len(answer.verdicts) + len(answer.labels) + beside
    return CELLS_OF_A_VALUE * (len(answer.values) + 1) + CELLS_OF_ANOTHER * others
