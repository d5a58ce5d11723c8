"""The life of a complaint in words: where it waits, whether it waits less, what call-backs say, who came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.complaint_words import share_told
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View


def dimensions(view: View) -> Mapping[str, Callable[[], str]]:
    """The names of the dimensions that only these answers have."""
    return {
        "wait": lambda: view.text("what it waits for"),
        "outcome": lambda: view.text("outcome"),
        "among": lambda: view.text("among"),
        "agreement": lambda: view.text("both call-backs"),
        "within_days": lambda: view.text("days since told"),
    }


def wait_name(wait: str, view: View) -> str:
    """What a complaint waits for, in the words of the four first times; and the direction of a hand-over."""
    names = {
        "accept": view.text("Accepted, from receipt"),
        "handle": view.text("Handled: decided, from acceptance"),
        "report": view.text("Reported, from receipt"),
        "tell": view.text("Customer told, from the decision"),
        "whole": view.text("All in all: receipt until told"),
        "down": view.text("Head office to branch"),
        "up": view.text("Branch to head office"),
        "across": view.text("Branch to branch"),
        "within": view.text("Inside head office"),
        "unplaced": view.text("Unit not recorded"),
    }
    return names.get(wait, wait)


def outcome_name(outcome: str, view: View) -> str:
    """What came of a complaint."""
    names = {
        "resolved": view.text("Resolved"),
        "satisfied_first": view.text("Satisfied at the first call-back"),
        "satisfied_second": view.text("Satisfied at the second call-back"),
    }
    return names.get(outcome, outcome)


def among_name(among: str, view: View) -> str:
    """Of whom a share is."""
    return view.text("all that were told") if among == "all" else view.text("those reached")


def agreement_name(of: str, view: View) -> str:
    """How the agreement of both call-backs is told."""
    names = {
        "share": view.text("Same answer at both"),
        "kappa": view.text("Agreement beyond chance (kappa)"),
        "first_minus_second": view.text("First minus second, percentage points"),
    }
    return names.get(of, of)


def member_word(dimension: str, member: str, view: View) -> str | None:
    """An id of these dimensions; None for every other."""
    words: Mapping[str, Callable[[str, View], str]] = {
        "wait": wait_name,
        "outcome": outcome_name,
        "among": among_name,
        "agreement": agreement_name,
        "within_days": lambda days, view: view.text("within {days} days", days=days),
    }
    return words[dimension](member, view) if dimension in words else None


def days_told(value: Released, view: View) -> str:
    """A median in working days with its interval, or why it cannot be told."""
    if value.score is None and value.low is None:
        return view.text("not yet known: more than half still wait")
    low = view.number(value.low or 0)
    if value.high is None:
        ends = view.text("{low} or more", low=low)
    else:
        ends = view.text("{low} to {high}", low=low, high=view.number(value.high))
    if value.score is None:
        return view.text("{ends} working days", ends=ends)
    return view.text("{days} working days ({ends})", days=view.number(value.score), ends=ends)


def first_times_title(answer: Answer, view: View) -> str:
    """How long all in all, and which of the steps takes most of it."""
    told = {value.of("wait"): value for value in answer.values}
    if "whole" not in told:
        return view.text("Nobody of this selection has been told of a decision yet")
    if told["whole"].low is None:
        return view.text("More than half of the customers have not been told yet")
    return view.text("Half of the customers are told within {days}", days=days_told(told["whole"], view))


def first_times_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """The shares taken at once; what is not recorded; what is still open."""
    said = []
    prompt = {wait: value for wait, value in answer.chart["promptly"].items() if value is not None}
    if (value := prompt.get("accept")) is not None:
        said.append(view.text("{share} are accepted by the next working day.", share=share_told(value, view)))
    if (value := prompt.get("tell")) is not None:
        said.append(
            view.text(
                "{share} of the customers are told by the working day after the decision.",
                share=share_told(value, view),
            )
        )
    absent = [wait_name(wait, view) for wait in ("accept", "report") if wait not in answer.chart["waits"]]
    if absent:
        said.append(view.text("Not recorded here: {steps}.", steps=view.text(", ").join(absent)))
    return tuple(said)


def hand_overs_title(answer: Answer, view: View) -> str:
    """The direction in which a case waits longest for the next unit, by its slow tenth."""
    waits = {
        value.of("wait") or "": answer.chart["waits"][value.of("wait") or ""]["slowest_tenth_days"]
        for value in answer.values
    }
    known = {wait: days for wait, days in waits.items() if days is not None}
    if not known:
        return view.text("Too many hand-overs still wait to tell how long they take")
    prompt = answer.chart["promptly"]
    slowest = max(known, key=lambda wait: (known[wait], -((prompt[wait] and prompt[wait].low) or 0)))
    return view.text(
        "{direction} is the slowest: one in ten waits {days} working days or more",
        direction=wait_name(slowest, view),
        days=view.number(known[slowest]),
    )


def by_unit_title(answer: Answer, view: View) -> str:
    """The units whose complaints wait longer for the next hand than the others', beyond luck."""
    slow = [
        unit
        for unit, verdict in zip(answer.chart["compared"], answer.verdicts, strict=True)
        if verdict.code == "higher"
    ]
    if not slow:
        return view.text("No unit's complaints wait longer at hand-overs than the others', beyond luck")
    names = view.text(", ").join(view.name(answer.labels["unit", unit]) for unit in slow[:3])
    if len(slow) > 3:
        names = view.text("{names} and {more} more", names=names, more=view.number(len(slow) - 3))
    return view.text("Longer waits at hand-overs: {units}", units=names)


def shortened_title(answer: Answer, view: View) -> str:
    """Whether customers wait less until they are told, by how much."""
    return change_told(answer.chart["compared"][0], answer.verdicts[0], answer, view)


def change_told(wait: str, verdict: Verdict, answer: Answer, view: View) -> str:
    """One comparison as a sentence: the word of the verdict, the days, the interval."""
    name = wait_name(wait, view)
    against = (
        view.text("a year earlier") if answer.chart["against"] == "year_before" else view.text("the period before")
    )
    if verdict.code == "too_few" or verdict.difference is None:
        return view.text("{what}: too few cases to compare with {against}", what=name, against=against)
    low, high = (view.number(each or 0, 1, signed=True) for each in (verdict.low, verdict.high))
    days = view.number(abs(verdict.difference), 1)
    ends = view.text("95% interval {low} to {high}", low=low, high=high)
    if verdict.code == "fell":
        return view.text(
            "{what}: fell by {days} working days against {against} ({ends})",
            what=name,
            days=days,
            against=against,
            ends=ends,
        )
    if verdict.code == "rose":
        return view.text(
            "{what}: rose by {days} working days against {against} ({ends})",
            what=name,
            days=days,
            against=against,
            ends=ends,
        )
    return view.text("{what}: no clear change against {against} ({ends})", what=name, against=against, ends=ends)


def shortened_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """The same for the same mix of business, and how the means are counted."""
    said = []
    same = answer.chart["same_mix"]
    if same is not None:
        said.append(
            view.text(
                "With the same mix of types of business: {days} working days ({low} to {high}), from the types that "
                "hold {share}% of the cases.",
                days=view.number(same["days"], 1, signed=True),
                low=view.number(same["low"], 1, signed=True),
                high=view.number(same["high"], 1, signed=True),
                share=view.number(same["share_pct"]),
            )
        )
    horizon = answer.chart["horizons"][answer.chart["compared"][0]]
    said.append(
        view.text(
            "Difference of the mean working days, each counted up to {days}, open cases included.",
            days=view.number(horizon),
        )
    )
    return tuple(said)


def call_backs_title(answer: Answer, view: View) -> str:
    """Satisfied among all that were told, and beside it among those reached, which is what is usually reported."""
    told = {(value.of("outcome"), value.of("among")): value for value in answer.values}
    outcome = "satisfied_first" if ("satisfied_first", "all") in told else "satisfied_second"
    return view.text(
        "{all} of all told customers said they were satisfied; of those reached, {reached}",
        all=share_told(told[outcome, "all"], view),
        reached=share_told(told[outcome, "reached"], view),
    )


def call_backs_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """How many were called and reached; whether both calls hear the same."""
    counts = {name: view.number(count) for name, count in answer.chart["counts"].items()}
    said = [
        view.text(
            "{told} were told: {first_called} called back and {first_reached} reached; {second_called} called a "
            "second time and {second_reached} reached.",
            told=counts["told"],
            first_called=counts["first_called"],
            first_reached=counts["first_reached"],
            second_called=counts["second_called"],
            second_reached=counts["second_reached"],
        )
    ]
    told = {value.of("agreement"): value for value in answer.chart["agreement"]}
    if not told:
        return tuple(said)
    share, kappa, gap = (told[name] for name in ("share", "kappa", "first_minus_second"))
    said.append(
        view.text(
            "Of the {count} who answered both calls, {share} said the same twice; beyond chance: kappa {kappa}.",
            count=counts["said_twice"],
            share=share_told(share, view),
            kappa=_number(kappa, 2, view),
        )
    )
    points = _number(gap, 1, view)
    if gap.low is not None and gap.low > 0:
        said.append(
            view.text("The first call hears more satisfaction than the second, by {points} points.", points=points)
        )
    if gap.high is not None and gap.high < 0:
        said.append(
            view.text("The second call hears more satisfaction than the first, by {points} points.", points=points)
        )
    return tuple(said)


def came_back_title(answer: Answer, view: View) -> str:
    """The share that complained again within the longer of both times that can be told."""
    told = [value for value in answer.values if value.low is not None]
    if not told:
        return view.text("Nothing of this period is old enough to tell")
    value = told[-1]
    return view.text(
        "{share} complained again within {days} days of being told",
        share=share_told(value, view),
        days=value.of("within_days"),
    )


def came_back_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """What is counted and what is counted apart."""
    chart = answer.chart
    young = [
        view.text("{count} not yet {days} days", count=view.number(count), days=days)
        for days, count in chart["young"].items()
        if count
    ]
    said = [
        view.text(
            "Of {told} told; {repeats} that are repeats themselves are left out.",
            told=view.number(chart["told"]),
            repeats=view.number(chart["repeats"]),
        ),
        known_by(answer, view),
    ]
    if young:
        said.append(
            view.text(
                "Too recent, and counted only for as long as they are: {young}.", young=view.text(", ").join(young)
            )
        )
    said.append(
        view.text(
            "Counted apart: {open} repeated before they were told, {reopened} taken up again.",
            open=view.number(chart["while_open"]),
            reopened=view.number(chart["reopened"]),
        )
    )
    return tuple(said)


def known_by(answer: Answer, view: View) -> str:
    """By what repeats were told from new matters: by their mark alone, or by the customer too."""
    chart = answer.chart
    if not chart["keyed"]:
        return view.text(
            "A repeat is what was marked as one: no customer number came with these complaints, so that a repeat "
            "nobody marked is not seen."
        )
    days, repeated = list(chart["repeated"].items())[-1]
    unmarked = chart["unmarked"][days]
    return view.text(
        "A repeat is what was marked as one, or the same customer with the same business and cause again: within "
        "{days} days {marked} marked and {unmarked} that nobody had marked. A customer number is known of {keyed} of "
        "the {told}.",
        days=days,
        marked=view.number(repeated - unmarked),
        unmarked=view.number(unmarked),
        keyed=view.number(chart["keyed"]),
        told=view.number(chart["told"]),
    )


def _number(value: Released, decimals: int, view: View) -> str:
    if value.low is None or value.high is None:
        return view.text("not known")
    low, high = view.number(value.low, decimals), view.number(value.high, decimals)
    if value.score is None:
        return view.text("between {low} and {high}", low=low, high=high)
    return view.text("{number} ({low} to {high})", number=view.number(value.score, decimals), low=low, high=high)


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "complaints.first_times": first_times_title,
    "complaints.hand_overs": hand_overs_title,
    "complaints.hand_overs_by_unit": by_unit_title,
    "complaints.shortened": shortened_title,
    "complaints.call_backs": call_backs_title,
    "complaints.came_back": came_back_title,
}
