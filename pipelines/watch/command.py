"""The command ``watch``: until it is told to stop, it says per load and per refused file what became of it."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from pipelines import banks, told
from pipelines.load import LoadReport
from pipelines.privacy import mask_text
from pipelines.progress import JsonLines
from pipelines.refusals import Refusal
from pipelines.watch.folder import EVERY_SECONDS, Watch


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser], shared: argparse.ArgumentParser) -> None:
    watching = commands.add_parser("watch", parents=[shared], help="load every finished file that is put into a folder")
    watching.add_argument("folder", type=Path, metavar="DIR", help="the folder; refused files go into its refused/")
    watching.add_argument("--every", type=_seconds, default=EVERY_SECONDS, help="seconds from one look to the next")


def run(chosen: argparse.Namespace, bank: banks.Bank, lines: JsonLines | None) -> dict[str, object]:
    """Watch until SIGTERM or SIGINT; a load that has begun is finished first. How many loads and refused files."""
    bank.take_own_files()
    stop = threading.Event()
    heard = Heard(lines)
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())
    heard.begins(chosen.folder)
    Watch(bank, chosen.folder, heard, lines).run(stop, chosen.every)
    return {"loads": heard.loads, "refused": heard.refusals}


class Heard:
    """Says on the terminal, or as JSON lines, what becomes of the files."""

    def __init__(self, lines: JsonLines | None) -> None:
        self._lines = lines
        self.loads = self.refusals = 0
        self._waits = False

    def begins(self, folder: Path) -> None:
        if self._lines:
            self._lines.send({"event": "watching", "folder": str(folder)})
        else:
            Console().print(f"watching {folder}; Ctrl+C ends it", markup=False, highlight=False)

    def loaded(self, report: LoadReport) -> None:
        self.loads += 1
        self._waits = False
        if self._lines:
            self._lines.send({"event": "loaded", "report": report.as_dict()})
        else:
            told.report(Console(), report)

    def refused(self, file: Path, refusals: Sequence[Refusal]) -> None:
        self.refusals += 1
        if self._lines:
            errors = [refusal.as_dict() for refusal in refusals]
            self._lines.send({"event": "file_refused", "file": mask_text(str(file)), "errors": errors})
        else:
            told.refusals(Console(stderr=True), refusals)
            Console(stderr=True).print(
                f"put aside: {mask_text(str(file))}", markup=False, highlight=False, soft_wrap=True
            )

    def waiting(self, refusals: Sequence[Refusal]) -> None:
        """Said once, however many looks it takes until the way is free."""
        if self._waits:
            return
        self._waits = True
        if self._lines:
            self._lines.send({"event": "waiting", "errors": [refusal.as_dict() for refusal in refusals]})
        else:
            told.refusals(Console(stderr=True), refusals)


def _seconds(text: str) -> float:
    found = float(text)
    if not 0.1 <= found <= 3600:
        raise argparse.ArgumentTypeError(f"{text} is not between 0.1 and 3600")
    return found
