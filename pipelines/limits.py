"""The dated rules by which a matter has to be answered, and the working days they count; both travel in the build.

The shipped rules stand in ``data/reference/limits.toml``; a bank's own ``config/limits.toml`` takes their place, whole.
Working days are the official ones; ``config/working_days.toml`` adds years that came out later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import duckdb
import pandas as pd

from pipelines import toml_files
from pipelines.models import insert_rows
from pipelines.refusals import Refusal, Refused, said

RULES, DAYS = "limits.toml", "working_days.toml"
KINDS = ("complaint", "suggestion", "low_score")
_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS,
    "limit_kind": ("house", "legal"),
    "day_type": ("calendar", "working"),
    "day_one": ("next", "same"),
}
_TYPES: Mapping[str, type] = {
    "kind": str,
    "limit_name": str,
    "limit_kind": str,
    "name": str,
    "name_en": str,
    "days": int,
    "day_type": str,
    "day_one": str,
    "rolls_on_rest_days": bool,
    "valid_from": date,
    "valid_to": date,
    "source": str,
}
_MAY_BE_LEFT_OUT = frozenset({"valid_to", "name_en"})
_SQL_TYPES: Mapping[type, str] = {str: "varchar", int: "integer", bool: "boolean", date: "date"}
COLUMNS: Mapping[str, str] = {"limit_id": "varchar", **{name: _SQL_TYPES[kind] for name, kind in _TYPES.items()}}
FIRST_YEAR = 1990
YEARS_AHEAD = 3
"""The calendar goes so far beyond this year, so that no limit runs out of it; years without official days count
Monday to Friday and are marked provisional."""


def write(connection: duckdb.DuckDBPyConnection, config: Path, until_year: int) -> None:
    """Make ``reg_limit`` (the rules in force) and ``reg_day`` (which days are worked). Refused lists every fault.

    ``until_year`` is the year in which the build is made.
    """
    columns = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"create or replace table reg_limit ({columns})")
    insert_rows(connection, "reg_limit", [[rule[column] for column in COLUMNS] for rule in rules(config)])
    connection.execute("create or replace table reg_day (day date, is_working boolean, is_official boolean)")
    # as a frame: days bound one by one are a tenth of what a small bank's build takes
    frame = pd.DataFrame(calendar(config, until_year + YEARS_AHEAD), columns=["day", "is_working", "is_official"])
    connection.register("arriving", frame.astype({"day": "datetime64[s]"}))
    connection.execute("insert into reg_day select day::date, is_working, is_official from arriving")
    connection.unregister("arriving")


def rules(config: Path) -> tuple[dict[str, Any], ...]:
    """The rules of a bank, one dict per limit; ``valid_to`` None where a rule is still in force."""
    path = config / RULES
    given = toml_files.read(path if path.exists() else toml_files.REFERENCE / RULES).get("limit", [])
    faults = [fault for at, rule in enumerate(given, 1) for fault in _faults(rule, at, path)]
    found = tuple(
        {
            "limit_id": f"{rule['kind']}.{rule['limit_name']}.{rule['limit_kind']}.{rule['valid_from']}",
            "name_en": rule.get("name_en", rule["name"]),
            "valid_to": None,
            **rule,
        }
        for rule in (given if not faults else ())
    )
    faults += _doubled(found, path)
    if faults:
        raise Refused(*faults)
    return found


def calendar(config: Path, last_year: int) -> Iterator[tuple[date, bool, bool]]:
    """Every day from 1990 to the end of a year: (day, is it worked, are that year's days official)."""
    official, rest, work = _own_days(config / DAYS)
    holidays, make_up = set(chinese_calendar.holidays), set(chinese_calendar.workdays)
    known = {day.year for day in holidays}
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= last_year:
        is_working = day.weekday() < 5
        if day.year in official:
            is_working = (is_working or day in work) and day not in rest
        elif day.year in known:
            is_working = (is_working or day in make_up) and day not in holidays
        yield day, is_working, day.year in known or day.year in official
        day += timedelta(days=1)


def _faults(rule: Mapping[str, Any], at: int, path: Path) -> Iterator[Refusal]:
    where = f"{path}, rule {at}"
    for name in _TYPES.keys() - rule.keys() - _MAY_BE_LEFT_OUT:
        yield Refusal(
            said("no {name}", name=name),
            where,
            said("a value for {name}", name=name),
            said("add the line; the shipped file shows every column"),
        )
    for name in rule.keys() - _TYPES.keys():
        yield Refusal(
            said("{name}", name=name),
            where,
            said("one of {choices}", choices=", ".join(_TYPES)),
            said("correct or remove the line"),
        )
    for name in rule.keys() & _TYPES.keys():
        given = rule[name]
        if type(given) is not _TYPES[name]:
            yield Refusal(
                said("{name} = {given}", name=name, given=repr(given)),
                where,
                said("a {kind}", kind=_TYPES[name].__name__),
                said("correct the value"),
            )
        elif name in _ALLOWED and given not in _ALLOWED[name]:
            yield Refusal(
                said("{name} = {given}", name=name, given=repr(given)),
                where,
                said("one of {choices}", choices=", ".join(_ALLOWED[name])),
                said("correct the value"),
            )
    if type(rule.get("days")) is int and not 1 <= rule["days"] <= 400:
        yield Refusal(said("days = {days}", days=rule["days"]), where, said("1 to 400 days"), said("correct the value"))


def _doubled(found: tuple[dict[str, Any], ...], path: Path) -> list[Refusal]:
    """Two rules of one kind and name that hold on the same day leave open which is meant."""
    return [
        Refusal(
            said(
                "two {limit_kind} limits {limit_name} for {kind} at the same time",
                limit_kind=first["limit_kind"],
                limit_name=repr(first["limit_name"]),
                kind=first["kind"],
            ),
            str(path),
            said("one rule of a kind and name on each day"),
            said("give the older one a valid_to before the newer one's valid_from"),
        )
        for at, first in enumerate(found)
        for second in found[at + 1 :]
        if all(first[name] == second[name] for name in ("kind", "limit_name", "limit_kind"))
        and first["valid_from"] <= (second["valid_to"] or date.max)
        and second["valid_from"] <= (first["valid_to"] or date.max)
    ]


def _own_days(path: Path) -> tuple[set[int], set[date], set[date]]:
    """(years the bank gives itself, days of rest in them, weekend days that are worked)"""
    if not path.exists():
        return set(), set(), set()
    found = toml_files.read(path)
    official, rest, work = (found.get(name, []) for name in ("official_years", "rest_days", "make_up_days"))
    if not all(type(year) is int for year in official) or not all(type(day) is date for day in (*rest, *work)):
        raise Refused(
            Refusal(
                said("something that is no year or no day"),
                str(path),
                said("official_years = [2027], rest_days and make_up_days = [2027-01-01, …]"),
                said("write years as numbers and days as dates without quotes"),
            )
        )
    return set(official), set(rest), set(work)
