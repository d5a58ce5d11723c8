"""Takes the models in turn: kept as they are, exchanged or added up for the touched responses, or made anew."""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from pipelines import models, provenance, text
from pipelines.banks import Bank
from pipelines.delta.checking import Checking
from pipelines.delta.family import renew
from pipelines.delta.parts import AFTER, BEFORE, COME, Parts
from pipelines.delta.rules import (
    ADDED,
    BESIDE_TEXTS,
    EXCHANGED,
    OF_EACH_ALONE,
    OF_PEOPLE,
    RAW,
    STAGED,
    TEXT_TABLES,
)
from pipelines.delta.touching import spread
from pipelines.models import reads
from pipelines.progress import Progress
from pipelines.raw import TOUCHED

_OF_SPANS = ("fct_response", "core_reach")
"""What the family reads to tell months and spans alone; whether those moved is looked at by itself."""
COMPARED_UP_TO = 2_000_000
"""Rows of a table made anew up to which it is compared with what was there, to spare what only follows from it."""
DIGITS_LOST = 1e3
"""How much smaller than what it was made from a sum of decimals may come out: of their sixteen digits, three are lost.
Below it what is left may be nothing but the digits that sums of decimals do not keep."""
_EXACT_BELOW = 1e9
"""Whole numbers below it are added and taken off exactly, and so is a decimal that is taken off whole."""
_OF_LOADS = ("build_origin", "build_load", "refused_row", "core_held", "build_way")
"""Told anew by every run."""
_OF_ORIGIN = ("stg_link", "stg_response_history")
"""What of the staging reads by which file a response came: that changes with a file that says nothing new."""


def apply(connection: duckdb.DuckDBPyConnection, bank: Bank, progress: Progress) -> Checking:
    """Bring every table of the draft up to date; ``served`` is attached. What it returns says how to check.

    The raw tables are done already, and ``TOUCHED`` names the responses they differ in. BrokenBuild where a count
    falls below 0, which no file should be able to bring about.
    """
    provenance.write_held(connection)
    changed = {*_OF_LOADS, *_OF_ORIGIN, *_different(connection, ("raw_surveys", "raw_links"))}
    [(touched,)] = connection.execute(f"select count(*) from {TOUCHED}").fetchall()
    parts = Parts(connection)
    if touched:
        spread(parts)
        changed |= {*RAW, *STAGED, *OF_PEOPLE}
    work = _Work(parts, changed)
    made = models.models()
    # no transaction around them all, as in a full rebuild: one may not write both into the draft and into a part
    for done, (folder, name) in enumerate(made):
        progress.step("model", name, done, len(made))
        work.bring_up_to_date(folder, name)
        if name == models.TEXTS and name in changed:
            text.write(connection, bank.config, is_taken_on=True)
            changed.update(TEXT_TABLES)
    progress.step("model", "", len(made), len(made))
    return Checking(parts, frozenset(changed), work.followed)


def _different(connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...]) -> set[str]:
    return {table for table in tables if not _is_as_served(connection, table)}


def _is_as_served(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    for one, other in ((table, f"served.{table}"), (f"served.{table}", table)):
        if connection.execute(f"(from {one} except all from {other}) limit 1").fetchall():
            return False
    return True


class _Work:
    """The models of one run; ``changed`` grows by every table that is not what it was."""

    def __init__(self, parts: Parts, changed: set[str]) -> None:
        self._parts = parts
        self._connection = parts.connection
        self._changed = changed
        self._followed = {*RAW, *STAGED, *OF_PEOPLE}
        """Tables whose change is wholly that of the touched responses, as the parts hold them."""
        family = [("core", name) for name in models.FAMILY] + [("marts", name) for name in models.GRAINS]
        self._family = frozenset(name for _, name in family)
        self._renewed: frozenset[str] = frozenset()
        self._is_renewal_tried = False
        self._family_reads = frozenset().union(*(reads(folder, name) for folder, name in family)) - self._family

    @property
    def followed(self) -> frozenset[str]:
        """The tables that differ from the served ones in rows of touched responses, cells or questions alone."""
        return frozenset(self._followed | self._renewed)

    def bring_up_to_date(self, folder: str, name: str) -> None:
        if name in OF_PEOPLE or name in self._renewed:
            return
        found = self._family_reads if name in self._family else reads(folder, name)
        inputs = (found & self._changed) - {table for table in BESIDE_TEXTS.get(name, ()) if table in self._followed}
        if not inputs or folder == "views":
            return
        if name in self._family and self._renew(inputs):
            return
        if folder == "staging":
            self._changed.add(name)
        elif name in EXCHANGED and self._follow_from_touched(name, inputs):
            self._exchange(name)
        elif name in ADDED and self._follow_from_touched(name, inputs):
            self._add(name)
        else:
            models.run(self._connection, folder, name)
            if name in self._family or not self._is_as_it_was(name):
                self._changed.add(name)

    def _renew(self, inputs: frozenset[str]) -> bool:
        """The whole family at its first model, where nothing but touched cells can have changed what it makes."""
        if self._is_renewal_tried or not inputs <= {"mart_response_month", "mart_rating_month", *_OF_SPANS}:
            return False
        self._is_renewal_tried = True
        if not {"mart_response_month", "mart_rating_month"} <= self._followed or not renew(self._parts):
            return False
        self._renewed = self._family
        self._changed |= self._family
        return True

    def _is_as_it_was(self, name: str) -> bool:
        rows = max(
            int(self._connection.execute(f"select count(*) from {table}").fetchall()[0][0])
            for table in (name, f"served.{name}")
        )
        return rows <= COMPARED_UP_TO and _is_as_served(self._connection, name)

    def _follow_from_touched(self, name: str, inputs: frozenset[str]) -> bool:
        """Whether nothing but the touched responses can have changed what this model makes."""
        alone = OF_EACH_ALONE.get(name, {})
        return all(
            table in self._followed or (table in alone and self._says_the_same(table, *alone[table]))
            for table in inputs
        )

    def _says_the_same(self, table: str, key: tuple[str, ...], told: tuple[str, ...]) -> bool:
        """Whether rows of the same key say the same as in the served build."""
        if not told:
            return True
        differs = " or ".join(f"now.{column} is distinct from was.{column}" for column in told)
        query = (
            f"select 1 from {table} as now inner join served.{table} as was using ({', '.join(key)}) where {differs}"
        )
        return not self._connection.execute(f"{query} limit 1").fetchall()

    def _exchange(self, name: str) -> None:
        connection = self._connection
        with self._parts.within(AFTER):
            models.run(connection, "core", name)
        here = self._parts.of_draft(name)
        connection.execute(f"delete from {here} where rowid in (select place from gone_{name})")
        taken = "*"
        if name == "fct_pain":
            # a passage's number only tells it from others: after a full rebuild they count up in the order of responses
            [(last,)] = connection.execute(f"select coalesce(max(passage), 0)::integer from {here}").fetchall()
            taken = f"* replace ((passage + {last})::integer as passage)"
        connection.execute(f"insert into {here} select {taken} from {AFTER}.{name}")
        connection.execute(f"create view {COME}.{name} as from {AFTER}.{name}")
        self._followed.add(name)
        if name != "verbatim" or self._has_texts():
            self._changed.add(name)

    def _has_texts(self) -> bool:
        found = f"select 1 from {BEFORE}.verbatim union all select 1 from {AFTER}.verbatim limit 1"
        return bool(self._connection.execute(found).fetchall())

    def _add(self, name: str) -> None:
        """Add what the touched responses count now, and take off what they counted before.

        Made anew where a sum of decimals, as of weights in the thousands that are corrected, would not come out as from
        the answers themselves.
        """
        connection = self._connection
        for part in (BEFORE, AFTER):
            with self._parts.within(part):
                models.run(connection, "marts", name)
        here, keys = self._parts.of_draft(name), ADDED[name]
        kinds = self._counted(here, keys)
        by = ", ".join(keys)
        added = ", ".join(f"sum({column}) as {column}" for column in kinds)
        taken_off = ", ".join(f"-{column} as {column}" for column in kinds)
        connection.execute(
            f"""create or replace temporary table difference as
            select {by}, {added} from (
                select {by}, {", ".join(kinds)} from {AFTER}.{name}
                union all
                select {by}, {taken_off} from {BEFORE}.{name}
            )
            group by {by}
            having {" or ".join(f"sum({column}) <> 0" for column in kinds)}"""
        )
        same = " and ".join(f"mart.{key} is not distinct from difference.{key}" for key in keys)
        summed = ", ".join(_summed(column, kind) for column, kind in kinds.items())
        lost = " or ".join([_loses_digits(column) for column, kind in kinds.items() if kind == "DOUBLE"] or ["false"])
        connection.execute(
            f"""create or replace temporary table fresh as
            select {", ".join(f"difference.{key}" for key in keys)}, {summed}, mart.rowid as place, {lost} as is_inexact
            from difference left join {here} as mart on {same}"""
        )
        counts = [column for column, kind in kinds.items() if kind != "DOUBLE"]
        below = " or ".join(f"{column} < 0" for column in counts)
        broken = connection.execute(f"select {by} from fresh where {below} limit 3").fetchall()
        if broken:
            raise models.BrokenBuild(f"{name}: fewer than none after a delta: {', '.join(map(str, broken))}")
        held = " or ".join(f"{column} > 0" for column in counts)
        self._changed.add(name)
        if connection.execute(f"select 1 from fresh where is_inexact and ({held}) limit 1").fetchall():
            models.run(connection, "marts", name)
            return
        connection.execute(f"delete from {here} where rowid in (select place from fresh)")
        come = f"select * exclude (place, is_inexact) from fresh where {held}"
        connection.execute(f"create table {COME}.{name} as {come}")
        connection.execute(f"insert into {here} by name from {COME}.{name} order by {by}")
        self._followed.add(name)

    def _counted(self, table: str, keys: tuple[str, ...]) -> Mapping[str, str]:
        """The columns of a mart that are no key, with their types."""
        told = self._connection.execute(f"select column_name, column_type from (describe {table})").fetchall()
        return {column: kind for column, kind in told if column not in keys}


def _summed(column: str, kind: str) -> str:
    return f"(coalesce(mart.{column}, 0) + difference.{column})::{kind} as {column}"


def _loses_digits(column: str) -> str:
    was, more = f"coalesce(mart.{column}, 0)", f"difference.{column}"
    largest = f"greatest(abs({was}), abs({more}))"
    is_whole = f"{was} = trunc({was}) and {more} = trunc({more})"
    return f"""(
        {largest} > {DIGITS_LOST} * abs({was} + {more})
        and not ({largest} < {_EXACT_BELOW} and (({is_whole}) or {was} + {more} = 0))
    )"""
