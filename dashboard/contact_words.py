"""Contacts in words: what customers wanted, and what a closed channel says of fewer complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.values import Answer, Released
from dashboard.views import View


def kind_name(kind: str, view: View) -> str:
    """What a customer wanted."""
    names = {
        "enquiry": view.text("Enquiries"),
        "complaint": view.text("Complaints"),
        "suggestion": view.text("Suggestions"),
        "praise": view.text("Praise"),
    }
    return names.get(kind, kind)


def what_name(what: str, view: View) -> str:
    """What is compared around the closing of a channel."""
    names = {
        "contacts": view.text("all contacts"),
        "complaints": view.text("all complaints"),
        "elsewhere": view.text("complaints of the other channels"),
    }
    return names.get(what, what)


def member_word(dimension: str, member: str, view: View) -> str | None:
    """An id of the dimensions that only these answers have; None for every other dimension."""
    words = {"kind": kind_name, "what": what_name}
    return words[dimension](member, view) if dimension in words else None


def by_kind_title(answer: Answer, view: View) -> str:
    """The four kinds by number, apart."""
    counts = {value.of("kind"): value for value in answer.values if not value.of("per")}
    return view.text(", ").join(
        view.text("{kind} {count}", kind=kind_name(kind or "", view), count=view.number(value.score or 0))
        for kind, value in counts.items()
    )


def closed_title(answer: Answer, view: View) -> str:
    """That complaints fell because a channel closed, where that is so; else that one closed."""
    flagged = [each for each in answer.chart["closed"] if each["is_flagged"]]
    first = flagged[0] if flagged else answer.chart["closed"][0]
    channel = view.name(answer.labels["channel", first["channel"]])
    since = view.month(first["from_month"])
    if flagged:
        return view.text(
            "Fewer complaints since {month}, when {channel} closed: the fall follows the channel, not the cause",
            month=since,
            channel=channel,
        )
    return view.text("{channel} has been closed since {month}", channel=channel, month=since)


def change_told(value: Released, view: View) -> str:
    """A change in per cent with its interval."""
    if value.low is None or value.high is None:
        return view.text("too few to tell")
    low, high = (view.number(each, 1, signed=True) for each in (value.low, value.high))
    if value.score is None:
        return view.text("between {low}% and {high}%", low=low, high=high)
    return view.text(
        "{change}% (95% interval {low}% to {high}%)",
        change=view.number(value.score, 1, signed=True),
        low=low,
        high=high,
    )


def closed_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """For every closed channel, what it may and may not be taken for."""
    said = []
    told = {(value.of("channel"), value.of("what")): value for value in answer.values}
    for each in answer.chart["closed"]:
        said += _about(
            each, {what: told.get((each["channel"], what)) for what in ("contacts", "elsewhere")}, answer, view
        )
    return tuple(said)


def _about(each: Mapping[str, Any], told: Mapping[str, Released | None], answer: Answer, view: View) -> list[str]:
    channel = view.name(answer.labels["channel", each["channel"]])
    contacts, elsewhere = told["contacts"], told["elsewhere"]
    said = []
    if contacts is not None:
        said.append(
            view.text(
                "{channel}: contacts changed with it, {change}: who could not get through did not complain either.",
                channel=channel,
                change=change_told(contacts, view),
            )
        )
    if elsewhere is None:
        return said
    change = change_told(elsewhere, view)
    if each["is_moved"]:
        said.append(view.text("Complaints of the other channels rose, {change}: they may have moved.", change=change))
    elif each["is_flagged"]:
        said.append(
            view.text(
                "Complaints of the other channels did not fall beyond chance, {change}: nothing says that there is "
                "less to complain about.",
                change=change,
            )
        )
    else:
        said.append(
            view.text(
                "Complaints of the other channels, {change}: whatever moved there is not the closing.", change=change
            )
        )
    return said


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "contacts.by_kind": by_kind_title,
    "contacts.closed": closed_title,
}
