"""The raw tables of a build: canonical rows as they were handed over, taken on from the served build and added to.

Column names in the SQL below come only from the contracts, never from a file that somebody loads.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.contracts import CONTRACTS, Contract

SQL_TYPES = {
    "text": "varchar",
    "integer": "bigint",
    "decimal": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "month": "date",
}
CHILDREN = ("ratings", "choices")
"""Tables whose rows come and go with their response."""
PARENT = "survey_responses"

_ORIGIN = {"load_id": "varchar", "described_by": "varchar", "row_number": "bigint"}
"""Where a raw row came from: the load, the description (table/name) and the row of its file."""

SURVEY_COLUMNS = {
    "survey_id": "varchar",
    "name": "varchar",
    "name_en": "varchar",
    "has_recommend": "boolean",
    "has_weight": "boolean",
}
LOAD_COLUMNS = {
    "load_id": "varchar",
    "table_name": "varchar",
    "description": "varchar",
    "file_name": "varchar",
    "sha256": "varchar",
    "loaded_at": "timestamp",
    "rows_read": "bigint",
    "rows_accepted": "bigint",
    "rows_refused": "bigint",
    "rows_repeated": "bigint",
    "rows_retired": "bigint",
    "off_scale": "bigint",
    "dropped": "bigint",
    "masked": "bigint",
    "layout": "varchar",
}
REFUSED_COLUMNS = {
    "load_id": "varchar",
    "file_name": "varchar",
    "row_number": "bigint",
    "column_name": "varchar",
    "value_masked": "varchar",
    "reason": "varchar",
    "expected": "varchar",
    "is_row_taken": "boolean",
}
"""Of a row that was taken nonetheless, only the value is missing."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """What became of one load's accepted rows, and how many older rows it retired.

    accepted = added + changed + unchanged + superseded: ids that the served build lacks; ids it has with other content
    (of a response: its ratings and choices too), or with the same; and rows that a later row of this run with the same
    id replaces. ``repeated`` counts ids that were there already, in the build or earlier in the run.
    """

    repeated: int
    retired: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0


def columns_of(contract: Contract) -> dict[str, str]:
    """The columns of a raw table with their SQL types."""
    return {name: SQL_TYPES[column.type] for name, column in contract.columns.items()} | _ORIGIN


def create_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], kind: str = "table"
) -> None:
    """An empty table of these columns."""
    listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
    connection.execute(f"create {kind} {name} ({listed})")


class RawStore:
    """Gathers a run's rows beside those of the served build, and writes each raw table once, at the end."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, served: Path | None) -> None:
        self._connection = connection
        self._has_served = served is not None
        self._added: list[tuple[str, str, str, bool]] = []  # load_id, table, described_by, is authoritative
        if served is not None:
            connection.execute(f"attach '{str(served).replace(chr(39), chr(39) * 2)}' as served (read_only)")
        for table, contract in CONTRACTS.items():
            create_table(connection, f"incoming_{table}", columns_of(contract) | {"turn": "bigint"}, "temporary table")
        create_table(connection, "incoming_surveys", SURVEY_COLUMNS | {"turn": "bigint"}, "temporary table")
        create_table(connection, "build_load", LOAD_COLUMNS)
        create_table(connection, "refused_row", REFUSED_COLUMNS)
        for table, columns in (("build_load", LOAD_COLUMNS), ("refused_row", REFUSED_COLUMNS)):
            self._take_on(table, list(columns))

    def begin(self, load_id: str, table: str, described_by: str, is_authoritative: bool) -> None:
        """Rows added from here on belong to this load; later loads win over earlier ones."""
        self._added.append((load_id, table, described_by, is_authoritative))

    def add(self, table: str, rows: pd.DataFrame) -> None:
        """Add typed, masked rows of a canonical table; the frame's index is the row number in the file."""
        if rows.empty:
            return
        load_id, _, described_by, _ = self._added[-1]
        columns = {name: type_ for name, type_ in columns_of(CONTRACTS[table]).items() if name in rows.columns}
        frame = rows[list(columns)].assign(row_number=rows.index.to_numpy())
        listed = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in columns.items())
        self._connection.register("arriving", frame)
        self._connection.execute(
            f"""insert into incoming_{table} by name
            select {listed}, row_number, $load_id as load_id, $described_by as described_by, $turn as turn
            from arriving""",
            {"load_id": load_id, "described_by": described_by, "turn": len(self._added)},
        )
        self._connection.unregister("arriving")

    def add_survey(self, survey_id: str, name: str, name_en: str, has_recommend: bool, has_weight: bool) -> None:
        """The survey that the rows of this load answer."""
        self._connection.execute(
            "insert into incoming_surveys values (?, ?, ?, ?, ?, ?)",
            [survey_id, name, name_en, has_recommend, has_weight, len(self._added)],
        )

    def add_refused(self, load_id: str, file_name: str, refused: pd.DataFrame, is_row_taken: bool) -> None:
        """Keep rows, or single values, that were not taken, so that nothing is lost unseen."""
        if refused.empty:
            return
        self._connection.register(
            "arriving", refused.assign(load_id=load_id, file_name=file_name, is_row_taken=is_row_taken)
        )
        listed = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in REFUSED_COLUMNS.items())
        self._connection.execute(f"insert into refused_row by name select {listed} from arriving")
        self._connection.unregister("arriving")

    def add_load(self, entry: dict[str, object]) -> None:
        """The record of one load, once its rows have been written."""
        self._connection.execute("insert into build_load by name select unnest($entry)", {"entry": entry})

    def known_ids(self, table: str, column: str) -> frozenset[str]:
        """Ids of a table that the bank has, in the served build or added in this run."""
        found = f"select {column} from incoming_{table}"
        if self._has_served and self._is_served(f"raw_{table}"):
            found += f" union select {column} from served.raw_{table}"
        return frozenset(row[0] for row in self._connection.execute(found).fetchall())

    def write(self) -> dict[str, Overlap]:
        """Write every raw table: what was served, what is new, of equal ids the newest. Overlaps by load id."""
        overlaps: dict[str, Overlap] = {}
        for table in (*(table for table in CONTRACTS if table not in CHILDREN), *CHILDREN):
            columns = columns_of(CONTRACTS[table])
            create_table(self._connection, f"raw_{table}", columns)
            if table in CHILDREN:
                self._write_children(table, list(columns))
            else:
                overlaps |= self._write_rows(CONTRACTS[table], list(columns))
        self._write_surveys()
        for table in (*CONTRACTS, "surveys"):
            self._connection.execute(f"drop table incoming_{table}")
        if self._has_served:
            self._connection.execute("detach served")
        return overlaps

    def _write_rows(self, contract: Contract, columns: list[str]) -> dict[str, Overlap]:
        table, key = contract.table, contract.key
        listed = ", ".join(f'"{name}"' for name in columns)
        by_key = ", ".join(f'"{name}"' for name in key)
        same = " and ".join(f'served_row."{name}" is not distinct from incoming."{name}"' for name in key)
        is_served = self._has_served and self._is_served(f"raw_{table}")
        self._connection.execute(
            f"""create temporary table ranked as
            select *,
                row_number() over (partition by {by_key} order by turn, row_number) as place,
                row_number() over (partition by {by_key} order by turn desc, row_number desc) as place_from_end
            from incoming_{table}"""
        )
        authoritative = [described_by for _, of, described_by, is_whole in self._added if of == table and is_whole]
        old = f"select 1 from served.raw_{table} as served_row where {same}" if is_served else "select 1 where false"
        repeated = dict(
            self._connection.execute(
                f"""select load_id, count(*) from ranked as incoming
                where place > 1 or exists ({old}) group by load_id"""
            ).fetchall()
        )
        compared = self._compared(table, key, columns, is_served)
        retired: dict[str, int] = {}
        if is_served:
            shared = ", ".join(f'"{name}"' for name in self._shared(table, columns))
            lacking = f"not exists (select 1 from ranked as incoming where {same})"
            kept = f"{lacking} and not coalesce(list_contains($whole, described_by), false)"
            retired = dict(
                self._connection.execute(
                    f"""select described_by, count(*) from served.raw_{table} as served_row
                    where {lacking} and list_contains($whole, described_by) group by described_by""",
                    {"whole": authoritative},
                ).fetchall()
            )
            self._connection.execute(
                f"insert into raw_{table} by name select {shared} from served.raw_{table} as served_row where {kept}",
                {"whole": authoritative},
            )
        self._connection.execute(f"insert into raw_{table} select {listed} from ranked where place_from_end = 1")
        self._connection.execute("drop table ranked")
        last = {described_by: load_id for load_id, of, described_by, _ in self._added if of == table}
        return {
            load_id: Overlap(
                int(repeated.get(load_id, 0)),
                int(retired.get(described_by, 0)) if last[described_by] == load_id else 0,
                *compared.get(load_id, (0, 0, 0, 0)),
            )
            for load_id, of, described_by, _ in self._added
            if of == table
        }

    def _compared(
        self, table: str, key: Sequence[str], columns: Sequence[str], is_served: bool
    ) -> dict[str, tuple[int, int, int, int]]:
        """By load: rows added, changed, unchanged and superseded, held against the served build."""
        if is_served:
            fate = self._fate(table, key, columns)
        else:
            fate = "select load_id, case when place_from_end > 1 then 'superseded' else 'added' end as fate from ranked"
        kinds = ", ".join(
            f"count(*) filter (where fate = '{kind}')" for kind in ("added", "changed", "unchanged", "superseded")
        )
        counted = self._connection.execute(f"select load_id, {kinds} from ({fate}) group by load_id").fetchall()
        return {load_id: (added, changed, unchanged, over) for load_id, added, changed, unchanged, over in counted}

    def _fate(self, table: str, key: Sequence[str], columns: Sequence[str]) -> str:
        """A statement of one row per arrived row with what becomes of it."""
        shared = self._shared(table, columns)
        told = [name for name in columns if name not in _ORIGIN and name not in key]
        differs = [
            f'incoming."{name}" is distinct from served_row."{name}"'
            if name in shared
            else f'incoming."{name}" is not null'
            for name in told
        ]
        same = " and ".join(f'served_row."{name}" is not distinct from incoming."{name}"' for name in key)
        print_, served_print = "", ""
        if table == PARENT:
            by = "survey_id, response_id"
            print_ = (
                f"left join ({self._prints('incoming', f'{by}, load_id, row_number')}) as told_now on "
                + " and ".join(
                    f"told_now.{name} = incoming.{name}"
                    for name in ("survey_id", "response_id", "load_id", "row_number")
                )
            )
            served_print = f"left join ({self._prints('served', by)}) as told_before on " + " and ".join(
                f"told_before.{name} = incoming.{name}" for name in ("survey_id", "response_id")
            )
            differs.append("told_now.print is distinct from told_before.print")
        return f"""
            select
                incoming.load_id,
                case
                    when incoming.place_from_end > 1 then 'superseded'
                    when served_row.load_id is null then 'added'
                    when {" or ".join(differs) or "false"} then 'changed'
                    else 'unchanged'
                end as fate
            from ranked as incoming
            left join served.raw_{table} as served_row on {same}
            {print_}
            {served_print}"""

    def _prints(self, source: str, by: str) -> str:
        """A statement of one row per response: a fingerprint of its ratings and choices, whatever their order."""
        parts = []
        for child in CHILDREN:
            shared = self._shared(child, [name for name in columns_of(CONTRACTS[child]) if name not in _ORIGIN])
            name = f"incoming_{child}" if source == "incoming" else f"served.raw_{child}"
            if shared:
                listed = ", ".join(f'"{column}"' for column in shared)
                parts.append(f"select {by}, hash('{child}', {listed}) as part from {name}")
        return f"select {by}, sum(part) as print from ({' union all '.join(parts)}) group by {by}"

    def _write_children(self, table: str, columns: list[str]) -> None:
        """Ratings and choices of the responses that stayed: exactly those that came with the row that won."""
        for source in (f"served.raw_{table}", f"incoming_{table}"):
            if source.startswith("served.") and not (self._has_served and self._is_served(f"raw_{table}")):
                continue
            shared = self._shared(table, columns) if source.startswith("served.") else columns
            listed = ", ".join(f'child."{name}"' for name in shared)
            self._connection.execute(
                f"""insert into raw_{table} by name
                select {listed} from {source} as child
                inner join raw_{PARENT} as response
                    on response.survey_id = child.survey_id
                    and response.response_id = child.response_id
                    and response.load_id = child.load_id
                    and response.row_number = child.row_number"""
            )

    def _write_surveys(self) -> None:
        create_table(self._connection, "raw_surveys", SURVEY_COLUMNS)
        listed = ", ".join(SURVEY_COLUMNS)
        self._connection.execute(
            f"""insert into raw_surveys select {listed} from incoming_surveys
            qualify row_number() over (partition by survey_id order by turn desc) = 1"""
        )
        if self._has_served and self._is_served("raw_surveys"):
            self._connection.execute(
                f"""insert into raw_surveys by name select {listed} from served.raw_surveys
                where survey_id not in (select survey_id from incoming_surveys)"""
            )

    def _take_on(self, table: str, columns: Sequence[str]) -> None:
        if self._has_served and self._is_served(table):
            listed = ", ".join(f'"{name}"' for name in self._served_columns(table, columns))
            self._connection.execute(f"insert into {table} by name select {listed} from served.{table}")

    def _shared(self, table: str, columns: Sequence[str]) -> list[str]:
        return list(self._served_columns(f"raw_{table}", columns))

    def _served_columns(self, table: str, columns: Sequence[str]) -> Iterator[str]:
        """Columns that an older build has as well: a contract may have grown since."""
        found = self._connection.execute(
            "select column_name from duckdb_columns() where database_name = 'served' and table_name = ?", [table]
        ).fetchall()
        names = {row[0] for row in found}
        return (name for name in columns if name in names)

    def _is_served(self, table: str) -> bool:
        found = self._connection.execute(
            "select 1 from duckdb_tables() where database_name = 'served' and table_name = ?", [table]
        ).fetchall()
        return bool(found)
