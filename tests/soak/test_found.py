"""What the fuzzer found once, each as a file of a few lines."""

from __future__ import annotations

import gc
import io
import struct
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from pipelines.conform.choices import ChoiceColumns, read_choice
from pipelines.conform.parsing import parse
from pipelines.contracts import CONTRACTS
from pipelines.describe.openings import openings
from pipelines.describe.profiling import look
from pipelines.descriptions.model import Choice, Source
from pipelines.progress import Silent
from pipelines.readers import UnreadableExport, read, workbooks
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


def test_a_cell_far_from_all_others_ends_no_more_than_the_file(tmp_path: Path) -> None:
    """A dense sheet of so many cells would take half a terabyte, and the library ends the process that asks for it."""
    book = openpyxl.Workbook()
    book.active.append(["id", "score"])
    book.active.append([1, 9])
    book.active.cell(row=1_048_576, column=16_384, value=" ")
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(UnreadableExport, match="in the memory there is") as refused:
        read(tmp_path / "far.xlsx")
    assert "empty rows and columns" in refused.value.what_to_do


def test_an_old_workbook_whose_sectors_run_in_a_circle_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "most_bytes", lambda: 1 << 30)
    end, nothing = 0xFFFFFFFE, 0xFFFFFFFF
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0, *[nothing] * 108,
    )  # fmt: skip
    sectors = struct.pack("<128I", 0xFFFFFFFD, 2, 1, *[nothing] * 125)  # 1 is followed by 2, and 2 by 1
    path = tmp_path / "circle.xls"
    path.write_bytes(header + sectors + bytes(1024))
    with pytest.raises(UnreadableExport, match="in the memory there is"):
        read(path)


def test_a_workbook_nobody_reads_to_its_end_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    pd.DataFrame({"a": range(50_000), "b": "text"}).to_excel(tmp_path / "long.xlsx", index=False)
    export = read(tmp_path / "long.xlsx")
    assert [process.poll() for process in begun] == [None]
    del export
    gc.collect()
    assert [process.returncode for process in begun] != [None]


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
