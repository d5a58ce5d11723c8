"""The frozen values of a proposal: lines of a description, how sure each is, and what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipelines.contracts import CONTRACTS
from pipelines.refusals import Refusal

Sureness = Literal["sure", "likely", "guess", "undecided", "decided"]


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for a line, in both languages; what it quotes of the file is masked."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of several values that a line might have."""

    value: Any
    why: Why

    def as_dict(self) -> dict[str, Any]:
        return {"value": self.value, "why": self.why.en, "why_zh": self.why.zh}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the description; ``value`` is None where it is undecided. ``columns``: those it is about."""

    path: str
    value: Any
    sureness: Sureness
    why: Why
    choices: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "value": self.value,
            "sureness": self.sureness,
            "why": self.why.en,
            "why_zh": self.why.zh,
            "choices": [choice.as_dict() for choice in self.choices],
            "columns": list(self.columns),
        }


@dataclass(frozen=True, slots=True)
class TableGuess:
    """A table that the file may be."""

    table: str
    sureness: Sureness
    why: Why

    def as_dict(self) -> dict[str, Any]:
        return {"table": self.table, "sureness": self.sureness, "why": self.why.en, "why_zh": self.why.zh}


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column of the file, with masked examples and the lines that speak of it."""

    column: str
    header: str
    filled: int
    distinct: int
    examples: tuple[str, ...]
    holds: Why
    used_by: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "column": self.column,
            "header": self.header,
            "filled": self.filled,
            "distinct": self.distinct,
            "examples": list(self.examples),
            "holds": self.holds.en,
            "holds_zh": self.holds.zh,
            "used_by": list(self.used_by),
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole proposal; ``toml`` is the description, ``errors`` what the loader says of it, none where it is ready.

    ``notes`` are about what was left out.
    """

    file: str
    table: str
    name: str
    layout: str
    layout_why: str
    rows: int
    is_sample: bool
    lines: tuple[Line, ...]
    tables: tuple[TableGuess, ...]
    columns: tuple[ColumnSeen, ...]
    notes: tuple[Why, ...]
    toml: str
    errors: tuple[Refusal, ...]

    @property
    def undecided(self) -> tuple[str, ...]:
        return tuple(line.path for line in self.lines if line.sureness == "undecided")

    def line(self, path: str) -> Line | None:
        """The line of this path, if the proposal has one."""
        return next((line for line in self.lines if line.path == path), None)

    @property
    def values(self) -> Mapping[str, Any]:
        """Path -> value."""
        return {line.path: line.value for line in self.lines}

    def as_dict(self) -> dict[str, Any]:
        """The report of the protocol; the lines are sent before it, one by one."""
        return {
            "file": self.file,
            "table": self.table,
            "name": self.name,
            "layout": self.layout,
            "layout_why": self.layout_why,
            "rows": self.rows,
            "is_sample": self.is_sample,
            "tables": [guess.as_dict() for guess in self.tables],
            "columns": [column.as_dict() for column in self.columns],
            "contract": [
                {
                    "column": column.name,
                    "meaning": column.meaning,
                    "meaning_zh": column.meaning_zh,
                    "required": column.required,
                    "derived": column.derived,
                }
                for column in CONTRACTS[self.table].columns.values()
            ],
            "undecided": list(self.undecided),
            "notes": [{"why": note.en, "why_zh": note.zh} for note in self.notes],
            "errors": [error.as_dict() for error in self.errors],
            "toml": self.toml,
        }
