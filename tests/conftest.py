"""What every test shares: how property tests search, which files begin, and the small bank, made once for all."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests import small_bank

# A busy machine is no finding, so no deadline; in CI the same examples each time, elsewhere new ones at every run.
settings.register_profile("huiyin", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "huiyin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests begin, then those with a browser: no worker is left alone with them at the end."""
    marked = {mark: {item.path for item in items if item.get_closest_marker(mark)} for mark in ("slow", "browser")}
    items.sort(key=lambda item: (item.path not in marked["slow"], item.path not in marked["browser"]))


@pytest.fixture(scope="session")
def small_copy(tmp_path_factory: pytest.TempPathFactory) -> small_bank.Copy:
    """``small_copy(root, responses=…)``: the bank ``small`` under ``root``, as ``small_bank.make`` makes it.

    Of each size it is made once in a run, by whichever worker comes first; everybody has a copy, which may be spoilt.
    """
    own = tmp_path_factory.getbasetemp()
    made = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "made-once"
    made.mkdir(exist_ok=True)

    def copy(root: Path, responses: int = small_bank.RESPONSES) -> Bank:
        kept = made / str(responses)
        with (made / f"{responses}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (kept / "small" / "CURRENT").exists():
                small_bank.make(kept, of=small_bank.tables(responses=responses))
        shutil.copytree(kept / "small", root / "small")
        return bank_named("small", root)

    return copy
