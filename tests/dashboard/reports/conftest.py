"""The small bank's reports, composed once for all tests of this room."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from dashboard.ledger import Author, Ledger, improvements, open_ledger, typical_cases
from dashboard.ledger.improvements import Known
from dashboard.queries.builds import Build, open_build
from dashboard.reports.kinds import PERIODS, compose
from dashboard.reports.model import Kind, Report
from dashboard.scopes import Scope
from dashboard.slices import Slice, to_address
from dashboard.views import Language, View

ME = Author("local")
TODAY = date(2026, 10, 12)
CASE = "客户反映取号后等候近一小时，其间无人解释。"
QUARTER = Slice(period="2026Q3")


@pytest.fixture(scope="session")
def own_root(banks_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bank with a ledger of its own: two actions and a case."""
    root = tmp_path_factory.mktemp("reports")
    shutil.copytree(banks_root / "small", root / "small", ignore=shutil.ignore_patterns("ledger*"))
    ledger = open_ledger("small", root / "small")
    known = Known(TODAY, {"r02", "o04"}, {"r02", "o04"}, {"nps"}, takes_past=True)
    for title, unit, due in (("增开窗口", "o04", "2026-09-01"), ("统一材料清单", "", "2026-12-01")):
        with ledger.writing(ME) as writing:
            days = {"due_on": due, "reinspect_on": "2027-02-01"}
            improvements.add(writing, {"title": title, "owner": "陈主任", "unit_id": unit, **days}, known)
    with ledger.writing(ME) as writing:
        address = to_address(QUARTER)
        typical_cases.choose(writing, address, "2026Q3", text=CASE, told_on=date(2026, 8, 3), unit_id="o04")
    return root


@pytest.fixture(scope="session")
def own(own_root: Path) -> Build:
    return open_build("small", own_root)


@pytest.fixture(scope="session")
def ledger(own: Build) -> Ledger:
    return open_ledger(own.bank, own.folder)


@pytest.fixture(scope="session")
def reported(own: Build, ledger: Ledger, me: Scope) -> Reported:
    """Kind and language -> the report of the default period, composed once."""

    @cache
    def found(kind: Kind, language: Language) -> Report:
        period = "2026Q3" if PERIODS[kind] == "quarter" else PERIODS[kind]
        chosen = Slice(period=period, units=("r01",) if kind == "unit" else ())
        return compose(kind, own, chosen, me, View(language), ledger, TODAY)

    return Reported(found)


class Reported:
    """Calls through to the reports that were composed."""

    def __init__(self, found: object) -> None:
        self._found = found

    def __call__(self, kind: Kind, language: Language = "zh_CN") -> Report:
        report: Report = self._found(kind, language)  # type: ignore[operator]
        return report
