"""Every layout tells the same six invented answers, whatever its own traps are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipelines.conform import Conformed
from pipelines.readers import Export, UnreadableExport, layouts, read
from pipelines.readers.spss import open_spss
from tests.pipelines.exports import conformed, real, write_csv

FIXTURES = Path(__file__).resolve().parent / "fixtures"
EXPORTS = FIXTURES / "exports"
LAYOUT = {
    "google_forms.csv": "google_forms",
    "limesurvey.csv": "limesurvey",
    "microsoft_forms.csv": "microsoft_forms",
    "microsoft_forms.xlsx": "microsoft_forms",
    "qualtrics.csv": "qualtrics",
    "qualtrics_legacy.csv": "qualtrics",
    "spss.sav": "spss",
    "surveygizmo.csv": "surveygizmo",
    "surveymonkey.csv": "surveymonkey",
    "tengxunwenjuan.csv": "tengxunwenjuan",
    "typeform.csv": "typeform",
    "wenjuanwang_codes.csv": "wenjuanwang",
    "wenjuanwang_text.csv": "wenjuanwang",
}
TOLD_AMONG_OPTIONS = ("google_forms.csv", "microsoft_forms.csv", "microsoft_forms.xlsx")
"""These write what a person typed for Other in the place of the option."""
TELL_PARTIAL = ("limesurvey", "qualtrics", "spss", "surveygizmo")
ENCODING = {"surveymonkey.csv": "cp1252"}


def _read(name: str) -> Export:
    return read(EXPORTS / name, encoding=ENCODING.get(name))


def _frame(export: Export) -> pd.DataFrame:
    return pd.concat(list(export.rows))


def _conformed(name: str) -> Conformed:
    return conformed(EXPORTS / name, FIXTURES / "survey_responses" / f"{Path(name).stem}.toml")


def test_every_layout_but_those_with_samples_of_their_own_has_a_fixture() -> None:
    assert {path.name for path in EXPORTS.iterdir()} == set(LAYOUT)
    assert {*LAYOUT.values(), "plain", "wenjuanxing"} == set(layouts.LAYOUTS)


@pytest.mark.parametrize("name", LAYOUT)
def test_a_layout_is_recognised_and_says_why(name: str) -> None:
    export = _read(name)
    assert export.layout == LAYOUT[name]
    assert len(export.why) > 30
    frame = _frame(export)
    assert len(frame) == 6
    assert export.ragged == []
    assert not frame.map(lambda cell: isinstance(cell, str) and "203.0.113" in cell).to_numpy().any()


@pytest.mark.parametrize("name", LAYOUT)
def test_every_layout_tells_the_same_six_answers(name: str) -> None:
    chunk = _conformed(name)
    assert (chunk.counts.read, chunk.counts.accepted, len(chunk.refused), len(chunk.dropped)) == (6, 6, 0, 0)
    responses = chunk.tables["survey_responses"].sort_values("responded_at")
    assert responses["responded_at"].dt.strftime("%m-%d %H:%M").tolist() == [
        "04-15 22:38",
        "04-16 09:05",
        "04-16 20:00",
        "04-17 12:00",
        "04-18 08:30",
        "04-18 10:15",
    ]
    assert responses["recommend_state"].tolist() == ["valid"] * 4 + ["blank", "off_scale"]
    assert responses["recommend"].dropna().tolist() == [10, 9, 0, 7]
    assert responses["verbatim"].fillna("").tolist() == [
        "Quick and kind.",
        "",
        "Waited an hour, call [PHONE]",
        "",
        "",
        "Très bien",
    ]
    assert responses["is_partial"].tolist() == [False] * 4 + [LAYOUT[name] in TELL_PARTIAL, False]
    ratings = chunk.tables["ratings"].set_index("response_id").loc[responses["response_id"]]
    assert ratings["state"].tolist() == ["valid"] * 4 + ["blank", "valid"]
    assert ratings["score"].dropna().tolist() == [10, 8, 0, 5, 3]
    choices = chunk.tables["choices"]
    chosen = choices[choices["was_selected"]].groupby("option_name").size().to_dict()
    other = "a billboard" if name in TOLD_AMONG_OPTIONS else "Other"
    assert chosen == {"Poster": 2, "App": 2, "Friends": 1, other: 1}
    written = choices["other_text"].dropna().tolist()
    assert written in ([], ["a billboard"])
    assert choices["response_id"].nunique() == 5  # who left before the question was not asked it


def test_the_names_and_questions_of_qualtrics_are_kept_apart() -> None:
    export = _read("qualtrics.csv")
    assert export.questions["Q1"] == "How likely are you to recommend us?"
    assert _frame(export).index.tolist() == [4, 5, 6, 7, 8, 9]
    older = _read("qualtrics_legacy.csv")
    assert older.columns[:3] == ("ResponseID", "ResponseSet", "Name")
    assert older.questions["Q1"] == "How likely are you to recommend us?"
    assert older.columns[-1] == "#15"  # the comma at the end of every line


def test_qualtrics_is_known_when_somebody_cut_header_rows_off(tmp_path: Path) -> None:
    lines = (EXPORTS / "qualtrics.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "cut.csv"
    path.write_text("".join([lines[0], lines[1], *lines[3:]]), encoding="utf-8")
    assert (read(path).layout, len(_frame(read(path)))) == ("qualtrics", 6)
    path.write_text("".join([lines[0], *lines[3:]]), encoding="utf-8")
    assert (read(path).layout, len(_frame(read(path)))) == ("qualtrics", 6)
    path.write_text("".join(lines[:3]), encoding="utf-8")
    with pytest.raises(UnreadableExport, match="3 header rows and no rows below them"):
        read(path)


def test_a_question_over_four_columns_names_each_of_them() -> None:
    export = _read("surveymonkey.csv")
    question = "How did you hear of our café branch?"
    assert [name for name in export.columns if name.startswith(question)] == [
        f"{question}—{option}" for option in ("Poster", "App", "Friends", "Other (please specify)")
    ]
    assert "How likely are you to recommend us?" in export.columns


def test_a_western_encoding_is_asked_for_and_not_guessed() -> None:
    with pytest.raises(UnreadableExport, match="neither UTF-8 nor Chinese GB 18030") as refused:
        read(EXPORTS / "surveymonkey.csv")
    assert '"cp1252" → ' in refused.value.what_to_do
    assert "café" in refused.value.what_to_do


def test_headers_that_occur_again_are_told_apart_by_their_order() -> None:
    columns = _read("typeform.csv").columns
    assert [name for name in columns if name.startswith(("Other", "None"))] == [
        "Other#1",
        "None#1",
        "Other#2",
        "None#2",
    ]
    assert _frame(_read("typeform.csv"))["#"].str.len().tolist() == [32] * 6


def test_limesurvey_is_known_by_codes_alone(tmp_path: Path) -> None:
    head = ("", "startdate._.Date started", "satis[SQ001]._. [How satisfied]", "satis[SQ002]._. [And with us]")
    export = read(
        write_csv(tmp_path / "a.csv", head, ("1", "2026-04-01 10:00:00", "\ufeff0 - Not at all", "10 - Fully"))
    )
    assert export.layout == "limesurvey"
    assert export.columns == ("#1", "startdate", "satis[SQ001]", "satis[SQ002]")
    assert export.find("satis[SQ002]._. [And with us]") == "satis[SQ002]"


def test_an_spss_file_is_read_as_codes_or_as_the_words_of_its_labels() -> None:
    codes, text = read(EXPORTS / "spss.sav"), read(EXPORTS / "spss.sav", answers="text")
    assert (codes.answers, text.answers) == ("codes", "text")
    words = _frame(text)
    assert _frame(codes)["satisfied"].fillna("").tolist() == ["10", "8", "0", "5", "", "3"]
    assert words["satisfied"].fillna("").tolist() == [
        "10 - Completely satisfied",
        "8",
        "0 - Not at all satisfied",
        "5",
        "",
        "3",
    ]
    assert words["heard_1"].fillna("").tolist() == ["Yes", "No", "No", "No", "", "Yes"]
    assert words.index.tolist() == [1, 2, 3, 4, 5, 6]
    assert codes.questions["satisfied"] == "How satisfied are you overall?"


def test_an_spss_file_of_many_chunks_holds_every_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.readers.spss.CHUNK_ROWS", 4)
    rows = list(open_spss(EXPORTS / "spss.sav", None, "codes").numbered)
    assert [(number, row[0]) for number, row in rows] == [(0, "id"), *((n, str(n)) for n in range(1, 7))]


def test_a_broken_spss_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.sav"
    path.write_bytes((EXPORTS / "spss.sav").read_bytes()[:300])
    with pytest.raises(UnreadableExport, match="an SPSS file that cannot be read"):
        read(path)


def test_a_file_that_two_layouts_claim_is_not_taken_until_one_is_named(tmp_path: Path) -> None:
    head = ("编号", "开始答题时间", "结束答题时间", "序号", "提交答卷时间", "所用时间", "来源", "1、满意吗")
    path = write_csv(
        tmp_path / "a.csv", head, ("1", "2026-04-01", "2026-04-01", "1", "2026-04-01", "5秒", "微信", "是")
    )
    with pytest.raises(UnreadableExport, match=r"more than one layout: wenjuanxing .*; tengxunwenjuan .*") as refused:
        read(path)
    assert 'layout = "…"' in refused.value.what_to_do
    assert read(path, layout="tengxunwenjuan").layout == "tengxunwenjuan"


@pytest.mark.parametrize(
    "head",
    [
        ("Timestamp", "Temperature"),  # of something else than a form
        ("Id", "Start time", "Temperature"),
        ("#", "Name", "Date"),
        ("Status", "Date Submitted", "Name"),
        ("id", "token", "seed"),
        ("编号", "来源", "提交时间"),
        ("Respondent", "Response"),
    ],
)
def test_tables_that_look_a_little_alike_are_plain(tmp_path: Path, head: tuple[str, ...]) -> None:
    assert read(write_csv(tmp_path / "a.csv", head, ("1",) * len(head), ("2",) * len(head))).layout == "plain"


def test_spread_questions_of_a_real_survey_are_named() -> None:
    export = read(real("surveymonkey_starwars", "StarWars.csv"), encoding="mac_roman")
    question = "Which of the following Star Wars films have you seen? Please select all that apply."
    assert sum(name.startswith(f"{question}—Star Wars: Episode") for name in export.columns) == 6
    assert "Have you seen any of the 6 films in the Star Wars franchise?" in export.columns
