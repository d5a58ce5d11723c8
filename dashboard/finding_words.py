"""Titles of what was taken apart or put side by side: explored tables, a change, the index, two, the funnel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dashboard.names import dimension, member
from dashboard.values import Answer, Released
from dashboard.views import View

Tell = Callable[[Released, View, Answer], str]
"""How a released value is told: ``verdicts.value``."""


def explored(answer: Answer, view: View, measure: str) -> str:
    """The title of a table with two sides: what, by what, beside what, and how many cells."""
    by, beside = str(answer.chart["dimension"]), str(answer.chart["beside"])
    ways = view.text(" × ").join(dimension(name, view) for name in (by, beside) if name)
    return view.text("{measure} by {ways}, {count} cells", measure=measure, ways=ways, count=len(answer.values))


def shares(answer: Answer, view: View, tell: Tell) -> str:
    """The three groups of the last month."""
    last = answer.values[-1].month or ""
    told = {each.of("part"): tell(each, view, answer) for each in answer.values if each.month == last}
    return view.text(
        "{month}: promoters {promoters}, passives {passives}, detractors {detractors}",
        month=view.month(date.fromisoformat(last)),
        promoters=told["promoters"],
        passives=told["passives"],
        detractors=told["detractors"],
    )


def histogram(answer: Answer, view: View, tell: Tell) -> str:
    """The answer that was given most often."""
    seen = [each for each in answer.values if each.score is not None]
    if not seen:
        return view.text("too few")
    most = max(seen, key=lambda each: each.score or 0.0)
    return view.text("Most frequent answer: {score} ({share})", score=most.of("score"), share=tell(most, view, answer))


def why_moved(answer: Answer, view: View, change: str) -> str:
    """The title of a change taken apart: how much is within the groups, how much is mix, and which leaves 0 out."""
    told = {value.of("part"): value for value in answer.values if value.of("part")}
    pieces = []
    for part, name in (("within", view.text("within")), ("mix", view.text("mix"))):
        points = told[part].score
        if points is None:
            continue
        piece = view.text("{part} {points}", part=name, points=view.number(points, 1, signed=True))
        pieces.append(piece if answer.chart["stands"][part] else view.text("{piece} (not beyond chance)", piece=piece))
    return view.text("{finding}: {parts}", finding=change, parts=view.text(", ").join(pieces))


def index_moved(answer: Answer, view: View, told: str) -> str:
    """The title of the index opened up: the number, and the dimension that moved it most."""
    parts = [
        each
        for each in answer.chart["moved"]
        if answer.chart["nodes"][each.of("node")]["level"] == "dimension" and each.score is not None
    ]
    if not parts:
        return told
    most = max(parts, key=lambda each: abs(each.score or 0.0))
    return view.text(
        "{finding}; most moved by {part} ({points})",
        finding=told,
        part=member("node", most.of("node") or "", view, answer),
        points=view.number(most.score or 0.0, 2, signed=True),
    )


def two_compared(answer: Answer, view: View, told: str) -> str:
    """The title of two compared: who, then what may be said of the first against the second."""
    first = member(str(answer.chart["dimension"]), str(answer.chart["pair"][0]), view, answer)
    return view.text("{who}: {finding}", who=first, finding=told)


def mix(answer: Answer, view: View) -> str:
    """The title of who answered: where most answers of the last month came from. Of counts, not of a sample."""
    by, members = str(answer.chart["dimension"]), answer.chart["members"]
    last = list(zip(answer.values, answer.chart["shares"], strict=True))[-len(members) :]
    most, share = max(last, key=lambda each: each[1])
    return view.text(
        "{month}: {member} {share}% of the answers",
        month=member("month", str(most.month), view, answer),
        member=member(by, str(most.of(by)), view, answer),
        share=view.number(share, 1),
    )


def funnel(answer: Answer, view: View) -> str:
    """The title of the suggestions' funnel."""
    told = {each.of("stage"): view.number(each.score or 0) for each in answer.values}
    return view.text(
        "{submitted} suggestions submitted: {adopted} adopted, {open} open",
        submitted=told["submitted"],
        adopted=told["adopted"],
        open=told["open"],
    )


def beside_funnel(answer: Answer, view: View) -> tuple[str, ...]:
    """What the funnel counts beside the way: the bank's own claims, and decisions that were taken up again."""
    told = {each.of("stage"): each.score or 0 for each in answer.values}
    claimed, reopened = view.number(told["claimed"]), view.number(told["reopened"])
    said = [
        view.text("{count} are claimed effective by the bank itself, which is not tested here.", count=claimed),
        view.text("{count} were reopened after a decision and count as they stand now.", count=reopened),
    ]
    return tuple(line for line, stage in zip(said, ("claimed", "reopened"), strict=True) if told[stage])


def unfinished(answer: Answer, view: View) -> str:
    """The title of the suggestions still to be decided or done."""
    total, overdue, unowned = (view.number(answer.chart[name]) for name in ("total", "overdue", "unowned"))
    return view.text(
        "{total} still to be decided or done: {overdue} past their due date, {unowned} without a department in charge",
        total=total,
        overdue=overdue,
        unowned=unowned,
    )
