"""The weights of the experience index: read from the register, checked, frozen for their year, copied into the build.

The shipped tree stands in ``data/reference/index.toml``; a bank's own ``config/index.toml`` takes its place, whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines import toml_files
from pipelines.refusals import Refusal, Refused, said

REGISTER = "index.toml"
EVERY_OTHER = "*"
KINDS = ("satisfaction", "effort")
_TREE = frozenset({"from", "source", "measures", "touchpoints", "dimension", "amended_because"})
_DIMENSION = frozenset({"id", "name", "name_en", "weight", "journeys"})


def write(connection: duckdb.DuckDBPyConnection, config: Path, served: Path | None) -> None:
    """Make ``reg_index`` and the tables of its weights. Refused lists every fault, also a change within a year.

    ``served`` is the build that is taken on from: a bank's own tree that it holds may not change without a reason.
    """
    trees, is_default = read(config)
    changed = tuple(_changed(connection, trees, served)) if not is_default else ()
    if changed:
        raise Refused(*changed)
    for table, columns in (
        ("reg_index", "tree_from date, source varchar, is_default boolean, amended_because varchar, print varchar"),
        (
            "reg_index_dimension",
            "tree_from date, dimension_id varchar, name varchar, name_en varchar, weight double, place integer",
        ),
        ("reg_index_journey", "tree_from date, dimension_id varchar, journey_id varchar, weight double"),
        ("reg_index_touchpoint", "tree_from date, touchpoint_id varchar, weight double"),
        ("reg_index_measure", "tree_from date, kind varchar, weight double"),
    ):
        connection.execute(f"create or replace table {table} ({columns})")
    for tree in trees:
        begin = tree["from"]
        told = [begin, tree["source"], is_default, tree.get("amended_because", ""), _print(tree)]
        connection.execute("insert into reg_index values (?, ?, ?, ?, ?)", told)
        for place, dimension in enumerate(tree["dimension"], 1):
            english = dimension.get("name_en", dimension["name"])
            row = [begin, dimension["id"], dimension["name"], english, float(dimension["weight"]), place]
            connection.execute("insert into reg_index_dimension values (?, ?, ?, ?, ?, ?)", row)
            for journey, weight in dimension["journeys"].items():
                row = [begin, dimension["id"], journey, float(weight)]
                connection.execute("insert into reg_index_journey values (?, ?, ?, ?)", row)
        for table, key in (("reg_index_touchpoint", "touchpoints"), ("reg_index_measure", "measures")):
            for name, weight in tree.get(key, {}).items():
                connection.execute(f"insert into {table} values (?, ?, ?)", [begin, name, float(weight)])  # noqa: S608


def read(config: Path) -> tuple[tuple[dict[str, Any], ...], bool]:
    """(the trees in order of their years, whether they are the shipped ones)"""
    own = config / REGISTER
    path = own if own.exists() else toml_files.REFERENCE / REGISTER
    given = toml_files.read(path).get("tree", [])
    faults = [fault for at, tree in enumerate(given, 1) for fault in _faults(tree, f"{path}, tree {at}")]
    if not given:
        faults.append(
            Refusal(
                said("no tree"), str(path), said("at least one [[tree]]"), said("start from data/reference/index.toml")
            )
        )
    years = Counter(str(tree.get("from")) for tree in given)
    faults += [
        Refusal(
            said("{count} trees from {begin}", count=count, begin=begin),
            str(path),
            said("one tree a year"),
            said("keep one of them"),
        )
        for begin, count in years.items()
        if count > 1
    ]
    if faults:
        raise Refused(*faults)
    return tuple(sorted(given, key=lambda tree: tree["from"])), not own.exists()


def _faults(tree: Mapping[str, Any], where: str) -> Iterator[Refusal]:
    for name in sorted(tree.keys() - _TREE):
        yield Refusal(
            said("{name}", name=name),
            where,
            said("one of {choices}", choices=", ".join(sorted(_TREE))),
            said("correct or remove the line"),
        )
    begin = tree.get("from")
    if type(begin) is not date or (begin.month, begin.day) != (1, 1):
        yield Refusal(
            said("from = {begin}", begin=begin),
            where,
            said("the first day of a year, like 2026-01-01"),
            said("weights hold whole years"),
        )
    if not isinstance(tree.get("source"), str):
        yield Refusal(
            said("no source"), where, said('source = "who set the weights"'), said("say where they come from")
        )
    yield from _weights(tree.get("measures"), f"{where}, measures", KINDS)
    yield from _weights(tree.get("touchpoints", {"any": 1}), f"{where}, touchpoints")
    dimensions = tree.get("dimension", [])
    if not dimensions:
        yield Refusal(said("no dimension"), where, said("at least one [[tree.dimension]]"), said("add one"))
    for at, dimension in enumerate(dimensions, 1):
        place = f"{where}, dimension {at}"
        for name in sorted(dimension.keys() - _DIMENSION):
            yield Refusal(
                said("{name}", name=name),
                place,
                said("one of {choices}", choices=", ".join(sorted(_DIMENSION))),
                said("correct or remove the line"),
            )
        for name in ("id", "name"):
            if not isinstance(dimension.get(name), str) or not dimension[name]:
                yield Refusal(said("no {name}", name=name), place, said("a text"), said("add the line"))
        yield from _weights({"weight": dimension.get("weight")}, place)
        yield from _weights(dimension.get("journeys"), f"{place}, journeys")
    for what, names in (
        ("dimension", [str(dimension.get("id")) for dimension in dimensions]),
        ("journey", [name for dimension in dimensions for name in dict(dimension.get("journeys") or {})]),
    ):
        for name in (name for name, count in Counter(names).items() if count > 1):
            yield Refusal(
                said("the {what} {name} more than once", what=what, name=repr(name)),
                where,
                said("each once"),
                said("keep one of them"),
            )


def _weights(found: Any, where: str, allowed: tuple[str, ...] = ()) -> Iterator[Refusal]:
    """Weights are numbers of 0 or more, and not all 0."""
    if not isinstance(found, dict) or not found:
        yield Refusal(said("no weights"), where, said("name = weight"), said("add them"))
        return
    for name, weight in found.items():
        if allowed and name not in allowed:
            yield Refusal(
                said("{name}", name=name),
                where,
                said("one of {choices}", choices=", ".join(allowed)),
                said("correct or remove it"),
            )
        if isinstance(weight, bool) or not isinstance(weight, int | float) or weight < 0:
            yield Refusal(
                said("{name} = {weight}", name=name, weight=repr(weight)),
                where,
                said("a number of 0 or more"),
                said("correct the weight"),
            )
            return
    if sum(found.values()) <= 0:
        yield Refusal(
            said("weights that sum to 0"), where, said("at least one weight above 0"), said("correct the weights")
        )


def _print(tree: Mapping[str, Any]) -> str:
    """What may not change within the year: the weights, not the words about them."""
    weighed = {
        "measures": tree["measures"],
        "touchpoints": tree.get("touchpoints", {}),
        "dimensions": [[each["id"], each["weight"], each["journeys"]] for each in tree["dimension"]],
    }
    return hashlib.sha256(json.dumps(weighed, sort_keys=True).encode()).hexdigest()[:16]


def _changed(
    connection: duckdb.DuckDBPyConnection, trees: tuple[dict[str, Any], ...], served: Path | None
) -> Iterator[Refusal]:
    """The bank's own trees that say something else than when they were last built, without saying why."""
    if served is None:
        return
    connection.execute(f"attach '{str(served).replace(chr(39), chr(39) * 2)}' as weighed (read_only)")
    try:
        is_there = "select 1 from duckdb_tables() where database_name = 'weighed' and table_name = 'reg_index'"
        if not connection.execute(is_there).fetchall():
            return
        told = connection.execute("select tree_from, print from weighed.reg_index where not is_default").fetchall()
    finally:
        connection.execute("detach weighed")
    before = dict(told)
    for tree in trees:
        begin = tree["from"]
        if begin in before and before[begin] != _print(tree) and not tree.get("amended_because"):
            yield Refusal(
                said("other weights of the index from {begin} than were in force", begin=begin),
                REGISTER,
                said("weights that hold for their whole year"),
                said('add a tree for the next year, or say why in this one: amended_because = "…"'),
            )
