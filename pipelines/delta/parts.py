"""Small databases beside the draft that hold some responses alone, in which the models' own SQL counts just those.

A name that a part does not hold is found in the draft: the same statement that makes a mart of everything makes it of
the part.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

BEFORE, AFTER, PEOPLE, FAMILY = "part_before", "part_after", "part_people", "part_family"
"""The touched responses as the served build has them, as they are now, all responses of the people behind them, and
the cells of the questions and spans that they touch."""
PARTS = (BEFORE, AFTER, PEOPLE, FAMILY)


class Parts:
    """The parts of one run; gone when it ends."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        [(self.draft,)] = connection.execute("select current_database()").fetchall()
        for part in PARTS:
            connection.execute(f"attach ':memory:' as {part}")

    @contextmanager
    def within(self, part: str) -> Iterator[None]:
        """Names mean the part's tables first, then the draft's."""
        self.connection.execute(f"""set search_path = '{part}.main,"{self.draft}".main'""")
        try:
            yield
        finally:
            self.connection.execute("reset search_path")

    def leave(self) -> None:
        for part in PARTS:
            self.connection.execute(f"detach {part}")

    def of_draft(self, table: str) -> str:
        return f'"{self.draft}".main.{table}'
