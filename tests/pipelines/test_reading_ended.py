"""A workbook whose process is ended from outside is no bad one; what ends whole services does not reach it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.readers import workbooks
from pipelines.refusals import Hindered

ROWS = 60_000


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "answers.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(ROWS):
            sheet.write_row(row, 0, [row, "很好"])
    return path


def _children() -> set[int]:
    return {
        int(entry)
        for task in Path("/proc/self/task").iterdir()
        for entry in (task / "children").read_text(encoding="ascii").split()
    }


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")
def test_a_workbook_is_read_to_its_end_or_the_machine_is_to_blame(workbook: Path) -> None:
    before = _children()
    told = workbooks._told(workbook, None)
    next(told)
    [process] = _children() - before
    assert os.getsid(process) != os.getsid(0)  # Ctrl-C in this terminal does not reach it
    os.kill(process, signal.SIGTERM)
    assert sum(map(len, told)) == ROWS
    # whoever runs this under nohup hands on that it is ignored
    handed_on = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        told = workbooks._told(workbook, None)
        next(told)
    finally:
        signal.signal(signal.SIGHUP, handed_on)
    [process] = _children() - before
    os.kill(process, signal.SIGHUP)
    with pytest.raises(Hindered, match="ended before it had read all of it"):
        list(told)


def test_readers_beside_each_other_share_the_memory_that_a_workbook_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = workbooks.most_bytes()
    monkeypatch.setenv(workbooks.AT_ONCE, "4")
    assert workbooks.most_bytes() == pytest.approx(alone / 4, abs=1)
