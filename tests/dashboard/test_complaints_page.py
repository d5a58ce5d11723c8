"""Complaints: how many for the bank's size, how fast with open ones counted, what is late, what they are about."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import complaint_words, verdicts
from dashboard.__main__ import main
from dashboard.answers import complaint_cases, complaint_clock, complaint_faults, complaints
from dashboard.components.table import to_csv
from dashboard.queries.builds import Build, open_build
from dashboard.queries.complaints import CROSSED_BY
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import rates
from dashboard.values import Answer, Released
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import open_app, words
from tests.dashboard.test_counted_complaints import counts_of

ALL = Slice(period="all")
AS_OF = pd.Timestamp(2026, 2, 20)
THEN = Slice(period="all", as_of=AS_OF.date())
TRUTH = 100 * (1 - np.exp(-15 / 4) * (1 + 15 / 4))
"""Share within 15 days where durations are Gamma with shape 2 and scale 4: 88.9 %."""


def by_key(answer: Answer) -> dict[tuple[str, ...], Released]:
    return {tuple(member for _, member in value.key): value for value in answer.values}


@pytest.fixture(scope="module")
def exports() -> pd.DataFrame:
    """The small bank's complaints, with days as days."""
    given = small_bank.tables()["complaints"]
    days = {name: pd.to_datetime(given[f"{name}_at"].replace("", None)).dt.normalize()
            for name in ("received", "decided", "told")}  # fmt: skip
    return given.assign(**days)


def test_both_counts_are_named_and_every_rate_stands_on_its_own_exposure(
    build: Build, me: Scope, exports: pd.DataFrame
) -> None:
    found = by_key(complaints.how_many(build, ALL, me))
    exposures = small_bank.tables()["exposures"]
    total = len(exports)
    merged = int((exports["repeat_of"] == "").sum())
    assert [found[name, "all"].score for name in ("raw", "merged", "valid")] == [
        total, merged, int((exports["valid"] == "true").sum()),
    ]  # fmt: skip
    expected = {
        "customers": (exposures["customers"].sum(), 10_000),
        "outlets": (exposures["outlets"].sum(), 1),
        "transactions": (exposures["transactions"].sum(), 100_000),
        "regulator": (exposures["customers"].sum() / 3, 10_000_000),
    }
    for name, (exposure, per) in expected.items():
        low, high = (float(bound) for bound in rates.byar(total))
        told = found[name, "raw", "all"]
        assert (told.score, told.low, told.high) == pytest.approx(
            (total / exposure * per, low / exposure * per, high / exposure * per)
        )


def test_the_published_byar_interval_is_the_pages_own() -> None:
    """METHOD §2 and §6: 65 events, 50.1632 to 82.8491, for an exposure added up over three months."""
    told = complaints.rate_of(65, 3, 1, 3)
    assert (round(float(told.low[0]), 4), round(float(told.high[0]), 4)) == (50.1632, 82.8491)
    none = complaints.rate_of(0, 10_000, 10_000)
    assert (float(none.score[0]), round(float(none.high[0]), 3)) == (0.0, 3.689)


@pytest.mark.parametrize("chosen", [ALL, THEN], ids=["now", "then"])
def test_on_time_is_told_with_the_open_ones_and_beside_it_of_closed_ones_alone(
    build: Build, me: Scope, exports: pd.DataFrame, chosen: Slice
) -> None:
    answer = complaint_clock.on_time(build, chosen, me)
    as_of = AS_OF if chosen.as_of else pd.Timestamp(small_bank.LAST)
    first = exports.set_index("complaint_id").loc["t0000"]
    seen = exports[exports["received"] <= as_of].copy()
    # a repeat that came while the first was open has the clock of the first, and is answered with it at the latest
    is_merged = (seen["repeat_of"] != "") & seen["received"].between(first["received"], first["told"])
    begun = seen["received"].where(~is_merged, first["received"])
    told = seen["told"].where(~is_merged, seen["told"].fillna(first["told"]).clip(upper=first["told"]))
    told = told.where(told <= as_of)
    taken = (told.fillna(as_of) - begun).dt.days
    counts = {
        "closed_in_time": int((told.notna() & (taken <= 15)).sum()),
        "closed_late": int((told.notna() & (taken > 15)).sum()),
        "open_in_time": int((told.isna() & (taken <= 15)).sum()),
        "open_late": int((told.isna() & (taken > 15)).sum()),
    }
    assert answer.chart["counts"] == {"house": counts, "legal": counts}
    assert (answer.chart["total"], answer.chart["open"]) == (len(seen), int(told.isna().sum()))
    found = by_key(answer)
    closed, counted = found["house", "closed"], found["house", "counted"]
    assert closed.score == pytest.approx(
        100 * counts["closed_in_time"] / (counts["closed_in_time"] + counts["closed_late"])
    )
    surely, perhaps = counts["closed_in_time"], counts["closed_in_time"] + counts["open_in_time"]
    assert counted.score is not None
    assert 100 * surely / len(seen) <= counted.score <= 100 * perhaps / len(seen)
    assert counted.score < (closed.score or 0)
    assert counted.low is not None
    assert counted.low < counted.score
    for language in ("en", "zh_CN"):
        view = View(language)
        said = " ".join((verdicts.title(answer, view), *complaint_words.on_time_sentences(answer, view)))
        assert view.number(counted.score, 1) in said
        assert view.number(closed.score or 0, 1) in said


def test_the_censored_reading_holds_the_truth_where_the_usual_one_does_not() -> None:
    """METHOD §6: seen at one moment, arrivals over 30 days, closed ones alone say 94.8 % where 88.9 % is true."""
    chance = np.random.default_rng(20261126)
    held = closed_held = 0
    closed_said, counted_said = [], []
    for _ in range(500):
        lasting, age = chance.gamma(2, 4, 300), chance.uniform(0, 30, 300)
        told = complaint_clock.readings(
            pd.DataFrame(
                {
                    "elapsed_days": np.minimum(lasting, age),
                    "is_closed": lasting <= age,
                    "house_days": 15.0,
                    "complaints": 1,
                }
            ),
            "house",
        )
        assert told is not None
        low, high, counted = (float(each[0]) for each in (told.counted.low, told.counted.high, told.counted.score))
        held += low <= TRUTH <= high
        closed_held += float(told.closed.low[0]) <= TRUTH <= float(told.closed.high[0])
        closed_said.append(float(told.closed.score[0]))
        counted_said.append(counted)
    assert held / 500 >= 0.93
    assert closed_held / 500 < 0.2
    assert np.mean(closed_said) == pytest.approx(94.8, abs=3 * np.std(closed_said) / np.sqrt(500))
    assert np.mean(counted_said) == pytest.approx(TRUTH, abs=3 * np.std(counted_said) / np.sqrt(500))


def test_no_limit_no_reading() -> None:
    frame = pd.DataFrame({"elapsed_days": [3.0], "is_closed": [True], "house_days": [np.nan], "complaints": [1]})
    assert complaint_clock.readings(frame, "house") is None


DAY = pd.Timestamp(2026, 3, 10)
STANDING = [
    # house due, legal due, stage of the law, stopped -> how it stands, days left
    ("2026-03-20", "2026-03-25", "answer", None, "in_time", 10),
    ("2026-03-17", "2026-03-25", "answer", None, "due_soon", 7),
    ("2026-03-10", "2026-03-25", "answer", None, "due_today", 0),
    ("2026-03-09", "2026-03-25", "answer", None, "overdue_house", -1),
    ("2026-03-01", "2026-03-09", "answer", None, "overdue_legal", -9),
    ("2026-03-01", "2026-04-30", "extended", None, "extended", 51),
    ("2026-03-01", "2026-03-12", "complex", None, "due_soon", 2),
    ("2026-03-01", "2026-03-09", "extended", None, "overdue_legal", -9),
    ("2026-03-05", "2026-03-05", "answer", "2026-03-02", "stopped", -5),
    ("2026-03-05", "2026-03-05", "answer", "2026-03-07", "overdue_legal", -5),
    (None, "2026-03-11", "answer", None, "due_soon", 1),
    ("2026-03-09", None, "", None, "overdue_house", -1),
    (None, None, "", None, "in_time", None),
]


@pytest.mark.parametrize(("house", "legal", "stage", "stopped", "state", "left"), STANDING)
def test_an_open_complaint_stands_by_the_limit_that_presses_most(
    house: str | None, legal: str | None, stage: str, stopped: str | None, state: str, left: int | None
) -> None:
    days = {"house_due_on": house, "legal_due_on": legal, "stopped_on": stopped}
    steps = dict.fromkeys(("accepted_on", "first_reply_on", "decided_on"), pd.NaT)
    frame = pd.DataFrame([{name: pd.Timestamp(day) if day else pd.NaT for name, day in days.items()} | steps])
    frame = frame.astype("datetime64[us]").assign(legal_stage=stage, received_on=pd.Timestamp(2026, 2, 1))
    (row,) = complaint_clock.standing(frame, DAY).to_dict("records")
    assert row["state"] == state
    assert (None if pd.isna(row["left_days"]) else row["left_days"]) == left
    assert (row["stage"], row["age_days"]) == ("received", 37)


def test_the_work_list_has_what_is_open_and_names_no_unit_outside_the_scope(
    build: Build, me: Scope, exports: pd.DataFrame
) -> None:
    answer = complaint_clock.to_answer(build, ALL, me)
    open_ids = set(exports.loc[exports["told"].isna(), "complaint_id"])
    first = exports.set_index("complaint_id").loc["t0000"]
    with_first = exports[(exports["repeat_of"] != "") & exports["received"].between(first["received"], first["told"])]
    assert {row["complaint"] for row in answer.chart["rows"]} == open_ids - set(with_first["complaint_id"])
    assert sum(value.score or 0 for value in answer.values) == answer.chart["total"] == len(answer.chart["rows"])
    states = [complaint_clock.STATES.index(row["state"]) for row in answer.chart["rows"]]
    assert states == sorted(states)
    decided = {row["complaint"] for row in answer.chart["rows"] if row["stage"] == "decided"}
    assert decided == {each for each in open_ids if pd.notna(exports.set_index("complaint_id").loc[each, "decided"])}
    east = Scope(person="east", visible=frozenset({"r01", "o01", "o02", "o03"}))
    seen = complaint_clock.to_answer(build, ALL, east)
    assert {row["unit"] for row in seen.chart["rows"]} <= {"o01", "o02", "o03"}
    assert seen.chart["total"] == answer.chart["total"]  # the bank's own count is everyone's
    assert set(answer.chart["rows"][0]) == {
        "complaint", "unit", "line", "channel", "business", "cause", "state", "stage", "merged_into", "received_on",
        "age_days", "due_on", "left_days",
    }  # fmt: skip


def test_the_work_lists_file_opens_in_a_spreadsheet_with_its_chinese() -> None:
    written = to_csv([{"投诉": "t0001", "状态": "超监管时限", "剩余天数": -3}], "回音")
    assert written.startswith(b"\xef\xbb\xbf")
    told = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert told[:2] == [["投诉", "状态", "剩余天数"], ["t0001", "超监管时限", "-3"]]


def test_causes_stand_by_number_with_the_catch_all_and_the_unclassified_last(tmp_path: Path, me: Scope) -> None:
    tables = small_bank.tables(responses=300)
    given = tables["complaints"]
    at = np.arange(len(given))
    # most say nothing of the cause: neither "other" nor an empty one may come first
    cause = np.select([at % 10 < 5, at % 10 < 7, at % 10 < 9], ["x", "", "rules"], "attitude")
    tables["complaints"] = given.assign(cause=cause)
    named = pd.DataFrame([("cause", "x", "其他", "Other", 1)], columns=tables["labels"].columns)
    tables["labels"] = pd.concat([tables["labels"], named], ignore_index=True)
    small_bank.make(tmp_path, of=tables)
    answer = complaints.causes(open_build("small", tmp_path), ALL, me)
    assert [value.of("cause") for value in answer.values] == ["rules", "attitude", "x", ""]
    assert answer.chart["others"] == ("x",)
    assert answer.chart["running"][-1] == pytest.approx(100)
    assert "Rules and process: 120 of 600" in verdicts.title(answer, View("en"))
    assert "制度流程" in verdicts.title(answer, View())


@pytest.mark.parametrize("rows_by", CROSSED_BY)
def test_cells_add_up_to_what_was_received(build: Build, me: Scope, exports: pd.DataFrame, rows_by: str) -> None:
    found = by_key(complaints.crossed(build, ALL, me, rows_by))
    expected = exports.groupby([rows_by, "cause"]).size()
    assert {key: value.score for key, value in found.items()} == {
        tuple(map(str, key)): float(count) for key, count in expected.items()
    }
    with pytest.raises(ValueError, match="business, channel, line"):
        complaints.crossed(build, ALL, me, "unit")


def test_what_complaints_are_about_is_not_cut_within_a_month_and_not_by_step(build: Build, me: Scope) -> None:
    assert complaints.causes(build, THEN, me).chart["widen"] == ("as_of",)
    step = Slice(period="all", members={"touchpoint": ("queue",)})
    assert complaints.causes(build, step, me).chart["widen"] == ("touchpoint",)
    assert complaint_clock.on_time(build, step, me).missing is None
    tier = Slice(period="all", members={"tier": ("mass",)})
    for answer in (complaints.how_many, complaint_clock.on_time, complaint_clock.to_answer):
        assert answer(build, tier, me).chart["widen"] == ("tier",)


def test_a_bank_with_counts_alone_is_told_what_counts_carry_and_what_records_would_add(
    tmp_path: Path, me: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = small_bank.tables(responses=300)
    tables["complaint_counts"] = counts_of(tables.pop("complaints"))
    small_bank.make(tmp_path, "counts", tables)
    build = open_build("counts", tmp_path)
    assert by_key(complaints.how_many(build, ALL, me))["customers", "raw", "all"].score is not None
    assert complaints.causes(build, ALL, me).chart["by_count"] == 600
    assert complaint_clock.on_time(build, ALL, me).missing == "no_clocks"
    of_view = {
        view: words(open_app(monkeypatch, tmp_path, "complaints", bank="counts", lang="en", period="all", view=view))
        for view in ("many", "speed", "way", "about", "contacts", "scores")
    }
    assert "came as counts, which do not say behind which an agent is suspected" in of_view["many"]
    counts = tables["complaint_counts"]
    past = counts.loc[counts["channel"] == "12378", "complaints"].astype(int).sum()
    assert f"{past} of 600 came through 12363 or 12378" in of_view["many"]
    assert "Hand over complaints one by one" in of_view["speed"]
    assert "600 of them came as counts" in of_view["about"]
    assert "hand over the same customer number" in of_view["scores"]
    assert "Half of the customers" not in of_view["way"]
    assert "no clock is known" in of_view["way"]
    assert "Hand over complaints one by one" in of_view["way"]
    assert "Enquiries" in of_view["contacts"]


def test_records_that_do_not_agree_stand_on_data(tmp_path: Path, me: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = small_bank.tables(responses=300)
    given = tables["complaints"]
    tables["complaints"] = given.assign(
        repeat_of=given["repeat_of"].where(given["complaint_id"] != "t0007", "t0007"),
        cause=given["cause"].where(given["complaint_id"] != "t0009", ""),
    )
    small_bank.make(tmp_path, of=tables)
    answer = complaint_faults.by_kind(open_build("small", tmp_path), ALL, me)
    found = {value.of("fault"): value.score for value in answer.values}
    assert (found["repeat_of_itself"], found["unclassified"]) == (1, 1)
    assert answer.chart["examples"]["repeat_of_itself"] == "t0007"
    app = open_app(monkeypatch, tmp_path, "data", lang="en", period="all")
    assert not app.exception
    assert "Complaints whose records do not agree" in words(app)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_opens_in_both_languages_and_says_why_nothing_is_there(
    banks_root: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    app = open_app(monkeypatch, banks_root, "complaints", lang=lang, period="all")
    assert not app.exception
    told = words(app)
    assert ("600 complaints" if lang == "en" else "600 件") in told
    late = words(open_app(monkeypatch, banks_root, "complaints", lang=lang, period="all", view="speed"))
    assert ("Of closed ones alone" if lang == "en" else "若只看已结投诉") in late
    empty = open_app(monkeypatch, banks_root, "complaints", lang=lang, period="2020")
    assert not empty.exception
    assert ("No complaints are recorded" if lang == "en" else "没有") in words(empty)


def test_the_day_that_is_asked_for_decides_what_is_late(build: Build, me: Scope) -> None:
    early = complaint_clock.to_answer(build, Slice(period="all", as_of=date(2025, 5, 5)), me)
    assert all(row["received_on"] <= date(2025, 5, 5) for row in early.chart["rows"])
    assert max(row["age_days"] for row in early.chart["rows"]) <= (date(2025, 5, 5) - small_bank.FIRST).days


def test_the_terminal_says_what_the_page_says(
    build: Build, me: Scope, banks_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(banks_root))
    assert main(["complaints", "--by", "limit", "--period", "all", "--lang", "en", "--bank", "small"]) == 0
    told = capsys.readouterr().out
    answer = complaint_clock.on_time(build, ALL, me)
    assert all(View("en").number(value.score or 0, 1) in told for value in answer.values)
    assert "closed ones only" in told
    assert main(["complaints", "--by", "state", "--lang", "zh_CN", "--bank", "small"]) == 0
    assert "超监管时限" in capsys.readouterr().out


def test_the_complaints_behind_a_cause_are_listed_within_the_scope(
    build: Build, me: Scope, exports: pd.DataFrame, banks_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = exports[exports["cause"] == "rules"]
    answer = complaint_cases.of_cause("rules", build, ALL, me)
    assert answer.values[0].score == len(given) == len(answer.chart["rows"])
    assert {row["complaint"] for row in answer.chart["rows"]} == set(given["complaint_id"])
    days = [row["received_on"] for row in answer.chart["rows"]]
    assert days == sorted(days, reverse=True)
    # what is merged into a first one is answered with it; of the others those without a telling are open
    open_ids = {row["complaint"] for row in answer.chart["rows"] if not row["is_closed"] and not row["merged_into"]}
    alone = given[given["repeat_of"] == ""]
    assert open_ids >= set(alone.loc[alone["told"].isna(), "complaint_id"])
    east = complaint_cases.of_cause("rules", build, ALL, Scope(person="east", visible=frozenset({"r01", "o01", "o02"})))
    assert {row["unit"] for row in east.chart["rows"]} <= {"r01", "o01", "o02"}
    assert east.values[0].score == len(given)
    early = complaint_cases.of_cause("rules", build, Slice(period="all", as_of=date(2025, 5, 5)), me)
    assert early.values[0].score == (given["received"] <= pd.Timestamp(2025, 5, 5)).sum()
    app = open_app(monkeypatch, banks_root, "complaints", lang="en", period="all", view="about", cause="rules")
    assert not app.exception
    assert f"{len(given)} complaints, {answer.chart['open']} of them open" in words(app)
    other = open_app(monkeypatch, banks_root, "complaints", lang="en", period="all", view="about", cause="nonsense")
    assert not other.exception
