"""The raw tables of a build as a folder of Parquet: a cluster reads it, and a build is made from it.

    <folder>/manifest.json                                  written last: a folder without it is unfinished
    <folder>/raw_survey_responses/month=2026-09/*.parquet   answers, ratings and choices by the month of the answer
    <folder>/raw_units/rows.parquet                         every other table

What stands in it was masked before it was stored, as in the build.
"""
# ruff: noqa: S608

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from pipelines.contracts import CONTRACTS
from pipelines.raw.columns import CHILDREN, PARENT
from pipelines.refusals import Refusal, Refused, said

MANIFEST = "manifest.json"
TABLES = (
    "build_load",
    "refused_row",
    "raw_surveys",
    "raw_links",
    *(f"{state}_{table}" for table in CONTRACTS for state in ("raw", "retired")),
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds: of which bank and build, and how many rows of each table."""

    bank_id: str
    build_id: str
    schema_version: int
    rows: dict[str, int]


def write(build: Path, folder: Path) -> Manifest:
    """Write the raw tables of a build into a folder that is empty or does not exist; Refused where it is neither."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            Refusal(
                found=said("something is there already"),
                where=str(folder),
                expected=said("an empty folder, or a path that does not exist yet"),
                what_to_do=said("name another folder"),
            )
        )
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(build, read_only=True) as connection:
        held = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        rows = {table: _copy(connection, table, folder / table) for table in TABLES if table in held}
        told = "select bank_id, build_id, schema_version from build_origin"
        [(bank_id, build_id, schema_version)] = connection.execute(told).fetchall()
    manifest = Manifest(str(bank_id), str(build_id), int(schema_version), rows)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
    return manifest


def _copy(connection: duckdb.DuckDBPyConnection, table: str, place: Path) -> int:
    place.mkdir()
    month = "coalesce(strftime({}, '%Y-%m'), 'none') as month"
    state, _, name = table.partition("_")
    source, how = f"select * from {table}", f"'{quoted(place / 'rows.parquet')}' (format parquet)"
    if name == PARENT:
        source = f"select *, {month.format('responded_at')} from {table}"
    elif name in CHILDREN:
        source = f"""select {table}.*, {month.format("parent.responded_at")}
            from {table} left join {state}_{PARENT} as parent using (survey_id, response_id)"""
    if name in (PARENT, *CHILDREN):
        how = f"'{quoted(place)}' (format parquet, partition_by (month), overwrite_or_ignore)"
    [(rows,)] = connection.execute(f"copy ({source}) to {how}").fetchall()
    return int(rows)


def read_manifest(folder: Path) -> Manifest:
    """What a folder says it holds. Refused where it is no such folder, or an unfinished one."""
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Refused(
            Refusal(
                found=said("no folder of raw tables, or one that was not finished"),
                where=str(folder),
                expected=said("a folder with {name} in it", name=MANIFEST),
                what_to_do=said("write it with: python -m pipelines raw --out FOLDER"),
            )
        ) from error


def as_build(folder: Path, path: Path) -> None:
    """Make a file at ``path`` that stands for a build with these raw tables, without copying them.

    Refused where a table does not hold as many rows as the folder says.
    """
    manifest = read_manifest(folder)
    with duckdb.connect(path) as connection:
        for table, rows in manifest.rows.items():
            files = sorted(file for file in (folder / table).rglob("*.parquet") if file.name[0] not in "._")
            found = 0
            if files:  # none of answers of no month at all
                named = ", ".join(f"'{quoted(file.resolve())}'" for file in files)
                connection.execute(f"create view {table} as from read_parquet([{named}], hive_partitioning = false)")
                [(found,)] = connection.execute(f"select count(*) from {table}").fetchall()
            if found != rows:
                raise Refused(
                    Refusal(
                        found=said("{found} rows of {table}", found=f"{found:,}", table=table),
                        where=str(folder),
                        expected=said("{rows} rows, as {name} says", rows=f"{rows:,}", name=MANIFEST),
                        what_to_do=said("write the folder anew"),
                    )
                )


def quoted(path: Path) -> str:
    """A path for a statement, between single quotes."""
    return str(path).replace("'", "''")
