"""Scales that could be read in two ways: which end is the good one, which scale was asked, are left to a person."""

from __future__ import annotations

import doctest
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from pipelines.describe import Proposal, describe, directions
from pipelines.describe.directions import leaning
from pipelines.describe.vocabulary import words
from tests.pipelines.exports import conformed, write_csv

GOOD_FIRST = ["1 - 非常满意", "2 - 满意", "3 - 一般", "4 - 不满意", "5 - 非常不满意"]
WILLING_FIRST = ["0 - 非常愿意", *map(str, range(1, 10)), "10 - 非常不愿意"]


def survey(tmp_path: Path, header: str, values: Sequence[str], **options: Any) -> Proposal:
    """A survey of one question, answered with these values."""
    body = [[str(place), f"2026-03-{place % 28 + 1:02}", value] for place, value in enumerate(values, start=1)]
    return describe(write_csv(tmp_path / "survey.csv", ["序号", "提交时间", header], *body), **options)


def found(proposal: Proposal, path: str) -> tuple[Any, str]:
    line = proposal.line(path)
    assert line is not None, (path, [line.path for line in proposal.lines])
    return line.value, line.sureness


def scores(proposal: Proposal, tmp_path: Path, table: str, column: str) -> list[float]:
    """What the answers count as once the proposal is loaded as it is."""
    path = tmp_path / "proposed.toml"
    path.write_text(proposal.toml, encoding="utf-8")
    return [float(score) for score in conformed(tmp_path / "survey.csv", path).tables[table][column].dropna()]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("服务满意度（1表示非常满意，5表示非常不满意）", ["1", "2", "3", "4", "5"]),
        ("服务满意度", GOOD_FIRST),
        ("服务满意度（1-5分，1分非常满意，5分非常不满意）", ["1", "2", "3", "4", "5"]),
        ("服务满意度（1至5分别代表非常满意到非常不满意）", ["1", "2", "3", "4", "5"]),
        ("服务满意度（非常满意=1，非常不满意=5）", ["1", "2", "3", "4", "5"]),
        ("Satisfaction with service: 1 = very satisfied, 5 = very dissatisfied", ["1", "2", "3", "4", "5"]),
        ("Satisfaction from 1 (best) to 5 (worst)", ["1", "2", "3", "4", "5"]),
        ("How easy was it", ["1 - Very easy", "2", "3", "4", "5 - Very difficult"]),
        ("服务满意度", ["1 - 非常满意", "2 - 满意", "3", "4", "5"]),
    ],
)
def test_a_rating_whose_low_end_is_the_good_one_is_left_to_a_person(
    tmp_path: Path, header: str, values: list[str]
) -> None:
    proposal = survey(tmp_path, header, values * 6)
    assert (proposal.values["ratings.0.minimum"], proposal.values["ratings.0.maximum"]) == (1, 5)
    assert proposal.undecided == ("ratings.0.values",)
    assert proposal.errors
    line = proposal.line("ratings.0.values")
    assert line is not None
    assert "the low end seems to be the good one (1 =" in line.why.en
    assert "低分一端似乎是好评（1 =“" in line.why.zh
    stands, turned = (choice.value for choice in line.choices)
    for table, expected in ((stands, [1, 2, 3, 4, 5]), (turned, [5, 4, 3, 2, 1])):
        decided = describe(tmp_path / "survey.csv", decisions={"ratings.0.values": table})
        assert not decided.errors
        assert scores(decided, tmp_path, "ratings", "score")[:5] == expected


@pytest.mark.parametrize(
    ("header", "values"),
    [("推荐（0非常愿意，10非常不愿意）", [*map(str, range(11))]), ("推荐", WILLING_FIRST)],
)
def test_promoters_at_the_low_end_are_left_to_a_person(tmp_path: Path, header: str, values: list[str]) -> None:
    proposal = survey(tmp_path, header, values)
    assert proposal.undecided == ("recommend.values",)
    line = proposal.line("recommend.values")
    assert line is not None
    stands, turned = (choice.value for choice in line.choices)
    for table, expected in ((stands, list(range(11))), (turned, list(range(10, -1, -1)))):
        decided = describe(tmp_path / "survey.csv", decisions={"recommend.values": table})
        assert not decided.errors
        assert scores(decided, tmp_path, "survey_responses", "recommend") == expected


@pytest.mark.parametrize(
    ("labels", "is_open"),
    [
        (["非常满意", "满意", "一般", "不满意", "非常不满意"], True),
        (["非常不满意", "不满意", "一般", "满意", "非常满意"], False),
    ],
)
def test_words_that_spss_holds_for_codes_say_which_end_is_good(
    tmp_path: Path, labels: list[str], is_open: bool
) -> None:
    path = tmp_path / "survey.sav"
    rows = pd.DataFrame(
        {"ID": [f"R{n}" for n in range(30)], "Q1": [float(n % 5 + 1) for n in range(30)], "NPS": [9.0] * 30}
    )
    told = dict(enumerate(labels, start=1))
    pyreadstat.write_sav(
        rows, str(path), column_labels=["编号", "服务满意度", "推荐"], variable_value_labels={"Q1": told}
    )
    proposal = describe(path, table="survey_responses")
    assert found(proposal, "ratings.0.maximum") == (5, "likely")
    assert ("ratings.0.values" in proposal.undecided) is is_open


@pytest.mark.parametrize(
    ("header", "values", "sureness"),
    [
        ("服务满意度（1表示非常不满意，5表示非常满意）", ["1", "2", "3", "4", "5"], "sure"),
        ("服务满意度（1-5分）", ["1", "2", "3", "4", "5"], "sure"),
        ("1 服务满意度", ["1", "2", "3", "4", "5"], "likely"),
        ("Q1 Satisfaction with service (1-5)", ["1", "2", "3", "4", "5"], "sure"),
        ("过去1年的服务满意度", ["1", "2", "3", "4", "5"], "likely"),
        ("服务满意度", ["1 - 非常不满意", "2", "3 - 一般", "4", "5 - 非常满意"], "likely"),
        ("服务满意度", ["3 - 比较满意", "4 - 满意", "5 - 非常满意"], "likely"),
        ("办理是否轻松", ["1 (not at all)", "2", "3", "4", "5 (very easy)"], "likely"),
        ("服务满意度，1分最低5分最高", ["1", "2", "3", "4", "5"], "likely"),
    ],
)
def test_a_usual_direction_stays_as_sure_as_it_was(
    tmp_path: Path, header: str, values: list[str], sureness: str
) -> None:
    proposal = survey(tmp_path, header, values * 6)
    assert not proposal.undecided
    assert found(proposal, "ratings.0.maximum") == (5, sureness)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("非常满意", 1),
        ("非常不满意", -1),
        ("不太满意", -1),
        ("毫无困难", 1),
        ("不费力", 1),
        ("绝对不会推荐", -1),
        ("未来很可能推荐", 1),
        ("完全不", -1),
        ("一般", 0),
        ("无所谓满意，也无所谓不满意", 0),
        ("neither satisfied nor dissatisfied", 0),
        ("not at all likely", -1),
        ("extremely unlikely", -1),
        ("not difficult", 1),
        ("hardly satisfied", -1),
        ("Mostly other people", 0),
    ],
)
def test_denial_goes_before_what_it_denies(label: str, expected: int) -> None:
    assert leaning(label) == expected


@pytest.mark.parametrize(
    "values", [[str(n % 7 + 1) for n in range(35)], [*(str(n % 5 + 1) for n in range(34)), "10"], ["7", "8"] * 10]
)
def test_answers_that_never_reach_the_top_may_be_of_another_scale(tmp_path: Path, values: list[str]) -> None:
    header = "您是否愿意推荐我行"
    proposal = survey(tmp_path, header, values)
    assert proposal.undecided == ("recommend.column",)
    line = proposal.line("recommend.column")
    assert line is not None
    assert [choice.value for choice in line.choices] == [header]
    assert "it may stand on another scale" in line.why.en
    assert "可能是其他量表" in line.why.zh
    assert not describe(tmp_path / "survey.csv", decisions={"recommend.column": header}).errors
    left_out = describe(tmp_path / "survey.csv", decisions={"recommend": None})
    assert left_out.line("recommend.column") is None
    assert not left_out.undecided


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("推荐", ["6", "8", "9", "10"], "likely"),
        ("推荐", ["0", "8", "9", "10"], "sure"),
        ("推荐（0-10分）", ["6", "8", "9", "10"], "sure"),
        ("推荐（0到10）", ["6", "8", "9", "10"], "sure"),
        ("推荐（0～10）", ["6", "8", "9", "10"], "sure"),
        ("推荐（0-10分）", ["6", "7", "8"], "sure"),
        ("Would you recommend us, 0 to 10", ["6", "8", "9", "10"], "sure"),
        ("推荐（1-10分）", ["6", "8", "9", "10"], "undecided"),
    ],
)
def test_only_a_0_shows_the_scale_of_recommending_for_sure(
    tmp_path: Path, header: str, values: list[str], expected: str
) -> None:
    assert found(survey(tmp_path, header, values * 5), "recommend.column")[1] == expected


def test_words_of_several_scales_are_left_to_a_person(tmp_path: Path) -> None:
    proposal = survey(tmp_path, "Rate our service", ["Poor", "Fair", "Good", "Very good"] * 5)
    assert proposal.undecided == ("ratings.0.values",)
    line = proposal.line("ratings.0.values")
    assert line is not None
    assert [choice.value for choice in line.choices] == [
        {"Poor": 2, "Fair": 3, "Good": 4, "Very good": 5},
        {"Poor": 1, "Fair": 2, "Good": 3, "Very good": 4},
    ]
    decided = describe(tmp_path / "survey.csv", decisions={"ratings.0.values": line.choices[1].value})
    assert not decided.errors
    assert scores(decided, tmp_path, "ratings", "score")[:4] == [1, 2, 3, 4]


def test_words_to_which_several_scales_give_the_same_scores_are_not_asked_about(tmp_path: Path) -> None:
    proposal = survey(tmp_path, "网点服务满意度", ["不满意", "一般", "满意"] * 5)
    assert found(proposal, "ratings.0.values") == ({"不满意": 2, "一般": 3, "满意": 4}, "likely")


def test_every_scale_in_words_has_as_many_steps() -> None:
    # where words fit several of them, one maximum holds for all
    assert {len(scale["words"]) for scale in words()["scales"]} == {5}


def test_columns_that_say_who_somebody_is_show_no_examples(tmp_path: Path) -> None:
    rows = [[str(n), "2026-03-01", "9", f"王小{n}", f"人民路{n}号3单元"] for n in range(20)]
    header = ["序号", "提交时间", "推荐", "客户姓名", "联系地址"]
    proposal = describe(write_csv(tmp_path / "survey.csv", header, *rows))
    examples = {column.column: column.examples for column in proposal.columns}
    assert (examples["客户姓名"], examples["联系地址"]) == ((), ())
    assert examples["推荐"] == ("9",)
    said = proposal.toml + "".join(line.why.en + line.why.zh for line in proposal.lines)
    assert "王小" not in said
    assert "人民路" not in said


def test_a_question_beside_the_header_says_it_too(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    rows = pd.DataFrame({"ID": [f"R{n}" for n in range(20)], "Q9": [f"王小{n}" for n in range(20)]})
    pyreadstat.write_sav(rows, str(path), column_labels=["编号", "您的姓名"])
    proposal = describe(path, table="survey_responses")
    assert {column.column: column.examples for column in proposal.columns}["Q9"] == ()


def test_examples_of_the_docstrings_hold() -> None:
    outcome = doctest.testmod(directions)
    assert outcome.attempted
    assert not outcome.failed
