"""A late file applied as a delta leaves every table as a full rebuild does, row for row, whatever the file holds."""
# ruff: noqa: S608

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest

from pipelines import delta, models
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.build import Built, build
from pipelines.delta import choosing
from pipelines.raw import RawStore
from tests.pipelines.test_build import unit
from tests.same_builds import OF_THE_BUILD, differences, is_of_answers

FIRST = date(2025, 9, 20)
"""So that quarters, years and the move of an outlet are met."""
DAYS = 150
STEPS = {"visit": ("queue", "counter", "farewell"), "app": ("login", "transfer")}
UNITS = [
    unit("hq"),
    unit("a", "hq"),
    unit("b", "hq"),
    *(unit(f"o{place}", "ab"[place % 2]) for place in range(5)),
    unit("o1", "a", "2025-12-01"),
]
PEOPLE, PASSAGES = 12, 30
LATE = 12
"""Rows of a late file; above a fifth of what is served everything is made anew."""

Row = dict[str, Any]


def answer(dice: random.Random, response_id: str) -> Row:
    """One answer with its ratings, as a survey's export tells it, with everything that other answers may hang on."""
    survey = dice.choice("sst")
    journey = dice.choice(list(STEPS))
    at = FIRST + timedelta(days=dice.randrange(DAYS))
    score = dice.choice([None, *range(11), 9, 10])
    rated = [
        (step, kind, dice.choice(["valid", "valid", "valid", "blank", "not_used"]), dice.randint(1, top), top)
        for step in ("overall", *STEPS[journey])
        for kind, top in ((("satisfaction", 5), ("effort", 7)) if step == "queue" else (("satisfaction", 5),))
        if dice.random() < 0.9
    ]
    return {
        "survey_id": survey,
        "response_id": response_id,
        "unit_id": dice.choice([*(f"o{place}" for place in range(5)), "", "nobody"]),
        "respondent_key": dice.choice([None, *(f"p{place}" for place in range(PEOPLE))]),
        "journey_instance_id": dice.choice(["", f"j{dice.randrange(PASSAGES)}"]),
        "journey_id": journey,
        "touchpoint_id": dice.choice(["", STEPS[journey][0]]),
        "responded_at": f"{at} {dice.randrange(8, 20):02}:{dice.randrange(60):02}:00",
        "invited_at": f"{at - timedelta(days=dice.randrange(40))} 08:00:00",
        "replied_at": None,
        "asked_contact": dice.random() < 0.3,
        "is_partial": dice.random() < 0.1,
        "recommend": score,
        "recommend_state": "blank" if score is None else "valid",
        "weight": dice.choice([None, 0.1, 0.7, 1.3]),
        "channel": dice.choice(["app", "branch"]),
        "age_band": dice.choice(["18-34", "60+", ""]),
        "is_new_citizen": dice.choice([None, True, False]),
        "duration_seconds": dice.choice([None, 25, 300]),
        "verbatim": dice.choice(["", "", "排队太久", "柜员很耐心", f"转账失败 {dice.randrange(3)}"]),
        "ratings": rated,
    }


def late(dice: random.Random, standing: dict[str, Row], fresh: int) -> list[Row]:
    """New answers, the same again, and answers that changed: another day, unit, person, passage, score or words."""
    rows = [answer(dice, f"n{fresh + place}") for place in range(dice.randrange(1, LATE // 2))]
    for response_id in dice.sample(sorted(standing), LATE // 2):
        row, other = dict(standing[response_id]), answer(dice, response_id)
        kinds = (
            ("responded_at",),
            ("unit_id",),
            ("respondent_key", "responded_at"),
            ("journey_instance_id",),
            ("recommend", "recommend_state", "weight"),
            ("verbatim",),
            ("duration_seconds", "channel"),
            ("ratings", "journey_id", "touchpoint_id"),
            (),
        )
        row |= {name: other[name] for name in dice.choice(kinds)}
        rows.append(row)
    # all of them took long: the usual time of a journey changes, and with it who was quick long ago
    return [row | {"duration_seconds": 3000} for row in rows]


def reading(rows: list[Row], load_id: str, described: str = "added") -> Callable[[RawStore, str], None]:
    """What takes these answers in, as two surveys' exports; ``whole`` speaks for all that ``whole`` told before."""

    def read(raw: RawStore, build_id: str) -> None:
        del build_id
        for survey in ("s", "t"):
            own = [row for row in rows if row["survey_id"] == survey]
            frame = pd.DataFrame([{name: value for name, value in row.items() if name != "ratings"} for row in own])
            rated = [
                (place, survey, row["response_id"], step, kind, state, score if state == "valid" else None, 1, top)
                for place, row in enumerate(own, 2)
                for step, kind, state, score, top in row["ratings"]
            ]
            columns = ["row", "survey_id", "response_id", "touchpoint_id", "kind", "state", "score"]
            ratings = pd.DataFrame(rated, columns=[*columns, "scale_minimum", "scale_maximum"]).set_index("row")
            raw.begin(f"{load_id}-{survey}", "survey_responses", f"survey_responses/{described}", described == "whole")
            if own:
                frame.index = pd.RangeIndex(2, len(own) + 2)
                raw.add("survey_responses", frame)
                raw.add("ratings", ratings)
            raw.add_survey(survey, survey, survey, True, True, 20 if survey == "s" else None)
            raw.add_links([])
            raw.add_load({"load_id": f"{load_id}-{survey}", "table_name": "survey_responses", "sha256": load_id})

    return read


def opening(rows: list[Row], whole: list[Row]) -> Callable[[RawStore, str], None]:
    """The first files of a bank: units, journeys, complaints of people who answer too, invitations, answers."""
    steps = [(step, journey, step, place) for journey, its in STEPS.items() for place, step in enumerate(its)]
    tables = {
        "units": pd.DataFrame(UNITS),
        "journeys": pd.DataFrame({"journey_id": list(STEPS), "name": list(STEPS), "sort_order": [1, 2]}),
        "touchpoints": pd.DataFrame(steps, columns=["touchpoint_id", "journey_id", "name", "step_order"]),
        "complaints": pd.DataFrame(
            [
                {
                    "complaint_id": f"c{place}",
                    "unit_id": "o0",
                    "received_at": f"{day} 09:00:00",
                    "respondent_key": f"p{place}",
                }
                for place, day in enumerate(["2024-10-01", "2025-10-20", "2025-12-02"])
            ]
        ),
        "invitations": pd.DataFrame(
            [
                {"survey_id": "s", "sent_on": f"2025-{month}-01", "unit_id": "o0", "channel": "app", "sent": 40}
                for month in (10, 11, 12)
            ]
        ),
    }

    def read(raw: RawStore, build_id: str) -> None:
        for table, frame in tables.items():
            raw.begin(f"first-{table}", table, f"{table}/test", False)
            frame.index = pd.RangeIndex(2, len(frame) + 2)
            raw.add(table, frame)
            raw.add_load({"load_id": f"first-{table}", "table_name": table})
        reading(rows, "first")(raw, build_id)
        reading(whole, "first-whole", "whole")(raw, build_id)

    return read


def make(bank: Bank, read: Callable[[RawStore, str], None], **how: bool) -> Built:
    with bank.loading():
        return build(bank, read, may_retire=True, **how)


def contents(bank: Bank) -> dict[str, list[tuple[Any, ...]]]:
    """Every table, as values in a fixed order; sums of decimals as far as they are the same number."""
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute("select table_name from duckdb_tables() where not temporary").fetchall()
        names = sorted(name for (name,) in found if name not in OF_THE_BUILD)
        # a passage's number only tells it from others
        others = {"fct_pain": "* exclude (passage), count(*) over (partition by passage) as at_once"}
        read = {
            name: connection.execute(f"select {others.get(name, '*')} from {name} order by all").fetchall()
            for name in names
        }
    return {
        name: [tuple(round(value, 6) if isinstance(value, float) else value for value in row) for row in rows]
        for name, rows in read.items()
    }


def same(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> None:
    """Told table by table, so that a failure says which."""
    assert one.keys() == other.keys()
    for name, rows in one.items():
        assert rows == other[name], name


def way(bank: Bank) -> list[tuple[Any, ...]]:
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute("select is_delta, reason from build_way order by build_id").fetchall()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bank, dict[str, Row]]:
    """A bank of 180 answers, 60 of them from a whole export."""
    dice = random.Random(20261126)
    rows = [answer(dice, f"r{place}") for place in range(120)]
    whole = [answer(dice, f"w{place}") for place in range(60)]
    bank = bank_named("b", tmp_path_factory.mktemp("delta"))
    make(bank, opening(rows, whole))
    return bank, {row["response_id"]: row for row in [*rows, *whole]}


def again(started: tuple[Bank, dict[str, Row]], folder: Path) -> tuple[Bank, dict[str, Row]]:
    shutil.copytree(started[0].folder, folder / "b")
    return bank_named("b", folder), dict(started[1])


@pytest.mark.parametrize("seed", [1])
def test_late_files_one_after_another_leave_what_a_full_rebuild_leaves(
    started: tuple[Bank, dict[str, Row]], tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    bank, standing = again(started, tmp_path / "delta")
    for turn in range(3):
        if turn == 1:  # a newer whole export: what it lacks is withdrawn, and one comes back that others told
            kept = dice.sample([row for row in standing.values() if row["response_id"][0] == "w"], 25)
            read = reading([*kept, answer(dice, "w900")], "late-whole", "whole")
        else:
            rows = late(dice, standing, 100 * turn)
            standing |= {row["response_id"]: row for row in rows}
            read = reading(rows, f"late-{turn}")
        if turn == 2:
            shutil.copytree(bank.folder, tmp_path / "rebuilt" / "b")
        built = make(bank, read)
        assert built.made.rebuild_reason == ""
    rebuilt = bank_named("b", tmp_path / "rebuilt")
    assert make(rebuilt, read, is_rebuild=True).made.rebuild_reason == "asked"
    same(contents(bank), contents(rebuilt))
    assert way(bank) == [(False, "first"), *[(True, "")] * 3]
    assert way(rebuilt) == [(False, "asked")]


@pytest.mark.parametrize("correct", [None, 0.3])
def test_large_weights_that_are_taken_back_leave_nothing_behind(
    started: tuple[Bank, dict[str, Row]], tmp_path: Path, correct: float | None
) -> None:
    """Sums of decimals keep sixteen digits: what is left of large ones, taken off again, may be those they lost."""
    bank, standing = again(started, tmp_path / "delta")
    dice = random.Random(4)
    months = ("2025-01-05 09:00:00", "2025-02-05 09:00:00", "2025-03-05 09:00:00")
    ids = [name for name, row in standing.items() if name[0] == "r" and row["survey_id"] == "s"][:12]
    heavy = [
        standing[name]
        | {"weight": round(dice.uniform(500, 50_000), 3), "recommend": 9, "recommend_state": "valid"}
        | {"respondent_key": None, "unit_id": "o4", "responded_at": months[place % 3]}
        for place, name in enumerate(ids)
    ]
    for turn, rows in enumerate((heavy, heavy[:6], heavy[6:])):
        read = reading([row | {"weight": correct} for row in rows] if turn else rows, f"weights-{turn}")
        if turn == 2:
            shutil.copytree(bank.folder, tmp_path / "rebuilt" / "b")
        assert make(bank, read).made.rebuild_reason == ""
    rebuilt = bank_named("b", tmp_path / "rebuilt")
    make(rebuilt, read, is_rebuild=True)
    builds = [each.current() for each in (bank, rebuilt)]
    assert builds[0] is not None
    assert builds[1] is not None
    assert differences(builds[0], builds[1], is_of_answers) == {}
    with duckdb.connect(builds[0], read_only=True) as connection:
        torn = "weight_squared_sum < 0 or (weight_sum = 0) <> (weight_squared_sum = 0)"
        assert connection.execute(f"select * from mart_response_node where {torn}").fetchall() == []


def test_the_same_file_again_changes_nothing_and_a_corrected_day_makes_no_second_answer(
    started: tuple[Bank, dict[str, Row]], tmp_path: Path
) -> None:
    bank, standing = again(started, tmp_path)
    row = standing["r7"] | {"responded_at": "2025-11-11 11:11:00"}
    make(bank, reading([row], "moved"))
    before = contents(bank)
    assert len(before["fct_response"]) == len(contents(started[0])["fct_response"])
    made = make(bank, reading([row], "moved-again"))
    assert made.made.rebuild_reason == ""
    after = contents(bank)
    told_by_load = {"build_load", "core_held", "mart_load", "raw_survey_responses", "raw_ratings"}
    same(*({name: rows for name, rows in one.items() if name not in told_by_load} for one in (before, after)))


def test_what_cannot_be_a_delta_is_made_anew_and_says_why(started: tuple[Bank, dict[str, Row]], tmp_path: Path) -> None:
    bank, standing = again(started, tmp_path)
    year = datetime.now(ZoneInfo("Asia/Shanghai")).year

    def reason(read: Callable[[RawStore, str], None]) -> str:
        taken = delta.of_served(bank, year, is_afresh=False, is_rebuild=False)
        with duckdb.connect() as connection:
            raw = RawStore(connection, taken.served)
            read(raw, "late")
            return taken.reason or delta.of_files(connection, raw)

    def units(raw: RawStore, build_id: str) -> None:
        raw.begin(build_id, "units", "units/test", False)
        raw.add("units", pd.DataFrame([unit("o9", "a")], index=[2]))
        raw.add_load({"load_id": build_id, "table_name": "units"})

    def counted_anew(raw: RawStore, build_id: str) -> None:
        reading([standing["r7"]], "late")(raw, build_id)
        raw.add_survey("t", "t", "t", True, True, 5)

    assert reason(reading([standing["r7"]], "late")) == ""
    assert reason(units) == "other_tables"
    assert reason(counted_anew) == "one_per_person"
    assert reason(reading(list(standing.values()), "late")) == "many"
    assert delta.of_served(bank, year + 1, is_afresh=False, is_rebuild=False).reason == "other_year"
    assert delta.of_served(bank, year, is_afresh=True, is_rebuild=False).reason == "first"
    (bank.config / "weights.toml").write_text("", encoding="utf-8")
    assert reason(reading([standing["r7"]], "late")) == "other_programme"
    # and what was begun as a delta is made anew in the same draft
    (bank.config / "weights.toml").unlink()
    made = make(bank, units)
    assert made.made.rebuild_reason == "other_tables"
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        assert models.check(connection) == ()
        assert connection.execute("select 1 from dim_unit where unit_id = 'o9'").fetchall()


@pytest.mark.parametrize("library", choosing.DECIDING)
def test_another_version_of_a_library_that_decides_makes_everything_anew(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    def told(name: str) -> str:
        return "0.0.1" if name == library else version(name)

    before = choosing._programme()
    monkeypatch.setattr(choosing, "version", told)
    assert choosing._programme.__wrapped__() != before


def test_a_count_below_none_is_never_published(started: tuple[Bank, dict[str, Row]], tmp_path: Path) -> None:
    bank, standing = again(started, tmp_path)
    path = bank.current()
    assert path is not None
    with duckdb.connect(path) as connection:
        connection.execute("delete from mart_volume_day")
    with pytest.raises(models.BrokenBuild, match="mart_volume_day"):
        make(bank, reading([standing["r7"] | {"responded_at": "2025-11-11 11:11:00"}], "late"))
    assert bank.current() == path
