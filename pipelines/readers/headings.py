"""What the heads of exports have in common: own columns, several header rows, one question over many columns.

Used by the layouts; imports ``cells`` and, of the readers, nothing. No-break spaces and line breaks within headers are
gone before a layout sees them (``cells.header``); the second header rows are treated alike here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from pipelines import cells

BETWEEN = "—"
"""Between a question and what stands under it, in the names of columns: 您最喜欢哪些?—运动."""
_NOT_ALIKE = re.compile(r"[\s_\-]+")


def alike(header: str) -> str:
    """A header without what one version of a system writes otherwise: ``Response ID``, ``ResponseID``, ``response_id``.

    >>> alike("Response ID") == alike("response_id") == alike("ResponseID")
    True
    """
    return _NOT_ALIKE.sub("", cells.header(header)).lower()


def own(headers: Sequence[str], names: Iterable[str]) -> tuple[str, ...]:
    """The headers that are among a system's own columns, in the order of the file, as they stand there."""
    known = {alike(name) for name in names}
    return tuple(header for header in headers if header and alike(header) in known)


def places(headers: Sequence[str], names: Iterable[str]) -> tuple[int, ...]:
    """Where a system's own columns stand."""
    known = {alike(name) for name in names}
    return tuple(place for place, header in enumerate(headers) if header and alike(header) in known)


def under(headers: Sequence[str], labels: Sequence[str], alone: Iterable[str]) -> tuple[str, ...]:
    """Names of columns from a row of questions over a row of labels.

    An empty cell in the row of questions belongs to the question before it. A label among ``alone`` (``Response``: the
    one answer of a question) adds nothing to the question's own name.
    """
    only = {alike(label) for label in alone}
    stem = ""
    names: list[str] = []
    for place, header in enumerate(headers):
        stem = header or stem
        label = cells.header(labels[place]) if place < len(labels) else ""
        names.append(stem if not label or alike(label) in only or not stem else f"{stem}{BETWEEN}{label}")
    return tuple(names)


def without_addresses(at: Sequence[int]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A tidying that leaves no internet address: whoever answered is not to be found by it."""

    def tidy(chunk: pd.DataFrame) -> pd.DataFrame:
        if not at:
            return chunk
        tidied = [
            chunk.iloc[:, place].mask(chunk.iloc[:, place].notna(), "[IP]") if place in at else chunk.iloc[:, place]
            for place in range(chunk.shape[1])
        ]
        result = pd.concat(tidied, axis=1)
        result.columns = chunk.columns
        return result

    return tidy


def listed(headers: Sequence[str], most: int = 6) -> str:
    """Headers as they are named to a person.

    >>> listed(["a", "b", "c"], 2)
    'a, b …'
    """
    return ", ".join(headers[:most]) + (" …" if len(headers) > most else "")
