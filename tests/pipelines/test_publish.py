"""Killed at a named point, a complete build stays served and the next run finishes; what cannot be loaded is told."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines import faults, models, publish
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.build import new_id
from pipelines.load import load
from pipelines.privacy import mask_text
from tests.pipelines.forking import Forks, Run
from tests.pipelines.publishing import ADDED, assert_tidy, finish, more, served, start

BEFORE_THE_SWITCH = faults.POINTS[: faults.POINTS.index("pointer_renamed")]


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


def test_old_builds_go_and_the_served_one_never(prepared: Bank, tmp_path: Path) -> None:
    bank = bank_named("b", tmp_path)
    bank.ensure()
    names = [f"2026010{day}T000000000000-aaaa.duckdb" for day in range(1, 9)]
    for name in names:
        (bank.builds / name).touch()
    bank.pointer.write_text(names[0] + "\n", encoding="utf-8")
    publish.prune(bank)
    assert sorted(path.name for path in bank.builds.iterdir()) == [names[0], *names[-publish.KEPT_BUILDS :]]


def test_no_builds_id_is_taken_for_somebodys_number_whenever_it_is_made() -> None:
    midnight = datetime(2026, 11, 27, tzinfo=UTC)
    ids = [new_id(midnight + timedelta(seconds=37 * step, microseconds=41_003 * step)) for step in range(24 * 97)]
    assert [mask_text(each) for each in ids] == ids == sorted(ids)
    assert new_id(midnight) > "20261126T235959999999-ffff"  # the ids of older builds had no underscores


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
