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
COME, QUESTION = "part_come", "part_question"
"""For checks: the rows written into the draft, and what it now says of the questions and spans worked out again."""
PARTS = (BEFORE, AFTER, PEOPLE, FAMILY, COME, QUESTION)


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

    def held(self, part: str) -> frozenset[str]:
        """The tables and views of a part."""
        query = "select table_name from information_schema.tables where table_catalog = ?"
        return frozenset(name for (name,) in self.connection.execute(query, [part]).fetchall())

    def of_draft(self, table: str) -> str:
        return f'"{self.draft}".main.{table}'
