"""Drivers of a real survey with ratings missing by design, through the page's own answer, against the file itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.answers import drivers
from dashboard.queries.builds import open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from pipelines.banks import bank as bank_named
from pipelines.load import load
from tests.dashboard.test_drivers import of_every_subset
from tests.pipelines.exports import REAL_DESCRIPTIONS, real


def test_the_airports_shares_and_bases_are_those_of_its_file(tmp_path: Path, me: Scope) -> None:
    """0 is blank and 6 never used: in no mean and no base. Ten of fourteen touchpoints are looked at, the most rated;
    signs and screens of information are rated so alike that some of them count as one."""
    file = real("sfo_2017_dev", "sfo_2017_dev.csv")
    bank = bank_named("airport", tmp_path)
    bank.ensure()
    (bank.config / "survey_responses").mkdir(parents=True, exist_ok=True)
    description = REAL_DESCRIPTIONS / "survey_responses" / "sfo_2017.toml"
    shutil.copy(description, bank.config / "survey_responses" / description.name)
    load(bank, (Path(shutil.copy(file, bank.inbox / file.name)),))
    answer = drivers.shares(open_build("airport", tmp_path), Slice(), me)
    assert answer.missing is None

    columns = {
        "Q7ART": "art", "Q7FOOD": "food", "Q7STORE": "store", "Q7SIGN": "sign", "Q7WALKWAYS": "walkways",
        "Q7SCREENS": "screens", "Q7INFODOWN": "info_down", "Q7INFOUP": "info_up", "Q7WIFI": "wifi", "Q7ROADS": "roads",
        "Q7PARK": "park", "Q7AIRTRAIN": "airtrain", "Q7LTPARKING": "long_term_parking", "Q7RENTAL": "rental",
    }  # fmt: skip
    rows = pd.read_csv(file, dtype=str)
    recommend = pd.to_numeric(rows["NETPRO"], errors="coerce")
    marks = rows[list(columns)].rename(columns=columns).apply(pd.to_numeric, errors="coerce")
    marks = marks.where((marks >= 1) & (marks <= 5))
    is_counted = recommend.between(0, 10) & marks.notna().any(axis=1)
    recommend, marks = recommend[is_counted], marks[is_counted]
    assert answer.chart["explained"].base == len(recommend)

    bases = marks.count()
    group_of = {group[0]: group for group in answer.chart["groups"]}
    players = [group_of.get(str(value.of("touchpoint")), (str(value.of("touchpoint")),)) for value in answer.values]
    assert [value.base for value in answer.values] == [min(bases[list(player)]) for player in players]
    told = {step for player in players for step in player}
    few = {step for step, ratings in answer.chart["left_out"] if ratings is not None}
    beyond = {step for step, ratings in answer.chart["left_out"] if ratings is None}
    assert told | few | beyond == set(marks)
    assert len(beyond) == 4
    assert all(bases[step] < 100 for step in few)
    assert max(bases[list(beyond)]) <= min(bases[[*told, *few]])

    # who rated two so alike is worked out again, pair by pair
    linked = {
        frozenset((one, other))
        for one in told
        for other in told
        if one < other
        and (both := marks[one].notna() & marks[other].notna()).sum() >= 100
        and abs(np.corrcoef(marks.loc[both, one], marks.loc[both, other])[0, 1]) >= 0.8
    }
    assert linked
    assert frozenset().union(*linked) == {step for group in group_of.values() for step in group}

    shares = of_every_subset(recommend, marks, players)
    expected = 100 * shares / shares.sum()
    assert [value.score for value in answer.values] == pytest.approx(expected.round().tolist(), abs=1e-9)
    assert answer.chart["explained"].score == round(100 * shares.sum())
    alone = {each.of("touchpoint"): each for beside in answer.chart["correlations"] for each in beside}
    for step in told:
        used = marks[step].notna()
        assert alone[step].score == round(100 * np.corrcoef(recommend[used], marks.loc[used, step])[0, 1])
        assert alone[step].base == bases[step]
