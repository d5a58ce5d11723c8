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


def test_a_bank_of_many_times_as_many_answers_is_asked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SELECTIONS", 5)
    monkeypatch.setattr(queries, "PANDAS_BYTES", 2**34)  # as if each response took more than the machine has
    rows = list(queries.measure(tmp_path, [1_000], outlets=60, times=[2], told=lambda _: None))
    assert {(row["responses"], row["contender"]) for row in rows} == {
        (count, name) for count in (1_000, 2_000) for name in ("marts", "facts", "floor")
    }
    again = list(queries.measure(tmp_path, [1_000], outlets=60, times=[2], told=lambda _: None))
    assert len(again) == len(rows), "the enlarged bank stays, as the loaded one does"


def test_a_way_that_counts_wrong_is_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SELECTIONS", 1)
    monkeypatch.setattr(queries, "_from_facts", lambda build, asked: 0)
    with pytest.raises(RuntimeError, match="count differently"):
        list(queries.measure(tmp_path, [1_000], outlets=60))


def test_the_floor_is_asked_as_often_as_the_marts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = queries._opened(queries.loaded(tmp_path, 1_000, outlets=60))
    first = next(queries._pages(build))
    asked: list[str] = []
    for name in ("rows", "records"):
        told = getattr(builds.Build, name)
        monkeypatch.setattr(builds.Build, name, lambda *given, told=told: asked.append(given[1]) or told(*given))
    statements = queries._statements(build, first)
    assert len(first) <= statements <= len(asked)
    assert sum(statement.startswith(("responses/", "ratings/")) for statement in asked) >= len(first)
