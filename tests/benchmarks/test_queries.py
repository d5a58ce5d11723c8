"""The measurement of a page's questions runs, and its ways count the same; no time is asserted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.queries import builds
from tests.benchmarks import queries


def test_three_ways_count_the_same_and_are_told_as_ratios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SELECTIONS", 5)
    rows = list(queries.measure(tmp_path, [3_000], outlets=60))
    assert [row["contender"] for row in rows] == list(queries.CONTENDERS)
    assert rows[0]["in_marts"] == 1.0
    assert all(row["page_ms"] > 0 for row in rows)
    assert all(row["page_ms"] <= row["p95_page_ms"] <= row["worst_page_ms"] for row in rows)
    assert "it/marts" in queries.table(rows)
    # the export is gone; the bank stays for whoever measures next, as long as the folder does
    assert [left.name for left in tmp_path.iterdir()] == [queries.bank_of(tmp_path, 3_000).name]


def test_a_way_that_counts_wrong_is_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SELECTIONS", 1)
    monkeypatch.setattr(queries, "_from_facts", lambda build, asked: 0)
    with pytest.raises(RuntimeError, match="count differently"):
        list(queries.measure(tmp_path, [1_000], outlets=60))


def test_a_question_is_one_statement_so_that_the_floor_is_as_many(tmp_path: Path) -> None:
    build = queries._opened(queries.loaded(tmp_path, 1_000, outlets=60))
    for page in queries._pages(build):
        for asked in page:
            queries._from_marts(build, asked)
            assert len([key for key in builds._results._values if key[0] == build.path and key[2]]) == 1
