"""What headers and answers are called in exports, and how a header is held against it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipelines import cells

EXACT, PART = 1.0, 0.6
"""How far a header speaks for a column: it is called so, or it is a short one that holds the word."""
SHORT_WORDS, SHORT_CHARACTERS = 6, 24

_NUMBERING = re.compile(r"^(?:[Qq]?\d{1,3}\s*[、.．:：)）]|第\d+题)\s*")
_REMARK = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]|\*")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORDS = re.compile(r"[\s_\-/.,:;?!？！，。：；、()（）\[\]【】*]+")


@cache
def words() -> Mapping[str, Any]:
    """The vocabulary as it stands in its file."""
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def plain(header: str) -> str:
    """A header without numbering, remarks in brackets, blanks and hyphens, in small letters.

    >>> plain("3、您的 年龄（必答）"), plain("Date_received"), plain("ResponseId")
    ('您的年龄', 'datereceived', 'responseid')
    """
    return _NOT_WORDS.sub("", _REMARK.sub("", _NUMBERING.sub("", cells.code(header)))).lower()


@cache
def tokens(header: str) -> tuple[str, ...]:
    """The words of a header, in small letters.

    >>> tokens("Q7_OverallScore of it")
    ('q7', 'overall', 'score', 'of', 'it')
    """
    parts = _NOT_WORDS.split(_CAMEL.sub(" ", cells.code(header)))
    return tuple(part.lower() for part in parts if part)


def holds(header: str, phrases: Iterable[str]) -> str | None:
    """The first phrase that stands in a header: Chinese anywhere, other words from where a word begins."""
    text = f" {' '.join(tokens(header))}"
    whole = cells.code(header).lower()
    for phrase in phrases:
        if (f" {phrase}" in text) if phrase.isascii() else (phrase in whole):
            return phrase
    return None


@cache
def names_of(table: str, column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a column of a table may be called exactly, and words that a short header may hold."""
    found = [words().get(place, {}).get(column, {}) for place in (table, "shared")]
    exact = [column, *(name for entry in found for name in entry.get("exact", ()))]
    return tuple(exact), tuple(name for entry in found for name in entry.get("part", ()))


@cache
def called(header: str, table: str, column: str) -> tuple[float, str]:
    """How far a header speaks for a column, and the name that it was known by."""
    exact, part = names_of(table, column)
    of_header = plain(header)
    for name in exact:
        if of_header and plain(name) == of_header:
            return EXACT, name
    if len(tokens(header)) <= SHORT_WORDS and len(of_header) <= SHORT_CHARACTERS:
        found = holds(header, part)
        if found:
            return PART, found
    return 0.0, ""


def own_columns(layout: str) -> Mapping[str, list[str]]:
    """The columns that a layout's survey system adds itself: canonical column -> headers."""
    return words()["layouts"].get(layout, {})


def question_words(kind: str) -> list[str]:
    return words()["questions"][kind]


def answer_words(table: str, column: str, is_boolean: bool) -> Mapping[str, str]:
    """Word, as codes are compared -> the canonical value it stands for."""
    found = words()["values"]
    meant = found["true"] if is_boolean else found.get(f"{table}.{column}", found.get(column, {}))
    return {cells.code(word).lower(): value for value, listed in meant.items() for word in listed}
