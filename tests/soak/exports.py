"""Exports as people hand them over, with personal numbers planted where people put them; the fuzzer spoils them."""

from __future__ import annotations

import io
import random
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyreadstat

from pipelines.privacy import is_personal

FIXTURES = Path(__file__).resolve().parents[1] / "pipelines" / "fixtures"
REAL_WORKBOOKS = Path(__file__).resolve().parents[3] / "shared" / "realdata" / "wjx_layout_masked"
"""Old .xls workbooks, which nothing here can write; where they are absent, the fuzzer does without."""

MOBILES = ("13800138000", "15912345678", "18601239876")
RESIDENT_IDS = ("11010519491231002X",)
CARDS = ("6222021234567890128", "4111111111111111")
EMAILS = ("zhang.san@example.com",)
PLANTED = (*MOBILES, *RESIDENT_IDS, *CARDS, *EMAILS)
FOUND = re.compile("|".join(rf"(?<![0-9A-Za-z]){re.escape(planted)}(?![0-9A-Za-z])" for planted in PLANTED))
"""A planted number as it stands by itself; one that a byte flip has grown by a digit is another number."""

DESCRIPTION = """
table = "survey_responses"
name = "fuzzed"
[survey]
id = "fuzzed"
[recommend]
column = "推荐意愿"
[[ratings]]
column = "满意度"
touchpoint = "overall"
kind = "satisfaction"
minimum = 1
maximum = 5
[[choices]]
question = "interests"
kind = "multiple"
column = "兴趣"
joiner = "┋"
[columns.response_id]
column = "编号"
[columns.unit_id]
column = "网点"
[columns.responded_at]
column = "提交时间"
[columns.respondent_key]
column = "手机"
[columns.duration_seconds]
column = "用时"
[columns.verbatim]
column = "意见"
"""
HEADER = ("编号", "提交时间", "网点", "手机", "推荐意愿", "满意度", "兴趣", "用时", "意见")


@dataclass(frozen=True)
class Seed:
    """One file before it is spoilt, and the description by which it can be read."""

    name: str
    content: bytes
    suffix: str
    description: str = DESCRIPTION


def rows(dice: random.Random, count: int = 30) -> list[list[str]]:
    """Rows under HEADER; ids and units are now and then somebody's number, as in life."""
    words = (
        f"柜员很耐心，请回电 {dice.choice(MOBILES)}",
        f'他说"排队太久"，身份证 {RESIDENT_IDS[0]}',
        f"卡号{dice.choice(CARDS)}被吞，\n邮箱 {EMAILS[0]}",
        "很好",
        "",
    )
    return [
        [
            dice.choice(MOBILES) if dice.random() < 0.05 else f"r{place:04}",
            dice.choice((f"2026-03-{place % 28 + 1:02} 10:{place % 60:02}:00", f"2026/3/{place % 28 + 1} 9:05")),
            dice.choice(MOBILES) if dice.random() < 0.03 else f"o{place % 5}",
            dice.choice((*MOBILES, "")),
            dice.choice(("10", "9", "7", "0", "11", "", "10 - 非常愿意")),
            dice.choice(("5", "4", "1", "", "非常满意", CARDS[0])),
            dice.choice(("存款┋理财", "贷款", "", "其他〖" + MOBILES[0] + "〗")),
            dice.choice(("35", "210", "", "12秒")),
            dice.choice(words),
        ]
        for place in range(count)
    ]


def _csv(encoding: str, delimiter: str = ",") -> Callable[[pd.DataFrame], bytes]:
    return lambda frame: frame.to_csv(index=False, sep=delimiter).encode(encoding, errors="replace")


def _xlsx(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter") as writer:
        frame.to_excel(writer, index=False, sheet_name="数据")
        frame.head(3).to_excel(writer, index=False, sheet_name=f"联系人{MOBILES[0]}")
    return buffer.getvalue()


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def _sav(frame: pd.DataFrame) -> bytes:
    """As SPSS has it: short names for the variables, the questions beside them."""
    with tempfile.NamedTemporaryFile(suffix=".sav") as file:
        renamed = frame.set_axis([_variable(place) for place in range(len(frame.columns))], axis=1)
        pyreadstat.write_sav(renamed, file.name, column_labels=[str(header) for header in frame.columns])
        return Path(file.name).read_bytes()


def _variable(place: int) -> str:
    return f"v{place}"


FORMS: dict[str, tuple[str, Callable[[pd.DataFrame], bytes]]] = {
    "utf-8": (".csv", _csv("utf-8")),
    "utf-8 with bom": (".csv", _csv("utf-8-sig")),
    "gb18030": (".csv", _csv("gb18030")),
    "utf-16": (".csv", _csv("utf-16")),
    "semicolons": (".csv", _csv("utf-8", ";")),
    "tabs": (".txt", _csv("gb18030", "\t")),
    "workbook": (".xlsx", _xlsx),
    "parquet": (".parquet", _parquet),
    "spss": (".sav", _sav),
}


def seed(dice: random.Random) -> Seed:
    """One export: invented rows among the columns of a known system, or a whole export of one of the layouts."""
    kind = dice.random()
    if kind < 0.35:
        return _of_a_layout(dice)
    if kind < 0.4 and REAL_WORKBOOKS.is_dir():
        return _old_workbook(dice)
    name = dice.choice(list(FORMS))
    frame = pd.DataFrame(rows(dice), columns=list(HEADER))
    system = dice.choice(SYSTEMS)
    before = pd.DataFrame({header: [f"{place}" for place in range(len(frame))] for header in system})
    frame = pd.concat([before, frame], axis=1)
    if dice.random() < 0.2:  # a person's number as a column's name
        frame[f"联系人 {dice.choice(MOBILES)}"] = dice.choice(MOBILES)
    suffix, write = FORMS[name]
    description = DESCRIPTION
    if suffix == ".sav":
        for place, header in enumerate(frame.columns):
            description = description.replace(f'column = "{header}"', f'column = "{_variable(place)}"')
    return Seed(name, write(frame), suffix, description)


def _of_a_layout(dice: random.Random) -> Seed:
    """One of the exports that the layouts are tested with, somebody's numbers in cells of it."""
    described = dice.choice(sorted((FIXTURES / "survey_responses").glob("*.toml")))
    path = dice.choice(sorted((FIXTURES / "exports").glob(f"{described.stem}.*")))
    content = path.read_bytes()
    if path.suffix == ".csv":
        cells = content.split(b",")
        for _ in range(3):
            cells[dice.randrange(len(cells))] = dice.choice(PLANTED).encode()
        content = b",".join(cells)
    return Seed(path.name, content, path.suffix, described.read_text(encoding="utf-8"))


def _old_workbook(dice: random.Random) -> Seed:
    """A BIFF workbook, a number written over a time of the same length."""
    path = dice.choice(sorted(REAL_WORKBOOKS.glob("*.xls")))
    number = dice.choice(MOBILES).ljust(len("2016/12/17 14:22:55")).encode()
    return Seed(path.name, re.sub(rb"2016/12/\d\d \d\d:\d\d:\d\d", number, path.read_bytes(), count=1), ".xls")


SYSTEMS: tuple[tuple[str, ...], ...] = (
    (),
    ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分"),
    ("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "ResponseId"),
    ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address"),
    ("#", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"),
    ("Timestamp", "Email Address"),
    ("Response ID", "Date submitted", "Last page", "Start language", "Seed"),
    ("ID", "Start time", "Completion time", "Email", "Name"),
)

assert all(is_personal(planted) for planted in PLANTED), "what is planted must be what is masked"
