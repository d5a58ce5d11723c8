"""What a ledger stands: kill -9 while writing, older and newer ledgers, files taken away, damaged or closed to us."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.ledger import (
    Author,
    Ledger,
    LedgerUnavailableError,
    NewerLedgerError,
    audit,
    changes,
    drafts,
    kept_views,
    migration,
    open_ledger,
    opening,
    tables,
)
from dashboard.ledger.migration import steps
from dashboard.scopes import local_user
from tests.dashboard.ledger.writer import Writers, forking_writers


@pytest.fixture(scope="module")
def helper() -> Iterator[Writers]:
    with forking_writers() as found:
        yield found


def test_kill_at_any_instant_keeps_every_whole_entry_and_no_half_one(
    ledger: Ledger, bank: tuple[str, Path], helper: Writers
) -> None:
    chance = random.Random(20261125)
    told = 0
    for _ in range(6):
        writer = helper.start(bank)
        writer.tells(chance.randrange(1, 4))
        time.sleep(chance.random() * 0.02)  # some moment of one of the next transactions
        writer.kill()
        told += writer.told()
    names = [view.name for view in kept_views.list_views(ledger, "writer")]
    assert told <= len(names) <= told + 6  # each may have ended one that it could no longer tell
    assert not [name for name in names if name.startswith("half")]
    found = audit.verify(ledger)
    assert found.faults == ()
    assert found.entries == 2 * len(names)
    assert ledger.revision() == len(names)
    with ledger.writing(Author("wang")) as writing:  # and nothing is left locked
        kept_views.keep(writing, "after", "trend", {})


def test_two_processes_at_once_write_one_chain(ledger: Ledger, bank: tuple[str, Path], helper: Writers) -> None:
    both = [helper.start(bank) for _ in range(2)]
    for writer in both:
        writer.tells(4)
    for writer in both:
        writer.kill()
    names = [view.name for view in kept_views.list_views(ledger, "writer")]
    for writer in both:
        assert len([name for name in names if name.startswith(f"whole {writer.process_id} ")]) >= 4
    found = audit.verify(ledger)
    assert (found.entries, found.faults) == (2 * len(names), ())


def test_the_steps_make_the_tables_that_the_program_speaks_of(ledger: Ledger) -> None:
    ledger.revision()
    with ledger.reading() as connection:
        inspector = sa.inspect(connection)
        schema = None if ledger.path else f"huiyin_{ledger.bank}"
        for table in vars(tables).values():
            if isinstance(table, sa.TableClause):
                found = {column["name"] for column in inspector.get_columns(table.name, schema=schema)}
                assert found == {column.name for column in table.columns}, table.name


def test_an_older_ledger_is_brought_up_to_date_with_all_it_holds(
    ledger: Ledger, wang: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written as the program of the first step wrote it, then found by four at once."""
    with monkeypatch.context() as older:
        older.setattr(migration, "steps", lambda: steps()[:1])
        with ledger.writing(wang) as writing:
            view = kept_views.keep(writing, "north", "trend", {"unit": ["r03"]})
            assert writing.connection.execute(sa.select(tables.version.c.number)).scalars().all() == [1]
            # the drafts of now ask for a table that is not there yet, so the row is written as it was then
            row = dict.fromkeys(("kind", "title", "page", "build", "measure", "unit_id"), "x")
            draft = changes.make(writing, "draft", {**row, "address": "{}", "numbers": "{}", "improvement_id": None})
        before = audit.verify(ledger)
    outcomes: list[int] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(replace(ledger, _prepared=[]).revision())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [1, 1, 1, 1]
    ledger._prepared.clear()
    with ledger.reading() as connection:
        assert connection.execute(sa.select(tables.version.c.number)).scalars().all() == [step.number for step in steps()]
    assert [each.id for each in kept_views.list_views(ledger, "wang")] == [view]
    assert [each.id for each in drafts.waiting(ledger, local_user())] == [draft]
    assert audit.verify(ledger) == before
    with ledger.writing(wang) as writing:
        changes.undo_last(writing, "kept_view", view)


def test_a_ledger_of_a_newer_program_is_refused_and_left_alone(ledger: Ledger, wang: Author) -> None:
    with ledger.writing(wang) as writing:
        row = {"number": steps()[-1].number + 1, "name": "later", "applied_at": writing.at}
        writing.connection.execute(sa.insert(tables.version).values(row))
    ledger._prepared.clear()
    with pytest.raises(NewerLedgerError, match="newer program"):
        ledger.revision()


@pytest.fixture
def in_file(monkeypatch: pytest.MonkeyPatch, bank: tuple[str, Path]) -> Ledger:
    monkeypatch.delenv(opening.URL_VARIABLE, raising=False)
    return open_ledger(*bank)


def test_the_file_is_its_owners_alone_and_syncs_every_commit(in_file: Ledger, wang: Author) -> None:
    audit.record(in_file, wang, "export")
    with in_file.reading() as connection:
        asked = {
            name: connection.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous")
        }
        assert asked == {"journal_mode": "wal", "synchronous": 2}
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
        assert in_file.path is not None
        for path in in_file.path.parent.glob("ledger.sqlite*"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_a_bank_taken_away_and_made_again_has_a_new_ledger(
    in_file: Ledger, bank: tuple[str, Path], wang: Author
) -> None:
    with in_file.writing(wang) as writing:
        kept_views.keep(writing, "old", "trend", {})
    shutil.rmtree(bank[1])
    with pytest.raises(LedgerUnavailableError, match="no folder"):
        in_file.revision()
    bank[1].mkdir()
    assert in_file.revision() == 0
    with in_file.writing(wang) as writing:
        kept_views.keep(writing, "new", "trend", {})
    assert [view.name for view in kept_views.list_views(in_file, "wang")] == ["new"]


def test_a_backup_put_back_under_the_running_program_is_taken_up(
    in_file: Ledger, bank: tuple[str, Path], wang: Author
) -> None:
    with in_file.writing(wang) as writing:
        kept_views.keep(writing, "kept", "trend", {})
    backup = bank[1] / "backup.sqlite"
    with sqlite3.connect(bank[1] / "ledger.sqlite") as source, sqlite3.connect(backup) as target:
        source.backup(target)
    source.close()
    target.close()
    with in_file.writing(wang) as writing:
        kept_views.keep(writing, "lost", "trend", {})
    for path in bank[1].glob("ledger.sqlite*"):
        path.unlink()
    backup.rename(bank[1] / "ledger.sqlite")
    assert [view.name for view in kept_views.list_views(in_file, "wang")] == ["kept"]
    assert audit.verify(in_file).faults == ()


def test_a_damaged_file_is_said_to_be_damaged(in_file: Ledger, bank: tuple[str, Path]) -> None:
    (bank[1] / "ledger.sqlite").write_bytes(b"no database at all" * 1000)
    with pytest.raises(LedgerUnavailableError, match="damaged"):
        in_file.revision()


def test_a_writer_behind_a_lock_that_never_falls_is_told(
    in_file: Ledger, bank: tuple[str, Path], wang: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_file.revision()
    monkeypatch.setattr(opening, "LONGEST_WAIT_SECONDS", 0.05)
    hurried = opening._in_file(bank[0], bank[1] / "ledger.sqlite")
    other = sqlite3.connect(bank[1] / "ledger.sqlite", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(LedgerUnavailableError, match="locked"):
        audit.record(hurried, wang, "export")
    assert kept_views.list_views(in_file, "wang") == ()  # readers never wait for a writer
    other.rollback()
    other.close()
    audit.record(hurried, wang, "export")


def test_a_full_disk_is_told_and_nothing_is_half_written(in_file: Ledger, bank: tuple[str, Path], wang: Author) -> None:
    """SQLite's own limit of pages stands for the disk: it fails in the same way, at the same place."""

    in_file.revision()

    @sa.event.listens_for(in_file.engine, "begin")
    def narrow(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("pragma page_count").scalar()
        connection.exec_driver_sql(f"pragma max_page_count = {pages}")

    with pytest.raises(LedgerUnavailableError, match="full"):
        for number in range(200):
            with in_file.writing(wang) as writing:
                kept_views.keep(writing, f"view {number}", "x" * 2000, {})
    sa.event.remove(in_file.engine, "begin", narrow)
    kept = len(kept_views.list_views(in_file, "wang"))
    assert in_file.revision() == kept
    found = audit.verify(in_file)
    assert (found.entries, found.faults) == (kept, ())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_closed_to_us_is_told(in_file: Ledger, bank: tuple[str, Path]) -> None:
    bank[1].chmod(0o500)
    with pytest.raises(LedgerUnavailableError, match="Permission"):
        in_file.revision()
