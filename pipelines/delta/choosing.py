"""Whether a late file can be applied to the served build, or everything has to be made anew, and why."""
# ruff: noqa: S608

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipelines.banks import Bank
from pipelines.contracts import CONTRACTS
from pipelines.raw import CHILDREN, PARENT, RawStore
from pipelines.toml_files import REFERENCE

MOST_ARRIVING = 0.2
"""Share of the served responses above which so many cells change that making all of them anew takes no longer."""

DECIDING = ("duckdb", "chinesecalendar", "rjieba", "OpenCC")
"""Libraries by whose version a table may differ: its sums, days of rest, words, and the letters they are grouped by."""
REASONS: Mapping[str, str] = {
    "": "only what the late answers change was made anew",
    "asked": "a full rebuild was asked for",
    "first": "nothing was served before",
    "other_programme": "the served build was made by another version of the programme, or by other lists and settings",
    "other_year": "the served build was made in another year, with that year's calendar",
    "other_tables": "the files hold more than answers of surveys",
    "one_per_person": "a survey counts one answer per person in another number of days than before",
    "many": f"more than {MOST_ARRIVING:.0%} as many responses arrive as are served",
}
"""Why everything was made anew, in words for a terminal; '' where it was not."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a build is made from: ``served`` (None: nothing), and why not as a delta ('' where it is one)."""

    served: Path | None
    reason: str
    print: str
    """What made it: the programme, its lists, and the bank's own settings; equal prints make equal tables."""


def of_served(bank: Bank, year: int, is_afresh: bool, is_rebuild: bool) -> Taken:
    """What can be told before a file is read."""
    served = None if is_afresh else bank.current()
    print_ = _programme() + _settings(bank)
    if served is None:
        return Taken(None, "first", print_)
    if is_rebuild:
        return Taken(served, "asked", print_)
    with duckdb.connect(served, read_only=True) as connection:
        is_told = "select 1 from duckdb_tables() where table_name = 'build_way'"
        if not connection.execute(is_told).fetchall():
            return Taken(served, "other_programme", print_)
        [(made_by, made_in)] = connection.execute(
            """select build_way.print, extract(year from build_origin.built_at)
            from build_origin inner join build_way using (build_id)"""
        ).fetchall()
    if made_by != print_:
        return Taken(served, "other_programme", print_)
    return Taken(served, "" if made_in == year else "other_year", print_)


def of_files(connection: duckdb.DuckDBPyConnection, raw: RawStore) -> str:
    """Why what was read cannot be applied as a delta, '' where it can; before any raw table is written."""
    if not raw.arriving <= {PARENT, *CHILDREN}:
        return "other_tables"
    counted_anew = connection.execute(
        """select 1 from incoming_surveys inner join served.raw_surveys using (survey_id)
        where incoming_surveys.one_per_person_days is distinct from raw_surveys.one_per_person_days limit 1"""
    ).fetchall()
    if counted_anew:
        return "one_per_person"
    [(arriving, standing)] = connection.execute(
        f"select (select count(*) from incoming_{PARENT}), (select count(*) from served.raw_{PARENT})"
    ).fetchall()
    return "many" if arriving > MOST_ARRIVING * standing else ""


@cache
def _programme() -> str:
    """A print of everything that ships and decides what a build holds, and of the libraries that do."""
    here = Path(__file__).resolve().parents[1]
    shipped = [path for path in here.rglob("*") if path.suffix in (".py", ".sql", ".toml")]
    libraries = "".join(f"{name} {version(name)} " for name in DECIDING) + unicodedata.unidata_version
    return _print([*shipped, *(path for path in REFERENCE.rglob("*") if path.is_file())], libraries)


def _settings(bank: Bank) -> str:
    """A print of what the bank decides, but for how its files are read: that is in the rows already."""
    return _print(path for path in bank.config.rglob("*") if path.is_file() and path.parent.name not in CONTRACTS)


def _print(paths: Iterator[Path] | list[Path], begin: str = "") -> str:
    digest = hashlib.sha256(begin.encode())
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
