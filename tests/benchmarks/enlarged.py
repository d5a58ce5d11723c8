"""A bank of many times the answers of a loaded one, without loading them: for what asking costs, not what loading does.

Every answer is told so many times, each time under another id and at another outlet: the outlets that are open all the
time change places in turn. Months hold counts that add up, so those of the large bank are those of the copies added up;
what stands above them and what may be shown is made by the models themselves. Answers, ratings, their months and nodes,
and what may be shown are those of the large bank; all else (days, texts, complaints) stays what it was, and raw tables
are gone.
"""
# ruff: noqa: S608

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from pipelines import models

MONTHS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "mart_response_month": (("survey_id",), ("month",), ("member_id",)),
    "mart_rating_month": (
        *(("survey_id",), ("month",), ("touchpoint_id", "kind", "scale_minimum", "scale_maximum")),
        ("member_id",),
    ),
}
"""Counts by month and their keys behind dimension and place, in the order in which their models write them."""
ABOVE = (("marts", "mart_response_node"), ("marts", "mart_rating_node"))
SHOWN = (("core", models.FAMILY), ("marts", models.GRAINS))
FACTS = ("fct_response", "fct_rating")
_STEP = 37
"""How many outlets on every copy is from the one before; prime, so that copies meet late."""


def enlarge(root: Path, bank: str, times: int, out: Path, told: Callable[[str], None] = print) -> Path:
    """The folder of banks ``out`` with the bank of ``root`` and so many times its answers: minutes for 100 million."""
    own = out / bank
    (own / "builds").mkdir(parents=True)
    name = (root / bank / "CURRENT").read_text(encoding="utf-8").strip()
    for kept in ("CURRENT", "secret"):
        shutil.copyfile(root / bank / kept, own / kept)
    shutil.copytree(root / bank / "config", own / "config")
    shutil.copyfile(root / bank / "builds" / name, own / "builds" / name)
    with duckdb.connect(own / "builds" / name) as connection:
        _leave(connection)
        connection.execute(f"attach '{root / bank / 'builds' / name}' as few (read_only)")
        connection.execute(_places(times))
        for table, keys in MONTHS.items():
            told(f"{table} of {times} copies")
            _add_up(connection, table, keys)
        for table in FACTS:
            told(f"{table} of {times} copies")
            _tell_again(connection, table)
        connection.execute("drop table places")
        connection.execute("detach few")
        for folder, made in (*ABOVE, *((folder, made) for folder, names in SHOWN for made in names)):
            told(made)
            models.run(connection, folder, made)
    return out


def _leave(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what is made anew, and what only a load reads."""
    made = {*FACTS, *MONTHS, *(name for _, name in ABOVE), *models.FAMILY, *models.GRAINS}
    for kind, listing in (("view", "duckdb_views()"), ("table", "duckdb_tables()")):
        found = connection.execute(f"select {kind}_name from {listing} where not internal and not temporary").fetchall()
        for (name,) in found:
            if kind == "view" or name in made or name.startswith(("raw_", "retired_")):
                connection.execute(f'drop {kind} "{name}"')
    models.run_macros(connection)


def _places(times: int) -> str:
    """A statement that makes ``places``: copy × outlet, and the outlet at which that copy tells its answers."""
    return f"""
        create table places as
        with always as (
            select placement_id
            from few.mart_response_month
            group by placement_id
            having count(distinct month) = (select count(distinct month) from few.mart_response_month)
        ),
        turned as (
            select placement_id, row_number() over (order by placement_id) - 1 as place, count(*) over () as places
            from always
        ),
        copies as (select unnest(range({times})) as copy)
        select
            copies.copy,
            every.placement_id,
            coalesce(there.placement_id, every.placement_id) as there_id
        from copies
        cross join (select distinct placement_id from few.bridge_placement_node) as every
        left join turned as here on here.placement_id = every.placement_id
        left join turned as there on there.place = (here.place + copies.copy * {_STEP}) % here.places
    """


def _add_up(connection: duckdb.DuckDBPyConnection, table: str, keys: tuple[tuple[str, ...], ...]) -> None:
    """Counts of all copies, dimension after dimension, as they lie in the table.

    Each key is a number, and all of them one: there are several hundred million rows, and most groups are new.
    """
    connection.execute(f"create table {table} as select * from few.{table} with no data")
    named = ["dimension", "node_id", "placement_id", *(name for key in keys for name in key)]
    described = connection.execute(f"describe few.{table}").fetchall()
    counts = {name: type_ for name, type_, *_ in described if name not in named}
    for place, key in enumerate(keys):
        connection.execute(
            f"""create or replace temp table key_{place} as
            select *, row_number() over (order by {", ".join(key)}) - 1 as key
            from (select distinct {", ".join(key)} from few.{table})"""
        )
    connection.execute(
        """create or replace temp table leaves as
        select
            bridge.placement_id,
            bridge.node_id,
            row_number() over (order by bridge.node_id, bridge.placement_id) as leaf
        from bridge_placement_node as bridge inner join dim_node on dim_node.node_id = bridge.node_id
        where dim_node.is_leaf"""
    )
    sizes = [connection.execute(f"select count(*) from key_{place}").fetchall()[0][0] for place in range(len(keys))]
    key, left, apart = "leaves.leaf", "key", ""
    for place, size in enumerate(sizes):
        key = f"({key}) * {size} + key_{place}.key"
    for place, size in reversed(list(enumerate(sizes))):
        apart += f", ({left}) % {size} as at_{place}"
        left = f"({left}) // {size}"
    joined = " ".join(
        f"inner join key_{place} on " + " and ".join(f"key_{place}.{name} = mart.{name}" for name in key_of)
        for place, key_of in enumerate(keys)
    )
    for (dimension,) in connection.execute(f"select distinct dimension from few.{table} order by 1").fetchall():
        connection.execute(
            f"""insert into {table} by name
            with counted as (
                select {key} as key, {", ".join(f"sum(mart.{name})::{kind} as {name}" for name, kind in counts.items())}
                from few.{table} as mart
                inner join places on places.placement_id = mart.placement_id
                inner join leaves on leaves.placement_id = places.there_id
                {joined}
                where mart.dimension = $dimension
                group by {key}
            ),
            apart as (select *{apart}, {left} as at_leaf from counted)
            select
                $dimension as dimension, leaves.node_id, leaves.placement_id,
                {", ".join(f"key_{place}.{name}" for place, key_of in enumerate(keys) for name in key_of)},
                {", ".join(f"apart.{name}" for name in counts)}
            from apart
            {" ".join(f"inner join key_{place} on key_{place}.key = apart.at_{place}" for place in range(len(keys)))}
            inner join leaves on leaves.leaf = apart.at_leaf
            order by apart.key""",
            {"dimension": dimension},
        )


def _tell_again(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Every row once for each copy; answers in the order of their model, survey after survey, ratings as they come."""
    columns = [name for name, *_ in connection.execute(f"describe few.{table}").fetchall()]
    connection.execute(f"create table {table} as select * from few.{table} with no data")
    own = {"response_id": "told.response_id || '-' || places.copy", "placement_id": "places.there_id"}
    taken = ", ".join(own.get(name, f"told.{name}") for name in columns)
    joined, ordered = "cross join (select distinct copy from places) as places", ""
    if "placement_id" in columns:
        joined = "inner join places on places.placement_id = told.placement_id"
        ordered = "order by told.responded_on, places.there_id, told.response_id, places.copy"
    for (survey,) in connection.execute("select distinct survey_id from few.fct_response order by 1").fetchall():
        connection.execute(
            f"""insert into {table} select {taken} from few.{table} as told {joined}
            where told.survey_id = $survey {ordered}""",
            {"survey": survey},
        )
