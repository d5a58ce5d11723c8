"""Units before and after they became something: what helped is told with the truth inside, a mere plate is not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard import effect_verdicts, verdicts
from dashboard.__main__ import main
from dashboard.answers import attributes
from dashboard.answers.question import UnknownMeasureError, ask
from dashboard.answers.untouched import touched
from dashboard.queries.attributes import dated, spans
from dashboard.queries.builds import Build, open_build
from dashboard.queries.plans import Change
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import LANGUAGES, View
from tests import effect_bank, small_bank
from tests.dashboard.opened import open_app, words
from tests.effect_bank import OUTLETS, Effect

ENGLISH = View("en")
EVERYTHING = Slice()
DID = 20.0
"""NPS points that being rebuilt did, from its day on."""
REBUILT = {
    "o01": "2025-07-01",
    "o02": "2025-08-15",
    "o03": "2025-09-01",
    "o04": "2025-10-01",
    "o05": "2025-12-01",
    "o06": "2026-02-01",
}
PLATE = {"o15": "2025-08-01", "o16": "2025-09-01", "o17": "2025-11-01", "o18": "2025-12-10", "o19": "2026-02-01"}
BOTH, LONG_AGO, CLOSES, BRIEF, ENDED, RECENT, ALWAYS = OUTLETS[7:14]
CLOSED_ON = "2026-01-31"


def unit_attributes() -> pd.DataFrame:
    rows = [(unit, "elderly_friendly", "", day, "") for unit, day in REBUILT.items()]
    rows += [(unit, "demonstration", "是", day, "") for unit, day in PLATE.items()]
    rows += [
        (BOTH, "elderly_friendly", "", "2025-09-01", ""),
        (BOTH, "demonstration", "是", "2025-11-01", ""),
        (LONG_AGO, "elderly_friendly", "", "2024-05-01", ""),
        (CLOSES, "elderly_friendly", "", "2025-08-01", ""),
        (BRIEF, "elderly_friendly", "", "2025-08-01", "2025-09-15"),
        (ENDED, "elderly_friendly", "", "2025-08-01", "2026-02-28"),
        (RECENT, "elderly_friendly", "", "2026-09-10", ""),
        (ALWAYS, "elderly_friendly", "", "", ""),
        ("o20", "elderly_friendly", "否", "2025-09-01", ""),
        ("o21", "rest_stop", "", "", ""),
    ]
    return pd.DataFrame(rows, columns=["unit_id", "attribute", "value", "from_on", "to_on"])


def tables(attributes_of: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """The bank of known effects with one question less and outlets that became something; no suggestion at all."""
    since = {**REBUILT, BOTH: "2025-09-01", CLOSES: "2025-08-01", ENDED: "2025-08-01"}
    did = [
        Effect("UP", tuple(since), "", "", DID, None, "nps", starts=tuple(since.values())),
        Effect("ENDS", (ENDED,), "", "2026-03-01", -DID, None, "nps"),
    ]
    answers = effect_bank.answers(np.random.default_rng(11), did)[["id", "unit", "at", "journey", "recommend", "t01"]]
    answers = answers[(answers["unit"] != CLOSES) | (answers["at"] <= CLOSED_ON)]
    made = {name: frame for name, frame in effect_bank.tables().items() if not name.startswith("suggestion")}
    made["units"]["closed_on"] = np.where(made["units"]["unit_id"] == CLOSES, CLOSED_ON, "")
    return {
        **made,
        "answers": answers,
        "unit_attributes": unit_attributes() if attributes_of is None else attributes_of,
    }


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = tmp_path_factory.mktemp("before-after")
    effect_bank.make(root, of=tables())
    return open_build("effects", root)


@pytest.fixture(scope="module")
def rebuilt(bank: Build) -> Answer:
    return attributes.before_after("elderly_friendly", "nps", bank, EVERYTHING, local_user())


def state_of(answer: Answer) -> dict[str, str]:
    return {each.unit_id: each.state for each in answer.chart["having"]}


def test_what_helped_is_proven_and_the_interval_holds_the_truth(rebuilt: Answer) -> None:
    (verdict,) = rebuilt.verdicts
    assert verdict.code == "proven"
    assert 0 < verdict.low < DID < verdict.high
    assert verdict.high - verdict.low < DID
    assert (verdict.against, rebuilt.chart["units"]) == ("untouched_units", len(REBUILT) + 2)
    drift, low, high = rebuilt.chart["drift"]
    assert low < 0 < high and low < drift < high


def test_a_mere_plate_is_not_called_better(bank: Build) -> None:
    answer = attributes.before_after("demonstration", "nps", bank, EVERYTHING, local_user())
    (verdict,) = answer.verdicts
    assert verdict.code == "inconclusive"
    assert verdict.low < 0 < verdict.high < DID
    assert "could have seen" in verdicts.say(verdict, ENGLISH, answer)
    assert state_of(answer) == {**dict.fromkeys(PLATE, "compared"), BOTH: "touched"}


def test_a_measure_nobody_was_asked_about_has_no_verdict(bank: Build) -> None:
    answer = attributes.before_after("elderly_friendly", "satisfaction", bank, EVERYTHING, local_user())
    assert (answer.missing, answer.verdicts) == ("no_responses", ())


def test_each_outlet_says_why_it_is_not_compared(rebuilt: Answer) -> None:
    assert state_of(rebuilt) == {
        **dict.fromkeys(REBUILT, "compared"),
        CLOSES: "compared",
        ENDED: "compared",
        BOTH: "touched",
        LONG_AGO: "no_months_before",
        BRIEF: "ended_early",
        RECENT: "too_recent",
        ALWAYS: "always",
    }
    assert rebuilt.chart["having"][0].state == "compared"
    assert "Not compared, with the reason beside each: 5" in effect_verdicts.sentences(rebuilt, ENGLISH)


def test_controls_never_had_it_and_were_reached_by_nothing_else(bank: Build, rebuilt: Answer) -> None:
    """Of thirty outlets thirteen ever had it and five got a plate; o20 only says that it is none, o21 always had
    another one: both are controls."""
    assert rebuilt.chart["controls"] == len(OUTLETS) - len(rebuilt.chart["having"]) - len(PLATE) == 12


def test_the_months_are_those_since_each_ones_own_day(rebuilt: Answer) -> None:
    months = [int(month) for month in rebuilt.chart["months"]]
    assert rebuilt.chart["is_staggered"]
    assert not set(months) & {-1, -2, -3}  # by these it may have been chosen, and it is rebuilt in them
    assert min(months) >= -15 and max(months) == 11
    path = np.array(rebuilt.chart["path"])
    assert path[np.array(months) >= 0].mean() == pytest.approx(DID, abs=7)
    assert abs(path[np.array(months) < 0].mean()) < 4
    sides = {(value.of("since"), value.of("side")): value for value in rebuilt.values}
    # o02 began on the 15th: its August is on neither side. Nobody else is left out of their first month.
    assert sides["0", "improved"].base == effect_bank.ANSWERS_PER_MONTH * rebuilt.chart["units"]


def test_an_end_takes_the_months_after_it_out(bank: Build, rebuilt: Answer) -> None:
    """Month 7 and later: two outlets fewer, one closed and one that gave it up; and with them the effect would sink."""
    base = {value.of("since"): value.base for value in rebuilt.values if value.of("side") == "improved"}
    assert base["5"] - base["6"] == effect_bank.ANSWERS_PER_MONTH
    assert base["6"] - base["7"] == effect_bank.ANSWERS_PER_MONTH


def test_one_outlet_alone_is_compared_by_its_rank(bank: Build) -> None:
    answer = attributes.before_after("elderly_friendly", "nps", bank, Slice(units=("o04",)), local_user())
    assert not answer.chart["is_staggered"]
    assert (answer.chart["units"], answer.verdicts[0].low) == (1, None)  # under nineteen controls no rank is extreme
    assert answer.verdicts[0].code == "inconclusive"
    assert len(answer.chart["ranks"]) == answer.chart["controls"] + 1
    ended = attributes.before_after("elderly_friendly", "nps", bank, Slice(units=(ENDED,)), local_user())
    assert ended.verdicts[0].difference == pytest.approx(DID, abs=15)
    base = [value.base for value in ended.values if value.of("side") == "improved"]
    assert base[-1] == 0  # the months after its end belong to nobody
    recent = attributes.before_after("elderly_friendly", "nps", bank, Slice(units=(RECENT,)), local_user())
    assert recent.verdicts[0].code == "too_early"
    assert recent.verdicts[0].tells_from == date(2026, 12, 31)
    assert state_of(recent) == {RECENT: "too_recent"}


def test_as_of_an_earlier_day_nobody_knows_what_came_later(bank: Build) -> None:
    answer = attributes.before_after("elderly_friendly", "nps", bank, Slice(as_of=date(2025, 8, 31)), local_user())
    assert answer.verdicts[0].code == "too_early"
    assert set(REBUILT) - set(state_of(answer)) == {"o03", "o04", "o05", "o06"}
    brief = next(each for each in answer.chart["having"] if each.unit_id == ENDED)
    assert brief.to_on is None


def test_the_bank_is_the_bank_for_everybody_and_only_own_units_have_names(bank: Build, rebuilt: Answer) -> None:
    few = Scope("branch", visible=frozenset({"o01", "o02", "o25"}))
    seen = attributes.before_after("elderly_friendly", "nps", bank, EVERYTHING, few)
    assert (seen.values, seen.verdicts) == (rebuilt.values, rebuilt.verdicts)
    assert set(state_of(seen)) == {"o01", "o02"}
    assert seen.chart["unnamed"] == len(rebuilt.chart["having"]) - 2
    assert {each for dimension, each in seen.labels if dimension == "unit"} == {"o01", "o02"}
    mine = replace(EVERYTHING, units=("o25",))
    assert attributes.before_after("elderly_friendly", "nps", bank, mine, few).missing == "no_units_with_attribute"


def test_a_suggestion_at_work_is_no_clean_control_and_neither_is_a_new_plate(bank: Build) -> None:
    """The same rule for both: what another change reached in the time around is left out."""
    question = ask("test", "nps", bank, EVERYTHING, local_user())
    change = Change("S-X", "nps", "", (("o25", date(2025, 9, 1)),))
    assert touched(bank, question.where, change) == {*REBUILT, *PLATE, BOTH, LONG_AGO, CLOSES, BRIEF, ENDED, RECENT} - {
        LONG_AGO  # so long ago that it moved nothing in these months
    }


def test_attributes_without_a_first_day_say_what_would_help(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("undated")
    made = small_bank.tables(responses=600)
    made["unit_attributes"] = made["unit_attributes"].assign(from_on="")
    small_bank.make(root, "undated", made)
    answer = attributes.before_after("", "nps", open_build("undated", root), EVERYTHING, local_user())
    assert answer.missing == "undated_attributes"
    for language in LANGUAGES:
        assert "from_on" in verdicts.missing(answer, View(language))


def test_spans_that_follow_upon_each_other_are_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("spans")
    made = small_bank.tables(responses=600)
    made["unit_attributes"] = pd.DataFrame(
        [
            ("o01", "stars", "三星", "2025-01-01", "2025-06-30"),
            ("o01", "stars", "三星", "2025-07-01", "2025-12-31"),
            ("o01", "stars", "五星", "2026-01-01", ""),
            ("o02", "stars", "三星", "2025-01-01", "2025-06-30"),
            ("o02", "stars", "三星", "2025-09-01", ""),
            ("o03", "stars", "三星", "", "2025-06-30"),
            ("o03", "stars", "三星", "2025-07-01", ""),
        ],
        columns=made["unit_attributes"].columns,
    )
    small_bank.make(root, "spans", made)
    build = open_build("spans", root)
    assert dated(build) == ("stars=三星", "stars=五星")
    question = ask("test", "nps", build, EVERYTHING, local_user())
    found = [(each.attribute, each.unit_id, each.from_on, each.to_on) for each in spans(build, question.where)]
    three, five = "stars=三星", "stars=五星"
    assert found == [
        (three, "o01", date(2025, 1, 1), date(2026, 1, 1)),
        (three, "o02", date(2025, 1, 1), date(2025, 7, 1)),
        (three, "o02", date(2025, 9, 1), None),
        (three, "o03", None, None),
        (five, "o01", date(2026, 1, 1), None),
    ]
    answer = attributes.before_after(five, "nps", build, EVERYTHING, local_user())
    assert state_of(answer) == {"o01": "touched"}  # what had three stars until then was no common outlet before


def test_words_in_both_languages_and_a_measure_without_a_score_by_month_is_refused(
    bank: Build, rebuilt: Answer
) -> None:
    assert verdicts.title(rebuilt, ENGLISH).startswith("Elderly-friendly outlets, NPS: proven, +")
    assert verdicts.title(rebuilt, View("zh_CN")).startswith("适老服务网点")
    for language in LANGUAGES:
        rows = effect_verdicts.having_rows(rebuilt, View(language))
        assert len(rows) == len(rebuilt.chart["having"])
        assert all(row[0] and row[3] for row in rows)
    ended = next(row for row in effect_verdicts.having_rows(rebuilt, ENGLISH) if row[2])
    assert ended[2] in ("28 Feb 2026", "15 Sep 2025")
    with pytest.raises(UnknownMeasureError):
        attributes.before_after("elderly_friendly", "adoption_180d", bank, EVERYTHING, local_user())
    with pytest.raises(attributes.UnknownAttributeError):
        attributes.before_after("palace", "nps", bank, EVERYTHING, local_user())


def test_the_two_who_had_moved_apart_before_are_called_out(rebuilt: Answer) -> None:
    told = effect_verdicts.sentences(replace(rebuilt, chart={**rebuilt.chart, "drift": (9.0, 3.0, 15.0)}), ENGLISH)
    assert any(line.startswith("Caution: before anything was changed") for line in told)
    assert any(line.startswith("Before it both moved alike") for line in effect_verdicts.sentences(rebuilt, ENGLISH))


def test_the_terminal_says_what_the_answer_says(
    bank: Build, rebuilt: Answer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(bank.folder.parent))
    assert main(["nps", "--attribute", "elderly_friendly", "--bank", "effects", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdicts"][0]["code"] == "proven"
    assert told["verdicts"][0]["difference"] == rebuilt.verdicts[0].difference
    assert {each["unit_id"]: each["state"] for each in told["having"]} == state_of(rebuilt)
    assert main(["nps", "--attribute", "elderly_friendly", "--bank", "effects", "--lang", "en"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "moved alike" in shown and "fewer than three whole months since then" in shown
    assert main(["nps", "--attribute", "palace", "--bank", "effects", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["known"] == ["elderly_friendly", "demonstration"]
    with pytest.raises(SystemExit):
        main(["nps", "--attribute", "elderly_friendly", "--by", "month", "--bank", "effects"])


def test_the_page_shows_the_finding_the_units_and_keeps_the_choice(
    bank: Build, rebuilt: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(monkeypatch, bank.folder.parent, "branches", lang="en", bank="effects", view="changed")
    assert not app.exception
    said = words(app)
    assert verdicts.title(rebuilt, ENGLISH) in said
    other = open_app(
        monkeypatch,
        bank.folder.parent,
        "branches",
        lang="en",
        bank="effects",
        view="changed",
        attribute="demonstration",
    )
    assert not other.exception
    assert "Demonstration outlets, NPS: inconclusive" in words(other)
