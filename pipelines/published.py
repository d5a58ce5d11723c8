"""What the regulator published of other banks' complaints, to stand beside a bank's own rate; it travels in the build.

The shipped figures stand in ``data/reference/published.toml``; a bank's own ``config/published.toml`` takes their
place, whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines import toml_files
from pipelines.refusals import Refusal, Refused, said

REGISTER = "published.toml"
EXPOSURES = ("customers", "outlets")
_TEXTS = ("kind_of_bank", "name", "exposure", "source")
_KNOWN = (*_TEXTS, "name_en", "per", "quarter", "figures", "median")
_FIRST_MONTHS = (1, 4, 7, 10)


def write(connection: duckdb.DuckDBPyConnection, config: Path) -> None:
    """Make ``reg_published``, one row per figure published. Refused lists every fault of the file."""
    connection.execute(
        """create or replace table reg_published (
            kind_of_bank varchar, name varchar, name_en varchar, exposure varchar, per double, quarter date,
            figures double[], median double, source varchar)"""
    )
    for each in figures(config):
        row = [each["kind_of_bank"], each["name"], each.get("name_en", each["name"]), each["exposure"], each["per"]]
        row += [each["quarter"], each.get("figures", []), each.get("median"), each["source"]]
        connection.execute("insert into reg_published values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def figures(config: Path) -> tuple[dict[str, Any], ...]:
    """What was published, the newest quarter first; nothing where a bank's own file names nothing."""
    own = config / REGISTER
    path = own if own.exists() else toml_files.REFERENCE / REGISTER
    given = toml_files.read(path).get("published", [])
    faults = [fault for at, each in enumerate(given, 1) for fault in _faults(each, f"{path}, figure {at}")]
    if faults:
        raise Refused(*faults)
    return tuple(sorted(given, key=lambda each: each["quarter"], reverse=True))


def _faults(each: Mapping[str, Any], where: str) -> Iterator[Refusal]:
    as_shipped = said("add the line; the shipped file shows every column")
    for name in sorted(each.keys() - set(_KNOWN)):
        expected = said("one of {choices}", choices=", ".join(_KNOWN))
        yield Refusal(said("{name}", name=name), where, expected, said("correct or remove the line"))
    for name in _TEXTS:
        if type(each.get(name)) is not str or not each[name].strip():
            yield Refusal(said("no {name}", name=name), where, said("a value for {name}", name=name), as_shipped)
    if each.get("exposure", EXPOSURES[0]) not in EXPOSURES:
        expected = said("one of {choices}", choices=", ".join(EXPOSURES))
        found = said("{name} = {given}", name="exposure", given=repr(each["exposure"]))
        yield Refusal(found, where, expected, said("correct the value"))
    quarter = each.get("quarter")
    if type(quarter) is not date or (quarter.month not in _FIRST_MONTHS or quarter.day != 1):
        found = said("{name} = {given}", name="quarter", given=repr(quarter))
        yield Refusal(found, where, said("the first day of a quarter, as 2022-07-01"), said("correct the value"))
    given = each.get("figures", []) if isinstance(each.get("figures", []), list) else [each["figures"]]
    numbers = {"per": [each.get("per")], "figures": given, "median": [each["median"]] if "median" in each else []}
    for name, values in numbers.items():
        for wrong in (value for value in values if not _is_positive(value)):
            found = said("{name} = {given}", name=name, given=repr(wrong))
            yield Refusal(found, where, said("a number above 0"), said("correct the value"))
    if bool(given) == ("median" in each):
        found = said("both figures and median, or neither")
        yield Refusal(found, where, said("the banks' figures, or their median where only that was printed"), as_shipped)


def _is_positive(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value < float("inf")
