"""New levels on a trend: proposed by a run that stands, accepted with a reason, limits apart, taken back, told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import __main__ as terminal
from dashboard.answers import levels_in_force, trend
from dashboard.ledger import Author, audit, baselines, changes, open_ledger
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice, to_address
from dashboard.verdicts import title
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import open_app, words

ALL = Slice(period="2026Q3")
SHIFTED = date(2025, 10, 1)
"""Half of the 24 months: twelve before, twelve after."""
WANG = Author("wang")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small bank, in which from a month on many of those who would not recommend do."""
    folder = tmp_path_factory.mktemp("levels")
    made = small_bank.tables()
    service, random = made["service"], np.random.default_rng(5)
    low = pd.to_numeric(service["recommend"], errors="coerce") <= 6
    moved = low & (pd.to_datetime(service["answered"]) >= pd.Timestamp(SHIFTED)) & (random.random(len(service)) < 0.8)
    made["service"] = service.assign(recommend=service["recommend"].mask(moved, "9"))
    small_bank.make(folder, "small", made)
    return folder


@pytest.fixture(scope="module")
def shifted(root: Path) -> Build:
    return open_build("small", root)


def _accepted(build: Build, reason: str = "新流程上线") -> str:
    with open_ledger(build.bank, build.folder).writing(WANG) as writing:
        return baselines.accept(writing, "nps", to_address(ALL), SHIFTED, reason)


def _taken_back(build: Build, level: str) -> None:
    with open_ledger(build.bank, build.folder).writing(WANG) as writing:
        baselines.take_back(writing, level, 1)


def test_a_run_that_stands_proposes_the_month_it_began(shifted: Build, build: Build, me: Scope) -> None:
    found = trend.control("nps", shifted, ALL, me)
    assert found.chart["proposal"] == {"from_month": SHIFTED.isoformat(), "side": "above", "points": 12}
    assert found.chart["baselines"] == ()
    assert trend.control("nps", build, ALL, me).chart["proposal"] is None  # nothing was moved there


def test_limits_are_of_each_level_alone(shifted: Build, me: Scope) -> None:
    one = trend.control("nps", shifted, ALL, me)
    two = trend.control("nps", shifted, ALL, me, baselines=(SHIFTED,))
    assert two.values == one.values
    assert two.verdicts == one.verdicts
    assert len(set(one.chart["centre"])) == 1
    at = two.chart["months"].index(SHIFTED.isoformat())
    for part in (slice(None, at), slice(at, None)):
        inside = two.values[part]
        plus, minus = (sum(value.parts[name] for value in inside) for name in ("promoters", "detractors"))
        everybody = sum(sum(value.parts.values()) for value in inside)
        (centre,) = set(two.chart["centre"][part])
        assert centre == pytest.approx(100 * (plus - minus) / everybody)
        assert all(low is not None for low in two.chart["lower"][part])
    assert max(two.chart["upper"][:at]) < min(two.chart["centre"][at:])
    assert not [rule for _, rule in two.chart["signals"] if rule == "long_run"]
    assert two.chart["proposal"] is None


def test_under_twelve_months_a_level_has_a_centre_and_no_limits(shifted: Build, me: Scope) -> None:
    found = trend.control("nps", shifted, ALL, me, baselines=(date(2026, 3, 1),))
    at = found.chart["months"].index("2026-03-01")
    assert all(each is not None for each in found.chart["centre"][at:])
    assert found.chart["lower"][at:] == (None,) * (len(found.chart["months"]) - at)
    assert all(each is not None for each in found.chart["lower"][:at])
    assert not [month for month, _ in found.chart["signals"] if month >= "2026-03-01"]
    assert "其后月份不足" in title(found, View())


def test_a_level_outside_the_months_drawn_changes_nothing(shifted: Build, me: Scope) -> None:
    plain = trend.control("nps", shifted, ALL, me)
    for day in (date(2020, 1, 1), date.fromisoformat(plain.chart["months"][0]), date(2030, 1, 1)):
        assert trend.control("nps", shifted, ALL, me, baselines=(day,)).chart == plain.chart


def test_what_was_accepted_is_in_force_for_its_measure_and_slice_until_taken_back(shifted: Build, me: Scope) -> None:
    ledger = open_ledger(shifted.bank, shifted.folder)
    asked = (ledger, shifted)
    level = _accepted(shifted, "新流程上线，请联系 13800138000")
    try:
        found = levels_in_force.control("nps", *asked, ALL, me)
        (accepted,) = found.chart["accepted"]
        assert (accepted.from_month, accepted.made_by) == (SHIFTED, "wang")
        assert "13800138000" not in accepted.reason
        assert "按新水平计" in title(found, View())
        assert levels_in_force.control("nps", *asked, Slice(period="last_12"), me).chart["baselines"]
        assert not levels_in_force.control("nps", *asked, Slice(period="2026Q3", units=("r01",)), me).chart["baselines"]
        assert not levels_in_force.control("satisfaction", *asked, ALL, me).chart["baselines"]
    finally:
        _taken_back(shifted, level)
    assert levels_in_force.control("nps", *asked, ALL, me).chart["accepted"] == ()
    with ledger.writing(WANG) as writing:
        changes.undo_last(writing, baselines.KIND, level)
    assert len(baselines.standing(ledger, "nps", to_address(ALL))) == 1
    with ledger.writing(WANG) as writing:
        changes.undo_last(writing, baselines.KIND, level)
    assert [each.action for each in changes.history(ledger, baselines.KIND, level)] == [
        "undone",
        "undone",
        "removed",
        "made",
    ]
    assert audit.verify(ledger)


def test_a_ledger_out_of_reach_leaves_the_chart_and_says_so(shifted: Build, me: Scope, tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    found = levels_in_force.control("nps", open_ledger("gone", tmp_path), shifted, ALL, me)
    assert "levels_out_of_reach" in found.footer.notes
    assert found.chart["is_enough"]


def test_a_person_accepts_on_the_page_with_a_reason_and_takes_it_back(
    monkeypatch: pytest.MonkeyPatch, root: Path, shifted: Build
) -> None:
    app = open_app(monkeypatch, root, "trend", period="2026Q3")
    assert not app.exception
    assert "连续 12 个值在中心线以上" in words(app)
    app.button(key="level-accept").click().run()
    assert "请写明原因" in words(app)
    app.text_area(key="level-reason").input("叫号系统更换").run()
    app.button(key="level-accept").click().run()
    assert not app.exception
    assert "自2025年10月起按新水平计，local于" in words(app)
    assert "叫号系统更换" in words(app)
    (level,) = baselines.standing(open_ledger(shifted.bank, shifted.folder), "nps", to_address(ALL))
    app.button(key=f"level-back-{level.id}").click().run()
    assert "按新水平计" not in words(app)
    app.button(key="level-undo").click().run()
    assert "按新水平计" in words(app)
    (level,) = baselines.standing(open_ledger(shifted.bank, shifted.folder), "nps", to_address(ALL))
    app = open_app(monkeypatch, root, "trend", period="2026Q3", lang="en")
    assert "New level since Oct 2025, accepted by local" in words(app)
    app.button(key=f"level-back-{level.id}").click().run()
    assert "taken back" in "".join(each.value for each in app.caption)


def test_the_terminal_says_which_levels_are_in_force(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, root: Path, shifted: Build
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(root))
    asked = ["nps", "--by", "month", "--limits", "--period", "2026Q3", "--bank", "small"]
    assert terminal.main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["limits"]["proposal"]["from_month"] == "2025-10-01"
    level = _accepted(shifted)
    try:
        assert terminal.main([*asked, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)["limits"]
        assert told["baselines"] == ["2025-10-01"]
        assert told["proposal"] is None
        assert [(each["from_month"], each["accepted_by"]) for each in told["accepted"]] == [("2025-10-01", "wang")]
        assert terminal.main([*asked, "--lang", "en"]) == 0
        assert "New level since Oct 2025, accepted by wang" in " ".join(capsys.readouterr().out.split())
    finally:
        _taken_back(shifted, level)
