"""Runs the commands in processes of their own without paying for imports each time: a helper imports once and forks.

``python -m tests.pipelines.forking`` reads one request per line and answers with the process id of the fork; the fork
writes what it says into two files and its exit code into a third, unless it is killed. Unix only.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_RUN_SECONDS = 180


@dataclass
class Run:
    """One command at work."""

    process_id: int
    folder: Path

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(encoding="utf-8", errors="replace")

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8", errors="replace")

    @property
    def code(self) -> int | None:
        """The exit code; negative where a signal ended it, None while it runs."""
        path = self.folder / "code"
        return int(path.read_text(encoding="utf-8")) if path.exists() else None

    @property
    def last(self) -> dict[str, Any]:
        """The last JSON line it said."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found

    def says(self, words: str) -> bool:
        """Wait until it says these words; False where it ends before."""
        until = time.monotonic() + LONGEST_RUN_SECONDS
        while words not in self.out:
            if self.code is not None:
                return words in self.out
            assert time.monotonic() < until, f"never said {words}"
            time.sleep(0.005)
        return True

    def wait(self) -> int:
        until = time.monotonic() + LONGEST_RUN_SECONDS
        while (code := self.code) is None:
            assert time.monotonic() < until, "does not end"
            time.sleep(0.005)
        return code

    def kill(self) -> int:
        """Kill −9, however far it is."""
        if self.code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process_id, signal.SIGKILL)
        return self.wait()


class Forks:
    """The helper process; close it when done."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs = 0
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.pipelines.forking"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def start(self, *arguments: object, banks: Path, fault: str = "", largest_file_bytes: int = 0) -> Run:
        """Start ``python -m pipelines ARGUMENTS``; ``largest_file_bytes`` stands for a disk that is full beyond it."""
        self._runs += 1
        folder = self._folder / f"run-{self._runs:03}"
        folder.mkdir(parents=True)
        request = {
            "arguments": [*map(str, arguments)],
            "folder": str(folder),
            "environment": {"HUIYIN_BANKS": str(banks), "HUIYIN_FAULT": fault},
            "largest_file_bytes": largest_file_bytes,
        }
        assert self._helper.stdin is not None
        assert self._helper.stdout is not None
        self._helper.stdin.write(json.dumps(request) + "\n")
        self._helper.stdin.flush()
        return Run(int(self._helper.stdout.readline()), folder)

    def close(self) -> None:
        self._helper.communicate(timeout=30)


def _fork(request: dict[str, Any]) -> int:
    import resource

    from pipelines.__main__ import main

    folder = Path(request["folder"])
    for name in ("out", "err"):
        (folder / name).touch()
    child = os.fork()
    if child:
        return child
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_APPEND), number)
    os.environ.update(request["environment"])
    if request["largest_file_bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["largest_file_bytes"], resource.RLIM_INFINITY))
    code = 99
    try:
        code = main(request["arguments"])
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - a trace is what the tests look for
        import traceback

        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _serve() -> None:
    """Fork for each request; a thread of its own notes how each fork ended."""
    import threading

    from pipelines import models
    from pipelines.__main__ import main
    from pipelines.text import read_dictionary, segmenter_of

    del main  # imported so that forks have it
    # and so that each fork has what every run reads alike; nothing of the engine, whose threads no fork takes along
    segmenter_of(read_dictionary())
    for folder, name in (*models.models(), *(("checks", name) for name in models.check_names())):
        models.statement(folder, name)
    for table in (*models.MARTS, *models.VIEWS):
        models.described(table)

    def note(process_id: int, folder: Path) -> None:
        _, status = os.waitpid(process_id, 0)
        code = os.waitstatus_to_exitcode(status)
        (folder / "code.new").write_text(str(code), encoding="utf-8")
        (folder / "code.new").replace(folder / "code")

    for line in sys.stdin:
        request = json.loads(line)
        process_id = _fork(request)
        threading.Thread(target=note, args=(process_id, Path(request["folder"]))).start()
        print(process_id, flush=True)


if __name__ == "__main__":
    _serve()
