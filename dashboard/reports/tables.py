"""Answers as tables of a report, in its language: what a reader looks up, with base, interval and verdict beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from dashboard import complaint_words, effect_verdicts, verdicts
from dashboard.figures import reading
from dashboard.journey_words import finding_word
from dashboard.ledger.improvements import Improvement
from dashboard.names import improvement_status
from dashboard.overview_words import MARKS
from dashboard.queries.catalogue import Catalogue
from dashboard.reports.model import Table
from dashboard.values import Answer, EffectCode, Verdict
from dashboard.views import View

Marks = dict[tuple[int, int], Literal["good", "bad"]]
MOST_EFFECTS = 10
"""Suggestions that a page tells of, those that can be told first."""
MOST_STEPS = 12
"""Steps that a page tells of where it shows several journeys, the lowest first."""
MOST_COLUMNS = 7
"""Columns of a crossed table that fit a page; the appendix has all."""


def key_figures(answers: Sequence[Answer], view: View) -> Table:
    """Every measure with value, interval, base, both changes and the target."""
    rows: list[tuple[str, ...]] = []
    marks: Marks = {}
    for answer in answers:
        if answer.missing or not answer.values:
            rows.append((reading.measure(answer, view), "–", "", verdicts.missing(answer, view), "", "", ""))
            continue
        now = answer.values[0]
        found = {verdict.against: verdict for verdict in answer.verdicts}
        for column, against in ((4, "previous"), (5, "year_before")):
            if against in found and found[against].is_good is not None:
                marks[len(rows), column] = _manner(found[against])
        rows.append(
            (
                reading.measure(answer, view),
                verdicts.value(now, view, answer),
                verdicts.span(now, view, answer) if now.score is not None else "",
                verdicts.base(now, view, answer),
                _change(found.get("previous"), answer, view),
                _change(found.get("year_before"), answer, view),
                _target(answer, view),
            )
        )
    heading = (
        view.text("Measure"),
        view.text("This period"),
        view.text("95% interval"),
        view.text("Base"),
        view.text("Against the period before"),
        view.text("Against a year earlier"),
        view.text("Target"),
    )
    return Table(heading, tuple(rows), (2.1, 1.0, 1.3, 1.9, 1.9, 1.9, 1.1), marks)


def _manner(verdict: Verdict) -> Literal["good", "bad"]:
    return "good" if verdict.is_good else "bad"


def _change(verdict: Verdict | None, answer: Answer, view: View) -> str:
    """The word of a verdict with the size of what it is of; the word alone where there is no size."""
    if verdict is None:
        return "–"
    mark = MARKS.get(str(verdict.code), "")
    word = f"{mark} {verdicts.word(verdict, view)}" if mark else verdicts.word(verdict, view)
    if verdict.difference is None:
        return word
    decimals = answer.decimals(verdict.difference)
    size = verdicts.difference(verdict.difference, str(answer.chart["unit"]), decimals, view)
    return view.text("{word} ({size})", word=word, size=size)


def _target(answer: Answer, view: View) -> str:
    found = answer.chart.get("target")
    if not found:
        return "–"
    return reading.amount(found["value"], answer, view)


def members(answer: Answer, view: View) -> Table | None:
    """A measure by the members of one dimension: value, interval, base and the verdict on each."""
    if answer.missing or not answer.values:
        return None
    by = str(answer.chart["dimension"])
    found = dict(zip(answer.chart.get("compared", ()), answer.verdicts, strict=False))
    rows: list[tuple[str, ...]] = []
    marks: Marks = {}
    for value in answer.values:
        member = value.of(by) or ""
        verdict = found.get(member)
        told = ""
        if verdict is not None:
            mark = MARKS.get(str(verdict.code), "")
            told = f"{mark} {verdicts.word(verdict, view)}".strip()
            if verdict.is_good is not None:
                marks[len(rows), 4] = _manner(verdict)
        rows.append(
            (
                _named(by, member, answer, view),
                verdicts.value(value, view, answer),
                verdicts.span(value, view, answer) if value.score is not None else "",
                verdicts.base(value, view, answer),
                told,
            )
        )
    heading = (
        verdicts.dimension(by, view).capitalize(),
        reading.measure(answer, view),
        view.text("95% interval"),
        view.text("Base"),
        view.text("Against all together"),
    )
    return Table(heading, tuple(rows), (2.4, 1.3, 1.4, 1.9, 1.6), marks)


def _named(by: str, member: str, answer: Answer, view: View) -> str:
    if by == "unit" and member in answer.chart.get("own_units", ()):
        return view.text("{unit} itself", unit=reading.label(by, member, answer, view))
    return reading.label(by, member, answer, view)


def heat(answer: Answer, view: View) -> Table | None:
    """Units by journeys; a cell that stands apart from its journey carries the mark of its verdict."""
    if answer.missing or not answer.chart.get("units"):
        return None
    found = {
        (str(value.of("unit")), str(value.of("journey"))): (value, verdict)
        for value, verdict in zip(answer.values, answer.verdicts, strict=True)
    }
    journeys = answer.chart["journeys"][:MOST_COLUMNS]
    whole = tuple(verdicts.value(total, view, answer) for total in answer.chart["totals"][:MOST_COLUMNS])
    rows: list[tuple[str, ...]] = [(view.text("All together"), *whole)]
    marks: Marks = {}
    for unit in answer.chart["units"]:
        row = [reading.label("unit", unit, answer, view)]
        for column, journey in enumerate(journeys, start=1):
            value, verdict = found.get((unit, journey), (None, None))
            if value is None or verdict is None:
                row.append("")
                continue
            told = "–" if value.shown == "hidden" else verdicts.value(value, view, answer)
            mark = MARKS.get(str(verdict.code), "")
            if mark:
                marks[len(rows), column] = _manner(verdict)
            row.append(f"{told}{'○' if value.low_base else ''}{f' {mark}' if mark else ''}")
        rows.append(tuple(row))
    heading = (view.text("Unit"), *(reading.label("journey", journey, answer, view) for journey in journeys))
    return Table(heading, tuple(rows), (1.8, *([1.2] * len(journeys))), marks)


def steps(answer: Answer, view: View, *, is_lowest_first: bool = False) -> Table | None:
    """Every step in order, or the lowest first: score, interval, base, complaints."""
    if answer.missing or not answer.values:
        return None
    complaints = answer.chart["complaints"]
    rows: list[tuple[str, ...]] = []
    order = list(range(len(answer.values)))
    if is_lowest_first:
        scores = [value.score for value in answer.values]
        order.sort(key=lambda at: (scores[at] is None, scores[at] or 0.0))
    for at in order:
        value = answer.values[at]
        counted = view.number(complaints[at].base or 0) if complaints else "–"
        rows.append(
            (
                reading.label("journey", value.of("journey") or "", answer, view),
                reading.label("touchpoint", value.of("touchpoint") or "", answer, view),
                verdicts.value(value, view, answer),
                verdicts.span(value, view, answer) if value.score is not None else "",
                verdicts.base(value, view, answer),
                counted,
            )
        )
    heading = (
        view.text("Journey"),
        view.text("Touchpoint"),
        reading.measure(answer, view),
        view.text("95% interval"),
        view.text("Base"),
        view.text("Complaints"),
    )
    most = MOST_STEPS if is_lowest_first else None
    return Table(heading, tuple(rows), (1.6, 1.7, 1.3, 1.3, 1.7, 1.1), most=most)


def crossed(answer: Answer, view: View) -> Table | None:
    """Complaints by type of business (or channel) and cause, the most frequent of each."""
    if answer.missing:
        return None
    by = str(answer.chart["rows_by"])
    found = {(value.of(by), value.of("cause")): value.score for value in answer.values}
    columns = answer.chart["columns"][:MOST_COLUMNS]
    rows = tuple(
        (
            reading.label(by, row, answer, view),
            *(view.number(found[row, column] or 0) if (row, column) in found else "" for column in columns),
        )
        for row in answer.chart["rows"]
    )
    heading = (
        verdicts.dimension(by, view).capitalize(),
        *(reading.label("cause", column, answer, view) for column in columns),
    )
    return Table(heading, rows, (1.8, *([1.1] * len(columns))))


def open_ones(answer: Answer, view: View) -> Table | None:
    """How the open complaints stand, the most pressing first: counts alone."""
    if answer.missing:
        return None
    rows = tuple(
        (complaint_words.state_name(str(value.of("state")), view), view.number(value.score or 0))
        for value in answer.values
    )
    return Table((view.text("How it stands"), view.text("Complaints")), rows, (3.0, 1.0))


def effects(answer: Answer, view: View) -> Table | None:
    """Every adopted suggestion that said beforehand what it would move: its verdict and what that rests on."""
    if answer.missing or not answer.verdicts:
        return None
    rows: list[tuple[str, ...]] = []
    marks: Marks = {}
    for suggestion, verdict in zip(answer.chart["suggestions"], answer.verdicts, strict=True):
        measure = answer.chart["measures"][suggestion]
        unit, decimals = answer.chart["formats"][measure]
        word = verdicts.word(verdict, view)
        if verdict.is_good is not None:
            marks[len(rows), 2] = _manner(verdict)
        told = effect_verdicts.say(verdict, word, unit, decimals, view)
        what = view.name(answer.labels["suggestion", suggestion])
        rows.append((what, verdicts.member("measure", measure, view, answer), word, told))
    heading = (view.text("Suggestion"), view.text("Measure"), view.text("Verdict"), view.text("What it rests on"))
    return Table(heading, tuple(rows), (2.4, 1.3, 1.0, 4.2), marks, most=MOST_EFFECTS)


def actions(found: Sequence[Improvement], known: Catalogue, today: date, view: View) -> Table:
    """The improvement list: what is done about it, by whom, until when, how it stands and what was found."""
    rows: list[tuple[str, ...]] = []
    marks: Marks = {}
    for each in found:
        status = improvement_status(each.status, view)
        if each.is_overdue(today):
            status = view.text("{status}, overdue", status=status)
            marks[len(rows), 5] = "bad"
        rows.append(
            (
                each.code,
                each.title,
                view.name(known.called(each.unit_id)) if each.unit_id else view.text("Whole bank"),
                each.owner,
                view.day(date.fromisoformat(each.due_on)),
                status,
                _inspected(each.verdict, view),
            )
        )
    heading = (
        view.text("No."),
        view.text("Improvement"),
        view.text("Unit"),
        view.text("Responsible"),
        view.text("Due on"),
        view.text("Status"),
        view.text("Re-inspection found"),
    )
    return Table(heading, tuple(rows), (1.0, 2.6, 1.8, 1.35, 1.3, 1.3, 1.2), marks)


_EFFECTS: frozenset[EffectCode] = frozenset(
    {"proven", "made_worse", "not_the_expected_size", "inconclusive", "consistent_with", "too_early", "claimed"}
)


def _inspected(code: str, view: View) -> str:
    """The word of what a re-inspection found; a dash before there was one."""
    if code not in _EFFECTS:
        return "–"
    return verdicts.word(Verdict("effect", code, ""), view)


def how_many(answer: Answer, view: View) -> Table | None:
    """Raw, merged and valid counts, then a rate for each thing they may be divided by."""
    if answer.missing:
        return None
    rows: list[tuple[str, ...]] = []
    for value in answer.values:
        if counted := value.of("counted"):
            rows.append((complaint_words.counted_name(counted, view), view.number(value.score or 0), ""))
        elif (per := value.of("per")) and value.score is not None:
            number, low, high = complaint_words.rate_numbers(value, view)
            span = view.text("{low} to {high}", low=low, high=high)
            rows.append((complaint_words.per_name(per, view), number, span))
    heading = (view.text("Counted as"), view.text("Complaints"), view.text("95% interval"))
    return Table(heading, tuple(rows), (3.2, 1.2, 1.6))


def joined(answer: Answer, view: View) -> Table | None:
    """The steps of a journey: score and complaints, each against the mean, and what both come to."""
    if answer.missing:
        return None
    complaints = answer.chart["complaints"]
    rows: list[tuple[str, ...]] = []
    marks: Marks = {}
    for at, (value, verdict) in enumerate(zip(answer.values, answer.verdicts, strict=True)):
        beside = answer.chart["complaint_verdicts"]
        other = beside[at] if at < len(beside) else None
        for column, each in ((2, verdict), (4, other)):
            if each is not None and each.is_good is not None:
                marks[at, column] = _manner(each)
        codes = answer.chart["findings"][at]
        rows.append(
            (
                reading.label("touchpoint", value.of("touchpoint") or "", answer, view),
                verdicts.value(value, view, answer),
                _word(verdict, view),
                view.number(complaints[at].base or 0) if complaints else "–",
                _word(other, view),
                view.text("; ").join(finding_word(code, view) for code in codes),
            )
        )
    heading = (
        view.text("Touchpoint"),
        reading.measure(answer, view),
        view.text("Against the mean of the steps"),
        view.text("Complaints"),
        view.text("Against an equal part"),
        view.text("Finding"),
    )
    return Table(heading, tuple(rows), (1.8, 1.3, 1.6, 1.1, 1.5, 2.1), marks)


def _word(verdict: Verdict | None, view: View) -> str:
    if verdict is None:
        return "–"
    mark = MARKS.get(str(verdict.code), "")
    return f"{mark} {verdicts.word(verdict, view)}".strip()


def words(answer: Answer, view: View) -> Table | None:
    """Words that rose: the share of texts now and in the twelve months before."""
    if answer.missing or not answer.values:
        return None
    rows = tuple(
        (
            str(value.of("word")),
            verdicts.value(value, view, answer),
            view.text("{number}%", number=view.number(before, answer.decimals(before))),
            verdicts.word(verdict, view),
        )
        for value, before, verdict in zip(answer.values, answer.chart["before"], answer.verdicts, strict=True)
    )
    heading = (view.text("Word"), view.text("This period"), view.text("Twelve months before"), view.text("Verdict"))
    return Table(heading, rows, (2.0, 1.2, 1.6, 1.0))
