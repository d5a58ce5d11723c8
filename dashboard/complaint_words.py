"""What answers about complaints found, in words: how many, how fast with open ones counted, how late, about what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard import complaint_rate_words, complaint_reference_words, complaint_score_words, contact_words
from dashboard.values import Answer, Released
from dashboard.views import View

BESIDE = (complaint_rate_words, complaint_reference_words, complaint_score_words, contact_words)
"""The words of what stands beside complaints on their page, by subject."""


def limit_name(limit: str, view: View) -> str:
    """Whose limit it is."""
    return view.text("house limit") if limit == "house" else view.text("legal limit")


def reading_name(reading: str, view: View) -> str:
    """What a share on time is made of."""
    return view.text("open ones counted") if reading == "counted" else view.text("closed ones only")


def state_name(state: str, view: View) -> str:
    """How an open complaint stands."""
    names = {
        "overdue_legal": view.text("past the legal limit"),
        "overdue_house": view.text("past the house limit"),
        "due_today": view.text("due today"),
        "due_soon": view.text("due within a week"),
        "extended": view.text("extended legally"),
        "stopped": view.text("clock stopped"),
        "in_time": view.text("in time"),
    }
    return names.get(state, state)


def stage_name(stage: str, view: View) -> str:
    """How far an open complaint has come."""
    names = {
        "received": view.text("received"),
        "accepted": view.text("accepted"),
        "replied": view.text("first reply given"),
        "decided": view.text("decided, still to be told"),
    }
    return names.get(stage, stage)


def fault_name(fault: str, view: View) -> str:
    """What cannot be right in the records of a complaint, and what is done with it."""
    names = {
        "repeat_of_itself": view.text("named as a repeat of itself: counted as a complaint of its own"),
        "repeat_in_circle": view.text("repeats that name each other in a circle: the earliest counts as the first"),
        "repeat_of_unknown": view.text("a repeat of a complaint that was not handed over: has a clock of its own"),
        "repeat_before_first": view.text("received before the complaint it repeats: has a clock of its own"),
        "step_before_receipt": view.text("a step dated before the receipt: counts as on the day of receipt"),
        "step_of_unknown": view.text("steps of a complaint that was not handed over: left aside"),
        "told_before_decided": view.text("told before it was decided and not since: still open"),
        "decided_never_told": view.text("decided, past its limit, and nobody told: still open"),
        "extended_without_approval": view.text("extended without an approval: the limit does not move"),
        "moved_too_late": view.text("extended or suspended after the limit had passed: it does not move"),
        "unclassified": view.text("without a type of business or a cause"),
    }
    return names.get(fault, fault)


def member_word(dimension: str, member: str, view: View) -> str | None:
    """An id of the dimensions that only complaints have; None for every other dimension."""
    words: Mapping[str, Callable[[str, View], str]] = {
        "limit": limit_name,
        "reading": reading_name,
        "state": state_name,
        "fault": fault_name,
        "reached": stage_name,
    }
    if dimension in words:
        return words[dimension](member, view)
    found = (each.member_word(dimension, member, view) for each in BESIDE)
    return next((word for word in found if word is not None), None)


def share_told(value: Released, view: View) -> str:
    """A share with its interval, or why there is none."""
    if value.low is None or value.high is None:
        return view.text("not yet known") if value.base else view.text("none closed yet")
    low, high = view.number(value.low, 1), view.number(value.high, 1)
    if value.score is None:
        return view.text("between {low}% and {high}%", low=low, high=high)
    return view.text("{share}% ({low}% to {high}%)", share=view.number(value.score, 1), low=low, high=high)


def on_time_title(answer: Answer, view: View) -> str:
    """The share told within the house limit (the law's, where the house has none), the open ones counted."""
    first = next((value for value in answer.values if value.of("reading") == "counted"), None)
    if first is None:
        return view.text("No limit is in force for these complaints")
    limit = first.of("limit") or ""
    return view.text(
        "{share} decided and told within the {limit} of {days} days, open ones counted",
        share=share_told(first, view),
        limit=limit_name(limit, view),
        days=answer.chart["limit_days"][limit],
    )


def on_time_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """The usual reading beside it and why it differs; the other limit; how long it takes; the oldest that is open."""
    told = {(value.of("limit"), value.of("reading")): value for value in answer.values}
    said = []
    limits = list(answer.chart["limit_days"])
    if limits:
        closed, counts = told[limits[0], "closed"], answer.chart["counts"][limits[0]]
        said.append(
            view.text(
                "Of closed ones alone it would be {share}. That leaves out the {late} that are open past their limit, "
                "and the {young} that still have time: the quick ones close first and make it look better.",
                share=share_told(closed, view),
                late=view.number(counts["open_late"]),
                young=view.number(counts["open_in_time"]),
            )
        )
    said += [
        view.text(
            "Within the {limit} ({days} days, extensions counted as approved): {share}.",
            limit=limit_name(limit, view),
            days=answer.chart["limit_days"][limit],
            share=share_told(told[limit, "counted"], view),
        )
        for limit in limits[1:]
    ]
    half, slow = answer.chart["median_days"], answer.chart["slowest_tenth_days"]
    if half is not None:
        tail = (
            view.text("nine in ten within {days} days", days=view.number(slow))
            if slow is not None
            else view.text("for nine in ten too many are open to tell")
        )
        said.append(
            view.text("Half are decided and told within {days} days, {tail}.", days=view.number(half), tail=tail)
        )
    longest, oldest = answer.chart["longest_closed_days"], answer.chart["oldest_open_days"]
    if longest is not None and oldest is not None:
        said.append(
            view.text(
                "The longest took {longest} days; the oldest still open has waited {oldest}.",
                longest=view.number(longest),
                oldest=view.number(oldest),
            )
        )
    return tuple(said)


def causes_title(answer: Answer, view: View) -> str:
    """The named cause that most complaints have; what is not classified is said."""
    named = [
        (value, share)
        for value, share in zip(answer.values, answer.chart["shares"], strict=True)
        if value.of("cause") and value.of("cause") not in answer.chart["others"]
    ]
    if not named:
        return view.text("No complaint here names its cause")
    value, share = named[0]
    names = answer.labels.get(("cause", value.of("cause") or ""), ("", ""))
    return view.text(
        "{cause}: {count} of {total} complaints ({share}%)",
        cause=view.name(names),
        count=view.number(value.score or 0),
        total=view.number(answer.chart["total"]),
        share=view.number(share, 1),
    )


def crossed_title(answer: Answer, view: View) -> str:
    """The cell with most complaints, by both its names."""
    by = str(answer.chart["rows_by"])
    named = [value for value in answer.values if value.of(by) and value.of("cause")]
    if not named:
        return view.text("No complaint here is classified both ways")
    most = max(named, key=lambda value: value.score or 0)
    row, cause = (view.name(answer.labels[name, most.of(name) or ""]) for name in (by, "cause"))
    return view.text(
        "Most complaints: {row}, {cause} ({count})", row=row, cause=cause, count=view.number(most.score or 0)
    )


def to_answer_title(answer: Answer, view: View) -> str:
    """How many are open, and how many of them are late or will be."""
    told = {value.of("state"): int(value.score or 0) for value in answer.values}
    late = told["overdue_legal"] + told["overdue_house"]
    return view.text(
        "{total} open: {late} overdue, {today} due today, {soon} due within a week, {extended} extended legally",
        total=view.number(answer.chart["total"]),
        late=view.number(late),
        today=view.number(told["due_today"]),
        soon=view.number(told["due_soon"]),
        extended=view.number(told["extended"]),
    )


def of_cause_title(answer: Answer, view: View) -> str:
    """How many complaints of a cause there are, and how many of them are open."""
    value = answer.values[0]
    cause = value.of("cause") or ""
    return view.text(
        "{cause}: {count} complaints, {open} of them open",
        cause=view.name(answer.labels["cause", cause]),
        count=view.number(value.score or 0),
        open=view.number(answer.chart["open"]),
    )


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "complaints.of_cause": of_cause_title,
    "complaints.on_time": on_time_title,
    "complaints.causes": causes_title,
    "complaints.crossed": crossed_title,
    "complaints.to_answer": to_answer_title,
    **{question: title for each in BESIDE for question, title in each.TITLES.items()},
}
