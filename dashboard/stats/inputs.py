"""What may come in: turns what a caller passes into arrays of floats, and refuses what no statistic can use."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.stats.errors import StatisticsInputError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def numbers(where: str, values: Any) -> FloatArray:
    """``values`` as finite floats of any shape; a missing value is refused, because 0 and missing are not the same.

    >>> numbers("scores", [1, 2])
    array([1., 2.])
    """
    if isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values):
        raise StatisticsInputError("a masked entry", where, "a number everywhere", "leave out what is nothing")
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise StatisticsInputError(repr(values)[:60], where, "numbers", "pass arrays of numbers") from fault
    if not np.isfinite(array).all():
        what_to_do = "give 0 where nothing was counted, leave out what was not measured"
        raise StatisticsInputError("a missing or infinite value", where, "finite numbers", what_to_do)
    return array


def counts(where: str, values: Any) -> FloatArray:
    """``values`` as numbers of 0 or more: counts, sums of weights, exposures.

    >>> counts("promoters", [-1, 2])
    Traceback (most recent call last):
    dashboard.stats.errors.StatisticsInputError: found -1 in promoters; expected 0 or more; check what counts them
    """
    array = numbers(where, values)
    if (array < 0).any():
        raise StatisticsInputError(f"{array.min():g}", where, "0 or more", "check what counts them")
    return array


def together(**arrays: FloatArray) -> tuple[FloatArray, ...]:
    """The arrays in one common shape; shapes that do not fit are named."""
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError as fault:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise StatisticsInputError(shapes, "the shapes", "arrays of one shape", "align the rows first") from fault


def share(where: str, value: float) -> float:
    """A single number strictly between 0 and 1: a confidence level, a significance level, a power."""
    number = float(numbers(where, value))
    if not 0.0 < number < 1.0:
        raise StatisticsInputError(f"{number:g}", where, "a number between 0 and 1", "give 0.95 for 95 per cent")
    return number


def line(where: str, values: Any, least: int = 0) -> FloatArray:
    """One-dimensional numbers, at least ``least`` of them."""
    array = numbers(where, values)
    if array.ndim != 1:
        raise StatisticsInputError(f"{array.ndim} dimensions", where, "one dimension", "pass one series")
    if array.size < least:
        raise StatisticsInputError(f"{array.size} values", where, f"at least {least}", "choose a longer period")
    return array
