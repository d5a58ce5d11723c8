"""Answers as sentences of a report. Words come from ``verdicts``; each sentence keeps the verdicts that it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import complaint_words, finding_words, overview_words, verdicts
from dashboard.figures import reading
from dashboard.reports.model import Sentence
from dashboard.values import Answer, Verdict
from dashboard.views import View

MOST_UNITS_TOLD = 4
"""Units on a side that are told with their numbers; the table beside has all of them."""


def title(answer: Answer, view: View) -> Sentence:
    """What an answer found, with every verdict that may stand behind it; what is missing where it found nothing."""
    beside = [
        verdict
        for name in ("complaint_verdicts", "inspection_verdicts")
        for verdict in answer.chart.get(name, ())
        if isinstance(verdict, Verdict)
    ]
    return Sentence(verdicts.title(answer, view), (*answer.verdicts, *beside))


def ended(text: str, view: View) -> str:
    """A sentence with its full stop."""
    if not text or text.endswith(("。", ".", "！", "？")):
        return text
    return view.text("{sentence}.", sentence=text)


def value(answer: Answer, view: View) -> Sentence:
    """The period's value with its interval and base: no word about any change."""
    now = answer.values[0]
    told = [verdicts.value(now, view, answer)]
    if now.score is not None:
        told.append(verdicts.interval(now, view, answer))
    told.append(verdicts.base(now, view, answer))
    named = reading.measure(answer, view)
    return Sentence(view.text("{what}: {told}.", what=named, told=view.text("; ").join(each for each in told if each)))


def changes(answer: Answer, view: View) -> tuple[Sentence, ...]:
    """One sentence for each verdict on the period, and one on the target where there is one."""
    named = reading.measure(answer, view)
    told = [
        Sentence(view.text("{what}: {told}.", what=named, told=verdicts.say(verdict, view, answer)), (verdict,))
        for verdict in answer.verdicts
        if verdict.family == "change"
    ]
    if target := verdicts.target(answer, view):
        told.append(Sentence(view.text("{what}: {told}.", what=named, told=target)))
    return tuple(told)


def headline(answer: Answer, view: View) -> tuple[Sentence, ...]:
    """A measure of the period whole: value, changes, target; why there is none where it is missing."""
    if answer.missing or not answer.values:
        named = reading.measure(answer, view)
        return (Sentence(view.text("{what}: {told}.", what=named, told=verdicts.missing(answer, view).rstrip("。."))),)
    return (value(answer, view), *changes(answer, view))


def changed(answer: Answer, view: View) -> tuple[Sentence, ...]:
    """What changed, the surest first, and how much was looked at to find it."""
    if answer.missing:
        return (Sentence(ended(verdicts.missing(answer, view), view)),)
    told = [
        Sentence(ended(text, view), item.verdicts)
        for text, item in zip(overview_words.sentences(answer, view), answer.chart.get("items", ()), strict=True)
    ]
    looked_at = view.text(
        "{count} comparisons of measures, units and journeys with the period before; {standing} stand beyond chance.",
        count=view.number(int(answer.chart.get("looked_at", 0))),
        standing=view.number(int(answer.chart.get("standing", 0))),
    )
    return (*told, Sentence(looked_at))


def apart(answer: Answer, view: View, codes: Sequence[str] = ("lower", "higher")) -> tuple[Sentence, ...]:
    """The members of a comparison that stand apart, each with its value; how many others cannot be told apart."""
    if answer.missing or not answer.chart.get("compared"):
        return ()
    by = str(answer.chart["dimension"])
    values = {each.of(by): each for each in answer.values}
    pairs = list(zip(answer.chart["compared"], answer.verdicts, strict=True))
    told = []
    for code in codes:
        found = [(member, verdict) for member, verdict in pairs if verdict.code == code]
        found.sort(key=lambda pair: -abs(pair[1].difference or 0.0))
        for member, verdict in found[:MOST_UNITS_TOLD]:
            sentence = view.text(
                "{who}: {value} ({interval}), {finding}.",
                who=verdicts.member(by, member, view, answer),
                value=verdicts.value(values[member], view, answer),
                interval=verdicts.interval(values[member], view, answer),
                finding=verdicts.brief(verdict, view, answer),
            )
            told.append(Sentence(sentence, (verdict,)))
    if alike := sum(verdict.code == "cannot_be_told_apart" for _, verdict in pairs):
        told.append(Sentence(view.text("{count} units cannot be told apart from all together.", count=alike)))
    return tuple(told)


def cells(answer: Answer, view: View) -> tuple[Sentence, ...]:
    """The cells of units and journeys that stand below their journey, and how many were compared."""
    if answer.missing:
        return ()
    lower = [
        (value, verdict)
        for value, verdict in zip(answer.values, answer.verdicts, strict=True)
        if verdict.code == "lower" and value.score is not None
    ]
    lower.sort(key=lambda pair: pair[1].difference or 0.0)
    told = [
        Sentence(
            view.text(
                "{who}: {value} ({interval}), {finding}.",
                who=view.text(" · ").join(verdicts.member(by, each, view, answer) for by, each in found.key),
                value=verdicts.value(found, view, answer),
                interval=verdicts.interval(found, view, answer),
                finding=verdicts.brief(verdict, view, answer),
            ),
            (verdict,),
        )
        for found, verdict in lower[:MOST_UNITS_TOLD]
    ]
    count = view.number(int(answer.chart["looked_at"]))
    told.append(Sentence(view.text("{count} cells were compared as one family.", count=count)))
    return tuple(told)


def on_time(answer: Answer, view: View) -> tuple[Sentence, ...]:
    """The other readings of the share in time: nothing in them is a change."""
    if answer.missing:
        return ()
    return tuple(Sentence(each) for each in complaint_words.on_time_sentences(answer, view))


def funnel(answer: Answer, view: View) -> tuple[Sentence, ...]:
    """What became of the suggestions of the period: counts, and what is counted beside the way."""
    if answer.missing:
        return ()
    return tuple(Sentence(ended(each, view)) for each in finding_words.beside_funnel(answer, view))


def effects(answer: Answer, view: View) -> tuple[Sentence, ...]:
    """How many of as many that did nothing luck alone would make look otherwise."""
    if answer.missing or not answer.verdicts:
        return ()
    by_chance = view.number(answer.chart["by_chance"], 1)
    told = view.text(
        "Of as many that did nothing, luck alone would make {count} look as if they had helped.", count=by_chance
    )
    return (Sentence(told),)
