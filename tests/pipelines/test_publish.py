"""Killed anywhere, a complete build stays served, and the next run finishes; readers never see a mixture."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import faults, models, publish
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.load import load
from tests import small_bank
from tests.pipelines.forking import Forks, Run

RANDOM_KILLS = 50
RESPONSES = 240
ADDED = 60
BEFORE_THE_SWITCH = faults.POINTS[: faults.POINTS.index("pointer_renamed")]


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    made = Forks(tmp_path_factory.mktemp("runs"))
    yield made
    made.close()


def start(forks: Forks, bank: Bank, *files: Path, fault: str = "", largest_file_bytes: int = 0) -> Run:
    """A load by the command, in a process of its own; it says its progress line by line."""
    return forks.start(
        "load", *files, "--bank", bank.id, "--json",
        banks=bank.folder.parent, fault=fault, largest_file_bytes=largest_file_bytes,
    )  # fmt: skip


def finish(run: Run) -> str:
    """Wait for a load that must succeed and return the id of its build."""
    assert run.wait() == 0, run.err or run.out
    assert run.last["event"] == "done"
    return str(run.last["report"]["build_id"])


def served(bank: Bank) -> tuple[str, int]:
    """The served build, which must be complete and pass every check: its id and its responses."""
    path = bank.current()
    assert path is not None, "CURRENT names no build"
    with duckdb.connect(path, read_only=True) as connection:
        assert models.check(connection) == ()
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        lasting = {name for folder, name in models.models() if folder not in ("staging", "views")} - set(models.FAMILY)
        assert tables >= lasting | {"reg_measure", "reg_rule"}
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
def test_dying_at_a_named_point_leaves_a_whole_build_and_the_next_run_finishes(
    forks: Forks, bank: Bank, point: str
) -> None:
    before = served(bank)
    file = more(bank)
    run = start(forks, bank, file, fault=point)
    assert run.wait() == faults.KILLED, run.err
    build_id, responses = served(bank)
    if point in BEFORE_THE_SWITCH:
        assert (build_id, responses) == before
    else:
        assert build_id != before[0]
        assert responses == before[1] + ADDED
    finished = finish(start(forks, bank, more(bank)))
    assert served(bank) == (finished, before[1] + ADDED)
    assert_tidy(bank)


def test_every_named_point_is_in_the_code() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(faults.__file__).parent.glob("*.py"))
    for point in faults.POINTS:
        assert code.count(f'fault("{point}")') == 1
    with pytest.raises(ValueError, match="not a named fault point"):
        faults.fault("nowhere")


@pytest.mark.slow
def test_killed_at_random_the_served_build_is_always_whole(forks: Forks, bank: Bank) -> None:
    dice = random.Random(20261123)
    known = served(bank)[1] + ADDED
    run = start(forks, bank, more(bank, "service-first", "first"))
    run.says("progress")
    working = time.perf_counter()
    run.says('"publish"')
    publishing = time.perf_counter()
    finish(run)
    lengths = {"progress": time.perf_counter() - working, '"publish"': time.perf_counter() - publishing}
    outcomes = {"killed": 0, "finished": 0}
    for turn in range(RANDOM_KILLS):
        file = more(bank, f"service-{turn}", f"t{turn}-")
        mark = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        run = start(forks, bank, file)
        # every other one while the finished build is being published, which is short
        phase = "progress" if turn % 2 else '"publish"'
        run.says(phase)
        time.sleep(dice.uniform(0, lengths[phase]))
        has_finished = run.kill() == 0
        outcomes["finished" if has_finished else "killed"] += 1
        if has_finished:
            # the first run was measured on a machine that may have been busier than it is now
            lengths[phase] *= 0.8
        found = served(bank)[1]
        assert found in (known, known + ADDED), f"turn {turn}"
        assert file.exists() or any(bank.done.glob(f"*-{mark}-*")), f"turn {turn}: the original is lost"
        known = found
        for left in bank.inbox.glob("*.csv"):
            left.unlink()
    assert outcomes["killed"] > RANDOM_KILLS // 2
    finished = finish(start(forks, bank, more(bank, "service-last", "last")))
    assert served(bank) == (finished, known + ADDED)
    assert_tidy(bank)


@pytest.mark.slow
def test_two_readers_and_a_builder_at_once(forks: Forks, bank: Bank) -> None:
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
            expected[finish(start(forks, bank, more(bank, f"service-{turn}", f"t{turn}-")))] = responses
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
        cut = "from fct_response where recommend > 3"
        return text.replace("from fct_response", cut) if name == "mart_response_month" else text

    monkeypatch.setattr(models, "statement", with_a_filter_too_many)
    with pytest.raises(models.BrokenBuild, match="mart_response_adds_up"):
        load(bank, [more(bank)])
    assert served(bank) == before
    assert (bank.inbox / "service-more.csv").exists()
    assert_tidy(bank)


def said(run: Run) -> str:
    """What a refused command says was found; it must be refused, not broken, and nothing may be served but before."""
    assert run.wait() == 1, run.err or run.out
    assert run.err == ""
    assert run.last["event"] == "refused"
    return " ".join(error["found"] for error in run.last["errors"])


@pytest.mark.parametrize("largest_file_bytes", [20_000, 300_000, 1_000_000, 2_500_000])
def test_a_full_disk_is_told_and_the_last_build_served(forks: Forks, bank: Bank, largest_file_bytes: int) -> None:
    before = served(bank)
    file = more(bank)
    assert "disk is full" in said(start(forks, bank, file, largest_file_bytes=largest_file_bytes))
    assert served(bank) == before
    assert file.exists()
    finish(start(forks, bank, file))
    assert served(bank)[1] == before[1] + ADDED
    assert_tidy(bank)


def test_a_second_loader_is_told_to_wait(forks: Forks, bank: Bank) -> None:
    before = served(bank)
    with bank.loading():
        assert "another load" in said(start(forks, bank, more(bank)))
    assert served(bank) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(forks: Forks, bank: Bank) -> None:
    file = more(bank)
    file.chmod(0)
    assert "may not be read" in said(start(forks, bank, file))


def test_files_that_are_none(forks: Forks, bank: Bank, tmp_path: Path) -> None:
    before = served(bank)
    folder = tmp_path / "service-folder.csv"
    folder.mkdir()
    assert "no files" in said(start(forks, bank, folder))
    (folder / "service-link.csv").symlink_to(tmp_path / "gone.csv")
    run = start(forks, bank, folder / "service-link.csv")
    assert run.wait() == 2
    assert "link" in run.last["errors"][0]["found"]
    pipe = tmp_path / "service-pipe.csv"
    os.mkfifo(pipe)
    assert "neither a file nor a folder" in said(start(forks, bank, pipe))
    assert served(bank) == before


def test_a_build_that_was_overwritten_is_told(forks: Forks, bank: Bank) -> None:
    path = bank.current()
    assert path is not None
    path.write_bytes(b"not a build" * 1000)
    assert "cannot be opened as a build" in said(start(forks, bank, more(bank)))
