"""Which touchpoints of a journey fail together: each step may look fine where the journey does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd

from dashboard import gate
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.answers.voices import Counted
from dashboard.queries import pain_pairs
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Touchpoint
from dashboard.queries.responses import OVERALL
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import journeys, proportions
from dashboard.stats.estimates import Estimate
from dashboard.stats.journeys import PainPairs
from dashboard.values import Answer, ComparisonCode, Released, Verdict

MOST_TEXTS = 6
TOGETHER = Counted("pain_together", base_of="responses")
NAMES = ("两处都出问题的占比", "Share with both pains")
COUNTS = ("used_both", "first_pains", "second_pains", "both_pains")

Pair = tuple[Touchpoint, Touchpoint]


@once
def pairs(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which two steps of a journey (of every one, if none is chosen) go wrong together more often than chance?

    values: keys (("journey", id), ("touchpoint", earlier), ("with", later)), one per two steps, measure
    "pain_together": of those who used both, the share with a pain at both; parts first_pains, second_pains, both_pains.
    Hidden where fewer than ten had both pains. verdicts aligned, "higher" against "chance", one family of all pairs of
    the chosen journeys; a chosen touchpoint says which pairs are shown and changes no verdict. chart: ``lifts``
    aligned, (lift, low, high) or None where hidden; ``steps`` (catalogue.Touchpoint) of those journeys in order;
    ``standing`` the places of the pairs that stand, the largest lower bound first. missing "one_step": no journey has
    two steps.

    Two touchpoints at once are a cut of their own: whatever else narrows (units, a dimension, a day), and a pair whose
    months do not each hold ten passages, is a free combination.
    """
    question = ask("journeys.pain_pairs", "satisfaction", build, chosen, scope)
    if question.survey is None or question.period is None:
        return _named(question.nothing("no_responses"))
    asked = _pairs(question)
    if not asked:
        return _named(question.nothing("one_step"))
    read = pain_pairs.by_month(build, question.where)
    counts, is_thin = _counts(read.frame, asked, question)
    if not counts[:, 0].any():
        return _named(question.nothing("no_responses"))
    found = journeys.pain_pairs_counted(
        [one.touchpoint_id for one, _ in asked],
        [other.touchpoint_id for _, other in asked],
        **dict(zip(COUNTS, counts.T, strict=True)),
    )
    is_freer = is_thin | is_narrowed(question)
    values = _released(question, asked, counts, is_freer)
    shown = [place for place, pair in enumerate(asked) if _is_shown(pair, chosen)]
    lifts = [None if values[at].score is None else _lift(found, at) for at in shown]
    verdicts = [_verdict(found, at, values[at]) for at in shown]
    low = [0.0 if each is None else each[1] for each in lifts]
    standing = [place for place, verdict in enumerate(verdicts) if verdict.code == "higher"]
    told = tuple(values[at] for at in shown)
    return _named(
        question.answer(
            told,
            verdicts,
            chart={
                "lifts": tuple(lifts),
                "steps": tuple(dict.fromkeys(step for pair in asked for step in pair)),
                "standing": tuple(sorted(standing, key=lambda place: -low[place])),
            },
            labels={
                pair: names
                for pair in {(name, step) for value in told for name, step in value.key}
                if (names := question.label("touchpoint" if pair[0] == "with" else pair[0], pair[1])) is not None
            }
            | {("touchpoint", step.touchpoint_id): step.names for pair in asked for step in pair},
            comparisons=found.family.looked_at,
            notes=("freer_cut",) if any(value.is_freer for value in told) else (),
        ),
        read.read_facts,
    )


@once
def texts(build: Build, chosen: Slice, scope: Scope, both: tuple[str, str]) -> Answer:
    """Some comments of those who had a pain at both touchpoints, the newest first; masked as they are stored.

    chart: ``texts`` (queries.voices.Text), none where fewer than ten comments are meant or the person may not read
    them; ``withheld`` says why: "too_few", "not_permitted" or ""; ``opened`` how many comments there are, None where
    they are too few to be told.
    """
    question = ask("journeys.pair_texts", "satisfaction", build, chosen, scope)
    if question.survey is None or question.period is None:
        return question.nothing("no_responses")
    found, documents = pain_pairs.texts(build, question.where, both, question.period, most_texts=MOST_TEXTS)
    is_freer, rules = is_narrowed(question), question.rules
    is_enough = documents >= (rules.freer_from if is_freer else rules.hidden_below)
    shown = gate.release_texts(found, documents, rules, scope, is_freer=is_freer)
    withheld = "" if shown else "not_permitted" if is_enough and not scope.may_read_verbatims else "too_few"
    return question.answer(
        chart={"texts": shown, "opened": documents if is_enough else None, "withheld": withheld},
        labels={("unit", each.unit_id): question.catalogue.called(each.unit_id) for each in shown},
    )


def _named(answer: Answer, read_facts: bool = False) -> Answer:
    """The answer under the name of its own measure; it is asked through the survey's ratings."""
    labels = {**answer.labels, ("measure", TOGETHER.measure): NAMES}
    chart = {**answer.chart, "unit": TOGETHER.unit, "base_label": ("走过两处的旅程", "visits that used both")}
    footer = replace(answer.footer, source="facts" if read_facts else "mart")
    return replace(answer, measure=TOGETHER.measure, footer=footer, labels=labels, chart=chart)


def _pairs(question: Question) -> list[Pair]:
    """Every two steps of the same journey, the earlier first."""
    journeys_meant = question.chosen.members.get("journey")
    by_journey: dict[str, list[Touchpoint]] = {}
    for step in question.catalogue.touchpoints:
        if step.journey_id and step.touchpoint_id != OVERALL:
            by_journey.setdefault(step.journey_id, []).append(step)
    return [
        pair
        for journey, steps in by_journey.items()
        if journeys_meant is None or journey in journeys_meant
        for pair in combinations(sorted(steps, key=lambda step: step.step_order), 2)
    ]


def _is_shown(pair: Pair, chosen: Slice) -> bool:
    touchpoints = chosen.members.get("touchpoint")
    return touchpoints is None or any(step.touchpoint_id in touchpoints for step in pair)


def _counts(frame: pd.DataFrame, asked: Sequence[Pair], question: Question) -> tuple[np.ndarray, np.ndarray]:
    """Per pair ``COUNTS`` within the period, and whether some month holds passages, but under the limit."""
    names = ["first_touchpoint_id", "second_touchpoint_id"]
    period = question.period
    if period is None or frame.empty:
        return np.zeros((len(asked), len(COUNTS))), np.zeros(len(asked), dtype=bool)
    months = frame.groupby([*names, "month"])[list(COUNTS)].sum().reset_index()
    is_small = months["used_both"].between(1, question.rules.hidden_below - 1)
    thin = set(months.loc[is_small, names].itertuples(index=False, name=None))
    is_inside = months["month"].between(pd.Timestamp(period.first), pd.Timestamp(period.last))
    summed = months[is_inside].groupby(names)[list(COUNTS)].sum()
    counted = dict(zip(summed.index, summed.to_numpy(dtype=np.float64), strict=True))
    rows, is_thin = [], []
    for one, other in asked:
        # The mart knows a pair by the order of ids, the journey by the order of its steps.
        is_turned = one.touchpoint_id > other.touchpoint_id
        pair = (other.touchpoint_id, one.touchpoint_id) if is_turned else (one.touchpoint_id, other.touchpoint_id)
        row = counted.get(pair, np.zeros(len(COUNTS)))
        rows.append(row[[0, 2, 1, 3]] if is_turned else row)
        is_thin.append(pair in thin)
    return np.array(rows), np.array(is_thin)


def is_narrowed(question: Question) -> bool:
    """Whether more is narrowed than the touchpoint of the measure and whole months of the bank: a free combination."""
    where = question.where
    is_cut = where.cut_month is not None and question.period is not None and where.cut_month <= question.period.last
    return bool(where.units or where.crossing(pain_pairs.PART_OF_THE_MEASURE) or is_cut)


def _released(
    question: Question, asked: Sequence[Pair], counts: np.ndarray, is_freer: np.ndarray
) -> tuple[Released, ...]:
    """The shares with both pains through the gate; nothing where so few had both that they would be told."""
    used_both, both_pains = counts[:, 0], counts[:, 3]
    share = proportions.estimate(both_pains, used_both)
    is_small = both_pains < question.rules.hidden_below
    score, low, high = (np.ma.masked_where(is_small, column) for column in (share.score, share.low, share.high))
    hidden = Estimate(score, low, high, share.base)
    return gate.release(
        TOGETHER,
        [
            (("journey", one.journey_id or ""), ("touchpoint", one.touchpoint_id), ("with", other.touchpoint_id))
            for one, other in asked
        ],
        hidden,
        question.rules,
        question.scope,
        parts=[dict(zip(COUNTS[1:], row[1:], strict=True)) for row in counts.tolist()],
        is_freer=is_freer.tolist(),
    )


def _lift(found: PainPairs, at: int) -> tuple[float, float, float]:
    """To one decimal, which is all that is told of it anywhere: counts cannot be worked out from it."""
    return (
        round(float(found.lift[at]), 1),
        round(float(found.lift_low[at]), 1),
        round(float(found.lift_high[at]), 1),
    )


def _verdict(found: PainPairs, at: int, value: Released) -> Verdict:
    code: ComparisonCode = "cannot_be_told_apart"
    if value.score is None:
        code = "too_few"
    elif found.stands[at]:
        code = "higher"
    elif found.family.stands[at] and found.lift[at] < 1:
        code = "lower"
    is_told = value.score is not None and not value.is_freer
    return Verdict(
        "comparison",
        code,
        "chance",
        p_value=float(found.p_value[at]) if is_told else None,
        is_good=None if code in ("too_few", "cannot_be_told_apart") else code == "lower",
    )
