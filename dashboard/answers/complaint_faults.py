"""Which records of complaints cannot all be right? They count all the same, and somebody should put them right."""

from __future__ import annotations

from dashboard.answers.complaints import counted
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.queries import complaints
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Key


@once
def by_kind(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many complaints received in the period have records that contradict each other, by what is wrong.

    values: keys (("fault", kind),), counts, the most frequent first; a complaint may have several. chart:
    ``examples``, kind -> the id of one in a unit that may be named ('' where there is none).
    """
    whole = Slice(chosen.survey, chosen.period, chosen.as_of, chosen.units)
    question = ask("data.complaint_faults", "complaints", build, whole, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_complaints")
    rows = complaints.faults(build, question.where, question.period.first, question.period.last)
    kinds = [str(kind) for kind in rows["kind"]]
    keys: list[Key] = [(("fault", kind),) for kind in kinds]
    values = counted(question, keys, rows["complaints"].astype(float).tolist())
    return question.answer(values, chart={"examples": dict(zip(kinds, rows["example_id"].tolist(), strict=True))})
