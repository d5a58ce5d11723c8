"""Runs the models of a build, each where the plan says; tables cross between the two engines as Parquet.

What Spark makes is written out once, so that an executor that dies costs the tasks it had and nothing else; the build
reads it from there, in the order the model asks for, with the very types DuckDB gives the same statement.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines import models
from pipelines.raw.columns import create_table
from pipelines.raw.folder import quoted
from pipelines.refusals import Hindered, Refusal, said
from pipelines.spark import dialect, plan

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameReader, SparkSession

TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "DATE": "date",
    "TIMESTAMP": "timestamp_ntz",
}
"""DuckDB's types in Spark; a table with any other one cannot cross."""
_WHOLE = ("tinyint", "smallint", "int", "bigint", "decimal(")
_MOMENTS = ("timestamp_ntz", "timestamp")


class Engine:
    """Makes models as ``models.run`` does, on a session of Spark where their work grows with the answers."""

    def __init__(self, session: SparkSession, exchange: Path, raw: Path) -> None:
        """``exchange`` is an empty folder, ``raw`` one as ``raw.folder`` writes it; every executor sees both alike."""
        self._session = session
        self._exchange = exchange
        self._raw = raw
        self._known: set[str] = set()
        self._away: dict[str, Path] = {}
        """What Spark made of models that the build does not keep: fetched when one in DuckDB reads it."""

    def run(self, connection: duckdb.DuckDBPyConnection, folder: str, name: str) -> None:
        """Make one model in the build.

        NotTranslated where its SQL is outside of what both engines know; Hindered where the cluster gives up on it.
        """
        statement = models.statement(folder, name)
        if folder == "staging" or not plan.steps()[name].is_on_spark:
            for table in dialect.tables(statement) & self._away.keys():
                _take(connection, table, self._away.pop(table))
            models.run(connection, folder, name)
            return
        columns = _make_empty(connection, name, statement)
        place = self._exchange / name
        with _told_of(name):
            for table in sorted(dialect.tables(statement)):
                self._show(connection, table)
            self._frame(name, statement, columns).write.parquet(_named(place))
            self._read(name, place, columns)
        if name in models.FAMILY:
            self._away[name] = place
        else:
            _take(connection, name, place)

    def _frame(self, name: str, statement: str, columns: dict[str, str]) -> DataFrame:
        *parts, last = dialect.in_spark(name, statement)
        for part in parts:
            place = self._exchange / part.name
            self._session.sql(part.select).write.parquet(_named(place))
            _reader(self._session).parquet(_named(place)).createOrReplaceTempView(part.name)
        frame = self._session.sql(last.select)
        if frame.columns != list(columns):
            raise dialect.NotTranslated(f"columns {frame.columns}, expected {list(columns)}")
        for (column, found), expected in zip(frame.dtypes, columns.values(), strict=True):
            if not _is_exact(found, TYPES[expected]):
                raise dialect.NotTranslated(f"{column} comes out as {found}, expected {TYPES[expected]}")
        return frame.select(*(frame[column].cast(TYPES[type_]) for column, type_ in columns.items()))

    def _show(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Let Spark know a table or view of the build, unless it does."""
        if table in self._known:
            return
        step = plan.steps().get(table)
        if table in plan.ANSWERS:
            self._read(table, self._raw / table, _columns(connection, table))
        elif step is not None and step.folder == "staging" and step.is_on_spark:
            statement = models.statement("staging", table)
            for read in sorted(dialect.tables(statement)):
                self._show(connection, read)
            *parts, last = dialect.in_spark(table, statement)
            if parts:
                raise dialect.NotTranslated(f"{table}: a view is made of one select, not of {len(parts) + 1}")
            self._session.sql(last.select).createOrReplaceTempView(table)
            self._known.add(table)
        else:
            columns = _columns(connection, table)
            place = self._exchange / table
            place.mkdir()
            connection.execute(f"copy (select * from {table}) to '{quoted(place / 'rows.parquet')}' (format parquet)")
            self._read(table, place, columns)

    def _read(self, table: str, place: Path, columns: dict[str, str]) -> None:
        schema = ", ".join(f"`{name}` {TYPES[type_]}" for name, type_ in columns.items())
        reader = _reader(self._session).schema(schema).option("recursiveFileLookup", "true")
        frame = reader.option("pathGlobFilter", "*.parquet").parquet(_named(place))
        frame.createOrReplaceTempView(table)
        self._known.add(table)


def _named(place: Path) -> str:
    """A folder for Spark, which takes the signs of an address that stand for others (%20) as they are."""
    return f"file://{place}"


def _reader(session: SparkSession) -> DataFrameReader:
    """One that takes brackets in a folder's name for brackets, and not for a pattern of names."""
    return session.read.option("__globPaths__", "false")


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """Say of which model something is; what Spark cannot run in a few words, for its own are pages."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import AnalysisException, PySparkException

    try:
        yield
    except (dialect.NotTranslated, PySparkException, Py4JJavaError) as error:
        is_of_models = isinstance(error, dialect.NotTranslated | AnalysisException)
        if is_of_models and "PATH_NOT_FOUND" not in str(error):
            raise dialect.NotTranslated(f"{name}: {str(error).splitlines()[0]}") from error
        raise Hindered(
            Refusal(
                found=said("Spark gave up on {model} ({reason})", model=name, reason=str(error).splitlines()[0]),
                where="--engine spark",
                expected=said("executors with room for their share, and one folder that all of them may write"),
                what_to_do=said("look at Spark's own log; what was served before is served still"),
            )
        ) from error


def _make_empty(connection: duckdb.DuckDBPyConnection, name: str, statement: str) -> dict[str, str]:
    """Make the table of a model without rows; DuckDB says its columns and types, without running the statement.

    It is made of columns, not of the statement: what DuckDB 2.0 makes of a statement without rows, and then fills in
    the same transaction with many, reads as empty for as long as the file is open.
    """
    columns = _columns(connection, name, statement)
    create_table(connection, name, columns, f"or replace {'temp table' if name in models.FAMILY else 'table'}")
    return columns


def _columns(connection: duckdb.DuckDBPyConnection, table: str, statement: str = "") -> dict[str, str]:
    """Names and types of a table's columns, or of a statement's; NotTranslated where one cannot cross."""
    columns = {name: type_ for name, type_, *_ in connection.execute(f"describe {statement or table}").fetchall()}
    for name, type_ in columns.items():
        if type_ not in TYPES:
            raise dialect.NotTranslated(f"{table}: {name} is {type_}, which Spark has no like of")
    return columns


def _is_exact(found: str, expected: str) -> bool:
    """Whether a cast leaves every value as it is, or fails loudly."""
    if found == expected:
        return True
    if expected.startswith(_WHOLE):
        return found.startswith(_WHOLE) and (not found.startswith("decimal(") or found.endswith(",0)"))
    return expected in _MOMENTS and found in _MOMENTS  # the session's zone is UTC


def _take(connection: duckdb.DuckDBPyConnection, name: str, place: Path) -> None:
    """Fill a model's empty table with what Spark wrote, in its order."""
    columns = _columns(connection, name)
    files = [str(path) for path in sorted(place.glob("part-*.parquet"))]
    if not files:
        raise FileNotFoundError(f"Spark left no file in {place}; the folder has to be one that its executors see too")
    described = connection.execute("describe select * from read_parquet($files)", {"files": files}).fetchall()
    found = {column: type_ for column, type_, *_ in described}
    if found != columns:
        raise TypeError(f"{name}: Spark wrote {found}, expected {columns}")
    connection.execute(f"insert into {name} select * from read_parquet($files)", {"files": files})
