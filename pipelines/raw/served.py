"""The served build as the raw store sees it: which tables it has, and which columns of them."""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb


class Served:
    """The build that a run takes on from, attached as ``served``; there may be none, or one of an older shape."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
        self._connection = connection
        self._columns: dict[str, frozenset[str]] = {}
        self._is_attached = path is not None
        if path is not None:
            connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as served (read_only)")
            found = connection.execute(
                "select table_name, list(column_name) from duckdb_columns() where database_name = 'served' group by 1"
            ).fetchall()
            self._columns = {table: frozenset(columns) for table, columns in found}

    def has(self, table: str) -> bool:
        return table in self._columns

    def shared(self, table: str, columns: Sequence[str]) -> list[str]:
        """Columns that an older build has as well: a contract may have grown since."""
        return [name for name in columns if name in self._columns.get(table, ())]

    def is_empty(self, table: str) -> bool:
        """Whether it has no such table, or one without rows."""
        return not self.has(table) or not self._connection.execute(f"select 1 from served.{table} limit 1").fetchall()

    def leave(self) -> None:
        if self._is_attached:
            self._connection.execute("detach served")
