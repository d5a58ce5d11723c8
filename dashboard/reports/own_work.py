"""The bank's own work in a report: product reviews before launch and consumer education, each tied to its figures."""

from __future__ import annotations

from dashboard import activity_words
from dashboard.answers import education, reviews
from dashboard.figures import reading
from dashboard.reports import parts
from dashboard.reports.model import Part, Sentence, Table
from dashboard.reports.parts import Desk
from dashboard.values import Answer
from dashboard.views import View


def reviewed(desk: Desk) -> tuple[Part, ...]:
    """How many products were reviewed and what was found, at which attempt they passed, how long it took; where none
    was submitted, that alone."""
    view = desk.view
    first = _counted("reviews", reviews.how_many(*desk.asked), desk)
    if first.table is None:
        return (first,)
    attempts, turnaround = reviews.attempts(*desk.asked), reviews.turnaround(*desk.asked)
    left_out = () if attempts.missing else activity_words.attempts_sentences(attempts, view)
    lengths = () if turnaround.missing else activity_words.turnaround_sentences(turnaround, view)
    told = [Sentence(each, turnaround.verdicts) for each in lengths]
    return (
        first,
        parts.of_answer("attempts", attempts, desk, said=[Sentence(each) for each in left_out], drawn="figure"),
        parts.of_answer("turnaround", turnaround, desk, said=told, drawn="figure"),
    )


def taught(desk: Desk) -> tuple[Part, ...]:
    """How many events reached how many people, whom, and which units held none; where none was held, that alone."""
    view = desk.view
    first = _counted("education", education.how_many(*desk.asked), desk)
    if first.table is None:
        return (first,)
    groups, idle = education.groups(*desk.asked), education.none_held(*desk.asked)
    names = () if idle.missing else activity_words.none_held_sentences(idle, view)
    return (
        first,
        parts.of_answer("groups", groups, desk, table=_groups(groups, view), drawn="figure"),
        parts.of_answer("none_held", idle, desk, said=[Sentence(each) for each in names]),
    )


def _counted(part_id: str, answer: Answer, desk: Desk) -> Part:
    """The counts with what is not in them; without a table where there is nothing to count."""
    beside = () if answer.missing else activity_words.beside(answer, desk.view)
    said = [Sentence(each) for each in beside]
    return parts.of_answer(part_id, answer, desk, said=said, table=_facts(answer, desk.view))


def _facts(answer: Answer, view: View) -> Table | None:
    """The counts of reviews or education, each with its interval where it is no mere count."""
    if answer.missing:
        return None
    rows = tuple(activity_words.fact(value, view) for value in answer.values)
    return Table((view.text("What"), view.text("Number"), view.text("How to read it")), rows, (3.2, 1.2, 2.0))


def _groups(answer: Answer, view: View) -> Table | None:
    """Whom education reached: people, events, and people for the number of customers with the interval."""
    if answer.missing:
        return None
    rows = tuple(
        (
            reading.label("group_reached", value.of("group_reached") or "", answer, view),
            view.number(value.score or 0),
            view.number(value.parts.get("events", 0)),
            "–" if rate is None else activity_words.span_told(rate, view, 2),
        )
        for value, rate in zip(answer.values, answer.chart["rates"], strict=True)
    )
    heading = (
        view.text("Group reached"),
        view.text("People reached"),
        view.text("Education events"),
        view.text("People for every 10,000 customers a month"),
    )
    return Table(heading, rows, (2.2, 1.2, 1.2, 2.4))
