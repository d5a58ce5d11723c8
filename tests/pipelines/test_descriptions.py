"""Descriptions: what a good one means, and every fault of a bad one at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.contracts import CONTRACTS
from pipelines.descriptions import DescriptionError, load_description
from tests.pipelines.exports import REAL_DESCRIPTIONS, SAMPLES, SURVEY, write_description


def _faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(DescriptionError) as refused:
        load_description(write_description(folder, text))
    assert all(fault.found and fault.where and fault.expected and fault.what_to_do for fault in refused.value.refusals)
    return [str(fault) for fault in refused.value.refusals]


def test_the_commented_example_says_what_it_means() -> None:
    description = load_description(SAMPLES / "survey_responses" / "branch_visit.toml")
    assert description.tables == ("survey_responses", "ratings", "choices")
    assert description.survey is not None
    assert description.survey.name_en == "Branch visit survey (sample)"
    assert description.recommend is not None
    assert (description.recommend.scale.minimum, description.recommend.scale.maximum) == (0, 10)
    assert [rating.touchpoint for rating in description.ratings] == [
        "overall",
        "branch_queue",
        "branch_counter",
        "branch_lobby",
    ]
    assert description.ratings[0].scale.values["非常满意"] == 5
    assert description.ratings[1].scale.not_used == ("不适用", "6")
    assert description.choices[0].options == {"1": "男", "2": "女"}
    assert description.choices[2].joiner == "→"
    assert description.columns["line"].constant == "retail"


@pytest.mark.parametrize("path", sorted(REAL_DESCRIPTIONS.glob("*/*.toml")), ids=lambda path: path.stem)
def test_descriptions_of_real_exports_are_valid(path: Path) -> None:
    assert load_description(path).table == path.parent.name


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = _faults(
        tmp_path,
        """
table = "survey_responses"
reload = "sometimes"
colour = "red"
[file]
delimiter = ",,"
header_row = 0
answers = "perhaps"
[survey]
name = "no id"
[columns.responded_on]
column = "at"
[columns.unit_id]
column = "u"
constant = "v"
[columns.line]
column = "l"
format = "%Y"
[columns.invited_at]
column = "i"
zone = "Asia/Nowhere"
constants = { year = 2017, week = 3 }
[columns.status]
column = "s"
values = { Done = "finished" }
[recommend]
column = "r"
minimum = 1
maximum = 5
[[ratings]]
column = "a"
touchpoint = "t"
kind = "happiness"
minimum = 5
maximum = 1
[[ratings]]
columns = { b = "t2", c = "t2" }
kind = "effort"
minimum = 1
maximum = 7
blank = ["0"]
not_used = [0]
values = { "非常满意" = 8 }
[[choices]]
question = "q"
kind = "several"
[[choices]]
question = "q"
kind = "multiple"
columns = "no star"
""",
    )
    told = "\n".join(faults)
    for part in (
        "reload is 'sometimes'",
        "unknown setting 'colour'",
        "delimiter is ',,'",
        "header_row is 0",
        "answers is 'perhaps'",
        "[survey]: id is missing",
        "no column 'responded_on' to fill",
        "did you mean 'responded_at'?",
        "responded_at is not described",
        "both or none of column and constant",
        "format on line, which is text",
        "unknown zone 'Asia/Nowhere'",
        "week = 3",
        "constants without format",
        "'finished'",
        "the scale is 1 to 5",
        "kind is 'happiness'",
        "no usable scale",
        "'0' is both blank and not used",
        "a score from 1 to 7",
        "2 ratings of one touchpoint and kind",
        "kind is 'several'",
        "neither column nor columns",
        "columns is 'no star'",
        "question 'q' 2 times",
    ):
        assert part in told, part


def test_an_unknown_table_names_the_nearest(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, 'table = "complaint"\n')
    assert "did you mean 'complaints'?" in fault
    assert all(table in fault for table in CONTRACTS)


def test_the_folder_names_the_table_where_the_file_does_not(tmp_path: Path) -> None:
    folder = tmp_path / "journeys"
    folder.mkdir()
    text = '[columns.journey_id]\ncolumn = "编号"\n[columns.name]\ncolumn = "名称"\n'
    description = load_description(write_description(folder, text, "mine.toml"))
    assert (description.table, description.name) == ("journeys", "mine")


def test_a_survey_part_does_not_belong_to_other_tables(tmp_path: Path) -> None:
    text = 'table = "events"\n[survey]\nid = "x"\n[columns.event_id]\ncolumn = "a"\n'
    told = "\n".join(_faults(tmp_path, text))
    assert "[survey] in a description of events" in told
    assert "name is not described" in told


def test_an_id_may_be_left_out_only_where_a_row_can_stand_for_itself(tmp_path: Path) -> None:
    text = SURVEY.replace('[columns.response_id]\ncolumn = "id"\n', "")
    assert "response_id" not in load_description(write_description(tmp_path, text)).columns
    told = "\n".join(_faults(tmp_path, 'table = "units"\n[columns.name]\ncolumn="n"\n[columns.level]\ncolumn="l"\n'))
    assert "unit_id is not described" in told


def test_what_is_not_toml_is_one_fault(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, "table = \n")
    assert "not readable as TOML" in fault


def test_codes_are_compared_in_their_plain_form(tmp_path: Path) -> None:
    text = SURVEY + 'blank = ["９９", 0, 7.0]\nvalues = { " 很愿意 " = 10 }\n'
    description = load_description(write_description(tmp_path, text))
    assert description.recommend is not None
    assert description.recommend.scale.blank == ("99", "0", "7")
    assert description.recommend.scale.values == {"很愿意": 10.0}
