"""Opens the finished build of a bank: read-only, with limits, locked down, one cursor per call, results cached."""

from __future__ import annotations

import ctypes
import datetime
import os
import re
import tempfile
import threading
import tomllib
import weakref
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache, wraps
from inspect import signature
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import cachetools
import duckdb
import pandas as pd

from dashboard.queries.keeping import Kept
from dashboard.scopes import Scope

MEMORY_LIMIT = "1GB"
THREADS = 2
LONGEST_QUERY_MILLISECONDS = 20_000
CACHE_BYTES = 256 * 1024**2
CACHE_BYTES_PER_CELL = 24
"""What a cell of a kept frame is taken to need: to weigh every text would take longer than many a statement."""
SMALL_TABLES_KEPT = 256
BUILDS_KEPT_OPEN = 8
SCHEMA_VERSION = 13
"""The shape of the tables that these statements read; a build of another shape is refused, never misread."""

_SQL = Path(__file__).parent / "sql"
_INCLUDE = re.compile(r"^-- include ([a-z_]+)\n", re.MULTILINE)
_PARAMETER = re.compile(r"\$([a-z_]+)")
_lock = threading.RLock()
T = TypeVar("T")
P = ParamSpec("P")
_open: cachetools.LRUCache[Path, Build] = cachetools.LRUCache(maxsize=BUILDS_KEPT_OPEN)
# A build that fell out of the cache but is still held by somebody is taken up again: opened twice in one process its
# limits are locked already, and setting them a second time is refused.
_alive: weakref.WeakValueDictionary[Path, Build] = weakref.WeakValueDictionary()


def _is_served(key: Any) -> bool:
    """Whether a result is of a build that more will ask for. What was under way when a newer one was published would
    lie there for nobody, and hold the older one open."""
    return key[0] in _open


_results: Kept[pd.DataFrame] = Kept(CACHE_BYTES, _is_served)
_worked: Kept[Any] = Kept(CACHE_BYTES // 4, _is_served)
_records: Kept[tuple[dict[str, Any], ...]] = Kept(SMALL_TABLES_KEPT, _is_served)


class BankError(ValueError):
    """No build can be opened; ``banks`` are the banks that there are."""

    def __init__(self, message: str, banks: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.banks = banks


class UnknownBankError(BankError):
    """The asked bank does not exist."""


class NoBuildError(BankError):
    """There is no finished build: nothing was loaded yet, or its file is not there."""


class SeveralBanksError(BankError):
    """More than one bank could be meant; the person has to say which."""


class WrongSchemaError(BankError):
    """The build was made by another version of the pipelines and has to be built again."""


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One bank in the folder of banks: its id, names, whether it is the example, and its served build (or None)."""

    bank: str
    name: str
    name_en: str
    is_example: bool
    build: str | None


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Build:
    """One finished build of one bank. Kept open for as long as somebody holds it, even if a newer one is published."""

    id: str
    bank: str
    name: str
    name_en: str
    is_example: bool
    built_at: datetime.datetime
    data_until: datetime.date
    zone: str
    path: Path
    _connection: duckdb.DuckDBPyConnection

    @property
    def folder(self) -> Path:
        """The bank's own folder, where its ledger lies."""
        return self.path.parents[1]

    def rows(self, statement: str, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """The rows of ``sql/<statement>.sql``; only the parameters it names are passed, each of them must be given.

        Cached by build, statement and parameters. The frame may be changed by the caller: it is a copy on write.
        """
        text, used, key = self._asked(statement, parameters)
        found = _results.get(key, lambda: self._connection.cursor().execute(text, used).df(), _bytes_of)
        return found.copy(deep=False)

    def kept(self, name: str, parameters: Mapping[str, Any], make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What ``make`` works out of this build's rows for these parameters, worked out once and kept like them."""
        key = (self.path, name, tuple((each, _frozen(parameters[each])) for each in sorted(parameters)))
        return _results.get(key, make, _bytes_of).copy(deep=False)

    def remembered(self, key: Hashable, make: Callable[[], T], cells: Callable[[T], int]) -> T:
        """What ``make`` works out of this build under ``key``, with how many ``cells`` it holds. Not to be changed by
        the caller: it is kept."""
        found: T = _worked.get((self.path, key), make, lambda made: _bytes(cells(made)))
        return found

    def records(self, statement: str, parameters: Mapping[str, Any] | None = None) -> tuple[dict[str, Any], ...]:
        """The same as plain values, for small tables: one dict per row, missing is None, days are dates. Not to be
        changed by the caller: it is kept."""
        text, used, key = self._asked(statement, parameters)

        def read() -> tuple[dict[str, Any], ...]:
            cursor = self._connection.cursor().execute(text, used)
            names = [column[0] for column in cursor.description or ()]
            return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())

        return _records.get(key, read)

    def _asked(self, statement: str, parameters: Mapping[str, Any] | None) -> tuple[str, dict[str, Any], Any]:
        text, names = _statement(statement)
        used = {name: (parameters or {})[name] for name in names}
        return text, used, (self.path, statement, tuple((name, _frozen(value)) for name, value in used.items()))

    def plan(self, statement: str, parameters: Mapping[str, Any] | None = None) -> str:
        """How the statement would run, as text: tests read here that no fact table is touched."""
        text, used, _ = self._asked(statement, parameters)
        return str(self._connection.cursor().execute("explain " + text, used).fetchall())


def once_per_build(cells: int | Callable[[Any], int]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Decorates what is worked out of its argument ``build`` and of nothing but its arguments: once for the same ones,
    kept as long as the build is served. A cache of functions would hold builds open that nobody reads.

    ``cells``: about how many cells a result holds. A scope counts without its person: who may see the same is told the
    same. All other arguments have to be hashable; a list counts as a tuple.
    """

    def decorated(make: Callable[P, T]) -> Callable[P, T]:
        known = signature(make)
        weigh = cells if callable(cells) else lambda _: cells

        def found(*arguments: P.args, **named: P.kwargs) -> T:
            bound = known.bind(*arguments, **named)
            bound.apply_defaults()
            asked = {name: _unnamed(value) for name, value in bound.arguments.items()}
            build: Build = asked.pop("build")
            key = (make.__module__, make.__qualname__, *asked.items())
            return build.remembered(key, lambda: make(**{**asked, "build": build}), weigh)  # type: ignore[call-arg]

        return wraps(make)(found)

    return decorated


def _unnamed(value: Any) -> Any:
    return replace(value, person="") if isinstance(value, Scope) else _frozen(value)


def forget(path: Path | None = None) -> None:
    """What was read and worked out of one build, or of all: the next question asks it anew."""
    for kept in (_results, _records, _worked):
        kept.clear(lambda key: path is None or key[0] == path)


def _give_back() -> None:
    """Memory that was let go, to the machine: the C library keeps it for itself otherwise, in as many pieces as there
    were threads. Elsewhere than on glibc nothing happens."""
    if (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)


@cache
def _statement(name: str) -> tuple[str, tuple[str, ...]]:
    """The text of a statement and the parameters it names; ``-- include x`` stands for the fixed text of include/x.sql,
    so that the rule by which units and scope narrow every question is written once."""
    text = _INCLUDE.sub(
        lambda found: (_SQL / "include" / f"{found[1]}.sql").read_text(encoding="utf-8"),
        (_SQL / f"{name}.sql").read_text(encoding="utf-8"),
    )
    return text, tuple(sorted(set(_PARAMETER.findall(text))))


def _bytes_of(frame: pd.DataFrame) -> int:
    return _bytes(frame.size)


def _bytes(cells: int) -> int:
    return cells * CACHE_BYTES_PER_CELL + 1_000


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def banks_folder() -> Path:
    """Where the banks live: ``HUIYIN_BANKS``, else data/banks of this project."""
    written = os.environ.get("HUIYIN_BANKS")
    return Path(written) if written else Path(__file__).resolve().parents[2] / "data" / "banks"


def list_banks(root: Path | None = None) -> tuple[BankEntry, ...]:
    """Every bank there is, the example last; a folder without configuration and build is none."""
    folder = root or banks_folder()
    entries = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        settings_file = path / "config" / "bank.toml"
        current = _current(path)
        if not path.is_dir() or (current is None and not settings_file.exists()):
            continue
        settings: dict[str, Any] = {}
        if settings_file.exists():
            settings = tomllib.loads(settings_file.read_text(encoding="utf-8"))
        name = str(settings.get("name") or path.name)
        name_en = str(settings.get("name_en") or name)
        is_example = bool(settings.get("is_example", path.name == "example"))
        entries.append(BankEntry(path.name, name, name_en, is_example, current.stem if current else None))
    return tuple(sorted(entries, key=lambda entry: (entry.bank == "example", entry.bank)))


def choose_bank(name: str | None = None, root: Path | None = None) -> str:
    """The bank that is meant: the named one, else ``HUIYIN_BANK``, else the only one that is not the example, else it.

    Raises UnknownBankError for a name that is not there, SeveralBanksError where somebody has to choose, and
    NoBuildError where nothing has been loaded at all.
    """
    entries = list_banks(root)
    ids = tuple(entry.bank for entry in entries)
    asked = name or os.environ.get("HUIYIN_BANK")
    if asked:
        if asked not in ids:
            raise UnknownBankError(f"there is no bank {asked!r}; there are {', '.join(ids) or 'none'}", ids)
        return asked
    own = tuple(entry.bank for entry in entries if entry.bank != "example" and entry.build)
    if len(own) > 1:
        raise SeveralBanksError(f"several banks are loaded ({', '.join(own)}): say which", own)
    if own:
        return own[0]
    if any(entry.bank == "example" and entry.build for entry in entries):
        return "example"
    raise NoBuildError("no bank has a build yet: load files, or build the example bank", ids)


def open_build(bank: str | None = None, root: Path | None = None) -> Build:
    """The served build of a bank (by default the one ``choose_bank`` chooses), opened once per process and shared.

    Raises UnknownBankError, SeveralBanksError, NoBuildError or WrongSchemaError, each saying what to do.
    """
    folder = root or banks_folder()
    chosen = choose_bank(bank, folder)
    for is_last_attempt in (False, True):
        path = _current(folder / chosen)
        if path is None:
            raise NoBuildError(f"the bank {chosen!r} has no finished build: load its files first", (chosen,))
        with _lock:
            if (known := _open.get(path) or _alive.get(path)) is not None:
                _open[path] = known
                return known
            try:
                build = _opened(path, chosen)
            except duckdb.IOException as fault:
                # A newer build may have been published and this one removed between the two steps: look once more.
                if is_last_attempt:
                    raise NoBuildError(f"the build {path.name} cannot be opened: {fault}", (chosen,)) from fault
                continue
            for older in [each for each in _open if each.parent == path.parent]:
                # Whoever still reads it holds it; what was kept for those to come would lie there for nobody.
                del _open[older]
                forget(older)
                _give_back()
            _open[path] = _alive[path] = build
            return build
    raise NoBuildError(f"the bank {chosen!r} has no finished build: load its files first", (chosen,))


def _current(bank_folder: Path) -> Path | None:
    pointer = bank_folder / "CURRENT"
    if not pointer.is_file():
        return None
    name = pointer.read_text(encoding="utf-8").strip()
    return (bank_folder / "builds" / name).resolve() if name else None


def _opened(path: Path, bank: str) -> Build:
    spill = Path(tempfile.gettempdir()) / "huiyin-duckdb"
    # max_execution_time holds for cursors only when it is given here; after the lock it cannot be set at all.
    connection = duckdb.connect(
        str(path),
        read_only=True,
        config={
            "memory_limit": MEMORY_LIMIT,
            "threads": THREADS,
            "max_execution_time": LONGEST_QUERY_MILLISECONDS,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    connection.execute("set allowed_directories = []")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    text, _ = _statement("build_info")
    rows = connection.cursor().execute(text).fetchall()
    if not rows:
        raise NoBuildError(f"the build {path.name} says nothing about itself: build it again", (bank,))
    build_id, name, name_en, is_example, built_at, data_until, zone, schema_version = rows[0]
    if schema_version != SCHEMA_VERSION:
        raise WrongSchemaError(
            f"the build {path.name} has schema {schema_version}, this program reads {SCHEMA_VERSION}: build it again",
            (bank,),
        )
    return Build(
        id=str(build_id),
        bank=bank,
        name=name,
        name_en=name_en or name,
        is_example=bool(is_example),
        built_at=built_at,
        data_until=data_until,
        zone=zone,
        path=path,
        _connection=connection,
    )
