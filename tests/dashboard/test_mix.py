"""Who answered: counts and shares by month, as the export has them."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.answers import mix
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import OTHERS
from tests import small_bank

ALL = Slice(period="all")


def test_the_mix_is_that_of_the_export(build: Build, me: Scope) -> None:
    answer = mix.of("channel", build, ALL, me)
    rows = small_bank.tables()["service"]
    month = pd.to_datetime(rows["answered"], format="ISO8601").dt.to_period("M").dt.to_timestamp()
    counted = rows.groupby([month, "channel"]).size()
    told = {(str(value.month), value.of("channel")): value.base for value in answer.values if value.base}
    assert told == {(f"{when:%Y-%m-%d}", member): count for (when, member), count in counted.items()}
    shares = list(zip(answer.values, answer.chart["shares"], strict=True))
    for when in {when for when, _ in told}:
        assert sum(share for value, share in shares if value.month == when) == pytest.approx(100.0)
    assert all(value.shown == "score" for value in answer.values)


def test_beyond_five_members_the_rest_are_one_line(build: Build, me: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = mix.of("product", build, ALL, me)
    monkeypatch.setattr(mix, "MOST_LINES", 1)
    answer = mix.of("product", build, ALL, me)
    largest = whole.chart["members"][0]
    assert answer.chart["members"] == (largest, OTHERS)
    for day in {str(value.month) for value in answer.values}:
        inside = {value.of("product"): value.base or 0 for value in answer.values if value.month == day}
        before = {value.of("product"): value.base or 0 for value in whole.values if value.month == day}
        assert inside == {largest: before[largest], OTHERS: sum(before.values()) - before[largest]}
    assert answer.labels["product", OTHERS] == ("其他", "Others")


def test_a_second_filter_reads_the_facts_and_hides_nobody_who_only_answered(build: Build, me: Scope) -> None:
    answer = mix.of("channel", build, ALL.with_members("line", ("card",)), me)
    assert answer.footer.source == "facts"
    assert {value.shown for value in answer.values} == {"score"}


def test_nothing_before_the_first_answer_and_no_such_dimension(build: Build, me: Scope) -> None:
    assert mix.of("channel", build, Slice(period="2019"), me).missing == "no_responses"
    with pytest.raises(ValueError, match="no dimension 'unit'"):
        mix.of("unit", build, ALL, me)
    early = mix.of("channel", build, Slice(period="2025-03", as_of=date(2025, 3, 5)), me)
    assert early.missing is None
