"""Values one by one: dates with and without parts and zones, numbers, yes and no, scales, choices."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.conform.parsing import parse
from pipelines.conform.scales import read_answers
from pipelines.contracts import CONTRACTS, Column
from pipelines.descriptions import Scale, Source
from pipelines.readers import UnreadableExport
from tests.pipelines.exports import SURVEY, conformed, write_csv, write_description

SHANGHAI = "Asia/Shanghai"
AT = Column("at", "timestamp", "At", "时间")


def _parsed(text: str, column: Column = AT, source: Source | None = None, zone: str = SHANGHAI) -> object:
    parsed = parse(pd.Series([text, None], dtype="str"), column, source or Source(), zone)
    assert pd.isna(parsed.values.iloc[1])
    assert pd.isna(parsed.reasons.iloc[1])
    value = parsed.values.iloc[0]
    assert pd.isna(value) == pd.notna(parsed.reasons.iloc[0])
    return None if pd.isna(value) else value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01 14:22:55", "2026-03-01 14:22:55"),
        ("2026/3/1 9:05", "2026-03-01 09:05"),
        ("2026-03-01T14:22:55", "2026-03-01 14:22:55"),
        ("2026-03-01T06:22:55Z", "2026-03-01 14:22:55"),
        ("2026-03-01T14:22:55+0900", "2026-03-01 13:22:55"),
        ("2026年3月1日", "2026-03-01"),
        ("2026年3月1日9:05", "2026-03-01 09:05"),
        ("２０２６-03-01", "2026-03-01"),
        ("20260301", "2026-03-01"),
        ("20260301142255", "2026-03-01 14:22:55"),
        ("202611", None),
        ("5/6/2026", None),  # the fifth of June or the sixth of May: only a format can say
        ("2026-02-30", None),
        ("46082", None),
        ("昨天", None),
    ],
)
def test_moments_without_a_format_begin_with_the_year(text: str, moment: str | None) -> None:
    assert _parsed(text) == (None if moment is None else pd.Timestamp(moment))


def test_formats_are_tried_in_order_and_nothing_else_is() -> None:
    source = Source(formats=("%d/%m/%Y", "%d/%m/%Y %H:%M"))
    assert _parsed("5/6/2026", source=source) == pd.Timestamp("2026-06-05")
    assert _parsed("5/6/2026 07:30", source=source) == pd.Timestamp("2026-06-05 07:30")
    assert _parsed("2026-06-05", source=source) is None
    assert _parsed("46082.5", source=Source(formats=("excel",))) == pd.Timestamp("2026-03-01 12:00")


def test_parts_that_the_export_lacks_come_from_the_description() -> None:
    source = Source(formats=("%d",), constants=MappingProxyType({"year": 2017, "month": 5}))
    assert _parsed("6", source=source) == pd.Timestamp("2017-05-06")
    assert _parsed("31", source=source) == pd.Timestamp("2017-05-31")
    assert _parsed("32", source=source) is None
    june = Source(formats=("%d",), constants=MappingProxyType({"year": 2017, "month": 6}))
    assert _parsed("31", source=june) is None


def test_an_exports_clock_becomes_the_banks() -> None:
    utc = Source(zone="UTC")
    assert _parsed("2026-03-01 20:00", source=utc) == pd.Timestamp("2026-03-02 04:00")
    assert _parsed("2026-03-01", source=utc) == pd.Timestamp("2026-03-01")  # a day has no clock
    berlin = Source(zone="Europe/Berlin")
    assert _parsed("2026-03-29 02:30", source=berlin) == pd.Timestamp("2026-03-29 09:00")  # an hour that was skipped
    assert _parsed("2026-10-25 02:30", source=berlin) == pd.Timestamp("2026-10-25 09:30")  # one that came twice


@pytest.mark.parametrize("text", ["2026-07", "202607", "2026年7月", "2026/7", "2026-07-15", "20260715"])
def test_months_become_their_first_day(text: str) -> None:
    assert _parsed(text, CONTRACTS["exposures"].columns["month"]) == pd.Timestamp("2026-07-01")


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,234", 1234), ("１２", 12), ("12.0", 12), ("0", 0), ("12.5", None), ("1,23", None), ("一", None), ("-1", None)],
)
def test_counts_are_whole_and_not_negative(text: str, number: int | None) -> None:
    assert _parsed(text, CONTRACTS["exposures"].columns["customers"]) == number


def test_a_number_too_large_for_the_table_is_told_and_does_not_stop_the_file() -> None:
    assert _parsed("9" * 30, CONTRACTS["exposures"].columns["customers"]) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("136秒", 136), ("4分12秒", 252), ("1小时2分3秒", 3723), ("75", 75), ("2分钟", 120), ("久", None)],
)
def test_durations_of_questionnaires(text: str, seconds: float | None) -> None:
    assert _parsed(text, CONTRACTS["survey_responses"].columns["duration_seconds"]) == seconds


@pytest.mark.parametrize(
    ("text", "value"),
    [("是", True), ("否", False), ("TRUE", True), ("n", False), ("1", True), ("0", False), ("?", None)],
)
def test_yes_and_no(text: str, value: bool | None) -> None:
    found = _parsed(text, CONTRACTS["complaints"].columns["valid"])
    assert found is None if value is None else bool(found) is value


NPS = Scale(0, 10)


def _state(text: str, scale: Scale, is_coded: bool = True) -> tuple[str, float | None]:
    answers = read_answers(pd.Series([text], dtype="str"), scale, is_coded)
    score = answers.scores.iloc[0]
    return answers.states.iloc[0], None if pd.isna(score) else float(score)


def test_codes_are_blank_or_not_used_before_they_are_scores() -> None:
    scale = Scale(1, 5, blank=("0", "Blank"), not_used=("6",), values=MappingProxyType({"非常满意": 5.0}))
    assert _state("0", scale) == _state("0.0", scale) == _state("Blank", scale) == ("blank", None)
    assert _state("6", scale) == ("not_used", None)
    assert _state("非常满意", scale) == ("valid", 5)
    assert _state("5", scale) == ("valid", 5)
    assert _state("满意", scale) == _state("7", scale) == _state("4.5", scale) == ("off_scale", None)


def test_half_points_count_only_where_the_scale_has_them() -> None:
    assert _state("4.5", Scale(1, 5, step=0.5)) == ("valid", 4.5)
    assert _state("4.25", Scale(1, 5, step=0.5)) == ("off_scale", None)


def test_numbers_of_options_are_shifted_only_in_exports_as_codes() -> None:
    scale = Scale(0, 10, code_of_minimum=1)
    assert _state("11", scale) == ("valid", 10)
    assert _state("1", scale) == ("valid", 0)
    assert _state("0", scale) == ("off_scale", None)
    assert _state("3分", scale) == ("valid", 3)
    assert _state("11", scale, is_coded=False) == ("off_scale", None)
    assert _state("10", scale, is_coded=False) == ("valid", 10)


@settings(deadline=None)  # no test asserts a time
@given(st.floats(min_value=-50, max_value=50, allow_nan=False).map(lambda number: f"{number:.3f}"))
def test_only_whole_scores_from_0_to_10_are_ever_answers(text: str) -> None:
    state, score = _state(text, NPS)
    number = float(text)
    if number.is_integer() and 0 <= number <= 10:
        assert (state, score) == ("valid", number)
    else:
        assert (state, score) == ("off_scale", None)


@settings(deadline=None)  # no test asserts a time
@given(st.text(max_size=12))
def test_no_text_whatever_becomes_a_score_off_the_scale(text: str) -> None:
    state, score = _state(text, NPS)
    assert (score is not None) == (state == "valid")
    assert score is None or score in range(11)


def _choices(folder: Path, choice: str, headers: tuple[str, ...], *rows: tuple[str, ...]) -> pd.DataFrame:
    given_rows = [(str(number), "2026-03-01", "9", *row) for number, row in enumerate(rows, start=1)]
    path = write_csv(folder / "a.csv", ("id", "at", "score", *headers), *given_rows)
    return conformed(path, write_description(folder, SURVEY + choice)).tables["choices"]


def test_several_choices_joined_in_a_cell(tmp_path: Path) -> None:
    text = '[[choices]]\nquestion = "q"\nkind = "multiple"\ncolumn = "爱好"\noptions = ["运动", "阅读", "其他"]\n'
    rows = (("运动┋其他〖养猫13800138000〗",), ("",), ("阅读┋阅读",), ("1┋跑步",))
    found = _choices(tmp_path, text, ("爱好",), *rows)
    chosen = found[found["was_selected"]]
    assert chosen[["response_id", "option_name"]].to_numpy().tolist() == [
        ["1", "运动"],
        ["1", "其他"],
        ["3", "阅读"],
        ["4", "运动"],
        ["4", "跑步"],
    ]
    assert chosen["other_text"].dropna().tolist() == ["养猫[PHONE]"]
    # Who answered has a row for each described option, who skipped the question has none.
    assert found.groupby("response_id").size().to_dict() == {"1": 3, "3": 3, "4": 4}


def test_a_column_for_each_option(tmp_path: Path) -> None:
    text = '[[choices]]\nquestion = "q"\nkind = "multiple"\ncolumns = "第6题(*)"\n'
    headers = ("第6题(运动)", "第6题(ACG(动漫、游戏等))", "第7题(运动)")
    found = _choices(tmp_path, text, headers, ("1", "0", "1"), ("", "", "1"), ("0", "0", "0"))
    assert found[["response_id", "option_name", "was_selected"]].to_numpy().tolist() == [
        ["1", "运动", True],
        ["3", "运动", False],
        ["1", "ACG(动漫、游戏等)", False],
        ["3", "ACG(动漫、游戏等)", False],
    ]


def test_a_ranking_as_text_and_as_columns_is_the_same(tmp_path: Path) -> None:
    text = '[[choices]]\nquestion = "q"\nkind = "ranking"\ncolumn = "排序"\ncolumns = "第2题(*)"\n'
    text += 'options = ["甲", "乙", "丙"]\n'
    columns = ["response_id", "option_name", "was_selected", "rank"]
    joined = _choices(tmp_path, text, ("排序",), ("乙→甲",), ("丙",))
    apart = _choices(tmp_path, text, ("第2题(甲)", "第2题(乙)", "第2题(丙)"), ("2", "1", "-2"), ("-2", "-2", "1"))
    left, right = (
        frame[columns].sort_values(["response_id", "option_name"], ignore_index=True) for frame in (joined, apart)
    )
    pd.testing.assert_frame_equal(left, right)
    assert joined.set_index(["response_id", "option_name"])["rank"].loc[("1", "乙")] == 1


def test_single_choices_by_word_or_by_code(tmp_path: Path) -> None:
    text = '[[choices]]\nquestion = "sex"\ncolumn = "性别"\noptions = ["男", "女"]\n'
    found = _choices(tmp_path, text, ("性别",), ("男",), ("2",), ("",))
    assert found[found["was_selected"]][["response_id", "option_name"]].to_numpy().tolist() == [
        ["1", "男"],
        ["2", "女"],
    ]


def test_a_choice_whose_columns_are_absent_is_a_fault(tmp_path: Path) -> None:
    text = '[[choices]]\nquestion = "q"\nkind = "multiple"\ncolumns = "第9题(*)"\n'
    with pytest.raises(UnreadableExport, match=r"no column '第9题"):
        _choices(tmp_path, text, ("第6题(运动)",), ("1",))


def test_codes_that_may_be_scores_need_a_word_from_a_person(tmp_path: Path) -> None:
    own = ("序号", "提交答卷时间", "所用时间", "来源", "来自IP")
    path = write_csv(tmp_path / "a.csv", (*own, "1、推荐"), ("1", "2026-03-01", "5秒", "微信", "", "10"))
    text = SURVEY.replace('"id"', '"序号"').replace('"at"', '"提交答卷时间"').replace('"score"', '"1、推荐"')
    with pytest.raises(UnreadableExport, match=r'answers = "text" or "codes"'):
        conformed(path, write_description(tmp_path, text + "code_of_minimum = 1\n"))
    for answers, score in (("text", 10), ("codes", 9)):
        said = text.replace("[survey]", f'[file]\nanswers = "{answers}"\n[survey]') + "code_of_minimum = 1\n"
        found = conformed(path, write_description(tmp_path, said)).tables["survey_responses"]
        assert found["recommend"].tolist() == [score]
