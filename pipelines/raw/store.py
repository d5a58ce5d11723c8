"""Gathers what a run reads beside what the served build holds, and writes each raw table once, at the end.

Into an empty draft everything is written; in a copy of the served build only the answers that arrive or go.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.contracts import CONTRACTS
from pipelines.raw.columns import (
    ARRIVAL,
    CHILDREN,
    HISTORY,
    LINK_COLUMNS,
    LOAD_COLUMNS,
    PARENT,
    REFUSED_COLUMNS,
    RETIRED,
    SURVEY_COLUMNS,
    columns_of,
    create_table,
    listed,
)
from pipelines.raw.in_place import change_answers
from pipelines.raw.served import Served
from pipelines.raw.standing import Arrival, Overlap, carry_on, write_children, write_rows


class RawStore:
    """Gathers a run's rows beside those of the served build, and writes each raw table once, at the end."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, served: Path | None, is_copy: bool = False) -> None:
        """``served`` is the build that is taken on; ``is_copy`` says that the connection is to a copy of it."""
        self._connection = connection
        self._is_copy = is_copy
        self._served = Served(connection, served)
        self._arrivals: list[Arrival] = []
        self._arriving: set[str] = set()
        create_table(connection, "arrival", ARRIVAL, "temporary table")
        create_table(connection, "incoming_surveys", SURVEY_COLUMNS | {"turn": "bigint"}, "temporary table")
        create_table(connection, "incoming_links", LINK_COLUMNS, "temporary table")
        for table, columns in (("build_load", LOAD_COLUMNS), ("refused_row", REFUSED_COLUMNS)):
            if not is_copy:
                create_table(connection, table, columns)
                self._take_on(table, columns)

    @property
    def served(self) -> Served:
        return self._served

    def begin(
        self, load_id: str, table: str, described_by: str, is_authoritative: bool, covers: str = "everything"
    ) -> None:
        """A load of this run: rows added from here on belong to it; loads begun later win over earlier ones."""
        turn = len(self._arrivals) + 1
        self._arrivals.append(Arrival(turn, load_id, table, described_by, is_authoritative, covers))
        self._at = self._arrivals[-1]
        self._connection.execute("insert into arrival values (?, ?, ?)", [turn, load_id, described_by])
        for gathered in (PARENT, *CHILDREN) if table in (PARENT, *CHILDREN) else (table,):
            if gathered not in self._arriving:
                self._gather(gathered)
                self._arriving.add(gathered)

    def turn_to(self, load_id: str) -> None:
        """Rows added from here on belong to this load, which was begun before."""
        [self._at] = [arrival for arrival in self._arrivals if arrival.load_id == load_id]

    def _gather(self, table: str) -> None:
        """Make ``arrived_<table>`` for rows with the turn of their load, and ``incoming_<table>``, which says its names
        beside them: written down with each of a hundred million ratings they would take half the room."""
        columns = columns_of(CONTRACTS[table])
        own = {name: kind for name, kind in columns.items() if name not in (*HISTORY, *ARRIVAL)}
        create_table(self._connection, f"arrived_{table}", own | {"turn": "bigint"}, "temporary table")
        self._connection.execute(
            f"""create temporary view incoming_{table} as
            select row_of.*, arrival.load_id, arrival.described_by
            from arrived_{table} as row_of inner join arrival using (turn)"""
        )

    def add(self, table: str, rows: pd.DataFrame) -> None:
        """Add typed, masked rows of a canonical table; the frame's index is the row number in the file."""
        if rows.empty:
            return
        columns = {name: type_ for name, type_ in columns_of(CONTRACTS[table]).items() if name in rows.columns}
        frame = rows[list(columns)].assign(row_number=rows.index.to_numpy())
        taken = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in columns.items())
        self._connection.register("arriving", frame)
        self._connection.execute(
            f"insert into arrived_{table} by name select {taken}, row_number, $turn as turn from arriving",
            {"turn": self._at.turn},
        )
        self._connection.unregister("arriving")

    def add_survey(
        self,
        survey_id: str,
        name: str,
        name_en: str,
        has_recommend: bool,
        has_weight: bool,
        one_per_person_days: int | None = None,
    ) -> None:
        """The survey that the rows of this load answer."""
        self._connection.execute(
            "insert into incoming_surveys values (?, ?, ?, ?, ?, ?, ?)",
            [survey_id, name, name_en, has_recommend, has_weight, one_per_person_days, self._at.turn],
        )

    def add_links(self, links: Sequence[Mapping[str, object]]) -> None:
        """The reviewed links of this load's description (LINK_COLUMNS); they replace those it had before."""
        described_by = self._at.described_by
        self._connection.execute("delete from incoming_links where described_by = ?", [described_by])
        for link in links:
            self._connection.execute(
                "insert into incoming_links by name select unnest($link)",
                {"link": {**link, "described_by": described_by}},
            )

    def add_refused(self, load_id: str, file_name: str, refused: pd.DataFrame, is_row_taken: bool) -> None:
        """Keep rows, or single values, that were not taken, so that nothing is lost unseen."""
        if refused.empty:
            return
        self._connection.register(
            "arriving", refused.assign(load_id=load_id, file_name=file_name, is_row_taken=is_row_taken)
        )
        taken = ", ".join(f'cast("{name}" as {type_}) as "{name}"' for name, type_ in REFUSED_COLUMNS.items())
        self._connection.execute(f"insert into refused_row by name select {taken} from arriving")
        self._connection.unregister("arriving")

    def add_load(self, entry: dict[str, object]) -> None:
        """The record of one load, once its rows have been written."""
        self._connection.execute("insert into build_load by name select unnest($entry)", {"entry": entry})

    def known_ids(self, table: str, column: str) -> frozenset[str]:
        """Ids of a table that the bank has, in the served build or added in this run."""
        sources = [f"incoming_{table}"] if table in self._arriving else []
        if self._served.has(f"raw_{table}"):
            sources.append(f"served.raw_{table}")
        found = " union ".join(f"select {column} from {source}" for source in sources)
        return frozenset(row[0] for row in self._connection.execute(found).fetchall()) if found else frozenset()

    @property
    def arriving(self) -> frozenset[str]:
        """The tables to which this run brings rows."""
        return frozenset(self._arriving)

    def leave_copy(self) -> None:
        """Write everything after all: of the copy only what tells of the loads themselves is kept."""
        self._is_copy = False
        kept = ("build_load", "refused_row", "build_origin")
        for kind, listing in (("view", "duckdb_views()"), ("table", "duckdb_tables()")):
            found = self._connection.execute(
                f"""select {kind}_name from {listing}
                where database_name = current_database() and not internal and not temporary"""
            ).fetchall()
            for (name,) in found:
                if name not in kept:
                    self._connection.execute(f'drop {kind} "{name}"')

    def write(self) -> dict[str, Overlap]:
        """Write every raw table: what was served, what is new, of equal ids the newest. Overlaps by load id.

        In a copy only those of answers change. The served build stays attached until ``leave``.
        """
        if self._is_copy:
            overlaps = change_answers(self._connection, self._served, self._arrivals)
            for table in ("raw_surveys", "raw_links"):
                self._connection.execute(f"drop table {table}")
        else:
            overlaps = self._write_all()
        self._write_surveys()
        self._write_links()
        for table in self._arriving:
            self._connection.execute(f"drop view incoming_{table}")
            self._connection.execute(f"drop table arrived_{table}")
        for made in ("incoming_surveys", "incoming_links", "arrival"):
            self._connection.execute(f"drop table {made}")
        return overlaps

    def leave(self) -> None:
        """Let go of the served build."""
        self._served.leave()

    def _write_all(self) -> dict[str, Overlap]:
        overlaps: dict[str, Overlap] = {}
        for table in (*(table for table in CONTRACTS if table not in CHILDREN), *CHILDREN):
            contract = CONTRACTS[table]
            create_table(self._connection, f"raw_{table}", columns_of(contract))
            create_table(
                self._connection,
                f"retired_{table}",
                columns_of(contract) | ({} if table in CHILDREN else RETIRED),
            )
            if table not in self._arriving:
                for state in ("raw", "retired"):
                    carry_on(self._connection, self._served, f"{state}_{table}")
            elif table in CHILDREN:
                write_children(self._connection, self._served, table)
            else:
                arrivals = [arrival for arrival in self._arrivals if arrival.table == table]
                overlaps |= write_rows(self._connection, self._served, contract, arrivals)
        return overlaps

    def _write_surveys(self) -> None:
        create_table(self._connection, "raw_surveys", SURVEY_COLUMNS)
        self._connection.execute(
            f"""insert into raw_surveys select {listed(SURVEY_COLUMNS)} from incoming_surveys
            qualify row_number() over (partition by survey_id order by turn desc) = 1"""
        )
        self._take_on("raw_surveys", SURVEY_COLUMNS, "survey_id not in (select survey_id from incoming_surveys)")

    def _write_links(self) -> None:
        create_table(self._connection, "raw_links", LINK_COLUMNS)
        self._connection.execute(f"insert into raw_links select {listed(LINK_COLUMNS)} from incoming_links")
        delivered = [arrival.described_by for arrival in self._arrivals]
        self._take_on("raw_links", LINK_COLUMNS, "not list_contains($delivered, described_by)", delivered=delivered)

    def _take_on(self, table: str, columns: dict[str, str], which: str = "true", **values: object) -> None:
        """Copy a table's rows from the served build, as far as that has them."""
        if self._served.has(table):
            taken = listed(self._served.shared(table, list(columns)))
            self._connection.execute(
                f"insert into {table} by name select {taken} from served.{table} where {which}", values
            )
