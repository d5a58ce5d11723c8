"""Which words may stand for a period in a bulletin: the newest masked narratives, from which a person chooses."""

from __future__ import annotations

from datetime import timedelta

from dashboard import gate
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.listening import Listening
from dashboard.queries import voices
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer

MOST_CANDIDATES = 40
"""As many narratives stand for choice: more than these nobody reads."""


@once
def candidates(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The newest different narratives of complaints of the period, masked as they are stored.

    chart: ``texts`` (queries.voices.Text), none where fewer than ten are meant or the person may not read them;
    ``withheld`` says why: "too_few", "not_permitted" or ""; ``documents`` how many there are.
    """
    question = ask("reports.candidates", "documents", build, chosen, scope)
    if question.period is None:
        return question.nothing("no_documents")
    last_day = min(question.period.end - timedelta(days=1), question.where.as_of)
    try:
        found, documents = voices.texts(
            question.build,
            question.where,
            Listening(source="narrative"),
            question.period.first,
            last_day,
            most_texts=MOST_CANDIDATES,
        )
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if not documents:
        return question.nothing("no_documents")
    is_freer = len(question.where.crossing()) > 1 or question.where.cut_month is not None
    shown = gate.release_texts(found, documents, question.rules, scope, is_freer=is_freer)
    withheld = "" if shown else "too_few" if scope.may_read_verbatims else "not_permitted"
    units = {("unit", each.unit_id): question.catalogue.called(each.unit_id) for each in shown}
    return question.answer(chart={"texts": shown, "documents": documents, "withheld": withheld}, labels=units, notes=())
