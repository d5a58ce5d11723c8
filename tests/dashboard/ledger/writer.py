"""Processes that write into a ledger until they are killed: a view, its rename and two audit entries at a time.

``python -m tests.dashboard.ledger.writer`` reads one request per line and forks a writer for each, so that imports are
paid once. It answers with the writer's process id; the writer says each number once its transaction has ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

from dashboard.ledger import Author, kept_views, open_ledger
from dashboard.ledger.opening import URL_VARIABLE

PROJECT = Path(__file__).resolve().parents[3]
LONGEST_WAIT_SECONDS = 120


@dataclass
class Writer:
    """One writer at work."""

    process_id: int
    said: Path

    def told(self) -> int:
        """How many transactions it has told to have ended."""
        return self.said.read_text(encoding="utf-8").count("\n")

    def tells(self, transactions: int) -> None:
        """Wait until it has told so many."""
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        while self.told() < transactions:
            assert time.monotonic() < until, self.said.read_text(encoding="utf-8")
            time.sleep(0.002)

    def kill(self) -> None:
        os.kill(self.process_id, signal.SIGKILL)


@dataclass
class Writers:
    """The helper that forks them."""

    _into: IO[str]
    _out: IO[str]

    def start(self, bank: tuple[str, Path]) -> Writer:
        said = bank[1] / f"said-{time.monotonic_ns()}"
        said.touch()
        request = [bank[0], str(bank[1]), str(said), os.environ.get(URL_VARIABLE, "")]
        self._into.write(json.dumps(request) + "\n")
        self._into.flush()
        return Writer(int(self._out.readline()), said)


@contextmanager
def forking_writers() -> Iterator[Writers]:
    command = [sys.executable, "-m", "tests.dashboard.ledger.writer"]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Writers(process.stdin, process.stdout)
        process.stdin.close()


def _write(bank: str, folder: str, said: str, url: str) -> None:
    os.environ[URL_VARIABLE] = url
    ledger = open_ledger(bank, Path(folder))
    own = os.getpid()
    with Path(said).open("a", encoding="utf-8") as told:
        for number in count(1):
            with ledger.writing(Author("writer")) as writing:
                view = kept_views.keep(writing, f"half {own} {number}", "trend", {"unit": ["r03"]})
                kept_views.rename(writing, view, 1, f"whole {own} {number}")
            told.write(f"{number}\n")
            told.flush()


def _serve() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the killed leave nothing behind
    for line in sys.stdin:
        child = os.fork()
        if child:
            print(child, flush=True)
        else:
            _write(*json.loads(line))


if __name__ == "__main__":
    _serve()
