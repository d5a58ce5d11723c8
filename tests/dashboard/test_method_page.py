"""The method page tells what the code does: nothing left out, nothing that is not there, no other number."""

from __future__ import annotations

import html
import json
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import values
from dashboard.answers import illustrations, lineage, methods
from dashboard.answers.kinds import KINDS
from dashboard.figures import method as figures
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope
from dashboard.stats import constants, incidence, nps
from dashboard.views import View
from tests.dashboard.opened import figures as shown_figures
from tests.dashboard.opened import open_app, words

RULES = {"base_hidden_below": 10.0, "base_interval_below": 30.0, "base_low_below": 100.0, "freer_cut_from": 100.0}
REGISTER = Path(__file__).parents[2] / "data" / "reference" / "measures.toml"
TYPED = {"0", "1", "6", "7", "8", "9", "10", "100"}
"""Numerals a sentence may hold without asking the code: the recommend scale, its groups, and the ends of a scale."""
SIDES = ("", "_en")
DATA = re.compile(r'data-constant="([^"]+)" data-value="([^"]+)"')


def named_functions() -> set[str]:
    return {path for entry in methods.entries() for path in entry["functions"]}


# Generated from the code


def test_every_statistic_of_the_modules_that_answers_use_has_a_method() -> None:
    modules = {path.partition(".")[0] for path in lineage.used_by_answers()}
    assert modules >= {"nps", "proportions", "rates", "control", "funnel", "incidence"}
    undescribed = [
        path for module in sorted(modules) for path in lineage.public_functions(module) if path not in named_functions()
    ]
    assert not undescribed, "describe them in dashboard/answers/method_texts"


def test_every_function_that_a_method_names_exists_and_belongs_to_one_method_only() -> None:
    named = [path for entry in methods.entries() for path in entry["functions"]]
    assert [path for path in named if not lineage.exists(path)] == []
    assert sorted(named) == sorted(set(named))


def test_ids_are_unique_and_every_file_of_methods_is_a_subject() -> None:
    ids = [entry["id"] for entry in methods.entries()]
    assert len(ids) == len(set(ids))
    files = {file.stem for file in methods.TEXTS.glob("*.toml")} - {"groups", "verdicts", "constants"}
    assert files == set(methods.groups())


def test_a_number_on_the_page_is_the_number_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "PSEUDO_PROMOTERS", 0.4321)
    told = {method.method: method for method in methods.methods(RULES)}["nps_interval"]
    assert "0.4321" in told.more[0]
    assert "0.4321" in told.more[1]
    assert any("0.4321" in formula for formula in told.formulas)
    assert {each.name: each.value for each in told.constants}["PSEUDO_PROMOTERS"] == "0.4321"


def test_no_sentence_types_a_number_that_code_or_register_hold() -> None:
    typed = []
    tables: list[Any] = [
        *methods.entries(),
        *(each for codes in methods.texts("verdicts").values() for each in codes.values()),
    ]
    for entry in tables:
        for part in ("plain", "more", "symbols", "assumptions", "how"):
            for side in SIDES:
                text = re.sub(r"«[^»]*»", "", entry.get(part + side, ""))
                typed += [
                    (entry.get("id"), part, each) for each in re.findall(r"\d+(?:\.\d+)?", text) if each not in TYPED
                ]
    typed += [(name, "constants", told) for name, told in methods.texts("constants").items() if re.search(r"\d", told)]
    assert not typed


def test_every_entry_is_whole_in_both_languages() -> None:
    gaps = [
        (entry["id"], part)
        for entry in methods.entries()
        for part in ("name", "plain", "more", "symbols", "assumptions")
        if bool(entry.get(part)) != bool(entry.get(f"{part}_en"))
        or (part != "more" and part != "symbols" and not entry.get(part))
    ]
    assert not gaps
    assert all(re.search("[\u4e00-\u9fff]", entry["plain"]) for entry in methods.entries())
    assert not any(
        re.search("[\u4e00-\u9fff]", entry[f"{part}_en"]) for entry in methods.entries() for part in ("name", "plain")
    )


def test_every_constant_of_a_method_is_told_in_chinese_and_none_is_left_over() -> None:
    used = {each.name for method in methods.methods(RULES) for each in method.constants}
    assert sorted(used - set(methods.texts("constants"))) == []
    known = {name if "." in name else f"constants.{name}" for name in methods.texts("constants")}
    assert [path for path in known if not lineage.words(path)] == []


def test_constants_are_found_through_the_functions_a_statistic_calls() -> None:
    found = lineage.constants_of(["nps.estimate"])
    assert {"constants.PSEUDO_PROMOTERS", "constants.PSEUDO_PASSIVES", "constants.CONFIDENCE_LEVEL"} <= set(found)
    assert "constants.COMPARABLE_FROM" not in found
    assert "constants.SIGNIFICANCE_LEVEL" in lineage.constants_of(["funnel.nps"])


def test_a_docstring_is_told_as_it_stands() -> None:
    told = methods.described("nps.estimate")
    documented = " ".join((nps.estimate.__doc__ or "").split())
    assert told.question in documented
    assert told.body in documented
    assert told.source
    assert f"Source: {told.source}" in documented
    assert told.example.startswith(">>> result = estimate(50, 30, 20)")


def test_measures_lead_to_what_computes_them() -> None:
    assert {method: role for role, method in methods.of_measure("nps")} == {
        "nps_interval": "interval",
        "nps_weighted": "weighted",
        "nps_difference": "change",
        "control_limits": "limits",
        "funnel": "comparison",
    }
    assert ("interval", "incidence") in methods.of_measure("adoption_90d")
    assert methods.of_measure("complaints") == ()
    for measure in KINDS:
        described = {path for role in lineage.of_measure(measure).values() for path in role}
        assert described <= named_functions()


def test_the_register_and_the_code_mean_the_same_interval() -> None:
    rules = {entry["interval_rule"]: entry["id"] for entry in methods.entries() if "interval_rule" in entry}
    for measure, each in tomllib.loads(REGISTER.read_text(encoding="utf-8")).items():
        found = [method for role, method in methods.of_measure(measure) if role == "interval"]
        assert found == ([] if each["interval_rule"] == "none" else [rules[each["interval_rule"]]]), measure


def test_the_vocabulary_is_the_closed_one() -> None:
    told = {(each.family, each.code) for each in methods.verdicts(RULES)}
    closed = {
        "change": get_args(values.ChangeCode),
        "comparison": get_args(values.ComparisonCode),
        "effect": get_args(values.EffectCode),
    }
    assert told == {(family, code) for family, codes in closed.items() for code in codes}


# The pictures


def test_the_ten_suggestions_give_the_published_figures() -> None:
    """Own golden, computed by hand and by statsmodels: .4333 by day 20, .6083 by day 30; naive .50, .714, .733."""
    waiting = illustrations.waiting()
    assert [(day, round(share, 2)) for day, share in waiting.told_at] == [(20, 43.33), (30, 60.83)]
    assert round(waiting.of_all, 1) == 50.0
    assert round(waiting.of_decided, 1) == 71.4
    assert round(waiting.declined_as_open, 1) == 73.3
    assert waiting.outcomes.count("open") == illustrations.OUTCOMES.count(incidence.OPEN)


@pytest.mark.parametrize(("responses", "expected"), [(30, 53.0), (50, 41.1), (100, 29.1), (300, 16.8)])
def test_alike_branches_lie_as_far_apart_as_published(responses: int, expected: float) -> None:
    """Twenty branches with a true score of 30; the tolerance is three standard errors of 500 draws."""
    luck = illustrations.luck(20, responses, 1)
    assert abs(luck.usual_gap - expected) < 3 * 0.25 * expected / luck.draws**0.5 + 0.1
    assert luck.scores == tuple(sorted(luck.scores, reverse=True))
    assert luck == illustrations.luck(20, responses, 1)


def test_too_few_answers_are_not_compared() -> None:
    assert set(illustrations.luck(20, 10, 1).codes) == {"too_few"}


def test_our_limits_raise_few_alarms_where_plain_ones_raise_many() -> None:
    alarms = illustrations.alarms(10, 1)
    assert alarms.plain_pct > 40
    assert alarms.laney_pct < 15
    assert any(alarms.plain_alarms)
    assert len(alarms.scores) == len(alarms.plain) == len(alarms.laney) == illustrations.MONTHS


def test_the_interval_narrows_with_the_answers() -> None:
    widths = [illustrations.width(responses) for responses in (10, 100, 1000)]
    assert [round(width.high - width.low, 1) for width in widths] == [84.3, 30.2, 9.7]
    assert widths[1].needed == 938
    narrow = widths[1].four_times
    assert abs((narrow[1] - narrow[0]) / (widths[1].high - widths[1].low) - 0.5) < 0.02


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pictures_are_drawn_in_both_languages_and_themes(language: Any, theme: Any) -> None:
    view = View(language=language, theme=theme)
    for figure in (
        figures.draw_luck(illustrations.luck(20, 50, 1), view),
        figures.draw_width(illustrations.width(100), view),
        figures.draw_alarms(illustrations.alarms(10, 1), view),
        figures.draw_waiting(illustrations.waiting(), view),
    ):
        told = json.dumps(figure)
        assert "NaN" not in told
        assert bool(re.search(r"[\u4e00-\u9fff]|\\u[4-9]", told.replace("Noto Sans", ""))) == (language == "zh_CN")


# The page


def open_method(monkeypatch: pytest.MonkeyPatch, root: Path, lang: str = "zh_CN") -> AppTest:
    """The page with every method on it, those that no page uses yet as well."""
    app = open_app(monkeypatch, root, "method", lang=lang)
    return app.toggle(key="methods-waiting").set_value(True).run()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_page_tells_register_methods_verdicts_and_rules(
    monkeypatch: pytest.MonkeyPatch, banks_root: Path, build: Build, me: Scope, lang: str
) -> None:
    app = open_method(monkeypatch, banks_root, lang)
    assert not app.exception
    told, is_english = words(app), lang == "en"
    assert ("方法", "Method")[is_english] in told
    assert len(shown_figures(app)) == 4
    known = catalogue(build, me)
    for measure in known.measures.values():
        assert measure.definition[is_english] in told
        assert measure.formula in told
    for method in methods.methods(known.rules):
        assert method.names[is_english] in told
        assert method.plain[is_english] in told
        assert all(source.source in told for source in method.functions)
    for each in methods.verdicts(known.rules):
        assert each.how[is_english] in told
    assert "``" not in told
    for word in (("无明显变化", "无法区分", "见效"), ("no clear change", "cannot be told apart", "proven"))[is_english]:
        assert word in told
    assert "«" not in told
    assert len(app.get("latex")) + len([each for each in app.markdown if "$$" in each.value]) > 0


def test_every_constant_printed_is_the_constant_of_the_code(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_method(monkeypatch, banks_root)
    printed = {pair for element in app.get("html") for pair in DATA.findall(element.proto.body)}
    assert len(printed) > 30
    for name, value in printed:
        path = name if "." in name else f"constants.{name}"
        assert html.unescape(value) == methods.written(lineage.value(path)), name


def test_links_of_the_page_lead_somewhere(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_method(monkeypatch, banks_root, "en")
    bodies = "\n".join(element.proto.body for element in app.get("html"))
    places = re.findall(r' id="([^"]+)"', bodies)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', bodies)) <= set(places)


def test_methods_that_no_page_uses_wait_behind_one_click(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_app(monkeypatch, banks_root, "method")
    told = words(app)
    explained = methods.methods(RULES)
    assert all((method.plain[0] in told) == method.is_used for method in explained)
    assert all(method.is_used for method in explained if method.measures)


def test_the_pictures_answer_to_their_controls(monkeypatch: pytest.MonkeyPatch, banks_root: Path) -> None:
    app = open_app(monkeypatch, banks_root, "method", lang="en")
    before = words(app)
    app.select_slider(key="width-responses").set_value(1000).run()
    assert "A score of 30 from 1,000 answers: 95% interval 25.1 to 34.7" in words(app)
    app.button(key="again-luck").click().run()
    again = illustrations.luck(20, 50, 2)
    assert f"best and worst lie {again.gap:.1f} points apart" in words(app)
    assert words(app) != before
