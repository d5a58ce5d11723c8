"""Complaints, suggestions, words and personal data of the example bank, as the simulation makes them."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from dashboard.stats import closings
from pipelines.demo import Size
from pipelines.demo.catalogue import catalogue, truths
from pipelines.demo.complaint_events import complaint_events
from pipelines.demo.complaints import complaints
from pipelines.demo.contacts import contacts
from pipelines.demo.inspections import ITEMS, inspections
from pipelines.demo.invitations import exposures
from pipelines.demo.journey_events import COUNTED_JOURNEY, journey_events
from pipelines.demo.months import Calendar
from pipelines.demo.organisation import organisation
from pipelines.demo.personal import bank_card, plant, resident_id
from pipelines.demo.suggestions import suggestions
from pipelines.demo.words import sentences


@pytest.fixture(scope="module")
def raised() -> pd.DataFrame:
    size = Size()
    return complaints(size, organisation(size), catalogue())


@pytest.fixture(scope="module")
def proposed() -> tuple[pd.DataFrame, pd.DataFrame]:
    size = Size()
    return suggestions(size, organisation(size), catalogue())


def test_the_calendar_is_fixed_and_whole() -> None:
    calendar = Calendar(4)
    assert str(calendar.days[0]) == "2022-11-01" and str(calendar.days[-1]) == "2026-10-31"
    assert len(calendar.months) == 48 and [calendar.year_slice(year).start for year in range(4)] == [0, 365, 731, 1096]
    with pytest.raises(ValueError, match="1 to 10 years"):
        Calendar(0)


def test_a_bank_too_small_for_its_truths_is_refused() -> None:
    with pytest.raises(ValueError, match="40 outlets or more"):
        Size(outlets=12)


def test_complaints_per_year_and_their_clocks(raised: pd.DataFrame) -> None:
    year = raised["received_at"].dt.to_period("Y-OCT")
    *whole, last = year.value_counts(sort=False).sort_index().tolist()
    assert whole == [truths()["totals"]["complaints_per_year"]] * 3
    # in the last year a channel was closed for half of it: what came through it does not come any more
    share = truths()["closed_channel"]["complaints_share"]
    assert last == pytest.approx(truths()["totals"]["complaints_per_year"] * (1 - share / 2), rel=0.02)
    assert raised["complaint_id"].is_unique
    decided = raised["decided_at"].dropna()
    assert (decided > raised.loc[decided.index, "received_at"]).all()
    told = raised.dropna(subset=["told_at"])
    assert (told["told_at"] > told["decided_at"]).all()
    days = (raised["decided_at"] - raised["received_at"]).dt.total_seconds() / 86_400
    assert 5 < days.median() < 8 and 0.03 < (days > 15).mean() < 0.15
    assert 20 < raised["decided_at"].isna().sum() < 150
    assert raised["received_at"].max() < pd.Timestamp("2026-11-01")


def test_a_channel_closed_and_took_its_complaints_and_contacts_with_it(raised: pd.DataFrame) -> None:
    truth = truths()["closed_channel"]
    month = raised["received_at"].dt.to_period("M")
    closed, year_before = pd.Period(truth["on"], "M"), pd.Period(truth["on"], "M") - 12
    own = raised["channel"] == truth["channel"]
    assert own[month < closed].mean() == pytest.approx(truth["complaints_share"], abs=0.01)
    assert not own[month >= closed].any()

    def by_month(rows: pd.Series) -> tuple[list[int], list[int]]:
        counts = month[rows].value_counts().reindex(pd.period_range(month.min(), month.max()), fill_value=0)
        return counts[(counts.index >= year_before) & (counts.index < year_before + 6)].tolist(), counts.iloc[
            -6:
        ].tolist()

    before, after = by_month(own | ~own)
    whole = closings.shift(before, [1] * 6, after, [1] * 6)
    before, after = by_month(~own)
    others = closings.shift(before, [1] * 6, after, [1] * 6)
    assert whole is not None and whole.high < 1 and whole.p_value < 0.02
    assert others is not None and others.p_value > 0.05
    size = Size(outlets=40, years=2)
    bank = organisation(size)
    asked = exposures(size, bank)
    groups, reached = contacts(size, bank, asked)
    assert groups["contacts"].sum() == reached.sum() <= asked["contacts"].sum()
    told = groups.groupby(["contacted_at", "channel"])["contacts"].sum().unstack(fill_value=0)
    assert closings.stopped_from(told[truth["channel"]].to_numpy()) == len(told) - 6
    assert all(closings.stopped_from(told[each].to_numpy()) is None for each in told if each != truth["channel"])


def test_complaints_repeat_earlier_ones_at_the_same_outlet(raised: pd.DataFrame) -> None:
    repeats = raised[raised["repeat_of"] != ""]
    assert 0.03 < len(repeats) / len(raised) < 0.10
    first = raised.set_index("complaint_id").loc[repeats["repeat_of"]]
    assert (first["repeat_of"] == "").all()
    for column in ("outlet", "business", "cause"):
        assert first[column].tolist() == repeats[column].tolist()
    assert (first["received_at"].to_numpy() <= repeats["received_at"].to_numpy()).all()


def test_complaints_are_about_what_banks_publish(raised: pd.DataFrame) -> None:
    assert raised["cause"].value_counts(normalize=True)["rules"] == pytest.approx(0.73, abs=0.03)
    assert raised["business"].value_counts().index[0] == "debit_card"
    assert set(raised["channel"]) <= set(catalogue().ids("channel"))
    steps = {touchpoint.touchpoint_id for touchpoint in catalogue().touchpoints}
    assert set(raised["touchpoint_id"]) <= steps | {""}


def test_the_steps_of_a_complaint_are_in_order_and_its_days_are_its_own() -> None:
    size = Size(scale=0.1)
    made = complaints(size, organisation(size), catalogue())
    steps = complaint_events(made, size, organisation(size))
    of = made.set_index("complaint_id")
    assert (steps["at"] >= steps["complaint_id"].map(of["received_at"])).all()
    assert (steps["at"] < pd.Timestamp("2026-11-01")).all()
    first = steps.groupby(["complaint_id", "event"])["at"].min().unstack()
    assert first["received"].equals(of["received_at"].sort_index().rename("received").astype(first["received"].dtype))
    for event in ("decided", "told"):
        assert first[event].dropna().index.equals(of[f"{event}_at"].dropna().sort_index().index)
    assert (first["decided"] > first["accepted"]).sum() == first["decided"].notna().sum()
    handed = steps[steps["event"] == "transferred"]
    assert handed[["from_unit_id", "to_unit_id"]].notna().all().all()
    assert (handed["from_unit_id"] != handed["to_unit_id"]).all()
    extended = steps[steps["event"] == "extended"]
    assert extended["approval_id"].notna().any() and extended["approval_id"].isna().any()
    assert set(extended["limit_days"]) <= {30, 60}
    assert {"suspended", "resumed", "new_facts", "reopened", "second_call_back", "merged"} <= set(steps["event"])
    merged = steps[steps["event"] == "merged"]
    still_open = merged["merged_into"].map(of["told_at"]).fillna(pd.Timestamp("2026-11-01"))
    assert (merged["complaint_id"].map(of["received_at"]).to_numpy() < still_open.to_numpy()).all()
    called = steps[steps["event"].isin(["first_call_back", "second_call_back"])]
    assert called["is_satisfied"].notna().equals(called["was_reached"].astype(bool))
    assert complaint_events(made, size, organisation(size)).equals(steps)


def test_over_half_of_the_suggestions_are_adopted_by_180_days(proposed: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    made, happened = proposed
    assert len(made) == 4 * truths()["totals"]["suggestions_per_year"] and made["suggestion_id"].is_unique
    submitted = made.set_index("suggestion_id")["submitted_at"]
    adopted = happened[happened["event"] == "adopted"].groupby("suggestion_id")["at"].min()
    old = submitted[submitted < pd.Timestamp("2026-05-01")]
    age = (adopted.reindex(old.index) - old).dt.days
    assert (age <= 180).mean() > truths()["adoption"]["smallest_share_by_180_days"]
    decided = happened[happened["event"].isin(["adopted", "declined", "merged"])]["suggestion_id"].nunique()
    assert decided < len(made)
    assert happened["at"].max() < pd.Timestamp("2026-11-01")
    assert not happened.duplicated(["suggestion_id", "event", "at"]).any()


def test_the_two_known_suggestions_say_what_they_expect(proposed: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    made, happened = proposed
    for key in ("effective_suggestion", "idle_suggestion"):
        truth = truths()[key]
        row = made.set_index("suggestion_id").loc[truth["suggestion_id"]]
        assert row["effect_units"].split(";") == truth["units"]
        assert row["expected_change"] == truth["expected_points"] and row["touchpoint_id"] == truth["touchpoint_id"]
        assert pd.Timestamp(row["effect_from_on"]).date() == truth["implemented_on"]
        done = happened[(happened["suggestion_id"] == row.name) & (happened["event"] == "implemented")]
        assert done["at"].dt.date.tolist() == [truth["implemented_on"]]


def test_every_touchpoint_has_its_sentences() -> None:
    steps = {touchpoint.touchpoint_id for touchpoint in catalogue().touchpoints}
    for part in ("hurts", "pleases", "english_hurts", "english_pleases"):
        assert set(sentences()[part]) == steps
    before = [text for part in ("hurts", "pleases") for texts in sentences()[part].values() for text in texts]
    assert not any(truths()["rising_word"]["word"] in text for text in before)
    assert all(truths()["rising_word"]["word"] in text for text in sentences()["rising"])
    assert len(before) == len(set(before))


def test_invented_ids_and_cards_pass_their_checks() -> None:
    chance = np.random.default_rng(1)
    weights = [2 ** (17 - place) % 11 for place in range(17)]  # GB 11643-1999, computed another way
    for _ in range(200):
        number = resident_id(chance)
        assert re.fullmatch(r"990\d{14}[\dX]", number)
        last = 10 if number[17] == "X" else int(number[17])
        assert (sum(int(d) * w for d, w in zip(number[:17], weights, strict=True)) + last) % 11 == 1
        digits = [int(digit) for digit in bank_card(chance)]
        assert len(digits) == 19
        assert (sum(digits[-1::-2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])) % 10 == 0


def test_personal_items_stand_in_the_texts_they_were_planted_in() -> None:
    size = Size(scale=0.1)
    texts, items = plant(["文字"] * 400 + [""] * 10, size, in_complaints=False)
    assert texts[400:] == [""] * 10
    for kind, count in truths()["personal_data"].items():
        assert len(items[kind]) == max(1, round(count * 0.1 * 0.7))
        for item in items[kind]:
            assert any(item in text for text in texts)


def test_less_is_in_order_where_it_was_planted() -> None:
    size, truth = Size(), truths()["inspections"]
    looked = inspections(size, organisation(size))
    assert not looked.duplicated(["unit_id", "item", "inspected_on", "kind"]).any()
    assert set(looked["touchpoint_id"]) <= {step.touchpoint_id for step in catalogue().touchpoints}
    passed = looked["passed"].eq("true")
    is_worse = looked["unit_id"].isin(truth["worse"])
    assert is_worse.sum() == len(truth["worse"]) * len(ITEMS) * 16
    assert abs(passed[~is_worse].mean() - truth["pass_share"]) < 0.01
    assert abs(passed[is_worse].mean() - truth["worse_pass_share"]) < 0.11  # three standard errors
    again = looked[looked["rechecked_on"] != ""]
    assert again["passed"].eq("false").all()
    assert (again["rechecked_on"] > again["inspected_on"]).all()
    assert looked["rechecked_on"].max() <= "2026-10-31"


def test_customers_give_up_at_the_planted_step_and_seldom_elsewhere() -> None:
    size, truth = Size(), truths()["drop_off"]
    events = journey_events(size, organisation(size), catalogue())
    assert not events.duplicated(["journey_instance_id", "journey_id", "touchpoint_id", "entered_at", "unit_id"]).any()
    single = events[events["journey_id"] != COUNTED_JOURNEY]
    assert (single["completed_at"] >= single["entered_at"])[single["completed_at"] != ""].all()
    assert single["completed_at"].max() < "2026-11-01"
    old = single[single["entered_at"] < "2026-09-30"]
    lost = old["completed_at"].eq("").groupby(old["touchpoint_id"]).mean()
    assert abs(lost.pop(truth["touchpoint_id"]) - truth["share"]) < 0.03
    assert (lost - truth["share_elsewhere"]).abs().max() < 0.02
    assert single["completed_at"].eq("").sum() > old["completed_at"].eq("").sum()  # some are too young to tell
    counts = events[events["journey_id"] == COUNTED_JOURNEY]
    numbers = counts[["entered", "completed"]].astype(int)
    assert (numbers["completed"] <= numbers["entered"]).all()
    assert (counts["journey_instance_id"] == "").all()
