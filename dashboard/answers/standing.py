"""Which units differ from the rest beyond luck: funnel, shrunken scores, rank intervals, bands; channel mix apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from dashboard.answers import pools
from dashboard.answers.cells import numbered
from dashboard.answers.kinds import (
    NO_AGENTS,
    RATES,
    ComplaintRate,
    Estimated,
    Nps,
    Plain,
    Share,
    Summed,
    only,
)
from dashboard.answers.once import once
from dashboard.answers.pools import Groups
from dashboard.answers.question import NOT_RECORDED_ID, Question, ask
from dashboard.answers.series import groups_of
from dashboard.gate import EXPOSURE_BASES, PROTECTED_BASES
from dashboard.queries.builds import Build
from dashboard.queries.levels import called, units_of_level
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice, to_address
from dashboard.stats import casemix, funnel, luck, ranks, shrinkage
from dashboard.stats.constants import FUNNEL_LEVELS
from dashboard.stats.funnel import Funnel
from dashboard.stats.shrinkage import Shrunken
from dashboard.values import Answer, Key, Released, Verdict, stepped

MEASURES = ("nps", "satisfaction", "complaints_per_10k")
"""Measures whose units are held against each other on Branches."""
COMPARED = (*MEASURES, *(each for rate in RATES for each in (rate, rate + NO_AGENTS) if each not in MEASURES))
"""Those, and every rate of complaints."""
MIX = "channel"
"""The dimension whose mix is taken out before units are compared."""
CURVE_POINTS = 60


@dataclass(frozen=True, eq=False)
class Compared:
    """The units of one comparison: sums, what is drawn and tested, and the funnel around it."""

    summed: Summed
    estimate: Estimated
    found: Funnel
    luck: npt.NDArray[np.float64] | None = None
    """Where the mix was taken out: the variance that luck gives each score."""

    @property
    def is_adjusted(self) -> bool:
        return self.luck is not None


ALIGNED = ("shrunken", "places", "bottom", "worst")
"""What stands in the chart beside each value."""


@once
def of(measure: str, level: str, build: Build, chosen: Slice, scope: Scope, *, is_adjusted: bool = True) -> Answer:
    """The units of one level below the chosen ones, each against all of them together.

    values: keys (("unit", id),), in tree order, units with a base: the score as drawn (adjusted for channels where that
    can be done and ``is_adjusted``); after them the units shown only together, id "others:" and the unit above, never
    ranked. verdicts: comparison, one per value (a pool's says too few), one Benjamini–Hochberg family.
    chart: aligned with values: ``shrunken`` Released, ``places`` (low, high) or None, ``bottom`` chance of the bottom
    tenth or None, ``worst`` whether it may be called one of the worst; ``ranked`` how many were ranked; ``target``;
    ``limits`` rows (base, lower 95, upper 95, lower 99.8, upper 99.8); ``apart_by_luck``, how far the best and worst
    ranked units would lie apart if all were alike, ``apart`` how far they do; ``is_adjusted``; ``level``; ``pooled``,
    id of a pool -> the ids in it; ``raw`` Released, the score without adjustment, where adjusted. Only units whose
    score may show are ranked and shrunken. The comparison is always that of all the units, so that limits, places and
    verdicts are the same for everyone; who may not see all of them sees the rows of their own (too_few_alone where
    these stand in pools with others). Raises ValueError for a measure that is not compared so, and OutOfScopeError for
    a chosen unit outside the scope.
    """
    if measure not in COMPARED:
        raise ValueError(f"{measure} is not compared by unit; there are {', '.join(COMPARED)}")
    mine = ask("units.standing", measure, build, chosen, scope, by="unit")
    answer = _of_all(measure, level, build, chosen, replace(scope, visible=None), is_adjusted)
    if scope.visible is None or answer.missing is not None:
        return answer
    inside: Mapping[str, tuple[str, ...]] = answer.chart["pooled"]
    rows = [inside.get(each, (each,)) for each in answer.chart["compared"]]
    kept = [at for at, row in enumerate(rows) if set(row) <= scope.visible]
    if not kept:
        return mine.nothing("too_few_alone" if any(set(row) & scope.visible for row in rows) else mine.kind.empty)
    named = scope.visible | {answer.chart["compared"][at] for at in kept}
    chart = {name: tuple(answer.chart[name][at] for at in kept) for name in (*ALIGNED, "compared")}
    return replace(
        answer,
        values=tuple(answer.values[at] for at in kept),
        verdicts=tuple(answer.verdicts[at] for at in kept),
        chart={
            **answer.chart,
            **chart,
            "pooled": {pool: units for pool, units in inside.items() if pool in named},
            "raw": tuple(answer.chart["raw"][at] for at in kept) if answer.chart["raw"] else (),
        },
        labels={key: names for key, names in answer.labels.items() if key[0] != "unit" or key[1] in named},
    )


def _of_all(measure: str, level: str, build: Build, chosen: Slice, scope: Scope, is_adjusted: bool) -> Answer:
    """The comparison as who sees every unit has it."""
    question = about_level(ask("units.standing", measure, build, chosen, scope, by="unit"), level)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        found, codes = groups_of(question, "unit", question.inside(question.period))
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    groups = pools.of_level(question, found, codes)
    ids, summed = groups.ids, groups.summed
    if not ids or not np.any(np.asarray(question.kind.estimate(summed).base) > 0):
        return question.nothing(question.kind.empty)
    keys: list[Key] = [(("unit", each),) for each in ids]
    compared = _compared(question, groups, is_adjusted)
    values = question.release(keys, summed, compared.estimate)
    verdicts = _verdicts(question, compared, values)
    kept = [at for at, value in enumerate(values) if value.base]
    raw = question.release(keys, summed) if compared.is_adjusted else ()
    chart = _ranked(question, compared, keys, values)
    return question.answer(
        [values[at] for at in kept],
        [verdicts[at] for at in kept],
        {
            **chart,
            **{name: tuple(chart[name][at] for at in kept) for name in ALIGNED},
            "dimension": "unit",
            "compared": tuple(ids[at] for at in kept),
            "pooled": groups.pooled,
            "raw": tuple(raw[at] for at in kept) if raw else (),
            "is_adjusted": compared.is_adjusted,
            "level": level,
            "target": compared.found.target,
            "limits": _curve(question, compared),
        },
        labels={**groups.labels, **{("unit", each): called(question.catalogue, each) for each in found}},
        comparisons=max(1, compared.found.family.looked_at),
        notes=("adjusted_for_channel" if compared.is_adjusted else "not_adjusted_for_mix",),
    )


def about_level(asked: Question, level: str) -> Question:
    """A question by unit, about the units of one level below the chosen ones, whatever stands between."""
    shown = units_of_level(asked.catalogue, level, asked.chosen.units)
    return replace(asked, where=replace(asked.where, shown_units=tuple(sorted(shown)), own_units=()))


def _compared(question: Question, groups: Groups, is_adjusted: bool) -> Compared:
    """Against each other after taking out the channels' mix where that can be told exactly, else as observed."""
    summed = groups.summed
    if is_adjusted and isinstance(question.kind, Nps) and not question.chosen.members:
        adjusted = _adjusted(question, groups)
        if adjusted is not None and adjusted.bank_score is not None:
            base = np.asarray(adjusted.estimate.base)
            found = funnel.of_scores(adjusted.estimate.score.filled(0.0), adjusted.luck, base, adjusted.bank_score)
            if np.array_equal(base, np.asarray(question.kind.estimate(summed).base)):
                return Compared(summed, adjusted.estimate, found, adjusted.luck)
    found_raw = question.kind.compare(summed)
    if found_raw is None:
        raise TypeError(f"{question.measure.measure} has no funnel")
    return Compared(summed, question.kind.estimate(summed), found_raw)


def _adjusted(question: Question, groups: Groups) -> casemix.Adjusted | None:
    """Scores after taking out the mix of channels; None where only one channel, or none, is recorded."""
    channels = [*question.catalogue.members.get(MIX, {}), NOT_RECORDED_ID]
    ids = groups.ids
    place = {each: at for at, each in enumerate(ids)}
    place |= {each: place[pool] for pool, members in groups.pooled.items() for each in members}
    strata = []
    for channel in channels:
        cut = replace(question, where=replace(question.where, members={MIX: (channel,)}))
        if cut.period is None:
            return None
        codes = numbered(cut.read.frame["group"].tolist(), place, cut.inside(cut.period))
        summed = cut.kind.sum(cut.read.frame, codes, len(ids))
        if any(summed.sums[part].sum() for part in Nps.groups):
            strata.append([summed.sums[part] for part in Nps.groups])
    if len(strata) < 2:
        return None
    plus, zero, minus = (np.stack([stratum[part] for stratum in strata], axis=1) for part in range(3))
    return casemix.nps(plus, zero, minus)


def _verdicts(question: Question, compared: Compared, values: Sequence[Released]) -> list[Verdict]:
    """One comparison per unit; a unit whose score may not show is too few, whatever the test says."""
    against = "shown_units" if question.where.units else "bank"
    told = []
    for at, value in enumerate(values):
        code = compared.found.codes[at]
        if code == "too_few" or value.shown != "score" or value.score is None or compared.found.target is None:
            told.append(Verdict("comparison", "too_few", against))
            continue
        is_freer = bool(compared.summed.is_freer[at]) and question.measure.base_of in PROTECTED_BASES
        difference = value.score - compared.found.target
        is_good = None if code == "cannot_be_told_apart" else (code == "higher") == question.measure.is_higher_better
        p_value = None if is_freer else compared.found.p_value.tolist()[at]
        told.append(
            Verdict(
                "comparison",
                code,
                against,
                stepped(difference, question.rules.step(question.measure, value.base or 0)) if is_freer else difference,
                p_value=p_value,
                is_good=is_good,
            )
        )
    return told


def _ranked(question: Question, compared: Compared, keys: Sequence[Key], values: Sequence[Released]) -> dict[str, Any]:
    """Shrunken scores and rank intervals of the units that may be ranked, and how far luck alone spreads them."""
    may = np.array([value.shown == "score" and not _is_thin(value) for value in values])
    few = only(compared.summed, may)
    places: list[tuple[int, int] | None] = [None] * len(values)
    bottom: list[float | None] = [None] * len(values)
    worst = [False] * len(values)
    shrunken: list[Released | None] = [None] * len(values)
    apart = apart_by_luck = None
    if may.sum() > 1:
        towards = _shrunken(question, compared, may)
        seed = _seed(question)
        found = ranks.intervals(
            towards.scores, towards.errors, seed, is_higher_better=question.measure.is_higher_better
        )
        low, high = shrinkage.interval(towards)
        told = question.release(
            [(*keys[at], ("reading", "shrunken")) for at in np.flatnonzero(may).tolist()],
            few,
            Plain(towards.scores, low, high, question.kind.estimate(few).base),
            parts=[{}] * few.size,
        )
        for number, at in enumerate(np.flatnonzero(may).tolist()):
            shrunken[at] = told[number]
            places[at] = (int(found.low[number]), int(found.high[number]))
            bottom[at] = float(found.bottom_chance[number])
            worst[at] = bool(found.is_worst[number])
        scores = [values[at].score for at in np.flatnonzero(may).tolist()]
        apart = max(score for score in scores if score is not None) - min(s for s in scores if s is not None)
        apart_by_luck = _apart(question, few, seed)
    return {
        "shrunken": shrunken,
        "places": places,
        "bottom": bottom,
        "worst": worst,
        "ranked": int(may.sum()),
        "apart": apart,
        "apart_by_luck": apart_by_luck,
    }


def _is_thin(value: Released) -> bool:
    """A rate over customers always shows; it is not ranked without a customer base that a comparison needs."""
    return value.base_of in EXPOSURE_BASES and not value.base


def _shrunken(question: Question, compared: Compared, may: Any) -> Shrunken:
    few = only(compared.summed, may)
    if compared.luck is not None:
        return shrinkage.shrink(np.ma.MaskedArray(compared.estimate.score).filled(0.0)[may], compared.luck[may])
    if isinstance(question.kind, Nps):
        return shrinkage.nps(few.sums["promoters"], few.sums["passives"], few.sums["detractors"])
    if isinstance(question.kind, Share):
        return shrinkage.shares(few.sums[question.kind.hits], few.sums[question.kind.trials])
    if isinstance(question.kind, ComplaintRate):
        return shrinkage.rates(*question.kind.two(few), per=question.kind.per)
    raise TypeError(f"{question.measure.measure} is not shrunken")


def _apart(question: Question, few: Summed, seed: int) -> float | None:
    if isinstance(question.kind, Nps):
        return luck.nps(few.sums["promoters"], few.sums["passives"], few.sums["detractors"], seed)
    if isinstance(question.kind, Share):
        return luck.shares(few.sums[question.kind.hits], few.sums[question.kind.trials], seed)
    if isinstance(question.kind, ComplaintRate):
        return luck.rates(*question.kind.two(few), seed, per=question.kind.per)
    return None


def _curve(question: Question, compared: Compared) -> tuple[tuple[float, ...], ...]:
    """The funnel's limits along the bases that are drawn; from the smallest base that shows anything at all."""
    base = np.asarray(compared.found.base, dtype=float)
    shown = base[base >= (question.rules.hidden_below if question.measure.base_of in PROTECTED_BASES else 1)]
    if not shown.size or compared.found.target is None:
        return ()
    along = np.geomspace(max(1.0, shown.min() * 0.9), shown.max() * 1.1, CURVE_POINTS)
    sides = [side for level in FUNNEL_LEVELS for side in compared.found.limits_at(along, level)]
    return tuple(tuple(float(number) for number in row) for row in np.stack([along, *sides], axis=1))


def _seed(question: Question) -> int:
    """Where chance starts: the same build, slice and measure give the same draws."""
    told: Mapping[str, Any] = to_address(question.chosen)
    return crc32(repr((question.build.id, question.measure.measure, sorted(told.items()))).encode())
