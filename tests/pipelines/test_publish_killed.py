"""Killed at any moment, a complete build stays served; readers beside a builder never see a mixture."""

from __future__ import annotations

import hashlib
import random
import threading
import time

import duckdb
import pytest

from pipelines.banks import Bank
from tests.pipelines.forking import Forks
from tests.pipelines.publishing import ADDED, assert_tidy, finish, more, served, start

RANDOM_KILLS = 50


@pytest.mark.slow
def test_killed_at_random_the_served_build_is_always_whole(forks: Forks, bank: Bank) -> None:
    dice = random.Random(20261123)
    known = served(bank)[1] + ADDED
    run = start(forks, bank, more(bank, "service-first", "first"))
    run.says("progress")
    working = time.perf_counter()
    run.says('"publish"')
    publishing = time.perf_counter()
    finish(run)
    lengths = {"progress": time.perf_counter() - working, '"publish"': time.perf_counter() - publishing}
    outcomes = {"killed": 0, "finished": 0}
    for turn in range(RANDOM_KILLS):
        file = more(bank, f"service-{turn}", f"t{turn}-")
        mark = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        run = start(forks, bank, file)
        # every other one while the finished build is being published, which is short
        phase = "progress" if turn % 2 else '"publish"'
        run.says(phase)
        time.sleep(dice.uniform(0, lengths[phase]))
        has_finished = run.kill() == 0
        outcomes["finished" if has_finished else "killed"] += 1
        if has_finished:
            # the first run was measured on a machine that may have been busier than it is now
            lengths[phase] *= 0.8
        found = served(bank)[1]
        assert found in (known, known + ADDED), f"turn {turn}"
        assert file.exists() or any(bank.done.glob(f"*-{mark}-*")), f"turn {turn}: the original is lost"
        known = found
        for left in bank.inbox.glob("*.csv"):
            left.unlink()
    assert outcomes["killed"] > RANDOM_KILLS // 2
    finished = finish(start(forks, bank, more(bank, "service-last", "last")))
    assert served(bank) == (finished, known + ADDED)
    assert_tidy(bank)


@pytest.mark.slow
def test_two_readers_and_a_builder_at_once(forks: Forks, bank: Bank) -> None:
    expected = {served(bank)[0]: served(bank)[1]}
    seen: list[tuple[str, int, int]] = []
    mixed: list[str] = []
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.is_set():
            try:
                path = bank.current()
                assert path is not None
                with duckdb.connect(path, read_only=True) as connection:
                    cursor = connection.cursor()
                    first = cursor.execute("select build_id from build_info").fetchall()[0][0]
                    facts = cursor.execute("select count(*) from fct_response").fetchall()[0][0]
                    time.sleep(0.01)
                    counted = "select sum(responses)::bigint from mart_response_month where dimension = 'all'"
                    marts = cursor.execute(counted).fetchall()[0][0]
                    last = cursor.execute("select build_id from build_info").fetchall()[0][0]
                if first != last or path.stem != first or facts != marts:
                    mixed.append(f"{path.name}: {first} {last} {facts} {marts}")
                seen.append((first, facts, marts))
            except Exception as error:  # noqa: BLE001 - a reader's thread must hand its error to the test
                mixed.append(repr(error))

    readers = [threading.Thread(target=watch) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        responses = served(bank)[1]
        for turn in range(3):
            responses += ADDED
            expected[finish(start(forks, bank, more(bank, f"service-{turn}", f"t{turn}-")))] = responses
    finally:
        is_over.set()
        for reader in readers:
            reader.join()
    assert mixed == []
    assert {(build_id, facts) for build_id, facts, _ in seen} <= set(expected.items())
    assert len({build_id for build_id, _, _ in seen}) > 1
