"""Titles of what was taken apart or put side by side: explored tables, a change, the index, two, the funnel."""

from __future__ import annotations

from datetime import date

from dashboard.names import dimension, member
from dashboard.values import Answer
from dashboard.views import View


def new_level(answer: Answer, view: View, told: str) -> str:
    """The title of a trend, with the month since which its limits are those of a new level."""
    levels = answer.chart.get("baselines", ())
    if not levels:
        return told
    month = view.month(date.fromisoformat(levels[-1]))
    return view.text("{finding}; new level since {month}", finding=told, month=month)


def is_young(answer: Answer) -> bool:
    """Whether the newest level has too few months for limits of its own: then nothing is said to lie within them."""
    return bool(answer.chart.get("baselines")) and all(
        limit is None
        for month, limit in zip(answer.chart["months"], answer.chart["lower"], strict=True)
        if month >= answer.chart["baselines"][-1]
    )


def levels(answer: Answer, view: View) -> tuple[str, ...]:
    """Every new level in force: since when, accepted by whom, and why."""
    return tuple(
        view.text(
            "New level since {month}, accepted by {who} on {day}: {reason}",
            month=view.month(each.from_month),
            who=each.made_by,
            day=view.day(date.fromisoformat(each.made_at[:10])),
            reason=each.reason,
        )
        for each in answer.chart.get("accepted", ())
    )


def proposal(answer: Answer, view: View) -> str:
    """That a run still stands and since when; empty where none does."""
    found = answer.chart.get("proposal")
    if found is None:
        return ""
    month, points = view.month(date.fromisoformat(found["from_month"])), view.number(found["points"])
    if found["side"] == "above":
        return view.text(
            "{points} values in a row lie above the centre line, since {month}.", points=points, month=month
        )
    return view.text("{points} values in a row lie below the centre line, since {month}.", points=points, month=month)


def explored(answer: Answer, view: View, measure: str) -> str:
    """The title of a table with two sides: what, by what, beside what, and how many cells."""
    by, beside = str(answer.chart["dimension"]), str(answer.chart["beside"])
    ways = view.text(" × ").join(dimension(name, view) for name in (by, beside) if name)
    return view.text("{measure} by {ways}, {count} cells", measure=measure, ways=ways, count=len(answer.values))


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
