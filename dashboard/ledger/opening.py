"""Opens the ledger of a bank: where it lies, how it is locked, and the transactions of all reading and writing.

SQLite: one file ``ledger.sqlite`` in the bank's folder (mode 0600), write-ahead log, every commit synced to the disk, a
writer takes the write lock at its beginning. PostgreSQL: the address in ``HUIYIN_LEDGER_URL``, one schema per bank, a
writer takes the row of the revision. On both, one writer at a time, and readers never wait for it.
"""

from __future__ import annotations

import datetime
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from dashboard.ledger import tables
from dashboard.ledger.faults import LedgerUnavailableError, WrongEntryError
from dashboard.ledger.migration import migrate

URL_VARIABLE = "HUIYIN_LEDGER_URL"
FILE_NAME = "ledger.sqlite"
LONGEST_WAIT_SECONDS = 10
"""How long a writer waits for another before the person is told."""
_WRITES = "ledger_writes"
_lock = threading.Lock()
_open: dict[tuple[str, str], Ledger] = {}

Clock = Callable[[], datetime.datetime]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and from where: what the audit keeps of it. ``slice`` is the address as text."""

    person: str
    came_from: str = ""
    page: str = ""
    slice: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """One open transaction of one author: its moment (UTC, ISO 8601) and the revision it makes."""

    connection: sa.Connection
    author: Author
    at: str
    revision: int


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The ledger of one bank. Shared by all threads: every reading and writing has a connection of its own."""

    bank: str
    engine: sa.Engine
    path: Path | None
    """The file; None on PostgreSQL."""
    folder: Path
    """The bank's own, where files beside the ledger lie."""
    clock: Clock = _now
    _prepared: list[Any] = field(default_factory=list)
    """What was last found in its newest shape: the file's identity, or the server's schema."""

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A consistent view of the moment, to read from. Raises LedgerUnavailableError."""
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self, author: Author, *, is_change: bool = True) -> Iterator[Writing]:
        """One transaction: kept as a whole and on the disk when the block ends, or not at all where it raises.

        ``is_change`` False is for what no answer reads (the audit): the revision stays. Raises LedgerUnavailableError
        after LONGEST_WAIT_SECONDS behind other writers, WrongEntryError ("entry", "taken") where a name was taken.
        """
        with self._transaction(writes=True) as connection:
            number = int(connection.execute(sa.select(tables.revision.c.number).with_for_update()).scalar_one())
            if is_change:
                number += 1
                connection.execute(sa.update(tables.revision).values(number=number))
            yield Writing(connection, author, self.moment(), number)

    def revision(self) -> int:
        """A number that rises with every change: what answers that read the ledger are kept under."""
        with self.reading() as connection:
            return int(connection.execute(sa.select(tables.revision.c.number)).scalar_one())

    def moment(self) -> str:
        """Now, as the ledger writes it."""
        return self.clock().astimezone(datetime.UTC).isoformat(timespec="microseconds")

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[sa.Connection]:
        with _told_plainly(self):
            self._prepare()
            with self.engine.connect().execution_options(**{_WRITES: writes}) as connection, connection.begin():
                yield connection

    def _prepare(self) -> None:
        """Make the file or schema and bring it to the newest shape; a file that was put in its place is seen."""
        if self.path is not None:
            if not self.path.parent.is_dir():
                raise LedgerUnavailableError(f"the bank {self.bank!r} has no folder {self.path.parent}")
            _make_file(self.path)
        found = "" if self.path is None else _identity(self.path)
        if found is not None and found in self._prepared:
            return
        with self.engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            if self.path is None:
                connection.execute(
                    sa.text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": _schema(self.bank)}
                )
                connection.execute(sa.schema.CreateSchema(_schema(self.bank), if_not_exists=True))
            migrate(connection, self.moment())
        self._prepared[:] = ["" if self.path is None else _identity(self.path)]


def open_ledger(bank: str, folder: Path) -> Ledger:
    """The ledger of a bank whose folder is ``folder``; opened once per process. Nothing is made or read before its use.

    Raises LedgerUnavailableError where the configured server's address cannot be understood or its driver is missing.
    """
    url = os.environ.get(URL_VARIABLE, "")
    key = (bank, url or str(folder.resolve()))
    with _lock:
        if key not in _open:
            _open[key] = (
                _on_server(bank, url, folder.resolve()) if url else _in_file(bank, folder.resolve() / FILE_NAME)
            )
        return _open[key]


def _in_file(bank: str, path: Path) -> Ledger:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        # a connection costs less than a millisecond, and none is left open on a file that a person took away
        poolclass=NullPool,
        connect_args={"timeout": LONGEST_WAIT_SECONDS},
    )

    @sa.event.listens_for(engine, "connect")
    def connected(raw: sqlite3.Connection, _: Any) -> None:
        raw.isolation_level = None  # transactions are begun below, not by the driver
        raw.execute("pragma foreign_keys = on")
        raw.execute("pragma synchronous = full")
        if raw.execute("pragma journal_mode").fetchone()[0] != "wal":
            raw.execute("pragma journal_mode = wal")

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        is_writing = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("begin immediate" if is_writing else "begin")

    return Ledger(bank, engine, path, path.parent)


def _on_server(bank: str, written: str, folder: Path) -> Ledger:
    try:
        url = sa.make_url(written)
    except sa.exc.ArgumentError as fault:
        raise LedgerUnavailableError(
            f"{URL_VARIABLE} is not an address like postgresql://user@host/database"
        ) from fault
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise LedgerUnavailableError(f"{URL_VARIABLE} names {url.get_backend_name()!r}: only postgresql can be used")
    try:
        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, connect_args={"connect_timeout": 10}
        )
    except ImportError as fault:
        raise LedgerUnavailableError(
            "PostgreSQL's driver is not installed: pip install -r requirements-postgresql.txt"
        ) from fault

    @sa.event.listens_for(engine, "begin")
    def begun(connection: sa.Connection) -> None:
        # for this transaction alone, so that a pooler between may hand the session to others
        connection.exec_driver_sql(f'set local search_path to "{_schema(bank)}"')
        connection.exec_driver_sql(f"set local lock_timeout to '{LONGEST_WAIT_SECONDS}s'")

    return Ledger(bank, engine, None, folder)


def _schema(bank: str) -> str:
    """The schema of a bank; a bank's id has no character that could end a quoted name."""
    if not bank or not all(letter.isalnum() or letter in "_-" for letter in bank):
        raise LedgerUnavailableError(f"{bank!r} is not the id of a bank")
    return f"huiyin_{bank}"


def _make_file(path: Path) -> None:
    """An empty file for its owner alone where there is none. One that is there must never be opened beside SQLite:
    closing it again would let go every lock that other threads of this process hold on it, and two processes would
    write over each other."""
    if path.exists():
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return  # somebody else was faster


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file this is; None while it is empty (one made in a deleted one's place may get its number)."""
    found = path.stat()
    return (found.st_dev, found.st_ino) if found.st_size else None


@contextmanager
def _told_plainly(ledger: Ledger) -> Iterator[None]:
    """What a driver or the system says becomes one kind of fault, told by its first line: others may hold values."""
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.InterfaceError) as fault:
        ledger._prepared.clear()  # whatever was put in its place is looked at anew next time
        raise LedgerUnavailableError(
            f"the ledger of {ledger.bank!r} cannot be used now ({type(fault.orig).__name__}: {_reason(fault)})"
        ) from fault
    except sa.exc.IntegrityError as fault:
        raise WrongEntryError(("entry", "taken")) from fault
    except sa.exc.ProgrammingError:
        raise  # a statement of ours is wrong
    except sa.exc.DatabaseError as fault:
        raise LedgerUnavailableError(f"the ledger of {ledger.bank!r} is damaged ({_reason(fault)})") from fault
    except OSError as fault:
        raise LedgerUnavailableError(f"the ledger of {ledger.bank!r} cannot be used now ({fault.strerror})") from fault


def _reason(fault: sa.exc.DBAPIError) -> str:
    return str(fault.orig).strip().splitlines()[0] if fault.orig and str(fault.orig).strip() else "no reason given"
