"""What is kept of a build's answers: worked out once even when many ask at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.queries.keeping import Kept


def test_of_many_who_ask_at_once_one_works_it_out() -> None:
    kept: Kept[int] = Kept(10)
    asked, may_end = threading.Semaphore(0), threading.Event()
    made: list[int] = []

    def make() -> int:
        made.append(1)
        may_end.wait(30)
        return 42

    def ask() -> int:
        asked.release()
        return kept.get("key", make)

    with ThreadPoolExecutor(8) as people:
        answers = [people.submit(ask) for _ in range(8)]
        for _ in range(8):
            asked.acquire(timeout=30)
        assert kept.get("another", lambda: 7) == 7  # nobody else waits meanwhile
        may_end.set()
        assert [answer.result(30) for answer in answers] == [42] * 8
    assert made == [1]
    assert kept.get("key", lambda: 43) == 42


def test_a_fault_is_told_to_all_and_not_kept() -> None:
    kept: Kept[int] = Kept(10)

    def fail() -> int:
        raise ValueError("no such column")

    with pytest.raises(ValueError, match="no such column"):
        kept.get("key", fail)
    assert kept.get("key", lambda: 1) == 1


def test_the_least_asked_goes_first_and_what_is_too_heavy_is_handed_out_only() -> None:
    kept: Kept[str] = Kept(10)
    for name in ("a", "b", "a"):
        kept.get(name, lambda name=name: name, lambda _: 5)  # type: ignore[misc]
    kept.get("c", lambda: "c", lambda _: 5)
    assert kept.get("a", lambda: "anew") == "a"
    assert kept.get("b", lambda: "anew", lambda _: 5) == "anew"
    assert kept.get("heavy", lambda: "once", lambda _: 11) == "once"
    assert kept.get("heavy", lambda: "twice", lambda _: 11) == "twice"
    kept.clear(lambda key: key == "a")
    assert kept.get("b", lambda: "still") == "anew"
    kept.clear()
    assert kept.get("b", lambda: "new again") == "new again"


def test_what_nobody_wants_by_the_time_it_is_made_is_not_kept() -> None:
    wanted = {"one"}
    kept: Kept[int] = Kept(10, lambda key: key in wanted)

    def make() -> int:
        wanted.discard("one")  # published meanwhile
        return 1

    assert kept.get("one", make) == 1
    wanted.add("one")
    assert kept.get("one", lambda: 2) == 2
    assert kept.get("one", lambda: 3) == 2
