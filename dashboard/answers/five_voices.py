"""Five voices: masked comments of the slice, in the mix in which customers answered; none under ten documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zlib import crc32

from dashboard import gate
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.listening import Listening
from dashboard.queries import voices as heard
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Voice

SEATS = 5
PARTS = ("detractors", "passives", "promoters")
NEWEST = 60
"""So many of the newest texts of a group stand for choice."""
LONGEST = 90
"""Letters of a comment that fits a phone; longer ones are taken only where there are none."""


@once
def of(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Up to five comments. chart: ``voices``, Voices as the gate let them through, the least satisfied first;
    ``documents``, how many there are; ``closed`` None, or why they are not opened: not_allowed, too_few.

    The seats go to promoters, passives and detractors as these answered (largest remainder); a group without words
    gives its seat to the others.
    """
    question = ask("overview.voices", "nps", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_responses")
    try:
        now = question.summed(question.period)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    last_day = min(question.period.end - timedelta(days=1), question.where.as_of)
    texts: dict[str, list[str]] = {}
    documents = 0
    for part in PARTS:
        found, many = heard.texts(
            question.build,
            question.where,
            Listening(source="verbatim", group=part.removesuffix("s")),
            question.period.first,
            last_day,
            most_texts=NEWEST,
        )
        texts[part] = _by_chance([each.text for each in found], question.seed)
        documents += many
    if not documents:
        return question.nothing("no_documents")
    mix = {part: float(now.sums[part][0]) for part in PARTS}
    seats = seated({part: mix[part] if texts[part] else 0.0 for part in PARTS})
    told = [Voice(part, text) for part in PARTS for text in texts[part][: seats[part]]]
    # anything that is no whole period of one dimension at most is a free combination
    is_freer = len(question.where.crossing()) > 1 or question.where.cut_month is not None
    voices = gate.release_texts(told, documents, question.rules, scope, is_freer=is_freer)
    closed = None if voices else "too_few" if scope.may_read_verbatims else "not_allowed"
    return question.answer(chart={"voices": voices, "documents": documents, "closed": closed})


def _by_chance(texts: list[str], seed: int) -> list[str]:
    """The texts in an order of chance that is the same for the same view, those that fit first."""
    return sorted(texts, key=lambda text: (len(text) > LONGEST, crc32(f"{seed}{text}".encode())))


def seated(weights: Mapping[str, float], seats: int = SEATS) -> dict[str, int]:
    """Seats by largest remainder; a group with weight never goes without one while another has two.

    >>> seated({"detractors": 10, "passives": 30, "promoters": 60})
    {'detractors': 1, 'passives': 1, 'promoters': 3}
    >>> seated({"detractors": 0, "passives": 0, "promoters": 2})
    {'detractors': 0, 'passives': 0, 'promoters': 5}
    """
    total = sum(weights.values())
    if total <= 0:
        return dict.fromkeys(weights, 0)
    exact = {name: seats * weight / total for name, weight in weights.items()}
    given = {name: int(share) for name, share in exact.items()}
    by_rest = sorted(weights, key=lambda name: (given[name] > 0 or not weights[name], given[name] - exact[name]))
    for name in by_rest[: seats - sum(given.values())]:
        given[name] += 1
    return given
