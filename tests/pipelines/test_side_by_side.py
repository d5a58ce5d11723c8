"""Exports read beside each other come to what they come to one after the other; what breaks off leaves nothing."""
# ruff: noqa: S608

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from pipelines import load, originals, side_by_side
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.progress import Silent
from pipelines.raw import RawStore
from pipelines.refusals import Hindered, Refused
from tests.benchmarks.generator import Size, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of a small bank with rows that are refused, repeated and masked, one survey file in parts."""
    folder = tmp_path_factory.mktemp("made")
    write(folder, Size(3_000, outlets=40), "parquet")
    survey = max((folder / "exports").glob("responses_*.parquet"), key=lambda path: path.stat().st_size)
    table = pq.read_table(survey)
    pq.write_table(table.slice(500), survey)
    # an older part that comes later: its ids that are met again win
    pq.write_table(table.slice(0, 600), survey.with_name(survey.name.replace("_000", "_001")))
    return folder


@pytest.fixture
def bank(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "banks"))
    bank = bank_named("mine")
    shutil.copytree(made / "config", bank.config)
    (bank.folder / "secret").write_bytes(b"x" * 32)
    shutil.copytree(made / "exports", tmp_path / "exports")
    return bank


@pytest.fixture(params=[0, 3])
def readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    return beside(request.param, monkeypatch)


def beside(processes: int, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(side_by_side, "FEWEST_BYTES", 0)
    monkeypatch.setenv("HUIYIN_READERS", str(processes))
    return processes


class Watching(Silent):
    """Does something each time a step is told."""

    def __init__(self, does: Callable[[str, int], None]) -> None:
        self.does = does

    def step(self, step: str, about: str = "", done: int = 0, total: int | None = None) -> None:
        self.does(about, done)


def read(bank: Bank, exports: Path, watching: Callable[[str, int], None] = lambda about, done: None) -> dict[str, Any]:
    """Every raw table after these exports, and what is told of each file."""
    planned = originals.plan(bank, [exports], None)
    with duckdb.connect() as connection:
        raw = RawStore(connection, None)
        tallies = load._read_all(raw, "b", bank, planned, bank.secret(), Watching(watching))
        overlaps = raw.write()
        names = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        tables = {}
        for name in names:
            left = " exclude (loaded_at)" if name == "build_load" else ""
            tables[name] = connection.execute(f"select *{left} from {name} order by all").fetchall()
    told = [(load_id, one.name, tally.layout, tally.counts, tally.reasons) for load_id, (one, tally) in tallies.items()]
    examples = [tally.examples for _, tally in tallies.values()]
    return {"tables": tables, "overlaps": overlaps, "told": told, "examples": examples}


def test_beside_each_other_is_one_after_the_other(bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside(0, monkeypatch)
    one_by_one = read(bank, tmp_path / "exports")
    beside(3, monkeypatch)
    at_once = [0]
    count = lambda about, done: at_once.append(len(multiprocessing.active_children()))  # noqa: E731
    found = read(bank, tmp_path / "exports", count)
    assert max(at_once) == 3
    assert found["tables"].keys() == one_by_one["tables"].keys()
    for name, rows in one_by_one["tables"].items():
        assert found["tables"][name] == rows, name
    assert found == one_by_one
    assert len(found["tables"]["raw_survey_responses"]) > 2_900
    assert found["tables"]["refused_row"] and any(overlap.superseded for overlap in found["overlaps"].values())
    assert not multiprocessing.active_children()


def test_all_faults_of_all_files_in_their_order(
    bank: Bank, tmp_path: Path, readers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    surveys = sorted((tmp_path / "exports").glob("responses_*.parquet"))
    for path in (surveys[0], surveys[-1]):
        table = pq.read_table(path)
        pq.write_table(table.rename_columns([f"{name}?" for name in table.column_names]), path)
    (tmp_path / "exports" / "labels.csv").write_bytes(b"")
    with pytest.raises(Refused) as refused:
        read(bank, tmp_path / "exports")
    assert [refusal.where for refusal in refused.value.refusals] == ["labels.csv", surveys[0].name, surveys[-1].name]
    assert "an empty file" in refused.value.refusals[0].found
    assert not multiprocessing.active_children()


def test_a_process_that_is_killed_is_told_and_nothing_is_published(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside(2, monkeypatch)

    def kill(about: str, done: int) -> None:
        for child in multiprocessing.active_children():
            if child.pid is not None:
                os.kill(child.pid, signal.SIGKILL)

    with pytest.raises(Hindered, match="was ended before it had read all of it") as hindered:
        load.load(bank, [tmp_path / "exports"], progress=Watching(kill))
    assert hindered.value.refusals[0].where.endswith(".parquet")
    assert not list(bank.builds.iterdir()) and not bank.pointer.exists()
    assert not multiprocessing.active_children()


def test_whoever_leaves_early_leaves_nothing_running(
    bank: Bank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside(2, monkeypatch)
    met = []

    def interrupt(about: str, done: int) -> None:
        met.extend(multiprocessing.active_children())
        if met and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as interrupted:
        read(bank, tmp_path / "exports", interrupt)
    assert met and not multiprocessing.active_children()
    assert all(process.exitcode is not None for process in met)
    del interrupted


def test_a_process_ends_when_whoever_asked_is_gone() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=side_by_side._work, args=(theirs, 2))
    process.start()
    theirs.close()
    ours.close()
    process.join(60)
    assert process.exitcode == 0


@pytest.mark.parametrize(
    ("named", "large", "expected"), [("", True, 2), ("", False, 0), ("1", True, 0), ("9", True, 3)]
)
def test_how_many_processes_files_are_worth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, large: bool, expected: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    monkeypatch.setattr(side_by_side, "FEWEST_BYTES", 30)
    monkeypatch.setenv("HUIYIN_READERS", named)
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_bytes(b"x" * (10 if large else 9))
    assert side_by_side.processes(paths) == expected
    assert side_by_side.processes([*paths, tmp_path / "none"]) == (expected if expected < 3 else 4)
