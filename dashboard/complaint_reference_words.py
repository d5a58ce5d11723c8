"""A bank's rate of complaints beside what the regulator published of other banks, in words: a reference, no target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.complaint_rate_words import per_name, rate_numbers
from dashboard.values import Answer, Released
from dashboard.views import View


def reach_name(reach: str, view: View) -> str:
    """Which complaints a rate is of."""
    return view.text("Through 12378 alone") if reach == "regulator_line" else view.text("All complaints, whatever way")


def member_word(dimension: str, member: str, view: View) -> str | None:
    """An id of the dimension that only this answer has; None for every other dimension."""
    return reach_name(member, view) if dimension == "reach" else None


def published_of(answer: Answer, per: str) -> tuple[Mapping[str, Any], ...]:
    """What was published in one unit, the newest first."""
    return tuple(each for each in answer.chart["published"] if each["per"] == per)


def own_of(answer: Answer, per: str) -> Mapping[str, Released]:
    """The bank's own rates in one unit, by what they are of."""
    return {value.of("reach") or "": value for value in answer.values if value.of("per") == per}


def beside_title(answer: Answer, view: View) -> str:
    """The same for the regulator's usual unit."""
    return told_title(answer, view, "regulator")


def told_title(answer: Answer, view: View, per: str) -> str:
    """The bank's own rate with its interval, and the last median that was published, of whom and when."""
    own, found = own_of(answer, per), published_of(answer, per)
    value = own.get("regulator_line") or own.get("all")
    if value is None:
        told = view.text("There is no rate of this bank's own: the exposure is not recorded")
    else:
        number, low, high = rate_numbers(value, view)
        unit = per_name(per, view)
        if "regulator_line" in own:
            told = view.text(
                "Through 12378: {number} ({low} to {high}) {per}", number=number, low=low, high=high, per=unit
            )
        else:
            told = view.text(
                "All complaints: {number} ({low} to {high}) {per}", number=number, low=low, high=high, per=unit
            )
    if not found:
        return told
    last = found[0]
    return view.text(
        "{told}; median of the {banks}, {quarter}: {median}",
        told=told,
        banks=view.name(last["kind_of_bank"]),
        quarter=view.period(last["quarter"]),
        median=view.number(last["median"], 1),
    )


def beside_sentences(answer: Answer, view: View, per: str) -> tuple[str, ...]:
    """What bulletins count, and what may not be read from them."""
    own, found = own_of(answer, per), published_of(answer, per)
    said = [
        view.text(
            "Bulletins count what the regulator itself received and passed on. Beside them belongs what reached you "
            "through 12378, and not all complaints."
        )
    ]
    if own and "regulator_line" not in own:
        said.append(view.text("These complaints name no channel, so that those of 12378 cannot be told apart."))
    if not found:
        said.append(view.text("No published figure stands in the register in this unit: add it in published.toml."))
        return tuple(said)
    said.append(
        view.text(
            "A reference, no target: other banks with other customers, and the last figure known here is of {quarter}. "
            "Newer bulletins are added in config/published.toml.",
            quarter=view.period(found[0]["quarter"]),
        )
    )
    return tuple(said)


TITLES: Mapping[str, Callable[[Answer, View], str]] = {"complaints.beside_published": beside_title}
