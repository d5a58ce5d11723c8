"""What answers about drivers found, in words: always "goes along with", never what a better rating would bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard.values import Answer, Released
from dashboard.views import View

MOST_NAMED = 3


def step(value: Released, answer: Answer, view: View) -> str:
    """The name of the touchpoint of a value."""
    return touchpoint(value.of("touchpoint") or "", answer, view)


def touchpoint(name: str, answer: Answer, view: View) -> str:
    """The name of a touchpoint; of several that count as one, all of them."""
    return view.name(answer.labels.get(("touchpoint", name), (name, name)))


def points(value: Released, view: View, *, signed: bool = False) -> str:
    """A difference of the recommend answer in points of 0–10; the value is in tenths."""
    return "–" if value.score is None else view.number(value.score / 10, 1, signed=signed)


def correlation(value: Released, view: View) -> str:
    """Pearson's r of a value in hundredths."""
    return "–" if value.score is None else view.number(value.score / 100, 2)


def zone(code: str, view: View) -> str:
    """Where a touchpoint lies between importance and performance."""
    words = {
        "improve": view.text("improve first"),
        "keep": view.text("keep it so"),
        "low_priority": view.text("can wait"),
        "more_than_needed": view.text("good enough"),
        "undetermined": view.text("undetermined"),
    }
    return words[code]


def kind(code: str, view: View) -> str:
    """How failure and delight weigh at a touchpoint."""
    words = {
        "basic": view.text("failure weighs more"),
        "performance": view.text("both weigh"),
        "excitement": view.text("delight weighs more"),
        "undetermined": view.text("undetermined"),
    }
    return words[code]


def shares_title(answer: Answer, view: View) -> str:
    """Which touchpoint goes along with recommending most; several where their order cannot be told."""
    seen = [
        (value, ranks)
        for value, ranks in zip(answer.values, answer.chart["ranks"], strict=True)
        if value.score is not None
    ]
    if not seen:
        return view.text("Too few ratings to tell what goes along with recommending")
    first, (_, lowest) = seen[0]
    if lowest == 1:
        return view.text(
            "{touchpoint} goes along with recommending most: {share}% of what the ratings explain",
            touchpoint=step(first, answer, view),
            share=view.number(first.score or 0),
        )
    leading = [value for value, (highest, _) in seen if highest == 1]
    return view.text(
        "{touchpoints} go along with recommending most; which of them comes first cannot be told",
        touchpoints=_names(leading, answer, view),
    )


def importance_title(answer: Answer, view: View) -> str:
    """What to improve first; or that the data do not say."""
    found: dict[str, list[Released]] = {"improve": [], "undetermined": []}
    for value, code in zip(answer.values, answer.chart["zones"], strict=True):
        found.setdefault(code, []).append(value)
    if found["improve"]:
        return view.text("Improve first: {touchpoints}", touchpoints=_names(found["improve"], answer, view))
    return view.text(
        "Nothing is surely to be improved first: {count} of {all} touchpoints are undetermined",
        count=view.number(len(found["undetermined"])),
        all=view.number(len(answer.values)),
    )


def asymmetric_title(answer: Answer, view: View) -> str:
    """Where a failure goes along with the lowest recommend answers."""
    sure = [value for value in answer.values if value.of("part") == "penalty" and (value.low or 0) > 0]
    if not sure:
        return view.text("At no touchpoint does a failure go along with lower recommend answers beyond chance")
    most = max(sure, key=lambda value: value.score or 0.0)
    return view.text(
        "Recommend answers lie {points} points lower where {touchpoint} fails",
        points=points(most, view),
        touchpoint=step(most, answer, view),
    )


def stability_title(answer: Answer, view: View) -> str:
    """In how many units and years the same touchpoint stands first."""
    first = answer.chart["whole"][0]
    return view.text(
        "{touchpoint} has the largest share in {count} of {all} units and years",
        touchpoint=step(first, answer, view),
        count=view.number(len(answer.chart["leads"])),
        all=view.number(len(answer.chart["parts"])),
    )


def shares_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """What the shares are of, who rated, and what has no part."""
    if answer.missing:
        return ()
    explained: Released = answer.chart["explained"]
    told = [
        view.text(
            "All these ratings together explain {share}% of the differences in recommend answers "
            "(95% interval {low} to {high}, {base} answers). It is an association: it does not say what a better "
            "rating would bring.",
            share=_whole(explained.score, view),
            low=_whole(explained.low, view),
            high=_whole(explained.high, view),
            base=view.number(explained.base or 0),
        ),
        view.text(
            "Only those who used a touchpoint rate it, and no rating is made up: not having used it is a state of its "
            "own and takes part as such. A question that was skipped counts as not used."
        ),
    ]
    told += [
        view.text(
            "Rated so alike that they cannot be told apart, and counted as one: {touchpoints}",
            touchpoints=view.text(", ").join(touchpoint(each, answer, view) for each in group[:1]),
        )
        for group in answer.chart["groups"]
    ]
    return (*told, *left_out_sentences(answer, view))


def left_out_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """Which touchpoints have no part, and why."""
    few = [(name, ratings) for name, ratings in answer.chart["left_out"] if ratings is not None]
    beyond = [name for name, ratings in answer.chart["left_out"] if ratings is None]
    told = []
    if few:
        named = [
            view.text("{touchpoint} ({count})", touchpoint=touchpoint(name, answer, view), count=view.number(ratings))
            for name, ratings in few
        ]
        told.append(view.text("Too few ratings to take part: {touchpoints}", touchpoints=view.text(", ").join(named)))
    if beyond:
        named = [touchpoint(name, answer, view) for name in beyond]
        told.append(
            view.text("Not among the ten most rated: {touchpoints}", touchpoints=view.text(", ").join(named)),
        )
    return tuple(told)


def importance_finding(answer: Answer, place: int, view: View) -> str:
    """One touchpoint to be improved first, with both numbers."""
    value, share = answer.values[place], answer.chart["importance"][place]
    return view.text(
        "{touchpoint}: {satisfied}% satisfied, {share}% of what goes along with recommending",
        touchpoint=step(value, answer, view),
        satisfied=view.number(value.score or 0, answer.decimals(value.score)),
        share=view.number(share.score or 0),
    )


def _names(values: Sequence[Released], answer: Answer, view: View) -> str:
    named = view.text(", ").join(step(value, answer, view) for value in values[:MOST_NAMED])
    if len(values) <= MOST_NAMED:
        return named
    return view.text("{names} and {count} more", names=named, count=view.number(len(values) - MOST_NAMED))


def _whole(number: float | None, view: View) -> str:
    return "–" if number is None else view.number(number)


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "drivers.shares": shares_title,
    "drivers.importance": importance_title,
    "drivers.asymmetric": asymmetric_title,
    "drivers.stability": stability_title,
}
