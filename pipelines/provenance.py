"""What a build says about its own origin: what it was made from and how, what it still holds of every load, and what
every handed-over column means.

The last two are read off the contracts: a table that gets a contract is counted and explained without further work.
Column names in the SQL below come only from the contracts, never from a file that somebody loads.
"""
# ruff: noqa: S608

from __future__ import annotations

import duckdb

from pipelines.contracts import CONTRACTS
from pipelines.models import insert_rows
from pipelines.raw import CHILDREN


def write_way(
    connection: duckdb.DuckDBPyConnection, build_id: str, from_build_id: str | None, reason: str, print_: str
) -> None:
    """Add this build to build_way: one row per build since everything was last made anew, that one included.

    ``reason`` says why everything was made anew, '' where a delta was applied; ``print_`` tells what made it.
    """
    connection.execute(
        """create table if not exists build_way (
            build_id varchar, from_build_id varchar, is_delta boolean, reason varchar, print varchar)"""
    )
    connection.execute(
        "insert into build_way values (?, ?, ?, ?, ?)", [build_id, from_build_id, not reason, reason, print_]
    )


def write_held(connection: duckdb.DuckDBPyConnection) -> None:
    """Make core_held: one row per load that rows of the build come from, with how many and from which days."""
    connection.execute(
        "create or replace table core_held (load_id varchar, rows_held bigint, first_on date, last_on date)"
    )
    for contract in CONTRACTS.values():
        if contract.table in CHILDREN:
            continue
        day = contract.day
        first, last = (f'min("{day}")::date', f'max("{day}")::date') if day else ("null::date", "null::date")
        connection.execute(
            f"""insert into core_held
            select load_id, count(*), {first}, {last} from raw_{contract.table} group by load_id"""
        )


def write_contracts(connection: duckdb.DuckDBPyConnection) -> None:
    """Make reg_contract: one row per column of every canonical table, with its meaning and what it may hold."""
    connection.execute(
        """create or replace table reg_contract (
            table_name varchar, row_is varchar, row_is_zh varchar, column_name varchar, type varchar, is_key boolean,
            is_required boolean, is_derived boolean, allowed varchar, unit varchar, privacy varchar, meaning varchar,
            meaning_zh varchar, sort_order integer)"""
    )
    insert_rows(
        connection,
        "reg_contract",
        [
            (
                contract.table,
                contract.row_is,
                contract.row_is_zh,
                column.name,
                column.type,
                column.name in contract.key,
                column.required,
                column.derived,
                ", ".join(column.allowed),
                column.unit,
                column.privacy if column.type == "text" else "",
                column.meaning,
                column.meaning_zh,
                place,
            )
            for contract in CONTRACTS.values()
            for place, column in enumerate(contract.columns.values())
        ],
    )
