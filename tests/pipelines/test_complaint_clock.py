"""The clock of one complaint: every transition with the due date it leads to, by the rules shipped and by others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import limits
from pipelines.banks import bank as bank_named
from pipelines.build import build
from pipelines.raw import RawStore

RULE = """
[[limit]]
kind = "complaint"
limit_name = "{name}"
limit_kind = "{kind}"
name = "测试"
days = {days}
day_type = "{day_type}"
day_one = "{day_one}"
rolls_on_rest_days = {rolls}
{span}
source = "test"
"""
FROM_2026 = "valid_from = 2026-01-01"
CONFIGS: Mapping[str, str] = {
    "shipped": "",
    "stricter": "".join(
        RULE.format(name=name, kind=kind, days=days, day_type=day_type, day_one=day_one, rolls=rolls, span=span)
        for name, kind, days, day_type, day_one, rolls, span in (
            ("answer", "house", 15, "working", "next", "false", FROM_2026),
            ("extended", "house", 30, "working", "next", "false", FROM_2026),
            ("answer", "legal", 15, "calendar", "next", "true", FROM_2026),
            ("complex", "legal", 30, "calendar", "next", "true", FROM_2026),
            ("answer", "house", 6, "working", "same", "false", "valid_from = 2025-01-01\nvalid_to = 2025-12-31"),
        )
    ),
}
"""Rules in force: those shipped (house 15 days, legal 15, complex 30, extended 60, calendar days); and a house that
counts working days, the day of receipt as the first until 2025, beside a law whose last days move to working days."""


@dataclass(frozen=True)
class Case:
    """A complaint with its steps, and how its clock stands at the end: due by house and law, closed, of which one."""

    name: str
    received: str
    steps: Sequence[tuple[str, str] | tuple[str, str, Mapping[str, object]]] = ()
    house: str | None = None
    legal: str | None = None
    closed: str | None = None
    stage: str = "answer"
    rules: str = "shipped"
    stopped: str | None = None
    begun: str = ""
    more: Mapping[str, object] = field(default_factory=dict)


def approved(days: int | None = None) -> Mapping[str, object]:
    return {"approval_id": "P1", "limit_days": days}


MARCH = {"house": "2026-03-17", "legal": "2026-03-17"}
"""What came in on 2 March 2026, by the plain limits."""
CASES = (
    Case("plain", "2026-03-02", [("decided", "03-10"), ("told", "03-11")], closed="2026-03-11", **MARCH),
    Case("told and decided in its own row", "2026-03-02", closed="2026-03-11", **MARCH,
         more={"decided_at": "2026-03-10 10:00:00", "told_at": "2026-03-11 10:00:00"}),
    Case("decided in its row, told as an event", "2026-03-02", [("told", "03-12")], closed="2026-03-12", **MARCH,
         more={"decided_at": "2026-03-10 10:00:00"}),
    Case("decided, never told", "2026-03-02", [("decided", "03-10")], **MARCH),
    Case("told, never decided", "2026-03-02", [("told", "03-10")], **MARCH),
    Case("told before it was decided", "2026-03-02", [("told", "03-05"), ("decided", "03-10")], **MARCH),
    Case("told before and again after", "2026-03-02", [("told", "03-05"), ("decided", "03-10"), ("told", "03-20")],
         closed="2026-03-20", **MARCH),
    Case("told on the day of the decision, an hour before", "2026-03-02",
         [("told", "03-10 09:00:00"), ("decided", "03-10 10:00:00")], closed="2026-03-10", **MARCH),
    Case("told before it was received, in its own row", "2026-03-02", closed="2026-03-02", **MARCH,
         more={"decided_at": "2026-02-20 10:00:00", "told_at": "2026-02-21 10:00:00"}),
    Case("extended with approval", "2026-03-02", [("extended", "03-15", approved(60))],
         house="2026-03-17", legal="2026-05-01", stage="extended"),
    Case("extended with approval to fewer days", "2026-03-02", [("extended", "03-15", approved(40))],
         house="2026-03-17", legal="2026-04-11", stage="extended"),
    Case("extended with approval, no limit named", "2026-03-02", [("extended", "03-15", approved())],
         house="2026-03-17", legal="2026-05-01", stage="extended"),
    Case("extended beyond what the rule allows", "2026-03-02", [("extended", "03-15", approved(90))],
         house="2026-03-17", legal="2026-05-01", stage="extended"),
    Case("extended to less than it had", "2026-03-02", [("extended", "03-05", approved(10))], **MARCH),
    Case("extended without approval", "2026-03-02", [("extended", "03-15", {"limit_days": 60})], **MARCH),
    Case("extended when it was too late", "2026-03-02", [("extended", "03-18", approved(60))], **MARCH),
    Case("extended on its last day", "2026-03-02", [("extended", "03-17", approved(60))],
         house="2026-03-17", legal="2026-05-01", stage="extended"),
    Case("extended twice, in time both times", "2026-03-02",
         [("extended", "03-15", approved(30)), ("extended", "03-31", approved(60))],
         house="2026-03-17", legal="2026-05-01", stage="extended"),
    Case("complex", "2026-03-02", [("accepted", "03-03", {"complexity": "complex"})],
         house="2026-03-17", legal="2026-04-01", stage="complex"),
    Case("complex, then found simple", "2026-03-02",
         [("accepted", "03-03", {"complexity": "complex"}), ("reported", "03-05", {"complexity": "simple"})], **MARCH),
    Case("complex, then extended", "2026-03-02",
         [("accepted", "03-03", {"complexity": "complex"}), ("extended", "03-31", approved(60))],
         house="2026-03-17", legal="2026-05-01", stage="extended"),
    Case("suspended and resumed", "2026-03-02", [("suspended", "03-05"), ("resumed", "03-15")],
         house="2026-03-27", legal="2026-03-27"),
    Case("suspended twice", "2026-03-02",
         [("suspended", "03-05"), ("resumed", "03-15"), ("suspended", "03-20"), ("resumed", "03-25")],
         house="2026-04-01", legal="2026-04-01"),
    Case("suspended twice in a row, resumed once", "2026-03-02",
         [("suspended", "03-05"), ("suspended", "03-08"), ("resumed", "03-15")],
         house="2026-03-27", legal="2026-03-27"),
    Case("suspended and not resumed", "2026-03-02", [("suspended", "03-05")], stopped="2026-03-05", **MARCH),
    Case("suspended when it was too late", "2026-03-02", [("suspended", "03-20"), ("resumed", "03-30")], **MARCH),
    Case("suspended, then decided", "2026-03-02", [("suspended", "03-05"), ("decided", "03-15"), ("told", "03-16")],
         house="2026-03-27", legal="2026-03-27", closed="2026-03-16"),
    Case("new facts restart it", "2026-03-02", [("new_facts", "03-12")],
         house="2026-03-27", legal="2026-03-27", begun="2026-03-12"),
    Case("new facts after suspension and decision", "2026-03-02",
         [("suspended", "03-03"), ("resumed", "03-08"), ("decided", "03-10"), ("new_facts", "03-12"),
          ("told", "03-13")],
         house="2026-03-27", legal="2026-03-27", begun="2026-03-12"),
    Case("reopened: the time it was closed is added", "2026-03-02",
         [("decided", "03-06"), ("told", "03-06"), ("reopened", "04-05")], house="2026-04-16", legal="2026-04-16"),
    Case("reopened and closed again", "2026-03-02",
         [("decided", "03-06"), ("told", "03-06"), ("reopened", "04-05"), ("decided", "04-10"), ("told", "04-20")],
         house="2026-04-16", legal="2026-04-16", closed="2026-04-20"),
    Case("received before the law was in force", "2019-03-04", house="2019-03-19", stage=""),
    # National Day 2026 is 1–7 October; 20 September is a Sunday that is worked, 10 October a Saturday that is worked
    Case("a limit that ends in a holiday stays", "2026-09-20", house="2026-10-05", legal="2026-10-05"),
    Case("a limit that ends in a holiday moves", "2026-09-20", legal="2026-10-08", rules="stricter"),
    Case("a limit that ends on a worked Saturday stays", "2026-09-25", legal="2026-10-10", rules="stricter"),
    Case("a suspension into a holiday moves too", "2026-09-10", [("suspended", "09-11"), ("resumed", "09-18")],
         legal="2026-10-08", rules="stricter"),
    Case("working days count the worked Saturday", "2026-09-18", house="2026-10-15", rules="stricter"),
    Case("working days over Spring Festival", "2026-02-10", house="2026-03-09", rules="stricter"),
    # between 28 September and 9 October lie four working days, 29, 30, 8 and 9; the holiday adds nothing
    Case("working days out are added, days of rest are not", "2026-09-18",
         [("suspended", "09-28"), ("resumed", "10-09")],
         house="2026-10-21", rules="stricter"),
    Case("extended by working days", "2026-03-02", [("extended", "03-10", approved(20))],
         house="2026-03-30", rules="stricter", stage="extended"),
    Case("the day of receipt is day one", "2025-09-26", house="2025-10-10", rules="stricter"),
    # first ones and their repeats
    Case("first", "2026-03-02", [("extended", "03-16", approved(60)), ("decided", "04-10"), ("told", "04-10")],
         house="2026-03-17", legal="2026-05-01", stage="extended", closed="2026-04-10"),
    Case("a repeat while the first is open has its clock", "2026-03-10", house="2026-03-17", legal="2026-05-01",
         stage="extended", closed="2026-04-10", begun="2026-03-02", more={"repeat_of": "first"}),
    Case("a repeat that was answered by itself", "2026-03-10", [("decided", "03-20"), ("told", "03-20")],
         house="2026-03-17", legal="2026-05-01", stage="extended", closed="2026-03-20", begun="2026-03-02",
         more={"repeat_of": "first"}),
    Case("a repeat of a repeat", "2026-03-12", house="2026-03-17", legal="2026-05-01", stage="extended",
         closed="2026-04-10", begun="2026-03-02", more={"repeat_of": "a repeat while the first is open has its clock"}),
    Case("merged by hand", "2026-03-04", [("merged", "03-09", {"merged_into": "first"})], house="2026-03-17",
         legal="2026-05-01", stage="extended", closed="2026-04-10", begun="2026-03-02"),
    Case("first, decided early", "2026-03-02", [("decided", "03-06"), ("told", "03-12")], closed="2026-03-12", **MARCH),
    Case("a repeat between the decision and the telling", "2026-03-10", closed="2026-03-12", begun="2026-03-02",
         **MARCH, more={"repeat_of": "first, decided early"}),
    Case("a repeat after the first was answered", "2026-05-04", house="2026-05-19", legal="2026-05-19",
         more={"repeat_of": "first"}),
    Case("a repeat older than its first", "2026-02-02", house="2026-02-17", legal="2026-02-17",
         more={"repeat_of": "first"}),
    Case("a repeat of itself", "2026-03-02", **MARCH, more={"repeat_of": "a repeat of itself"}),
    Case("a repeat of one that nobody knows", "2026-03-02", **MARCH, more={"repeat_of": "T-unknown"}),
    Case("circle one", "2026-03-02", **MARCH, more={"repeat_of": "circle two"}),
    Case("circle two", "2026-03-05", **MARCH, begun="2026-03-02", more={"repeat_of": "circle three"}),
    Case("circle three", "2026-03-06", **MARCH, begun="2026-03-02", more={"repeat_of": "circle one"}),
    Case("hangs on the circle", "2026-03-07", **MARCH, begun="2026-03-02", more={"repeat_of": "circle two"}),
    Case("one more day", "2026-06-30", house="2026-07-15", legal="2026-07-15"),
)  # fmt: skip


def moment(day: str, year: str) -> str:
    whole = day if len(day.split(" ")[0]) == 10 else f"{year}-{day}"
    return whole if " " in whole else f"{whole} 12:00:00"


def rows_of(cases: Sequence[Case]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    complaints = [
        {"complaint_id": case.name, "unit_id": "o", "received_at": f"{case.received} 08:00:00", **case.more}
        for case in cases
    ]
    events = [
        {"complaint_id": case.name, "event": step[0], "at": moment(step[1], case.received[:4]),
         **(step[2] if len(step) > 2 else {})}
        for case in cases
        for step in case.steps
    ]  # fmt: skip
    events.append({"complaint_id": "nobody's", "event": "accepted", "at": "2026-03-02 12:00:00"})
    return complaints, events


def built(root: Path, name: str, cases: Sequence[Case]) -> duckdb.DuckDBPyConnection:
    """A published build of these complaints under one set of rules."""
    bank = bank_named(name, root)
    bank.ensure()
    if CONFIGS[name]:
        (bank.config / limits.RULES).write_text(CONFIGS[name], encoding="utf-8")
    complaints, events = rows_of(cases)
    tables = {
        "units": [{"unit_id": unit, "parent_id": above, "from_on": None, "level": "级", "name": unit}
                  for unit, above in (("hq", None), ("o", "hq"))],
        "complaints": complaints,
        "complaint_events": events,
    }  # fmt: skip

    def read(raw: RawStore, build_id: str) -> None:
        for place, (table, rows) in enumerate(tables.items()):
            if not rows:
                continue
            raw.begin(f"{build_id}-{place}", table, f"{table}/test", False)
            frame = pd.DataFrame(rows)
            frame.index = range(2, len(rows) + 2)
            raw.add(table, frame)
            raw.add_load({"load_id": f"{build_id}-{place}", "table_name": table})

    with bank.loading():
        return duckdb.connect(build(bank, read).path, read_only=True)


Found = dict[str, object]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """One build per set of rules, with the complaints that go by them."""
    root = tmp_path_factory.mktemp("clocks")
    opened = {name: built(root, name, [case for case in CASES if case.rules == name]) for name in CONFIGS}
    yield opened
    for one in opened.values():
        one.close()


@pytest.fixture(scope="module")
def clocks(builds: dict[str, duckdb.DuckDBPyConnection]) -> dict[str, Found]:
    """Complaint -> its clock as it stands at the end, each under its own rules."""
    found: dict[str, Found] = {}
    for name, opened in builds.items():
        told = opened.execute("select * from fct_complaint_clock where known_until is null").df()
        assert sorted(told["complaint_id"]) == sorted(case.name for case in CASES if case.rules == name)
        days = told.select_dtypes("datetime").columns
        told[days] = told[days].astype("object").where(told[days].notna(), None)
        found |= {str(row["complaint_id"]): row for row in told.to_dict("records")}
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_transition_leads_to_its_due_date(clocks: dict[str, Found], case: Case) -> None:
    found = clocks[case.name]

    def day(column: str) -> str | None:
        return f"{found[column]:%Y-%m-%d}" if found[column] is not None else None

    of = "legal" if case.legal or not case.house or case.rules == "shipped" else "house"
    assert day(f"{of}_due_on") == (case.legal if of == "legal" else case.house)
    if case.rules == "shipped":
        assert day("house_due_on") == case.house
    assert found[f"{of}_stage"] == case.stage
    assert (day("closed_on"), day("stopped_on")) == (case.closed, case.stopped)
    assert day("clock_from") == (case.begun or case.received)


def test_what_was_not_known_on_a_day_does_not_count_that_day(builds: dict[str, duckdb.DuckDBPyConnection]) -> None:
    """An extension, a suspension, a reopening and a merger each change the clock from their own day on."""
    told = """select known_from::text, legal_due_on::text, stopped_on::text, closed_on::text, is_merged
        from fct_complaint_clock where complaint_id = ? order by known_from"""
    of = {
        name: builds["shipped"].execute(told, [name]).fetchall()
        for name in ("extended with approval", "suspended and resumed", "reopened and closed again", "merged by hand")
    }
    assert of["extended with approval"] == [
        ("2026-03-02", "2026-03-17", None, None, False),
        ("2026-03-15", "2026-05-01", None, None, False),
    ]
    assert of["suspended and resumed"] == [
        ("2026-03-02", "2026-03-17", None, None, False),
        ("2026-03-05", "2026-03-17", "2026-03-05", None, False),
        ("2026-03-15", "2026-03-27", None, None, False),
    ]
    assert of["reopened and closed again"] == [
        ("2026-03-02", "2026-03-17", None, "2026-03-06", False),
        ("2026-04-05", "2026-04-16", None, "2026-04-20", False),
    ]
    assert of["merged by hand"] == [
        ("2026-03-04", "2026-03-19", None, None, False),
        ("2026-03-09", "2026-03-17", None, "2026-04-10", True),
        ("2026-03-16", "2026-05-01", None, "2026-04-10", True),
    ]


def test_what_names_itself_or_a_circle_is_one_matter_and_none_is_lost(
    builds: dict[str, duckdb.DuckDBPyConnection],
) -> None:
    repeats = "select complaint_id, repeat_of from fct_complaint where repeat_of <> '' order by 1"
    assert builds["shipped"].execute(repeats).fetchall() == [
        ("a repeat after the first was answered", "first"),
        ("a repeat between the decision and the telling", "first, decided early"),
        ("a repeat of a repeat", "first"),
        ("a repeat of one that nobody knows", "T-unknown"),
        ("a repeat older than its first", "first"),
        ("a repeat that was answered by itself", "first"),
        ("a repeat while the first is open has its clock", "first"),
        ("circle three", "circle one"),
        ("circle two", "circle one"),
        ("hangs on the circle", "circle one"),
        ("merged by hand", "first"),
    ]
    counted = "select sum(complaints), sum(merged_complaints) from mart_complaint_about"
    complaints = sum(case.rules == "shipped" for case in CASES)
    assert builds["shipped"].execute(counted).fetchall() == [(complaints, complaints - 11)]


def test_records_that_cannot_all_be_right_are_told_by_kind(builds: dict[str, duckdb.DuckDBPyConnection]) -> None:
    told = "select kind, sum(complaints), min(example_id) from mart_complaint_fault group by kind order by kind"
    found = {kind: (count, example) for kind, count, example in builds["shipped"].execute(told).fetchall()}
    assert found.pop("unclassified")[0] == sum(case.rules == "shipped" for case in CASES)
    assert found == {
        "decided_never_told": (2, "decided, never told"),
        "extended_without_approval": (1, "extended without approval"),
        "moved_too_late": (2, "extended when it was too late"),
        "repeat_before_first": (1, "a repeat older than its first"),
        "repeat_in_circle": (3, "circle one"),
        "repeat_of_itself": (1, "a repeat of itself"),
        "repeat_of_unknown": (1, "a repeat of one that nobody knows"),
        "step_before_receipt": (1, "told before it was received, in its own row"),
        "step_of_unknown": (1, "nobody's"),
        "told_before_decided": (1, "told before it was decided"),
    }
