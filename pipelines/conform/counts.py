"""What conforming hands on: rows, refusals and counts."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd


@dataclass(frozen=True, slots=True)
class Known:
    """Ids that the bank has; None means that the bank has no such table, and nothing is refused for it."""

    units: frozenset[str] | None = None
    journeys: frozenset[str] | None = None
    touchpoints: frozenset[str] | None = None

    def of(self, table: str) -> frozenset[str] | None:
        """The ids of a table that contracts reference."""
        return {"units": self.units, "journeys": self.journeys, "touchpoints": self.touchpoints}.get(table)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one chunk, or added up with ``+``. Rows: read = accepted + refused. The rest counts accepted rows' values."""

    read: int = 0
    accepted: int = 0
    refused: int = 0
    partial: int = 0
    """Responses left before the survey's end."""
    blank: int = 0
    """Recommend questions without an answer."""
    recommend_off_scale: int = 0
    ratings_off_scale: int = 0
    not_used: int = 0
    """Ratings of something the customer did not use."""
    dropped: int = 0
    """Values of optional columns that could not be read and are missing now; ``Conformed.dropped`` lists them."""
    flagged: int = 0
    """Values that were taken and look wrong beside another of their row; ``Conformed.flagged`` lists them."""
    masked: int = 0
    """Pieces of personal data replaced by a token."""

    @property
    def off_scale(self) -> int:
        """Answers off their scale, of the recommend question and of ratings: never counted as answers."""
        return self.recommend_off_scale + self.ratings_off_scale

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Conformed:
    """One chunk of an export.

    ``tables``   canonical table -> typed, masked rows with the contract's columns in order; the index is the row number
                 in the file (of ratings and choices: of their response). text is str, integer Int64, decimal Float64,
                 boolean boolean, dates datetime64[us]
    ``refused``  row_number, column_name (of the export), value_masked, reason, expected; a row with two faults has two
                 lines, ``counts.refused`` counts rows
    ``dropped``  the same for single values left out of rows that were taken
    ``flagged``  the same for values that were taken as they are: a decision dated before its complaint was received
    """

    tables: dict[str, pd.DataFrame]
    refused: pd.DataFrame
    dropped: pd.DataFrame
    flagged: pd.DataFrame
    counts: Counts
