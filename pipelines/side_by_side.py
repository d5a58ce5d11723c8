"""Reads and conforms exports beside each other, in processes that hand over masked rows and share nothing else.

Where there is one core, or little to read, it is done one after the other in the process that asks. The rows of a file
always come in their order, but those of several files may come in turns.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from pipelines.conform import Conformed, Known, conform
from pipelines.contracts import CONTRACTS
from pipelines.descriptions import load_description
from pipelines.hindrances import broken_off
from pipelines.readers import read, workbooks
from pipelines.refusals import Hindered, Refusal, Refused, said

MOST_PROCESSES = 4
"""Each takes some 600 MB; HUIYIN_READERS sets another number. One process writes what all of them read."""
FEWEST_BYTES = 16 << 20
"""Below it a process is not worth its start."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One export to be read by a description; see ``conform``."""

    load_id: str
    name: str
    path: Path
    described_by: Path
    known: Known
    secret: bytes
    zone: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What comes first of every export that can be opened."""

    layout: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What comes last of every export: why it was not taken, if it was not."""

    refusals: tuple[Refusal, ...] = ()


Told = Opened | Conformed | Ended


def processes(paths: Sequence[Path]) -> int:
    """How many processes these files are worth beside the one that writes; 0 where that one reads them itself."""
    named = os.environ.get("HUIYIN_READERS", "")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    most = int(named) if named.isdecimal() else min(cores, MOST_PROCESSES)
    if most < 2 or sum(path.stat().st_size for path in paths if path.is_file()) < FEWEST_BYTES:
        return 0
    return min(most, len(paths))


def told(readings: Iterator[Reading], processes: int) -> Generator[tuple[Reading, Told], None, None]:
    """What is told of every reading; one is taken from ``readings`` when it is begun. To be closed by who leaves early.

    Hindered where a process ended that had not told everything.
    """
    if processes == 0:
        for reading in readings:
            for each in _of_one(reading):
                yield reading, each
        return
    context = multiprocessing.get_context("spawn")  # an open database must not be forked
    started = []
    at_work: dict[Connection, Reading] = {}
    try:
        for _, reading in zip(range(processes), readings, strict=False):  # in this order none is drawn in vain
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, processes), daemon=True)
            process.start()
            started.append(process)
            theirs.close()
            at_work[ours] = reading
            ours.send(reading)
        while at_work:
            for connection in cast("list[Connection]", wait(list(at_work))):
                reading = at_work[connection]
                each = connection.recv()
                if isinstance(each, Exception):
                    raise each
                yield reading, each
                if isinstance(each, Ended):
                    del at_work[connection]
                    if (following := next(readings, None)) is not None:
                        at_work[connection] = reading = following
                        connection.send(reading)
    except (EOFError, ConnectionError) as error:
        advice = said("run the command again, with HUIYIN_READERS=1 where memory is short")
        raise Hindered(broken_off(reading.name, advice)) from error
    finally:
        for process in started:
            process.kill()
        for process in started:
            process.join()


def _of_one(reading: Reading) -> Iterator[Told]:
    try:
        description = load_description(reading.described_by)
        export = read(reading.path, **description.file.for_reader())
        yield Opened(export.layout)
        today = datetime.now(ZoneInfo(reading.zone)).date()
        yield from conform(export, description, CONTRACTS, reading.known, reading.secret, reading.zone, today)
    except Refused as refused:
        yield Ended(refused.refusals)
    else:
        yield Ended()


def _work(connection: Connection, processes: int) -> None:
    """Reads what it is given, one export after the other, until whoever asked is gone or ends it."""
    for asked in (signal.SIGINT, signal.SIGTERM):  # they reach both; the one that asked ends this one
        signal.signal(asked, signal.SIG_IGN)
    os.environ[workbooks.AT_ONCE] = str(processes)
    while (reading := _asked(connection)) is not None:
        try:
            for each in _of_one(reading):
                if not _sent(connection, each):
                    return
        except Exception as error:  # noqa: BLE001 raised again by whoever asked
            _sent(connection, error)
            return


def _asked(connection: Connection) -> Reading | None:
    """The next export to read; None where whoever asked is gone."""
    try:
        return cast("Reading", connection.recv())
    except (EOFError, ConnectionError):
        return None


def _sent(connection: Connection, told: Told | Exception) -> bool:
    """Whether whoever asked has it; what cannot be handed over is told by its kind alone."""
    try:
        connection.send(told)
    except (EOFError, ConnectionError):
        return False
    except (pickle.PicklingError, TypeError, AttributeError):
        connection.send(RuntimeError(type(told).__name__))
    return True
