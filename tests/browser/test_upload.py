"""A person loads an export from the browser: propose, correct, try, load, look; and bad files are refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PROJECT, Open, running_app, settled

pytestmark = pytest.mark.browser

SFO = PROJECT.parent / "shared" / "realdata" / "sfo_2017_dev" / "sfo_2017_dev.csv"
SAMPLE = PROJECT / "data" / "samples" / "branch_visit_text.csv"
LONG_MS = 120_000
"""The commands run as processes of their own; on a busy machine each takes a while."""


@pytest.fixture
def empty_app(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The app before any bank is there, and its folder of banks."""
    root = tmp_path / "banks"
    root.mkdir()
    with running_app(root) as address:
        yield address, root


def name_bank(page: Page) -> None:
    """Say that a new bank is meant, and what it is called."""
    for label, words in (("银行名称", "机场银行"), ("短编号", "airport")):
        page.get_by_label(label).fill(words)
        page.get_by_label(label).press("Tab")
        settled(page)


def choose_file(page: Page, file: Path) -> None:
    page.locator('input[type="file"]').set_input_files(file)
    expect(page.get_by_role("button", name=f"Remove {file.name}")).to_be_visible(timeout=LONG_MS)
    settled(page)


def hand_over(page: Page, file: Path) -> None:
    """Choose the file and have it looked at."""
    choose_file(page, file)
    page.get_by_role("button", name="查看文件").click()
    expect(page.get_by_text("文件将这样读取")).to_be_visible(timeout=LONG_MS)
    settled(page)


def try_and_load(page: Page) -> None:
    """The dry run, then the load itself."""
    page.get_by_role("button", name="试运行").click()
    expect(page.get_by_text("加载后的结果预览")).to_be_visible(timeout=LONG_MS)
    settled(page)
    page.get_by_role("button", name="正式加载").click()
    expect(page.get_by_text("已纳入数据")).to_be_visible(timeout=LONG_MS)
    settled(page)


def no_fault(page: Page) -> None:
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert "抱歉" not in page.inner_text("body")


def test_a_real_export_from_the_proposal_to_the_score(open_page: Open, empty_app: tuple[str, Path]) -> None:
    if not SFO.exists():
        pytest.skip("../shared/realdata is not here: the airport survey cannot be loaded")
    address, root = empty_app
    page = open_page("/upload", at=address)
    name_bank(page)
    hand_over(page, SFO)
    expect(page.get_by_text("有 1 处需要您决定")).to_be_visible()
    expect(page.get_by_role("button", name="试运行")).to_be_disabled()
    page.get_by_role("textbox", name="日期中缺少的部分").fill("year = 2017\nmonth = 5")
    page.get_by_role("button", name="采用").click()
    expect(page.get_by_text("已由您决定").first).to_be_visible(timeout=LONG_MS)
    settled(page)
    part(page, "问卷").get_by_role("button", name="更改").click()
    page.get_by_label("名称", exact=True).fill("机场旅客调查 2017")
    page.get_by_role("button", name="采用").click()
    expect(part(page, "问卷")).to_contain_text("机场旅客调查 2017", timeout=LONG_MS)
    settled(page)
    assert not list(root.glob("airport/builds/*"))
    try_and_load(page)
    no_fault(page)
    expect(page.locator(".hy-facts").first).to_contain_text("313")
    assert not list((root / "airport" / "inbox").glob("*"))
    assert len(list((root / "airport" / "done").glob("*"))) == 1
    page.get_by_role("link", name="查看总览").click()
    expect(page.locator(".hy-hero .hy-number")).to_contain_text("39.9", timeout=LONG_MS)
    expect(page.locator(".hy-bank")).to_have_text("机场银行")
    expect(page.locator("body")).to_contain_text("机场旅客调查 2017")
    no_fault(page)


def part(page: Page, title: str) -> Locator:
    """The part of the proposal with this title."""
    return page.locator('[class*="st-key-part-"]').filter(has=page.locator("strong", has_text=title)).first


def test_an_export_that_needs_no_decision_is_loaded_and_the_same_again_changes_nothing(
    open_page: Open, empty_app: tuple[str, Path]
) -> None:
    address, _ = empty_app
    page = open_page("/upload", at=address)
    name_bank(page)
    hand_over(page, SAMPLE)
    try_and_load(page)
    expect(page.locator("body")).to_contain_text("新增 12")
    page.get_by_role("button", name="继续加载其他文件").click()
    settled(page)
    hand_over(page, SAMPLE)
    page.get_by_role("button", name="试运行").click()
    expect(page.get_by_text("未变 12")).to_be_visible(timeout=LONG_MS)
    no_fault(page)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("leer.csv", b"", "文件是空的"), ("report.csv", b"%PDF-1.7\n%\xe2\xe3", "其实是 PDF 文档")],
)
def test_what_is_no_export_is_said_in_words(
    open_page: Open, empty_app: tuple[str, Path], tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    address, root = empty_app
    file = tmp_path / name
    file.write_bytes(content)
    page = open_page("/upload", at=address)
    choose_file(page, file)
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_role("button", name="查看文件")).to_have_count(0)
    assert not list(root.glob("*/inbox/*"))
    no_fault(page)


def test_rubbish_that_calls_itself_a_table_is_refused_and_leaves_nothing(
    open_page: Open, empty_app: tuple[str, Path], tmp_path: Path
) -> None:
    address, root = empty_app
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 20)
    page = open_page("/upload", at=address)
    name_bank(page)
    choose_file(page, file)
    page.get_by_role("button", name="查看文件").click()
    expect(page.get_by_text("未作任何更改")).to_be_visible(timeout=LONG_MS)
    expect(page.locator(".hy-fault")).to_contain_text("处理办法")
    page.get_by_role("button", name="重新开始").click()
    settled(page)
    assert not list(root.glob("airport/inbox/*"))
    assert not list(root.glob("airport/builds/*.duckdb"))
    no_fault(page)
