"""The enlarged bank holds as many answers as it says, and its counts are those that the models make of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines import models
from tests import small_bank
from tests.benchmarks import enlarged
from tests.same_builds import differences


def test_counts_of_the_copies_added_up_are_the_counts_of_their_answers(tmp_path: Path) -> None:
    bank = small_bank.make(tmp_path / "few", of=small_bank.tables(responses=600))
    out = enlarged.enlarge(tmp_path / "few", bank.id, 3, tmp_path / "many", lambda _: None)
    name = (bank.folder / "CURRENT").read_text().strip()
    made = out / bank.id / "builds" / name
    counted = shutil.copyfile(made, tmp_path / "counted.duckdb")
    with duckdb.connect(counted) as connection:
        for table in ("mart_response_month", "mart_rating_month", "mart_response_node", "mart_rating_node"):
            models.run(connection, "marts", table)
    assert differences(made, counted, lambda table: True) == {}
    with duckdb.connect(made) as connection:
        connection.execute(f"attach '{bank.folder / 'builds' / name}' as few (read_only)")
        for table, keys in (("fct_response", "response_id"), ("fct_rating", "response_id, touchpoint_id, kind")):
            rows = f"select count(*), count(distinct (survey_id, {keys})) from"
            [(here, apart)] = connection.execute(f"{rows} {table}").fetchall()
            [(before, _)] = connection.execute(f"{rows} few.{table}").fetchall()
            assert here == apart == 3 * before
        shown = "select count(*) from {}mart_grain where step_months > 0"
        [(many,)] = connection.execute(shown.format("")).fetchall()
        [(few,)] = connection.execute(shown.format("few.")).fetchall()
        assert many > few, "three times the answers, and nothing more is shown"


def test_an_outlet_that_was_closed_keeps_its_answers(tmp_path: Path) -> None:
    bank = small_bank.make(tmp_path / "few", of=small_bank.tables(responses=600))
    out = enlarged.enlarge(tmp_path / "few", bank.id, 2, tmp_path / "many", lambda _: None)
    name = (bank.folder / "CURRENT").read_text().strip()
    answers = """
        select count(*) from fct_response inner join dim_placement using (placement_id) where unit_id = $closed"""
    counted = []
    for root in (tmp_path / "few", out):
        with duckdb.connect(root / bank.id / "builds" / name) as connection:
            counted += connection.execute(answers, {"closed": small_bank.CLOSED}).fetchall()
    [(before,), (after,)] = counted
    assert after == 2 * before > 0


@pytest.fixture(autouse=True)
def _few_outlets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlarged, "_STEP", 1)  # there are eight of them
