"""Until when a matter has to be answered: working days as published, dated rules, a bank's own rules, faults told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import limits, models
from pipelines.refusals import Refused

# start, working days, last day: counted on the official calendars of 2025 and 2026
# METHOD §6: start, working days, last day.
GOLDENS = [
    ("2026-02-10", 6, "2026-02-25"),
    ("2026-09-18", 12, "2026-10-12"),
    ("2025-09-26", 6, "2025-10-11"),
    ("2026-04-30", 4, "2026-05-09"),
    ("2026-02-10", 15, "2026-03-09"),
    ("2026-09-18", 15, "2026-10-15"),
]
RULE = """
[[limit]]
kind = "complaint"
limit_name = "answer"
limit_kind = "house"
name = "测试"
days = {days}
day_type = "{day_type}"
day_one = "{day_one}"
rolls_on_rest_days = {rolls}
valid_from = {valid_from}
source = "test"
"""


def _due(
    config: Path, asked: str, days: int, day_type: str = "working", day_one: str = "next", rolls: str = "false"
) -> tuple[date, bool]:
    rule = RULE.format(days=days, day_type=day_type, day_one=day_one, rolls=rolls, valid_from="2020-01-01")
    (config / limits.RULES).write_text(rule, encoding="utf-8")
    with duckdb.connect() as connection:
        limits.write(connection, config, 2026)
        connection.execute(
            "create table core_reach as select date '2024-01-01' as first_on, date '2026-12-31' data_until"
        )
        models.run(connection, "core", "core_due")
        models.run(connection, "core", "dim_due")
        found = connection.execute("select due_on, is_provisional from dim_due where asked_on = ?", [asked]).fetchall()
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(("asked", "days", "due"), GOLDENS)
def test_working_days_follow_the_official_calendar(tmp_path: Path, asked: str, days: int, due: str) -> None:
    assert _due(tmp_path, asked, days) == (date.fromisoformat(due), False)


def test_a_year_has_the_working_days_and_make_up_days_that_were_announced(tmp_path: Path) -> None:
    """METHOD §6: 248 working days in 2026, six of them make-up days at a weekend."""
    year = {day: is_working for day, is_working, _ in limits.calendar(tmp_path, 2026) if day.year == 2026}
    assert sum(year.values()) == 248
    made_up = [day for day, is_working in year.items() if is_working and day.weekday() >= 5]
    assert made_up == [date(2026, *each) for each in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]


def test_calendar_days_day_one_and_rest_days(tmp_path: Path) -> None:
    assert _due(tmp_path, "2026-09-20", 15, "calendar")[0] == date(2026, 10, 5)
    assert _due(tmp_path, "2026-09-20", 15, "calendar", "same")[0] == date(2026, 10, 4)
    assert _due(tmp_path, "2026-09-20", 15, "calendar", rolls="true")[0] == date(2026, 10, 8)  # National Day to the 7th


def test_a_year_without_official_days_is_provisional_until_the_bank_gives_them(tmp_path: Path) -> None:
    assert _due(tmp_path, "2026-12-30", 5) == (date(2027, 1, 6), True)
    assert _due(tmp_path, "2026-12-30", 5, "calendar") == (date(2027, 1, 4), False)
    own = "official_years = [2027]\nrest_days = [2027-01-01, 2027-01-04]\nmake_up_days = [2027-01-02]\n"
    (tmp_path / limits.DAYS).write_text(own, encoding="utf-8")
    assert _due(tmp_path, "2026-12-30", 5) == (date(2027, 1, 7), False)


def test_a_rule_holds_from_its_day_and_an_older_one_until_then(tmp_path: Path) -> None:
    first = RULE.format(days=30, day_type="calendar", day_one="next", rolls="false", valid_from="2020-01-01")
    second = RULE.format(days=10, day_type="calendar", day_one="next", rolls="false", valid_from="2026-01-01")
    path = tmp_path / limits.RULES
    path.write_text(first + "valid_to = 2025-12-31\n" + second, encoding="utf-8")
    with duckdb.connect() as connection:
        limits.write(connection, tmp_path, 2026)
        connection.execute(
            "create table core_reach as select date '2025-12-31' as first_on, date '2026-01-01' data_until"
        )
        models.run(connection, "core", "core_due")
        models.run(connection, "core", "dim_due")
        found = connection.execute("select asked_on, due_on from dim_due order by asked_on").fetchall()
    assert found == [(date(2025, 12, 31), date(2026, 1, 30)), (date(2026, 1, 1), date(2026, 1, 11))]
    path.write_text(first + second, encoding="utf-8")
    with pytest.raises(Refused, match="at the same time"):
        limits.rules(tmp_path)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / limits.RULES).write_text(
        '[[limit]]\nkind = "complain"\nlimit_name = "answer"\nlimit_kind = "house"\nname = "x"\ndays = 0\n'
        'day_type = "weekday"\nday_one = "next"\nrolls_on_rest_days = "no"\nvalid_from = 2020-01-01\nsorce = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        limits.rules(tmp_path)
    told = str(refused.value)
    for each in ("'complain'", "days = 0", "'weekday'", "rolls_on_rest_days", "sorce", "no source"):
        assert each in told
    (tmp_path / limits.DAYS).write_text('rest_days = ["2027-01-01"]', encoding="utf-8")
    with pytest.raises(Refused, match="no day"):
        list(limits.calendar(tmp_path, 2027))
    (tmp_path / limits.DAYS).write_text("rest_days = [", encoding="utf-8")
    with pytest.raises(Refused, match="cannot be read"):
        list(limits.calendar(tmp_path, 2027))


def test_the_shipped_rules_are_whole(tmp_path: Path) -> None:
    shipped = limits.rules(tmp_path)
    assert {rule["kind"] for rule in shipped if rule["limit_name"] == "answer"} == set(limits.KINDS)
    assert all(rule["source"] for rule in shipped)


def test_2026_has_248_working_days_six_of_them_made_up(tmp_path: Path) -> None:
    """METHOD §6: 2026 has 248 working days, make-up days 01-04, 02-14, 02-28, 05-09, 09-20, 10-10; 2027 is open."""
    days = list(limits.calendar(tmp_path, 2027))
    year = [(day, is_working) for day, is_working, _ in days if day.year == 2026]
    assert sum(is_working for _, is_working in year) == 248
    assert [f"{day:%m-%d}" for day, is_working in year if is_working and day.weekday() >= 5] == [
        "01-04", "02-14", "02-28", "05-09", "09-20", "10-10",
    ]  # fmt: skip
    assert not any(is_official for day, _, is_official in days if day.year == 2027)


def test_the_shipped_legal_limits_are_those_of_order_2020_no_3(tmp_path: Path) -> None:
    """METHOD §6, CBIRC Order 2020 No. 3, from 2020-03-01: 15 days, complex 30, extended at most 60, calendar days."""
    legal = [rule for rule in limits.rules(tmp_path) if rule["limit_kind"] == "legal"]
    assert {rule["limit_name"]: rule["days"] for rule in legal} == {"answer": 15, "complex": 30, "extended": 60}
    assert {(rule["day_type"], rule["valid_from"]) for rule in legal} == {("calendar", date(2020, 3, 1))}
