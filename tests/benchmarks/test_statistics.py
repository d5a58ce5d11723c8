"""The measurement of the statistics looks at every outlet and month, and tells both sides; no time is asserted."""

from __future__ import annotations

from pathlib import Path

from dashboard.queries import builds, responses
from tests import small_bank
from tests.benchmarks import statistics


def test_it_measures_every_outlet_and_month_of_the_bank(tmp_path: Path, small_copy: small_bank.Copy) -> None:
    small_copy(tmp_path)
    build = builds.open_build("small", tmp_path)
    asked = statistics.by_outlet(build)
    frame = responses.recommend(build, asked).frame
    plus, zero, minus = statistics.counts(frame)
    assert plus.shape == (frame["group"].nunique(), frame["month"].nunique())
    assert (plus + zero + minus).sum() == frame["recommend_responses"].sum() > 0
    figures = statistics.compare(build)
    assert (figures["outlets"], figures["months"]) == plus.shape
    assert figures["statistics_seconds"] > 0
    assert figures["query_seconds"] > 0
    assert "together" in statistics.table(figures)
