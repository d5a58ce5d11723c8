"""How large a bank is wanted, in which pieces it is made, and the chance that belongs to each piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.demo.months import Calendar, Floats

GROWTH_PER_YEAR = 0.15
"""Surveys reach more customers each year."""


@dataclass(frozen=True)
class Piece:
    """Rows ``start`` … ``start + rows`` of one subject, in the order of time."""

    number: int
    start: int
    rows: int


@dataclass(frozen=True)
class Size:
    """What is wanted: ``responses`` (planted faulty rows included), spread over outlets and years.

    ``rows_per_piece`` is what is in memory at once and what one seed makes; ``pieces_per_file`` how many of them go
    into one file of a journey, as a bank exports month by month and not its whole life at once.
    """

    responses: int
    outlets: int = 1200
    years: int = 4
    seed: int = 20261101
    rows_per_piece: int = 100_000
    pieces_per_file: int = 10
    is_clean: bool = False

    def __post_init__(self) -> None:
        if self.responses < 1000 or self.outlets < 40:
            raise ValueError(f"1,000 responses and 40 outlets or more, not {self.responses} and {self.outlets}")

    @property
    def complaints(self) -> int:
        return self.responses // 50

    @property
    def suggestions(self) -> int:
        return max(60, self.responses // 500)

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.years)

    def chance(self, subject: str, number: int = 0) -> np.random.Generator:
        """The random numbers of one piece of one subject; no other piece has a part in them."""
        return np.random.default_rng([self.seed, number, *subject.encode()])

    def pieces(self, total: int) -> Iterator[Piece]:
        for number, start in enumerate(range(0, total, self.rows_per_piece)):
            yield Piece(number, start, min(self.rows_per_piece, total - start))

    @cached_property
    def days_by_share(self) -> Floats:
        """Share of all records up to the end of each day: weekends, Spring Festival, growth."""
        busy = self.calendar.busy * (1 + GROWTH_PER_YEAR) ** (np.arange(len(self.calendar.days)) / 365.25)
        return np.cumsum(busy) / busy.sum()

    def days(self, piece: Piece, total: int, chance: np.random.Generator) -> np.ndarray:
        """Positions in the calendar, ascending, for a piece: its own stretch of the bank's whole time."""
        share = (piece.start + np.sort(chance.random(piece.rows)) * piece.rows) / total
        return np.minimum(np.searchsorted(self.days_by_share, share, side="right"), len(self.calendar.days) - 1)
