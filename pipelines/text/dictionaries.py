"""The words that stay whole, the words that do not count, and the themes: shipped defaults, or a bank's own instead."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.refusals import Refusal, Refused, said
from pipelines.text.folding import fold

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference" / "text"
WORDS, STOP_WORDS, THEMES, SAMPLE = "dictionary.txt", "stop_words.txt", "themes.toml", "theme_sample.csv"
_THEME_ID = re.compile(r"[a-z][a-z0-9_]{0,40}")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Theme:
    """What a text may be about; ``pattern`` finds it in a folded text, ``excepted`` is taken out of it before."""

    theme_id: str
    name: str
    name_en: str
    terms: tuple[str, ...]
    excepted: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """One regular expression: Chinese terms as they stand, others as whole words; in the syntax of RE2."""
        return _either(self.terms)

    @property
    def except_pattern(self) -> str:
        """The same of what does not count; '' where everything does."""
        return _either(self.excepted)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What is in force for one bank, folded: words kept whole, stop words, themes in their order, labelled texts."""

    words: frozenset[str]
    stop_words: frozenset[str]
    themes: tuple[Theme, ...]
    sample: tuple[tuple[str, frozenset[str]], ...] = ()
    """(text, ids of the themes that a person found in it)."""


def read_dictionary(config: Path | None = None) -> Dictionary:
    """What ships, but for each file that the bank has under ``config/text/``: that one stands instead, whole.

    An empty file is an empty list. Raises Refused with every fault of the files at once.
    """
    faults: list[Refusal] = []
    words = _words(_file(config, WORDS), faults)
    stop_words = _words(_file(config, STOP_WORDS), faults)
    themes = _themes(_file(config, THEMES), faults)
    sample = _sample(_file(config, SAMPLE), {theme.theme_id for theme in themes}, faults)
    if faults:
        raise Refused(*faults)
    return Dictionary(words, stop_words, themes, sample)


def _file(config: Path | None, name: str) -> Path:
    own = config / "text" / name if config is not None else None
    return own if own is not None and own.is_file() else REFERENCE / name


def _text(path: Path, faults: list[Refusal]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(
            Refusal(said("a file that is not UTF-8"), str(path), said("text in UTF-8"), said("save it as UTF-8"))
        )
        return ""


def _words(path: Path, faults: list[Refusal]) -> frozenset[str]:
    """One word a line; what stands behind a # or a blank (jieba's own frequency and tag) is passed over."""
    lines = (line.partition("#")[0].split() for line in _text(path, faults).splitlines())
    return frozenset(fold(parts[0]) for parts in lines if parts)


def _themes(path: Path, faults: list[Refusal]) -> tuple[Theme, ...]:
    try:
        found: dict[str, Any] = tomllib.loads(_text(path, faults))
    except tomllib.TOMLDecodeError as error:
        faults.append(
            Refusal(
                said("themes that cannot be read ({why})", why=str(error)),
                str(path),
                said("a TOML file"),
                said("correct that line"),
            )
        )
        return ()
    themes = []
    for theme_id, entry in found.items():
        where = f"{path}, [{theme_id}]"
        if not _THEME_ID.fullmatch(theme_id) or not isinstance(entry, dict) or not entry.get("name"):
            what_to_do = said('write [queue], then name = "…" and terms = ["…"]')
            faults.append(
                Refusal(said("a theme without id or name"), where, said("small letters, and a name"), what_to_do)
            )
            continue
        lists = [entry.get("terms"), entry.get("except", [])]
        if not all(isinstance(each, list) and all(isinstance(term, str) for term in each) for each in lists):
            faults.append(
                Refusal(
                    said("terms that are no texts"), where, said('terms = ["排队", "queue"]'), said("quote each term")
                )
            )
            continue
        terms, excepted = (tuple(filter(None, (fold(term).strip() for term in each))) for each in lists)
        themes.append(Theme(theme_id, str(entry["name"]), str(entry.get("name_en") or entry["name"]), terms, excepted))
    return tuple(themes)


def _sample(path: Path, known: set[str], faults: list[Refusal]) -> tuple[tuple[str, frozenset[str]], ...]:
    """Texts labelled by a person. Labels of themes that the bank does not have are passed over."""
    if not path.is_file():
        return ()
    rows = list(csv.DictReader(io.StringIO(_text(path, faults))))
    if rows and not {"text", "themes"} <= set(rows[0]):
        faults.append(
            Refusal(
                said("columns {columns}", columns=", ".join(rows[0])),
                str(path),
                said("columns text, themes"),
                said("name them so"),
            )
        )
        return ()
    return tuple((row["text"], frozenset((row["themes"] or "").split()) & known) for row in rows if row["text"])


def _either(terms: Iterable[str]) -> str:
    """Longest first, so that the longer of two terms that begin alike is taken."""
    written = [
        re.escape(term) if _HAN.search(term) else rf"\b{re.escape(term)}\b"
        for term in sorted(set(terms), key=lambda term: (-len(term), term))
    ]
    return "|".join(written)
