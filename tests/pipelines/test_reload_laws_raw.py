"""Laws of the raw tables: whatever loads come in whatever runs, they hold what a plain model of the rules says."""

# ruff: noqa: S608

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.raw import RawStore

FIRST_DAY = date(2026, 1, 25)  # so that two months are met


@dataclass(frozen=True)
class Row:
    """One response of a file; two with the same id and another score are two versions of it."""

    response_id: str
    day: int
    score: int

    @property
    def on(self) -> date:
        return FIRST_DAY + timedelta(days=self.day)


@dataclass(frozen=True)
class Export:
    """One file: who describes it, by which rule, and its rows."""

    described_by: str
    covers: str | None  # None: append
    rows: tuple[Row, ...]


@dataclass
class Kept:
    """What the model knows of a response."""

    row: Row
    described_by: str
    first_load: str
    changed_load: str
    retired_load: str | None = None


@dataclass
class Model:
    """The rules in plain words: a row replaces its id's; a whole export retires what of its own it does not hold."""

    kept: dict[str, Kept] = field(default_factory=dict)

    def take(self, load_id: str, export: Export) -> None:
        for row in export.rows:
            before = self.kept.get(row.response_id)
            if before is None:
                self.kept[row.response_id] = Kept(row, export.described_by, load_id, load_id)
                continue
            is_same = before.row == row and before.retired_load is None
            changed = before.changed_load if is_same else load_id
            self.kept[row.response_id] = Kept(row, export.described_by, before.first_load, changed)
        if export.covers is None:
            return
        held = {row.response_id for row in export.rows}
        first, last = span(export)
        for response_id, kept in self.kept.items():
            is_spoken_for = kept.described_by == export.described_by and first <= kept.row.on <= last
            if response_id not in held and kept.retired_load is None and is_spoken_for:
                self.kept[response_id] = replace(kept, retired_load=load_id)

    def standing(self) -> list[tuple[str, int, str]]:
        return sorted((id_, k.row.score, k.first_load) for id_, k in self.kept.items() if k.retired_load is None)

    def retired(self) -> list[tuple[str, int, str, str]]:
        return sorted(
            (id_, k.row.score, k.first_load, k.retired_load) for id_, k in self.kept.items() if k.retired_load
        )

    def changed(self) -> list[tuple[str, str]]:
        return sorted((id_, k.changed_load) for id_, k in self.kept.items() if k.retired_load is None)


def span(export: Export) -> tuple[date, date]:
    """The days a whole export speaks for."""
    days = [row.on for row in export.rows]
    if export.covers == "everything":
        return date.min, date.max
    if export.covers == "month":
        after = (max(days).replace(day=1) + timedelta(days=32)).replace(day=1)
        return min(days).replace(day=1), after - timedelta(days=1)
    return min(days), max(days)


class Runs:
    """A bank's builds as far as their raw tables; every run takes on from the one before."""

    def __init__(self, folder: Path, is_in_place: bool = False) -> None:
        """``is_in_place``: from the second run on the answers are changed in a copy of what the one before left."""
        self._folder = folder
        self._is_in_place = is_in_place
        self._path: Path | None = None
        self._loads = 0

    def run(self, exports: Sequence[Export], model: Model) -> None:
        """Take these files in as one run, and the model one after the other."""
        path = self._folder / f"{self._loads}.duckdb"
        is_copy = self._is_in_place and self._path is not None
        if is_copy and self._path is not None:
            shutil.copyfile(self._path, path)
        with duckdb.connect(path) as connection:
            raw = RawStore(connection, self._path, is_copy)
            for export in exports:
                load_id = f"load-{self._loads:02}"
                self._loads += 1
                model.take(load_id, export)
                raw.begin(
                    load_id, "survey_responses", export.described_by, export.covers is not None, export.covers or ""
                )
                index = range(2, len(export.rows) + 2)
                raw.add(
                    "survey_responses",
                    pd.DataFrame(
                        {
                            "survey_id": "s",
                            "response_id": [row.response_id for row in export.rows],
                            "responded_at": [f"{row.on} 12:00:00" for row in export.rows],
                            "is_partial": False,
                            "recommend": [row.score for row in export.rows],
                            "recommend_state": "valid",
                        },
                        index=index,
                    ),
                )
                raw.add(
                    "ratings",
                    pd.DataFrame(
                        {
                            "survey_id": "s",
                            "response_id": [row.response_id for row in export.rows],
                            "touchpoint_id": "overall",
                            "kind": "satisfaction",
                            "score": [row.score for row in export.rows],
                            "state": "valid",
                            "scale_minimum": 0,
                            "scale_maximum": 10,
                        },
                        index=index,
                    ),
                )
            overlaps = raw.write()
            raw.leave()
            for overlap in overlaps.values():
                assert 0 <= overlap.retired <= overlap.stood or not overlap.retired
        self._path = path

    def found(self, statement: str) -> list[tuple[object, ...]]:
        assert self._path is not None
        with duckdb.connect(self._path, read_only=True) as connection:
            return connection.execute(statement).fetchall()


RESPONSES = st.builds(Row, st.sampled_from("abcdef"), st.integers(0, 12), st.integers(0, 3))
EXPORTS = st.builds(
    lambda of, rows: Export(*of, tuple(rows)),
    st.sampled_from(
        [
            ("responses/added", None),
            ("responses/whole", "everything"),
            ("responses/monthly", "month"),
            ("responses/daily", "file span"),
        ]
    ),
    st.lists(RESPONSES, min_size=1, max_size=6),
)
RUNS = st.lists(st.lists(EXPORTS, min_size=1, max_size=3), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("raw")


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(runs=RUNS, is_in_place=st.booleans())
def test_any_loads_in_any_runs_leave_what_the_rules_say(
    folder: Path, runs: list[list[Export]], is_in_place: bool
) -> None:
    model, bank = Model(), Runs(Path(tempfile.mkdtemp(dir=folder)), is_in_place)
    for exports in runs:
        bank.run(exports, model)
    columns = "response_id, recommend, first_load_id"
    assert sorted(bank.found(f"select {columns} from raw_survey_responses")) == model.standing()
    assert sorted(bank.found(f"select {columns}, retired_load_id from retired_survey_responses")) == model.retired()
    # the ratings went the way of their responses, each once
    for state in ("raw", "retired"):
        scored = f"select response_id, recommend::double from {state}_survey_responses order by all"
        assert bank.found(scored) == bank.found(f"select response_id, score from {state}_ratings order by all")
    if all(
        len(exports) == 1 and len({row.response_id for row in exports[0].rows}) == len(exports[0].rows)
        for exports in runs
    ):
        assert sorted(bank.found("select response_id, changed_load_id from raw_survey_responses")) == model.changed()


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(
    runs=RUNS, covers=st.sampled_from([None, "everything", "month", "file span"]), rows=st.lists(RESPONSES, min_size=1)
)
def test_the_same_file_again_changes_nothing(
    folder: Path, runs: list[list[Export]], covers: str | None, rows: list[Row]
) -> None:
    last = Export(f"responses/{covers}", covers, tuple(rows))
    model, bank = Model(), Runs(Path(tempfile.mkdtemp(dir=folder)))
    for exports in runs:
        bank.run(exports, model)
    bank.run([last], model)
    told = (
        "select response_id, recommend, first_load_id, changed_load_id from raw_survey_responses order by all",
        "select response_id, first_load_id, retired_load_id from retired_survey_responses order by all",
        "select response_id, score from raw_ratings order by all",
    )
    before = [bank.found(statement) for statement in told]
    bank.run([last], model)
    assert [bank.found(statement) for statement in told] == before


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(before=st.lists(st.lists(RESPONSES, min_size=1), max_size=4), newest=st.lists(RESPONSES, min_size=1))
def test_the_newest_whole_export_wins_whatever_came_before(
    folder: Path, before: list[list[Row]], newest: list[Row]
) -> None:
    found = []
    for history in (before, before[::-1], []):
        model, bank = Model(), Runs(Path(tempfile.mkdtemp(dir=folder)))
        for rows in (*history, newest):
            bank.run([Export("responses/whole", "everything", tuple(rows))], model)
        found.append(bank.found("select response_id, recommend from raw_survey_responses order by all"))
    assert found[0] == found[1] == found[2]


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(RESPONSES, min_size=1, max_size=12), data=st.data())
def test_any_split_of_an_appended_file_is_the_whole(folder: Path, rows: list[Row], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(rows)), max_size=3)))
    parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    found = []
    for pieces in ([rows], parts):
        model, bank = Model(), Runs(Path(tempfile.mkdtemp(dir=folder)))
        for piece in pieces:
            if piece:
                bank.run([Export("responses/added", None, tuple(piece))], model)
        found.append(
            (
                bank.found("select response_id, recommend, responded_at from raw_survey_responses order by all"),
                bank.found("select response_id, score from raw_ratings order by all"),
            )
        )
    assert found[0] == found[1]
