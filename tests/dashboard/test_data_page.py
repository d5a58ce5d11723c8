"""The data page: what was refused and why stands there at once, in both languages; nothing is claimed or given away."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboard.answers import data_checks, data_quality, data_volume
from dashboard.components import data_files
from dashboard.components.context import Context
from dashboard.components.data_words import expected_words
from dashboard.gate import Rules
from dashboard.queries import provenance
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.provenance import Finding
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.stats.volume import expected_by_month
from dashboard.views import View
from pipelines.conform.parsing import DATED, parse
from pipelines.contracts import CONTRACTS
from pipelines.descriptions.model import Source
from tests import small_bank
from tests.dashboard.opened import figures, open_app, words

APOLOGY = ("抱歉", "Sorry")
EVERYTHING = Slice(period="all")


@pytest.fixture(scope="module")
def troubled_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bank with refused rows, a formula among them, a day of far too many answers, and a run of tens."""
    tables = small_bank.tables()
    service = tables["service"].astype({"unit": "str", "answered": "str", "recommend": "str"})
    service.loc[service.index[:7], "unit"] = "=cmd()"
    service.loc[service.index[10:13], "answered"] = "电话 13800138000"
    base = service[service["unit"] == "o02"].head(1)
    burst = pd.concat([base] * 80, ignore_index=True).assign(
        id=[f"burst{i}" for i in range(80)],
        answered="2026-08-04 11:00:00",
        recommend=[str(mark) for mark in np.resize([9, 7, 3, 8], 80)],
    )
    tens = pd.concat([base] * 40, ignore_index=True).assign(
        id=[f"ten{i}" for i in range(40)], answered="2026-07-07 10:00:00", recommend="10", unit="o06"
    )
    root = tmp_path_factory.mktemp("banks")
    small_bank.make(root, of={**tables, "service": pd.concat([service, burst, tens], ignore_index=True)})
    return root


@pytest.fixture(scope="module")
def troubled(troubled_root: Path) -> Build:
    return open_build("small", troubled_root)


def here(build: Build, scope: Scope, view: View) -> Context:
    return Context(build, catalogue(build, scope), EVERYTHING, scope, view)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_reason_of_a_refusal_stands_there_at_once(
    monkeypatch: pytest.MonkeyPatch, troubled_root: Path, lang: str
) -> None:
    app = open_app(monkeypatch, troubled_root, "data", lang=lang)
    told = words(app)
    assert not app.exception
    assert not any(apology in told for apology in APOLOGY)
    assert ("机构编号不在机构表中", "The unit is not in the units table")[lang == "en"] in told
    assert ("日期无法识别", "The date cannot be read")[lang == "en"] in told
    assert ("在机构表中补上该机构", "Add the unit to the units table")[lang == "en"] in told
    assert "=cmd()" in told
    assert "13800138000" not in told
    assert len(figures(app)) == 1
    loads = next(frame.value for frame in app.dataframe if "service.csv" in str(frame.value))
    refused = loads[loads.iloc[:, 0] == "service.csv"].iloc[0]
    assert refused[("拒收", "Refused")[lang == "en"]] == 10
    assert refused[("接收", "Accepted")[lang == "en"]] == 5110
    assert loads.iloc[0, 0] == "service.csv"  # what needs a look comes first


def test_a_bank_without_refusals_says_so(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    told = words(open_app(monkeypatch, banks_root, "data", lang="en"))
    assert "No row was refused" in told
    assert "Nothing stands out" in told


def test_a_bank_without_any_response_still_says_where_it_comes_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tables = small_bank.tables(responses=50)
    small_bank.make(tmp_path, of={"units": tables["units"]})
    app = open_app(monkeypatch, tmp_path, "data", lang="en")
    told = words(app)
    assert not app.exception
    assert not any(apology in told for apology in APOLOGY)
    assert "Files loaded" in told
    assert "Nobody answered within this selection" in told
    assert not figures(app)


def test_a_build_of_an_earlier_version_is_told_so(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, tmp_path: Path
) -> None:
    shutil.copytree(banks_root, tmp_path / "banks")
    build = next((tmp_path / "banks" / "small" / "builds").glob("2*.duckdb"))
    with duckdb.connect(build) as opened:
        for table in (*provenance.NEEDED, "reg_contract"):
            opened.execute(f"drop table {table}")
    app = open_app(monkeypatch, tmp_path / "banks", "data", lang="en")
    told = words(app)
    assert "made by an earlier version" in told
    assert not any(apology in told for apology in APOLOGY)


def test_the_file_of_refused_rows_opens_in_excel_and_runs_nothing(troubled: Build, me: Scope) -> None:
    written = data_files.refused_csv(here(troubled, me, View(language="zh_CN")))
    assert written.startswith(b"\xef\xbb\xbf")
    lines = written.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 10 + 2
    assert all(",=cmd()" not in line for line in lines)
    assert sum(",'=cmd()," in line for line in lines) == 7
    assert "13800138000" not in written.decode("utf-8-sig")


def test_who_sees_some_units_only_gets_no_file_of_everybodys_rows(troubled: Build, me: Scope) -> None:
    mine = replace(me, visible=frozenset({"r01"}))
    assert mine.may_export
    assert data_checks.please_check(troubled, EVERYTHING, mine).values == ()
    assert not Scope(person="someone").may_load
    assert local_user().may_load


def test_shares_are_those_of_the_records(build: Build, me: Scope) -> None:
    answer = data_quality.by_survey(build, EVERYTHING, me)
    found = {(value.of("survey"), value.of("part")): value for value in answer.values}
    service = small_bank.tables()["service"]
    responses, partial = len(service), (service["status"] == "partial").sum()
    off = (pd.to_numeric(service["recommend"].replace("", None)) > 10).sum()
    assert found["service", "partial"].base == responses
    assert found["service", "partial"].parts["counted"] == partial
    assert found["service", "off_scale"].score == pytest.approx(100 * off / responses)
    assert found["service", "quick"].base == 0  # no clock in this export: not recorded, which is not 0 %
    assert found["service", "quick"].score is None
    assert found["counter", "response_rate"].base == 0


def test_a_unit_with_few_answers_shows_no_share(build: Build, me: Scope) -> None:
    answer = data_quality.by_survey(build, Slice(period="2026-09", units=("o07",)), me)
    partial = next(value for value in answer.values if value.of("part") == "partial")
    assert (partial.base or 0) < 10
    assert partial.shown == "hidden"
    assert partial.score is None
    assert not partial.parts


def test_a_burst_and_a_run_are_found_named_by_unit_alone_and_asked_about(
    monkeypatch: pytest.MonkeyPatch, troubled_root: Path, troubled: Build, me: Scope
) -> None:
    answer = data_checks.please_check(troubled, EVERYTHING, me)
    found = {(value.of("kind"), value.of("unit")): value for value in answer.values}
    assert ("burst", "o02") in found
    assert ("all_tens", "o06") in found
    assert found["burst", "o02"].score >= 80
    spans = dict(zip(found, answer.chart["spans"], strict=True))
    assert spans["burst", "o02"] == (date(2026, 8, 4), date(2026, 8, 4))
    told = words(open_app(monkeypatch, troubled_root, "data", period="all"))
    assert "请核实" in told
    assert "不证明任何问题" in told
    assert not any(word in told for word in ("作弊", "造假", "刷分"))


@pytest.mark.parametrize(
    ("responses", "around", "is_told"), [(9, 9, False), (40, 40, True), (40, 49, False), (40, 50, True)]
)
def test_a_run_is_not_told_where_the_few_others_could_be_read_back(responses: int, around: int, is_told: bool) -> None:
    rules = Rules(hidden_below=10, interval_below=30, low_below=100, freer_from=100)
    day = date(2026, 1, 1)
    run = Finding("all_tens", "s", "u", day, day, responses, None, around)
    assert data_checks.may_be_told(run, rules) is is_told
    assert data_checks.may_be_told(replace(run, kind="burst"), rules)


def test_a_short_run_shows_no_more_than_the_base_rule(troubled: Build, me: Scope) -> None:
    rules = Rules.of(catalogue(troubled, me).rules)
    day = date(2026, 1, 1)
    short, long = (
        data_checks._released(Finding("all_tens", "service", "o06", day, day, count, None, count), rules, me)[0]
        for count in (17, 40)
    )
    assert (short.shown, short.score, short.low) == ("interval", None, 10)
    assert (long.shown, long.score) == ("score", 40)


def test_volume_expects_from_the_past_alone() -> None:
    days = pd.date_range("2022-01-01", "2025-12-31")
    weekday, month = np.asarray(days.day_of_week), np.asarray(days.year * 12 + days.month - 1)
    steady = np.where(weekday >= 5, 4, 10)
    plain = expected_by_month(steady, weekday, month)
    assert plain.expected.tolist()[:3] == [None, None, None]
    assert np.allclose(plain.expected[3:], plain.observed[3:])
    doubled = np.where(month == month[-1], steady * 2, steady)
    late = expected_by_month(doubled, weekday, month)
    assert late.expected[-1] == pytest.approx(plain.expected[-1])  # the strange month does not explain itself
    summer = np.where(days.month == 7, steady // 2, steady)
    seasonal = expected_by_month(summer, weekday, month)
    at = [int(number) % 12 == 6 for number in seasonal.months]
    assert seasonal.expected[at][-1] == pytest.approx(seasonal.observed[at][-1], rel=0.15)
    assert seasonal.expected[at][1] > 1.5 * seasonal.observed[at][1]  # one earlier year is no season yet


def test_volume_flags_a_month_that_broke_off(tmp_path: Path, me: Scope) -> None:
    tables = small_bank.tables()
    service = tables["service"]
    is_lost = service["answered"].str.startswith("2026-05") & (service.index % 10 != 0)
    small_bank.make(tmp_path, of={**tables, "service": service[~is_lost]})
    answer = data_volume.by_month(open_build("small", tmp_path), Slice(period="2026"), me)
    assert ("2026-05-01", "beyond_limit") in answer.chart["signals"]
    assert len(answer.chart["months"]) == len(answer.values) == len(answer.chart["centre"])
    assert sum(value.score for value in answer.values) == (~is_lost).sum()


def test_what_was_expected_is_said_in_chinese_for_every_column_that_can_be_refused() -> None:
    chinese, english = View(language="zh_CN"), View(language="en")
    told = {"an id of table units", "3 cells, not 4"}
    for contract in CONTRACTS.values():
        for column in contract.columns.values():
            for formats in ((), ("%Y-%m-%d", "%d/%m/%Y %H:%M")):
                source = Source(("x",), formats=formats if column.type in DATED else ())
                told.add(
                    parse(pd.Series(["?"], dtype="str"), column, source, "Asia/Shanghai", date(2026, 9, 30)).expected
                )
    assert len(told) > 15
    for expected in told:
        assert expected_words(expected, english) == expected
        in_chinese = expected_words(expected, chinese)
        assert re.search(r"\b(of|as|from|to|not|number|date|text|one)\b", in_chinese) is None
