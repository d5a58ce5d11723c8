"""A watched folder: finished files alone are taken, bad ones stop no other, and a killed watcher loses nothing."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.load import LoadReport, load
from pipelines.refusals import Busy, Hindered, Refusal, WrongCall
from pipelines.watch.folder import Watch
from tests.pipelines.exports import EXPOSURES
from tests.pipelines.forking import Forks

DESCRIPTION = EXPOSURES.replace('files = "*"', 'files = "exposures*"')


class Heard:
    """What a watcher said, in order."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def loaded(self, report: LoadReport) -> None:
        self.said.append(("loaded", " ".join(file.file for file in report.files)))

    def refused(self, file: Path, refusals: Sequence[Refusal]) -> None:
        self.said.append(("refused", f"{file.name}: {refusals[0].found}"))

    def waiting(self, refusals: Sequence[Refusal]) -> None:
        self.said.append(("waiting", str(refusals[0].found)))


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    made = bank_named("b", tmp_path / "banks")
    made.ensure()
    (made.config / "exposures").mkdir()
    (made.config / "exposures" / "exposures.toml").write_text(DESCRIPTION, encoding="utf-8")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "handed-over"
    made.mkdir()
    return made


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    made = Forks(tmp_path_factory.mktemp("runs"))
    yield made
    made.close()


def put(folder: Path, month: int, customers: int, name: str = "") -> Path:
    path = folder / (name or f"exposures-{month}.csv")
    path.write_text(f"unit,month,customers\no1,2026-{month:02}-01,{customers}\n", encoding="utf-8")
    return path


def held(bank: Bank) -> list[tuple[object, ...]]:
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute("select month(month), customers from mart_exposure_month order by all").fetchall()


def test_what_is_finished_is_loaded_kept_and_gone_and_what_is_not_waits(bank: Bank, folder: Path) -> None:
    heard = Heard()
    watch = Watch(bank, folder, heard)
    put(folder, 1, 100)
    for unfinished in ("exposures-9.csv.part", ".exposures-9.csv", "~$exposures-9.xlsx", "exposures-9.csv.filepart"):
        put(folder, 9, 900, unfinished)
    growing = put(folder, 2, 200)
    assert watch.round() == 0  # nobody knows yet whether they still grow
    put(folder, 2, 250)
    with growing.open("a", encoding="utf-8") as file:
        file.write("o2,2026-02-01,7\n")
    assert watch.round() == 1
    assert heard.said == [("loaded", "exposures-1.csv")]
    assert sorted(path.name for path in folder.iterdir() if "9" not in path.name) == ["exposures-2.csv"]
    bad = folder / "exposures-bad.csv"
    bad.write_text("unit,month,customers\no1,never,5\n", encoding="utf-8")
    (folder / "what-is-this.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    watch.round()
    watch.round()
    assert held(bank) == [(1, 100), (2, 257)]
    aside = folder / "refused"
    assert sorted(path.name for path in aside.iterdir()) == [
        "exposures-bad.csv",
        "exposures-bad.csv.reasons.json",
        "what-is-this.csv",
        "what-is-this.csv.reasons.json",
    ]
    [reason] = json.loads((aside / "what-is-this.csv.reasons.json").read_text(encoding="utf-8"))
    assert reason["found"] == "no description fits this file"
    assert len([path for path in bank.done.iterdir() if path.name.endswith(".csv")]) == 2
    assert watch.round() == watch.round() == 0  # what was put aside is not looked at again


def test_one_watcher_of_a_bank_and_another_loader_is_waited_for(bank: Bank, folder: Path) -> None:
    heard = Heard()
    watch = Watch(bank, folder, heard)
    path = put(folder, 1, 100)
    watch.round()
    with bank.loading():
        assert watch.round() == 0
    assert heard.said == [("waiting", "another load of bank 'b' is running")]
    assert path.exists()
    with bank.watching(), pytest.raises(Busy, match="watched for bank 'b' already"):
        watch.run(threading.Event())
    with pytest.raises(WrongCall, match="no such folder"):
        Watch(bank, folder / "absent", heard).run(threading.Event())


def test_a_file_that_the_machine_cannot_take_stops_no_other(
    bank: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_large = put(folder, 1, 100)
    put(folder, 2, 200)

    def loaded(bank: Bank, paths: Sequence[Path], **how: Any) -> LoadReport:
        if too_large in paths:
            raise Hindered(Refusal("not enough memory", "here", "more", "wait"))
        return load(bank, paths, **how)

    monkeypatch.setattr("pipelines.watch.folder.load", loaded)
    heard = Heard()
    watch = Watch(bank, folder, heard)
    watch.round()
    assert watch.round() == 1
    assert ("loaded", "exposures-2.csv") in heard.said
    assert held(bank) == [(2, 200)]
    assert [path.name for path in folder.iterdir()] == [too_large.name]  # it waits, and is not put aside
    # where each of them is hindered it is the way, and they are not tried one by one
    put(folder, 3, 300)
    put(folder, 4, 400)
    monkeypatch.setattr("pipelines.watch.folder.load", lambda *_, **__: loaded(bank, [too_large]))
    watch.round()
    heard.said.clear()
    watch.round()
    assert heard.said == [("waiting", "not enough memory")] * 3


def test_a_share_that_is_gone_for_a_while_is_waited_for(
    bank: Bank, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    put(folder, 1, 100)

    class Waiting(Heard):
        def waiting(self, refusals: Sequence[Refusal]) -> None:
            super().waiting(refusals)
            folder.with_name("away").rename(folder)

        def loaded(self, report: LoadReport) -> None:
            super().loaded(report)
            stop.set()

    files = Watch._files
    looks = iter([folder.with_name("away")])

    def looked_at(watch: Watch) -> Iterator[Path]:
        if (away := next(looks, None)) is not None:
            folder.rename(away)
        return files(watch)

    monkeypatch.setattr(Watch, "_files", looked_at)
    heard = Waiting()
    Watch(bank, folder, heard).run(stop, 0.01)
    assert heard.said == [("waiting", "no such file"), ("loaded", "exposures-1.csv")]


def test_a_refused_file_with_the_longest_name_is_put_aside_with_its_reasons(bank: Bank, folder: Path) -> None:
    name = "访" * 83 + ".csv"
    assert len(name.encode()) == 253
    for _ in range(2):
        (folder / name).write_text("a,b\n1,2\n", encoding="utf-8")
        watch = Watch(bank, folder, Heard())
        watch.round()
        watch.round()
    aside = sorted((folder / "refused").iterdir())
    assert len(aside) == 4
    assert sum(path.name.endswith(".csv.reasons.json") for path in aside) == 2


@pytest.mark.parametrize("fault", ["checked", "pointer_renamed"])
def test_a_killed_watcher_is_started_again_and_everything_is_there_once(
    bank: Bank, folder: Path, forks: Forks, fault: str
) -> None:
    put(folder, 1, 100)
    call = ("watch", folder, "--bank", bank.id, "--every", "0.1", "--json")
    killed = forks.start(*call, banks=bank.folder.parent, fault=fault)
    killed.wait()
    assert (folder / "exposures-1.csv").exists()
    again = forks.start(*call, banks=bank.folder.parent)
    assert again.says('"loaded"')
    assert again.code is None
    os.kill(again.process_id, signal.SIGTERM)
    assert again.wait() == 0
    assert again.last["report"] == {"loads": 1, "refused": 0}
    assert held(bank) == [(1, 100)]
    assert not list(folder.iterdir())
