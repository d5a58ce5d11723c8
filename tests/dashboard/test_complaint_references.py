"""A bank's rate beside the regulator's bulletins: published medians, the complaints bulletins count, no verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import complaint_reference_words as words_of
from dashboard import verdicts
from dashboard.__main__ import main
from dashboard.answers import complaint_references
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import rates
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import open_app, words

ALL = Slice(period="all")
MEDIANS = {
    ("regulator", "2022Q1", "large state-owned banks"): (50.5, 6),
    ("regulator", "2022Q2", "large state-owned banks"): (43.25, 6),
    ("regulator", "2022Q3", "large state-owned banks"): (51.1, 6),
    ("regulator", "2022Q4", "large state-owned banks"): (51.9, None),
    ("regulator", "2022Q4", "joint-stock banks"): (303.9, None),
    ("regulator", "2022Q4", "locally incorporated foreign banks"): (360.0, None),
    ("thousand_outlets", "2020Q3", "large state-owned banks"): (373.6, 6),
    ("thousand_outlets", "2022Q1", "large state-owned banks"): (233.9, 6),
    ("thousand_outlets", "2022Q4", "large state-owned banks"): (248.8, None),
    ("thousand_outlets", "2022Q4", "joint-stock banks"): (1561.8, None),
    ("thousand_outlets", "2022Q4", "locally incorporated foreign banks"): (598.4, None),
}
"""METHOD §6: six banks' figures and the printed median, (printed 43.3 for 43.25); of the last quarter medians alone."""


def test_the_published_medians_are_the_pages_own(build: Build, me: Scope) -> None:
    told = complaint_references.beside_published(build, ALL, me).chart["published"]
    found = {(each["per"], str(each["quarter"]), each["kind_of_bank"][1]): each for each in told}
    assert {key: (each["median"], each["banks"]) for key, each in found.items()} == MEDIANS
    third = found["regulator", "2022Q3", "large state-owned banks"]
    assert (third["lowest"], third["highest"]) == (34.2, 206.0)
    assert "2022年第三季度" in third["source"]


def test_beside_bulletins_stands_what_came_through_the_regulators_own_line(build: Build, me: Scope) -> None:
    answer = complaint_references.beside_published(build, ALL, me)
    tables = small_bank.tables()
    given, exposures = tables["complaints"], tables["exposures"]
    counts = {"regulator_line": int((given["channel"] == "12378").sum()), "all": len(given)}
    assert 0 < counts["regulator_line"] < len(given)
    sizes = {
        "regulator": exposures["customers"].sum() / 3 / 10_000_000,
        "thousand_outlets": exposures["outlets"].sum() / 3 / 1_000,
    }
    expected = {}
    for per, size in sizes.items():
        for reach, count in counts.items():
            low, high = (float(each) for each in rates.byar(count))
            expected[per, reach] = pytest.approx((count / size, low / size, high / size))
    found = {(each.of("per"), each.of("reach")): (each.score, each.low, each.high) for each in answer.values}
    assert found == expected
    assert {value.base for value in answer.values if value.of("per") == "regulator"} == {exposures["customers"].sum()}
    assert answer.verdicts == ()
    assert "of the large state-owned banks, Q4 2022: 51.9" in verdicts.title(answer, View("en"))
    said = " ".join(words_of.beside_sentences(answer, View(), "regulator"))
    assert "仅供参照，不作为目标" in said
    outlets = words_of.told_title(answer, View(), "thousand_outlets")
    assert outlets.startswith("经 12378：")
    assert outlets.endswith("中位数 248.8")


def test_without_channels_or_customers_it_is_said_and_nothing_is_made_up(tmp_path: Path, me: Scope) -> None:
    tables = small_bank.tables(responses=300)
    tables["complaints"] = tables["complaints"].assign(channel="")
    tables["exposures"] = tables["exposures"].drop(columns="customers")
    config = small_bank.make(tmp_path, "poor", tables).config
    (config / "published.toml").write_text("", encoding="utf-8")
    small_bank.make(tmp_path, "poor", tables)
    answer = complaint_references.beside_published(open_build("poor", tmp_path), ALL, me)
    assert [value.key for value in answer.values] == [(("per", "thousand_outlets"), ("reach", "all"))]
    assert (answer.chart["no_exposure"], answer.chart["published"]) == (("regulator",), ())
    view = View("en")
    assert words_of.told_title(answer, view, "regulator").startswith("There is no rate of this bank's own")
    said = " ".join(words_of.beside_sentences(answer, view, "thousand_outlets"))
    assert "name no channel" in said
    assert "No published figure stands in the register" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_and_the_terminal_show_it(
    banks_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    app = open_app(monkeypatch, banks_root, "complaints", lang=lang, period="all", per="regulator")
    assert not app.exception
    assert ("A reference, no target" if lang == "en" else "仅供参照，不作为目标") in words(app)
    usual = words(open_app(monkeypatch, banks_root, "complaints", lang=lang, period="all"))
    assert "51.9" not in usual
    monkeypatch.setenv("HUIYIN_BANKS", str(banks_root))
    language = "zh_CN" if lang == "zh" else lang
    call = ["complaints", "--by", "published", "--period", "all", "--bank", "small", "--lang", language]
    assert main(call) == 0
    assert "51.9" in capsys.readouterr().out
    assert main([*call, "--json"]) == 0
    assert '"quarter": "2022Q3"' in capsys.readouterr().out
