"""Inspections of a unit: shares by hand, what was looked at again, and the touchpoint's score beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from dashboard.answers import headline, inspections, series
from dashboard.answers.question import SURVEY_MEASURES
from dashboard.queries.builds import Build, open_build
from dashboard.queries.where import OutOfScopeError, where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests import small_bank

MINE = Slice(units=("o01",), period="all")
LOOKS, FAILED_EVERY = 40, 4


def _rows() -> list[dict[str, str]]:
    """At o01 forty looks at one item, every fourth not in order, half of those mended; one look without touchpoint."""
    rows = []
    for at in range(LOOKS):
        failed = at % FAILED_EVERY == 0
        again = failed and at % (2 * FAILED_EVERY) == 0
        rows.append(
            {
                "unit_id": "o01",
                "item": "叫号机可用",
                "kind": "self_check",
                "inspected_on": f"2026-0{1 + at % 6}-{1 + at // 6:02d}",
                "touchpoint_id": "queue",
                "passed": "false" if failed else "true",
                "rechecked_on": "2026-07-15" if again else "",
                "passed_recheck": "true" if again else "",
            }
        )
    return [*rows, {**rows[1], "item": "公示牌", "touchpoint_id": ""}, {**rows[1], "unit_id": "o05"}]


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = tmp_path_factory.mktemp("inspected")
    small_bank.make(root, of={**small_bank.tables(), "inspections": pd.DataFrame(_rows())})
    return open_build("small", root)


def test_each_item_has_its_share_interval_base_and_second_looks(inspected: Build, me: Scope) -> None:
    answer = inspections.of(inspected, MINE, me)
    named = {value.of("item"): value for value in answer.values}
    queue = named["叫号机可用"]
    low, high = proportion_confint(30, LOOKS, method="wilson")
    assert (queue.score, queue.base, queue.shown) == (75.0, LOOKS, "score")
    assert (queue.low, queue.high) == (pytest.approx(100 * low), pytest.approx(100 * high))
    assert dict(queue.parts) == {"passed": 30, "rechecked": 5, "recheck_passed": 5}
    assert answer.footer.interval_rule == "wilson"
    few = named["公示牌"]
    assert (few.base, few.shown, few.score) == (1, "interval", None)
    assert answer.chart["together"].base == LOOKS + 1


def test_beside_an_item_stands_what_customers_say_of_its_touchpoint(inspected: Build, me: Scope) -> None:
    answer = inspections.of(inspected, MINE, me)
    rated = {
        value.of("touchpoint"): value for value in series.by("satisfaction", "touchpoint", inspected, MINE, me).values
    }
    beside = dict(zip((value.of("item") for value in answer.values), answer.chart["touchpoint_scores"], strict=True))
    assert beside["叫号机可用"].score == rated["queue"].score
    assert beside["叫号机可用"].base == rated["queue"].base
    assert beside["公示牌"] is None


def test_the_same_share_by_unit_and_in_the_headline(inspected: Build, me: Scope) -> None:
    whole = headline.of("inspection_pass_rate", inspected, replace(MINE, units=()), me).values[0]
    rows = series.by("inspection_pass_rate", "unit", inspected, replace(MINE, units=()), me).values
    assert whole.base == sum(value.base or 0 for value in rows) == LOOKS + 2
    assert "inspection_pass_rate" not in SURVEY_MEASURES  # the bank's own records: no survey narrows them


def test_no_inspections_or_a_cut_that_they_do_not_know_is_said(inspected: Build, build: Build, me: Scope) -> None:
    assert inspections.of(inspected, replace(MINE, units=("o02",)), me).missing == "no_inspections"
    assert inspections.of(inspected, replace(MINE, period="2020"), me).missing is not None
    assert inspections.of(build, MINE, me).missing == "no_inspections"
    by_channel = replace(MINE, members={"channel": ("app",)})
    assert inspections.of(inspected, by_channel, me).missing == "cut_too_fine"
    assert inspections.of(inspected, replace(MINE, as_of=date(2026, 3, 10)), me).missing == "cut_too_fine"
    with pytest.raises(OutOfScopeError):
        inspections.of(inspected, MINE, Scope("other", frozenset({"o02"})))


def test_the_mart_adds_up_to_what_was_handed_over(inspected: Build, me: Scope) -> None:
    frame = inspected.rows("inspections/by_month", where(inspected, Slice(period="all"), me, "").parameters())
    assert int(frame["inspected"].sum()) == len(_rows())
    assert int(frame["passed"].sum()) == sum(row["passed"] == "true" for row in _rows())
    assert set(frame["item"]) == {"叫号机可用", "公示牌"}
