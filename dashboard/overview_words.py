"""What Overview says beside its numbers: what changed, how much was looked at, and suggestions in one line."""

from __future__ import annotations

from dashboard import verdicts
from dashboard.figures import reading
from dashboard.values import Answer
from dashboard.views import View

MARKS = {"rose": "▲", "fell": "▼", "higher": "▲", "lower": "▼"}


def sentences(answer: Answer, view: View) -> list[str]:
    """What changed, one sentence each: where, what, by how much."""
    told = []
    for item in answer.chart.get("items", ()):
        verdict = item.verdicts[0]
        place = view.text(" · ").join(
            reading.label(dimension, member, item, view)
            for dimension, member in item.values[0].key
            if dimension != "period"
        )
        if item.slice.survey and item.slice.survey != answer.chart["survey"]:
            survey = reading.label("survey", item.slice.survey, item, view)
            place = view.text(" · ").join(each for each in (survey, place) if each)
        what = reading.measure(item, view)
        where = view.text("{place}, {measure}", place=place, measure=what) if place else what
        told.append(f"{MARKS[verdict.code]} {where}{view.text(': ')}{verdicts.say(verdict, view, item)}")
    return told


def looked_at(answer: Answer, view: View) -> str:
    """How many comparisons there were, so that a few among many are not taken for more than they are."""
    count, standing = int(answer.chart.get("looked_at", 0)), int(answer.chart.get("standing", 0))
    if not count:
        return view.text("Nothing could be compared with the period before.")
    if not standing:
        return view.text(
            "{count} comparisons of measures, units and journeys with the period before, tested together: none stands "
            "beyond chance. A number above that rose or fell was tested by itself.",
            count=view.number(count),
        )
    shown = len(answer.chart["items"])
    told = view.text(
        "{count} comparisons of measures, units and journeys with the period before; {standing} stand beyond chance.",
        count=view.number(count),
        standing=view.number(standing),
    )
    return told if shown == standing else told + view.text(" The {shown} surest are named.", shown=view.number(shown))


def suggestions_line(answer: Answer, view: View) -> str:
    """Suggestions of the period and what became of them, in one line."""
    if answer.missing:
        return verdicts.missing(answer, view)
    told = {value.of("stage"): view.number(value.score or 0) for value in answer.values}
    return view.text(
        "{submitted} suggestions submitted: {adopted} adopted so far, {implemented} implemented, {open} open; "
        "{claimed} claimed to have worked. The adoption rate above allows for those still open: it is not {adopted} "
        "of {submitted}.",
        submitted=told["submitted"],
        adopted=told["adopted"],
        implemented=told["implemented"],
        open=told["open"],
        claimed=told["claimed"],
    )
