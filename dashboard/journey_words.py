"""What answers about journeys found, in words: between which steps scores lie, which steps fail together."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.values import Answer, Released
from dashboard.views import View


def steps_title(answer: Answer, view: View, measure: str, value: Callable[[Released, View, Answer], str]) -> str:
    """Between which two steps a measure lies; ``value`` puts a released value into words."""
    count = view.number(len(answer.values))
    seen = sorted((each for each in answer.values if each.score is not None), key=lambda each: each.score or 0.0)
    if len(seen) < 2:
        return view.text("{measure} at {count} touchpoints", measure=measure, count=count)
    low, high = (value(each, view, answer) for each in (seen[0], seen[-1]))
    at_low, at_high = (step_name("touchpoint", each, answer, view) for each in (seen[0], seen[-1]))
    return view.text(
        "{measure} at {count} touchpoints: from {low} ({at_low}) to {high} ({at_high})",
        measure=measure,
        count=count,
        low=low,
        at_low=at_low,
        high=high,
        at_high=at_high,
    )


def finding_word(code: str, view: View) -> str:
    """What two decided sides of a step come to, from a closed list."""
    words = {
        "complained_but_liked": view.text("many complaints, good scores"),
        "silent": view.text("low scores, few complaints: dissatisfied in silence"),
        "complained_and_disliked": view.text("low scores, many complaints"),
        "passed_but_disliked": view.text("inspections pass, customers do not"),
    }
    return words[code]


def joined_title(answer: Answer, view: View) -> str:
    """The first step at which customers and records make a finding, and how many more; or that none does."""
    found = [(at, codes[0]) for at, codes in enumerate(answer.chart["findings"]) if codes]
    looked = view.number(answer.footer.comparisons)
    if not found:
        return view.text(
            "At no step do scores and records make a finding beyond chance, of {count} comparisons", count=looked
        )
    # what the records alone would not have told comes first
    at, code = min(found, key=lambda each: (each[1] == "complained_and_disliked", each[0]))
    title = view.text(
        "{step}: {finding}",
        step=step_name("touchpoint", answer.values[at], answer, view),
        finding=finding_word(code, view),
    )
    if len(found) == 1:
        return title
    return view.text("{title} (and {others} more)", title=title, others=view.number(len(found) - 1))


def worth_title(answer: Answer, view: View, value: Callable[[Released, View, Answer], str]) -> str:
    """The step whose mending could give most, by what is sure; or that no pain goes with a lower score."""
    order = [at for at in answer.chart["order"] if answer.verdicts[at].code == "lower"]
    looked = view.number(answer.footer.comparisons)
    if not order:
        return view.text(
            "At no step do those with a pain recommend less beyond chance, of {count} steps looked at", count=looked
        )
    first = answer.values[order[0]]
    return view.text(
        "{step}: those without a pain there stand {points} points of NPS higher (95% interval {low} to {high})",
        step=step_name("touchpoint", first, answer, view),
        points=value(first, view, answer),
        low=view.number(first.low or 0.0, answer.decimals(first.low)),
        high=view.number(first.high or 0.0, answer.decimals(first.high)),
    )


def step_name(dimension: str, value: Released, answer: Answer, view: View) -> str:
    """A touchpoint of a pair ("touchpoint": the earlier one, "with": the later one) in the reader's language."""
    member = value.of(dimension) or ""
    return view.name(answer.labels.get(("touchpoint", member), (member, member)))


def pair_of_steps(value: Released, answer: Answer, view: View) -> str:
    """Two touchpoints that one passage used."""
    return view.text(
        "{first} + {second}",
        first=step_name("touchpoint", value, answer, view),
        second=step_name("with", value, answer, view),
    )


def pair_address(value: Released) -> str:
    """Two touchpoints as the address names them together."""
    return f"{value.of('touchpoint')}+{value.of('with')}"


def lift_told(answer: Answer, place: int, view: View) -> str:
    """How many times as often as chance a pair fails together, with the interval; empty where it is hidden."""
    lift = answer.chart["lifts"][place]
    if lift is None:
        return ""
    times, low, high = (view.number(number, 1) for number in lift)
    return view.text("{times} times as often as chance (95% interval {low} to {high})", times=times, low=low, high=high)


def pair_found(answer: Answer, place: int, view: View) -> str:
    """One pair that stands: its steps, and how many times as often as chance they fail together."""
    value = answer.values[place]
    return view.text(
        "{pair} fail together {times}", pair=pair_of_steps(value, answer, view), times=lift_told(answer, place, view)
    )


def pair_counts(value: Released, view: View) -> str:
    """How many passages had both pains; only the share where the counts may not be told."""
    if value.score is None:
        return ""
    if "both_pains" not in value.parts:
        share = view.number(value.score, 0)
        return view.text("{share}% of {base} visits failed at both", share=share, base=view.number(value.base or 0))
    return view.text(
        "{both} of {base} visits failed at both; {first} at the first, {second} at the second",
        both=view.number(value.parts["both_pains"]),
        base=view.number(value.base or 0),
        first=view.number(value.parts["first_pains"]),
        second=view.number(value.parts["second_pains"]),
    )


def pairs_title(answer: Answer, view: View) -> str:
    """The pair that fails together most surely, and how many others do; or that none does beyond chance."""
    looked = view.number(answer.footer.comparisons)
    standing = answer.chart["standing"]
    if all(value.score is None for value in answer.values):
        return view.text("Too few visits failed at two steps to tell which fail together")
    if not standing:
        return view.text("No two steps fail together beyond chance, of {count} pairs looked at", count=looked)
    first = pair_found(answer, standing[0], view)
    if len(standing) == 1:
        return first
    return view.text(
        "{finding}; {others} more pairs of {count} do so beyond chance",
        finding=first,
        others=view.number(len(standing) - 1),
        count=looked,
    )
