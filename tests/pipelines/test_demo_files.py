"""The example bank as files: the same bytes each time, in the layouts they claim, planted rows included."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd
import pytest

from pipelines.demo import Summary, write
from pipelines.demo.questionnaires import WENJUANXING_HEADERS
from pipelines.demo.survey_rows import UNKNOWN_UNIT, UNREADABLE_DATE
from pipelines.descriptions import load_description


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    folder = tmp_path_factory.mktemp("example")
    return folder, write(folder, outlets=40, years=2, scale=0.05)


def _text_exports(folder: Path) -> list[Path]:
    return [path for path in sorted((folder / "inbox").glob("nps_*.csv")) if "hotline" not in path.name]


def _read(path: Path, encoding: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def _by_end(row: dict[str, str], ending: str) -> str:
    return next(value for header, value in row.items() if header.endswith(ending))


def _hashes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_arguments_give_the_same_bytes(small: tuple[Path, Summary], tmp_path: Path) -> None:
    again = write(tmp_path, outlets=40, years=2, scale=0.05)
    assert again == small[1]
    assert _hashes(tmp_path) == _hashes(small[0])


def test_another_seed_gives_another_bank(small: tuple[Path, Summary], tmp_path: Path) -> None:
    write(tmp_path, outlets=40, years=2, scale=0.05, seed=7)
    name = "inbox/complaints_2025.csv"
    assert _hashes(tmp_path)[name] != _hashes(small[0])[name]


def test_every_file_is_described_by_exactly_one_description(small: tuple[Path, Summary]) -> None:
    folder, summary = small
    described = [load_description(path) for path in sorted((folder / "config").glob("*/*.toml"))]
    for name in summary.files:
        assert (folder / "inbox" / name).stat().st_size > 0
        assert len([one for one in described if Path(name).match(one.file.files)]) == 1, name


def test_the_bank_says_that_it_is_an_example(small: tuple[Path, Summary]) -> None:
    text = (small[0] / "config" / "bank.toml").read_text(encoding="utf-8")
    assert "is_example = true" in text and "示例银行" in text and "Example Bank" in text


def test_text_exports_have_the_layout_of_wenjuanxing(small: tuple[Path, Summary]) -> None:
    path = next(path for path in _text_exports(small[0]) if "mobile_daily" in path.name)
    rows = _read(path, "gb18030")
    assert tuple(rows[0])[:6] == WENJUANXING_HEADERS
    assert [row["序号"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    cells = {cell for row in rows for cell in row.values()}
    assert {"(跳过)", "没有用到", "5分", "非常满意"} <= cells
    assert any("┋" in cell for cell in cells) and any(cell.endswith("秒") for cell in cells)


def test_coded_exports_number_the_options_and_split_the_ticks(small: tuple[Path, Summary]) -> None:
    path = next((small[0] / "inbox").glob("nps_card_reset_*.xlsx"))
    frame = pd.read_excel(path, engine="calamine")
    assert tuple(frame.columns[:6]) == WENJUANXING_HEADERS
    recommend = frame[next(column for column in frame if "推荐给亲友" in column)]
    assert set(recommend) <= {-3, *range(1, 12)} and recommend.max() == 11
    ticks = frame[[column for column in frame if column.startswith("第15题(")]]
    assert ticks.shape[1] == 7 and set(ticks.to_numpy().ravel()) <= {-3, 0, 1}


def test_the_hotline_spells_out_the_ends_of_the_scale(small: tuple[Path, Summary]) -> None:
    paths = sorted((small[0] / "inbox").glob("nps_hotline_help_*.csv"))
    answers = {row["推荐意愿"] for path in paths for row in _read(path, "utf-8-sig")}
    assert "10 - 非常愿意" in answers and "9" in answers and "10" not in answers


def test_planted_rows_are_in_the_survey_exports(small: tuple[Path, Summary]) -> None:
    folder, summary = small
    rows = [row for path in _text_exports(folder) for row in _read(path, "gb18030")]
    refused = summary.refused["survey_responses"]
    assert sum(_by_end(row, "网点编号（系统带入）") == UNKNOWN_UNIT for row in rows) == refused["unknown_unit"]
    assert sum(row["提交答卷时间"] == UNREADABLE_DATE for row in rows) == refused["unreadable_date"]
    ids = [_by_end(row, "答卷编号（系统带入）") for row in rows]
    assert ids.count("") == refused["missing_value"]
    assert len(ids) - len(set(ids)) - (refused["missing_value"] - 1) == summary.repeated["survey_responses"]
    repeated = pd.Series(ids)[pd.Series(ids).duplicated() & (pd.Series(ids) != "")]
    for response_id in repeated:
        first, second = (row for row, found in zip(rows, ids, strict=True) if found == response_id)
        assert {**first, "序号": ""} == {**second, "序号": ""}
    off_scale = [row for row in rows if _by_end(row, "非常可能）") in ("11", "9.6")]
    assert len(off_scale) == summary.off_scale


def test_counts_of_the_small_bank(small: tuple[Path, Summary]) -> None:
    folder, summary = small
    assert summary.responses == 2 * round(49_000 * 0.05)
    assert round(2 * 3_000 * 0.05 * 0.9) < summary.complaints < 2 * round(3_000 * 0.05)
    assert summary.suggestions == 2 * round(333 * 0.05)
    exported = sum(len(_read(path, "gb18030")) for path in _text_exports(folder))
    exported += sum(len(_read(path, "utf-8-sig")) for path in (folder / "inbox").glob("nps_hotline*.csv"))
    exported += sum(len(pd.read_excel(path, engine="calamine")) for path in (folder / "inbox").glob("nps_*.xlsx"))
    exported += sum(len(pd.read_parquet(path)) for path in (folder / "inbox").glob("nps_*.parquet"))
    planted = sum(summary.refused["survey_responses"].values()) + summary.repeated["survey_responses"]
    assert exported == summary.responses + planted


def test_personal_items_are_in_the_files_and_hotlines_too(small: tuple[Path, Summary]) -> None:
    folder, summary = small
    texts = "\n".join(
        path.read_text(encoding="gb18030")
        for path in [*_text_exports(folder), *(folder / "inbox").glob("complaints_*")]
    )
    assert "@example.com" in texts and "95588" in texts
    assert summary.personal["mobile"] >= 10 and summary.personal["resident_id"] >= 2
