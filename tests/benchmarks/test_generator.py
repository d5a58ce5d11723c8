"""The generator's banks: the same bytes in any order, related as in life, loaded by the real path to the row."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.banks import Bank
from pipelines.load import LoadReport, load
from tests.benchmarks.generator import Size, write
from tests.benchmarks.generator.__main__ import main
from tests.benchmarks.generator.responses import Exported, exported
from tests.benchmarks.generator.units import units

SMALL = Size(20_000, outlets=120, rows_per_piece=5_000, pieces_per_file=2)


def _bank(folder: Path, root: Path) -> Bank:
    bank = Bank("bench", root / "bench")
    shutil.copytree(folder / "config", bank.config)
    return bank


@pytest.fixture(scope="module", params=["csv", "parquet"])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Bank, LoadReport, Any]:
    folder = tmp_path_factory.mktemp("bench")
    manifest = write(folder / "made", SMALL, request.param)
    bank = _bank(folder / "made", folder / "banks")
    report = load(bank, [folder / "made" / "exports"])
    return bank, report, manifest


def test_a_load_counts_what_the_manifest_says(loaded: tuple[Bank, LoadReport, Any]) -> None:
    _, report, manifest = loaded
    for table, name in (
        ("responses", "survey_responses"),
        ("complaints", "complaints"),
        ("suggestions", "suggestions"),
    ):
        files = [file for file in report.files if file.table == name]
        expected = manifest[table]
        assert sum(file.read for file in files) == expected["rows"]
        assert sum(file.accepted for file in files) == expected["accepted"]
        refused = pd.Series([reason for file in files for reason in file.refused_by_reason.items()], dtype=object)
        by_reason: dict[str, int] = {}
        for reason, rows in refused:
            by_reason[reason] = by_reason.get(reason, 0) + rows
        assert by_reason == expected["refused"]
        assert sum(file.repeated for file in files) == expected["repeated"]
        assert sum(file.off_scale for file in files) == expected["off_scale"]
        assert sum(file.masked for file in files) == expected["masked"]


def test_a_build_holds_what_the_manifest_says(loaded: tuple[Bank, LoadReport, Any]) -> None:
    bank, _, manifest = loaded
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as build:
        for table, fact in (
            ("responses", "fct_response"),
            ("complaints", "fct_complaint"),
            ("suggestions", "fct_suggestion"),
        ):
            found = build.execute(f"select count(*) from {fact}").fetchall()  # noqa: S608
            assert found == [(manifest[table]["kept"],)]
        ratings = build.execute("select count(*) from fct_rating").fetchall()
        assert ratings == [(manifest["responses"]["ratings"],)]
        invited, responded = build.execute(
            "select sum(sent), sum(responded) from mart_invitation_month where dimension = 'all'"
        ).fetchall()[0]
        assert responded <= manifest["responses"]["kept"]
        assert 0.1 < responded / invited < 0.3
        used = build.execute(
            """select min(many), max(many) from (
                select count(*) as many from fct_rating
                inner join fct_response using (survey_id, response_id)
                where state = 'valid' and not is_partial group by response_id)"""
        ).fetchall()
        assert used == [(2, 6)]  # 3 to 6, but for an overall rating that was planted off its scale


def test_the_same_size_gives_the_same_bytes(tmp_path: Path) -> None:
    for place, format_ in enumerate(("csv", "csv", "parquet", "parquet")):
        write(tmp_path / str(place), SMALL, format_)
    for one, other in ((0, 1), (2, 3)):
        names = json.loads((tmp_path / str(one) / "manifest.json").read_text())["files"]
        for name in [f"exports/{name}" for name in names] + ["manifest.json"]:
            assert (tmp_path / str(one) / name).read_bytes() == (tmp_path / str(other) / name).read_bytes(), name


def test_a_piece_knows_nothing_of_the_others() -> None:
    bank = units(SMALL)
    pieces = list(SMALL.pieces(SMALL.responses))
    forwards = [exported(SMALL, bank, piece, True) for piece in pieces]
    backwards = [exported(SMALL, units(SMALL), piece, True) for piece in reversed(pieces)][::-1]
    for (found, invited), (again, invited_again) in zip(forwards, backwards, strict=True):
        assert np.array_equal(invited, invited_again)
        for one, other in zip(found, again, strict=True):
            assert one.table.equals(other.table)
            assert np.array_equal(one.planted.is_refused, other.planted.is_refused)


def test_attributes_go_together_as_in_life() -> None:
    size = Size(40_000, outlets=1200, rows_per_piece=40_000, is_clean=True)
    frame = pd.concat(one.table.to_pandas() for one in _exported(size))
    by_age = pd.crosstab(frame["年龄段"], frame["渠道"], normalize="index")
    assert by_age.loc["60+", "网点"] > 2 * by_age.loc["18-30", "网点"]
    by_tier = pd.crosstab(frame["客户层级"], frame["产品"], normalize="index")
    assert by_tier.loc["private", "fund"] > 5 * by_tier.loc["standard", "fund"]
    assert set(frame["渠道"]) == {"网点", "手机银行", "客服热线", "微信"}
    volume = frame["机构号"].value_counts()
    assert len(volume) > 1000
    assert volume.iloc[:120].sum() > 0.3 * len(frame)  # a tenth of the outlets have a third of the answers
    days = pd.to_datetime(frame["提交时间"]).dt.date.astype("str").value_counts()
    assert (
        days.reindex([f"2025-02-0{day}" for day in range(1, 5)]).sum()
        < 0.5 * days.reindex([f"2025-03-0{day}" for day in range(3, 7)]).sum()
    )
    assert 0.06 < frame["意见"].notna().mean() < 0.14
    scores = pd.to_numeric(frame["推荐意愿"])
    assert scores.corr(pd.to_numeric(frame["总体满意度"])) > 0.3
    assert scores[frame["渠道"] == "客服热线"].mean() < scores[frame["渠道"] == "手机银行"].mean()


def _exported(size: Size) -> list[Exported]:
    bank = units(size)
    return [one for piece in size.pieces(size.responses) for one in exported(size, bank, piece, True)[0]]


def test_the_tree_is_ragged_and_a_thousand_outlets_wide() -> None:
    size = Size(1_000_000)
    rows = units(size).rows
    assert rows["unit_id"].nunique() == len(rows) - 3  # the three that moved stand twice
    parents = rows.drop_duplicates("unit_id").set_index("unit_id")["parent_id"]
    assert set(parents[parents != ""]) <= set(parents.index)
    outlets = parents[parents.index.str.startswith("o")]
    assert len(outlets) == 1200
    depth = outlets.map(lambda parent: 2 if parents[parent] == "hq" else 3)
    assert set(depth) == {2, 3}
    per_region = outlets.map(lambda parent: parent[:3]).value_counts()
    assert per_region.max() > 4 * per_region.min()


def test_a_size_that_cannot_be_made_is_said() -> None:
    with pytest.raises(ValueError, match="1,000 responses and 40 outlets or more"):
        replace(SMALL, responses=10)
    with pytest.raises(ValueError, match="one of parquet, csv"):
        write(Path("nowhere"), SMALL, "xlsx")


def test_the_command_writes_and_does_not_overwrite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--responses", "2000", "--outlets", "60", "--years", "1", "--out", str(tmp_path / "bank"), "--clean"]
    assert main(arguments) == 0
    assert "2,000 responses" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(arguments)
    assert "holds files already" in capsys.readouterr().err
