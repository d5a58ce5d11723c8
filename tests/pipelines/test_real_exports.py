"""Real exports, loaded by the command into a bank of their own, count to what their owners' data say.

The files are public but not part of the project: the tests skip where ../shared/realdata is absent.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.__main__ import main
from pipelines.banks import bank as bank_named

REAL = Path(__file__).resolve().parents[3] / "shared" / "realdata"
DESCRIPTIONS = Path(__file__).parent / "real_descriptions" / "survey_responses"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real exports of ../shared/realdata are not here")


@pytest.fixture(autouse=True)
def own_banks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "banks"))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)


def loaded(bank: str, description: str, *files: Path) -> None:
    call = ["load", *map(str, files), "--bank", bank, "--description", str(DESCRIPTIONS / description), "--json"]
    assert main(call) == 0


def query(bank: str, sql: str) -> list[tuple[Any, ...]]:
    path = bank_named(bank).current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


NPS_COUNTS = """
    select
        month::text, responses, recommend_responses, off_scale, blank,
        score_9 + score_10, score_7 + score_8, score_0 + score_1 + score_2 + score_3 + score_4 + score_5 + score_6
    from mart_response_month where dimension = 'all'
"""


def test_the_airport_survey_of_2017_counts_to_its_published_score() -> None:
    """../shared/realdata/README.md: 303 valid, 152/120/31, NPS 39.9340; ten answers coded 11 are none."""
    (file,) = (REAL / "sfo_2017_dev").glob("*.csv")
    loaded("airport", "sfo_2017.toml", file)
    assert query("airport", NPS_COUNTS) == [("2017-05-01", 313, 303, 10, 0, 152, 120, 31)]
    assert round(100 * (152 - 31) / 303, 4) == 39.9340
    [(weighted, squared, *parts)] = query(
        "airport",
        """select weight_sum, weight_squared_sum, weight_promoters, weight_passives, weight_detractors
        from mart_response_month where dimension = 'all'""",
    )
    with file.open(encoding="utf-8-sig", newline="") as lines:
        answers = [(row["NETPRO"], float(row["WEIGHT"])) for row in csv.DictReader(lines)]
    by_hand = [weight for answer, weight in answers if answer in set("0123456789") | {"10"}]
    assert len(by_hand) == 303
    assert weighted == pytest.approx(sum(by_hand))
    assert squared == pytest.approx(sum(weight**2 for weight in by_hand))
    assert sum(parts) == pytest.approx(weighted)
    assert query("airport", "select has_recommend, has_weight from dim_survey") == [(True, True)]
    assert query("airport", "select unit_id, level from dim_unit") == [("bank", 0)]


def test_blank_and_never_used_are_no_ratings_of_the_airport() -> None:
    (file,) = (REAL / "sfo_2017_dev").glob("*.csv")
    loaded("airport", "sfo_2017.toml", file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        marks = Counter(row["Q7ALL"].strip() for row in csv.DictReader(lines))
    [found] = query(
        "airport",
        """select ratings, top_box, pain_box, not_used, blank, off_scale from mart_rating_month
        where dimension = 'all' and touchpoint_id = 'overall'""",
    )
    valid = sum(marks[str(mark)] for mark in range(1, 6))
    assert found == (valid, marks["4"] + marks["5"], marks["1"] + marks["2"], marks["6"], 313 - valid - marks["6"], 0)
    assert marks["Blank"] > 0


CHOICES = """
    select question, option_name, count(*) filter (where was_selected) from fct_choice
    where question in ('gender', 'interests') group by all
"""


@pytest.mark.parametrize("file", ["wjx_800_800_0.xls", "wjx_800_800_2.xls"], ids=["text", "codes"])
def test_an_export_as_text_and_one_as_codes_hold_the_same_answers(file: str) -> None:
    loaded("phones", "wjx_reportgen800.toml", REAL / "wjx_reportgen800" / file)
    counts = {(question, option): chosen for question, option, chosen in query("phones", CHOICES)}
    expected = {"美食": 492, "运动": 479, "旅游": 478, "影视": 461, "阅读": 436, "购物": 425}
    assert {option: counts["interests", option] for option in expected} == expected
    assert (counts["gender", "男"], counts["gender", "女"]) == (427, 373)
    assert query(
        "phones", "select count(*), count(distinct recommend_state), min(recommend_state) from fct_response"
    ) == [(800, 1, "not_asked")]


def test_the_same_answers_as_text_and_then_as_codes_are_counted_once() -> None:
    folder = REAL / "wjx_reportgen800"
    loaded("phones", "wjx_reportgen800.toml", folder / "wjx_800_800_0.xls")
    before = sorted(query("phones", CHOICES))
    loaded("phones", "wjx_reportgen800.toml", folder / "wjx_800_800_2.xls")
    assert query("phones", "select count(*) from fct_response") == [(800,)]
    assert sorted(query("phones", CHOICES)) == before
    assert query("phones", "select rows_repeated from build_load order by load_id") == [(0,), (800,)]


@pytest.mark.parametrize("kind", ["Original", "Readable"])
def test_one_layout_in_three_files_is_one_set_of_answers(kind: str) -> None:
    tables = {}
    for number, ending in enumerate((".xls", "_utf8bom.csv", "_gb18030.csv")):
        bank = f"layout{number}"
        loaded(bank, "wjx_layout.toml", REAL / "wjx_layout_masked" / f"All_Data_{kind}_masked{ending}")
        tables[ending] = {
            table: sorted(map(str, query(bank, f"select * from {table}")))  # noqa: S608 - a name of this file
            for table in ("fct_response", "fct_choice", "mart_response_month", "mart_rating_month")
        }
        durations = query(bank, "select duration_seconds from raw_survey_responses order by response_id")
        assert durations == [(5.0,), (136.0,), (8.0,), (60.0,)]
    assert tables[".xls"] == tables["_utf8bom.csv"] == tables["_gb18030.csv"]
    assert len(tables[".xls"]["fct_response"]) == 4
