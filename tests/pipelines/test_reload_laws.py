"""Laws of whole builds: any allowed order, any split, and the same files again give equal facts and marts."""
# ruff: noqa: S608

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.load import load
from tests import small_bank

PER_LOAD = ("mart_load", "mart_refusal", "build_info")
"""Tables that tell of the loads themselves."""


def contents(bank: Bank) -> dict[str, list[tuple[Any, ...]]]:
    """Every fact, dimension and mart, as values in a fixed order; sums of floats as far as they are the same number."""
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute(
            "select table_name from duckdb_tables() where regexp_matches(table_name, '^(fct|dim|mart|bridge)_')"
        ).fetchall()
        names = [name for (name,) in found if name not in PER_LOAD] + ["verbatim", "survey_overlap"]
        read = {name: connection.execute(f"select * from {name} order by all").fetchall() for name in sorted(names)}
    return {
        name: [tuple(round(value, 6) if isinstance(value, float) else value for value in row) for row in rows]
        for name, rows in read.items()
    }


@pytest.fixture(scope="module")
def of() -> small_bank.Tables:
    return small_bank.tables(responses=150)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory, of: small_bank.Tables) -> Bank:
    return small_bank.make(tmp_path_factory.mktemp("once"), of=of)


def take(bank: Bank, table: str, frame: pd.DataFrame, may_retire: bool = False) -> None:
    path = bank.inbox / f"{table}.csv"
    frame.to_csv(path, index=False, encoding="utf-8")
    load(bank, [path], may_retire=may_retire)


def test_the_same_files_again_change_nothing(at_once: Bank, of: small_bank.Tables) -> None:
    before = contents(at_once)
    report = load(at_once, small_bank.write(at_once, of))
    assert all(file.is_nothing_new for file in report.files)
    assert contents(at_once) == before


def test_tables_one_after_the_other_and_surveys_in_pieces_are_the_same(
    at_once: Bank, of: small_bank.Tables, tmp_path: Path
) -> None:
    dice = random.Random(20261123)
    bank = bank_named(at_once.id, tmp_path)
    for path in small_bank.write(bank, of):
        path.unlink()
    # what others refer to comes first; everything else in any order and in any pieces
    referred_to = [name for name in ("units", "labels", "journeys", "touchpoints") if name in of]
    load(bank, [_written(bank, name, of[name]) for name in referred_to])
    pieces: list[tuple[str, pd.DataFrame]] = []
    for name, frame in of.items():
        if name in referred_to:
            continue
        cut = dice.randint(1, len(frame) - 1) if name == "service" else len(frame)
        pieces += [(name, part) for part in (frame.iloc[:cut], frame.iloc[cut:]) if len(part)]
    dice.shuffle(pieces)
    half = len(pieces) // 2
    for run in (pieces[:half], pieces[half:]):
        load(bank, [_written(bank, f"{name}-{place}", part) for place, (name, part) in enumerate(run)])
    assert contents(bank) == contents(at_once)


def _written(bank: Bank, name: str, frame: pd.DataFrame) -> Path:
    path = bank.inbox / f"{name}.csv"
    frame.to_csv(path, index=False, encoding="utf-8")
    return path


def test_the_newest_whole_export_wins_whatever_came_before(of: small_bank.Tables, tmp_path: Path) -> None:
    dice = random.Random(7)
    newest = of["service"]
    found = []
    for turn in range(2):
        bank = bank_named("whole", tmp_path / str(turn))
        for path in small_bank.write(bank, of):
            path.unlink()
        place = bank.config / "survey_responses" / "service.toml"
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace("[file]", 'reload = "authoritative"\n\n[file]', 1), encoding="utf-8")
        load(bank, [_written(bank, name, of[name]) for name in ("units", "labels", "journeys", "touchpoints")])
        for _ in range(2 * turn):
            older = newest.sample(frac=dice.uniform(0.3, 0.9), random_state=dice.randint(0, 99))
            older = older.assign(recommend="3", id=older["id"].where(older.index % 3 > 0, "old" + older["id"]))
            take(bank, "service", older, may_retire=True)
        take(bank, "service", newest, may_retire=True)
        found.append(contents(bank))
    assert found[0] == found[1]
