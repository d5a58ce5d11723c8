"""The upload page without a browser: the same commands as in a terminal, and nothing half done."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import context
from dashboard.queries.builds import list_banks
from dashboard.scopes import Scope
from tests import small_bank
from tests.dashboard.opened import open_app, words

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "samples" / "branch_visit_text.csv"
LONG_SECONDS = 180
"""Every step runs a command of the pipelines as a process."""


def export(rows: int, score: int = 9) -> bytes:
    """A small plain export with an id, a day and the recommend question; the other answers are never the same."""
    lines = ["答卷编号,提交时间,您向亲友推荐我行的可能性（0-10分）"]
    lines += [
        f"r{i:03},2026-0{1 + i % 6}-{10 + i % 15} 10:{i % 60:02}:00,{(score, 10, 8, 3, 0)[i % 5]}" for i in range(rows)
    ]
    return "\n".join(lines).encode()


def hand_over(app: AppTest, content: bytes, name: str = "nps.csv", bank: str = "") -> AppTest:
    """Choose the bank (a new one by its id) and the file, and have it looked at."""
    if bank:
        app.text_input(key="new-bank-name").set_value("测试银行")
        app.text_input(key="new-bank-id").set_value(bank)
    app.file_uploader(key="upload-file").set_value((name, content, "text/csv"))
    app.run()
    return app.button(key="describe").click().run(timeout=LONG_SECONDS)


def choose(app: AppTest, key: str, told: str) -> None:
    """Choose the option that is told in these words."""
    field = app.selectbox(key=key)
    field.select_index(next(at for at, option in enumerate(field.options) if told in option))


def decide(app: AppTest, **values: str) -> AppTest:
    """Open the file's part, correct lines of it, and take them."""
    app.button(key="change-").click().run()
    for path, told in values.items():
        choose(app, f"field-{path}", told)
    take = next(button for button in app.button if button.label in ("采用", "Take these"))
    return take.click().run(timeout=LONG_SECONDS)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_file_is_described_tried_and_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str) -> None:
    app = open_app(monkeypatch, tmp_path, "upload", lang=lang)
    assert ("加载导出文件", "Load an export")[lang == "en"] in words(app)
    hand_over(app, SAMPLE.read_bytes(), SAMPLE.name, bank="mine")
    told = words(app)
    assert not app.exception
    assert ("文件将这样读取", "How the file will be read")[lang == "en"] in told
    assert ("确定", "sure")[lang == "en"] in told
    assert not list(tmp_path.glob("mine/builds/*"))
    app.button(key="check").click().run(timeout=LONG_SECONDS)
    assert ("加载后的结果预览", "What loading would do")[lang == "en"] in words(app)
    assert not list(tmp_path.glob("mine/builds/*.duckdb"))
    app.button(key="load").click().run(timeout=LONG_SECONDS)
    assert ("新增 12", "12 new")[lang == "en"] in words(app)
    bank = next(entry for entry in list_banks(tmp_path) if entry.bank == "mine")
    assert bank.build
    assert bank.name == "测试银行"
    assert not list(tmp_path.glob("mine/inbox/*"))


def test_an_undecided_line_blocks_the_dry_run_until_it_is_decided(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = "\n".join(f"{i},0{1 + i % 9}/0{1 + i % 8}/2026,{i % 11}" for i in range(60))
    app = open_app(monkeypatch, tmp_path, "upload", lang="en")
    hand_over(app, f"Response ID,Submitted,How likely are you to recommend us (0-10)\n{rows}".encode(), bank="mine")
    assert "your decision on" in words(app)
    assert app.button(key="check").disabled
    field = app.selectbox(key="field-columns.responded_at.format")
    assert field.value is None
    assert any("4 Mar 2026 is written 03/04/2026" in option for option in field.options)
    assert any("4 Mar 2026 is written 04/03/2026" in option for option in field.options)
    choose(app, "field-columns.responded_at.format", "written 04/03/2026")
    next(button for button in app.button if button.label == "Take these").click().run(timeout=LONG_SECONDS)
    assert "your decision on" not in words(app)
    assert "decided by you" in words(app)
    assert not app.button(key="check").disabled


@pytest.mark.parametrize(("lang", "turned"), [("en", "turned round: 1 is good"), ("zh_CN", "反转：1 为好")])
def test_a_scale_whose_low_end_is_the_good_one_is_turned_round_by_a_choice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, turned: str
) -> None:
    rows = "\n".join(f"{i},2026-03-01,{i % 5 + 1},{i % 11}" for i in range(60))
    app = open_app(monkeypatch, tmp_path, "upload", lang=lang)
    hand_over(app, f"序号,提交时间,服务满意度（1表示非常满意；5表示非常不满意）,推荐\n{rows}".encode(), bank="mine")
    assert app.button(key="check").disabled
    choose(app, "field-ratings.0.values", turned)
    take = next(button for button in app.button if button.label in ("采用", "Take these"))
    take.click().run(timeout=LONG_SECONDS)
    assert not app.exception
    assert "1 = 5" in words(app)
    assert not app.button(key="check").disabled


def test_words_that_nobody_knows_are_decided_in_a_field_of_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = "\n".join(f"{i},2026-03-01,{i % 11},{('已完成', '已完成', '作废')[i % 3]}" for i in range(60))
    app = open_app(monkeypatch, tmp_path, "upload", lang="en")
    hand_over(app, f"序号,提交时间,推荐,状态\n{rows}".encode(), bank="mine")
    assert not app.exception
    assert app.text_area(key="field-columns.status.values").value == "已完成 = complete\n作废 = ?"


def test_many_rows_are_retired_only_after_an_explicit_yes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = open_app(monkeypatch, tmp_path, "upload", lang="en")
    decide(hand_over(app, export(50), bank="mine"), reload="the file holds everything")
    app.button(key="check").click().run(timeout=LONG_SECONDS)
    app.button(key="load").click().run(timeout=LONG_SECONDS)
    app.button(key="another").click().run()
    decide(hand_over(app, export(20)), reload="the file holds everything")
    app.button(key="check").click().run(timeout=LONG_SECONDS)
    assert "Nothing has been changed" in words(app)
    assert app.button(key="check").disabled
    app.checkbox(key="may-retire").check().run()
    app.button(key="check").click().run(timeout=LONG_SECONDS)
    assert "What loading would do" in words(app)
    app.button(key="load").click().run(timeout=LONG_SECONDS)
    assert "is part of the bank now" in words(app)
    assert "30" in words(app)


def test_an_id_that_cannot_be_a_bank_is_said_and_nothing_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = open_app(monkeypatch, tmp_path, "upload", lang="en")
    for wrong in ("../evil", "Mine", "example", "-x", "a/b"):
        app.text_input(key="new-bank-name").set_value("x")
        app.text_input(key="new-bank-id").set_value(wrong)
        app.file_uploader(key="upload-file").set_value(("nps.csv", export(5), "text/csv"))
        app.run()
        assert "lower-case letters" in words(app)
        assert app.button(key="describe").disabled
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "文件是空的"), (b"%PDF-1.4", "PDF 文档"), (b"\x89PNG\r\n\x1a\n", "图片")]
)
def test_what_is_no_export_is_said_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, told: str
) -> None:
    app = open_app(monkeypatch, tmp_path, "upload")
    app.file_uploader(key="upload-file").set_value(("x.csv", content, "text/csv"))
    app.run()
    assert told in words(app)
    assert "describe" not in [button.key for button in app.button]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("en", ("Found", "Where", "Expected", "What to do", "a whole .xls or .xlsx file")),
        ("zh_CN", ("发现", "位置", "应为", "处理办法", "工作簿无法打开", "完整的 .xls 或 .xlsx 文件", "请重新导出")),
    ],
)
def test_what_the_readers_refuse_is_told_in_four_parts_and_may_be_begun_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str, parts: tuple[str, ...]
) -> None:
    app = open_app(monkeypatch, tmp_path, "upload", lang=lang)
    hand_over(app, b"PK\x03\x04" + bytes(range(256)) * 4, "broken.xlsx", bank="mine")
    told = words(app)
    assert not app.exception
    for part in parts:
        assert part in told
    assert str(tmp_path) not in told
    app.button(key="start-again").click().run()
    assert not list(tmp_path.glob("mine/inbox/*"))


def test_who_may_not_load_sees_no_field(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small_bank.make(tmp_path, of={"units": small_bank.tables(responses=50)["units"]})
    monkeypatch.setattr("dashboard.admission.local_user", lambda: Scope(person="reader"))
    app = open_app(monkeypatch, tmp_path, "upload", lang="en")
    assert "left to those who look after the data" in words(app)
    assert not app.get("file_uploader")
    assert context.current_visit  # the page asks the visit, never a global


def test_the_example_goes_only_after_a_second_click(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bank = small_bank.make(tmp_path, of={"units": small_bank.tables(responses=50)["units"]})
    shutil.copytree(bank.folder, tmp_path / "example")
    app = open_app(monkeypatch, tmp_path, "upload", lang="en")
    assert (tmp_path / "example").exists()
    app.button(key="remove-example").click().run(timeout=LONG_SECONDS)
    assert not (tmp_path / "example").exists()
    assert bank.current() is not None
    assert "remove-example" not in [button.key for button in app.button]
