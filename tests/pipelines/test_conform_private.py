"""What is personal is kept nowhere by way of a header or an option's own words, and one person is one key."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipelines.conform.choices import ChoiceColumns, read_choice
from pipelines.conform.identity import keyed
from pipelines.conform.refusals import Faults
from pipelines.descriptions import Choice
from pipelines.privacy import keyed_hash
from tests.pipelines.exports import SECRET, SURVEY, conformed, write_csv, write_description


def test_a_header_that_is_somebodys_number_is_masked_where_faults_are_kept() -> None:
    faults = Faults()
    faults.add(pd.Index([1]), "张三 138\u200b00138000", None, "missing_value", "text")
    faults.add(pd.Index([2]), "a, b", None, "missing_value", "text")
    assert faults.frame()["column_name"].tolist() == ["张三 [PHONE]", "a, b"]


def test_a_file_whose_header_is_a_number_leaves_it_in_no_refusal_and_no_drop(tmp_path: Path) -> None:
    who, weight = "张三 13800138000", "李四 13900139000"
    path = write_csv(
        tmp_path / "a.csv",
        ("id", "at", who, weight),
        ("1", "2026-03-01", "9", "1"),
        ("2", "2026-03-01", "9", "heavy"),
        ("3", "someday", "99", "1"),
    )
    described = SURVEY.replace('"score"', f'"{who}"').replace(
        "[recommend]", f'[columns.weight]\ncolumn = "{weight}"\n[recommend]'
    )
    chunk = conformed(path, write_description(tmp_path, described))
    assert chunk.dropped["column_name"].tolist() == ["李四 [PHONE]"]
    told = chunk.refused.to_csv() + chunk.dropped.to_csv()
    assert "13800138000" not in told
    assert "13900139000" not in told


def test_what_was_written_beside_an_option_hides_no_number() -> None:
    chunk = pd.DataFrame({"其他": pd.Series(["打电话138\u200b0013\u200b8000 ", "1", "0"], dtype="str")})
    choice = Choice(question="reasons", kind="multiple", named={"其他": "其他"})
    found = read_choice(chunk, ChoiceColumns(choice, options={"其他": "其他"}))
    assert found["other_text"].tolist()[0] == "打电话13800138000"
    assert found["other_text"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    "written",
    [
        "１３８００１３８０００",
        "138 0013 8000",
        "138-0013-8000",
        "13800138000.0",
        "+86 138-0013-8000",
        "+8613800138000",
        "0086 13800138000",
        "\u3000１３８　００１３　８０００ ",
        "138\u200e00138000",
    ],
)
def test_one_person_is_one_key_however_the_number_is_written(written: str) -> None:
    keys = keyed(pd.Series([written, None, "13800138000"], dtype="str", index=[5, 6, 7]), "respondent_key", SECRET)
    assert keys.index.tolist() == [5, 6, 7]
    assert keys[5] == keys[7] == keyed_hash(SECRET, "respondent_key", "13800138000")
    assert pd.isna(keys[6])


@pytest.mark.parametrize(
    "text", ["C-000123", "8613800138000", "13-800138000", "007", "9.5", "张三", "o_Xy-1.0", "a@b.c"]
)
def test_ids_that_are_no_numbers_written_otherwise_keep_their_key(text: str) -> None:
    assert keyed(pd.Series([text], dtype="str"), "p", SECRET)[0] == keyed_hash(SECRET, "p", text)
