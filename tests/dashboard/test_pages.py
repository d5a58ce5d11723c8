"""The pages as a reader opens them: both languages, filters, empty and unknown selections, no bank at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.answers import headline
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests import small_bank
from tests.dashboard.opened import ask, figures, numbers, open_app, panels, words

PAGES = {"": 1, "trend": 12, "journeys": 2, "branches": 2, "suggestions": 2, "voices": 1}
"""Page -> how many figures the whole bank has on it."""
TITLES = {
    "": ("总览", "Overview"),
    "trend": ("NPS 趋势", "Trend"),
    "journeys": ("旅程", "Journeys"),
    "branches": ("网点", "Branches"),
    "suggestions": ("建议", "Suggestions"),
    "voices": ("客户之声", "Voices"),
}
APOLOGY = ("抱歉", "Sorry")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_the_bank_in_both_languages(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, page: str, lang: str
) -> None:
    app = open_app(monkeypatch, banks_root, page, lang=lang)
    told = words(app)
    assert not app.exception
    assert not any(apology in told for apology in APOLOGY)
    assert TITLES[page][lang == "en"] in told
    assert ("小城银行", "Small Town Bank")[lang == "en"] in told
    assert len(figures(app)) == PAGES[page]


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("page", (*PAGES, "drivers", "complaints", "data", "index"))
def test_every_table_behind_a_figure_opens_and_carries_its_file(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, page: str, lang: str
) -> None:
    app = open_app(monkeypatch, banks_root, page, lang=lang)
    tables = [key for key, told in panels(app).items() if 'data-action="table"' in told["parts"]["actions"]]
    already = len(app.get("download_button"))
    for table in tables:
        ask(app, table, "table")
        assert not app.exception
        assert not any(apology in words(app) for apology in APOLOGY)
        assert len(app.get("dataframe")) > 0
        assert len(app.get("download_button")) - already == 1
    assert tables or page == "drivers"  # too few answers there


@pytest.mark.parametrize("page", PAGES)
def test_large_type_and_a_filter_hold_on_every_page(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, page: str
) -> None:
    app = open_app(monkeypatch, banks_root, page, unit=["r01", "o04"], large="1")
    assert not app.exception
    assert not any(apology in words(app) for apology in APOLOGY)
    assert any("font-size:118.75%" in element.proto.body for element in app.get("html"))
    labels = [button.label for button in app.button]
    assert any("东区分行" in label for label in labels)
    assert any("西区分行 / 营业部" in label for label in labels)


def test_screen_shows_what_the_answer_says(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, build: Build, me: Scope
) -> None:
    chosen = Slice(period="2026", units=("r01",), members={"line": ("retail",)})
    app = open_app(monkeypatch, banks_root, period="2026", unit="r01", line="retail")
    shown = numbers(app)
    for measure in ("nps", "satisfaction"):
        value = headline.of(measure, build, chosen, me).values[0]
        assert float(shown[measure]["score"]) == value.score
        assert float(shown[measure]["low"]) == value.low
        assert int(shown[measure]["base"]) == value.base


def test_a_filter_goes_into_the_address_and_its_chip_takes_it_away(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path
) -> None:
    app = open_app(monkeypatch, banks_root)
    whole = numbers(app)["nps"]
    app.multiselect(key="bar-line").set_value(["card"]).run()
    assert dict(app.query_params) == {"line": "card"}
    assert numbers(app)["nps"] != whole
    app.button(key="chip-0").click().run()
    assert dict(app.query_params) == {}
    assert numbers(app)["nps"] == whole


def test_reset_takes_everything_away_but_the_language(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_app(monkeypatch, banks_root, lang="en", unit="r01", period="2025", line=["card", "retail"])
    app.button(key="reset").click().run()
    assert dict(app.query_params) == {"lang": "en"}


def test_periods_of_ones_own_choice(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_app(monkeypatch, banks_root)
    app.selectbox(key="bar-quarter").set_value("2025Q3").run()
    assert dict(app.query_params) == {"period": "2025Q3"}
    months = app.selectbox(key="bar-last-month").options
    app.selectbox(key="bar-last-month").select_index(months.index("2025年12月")).run()
    assert dict(app.query_params) == {"period": "2025-07..2025-12"}
    app.radio(key="bar-period").set_value("year").run()
    assert dict(app.query_params) == {"period": "year"}
    assert any("2025年" in button.label for button in app.button)


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_id_shows_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch, banks_root: Path, page: str) -> None:
    app = open_app(monkeypatch, banks_root, page, unit=["r01", "nowhere"], line="retail")
    assert "nowhere" in words(app)
    assert not figures(app)
    assert not numbers(app)
    app.button(key="drop-unknown").click().run()
    assert dict(app.query_params) == {"unit": "r01", "line": "retail"}
    # so few texts that their words are not told
    assert figures(app) or (page == "voices" and "原话太少" in words(app))


@pytest.mark.parametrize("address", [{"period": "2026Q7"}, {"as_of": "soon"}, {"survey": "none"}, {"tier": "royal"}])
def test_any_unknown_value_is_said(monkeypatch: pytest.MonkeyPatch, banks_root: Path, address: dict[str, str]) -> None:
    app = open_app(monkeypatch, banks_root, **address)
    assert next(iter(address.values())) in words(app)
    assert not numbers(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_period_without_answers_says_so_in_words(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, page: str
) -> None:
    app = open_app(monkeypatch, banks_root, page, period="2020")
    assert not app.exception
    assert not any(apology in words(app) for apology in APOLOGY)
    assert not figures(app)
    assert "所选范围内没有" in words(app)


def test_a_survey_without_the_question_has_no_score_and_not_zero(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path
) -> None:
    app = open_app(monkeypatch, banks_root, survey="counter", period="all")
    assert "并非 0 分" in words(app)
    assert "nps" not in numbers(app)
    assert "satisfaction" in numbers(app)


def test_choosing_a_journey_writes_the_address(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_app(monkeypatch, banks_root, "journeys")
    assert "到店办理" in words(app)
    app.pills(key="journey").set_value("app").run()
    assert dict(app.query_params) == {"journey": "app"}
    assert "手机银行办理" in words(app)


def test_no_bank_offers_the_example_and_says_how_to_load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    app = open_app(monkeypatch, tmp_path, lang="en")
    assert not app.exception
    assert app.button(key="build-example").label == "Build the example bank"
    assert "python -m pipelines load" in app.code[0].value
    assert not numbers(app)


def test_an_unknown_bank_is_said(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_app(monkeypatch, banks_root, bank="elsewhere")
    assert "elsewhere" in words(app)
    assert not numbers(app)
    app.button(key="drop-bank").click().run()
    assert numbers(app)


def test_of_several_banks_one_has_to_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small_bank.make(tmp_path, "first")
    small_bank.make(tmp_path, "second")
    app = open_app(monkeypatch, tmp_path, unit="r01", lang="en")
    assert not numbers(app)
    app.button(key="bank-second").click().run()
    assert dict(app.query_params) == {"lang": "en", "bank": "second"}
    assert numbers(app)


def test_what_fails_is_an_apology_with_a_reference_and_a_traceback_in_the_log(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # A piece of the page is missing: our fault, not the reader's.
    monkeypatch.setattr("dashboard.components.tile.show_hero", None)
    app = open_app(monkeypatch, banks_root, lang="en")
    assert not app.exception
    assert "Sorry" in words(app)
    reference = words(app).split("administrator: ")[1].split()[0]
    assert reference in caplog.text
    assert "Traceback" in caplog.text
