"""The eleven kinds of bad rows that exports bring: none is counted as if it were good, and each says why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from pipelines.conform import Known, conform
from pipelines.contracts import CONTRACTS
from pipelines.descriptions import load_description
from pipelines.readers import read

DESCRIPTION = """
table = "survey_responses"

[file]
files = "*"

[survey]
id = "s"
name = "s"

[recommend]
column = "score"

[columns.response_id]
column = "id"

[columns.unit_id]
column = "unit"

[columns.responded_at]
column = "day"

[columns.channel]
column = "channel"
values = { "网点" = "branch", "手机" = "app" }
"""
BAD = {
    "unknown unit": "b1,nobody,2026-02-01,网点,9",
    "unknown channel": "b2,o1,2026-02-01,飞鸽,9",
    "score -1": "b3,o1,2026-02-01,网点,-1",
    "score 11": "b4,o1,2026-02-01,网点,11",
    "score 9.6": "b5,o1,2026-02-01,网点,9.6",
    "score null": "b6,o1,2026-02-01,网点,",
    "month 13": "b7,o1,2026-13-01,网点,9",
    "year 2099": "b8,o1,2099-02-01,网点,9",
    "null id": ",o1,2026-02-01,网点,9",
    "duplicate id": "g1,o1,2026-02-02,网点,3",
    "truncated row": "b9,o1",
}
REFUSED = {
    "unknown unit": ("unit", "unknown_unit"),
    "month 13": ("day", "unreadable_date"),
    "year 2099": ("day", "out_of_range"),
    "null id": ("id", "missing_value"),
    "truncated row": ("", "ragged_row"),
}
"""What is not taken at all: the column and the reason that are told."""
NO_SCORE = {"score -1": "off_scale", "score 11": "off_scale", "score 9.6": "off_scale", "score null": "blank"}
"""What is taken without its score."""


def test_every_kind_is_caught(tmp_path: Path) -> None:
    place = tmp_path / "s.toml"
    place.write_text(DESCRIPTION, encoding="utf-8")
    path = tmp_path / "a.csv"
    lines = ["id,unit,day,channel,score", "g1,o1,2026-02-01,手机,9", *BAD.values()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    described = load_description(place)
    known = Known(units=frozenset({"o1"}), journeys=None, touchpoints=None)
    export = read(path, **described.file.for_reader())
    [chunk] = conform(export, described, CONTRACTS, known, b"secret", "Asia/Shanghai", date(2026, 3, 1))
    row_of = dict(zip(BAD, range(3, 3 + len(BAD)), strict=True))
    taken = chunk.tables["survey_responses"]
    refused = {row.row_number: (row.column_name, row.reason) for row in chunk.refused.itertuples()}
    flagged = {row.row_number: (row.value_masked, row.reason) for row in chunk.flagged.itertuples()}

    caught = {kind for kind, told in REFUSED.items() if refused.get(row_of[kind]) == told}
    for kind, state in NO_SCORE.items():
        row = taken.loc[row_of[kind]]
        if pd.isna(row["recommend"]) and row["recommend_state"] == state:
            caught.add(kind)
    if flagged == {row_of["unknown channel"]: ("飞鸽", "not_listed")}:
        caught.add("unknown channel")
    # a single word is put right, and no list of all there are
    place.write_text(DESCRIPTION.replace('"网点" = "branch", ', ""), encoding="utf-8")
    export = read(path, **described.file.for_reader())
    [corrected] = conform(
        export, load_description(place), CONTRACTS, known, b"secret", "Asia/Shanghai", date(2026, 3, 1)
    )
    assert corrected.flagged.empty
    # of equal ids the later row stands, and the load says that there were two
    if list(taken.index[taken["response_id"] == "g1"]) == [2, row_of["duplicate id"]]:
        caught.add("duplicate id")
    assert sorted(set(BAD) - caught) == []
    assert chunk.counts.accepted == 1 + len(BAD) - len(REFUSED)
