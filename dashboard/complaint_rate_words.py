"""How many complaints there are, in words: counts, rates, both readings, what went past the bank, heaps of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.values import Answer, Released
from dashboard.views import View


def counted_name(counted: str, view: View) -> str:
    """A way of counting complaints."""
    names = {
        "raw": view.text("Received, each counted"),
        "merged": view.text("Without repeats"),
        "valid": view.text("Found valid"),
    }
    return names.get(counted, counted)


def per_name(per: str, view: View) -> str:
    """What a rate of complaints is for."""
    names = {
        "customers": view.text("for every 10,000 customers a month"),
        "outlets": view.text("for every outlet a month"),
        "transactions": view.text("for every 100,000 transactions"),
        "regulator": view.text("for every 10 million customers a quarter"),
        "thousand_outlets": view.text("for every 1,000 outlets a quarter"),
    }
    return names.get(per, per)


def exposure_told(value: Released, view: View) -> str:
    """What a rate rests on, in its own unit."""
    base = view.number(value.base or 0)
    if value.base_of == "outlet_months":
        return view.text("on {base} outlet-months", base=base)
    if value.base_of == "transactions":
        return view.text("on {base} transactions", base=base)
    return view.text("on {base} customer-months", base=base)


def interval_told(value: Released, view: View) -> str:
    """A rate's interval, and what it rests on."""
    _, low, high = rate_numbers(value, view)
    interval = view.text("95% interval {low} to {high}", low=low, high=high)
    return view.text("{interval}, {exposure}", interval=interval, exposure=exposure_told(value, view))


def exposure_name(per: str, view: View) -> str:
    """What complaints may be divided by, as a choice."""
    names = {
        "customers": view.text("10,000 customers"),
        "outlets": view.text("outlet"),
        "transactions": view.text("100,000 transactions"),
        "regulator": view.text("10 million customers (regulator)"),
    }
    return names.get(per, per)


def reading_of_agents(agents: str, view: View) -> str:
    """Whether complaints with an agent suspected behind them count."""
    return view.text("all complaints") if agents == "all" else view.text("without suspected agents")


def age_name(band: str, view: View) -> str:
    """A band of ages of open complaints."""
    names = {
        "to_7": view.text("up to 7 days"),
        "to_15": view.text("8 to 15 days"),
        "to_30": view.text("16 to 30 days"),
        "to_60": view.text("31 to 60 days"),
        "over_60": view.text("over 60 days"),
    }
    return names.get(band, band)


def heap_name(heap: str, view: View) -> str:
    """What open complaints are put in heaps by."""
    names = {
        "unit": view.text("unit"),
        "line": view.text("business line"),
        "reached": view.text("how far they are"),
        "age": view.text("age"),
    }
    return names.get(heap, heap)


def member_word(dimension: str, member: str, view: View) -> str | None:
    """An id of the dimensions that only these answers have; None for every other dimension."""
    words: Mapping[str, Callable[[str, View], str]] = {
        "counted": counted_name,
        "per": per_name,
        "agents": reading_of_agents,
        "age": age_name,
    }
    if dimension == "share":
        return view.text("Found valid, share")
    return words[dimension](member, view) if dimension in words else None


def chosen(answer: Answer, agents: str) -> Mapping[tuple[str, str], Released]:
    """The values of one reading: ("counted", c), ("share", "found_valid"), and (per, counted) of the rates."""
    found: dict[tuple[str, str], Released] = {}
    for value in answer.values:
        ids = dict(value.key)
        if ids["agents"] == agents:
            found[(ids["per"], ids["counted"]) if "per" in ids else next(iter(value.key))] = value
    return found


def how_many_title(answer: Answer, view: View) -> str:
    """Both counts by name, and the rate with its interval."""
    return told_title(answer, view, "customers", "all")


def told_title(answer: Answer, view: View, per: str, agents: str) -> str:
    """The same by what is divided by, and in one reading."""
    told = chosen(answer, agents)
    counts = view.text(
        "{raw} complaints, {merged} without repeats",
        raw=view.number(told["counted", "raw"].score or 0),
        merged=view.number(told["counted", "merged"].score or 0),
    )
    if agents != "all":
        counts = view.text("Without suspected agents: {counts}", counts=counts)
    rate = told.get((per, "raw"))
    if rate is None:
        return counts
    return view.text("{counts}: {rate}", counts=counts, rate=rate_told(rate, view))


def other_reading(answer: Answer, view: View, per: str, agents: str) -> str:
    """The reading that is not shown, named beside the one that is; why there is only one where that is so."""
    suspected, by_count = answer.chart["agents"], answer.chart["by_count"]
    if by_count and not suspected:
        return view.text("These complaints came as counts, which do not say behind which an agent is suspected.")
    if not suspected:
        return view.text("No complaint of this selection is marked as having an agent suspected behind it.")
    other = "without" if agents == "all" else "all"
    told = chosen(answer, other)
    count, rate = told["counted", "raw"], told.get((per, "raw"))
    number = view.number(count.score or 0)
    if rate is not None:
        number = view.text("{count} ({rate})", count=number, rate=rate_told(rate, view))
    if other == "without":
        return view.text(
            "An agent is suspected behind {suspected} of them; without these: {number}.",
            suspected=view.number(suspected),
            number=number,
        )
    return view.text(
        "Left out: {suspected} with an agent suspected behind them; with these: {number}.",
        suspected=view.number(suspected),
        number=number,
    )


def exposure_sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """What there is no exposure for, and how many complaints a rate leaves out because of it."""
    said = []
    if missing := answer.chart["no_exposure"]:
        names = view.text(", ").join(exposure_name(each, view) for each in missing)
        said.append(
            view.text("Not recorded, or zero, in these months, so that there is no rate per: {names}.", names=names)
        )
    left = {each: count for each, count in answer.chart["left_out"].items() if count and each not in missing}
    for each, count in left.items():
        said.append(
            view.text(
                "The rate per {what} leaves out {count} complaints of months without that number.",
                what=exposure_name(each, view),
                count=view.number(count),
            )
        )
    return tuple(said)


def rate_told(value: Released, view: View) -> str:
    """A rate with its interval and what it is for."""
    number, low, high = rate_numbers(value, view)
    per = per_name(value.of("per") or "", view)
    return view.text("{value} {per}, 95% interval {low} to {high}", value=number, per=per, low=low, high=high)


def rate_numbers(value: Released, view: View) -> tuple[str, str, str]:
    """A rate and the ends of its interval, with as many decimals as its size needs."""
    size = value.score or value.high or 0
    decimals = 2 if size < 10 else 1 if size < 1000 else 0
    number, low, high = (view.number(each or 0, decimals) for each in (value.score, value.low, value.high))
    return number, low, high


def escalated_title(answer: Answer, view: View) -> str:
    """The share and the count that came through the regulator's lines."""
    share = answer.values[0]
    count = view.number(share.parts.get("escalated_complaints", 0))
    total = view.number(answer.chart["total"])
    if share.low is None or share.high is None:
        return view.text("{count} of {total} came through 12363 or 12378", count=count, total=total)
    low, high = view.number(share.low, 1), view.number(share.high, 1)
    if share.score is None:
        return view.text(
            "{total} complaints: between {low}% and {high}% came through 12363 or 12378",
            total=total,
            low=low,
            high=high,
        )
    return view.text(
        "{count} of {total} came through 12363 or 12378: {share}% (95% interval {low}% to {high}%)",
        count=count,
        total=total,
        share=view.number(share.score, 1),
        low=low,
        high=high,
    )


def chased_title(answer: Answer, view: View) -> str:
    """How many of the regulator's lines are open and how many of these are late."""
    told = {value.of("state"): int(value.score or 0) for value in answer.values}
    return view.text(
        "{total} of 12363 and 12378 open: {late} overdue, {soon} due within a week",
        total=view.number(answer.chart["total"]),
        late=view.number(told["overdue_legal"] + told["overdue_house"]),
        soon=view.number(told["due_today"] + told["due_soon"]),
    )


def heaped_title(answer: Answer, view: View) -> str:
    """Where most overdue complaints lie."""
    heap = str(answer.chart["heap"])
    late: dict[str, float] = {}
    for value in answer.values:
        if value.of("state") in ("overdue_legal", "overdue_house"):
            late[value.of(heap) or ""] = late.get(value.of(heap) or "", 0) + (value.score or 0)
    if not late:
        return view.text("Nothing is overdue")
    return view.text(
        "{count} overdue, in {heaps} of {all} groups by {heap}",
        count=view.number(sum(late.values())),
        heaps=view.number(len(late)),
        all=view.number(len(answer.chart["heaps"])),
        heap=heap_name(heap, view),
    )


TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "complaints.how_many": how_many_title,
    "complaints.escalated": escalated_title,
    "complaints.chased": chased_title,
    "complaints.heaped": heaped_title,
}
