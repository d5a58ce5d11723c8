"""The raw tables of a build: canonical rows as they were handed over, taken on from the served build and added to.

Imports ``contracts`` alone. ``raw_<table>`` holds the rows that stand; ``retired_<table>`` those that a newer whole
export took out of the counts, with the load that did: they are kept, and stand again when a file brings them back.
Every row says which load brought it first and which one gave it the content it has. Column names in the SQL of this
room come only from the contracts, never from a file that somebody loads.
"""

from __future__ import annotations

from pipelines.raw.columns import CHILDREN, PARENT, columns_of, create_table
from pipelines.raw.in_place import TOUCHED
from pipelines.raw.standing import Arrival, Overlap
from pipelines.raw.store import RawStore

__all__ = ["CHILDREN", "PARENT", "TOUCHED", "Arrival", "Overlap", "RawStore", "columns_of", "create_table"]
