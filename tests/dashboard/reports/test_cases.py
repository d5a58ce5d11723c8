"""Typical cases: masked, chosen once, five at most, of one slice and period, for eyes that may read them, undoable."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.ledger import Ledger, WrongEntryError, changes, typical_cases
from dashboard.ledger.typical_cases import KIND, MOST_CASES
from dashboard.scopes import Scope
from tests.dashboard.reports.conftest import ME

PERIOD = "2025Q4"
WHERE = {"unit": ["r02"]}
ALL = Scope("all")


def choose(ledger: Ledger, text: str, unit: str = "o04") -> str:
    with ledger.writing(ME) as writing:
        return typical_cases.choose(writing, WHERE, PERIOD, text=text, told_on=date(2025, 11, 3), unit_id=unit)


def test_cases_are_chosen_left_out_and_brought_back(ledger: Ledger) -> None:
    first = choose(ledger, "请拨打 13800138000，客户等候一小时。")
    [case] = typical_cases.chosen(ledger, ALL, {**WHERE, "period": [PERIOD]}, PERIOD)
    assert case.id == first and "13800138000" not in case.text
    assert not typical_cases.chosen(ledger, ALL, {}, PERIOD)
    assert not typical_cases.chosen(ledger, ALL, WHERE, "2026Q1")
    assert not typical_cases.chosen(ledger, Scope("numbers", may_read_verbatims=False), WHERE, PERIOD)
    assert not typical_cases.chosen(ledger, Scope("east", frozenset({"r01", "o01"})), WHERE, PERIOD)
    with pytest.raises(WrongEntryError, match="text: taken"):
        choose(ledger, case.text)
    with pytest.raises(WrongEntryError, match="text: empty"):
        choose(ledger, "  ")
    for at in range(MOST_CASES - 1):
        choose(ledger, f"第 {at} 个客户反映排队。")
    with pytest.raises(WrongEntryError, match="cases: full"):
        choose(ledger, "再来一个。")
    with ledger.writing(ME) as writing:
        typical_cases.leave_out(writing, first, case.version)
    assert len(typical_cases.chosen(ledger, ALL, WHERE, PERIOD)) == MOST_CASES - 1
    with ledger.writing(ME) as writing:
        changes.undo_last(writing, KIND, first)
    assert len(typical_cases.chosen(ledger, ALL, WHERE, PERIOD)) == MOST_CASES
