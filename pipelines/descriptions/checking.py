"""Reads a parsed description into the model and gathers every fault on the way."""

from __future__ import annotations

import datetime
import difflib
import itertools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines import cells
from pipelines.contracts import CONTRACTS, Column, Contract
from pipelines.descriptions.model import NOTHING, Covers, Description, FileOptions, Reload, Source
from pipelines.refusals import Refusal, Said, said

SURVEY_KEYS = ("survey", "recommend", "ratings", "choices", "links")
_TOP_KEYS = ("table", "name", "reload", "covers", "file", "columns", *SURVEY_KEYS)
_SOURCE_KEYS = (
    "column", "columns", "constant", "format", "zone", "constants", "values", "extract", "earliest", "latest",
)  # fmt: skip
_PROBE = datetime.datetime(2004, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)
"""A moment whose day, month and year of two digits are all different and all possible as each other."""
_DATE_PARTS = {"year": (1, 9999), "month": (1, 12), "day": (1, 31), "hour": (0, 23), "minute": (0, 59)}
_DATED = ("date", "timestamp", "month")
EXCEL_DAYS = "excel"
"""The format word for dates that a spreadsheet wrote as its own day numbers."""

_CORRECT = said("correct the description")
UNDECIDED = "?"
"""What a proposed description says where a person has to decide."""

Parts = Mapping[str, Any]
SurveyParts = Callable[["Checking", Mapping[str, Any]], Parts]


class Checking:
    """One pass over one description. Every ``take`` returns a usable value or notes a fault and returns the default."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Refusal] = []

    def fault(self, found: Said, where: str, expected: Said, what_to_do: Said = _CORRECT) -> None:
        self.faults.append(Refusal(found, f"{self.file}, {where}" if where else self.file, expected, what_to_do))

    def unknown_keys(self, found: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in found:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                advice = said("did you mean {near}?", near=repr(near[0])) if near else said("remove it")
                self.fault(
                    said("unknown setting {key}", key=repr(key)),
                    where,
                    said("one of {names}", names=", ".join(known)),
                    advice,
                )

    def text(self, found: Mapping[str, Any], key: str, where: str, required: bool = False) -> str | None:
        value = found.get(key)
        if value is None:
            if required:
                self.fault(
                    said("{key} is missing", key=key), where, said('{key} = "…"', key=key), said("add {key}", key=key)
                )
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(said("{key} is {value}", key=key, value=repr(value)), where, said("a text in quotes"))
            return None
        if value == UNDECIDED:
            self.fault(
                said("{key} is not decided yet", key=key),
                where,
                said("what a person decides"),
                said("see the choices above the line"),
            )
            return None
        return value

    def table(self, found: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
        value = found.get(key, {})
        if not isinstance(value, dict):
            self.fault(said("{key} is {value}", key=key, value=repr(value)), where, said("a table, [{key}]", key=key))
            return {}
        return value

    def tables(self, found: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(said("{key} is not a list of tables", key=key), "", said("[[{key}]], once for each", key=key))
            return []
        return value

    def number(self, found: Mapping[str, Any], key: str, where: str, default: float | None = None) -> float | None:
        value = found.get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(said("{key} is {value}", key=key, value=repr(value)), where, said("a number"))
            return default
        return float(value)

    def scalar(self, value: Any, what: str, where: str) -> str | None:
        """A TOML value as the text it stands for in a cell: true, 5, 2.5, 2026-01-31, "A"."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, dict | list):
            self.fault(said("{what} is {value}", what=what, value=repr(value)), where, said("one value"))
            return None
        return str(value)

    def words(self, found: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        """A list of codes, or one code, in the form cells are compared in."""
        value = found.get(key, [])
        listed = value if isinstance(value, list) else [value]
        taken = [self.scalar(item, key, where) for item in listed]
        return tuple(cells.code(item) for item in taken if item is not None)

    def values(self, found: Mapping[str, Any], where: str) -> Mapping[str, str]:
        """``values`` with its keys in the form cells are compared in."""
        mapped: dict[str, str] = {}
        for key, value in self.table(found, "values", where).items():
            taken = self.scalar(value, f"values.{key}", where)
            if cells.code(key) in mapped:
                self.fault(said("values names {key} twice", key=repr(key)), where, said("each word once"))
            if taken is not None:
                mapped[cells.code(key)] = taken
        return MappingProxyType(mapped)

    def description(self, found: Mapping[str, Any], path: Path, survey_parts: SurveyParts) -> Description | None:
        """The whole file; None where not even its table is known."""
        self.unknown_keys(found, _TOP_KEYS, "")
        name = self.text(found, "name", "") or path.stem
        table = self.text(found, "table", "") or path.parent.name
        contract = CONTRACTS.get(table)
        if contract is None:
            near = difflib.get_close_matches(table, CONTRACTS, 1)
            advice = (
                said("did you mean {near}?", near=repr(near[0])) if near else said('say which table it is: table = "…"')
            )
            self.fault(
                said("no canonical table is called {table}", table=repr(table)),
                "table",
                said("one of {names}", names=", ".join(CONTRACTS)),
                advice,
            )
            return None
        reload: Reload = found.get("reload", "append")
        if reload not in get_args(Reload):
            self.fault(
                said("{key} is {value}", key="reload", value=repr(reload)), "reload", said("append or authoritative")
            )
            reload = "append"
        covers = self._covers(found, contract, reload)
        is_survey = table == "survey_responses"
        if not is_survey:
            for key in SURVEY_KEYS:
                if key in found:
                    self.fault(
                        said("[{key}] in a description of {table}", key=key, table=table),
                        key,
                        said("it only belongs to survey_responses"),
                    )
        parts = survey_parts(self, found) if is_survey else NOTHING
        columns = self._columns(found, contract)
        return Description(table, name, path, columns, reload, covers, self._file(found), **parts)

    def _covers(self, found: Mapping[str, Any], contract: Contract, reload: Reload) -> Covers:
        covers: Covers = found.get("covers", "everything")
        if covers not in get_args(Covers):
            self.fault(
                said("{key} is {value}", key="covers", value=repr(covers)),
                "covers",
                said("one of {names}", names=", ".join(get_args(Covers))),
            )
        elif "covers" in found and reload != "authoritative":
            self.fault(said("covers without authority"), "covers", said('reload = "authoritative", or no covers'))
        elif covers != "everything" and contract.day is None:
            self.fault(
                said("{key} is {value}", key="covers", value=repr(covers)),
                "covers",
                said("everything: rows of {table} have no day", table=contract.table),
            )
        else:
            return covers
        return "everything"

    def _file(self, found: Mapping[str, Any]) -> FileOptions:
        options = self.table(found, "file", "")
        known = ("layout", "files", "sheet", "encoding", "delimiter", "header_row", "answers")
        self.unknown_keys(options, known, "[file]")
        taken = {key: self.text(options, key, "[file]") for key in known[:4]}
        delimiter, header_row = options.get("delimiter"), options.get("header_row")
        if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
            self.fault(
                said("{key} is {value}", key="delimiter", value=repr(delimiter)),
                "[file]",
                said('one character, such as "," or "\\t"'),
            )
            delimiter = None
        if header_row is not None and (not isinstance(header_row, int) or header_row < 1):
            self.fault(
                said("{key} is {value}", key="header_row", value=repr(header_row)),
                "[file]",
                said("the number of a row, from 1"),
            )
            header_row = None
        answers = options.get("answers", "auto")
        if answers not in ("auto", "text", "codes"):
            self.fault(
                said("{key} is {value}", key="answers", value=repr(answers)), "[file]", said("auto, text or codes")
            )
            answers = "auto"
        return FileOptions(
            layout=taken["layout"] or "auto",
            files=taken["files"] or "*",
            sheet=taken["sheet"],
            encoding=taken["encoding"],
            delimiter=delimiter,
            header_row=header_row,
            answers=answers,
        )

    def _columns(self, found: Mapping[str, Any], contract: Contract) -> Mapping[str, Source]:
        sources: dict[str, Source] = {}
        mapped = self.table(found, "columns", "")
        for name, settings in mapped.items():
            where = f"[columns.{name}]"
            column = contract.columns.get(name)
            if column is None or column.derived:
                near = difflib.get_close_matches(name, contract.mappable, 1)
                advice = said("did you mean {near}?", near=repr(near[0])) if near else said("remove it")
                listed = said("one of {names}", names=", ".join(contract.mappable))
                self.fault(
                    said("{table} has no column {name} to fill", table=contract.table, name=repr(name)),
                    where,
                    listed,
                    advice,
                )
            elif not isinstance(settings, dict):
                self.fault(
                    said("{key} is {value}", key=name, value=repr(settings)), where, said('a table: column = "…"')
                )
            else:
                sources[name] = self._source(settings, column, where)
        for column in contract.columns.values():
            is_given = column.name in mapped or column.derived or column.name == contract.identity
            if column.required and not is_given:
                self.fault(
                    said("{name} is not described", name=column.name),
                    "[columns]",
                    said("[columns.{name}], {meaning}", name=column.name, meaning=column.meaning),
                    said("name the column of the export, or a constant"),
                )
        return MappingProxyType(sources)

    def _source(self, found: Mapping[str, Any], column: Column, where: str) -> Source:
        self.unknown_keys(found, _SOURCE_KEYS, where)
        headers = self._headers(found, column, where)
        constant = self.scalar(found["constant"], "constant", where) if "constant" in found else None
        if (bool(headers) or "column" in found) == (constant is not None):  # of a faulty column it is said already
            self.fault(said("both or none of column and constant"), where, said("exactly one of them"))
        formats = found.get("format", [])
        formats = formats if isinstance(formats, list) else [formats]
        zone = self.text(found, "zone", where)
        for key in ("format", "zone", "constants", "earliest", "latest"):
            if key in found and column.type not in _DATED:
                self.fault(
                    said("{key} on {name}, which is {type}", key=key, name=column.name, type=column.type),
                    where,
                    said("{key} only for dates", key=key),
                )
        if not all(isinstance(item, str) and ("%" in item or item == EXCEL_DAYS) for item in formats):
            self.fault(
                said("{key} is {value}", key="format", value=repr(found["format"])),
                where,
                said('like "%Y-%m-%d %H:%M:%S", or "{excel}"', excel=EXCEL_DAYS),
            )
            formats = []
        self._check_formats([item for item in formats if item != EXCEL_DAYS], where)
        if zone and not _is_zone(zone):
            self.fault(said("unknown zone {zone}", zone=repr(zone)), where, said("an IANA zone such as Asia/Shanghai"))
            zone = None
        values = self.values(found, where)
        if column.allowed:
            for word, value in values.items():
                if value not in column.allowed:
                    self.fault(
                        said("values maps {word} to {value}", word=repr(word), value=repr(value)),
                        where,
                        said("one of {names}", names=", ".join(column.allowed)),
                    )
            if constant is not None and constant not in column.allowed:
                self.fault(
                    said("{key} is {value}", key="constant", value=repr(constant)),
                    where,
                    said("one of {names}", names=", ".join(column.allowed)),
                )
        constants = self._constants(found, where, bool(formats))
        earliest, latest = (self._day(found, key, where) for key in ("earliest", "latest"))
        if earliest and latest and earliest > latest:
            self.fault(
                said("earliest is {earliest} and latest is {latest}", earliest=earliest, latest=latest),
                where,
                said("the first before the second"),
            )
        extract = self._extract(found, where)
        return Source(headers, constant, tuple(formats), zone, constants, values, extract, earliest, latest)

    def _check_formats(self, formats: list[str], where: str) -> None:
        """Two formats that read one text as two days would make the order of the list decide."""
        for first, second in itertools.combinations(formats, 2):
            text = _PROBE.strftime(first)
            try:
                other = datetime.datetime.strptime(text, second).replace(tzinfo=datetime.UTC).strftime(first)
            except ValueError:
                continue
            if other != text:
                self.fault(
                    said(
                        "formats {first} and {second} read {text} as two different days",
                        first=repr(first),
                        second=repr(second),
                        text=repr(text),
                    ),
                    where,
                    said("formats of which at most one fits any text"),
                    said("keep the one that the export is written in, or describe two exports"),
                )

    def _day(self, found: Mapping[str, Any], key: str, where: str) -> datetime.date | None:
        value = found.get(key)
        if value is not None and (isinstance(value, datetime.datetime) or not isinstance(value, datetime.date)):
            self.fault(
                said("{key} is {value}", key=key, value=repr(value)), where, said("a day: {key} = 1990-01-31", key=key)
            )
            return None
        return value

    def _extract(self, found: Mapping[str, Any], where: str) -> str | None:
        pattern = self.text(found, "extract", where)
        try:
            groups = re.compile(pattern).groups if pattern else 1
        except re.error as error:
            self.fault(
                said("extract cannot be read: {error}", error=error), where, said("a pattern with one part in brackets")
            )
            return None
        if groups != 1:
            self.fault(
                said("extract has {groups} parts in brackets", groups=groups), where, said("one, which is what is read")
            )
            return None
        return pattern

    def _headers(self, found: Mapping[str, Any], column: Column, where: str) -> tuple[str, ...]:
        if "columns" not in found:
            one = self.text(found, "column", where)
            return (cells.header(one),) if one else ()
        listed = found["columns"]
        if "column" in found or column.type != "text" or not isinstance(listed, list) or not listed:
            self.fault(said("columns cannot be used so"), where, said("a list of headers, for a text, without column"))
            return ()
        return tuple(cells.header(str(item)) for item in listed)

    def _constants(self, found: Mapping[str, Any], where: str, has_format: bool) -> Mapping[str, int]:
        taken: dict[str, int] = {}
        for part, value in self.table(found, "constants", where).items():
            low, high = _DATE_PARTS.get(part, (1, 0))
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                self.fault(
                    said("constants has {part} = {value}", part=part, value=repr(value)),
                    where,
                    said("year, month, day, hour or minute as a number"),
                )
            else:
                taken[part] = value
        if taken and not has_format:
            self.fault(
                said("constants without format"), where, said("the format of the parts that the export does have")
            )
        return MappingProxyType(taken)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
