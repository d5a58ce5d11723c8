"""What a report is before any paper: sections of parts, each a finding with its sentences, figure, table or cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dashboard.slices import Period, Slice
from dashboard.values import EMPTY, Answer, Verdict
from dashboard.views import View

Kind = Literal["complaints", "progress", "protection", "board", "unit"]
KINDS: tuple[Kind, ...] = ("complaints", "progress", "protection", "board", "unit")
Drawn = Literal["", "figure", "lanes"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in the report's language, and every verdict that it rests on: it claims a change, a comparison or an
    effect only where one of them does."""

    text: str
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a native chart, aligned with the chart's ``places``; None where nothing may be shown.

    ``low`` and ``high`` are the ends of the intervals, () without; ``role`` says how it is drawn.
    """

    name: str
    values: tuple[float | None, ...]
    role: Literal["value", "centre", "limit"] = "value"
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What a slide draws natively, so that it can be edited. ``places`` are first days of months (line), names (bar) or
    numbers (scatter)."""

    kind: Literal["line", "bar", "scatter"]
    places: tuple[str | float | date, ...]
    lines: tuple[Line, ...]
    axis: str
    """Measure and unit, beside the axis of values."""
    decimals: int = 1
    is_pct: bool = False
    place_axis: str = ""
    marked: frozenset[int] = frozenset()
    """Places of the first line that stand apart or signal: drawn in the adverse colour, and said in words."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read: texts already in the report's language, numbers where a sheet should reckon with them."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    """Parts of the width by column; equal parts where none are given."""
    marks: Mapping[tuple[int, int], Literal["good", "bad"]] = field(default_factory=lambda: EMPTY)
    """(row, column) of cells that stand apart; their text says so as well."""
    most: int | None = None
    """Rows that a page shows; the others stand in the appendix, which is said below. None: all."""

    @property
    def left_out(self) -> int:
        """Rows that only the appendix has."""
        return max(len(self.rows) - self.most, 0) if self.most is not None else 0

    def on_paper(self) -> tuple[tuple[str, ...], ...]:
        """The rows that a page shows."""
        return self.rows if self.most is None else self.rows[: self.most]


@dataclass(frozen=True, slots=True)
class Case:
    """A typical case that a person chose: the masked words, and where and when they were said."""

    text: str
    where: str
    day: date


@dataclass(frozen=True, slots=True)
class Part:
    """One finding: its title, the sentences below it, and what shows it. ``answer`` is what all of it was made from."""

    id: str
    title: Sentence
    sentences: tuple[Sentence, ...] = ()
    answer: Answer | None = None
    chart: Chart | None = None
    drawn: Drawn = ""
    figure: Answer | None = None
    """What is drawn, where that is not all of the answer."""
    alt: str = ""
    table: Table | None = None
    cases: tuple[Case, ...] = ()
    footer: str = ""
    key: tuple[str, ...] = ()
    """What the marks of the drawn figure mean; the native chart has its own legend."""


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter with its parts in order."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report for one slice in one language; ``points`` are its main findings, each with the id of its part."""

    kind: Kind
    title: str
    is_example: bool
    build: str
    data_until: date
    chosen: Slice
    period: Period | None
    period_name: str
    place: str
    """The units it is of, in words; the whole bank where none is chosen."""
    view: View
    points: tuple[tuple[Sentence, str], ...]
    sections: tuple[Section, ...]

    @property
    def full_title(self) -> str:
        """What a file says that it is: the report, of what, of when."""
        return self.view.text(" · ").join([self.title, self.place, self.period_name])

    @property
    def about(self) -> tuple[str, ...]:
        """What stands below the title: whether anything is real, until when the data reach, and from which build."""
        view = self.view
        told = view.text("Data until {day}, build {build}", day=view.day(self.data_until), build=self.build)
        example = view.text("Synthetic example data: nothing here is real")
        return (example, told) if self.is_example else (told,)

    @property
    def parts(self) -> Iterator[Part]:
        """Every part in order."""
        return (part for section in self.sections for part in section.parts)

    def number(self, part_id: str) -> int:
        """The number by which sentences refer to a part, from 1."""
        return next(at for at, part in enumerate(self.parts, start=1) if part.id == part_id)

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence that the report says, titles and main points among them."""
        for sentence, _ in self.points:
            yield sentence
        for part in self.parts:
            yield part.title
            yield from part.sentences
