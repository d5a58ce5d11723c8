"""The journey as its customers judge it once, beside the mean of its steps; its worst moment and its ending."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.answers.cells import Summed
from dashboard.answers.journeys import whole_scores
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.answers.step_counts import RatedSteps, rated_steps
from dashboard.queries.builds import Build
from dashboard.queries.responses import OVERALL
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import steps
from dashboard.stats.estimates import Estimate
from dashboard.values import Answer, ComparisonCode, Released, Verdict


@once
def whole(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Is the journey as good as its steps, where is it worst, and how does it end?

    Of the chosen journey, else the first. values: the mean of its steps' satisfaction, key (("part", "mean"),), of the
    steps whose score may be seen. chart: ``overall``, satisfaction with the whole among those who went this journey,
    and ``recommend``, their NPS (each None where it was not asked); ``worst``, None or the step with the lowest score;
    ``ending``, the last step; ``steps`` how many have a score. verdicts: one, "lower" where the worst can be told apart
    from the next-worst (against "touchpoint:id" of that), else "cannot_be_told_apart"; "too_few" where fewer than two
    steps have a score.
    """
    counted = rated_steps("journeys.whole", build, chosen, scope)
    if isinstance(counted, Answer):
        return replace(counted, slice=chosen)
    question, told = counted.question, counted.is_told
    (mean,) = question.release([(("part", "mean"),)], _all(counted), _mean(counted), parts=[{}])
    places = np.flatnonzero(told)
    found = steps.lowest(counted.hits[told], counted.trials[told])
    worst: Released | None = None
    verdict = Verdict("comparison", "too_few", "next_step")
    if found is not None:
        worst = counted.values[places[found.place]]
        against = f"touchpoint:{counted.steps[places[found.next_place]].touchpoint_id}"
        code: ComparisonCode = "lower" if found.is_alone else "cannot_be_told_apart"
        verdict = Verdict("comparison", code, against, is_good=False if found.is_alone else None)
    answer = question.answer(
        (mean,),
        (verdict,),
        chart={
            "overall": _overall(counted, chosen),
            "recommend": next(iter(whole_scores(question, counted.steps)), None),
            "worst": worst,
            "ending": counted.values[-1],
            "steps": int(told.sum()),
        },
        labels=counted.labels,
    )
    return replace(answer, slice=chosen)


def _all(counted: RatedSteps) -> Summed:
    """The steps that are told as one cell, which is a freer cut if any of them is."""
    told = counted.is_told
    sums = {name: np.array([float(column[told].sum())]) for name, column in counted.summed.sums.items()}
    return Summed(1, sums, np.array([bool(counted.summed.is_freer[told].any())]))


def _mean(counted: RatedSteps) -> Estimate:
    """Made of what the gate let through, so that nothing can be worked out from it."""
    told = counted.is_told

    def column(name: str) -> np.ma.MaskedArray:
        return np.ma.masked_array([getattr(value, name) or 0.0 for value in counted.values], mask=~told)

    base = np.array([float(value.base or 0) for value in counted.values])
    return steps.mean_of_steps(Estimate(column("score"), column("low"), column("high"), base))


def _overall(counted: RatedSteps, chosen: Slice) -> Released | None:
    """Satisfaction with the whole among the answers to this journey, where the survey asks for it."""
    of_journey = chosen.with_members("journey", (counted.journey_id,)).with_members("touchpoint", ())
    asked = ask(counted.question.name, "satisfaction", counted.question.build, of_journey, counted.question.scope)
    if asked.absent() is not None or asked.period is None:
        return None
    try:
        (value,) = asked.release([(("touchpoint", OVERALL),)], asked.summed(asked.period))
    except TooFineError:
        return None
    return value if value.base else None
