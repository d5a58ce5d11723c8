"""One ledger per test, on each engine, with a clock that the test may move."""

from __future__ import annotations

import datetime
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from dashboard.ledger import Author, Ledger, open_ledger
from dashboard.ledger.opening import URL_VARIABLE
from tests.dashboard.ledger import postgresql


@dataclass
class Clock:
    """Tells the same moment until the test moves it."""

    now: datetime.datetime = datetime.datetime(2026, 10, 8, 9, 30, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def move(self, **much: int) -> None:
        self.now += datetime.timedelta(**much)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    if postgresql.programs() is None:
        if os.environ.get("CI"):
            pytest.fail(postgresql.MISSING)
        pytest.skip(postgresql.MISSING)
    with postgresql.running_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which engine the ledger of this test lies on; the environment says so to whoever opens it."""
    if request.param == "postgresql":
        monkeypatch.setenv(URL_VARIABLE, request.getfixturevalue("server"))
    else:
        monkeypatch.delenv(URL_VARIABLE, raising=False)
    return str(request.param)


@pytest.fixture
def bank(tmp_path: Path) -> tuple[str, Path]:
    """The id and folder of a bank that nobody else has."""
    name = f"bank-{secrets.token_hex(4)}"
    folder = tmp_path / name
    folder.mkdir()
    return name, folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(engine: str, bank: tuple[str, Path], clock: Clock) -> Iterator[Ledger]:
    opened = replace(open_ledger(*bank), clock=clock)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def wang() -> Author:
    return Author("wang", "10.1.2.3", "suggestions", "unit=r03")


@pytest.fixture
def li() -> Author:
    return Author("li")
