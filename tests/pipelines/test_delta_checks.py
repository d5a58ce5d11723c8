"""What a delta checks in the touched rows alone finds the faults that the same checks find in the whole draft."""
# ruff: noqa: S608

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import build, delta, models
from pipelines.banks import Bank
from pipelines.delta import checking as declared
from pipelines.delta.parts import AFTER, COME, QUESTION
from pipelines.delta.rules import ADDED, EXCHANGED, OF_PLACES, PLACE
from tests.pipelines.test_delta import Row, again, late, make, reading, started  # noqa: F401

FAULTS: dict[str, list[tuple[str, str, str]]] = {
    "class_holds_enough": [("mart_class", QUESTION, "delete")],
    "grain_block_holds_enough": [("mart_grain", QUESTION, "delete")],
    "grain_is_within_its_parents": [("mart_grain", QUESTION, "step_months = 1")],
    "mart_day_adds_up": [("mart_rating_day", AFTER, "top_box = top_box + 1"), ("mart_response_day", AFTER, "delete")],
    "mart_driver_adds_up": [("mart_driver_quarter", AFTER, "both_top = both_top + 1")],
    "mart_driver_within_bounds": [("mart_driver_quarter", COME, "pain_and_top = responses + 1")],
    "mart_node_adds_up": [
        ("mart_rating_node", AFTER, "ratings = ratings + 1"),
        ("mart_response_node", AFTER, "delete"),
    ],
    "mart_pain_pair_adds_up": [("mart_pain_pair", AFTER, "used_both = used_both + 1")],
    "mart_pain_pair_within_bounds": [("mart_pain_pair", COME, "both_pains = first_pains + 1")],
    "mart_pain_score_adds_up": [("mart_pain_score", AFTER, "spared_passives = spared_passives + 1")],
    "mart_rating_adds_up": [("mart_rating_month", AFTER, "ratings = ratings + 1"), ("fct_rating", AFTER, "delete")],
    "mart_rating_within_bounds": [("mart_rating_month", COME, "pain_box = ratings + 1")],
    "mart_response_adds_up": [("mart_response_month", AFTER, "blank = blank + 1"), ("fct_response", AFTER, "delete")],
    "mart_response_within_bounds": [("mart_response_month", COME, "score_3 = score_3 + 1")],
    "member_named": [("mart_rating_month", COME, "member_id = 'nobody named it'")],
    "month_starts": [("mart_response_month", COME, "month = month + 1")],
    "rating_on_scale": [("fct_rating", AFTER, "score = 99")],
    "recommend_on_scale": [("fct_response", AFTER, "recommend = 11")],
    "response_placed_once": [("fct_response", AFTER, "delete")],
}
"""Check -> faults that a delta may make: a row of the table in the part, and the same row of the draft, altered."""
KEYS = {
    "fct_response": ("survey_id", "response_id"),
    "fct_rating": ("survey_id", "response_id", "touchpoint_id", "kind"),
    **ADDED,
    "mart_grain": (*PLACE.split(", "), "dimension", "node_id"),
    "mart_class": (*PLACE.split(", "), "dimension", "member_id"),
}


Look = Callable[[duckdb.DuckDBPyConnection, delta.Checking], None]
Looking = Callable[[Look], None]


@pytest.fixture
def looking(
    started: tuple[Bank, dict[str, Row]],  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Looking:
    """Runs a function on the draft of a delta, after the models and before the checks."""
    apply = delta.apply

    def looking(look: Look) -> None:
        bank, standing = again(started, tmp_path)
        looked = []

        def applied(connection: duckdb.DuckDBPyConnection, *rest: Any) -> delta.Checking:
            checking = apply(connection, *rest)
            look(connection, checking)
            looked.append(checking)
            return checking

        monkeypatch.setattr(build.delta, "apply", applied)
        make(bank, reading(late(random.Random(3), standing, 1), "late"))
        assert looked

    return looking


def is_found(connection: duckdb.DuckDBPyConnection, places: Iterable[AbstractContextManager[None]], check: str) -> bool:
    rows = []
    for place in places:
        with place:
            rows += connection.execute(f"select 1 from ({models.statement('checks', check)}) limit 1").fetchall()
    return bool(rows)


@contextmanager
def planted(connection: duckdb.DuckDBPyConnection, table: str, part: str, fault: str) -> Iterator[None]:
    """A row of the part and the same row of the draft are altered, until it ends."""
    [(draft,)] = connection.execute("select current_database()").fetchall()
    same = " and ".join(f"row_of.{key} is not distinct from one.{key}" for key in KEYS[table])
    first = "step_months, node_id desc, " if table == "mart_grain" else ""
    chosen = f"from {part}.{table} order by {first}{', '.join(KEYS[table])} limit 1"
    connection.execute(f"create or replace temporary table one as {chosen}")
    places = {f"{part}.{table}": "kept_of_part", f'"{draft}".main.{table}': "kept_of_draft"}
    for place, kept in places.items():
        connection.execute(f"create or replace temporary table {kept} as from {place}")
        change = f"delete from {place} as row_of" if fault == "delete" else f"update {place} as row_of set {fault}"
        connection.execute(f"{change} where exists (select 1 from one where {same})")
    yield
    for place, kept in places.items():
        connection.execute(f"delete from {place}")
        connection.execute(f"insert into {place} from {kept}")


def test_every_separable_check_has_a_fault_here() -> None:
    assert set(FAULTS) == set(declared.SEPARABLE)
    assert set(declared.SEPARABLE) <= set(models.check_names())


def test_a_fault_in_a_touched_place_is_found_in_its_part_as_in_the_whole(looking: Looking) -> None:
    def look(connection: duckdb.DuckDBPyConnection, checking: delta.Checking) -> None:
        assert [check for check in FAULTS if not checking.is_separable(check)] == []
        for check, faults in FAULTS.items():
            for places in ((nullcontext(),), checking.places(check)):
                assert not is_found(connection, places, check), check
            for fault in faults:
                with planted(connection, *fault):
                    for how, places in (("whole", (nullcontext(),)), ("parts", checking.places(check))):
                        assert is_found(connection, places, check), (check, fault, how)

    looking(look)


def test_a_row_that_nobody_touched_cannot_change_unseen(looking: Looking) -> None:
    def look(connection: duckdb.DuckDBPyConnection, checking: delta.Checking) -> None:
        assert list(checking.altered()) == []
        # this bank has no choices, and the usual time changed by the late answers: quality was made anew, checked whole
        others = {"fct_choice", "mart_quality_month"}
        assert not checking.is_separable("mart_quality_adds_up")
        for table in sorted({*EXCHANGED, *ADDED, *OF_PLACES} - others):
            columns = connection.execute(f"select column_name, column_type from (describe {table})").fetchall()
            changes = {
                "BIGINT": "{} = {} + 1",
                "INTEGER": "{} = {} + 1",
                "BOOLEAN": "{} = not {}",
                "VARCHAR": "{} = {} || '!'",
                "DOUBLE": "{} = {} + 1",
            }
            told_apart = [(name, kind) for name, kind in columns if kind in changes and name != "passage"]
            altered = [*[told for told in told_apart if told[1] != "DOUBLE"][-1:]]
            altered += [told for told in told_apart if told[1] == "DOUBLE" and table in ADDED]
            for change in (
                *(
                    f"update {table} set {changes[kind].format(name, name)}"
                    f" where rowid = (select min(rowid) from {table} where {name} is not null)"
                    for name, kind in altered
                ),
                f"delete from {table} where rowid = (select max(rowid) from {table})",
                f"insert into {table} from {table} limit 1",
            ):
                connection.execute("begin")
                connection.execute(change)
                told = [result.check for result in checking.altered()]
                connection.execute("rollback")
                assert told == [f"{table}, rows that nobody touched"], change

    looking(look)


def test_what_other_rows_became_is_never_published(looking: Looking) -> None:
    def look(connection: duckdb.DuckDBPyConnection, checking: delta.Checking) -> None:
        del checking
        connection.execute("update mart_volume_day set responses = responses + 1 where rowid = 0")

    with pytest.raises(models.BrokenBuild, match="mart_volume_day"):
        looking(look)
