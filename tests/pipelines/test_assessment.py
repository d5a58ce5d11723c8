"""The assessment's register: what may stand in it, what is refused and how, and what of it travels in the build."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import assessment
from pipelines.refusals import Refused

OWN = """
[[edition]]
valid_from = 2026-01-01
title = "办法"
source = "board"
rules = "一、"
guide = "先看"

[[edition.indicator]]
measure = "nps"
of = "unit"
weight = 60
no_marks_at = 0
full_marks_from = 50

[[edition.indicator]]
measure = "complaints_per_10k"
of = "unit"
weight = 40
no_marks_at = 5
full_marks_from = 0.5

[[edition.indicator]]
measure = "satisfaction"
of = "line"
lines = ["retail"]
weight = 100
no_marks_at = 60
full_marks_from = 90
"""
AGAIN = """
[[edition.indicator]]
measure = "nps"
of = "unit"
weight = 30
no_marks_at = 0
full_marks_from = 50
"""
SECOND = OWN.replace("2026-01-01", "2027-01-01")


def _read(folder: Path, text: str) -> None:
    (folder / assessment.REGISTER).write_text(text, encoding="utf-8")
    assessment.editions(folder)


def test_what_was_in_force_is_copied_into_the_build(tmp_path: Path) -> None:
    (tmp_path / assessment.REGISTER).write_text(OWN, encoding="utf-8")
    with duckdb.connect() as connection:
        assessment.write(connection, tmp_path)
        told = connection.execute("select edition_from, title_en, guide, is_default from reg_assessment").fetchall()
        assert [(str(day), *rest) for day, *rest in told] == [("2026-01-01", "办法", "先看", False)]
        rows = "select measure, subject, members, weight, full_marks_from from reg_assessment_indicator order by place"
        assert connection.execute(rows).fetchall() == [
            ("nps", "unit", [], 60.0, 50.0),
            ("complaints_per_10k", "unit", [], 40.0, 0.5),
            ("satisfaction", "line", ["retail"], 100.0, 90.0),
        ]
        assessment.write(connection, tmp_path / "nobody")
        assert connection.execute("select bool_and(is_default) from reg_assessment").fetchall() == [(True,)]


def test_the_example_banks_editions_follow_each_other() -> None:
    found, is_default = assessment.editions(Path(assessment.__file__).parent / "demo")
    assert not is_default
    assert [str(each["valid_from"]) for each in found] == ["2022-01-01", "2026-01-01"]


def test_an_older_edition_that_has_ended_stands_beside_a_newer_one(tmp_path: Path) -> None:
    _read(tmp_path, OWN.replace("title =", "valid_to = 2026-12-31\ntitle =", 1) + SECOND)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("valid_from = 2026-01-01\n", ""), "no valid_from"),
        (("2026-01-01", '"2026-01-01"'), "a day without quotes"),
        (("2026-01-01", "2026-01-01T10:00:00"), "a day without quotes"),
        (('source = "board"\n', ""), "no source"),
        (('rules = "一、"', 'rules = ""'), "no rules"),
        (("title =", "valid_to = 2025-12-31\ntitle ="), "before valid_from"),
        (("title =", "titel ="), "titel"),
        (("weight = 60", "weight = 50"), "add up to 90 for every unit; expected weights that add up to 100"),
        (("weight = 60", 'weight = "60"'), "a number"),
        (("weight = 60", "weight = true"), "a number"),
        (("weight = 60", "weight = 0"), "weight = 0"),
        (("weight = 100", "weight = 99"), "add up to 99 for line 'retail'"),
        (("weight = 60", 'levels = ["网点"]\nweight = 60'), "add up to 40 for every unit"),
        (('measure = "nps"', 'measure = "happiness"'), "measure = 'happiness'"),
        (('measure = "nps"', 'measure = "responses"'), "has an interval"),
        (('measure = "nps"', 'measure = "assessment"'), "measure = 'assessment'"),
        (('measure = "satisfaction"', 'measure = "response_rate"'), "known by line"),
        (("full_marks_from = 50", "full_marks_from = -50"), "full marks above no marks"),
        (("full_marks_from = 0.5", "full_marks_from = 9"), "full marks below no marks"),
        (("full_marks_from = 90", "full_marks_from = 900"), "0 to 100"),
        (('of = "line"', 'of = "lines"'), "of = 'lines'"),
        (('lines = ["retail"]', 'levels = ["网点"]'), "levels in an indicator of line"),
        (('lines = ["retail"]', 'lines = [""]'), "no text"),
        (('[[edition.indicator]]\nmeasure = "nps"', '[[edition.indicators]]\nmeasure = "nps"'), "indicators"),
    ],
)
def test_faults_are_told(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    assert change[0] in OWN
    with pytest.raises(Refused) as refused:
        _read(tmp_path, OWN.replace(*change, 1))
    assert told in str(refused.value)


def test_every_fault_is_told_at_once_with_what_to_do(tmp_path: Path) -> None:
    text = OWN.replace("weight = 60", "weight = 0").replace('source = "board"\n', "")
    with pytest.raises(Refused) as refused:
        _read(tmp_path, text)
    assert len(refused.value.refusals) == 2
    assert all(each.where.endswith(("edition 1", "indicator 1")) and each.what_to_do for each in refused.value.refusals)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no edition"),
        ("[[edition", "cannot be read"),
        (OWN.replace("weight = 60", "weight = 30") + AGAIN, "nps 2 times for every unit"),
        (OWN + SECOND, "from 2026-01-01 and from 2027-01-01 at the same time"),
        (OWN + OWN, "at the same time"),
        (OWN.split("[[edition.indicator]]")[0], "no indicator"),
        (OWN.split("[[edition.indicator]]")[0] + "indicator = []", "at least one [[edition.indicator]]"),
        (OWN.split("[[edition.indicator]]")[0] + "indicator = [1]", "a table"),
    ],
)
def test_files_that_are_no_register_are_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        _read(tmp_path, text)
    assert told in str(refused.value)
