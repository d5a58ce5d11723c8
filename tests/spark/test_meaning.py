"""What a statement means in DuckDB it means on Spark once it is said in its words: rows made to tell the two apart."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines import models
from pipelines.spark import dialect
from pipelines.spark.session import session
from tests.spark.clusters import FEW_ROWS

pytest.importorskip("pyspark", reason="requirements-spark.txt is not installed")

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

ROWS = """create table t as select * from (values
    (1, ' \u3000a\u00a0', 1.5::double, true, date '2026-01-31', timestamp '2026-01-31 23:59:59.9', 'x', 7),
    (2, null, null, null, null, null, 'x', null),
    (3, 'é', -0.5, false, date '2024-02-29', timestamp '2026-02-01 00:00:00.1', 'y', -7),
    (4, 'Z', 2.25, true, date '2025-12-28', timestamp '2025-12-28 00:00:00', 'y', 2),
    (5, 'a', 1.5, null, date '2025-12-29', timestamp '2025-12-29 12:30:30', null, 2)
) as v(id, words, score, is_so, day, moment, kind, whole)"""

STATEMENTS = {
    "spaces of Chinese": "select id, recorded(words) as a from t",
    "order of texts and of what is missing": """
        select id, row_number() over (order by words, id) as a, row_number() over (order by words desc, id) as b
        from t""",
    "division of whole numbers": """
        select id, whole // 2 as a, whole % 3 as b, whole / 2 as c, least(whole, id) as d, greatest(score, 1.0) as e
        from t""",
    "groups of what is missing": """
        select kind, count(*) as a, count(words) as b, sum(whole)::bigint as c, min(words) as d, max(day) as e
        from t group by kind""",
    "an average of decimals": """
        select count(*) as n, avg(case when is_so then 1.0 else 0.0 end) as a, median(score)::double as b
        from t where id <> 5 or is_so is null group by kind is null""",
    "thirds": "select avg(case when id = 1 then 1.0 else 0.0 end) as a from t where id < 4",
    "any of what is there": """
        select kind, any_value(words) as a, bool_or(is_so) as b, bool_and(is_so) as c
        from t where id <> 4 group by kind""",
    "filters": """
        select count(*) filter (where is_so) as a, max(id) filter (where not is_so) as b, arg_max(id, day) as c
        from t""",
    "bounds between moments": """
        select
            one.id,
            other.id as b,
            date_diff('second', one.moment, other.moment) as c,
            date_diff('day', one.day, other.day) as d,
            date_diff('month', one.day, other.day) as e
        from t as one cross join t as other""",
    "days of the calendar": """
        select
            id,
            date_trunc('month', day)::date as a,
            date_trunc('quarter', day)::date as b,
            last_day(day) as c,
            day - 365 as d,
            (date_trunc('quarter', day) + interval 3 month)::date - 1 as e,
            date_trunc('minute', moment)::date as f,
            moment::date as g
        from t""",
    "a step that a column says": """
        with steps as (select 'month' as step union all select 'year' as step)
        select t.id, steps.step, date_trunc(steps.step, t.day)::date as a from t cross join steps""",
    "logarithms and powers": """
        with sized as (select id, case when score < 0 then -score else score end as size from t)
        select id, ln(size) as a, sqrt(size) as b, size ^ 2 as c from sized""",
    "grouping sets": """
        select case when grouping(kind) = 0 then 'kind' else 'all' end as a, coalesce(kind, 'all') as b, count(*) as c
        from t where kind is not null group by grouping sets ((), (kind))""",
    "windows": """
        select id, lag(id) over w as a, lead(day) over w as b, dense_rank() over w as c, first_value(id) over w as d
        from t window w as (partition by kind order by score desc, id)""",
    "the first of each": "select id from t qualify row_number() over (partition by kind order by whole desc, id) = 1",
    "joins that only choose": """
        select a.id
        from t as a
        semi join (select id from t where id > 2) as b on b.id = a.id
        anti join (select id from t where id > 4) as c using (id)
        where exists (select 1 from t as d where d.id = a.id and d.day is not null)""",
    "prints": """
        select
            sum(hash(kind, null::varchar)) = sum(hash(null::varchar, kind)) as a,
            count(distinct hash(id, words)) as b
        from t""",
    "texts": """
        select id, id::varchar || '/' || kind as a, nullif(kind, 'x') as b, is_so is not distinct from null as c
        from t""",
}


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[duckdb.DuckDBPyConnection, SparkSession]]:
    place = tmp_path_factory.mktemp("rows") / "t.parquet"
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as connection:
        patch.setitem(os.environ, "PYSPARK_SUBMIT_ARGS", FEW_ROWS)
        models.run_macros(connection)
        connection.execute(ROWS)
        connection.execute(f"copy t to '{place}' (format parquet)")
        with session("local[2]", 0) as opened:
            opened.read.parquet(place.as_uri()).createOrReplaceTempView("t")
            yield connection, opened


def plain(rows: Iterable[Any]) -> list[tuple[str, ...]]:
    """Rows in a fixed order; a whole number is one in whatever type it comes, a fraction as far as it is the same."""

    def told(value: object) -> str:
        if isinstance(value, float):
            return repr(round(value, 12))
        return str(int(value) if isinstance(value, Decimal) else value)

    return sorted(tuple(map(told, row)) for row in rows)


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_it_means_the_same_in_both(engines: tuple[duckdb.DuckDBPyConnection, SparkSession], statement: str) -> None:
    connection, opened = engines
    [part] = dialect.in_spark("m", statement)
    expected = plain(connection.execute(statement).fetchall())
    assert expected
    assert plain(opened.sql(part.select).collect()) == expected


def test_every_function_of_the_subset_was_tried() -> None:
    tried = {type(node) for statement in STATEMENTS.values() for node in dialect.functions(statement)}
    assert set(dialect.FUNCTIONS) - tried == set()
