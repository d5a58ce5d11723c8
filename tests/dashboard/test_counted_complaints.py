"""A bank that has only counts of complaints sees complaints and rates; where it has both, nothing counts twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.answers import journeys, trend
from dashboard.queries import provenance, records
from dashboard.queries.builds import Build, open_build
from dashboard.queries.where import TooFineError, where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests import small_bank
from tests.dashboard.opened import numbers, open_app, words

SUMS = ["complaints", "merged_complaints", "valid_complaints"]
BOTH = pd.Timestamp("2025-06-01")
"""The month of which the bank ``both`` hands over records and counts."""


def counts_of(complaints: pd.DataFrame) -> pd.DataFrame:
    """The same complaints as a table of counts, the way a bank without a complaint system has them."""
    month = pd.to_datetime(complaints["received_at"]).dt.strftime("%Y-%m")
    by = ["month", "unit_id", "line", "channel", "business", "cause"]
    found = complaints.assign(month=month, valid=(complaints["valid"] == "true").astype(int))
    sums = found.groupby(by, as_index=False).agg(complaints=("complaint_id", "size"), valid_complaints=("valid", "sum"))
    return sums.astype(str)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``records`` has complaints, ``counts`` their counts, ``both`` the one until 2025-06, then the other."""
    folder = tmp_path_factory.mktemp("banks")
    given = small_bank.tables(responses=300)
    complaints = given.pop("complaints")
    month = pd.to_datetime(complaints["received_at"]).dt.to_period("M").dt.to_timestamp()
    small_bank.make(folder, "records", given | {"complaints": complaints})
    small_bank.make(folder, "counts", given | {"complaint_counts": counts_of(complaints)})
    both = {
        "complaints": complaints[month <= BOTH],
        "complaint_counts": counts_of(complaints[month >= BOTH]),
    }
    small_bank.make(folder, "both", given | both)
    return folder


def summed(build: Build, me: Scope, by: str = "", chosen: Slice | None = None) -> pd.DataFrame:
    frame = records.complaints(build, where(build, chosen or Slice(), me, "", by)).frame
    return frame.groupby(["month", "group"])[[*SUMS, "customers"]].sum()


@pytest.mark.parametrize("by", ["", "unit", "channel", "cause", "line"])
def test_counts_say_what_their_complaints_say(root: Path, me: Scope, by: str) -> None:
    one_by_one, counted = (summed(open_build(bank, root), me, by) for bank in ("records", "counts"))
    same = ["complaints", "valid_complaints", "customers"]
    pd.testing.assert_frame_equal(one_by_one[same], counted[same])
    # what repeats is not known of counts
    assert one_by_one["merged_complaints"].sum() < one_by_one["complaints"].sum()
    assert (counted["merged_complaints"] == counted["complaints"]).all()


def test_where_a_month_of_a_unit_has_both_only_its_complaints_count(root: Path, me: Scope) -> None:
    both, one_by_one = open_build("both", root), summed(open_build("records", root), me, "unit")
    pd.testing.assert_frame_equal(
        one_by_one["complaints"].to_frame(), summed(both, me, "unit")["complaints"].to_frame()
    )
    aside = provenance.counts_aside(both)
    expected = int(one_by_one.loc[BOTH, "complaints"].sum())
    assert (aside.counted, aside.recorded) == (expected, expected)
    assert expected > 0


def test_two_filters_read_counts_too(root: Path, me: Scope) -> None:
    chosen = Slice(members={"line": ("retail",), "channel": ("branch",)})
    one_by_one, counted = (summed(open_build(bank, root), me, chosen=chosen) for bank in ("records", "counts"))
    assert counted["complaints"].sum() > 0
    pd.testing.assert_series_equal(one_by_one["complaints"], counted["complaints"])


def test_a_count_is_not_cut_within_its_month(root: Path, me: Scope) -> None:
    counted = open_build("counts", root)
    cut = records.complaints(counted, where(counted, Slice(as_of=date(2026, 4, 15)), me, ""))
    assert cut.frame["month"].max() == pd.Timestamp("2026-03-01")
    assert cut.notes == ("counted",)


def test_counts_say_nothing_of_steps(root: Path, me: Scope) -> None:
    counted, both = open_build("counts", root), open_build("both", root)
    with pytest.raises(TooFineError):
        summed(counted, me, "touchpoint")
    found = summed(both, me, "touchpoint")
    assert found.index.get_level_values("month").max() <= BOTH
    assert found["complaints"].sum() > 0
    assert dict(journeys.steps(counted, Slice(period="all"), me).chart)["complaints"] == ()


def test_the_pages_of_a_bank_with_counts_alone_show_complaints_and_rates(
    root: Path, monkeypatch: pytest.MonkeyPatch, me: Scope
) -> None:
    of_records, of_counts = (
        trend.control("complaints_per_10k", open_build(bank, root), Slice(period="all"), me)
        for bank in ("records", "counts")
    )
    assert [value.score for value in of_counts.values] == [value.score for value in of_records.values]
    assert len(of_counts.values) == 24
    app = open_app(monkeypatch, root, bank="counts", lang="en", period="all")
    assert not app.exception
    assert numbers(app)["complaints_per_10k"]["shown"] == "score"
    assert "counts stand where complaints were not handed over one by one" in words(app)


def test_the_data_page_says_that_counts_were_set_aside(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = words(open_app(monkeypatch, root, "data", bank="both", lang="en"))
    assert "months of a unit both complaints and counts of them were handed over" in told
    assert "counts of them" not in words(open_app(monkeypatch, root, "data", bank="counts", lang="en"))
