"""Opens SPSS files (.sav, .zsav) chunk by chunk; variable names stand for the header, as row 0."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pyreadstat

from pipelines import cells
from pipelines.readers.faults import UnreadableExport
from pipelines.readers.rows import Rows
from pipelines.readers.typed import as_text
from pipelines.refusals import said

CHUNK_ROWS = 20_000
NO_ANSWER_FROM = 77
"""Codes from here on, and below 0, are by custom those of "no answer": 77, 88, 98, 99. Words for them say nothing about
whether the scale has words for every code."""

_WHAT_TO_DO = said("save it again from SPSS, or as CSV")


def open_spss(path: Path, encoding: str | None, answers: Literal["auto", "text", "codes"]) -> Rows:
    """Every row of an SPSS file, the first being 1, as codes unless ``answers`` is text."""
    try:
        _, about = pyreadstat.read_sav(str(path), metadataonly=True, encoding=encoding)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, UnicodeDecodeError) as error:
        raise _broken(path, error) from error
    words = _words(about.variable_value_labels) if answers == "text" else {}
    labels = about.column_labels or [None] * len(about.column_names)
    with_words = f", {len(about.variable_value_labels)} variables with words for their codes"
    return Rows(
        how=f"SPSS, {about.file_encoding or encoding or 'unknown encoding'}{with_words}",
        numbered=_numbered(path, encoding, list(about.column_names), words),
        layout="spss",
        questions=tuple(cells.header(label or "") for label in labels),
        labels=tuple(
            {as_text(code): label for code, label in about.variable_value_labels.get(name, {}).items()}
            for name in about.column_names
        ),
    )


def _numbered(
    path: Path, encoding: str | None, names: list[str], words: Mapping[str, Mapping[Any, str]]
) -> Iterator[tuple[int, list[str]]]:
    yield 0, names
    number, offset = 0, 0
    while True:
        try:
            frame, _ = pyreadstat.read_sav(str(path), row_limit=CHUNK_ROWS, row_offset=offset, encoding=encoding)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, UnicodeDecodeError) as error:
            raise _broken(path, error) from error
        columns = [_texts(frame[name], words.get(name, {})) for name in frame.columns]
        for row in zip(*columns, strict=True):
            number += 1
            yield number, list(row)
        offset += len(frame)
        if len(frame) < CHUNK_ROWS:
            return


def _texts(values: pd.Series, words: Mapping[Any, str]) -> list[str]:
    return ["" if pd.isna(value) else words[value] if value in words else as_text(value) for value in values.tolist()]


def _words(labels: Mapping[str, Mapping[Any, str]]) -> dict[str, dict[Any, str]]:
    """Variable -> code -> what it is written as: the words alone, or behind the code where some codes have no words."""
    return {name: _written(of) for name, of in labels.items()}


def _written(labels: Mapping[Any, str]) -> dict[Any, str]:
    codes = sorted(code for code in labels if isinstance(code, int | float) and 0 <= code < NO_ANSWER_FROM)
    has_gap = any(not math.isclose(after - before, 1) for before, after in itertools.pairwise(codes))
    return {code: f"{as_text(code)} - {label}" if has_gap else label for code, label in labels.items()}


def _broken(path: Path, error: Exception) -> UnreadableExport:
    return UnreadableExport(
        said("an SPSS file that cannot be read ({error})", error=error),
        path,
        said("a whole .sav or .zsav file"),
        _WHAT_TO_DO,
    )
