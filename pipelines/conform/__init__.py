"""Turns an opened export into typed, masked rows of canonical tables; imports the other rooms of reading.

``conform`` goes chunk by chunk. A row is taken whole or refused whole: it is refused where something required is
missing or a value cannot be read, and then it is kept with its number, column, masked value, reason and what was
expected. An answer that is off its scale refuses nothing; it is no answer, and it is counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from pipelines.conform.counts import Conformed, Counts, Known
from pipelines.conform.locating import located
from pipelines.conform.rows import Conforming
from pipelines.contracts import CONTRACTS, Contract
from pipelines.descriptions import Description
from pipelines.readers import Export

__all__ = ["Conformed", "Counts", "Known", "conform"]

DEFAULT_ZONE = "Asia/Shanghai"


def conform(
    export: Export,
    description: Description,
    contracts: Mapping[str, Contract] = CONTRACTS,
    known: Known | None = None,
    secret: bytes = b"",
    zone: str = DEFAULT_ZONE,
    as_of: datetime.date | None = None,
) -> Iterator[Conformed]:
    """The export's rows as canonical rows, chunk by chunk.

    ``known`` holds the ids that the bank has; what it does not hold is refused where a column references it. ``secret``
    is the bank's key for HMACs (ValueError where it is empty and needed). ``zone`` is the bank's clock, on which every
    timestamp comes out, without a zone. ``as_of`` is the day that dates are held against: those years after it are out
    of range (None: none is).

    Raises UnreadableExport at once, before any chunk, where columns that the description names are not in the file (all
    of them in one error), and later where the file turns out to be broken or writes dates whose day and month cannot be
    told without a format.
    """
    columns = located(export, description)
    return Conforming(export, description, columns, contracts, known or Known(), secret, zone, as_of).chunks()
