"""What every test shares: how property tests search, and which files begin."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# A busy machine is no finding, so no deadline; in CI the same examples each time, elsewhere new ones at every run.
settings.register_profile("huiyin", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "huiyin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests begin, then those with a browser: no worker is left alone with them at the end."""
    marked = {mark: {item.path for item in items if item.get_closest_marker(mark)} for mark in ("slow", "browser")}
    items.sort(key=lambda item: (item.path not in marked["slow"], item.path not in marked["browser"]))
