"""Keeps what was worked out, up to a weight, and has it worked out once even where many ask at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

import cachetools

V = TypeVar("V")


class Kept(Generic[V]):
    """Values under keys; the one least recently asked for goes first when ``most`` is reached.

    After a new build is published everybody's first click asks the same: the first to come works it out and the others
    wait for it. A fault goes to all who wait, and nothing is kept of it. What weighs more than ``most`` is handed out
    and not kept. Nor is what nobody wants any more by the time it is made, as ``is_wanted`` says of its key.
    """

    def __init__(self, most: int, is_wanted: Callable[[Any], bool] = lambda _: True) -> None:
        self._is_wanted = is_wanted
        self._lock = threading.Lock()
        self._values: cachetools.LRUCache[Hashable, tuple[V, int]] = cachetools.LRUCache(most, lambda pair: pair[1])
        self._under_way: dict[Hashable, Future[V]] = {}

    def get(self, key: Hashable, make: Callable[[], V], weigh: Callable[[V], int] = lambda _: 1) -> V:
        """The value under a key, made if there is none. ``make`` must not ask for its own key."""
        with self._lock:
            if (found := self._values.get(key)) is not None:
                return found[0]
            if (begun := self._under_way.get(key)) is None:
                own = self._under_way[key] = Future[V]()
        if begun is not None:
            return begun.result()
        try:
            made = make()
            weight = weigh(made)
        except BaseException as fault:
            self._ended(key)
            own.set_exception(fault)
            raise
        self._ended(key, (made, weight))
        own.set_result(made)
        return made

    def clear(self, is_meant: Callable[[Any], bool] = lambda _: True) -> None:
        """Forget all values, or those whose keys are meant. What is under way goes on and is kept."""
        with self._lock:
            for key in [key for key in self._values if is_meant(key)]:
                del self._values[key]

    def _ended(self, key: Hashable, pair: tuple[V, int] | None = None) -> None:
        with self._lock:
            del self._under_way[key]
            if pair is not None and pair[1] <= self._values.maxsize and self._is_wanted(key):
                self._values[key] = pair
