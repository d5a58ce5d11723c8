"""Looks at every column of a file once: what it is called, what it asks, which values it holds and how often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines import cells
from pipelines.conform.scales import LABELLED
from pipelines.describe.model import Why
from pipelines.describe.vocabulary import holds, question_words
from pipelines.privacy import mask_text
from pipelines.progress import Progress
from pipelines.readers import Export, read

ROWS_LOOKED_AT = 200_000
"""Of a longer file the first rows are looked at, and the proposal says so."""
DISTINCT_KEPT = 5_000
OWN_VALUES_AT_LEAST = 0.9
LONGEST_QUOTE = 40
_TWIN = re.compile(r"(.+)#\d+")
"""The second of two headers called Other is Other#2."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


@dataclass(slots=True, eq=False)
class Profile:
    """One column. ``counts`` holds every distinct text as cells are compared, at most DISTINCT_KEPT of them.

    Nothing here says somebody's number: where a header holds one, ``header`` is masked and ``column`` is ``#7``, the
    place by which a description may name it.
    """

    column: str
    header: str
    question: str
    place: int
    rows: int = 0
    filled: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    characters: int = 0
    is_capped: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    """Code -> its words, where the file says so beside the answers."""
    marks: set[int] | None = field(default_factory=set)
    """A hash of every different value, as long as nearly all rows have one of their own: only then is it an id."""
    remembered: dict[str, Any] = field(default_factory=dict)
    """What was found out about the column once, by whoever asked."""
    _scored: tuple[dict[float, int], dict[str, int]] | None = None

    @property
    def asks(self) -> str:
        """Header and question as one text, in which words are looked for."""
        return self.header if self.question in ("", self.header) else f"{self.header} {self.question}"

    @property
    def is_personal(self) -> bool:
        """Whether it is called, or asks, what says who somebody is: such a column shows no examples."""
        return holds(self.asks, question_words("personal")) is not None

    @property
    def distinct(self) -> int:
        return len(self.counts)

    @property
    def is_id(self) -> bool:
        """Whether every row has a value of its own."""
        return self.filled == self.rows and self.repeated == 0 and self.rows > 0

    @property
    def repeated(self) -> int | None:
        """Rows whose value stood in a row before; None where they are too many to be told apart."""
        if not self.is_capped:
            return self.filled - self.distinct
        return None if self.marks is None else self.filled - len(self.marks)

    @property
    def mean_characters(self) -> float:
        return self.characters / self.filled if self.filled else 0.0

    @property
    def numbers(self) -> dict[float, int]:
        """Number -> answers, of plain and labelled numbers."""
        return self._told()[0]

    @property
    def words(self) -> dict[str, int]:
        """Answers that are no numbers."""
        return self._told()[1]

    @property
    def number_share(self) -> float:
        counted = sum(self.counts.values())
        return sum(self.numbers.values()) / counted if counted else 0.0

    def _told(self) -> tuple[dict[float, int], dict[str, int]]:
        if self._scored is None:
            numbers: Counter[float] = Counter()
            words: Counter[str] = Counter()
            for text, times in self.counts.items():
                labelled = None if _NUMBER.fullmatch(text) else LABELLED.fullmatch(text)
                if labelled is None and not _NUMBER.fullmatch(text):
                    words[text] += times
                else:
                    numbers[float(labelled.group(1) if labelled else text)] += times
            self._scored = (dict(sorted(numbers.items())), dict(words))
        return self._scored

    def share(self, is_fitting: Any) -> float:
        """The share of the kept answers whose text fits."""
        counted = sum(self.counts.values())
        return sum(times for text, times in self.counts.items() if is_fitting(text)) / counted if counted else 0.0

    def holds(self) -> Why:
        """What the column holds, in a few words."""
        if not self.filled:
            return Why("nothing", "全部为空")
        numbers = self.numbers
        if self.number_share > 0.98:
            low, high = min(numbers), max(numbers)
            return Why(f"numbers from {low:g} to {high:g}", f"数字 {low:g} 至 {high:g}")
        if self.is_id:
            return Why("a different text in every row", "每行各不相同的文字")
        if self.distinct <= 12:
            return Why(f"{self.distinct} different texts", f"{self.distinct} 种文字")
        return Why(
            f"texts, {self.mean_characters:.0f} characters on average", f"文字，平均 {self.mean_characters:.0f} 字"
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at."""

    path: Path
    layout: str
    why: str
    answers: str | None
    profiles: tuple[Profile, ...]
    rows: int
    is_sample: bool

    def of(self, column: str) -> Profile | None:
        return next((profile for profile in self.profiles if profile.column == column), None)


def look(path: Path, options: dict[str, Any], progress: Progress) -> Looked:
    """Read a file, at most ROWS_LOOKED_AT rows of it; UnreadableExport where it cannot be."""
    export = read(path, **options)
    profiles = _profiles(export)
    rows, is_sample = 0, False
    for chunk in export.rows:
        taken = chunk.head(ROWS_LOOKED_AT - rows)
        rows += len(taken)
        for profile in profiles:
            _count(profile, taken[export.columns[profile.place - 1]], len(taken))
        progress.step("read", mask_text(path.name), rows)
        if rows >= ROWS_LOOKED_AT:
            is_sample = True
            break
    return Looked(path, export.layout, export.why, export.answers, profiles, rows, is_sample)


def _profiles(export: Export) -> tuple[Profile, ...]:
    profiles: list[Profile] = []
    for place, column in enumerate(export.columns, start=1):
        twin = _TWIN.fullmatch(column)
        header = mask_text(twin[1] if twin else column)
        is_harmless = mask_text(column) == column
        question = mask_text(export.questions.get(column, ""))
        labels = {code: mask_text(label) for code, label in export.labels.get(column, {}).items()}
        profiles.append(Profile(column if is_harmless else f"#{place}", header, question, place, labels=labels))
    return tuple(profiles)


def _count(profile: Profile, texts: Any, rows: int) -> None:
    filled = texts.dropna()
    may_be_shown = not profile.is_personal
    profile.rows += rows
    profile.filled += len(filled)
    profile.characters += int(filled.str.len().sum())
    for text, times in filled.value_counts(sort=False).items():
        code = cells.code(str(text))
        if not code:
            continue
        if profile.marks is not None:
            profile.marks.add(hash(code))
        if code not in profile.counts and profile.distinct >= DISTINCT_KEPT:
            profile.is_capped = True
            continue
        profile.counts[code] += int(times)
        if may_be_shown and len(profile.examples) < 3:
            profile.examples.append(quote(str(text)))
    if profile.marks is not None and len(profile.marks) < OWN_VALUES_AT_LEAST * profile.filled:
        profile.marks = None


def quote(text: str) -> str:
    """A text of the file as it may be shown: masked whole, then cut."""
    shown = " ".join(mask_text(cells.visible(text)).split())
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"
