"""What a bank holds: its served build, how far the data reach, and its loads, as the pipelines themselves see it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from pipelines import banks
from pipelines.banks import Bank


@dataclass(frozen=True, slots=True)
class Load:
    """One load that the served build holds."""

    file_name: str
    table_name: str
    loaded_at: datetime
    rows_read: int
    rows_accepted: int
    rows_refused: int
    rows_repeated: int


@dataclass(frozen=True, slots=True)
class Status:
    """A bank and its served build; ``build_id`` None where nothing has been published."""

    bank: str
    name: str
    name_en: str
    is_example: bool
    folder: str
    build_id: str | None
    built_at: datetime | None
    data_until: date | None
    responses: int
    complaints: int
    suggestions: int
    loads: tuple[Load, ...]
    banks: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def of(bank: Bank) -> Status:
    """Read the served build, if there is one."""
    settings, path = bank.settings(), bank.current()
    build_id, built_at, data_until, counts = None, None, None, (0, 0, 0)
    loads: tuple[Load, ...] = ()
    if path is not None:
        with duckdb.connect(path, read_only=True) as connection:
            [(build_id, built_at, data_until)] = connection.execute(
                "select build_id, built_at, data_until from build_info"
            ).fetchall()
            [counts] = connection.execute(
                """select
                    (select count(*) from fct_response),
                    (select coalesce(sum(complaints), 0)::bigint from fct_counted_complaint),
                    (select count(*) from fct_suggestion)"""
            ).fetchall()
            loads = tuple(
                Load(*row)
                for row in connection.execute(
                    """select file_name, table_name, loaded_at, rows_read, rows_accepted, rows_refused, rows_repeated
                    from build_load order by load_id"""
                ).fetchall()
            )
    return Status(
        bank=bank.id,
        name=settings.name,
        name_en=settings.name_en,
        is_example=settings.is_example,
        folder=str(bank.folder),
        build_id=build_id,
        built_at=built_at,
        data_until=data_until,
        responses=counts[0],
        complaints=counts[1],
        suggestions=counts[2],
        loads=loads,
        banks=banks.known(bank.folder.parent),
    )
