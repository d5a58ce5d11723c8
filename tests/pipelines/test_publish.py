"""Killed anywhere, a complete build stays served, and the next run finishes; readers never see a mixture."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from pipelines import faults, models, publish
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.load import load
from tests import small_bank

RANDOM_KILLS = 50
RESPONSES = 240
ADDED = 60
BEFORE_THE_SWITCH = faults.POINTS[: faults.POINTS.index("pointer_renamed")]


def start(bank: Bank, *files: Path, fault: str = "") -> subprocess.Popen[str]:
    """A load by the command, in a process of its own; it says its progress line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", "load", *map(str, files), "--bank", bank.id, "--json"],
        env={**os.environ, "HUIYIN_BANKS": str(bank.folder.parent), "HUIYIN_FAULT": fault},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def finish(run: subprocess.Popen[str]) -> str:
    """Wait for a load that must succeed and return the id of its build."""
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err or out
    last = json.loads(out.splitlines()[-1])
    assert last["event"] == "done"
    return str(last["report"]["build_id"])


def served(bank: Bank) -> tuple[str, int]:
    """The served build, which must be complete and pass every check: its id and its responses."""
    path = bank.current()
    assert path is not None, "CURRENT names no build"
    with duckdb.connect(path, read_only=True) as connection:
        assert models.check(connection) == ()
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        assert tables >= {name for folder, name in models.models() if folder != "staging"} | {"reg_measure", "reg_rule"}
        [(build_id,)] = connection.execute("select build_id from build_info").fetchall()
        [(responses,)] = connection.execute("select count(*) from fct_response").fetchall()
    assert path.name == f"{build_id}.duckdb"
    return build_id, responses


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return small_bank.make(tmp_path_factory.mktemp("prepared"), of=small_bank.tables(responses=RESPONSES))


@pytest.fixture
def bank(prepared: Bank, tmp_path: Path) -> Bank:
    shutil.copytree(prepared.folder, tmp_path / "banks" / prepared.id)
    return bank_named(prepared.id, tmp_path / "banks")


def more(bank: Bank, name: str = "service-more", prefix: str = "m") -> Path:
    """A second export of the same survey with responses that are new."""
    frame = small_bank.tables(seed=7, responses=ADDED)["service"]
    path = bank.inbox / f"{name}.csv"
    frame.assign(id=prefix + frame["id"]).to_csv(path, index=False, encoding="utf-8")
    return path


def assert_tidy(bank: Bank) -> None:
    """No draft, no half-made pointer, no half-kept original lies about."""
    left = [path.name for path in bank.folder.rglob(".*") if path.name != ".loading"]
    assert left == []
    assert list(bank.builds.glob("*.wal")) == []


@pytest.mark.slow
@pytest.mark.parametrize("point", faults.POINTS)
def test_dying_at_a_named_point_leaves_a_whole_build_and_the_next_run_finishes(bank: Bank, point: str) -> None:
    before = served(bank)
    file = more(bank)
    run = start(bank, file, fault=point)
    _, err = run.communicate(timeout=120)
    assert run.returncode == faults.KILLED, err
    build_id, responses = served(bank)
    if point in BEFORE_THE_SWITCH:
        assert (build_id, responses) == before
    else:
        assert build_id != before[0]
        assert responses == before[1] + ADDED
    finished = finish(start(bank, more(bank)))
    assert served(bank) == (finished, before[1] + ADDED)
    assert_tidy(bank)


def test_every_named_point_is_in_the_code() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(faults.__file__).parent.glob("*.py"))
    for point in faults.POINTS:
        assert code.count(f'fault("{point}")') == 1
    with pytest.raises(ValueError, match="not a named fault point"):
        faults.fault("nowhere")


@pytest.mark.slow
def test_killed_at_random_the_served_build_is_always_whole(bank: Bank) -> None:
    dice = random.Random(20261123)
    known = served(bank)[1] + ADDED
    run = start(bank, more(bank, "service-first", "first"))
    assert run.stdout is not None
    run.stdout.readline()
    working = time.perf_counter()
    finish(run)
    length = time.perf_counter() - working
    outcomes = {"killed": 0, "finished": 0}
    for turn in range(RANDOM_KILLS):
        file = more(bank, f"service-{turn}", f"t{turn}-")
        run = start(bank, file)
        assert run.stdout is not None
        run.stdout.readline()  # at work from here on
        time.sleep(dice.uniform(0, length))
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=120)
        outcomes["finished" if run.returncode == 0 else "killed"] += 1
        found = served(bank)[1]
        assert found in (known, known + ADDED), f"turn {turn}"
        known = found
        for left in bank.inbox.glob("*.csv"):
            left.unlink()
    assert outcomes["killed"] > RANDOM_KILLS // 2
    finished = finish(start(bank, more(bank, "service-last", "last")))
    assert served(bank) == (finished, known + ADDED)
    assert_tidy(bank)


@pytest.mark.slow
def test_two_readers_and_a_builder_at_once(bank: Bank) -> None:
    expected = {served(bank)[0]: served(bank)[1]}
    seen: list[tuple[str, int, int]] = []
    mixed: list[str] = []
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.is_set():
            try:
                path = bank.current()
                assert path is not None
                with duckdb.connect(path, read_only=True) as connection:
                    cursor = connection.cursor()
                    first = cursor.execute("select build_id from build_info").fetchall()[0][0]
                    facts = cursor.execute("select count(*) from fct_response").fetchall()[0][0]
                    time.sleep(0.01)
                    counted = "select sum(responses)::bigint from mart_response_month where dimension = 'all'"
                    marts = cursor.execute(counted).fetchall()[0][0]
                    last = cursor.execute("select build_id from build_info").fetchall()[0][0]
                if first != last or path.stem != first or facts != marts:
                    mixed.append(f"{path.name}: {first} {last} {facts} {marts}")
                seen.append((first, facts, marts))
            except Exception as error:  # noqa: BLE001 - a reader's thread must hand its error to the test
                mixed.append(repr(error))

    readers = [threading.Thread(target=watch) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        responses = served(bank)[1]
        for turn in range(3):
            responses += ADDED
            expected[finish(start(bank, more(bank, f"service-{turn}", f"t{turn}-")))] = responses
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert mixed == []
    assert {(build_id, facts) for build_id, facts, _ in seen} <= set(expected.items())
    assert len({build_id for build_id, _, _ in seen}) > 1


def test_old_builds_go_and_the_served_one_never(prepared: Bank, tmp_path: Path) -> None:
    bank = bank_named("b", tmp_path)
    bank.ensure()
    names = [f"2026010{day}T000000000000-aaaa.duckdb" for day in range(1, 9)]
    for name in names:
        (bank.builds / name).touch()
    bank.pointer.write_text(names[0] + "\n", encoding="utf-8")
    publish.prune(bank)
    assert sorted(path.name for path in bank.builds.iterdir()) == [names[0], *names[-publish.KEPT_BUILDS :]]


def test_what_killed_runs_left_is_cleaned(tmp_path: Path) -> None:
    bank = bank_named("b", tmp_path)
    bank.ensure()
    (bank.builds / ".draft-x.duckdb").touch()
    (bank.builds / ".draft-x.duckdb.wal").touch()
    (bank.builds / ".draft-x.duckdb.tmp").mkdir()
    (bank.folder / ".CURRENT-1").touch()
    (bank.done / ".keep-1").touch()
    (bank.builds / "whole.duckdb").touch()
    publish.clean(bank)
    assert [path.name for path in bank.builds.iterdir()] == ["whole.duckdb"]
    assert_tidy(bank)


def test_a_build_that_contradicts_itself_is_not_served(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    before = served(bank)
    as_written = models.statement

    def with_a_filter_too_many(folder: str, name: str) -> str:
        text = as_written(folder, name)
        return text.replace("from fct_response", "from fct_response where recommend > 3") if folder == "marts" else text

    monkeypatch.setattr(models, "statement", with_a_filter_too_many)
    with pytest.raises(models.BrokenBuild, match="mart_response_adds_up"):
        load(bank, [more(bank)])
    assert served(bank) == before
    assert (bank.inbox / "service-more.csv").exists()
    assert_tidy(bank)
