"""How many times a second a process runs the Trend page for one reader, and what it holds after many such clicks.

``ours`` is the app; ``stock`` a page of the same figures made by the framework's own means, from the same answers. Both
are asked over their websocket, as a browser asks, by turns; every answer is kept before the measurement begins, so that
what is left is the page itself.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from dashboard.slices import PRESETS
from tests.benchmarks.clicks import streamlit_page
from tests.browser.conftest import running_app
from tests.dashboard.access.wire import Line

ROUNDS = 6
RUNS = 24
"""Runs of one contender before the other has its turn."""
LONGEST_WAIT_SECONDS = 300
STOCK = "stock_page.py"


def measure(root: Path, bank: str, told: Callable[[str], None] = print) -> Iterator[dict[str, Any]]:
    """One row per contender: whole runs a second, and which multiple ours is of it."""
    with ExitStack() as stack:
        lines = {
            "ours": (Line(stack.enter_context(running_app(root)), longest_wait=LONGEST_WAIT_SECONDS), "trend"),
            "stock": (
                Line(stack.enter_context(streamlit_page(STOCK, root, bank)), longest_wait=LONGEST_WAIT_SECONDS),
                "",
            ),
        }
        for line, page in lines.values():
            stack.callback(line.close)
            _run(line, page, bank, range(len(PRESETS)))
        told(f"running the page {ROUNDS * RUNS} times, two ways")
        spent: dict[str, list[float]] = {name: [] for name in lines}
        for turn in range(ROUNDS):
            for name, (line, page) in lines.items():
                begun = time.perf_counter()
                _run(line, page, bank, range(turn, turn + RUNS))
                spent[name].append(RUNS / (time.perf_counter() - begun))
        ours = statistics.median(spent["ours"])
        for name, speeds in spent.items():
            middle = statistics.median(speeds)
            yield {"contender": name, "runs_per_second": round(middle, 2), "ours": round(ours / middle, 2)}


def held(root: Path, bank: str, clicks: int, told: Callable[[str], None] = print) -> dict[str, Any]:
    """What the app holds (MB resident) after each tenth of so many clicks on periods."""
    with running_app(root) as address:
        line = Line(address, longest_wait=LONGEST_WAIT_SECONDS)
        process = process_of(address)
        told(f"{clicks:,} clicks on one process")
        found = []
        for tenth in range(10):
            _run(line, "trend", bank, range(tenth * clicks // 10, (tenth + 1) * clicks // 10))
            found.append(round(resident_mb(process)))
        line.close()
    return {"clicks": clicks, "mb": found, "last_in_second": round(found[-1] / found[1], 3)}


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for a terminal."""
    lines = [f"{'contender':10}{'runs/s':>9}{'ours/it':>9}"]
    lines += [f"{row['contender']:10}{row['runs_per_second']:>9.2f}{row['ours']:>8.2f}×" for row in rows]
    return "\n".join(lines)


def process_of(address: str) -> int:
    """The process that serves an address of this machine; RuntimeError where none is found."""
    port = address.rpartition(":")[2]
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--server.port" in words and port.encode() in words:
            return int(entry.parent.name)
    raise RuntimeError(f"no process serves {address}")


def resident_mb(process: int) -> float:
    """Resident memory in MB."""
    told = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) / 1000 for line in told.splitlines() if line.startswith("VmRSS:"))


def _run(line: Line, page: str, bank: str, turns: Sequence[int]) -> None:
    """Runs of the page, each for another period than the one before; RuntimeError where it has no charts to show."""
    for turn in turns:
        told = line.ask(page, f"bank={bank}&lang=en&period={PRESETS[turn % len(PRESETS)]}")
        if b"scatter" not in told:
            raise RuntimeError(f"the page {page!r} drew no chart")
