"""Accepted levels in the ledger: who, why, of which chart; a reason is asked for, and the same is not kept twice."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.ledger import Author, Ledger, NotThereError, WrongEntryError, baselines

CHART = {"unit": ["r03", "r01"], "channel": ["app"], "period": ["2026Q3"], "as_of": ["2026-09-30"]}
MARCH = date(2026, 3, 1)


def test_a_level_is_kept_for_its_chart_whatever_the_period(ledger: Ledger, wang: Author) -> None:
    with ledger.writing(wang) as writing:
        second = baselines.accept(writing, "nps", CHART, date(2026, 6, 15), "夏季活动")
        first = baselines.accept(writing, "nps", CHART, MARCH, " 新系统 ")
    same = {"channel": ["app"], "unit": ["r01", "r03"], "period": ["2025"]}
    found = baselines.standing(ledger, "nps", same)
    assert [(each.id, each.from_month, each.reason) for each in found] == [
        (first, MARCH, "新系统"),
        (second, date(2026, 6, 1), "夏季活动"),
    ]
    assert {each.made_by for each in found} == {"wang"}
    assert baselines.standing(ledger, "satisfaction", same) == ()
    assert baselines.standing(ledger, "nps", {"unit": ["r03"]}) == ()
    with ledger.writing(wang) as writing:
        baselines.take_back(writing, first, 1)
    assert [each.id for each in baselines.standing(ledger, "nps", same)] == [second]
    with pytest.raises(NotThereError), ledger.writing(wang) as writing:
        baselines.take_back(writing, "nothing", 1)


@pytest.mark.parametrize(("reason", "code"), [("  ", "empty"), ("长" * 4_001, "too_long")])
def test_without_a_reason_nothing_is_kept(ledger: Ledger, wang: Author, reason: str, code: str) -> None:
    with pytest.raises(WrongEntryError) as wrong, ledger.writing(wang) as writing:
        baselines.accept(writing, "nps", CHART, MARCH, reason)
    assert wrong.value.faults == (("reason", code),)
    assert baselines.standing(ledger, "nps", CHART) == ()


def test_the_same_level_is_not_accepted_twice(ledger: Ledger, wang: Author, li: Author) -> None:
    with ledger.writing(wang) as writing:
        baselines.accept(writing, "nps", CHART, MARCH, "新系统")
    with pytest.raises(WrongEntryError) as wrong, ledger.writing(li) as writing:
        baselines.accept(writing, "nps", CHART, date(2026, 3, 20), "另一个理由")
    assert wrong.value.faults == (("from_month", "taken"),)
