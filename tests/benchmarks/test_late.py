"""A late file is measured as a delta beside a full rebuild, and only where both leave the same; no time is asserted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import late
from tests.benchmarks.ingestion import BANK


def test_the_bench_prints_how_much_longer_a_rebuild_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "bench.json"
    arguments = ["--responses", "1500", "--outlets", "40", "--parts", "late", "--late", "100"]
    assert command.main([*arguments, "--folder", str(tmp_path), "--json", str(figures)]) == 0
    said = capsys.readouterr().out
    assert "rebuild/delta" in said
    [row] = json.loads(figures.read_text(encoding="utf-8"))["late"]
    assert row["late"] == 100 and row["ratio, whole"] > 0


def test_marts_that_differ_are_no_figure(tmp_path: Path) -> None:
    for name, score in (("one", 1.0), ("other", 2.0)):
        builds = tmp_path / name / BANK / "builds"
        builds.mkdir(parents=True)
        with duckdb.connect(builds / "b.duckdb") as connection:
            connection.execute(f"create table mart_a as select 'x' as unit, {score}::double as score_sum")
        (tmp_path / name / BANK / "CURRENT").write_text("b.duckdb\n", encoding="utf-8")
    shutil.copytree(tmp_path / "one", tmp_path / "same")
    late.unequal(tmp_path / "one" / BANK, tmp_path / "same" / BANK)
    with pytest.raises(RuntimeError, match="mart_a is not the same"):
        late.unequal(tmp_path / "one" / BANK, tmp_path / "other" / BANK)
