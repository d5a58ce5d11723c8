"""Proposals: each line with its evidence, nothing ambiguous decided, and a TOML that the loader takes unchanged."""

from __future__ import annotations

import doctest
import importlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines.__main__ import main
from pipelines.banks import Bank
from pipelines.conform.locating import located
from pipelines.contracts import CONTRACTS
from pipelines.describe import Proposal, describe
from pipelines.describe.vocabulary import answer_words
from pipelines.descriptions import DescriptionError, load_description
from pipelines.privacy import is_personal
from pipelines.raw import CHILDREN
from pipelines.readers import read
from pipelines.refusals import Refused, WrongCall
from pipelines.templates import template
from tests import small_bank
from tests.pipelines.exports import write_csv

TABLES = [table for table in CONTRACTS if table not in CHILDREN]


def proposed(tmp_path: Path, *rows: Sequence[str], name: str = "survey.csv", **options: Any) -> Proposal:
    return describe(write_csv(tmp_path / name, *rows), **options)


def survey(tmp_path: Path, header: str, values: Sequence[str], **options: Any) -> Proposal:
    """A survey of one question, answered with these values."""
    body = [[str(place), f"2026-03-{place % 28 + 1:02}", value] for place, value in enumerate(values, start=1)]
    return proposed(tmp_path, ["序号", "提交时间", header], *body, **options)


def described(proposal: Proposal, tmp_path: Path) -> Path:
    path = tmp_path / "proposed.toml"
    path.write_text(proposal.toml, encoding="utf-8")
    return path


def found(proposal: Proposal, path: str) -> tuple[Any, str]:
    line = proposal.line(path)
    assert line is not None, (path, [line.path for line in proposal.lines])
    return line.value, line.sureness


def test_a_recommend_question_is_known_by_its_words_and_values(tmp_path: Path) -> None:
    proposal = survey(tmp_path, "您有多大可能向亲友推荐本行？", [str(score) for score in range(11)])
    assert found(proposal, "recommend.column") == ("您有多大可能向亲友推荐本行？", "sure")
    line = proposal.line("recommend.column")
    assert line is not None
    assert line.why.en == "11 of 11 values lie on 0–10 and the header holds '推荐'"
    assert "11 个值中 11 个在 0–10 之内" in line.why.zh
    assert found(proposal, "table") == ("survey_responses", "sure")
    assert not proposal.errors


def test_answers_off_the_scale_are_said_and_make_it_less_sure(tmp_path: Path) -> None:
    proposal = survey(tmp_path, "NPS", [*map(str, range(11)), *["10"] * 12, "11", "99"])
    assert found(proposal, "recommend.column") == ("NPS", "likely")
    line = proposal.line("recommend.column")
    assert line is not None
    assert "2 lie off the scale (11 ×1, 99 ×1) and count as no answer" in line.why.en


def test_recommending_in_words_is_no_recommend_question_and_is_said_to_be_none(tmp_path: Path) -> None:
    proposal = survey(tmp_path, "Would you recommend us?", ["Yes", "No", "Maybe"] * 10)
    assert proposal.line("recommend.column") is None
    assert "no NPS can be made of it" in proposal.notes[0].en
    assert "no NPS can be made of it" in proposal.toml
    assert found(proposal, "choices.0.kind") == ("single", "guess")


def test_codes_from_1_to_11_are_decided_by_a_person(tmp_path: Path) -> None:
    proposal = survey(tmp_path, "推荐意愿", [str(code) for code in range(1, 12)])
    assert found(proposal, "recommend.code_of_minimum") == (None, "undecided")
    assert proposal.undecided == ("recommend.code_of_minimum",)
    assert [error.found for error in proposal.errors] == ["code_of_minimum is '?'"]
    line = proposal.line("recommend.code_of_minimum")
    assert line is not None
    assert [choice.value for choice in line.choices] == [1, 0]
    decided = describe(tmp_path / "survey.csv", decisions={"recommend.code_of_minimum": 1})
    assert not decided.errors
    assert found(decided, "recommend.code_of_minimum") == (1, "decided")


AMBIGUOUS = [f"{month}/{day}/2026" for month in range(1, 12) for day in range(1, 12)]


def test_an_ambiguous_day_and_month_is_never_guessed(tmp_path: Path) -> None:
    rows = [[str(place), day, "9"] for place, day in enumerate(AMBIGUOUS)]
    proposal = proposed(tmp_path, ["id", "提交时间", "推荐"], *rows)
    line = proposal.line("columns.responded_at.format")
    assert line is not None
    assert (line.value, line.sureness) == (None, "undecided")
    assert "ambiguous: 121 dates, all of 121 different values fit both day first and month first" in line.why.en
    assert {choice.value for choice in line.choices} == {"%d/%m/%Y", "%m/%d/%Y"}
    assert 'format = "?"' in proposal.toml
    assert "day first" not in str(found(proposal, "columns.responded_at.column"))
    with pytest.raises(DescriptionError, match="format is"):
        load_description(described(proposal, tmp_path))
    decided = describe(tmp_path / "survey.csv", decisions={"columns.responded_at.format": "%d/%m/%Y"})
    assert not decided.errors
    assert load_description(described(decided, tmp_path)).columns["responded_at"].formats == ("%d/%m/%Y",)


@pytest.mark.parametrize(
    ("days", "form", "sureness"),
    [
        (["2026-03-01", "2026-03-02"], None, "sure"),
        (["2026年3月1日 10:30", "2026年12月11日 09:00"], None, "sure"),
        (["5/6/2026", "4/15/2026"], "%m/%d/%Y", "sure"),
        (["5/6/2026 22:38", "15/4/2026 7:05"], "%d/%m/%Y %H:%M", "sure"),
        (["13-Jun-2000", "07-Jul-2001"], "%d-%b-%Y", "sure"),
        (["46082", "46083.5"], "excel", "guess"),
    ],
)
def test_the_form_of_dates_is_shown_by_all_of_them(
    tmp_path: Path, days: list[str], form: str | None, sureness: str
) -> None:
    proposal = proposed(tmp_path, ["id", "提交时间", "推荐"], *([str(n), day, "9"] for n, day in enumerate(days)))
    assert found(proposal, "columns.responded_at.column") == ("提交时间", sureness)
    assert proposal.values.get("columns.responded_at.format") == form
    assert not proposal.errors


def test_days_alone_ask_for_year_and_month(tmp_path: Path) -> None:
    proposal = proposed(tmp_path, ["RESPNUM", "INTDATE", "NPS"], *([str(n), str(n), "9"] for n in range(1, 32)))
    assert found(proposal, "columns.responded_at.format") == ("%d", "guess")
    assert found(proposal, "columns.responded_at.constants") == (None, "undecided")
    decided = describe(
        tmp_path / "survey.csv", decisions={"columns.responded_at.constants": {"year": 2017, "month": 5}}
    )
    assert not decided.errors


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("服务满意度", "1 2 3 4 5", (1, 5, None, None, "likely")),
        ("服务满意度", "0 1 2 3 4 5 6", (1, 5, ["0"], ["6"], "guess")),
        ("服务满意度", "1 2 3 4 5 99 Blank", (1, 5, ["99", "Blank"], None, "guess")),
        ("总体满意度（1-10分）", "7 8 9 10", (1, 10, None, None, "sure")),
        ("overall satisfaction", "0 3 7 8 10", (0, 10, None, None, "likely")),
        ("本次办理是否轻松", "1 3 6 7", (1, 7, None, None, "likely")),
    ],
)
def test_a_rating_stands_on_its_own_scale_with_its_codes_as_guesses(
    tmp_path: Path, header: str, values: str, expected: tuple[Any, ...]
) -> None:
    proposal = survey(tmp_path, header, values.split() * 6)
    values_of = proposal.values
    named = tuple(values_of.get(f"ratings.0.{name}") for name in ("minimum", "maximum", "blank", "not_used"))
    assert (*named, found(proposal, "ratings.0.maximum")[1]) == expected
    for code in ("blank", "not_used"):
        if f"ratings.0.{code}" in values_of:
            assert found(proposal, f"ratings.0.{code}")[1] == "guess"
    assert values_of["ratings.0.kind"] == ("effort" if "轻松" in header else "satisfaction")
    is_overall = "总体" in header or "overall" in header
    assert (values_of["ratings.0.touchpoint"] == "overall") is is_overall
    assert not proposal.errors


def test_scales_in_words_become_scores(tmp_path: Path) -> None:
    words = ["非常不满意", "不满意", "一般", "满意", "非常满意", "未使用"]
    proposal = survey(tmp_path, "网点服务满意度", words * 5)
    assert proposal.values["ratings.0.values"] == dict(zip(words[:5], range(1, 6), strict=True))
    assert proposal.values["ratings.0.not_used"] == ["未使用"]
    assert not proposal.errors


def test_columns_of_one_stem_with_scores_are_ratings_though_nobody_says_so(tmp_path: Path) -> None:
    header = ["RESPNUM", "INTDATE", "Q7ART", "Q7FOOD", "Q7ALL", "STRATA"]
    rows = [[str(n), "2026-03-01", str(n % 7), str((n + 1) % 7), str(n % 5 + 1), str(n % 3)] for n in range(42)]
    proposal = proposed(tmp_path, header, *rows)
    rated = {line.value for line in proposal.lines if line.path.startswith("ratings.") and line.path.endswith("column")}
    assert rated == {"Q7ART", "Q7FOOD", "Q7ALL"}
    assert {line.sureness for line in proposal.lines if line.path.endswith(".kind")} == {"guess"}
    assert proposal.values["ratings.2.touchpoint"] == "overall"


def test_several_choices_words_weight_and_status(tmp_path: Path) -> None:
    header = ["序号", "提交时间", "6、兴趣爱好", "您的建议", "权重", "状态", "手机号", "3、性别"]
    rows = [
        [str(n), "2026-03-01 10:00", "运动┋阅读" if n % 2 else "美食", f"第{n}条：多开窗口" if n % 3 else "", "1.25",
         "已完成" if n % 4 else "未完成", f"1380013{n:04}", "男" if n % 2 else "女"]
        for n in range(40)
    ]  # fmt: skip
    proposal = proposed(tmp_path, header, *rows)
    values = proposal.values
    assert (values["choices.0.column"], values["choices.0.kind"], values["choices.0.joiner"]) == (
        "6、兴趣爱好",
        "multiple",
        "┋",
    )
    assert (values["choices.1.column"], values["choices.1.kind"]) == ("3、性别", "single")
    assert values["columns.verbatim.column"] == "您的建议"
    assert values["columns.weight.column"] == "权重"
    assert values["columns.status.values"] == {"已完成": "complete", "未完成": "partial"}
    assert values["columns.respondent_key.column"] == "手机号"
    assert not proposal.errors


def test_words_that_nobody_knows_are_decided_by_a_person(tmp_path: Path) -> None:
    rows = [[str(n), "2026-03-01", "9", ("已完成", "已完成", "作废")[n % 3]] for n in range(30)]
    proposal = proposed(tmp_path, ["序号", "提交时间", "推荐", "状态"], *rows)
    line = proposal.line("columns.status.values")
    assert line is not None
    assert (line.value, line.sureness) == ({"已完成": "complete", "作废": "?"}, "undecided")
    assert [choice.value for choice in line.choices] == ["complete", "partial"]
    assert proposal.errors


def test_units_journeys_and_touchpoints_of_the_bank_are_recognised(tmp_path: Path) -> None:
    bank = small_bank.make(tmp_path / "banks", of=small_bank.tables(responses=50))
    rows = [[str(n), "2026-03-01", "9", f"o0{n % 8 + 1}", str(n % 5 + 1)] for n in range(40)]
    header = ["序号", "提交时间", "推荐", "办理地", "排队等候满意度"]
    proposal = proposed(tmp_path, header, *rows, bank=bank)
    assert found(proposal, "columns.unit_id.column") == ("办理地", "sure")
    assert found(proposal, "ratings.0.touchpoint") == ("queue", "likely")
    named = [[*row[:3], ("人民路支行", "湖滨支行", "营业部")[place % 3], row[4]] for place, row in enumerate(rows)]
    proposal = proposed(tmp_path, ["序号", "提交时间", "推荐", "办理网点", "排队等候满意度"], *named, bank=bank)
    # two outlets are called 营业部: the name alone does not say which
    assert proposal.values["columns.unit_id.values"] == {"人民路支行": "o02", "湖滨支行": "o03"}
    assert proposed(tmp_path, header, *rows).line("columns.unit_id.column") is None


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_known_by_the_columns_of_its_template(tmp_path: Path, table: str) -> None:
    _, text, _ = template(table, tmp_path)
    plain = text.rename(tmp_path / "export.csv")
    proposal = describe(plain)
    assert proposal.table == table, [(guess.table, guess.why.en) for guess in proposal.tables]
    described_table = describe(plain, table=table)
    assert found(described_table, "table") == (table, "decided")
    assert not described_table.undecided
    assert not described_table.errors
    mapped = {line.path.split(".")[1] for line in described_table.lines if line.path.startswith("columns.")}
    assert {name for name in CONTRACTS[table].mappable if CONTRACTS[table].columns[name].required} <= mapped
    export = read(plain)
    located(export, load_description(described(described_table, tmp_path)))


def test_chinese_headers_of_complaints_and_suggestions(tmp_path: Path) -> None:
    complaints = proposed(
        tmp_path,
        ["工单编号", "受理时间", "投诉渠道", "业务类别", "投诉原因", "所属机构", "投诉内容", "是否有责"],
        *(
            [f"T{n}", f"2026-03-{n:02} 09:00:00", "热线", "借记卡", "服务态度", "东区支行", f"第{n}次等候太久", "是"]
            for n in range(1, 20)
        ),
        name="export.csv",
    )
    assert found(complaints, "table") == ("complaints", "sure")
    names = ("complaint_id", "received_at", "channel", "business", "cause", "unit_id", "narrative", "valid")
    assert [complaints.values[f"columns.{name}.column"] for name in names] == [
        "工单编号",
        "受理时间",
        "投诉渠道",
        "业务类别",
        "投诉原因",
        "所属机构",
        "投诉内容",
        "是否有责",
    ]
    contacts = proposed(
        tmp_path,
        ["来电编号", "来电时间", "来电类型", "来电内容"],
        *([f"K{n}", "2026-03-01", ("咨询", "表扬", "投诉")[n % 3], f"内容{n}"] for n in range(30)),
        name="export.csv",
    )
    assert found(contacts, "table") == ("contacts", "sure")
    assert contacts.values["columns.kind.values"] == {"咨询": "enquiry", "表扬": "praise", "投诉": "complaint"}
    assert not contacts.errors


def test_a_required_column_that_is_not_there_is_left_to_decide(tmp_path: Path) -> None:
    proposal = proposed(tmp_path, ["序号", "推荐"], *([str(n), "9"] for n in range(1, 40)))
    assert found(proposal, "columns.responded_at.column") == (None, "undecided")
    assert [error.found for error in proposal.errors] == ["column is not decided yet"]
    decided = describe(tmp_path / "survey.csv", decisions={"columns.responded_at.constant": "2026-03-01"})
    assert decided.line("columns.responded_at.column") is None
    assert not decided.errors


def test_decisions_replace_add_and_take_away_and_what_follows_follows(tmp_path: Path) -> None:
    header = ["序号", "提交时间", "填写日", "推荐", "服务满意度"]
    rows = [[str(n), "2026-03-01", f"{n % 12 + 1}/15/2026", "9", str(n % 5 + 1)] for n in range(1, 40)]
    path = write_csv(tmp_path / "survey.csv", header, *rows)
    decisions = {
        "columns.responded_at.column": "填写日",
        "recommend": None,
        "ratings.0.touchpoint": "counter",
        "columns.line.constant": "retail",
        "survey.name_en": "Visits",
    }
    proposal = describe(path, decisions=decisions)
    assert proposal.values["columns.responded_at.format"] == "%m/%d/%Y"
    assert proposal.line("recommend.column") is None
    assert found(proposal, "ratings.0.touchpoint") == ("counter", "decided")
    assert not proposal.errors
    read_back = load_description(described(proposal, tmp_path))
    assert read_back.columns["line"].constant == "retail"
    assert read_back.survey is not None
    assert read_back.survey.name_en == "Visits"
    with pytest.raises(WrongCall, match="no line has the path"):
        describe(path, decisions={"nonsense.line": 1, "ratings.first.touchpoint": "x"})
    with pytest.raises(WrongCall, match="no table is called"):
        describe(path, decisions={"table": "nonsense"})


def test_words_that_hold_a_known_one_are_a_guess_unless_they_deny_it(tmp_path: Path) -> None:
    told = ("首次回复", "已落地", "不予采纳", "评审中")
    rows = [[f"S{n}", told[n % 4], f"2026-03-{n % 28 + 1:02}"] for n in range(40)]
    proposal = proposed(tmp_path, ["建议编号", "状态", "时间"], *rows, name="建议进展.csv")
    assert found(proposal, "columns.event.values") == (
        {"首次回复": "replied", "已落地": "implemented", "评审中": "reviewing", "不予采纳": "?"},
        "undecided",
    )


def test_codes_of_yes_and_no_are_a_guess(tmp_path: Path) -> None:
    rows = [[str(n), "2026-03-01", "9", str(n % 2 + 1)] for n in range(20)]
    proposal = proposed(tmp_path, ["序号", "提交时间", "推荐", "是否新市民"], *rows)
    assert found(proposal, "columns.is_new_citizen.values") == ({"1": "true", "2": "false"}, "guess")


def test_other_columns_that_might_fill_it_are_offered(tmp_path: Path) -> None:
    rows = [[str(n), f"R{n}", "2026-03-01", "9"] for n in range(20)]
    line = proposed(tmp_path, ["序号", "答卷编号", "提交时间", "推荐"], *rows).line("columns.response_id.column")
    assert line is not None
    assert (line.value, [choice.value for choice in line.choices]) == ("序号", ["答卷编号"])


def test_an_id_that_repeats_is_said_also_beyond_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.describe.profiling.DISTINCT_KEPT", 10)
    whole = [[f"R{n}", "2026-03-01", "9"] for n in range(50)]
    proposal = proposed(tmp_path, ["答卷编号", "提交时间", "推荐"], *whole)
    line = proposal.line("columns.response_id.column")
    assert line is not None
    assert (line.sureness, "50 rows, 50 different values" in line.why.en) == ("sure", True)
    proposal = proposed(tmp_path, ["答卷编号", "提交时间", "推荐"], *whole, whole[3])
    line = proposal.line("columns.response_id.column")
    assert line is not None
    assert (line.sureness, "1 rows repeat an id" in line.why.en) == ("guess", True)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "1",
        "5",
        "10",
        "11",
        "2026-03-01",
        "5/6/2026",
        "13/13/2026",
        "满意",
        "是",
        "运动┋阅读",
        "46082",
        "1e400",
        "١٢",
        "?",
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=12))
@example(rows=[["", "", "0"], ["", "", "\x1b"]])
def test_whatever_a_file_holds_it_is_described_or_refused_in_words(tmp_path: Path, rows: list[list[str]]) -> None:
    path = write_csv(tmp_path / "any.csv", *rows)
    try:
        proposal = describe(path)
    except Refused:
        return
    text = tomllib.loads(proposal.toml)
    assert text["table"] == proposal.table
    assert bool(proposal.errors) == bool(proposal.undecided)


@pytest.mark.parametrize("name", ["vocabulary", "questions"])
def test_examples_of_the_docstrings_hold(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"pipelines.describe.{name}"))
    assert outcome.attempted
    assert not outcome.failed


def test_nothing_personal_is_quoted(tmp_path: Path) -> None:
    rows = [[f"1380013{n:04}", "2026-03-01", f"电话1390013{n:04}，卡6222021234567890128", "9"] for n in range(30)]
    proposal = proposed(tmp_path, ["客户编号", "提交时间", "您的意见", "推荐 13800138000"], *rows)
    said = json.dumps(
        [proposal.as_dict() | {"toml": ""}, *(line.why.en + line.why.zh for line in proposal.lines)], ensure_ascii=False
    )
    examples = [example for column in proposal.columns for example in column.examples]
    assert any("[PHONE]" in example for example in examples)
    assert not any(is_personal(example) for example in examples)
    assert "1390013" not in said
    assert "622202" not in said


def test_headers_that_toml_or_markup_would_stumble_on(tmp_path: Path) -> None:
    odd = ['a "quoted" one', "back\\slash", "new\nline", "[bold]", "x=1 # no comment", "tab\there", "\x7f", "日期'"]
    rows = [[str(n), "2026-03-01", *(["值"] * len(odd))] for n in range(12)]
    proposal = proposed(tmp_path, ["序号", "提交时间", *odd], *rows)
    assert not proposal.errors
    decided = describe(
        tmp_path / "survey.csv",
        decisions={"columns.verbatim.columns": odd[:2], "columns.line.column": odd[0], "choices.0": None},
    )
    load_description(described(decided, tmp_path))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"a,b\n", "no rows"), (b"%PDF-1.7", "PDF"), (b"\x00\x01\x02" * 50, "no text")],
)
def test_files_that_are_no_exports_are_refused_in_plain_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert main(["describe", str(path), "--json"]) == 1
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["event"] == "refused"
    assert said in json.dumps(last["errors"])
    assert main(["describe", str(path)]) == 1
    told = capsys.readouterr()
    assert "found:" in told.err
    assert "Traceback" not in told.err + told.out


def test_what_would_open_a_file_is_offered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(
        tmp_path / "old.csv", ["id", "submitted", "café"], ["1", "2026-03-01", "très"], encoding="mac_roman"
    )
    assert main(["describe", str(path), "--json"]) == 1
    (decide,) = json.loads(capsys.readouterr().out.splitlines()[-1])["decide"]
    assert decide["path"] == "file.encoding"
    assert "mac_roman" in [choice["value"] for choice in decide["choices"]]
    assert any("café" in choice["why"] for choice in decide["choices"])
    assert describe(path, decisions={"file.encoding": "mac_roman"}).columns[2].column == "café"
    workbook = openpyxl.Workbook()
    for name in ("一月", "二月"):
        sheet = workbook.create_sheet(name)
        sheet.append(["序号", "提交时间", "推荐"])
        sheet.append(["1", "2026-03-01", "9"])
    workbook.save(tmp_path / "two.xlsx")
    assert main(["describe", str(tmp_path / "two.xlsx"), "--json"]) == 1
    (decide,) = json.loads(capsys.readouterr().out.splitlines()[-1])["decide"]
    assert decide["path"] == "file.sheet"
    assert [choice["value"] for choice in decide["choices"]] == ["一月", "二月"]
    proposal = describe(tmp_path / "two.xlsx", decisions={"file.sheet": "二月"})
    assert found(proposal, "file.sheet") == ("二月", "decided")
    assert not proposal.errors


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "banks"))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    return Bank("own", tmp_path / "banks" / "own")


def test_describe_decide_check_and_load_are_one_way(
    bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [[str(n), day, str(n % 11), str(n % 5 + 1)] for n, day in enumerate(AMBIGUOUS)]
    path = write_csv(tmp_path / "visits.csv", ["序号", "提交时间", "推荐", "总体满意度"], *rows)
    assert main(["describe", str(path), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines if line["event"] != "line"] == ["progress", "done"]
    assert all(
        line.keys() == {"event", "path", "value", "sureness", "why", "why_zh", "choices", "columns"}
        for line in lines
        if line["event"] == "line"
    )
    report = lines[-1]["report"]
    assert report["undecided"] == ["columns.responded_at.format"]
    assert {column["column"]: column["used_by"] for column in report["columns"]}["推荐"] == ["recommend.column"]
    decisions = tmp_path / "decisions.json"
    decisions.write_text(json.dumps({"columns.responded_at.format": "%m/%d/%Y"}), encoding="utf-8")
    out = tmp_path / "visits.toml"
    assert main(["describe", str(path), "--decisions", str(decisions), "--out", str(out), "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])["report"]
    assert (report["errors"], report["out"]) == ([], str(out))
    assert out.read_text(encoding="utf-8") == report["toml"]
    counts = []
    for command in ("check", "load"):
        assert main([command, str(path), "--bank", "own", "--description", str(out), "--json"]) == 0
        (file,) = json.loads(capsys.readouterr().out.splitlines()[-1])["report"]["files"]
        counts.append((file["added"], file["refused"], file["off_scale"]))
    assert counts == [(121, 0, 0), (121, 0, 0)]


def test_wrong_calls_of_describe(bank: Bank, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_csv(tmp_path / "visits.csv", ["序号", "提交时间"], ["1", "2026-03-01"])
    broken = tmp_path / "broken.json"
    broken.write_text("[1", encoding="utf-8")
    listed = tmp_path / "list.json"
    listed.write_text("[1]", encoding="utf-8")
    for arguments in (
        ["absent.csv"],
        [str(path), "--table", "nonsense"],
        [str(path), "--decisions", str(broken)],
        [str(path), "--decisions", str(listed)],
        [str(path), "--decisions", "absent.json"],
        [str(path), "--out", str(path / "no" / "folder.toml")],
        [str(path), "--bank", "Not An Id"],
    ):
        assert main(["describe", *arguments, "--json"]) == 2, arguments
        assert json.loads(capsys.readouterr().out.splitlines()[-1])["event"] == "refused"
    assert not bank.folder.exists()


def test_in_words_every_line_says_how_sure_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [[str(n), day, "9", "[red]"] for n, day in enumerate(AMBIGUOUS)]
    path = write_csv(tmp_path / "visits.csv", ["序号", "提交时间", "推荐", "[bold]x"], *rows)
    assert main(["describe", str(path)]) == 0
    out = capsys.readouterr().out
    for words in (
        "sure table",
        "undecided columns.responded_at.format = ?",
        '"%d/%m/%Y": the day stands first',
        "To decide",
    ):
        assert words in out


@pytest.mark.parametrize("word", ["verified", "已验证", "见效"])
def test_what_a_bank_calls_verified_reads_claimed(word: str) -> None:
    """METHOD, verdicts: imported "verified" and "claimed" both read claimed."""
    assert answer_words("suggestion_events", "event", False)[word] == "claimed"
