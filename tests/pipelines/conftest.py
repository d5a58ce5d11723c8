"""A small bank for each test to itself, and a helper that runs commands in processes of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests import small_bank
from tests.pipelines.forking import Forks
from tests.pipelines.publishing import RESPONSES


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    made = Forks(tmp_path_factory.mktemp("runs"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, small_copy: small_bank.Copy) -> Bank:
    return small_copy(tmp_path_factory.mktemp("prepared"), RESPONSES)


@pytest.fixture
def bank(prepared: Bank, tmp_path: Path) -> Bank:
    shutil.copytree(prepared.folder, tmp_path / "banks" / prepared.id)
    return bank_named(prepared.id, tmp_path / "banks")
