"""Says a model's SQL, which is written for DuckDB, in the words of Spark: macros expanded here, the rest by sqlglot.

The subset is what was seen to mean the same in both: a function or a unit of time that stands in no list here would be
no translation but a guess (NotTranslated).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipelines import models

SPACES = "".join(chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) == "Zs")
"""What DuckDB's trim takes off, the wide space of Chinese texts among it; Spark's alone takes off U+0020."""
UNITS = frozenset({"SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"})
BOUNDS = UNITS - {"WEEK"}
"""Units whose bounds between two moments both count alike; of weeks they differ in the day on which one begins."""
NEVER = (exp.TryCast, exp.TableSample, exp.Pivot, exp.Glob, exp.SimilarTo)
"""What both take and do not do alike: what fails to be cast, which rows a sample has, patterns."""


FUNCTIONS = (
    *(exp.And, exp.Or, exp.Exists, exp.Case, exp.If, exp.Cast, exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least),
    *(exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg, exp.Median, exp.AnyValue, exp.ArgMax),
    *(exp.LogicalAnd, exp.LogicalOr, exp.Grouping, exp.RowNumber, exp.DenseRank, exp.Lag, exp.Lead, exp.FirstValue),
    *(exp.DateDiff, exp.TimestampTrunc, exp.LastDay, exp.Trim, exp.Ln, exp.Pow, exp.Sqrt),
)
"""Functions that were seen to give the same in both, once adapted; what sqlglot calls functions counts as such."""


class NotTranslated(ValueError):
    """A statement that is outside of the subset; the fault is the project's."""


@dataclass(frozen=True, slots=True)
class Part:
    """One select of Spark's, and the name under which the parts after it read its rows; '' for the last."""

    name: str
    select: str


def in_spark(name: str, statement: str) -> tuple[Part, ...]:
    """One select of DuckDB's as selects of Spark's that give the same rows. NotTranslated, with the reason.

    Spark writes a common table out wherever it is named and works it out as often, so that a model of thirty of them
    becomes thousands: what is named more than once is a part of its own, to be made once, called ``name``__its own.
    """
    try:
        tree = _adapted(_expanded(_parsed(statement)))
        return tuple(
            Part(part, select.sql(dialect="spark", comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE))
            for part, select in _apart(name, tree)
        )
    except SqlglotError as error:
        raise NotTranslated(str(error)) from error


def expanded(name: str, statement: str) -> tuple[Part, ...]:
    """The same parts for DuckDB, with our macros expanded and nothing else changed."""
    tree = _expanded(_parsed(statement))
    return tuple(Part(part, select.sql(dialect="duckdb", comments=False)) for part, select in _apart(name, tree))


@cache
def tables(statement: str) -> frozenset[str]:
    """The tables and views that a select reads."""
    tree = _parsed(statement)
    named = {part.alias for part in tree.find_all(exp.CTE)}
    return frozenset(table.name for table in tree.find_all(exp.Table)) - named


def functions(statement: str) -> tuple[exp.Func, ...]:
    """Every call of a function in a select, macros expanded."""
    return tuple(_expanded(_parsed(statement)).find_all(exp.Func))


def _parsed(statement: str) -> exp.Expression:
    return cast(exp.Expression, sqlglot.parse_one(statement, read="duckdb"))


@cache
def _macros() -> dict[str, tuple[tuple[str, ...], exp.Expression]]:
    """Every macro of ``sql/macros``: name -> names of its arguments, what it stands for."""
    found = {}
    for name in models.MACROS:
        made = _parsed(models.statement("macros", name))
        if not isinstance(made, exp.Create) or made.kind != "MACRO":
            raise NotTranslated(f"{name} is not a macro")
        arguments = tuple(argument.name for argument in made.this.expressions)
        found[name] = (arguments, made.expression)
    return found


def _expanded(tree: exp.Expression) -> exp.Expression:
    def expand(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.Anonymous) or node.name.lower() not in _macros():
            return node
        arguments, body = _macros()[node.name.lower()]
        if len(arguments) != len(node.expressions):
            raise NotTranslated(f"{node.name} takes {len(arguments)} arguments: {node.sql(dialect='duckdb')}")
        given = dict(zip(arguments, map(_expanded, node.expressions), strict=True))

        def fill(part: exp.Expression) -> exp.Expression:
            is_argument = isinstance(part, exp.Column) and not part.table and part.name in given
            return given[part.name].copy() if is_argument else part

        return exp.paren(body.copy().transform(fill)) if isinstance(body, exp.Binary) else body.copy().transform(fill)

    return tree.transform(expand)


def _adapted(tree: exp.Expression) -> exp.Expression:
    """What is written alike in both and means something else."""

    def adapt(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Trim) and not node.expression:
            node.set("expression", exp.Literal.string(SPACES))
            node.set("position", "BOTH")
        elif isinstance(node, exp.Literal) and node.is_number and not node.is_int:
            # a decimal there: avg and division round to a few places
            return node if isinstance(node.parent, exp.Cast) else exp.cast(node.copy(), "double")
        elif isinstance(node, exp.TimestampTrunc):
            if isinstance(node.unit, exp.Column):  # sqlglot would write the column's name as the unit
                return exp.Anonymous(this="DATE_TRUNC", expressions=[node.unit, node.this])
            _known_unit(node)
        elif isinstance(node, exp.DateDiff):
            # DuckDB counts the bounds between two moments, Spark the whole units
            _known_unit(node, BOUNDS)
            for side in ("this", "expression"):
                node.set(side, exp.TimestampTrunc(this=node.args[side], unit=node.args["unit"].copy()))
        elif isinstance(node, exp.Anonymous) and node.name.lower() == "hash":
            return _hash(node)
        elif isinstance(node, NEVER) or (isinstance(node, exp.Func) and not isinstance(node, FUNCTIONS)):
            raise NotTranslated(f"not known to mean the same in both: {node.sql(dialect='duckdb')}")
        return node

    return tree.transform(adapt)


def _known_unit(node: exp.Expression, known: frozenset[str] = UNITS) -> None:
    unit = node.args.get("unit")
    if unit is None or unit.name.upper() not in known:
        raise NotTranslated(f"no unit of time that both know: {node.sql(dialect='duckdb')}")


def _hash(node: exp.Anonymous) -> exp.Expression:
    """64 bits whose value differs from DuckDB's: models compare prints with each other and keep none.

    Spark passes over what is missing, so each value stands with whether it is; and adds up no more than 63 bits, so
    what is added are decimals.
    """
    parts = [part for value in node.expressions for part in (value.copy().is_(exp.null()), value.copy())]
    return exp.cast(exp.Anonymous(this="XXHASH64", expressions=parts), "decimal(20, 0)")


def _apart(name: str, tree: exp.Expression) -> list[tuple[str, exp.Expression]]:
    """The common tables that are made once, in their order, and last, called '', what is left."""
    common = tree.args.get("with_")
    if common is None or common.recursive:
        return [("", tree)]
    parts: list[tuple[str, exp.Expression]] = []
    inline: dict[str, exp.CTE] = {}
    for table in common.expressions:
        named = [other for other in tree.find_all(exp.Table) if other.name == table.alias]
        if len(named) > 1 and table.this.find(exp.Join, exp.Group, exp.Window, exp.Distinct, exp.SetOperation):
            made = f"{name}__{table.alias}"
            parts.append((made, _with(table.this, inline)))
            for other in named:
                other.set("alias", exp.TableAlias(this=exp.to_identifier(other.alias_or_name)))
                other.set("this", exp.to_identifier(made))
        else:
            inline[table.alias] = table
    tree.set("with_", None)
    return [*parts, ("", _with(tree, inline))]


def _with(select: exp.Expression, inline: dict[str, exp.CTE]) -> exp.Expression:
    """A select with those common tables before it that it names, or that they name."""
    needed: list[exp.CTE] = []
    for name, table in reversed(inline.items()):
        if any(other.name == name for part in (select, *needed) for other in part.find_all(exp.Table)):
            needed.insert(0, table)
    made = select.copy()
    if needed:
        made.set("with_", exp.With(expressions=[table.copy() for table in needed]))
    return made
