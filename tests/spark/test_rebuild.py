"""The raw tables as a folder and back, and what is refused before Spark is asked for anything."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.raw import folder as folders
from pipelines.rebuild import rebuild, write_raw
from pipelines.refusals import Hindered, Refused, WrongCall
from pipelines.spark import engine
from pipelines.spark.session import session
from tests import small_bank
from tests.pipelines.test_delta import contents, same


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    return small_bank.make(tmp_path_factory.mktemp("banks"), of=small_bank.tables(responses=600))


@pytest.fixture(scope="module")
def raw(made: Bank, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw") / "of it's bank"
    write_raw(made, folder)
    return folder


def copied(raw: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(raw, tmp_path / "copy"))


def test_answers_stand_in_the_folder_of_their_month_and_every_row_once(made: Bank, raw: Path) -> None:
    current = made.current()
    assert current is not None
    manifest = folders.read_manifest(raw)
    with duckdb.connect(current, read_only=True) as build:
        for table, rows in manifest.rows.items():
            assert build.table(table).count("*").fetchall() == [(rows,)], table
        told = "select distinct strftime(responded_at, '%Y-%m') from raw_survey_responses order by 1"
        months = [month for (month,) in build.execute(told).fetchall()]
    for table in ("raw_survey_responses", "raw_ratings"):
        assert sorted(path.name for path in (raw / table).iterdir()) == [f"month={month}" for month in months]
    assert len(months) > 20


def test_a_build_from_the_folder_is_the_build_it_was_written_from(made: Bank, raw: Path, tmp_path: Path) -> None:
    other = bank_named(made.id, tmp_path)
    shutil.copytree(made.config, other.config)  # as on another machine: nothing is served there yet
    rebuild(other, raw=raw)
    same(contents(other), contents(made))
    assert not list(other.folder.glob(".exchange-*"))


def test_a_folder_without_manifest_or_with_rows_missing_is_refused(made: Bank, raw: Path, tmp_path: Path) -> None:
    folder = copied(raw, tmp_path)
    next((folder / "raw_ratings").rglob("*.parquet")).unlink()
    with pytest.raises(Refused, match=r"rows of raw_ratings"):
        rebuild(made, raw=folder)
    lost = Path(shutil.copytree(raw, tmp_path / "lost"))
    shutil.rmtree(lost / "raw_units")
    with pytest.raises(Refused, match=r"^0 rows of raw_units|: 0 rows of raw_units"):
        rebuild(made, raw=lost)
    (folder / folders.MANIFEST).unlink()
    with pytest.raises(Refused, match="not finished"):
        rebuild(made, raw=folder)


def test_a_folder_of_another_bank_or_of_fewer_loads_is_refused(made: Bank, raw: Path, tmp_path: Path) -> None:
    folder = copied(raw, tmp_path)
    with pytest.raises(Refused, match=f"raw tables of {made.id}"):
        rebuild(bank_named("another", tmp_path), raw=folder)
    rows = duckdb.read_parquet(str(folder / "build_load" / "rows.parquet")).order("load_id").limit(3)
    rows.write_parquet(str(folder / "fewer.parquet"))
    (folder / "fewer.parquet").replace(folder / "build_load" / "rows.parquet")
    manifest = json.loads((folder / folders.MANIFEST).read_text())
    manifest["rows"]["build_load"] = 3
    (folder / folders.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(Refused, match="loads that are served are not in this folder"):
        rebuild(made, raw=folder)


def test_a_folder_is_not_written_over_and_one_that_is_missing_is_named(made: Bank, raw: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="something is there already"):
        write_raw(made, raw)
    with pytest.raises(WrongCall, match="nowhere"):
        rebuild(made, raw=tmp_path / "nowhere")
    with pytest.raises(WrongCall, match="nowhere"):
        rebuild(made, engine="spark", exchange=tmp_path / "nowhere")
    with pytest.raises(Refused, match="nothing is served"):
        rebuild(bank_named("fresh", tmp_path))


def test_what_was_taken_is_read_in_the_transaction_of_the_build(tmp_path: Path) -> None:
    rows = "select range as row, 'r' || range as response_id from range({})"
    for part in range(4):
        with duckdb.connect() as connection:
            connection.execute(
                f"copy ({rows.format(750_000)}) to '{tmp_path / f'part-{part}.parquet'}' (format parquet)"
            )
    with duckdb.connect(tmp_path / "draft.duckdb") as connection:
        connection.execute("begin")
        columns = engine._make_empty(connection, "large", "-- One row per row\n" + rows.format(3_000_000))
        engine._take(connection, "large", tmp_path)
        assert columns == {"row": "BIGINT", "response_id": "VARCHAR"}
        told = "select count(*), count(distinct response_id), sum(row) from large"
        assert connection.execute(told).fetchall() == [(3_000_000, 750_000, 4 * sum(range(750_000)))]


def test_without_the_package_it_says_what_to_install(made: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made.current()
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(WrongCall, match=r"no pyspark is installed.*pip install -r requirements-spark.txt"):
        rebuild(made, engine="spark", master="local[1]")
    assert made.current() == before


def test_without_java_or_a_master_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", ModuleType("pyspark"))
    with pytest.raises(Hindered, match="does not answer"), session("spark://127.0.0.1:1", 0):
        pass
    with pytest.raises(Hindered, match="does not answer"), session("spark://a-name-without-port", 0):
        pass
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(WrongCall, match="no Java"), session("local[1]", 0):
        pass
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WrongCall, match="no Java"), session("local[1]", 0):
        pass
