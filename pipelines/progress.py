"""How long work says how far it is: as JSON lines for another program, as bars for a person, or not at all."""

from __future__ import annotations

import json
import sys
from types import TracebackType
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


class Progress(Protocol):
    """Told of every step; ``done`` and ``total`` count what the step counts (rows, models), None where unknown."""

    def step(self, step: str, about: str = "", done: int = 0, total: int | None = None) -> None: ...


class Silent:
    """For callers that do not watch."""

    def step(self, step: str, about: str = "", done: int = 0, total: int | None = None) -> None:
        return None


class JsonLines:
    """One JSON object per line on ``stream``, for the app and for scripts; ``event`` is progress, done or refused."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout

    def step(self, step: str, about: str = "", done: int = 0, total: int | None = None) -> None:
        self.send({"event": "progress", "step": step, "file": about, "done": done, "total": total})

    def send(self, event: dict[str, object]) -> None:
        self._stream.write(json.dumps(event, ensure_ascii=False, default=str) + "\n")
        self._stream.flush()


class Bars:
    """One line per step on the terminal, with a bar where the end is known; on stderr, so that results stay clean."""

    def __init__(self, console: Console | None = None) -> None:
        self._bars = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console or Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def step(self, step: str, about: str = "", done: int = 0, total: int | None = None) -> None:
        # models and checks advance one bar; every file that is read has its own
        name = f"{step} {about}".strip() if step in ("read", "write") else step
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total)
        self._bars.update(self._tasks[name], completed=done, total=total)
