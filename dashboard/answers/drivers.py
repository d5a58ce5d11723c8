"""What goes along with recommending: each touchpoint's share of what the ratings explain, and where to begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from dashboard import gate
from dashboard.answers import journeys
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.answers.voices import Counted
from dashboard.queries import drivers as queries
from dashboard.queries.builds import Build
from dashboard.queries.drivers import Asked, Products, Sums
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice
from dashboard.stats import constants, drivers, summed_drivers
from dashboard.stats.estimates import Estimate
from dashboard.stats.summed_drivers import SummedShares
from dashboard.values import Answer, Missing, Released

SHARE = Counted("driver_share", base_of="ratings")
EXPLAINED = Counted("driver_explained", base_of="responses")
ALONGSIDE = Counted("driver_correlation", unit="hundredths", base_of="ratings")
ASYMMETRY = Counted("driver_asymmetry", unit="tenths", base_of="ratings")
NAMES = {
    SHARE.measure: ("与推荐相关的份额", "Share of what goes along with recommending"),
    EXPLAINED.measure: ("评分合起来能解释的占比", "Explained by all ratings together"),
    ALONGSIDE.measure: ("与推荐的相关系数 × 100", "Correlation with recommending × 100"),
    ASYMMETRY.measure: ("推荐分之差，十分之一分", "Difference of the recommend answer, in tenths of a point"),
}
KINDS = ("satisfaction", "effort")
"""Ratings that may go along with recommending; of a survey, the first kind that its touchpoints are rated by."""


@dataclass(frozen=True)
class Looked:
    """One question about drivers, resolved: the journey whose touchpoints are looked at, and its answers' sums."""

    question: Question
    kind: str
    every: tuple[Asked, ...]
    journey: Asked
    period: Period
    products: Products

    def over(self, period: Period) -> Looked:
        """The same of another period."""
        return _read(self.question, self.kind, self.every, self.journey, period)

    @cached_property
    def sums(self) -> Sums:
        """Of all responses looked at."""
        return self.products.of()

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """The most rated ones, as many as may be players."""
        return self.products.touchpoints

    @property
    def is_freer(self) -> bool:
        """Many touchpoints at once are a cut of their own: whatever else narrows is a free combination."""
        where, period = self.question.where, self.question.period
        is_cut = where.cut_month is not None and period is not None and where.cut_month <= period.last
        return bool(where.units or where.crossing(queries.PART_OF_THE_MEASURE) or is_cut)

    def told(self, sums: Sums) -> list[int]:
        """The places of the touchpoints with enough ratings."""
        least = constants.LEAST_TOUCHPOINT_BASE
        return [at for at in range(len(self.touchpoints)) if sums.groups and sums.ratings(at) >= least]

    def hindered(self) -> Missing | None:
        """Why nothing can be told of these answers; None if it can."""
        if not self.sums.groups or not self.sums.responses:
            return "no_responses"
        if len(self.told(self.sums)) < 2:
            return "one_touchpoint"
        n, y, yy = (float(self.sums.products[:, a, b].sum()) for a, b in ((0, 0), (0, 1), (1, 1)))
        return "all_alike" if yy * n - y * y <= 0 else None

    def release(
        self,
        measure: Counted,
        keys: Sequence[tuple[tuple[str, str], ...]],
        columns: tuple[Any, Any, Any],
        bases: Any,
        *,
        is_freer: bool | None = None,
    ) -> tuple[Released, ...]:
        """Figures through the gate, in whole numbers: an analysis of many answers at once is never told finer."""
        score, low, high = (np.ma.MaskedArray(column, dtype=np.float64).round() + 0.0 for column in columns)
        freer = self.is_freer if is_freer is None else is_freer
        estimate = Estimate(score, low, high, np.asarray(bases, dtype=np.float64))
        rules = self.question.rules
        return gate.release(measure, keys, estimate, rules, self.question.scope, is_freer=[freer] * len(keys))

    def answer(self, values: Sequence[Released], measure: Counted, chart: Mapping[str, Any], **more: Any) -> Answer:
        """The answer under its own measure, with the journeys there are and the one that is looked at."""
        journeys_told = [each.journey_id for each in self.every]
        pairs = [("journey", each) for each in journeys_told if each]
        pairs += [("touchpoint", each) for each in self.journey.touchpoints]
        notes = (*more.pop("notes", ()), *(("freer_cut",) if any(value.is_freer for value in values) else ()))
        answer = self.question.answer(
            values,
            chart={"journey": self.journey.journey_id, "journeys": tuple(journeys_told), "kind": self.kind, **chart},
            labels={
                **{pair: names for pair in pairs if (names := self.question.label(*pair)) is not None},
                **more.pop("labels", {}),
            },
            notes=notes,
            **more,
        )
        return named(answer, measure, self.products.read_facts)


@once
def shares(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which touchpoints' ratings go along with the recommend answer, and how much of what all explain is each one's?

    values: keys (("touchpoint", id),), the largest share first, measure "driver_share": per cent of what all explain
    together (they add up to 100 but for rounding), base the ratings behind. Two rated so alike that they cannot be told
    apart are one value, under the first one's id. chart: ``journey`` looked at ('' the touchpoints of none) and
    ``journeys`` that are rated; ``explained`` (Released): per cent of the differences in the answers that all ratings
    explain; ``ranks`` aligned, (lowest, highest) place of the interval; ``correlations`` aligned, Released per
    touchpoint of the value, in hundredths; ``groups`` the ids that count as one; ``left_out`` (id, ratings) under a
    hundred, or (id, None) beyond the ten most rated. missing: one_touchpoint, all_alike, no_touchpoints.

    A chosen journey or touchpoint says which are looked at, or shown; everything else that narrows makes it a free
    combination.
    """
    looked = look("drivers.shares", build, chosen, scope)
    if isinstance(looked, Answer):
        return looked
    found = _shares(looked, looked.sums, looked.question.seed)
    order = np.argsort(-found.pct, kind="stable").tolist()
    of_each = summed_drivers.pearson(looked.sums.products, looked.sums.squares)
    correlations = looked.release(
        ALONGSIDE,
        [(("touchpoint", each),) for each in looked.touchpoints],
        tuple(100.0 * column for column in (of_each.r, of_each.low, of_each.high)),  # type: ignore[arg-type]
        of_each.bases,
    )
    beside = {value.of("touchpoint"): value for value in correlations}
    shown = [at for at in order if _is_shown(found.players[at], chosen)]
    values = _released_shares(looked, found, shown)
    r_squared = ([100 * found.r_squared], [100 * found.r_squared_low], [100 * found.r_squared_high])
    (explained,) = looked.release(EXPLAINED, [(("part", "explained"),)], r_squared, [found.responses])
    return looked.answer(
        values,
        SHARE,
        {
            "explained": explained,
            "ranks": tuple((int(found.rank_low[at]), int(found.rank_high[at])) for at in shown),
            "correlations": tuple(tuple(beside[each] for each in found.players[at]) for at in shown),
            "groups": tuple(player for player in found.players if len(player) > 1),
            "left_out": _left_out(looked, found.left_out),
        },
        labels=group_names(looked, found),
        comparisons=len(values),
    )


@once
def importance(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """What to improve first: what goes along with recommending and is rated low, against what is rated high?

    values: keys (("touchpoint", id),) with the share of satisfied ratings as Journeys tells it, the largest share of
    ``shares`` first. chart: ``importance`` (Released of ``shares``), ``numbers``, the place of each in its journey, and
    ``zones`` aligned (improve, keep, low_priority, more_than_needed, undetermined: an interval crosses a mean);
    ``middle``, the means (satisfied, share). missing also: no_satisfaction.
    """
    answer = shares(build, chosen.with_members("touchpoint", ()), scope)
    if answer.missing is not None:
        return replace(answer, question="drivers.importance", slice=chosen)
    journey = answer.chart["journey"]
    steps = journeys.steps(build, replace(chosen, members=_without(chosen)), scope)
    here = [value.of("touchpoint") for value in steps.values if (value.of("journey") or "") == journey]
    of_step: dict[str, Released] = {}
    for value in steps.values if steps.measure == "satisfaction" else ():
        if value.score is not None and (value.of("journey") or "") == journey:
            of_step[value.of("touchpoint") or ""] = value
    groups = {group[0]: group for group in answer.chart["groups"]}
    pairs = []
    for value in answer.values:
        name = value.of("touchpoint") or ""
        # of several that cannot be told apart, the one that is rated lowest
        rated = [of_step[each] for each in groups.get(name, (name,)) if each in of_step]
        if rated and value.score is not None:
            pairs.append((min(rated, key=lambda each: each.score or 0.0), value))
    if len(pairs) < 2:
        return replace(answer, question="drivers.importance", slice=chosen, values=(), missing="no_satisfaction")
    columns = [[getattr(each[side], end) for each in pairs] for side in (0, 1) for end in ("score", "low", "high")]
    read = drivers.importance_performance([str(value.of("touchpoint")) for _, value in pairs], *columns)
    return replace(
        answer,
        question="drivers.importance",
        slice=chosen,
        values=tuple(satisfied for satisfied, _ in pairs),
        chart={
            **answer.chart,
            "decimals": steps.chart["decimals"],
            "importance": tuple(value for _, value in pairs),
            "zones": read.zones,
            "numbers": tuple(here.index(satisfied.of("touchpoint")) + 1 for satisfied, _ in pairs),
            "middle": (read.mean_performance, read.mean_importance),
        },
        labels={**steps.labels, **answer.labels},
    )


@once
def asymmetric(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Where is a failure missed, where is a delight noticed, and where do both count alike?

    values: two per touchpoint, keys (("touchpoint", id), ("part", "penalty" or "reward")), the largest penalty first:
    how much lower the recommend answer is with a pain there, how much higher with a top mark, against marks in between,
    all touchpoints held together; in tenths of a point of the 0–10 answer. chart: ``kinds`` per touchpoint (basic,
    performance, excitement, undetermined); ``left_out`` (id, ratings) with under a hundred ratings or ten of either.
    """
    looked = look("drivers.asymmetric", build, chosen, scope)
    if isinstance(looked, Answer):
        return looked
    total = looked.sums.marks.sum(axis=0).diagonal()
    enough = [
        at for at in looked.told(looked.sums) if min(total[2 + 2 * at], total[3 + 2 * at]) >= constants.LEAST_TOGETHER
    ]
    if not enough:
        return named(looked.question.nothing("too_few_marks"), ASYMMETRY)
    names = [looked.touchpoints[at] for at in enough]
    found = summed_drivers.asymmetric(looked.sums.only(enough).marks, names)
    order = [at for at in np.argsort(-found.penalty, kind="stable").tolist() if _is_shown((names[at],), chosen)]
    bases = np.array([looked.sums.ratings(at) for at in enough], dtype=np.float64)
    sides = {
        "penalty": (found.penalty, found.penalty_low, found.penalty_high),
        "reward": (found.reward, found.reward_low, found.reward_high),
    }
    keys = [(("touchpoint", names[at]), ("part", side)) for at in order for side in sides]
    columns = [np.array([10.0 * sides[side][end][at] for at in order for side in sides]) for end in range(3)]
    values = looked.release(ASYMMETRY, keys, (columns[0], columns[1], columns[2]), np.repeat(bases[order], 2))
    return looked.answer(
        values,
        ASYMMETRY,
        {
            "kinds": tuple(found.kinds[at] for at in order),
            "left_out": _left_out(looked, [each for each in looked.touchpoints if each not in names]),
        },
        comparisons=len(order),
    )


def look(
    name: str, build: Build, chosen: Slice, scope: Scope, *, by: str = "", is_since_first: bool = False
) -> Looked | Answer:
    """Resolves a question about drivers, of the period or of all months up to its end; the answer that says why there
    is none, if so."""
    question = ask(name, "nps", build, chosen, scope, by=by)
    if (missing := question.absent()) is not None or question.period is None or question.survey is None:
        return named(question.nothing(missing or "no_responses"), SHARE)
    for kind in KINDS:
        every = queries.asked_touchpoints(build, question.survey.survey_id, kind)
        if every:
            break
    meant = chosen.members.get("journey")
    possible = [each for each in every if meant is None or each.journey_id in meant]
    journeys_told = {"journey": "", "journeys": tuple(each.journey_id for each in every)}
    if not possible:
        nothing = question.nothing("no_touchpoints")
        return named(replace(nothing, chart={**nothing.chart, **journeys_told}), SHARE)
    looked = _first_answered(question, kind, every, possible)
    if is_since_first:
        first = min(question.catalogue.months(chosen), default=question.period.first)
        looked = looked.over(Period(min(first, question.period.first), question.period.last))
    if not by and (hindered := looked.hindered()) is not None:
        nothing = question.nothing(hindered)
        chart = {**nothing.chart, **journeys_told, "journey": looked.journey.journey_id}
        return named(replace(nothing, chart=chart), SHARE, looked.products.read_facts)
    return looked


def _first_answered(question: Question, kind: str, every: tuple[Asked, ...], possible: Sequence[Asked]) -> Looked:
    """The first of the journeys that anybody answered within the selection; the very first where nobody did any."""
    if question.period is None:
        raise ValueError("a question without a period has no answers")
    found = (_read(question, kind, every, journey, question.period) for journey in possible)
    first = next(found)
    return first if first.sums.groups else next((each for each in found if each.sums.groups), first)


def _read(question: Question, kind: str, every: tuple[Asked, ...], journey: Asked, period: Period) -> Looked:
    rated = journey.touchpoints[: constants.LARGEST_PLAYERS]
    products = queries.by_group(question.build, question.where, kind, journey.journey_id, rated, period)
    return Looked(question, kind, every, journey, period, products)


def _shares(looked: Looked, sums: Sums, seed: int, *, draws: int = constants.BOOTSTRAP_DRAWS) -> SummedShares:
    groups = summed_drivers.alike(looked.sums.products, looked.sums.squares, looked.touchpoints)
    return summed_drivers.of_products(sums.products, looked.touchpoints, groups, seed=seed, draws=draws)


def _released_shares(looked: Looked, found: SummedShares, places: Sequence[int]) -> tuple[Released, ...]:
    return looked.release(
        SHARE,
        [(("touchpoint", found.players[at][0]),) for at in places],
        (found.pct[places], found.low[places], found.high[places]),
        found.bases[places],
    )


def _is_shown(player: tuple[str, ...], chosen: Slice) -> bool:
    touchpoints = chosen.members.get("touchpoint")
    return touchpoints is None or any(each in touchpoints for each in player)


def _left_out(looked: Looked, names: Sequence[str]) -> tuple[tuple[str, int | None], ...]:
    """Touchpoints without a part, with their ratings; None for those that were not counted, being beyond the ten."""
    place = {name: at for at, name in enumerate(looked.touchpoints)}
    few = tuple((name, looked.sums.ratings(place[name])) for name in names)
    return (*few, *((name, None) for name in looked.journey.touchpoints[len(looked.touchpoints) :]))


def group_names(looked: Looked, found: SummedShares) -> dict[tuple[str, str], tuple[str, str]]:
    """Touchpoints that count as one are called by all their names."""
    told = {}
    for player in (each for each in found.players if len(each) > 1):
        names = [looked.question.label("touchpoint", each) or (each, each) for each in player]
        told["touchpoint", player[0]] = (" + ".join(own for own, _ in names), " + ".join(name for _, name in names))
    return told


def _without(chosen: Slice) -> dict[str, tuple[str, ...]]:
    return {name: ids for name, ids in chosen.members.items() if name not in queries.PART_OF_THE_MEASURE}


def named(answer: Answer, measure: Counted, read_facts: bool = False) -> Answer:
    """The answer under the name of its own measure; it is asked through the recommend question."""
    labels = {**answer.labels, **{("measure", each): names for each, names in NAMES.items()}}
    chart = {**answer.chart, "unit": measure.unit, "decimals": 0, "base_label": ("有效评分", "valid ratings")}
    footer = replace(
        answer.footer,
        source="facts" if read_facts else "mart",
        interval_rule="sandwich_of_groups" if measure is ASYMMETRY else "bootstrap_of_groups",
    )
    return replace(answer, measure=measure.measure, footer=footer, labels=labels, chart=chart)
