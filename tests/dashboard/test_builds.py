"""Opening a build: which bank, read-only, limited, locked, shared by threads, following what is published."""

from __future__ import annotations

import gc
import shutil
import threading
import weakref
from pathlib import Path

import cachetools
import duckdb
import pytest

from dashboard.queries import builds
from dashboard.queries.builds import (
    Build,
    NoBuildError,
    SeveralBanksError,
    UnknownBankError,
    WrongSchemaError,
    choose_bank,
    list_banks,
    open_build,
)


def _copy(source: Path, root: Path, name: str) -> Path:
    shutil.copytree(source / "small", root / name)
    return root / name


def test_the_bank_is_the_named_one_then_the_variable_then_the_only_own_one(
    banks_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    with pytest.raises(NoBuildError):
        choose_bank(None, tmp_path)
    _copy(banks_root, tmp_path, "example")
    assert choose_bank(None, tmp_path) == "example"
    _copy(banks_root, tmp_path, "ours")
    assert choose_bank(None, tmp_path) == "ours"
    _copy(banks_root, tmp_path, "theirs")
    with pytest.raises(SeveralBanksError) as fault:
        choose_bank(None, tmp_path)
    assert fault.value.banks == ("ours", "theirs")
    monkeypatch.setenv("HUIYIN_BANK", "theirs")
    assert choose_bank(None, tmp_path) == "theirs"
    assert choose_bank("ours", tmp_path) == "ours"
    with pytest.raises(UnknownBankError):
        choose_bank("nobody", tmp_path)
    assert [entry.bank for entry in list_banks(tmp_path)] == ["ours", "theirs", "example"]


def test_a_build_says_what_it_is(build: Build) -> None:
    assert (build.bank, build.name, build.name_en) == ("small", "小城银行", "Small Town Bank")
    assert build.data_until.isoformat() == "2026-09-30"
    assert not build.is_example


def test_a_build_cannot_be_written_nor_reach_outside(build: Build) -> None:
    cursor = build._connection.cursor()
    with pytest.raises(duckdb.Error):
        cursor.execute("create table stolen as select 1")
    for reach in ("select * from read_csv('/etc/passwd')", "attach '/tmp/x.duckdb'", "copy dim_unit to '/tmp/x.csv'"):
        with pytest.raises(duckdb.PermissionException):
            build._connection.cursor().execute(reach)
    with pytest.raises(duckdb.Error, match="lock"):
        build._connection.cursor().execute("set memory_limit = '90GB'")
    settings = "select current_setting('max_execution_time'), current_setting('threads')"
    assert build._connection.cursor().execute(settings).fetchall() == [(20_000, 2)]


def test_a_build_takes_no_extension_and_no_more_memory_or_time_than_it_was_given(build: Build) -> None:
    for reach in ("install httpfs", "load httpfs", "select * from 'https://example.org/x.parquet'"):
        with pytest.raises(duckdb.Error):
            build._connection.cursor().execute(reach)
    limits = "select current_setting('memory_limit'), current_setting('autoinstall_known_extensions')"
    assert build._connection.cursor().execute(limits).fetchall() == [("953.6 MiB", False)]
    for loosened in ("autoload_known_extensions = true", "enable_external_access = true", "max_execution_time = 0"):
        with pytest.raises(duckdb.Error):
            build._connection.cursor().execute(f"set {loosened}")


def test_a_statement_that_would_never_end_is_ended(
    banks_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builds, "LONGEST_QUERY_MILLISECONDS", 200)
    _copy(banks_root, tmp_path, "endless")
    endless = "select count(*) from range(100000000) as a, range(100000000) as b"
    with pytest.raises(duckdb.Error, match=r"(?i)time|interrupt"):
        open_build("endless", tmp_path)._connection.cursor().execute(endless).fetchall()


def test_many_threads_read_one_build(build: Build) -> None:
    found: list[int] = []

    def read() -> None:
        for number in range(20):
            parameters = {"survey": "service", "number": number}
            found.append(len(build.rows("catalogue/units", parameters)))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [12] * 160


def test_an_open_build_is_kept_and_a_newer_one_is_followed(banks_root: Path, tmp_path: Path) -> None:
    bank = _copy(banks_root, tmp_path, "ours")
    first = open_build("ours", tmp_path)
    assert open_build("ours", tmp_path) is first
    first.rows("catalogue/units")
    newer = bank / "builds" / "newer.duckdb"
    shutil.copy(first.path, newer)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("update build_info set build_id = 'newer'")
    (bank / "CURRENT").write_text("newer.duckdb", encoding="utf-8")
    second = open_build("ours", tmp_path)
    assert second.id == "newer"
    assert first.path not in builds._open
    assert not any(key[0] == first.path for key in builds._results._values), "what was kept of the older is let go"
    assert len(first.rows("catalogue/units")) == 12, "who opened the older build keeps it"
    assert not any(key[0] == first.path for key in builds._results._values), "and nothing of it is kept for others"
    left = weakref.ref(first)
    del first
    gc.collect()
    assert left() is None, "and when the last who holds it goes, so does its connection"


def test_a_build_of_another_shape_is_refused(banks_root: Path, tmp_path: Path) -> None:
    bank = _copy(banks_root, tmp_path, "old")
    (file,) = (bank / "builds").glob("*.duckdb")
    with duckdb.connect(str(file)) as connection:
        connection.execute("update build_info set schema_version = 99")
    with pytest.raises(WrongSchemaError, match="build it again"):
        open_build("old", tmp_path)


def test_a_caller_cannot_spoil_what_is_cached(build: Build) -> None:
    frame = build.rows("catalogue/units")
    frame["name"] = "spoilt"
    assert set(build.rows("catalogue/units")["name"]) != {"spoilt"}


def test_a_missing_parameter_is_an_error_and_not_an_empty_filter(build: Build) -> None:
    with pytest.raises(KeyError):
        build.rows("responses/of_parents", {})


def test_a_build_that_fell_out_of_the_cache_is_taken_up_again_while_somebody_holds_it(
    banks_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = open_build("small", banks_root)
    monkeypatch.setattr(builds, "_open", cachetools.LRUCache(maxsize=1))
    assert open_build("small", banks_root) is held
