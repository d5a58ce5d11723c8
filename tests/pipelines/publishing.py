"""Loads in processes of their own into a bank that tests may spoil, and what must be true of it afterwards."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines import models
from pipelines.banks import Bank
from tests import small_bank
from tests.pipelines.forking import Forks, Run

RESPONSES = 240
ADDED = 60


def start(forks: Forks, bank: Bank, *files: Path, fault: str = "", largest_file_bytes: int = 0) -> Run:
    """A load by the command, in a process of its own; it says its progress line by line."""
    return forks.start(
        "load", *files, "--bank", bank.id, "--json",
        banks=bank.folder.parent, fault=fault, largest_file_bytes=largest_file_bytes,
    )  # fmt: skip


def finish(run: Run) -> str:
    """Wait for a load that must succeed and return the id of its build."""
    assert run.wait() == 0, run.err or run.out
    assert run.last["event"] == "done"
    return str(run.last["report"]["build_id"])


def served(bank: Bank) -> tuple[str, int]:
    """The served build, which must be complete and pass every check: its id and its responses."""
    path = bank.current()
    assert path is not None, "CURRENT names no build"
    with duckdb.connect(path, read_only=True) as connection:
        assert models.check(connection) == ()
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        lasting = {name for folder, name in models.models() if folder not in ("staging", "views")} - set(models.FAMILY)
        assert tables >= lasting | {"reg_measure", "reg_rule"}
        [(build_id,)] = connection.execute("select build_id from build_info").fetchall()
        [(responses,)] = connection.execute("select count(*) from fct_response").fetchall()
    assert path.name == f"{build_id}.duckdb"
    return build_id, responses


def more(bank: Bank, name: str = "service-more", prefix: str = "m") -> Path:
    """A second export of the same survey with responses that are new."""
    frame = small_bank.tables(seed=7, responses=ADDED)["service"]
    path = bank.inbox / f"{name}.csv"
    frame.assign(id=prefix + frame["id"]).to_csv(path, index=False, encoding="utf-8")
    return path


def assert_tidy(bank: Bank) -> None:
    """No draft, no half-made pointer, no half-kept original lies about."""
    left = [path.name for path in bank.folder.rglob(".*") if path.name != ".loading"]
    assert left == []
    assert list(bank.builds.glob("*.wal")) == []
