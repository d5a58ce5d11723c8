"""Loaded files are kept under names that a folder takes, and nothing is deleted that was not loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines import originals
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests.pipelines.exports import EXPOSURES

BEFORE, MEANWHILE = "unit,month,customers\no1,2026-01-01,1\n", "unit,month,customers\no1,2026-01-01,2\n"


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    made = bank_named("b", tmp_path / "banks")
    made.ensure()
    (made.config / "exposures").mkdir()
    (made.config / "exposures" / "exposures.toml").write_text(EXPOSURES, encoding="utf-8")
    return made


@pytest.mark.parametrize(("name", "end"), [("访" * 83 + ".csv", "访.csv"), ("访." + "名" * 83, "名")])
def test_a_file_with_the_longest_name_is_kept(bank: Bank, name: str, end: str) -> None:
    path = bank.inbox / name
    path.write_text(BEFORE, encoding="utf-8")
    originals.keep(bank, originals.plan(bank, [path], None))
    [kept] = bank.done.iterdir()
    assert kept.read_text(encoding="utf-8") == BEFORE
    assert kept.name.endswith(end)
    assert not path.exists()


@pytest.mark.parametrize("is_kept_already", [False, True])
def test_what_was_written_into_a_file_meanwhile_is_not_taken_for_what_was_loaded(
    bank: Bank, is_kept_already: bool
) -> None:
    path = bank.inbox / "exposures.csv"
    path.write_text(BEFORE, encoding="utf-8")
    planned = originals.plan(bank, [path], None)
    if is_kept_already:
        originals.keep(bank, planned)
    path.write_text(MEANWHILE, encoding="utf-8")
    originals.keep(bank, planned)
    assert path.read_text(encoding="utf-8") == MEANWHILE
    assert [kept.read_text(encoding="utf-8") for kept in bank.done.iterdir()] == [BEFORE] * is_kept_already
