"""A late file is measured as a delta beside a full rebuild, and only where both leave the same; no time is asserted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
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
    rows = json.loads(figures.read_text(encoding="utf-8"))["late"]
    assert [row["scatter"] for row in rows] == list(late.SCATTERS)
    # of the last two months there are fewer to be told again than a file of 100 would hold
    assert 50 < rows[0]["late"] < rows[1]["late"] == 100 and all(row["ratio, whole"] > 0 for row in rows)


def test_a_recent_late_file_holds_mostly_answers_of_the_last_months(tmp_path: Path) -> None:
    day = np.datetime64("2026-10-31", "s") - np.arange(2000) * np.timedelta64(17, "h")
    answers = {"答卷编号": [f"r{place}" for place in range(2000)], "提交时间": day, "推荐意愿": np.arange(2000) % 11}
    (tmp_path / "done").mkdir()
    pq.write_table(pa.table(answers), tmp_path / "done" / "1-responses_branch_visit_000.parquet")
    held = {}
    for scatter in late.SCATTERS:
        assert late.write(tmp_path, tmp_path / "late.parquet", 100, scatter) == 100
        found = pq.read_table(tmp_path / "late.parquet")
        ids = found["答卷编号"].to_pylist()
        assert len(set(ids)) == 100 and sum(one.startswith("late-") for one in ids) == 50
        held[scatter] = sum(found["提交时间"].to_numpy() > day[0] - np.timedelta64(63, "D"))
    assert held["recent"] >= 90 > 30 > held["anywhere"]


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
