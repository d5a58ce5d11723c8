"""Several processes of several threads on one file: no thread lets go what another holds, nothing is lost or torn."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from dashboard.ledger import Author, audit, open_ledger
from tests.browser.conftest import PROJECT

PROCESSES, THREADS, ENTRIES = 3, 3, 40
FULL = """
import random, sys, threading, time
from pathlib import Path
from dashboard.ledger import Author, audit, open_ledger
ledger = open_ledger("small", Path(sys.argv[1]))
def write(number):
    for _ in range(int(sys.argv[3])):
        audit.record(ledger, Author("wang"), "view")
        time.sleep(random.random() * 0.03)  # now and then nobody has the file open
threads = [threading.Thread(target=write, args=(number,)) for number in range(int(sys.argv[2]))]
[each.start() for each in threads]
[each.join() for each in threads]
"""
TAKES_ALL = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0).execute("pragma journal_mode = delete").fetchone()
    print("taken")
except sqlite3.OperationalError:
    print("locked")
"""
"""Needs the file for itself, as the last to close it does, who then deletes the log."""


def test_what_one_thread_does_lets_go_no_lock_of_another(tmp_path: Path) -> None:
    ledger = open_ledger("small", tmp_path)
    audit.record(ledger, Author("wang"), "view")
    with ledger.reading():
        ledger.revision()  # as another thread would meanwhile
        asked = [sys.executable, "-c", TAKES_ALL, str(tmp_path / "ledger.sqlite")]
        assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == "locked"


def test_processes_with_threads_write_one_whole_chain(tmp_path: Path) -> None:
    call = [sys.executable, "-c", FULL, str(tmp_path), str(THREADS), str(ENTRIES)]
    writers = [subprocess.Popen(call, cwd=PROJECT) for _ in range(PROCESSES)]
    assert [writer.wait() for writer in writers] == [0] * PROCESSES
    with sqlite3.connect(tmp_path / "ledger.sqlite") as looked_at:
        assert looked_at.execute("pragma integrity_check").fetchall() == [("ok",)]
    found = audit.verify(open_ledger("small", tmp_path))
    assert (found.entries, found.faults) == (PROCESSES * THREADS * ENTRIES, ())
