"""问卷星 exports: recognised, as text and as codes, in every encoding they come in; matrix, skips, ranking, address."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipelines.readers import Export, read
from tests.pipelines.exports import SAMPLES, conformed, real, write_csv

OWN = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
META = ("1", "2026/3/1 09:00:00", "136秒", "手机提交", "微信", "203.0.113.16(上海-上海)")


def _frame(export: Export) -> pd.DataFrame:
    return pd.concat(list(export.rows))


def _write(folder: Path, headers: tuple[str, ...], *answers: tuple[str, ...]) -> Path:
    return write_csv(folder / "a.csv", (*OWN, *headers), *((*META, *row) for row in answers), encoding="gb18030")


def test_it_is_recognised_by_its_own_columns_and_says_why(tmp_path: Path) -> None:
    export = read(_write(tmp_path, ("1、性别",), ("男",)))
    assert export.layout == "wenjuanxing"
    assert "序号、提交答卷时间、所用时间、来源、来源详情、来自IP" in export.why
    other = read(write_csv(tmp_path / "b.csv", ("序号", "性别", "来源"), ("1", "男", "x")))
    assert other.layout == "plain"


def test_a_matrix_stem_goes_before_every_row_label(tmp_path: Path) -> None:
    export = read(
        _write(
            tmp_path,
            ("1、评分 (矩阵量表题)—外观", "服务", "速度", "2、性别", "请选择城市:", "第3题(旅游)"),
            ("4分", "5分", "3分", "男", "上海", "1"),
        )
    )
    stem = "1、评分 (矩阵量表题)—"
    assert export.columns[6:] == (f"{stem}外观", f"{stem}服务", f"{stem}速度", "2、性别", "请选择城市:", "第3题(旅游)")
    assert export.find("服务") == f"{stem}服务"  # a label that only one column has is address enough


def test_row_labels_that_repeat_between_matrices_are_no_address(tmp_path: Path) -> None:
    export = read(_write(tmp_path, ("1、重要性—外观", "服务", "2、满意度—外观", "服务"), ("1分", "2分", "3分", "4分")))
    assert export.columns[6:] == ("1、重要性—外观", "1、重要性—服务", "2、满意度—外观", "2、满意度—服务")
    assert export.find("服务") is None


def test_an_address_never_leaves_the_reader(tmp_path: Path) -> None:
    frame = _frame(read(_write(tmp_path, ("1、性别",), ("男",))))
    assert frame["来自IP"].tolist() == ["[IP](上海-上海)"]
    assert not frame.apply(lambda column: column.str.contains("203.0.113", regex=False, na=False)).to_numpy().any()


def test_skips_are_missing_in_text_and_in_codes(tmp_path: Path) -> None:
    text = _frame(read(_write(tmp_path, ("1、评价", "2、意见"), ("4分", "(空)"), ("(跳过)", "-3"))))
    assert text["1、评价"].tolist()[0] == "4分"
    assert text.isna()[["1、评价", "2、意见"]].to_numpy().tolist() == [[False, True], [True, False]]
    codes = _frame(read(_write(tmp_path, ("1、评价", "第2题(旅游)"), ("4.0", "1.0"), ("-3.0", "-2.0"))))
    assert codes["1、评价"].tolist()[0] == "4"
    assert codes.isna()[["1、评价", "第2题(旅游)"]].to_numpy().tolist() == [[False, False], [True, True]]


@pytest.mark.parametrize(
    ("headers", "row", "answers"),
    [
        (("1、渠道",), ("网点┋手机",), "text"),
        (("1、渠道", "2、评价"), ("网点", "4分"), "text"),
        (("1、渠道", "2、评价"), ("网点", "(空)"), "text"),
        (("第1题(网点)",), ("1",), "codes"),
        (("1、渠道", "2、意见"), ("-3", "很好"), "codes"),
        (("1、推荐",), ("9",), "auto"),
    ],
)
def test_text_is_told_from_codes_only_by_what_shows_it(
    tmp_path: Path, headers: tuple[str, ...], row: tuple[str, ...], answers: str
) -> None:
    assert read(_write(tmp_path, headers, row)).answers == answers
    assert read(_write(tmp_path, headers, row), answers="text").answers == "text"


def test_the_samples_say_the_same_as_text_as_codes_and_as_a_workbook() -> None:
    description = SAMPLES / "survey_responses" / "branch_visit.toml"
    text, codes, book = (
        conformed(SAMPLES / name, description)
        for name in ("branch_visit_text.csv", "branch_visit_codes.csv", "branch_visit_codes.xlsx")
    )
    for other in (codes, book):
        for table in ("survey_responses", "ratings"):
            pd.testing.assert_frame_equal(text.tables[table], other.tables[table])
        by = ["question", "response_id", "option_name"]
        wanted = [*by, "was_selected", "rank"]
        left, right = (chunk.tables["choices"][wanted].sort_values(by, ignore_index=True) for chunk in (text, other))
        pd.testing.assert_frame_equal(left, right)
        assert other.counts == text.counts
    assert text.tables["survey_responses"]["recommend"].fillna(-1).tolist() == [10, 9, 10, 8, 7, 6, 0, -1, -1, -1, 9, 3]
    assert (text.counts.blank, text.counts.recommend_off_scale, text.counts.not_used) == (1, 2, 2)
    assert text.counts.masked == 4
    assert text.tables["choices"]["other_text"].dropna().tolist() == ["路过", "抖音"]


LAYOUT_FILES = [
    f"All_Data_{kind}_masked{ending}"
    for kind in ("Original", "Readable")
    for ending in (".xls", "_utf8bom.csv", "_gb18030.csv")
]


@pytest.mark.parametrize("kind", ["Original", "Readable"])
def test_the_real_layout_is_the_same_from_every_file(kind: str) -> None:
    frames = [_frame(read(real("wjx_layout_masked", name))) for name in LAYOUT_FILES if kind in name]
    assert len(frames[0]) == 4
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0])
    assert read(real("wjx_layout_masked", f"All_Data_{kind}_masked.xls")).layout == "wenjuanxing"
    assert frames[0]["来自IP"].tolist() == ["[IP](上海-上海)"] * 4
