"""The work list of open complaints as a file: taken out of a real browser, opened by two spreadsheets, nothing runs."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from dashboard.answers import complaint_clock
from dashboard.queries.builds import open_build
from dashboard.scopes import local_user
from dashboard.slices import Slice
from tests import small_bank
from tests.browser.conftest import Open, running_app, settled

pytestmark = pytest.mark.browser

FORMULA, PHONE = "=1+2", "13800138000"
"""What a bank calls a cause, and what stands in every narrative."""
OFFICE_SECONDS = 120
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""UTF-8 with commas, every sheet a file of its own."""


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The bank's folder and the address of an app that serves it."""
    folder = tmp_path_factory.mktemp("worked")
    tables = small_bank.tables(responses=300)
    told = tables["complaints"].assign(cause="x", narrative=f"我的手机号是{PHONE}，请回电", respondent_key=PHONE)
    named = pd.DataFrame([("cause", "x", FORMULA, FORMULA, 1)], columns=tables["labels"].columns)
    labels = pd.concat([tables["labels"], named], ignore_index=True)
    small_bank.make(folder, of={**tables, "complaints": told, "labels": labels})
    with running_app(folder) as address:
        yield folder, address


def taken(page: Page, kind: str, to: Path) -> Path:
    """The file that the open dialog offers in one format."""
    with page.expect_download() as started:
        page.locator(f".st-key-export-to-answer-{kind}").get_by_role("button").click()
    shutil.copy(started.value.path(), to)
    return to


def test_the_work_list_opens_in_spreadsheets_with_its_chinese_masked_and_nothing_runs(
    open_page: Open, worked: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = worked
    rows = complaint_clock.to_answer(open_build("small", folder), Slice(period="all"), local_user()).chart["rows"]
    ids = [row["complaint"] for row in rows]
    page = open_page("/complaints?period=all&view=speed", at=address)
    page.locator(".st-key-foot-to-answer [data-action=export]").click()
    expect(page.get_by_test_id("stDialog")).to_be_visible()
    settled(page)
    book, plain = (taken(page, kind, tmp_path / f"{kind}.{kind}") for kind in ("xlsx", "csv"))

    cells = [cell for sheet in openpyxl.load_workbook(book) for line in sheet.iter_rows() for cell in line]
    texts = [str(cell.value) for cell in cells if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert [each for each in texts if each in set(ids)] == ids
    assert PHONE not in " ".join(texts)
    assert {"超监管时限", "剩余天数", "机构"} <= set(texts)

    if (office := shutil.which("soffice")) is None:
        pytest.skip("no LibreOffice on this machine: openpyxl has read the file, no office program has")
    opened = tmp_path / "opened"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", AS_CSV]
    # a person is asked how to read a text file, and a program has to say it
    for file, how in ((book, []), (plain, ["--infilter=CSV:44,34,76,1"])):
        asked = [*command, *how, "--outdir", str(opened), str(file)]
        subprocess.run(asked, check=True, capture_output=True, timeout=OFFICE_SECONDS)
    for source in ("xlsx", "csv"):
        files = sorted(opened.glob(f"{source}*.csv"))
        assert files, source
        lines = [line for each in files for line in csv.reader(each.read_text(encoding="utf-8-sig").splitlines())]
        found = [cell for line in lines for cell in line]
        assert [each for each in found if each in set(ids)] == ids, source
        # the cause as it was written, and not what it comes to
        assert len([each for each in found if each.lstrip("'") == FORMULA]) == len(ids), source
        assert "超监管时限" in found
        assert PHONE not in " ".join(found)
