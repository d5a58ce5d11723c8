"""Every truth planted in the example bank can be found in what the simulation made, and the non-effects cannot."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipelines.demo import Size
from pipelines.demo.answers import NOT_USED, SKIPPED
from pipelines.demo.catalogue import catalogue, truths
from pipelines.demo.invitations import exposures, invitations
from pipelines.demo.organisation import Organisation
from pipelines.demo.survey_rows import SurveyRows, simulate

Z_975, Z_80 = 1.959964, 0.841621


class FullBank:
    """The full example bank before it is written: good responses only, with NPS and satisfaction at hand."""

    def __init__(self) -> None:
        self.size = Size()
        bank, frame, answered = simulate(self.size)
        self.bank: Organisation = bank
        self.frame: pd.DataFrame = frame
        self.answered: SurveyRows = answered
        self.rows = answered.rows[answered.good].reset_index(drop=True)
        self.ratings = answered.ratings[answered.good]
        scores = pd.to_numeric(self.rows["recommend"], errors="coerce")
        self.score = scores.where((scores % 1 == 0) & scores.between(0, 10))
        self.region = bank.outlets["region"].to_numpy()[frame["outlet"].to_numpy()]

    def nps(self, chosen: Any) -> float:
        score = self.score[chosen].dropna()
        return float(100 * ((score >= 9).mean() - (score <= 6).mean()))

    def rated(self, touchpoint_id: str) -> tuple[np.ndarray, np.ndarray]:
        """(codes, which are scores) of one touchpoint."""
        ids = [touchpoint.touchpoint_id for touchpoint in catalogue().touchpoints]
        codes = self.ratings[:, ids.index(touchpoint_id)]
        return codes, (codes != SKIPPED) & (codes != NOT_USED)

    def month(self, day: date) -> int:
        return int(np.searchsorted(self.size.calendar.months, np.datetime64(day)))


@pytest.fixture(scope="module")
def full() -> FullBank:
    return FullBank()


def _changes(full: FullBank, truth: dict[str, Any], before: int, after: int) -> dict[str, float]:
    """Unit -> mean after − mean before of the touchpoint's top-two share in points, over all large outlets."""
    codes, valid = full.rated(truth["touchpoint_id"])
    start, month = full.month(truth["implemented_on"]), full.rows["month"].to_numpy()
    large = full.bank.outlets.loc[full.bank.outlets["is_large"], "unit_id"]
    changes = {}
    for unit_id in large:
        at = valid & (full.rows["unit_id"] == unit_id).to_numpy()
        late = at & (month >= start) & (month < start + after)
        early = at & (month < start) & (month >= start - before)
        changes[str(unit_id)] = float(100 * ((codes[late] >= 4).mean() - (codes[early] >= 4).mean()))
    return changes


def _effect(full: FullBank, truth: dict[str, Any], before: int, after: int) -> tuple[float, float, float, int]:
    """(effect in points, detectable change, placebo p, number of controls): METHOD §3 and its definitions."""
    changes = _changes(full, truth, before, after)
    controls = {unit: change for unit, change in changes.items() if unit not in truth["units"]}
    values = np.asarray(list(controls.values()))
    effect = float(np.mean([changes[unit] for unit in truth["units"]]) - np.median(values))
    placebos = [abs(values[i] - np.median(np.delete(values, i))) for i in range(len(values))]
    p_value = (1 + sum(placebo >= abs(effect) for placebo in placebos)) / (len(values) + 1)
    detectable = (Z_975 + Z_80) * values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    return effect, float(detectable), p_value, len(values)


def test_each_year_has_the_stated_responses(full: FullBank) -> None:
    totals = truths()["totals"]
    by_year = full.rows.groupby(full.rows["month"] // 12).size()
    assert by_year.tolist() == [totals["responses_per_year"]] * 4
    calendar_years = full.rows["responded_at"].dt.year.value_counts()
    for year in (2023, 2024, 2025):
        assert calendar_years[year] == pytest.approx(totals["responses_per_year"], rel=totals["tolerance_share"])


def test_the_bank_has_the_stated_shape(full: FullBank) -> None:
    units = full.bank.units
    assert units["unit_id"].nunique() > 300
    assert (units["level_en"] == "Region").sum() == truths()["totals"]["regions"]
    assert len(full.bank.outlets) == truths()["totals"]["outlets"]
    assert (units["name"] == "营业部").sum() == truths()["totals"]["regions"]
    parents = units.drop_duplicates("unit_id").set_index("unit_id")["parent_id"]
    assert parents["b0101"] == "r01" and parents["b0102"].startswith("r01s") and parents["b0302"] == "r03"


def test_few_outlets_are_large_and_many_small(full: FullBank) -> None:
    monthly = full.rows.groupby("unit_id").size() / 48
    large = full.bank.outlets.loc[full.bank.outlets["is_large"], "unit_id"]
    assert len(large) == 36 and monthly[large].min() >= 40
    assert (monthly < 10).sum() > 200


def test_spring_festival_dips(full: FullBank) -> None:
    by_month = full.rows.groupby("month").size()
    for festival_month in ("2023-01", "2024-02", "2025-01", "2026-02"):
        month = full.month(date.fromisoformat(f"{festival_month}-01"))
        usual = by_month[max(month - 12, 0) : month + 12].median()
        assert by_month[month] < 0.88 * usual


def test_channels_drift_to_the_app(full: FullBank) -> None:
    share = (full.rows["channel"] == "mobile").groupby(full.rows["month"] // 12).mean()
    assert share.is_monotonic_increasing and share.iloc[-1] - share.iloc[0] > 0.05


def test_overall_satisfaction_is_what_banks_publish(full: FullBank) -> None:
    overall = full.rows["overall"]
    assert 0.78 < (overall[overall > 0] >= 4).mean() < 0.86
    assert 20 < full.nps(slice(None)) < 45


@pytest.mark.parametrize(("before", "after"), [(12, 12), (24, 12), (12, 6)])
def test_the_effective_suggestion_is_proven(full: FullBank, before: int, after: int) -> None:
    truth = truths()["effective_suggestion"]
    effect, detectable, p_value, controls = _effect(full, truth, before, after)
    assert controls >= truth["minimum_untouched"]
    assert detectable < truth["effect_points"] / 2
    assert effect == pytest.approx(truth["effect_points"], abs=5)
    assert p_value <= 0.05


@pytest.mark.parametrize(("before", "after"), [(12, 12), (24, 12), (12, 6), (6, 6)])
def test_the_idle_suggestion_is_testable_and_did_nothing(full: FullBank, before: int, after: int) -> None:
    truth = truths()["idle_suggestion"]
    effect, detectable, p_value, controls = _effect(full, truth, before, after)
    assert controls >= truth["minimum_untouched"]
    assert detectable < truth["expected_points"]
    assert abs(effect) < detectable and p_value > 0.05


def test_what_being_rebuilt_for_the_elderly_did_is_what_is_written_down(full: FullBank) -> None:
    """The same customers on the same days, had nothing been rebuilt: the difference is the planted effect itself."""
    truth = truths()["elderly_outlets"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(truth, "effect_sd", 0.0)
        without = FullBank()
    moved = []
    for unit_id, day in truth["since"].items():
        is_after = (full.rows["responded_at"] >= pd.Timestamp(day)).to_numpy()
        here = (full.rows["unit_id"] == unit_id).to_numpy()
        moved.append(full.nps(here & is_after) - without.nps(here & is_after))
        assert full.nps(here & ~is_after) == without.nps(here & ~is_after)
    assert np.mean(moved) == pytest.approx(truth["effect_points"], abs=0.5)
    for unit_id in truths()["demonstration_outlets"]["since"]:
        here = (full.rows["unit_id"] == unit_id).to_numpy()
        assert full.nps(here) == without.nps(here)


def test_the_failing_journey_looks_fine_step_by_step_and_fails_together(full: FullBank) -> None:
    truth = truths()["failing_journey"]
    for journey in catalogue().journeys:
        is_planted = journey.journey_id == truth["journey_id"]
        for first, second in combinations(journey.touchpoints, 2):
            (one, used_one), (two, used_two) = full.rated(first.touchpoint_id), full.rated(second.touchpoint_id)
            both = used_one & used_two
            pain_one, pain_two = one[both] <= 2, two[both] <= 2
            lift = (pain_one & pain_two).mean() / (pain_one.mean() * pain_two.mean())
            planted = {first.touchpoint_id, second.touchpoint_id} <= set(truth["touchpoints"])
            if is_planted and planted:
                assert lift > truth["lowest_lift"] and (pain_one & pain_two).sum() >= 10
            else:
                assert lift < truth["highest_lift_elsewhere"]
    for touchpoint_id in truth["touchpoints"]:
        codes, valid = full.rated(touchpoint_id)
        assert 100 * (codes[valid] >= 4).mean() > truth["lowest_step_satisfaction_pct"]
    position = [journey.journey_id for journey in catalogue().journeys].index(truth["journey_id"])
    others = [full.nps(full.rows["journey"] == other) for other in range(6) if other != position]
    assert full.nps(full.rows["journey"] == position) < min(truth["highest_nps"], *others)


def test_some_outlets_are_truly_better_and_worse(full: FullBank) -> None:
    truth, whole = truths()["outliers"], full.nps(slice(None))
    for unit_id in truth["better"]:
        assert full.nps(full.rows["unit_id"] == unit_id) - whole > truth["smallest_effect_points"]
    for unit_id in truth["worse"]:
        assert whole - full.nps(full.rows["unit_id"] == unit_id) > truth["smallest_effect_points"]


def test_one_region_moved_only_by_its_mix(full: FullBank) -> None:
    truth = truths()["mix_only"]
    at = full.region == int(truth["unit_id"][1:])
    month = full.rows["month"].to_numpy()
    spans = [(full.month(first), full.month(end)) for first, end in (truth["before"], truth["after"])]
    early, late = (at & (month >= first) & (month < end) for first, end in spans)
    mix = within = 0.0
    for channel in ("branch", "mobile", "hotline", "wechat"):
        is_channel = (full.rows["channel"] == channel).to_numpy()
        shares = [(span & is_channel).sum() / span.sum() for span in (early, late)]
        levels = [full.nps(span & is_channel) for span in (early, late)]
        mix += (shares[1] - shares[0]) * sum(levels) / 2
        within += (levels[1] - levels[0]) * sum(shares) / 2
    assert mix < -truth["smallest_mix_points"]
    assert abs(within) < truth["largest_within_points"]


def test_one_month_had_a_real_shock(full: FullBank) -> None:
    truth = truths()["shock"]
    by_month = np.asarray([full.nps(full.rows["month"] == month) for month in range(48)])
    at = full.month(truth["month"])
    usual = np.delete(by_month, at)
    assert usual.mean() - by_month[at] > truth["smallest_drop_points"]
    moving = np.abs(np.diff(by_month)).mean()
    assert by_month[at] < by_month.mean() - 2.66 * moving
    assert (usual > by_month.mean() - 2.66 * moving).all()
    event = next(event for event in catalogue().events if event.event_id == truth["event_id"])
    assert event.from_on.replace(day=1) == truth["month"]


def test_a_word_rises_at_the_end(full: FullBank) -> None:
    truth = truths()["rising_word"]
    texts = full.rows["verbatim"]
    is_late = (full.rows["month"] >= full.month(truth["from_month"])) & (texts != "")
    is_early = (full.rows["month"] < full.month(truth["from_month"])) & (texts != "")
    holds = texts.str.contains(truth["word"], regex=False)
    assert holds[is_late].sum() >= 60
    assert holds[is_late].mean() > 5 * holds[is_early].mean()
    assert 0.22 < (texts != "").mean() < 0.28


def test_units_moved_closed_and_opened(full: FullBank) -> None:
    moved, closed, opened = (truths()[key] for key in ("moved", "closed", "opened"))
    stays = full.bank.units[full.bank.units["unit_id"] == moved["unit_id"]]
    assert stays["parent_id"].tolist() == [moved["from_parent"], moved["to_parent"]]
    assert stays["from_on"].tolist()[1] == moved["on"].isoformat()
    last = full.rows.loc[full.rows["unit_id"] == closed["unit_id"], "responded_at"].max()
    first = full.rows.loc[full.rows["unit_id"] == opened["unit_id"], "responded_at"].min()
    assert last.date() <= closed["on"] and (closed["on"] - last.date()).days < 60
    assert first.date() >= opened["on"] and (first.date() - opened["on"]).days < 60


def test_nobody_answers_uninvited_and_the_rate_is_plausible(full: FullBank) -> None:
    sent = invitations(full.size, full.bank, full.frame)
    assert not sent.duplicated(["day", "outlet", "channel"]).any()
    answered = full.frame.groupby(["invited_day", "outlet", "channel"]).size()
    asked = sent.set_index(["day", "outlet", "channel"])["sent"]
    assert (asked.reindex(answered.index) >= answered).all()
    assert 0.12 < len(full.frame) / sent["sent"].sum() < 0.20
    assert (sent["delivered"] <= sent["sent"]).all() and (sent["opened"] <= sent["delivered"]).all()
    assert (full.frame["invited_day"] <= full.frame["day"]).all()


def test_every_open_outlet_has_an_exposure_each_month(full: FullBank) -> None:
    months = exposures(full.size, full.bank)
    is_open = full.bank.open_share(full.size.calendar)
    assert len(months) == is_open.sum()
    assert (months[["customers", "transactions", "contacts", "staff"]] > 0).all(axis=None)


def test_weights_bring_the_sample_to_the_customers(full: FullBank) -> None:
    weight = full.rows["weight"]
    assert weight.mean() == pytest.approx(1.0, abs=0.01)
    assert weight.max() <= 5.5 and weight.nunique() > 20


def test_one_customer_scores_alike_everywhere(full: FullBank) -> None:
    score = full.score
    login, valid = full.rated("mobile_login")
    both = valid & score.notna().to_numpy()
    assert 0.2 < np.corrcoef(login[both], score[both])[0, 1] < 0.7
