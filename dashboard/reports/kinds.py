"""Which answers make which report, and in what order; every number in it is one that a page shows as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard import verdicts
from dashboard.answers import (
    changed,
    complaint_clock,
    complaints,
    effects,
    headline,
    hurts,
    joined_steps,
    journeys,
    series,
    suggestions,
    trend,
    voices,
)
from dashboard.figures import reading
from dashboard.ledger import Ledger, LedgerError, typical_cases
from dashboard.listening import Listening
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.reports import charts, own_work, parts, sentences, tables
from dashboard.reports.model import Kind, Part, Report, Section, Sentence
from dashboard.reports.parts import Desk
from dashboard.reports.titles import chapter, kind_name
from dashboard.scopes import Scope
from dashboard.slices import Slice, to_address
from dashboard.values import Answer
from dashboard.views import View

RATE = "complaints_per_10k"
PERIODS: Mapping[Kind, str] = {
    "complaints": "quarter",
    "progress": "quarter",
    "protection": "month",
    "board": "quarter",
    "unit": "quarter",
}
"""The period a report is of where nobody names one."""
_KEY = ("nps", "index", "satisfaction", "response_rate", RATE, "answered_rate", "suggestions_adopted")
_KEY_OF_UNIT = ("nps", "satisfaction", "response_rate", RATE, "answered_rate")
MOST_POINTS = 8


def compose(
    kind: Kind, build: Build, chosen: Slice, scope: Scope, view: View, ledger: Ledger, today: date | None = None
) -> Report:
    """A report of one kind for a slice, a person and a language. Raises OutOfScopeError as every answer does.

    ``today`` is the day in the bank's zone where none is given.
    """
    paper = replace(view, theme="light", is_large=False, medium="paper")
    day = today or datetime.now(ZoneInfo(build.zone)).date()
    desk = Desk(build, catalogue(build, scope), chosen, scope, paper, ledger, day)
    sections, main = _KINDS[kind](desk)
    period = desk.period
    found = {part.id: part for section in sections for part in section.parts}
    points = tuple((found[each].title, each) for each in main if each in found and _is_told(found[each]))
    names = [paper.name(desk.known.called(unit)) for unit in chosen.units]
    members = [
        paper.name(desk.known.members.get(name, {}).get(each, (each, each)))
        for name, ids in chosen.members.items()
        for each in ids
    ]
    place = paper.text(", ").join(names) if names else paper.text("Whole bank")
    return Report(
        kind=kind,
        title=kind_name(kind, paper),
        is_example=build.is_example,
        build=build.id,
        data_until=build.data_until,
        chosen=chosen,
        period=period,
        period_name=paper.period(period) if period else paper.text("no data"),
        place=paper.text(" · ").join([place, *members]),
        view=paper,
        points=points[:MOST_POINTS],
        sections=tuple(sections),
    )


def _is_told(part: Part) -> bool:
    return part.table is not None if part.answer is None else part.answer.missing is None


def _complaints(desk: Desk) -> tuple[Sequence[Section], Sequence[str]]:
    view = desk.view
    sections = [
        Section(chapter("numbers", view), (_rate(desk), *_counts(desk), _on_time(desk), _open(desk))),
        Section(chapter("cases", view), (_cases(desk),)),
        Section(chapter("source", view), (_causes(desk), _crossed(desk), *_channels(desk))),
        Section(chapter("weakness", view), (_units(RATE, desk), _joined(desk))),
        Section(chapter("action", view), (parts.actions("action", desk),)),
    ]
    return sections, ("counts", "rate", "on_time", "causes", "units", "action")


def _progress(desk: Desk) -> tuple[Sequence[Section], Sequence[str]]:
    view = desk.view
    changes, said = _changed(desk)
    sections = [
        Section(chapter("scores", view), (_key_figures(_KEY, desk, said), _control("nps", desk))),
        *([Section(chapter("changed", view), (changes,))] if changes else []),
        Section(chapter("journeys", view), (*_steps(desk), _heat(desk))),
        Section(chapter("units", view), (_units("nps", desk),)),
        Section(chapter("suggestions", view), _suggestions(desk)),
        Section(chapter("action", view), (parts.actions("action", desk),)),
    ]
    return sections, ("nps", "changed", "steps", "units", "funnel", "effects")


def _protection(desk: Desk) -> tuple[Sequence[Section], Sequence[str]]:
    view = desk.view
    sections = [
        Section(chapter("numbers", view), (_rate(desk), *_counts(desk), _on_time(desk))),
        Section(chapter("source", view), (_causes(desk),)),
        Section(chapter("cases", view), (_cases(desk),)),
        Section(chapter("reviews", view), own_work.reviewed(desk)),
        Section(chapter("education", view), own_work.taught(desk)),
        Section(chapter("voices", view), (_rising(desk),)),
        Section(chapter("suggestions", view), _suggestions(desk)[:1]),
        Section(chapter("action", view), (parts.actions("action", desk),)),
    ]
    return sections, ("counts", "rate", "on_time", "causes", "reviews", "education", "rising", "funnel")


def _board(desk: Desk) -> tuple[Sequence[Section], Sequence[str]]:
    view = desk.view
    changes, said = _changed(desk)
    sections = [
        Section(chapter("scores", view), (_key_figures(_KEY, desk, said), _control("nps", desk))),
        *([Section(chapter("changed", view), (changes,))] if changes else []),
        Section(chapter("journeys", view), (_heat(desk),)),
        Section(chapter("units", view), (_units("nps", desk),)),
        Section(chapter("numbers", view), (_rate(desk),)),
        Section(chapter("suggestions", view), (_effects_or_funnel(desk),)),
        Section(chapter("action", view), (parts.actions("action", desk),)),
    ]
    return sections, ("nps", "changed", "units", "rate", "effects", "action")


def _unit(desk: Desk) -> tuple[Sequence[Section], Sequence[str]]:
    view = desk.view
    sections = [
        Section(chapter("scores", view), (_key_figures(_KEY_OF_UNIT, desk), _control("nps", desk))),
        Section(chapter("action", view), (parts.actions("action", desk),)),
    ]
    return sections, ()


_KINDS: Mapping[Kind, Callable[[Desk], tuple[Sequence[Section], Sequence[str]]]] = {
    "complaints": _complaints,
    "progress": _progress,
    "protection": _protection,
    "board": _board,
    "unit": _unit,
}


def _headlines(measures: Sequence[str], desk: Desk) -> list[Answer]:
    return [headline.of(measure, *desk.asked) for measure in measures if measure in desk.known.measures]


def _key_figures(measures: Sequence[str], desk: Desk, said: Sequence[Sentence] = ()) -> Part:
    answers = _headlines(measures, desk)
    return parts.key_figures("figures", answers, desk, said=said)


def _control(measure: str, desk: Desk, part_id: str = "nps") -> Part:
    answer = trend.control(measure, *desk.asked)
    whole = headline.of(measure, *desk.asked)
    return parts.of_answer(part_id, answer, desk, said=sentences.headline(whole, desk.view), drawn="figure")


def _rate(desk: Desk) -> Part:
    return _control(RATE, desk, "rate")


def _counts(desk: Desk) -> tuple[Part, ...]:
    """How many, and for each thing they may be divided by, as a table."""
    answer = complaints.how_many(*desk.asked)
    return (parts.of_answer("counts", answer, desk, table=tables.how_many(answer, desk.view)),)


def _on_time(desk: Desk) -> Part:
    answer = complaint_clock.on_time(*desk.asked)
    said = sentences.on_time(answer, desk.view)
    return parts.of_answer("on_time", answer, desk, said=said, drawn="figure")


def _open(desk: Desk) -> Part:
    answer = complaint_clock.to_answer(*desk.asked)
    return parts.of_answer("open", answer, desk, table=tables.open_ones(answer, desk.view))


def _cases(desk: Desk) -> Part:
    """What was chosen for this slice and period; nothing where the ledger cannot be read just now."""
    try:
        found = typical_cases.chosen(desk.ledger, desk.scope, to_address(desk.chosen), str(desk.period))
    except LedgerError:
        found = ()
    return parts.cases("cases", found, desk)


def _causes(desk: Desk) -> Part:
    answer = complaints.causes(*desk.asked)
    return parts.of_answer("causes", answer, desk, drawn="figure")


def _crossed(desk: Desk) -> Part:
    answer = complaints.crossed(*desk.asked)
    return parts.of_answer("crossed", answer, desk, table=tables.crossed(answer, desk.view), drawn="figure")


def _channels(desk: Desk) -> tuple[Part, ...]:
    """Complaints by channel; left out where no channel is recorded."""
    answer = series.by("complaints", "channel", *desk.asked)
    if answer.missing:
        return ()
    return (parts.of_answer("channels", answer, desk, drawn="figure"),)


def _units(measure: str, desk: Desk) -> Part:
    view = desk.view
    answer = series.by(measure, "unit", *desk.asked)
    worse = "higher" if measure == RATE else "lower"
    said = sentences.apart(answer, view, (worse, *({"lower", "higher"} - {worse})))
    title = sentences.title(answer, view)
    if not answer.missing and not any(verdict.code in ("higher", "lower") for verdict in answer.verdicts):
        named = reading.measure(answer, view)
        text = view.text(
            "{measure}: {count} units cannot be told apart",
            measure=named,
            count=sum(each.code != "too_few" for each in answer.verdicts),
        )
        title = Sentence(text)
    return parts.of_answer(
        "units", answer, desk, said=said, table=tables.members(answer, view), drawn="figure", title=title
    )


def _joined(desk: Desk) -> Part:
    answer = joined_steps.joined(*desk.asked)
    return parts.of_answer("joined", answer, desk, table=tables.joined(answer, desk.view))


def _changed(desk: Desk) -> tuple[Part | None, tuple[Sentence, ...]]:
    """The surest changes as a part of their own, the first as its title; where none stands, no page is spent on it:
    what was looked at is said beside the key figures."""
    view = desk.view
    answer = changed.of(*desk.asked)
    alone = Sentence(view.text("Each change in the table was tested by itself."))
    said = sentences.changed(answer, view)
    if answer.missing or not answer.chart.get("items"):
        return None, (*said, alone)
    title = Sentence(said[0].text.rstrip("。."), said[0].verdicts)
    return parts.of_answer("changed", answer, desk, said=said, title=title), (alone,)


def _steps(desk: Desk) -> tuple[Part, ...]:
    """The steps of all journeys, the lowest first; then the lane map of the journey with the lowest score."""
    view = desk.view
    answer = journeys.steps(*desk.asked)
    told = sum(value.score is not None for value in answer.values)
    said = []
    if told > charts.MOST_BARS:
        said.append(
            Sentence(view.text("Drawn are the {count} lowest, in the order of their journeys.", count=charts.MOST_BARS))
        )
    table = tables.steps(answer, view, is_lowest_first=True)
    few = None if answer.missing else charts.lowest_steps(answer)
    whole = parts.of_answer("steps", answer, desk, said=said, table=table, drawn="figure", figure=few)
    scored = [value for value in answer.chart.get("journeys", ()) if value.score is not None]
    if answer.missing or not scored:
        return (whole,)
    lowest = min(scored, key=lambda value: value.score or 0.0).of("journey") or ""
    one = journeys.steps(desk.build, desk.chosen.with_members("journey", (lowest,)), desk.scope)
    title = view.text(
        "{journey}: {finding}",
        journey=reading.label("journey", lowest, answer, view),
        finding=verdicts.title(one, view),
    )
    lanes = parts.of_answer(
        "lanes", one, desk, title=Sentence(title), table=tables.steps(one, view), drawn="lanes", is_charted=False
    )
    return whole, lanes


def _heat(desk: Desk) -> Part:
    view = desk.view
    answer = hurts.of(*desk.asked)
    said = sentences.cells(answer, view)
    lower = [sentence for sentence in said if sentence.verdicts]
    title = Sentence(view.text("No journey of any unit stands below the others beyond chance"))
    if lower:
        count = sum(verdict.code == "lower" for verdict in answer.verdicts)
        text = view.text("{count} cells of unit and journey stand lower than their journey", count=count)
        title = Sentence(text, answer.verdicts)
    if answer.missing:
        title = Sentence(verdicts.missing(answer, view))
    table = tables.heat(answer, view)
    return parts.of_answer("heat", answer, desk, said=said, table=table, drawn="figure", title=title)


def _suggestions(desk: Desk) -> tuple[Part, ...]:
    view = desk.view
    funnel, adoption = suggestions.funnel(*desk.asked), suggestions.adoption(*desk.asked)
    found = effects.portfolio(*desk.asked)
    made = [
        parts.of_answer("funnel", funnel, desk, said=sentences.funnel(funnel, view), drawn="figure"),
        parts.of_answer("adoption", adoption, desk, drawn="figure"),
    ]
    if found.missing or found.verdicts:
        made.append(
            parts.of_answer(
                "effects",
                found,
                desk,
                said=sentences.effects(found, view),
                table=tables.effects(found, view),
                is_charted=False,
            )
        )
    return tuple(made)


def _effects_or_funnel(desk: Desk) -> Part:
    """What was proven, where anything can be told of it; else how far the suggestions have come."""
    found = {part.id: part for part in _suggestions(desk)}
    return found.get("effects", found["funnel"])


def _rising(desk: Desk) -> Part:
    answer = voices.rising(*desk.asked, Listening())
    return parts.of_answer("rising", answer, desk, table=tables.words(answer, desk.view))
