"""How many answers a unit needs before a change of ten points shows, and what its present answers can show."""

from __future__ import annotations

import numpy as np

from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import nps, samples
from dashboard.values import Answer

CHANGE_POINTS = 10.0


@once
def of(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """For the NPS of the slice's period against an equal one.

    values: one, key (("period", "current"),). chart: ``points`` (the change that is to show), ``needed`` answers per
    period for it at 80 % power, ``more`` still wanting (0: enough), ``detectable`` points that the present base shows;
    the variance of one answer is the slice's own where its score may show, else the typical one.
    """
    question = ask("unit.enough", "nps", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    now = question.summed(question.period)
    (value,) = question.release([(("period", "current"),)], now)
    if not value.base:
        return question.nothing(question.kind.empty)
    variance = samples.TYPICAL_VARIANCE
    if value.shown == "score" and not value.is_freer:  # a free combination gives no counts away
        base = now.sums["promoters"] + now.sums["passives"] + now.sums["detractors"]
        of_score = nps.adjusted(now.sums["promoters"], now.sums["detractors"], base).variance
        variance = float(np.clip(of_score * (base + 3.0), 0.01, 1.0)[0])
    needed = float(samples.for_difference(CHANGE_POINTS, variance))
    detectable = samples.detectable_difference([value.base], [value.base], variance).tolist()[0]
    return question.answer(
        [value],
        chart={
            "points": CHANGE_POINTS,
            "needed": needed,
            "more": max(0.0, needed - value.base),
            "detectable": detectable,
        },
    )
