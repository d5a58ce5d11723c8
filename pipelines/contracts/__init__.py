"""What each canonical table is: columns, types, allowed values, grain, meaning; imports only ``pipelines.refusals``.

One TOML file per table lies beside this module, named as the table. A file says:

    table, row_is, row_is_zh      the table and what one row of it is
    key                           the columns that tell rows apart (the grain); may hold optional columns
    identity                      the key column that is made from the row's content where an export has no id
    [columns.<name>]
      type                        text, integer, decimal, boolean, date, timestamp or month (first day of the month)
      required                    a row without it is refused (default false)
      derived                     computed here, never mapped by a description (default false)
      allowed                     the closed list of values a text may have
      minimum, maximum            inclusive; numbers, or dates for date, timestamp and month
      years_ahead                 of a date: how many years beyond the day of its file it may lie (default 1)
      not_before                  of a date: the column whose moment it cannot precede; where it does, it is flagged
      not_above                   of a number: the column whose number it is part of; where it is more, it is flagged
      unit                        what is counted, where the name does not say it
      references                  the table whose ids it must be one of
      privacy                     masked (default for text): personal data are replaced by tokens;
                                  keyed: only an HMAC is kept;  kept: an id, kept as it is unless it is itself personal
      if_unreadable               refuse (default): the row is refused;  drop: the row stays, the value is missing and
                                  counted;  off_scale: the row stays and its state says so
      meaning, meaning_zh
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from pipelines.refusals import Refusal, Refused, Said, said

Type = Literal["text", "integer", "decimal", "boolean", "date", "timestamp", "month"]
Privacy = Literal["masked", "keyed", "kept"]
IfUnreadable = Literal["refuse", "drop", "off_scale"]
Bound = int | float | datetime.date
DATED: tuple[Type, ...] = ("date", "timestamp", "month")

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table; the module's docstring says what each setting means."""

    name: str
    type: Type
    meaning: str
    meaning_zh: str
    required: bool = False
    derived: bool = False
    allowed: tuple[str, ...] = ()
    minimum: Bound | None = None
    maximum: Bound | None = None
    years_ahead: int = 1
    not_before: str = ""
    not_above: str = ""
    unit: str = ""
    references: str = ""
    privacy: Privacy = "masked"
    if_unreadable: IfUnreadable = "refuse"


@dataclass(frozen=True, slots=True)
class Contract:
    """One canonical table: what a row is, what tells rows apart, and its columns in order."""

    table: str
    row_is: str
    row_is_zh: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    identity: str | None = None

    @property
    def mappable(self) -> tuple[str, ...]:
        """The columns a description may map, in order."""
        return tuple(column.name for column in self.columns.values() if not column.derived)

    @property
    def day(self) -> str | None:
        """The column that says when a row happened, the first required one that holds a day; None without one."""
        return next((column.name for column in self.columns.values() if column.required and column.type in DATED), None)


def load_contracts(folder: Path = FOLDER) -> Mapping[str, Contract]:
    """Every contract of a folder, by table name; Refused lists all faults of all files at once."""
    contracts: dict[str, Contract] = {}
    faults: list[Refusal] = []
    for path in sorted(folder.glob("*.toml")):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        faults_of_file = list(_faults(found, path))
        faults += faults_of_file
        if not faults_of_file:
            contracts[path.stem] = _contract(found)
    for contract in contracts.values():
        for column in contract.columns.values():
            if column.references and column.references not in contracts:
                where = f"{contract.table}.toml, column {column.name}"
                faults.append(
                    _fault(
                        said("references {references}", references=repr(column.references)),
                        where,
                        said("a table that has a contract"),
                    )
                )
    if faults:
        raise Refused(*faults)
    return MappingProxyType(contracts)


_TABLE_KEYS = {"table", "row_is", "row_is_zh", "key", "identity", "columns"}
_COLUMN_KEYS = {field.name for field in fields(Column)} - {"name"}
_BOUNDED_BY: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "integer": (int,),
        "decimal": (int, float),
        "date": (datetime.date,),
        "timestamp": (datetime.date,),
        "month": (datetime.date,),
    }
)


def _fault(found: Said, where: str, expected: Said) -> Refusal:
    return Refusal(found=found, where=where, expected=expected, what_to_do=said("correct the contract file"))


def _faults(found: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    where = path.name
    for key in sorted(found.keys() - _TABLE_KEYS):
        yield _fault(
            said("unknown setting {key}", key=repr(key)),
            where,
            said("one of {names}", names=", ".join(sorted(_TABLE_KEYS))),
        )
    if found.get("table") != path.stem:
        yield _fault(
            said("{key} is {value}", key="table", value=repr(found.get("table"))),
            where,
            said("the file's own name, {stem}", stem=repr(path.stem)),
        )
    for key in ("row_is", "row_is_zh"):
        if not found.get(key):
            yield _fault(said("{key} is missing", key=key), where, said("a sentence that says what one row is"))
    columns: Mapping[str, Mapping[str, Any]] = found.get("columns", {})
    if not columns:
        yield _fault(said("no columns"), where, said("at least one [columns.<name>]"))
    named = [*found.get("key", []), *([found["identity"]] if "identity" in found else [])]
    if not found.get("key"):
        yield _fault(said("key is missing"), where, said("the columns that tell rows apart"))
    for name in named:
        if name not in columns:
            yield _fault(said("key or identity names {name}", name=repr(name)), where, said("a column of this table"))
    for name, column in columns.items():
        for key in ("not_before", "not_above"):
            if column.get(key, name) not in columns:
                yield _fault(
                    said("{key} is {value}", key=key, value=repr(column[key])),
                    f"{where}, column {name}",
                    said("a column of this table"),
                )
        yield from _column_faults(column, f"{where}, column {name}")


def _column_faults(column: Mapping[str, Any], where: str) -> Iterator[Refusal]:
    for key in sorted(column.keys() - _COLUMN_KEYS):
        yield _fault(
            said("unknown setting {key}", key=repr(key)),
            where,
            said("one of {names}", names=", ".join(sorted(_COLUMN_KEYS))),
        )
    for key in ("meaning", "meaning_zh"):
        if not column.get(key):
            yield _fault(said("{key} is missing", key=key), where, said("a sentence in plain words"))
    type_ = column.get("type")
    if type_ not in get_args(Type):
        yield _fault(
            said("{key} is {value}", key="type", value=repr(type_)),
            where,
            said("one of {names}", names=", ".join(get_args(Type))),
        )
    for key, choices in (("privacy", get_args(Privacy)), ("if_unreadable", get_args(IfUnreadable))):
        if column.get(key, choices[0]) not in choices:
            yield _fault(
                said("{key} is {value}", key=key, value=repr(column[key])),
                where,
                said("one of {names}", names=", ".join(choices)),
            )
    for key in ("allowed", "privacy", "references"):
        if key in column and type_ != "text":
            yield _fault(
                said("{key} on a column of type {type}", key=key, type=type_),
                where,
                said("{key} only where the type is text", key=key),
            )
    for key in ("years_ahead", "not_before"):
        if key in column and type_ not in ("date", "timestamp", "month"):
            yield _fault(
                said("{key} on a column of type {type}", key=key, type=type_),
                where,
                said("{key} only for dates", key=key),
            )
    if "not_above" in column and type_ not in ("integer", "decimal"):
        yield _fault(
            said("{key} on a column of type {type}", key="not_above", type=type_),
            where,
            said("{key} only for numbers", key="not_above"),
        )
    for key in ("minimum", "maximum"):
        if key in column and not isinstance(column[key], _BOUNDED_BY.get(str(type_), ())):
            yield _fault(
                said("{key} is {value}", key=key, value=repr(column[key])),
                where,
                said("a bound that fits the type {type}", type=type_),
            )


def _contract(found: Mapping[str, Any]) -> Contract:
    columns = {
        name: Column(name=name, **{**settings, "allowed": tuple(settings.get("allowed", ()))})
        for name, settings in found["columns"].items()
    }
    return Contract(
        table=found["table"],
        row_is=found["row_is"],
        row_is_zh=found["row_is_zh"],
        key=tuple(found["key"]),
        columns=MappingProxyType(columns),
        identity=found.get("identity"),
    )


CONTRACTS: Mapping[str, Contract] = load_contracts()
