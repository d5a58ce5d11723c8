"""What the raw tables of a build look like."""

from __future__ import annotations

import duckdb

from pipelines.contracts import Contract

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

ORIGIN = {"load_id": "varchar", "described_by": "varchar", "row_number": "bigint"}
"""Where a raw row came from: the load, the description (table/name) and the row of its file."""
HISTORY = {"first_load_id": "varchar", "changed_load_id": "varchar"}
"""The load that brought a row first, and the one that brought it with the content it has now."""
ARRIVAL = {"turn": "bigint", "load_id": "varchar", "described_by": "varchar"}
"""A load of this run, and what its rows have in common."""
RETIRED = {"retired_load_id": "varchar"}
"""The load whose authority a row of a ``retired_`` table fell under."""

SURVEY_COLUMNS = {
    "survey_id": "varchar",
    "name": "varchar",
    "name_en": "varchar",
    "has_recommend": "boolean",
    "has_weight": "boolean",
    "one_per_person_days": "bigint",
}
LINK_COLUMNS = {
    "described_by": "varchar",
    "survey_id": "varchar",
    "measure": "varchar",
    "touchpoint_id": "varchar",
    "break_on": "date",
    "what_changed": "varchar",
    "was": "varchar",
    "becomes": "varchar",
    "note": "varchar",
    "note_en": "varchar",
    "reviewed_by": "varchar",
    "reviewed_on": "date",
}
"""The reviewed links of descriptions; ``break_on`` missing: from the first answer read by that description."""
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
    "rows_added": "bigint",
    "rows_changed": "bigint",
    "rows_unchanged": "bigint",
    "rows_superseded": "bigint",
    "rows_returned": "bigint",
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
"""Of a row that was taken nonetheless, only the value is missing; where its reason begins with ``before_``,
``above_`` or ``not_listed``, it was taken as it stands, and a person should look at it."""


def columns_of(contract: Contract) -> dict[str, str]:
    """The columns of a raw table with their SQL types."""
    handed_over = {name: SQL_TYPES[column.type] for name, column in contract.columns.items()} | ORIGIN
    return handed_over if contract.table in CHILDREN else handed_over | HISTORY


def create_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], kind: str = "table"
) -> None:
    """An empty table of these columns."""
    listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
    connection.execute(f"create {kind} {name} ({listed})")


def listed(columns: list[str] | dict[str, str], of: str = "") -> str:
    """Column names for a statement, quoted; ``of`` is the table they are taken from."""
    return ", ".join(f'{of}."{name}"' if of else f'"{name}"' for name in columns)


def same(columns: tuple[str, ...], one: str, other: str) -> str:
    """The condition that two rows agree in these columns; missing agrees with missing."""
    return " and ".join(f'{one}."{name}" is not distinct from {other}."{name}"' for name in columns)
