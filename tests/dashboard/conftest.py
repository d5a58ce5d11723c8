"""One small bank, made through the real path, for every test of the dashboard's rooms."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope, local_user
from tests import small_bank


@pytest.fixture(scope="session")
def banks_root(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Path:
    """A folder of banks that holds ``small``."""
    root = tmp_path_factory.mktemp("banks")
    small_copy(root)
    return root


@pytest.fixture(scope="session")
def build(banks_root: Path) -> Build:
    return open_build("small", banks_root)


@pytest.fixture(scope="session")
def me() -> Scope:
    return local_user()
