"""Real exports give the figures that were counted in them by other means."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipelines.conform import Conformed
from pipelines.descriptions import load_description
from tests.pipelines.exports import REAL_DESCRIPTIONS, conformed, real
from tests.pipelines.test_readers_wenjuanxing import LAYOUT_FILES

DESCRIPTIONS = REAL_DESCRIPTIONS / "survey_responses"


def _conformed(description: str, *path: str) -> Conformed:
    return conformed(real(*path), DESCRIPTIONS / description)


def test_the_airport_survey_counts_303_of_313() -> None:
    chunk = _conformed("sfo_2017.toml", "sfo_2017_dev", "sfo_2017_dev.csv")
    responses, ratings = chunk.tables["survey_responses"], chunk.tables["ratings"]
    scores = responses["recommend"].dropna()
    assert len(scores) == 303
    assert [int(count) for count in ((scores >= 9).sum(), scores.between(7, 8).sum(), (scores <= 6).sum())] == [
        152,
        120,
        31,
    ]
    assert (chunk.counts.read, chunk.counts.refused, chunk.counts.recommend_off_scale, chunk.counts.blank) == (
        313,
        0,
        10,
        0,
    )
    assert set(responses["responded_at"].dt.strftime("%Y-%m")) == {"2017-05"}
    assert responses["weight"].notna().all()
    assert responses["weight"].sum() == pytest.approx(316.7564663884)
    overall = ratings[ratings["touchpoint_id"] == "overall"]
    assert overall["state"].value_counts().to_dict() == {"valid": 291, "blank": 22}
    assert overall["score"].value_counts().to_dict() == {4: 174, 5: 66, 3: 50, 2: 1}
    parking = ratings[ratings["touchpoint_id"] == "long_term_parking"]
    assert parking["state"].value_counts().to_dict() == {"not_used": 205, "valid": 91, "blank": 17}
    assert chunk.counts.ratings_off_scale == 0


@pytest.mark.parametrize("name", ["wjx_800_800_0.xls", "wjx_800_800_2.xls"], ids=["text", "codes"])
def test_the_hobbies_of_800_are_the_same_as_text_and_as_codes(name: str) -> None:
    choices = _conformed("wjx_reportgen800.toml", "wjx_reportgen800", name).tables["choices"]
    chosen = choices[choices["was_selected"]].groupby(["question", "option_name"]).size()
    assert chosen["interests"].nlargest(6).to_dict() == {
        "美食": 492,
        "运动": 479,
        "旅游": 478,
        "影视": 461,
        "阅读": 436,
        "购物": 425,
    }
    assert chosen["gender"].to_dict() == {"女": 373, "男": 427}


def test_text_and_codes_of_800_agree_on_every_option() -> None:
    counts = []
    for name in ("wjx_800_800_0.xls", "wjx_800_800_2.xls"):
        choices = _conformed("wjx_reportgen800.toml", "wjx_reportgen800", name).tables["choices"]
        counts.append(choices[choices["was_selected"]].groupby(["question", "option_name"]).size())
    pd.testing.assert_series_equal(*counts)


@pytest.mark.parametrize("name", LAYOUT_FILES)
def test_the_layout_is_alike_from_every_file(name: str) -> None:
    chunk = _conformed("wjx_layout.toml", "wjx_layout_masked", name)
    responses, ratings = chunk.tables["survey_responses"], chunk.tables["ratings"]
    assert len(responses) == 4
    assert responses["duration_seconds"].tolist() == [5, 136, 8, 60]
    assert responses["responded_at"].iloc[0] == pd.Timestamp("2016-12-17 14:22:55")
    # The two who were not skipped gave 3 of 10 and 4 of 5; in the export as codes the 3 is written as a 4.
    by_touchpoint = ratings.dropna(subset=["score"]).groupby("touchpoint_id")["score"].apply(list).to_dict()
    assert by_touchpoint == {"overall": [3, 3], "looks": [4, 4], "gps": [4, 3]}
    assert (ratings["state"] == "blank").sum() == 6
    choices = chunk.tables["choices"]
    assert choices[choices["was_selected"]].groupby("question").size().to_dict() == {
        "gender": 2,
        "heard_from": 8,
        "won_over": 29,
    }
    first = choices[(choices["question"] == "won_over") & (choices["rank"] == 1)].sort_values("response_id")
    assert first["option_name"].tolist() == ["骁龙820处理器", "触控流畅,反应快"]
    assert "203.0.113" not in "".join(frame.to_csv() for frame in chunk.tables.values())


@pytest.mark.parametrize("path", sorted(REAL_DESCRIPTIONS.glob("*/*.toml")), ids=lambda path: path.stem)
def test_descriptions_of_real_exports_lie_where_a_bank_keeps_its_own(path: Path) -> None:
    described = load_description(path)
    assert (described.table, described.name) == (path.parent.name, path.stem)
