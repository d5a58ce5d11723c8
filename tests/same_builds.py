"""Whether two builds hold the same tables, row for row: of one engine and another, of a delta and a rebuild.

``python -m tests.same_builds ONE.duckdb OTHER.duckdb`` says which tables are not, and ends with 1 where any is not.
"""
# ruff: noqa: S608

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

OF_THE_BUILD = ("build_origin", "build_info", "build_way")
"""Tables that tell of the making itself: its moment, its id, what it was made from."""
OF_FILES = ("mart_load", "mart_refusal")
"""Marts of which file brought what: a delta and a rebuild were brought theirs by different runs."""
OF_SUMS = ("mart", "core_")
"""Tables whose decimals are added up; in others each is one value of one row, looked at to so many places."""
MEMORY_LIMIT = "6GB"
"""What is more goes to the disk: of large builds the groups of both sides are more than the machine has."""
PLACES = 6
CLOSE = 1e-9
"""How far sums of decimals may differ, of themselves: they depend on the order in which they were added up."""


def is_of_answers(table: str) -> bool:
    """A mart, or the answers behind."""
    return (table.startswith("mart_") and table not in OF_FILES) or table in ("fct_response", "fct_rating")


def differences(
    one: Path, other: Path, is_compared: Callable[[str], bool] = lambda table: table not in OF_THE_BUILD
) -> dict[str, str]:
    """Table -> what is not the same of it in two builds; empty where everything is.

    Rows are told apart by all their columns; but in marts and what they are made of, where decimals (DOUBLE) are sums,
    by all others: of rows that agree in those, as many must stand on both sides, their decimals must add up to the same
    but for CLOSE, and as many be no number or endless. Their order is not looked at.
    """
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'; set temp_directory = '{spill}'")
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = [_tables(connection, name) for name in ("one", "other")]
        for table in filter(is_compared, sorted(tables[0].keys() | tables[1].keys())):
            here, there = (each.get(table) for each in tables)
            if here != there or here is None:
                found[table] = f"columns {here} and {there}"
            elif unlike := _unlike(connection, table, here):
                found[table] = unlike
    return found


def _tables(connection: duckdb.DuckDBPyConnection, build: str) -> dict[str, dict[str, str]]:
    columns: dict[str, dict[str, str]] = {}
    told = """
        select table_name, column_name, data_type
        from duckdb_columns()
        where database_name = ? and table_name in (select table_name from duckdb_tables() where database_name = ?)
        order by table_name, column_index"""
    for table, column, type_ in connection.execute(told, [build, build]).fetchall():
        columns.setdefault(table, {})[column] = type_
    return columns


def _unlike(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> str:
    decimals = [name for name, type_ in columns.items() if type_ == "DOUBLE"]
    others = ", ".join(f'"{name}"' for name in columns if name not in decimals) or "0"
    if not table.startswith(OF_SUMS):
        others = ", ".join([others, *(f'round("{name}", {PLACES})' for name in decimals)])
    told = ", ".join(
        f"""sum("{name}") filter (isfinite("{name}")) as "{name}",
        sum(abs("{name}")) filter (isfinite("{name}")) as "size {name}",
        [count("{name}"), count(*) filter (isnan("{name}")), count(*) filter (isinf("{name}")),
         count(*) filter ("{name}" < 0 and isinf("{name}"))] as "count {name}" """
        for name in decimals
    )
    sides = (
        f"select hash({others}) as print, count(*) as rows, {told} from {build}.{table} group by 1"
        for build in ("one", "other")
    )
    is_unlike = " or ".join(
        [
            "here.rows is distinct from there.rows",
            *(f'here."count {name}" is distinct from there."count {name}"' for name in decimals),
            *(
                f'abs(here."{name}" - there."{name}") > {CLOSE} * greatest(here."size {name}", there."size {name}")'
                for name in decimals
            ),
        ]
    )
    counted = f"""
        select count(*), sum(coalesce(here.rows, 0)), sum(coalesce(there.rows, 0))
        from ({next(sides)}) as here full join ({next(sides)}) as there using (print)
        where {is_unlike}"""
    [(groups, here, there)] = connection.execute(counted).fetchall()
    return f"{groups} kinds of rows: {here} rows beside {there}" if groups else ""


def main(arguments: list[str]) -> int:
    found = differences(*map(Path, arguments))
    for table, told in found.items():
        sys.stdout.write(f"{table}: {told}\n")
    sys.stdout.write(f"{len(found)} tables differ\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
