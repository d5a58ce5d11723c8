"""What mending one step might be worth, as a range: how far those spared a pain there stand above all who used it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard import gate
from dashboard.answers.once import once
from dashboard.answers.pain_pairs import is_narrowed
from dashboard.answers.question import Question, ask
from dashboard.answers.voices import Counted
from dashboard.queries import pain_pairs
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Touchpoint
from dashboard.queries.responses import OVERALL
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import families, nps, steps
from dashboard.stats.estimates import Estimate
from dashboard.values import Answer, ComparisonCode, Key, Released, Verdict

WORTH = Counted("pain_worth", unit="points", base_of="responses")
NAMES = ("没出过问题的客户高出的 NPS", "NPS by which those without a pain stand higher")
GROUPS = ("promoters", "passives", "detractors")
SIDES = ("hurt", "spared")
COLUMNS = tuple(f"{side}_{group}" for side in SIDES for group in GROUPS)


@once
def worth(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How far do those without a pain at a step stand above all who used it?

    Of every step of the chosen journeys (of all, if none is chosen) that was rated. values: keys (("journey", id),
    ("touchpoint", id)), measure "pain_worth": share with a pain × (NPS without − NPS with), in points; base: who used
    it and recommended. Hidden where fewer than ten had a pain or fewer than ten had none. verdicts aligned, "lower"
    where those with a pain recommend less beyond chance (against "spared"), one family of all steps. chart: ``order``,
    places of the "lower" ones, the largest lower bound first; ``pain_pct`` aligned, share with a pain, None where
    hidden. An association, so an upper bound and no forecast.
    """
    question = ask("journeys.pain_worth", "nps", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return _named(question.nothing(missing or "no_responses"))
    asked = _steps(question)
    read = pain_pairs.scores_by_month(build, question.where)
    sums, is_thin = _sums(read.frame, asked, question)
    if not sums.sum():
        return _named(question.nothing("no_responses"))
    hurt, spared = (tuple(sums[:, at : at + len(GROUPS)].T) for at in (0, len(GROUPS)))
    estimate = steps.worth_of_pain(hurt, spared)
    tested = nps.difference(hurt, spared)
    least = question.rules.hidden_below
    is_enough = (sum(hurt) >= least) & (sum(spared) >= least)
    is_freer = is_thin | is_narrowed(question)
    values = _released(question, asked, estimate, is_enough, is_freer)
    is_told = np.array([value.score is not None for value in values])
    family = families.benjamini_hochberg(
        np.ma.masked_array(tested.p_value.filled(1.0), mask=~is_told), what="steps with a pain"
    )
    is_lower = family.stands & (tested.points.filled(0.0) < 0)
    order = sorted(np.flatnonzero(is_lower).tolist(), key=lambda at: -(values[at].low or 0.0))
    share = 100.0 * sum(hurt) / np.maximum(sum(hurt) + sum(spared), 1.0)
    answer = question.answer(
        values,
        [_verdict(bool(told), bool(lower)) for told, lower in zip(is_told, is_lower, strict=True)],
        chart={
            "order": tuple(order),
            "pain_pct": tuple(
                None if not told else float(round(pct)) for told, pct in zip(is_told, share.tolist(), strict=True)
            ),
        },
        labels={("touchpoint", step.touchpoint_id): step.names for step in asked},
        comparisons=family.looked_at,
        notes=("freer_cut",) if any(value.is_freer for value in values) else (),
    )
    return _named(answer, read.read_facts)


def _named(answer: Answer, read_facts: bool = False) -> Answer:
    """The answer under the name of its own measure; it is asked through the recommend question."""
    labels = {**answer.labels, ("measure", WORTH.measure): NAMES}
    chart = {
        **answer.chart,
        "unit": WORTH.unit,
        "decimals": 1,
        "base_label": ("走过这一步并回答推荐题的人次", "used it and recommended"),
    }
    footer = replace(answer.footer, source="facts" if read_facts else "mart", interval_rule="delta")
    return replace(answer, measure=WORTH.measure, footer=footer, labels=labels, chart=chart)


def _steps(question: Question) -> tuple[Touchpoint, ...]:
    journeys = question.chosen.members.get("journey")
    return tuple(
        step
        for step in question.catalogue.touchpoints
        if step.journey_id and step.touchpoint_id != OVERALL and (journeys is None or step.journey_id in journeys)
    )


def _sums(frame: pd.DataFrame, asked: tuple[Touchpoint, ...], question: Question) -> tuple[np.ndarray, np.ndarray]:
    """Per step the counts of COLUMNS within the period, and whether some month holds answers, but under the limit."""
    sums, is_thin = np.zeros((len(asked), len(COLUMNS))), np.zeros(len(asked), dtype=bool)
    period = question.period
    if period is None or frame.empty:
        return sums, is_thin
    months = frame.groupby(["touchpoint_id", "month"])[list(COLUMNS)].sum().reset_index()
    is_inside = months["month"].between(pd.Timestamp(period.first), pd.Timestamp(period.last))
    is_small = months[list(COLUMNS)].sum(axis=1).between(1, question.rules.hidden_below - 1)
    for at, step in enumerate(asked):
        mine = months["touchpoint_id"] == step.touchpoint_id
        sums[at] = months.loc[mine & is_inside, list(COLUMNS)].sum().to_numpy(dtype=np.float64)
        is_thin[at] = bool((mine & is_small).any())
    return sums, is_thin


def _released(
    question: Question, asked: tuple[Touchpoint, ...], found: Estimate, is_enough: np.ndarray, is_freer: np.ndarray
) -> tuple[Released, ...]:
    keys: list[Key] = [(("journey", step.journey_id or ""), ("touchpoint", step.touchpoint_id)) for step in asked]
    score, low, high = (np.ma.masked_where(~is_enough, column) for column in (found.score, found.low, found.high))
    told = Estimate(score, low, high, found.base)
    return gate.release(WORTH, keys, told, question.rules, question.scope, is_freer=is_freer.tolist())


def _verdict(is_told: bool, is_lower: bool) -> Verdict:
    if not is_told:
        return Verdict("comparison", "too_few", "spared")
    code: ComparisonCode = "lower" if is_lower else "cannot_be_told_apart"
    return Verdict("comparison", code, "spared", is_good=False if is_lower else None)
