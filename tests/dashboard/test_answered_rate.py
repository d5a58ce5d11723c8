"""回音率: who asked and who got an answer in time, recounted by hand from the exports, at any as-of day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from dashboard.answers import headline, series
from dashboard.answers.kinds import Answered
from dashboard.queries import records
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError, where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import outlook
from pipelines import limits
from tests import small_bank

ALL = Slice(period="all")


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Every matter of the small bank from its exports: kind, asked, answered, last day in time."""
    tables = small_bank.tables()

    def day(column: pd.Series) -> pd.Series:
        return pd.to_datetime(column.replace("", None)).dt.normalize()

    complaints = tables["complaints"]
    told = pd.DataFrame(
        {"kind": "complaint", "asked": day(complaints["received_at"]), "answered": day(complaints["told_at"])}
    )
    told["due"] = told["asked"] + timedelta(days=15)
    service = tables["service"]
    score = pd.to_numeric(service["recommend"], errors="coerce")
    overall = pd.to_numeric(service["overall"], errors="coerce")
    is_low = (score <= 6) | (~(score <= 10) & overall.isin([1, 2]))
    low = service[(service["contact"] == "true") & is_low]
    scored = pd.DataFrame({"kind": "low_score", "asked": day(low["answered"]), "answered": day(low["replied"])})
    days = pd.DataFrame(
        limits.calendar(tmp_path_factory.mktemp("config"), 2026), columns=["day", "is_working", "is_official"]
    )
    working = pd.to_datetime(days.loc[days["is_working"], "day"])
    scored["due"] = [working[working > each].iloc[4] for each in scored["asked"]]
    made, events = tables["suggestions"], tables["suggestion_events"]
    decided = events[events["event"].isin(["adopted", "declined", "merged"])].groupby("suggestion_id")["at"].min()
    replies = events[events["event"].isin(["replied", "told"])]
    replies = replies[day(replies["at"]) >= day(replies["suggestion_id"].map(decided))]
    suggested = pd.DataFrame(
        {
            "kind": "suggestion",
            "asked": day(made["submitted_at"]),
            "answered": day(made["suggestion_id"].map(replies.groupby("suggestion_id")["at"].min())),
        }
    )
    suggested["due"] = suggested["asked"] + timedelta(days=90)
    return pd.concat([told, scored, suggested], ignore_index=True)


def _counted(frame: pd.DataFrame, as_of: pd.Timestamp) -> dict[str, int]:
    seen = frame[frame["asked"] <= as_of]
    answered = seen["answered"].where(seen["answered"] <= as_of)
    until = answered.fillna(as_of)
    in_time = until <= seen["due"]
    return {
        "matters": len(seen),
        "answered_in_time": int((answered.notna() & in_time).sum()),
        "answered_late": int((answered.notna() & ~in_time).sum()),
        "open_in_time": int((answered.isna() & in_time).sum()),
        "open_late": int((answered.isna() & ~in_time).sum()),
    }


@pytest.mark.parametrize("as_of", [small_bank.LAST, date(2026, 2, 20), date(2025, 5, 5)])
def test_what_asked_and_what_was_answered_is_what_the_exports_say(
    build: Build, me: Scope, by_hand: pd.DataFrame, as_of: date
) -> None:
    answer = series.by("answered_rate", "matter", build, Slice(period="all", as_of=as_of), me)
    assert {value.of("matter") for value in answer.values} == {"complaint", "low_score", "suggestion"}
    for value in answer.values:
        own = by_hand[by_hand["kind"] == value.of("matter")]
        assert dict(value.parts) == _counted(own, pd.Timestamp(as_of)), value.of("matter")
    assert set(answer.footer.notes) >= {"house_limit"}
    assert "legal_limit" not in answer.footer.notes


def test_the_rate_lies_between_counting_open_ones_as_lost_and_leaving_them_out(build: Build, me: Scope) -> None:
    value = headline.of("answered_rate", build, ALL, me).values[0]
    parts = value.parts
    lost = 100 * parts["answered_in_time"] / parts["matters"]
    left_out = 100 * parts["answered_in_time"] / (parts["matters"] - parts["open_in_time"])
    assert parts["open_in_time"] > 0
    assert value.score is not None
    assert lost <= value.score <= left_out + 1e-9
    assert value.base == parts["matters"]


def test_with_everything_past_its_limit_it_is_the_plain_share(build: Build, me: Scope, by_hand: pd.DataFrame) -> None:
    value = headline.of("answered_rate", build, Slice(period="2025Q1"), me).values[0]
    own = by_hand[by_hand["asked"].between("2025-01-01", "2025-03-31")]
    in_time = own["answered"].notna() & (own["answered"] <= own["due"])
    assert value.score == pytest.approx(100 * in_time.mean())
    assert value.base == len(own)


def test_matters_are_not_known_by_product(build: Build, me: Scope) -> None:
    with pytest.raises(TooFineError):
        records.matters(build, where(build, Slice(members={"product": ("loan",)}), me, "service"))
    answer = headline.of("answered_rate", build, Slice(members={"product": ("loan",)}), me)
    assert answer.missing == "cut_too_fine"


def test_units_add_up_to_the_bank(build: Build, me: Scope) -> None:
    whole = headline.of("answered_rate", build, ALL, me).values[0]
    units = series.by("answered_rate", "unit", build, ALL, me).values
    assert sum(unit.parts["matters"] for unit in units) == whole.parts["matters"]


def test_a_young_period_is_not_old_enough(build: Build, me: Scope) -> None:
    chosen = Slice(period="2025-05", as_of=date(2025, 5, 1))
    answer = headline.of("answered_rate", build, chosen, me)
    assert answer.missing == "not_old_enough"
    assert answer.values[0].score is None


def test_a_cohort_without_matters_has_its_empty_entry() -> None:
    empty = outlook.answered([3], [1], [15], cohorts=np.array([1]), cohort_count=2)
    assert empty.at(1.0).score.tolist() == [None, 100.0]


def test_a_limit_that_ends_on_the_day_of_asking_is_met_on_that_day_only() -> None:
    frame = pd.DataFrame({"matters": [1, 1], "is_told": [True, True], "elapsed_days": [0, 1], "limit_days": [0, 0]})
    kind = Answered()
    cells = kind.sum(frame, np.array([0, 1]), 2)
    assert kind.estimate(cells).score.tolist() == [100.0, 0.0]
    assert [part["answered_in_time"] for part in kind.parts(cells)] == [1, 0]
