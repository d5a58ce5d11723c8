"""How many complaints went to the regulator's lines, and which of those are open and have to be chased every day?"""

from __future__ import annotations

from dashboard.answers import changes
from dashboard.answers.complaint_clock import listed, open_ones
from dashboard.answers.complaints import counted
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Key

REGULATOR_LINES = ("12363", "12378")
"""The central bank's and the regulator's own lines; a channel is one of them where its id or name holds the number."""


def lines_of(question: Question, lines: tuple[str, ...] = REGULATOR_LINES) -> tuple[str, ...]:
    """The bank's channels that are one of these lines, as the build counts them."""
    members = question.catalogue.members.get("channel", {})
    named = {each: (each, *members.get(each, ())) for each in (*members, *lines)}
    return tuple(sorted(each for each, names in named.items() if any(line in name for line in lines for name in names)))


@once
def escalated(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """What share of the complaints of the period came through the regulator's lines, and has it changed?

    values: (("period", "current"),), the share of all received, in per cent with Wilson's interval, with the count as
    a part; then (("channel", id),), counts of each line, those with any. verdicts: change, against the period before
    and a year before. chart: ``total``; ``unknown``, complaints whose channel is not recorded.
    """
    question = ask("complaints.escalated", "complaints_escalated", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_complaints")
    counts = ask("complaints.escalated", "complaints", build, chosen, scope, by="channel")
    try:
        now = question.summed(question.period)
        frame = counts.read.frame[counts.inside(question.period)]
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if not now.sums["complaints"].sum():
        return question.nothing("no_complaints")
    sums = frame.groupby("group")["complaints"].sum()
    lines = [each for each in lines_of(question) if sums.get(each, 0)]
    keys: list[Key] = [(("channel", each),) for each in lines]
    found = [
        changes.verdict(question, now, question.summed(question.period.previous()), "previous"),
        changes.verdict(question, now, question.summed(question.period.year_before()), "year_before"),
    ]
    return question.answer(
        [
            *question.release([(("period", "current"),)], now),
            *counted(counts, keys, [float(sums[each]) for each in lines]),
        ],
        [verdict for verdict in found if verdict is not None],
        labels={("measure", "complaints"): counts.measure.names},
        chart={"total": int(now.sums["complaints"][0]), "unknown": int(sums.get("", 0))},
    )


@once
def chased(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The daily chase list: complaints of the regulator's lines that are open on the as-of day, whenever received.

    As ``complaint_clock.to_answer``, of these channels alone.
    """
    question = ask("complaints.chased", "complaints", build, chosen, scope)
    frame, why = open_ones(question)
    if frame is None:
        return why
    frame = frame[frame["channel"].isin(lines_of(question))]
    return question.nothing("nothing_open") if frame.empty else listed(question, frame)
