"""The marts answer exactly as the facts do: 500 random slices of the family, on two banks, by a count of our own.

The facts are read once, as rows with the units above each; what a slice means is counted from them in numpy, without
any statement of the product's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from dashboard.answers.question import ask
from dashboard.queries import records, responses
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.records import COMPLAINT_DIMENSIONS
from dashboard.queries.where import Where
from dashboard.scopes import Scope
from dashboard.slices import DIMENSIONS, Slice
from pipelines.banks import bank as bank_named
from pipelines.demo import write
from pipelines.load import load
from tests import small_bank

pytestmark = pytest.mark.slow

SLICES = 250
"""Of each of the two banks."""
DAYS = 40
"""Of each, of which it is asked what had been answered until a day, and by weeks."""
PERIODS = ("month", "quarter", "year", "last_12", "all")
Mask = npt.NDArray[np.bool_]
SCORES = [*responses.SCORES, "responses", "partial_responses", "recommend_responses", "off_scale", "blank"]
WEIGHTS = ["weight_promoters", "weight_passives", "weight_detractors", "weight_squared_sum"]
RATED = ["ratings", "top_box", "pain_box", "not_used", "off_scale", "blank"]
TOLERANCE = 1e-12
"""Of a sum, and of a sum of nothing."""
COMPLAINED = ["complaints", "merged_complaints", "valid_complaints"]


@dataclass(frozen=True)
class Facts:
    """Rows of a fact table as columns, with the units above each row at its time."""

    rows: pd.DataFrame
    below: dict[str, Mask]
    """unit -> the rows that count under it."""
    own: npt.NDArray[np.object_]
    """The unit of each row itself."""

    def counted(self, asked: Where, chosen: Mask, columns: list[str]) -> dict[tuple[object, str], list[float]]:
        """Sums per month and group of the rows in ``chosen``, as the answer should have them."""
        inside = chosen & (self.rows["month"] <= pd.Timestamp(asked.last_month)).to_numpy(dtype=bool)
        if asked.units:
            inside = inside & np.any([self.below[unit] for unit in asked.units], axis=0)
        for dimension, members in asked.members.items():
            if dimension in self.rows:
                inside = inside & self.rows[dimension].isin(members).to_numpy(dtype=bool)
        found: dict[tuple[object, str], list[float]] = {}
        for group, of in self._groups(asked, inside):
            sums = self.rows.loc[of, ["month", *columns]].groupby("month").sum()
            for month, values in zip(sums.index, sums.to_numpy(dtype=float).tolist(), strict=True):
                if any(values):
                    found[month, group] = values
        return found

    def _groups(self, asked: Where, inside: Mask) -> Iterator[tuple[str, Mask]]:
        if not asked.by:
            yield "", inside
        elif asked.by == "unit":
            for unit in asked.shown_units:
                yield unit, inside & self.below[unit]
            for unit in asked.own_units:
                yield unit, inside & (self.own == unit)
        else:
            members = self.rows[asked.by].to_numpy(dtype=object)
            for member in sorted(set(members[inside])):
                yield member, inside & (members == member)


@dataclass(frozen=True)
class Until:
    """What had been answered up to a day, each row at the beginning of its month or week."""

    answered: Facts
    rated: Facts


class Everything:
    """The fact tables of one build, read by a connection of our own."""

    def __init__(self, build: Build, survey: str) -> None:
        self.build, self.survey = build, survey

    @cached_property
    def answered(self) -> Facts:
        rows = self._read(
            "select month, responded_on, placement_id, response_id, line, channel, product, age_band, is_new_citizen, "
            "tier, journey_id as journey, touchpoint_id as touchpoint, 1 as responses, "
            "is_partial::int as partial_responses, "
            "(recommend_state = 'off_scale')::int as off_scale, (recommend_state = 'blank')::int as blank, "
            "case when recommend_state = 'valid' then recommend end as score, weight "
            "from fct_response where survey_id = $survey"
        )
        score, weight = rows["score"].to_numpy(float, na_value=np.nan), rows["weight"].to_numpy(float, na_value=np.nan)
        valid = ~np.isnan(score)
        weight = np.where(valid, np.nan_to_num(weight), 0.0)
        made = {name: score == at for at, name in enumerate(responses.SCORES)}
        made |= {"recommend_responses": valid, "weight_squared_sum": weight**2}
        made |= {"weight_promoters": weight * (score >= 9), "weight_detractors": weight * (valid & (score <= 6))}
        made["weight_passives"] = weight * ((score >= 7) & (score <= 8))
        return self._facts(rows.assign(**{name: np.asarray(values, dtype=float) for name, values in made.items()}))

    @cached_property
    def rated(self) -> Facts:
        rows = self._read(
            "select response_id, touchpoint_id as rated, scale_maximum, score, state, scale_minimum from fct_rating "
            "where survey_id = $survey and kind = 'satisfaction'"
        )
        of = [
            "month",
            "responded_on",
            "placement_id",
            "response_id",
            "line",
            "channel",
            "product",
            "age_band",
            "is_new_citizen",
            "tier",
        ]
        rows = rows.merge(self.answered.rows[[*of, "journey"]], on="response_id")
        valid = (rows["state"] == "valid").to_numpy(dtype=bool)
        low, high, score = (rows[name].to_numpy(float) for name in ("scale_minimum", "scale_maximum", "score"))
        top = valid & (score >= high - np.where(high - low >= 2, 1, 0))
        pain = valid & np.where((low == 0) & (high == 10), score <= 6, score < (low + high) / 2)
        states = {name: (rows["state"] == name).astype(float) for name in ("not_used", "off_scale", "blank")}
        return self._facts(rows.assign(ratings=valid * 1.0, top_box=top * 1.0, pain_box=pain * 1.0, **states))

    def until(self, day: date, step: str) -> Until:
        """What had been answered up to a day; the first day of each row's step stands as its month."""
        return Until(*(_up_to(each, day, step) for each in (self.answered, self.rated)))

    @cached_property
    def complained(self) -> Facts:
        rows = self._read(
            "select month, placement_id, line, channel, business, cause, journey_id as journey, touchpoint_id as "
            "touchpoint, 1 as complaints, (coalesce(repeat_of, '') = '')::int as merged_complaints, "
            "coalesce(is_valid, false)::int as valid_complaints from fct_complaint"
        )
        return self._facts(rows)

    def _facts(self, rows: pd.DataFrame) -> Facts:
        dimensions = [name for name in (*DIMENSIONS, *COMPLAINT_DIMENSIONS) if name in rows]
        rows = rows.assign(**{name: rows[name].fillna("").astype(object) for name in set(dimensions)})
        above = self._read("select placement_id, ancestor_id from bridge_placement_ancestor")
        place = rows["placement_id"].to_numpy()
        below = {unit: np.isin(place, part["placement_id"]) for unit, part in above.groupby("ancestor_id")}
        unit = self._read("select placement_id, unit_id from dim_placement").set_index("placement_id")["unit_id"]
        return Facts(rows, below, rows["placement_id"].map(unit).to_numpy(dtype=object))

    def _read(self, statement: str) -> pd.DataFrame:
        used = {"survey": self.survey} if "$survey" in statement else {}
        return self.build._connection.cursor().execute(statement, used).df()


def _up_to(facts: Facts, day: date, step: str) -> Facts:
    said = facts.rows["responded_on"]
    is_past = (said <= pd.Timestamp(day)).to_numpy(dtype=bool)
    weeks = said - pd.to_timedelta(said.dt.day_of_week, unit="D")
    rows = facts.rows.assign(month=weeks if step == "week" else facts.rows["month"])[is_past]
    return Facts(rows, {unit: mask[is_past] for unit, mask in facts.below.items()}, facts.own[is_past])


def _random_slices(build: Build, me: Scope, many: int) -> Iterator[tuple[Slice, str]]:
    known = catalogue(build, me)
    random = np.random.default_rng(20261125)
    units = [unit.unit_id for unit in known.units]
    months = known.months(Slice())
    members = {name: [*known.members[name], ""] for name in DIMENSIONS if len(known.members.get(name, ())) > 1}
    for _ in range(many):
        first, last = sorted(random.integers(0, len(months), 2))
        period = random.choice([*PERIODS, f"{months[first]:%Y-%m}..{months[last]:%Y-%m}"])
        chosen = Slice(period=str(period), units=tuple(random.choice(units, random.integers(0, 4), replace=False)))
        by = str(random.choice(["", "unit", *members]))
        if random.random() < 0.6:
            dimension = by if by in members else str(random.choice(list(members)))
            count = int(random.integers(1, 1 + min(3, len(members[dimension]))))
            chosen = chosen.with_members(dimension, map(str, random.choice(members[dimension], count, replace=False)))
        yield chosen, by


def _told(frame: pd.DataFrame, columns: list[str]) -> dict[tuple[object, str], list[float]]:
    sums = frame.groupby(["month", "group"])[columns].sum()
    return {key: row for key, row in zip(sums.index, sums.to_numpy(dtype=float).tolist(), strict=True) if any(row)}


@pytest.fixture(scope="module")
def correlated(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A bank whose product follows from the channel, and whose tier and line follow from the product."""
    tables = small_bank.tables(responses=4000)
    service = tables["service"]
    service["product"] = service["channel"].map({"branch": "savings", "app": "card", "hotline": "loan"})
    service["tier"] = np.where(service["product"] == "loan", "private", service["tier"])
    service["line"] = service["product"].map({"savings": "retail", "card": "card", "loan": "retail"})
    root = tmp_path_factory.mktemp("correlated")
    small_bank.make(root, "correlated", tables)
    return open_build("correlated", root)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The example bank, with fewer outlets and answers."""
    root = tmp_path_factory.mktemp("example")
    bank = bank_named("example", root)
    write(bank.folder, outlets=40, years=2, scale=0.01)
    load(bank, sorted(bank.inbox.iterdir()))
    return open_build("example", root)


@pytest.mark.parametrize("which", ["example", "correlated"])
def test_marts_are_facts_for_random_slices(which: str, request: pytest.FixtureRequest, me: Scope) -> None:
    build: Build = request.getfixturevalue(which)
    survey = catalogue(build, me).survey(Slice())
    assert survey is not None
    facts = Everything(build, survey.survey_id)
    people = 0
    for at, (chosen, by) in enumerate(_random_slices(build, me, SLICES)):
        asked = ask("test", "nps", build, chosen, me, by=by).where
        read = responses.recommend(build, asked)
        assert not read.read_facts
        counted = facts.answered.counted(asked, np.ones(len(facts.answered.rows), dtype=bool), [*SCORES, *WEIGHTS])
        _same(_told(read.frame, [*SCORES, *WEIGHTS]), counted, f"{chosen} by {by}")
        people += int(sum(values[SCORES.index("responses")] for values in counted.values()))
        if at % 2 and not {"touchpoint"} & {by, *chosen.members}:
            rated = responses.ratings(build, asked, "satisfaction")
            rows = facts.rated.rows
            overall = (rows["rated"] == responses.OVERALL).to_numpy(dtype=bool)
            if len(rated.frame):
                overall = overall & (rows["scale_maximum"] == rated.frame["scale_maximum"].iloc[0]).to_numpy(dtype=bool)
                _same(_told(rated.frame, RATED), facts.rated.counted(asked, overall, RATED), f"{chosen} rated by {by}")
        if at % 2 == 0 and {by, *chosen.members} <= {"", "unit", *COMPLAINT_DIMENSIONS}:
            told = _told(records.complaints(build, asked).frame, COMPLAINED)
            everything = np.ones(len(facts.complained.rows), dtype=bool)
            _same(told, facts.complained.counted(asked, everything, COMPLAINED), f"{chosen} complaints by {by}")
    assert people > SLICES


@pytest.mark.parametrize("which", ["example", "correlated"])
def test_days_and_weeks_are_facts_for_random_slices(which: str, request: pytest.FixtureRequest, me: Scope) -> None:
    """An as-of day inside a month, and weeks: of the mart by day where nothing crosses, of the facts where one does."""
    build: Build = request.getfixturevalue(which)
    survey = catalogue(build, me).survey(Slice())
    assert survey is not None
    facts = Everything(build, survey.survey_id)
    days = facts.answered.rows["responded_on"]
    random = np.random.default_rng(20261126)
    people = 0
    for chosen, by in _random_slices(build, me, DAYS):
        as_of = days.iloc[int(random.integers(len(days)))].date()
        asked = ask("test", "nps", build, replace(chosen, as_of=as_of), me, by=by).where
        for step in ("month", "week"):
            stepped = replace(asked, step=step, last_month=as_of if step == "week" else as_of.replace(day=1))
            so_far = facts.until(as_of, step)
            read = responses.recommend(build, stepped)
            crossing = {by, *chosen.members} - {"", "unit"}
            assert read.read_facts == bool(crossing and (step == "week" or stepped.cut_month is not None))
            everybody = np.ones(len(so_far.answered.rows), dtype=bool)
            counted = so_far.answered.counted(stepped, everybody, [*SCORES, *WEIGHTS])
            _same(_told(read.frame, [*SCORES, *WEIGHTS]), counted, f"{chosen} by {by} in {step}s until {as_of}")
            people += int(sum(values[SCORES.index("responses")] for values in counted.values()))
            if "touchpoint" not in crossing:
                rated = responses.ratings(build, stepped, "satisfaction")
                if not len(rated.frame):
                    continue
                rows = so_far.rated.rows
                overall = (rows["rated"] == responses.OVERALL).to_numpy(dtype=bool)
                overall = overall & (rows["scale_maximum"] == rated.frame["scale_maximum"].iloc[0]).to_numpy(dtype=bool)
                of = so_far.rated.counted(stepped, overall, RATED)
                _same(_told(rated.frame, RATED), of, f"{chosen} rated by {by} in {step}s until {as_of}")
    assert people > DAYS


def _same(
    told: dict[tuple[object, str], list[float]], counted: dict[tuple[object, str], list[float]], what: str
) -> None:
    """Alike to the last digits a sum can keep: all numbers at once, for one by one is most of what these tests take."""
    assert told.keys() == counted.keys(), what
    if counted:
        one, other = np.array([told[key] for key in counted]), np.array(list(counted.values()))
        is_alike = (np.abs(one - other) <= TOLERANCE * np.maximum(np.abs(other), 1)).all(axis=1)
        others = [(key, told[key], counted[key]) for key, same in zip(counted, is_alike, strict=True) if not same]
        assert not others, (what, others[:3])
