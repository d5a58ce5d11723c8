"""Complaints by every exposure, in both readings, past the bank, beside contacts and scores: against the exports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import complaint_rate_words, contact_words, verdicts
from dashboard.__main__ import main
from dashboard.answers import (
    complaint_clock,
    complaint_scores,
    complaint_work,
    complaints,
    contacts,
    escalation,
    series,
    standing,
    trend,
)
from dashboard.answers.kinds import NO_AGENTS, RATES
from dashboard.queries.builds import Build, open_build
from dashboard.queries.complaints import HEAPED_BY
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import control, proportions, rates
from dashboard.values import Answer, Released
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import open_app, words

ALL = Slice(period="all")
EN = View("en")
CLOSED, CLOSED_ON = "branch", pd.Timestamp(2026, 4, 1)
EAST = Scope(person="east", visible=frozenset({"r01", "o01", "o02", "o03"}))


def planted() -> small_bank.Tables:
    """The small bank with four times the complaints, a suspected agent behind every tenth, a channel that closed for
    contacts and complaints alike, and customer numbers in both complaints and the survey."""
    random = np.random.default_rng(7)
    tables = small_bank.tables(responses=3000)
    given = small_bank._complaints(random, 2400)
    channel = random.choice(["hotline", CLOSED, "line9"], len(given), p=[0.55, 0.35, 0.10])
    received = pd.to_datetime(given["received_at"])
    given = given.assign(channel=channel, suspected_agent=np.where(np.arange(len(given)) % 10 == 3, "true", "false"))
    survey = tables["service"].assign(customer=[f"K{at:05d}" for at in range(len(tables["service"]))])
    answered = pd.to_datetime(survey["answered"])
    hurt = survey[pd.to_numeric(survey["recommend"], errors="coerce") <= 6].index
    keys = np.full(len(given), "", dtype=object)
    for at in range(0, 900, 3):
        after = [each for each in hurt if received[at] <= answered[each] <= received[at] + pd.Timedelta(days=200)]
        keys[at] = survey["customer"][after[at % len(after)]] if after else ""
    given = given.assign(respondent_key=keys)
    named = pd.DataFrame([("channel", "line9", "12363转办", "12363 referral", 4)], columns=tables["labels"].columns)
    reached = tables["contacts"]
    is_gone = (reached["channel"] == CLOSED) & (pd.to_datetime(reached["contacted_at"]) >= CLOSED_ON)
    return {
        **tables,
        "labels": pd.concat([tables["labels"], named], ignore_index=True),
        "service": survey,
        "complaints": given[~((channel == CLOSED) & (received >= CLOSED_ON)).to_numpy()].reset_index(drop=True),
        "contacts": reached[~is_gone],
    }


@pytest.fixture(scope="module")
def tables() -> small_bank.Tables:
    return planted()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, tables: small_bank.Tables) -> Iterator[Path]:
    """``planted`` as above; ``moved``: what came through the closed channel comes through another; ``poor``: no
    outlets, and no customers in the first year."""
    folder = tmp_path_factory.mktemp("banks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(small_bank._SERVICE_COLUMNS, "respondent_key", "customer")
        small_bank.make(folder, "planted", tables)
    few = small_bank.tables(responses=300)
    given = small_bank._complaints(np.random.default_rng(7), 1600).drop(columns="repeat_of")
    late = pd.to_datetime(given["received_at"]) >= CLOSED_ON
    channel = np.where((np.arange(len(given)) % 3 == 0) & ~late, CLOSED, "hotline")
    small_bank.make(
        folder,
        "moved",
        {**few, "complaints": given.assign(channel=channel), "contacts": tables["contacts"]},
    )
    exposed = few["exposures"].drop(columns=["outlets"]).astype(str)
    exposed.loc[exposed["month"] < "2025-10-01", "customers"] = ""
    small_bank.make(folder, "poor", {**few, "exposures": exposed})
    yield folder


@pytest.fixture(scope="module")
def bank(root: Path) -> Build:
    return open_build("planted", root)


def by_key(answer: Answer) -> dict[tuple[str, ...], Released]:
    return {tuple(member for _, member in value.key): value for value in answer.values}


def test_both_readings_are_told_and_each_names_the_other(
    bank: Build, me: Scope, tables: small_bank.Tables, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tables["complaints"]
    is_agent = given["suspected_agent"] == "true"
    answer = complaints.how_many(bank, ALL, me)
    found = by_key(answer)
    for agents, kept in (("all", given), ("without", given[~is_agent])):
        counts = [len(kept), int((kept["repeat_of"] == "").sum()), int((kept["valid"] == "true").sum())]
        assert [found[name, agents].score for name in ("raw", "merged", "valid")] == counts
        told = proportions.estimate(counts[2], counts[0])
        assert found["found_valid", agents].score == pytest.approx(float(told.score))
        customers = tables["exposures"]["customers"].sum()
        rate = rates.estimate(counts[1], customers)
        assert found["customers", "merged", agents].high == pytest.approx(float(rate.high))
    beside = complaint_rate_words.other_reading(answer, EN, "customers", "all")
    assert f"behind {is_agent.sum()} of them" in beside
    assert EN.number(len(given) - int(is_agent.sum())) in beside
    shown = words(open_app(monkeypatch, root, "complaints", bank="planted", lang="en", period="all", agents="without"))
    assert "Without suspected agents: " in shown
    assert f"Left out: {is_agent.sum()}" in shown
    assert EN.number(len(given)) in shown


@pytest.mark.parametrize("rate", list(RATES))
def test_a_rate_without_suspected_agents_is_that_of_the_others_over_time_and_by_unit(
    bank: Build, me: Scope, tables: small_bank.Tables, rate: str
) -> None:
    exposure, per = RATES[rate]
    given, exposed = tables["complaints"], tables["exposures"]
    kept = given[given["suspected_agent"] == "false"]
    months = pd.to_datetime(kept["received_at"]).dt.strftime("%Y-%m-01")
    counts = months.value_counts().sort_index()
    at = exposed.groupby("month")[exposure].sum().reindex(counts.index)
    answer = trend.control(rate + NO_AGENTS, bank, ALL, me)
    chart = control.u_chart(counts.to_numpy(float), at.to_numpy(float), per=per)
    assert [value.score for value in answer.values] == pytest.approx(chart.values.tolist())
    assert answer.chart["upper"] == pytest.approx(chart.upper.tolist())
    assert answer.chart["sigma_z"] == pytest.approx(chart.sigma_z)
    found = {value.of("unit"): value for value in standing.of(rate + NO_AGENTS, "网点", bank, ALL, me).values}
    one = kept["unit_id"] == "o01"
    expected = per * one.sum() / exposed.loc[exposed["unit_id"] == "o01", exposure].sum()
    assert found["o01"].score == pytest.approx(expected)
    seen = standing.of(rate + NO_AGENTS, "网点", bank, ALL, EAST)
    assert {value.of("unit") for value in seen.values} == {"o01", "o02", "o03"}
    assert seen.chart["limits"] == standing.of(rate + NO_AGENTS, "网点", bank, ALL, me).chart["limits"]


def test_what_cannot_be_divided_by_is_said_and_what_a_rate_leaves_out(
    root: Path, me: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = complaints.how_many(open_build("poor", root), ALL, me)
    assert answer.chart["no_exposure"] == ("outlets",)
    received = pd.to_datetime(small_bank.tables(responses=300)["complaints"]["received_at"])
    assert answer.chart["left_out"]["customers"] == int((received < "2025-10-01").sum())
    assert answer.chart["left_out"]["transactions"] == 0
    told = words(open_app(monkeypatch, root, "complaints", bank="poor", lang="en", period="all", per="outlets"))
    assert "no rate per: outlet" in told
    assert "leaves out" in told


def test_a_unit_without_a_complaint_shows_how_high_its_rate_could_be(bank: Build, me: Scope) -> None:
    quiet = standing.of("complaints_per_10k", "网点", bank, Slice(period="2026-09", units=("r03",)), me)
    none = [value for value in quiet.values if value.score == 0]
    for value in none:
        assert value.base
        assert value.high == pytest.approx(float(rates.estimate(0, value.base).high))
    assert none, "o07 answers rarely and complains rarely"


def test_what_went_past_the_bank_is_told_by_the_number_in_an_id_or_a_name(
    bank: Build, build: Build, me: Scope, tables: small_bank.Tables
) -> None:
    given = tables["complaints"]
    past = int((given["channel"] == "line9").sum())
    found = escalation.escalated(bank, ALL, me)
    share = proportions.estimate(past, len(given))
    assert (found.values[0].score, found.values[0].low) == pytest.approx((float(share.score), float(share.low)))
    assert {value.of("channel"): value.score for value in found.values[1:]} == {"line9": past}
    assert f"{past} of {EN.number(len(given))} came through 12363 or 12378" in verdicts.title(found, EN)
    assert {value.of("channel") for value in escalation.escalated(build, ALL, me).values[1:]} == {"12378"}
    chased = escalation.chased(bank, ALL, me)
    listed = {row["complaint"] for row in chased.chart["rows"]}
    untold = given[(given["channel"] == "line9") & (given["told_at"] == "") & (given["repeat_of"] == "")]
    assert set(untold["complaint_id"]) <= listed
    assert {row["channel"] for row in chased.chart["rows"]} == {"line9"}
    assert {row["unit"] for row in escalation.chased(bank, ALL, EAST).chart["rows"]} <= {"o01", "o02", "o03"}


@pytest.mark.parametrize("heap", HEAPED_BY)
def test_heaps_hold_all_that_is_open(bank: Build, me: Scope, heap: str) -> None:
    whole = {value.of("state"): value.score for value in complaint_clock.to_answer(bank, ALL, me).values if value.score}
    found: dict[str | None, float] = {}
    for value in complaint_work.heaped(heap, bank, ALL, me).values:
        found[value.of("state")] = found.get(value.of("state"), 0) + (value.score or 0)
    assert found == whole
    seen = complaint_work.heaped(heap, bank, ALL, EAST)
    if heap == "unit":
        assert set(seen.chart["heaps"]) <= {"o01", "o02", "o03"}
    with pytest.raises(ValueError, match="not told by"):
        complaint_work.heaped("customer", bank, ALL, me)


def test_the_morning_list_has_what_is_late_and_what_is_chased(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bank: Build, me: Scope
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(root))
    assert main(["due", "--bank", "planted", "--day", "2026-09-30", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["complaints"]
    rows = [row for lines in told.values() for row in lines]
    assert {row["complaint"] for row in rows if row["is_chased"]} == {
        row["complaint"] for row in escalation.chased(bank, ALL, me).chart["rows"]
    }
    assert all(
        row["state"] in ("overdue_legal", "overdue_house", "due_today", "due_soon") or row["is_chased"] for row in rows
    )
    assert main(["due", "--bank", "planted", "--day", "2026-12-24", "--lang", "zh_CN"]) == 0
    text = capsys.readouterr().out
    assert "截至2026年9月30日" in text  # what happened after the last day of the data nobody knows
    assert "每日督办（12363转办）" in text
    assert main(["complaints", "--by", "chased", "--lang", "zh_CN", "--bank", "planted"]) == 0
    assert "转办件未结" in capsys.readouterr().out


def test_contacts_are_counted_apart_by_what_was_wanted(bank: Build, me: Scope, tables: small_bank.Tables) -> None:
    given = tables["contacts"]
    chosen = Slice(period="2025", units=("r01",), members={"channel": ("hotline",)})
    inside = given[
        given["unit_id"].isin(["o01", "o02", "o03"])
        & given["contacted_at"].str.startswith("2025")
        & (given["channel"] == "hotline")
    ]
    sums = inside.groupby("kind")["contacts"].sum()
    found = by_key(contacts.by_kind(bank, chosen, me))
    exposed = tables["exposures"]
    at = exposed[exposed["unit_id"].isin(["o01", "o02", "o03"]) & exposed["month"].str.startswith("2025")]
    for kind in contacts.KINDS:
        assert found[kind,].score == sums[kind]
        rate = rates.estimate(float(sums[kind]), float(at["customers"].sum()))
        assert found[kind, "customers"].low == pytest.approx(float(rate.low))
    by_unit = series.by("contacts", "unit", bank, Slice(period="2025"), me)
    assert (
        sum(value.score or 0 for value in by_unit.values)
        == given[given["contacted_at"].str.startswith("2025")]["contacts"].sum()
    )


def test_fewer_complaints_after_a_channel_closed_are_flagged(
    bank: Build, me: Scope, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = contacts.closed(bank, ALL, me)
    (told,) = answer.chart["closed"]
    assert (told["channel"], told["from_month"], told["is_flagged"]) == (CLOSED, CLOSED_ON.date(), True)
    codes = {value.of("what"): verdict.code for value, verdict in zip(answer.values, answer.verdicts, strict=True)}
    assert codes == {"contacts": "fell", "complaints": "fell", "elsewhere": "no_clear_change"}
    assert "the fall follows the channel, not the cause" in contact_words.closed_title(answer, EN)
    page = words(open_app(monkeypatch, root, "complaints", bank="planted", lang="en", period="all"))
    assert "the fall follows the channel, not the cause" in page
    # a bank whose channels are all open, and the same bank before the closing, say nothing
    assert contacts.closed(bank, Slice(period="2025"), me).missing == "no_closing"
    assert contacts.closed(open_build("poor", root), ALL, me).missing == "no_closing"


def test_complaints_that_came_another_way_are_no_fall(root: Path, me: Scope) -> None:
    answer = contacts.closed(open_build("moved", root), ALL, me)
    (told,) = answer.chart["closed"]
    assert (told["is_flagged"], told["is_moved"]) == (False, True)
    assert "they may have moved" in contact_words.closed_sentences(answer, EN)[-1]


def test_silent_detractors_are_those_without_a_complaint_in_the_year_before(
    bank: Build, me: Scope, tables: small_bank.Tables
) -> None:
    given = tables["complaints"][tables["complaints"]["respondent_key"] != ""]
    received = pd.to_datetime(given["received_at"]).dt.normalize()
    survey = tables["service"]
    score = pd.to_numeric(survey["recommend"], errors="coerce")
    day = pd.to_datetime(survey["answered"]).dt.normalize()
    seen = survey[score.between(0, 10) & (day >= received.min() + pd.Timedelta(days=365))].index
    last = dict(zip(given["respondent_key"], received, strict=True))
    has = pd.Series(
        [
            0 <= (day[at] - last[survey["customer"][at]]).days <= 365 if survey["customer"][at] in last else False
            for at in seen
        ],
        index=seen,
    )
    hurt = score[seen] <= 6
    answer = complaint_scores.silent(bank, ALL, me)
    found = {value.of("silent"): value for value in answer.values if value.of("silent")}
    expected = 100 * (1 - has[hurt].mean())
    assert found["detractors"].base == int(hurt.sum()) > 100
    step = 100 * 10 / int(hurt.sum())
    assert found["detractors"].score == pytest.approx(expected, abs=step)
    assert all(value.is_freer for value in answer.values)
    few = complaint_scores.silent(bank, Slice(period="2026-09", units=("o07",)), me)
    assert all(value.score is None for value in few.values)


def test_lags_are_of_the_charts_residuals_and_one_family(bank: Build, me: Scope) -> None:
    answer = complaint_scores.lagged(bank, ALL, me)
    assert [value.of("lag") for value in answer.values] == ["-3", "-2", "-1", "0", "1", "2", "3"]
    assert answer.footer.comparisons == 7
    assert "association" in answer.footer.notes
    nps, rate = (trend.control(measure, bank, ALL, me) for measure in ("nps", "complaints_per_10k"))

    def residuals(chart: Answer) -> np.ndarray:
        rows = zip(chart.values, chart.chart["centre"], chart.chart["upper"], strict=True)
        return np.array([((value.score or 0) - centre) / (upper - centre) for value, centre, upper in rows])

    together = np.corrcoef(residuals(nps), residuals(rate))[0, 1]
    same = answer.values[3]
    assert same.low is not None
    assert same.high is not None
    assert same.low < together < same.high
    assert np.tanh((np.arctanh(same.low) + np.arctanh(same.high)) / 2) == pytest.approx(together, abs=1e-6)
    assert complaint_scores.lagged(bank, Slice(period="2025"), me).missing == "too_few_months"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("view", ["many", "speed", "about", "contacts", "scores"])
def test_every_view_opens_in_both_languages(root: Path, monkeypatch: pytest.MonkeyPatch, lang: str, view: str) -> None:
    app = open_app(monkeypatch, root, "complaints", bank="planted", lang=lang, period="all", view=view, per="regulator")
    assert not app.exception
    expected = {
        "many": ("for every 10 million customers a quarter", "千万客户"),
        "speed": ("Chased every day: 12363 and 12378", "每日督办"),
        "about": ("Where which cause", "何处何因"),
        "contacts": ("Enquiries", "咨询"),
        "scores": ("of detractors had not complained", "的贬损者在作答前一年内没有投诉过"),
    }
    assert expected[view][lang == "zh"] in words(app)


def test_a_day_of_the_data_decides_what_the_list_holds(root: Path, me: Scope, bank: Build) -> None:
    early = escalation.chased(bank, Slice(as_of=date(2025, 3, 1)), me)
    assert all(row["received_on"] <= date(2025, 3, 1) for row in early.chart["rows"])
