"""The measurement of ingestion runs, and its rivals count what a load counts; no time is asserted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import ingestion, queries
from tests.benchmarks.generator import Size, write
from tests.benchmarks.measuring import Measured, run

RESPONSES = 4_000


@pytest.mark.parametrize("format_", ingestion.FORMATS)
def test_pandas_counts_what_a_load_must_count(tmp_path: Path, format_: str) -> None:
    pytest.importorskip("pandera", reason="the rival needs requirements-bench.txt")
    manifest = write(tmp_path / "made", Size(RESPONSES, outlets=60), format_)
    said = ingestion.load("pandas", tmp_path / "made", tmp_path / "out", manifest).said
    responses = manifest["responses"]
    assert said["responses"] == responses["kept"]
    assert said["ratings"] == responses["ratings"]
    assert said["refused"] == sum(responses["refused"].values())
    assert said["repeated"] == responses["repeated"]
    assert said["off_scale"] == responses["off_scale"]
    assert said["masked"] == sum(manifest[table]["masked"] for table in ("responses", "complaints", "suggestions"))
    assert said["complaints"] == manifest["complaints"]["kept"]


def test_the_bench_prints_ratios_and_keeps_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--responses", str(RESPONSES), "--formats", "csv", "--outlets", "60", "--contenders", "duckdb", "ours"]
    arguments += ["--parts", "ingestion"]
    figures = tmp_path / "bench.json"
    assert command.main([*arguments, "--folder", str(tmp_path), "--json", str(figures)]) == 0
    said = capsys.readouterr().out
    assert "rows/s" in said
    kept = json.loads(figures.read_text(encoding="utf-8"))
    assert [row["contender"] for row in kept["ingestion"]] == ["duckdb", "ours"]
    assert all(row["peak_mib"] > 0 and row["ours_in_time"] > 0 for row in kept["ingestion"])
    assert kept["versions"]["duckdb"]
    assert {"read", "model", "check", "publish"} <= set(kept["runs"][1]["steps"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bench.html", "bench.json"]


def test_a_bank_that_was_loaded_once_is_asked_and_not_loaded_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SELECTIONS", 2)
    arguments = ["--responses", str(RESPONSES), "--formats", "parquet", "--outlets", "60", "--contenders", "ours"]
    figures = tmp_path / "bench.json"
    parts = ["--times", "2", "--parts", "ingestion", "queries", "--folder", str(tmp_path), "--json", str(figures)]
    assert command.main([*arguments, *parts]) == 0
    assert "loading" not in capsys.readouterr().err
    told = json.loads(figures.read_text(encoding="utf-8"))
    assert [row["contender"] for row in told["queries"]] == 2 * list(queries.CONTENDERS)
    assert {row["of"] for row in told["aims"] if row["figure"].startswith("page, 95 of 100")} == {
        f"{RESPONSES:,} responses",
        f"{2 * RESPONSES:,} responses",
    }
    assert [row["responses"] for row in told["curve"]] == [RESPONSES, 2 * RESPONSES]
    assert [row["of"] for row in told["aims"] if row["figure"].startswith("page, median")] == [
        f"{2 * RESPONSES:,} / {RESPONSES:,}"
    ]


def test_a_contender_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="nobody ended with 2"):
        run("nobody", "csv", 1, ["pipelines", "load", str(tmp_path / "absent.csv"), "--bank", "b", "--json"])


def test_the_best_of_several_rounds_is_compared() -> None:
    runs = [
        Measured(name, "csv", 100, seconds, 1.0, 50.0) for name, seconds in (("ours", 4), ("pandas", 2), ("ours", 3))
    ]
    assert [(row["contender"], row["ours_in_time"]) for row in ingestion.summary(runs)] == [
        ("ours", 1.0),
        ("pandas", 1.5),
    ]
