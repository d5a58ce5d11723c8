"""Two slices compared: one measure here and there in the same period, with the test of no difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.answers import changes
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.answers.series import groups_of
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Key, Verdict


@once
def of(measure: str, by: str, pair: tuple[str, str], build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The measure of two members of a dimension (or two units) in the period.

    values: keys ((by, first),), ((by, second),). verdict: family comparison, the first against the second, by the
    measure's own two-sample test; too few under 30 on either side. chart: ``dimension``, ``pair``.
    """
    question = ask("trend.two", measure, build, chosen, scope, by=by)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        ids, codes = groups_of(question, by, question.inside(question.period))
    except TooFineError as fault:
        return question.nothing("cut_too_fine", tuple(name for name in fault.widen if name != by) or fault.widen)
    if not set(pair) <= set(ids):
        return question.nothing(question.kind.empty)
    sides = [
        question.kind.sum(question.read.frame, np.where(codes == ids.index(each), 0, -1).astype(np.int64), 1)
        for each in pair
    ]
    keys: list[Key] = [((by, each),) for each in pair]
    values = [question.release([key], side)[0] for key, side in zip(keys, sides, strict=True)]
    found = changes.verdict(question, sides[0], sides[1], "previous")
    verdicts = [] if found is None else [_compared(found, by, pair[1])]
    return question.answer(values, verdicts, {"dimension": by, "pair": pair})


def _compared(found: Verdict, by: str, other: str) -> Verdict:
    """The words of a comparison for the test of two sides."""
    if found.code == "too_few":
        return replace(found, family="comparison", against=f"{by}:{other}")
    code = {"rose": "higher", "fell": "lower"}.get(str(found.code), "cannot_be_told_apart")
    return Verdict(
        "comparison",
        code,  # type: ignore[arg-type]
        f"{by}:{other}",
        found.difference,
        found.low,
        found.high,
        found.p_value,
        found.is_good,
    )
