"""The improvement list as a team works on it: draft to measure, edit, history, undo, re-inspection, workbook."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answers import reinspection
from dashboard.answers.reinspection import Subject
from dashboard.components.improvement_file import WrongFileError, from_workbook, to_workbook
from dashboard.components.improvement_words import field_name
from dashboard.ledger import Author, Ledger, audit, changes, drafts, improvements, open_ledger
from dashboard.ledger.improvements import Improvement, Known
from dashboard.queries.builds import Build
from dashboard.queries.where import OutOfScopeError
from dashboard.scopes import Scope, local_user
from dashboard.slices import Period, Slice
from dashboard.views import View
from tests.dashboard.opened import open_app, words

TODAY = date(2026, 10, 1)
KNOWN = Known(TODAY, {"r01", "o01", "o04"}, {"r01", "o01", "o04", "o08"}, {"nps", "satisfaction"}, takes_past=True)
ME = Author("local")


@pytest.fixture
def root(banks_root: Path, tmp_path: Path) -> Path:
    """The small bank with a ledger of its own."""
    shutil.copytree(banks_root / "small", tmp_path / "small", ignore=shutil.ignore_patterns("ledger*"))
    return tmp_path


@pytest.fixture
def ledger(root: Path) -> Iterator[Ledger]:
    yield open_ledger("small", root / "small")


def add(ledger: Ledger, **values: Any) -> Improvement:
    row = {
        "title": "增开窗口",
        "owner": "陈主任",
        "unit_id": "o04",
        "due_on": "2026-01-15",
        "reinspect_on": "2026-06-30",
    }
    with ledger.writing(ME) as writing:
        made = improvements.add(writing, {**row, **values}, KNOWN)
    return next(each for each in every(ledger) if each.id == made)


def every(ledger: Ledger) -> tuple[Improvement, ...]:
    return improvements.list_all(ledger, local_user())


def put(ledger: Ledger, unit: str = "o04") -> str:
    with ledger.writing(ME) as writing:
        return drafts.put(
            writing,
            "pain_pair",
            "排队与柜面一起变差",
            page="journeys",
            address={"unit": [unit]},
            build="b1",
            numbers={"lift": 1.8, "period": "2025Q4"},
            measure="nps",
            unit_id=unit,
        )


def test_a_draft_becomes_an_improvement_that_is_changed_followed_and_undone(
    monkeypatch: pytest.MonkeyPatch, root: Path, ledger: Ledger
) -> None:
    draft = put(ledger)
    app = open_app(monkeypatch, root, "suggestions")
    assert "排队与柜面一起变差" in words(app)
    app.button(key=f"draft-make-{draft}").click().run()
    key = f"measure-{draft}-1"
    app.text_input(key=f"{key}-title").set_value("午间增开弹性窗口")
    app.button(key=f"{key}-keep").click().run()
    assert "请填写责任人" in words(app)
    assert every(ledger) == ()
    app.text_input(key=f"{key}-title").set_value("午间增开弹性窗口")
    app.text_input(key=f"{key}-owner").set_value("陈主任")
    app.button(key=f"{key}-keep").click().run()
    assert not app.exception
    (made,) = every(ledger)
    assert (made.title, made.unit_id, made.measure, made.finding) == (
        "午间增开弹性窗口",
        "o04",
        "nps",
        "排队与柜面一起变差",
    )
    assert "午间增开弹性窗口" in words(app)
    assert drafts.waiting(ledger, local_user()) == ()
    app.selectbox(key=f"measure-{made.id}-1-status").set_value("done")
    app.button(key=f"measure-{made.id}-1-keep").click().run()
    assert every(ledger)[0].status == "done"
    assert "状态由“待启动”改为“已完成，待回检”" in words(app)
    app.button(key=f"undo-{made.id}").click().run()
    assert every(ledger)[0].status == "planned"
    assert not app.exception


def test_the_list_follows_the_chosen_units_and_says_what_is_late(
    monkeypatch: pytest.MonkeyPatch, root: Path, ledger: Ledger
) -> None:
    add(ledger, title="西区的事", unit_id="o04")
    add(ledger, title="东区的事", unit_id="o01")
    add(ledger, title="全行的事", unit_id="")
    told = words(open_app(monkeypatch, root, "suggestions", unit="r01"))
    assert ("东区的事" in told, "全行的事" in told, "西区的事" in told) == (True, True, False)
    assert "已逾期" in told
    assert "逾期 2 项" in told


def test_a_done_improvement_shows_its_verdict_which_is_noted_with_its_numbers(
    monkeypatch: pytest.MonkeyPatch, root: Path, ledger: Ledger
) -> None:
    made = add(ledger, measure="nps", status="done", done_on="2026-01-10", expected_change=10.0)
    app = open_app(monkeypatch, root, "suggestions", lang="en")
    app.selectbox(key="improvement-chosen").set_value(made.id).run()
    assert not app.exception
    app.button(key=f"judge-{made.id}").click().run()
    (noted,) = every(ledger)
    assert noted.verdict in {"inconclusive", "too_early", "proven", "made_worse", "not_the_expected_size"}
    assert noted.verdict_numbers["expected"] == 10.0
    assert noted.verdict_numbers["against"] == "untouched_units"
    assert "Noted on" in " ".join(caption.value for caption in app.caption)


def test_the_verdict_leaves_out_the_months_it_was_chosen_in_and_names_no_other_unit(build: Build) -> None:
    subject = Subject("nps", "o04", date(2026, 1, 10), 10.0)
    answer = reinspection.reinspect(subject, build, Slice(), local_user())
    mine = Scope("li", frozenset({"o04"}))
    same = reinspection.reinspect(subject, build, Slice(), mine)
    assert same.verdicts == answer.verdicts  # the controls are a reference that everybody has
    assert {value.of("unit") for value in same.values} == {None}
    assert answer.verdicts[0].difference == round(answer.verdicts[0].difference or 0.5)  # a freer cut: whole steps
    chosen = Subject("nps", "o04", date(2026, 1, 10), 10.0, Period.parse("2025Q4"))
    whole, without = (reinspection._months(each, build, Slice()).before for each in (subject, chosen))
    assert (len(whole), len(without), set(whole) > set(without)) == (12, 9, True)
    with pytest.raises(OutOfScopeError):
        reinspection.reinspect(Subject("nps", "o01", date(2026, 1, 10)), build, Slice(), mine)


def test_a_bank_wide_improvement_has_nothing_to_compare_with_and_a_young_one_is_too_early(build: Build) -> None:
    whole = reinspection.reinspect(Subject("nps", "", date(2026, 1, 10), 5.0), build, Slice(), local_user())
    assert whole.verdicts[0].against == "itself"
    assert whole.verdicts[0].code in {"consistent_with", "inconclusive"}
    young = reinspection.reinspect(Subject("nps", "o04", date(2026, 8, 10), 5.0), build, Slice(), local_user())
    assert young.verdicts[0].code == "too_early"
    assert young.verdicts[0].tells_from is not None
    later = reinspection.reinspect(Subject("nps", "o04", date(2027, 8, 10), 5.0), build, Slice(), local_user())
    assert later.verdicts[0].code == "too_early"


def test_a_workbook_goes_out_and_comes_back_and_nothing_in_it_runs(ledger: Ledger) -> None:
    add(ledger, title='=HYPERLINK("http://x")', note="+1\n第二行", expected_change=-2.5)
    add(ledger, title="第二项", unit_id="", status="done", done_on="2026-02-01")
    for language in ("zh_CN", "en"):
        content = to_workbook(every(ledger), View(language))
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}
        rows = from_workbook(content)
        assert [row.code[-4:] for row in rows] == ["-001", "-002"]
        first = rows[0].values
        assert (first["title"], first["note"], first["expected_change"]) == (
            '=HYPERLINK("http://x")',
            "+1\n第二行",
            -2.5,
        )
        assert rows[1].values["status"] == "done"
        assert rows[1].version == 1


def workbook(rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"no workbook", "unreadable"), (workbook([["a", "b"]]), "headings"), (workbook([]), "headings")],
)
def test_a_file_that_is_no_list_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(WrongFileError) as refused:
        from_workbook(content)
    assert refused.value.code == code


HEAD = ["编号", "改进措施", "责任人", "UNIT", "计划完成日", "回检日", "状态", "备注", "版本（请勿修改）"]


def bring(app: AppTest, content: bytes) -> None:
    app.file_uploader(key="improvement-file").set_value(("list.xlsx", content, "application/octet-stream"))
    app.button(key="improvement-bring").click().run()


def test_a_list_is_brought_in_whole_or_not_at_all_with_every_fault(
    monkeypatch: pytest.MonkeyPatch, root: Path, ledger: Ledger
) -> None:
    standing = add(ledger)
    app = open_app(monkeypatch, root, "suggestions")
    head = [field_name("unit_id", View("zh_CN")) if each == "UNIT" else each for each in HEAD]
    later = TODAY + timedelta(days=400)
    whole = ["", "新项", "赵经理", "o01", later, later + timedelta(days=90), "", "联系 13800138000", None]
    bad = [
        ["", "", "", "o08", "soon", later, "", "", None],
        ["G2020-001", "x", "赵经理", "o01", later, later + timedelta(days=1), "", "", 1],
        [standing.code, "改过", "陈主任", "o04", "2026-01-15", "2026-06-30", "待启动", "", 7],
    ]
    bring(app, workbook([head, whole, *bad]))
    told = words(app)
    assert "第 3 行：请填写改进措施。" in told
    assert "第 3 行：该机构已撤并" in told
    assert "第 4 行：没有这个编号的改进项。" in told
    assert "第 5 行：文件导出后该项已被他人修改" in told
    assert len(every(ledger)) == 1
    bring(
        app,
        workbook([head, whole, [standing.code, "改过", "陈主任", "o04", "2026-01-15", "2026-06-30", "待启动", "", 1]]),
    )
    assert "新增 1 项，修改 1 项" in words(app)
    assert {each.title for each in every(ledger)} == {"新项", "改过"}
    assert next(each for each in every(ledger) if each.title == "新项").note == "联系 [PHONE]"
    assert audit.verify(ledger).faults == ()
    assert changes.history(ledger, "improvement", standing.id)[0].who == "local"


def test_what_was_done_stands_on_the_trend_of_its_unit_and_not_of_another(
    monkeypatch: pytest.MonkeyPatch, root: Path, ledger: Ledger
) -> None:
    add(ledger, title="西区增开窗口", unit_id="o04", status="done", done_on="2026-01-15")
    add(ledger, title="全行统一材料", unit_id="", status="done", done_on="2026-02-15")
    assert "西区增开窗口" in words(open_app(monkeypatch, root, "trend", unit="o04"))
    other = words(open_app(monkeypatch, root, "trend", unit="o01"))
    assert "西区增开窗口" not in other
    assert "2026年2月15日 全行统一材料" in other
