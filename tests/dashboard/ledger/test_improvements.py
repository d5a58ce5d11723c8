"""The improvement list: what is refused, the way of a status, drafts, owners who left, reminders that come once."""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace
from typing import Any

import pytest

from dashboard.ledger import (
    Author,
    ChangedMeanwhileError,
    Ledger,
    WrongEntryError,
    changes,
    drafts,
    improvements,
    reminders,
)
from dashboard.ledger.improvements import Known
from dashboard.scopes import Scope, local_user

TODAY = datetime.date(2026, 10, 8)
KNOWN = Known(TODAY, {"hq", "r01", "r03"}, {"hq", "r01", "r03", "o08"}, {"nps", "satisfaction"})
WHOLE: dict[str, Any] = {
    "title": "午间增开弹性窗口",
    "owner": "陈主任",
    "unit_id": "r03",
    "measure": "satisfaction",
    "due_on": datetime.date(2026, 11, 30),
    "reinspect_on": datetime.date(2027, 3, 31),
}


def add(ledger: Ledger, author: Author, draft: str | None = None, **values: Any) -> str:
    with ledger.writing(author) as writing:
        return improvements.add(writing, {**WHOLE, **values}, KNOWN, draft=draft)


def edit(ledger: Ledger, author: Author, improvement: str, known: Known = KNOWN, **values: Any) -> int:
    (now,) = (each for each in improvements.list_all(ledger, local_user()) if each.id == improvement)
    with ledger.writing(author) as writing:
        return improvements.edit(writing, improvement, now.version, values, known)


def one(ledger: Ledger) -> improvements.Improvement:
    (found,) = improvements.list_all(ledger, local_user())
    return found


FAULTS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "no title": ({"title": "  "}, ("title", "empty")),
    "long title": ({"title": "x" * 201}, ("title", "too_long")),
    "no owner": ({"owner": ""}, ("owner", "empty")),
    "closed unit": ({"unit_id": "o08"}, ("unit_id", "closed")),
    "unknown unit": ({"unit_id": "o99"}, ("unit_id", "unknown")),
    "unknown measure": ({"measure": "love"}, ("measure", "unknown")),
    "no due date": ({"due_on": ""}, ("due_on", "empty")),
    "no date": ({"due_on": "2026-02-30"}, ("due_on", "no_day")),
    "due in the past": ({"due_on": "2026-10-01"}, ("due_on", "past")),
    "re-inspected before it is due": ({"reinspect_on": "2026-11-30"}, ("reinspect_on", "before_due")),
    "unknown status": ({"status": "verified"}, ("status", "unknown")),
    "done in the future": ({"status": "done", "done_on": "2026-10-09"}, ("done_on", "future")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_entry_that_cannot_stand_is_refused(ledger: Ledger, wang: Author, fault: str) -> None:
    values, expected = FAULTS[fault]
    with pytest.raises(WrongEntryError) as refused:
        add(ledger, wang, **values)
    assert refused.value.faults == (expected,)
    assert improvements.list_all(ledger, local_user()) == ()


def test_all_faults_are_told_at_once(ledger: Ledger, wang: Author) -> None:
    with pytest.raises(WrongEntryError) as refused:
        add(ledger, wang, title="", owner="", unit_id="o08", due_on="soon")
    assert {field for field, _ in refused.value.faults} == {"title", "owner", "unit_id", "due_on"}


def test_a_unit_that_closed_afterwards_hinders_no_later_edit(ledger: Ledger, wang: Author) -> None:
    made = add(ledger, wang)
    closed = replace(KNOWN, open_units={"hq", "r01"})
    assert edit(ledger, wang, made, closed, note="合并到北区") == 2
    with pytest.raises(WrongEntryError):
        edit(ledger, wang, made, closed, unit_id="o08")


def test_a_status_goes_its_way_and_never_backwards_but_by_undo(ledger: Ledger, wang: Author, li: Author) -> None:
    made = add(ledger, wang)
    edit(ledger, wang, made, status="in_progress")
    edit(ledger, li, made, status="done")
    assert one(ledger).done_on == "2026-10-08"
    for status in ("planned", "in_progress", "dropped"):
        with pytest.raises(WrongEntryError) as refused:
            edit(ledger, wang, made, status=status)
        assert refused.value.faults == (("status", "backwards"),)
    with ledger.writing(wang) as writing:
        changes.undo_last(writing, "improvement", made)
    assert (one(ledger).status, one(ledger).done_on) == ("in_progress", None)
    edit(ledger, wang, made, status="done")
    edit(ledger, wang, made, status="closed")
    assert one(ledger).next_statuses() == ("closed", "reopened")
    with ledger.writing(wang) as writing:
        improvements.reopen(writing, made, one(ledger).version, "满意度 8 月跌破控制下限")
    assert (one(ledger).status, one(ledger).done_on) == ("reopened", None)
    assert one(ledger).note.startswith("满意度")
    told = [(change.who, change.action) for change in changes.history(ledger, "improvement", made)]
    assert told[-3:] == [("li", "edited"), ("wang", "edited"), ("wang", "made")]
    assert ("wang", "undone") in told


def test_of_two_editors_of_one_measure_the_second_is_told(ledger: Ledger, wang: Author, li: Author) -> None:
    made = add(ledger, wang)
    edit(ledger, li, made, owner="赵经理")
    with pytest.raises(ChangedMeanwhileError) as told, ledger.writing(wang) as writing:
        improvements.edit(writing, made, 1, {"owner": "钱经理"}, KNOWN)
    assert told.value.now["owner"] == "赵经理"
    assert one(ledger).owner == "赵经理"


def test_a_draft_becomes_a_measure_once_and_waits_again_where_that_is_undone(ledger: Ledger, wang: Author) -> None:
    with ledger.writing(wang) as writing:
        draft = drafts.put(
            writing, "pain_pair", "排队与柜面", page="journeys", address={}, build="b1", numbers={"n": 240}
        )
    made = add(ledger, wang, draft, finding="排队与柜面")
    assert one(ledger).draft_id == draft
    assert drafts.waiting(ledger, local_user()) == ()
    with pytest.raises(ChangedMeanwhileError):
        add(ledger, wang, draft)
    with ledger.writing(wang) as writing:
        changes.undo_last(writing, "improvement", made)
    assert [each.id for each in drafts.waiting(ledger, local_user())] == [draft]
    again = add(ledger, wang, draft)
    assert one(ledger).id == again
    assert one(ledger).code == "G2026-002"  # a number is never given twice


def test_scope_decides_who_sees_a_measure_and_texts_are_masked(ledger: Ledger, wang: Author) -> None:
    add(ledger, wang, note="联系客户 13800138000", owner="陈 主任")
    add(ledger, wang, unit_id="", title="全行统一材料清单")
    assert one_of(ledger, "r03").note == "联系客户 [PHONE]"
    seen = improvements.list_all(ledger, Scope("li", frozenset({"r01"})))
    assert [each.title for each in seen] == ["全行统一材料清单"]


def one_of(ledger: Ledger, unit: str) -> improvements.Improvement:
    return next(each for each in improvements.list_all(ledger, local_user()) if each.unit_id == unit)


def test_an_owner_who_left_gets_nothing_new_and_stands_on_the_list(ledger: Ledger, wang: Author) -> None:
    made = add(ledger, wang)
    with ledger.writing(wang) as writing:
        improvements.tell_owner_left(writing, " 陈主任 ")
        improvements.tell_owner_left(writing, "陈主任")  # said twice is said once
    with pytest.raises(WrongEntryError, match="owner: left"):
        add(ledger, wang)
    edit(ledger, wang, made, note="仍可补充说明")
    due = reminders.due_by_unit(ledger, local_user(), TODAY)
    assert [line.kind for line in due["r03"]] == ["owner_left"]
    edit(ledger, wang, made, owner="赵经理")
    assert reminders.due_by_unit(ledger, local_user(), TODAY) == {}


def test_the_morning_list_holds_what_is_due_and_nothing_else(ledger: Ledger, wang: Author) -> None:
    first = add(ledger, wang)
    add(ledger, wang, unit_id="", title="全行", due_on="2027-01-31")

    def kinds(day: str) -> dict[str, list[str]]:
        found = reminders.due_by_unit(ledger, local_user(), datetime.date.fromisoformat(day))
        return {unit: [line.kind for line in lines] for unit, lines in found.items()}

    assert kinds("2026-11-22") == {}
    assert kinds("2026-11-23") == {"r03": ["due_soon"]}
    assert kinds("2026-11-30") == {"r03": ["due_soon"]}
    assert kinds("2026-12-01") == {"r03": ["overdue"]}
    assert kinds("2027-02-01") == {"": ["overdue"], "r03": ["overdue"]}
    edit(ledger, wang, first, status="done")
    assert kinds("2027-03-30") == {"": ["overdue"]}
    assert kinds("2027-03-31") == {"": ["overdue"], "r03": ["reinspect"]}
    edit(ledger, wang, first, status="closed")
    assert "r03" not in kinds("2027-03-31")


def test_a_reminder_is_claimed_once_even_by_many_at_once(ledger: Ledger, wang: Author) -> None:
    add(ledger, wang)
    lines = reminders.due_by_unit(ledger, local_user(), datetime.date(2026, 12, 1))["r03"]
    claimed: list[reminders.Due] = []
    threads = [
        threading.Thread(target=lambda: claimed.extend(reminders.claim(ledger, wang, lines, "a@bank.example")))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 1
    assert len(reminders.claim(ledger, wang, lines, "b@bank.example")) == 1
    reminders.release(ledger, wang, lines, "a@bank.example")
    assert len(reminders.claim(ledger, wang, lines, "a@bank.example")) == 1
    assert reminders.claim(ledger, wang, lines, "a@bank.example") == ()
