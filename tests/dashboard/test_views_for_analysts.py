"""The views that a build offers to other tools tell what the pages tell, and hide what the pages hide."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.answers import headline, series
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice

ROWS = 60
"""Of each measure that are asked of the product as well."""


@pytest.fixture(scope="module")
def told(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build's file opened as somebody else's tool would."""
    copy = shutil.copy(build.path, tmp_path_factory.mktemp("tool") / "build.duckdb")
    with duckdb.connect(copy, read_only=True) as opened:
        yield opened


def _sampled(frame: pd.DataFrame) -> list[dict[str, Any]]:
    chosen = np.random.default_rng(20261126).choice(len(frame), min(ROWS, len(frame)), replace=False)
    return [dict(row) for row in frame.iloc[sorted(chosen)].to_dict("records")]


@pytest.mark.parametrize("measure", ["nps", "satisfaction"])
def test_scores_are_those_of_the_pages(build: Build, me: Scope, told: duckdb.DuckDBPyConnection, measure: str) -> None:
    frame = told.execute(
        """select * from view_score
        where survey_id = 'service' and measure = $measure and touchpoint_id in ('', 'overall') and not is_own
        qualify count(distinct place) over (partition by unit_id) = 1""",
        {"measure": measure},
    ).df()
    assert set(frame["shown"]) >= {"score", "interval"}
    for row in _sampled(frame):
        first, last = (pd.Timestamp(row[name]).date() for name in ("from_on", "until_on"))
        period = str(Period(first, date(last.year, last.month, 1)))
        value = headline.of(measure, build, Slice(period=period, units=(str(row["unit_id"]),)), me).values[0]
        assert not value.is_freer
        assert (value.base, value.shown, value.low_base) == (row["base"], row["shown"], bool(row["is_low_base"]))
        for name in ("score", "low", "high"):
            number = getattr(value, name)
            assert (number is None) == bool(np.isnan(row[name])), (row, name)
            assert number is None or row[name] == pytest.approx(number, abs=1e-9)


def test_under_ten_answers_nothing_is_told(told: duckdb.DuckDBPyConnection) -> None:
    few = told.execute("select count(*) from view_score where base < 10 and (low is not null or score is not null)")
    assert few.fetchall() == [(0,)]
    alone = told.execute("select count(*) from view_score where base < 30 and score is not null").fetchall()
    assert alone == [(0,)]


def test_complaints_and_suggestions_are_those_of_the_pages(
    build: Build, me: Scope, told: duckdb.DuckDBPyConnection
) -> None:
    for unit in ("hq", "r01", "o04"):
        chosen = Slice(period="all", units=(unit,))
        rates = {value.month: value for value in series.by("complaints_per_10k", "month", build, chosen, me).values}
        rows = told.execute("select * from view_complaint where unit_id = ? and customers > 0", [unit]).df()
        found = {f"{row['month']:%Y-%m-%d}": row for row in rows.to_dict("records")}
        assert rates.keys() <= found.keys()
        for month, rate in rates.items():
            assert found[str(month)]["complaints_per_10k"] == pytest.approx(rate.score)
        submitted = series.by("suggestions_submitted", "month", build, chosen, me).values
        statement = "select month::varchar, submitted from view_suggestion where unit_id = ?"
        assert {value.month: value.base for value in submitted} == dict(told.execute(statement, [unit]).fetchall())
