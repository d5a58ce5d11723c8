"""Small files and descriptions that tests of reading write for themselves, and the real exports beside the project."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from pipelines.conform import DEFAULT_ZONE, Conformed, Counts, Known, conform
from pipelines.descriptions import Description, load_description
from pipelines.readers import read

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "data" / "samples"
REAL_EXPORTS = PROJECT.parent / "shared" / "realdata"
REAL_DESCRIPTIONS = Path(__file__).resolve().parent / "real_descriptions"
SECRET = b"a secret of the tests"

SURVEY = """
table = "survey_responses"
[survey]
id = "s"
[columns.response_id]
column = "id"
[columns.responded_at]
column = "at"
[recommend]
column = "score"
"""

EXPOSURES = """
table = "exposures"

[file]
files = "*"

[columns.unit_id]
column = "unit"

[columns.month]
column = "month"

[columns.customers]
column = "customers"
"""


def real(*parts: str) -> Path:
    """A real export; the test is skipped where the folder with them is absent."""
    path = REAL_EXPORTS.joinpath(*parts)
    if not path.exists():
        pytest.skip("the real exports (../shared/realdata) are not here")
    return path


def write_csv(path: Path, *rows: Sequence[str], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_description(folder: Path, text: str, name: str = "described.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def conformed(
    path: Path,
    description: Description | Path,
    known: Known | None = None,
    zone: str = "",
    as_of: datetime.date | None = None,
) -> Conformed:
    """A whole export as one Conformed, whatever its chunks were."""
    described = description if isinstance(description, Description) else load_description(description)
    export = read(path, **described.file.for_reader())
    chunks = list(conform(export, described, known=known, secret=SECRET, zone=zone or DEFAULT_ZONE, as_of=as_of))
    return Conformed(
        tables={name: pd.concat([chunk.tables[name] for chunk in chunks]) for name in described.tables},
        refused=pd.concat([chunk.refused for chunk in chunks], ignore_index=True),
        dropped=pd.concat([chunk.dropped for chunk in chunks], ignore_index=True),
        flagged=pd.concat([chunk.flagged for chunk in chunks], ignore_index=True),
        counts=sum((chunk.counts for chunk in chunks), Counts()),
    )
