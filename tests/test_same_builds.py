"""Two builds are the same, or it is said in which table they are not."""

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
