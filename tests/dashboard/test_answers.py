"""Each question answered once: against counts made here by hand, and by laws over random slices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import gate
from dashboard.answers import changes, headline, journeys, series, suggestions, trend
from dashboard.answers.cells import Summed
from dashboard.answers.kinds import Nps
from dashboard.answers.question import UnknownMeasureError
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import nps
from dashboard.values import Answer, Released
from tests import small_bank
from tests.dashboard.slices_of import slices

MEASURES = (
    "nps",
    "satisfaction",
    "effort",
    "response_rate",
    "complaints_per_10k",
    "adoption_30d",
    "adoption_90d",
    "adoption_180d",
    "answered_rate",
    "responses",
    "complaints",
    "suggestions_submitted",
    "suggestions_adopted",
)


@pytest.fixture(scope="module")
def service() -> pd.DataFrame:
    """The survey as it was written, with whole days and numbers."""
    frame = small_bank.tables()["service"]
    return frame.assign(
        day=pd.to_datetime(frame["answered"]).dt.normalize(), score=pd.to_numeric(frame["recommend"], errors="coerce")
    )


def _counts(frame: pd.DataFrame) -> tuple[int, int, int]:
    valid = frame.loc[frame["score"] <= 10, "score"]
    return int((valid >= 9).sum()), int(valid.between(7, 8).sum()), int((valid <= 6).sum())


def _parts(value: Released) -> tuple[int, ...]:
    return tuple(int(value.parts[name]) for name in ("promoters", "passives", "detractors"))


def _by_key(answer: Answer) -> Mapping[str, Released]:
    return {"/".join(member for _, member in value.key): value for value in answer.values}


def test_the_headline_is_what_was_answered(build: Build, me: Scope, service: pd.DataFrame) -> None:
    """METHOD §1: 9–10 promoter, 0–6 detractor; 11 is off the scale."""
    answer = headline.of("nps", build, Slice(), me)
    quarter = service[service["day"].between("2026-07-01", "2026-09-30")]
    current = _by_key(answer)["current"]
    assert _parts(current) == _counts(quarter)
    estimate = nps.estimate(*([count] for count in _counts(quarter)))
    assert current.score == float(estimate.score[0])
    assert (current.low, current.high) == (float(estimate.low[0]), float(estimate.high[0]))
    assert answer.chart["off_scale"] == int((quarter["score"] == 11).sum())
    assert answer.footer.period is not None
    assert str(answer.footer.period) == "2026Q3"
    assert [verdict.against for verdict in answer.verdicts] == ["previous", "year_before"]
    target = dict(answer.chart["target"])
    assert 0 < target.pop("chance") < 0.01, "an interval far below the target leaves hardly a chance of meeting it"
    assert target == {"value": 35.0, "stands": "below", "is_met": False}
    weighted = answer.chart["weighted"]
    valid = quarter[quarter["score"] <= 10]
    worth = (valid["score"] >= 9).astype(int) - (valid["score"] <= 6).astype(int)
    assert weighted.score == pytest.approx(100 * (worth * valid["weight"]).sum() / valid["weight"].sum())
    assert weighted.score != current.score


def test_every_measure_answers_or_says_why_not(build: Build, me: Scope) -> None:
    for measure in MEASURES:
        for chosen in (Slice(), Slice(period="all"), Slice(survey="counter"), Slice(period="2019")):
            answer = headline.of(measure, build, chosen, me)
            assert answer.missing or any(value.shown != "hidden" for value in answer.values), (measure, chosen)
            assert answer.labels["measure", measure][0]
    assert headline.of("nps", build, Slice(survey="counter"), me).missing == "not_asked"
    assert headline.of("effort", build, Slice(), me).missing == "not_asked"
    assert headline.of("response_rate", build, Slice(survey="counter"), me).missing == "no_invitations"
    assert headline.of("adoption_180d", build, Slice(), me).missing == "not_old_enough"
    refused = headline.of("response_rate", build, Slice(members={"line": ("card",)}), me)
    assert (refused.missing, refused.chart["widen"]) == ("cut_too_fine", ("line",))
    with pytest.raises(UnknownMeasureError):
        headline.of("happiness", build, Slice(), me)


@settings(max_examples=40, deadline=None)
@given(chosen=slices(most_filters=2, with_as_of=True), measure=st.sampled_from(MEASURES))
def test_nothing_under_thirty_is_scored_anywhere(build: Build, me: Scope, chosen: Slice, measure: str) -> None:
    answers = [headline.of(measure, build, chosen, me), trend.control(measure, build, chosen, me)]
    answers += [series.by(measure, by, build, chosen, me) for by in series.dimensions_of(measure)]
    answers += [trend.shares(build, chosen, me), trend.histogram(build, chosen, me), journeys.steps(build, chosen, me)]
    for answer in answers:
        for value in answer.values:
            if value.base_of in ("responses", "ratings") and value.measure != "responses" and (value.base or 0) < 30:
                assert value.score is None
                assert not value.parts
            if (value.base or 0) < 10 and value.base_of in ("responses", "ratings") and value.measure != "responses":
                assert value.shown == "hidden"
        for verdict in answer.verdicts:
            assert (verdict.difference is None) == (verdict.code == "too_few")


def test_a_change_is_claimed_where_its_test_stands_and_nowhere_else(build: Build, me: Scope) -> None:
    seen = set()
    for measure in MEASURES:
        for period in ("2025Q2", "2025Q4", "2026Q3", "2026-04", "2026-08"):
            for unit in ((), ("r01",), ("r02",), ("r03",)):
                answer = headline.of(measure, build, Slice(period=period, units=unit), me)
                for verdict in answer.verdicts:
                    seen.add(verdict.code)
                    if verdict.code == "too_few":
                        assert verdict.p_value is None
                        continue
                    assert verdict.p_value is not None
                    assert verdict.difference is not None
                    is_claimed = verdict.code in ("rose", "fell")
                    assert is_claimed == (verdict.p_value <= 0.05)
                    if is_claimed:
                        assert (verdict.code == "rose") == (verdict.difference > 0)
                        assert verdict.is_good == ((verdict.code == "rose") == answer.chart["is_higher_better"])
    assert seen == {"rose", "fell", "no_clear_change", "too_few"}


@settings(max_examples=30, deadline=None)
@given(chosen=slices(most_filters=2))
def test_two_filters_are_whole_points(build: Build, me: Scope, chosen: Slice) -> None:
    if len(chosen.members) < 2:
        chosen = replace(chosen, members={"line": ("retail",), "channel": ("app", "branch")})
    answer = headline.of("nps", build, chosen, me)
    assert answer.footer.source == "facts"
    if any(value.base for value in answer.values):
        assert "freer_cut" in answer.footer.notes
    for value in answer.values:
        assert value.shown == ("score" if (value.base or 0) >= 100 else "hidden")
        for number in (value.score, value.low, value.high):
            assert number is None or number == int(number)


@settings(max_examples=30, deadline=None)
@given(chosen=slices(), by=st.sampled_from(("month", "quarter", "unit", "channel", "tier")))
def test_the_pieces_add_up_to_the_headline(build: Build, me: Scope, chosen: Slice, by: str) -> None:
    """Months add up to the period; members of one dimension add up to it; units do, unless chosen ones overlap."""
    if by == "unit" and chosen.units:
        chosen = replace(chosen, units=chosen.units[:1])
    if by in ("channel", "tier"):
        chosen = replace(chosen, members={name: ids for name, ids in chosen.members.items() if name == by})
    whole = headline.of("responses", build, chosen, me).values
    pieces = series.by("responses", by, build, chosen, me).values
    assert sum(value.base or 0 for value in pieces) == (whole[0].base if whole else 0)


def test_a_chosen_union_is_the_sum_of_its_members(build: Build, me: Scope) -> None:
    def parts(*channels: str) -> tuple[int, ...]:
        chosen = Slice(period="all", members={"channel": channels})
        return _parts(headline.of("nps", build, chosen, me).values[0])

    both = parts("app", "branch")
    assert both == tuple(a + b for a, b in zip(parts("app"), parts("branch"), strict=True))


def test_the_trend_says_what_the_headline_says(build: Build, me: Scope) -> None:
    for chosen in (Slice(), Slice(units=("r01",)), Slice(period="last_12")):
        for measure in ("nps", "satisfaction", "complaints_per_10k", "response_rate"):
            tile = headline.of(measure, build, chosen, me)
            line = trend.control(measure, build, chosen, me)
            assert line.chart["headline"] == tile.values[0]
            assert line.verdicts == tile.verdicts
            assert len(line.chart["months"]) == 24
            assert line.chart["is_enough"]
            for name in ("centre", "lower", "upper"):
                assert len(line.chart[name]) == 24
    events = trend.control("nps", build, Slice(), me).chart["events"]
    assert [event.event_id for event in events] == ["e1", "e2", "e3"]
    western = trend.control("nps", build, Slice(units=("r02",)), me).chart["events"]
    assert [event.event_id for event in western] == ["e1", "e2"]


def test_a_hidden_month_takes_no_part_in_the_limits(build: Build, me: Scope) -> None:
    """o07 answers rarely: it is drawn by year, a year with too few is hidden, and no limit is drawn from it."""
    answer = trend.control("nps", build, Slice(period="all", units=("o07",)), me)
    assert answer.values
    assert answer.chart["step"] == "year"
    assert {value.shown for value in answer.values} <= {"hidden", "interval"}
    assert not answer.chart["is_enough"]
    assert set(answer.chart["centre"]) == {None}


def test_few_months_have_no_limits(build: Build, me: Scope) -> None:
    answer = trend.control("nps", build, Slice(as_of=date(2025, 6, 30)), me)
    assert not answer.chart["is_enough"]
    assert set(answer.chart["upper"]) == {None}
    assert answer.chart["signals"] == ()


def test_shares_and_scores_are_of_one_whole(build: Build, me: Scope) -> None:
    shares = trend.shares(build, Slice(), me)
    for month in {value.of("month") for value in shares.values}:
        assert sum(value.score or 0 for value in shares.values if value.of("month") == month) == pytest.approx(100)
    histogram = trend.histogram(build, Slice(), me)
    assert [value.of("score") for value in histogram.values] == [str(score) for score in range(11)]
    assert sum(value.score or 0 for value in histogram.values) == pytest.approx(100)
    assert sum(value.parts["responses"] for value in histogram.values) == histogram.values[0].base


def test_units_stand_in_tree_order_and_outlets_of_one_name_stay_apart(build: Build, me: Scope) -> None:
    regions = series.by("nps", "unit", build, Slice(), me)
    assert [value.of("unit") for value in regions.values] == ["r01", "r02", "r03"]
    assert regions.verdicts == () or all(verdict.family == "comparison" for verdict in regions.verdicts)
    outlets = series.by("nps", "unit", build, Slice(period="all", units=("r01", "r02")), me)
    named = {value.of("unit"): outlets.labels["unit", value.of("unit") or ""][0] for value in outlets.values}
    assert named["o01"] != named["o04"]
    assert len(set(named.values())) == len(named)


def test_steps_come_in_order_with_their_complaints(build: Build, me: Scope) -> None:
    answer = journeys.steps(build, Slice(period="last_12"), me)
    assert answer.measure == "satisfaction"
    order = [value.of("touchpoint") for value in answer.values]
    assert order == [step for steps in small_bank.TOUCHPOINTS.values() for step in steps]
    complaints = small_bank.tables()["complaints"]
    days = pd.to_datetime(complaints["received_at"])
    year = complaints[(days >= "2025-10-01") & (days < "2026-10-01")]
    counted = {value.of("touchpoint"): value.score for value in answer.chart["complaints"]}
    assert counted == {step: float((year["touchpoint_id"] == step).sum()) for step in order}
    assert [value.of("journey") for value in answer.chart["journeys"]] == ["visit", "app"]
    by_step = _by_key(series.by("satisfaction", "touchpoint", build, Slice(period="last_12"), me))
    assert [value.score for value in answer.values] == [by_step[step or ""].score for step in order]
    rated = headline.of("satisfaction", build, Slice(period="last_12", members={"touchpoint": ("queue",)}), me)
    assert rated.values[0].score == answer.values[0].score
    assert rated.footer.source == "mart"


def test_a_chosen_journey_says_which_steps_are_shown(build: Build, me: Scope) -> None:
    whole = journeys.steps(build, Slice(period="last_12", members={"channel": ("app",)}), me)
    one = Slice(period="last_12", members={"channel": ("app",), "journey": ("visit",)})
    answer = journeys.steps(build, one, me)
    assert answer.slice == one
    assert answer.footer.source == "mart"
    assert answer.values == tuple(value for value in whole.values if value.of("journey") == "visit")
    complaints = [each for each in whole.chart["complaints"] if each.of("journey") == "visit"]
    assert list(answer.chart["complaints"]) == complaints


def test_the_funnel_counts_everything_once_at_any_day(build: Build, me: Scope) -> None:
    made = small_bank.tables()
    for as_of in (None, date(2026, 3, 31), date(2025, 11, 17)):
        answer = suggestions.funnel(build, Slice(period="all", as_of=as_of), me)
        told = {value.of("stage"): int(value.score or 0) for value in answer.values}
        assert told["submitted"] == told["adopted"] + told["declined"] + told["merged"] + told["open"]
        assert told["submitted"] >= told["reviewing"] >= told["adopted"] >= told["implemented"]
        until = pd.Timestamp(as_of or date(2026, 9, 30)) + pd.Timedelta(days=1)
        submitted = pd.to_datetime(made["suggestions"]["submitted_at"]) < until
        assert told["submitted"] == int(submitted.sum())
        events = made["suggestion_events"]
        adopted = events[(events["event"] == "adopted") & (pd.to_datetime(events["at"]) < until)]
        assert told["adopted"] == adopted["suggestion_id"].nunique()


def test_adoption_grows_with_age_and_open_ones_are_shown(build: Build, me: Scope) -> None:
    answer = suggestions.adoption(build, Slice(period="all"), me)
    scores = [value.score for value in answer.values]
    assert scores == sorted(scores)  # type: ignore[type-var]
    naive = 100 * answer.values[-1].parts["adopted"] / answer.chart["submitted"]
    assert scores[-1] is not None
    assert scores[-1] > naive, "open suggestions are not refusals"
    assert answer.chart["open_pct"] == pytest.approx(100 * answer.chart["open"] / answer.chart["submitted"])
    units = suggestions.by_unit(build, Slice(period="all"), me)
    submitted = sum(counts["submitted"] for counts in units.chart["counts"].values())
    assert submitted == answer.chart["submitted"]


def test_a_bank_without_records_says_what_to_hand_over(tmp_path, me: Scope) -> None:  # type: ignore[no-untyped-def]
    from dashboard.queries.builds import open_build

    kept = {"units", "labels", "service", "counter"}
    tables = {name: frame for name, frame in small_bank.tables(responses=400).items() if name in kept}
    small_bank.make(tmp_path, "bare", tables)
    build = open_build("bare", tmp_path)
    missing = {measure: headline.of(measure, build, Slice(period="all"), me).missing for measure in MEASURES}
    assert missing["nps"] is None
    assert missing["complaints_per_10k"] == missing["complaints"] == "no_complaints"
    assert missing["response_rate"] == "no_invitations"
    assert missing["adoption_90d"] == missing["suggestions_submitted"] == "no_suggestions"


def test_thirty_answers_on_both_sides_are_compared_and_twenty_nine_are_not() -> None:
    """METHOD, verdicts: change is too few under 30 on either side; else the test at 5 % says rose, fell or neither."""
    rules = gate.Rules(hidden_below=10, interval_below=30, low_below=100, freer_from=100)
    measure = SimpleNamespace(base_of="responses", is_higher_better=True)
    question: Any = SimpleNamespace(kind=Nps(), rules=rules, measure=measure)

    def code(now: tuple[float, float], then: tuple[float, float]) -> str:
        one, other = (
            Summed(
                1,
                {"promoters": np.array([plus]), "passives": np.array([0.0]), "detractors": np.array([minus])},
                np.array([False]),
            )
            for plus, minus in (now, then)
        )
        verdict = changes.verdict(question, one, other, "previous")
        assert verdict is not None
        return verdict.code

    assert code((30.0, 0.0), (0.0, 29.0)) == code((0.0, 29.0), (30.0, 0.0)) == "too_few"
    assert code((30.0, 0.0), (0.0, 30.0)) == "rose"
    assert code((0.0, 30.0), (30.0, 0.0)) == "fell"
    assert code((30.0, 0.0), (30.0, 0.0)) == "no_clear_change"
