"""How were the answers filled in: partial, off the scale, quick, slow, all alike; how many of those asked answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard import gate
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.queries import provenance
from dashboard.queries.builds import Build
from dashboard.queries.where import where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import proportions
from dashboard.values import Answer, Key


@dataclass(frozen=True, slots=True)
class Part:
    """A share that says something about how answers came about: which counts make it."""

    measure: str
    counted: str
    base: str
    base_of: str = "responses"
    unit: str = "pct"


PARTS = (
    Part("response_rate", "responded", "sent", base_of="invitations"),
    Part("partial", "partial_responses", "responses"),
    Part("off_scale", "off_scale", "asked_recommend"),
    Part("quick", "quick_responses", "timed_responses"),
    Part("slow", "slow_responses", "timed_responses"),
    Part("straight", "straight_responses", "rated_responses"),
    Part("repeat", "suspected_repeat_responses", "responses"),
)


@once
def by_survey(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Per survey in the chosen period and units: the shares of PARTS, each with its Wilson interval and base.

    values: keys (("survey", id), ("part", p)); a base of 0 means that the thing is not recorded for this survey.
    chart: ``surveys`` ids, most answers first; ``responses`` {survey: count}; ``rules`` the numbers behind quick, slow
    and straight. Filters other than period and organisation do not narrow it.
    """
    whole = Slice(chosen.survey, chosen.period, chosen.as_of, chosen.units)
    question = ask("data.quality", "response_rate", build, whole, scope)
    if question.period is None:
        return question.nothing("no_responses")
    asked = where(build, whole, scope, "", last_month=question.period.last)
    rows = provenance.quality(build, asked, question.period.first, question.period.last)
    values = [value for part in PARTS for value in _released(part, rows, question.rules, scope)]
    names = {("survey", survey.survey_id): survey.names for survey in question.catalogue.surveys}
    return question.answer(
        values,
        chart={
            "surveys": tuple(row["survey_id"] for row in rows),
            "responses": {row["survey_id"]: int(row["responses"]) for row in rows},
            "rules": question.catalogue.rules,
        },
        labels=names,
        missing=None if rows else "no_responses",
    )


def _released(part: Part, rows: tuple[dict[str, Any], ...], rules: gate.Rules, scope: Scope) -> tuple[Any, ...]:
    counted = np.array([row[part.counted] for row in rows], dtype=float)
    base = np.array([row[part.base] for row in rows], dtype=float)
    keys: list[Key] = [(("survey", row["survey_id"]), ("part", part.measure)) for row in rows]
    parts = [{"counted": float(number)} for number in counted]
    return gate.release(part, keys, proportions.estimate(counted, base), rules, scope, parts=parts)
