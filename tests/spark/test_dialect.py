"""Every model that Spark is to run is in the subset that both engines know; what is outside of it is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import sqlglot

from pipelines import models
from pipelines.banks import bank as bank_named
from pipelines.build import build
from pipelines.raw import RawStore
from pipelines.spark import dialect, plan
from tests import small_bank
from tests.pipelines.test_delta import contents, same

ON_SPARK = tuple(step for step in plan.steps().values() if step.is_on_spark)


@pytest.mark.parametrize("step", ON_SPARK, ids=lambda step: step.name)
def test_every_model_of_the_plan_becomes_selects_that_spark_can_parse(step: plan.Step) -> None:
    *parts, last = dialect.in_spark(step.name, models.statement(step.folder, step.name))
    made = [part.name for part in parts]
    assert last.name == ""
    assert len(set(made)) == len(made)
    for part in (*parts, last):
        sqlglot.parse_one(part.select, read="spark")
        assert "recorded(" not in part.select.lower()


def apart(connection: duckdb.DuckDBPyConnection, folder: str, name: str) -> None:
    """Makes a model in DuckDB out of the parts that Spark would make it of."""
    step = plan.steps()[name]
    if not step.is_on_spark or folder == "staging":
        models.run(connection, folder, name)
        return
    *parts, last = dialect.expanded(name, models.statement(folder, name))
    for part in parts:
        connection.execute(f"create or replace temp table {part.name} as {part.select}")
    kind = "temp table" if name in models.FAMILY else "table"
    connection.execute(f"create or replace {kind} {name} as {last.select}")


def nothing(raw: RawStore, build_id: str) -> None:
    """No file is read."""


@pytest.mark.slow
def test_macros_expanded_and_common_tables_made_apart_leave_what_the_statements_leave(tmp_path: Path) -> None:
    bank = small_bank.make(tmp_path, of=small_bank.tables(responses=1200))
    whole = contents(bank)
    build(bank, nothing, is_rebuild=True, run=apart)
    same(contents(bank_named(bank.id, tmp_path)), whole)


def test_a_macro_is_filled_in_wherever_it_is_called() -> None:
    [part] = dialect.expanded("m", "select recorded(a || recorded(b)) as c from t where recorded(d) <> ''")
    found = duckdb.connect().execute(f"with t as (select ' x' as a, null as b, 'y' as d) {part.select}").fetchall()
    assert found == [("x",)]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("select format('{:g}', a) from t", "not known to mean the same"),
        ("select strange(a) from t", "not known to mean the same"),
        ("select list_transform(a, x -> x + 1) from t", "not known to mean the same"),
        ("select date_trunc('decade', a) from t", "unit of time"),
        ("select date_diff('millisecond', a, b) from t", "unit of time"),
        ("select recorded(a, b) from t", "takes 1 arguments"),
        ("select a from", "Expected table name"),
    ],
)
def test_what_is_outside_of_the_subset_is_refused_and_not_guessed(statement: str, told: str) -> None:
    with pytest.raises(dialect.NotTranslated, match=told):
        dialect.in_spark("m", statement)


def test_what_is_named_once_stays_and_what_is_named_twice_is_made_once() -> None:
    statement = """with few as (select 1 as a), once as (select a, count(*) as n from few group by a),
        twice as (select a, sum(n) as n from once group by a)
        select one.n from twice as one inner join twice on twice.a = one.a cross join few"""
    parts = dialect.in_spark("m", statement)
    assert [part.name for part in parts] == ["m__twice", ""]
    assert parts[0].select.count("once AS") == 1
    assert "m__twice AS one" in parts[1].select
    assert "m__twice AS twice" in parts[1].select


def test_the_plan_sends_what_grows_with_the_answers_to_spark_and_nothing_else() -> None:
    steps = plan.steps()
    assert list(steps) == [name for _, name in models.models()]
    on_spark = {step.name for step in ON_SPARK}
    assert {"stg_response", "fct_rating", "mart_response_month", "core_shown_month", "mart_grain"} <= on_spark
    assert on_spark.isdisjoint({"dim_unit", "fct_complaint", "mart_complaint_flow", "mart_word", "view_score"})
    assert set(plan.BOUNDED) <= set(steps)
    assert set(plan.IN_DUCKDB) <= set(steps)
    for name in plan.BOUNDED:  # a name that needs no exception is none
        step = steps[name]
        assert step.is_on_spark or name in plan.IN_DUCKDB, name


def test_no_model_on_spark_reads_a_view_that_duckdb_alone_has() -> None:
    """A view of staging that is no view on Spark crosses as rows, which must not be those of the answers."""
    crossing = {
        table
        for step in ON_SPARK
        for table in dialect.tables(models.statement(step.folder, step.name))
        if table in plan.steps() and not plan.steps()[table].is_on_spark
    }
    grown = {name for name in crossing if any(t in plan.ANSWERS for t in models.reads(plan.steps()[name].folder, name))}
    assert grown <= {"stg_link"}
