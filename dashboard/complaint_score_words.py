"""Complaints beside scores, in words: the silent ones, and what goes before what; never as a cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dashboard.values import Answer, Released
from dashboard.views import View


def part_of(part: str, view: View) -> str:
    """Who scored what."""
    names = {
        "promoters": view.text("promoters"),
        "passives": view.text("passives"),
        "detractors": view.text("detractors"),
    }
    return names.get(part, part)


def complained_name(side: str, view: View) -> str:
    """Whether somebody had complained."""
    return view.text("had complained") if side == "yes" else view.text("had not complained")


def lag_name(lag: str, view: View) -> str:
    """What goes before what at a lag."""
    months = int(lag)
    if months == 0:
        return view.text("same month")
    if months > 0:
        return view.text("complaints {months} mo. first", months=months)
    return view.text("score {months} mo. first", months=-months)


def member_word(dimension: str, member: str, view: View) -> str | None:
    """An id of the dimensions that only these answers have; None for every other dimension."""
    words = {"silent": part_of, "complained": complained_name, "lag": lag_name}
    return words[dimension](member, view) if dimension in words else None


def told(value: Released, view: View, *, is_share: bool) -> str:
    """A share or a score with its interval, or that it may not be shown."""
    if value.score is None or value.low is None or value.high is None:
        return view.text("too few to show")
    number, low, high = (view.number(each) for each in (value.score, value.low, value.high))
    if is_share:
        return view.text("{share}% ({low}% to {high}%)", share=number, low=low, high=high)
    return view.text("{score} ({low} to {high})", score=number, low=low, high=high)


def silent_title(answer: Answer, view: View) -> str:
    """The share of detractors who had never complained."""
    silent = next(value for value in answer.values if value.of("silent") == "detractors")
    if silent.score is None:
        return view.text("Too few detractors are known in the complaints to tell how many are silent")
    return view.text(
        "{share} of detractors had not complained in the year before they answered",
        share=told(silent, view, is_share=True),
    )


def silent_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """What those who complained answered beside those who had not, and who is in this at all."""
    sides = {value.of("complained"): value for value in answer.values if value.of("complained")}
    return (
        view.text(
            "NPS of those who had complained: {yes}; of those who had not: {no}.",
            yes=told(sides["yes"], view, is_share=False),
            no=told(sides["no"], view, is_share=False),
        ),
        view.text(
            "Only people whose number stands both in the surveys and in the complaints are seen; the first year of "
            "complaints is left out, as nobody's year before is known then."
        ),
    )


def lagged_title(answer: Answer, view: View) -> str:
    """At which lags the two go together beyond chance; an association."""
    stands = answer.chart["stands"]
    if not stands:
        return view.text(
            "Complaints and score: at none of {count} lags do they go together beyond chance", count=len(answer.values)
        )
    found = [next(value for value in answer.values if value.of("lag") == str(lag)) for lag in stands]
    surest = max(found, key=lambda value: abs(((value.low or 0) + (value.high or 0)) / 2))
    when = lag_name(surest.of("lag") or "0", view)
    if (surest.high or 0) < 0:
        return view.text("More complaints go along with a lower score, most clearly: {when}", when=when)
    return view.text("More complaints go along with a higher score, most clearly: {when}", when=when)


def lagged_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """How it was worked out, and what it does not say."""
    first, last = (date.fromisoformat(each) for each in answer.chart["seen"])
    return (
        view.text(
            "Each month's distance from the centre of its control chart, NPS beside complaints per 10,000 customers, "
            "{first} to {last}; {count} lags tested together, {standing} stand.",
            first=view.month(first),
            last=view.month(last),
            count=view.number(len(answer.values)),
            standing=view.number(len(answer.chart["stands"])),
        ),
        view.text(
            "An association, not a cause: a third thing, as an outage or a season, moves both. What runs before is not "
            "by that what brings about."
        ),
    )


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "complaints.silent": silent_title,
    "complaints.lagged": lagged_title,
}
