"""Real exports: what a proposal must find in each, and that what it proposes counts to what their owners' data say.

The files are public but not part of the project: the tests skip where ../shared/realdata is absent.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.conform.locating import located
from pipelines.describe import Proposal, describe
from pipelines.descriptions import load_description
from pipelines.readers import UnreadableExport, read
from tests.pipelines.exports import REAL_EXPORTS, conformed, real

FILES = (
    sorted(path for path in REAL_EXPORTS.glob("*/*") if path.suffix in (".csv", ".xls"))
    if REAL_EXPORTS.is_dir()
    else []
)
STAR_WARS = "StarWars.csv"
SFO_CODES = {("blank", "0"), ("not_used", "6")}


def written(proposal: Proposal, tmp_path: Path) -> Path:
    path = tmp_path / "proposed.toml"
    path.write_text(proposal.toml, encoding="utf-8")
    return path


def decided(file: Path, proposal: Proposal) -> dict[str, Any]:
    """What a person would answer to everything that is undecided."""
    answers: dict[str, Any] = {}
    for path in proposal.undecided:
        if path.endswith(".constants"):
            answers[path] = {"year": 2017, "month": 5}
        elif path.endswith("_at.column"):
            answers[path.replace(".column", ".constant")] = "2020-01-01"
        else:
            raise AssertionError(f"{file.name}: {path} is undecided")
    return answers


@pytest.mark.skipif(not FILES, reason="the real exports (../shared/realdata) are not here")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_is_proposed_loads_once_it_is_decided(file: Path, tmp_path: Path) -> None:
    opening = {"file.encoding": "mac_roman"} if file.name == STAR_WARS else {}
    if opening:
        with pytest.raises(UnreadableExport):
            describe(file)
    proposal = describe(file, decisions=opening)
    assert bool(proposal.errors) == bool(proposal.undecided)
    decisions = opening | decided(file, proposal)
    whole = describe(file, decisions=decisions)
    assert not whole.undecided
    assert not whole.errors
    description = load_description(written(whole, tmp_path))
    located(read(file, **description.file.for_reader()), description)
    assert all(line.why.en and line.why.zh for line in whole.lines)


def test_the_airport_of_2017(tmp_path: Path) -> None:
    file = real("sfo_2017_dev", "sfo_2017_dev.csv")
    proposal = describe(file)
    line = proposal.line("recommend.column")
    assert line is not None
    assert (line.value, line.sureness) == ("NETPRO", "likely")
    assert line.why.en.startswith(
        "303 of 313 values lie on 0–10 and the header holds 'netpro'; 10 lie off the scale (11"
    )
    assert proposal.values["columns.weight.column"] == "WEIGHT"
    assert proposal.values["columns.response_id.column"] == "RESPNUM"
    day = proposal.line("columns.responded_at.constants")
    assert day is not None
    assert day.value is None
    assert "only the day" in day.why.en
    art = {path.split(".")[1]: value for path, value in proposal.values.items() if value == "Q7ART"}
    (place,) = art
    codes = {(name, code) for name in ("blank", "not_used") for code in proposal.values[f"ratings.{place}.{name}"]}
    assert codes == SFO_CODES
    whole = describe(file, decisions={"columns.responded_at.constants": {"year": 2017, "month": 5}})
    chunk = conformed(file, written(whole, tmp_path))
    scores = chunk.tables["survey_responses"]["recommend"].dropna()
    assert (len(scores), int((scores >= 9).sum()), int((scores <= 6).sum())) == (303, 152, 31)
    assert chunk.counts.refused == 0
    overall = chunk.tables["ratings"].query("touchpoint_id == 'overall'")
    assert overall["state"].value_counts().to_dict() == {"valid": 291, "blank": 22}


def test_the_airport_of_2013_asks_no_recommendation_and_rates_the_whole(tmp_path: Path) -> None:
    file = real("sfo_2013", "2013_SFO_Customer_Survey.csv")
    whole = describe(file, decisions={"columns.responded_at.constants": {"year": 2013, "month": 5}})
    assert not any(line.path.startswith("recommend") for line in whole.lines)
    rated = conformed(file, written(whole, tmp_path)).tables["ratings"]
    overall = rated[(rated["touchpoint_id"] == "overall") & (rated["state"] == "valid")]["score"]
    assert (len(overall), round(float(overall.mean()), 4)) == (3334, 3.9820)


@pytest.mark.parametrize("ending", ["Readable_masked.xls", "Original_masked_gb18030.csv"])
def test_wenjuanxing_columns_scales_and_choices(ending: str, tmp_path: Path) -> None:
    file = real("wjx_layout_masked", f"All_Data_{ending}")
    proposal = describe(file)
    values = proposal.values
    assert (proposal.layout, values["file.layout"]) == ("wenjuanxing", "wenjuanxing")
    for column, header in {
        "response_id": "序号",
        "responded_at": "提交答卷时间",
        "duration_seconds": "所用时间",
    }.items():
        line = proposal.line(f"columns.{column}.column")
        assert line is not None
        assert (line.value, line.sureness) == (header, "sure")
    looks = next(
        path.split(".")[1] for path, value in values.items() if value == "外观" and path.endswith("touchpoint")
    )
    scale = proposal.line(f"ratings.{looks}.maximum")
    assert scale is not None
    assert (scale.value, scale.sureness) == (5, "sure")
    chunk = conformed(file, written(proposal, tmp_path))
    assert chunk.tables["survey_responses"]["duration_seconds"].tolist() == [5, 136, 8, 60]


def test_hobbies_as_text_and_as_codes(tmp_path: Path) -> None:
    for name in ("wjx_800_800_0.xls", "wjx_800_800_2.xls"):
        file = real("wjx_reportgen800", name)
        proposal = describe(file)
        line = proposal.line("columns.responded_at.column")
        assert line is not None
        assert line.value is None
        assert "'提交答卷时间' is empty in all rows" in line.why.en
        whole = describe(file, decisions={"columns.responded_at.constant": "2016-01-01"})
        choices = conformed(file, written(whole, tmp_path)).tables["choices"]
        chosen = choices[choices["was_selected"]].groupby("option_name").size()
        assert (int(chosen["美食"]), int(chosen["运动"])) == (492, 479)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "qualtrics_ropensci/sample_masked.csv",
            {"file.layout": "qualtrics", "columns.response_id.column": "ResponseId",
             "columns.responded_at.column": "RecordedDate",
             "columns.duration_seconds.column": "Duration (in seconds)", "columns.status.column": "Finished"},
        ),
        (
            "qualtrics_ropensci/sample_legacy_masked.csv",
            {"file.layout": "qualtrics", "columns.response_id.column": "ResponseID",
             "columns.responded_at.column": "EndDate"},
        ),
        (
            "surveymonkey_flying/flying-etiquette.csv",
            {"file.layout": "surveymonkey", "columns.response_id.column": "RespondentID"},
        ),
        (
            "typeform_fcc2016/2016 New Coders Survey Part 1.csv",
            {"file.layout": "typeform", "columns.response_id.column": "#",
             "columns.responded_at.column": "Submit Date (UTC)"},
        ),
        (
            "gforms_mybinder/mybinder.org-user-survey-feb-2020.csv",
            {"file.layout": "google_forms", "columns.responded_at.column": "Timestamp",
             "columns.verbatim.column": "If you could change one thing about Binder, what would it be?"},
        ),
        (
            "surveygizmo_jupyter2015/20160115235816-SurveyExport.csv",
            {"file.layout": "surveygizmo", "columns.responded_at.column": "Date Submitted",
             "columns.status.values": {"Partial": "partial", "Complete": "complete"}},
        ),
        (
            "cfpb_2016_small/Consumer_Complaints_capitalprince.csv",
            {"table": "complaints", "columns.received_at.column": "date_received",
             "columns.received_at.format": "%m/%d/%Y",
             "columns.business.column": "product", "columns.channel.column": "submitted_via"},
        ),
        (
            "cfpb_2016_small/Consumer_Complaints_bkreis84.csv",
            {"table": "complaints", "columns.received_at.format": "%m/%d/%Y",
             "columns.complaint_id.column": "Complaint ID"},
        ),
        (
            "cfpb_narratives/Consumer_Complaints.csv",
            {"table": "complaints", "columns.narrative.column": "Consumer complaint narrative",
             "columns.complaint_id.column": "#1"},
        ),
        (
            "peps_suggestions/peps.csv",
            {"table": "suggestions", "columns.suggestion_id.column": "PEP", "columns.submitted_at.column": "Created",
             "columns.submitted_at.format": "%d-%b-%Y", "columns.title.column": "Title"},
        ),
        (
            "nyc_pb/Participatory_Budgeting_Projects.csv",
            {"table": "suggestions", "columns.title.column": "Title", "columns.text.column": "Description"},
        ),
    ],
)  # fmt: skip
def test_the_essential_lines_of_each_export(file: str, expected: dict[str, Any]) -> None:
    values = describe(real(*file.split("/"))).values
    assert {path: values.get(path) for path in expected} == expected


def test_satisfaction_on_0_to_10_is_a_rating_and_never_the_recommend_question(tmp_path: Path) -> None:
    file = real("limesurvey_rse2018", "public_data.csv")
    proposal = describe(file)
    assert not any(line.path.startswith("recommend") for line in proposal.lines)
    place = next(
        line.path.split(".")[1]
        for line in proposal.lines
        if line.path.endswith(".column") and line.columns == ("likert3[satisGen1]",) and line.path.startswith("ratings")
    )
    values = proposal.values
    assert (values[f"ratings.{place}.minimum"], values[f"ratings.{place}.maximum"]) == (0, 10)
    assert values[f"ratings.{place}.kind"] == "satisfaction"
    chunk = conformed(file, written(proposal, tmp_path))
    rated = chunk.tables["ratings"]
    position = rated[rated["touchpoint_id"] == values[f"ratings.{place}.touchpoint"]]
    valid = position[position["state"] == "valid"]["score"]
    # the labelled end points count: a cast would drop exactly the extremes
    assert (len(valid), round(float(valid.mean()), 4)) == (851, 6.8672)


def test_recommending_in_words_makes_no_nps() -> None:
    proposal = describe(real("gforms_mybinder", "mybinder.org-user-survey-feb-2020.csv"))
    assert not any(line.path.startswith("recommend") for line in proposal.lines)
    assert any("no NPS can be made of it" in note.en for note in proposal.notes)
