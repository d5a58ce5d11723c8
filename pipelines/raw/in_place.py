"""The answers of surveys brought up to date in a copy of the served build: only the rows that arrive or go are written.

What stands afterwards is what ``standing`` writes into empty tables, row for row; the tests say so.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.contracts import CONTRACTS
from pipelines.raw.columns import CHILDREN, PARENT, columns_of, listed, same
from pipelines.raw.served import Served
from pipelines.raw.standing import Arrival, Overlap, count_fates, rank, unrank, write_authority, write_fallen

TOUCHED = "touched_response"
"""Temporary table of the responses (survey_id, response_id) that came, changed, went or came back in this run."""


def change_answers(
    connection: duckdb.DuckDBPyConnection, served: Served, arrivals: Sequence[Arrival]
) -> dict[str, Overlap]:
    """Replace, add and retire responses with their ratings and choices; makes ``TOUCHED``; overlaps by load id."""
    contract = CONTRACTS[PARENT]
    rank(connection, served, contract)
    fallen: dict[int, int] = {}
    if write_authority(connection, contract, arrivals):
        fallen = write_fallen(connection, served, contract)
    else:
        connection.execute(f"create temporary table fallen as select {_KEY}, turn from ranked where false")
        connection.execute("create temporary table authority as select turn, load_id from ranked where false")
    connection.execute(
        f"""create or replace temporary table {TOUCHED} as
        select {_KEY} from ranked where place_from_end = 1 and fate <> 'unchanged'
        union
        select {_KEY} from fallen"""
    )
    _change_responses(connection)
    for table in CHILDREN:
        _change_children(connection, table)
    overlaps = count_fates(connection, served, contract, arrivals, fallen)
    unrank(connection, served, contract)
    return overlaps


_KEY = listed(list(CONTRACTS[PARENT].key))


def _held_by(table: str, other: str) -> str:
    return f"exists (select 1 from {other} where {same(CONTRACTS[PARENT].key, other, table)})"


def _change_responses(connection: duckdb.DuckDBPyConnection) -> None:
    raw, retired = f"raw_{PARENT}", f"retired_{PARENT}"
    taken = listed(list(columns_of(CONTRACTS[PARENT])), "candidate")
    for table in (raw, retired):
        connection.execute(f"delete from {table} where {_held_by(table, 'ranked')}")
    connection.execute(
        f"""insert into {raw} by name
        select {taken} from ranked as candidate
        where candidate.place_from_end = 1 and not {_held_by("candidate", "fallen")}"""
    )
    for source, which in (("ranked", "candidate.place_from_end = 1"), (raw, "true")):
        connection.execute(
            f"""insert into {retired} by name
            select {taken}, authority.load_id as retired_load_id
            from {source} as candidate
            inner join fallen on {same(CONTRACTS[PARENT].key, "fallen", "candidate")}
            inner join authority on authority.turn = fallen.turn
            where {which}"""
        )
    connection.execute(f"delete from {raw} where {_held_by(raw, 'fallen')}")


def _change_children(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Ratings or choices: those of arrived responses come with the version that stands, those of fallen ones move."""
    raw, retired = f"raw_{table}", f"retired_{table}"
    taken = list(columns_of(CONTRACTS[table]))
    for place in (raw, retired):
        connection.execute(f"delete from {place} where {_held_by(place, 'ranked')}")
    for place, parent in ((raw, f"raw_{PARENT}"), (retired, f"retired_{PARENT}")):
        connection.execute(
            f"""insert into {place} by name
            select {listed(taken, "child")} from incoming_{table} as child
            inner join {parent} as response
                on response.survey_id = child.survey_id
                and response.response_id = child.response_id
                and response.load_id = child.load_id
                and response.row_number = child.row_number"""
        )
    connection.execute(f"insert into {retired} select * from {raw} where {_held_by(raw, 'fallen')}")
    connection.execute(f"delete from {raw} where {_held_by(raw, 'fallen')}")
