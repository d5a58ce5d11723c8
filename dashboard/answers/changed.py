"""What changed: every measure, region and journey against the period before, as one family of comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dashboard.answers import changes
from dashboard.answers.kinds import Codes, Summed
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, Question, ask
from dashboard.answers.series import dimensions_of, groups_of
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import families
from dashboard.values import Answer, Key, Verdict

OF_SURVEYS = ("nps", "satisfaction")
OF_THE_BANK = ("index", "answered_rate", "complaints_per_10k")
BY = ("", "unit", "journey")
MOST_SENTENCES = 7


@dataclass(frozen=True)
class Looked:
    """One comparison of the family: of what, with its verdict before it is counted how many were looked at."""

    question: Question
    chosen: Slice
    key: Key
    now: Summed
    verdict: Verdict

    def answer(self, looked_at: int) -> Answer:
        """It told by itself, released now: only what stands is told."""
        values = self.question.release([self.key], self.now)
        return replace(self.question.answer(values, [self.verdict], comparisons=looked_at), slice=self.chosen)


@once
def of(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """At most seven changes that stand, most certain first, out of everything that was looked at.

    The family: NPS and satisfaction of every survey, the index, the answered rate and the complaint rate, each for the
    whole selection, by unit below it and by journey, this period against the one before; Benjamini–Hochberg at 5 %
    over all that could be tested. values and verdicts: the changes that stand, aligned. chart: ``items``, one Answer
    each, whose slice is the one it speaks of; ``looked_at``, how many were tested; ``standing``, how many stand.
    """
    question = ask("overview.changed", "nps", build, chosen, scope)
    if question.period is None:
        return question.nothing("no_responses")
    # Each survey would have a last complete quarter of its own; one family speaks of one period.
    fixed = replace(chosen, period=str(question.period))
    looked = [each for asked in _asked(build, fixed, scope) for each in _compared(asked, fixed)]
    tested = [each for each in looked if each.verdict.p_value is not None]
    family = families.benjamini_hochberg([each.verdict.p_value for each in tested], what="changes")
    standing = [
        each
        for each, stands in zip(tested, family.stands.tolist(), strict=True)
        if stands and each.verdict.code in ("rose", "fell")
    ]
    standing.sort(key=lambda each: (each.verdict.p_value or 0.0, -abs(each.verdict.difference or 0.0)))
    told = standing[:MOST_SENTENCES]
    items = tuple(each.answer(family.looked_at) for each in told)
    return question.answer(
        [value for item in items for value in item.values],
        [each.verdict for each in told],
        {"items": items, "looked_at": family.looked_at, "standing": len(standing)},
        labels={pair: names for item in items for pair, names in item.labels.items()},
        comparisons=family.looked_at,
    )


def _asked(build: Build, chosen: Slice, scope: Scope) -> Iterator[Question]:
    """Every question of the family, grouped in each way that its measure knows."""
    whole = ask("overview.changed", "nps", build, chosen, scope)
    surveys = (
        [chosen] if chosen.survey else [replace(chosen, survey=each.survey_id) for each in whole.catalogue.surveys]
    )
    asked = [(measure, survey) for survey in surveys for measure in OF_SURVEYS]
    asked += [(measure, chosen) for measure in OF_THE_BANK]
    for measure, within in asked:
        for by in BY:
            if measure not in whole.catalogue.measures or (by and by not in dimensions_of(measure)):
                continue
            question = ask("overview.changed", measure, build, within, scope, by=by)
            if question.absent() is None:
                yield question


def _compared(question: Question, chosen: Slice) -> Iterator[Looked]:
    """Each group of one question, this period against the one before."""
    period, by = question.period, question.where.by
    if period is None:
        return
    try:
        now, before = question.inside(period), question.inside(period.previous())
    except TooFineError:
        return
    both = now | before
    ids, codes = groups_of(question, by, both) if by else ([""], np.where(both, 0, -1).astype(np.int64))
    if by and len(ids) < 2:
        return  # one group alone repeats the whole
    for at, each in enumerate(ids):
        if by and each == NOT_RECORDED_ID:
            continue
        here = codes == at
        later, earlier = (_cell(question, here & inside) for inside in (now, before))
        verdict = changes.verdict(question, later, earlier, "previous")
        if verdict is None:
            continue
        within = replace(chosen, survey=question.chosen.survey)
        if by == "unit":
            within = replace(within, units=(each,))
        elif by == "journey":
            within = within.with_members("journey", (each,))
        key: Key = (("period", "current"), *(((by, each),) if by else ()))
        yield Looked(question, within, key, later, verdict)


def _cell(question: Question, rows: Any) -> Any:
    codes: Codes = np.where(rows, 0, -1).astype(np.int64)
    return question.kind.sum(question.read.frame, codes, 1)
