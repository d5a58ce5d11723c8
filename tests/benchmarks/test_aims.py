"""Aims are read from a run's figures, and say whether they were reached; what was not measured says so."""

from __future__ import annotations

from typing import Any

from tests.benchmarks import aims

FIGURES: dict[str, Any] = {
    "ingestion": [
        {"responses": 1_000, "format": "parquet", "contender": "ours", "seconds": 6.0, "cpu_seconds": 9.0,
         "peak_mib": 300, "ours_in_time": 1.0},
        {"responses": 1_000, "format": "parquet", "contender": "duckdb", "seconds": 2.0, "cpu_seconds": 2.0,
         "peak_mib": 100, "ours_in_time": 3.0},
    ],
    "queries": [
        {"responses": count, "contender": name, "page_ms": ms, "p95_page_ms": 2 * ms, "whole_bank_ms": ms / 2}
        for count, times in ((1_000, (10.0, 900.0, 2.5)), (10_000, (10.5, 9_000.0, 2.5)))
        for name, ms in zip(("marts", "facts", "floor"), times, strict=True)
    ],
    "clicks": [{"responses": 1_000, "pages": [{"contender": "pandas", "ours_first": 0.05},
                                              {"contender": "dash", "ours_first": 1.25}]}],
    "reruns": [{"responses": 1_000, "pages": [{"contender": "stock", "ours": 3.5}]}],
    "late": [{"responses": 1_000, "late": 10, "scatter": "recent", "ratio, whole": 8.0}],
    "held": [{"responses": 1_000, "clicks": 100, "last_in_second": 1.02}],
}  # fmt: skip


def _found(start: str) -> list[tuple[float | None, bool | None]]:
    return [(row["found"], row["is_reached"]) for row in aims.rows(FIGURES) if row["figure"].startswith(start)]


def test_every_aim_is_read_from_its_place_and_judged_by_its_side() -> None:
    assert _found("page of the whole bank") == [(90.0, False), (857.14, True)]
    assert _found("page, 95 of 100") == [(4.0, True), (4.2, True)]
    assert _found("page, median") == [(1.05, True)]
    assert _found("click to charts: well-cached pandas") == [(20.0, True)]
    assert _found("click to charts: ours / Dash") == [(1.25, False)]
    assert _found("reruns a second") == [(3.5, True)]
    assert _found("validated load with marts / parsing") == [(3.0, False)]
    assert _found("late responses") == [(8.0, False)]
    assert _found("memory after") == [(1.02, True)]


def test_what_was_not_measured_is_told_and_not_judged() -> None:
    assert _found("first open") == [(None, None)]
    line = next(line for line in aims.table(aims.rows(FIGURES)).splitlines() if line.startswith("first open"))
    assert "not measured" in line
    assert not line.endswith("reached")
