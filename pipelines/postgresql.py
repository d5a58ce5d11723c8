"""Takes a table or a query of PostgreSQL as an export: its rows become one Parquet file, which is read like any other.

So everything that holds for files holds for it: the description that its name fits, masking, refused rows, the original
that is kept, and that the same rows again change nothing. The address of the server is read from the environment alone,
where no list of processes shows its password. ``requirements-postgresql.txt`` brings the driver.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.privacy import mask_text
from pipelines.readers.typed import as_text
from pipelines.refusals import Refusal, Refused, WrongCall, said

ADDRESS = "HUIYIN_SOURCE_URL"
"""Environment variable with the server's address: postgresql://user:password@host:port/database."""
ROWS_AT_ONCE = 20_000
FOLDER_PREFIX = ".postgresql-"
_TABLE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)?")
_KINDS: dict[int, pa.DataType] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int64(),
    23: pa.int64(),
    700: pa.float64(),
    701: pa.float64(),
    1082: pa.date32(),
    1114: pa.timestamp("us"),
    1184: pa.timestamp("us"),
}
"""Types of PostgreSQL by number (pg_type.oid); every other one becomes text, decimals as they are written."""


@contextmanager
def exported(source: str, zone: str, folder: Path | None = None) -> Iterator[Path]:
    """The rows of a table, or of the one statement in a .sql file, as <name>.parquet; the file is gone afterwards.

    ``folder`` is where it lies until then, readable by its owner alone, and what killed runs left there goes; whoever
    names one holds the bank's lock. Moments with a zone become the clock of ``zone``. Refused where there is no server,
    table or right to read; WrongCall where no address is set or ``source`` names neither a table nor a file.
    """
    name, statement = _asked(source)
    address = os.environ.get(ADDRESS, "")
    if not address:
        raise WrongCall(
            Refusal(
                found=said("no address of a PostgreSQL server"),
                where=ADDRESS,
                expected=said("the variable {name} set to postgresql://user:password@host/database", name=ADDRESS),
                what_to_do=said("set it in the environment of this command, never on its line"),
            )
        )
    for left in folder.glob(f"{FOLDER_PREFIX}*") if folder else ():
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, dir=folder) as private:
        path = Path(private) / f"{name}.parquet"
        _write(address, source, statement, ZoneInfo(zone), path)
        yield path


def _asked(source: str) -> tuple[str, str]:
    """The name of the export and the statement that gives its rows."""
    if source.endswith(".sql"):
        path = Path(source)
        if not path.is_file():
            raise WrongCall(Refusal(said("no such file"), source, said("a file that exists"), said("check the path")))
        return path.stem, path.read_text(encoding="utf-8").strip().rstrip(";")
    if not _TABLE.fullmatch(source):
        raise WrongCall(
            Refusal(
                found=said("{name} names neither a table nor a file", name=repr(source)),
                where="--postgresql",
                expected=said("a table, as name or schema.name, or a .sql file with one statement"),
                what_to_do=said("write a query into a .sql file and name that"),
            )
        )
    return source, f"select * from {_quoted(source)}"  # noqa: S608 - each part is quoted


def _quoted(table: str) -> str:
    return ".".join(f'"{part}"' for part in table.split("."))


def _write(address: str, source: str, statement: str, zone: ZoneInfo, path: Path) -> None:
    try:
        import psycopg
    except ImportError as error:
        raise WrongCall(
            Refusal(
                found=said("the driver of PostgreSQL is not installed"),
                where="psycopg",
                expected=said("what requirements-postgresql.txt names"),
                what_to_do=said("pip install -r requirements-postgresql.txt"),
            )
        ) from error
    try:
        psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        raise WrongCall(
            Refusal(
                found=said("an address that cannot be read"),  # it holds a password: nothing of it is quoted
                where=ADDRESS,
                expected=said("the variable {name} set to postgresql://user:password@host/database", name=ADDRESS),
                what_to_do=said(
                    "correct it; signs in a password beside letters and digits are written by number, % as %25"
                ),
            )
        ) from None
    try:
        # a cursor on the server gives the rows bit by bit, and takes nothing but one statement that reads
        with psycopg.connect(address) as connection:
            connection.read_only = True
            with connection.cursor(name="huiyin") as cursor:
                cursor.itersize = ROWS_AT_ONCE
                cursor.execute(statement.encode())  # what the person wrote, run as who they are
                schema = _schema(cursor.description or ())
                with pq.ParquetWriter(path, schema, compression="zstd") as file:
                    while rows := cursor.fetchmany(ROWS_AT_ONCE):
                        file.write_table(_table(schema, rows, zone))
    except psycopg.OperationalError as error:
        raise Refused(
            Refusal(
                found=said("the PostgreSQL server does not answer ({error})", error=_first_line(error)),
                where=ADDRESS,
                expected=said("a server that lets this user in"),
                what_to_do=said("check the address, the network and the user's rights"),
            )
        ) from error
    except psycopg.Error as error:
        raise Refused(
            Refusal(
                found=said("PostgreSQL refuses the statement ({error})", error=_first_line(error)),
                where=source,
                expected=said("one statement that reads rows, of tables this user may read"),
                what_to_do=said("try it with psql as the same user"),
            )
        ) from error


def _first_line(error: Exception) -> str:
    """What the server says, which quotes values of rows."""
    return mask_text((str(error).splitlines() or [type(error).__name__])[0])


def _schema(columns: Any) -> pa.Schema:
    return pa.schema([(column.name, _KINDS.get(column.type_code, pa.string())) for column in columns])


def _table(schema: pa.Schema, rows: list[tuple[Any, ...]], zone: ZoneInfo) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = []
    for field, column in zip(schema, columns, strict=True):
        try:
            arrays.append(pa.array([_value(value, field.type, zone) for value in column], field.type))
        except UnicodeDecodeError as error:
            raise Refused(_no_text(field.name)) from error
    return pa.Table.from_arrays(arrays, schema=schema)


def _no_text(column: str) -> Refusal:
    return Refusal(
        found=said("bytes that are no text"),
        where=column,
        expected=said("columns of text, numbers or moments"),
        what_to_do=said("leave the column out: write the others into a .sql file"),
    )


def _value(value: Any, kind: pa.DataType, zone: ZoneInfo) -> Any:
    if value is None or value != value:  # NaN is no number
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(zone).replace(tzinfo=None)
    return as_text(value) if pa.types.is_string(kind) else value
