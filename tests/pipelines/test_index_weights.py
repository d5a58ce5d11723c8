"""The register of the index: read, checked, frozen for its year."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import index_weights
from pipelines.refusals import Refused

TREE = """
[[tree]]
from = 2026-01-01
source = "board"
measures = {{ satisfaction = 1 }}
touchpoints = {{ queue = {queue} }}
{more}

[[tree.dimension]]
id = "all"
name = "全部"
weight = 1
journeys = {{ "*" = 1 }}
"""


def _written(config: Path, queue: float = 2, more: str = "") -> None:
    (config / index_weights.REGISTER).write_text(TREE.format(queue=queue, more=more), encoding="utf-8")


def _made(config: Path, path: Path, served: Path | None) -> list[tuple[str, bool, str]]:
    with duckdb.connect(path) as connection:
        index_weights.write(connection, config, served)
        return connection.execute("select source, is_default, amended_because from reg_index").fetchall()


def test_weights_are_frozen_for_their_year_unless_a_reason_is_given(tmp_path: Path) -> None:
    assert _made(tmp_path, tmp_path / "0.duckdb", None)[0][1] is True
    _written(tmp_path)
    # from the shipped weights to one's own at any time
    assert _made(tmp_path, tmp_path / "1.duckdb", tmp_path / "0.duckdb") == [("board", False, "")]
    assert _made(tmp_path, tmp_path / "2.duckdb", tmp_path / "1.duckdb") == [("board", False, "")]
    _written(tmp_path, queue=3)
    with pytest.raises(Refused, match="amended_because"):
        _made(tmp_path, tmp_path / "3.duckdb", tmp_path / "2.duckdb")
    _written(tmp_path, queue=3, more='amended_because = "a slip"')
    assert _made(tmp_path, tmp_path / "4.duckdb", tmp_path / "2.duckdb") == [("board", False, "a slip")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("2026-01-01", "2026-03-01"), "whole years"),
        (('source = "board"', ""), "no source"),
        (("satisfaction = 1", "happiness = 1"), "happiness"),
        (("queue = 2", "queue = -2"), "queue = -2"),
        (('"*" = 1', '"*" = 0'), "sum to 0"),
        (("weight = 1", 'weight = "a"'), "weight = 'a'"),
        (('name = "全部"', 'nmae = "全部"'), "nmae"),
    ],
)
def test_faults_are_told(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    text = TREE.format(queue=2, more="")
    assert change[0] in text
    (tmp_path / index_weights.REGISTER).write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        index_weights.read(tmp_path)
    assert told in str(refused.value)


def test_a_file_that_is_no_toml_or_holds_two_trees_of_a_year_is_refused(tmp_path: Path) -> None:
    (tmp_path / index_weights.REGISTER).write_text("[[tree", encoding="utf-8")
    with pytest.raises(Refused, match="cannot be read"):
        index_weights.read(tmp_path)
    (tmp_path / index_weights.REGISTER).write_text(TREE.format(queue=2, more="") * 2, encoding="utf-8")
    with pytest.raises(Refused, match="one tree a year"):
        index_weights.read(tmp_path)
