"""The frozen values a description is read into; the format itself is told in the package's docstring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

Reload = Literal["append", "authoritative"]
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
    """Where a canonical column comes from: headers of the export, or a constant."""

    columns: tuple[str, ...] = ()
    constant: str | None = None
    formats: tuple[str, ...] = ()
    zone: str | None = None
    constants: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    values: Mapping[str, str] = field(default_factory=lambda: NOTHING)


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
    joiner: str | None = None
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Code -> option, in order; empty where the options are not described."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The survey that the responses answer."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Description:
    """How one kind of export becomes one canonical table; of a survey also its ratings and choices."""

    table: str
    name: str
    path: Path
    columns: Mapping[str, Source]
    reload: Reload = "append"
    file: FileOptions = field(default_factory=FileOptions)
    survey: Survey | None = None
    recommend: Recommend | None = None
    ratings: tuple[Rating, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables that this description fills."""
        return (self.table, "ratings", "choices") if self.table == "survey_responses" else (self.table,)
