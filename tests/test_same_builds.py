"""Two builds are the same, or it is said in which table they are not."""
# ruff: noqa: S608

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.same_builds import differences, main


def written(path: Path, *statements: str) -> Path:
    with duckdb.connect(path) as connection:
        connection.execute("create table mart as select i // 2 as key, i / 10 as weight from range(10) as r(i)")
        connection.execute("create table build_info as select random() as moment")
        for statement in statements:
            connection.execute(statement)
    return path


def test_the_same_rows_in_another_order_are_the_same(tmp_path: Path) -> None:
    other = written(tmp_path / "b", "create or replace table mart as from mart order by weight desc")
    assert differences(written(tmp_path / "a"), other) == {}


def test_last_bits_of_decimals_are_not_told_apart_but_digits_are(tmp_path: Path) -> None:
    one = written(tmp_path / "a")
    bits = written(tmp_path / "b", "update mart set weight = weight + 1e-16")
    digits = written(tmp_path / "c", "update mart set weight = weight + 1e-6 where key = 3")
    assert differences(one, bits) == {}
    assert differences(one, digits) == {"mart": "1 kinds of rows: 2 rows beside 2"}


@pytest.mark.parametrize(
    "rows",
    [
        "values (1, 20.0), (2, 10.0)",  # the same decimals, of other rows
        "values (1, 10.0), (2, 'nan'::double)",
        "values (1, 10.0), (2, 'inf'::double)",
        "values (1, 10.0), (2, '-inf'::double)",
        "values (1, 10.0), (2, null)",
    ],
)
@pytest.mark.parametrize("table", ["fct_a", "mart_a"])
def test_decimals_of_other_rows_and_what_is_no_number_are_told(tmp_path: Path, table: str, rows: str) -> None:
    make = f"create table {table} as select * from ({{}}) as a(key, weight)"
    one = written(tmp_path / "a", make.format("values (1, 10.0), (2, 20.0)"))
    assert list(differences(one, written(tmp_path / "b", make.format(rows)))) == [table]


def test_single_decimals_are_those_of_their_rows(tmp_path: Path) -> None:
    made = (written(tmp_path / name, f"create table fct_a as select 1 as key, unnest({of}) as weight")
            for name, of in (("a", "[1.0::double, 5]"), ("b", "[3.0::double, 3]")))  # fmt: skip
    assert list(differences(*made)) == ["fct_a"]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from mart where key = 4",
        "insert into mart values (4, 0.0)",
        "update mart set key = 9 where weight = 0.0",
        "update mart set weight = null where weight = 0.0",
        "alter table mart add column more integer",
        "create table another (key integer)",
        "drop table mart",
    ],
)
def test_whatever_is_not_the_same_is_told_of_its_table(statement: str, tmp_path: Path) -> None:
    told = differences(written(tmp_path / "a"), written(tmp_path / "b", statement))
    assert list(told) == (["another"] if "another" in statement else ["mart"])


def test_the_command_ends_with_one_where_any_table_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = written(tmp_path / "a"), written(tmp_path / "b", "delete from mart where key = 4")
    assert main([str(one), str(one)]) == 0
    assert main([str(one), str(other)]) == 1
    assert "mart: " in capsys.readouterr().out
