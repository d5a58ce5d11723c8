"""A bank of its own with people and roles; each test writes the file of people as it needs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.queries.builds import Build, open_build

PEOPLE = """
[roles.east]
units = ["r01"]
verbatims = true
export = true

[roles.south]
units = ["r03"]
verbatims = true

[roles.reader]
verbatims = false

[roles.cards]
lines = ["card", "wealth"]

[roles.head]
units = ["*"]
verbatims = true
export = true
edit = true
administer = true
load = true

[people."chen@bank.example"]
name = "陈行长"
roles = ["head"]

[people."wang@bank.example"]
name = "王芳"
roles = ["east"]

[people."li@bank.example"]
roles = ["east", "south"]
edit = true

[people."zhao@bank.example"]
roles = ["east", "reader"]

[people."sun@bank.example"]
roles = ["head", "cards"]

[people."ma@bank.example"]
roles = []
"""
Write = Callable[[str], None]


@pytest.fixture(scope="session")
def peopled_root(banks_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of banks that holds a ``small`` of its own, whose register of people tests write."""
    root = tmp_path_factory.mktemp("peopled")
    shutil.copytree(banks_root, root, dirs_exist_ok=True)
    for ledger in root.glob("*/ledger.sqlite*"):
        ledger.unlink()
    return root


@pytest.fixture(scope="session")
def peopled(peopled_root: Path) -> Build:
    return open_build("small", peopled_root)


@pytest.fixture
def write(peopled: Build) -> Iterator[Write]:
    """Writes ``config/access.toml``; it is taken away again. The ledger is a new one before and after."""
    path = peopled.folder / "config" / "access.toml"
    _take_ledger_away(peopled)

    def written(text: str = PEOPLE) -> None:
        path.write_text(text, encoding="utf-8")

    yield written
    path.unlink(missing_ok=True)
    _take_ledger_away(peopled)


def _take_ledger_away(build: Build) -> None:
    for each in build.folder.glob("ledger.sqlite*"):
        each.unlink()
