"""What answers about the bank's own work found, in words: product reviews and education events."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.values import Answer, Released
from dashboard.views import View

MOST_NAMED = 8
"""Units without an event that are named; the table behind holds all."""
UNITS: Mapping[str, str] = {
    "review_findings": "per_review",
    "review_days": "working_days",
    "people_reached": "count",
    "reviews": "count",
}
"""Units of measures that stand beside others in an answer."""


def dimensions(view: View) -> Mapping[str, Callable[[], str]]:
    """The names of the dimensions that only these answers have."""
    return {
        "review": lambda: view.text("reviews"),
        "attempt": lambda: view.text("attempt"),
        "length": lambda: view.text("how long"),
        "activity": lambda: view.text("education"),
        "per": lambda: view.text("for what size"),
    }


def member_word(dimension: str, member: str, view: View) -> str | None:
    """An id of those dimensions in words; None for every other dimension."""
    names: Mapping[tuple[str, str], Callable[[], str]] = {
        ("review", "submitted"): lambda: view.text("Submitted for review"),
        ("review", "finished"): lambda: view.text("Finished"),
        ("review", "open"): lambda: view.text("Still open"),
        ("review", "findings"): lambda: view.text("Findings per finished review"),
        ("attempt", "first"): lambda: view.text("Passed at the first attempt"),
        ("attempt", "second"): lambda: view.text("Passed after the second attempt"),
        ("length", "median"): lambda: view.text("Half finished within, working days"),
        ("activity", "events"): lambda: view.text("Education events"),
        ("activity", "people"): lambda: view.text("People reached"),
    }
    return names[dimension, member]() if (dimension, member) in names else None


def outcome_name(outcome: str, view: View) -> str:
    """What became of a review."""
    names = {
        "first": view.text("Passed at the first attempt"),
        "second": view.text("Passed at the second attempt"),
        "not_passed": view.text("Not passed"),
        "open": view.text("Still open"),
        "unrecorded": view.text("Finished, conclusion not recorded"),
    }
    return names.get(outcome, outcome)


def form_name(form: str, view: View) -> str:
    """How an education event was held."""
    names = {
        "online": view.text("online"),
        "offline": view.text("on the spot"),
        "both": view.text("online and on the spot"),
    }
    return names.get(form, view.text("form not recorded"))


def span_told(value: Released, view: View, decimals: int = 1, sign: str = "") -> str:
    """A value with its interval, or the interval alone, or that there are too few."""
    if value.score is not None and value.low is not None and value.high is None:
        told, low = (view.number(each, decimals) + sign for each in (value.score, value.low))
        return view.text("{value} ({low} or more)", value=told, low=low)
    if value.low is None or value.high is None:
        return view.text("too few") if value.score is None else view.number(value.score, decimals) + sign
    low, high = view.number(value.low, decimals) + sign, view.number(value.high, decimals) + sign
    if value.score is None:
        return view.text("between {low} and {high}", low=low, high=high)
    return view.text("{value} ({low} to {high})", value=view.number(value.score, decimals) + sign, low=low, high=high)


def reviews_title(answer: Answer, view: View) -> str:
    """How many were submitted and are open, and what a finished one found."""
    told = {value.of("review"): value for value in answer.values}
    counts = view.text(
        "{submitted} product reviews, {open} still open",
        submitted=view.number(told["submitted"].score or 0),
        open=view.number(told["open"].score or 0),
    )
    if "findings" not in told:
        return counts
    return view.text("{counts}; findings each: {found}", counts=counts, found=span_told(told["findings"], view))


def outcomes(answer: Answer) -> tuple[str, ...]:
    """What became of reviews, in order; without those that lack a conclusion where none does."""
    counts = answer.chart["counts"]
    return tuple(each for each in counts if counts[each] or each != "unrecorded")


def what(value: Released, view: View) -> str:
    """What a number of the counts is of."""
    dimension, member = value.key[0]
    if dimension == "per":
        return view.text("People for every 10,000 customers a month")
    return member_word(dimension, member, view) or member


def fact(value: Released, view: View) -> tuple[str, str, str]:
    """A number of the counts as it is read: what it is of, the number or the interval alone, and how sure it is."""
    name, told, span = what(value, view), view.number(value.score or 0), ""
    if value.low is not None and value.high is not None:
        decimals = 2 if value.of("per") else 1
        low, high = view.number(value.low, decimals), view.number(value.high, decimals)
        if value.score is None:
            told, span = view.text("between {low} and {high}", low=low, high=high), view.text("few: interval only")
        else:
            told = view.number(value.score, decimals)
            span = view.text("95% interval {low} to {high}", low=low, high=high)
    return name, told, span


def beside(answer: Answer, view: View) -> tuple[str, ...]:
    """What is left out of the counts and why, and how events were held."""
    chart = answer.chart
    counted: dict[str, Callable[[str], str]] = {
        "unrecorded": lambda count: view.text("{count} finished without a recorded conclusion.", count=count),
        "undated": lambda count: view.text(
            "{count} are marked as passed and have no day on which they finished: they count as open.", count=count
        ),
        "uncounted": lambda count: view.text("Of {count} events the number of people is not recorded.", count=count),
    }
    said = [tell(view.number(chart[name])) for name, tell in counted.items() if chart.get(name)]
    if forms := chart.get("by_form"):
        pieces = [f"{form_name(form, view)} {view.number(count)}" for form, count in forms.items()]
        said.append(view.text("Held: {forms}", forms=" · ".join(pieces)))
    return tuple(said)


def attempts_title(answer: Answer, view: View) -> str:
    """The share that passed at once, and after the second attempt."""
    told = {value.of("attempt"): span_told(value, view, 1, "%") for value in answer.values}
    return view.text(
        "{first} passed at the first attempt, {second} after the second", first=told["first"], second=told["second"]
    )


def attempts_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """What the shares are of, and what is not in them."""
    counts = answer.chart["counts"]
    said = [
        view.text("Of all that were submitted; the {open} still open count as not passed yet.", open=counts["open"])
    ]
    if counts["unrecorded"]:
        said.append(
            view.text("{count} finished without a recorded conclusion and are left out.", count=counts["unrecorded"])
        )
    return tuple(said)


def turnaround_title(answer: Answer, view: View) -> str:
    """The median, and the verdict on the year before."""
    told = [half_told(answer.values[0], view)]
    for verdict in answer.verdicts:
        words = {
            "rose": view.text("longer than a year before"),
            "fell": view.text("shorter than a year before"),
            "no_clear_change": view.text("no clear change on a year before"),
            "too_few": view.text("too few to compare with a year before"),
        }
        told.append(words[str(verdict.code)])
    return view.text("; ").join(told)


def half_told(value: Released, view: View) -> str:
    """The median with its interval, the interval alone, or why there is neither."""
    if value.score is None and (value.low is None or value.high is None):
        return view.text("Too many are open to tell how long half of them take")
    if value.score is None:
        low, high = view.number(value.low or 0), view.number(value.high or 0)
        return view.text("Half are finished within {low} to {high} working days", low=low, high=high)
    return view.text("Half are finished within {days} working days", days=span_told(value, view, 0))


def turnaround_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """The slow ones, the oldest open one, and the difference of the means with its interval."""
    said = []
    chart = answer.chart
    if chart["slowest_tenth_days"] is not None:
        days = view.number(chart["slowest_tenth_days"])
        said.append(view.text("Nine in ten are finished within {days} working days.", days=days))
    if chart["oldest_open_days"] is not None:
        said.append(
            view.text(
                "{open} are open and counted as such; the oldest has waited {days} working days.",
                open=view.number(chart["open"]),
                days=view.number(chart["oldest_open_days"]),
            )
        )
    for verdict in answer.verdicts:
        if verdict.difference is None or verdict.low is None or verdict.high is None or not chart["means"]:
            continue
        said.append(
            view.text(
                "Mean up to {horizon} working days: {now}, a year before {then}; "
                "difference {difference} (95% interval {low} to {high}).",
                horizon=view.number(chart["horizon_days"]),
                now=view.number(chart["means"]["now"], 1),
                then=view.number(chart["means"]["year_before"], 1),
                difference=view.number(verdict.difference, 1, signed=True),
                low=view.number(verdict.low, 1, signed=True),
                high=view.number(verdict.high, 1, signed=True),
            )
        )
    return tuple(said)


def by_title(answer: Answer, view: View) -> str:
    """How many stand side by side."""
    count = view.number(len(answer.values))
    if answer.chart["dimension"] == "unit":
        return view.text("Product reviews of {count} units", count=count)
    return view.text("Product reviews of {count} business lines", count=count)


def education_title(answer: Answer, view: View) -> str:
    """Events, people, and people for the number of customers."""
    told = {value.of("activity"): value for value in answer.values if value.of("activity")}
    counts = view.text(
        "{events} education events reached {people} people",
        events=view.number(told["events"].score or 0),
        people=view.number(told["people"].score or 0),
    )
    rate = next((value for value in answer.values if value.of("per")), None)
    if rate is None:
        return counts
    return view.text("{counts}: {rate} per 10,000 customers a month", counts=counts, rate=span_told(rate, view, 2))


def groups_title(answer: Answer, view: View) -> str:
    """The group that most were reached of, with its share of all."""
    named = [value for value in answer.values if value.of("group_reached")]
    if not named or not answer.chart["total"]:
        return view.text("No event here says whom it was for")
    most = max(named, key=lambda value: value.score or 0)
    return view.text(
        "Most people reached: {group}, {people} of {total}",
        group=view.name(answer.labels.get(("group_reached", most.of("group_reached") or ""), ("", ""))),
        people=view.number(most.score or 0),
        total=view.number(answer.chart["total"]),
    )


def groups_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """What the rates of groups are for, and what they are not."""
    if all(rate is None for rate in answer.chart["rates"]):
        return (view.text("No customers are recorded in these months, so that there is no rate."),)
    return (
        view.text(
            "Rates are for every 10,000 customers of all kinds: how many customers of a group there are is not handed "
            "over, so that no share of a group is told."
        ),
    )


def over_time_title(answer: Answer, view: View) -> str:
    """In how many of the months anything was held, and how many campaigns there were."""
    some = sum(1 for value in answer.values if value.parts.get("events"))
    if answer.chart["months_of_a_step"] == 1:
        told = view.text("Events in {some} of {count} months", some=some, count=len(answer.values))
    else:
        told = view.text("Events in {some} of {count} quarters", some=some, count=len(answer.values))
    campaigns = len(answer.chart["campaigns"])
    if not campaigns:
        return told
    return view.text("{told}; campaigns: {campaigns}", told=told, campaigns=view.number(campaigns))


def across_title(answer: Answer, view: View) -> str:
    """How many units reached how many groups; whoever missed one is seen in the figure."""
    rows, columns = answer.chart["rows"], answer.chart["columns"]
    missed = len(rows) * len(columns) - len(answer.chart["held"])
    units, groups = view.number(len(rows)), view.number(len(columns))
    if not missed:
        return view.text("Each of {units} units held events for each of {groups} groups", units=units, groups=groups)
    return view.text(
        "{units} units, {groups} groups: in {missed} pairs no event was held",
        units=units,
        groups=groups,
        missed=view.number(missed),
    )


def none_held_title(answer: Answer, view: View) -> str:
    """How many held nothing, of how many."""
    return view.text(
        "{count} of {total} units held no education event of their own",
        count=view.number(len(answer.values)),
        total=view.number(answer.chart["looked_at"]),
    )


def none_held_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """Their names, as many as can be read, and how many events would still be usual for one like them."""
    paths = (view.name(answer.labels["unit", value.of("unit") or ""]) for value in answer.values)
    names = [" / ".join(path.split(" / ")[-2:]) for path in paths]  # an outlet with the unit above it
    listed = view.text(", ").join(names[:MOST_NAMED])
    if (more := len(names) - MOST_NAMED) > 0:
        listed = view.text("{names} and {count} more", names=listed, count=view.number(more))
    high = view.number(answer.values[0].high or 0, 1)
    bound = view.text(
        "With none held, a usual number of up to {high} events in such a period cannot be ruled out.", high=high
    )
    return listed, bound


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "reviews.how_many": reviews_title,
    "reviews.attempts": attempts_title,
    "reviews.turnaround": turnaround_title,
    "reviews.by": by_title,
    "education.how_many": education_title,
    "education.groups": groups_title,
    "education.over_time": over_time_title,
    "education.across": across_title,
    "education.none_held": none_held_title,
}
