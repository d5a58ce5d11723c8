"""What the fuzzer found once, each as a file of a few lines."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from pipelines.conform.choices import ChoiceColumns, read_choice
from pipelines.conform.parsing import parse
from pipelines.contracts import CONTRACTS
from pipelines.describe.openings import openings
from pipelines.describe.profiling import look
from pipelines.descriptions.model import Choice, Source
from pipelines.progress import Silent
from pipelines.readers import UnreadableExport, read
from tests.pipelines.exports import write_csv

MOBILE = "13800138000"


def test_an_option_that_nobody_chose_is_an_option() -> None:
    chunk = pd.DataFrame({"a": ["Y", None], "b": [None, None]}, dtype="str")
    found = ChoiceColumns(Choice(question="q", kind="multiple"), options={"a": "A", "b": "B"})
    read_one = read_choice(chunk, found)
    assert read_one["was_selected"].tolist() == [True, False]


@pytest.mark.parametrize(("name", "text"), [("duration_seconds", "9" * 5000 + "秒"), ("duration_seconds", "9" * 5000)])
def test_a_number_of_thousands_of_digits_is_none(name: str, text: str) -> None:
    parsed = parse(pd.Series([text], dtype="str"), CONTRACTS["survey_responses"].columns[name], Source(), "UTC")
    assert parsed.values.isna().all()
    assert parsed.reasons.tolist() == ["unreadable_number"]


def test_a_whole_number_of_thousands_of_digits_is_none() -> None:
    column = CONTRACTS["complaint_counts"].columns["complaints"]
    assert parse(pd.Series(["9" * 5000], dtype="str"), column, Source(), "UTC").values.isna().all()


def test_a_workbook_without_sheets_is_told(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pd.DataFrame({"a": [1]}).to_excel(buffer, index=False)
    path = tmp_path / "none.xlsx"
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(path, "w") as spoilt:
        for part in whole.namelist():
            content = whole.read(part)
            if part == "xl/workbook.xml":
                start, end = content.index(b"<sheets>"), content.index(b"</sheets>")
                content = content[: start + len(b"<sheets>")] + content[end:]
            spoilt.writestr(part, content)
    with pytest.raises(UnreadableExport, match="a workbook without any sheet"):
        read(path)


def test_a_sheet_called_by_a_number_is_named_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        for sheet in ("数据", f"联系人{MOBILE}"):
            pd.DataFrame({"score": [9, 10]}).to_excel(writer, index=False, sheet_name=sheet)
    with pytest.raises(UnreadableExport) as refused:
        read(path)
    (line,) = openings(path, refused.value)
    assert [choice["value"] for choice in line["choices"]] == ["数据", "#2"]
    assert MOBILE not in str(line) + str(refused.value)
    export = read(path, sheet="#2")
    assert sum(len(chunk) for chunk in export.rows) == 2
    assert MOBILE not in export.why


def test_a_header_that_holds_a_number_is_named_by_its_place(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", ["id", f"联系人 {MOBILE}"], ["1", "a"], ["2", "b"])
    profiles = look(path, {}, Silent()).profiles
    assert [profile.column for profile in profiles] == ["id", "#2"]
    assert MOBILE not in str(profiles)
    assert profiles[1].filled == 2
