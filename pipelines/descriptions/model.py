"""The frozen values a description is read into; the format itself is told in the package's docstring."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

Reload = Literal["append", "authoritative"]
Covers = Literal["everything", "file span", "month"]
LinkChange = Literal["wording", "scale", "asking"]
ChoiceKind = Literal["single", "multiple", "ranking"]
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How the export is opened; None and ``auto`` leave it to the reader."""

    layout: str = "auto"
    files: str = "*"
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    answers: Literal["auto", "text", "codes"] = "auto"

    def for_reader(self) -> dict[str, Any]:
        """What ``readers.read`` takes beside the path: ``read(path, **description.file.for_reader())``."""
        return {
            "layout": None if self.layout == "auto" else self.layout,
            "sheet": self.sheet,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_row": self.header_row,
            "answers": self.answers,
        }


@dataclass(frozen=True, slots=True)
class Source:
    """Where a canonical column comes from: headers of the export, or a constant.

    ``extract`` is a pattern whose one group is the part of the cell that is read; ``earliest`` and ``latest`` take the
    place of the contract's bounds of a date.
    """

    columns: tuple[str, ...] = ()
    constant: str | None = None
    formats: tuple[str, ...] = ()
    zone: str | None = None
    constants: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    values: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    extract: str | None = None
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """What counts as an answer: minimum … maximum in steps, and the codes that mean something else."""

    minimum: float
    maximum: float
    step: float = 1.0
    blank: tuple[str, ...] = ()
    not_used: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    code_of_minimum: float | None = None


@dataclass(frozen=True, slots=True)
class Recommend:
    """The 0–10 recommend question."""

    column: str
    scale: Scale


@dataclass(frozen=True, slots=True)
class Rating:
    """One question that rates one touchpoint on its own scale."""

    column: str
    touchpoint: str
    kind: str
    scale: Scale


@dataclass(frozen=True, slots=True)
class Choice:
    """A single-choice, multiple-choice or ranking question, told by joined answers or by one column per option."""

    question: str
    kind: ChoiceKind
    column: str | None = None
    pattern: str | None = None
    named: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Header -> option, where the options' columns are named one by one."""
    joiner: str | None = None
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Code -> option, in order; empty where the options are not described."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The survey that the responses answer."""

    id: str
    name: str
    name_en: str
    one_per_person_days: int | None = None
    """Of answers of one person within so many days only the latest is counted; None counts every answer."""


@dataclass(frozen=True, slots=True)
class Link:
    """A reviewed line: the question goes on in one trend, and something about it changed there.

    ``measure`` is nps, satisfaction or effort; ``touchpoint`` is empty for nps; ``from_on`` None means from the first
    answer that is read by this description.
    """

    measure: str
    touchpoint: str
    changed: LinkChange
    from_on: datetime.date | None
    was: str
    becomes: str
    note: str
    note_en: str
    reviewed_by: str
    reviewed_on: datetime.date


@dataclass(frozen=True, slots=True)
class Description:
    """How one kind of export becomes one canonical table; of a survey also its ratings and choices."""

    table: str
    name: str
    path: Path
    columns: Mapping[str, Source]
    reload: Reload = "append"
    covers: Covers = "everything"
    file: FileOptions = field(default_factory=FileOptions)
    survey: Survey | None = None
    recommend: Recommend | None = None
    ratings: tuple[Rating, ...] = ()
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables that this description fills."""
        return (self.table, "ratings", "choices") if self.table == "survey_responses" else (self.table,)
