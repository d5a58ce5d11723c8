"""Where customers leave a journey: shares by hand, the too young as open, counts alone, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from dashboard import verdicts
from dashboard.answers import headline, journeys, series
from dashboard.queries import records
from dashboard.queries.builds import Build, open_build
from dashboard.queries.where import TooFineError, where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Released
from dashboard.views import View
from tests import small_bank

VISIT = Slice(period="2026Q3").with_members("journey", ("visit",))
OLD = replace(VISIT, period="2026Q2")
COLUMNS = [
    *("journey_instance_id", "journey_id", "touchpoint_id", "entered_at", "completed_at"),
    *("unit_id", "channel", "entered", "completed"),
]
ENTERED, LOST_EVERY = 90, 5
COUNTED, COUNTED_COMPLETED = 500, 430


def _events() -> pd.DataFrame:
    """In May at o01 ninety enter the queue on one day each, every fifth is lost, one completes after 31 days. In
    September thirty enter it late, some of them open; of the app there are counts, once more completed than entered."""
    rows: list[tuple[object, ...]] = []
    for at in range(ENTERED):
        day = pd.Timestamp(2026, 5, 1) + pd.Timedelta(days=at % 20)
        took = 31 if at == 1 else at % 4
        done = "" if at % LOST_EVERY == 0 else f"{day + pd.Timedelta(days=took):%Y-%m-%d} 12:00:00"
        rows.append((f"a{at}", "visit", "queue", f"{day:%Y-%m-%d} 09:00:00", done, "o01", "branch", "", ""))
    for at in range(30):
        day = pd.Timestamp(2026, 8, 20) + pd.Timedelta(days=at)
        done = f"{day + pd.Timedelta(days=2):%Y-%m-%d} 12:00:00" if at % 3 else ""
        rows.append((f"b{at}", "visit", "counter", f"{day:%Y-%m-%d} 09:00:00", done, "o05", "branch", "", ""))
    rows.append(("", "app", "login", "2026-05-01", "", "", "app", COUNTED, COUNTED_COMPLETED))
    rows.append(("", "app", "transfer", "2026-05-01", "", "", "app", 10, 12))
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("left")
    small_bank.make(root, of={**small_bank.tables(), "journey_events": _events()})
    return root


@pytest.fixture(scope="module")
def left(root: Path) -> Build:
    return open_build("small", root)


def _by_step(build: Build, chosen: Slice, me: Scope) -> dict[str, Released]:
    answer = series.by("drop_off", "touchpoint", build, chosen, me)
    return {value.of("touchpoint") or "": value for value in answer.values}


def test_all_old_enough_is_the_plain_share_with_wilson(left: Build, me: Scope) -> None:
    value = _by_step(left, OLD, me)["queue"]
    lost = len(range(0, ENTERED, LOST_EVERY)) + 1  # and the one that took 31 days
    low, high = proportion_confint(lost, ENTERED, method="wilson")
    assert value.score == pytest.approx(100 * lost / ENTERED)
    assert (value.low, value.high) == (pytest.approx(100 * low), pytest.approx(100 * high))
    assert dict(value.parts) == {"entered": ENTERED, "completed": ENTERED - lost, "lost": lost, "too_young": 0}


def test_those_too_young_are_open_and_neither_lost_nor_left_out(left: Build, me: Scope) -> None:
    value = _by_step(left, VISIT, me)["counter"]
    days = [2 if at % 3 else (date(2026, 9, 30) - (date(2026, 8, 20) + pd.Timedelta(days=at))).days for at in range(30)]
    curve = SurvfuncRight(days, [1 if at % 3 else 0 for at in range(30)])
    assert value.score == pytest.approx(100 * float(curve.surv_prob[-1]))
    young = sum(1 for at in range(0, 30, 3) if days[at] < 30)
    assert (value.parts["too_young"], value.parts["lost"]) == (young, 10 - young)
    assert 0 < young < 10


def test_counts_alone_are_completed_over_entered_and_more_completed_count_as_all(left: Build, me: Scope) -> None:
    app = OLD.with_members("journey", ("app",))
    found = _by_step(left, app, me)
    assert found["login"].score == pytest.approx(100 * (1 - COUNTED_COMPLETED / COUNTED))
    assert (found["transfer"].base, found["transfer"].shown, found["transfer"].low) == (10, "interval", 0.0)
    assert "counted_entries" in series.by("drop_off", "touchpoint", left, app, me).footer.notes
    flagged = left.rows("data/refusals")
    assert "above_entered" in flagged.to_string()


def test_filters_narrow_and_the_unknown_ones_are_refused(left: Build, me: Scope) -> None:
    assert _by_step(left, replace(OLD, units=("o05",)), me) == {}
    assert set(_by_step(left, OLD.with_members("channel", ("branch",)), me)) == {"queue"}
    answer = headline.of("drop_off", left, OLD.with_members("age_band", ("60+",)), me)
    assert (answer.missing, answer.chart["widen"]) == ("cut_too_fine", ("age_band",))
    asked = where(left, OLD.with_members("line", ("retail",)), me, "service")
    with pytest.raises(TooFineError):
        records.journey_flow(left, asked)


def test_an_earlier_day_tells_only_of_months_that_were_old_enough(left: Build, me: Scope) -> None:
    june, july = (series.by("drop_off", "touchpoint", left, replace(OLD, as_of=day), me)
                  for day in (date(2026, 6, 15), date(2026, 7, 1)))  # fmt: skip
    assert not june.values
    assert [value.base for value in july.values] == [ENTERED]


def test_a_bank_without_events_says_what_to_hand_over(build: Build, left: Build, me: Scope) -> None:
    steps = journeys.steps(build, Slice(period="all").with_members("journey", ("visit",)), me)
    assert (steps.chart["drop_offs"], steps.chart["no_drop_off"]) == ((), "no_journey_events")
    told = verdicts.missing(headline.of("drop_off", build, Slice(period="all"), me), View(language="en"))
    assert "hand over journey_events" in told
    chart = journeys.steps(left, OLD, me).chart
    found = {step.touchpoint_id: value for step, value in zip(chart["steps"], chart["drop_offs"], strict=True)}
    assert (found["farewell"].base, found["farewell"].shown) == (0, "hidden")
