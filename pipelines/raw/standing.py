"""Which version of every row stands after a run, which rows fall under a newer whole export, and what became of a load.

Turn 0 is the served build, the loads of the run are turns 1, 2, … Of rows with the same key the last one stands: the
highest turn, then the highest row of its file. An authoritative load retires what its own description handed over
before it, within the days it covers, and it does not hold itself. So a run of several files comes to the same as runs
of one file each, in their order.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.contracts import CONTRACTS, Contract
from pipelines.raw.columns import HISTORY, PARENT, columns_of, listed, same
from pipelines.raw.differences import differences
from pipelines.raw.served import Served

_FATES = ("added", "changed", "unchanged", "superseded")


@dataclass(frozen=True, slots=True)
class Overlap:
    """What became of one load's accepted rows, and how many older rows it retired.

    accepted = added + changed + unchanged + superseded: ids that the served build lacks; ids it has with other content
    (of a response: its ratings and choices too), or with the same; and rows that a later row of this run with the same
    id replaces. ``repeated`` counts ids that were there already, in the build or earlier in the run; ``returned`` of
    the added those that had been retired. ``retired`` of ``stood`` rows fell under this load's authority.
    """

    repeated: int
    retired: int
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0
    returned: int = 0
    stood: int = 0


@dataclass(frozen=True, slots=True)
class Arrival:
    """One load of a run. ``covers`` says what an authoritative one speaks for: everything, file span or month."""

    turn: int
    load_id: str
    table: str
    described_by: str
    is_authoritative: bool
    covers: str


def write_rows(
    connection: duckdb.DuckDBPyConnection, served: Served, contract: Contract, arrivals: Sequence[Arrival]
) -> dict[str, Overlap]:
    """Fill raw_<table> with the rows that stand and retired_<table> with those that do not; overlaps by load id."""
    table, key = contract.table, contract.key
    columns = list(columns_of(contract))
    rank(connection, served, contract)
    spans = write_authority(connection, contract, arrivals)
    fallen = write_fallen(connection, served, contract) if spans else {}
    stands, falls = "true", ""
    if fallen:
        stands = f"not exists (select 1 from fallen where {same(key, 'fallen', 'candidate')})"
        falls = f"inner join fallen on {same(key, 'fallen', 'candidate')}"
        falls += " inner join authority on authority.turn = fallen.turn"
    sources = [(listed(columns, "candidate"), "ranked", "candidate.place_from_end = 1")]
    if served.has(f"raw_{table}"):
        lacking = f"not exists (select 1 from ranked where {same(key, 'ranked', 'candidate')})"
        sources.append((_taken_on(served, f"raw_{table}", columns), f"served.raw_{table}", lacking))
    for taken, source, is_last in sources:
        connection.execute(
            f"insert into raw_{table} by name select {taken} from {source} as candidate where {is_last} and {stands}"
        )
        if fallen:
            connection.execute(
                f"""insert into retired_{table} by name
                select {taken}, authority.load_id as retired_load_id
                from {source} as candidate {falls} where {is_last}"""
            )
    if not served.is_empty(f"retired_{table}"):
        kept = served.shared(f"retired_{table}", [*columns, "retired_load_id"])
        connection.execute(
            f"""insert into retired_{table} by name
            select {listed(kept)} from served.retired_{table} as candidate
            where not exists (select 1 from ranked where {same(key, "ranked", "candidate")})"""
        )
    overlaps = count_fates(connection, served, contract, arrivals, fallen)
    unrank(connection, served, contract)
    return overlaps


def write_children(connection: duckdb.DuckDBPyConnection, served: Served, table: str) -> None:
    """Ratings and choices: exactly those that came with the version of their response that stands, or was retired."""
    columns = list(columns_of(CONTRACTS[table]))
    for state in ("raw", "retired"):
        if not connection.execute(f"select 1 from {state}_{PARENT} limit 1").fetchall():
            continue
        # a response that was retired or has come back has its ratings where it stood before
        before = [f"served.{was}_{table}" for was in ("raw", "retired") if not served.is_empty(f"{was}_{table}")]
        for source in (*before, f"incoming_{table}"):
            taken = columns if source.startswith("incoming") else served.shared(source.removeprefix("served."), columns)
            connection.execute(
                f"""insert into {state}_{table} by name
                select {listed(taken, "child")} from {source} as child
                inner join {state}_{PARENT} as response
                    on response.survey_id = child.survey_id
                    and response.response_id = child.response_id
                    and response.load_id = child.load_id
                    and response.row_number = child.row_number"""
            )


def carry_on(connection: duckdb.DuckDBPyConnection, served: Served, table: str) -> None:
    """A table to which this run brought nothing: as it was served."""
    if served.has(table):
        columns = _columns_in(connection, table)
        connection.execute(
            f"insert into {table} by name select {_taken_on(served, table, columns)} from served.{table} as candidate"
        )


def _columns_in(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [row[0] for row in connection.execute(f"select column_name from (describe {table})").fetchall()]


def _taken_on(served: Served, table: str, columns: Sequence[str]) -> str:
    """The columns of a served table as ``candidate``; rows of an older build begin their history with their load."""
    shared = served.shared(table, columns)
    begun = [f'candidate.load_id as "{name}"' for name in HISTORY if name in columns and name not in shared]
    return ", ".join([listed(shared, "candidate"), *begun])


def rank(connection: duckdb.DuckDBPyConnection, served: Served, contract: Contract) -> None:
    """Make ``ranked``: every arrived row with its place among those of its key, what becomes of it, and its history.

    Where nothing was served it is a view: to write down what stands beside nothing would be to copy what arrived.
    """
    table, key = contract.table, contract.key
    by_key = listed(list(key))
    first, last = (f"partition by {by_key} order by turn{way}, row_number{way}" for way in ("", " desc"))
    # most keys arrive once: only those whose hash is met again are put in order
    connection.execute(
        f"""create temporary table met_again as
        select hash({by_key}) as key_hash from incoming_{table} group by all having count(*) > 1"""
    )
    again = f"hash({by_key}) in (select key_hash from met_again)"
    placed = f"""
        select *, 1 as place, 1 as place_from_end, load_id as opening_load_id from incoming_{table} where not {again}
        union all by name
        select
            *,
            row_number() over ({first}) as place,
            row_number() over ({last}) as place_from_end,
            first_value(load_id) over ({first}) as opening_load_id
        from incoming_{table} where {again}"""
    before, joins, changed, returning = "false", "", "incoming.load_id", "false"
    first_loads: list[str] = []
    differs: list[str] = []
    if served.has(f"raw_{table}"):
        before = "served_row.load_id is not null"
        joins += f" left join served.raw_{table} as served_row on {same(key, 'served_row', 'incoming')}"
        has_history = bool(served.shared(f"raw_{table}", list(HISTORY)))
        first_loads.append("served_row.first_load_id" if has_history else "served_row.load_id")
        was = "served_row.changed_load_id" if has_history else "served_row.load_id"
        changed = f"case when fate = 'unchanged' then {was} else incoming.load_id end"
        differs, prints = differences(served, contract)
        joins += prints
    if not served.is_empty(f"retired_{table}"):
        joins += f" left join served.retired_{table} as retired_row on {same(key, 'retired_row', 'incoming')}"
        first_loads.append("retired_row.first_load_id")
        returning = f"retired_row.load_id is not null and not ({before})"
    connection.execute(
        f"""create temporary {_kind(served, contract)} ranked as
        select
            incoming.*,
            case
                when incoming.place_from_end > 1 then 'superseded'
                when not ({before}) then 'added'
                when {" or ".join(differs) or "false"} then 'changed'
                else 'unchanged'
            end as fate,
            {before} as was_served,
            {returning} as is_returning,
            coalesce({", ".join([*first_loads, "incoming.opening_load_id"])}) as first_load_id,
            {changed} as changed_load_id
        from ({placed}) as incoming {joins}"""
    )


def unrank(connection: duckdb.DuckDBPyConnection, served: Served, contract: Contract) -> None:
    """Let go of what ``rank``, ``write_authority`` and ``write_fallen`` made."""
    connection.execute(f"drop {_kind(served, contract)} ranked")
    for made in ("met_again", "authority", "fallen"):
        connection.execute(f"drop table if exists {made}")


def _kind(served: Served, contract: Contract) -> str:
    return "table" if served.has(f"raw_{contract.table}") else "view"


def write_authority(
    connection: duckdb.DuckDBPyConnection, contract: Contract, arrivals: Sequence[Arrival]
) -> list[Arrival]:
    """Make ``authority``: one row per whole export of this run with the days it speaks for (missing: all of them)."""
    whole = [arrival for arrival in arrivals if arrival.is_authoritative]
    if not whole:
        return []
    connection.execute(
        """create temporary table authority (
            turn bigint, load_id varchar, described_by varchar, first_on date, last_on date)"""
    )
    for arrival in whole:
        first, last = None, None
        if arrival.covers != "everything":
            day = contract.day
            if day is None:
                raise ValueError(f"{contract.table} has no day that covers = {arrival.covers!r} could speak of")
            bounds = f'min("{day}")::date, max("{day}")::date'
            if arrival.covers == "month":
                bounds = f'date_trunc(\'month\', min("{day}"))::date, last_day(max("{day}")::date)'
            [(first, last)] = connection.execute(
                f"select {bounds} from incoming_{contract.table} where turn = ?", [arrival.turn]
            ).fetchall()
            if first is None:  # no row, no span: it speaks for nothing
                continue
        connection.execute(
            "insert into authority values (?, ?, ?, ?, ?)",
            [arrival.turn, arrival.load_id, arrival.described_by, first, last],
        )
    return whole


def _within(contract: Contract, of: str) -> str:
    """The condition that a row is one of those an authority speaks for."""
    within = (
        f' and {of}."{contract.day}"::date between authority.first_on and authority.last_on' if contract.day else ""
    )
    return f"authority.described_by = {of}.described_by and (authority.first_on is null or (true{within}))"


def write_fallen(connection: duckdb.DuckDBPyConnection, served: Served, contract: Contract) -> dict[int, int]:
    """Make ``fallen``: the keys that a later whole export lacks, with its turn. How many, by turn."""
    key = list(contract.key)
    told = [*key, "described_by", *([contract.day] if contract.day and contract.day not in key else [])]
    candidates = f"select {listed(told)}, turn from ranked where place_from_end = 1"
    if served.has(f"raw_{contract.table}"):
        candidates += f"""
            union all
            select {listed(told, "old")}, 0 as turn from served.raw_{contract.table} as old
            where not exists (select 1 from ranked where {same(contract.key, "ranked", "old")})"""
    connection.execute(
        f"""create temporary table fallen as
        select {listed(key, "candidate")}, min(authority.turn) as turn
        from ({candidates}) as candidate
        inner join authority on authority.turn > candidate.turn and {_within(contract, "candidate")}
        group by {listed(key, "candidate")}"""
    )
    return dict(connection.execute("select turn, count(*) from fallen group by turn").fetchall())


def _stood(connection: duckdb.DuckDBPyConnection, served: Served, contract: Contract, turn: int) -> int:
    """How many rows stood before this turn of those it speaks for."""
    key = list(contract.key)
    within = f"inner join authority on authority.turn = {turn} and {_within(contract, 'row_of')}"
    parts = [f"select {listed(key, 'row_of')} from ranked as row_of {within} where row_of.turn < {turn}"]
    if served.has(f"raw_{contract.table}"):
        parts.append(f"select {listed(key, 'row_of')} from served.raw_{contract.table} as row_of {within}")
    [(rows,)] = connection.execute(f"select count(*) from ({' union '.join(parts)})").fetchall()
    return int(rows)


def count_fates(
    connection: duckdb.DuckDBPyConnection,
    served: Served,
    contract: Contract,
    arrivals: Sequence[Arrival],
    fallen: dict[int, int],
) -> dict[str, Overlap]:
    counted = ", ".join(f"count(*) filter (where fate = '{fate}')" for fate in _FATES)
    found = {
        load_id: counts
        for load_id, *counts in connection.execute(
            f"""select
                load_id,
                count(*) filter (where place > 1 or was_served),
                count(*) filter (where is_returning and place_from_end = 1),
                {counted}
            from ranked group by load_id"""
        ).fetchall()
    }
    overlaps = {}
    for arrival in arrivals:
        repeated, returned, added, changed, unchanged, superseded = found.get(arrival.load_id, (0,) * 6)
        retired = fallen.get(arrival.turn, 0)
        stood = _stood(connection, served, contract, arrival.turn) if retired else 0
        overlaps[arrival.load_id] = Overlap(repeated, retired, added, changed, unchanged, superseded, returned, stood)
    return overlaps
