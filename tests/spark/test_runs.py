"""What Spark makes is what DuckDB makes, row for row: on one machine, with an executor that dies, on a cluster."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("pyspark", reason="requirements-spark.txt is not installed")

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.build import build
from pipelines.raw import folder as folders
from pipelines.rebuild import rebuild, write_raw
from pipelines.refusals import Refused
from pipelines.spark import dialect
from pipelines.spark.engine import Engine
from pipelines.spark.session import session
from tests import small_bank
from tests.pipelines.test_delta import answer, contents, make, opening, same
from tests.spark.clusters import FEW_ROWS, executors, standalone
from tests.spark.test_dialect import nothing

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", FEW_ROWS)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """Two surveys with people who answer again, repeats, passages of several answers, weights, words and links."""
    dice = random.Random(20261126)
    rows = [answer(dice, f"r{place}") for place in range(160)]
    again = [row | {"response_id": f"again-{row['response_id']}"} for row in rows[:40]]
    bank = bank_named("b", tmp_path_factory.mktemp("answers"))
    make(bank, opening([*rows, *again], [answer(dice, f"w{place}") for place in range(60)]))
    return bank


def copy(bank: Bank, folder: Path) -> Bank:
    shutil.copytree(bank.folder, folder / bank.id)
    return bank_named(bank.id, folder)


def test_on_one_machine_every_table_is_the_same(answers: Bank, tmp_path: Path) -> None:
    # a folder whose name an address would write otherwise, or take for a pattern of names
    bank = copy(answers, tmp_path / "华东 分行[1]")
    rebuild(bank, engine="spark", master="local[2]")
    found = contents(bank)
    same(found, contents(answers))
    assert found["core_left_out"], "nobody is left out: the bank shows nothing of it"
    assert any(row[-1] for row in found["fct_response"]), "no repeat: the bank shows nothing of prints"


def test_a_model_outside_of_the_subset_is_named_and_nothing_is_published(
    answers: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = answers.current()
    monkeypatch.setattr(dialect, "FUNCTIONS", ())
    with pytest.raises(Refused, match=r"core_left_out: not known to mean the same in both"):
        rebuild(answers, engine="spark", master="local[1]")
    assert answers.current() == before
    assert not list(answers.folder.glob(".exchange-*"))


def test_one_executor_killed_midway_changes_nothing(tmp_path: Path) -> None:
    bank = small_bank.make(tmp_path, of=small_bank.tables(responses=1500))
    whole = contents(bank)
    current = bank.current()
    assert current is not None
    folders.write(current, tmp_path / "raw")
    (tmp_path / "exchange").mkdir()
    killed: list[int] = []
    after: set[int] = set()
    with session("local-cluster[2,1,1024]", 0) as opened:
        application = opened.sparkContext.applicationId

        def kill() -> None:
            while not opened.sparkContext.statusTracker().getActiveJobsIds():
                time.sleep(0.02)
            victim = min(executors(application))
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

        class Dying(Engine):
            def run(self, connection: duckdb.DuckDBPyConnection, folder: str, name: str) -> None:
                if name == "mart_rating_month":
                    threading.Thread(target=kill, daemon=True).start()
                super().run(connection, folder, name)
                if name == "mart_class":
                    after.update(executors(application))

        build(bank, nothing, is_rebuild=True, run=Dying(opened, tmp_path / "exchange", tmp_path / "raw").run)
    assert killed
    assert after
    assert not set(killed) & after
    same(contents(bank), whole)


def test_a_cluster_takes_a_folder_of_raw_tables(answers: Bank, tmp_path: Path) -> None:
    write_raw(answers, tmp_path / "raw")
    (tmp_path / "exchange").mkdir()
    bank = bank_named(answers.id, tmp_path / "banks")
    shutil.copytree(answers.config, bank.config)
    with standalone(tmp_path) as master:
        command = [sys.executable, "-m", "pipelines", "build", "--bank", bank.id, "--engine", "spark"]
        command += ["--master", master, "--raw", str(tmp_path / "raw"), "--exchange", str(tmp_path / "exchange")]
        told = {**os.environ, "HUIYIN_BANKS": str(tmp_path / "banks"), "SPARK_LOCAL_IP": "127.0.0.1"}
        outcome = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
        registered = (tmp_path / "master.Master.log").read_text(errors="replace").count("Launching executor")
    assert outcome.returncode == 0, outcome.stderr[-3000:]
    assert registered >= 2
    same(contents(bank), contents(answers))
    assert not list((tmp_path / "exchange").iterdir())
