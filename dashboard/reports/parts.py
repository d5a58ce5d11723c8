"""One answer as a part of a report: its finding as the title, its sentences, native chart, table and footer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import verdicts
from dashboard.figures.control import BAND
from dashboard.figures.keys import key_of
from dashboard.ledger import Ledger, LedgerError
from dashboard.ledger.improvements import OPEN, Improvement, list_all
from dashboard.ledger.typical_cases import TypicalCase
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Catalogue
from dashboard.reports import charts, sentences, tables
from dashboard.reports.model import Case, Drawn, Part, Sentence, Table
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice
from dashboard.values import Answer
from dashboard.views import View

_NUMBERED = re.compile(r"^(\d+) ")


@dataclass(frozen=True)
class Desk:
    """What every part of one report is made with. ``today`` is what due dates are held against."""

    build: Build
    known: Catalogue
    chosen: Slice
    scope: Scope
    view: View
    ledger: Ledger
    today: date

    @property
    def asked(self) -> tuple[Build, Slice, Scope]:
        """What an answer is asked with."""
        return self.build, self.chosen, self.scope

    @property
    def period(self) -> Period | None:
        return self.known.period(self.build, self.chosen)


def of_answer(
    part_id: str,
    answer: Answer,
    desk: Desk,
    *,
    said: Sequence[Sentence] = (),
    table: Table | None = None,
    drawn: Drawn = "",
    title: Sentence | None = None,
    is_charted: bool = True,
    figure: Answer | None = None,
) -> Part:
    """An answer as a part. One that has nothing says what is missing, and shows nothing in its place.

    ``figure`` is what is drawn of an answer that is too long to be drawn whole.
    """
    view = desk.view
    found = title or sentences.title(answer, view)
    footer = verdicts.footer(answer, view)
    if answer.missing:
        return Part(part_id, found, answer=answer, footer=footer)
    chart = charts.chart(answer, view) if is_charted else None
    return Part(
        part_id,
        found,
        tuple(said),
        answer=answer,
        chart=chart,
        drawn=drawn,
        figure=figure,
        alt=view.text("{finding}. {footer}", finding=found.text, footer=footer),
        table=table,
        footer=footer,
        key=drawn_key(answer, view) if drawn == "figure" else (),
    )


def drawn_key(answer: Answer, view: View) -> tuple[str, ...]:
    """What the marks of a drawn figure mean, line by line."""
    lines = ([word.removeprefix(BAND) for word in line] for line in key_of(answer, view))
    # the number of a name is not left behind at the end of a line
    return tuple("　".join(_NUMBERED.sub("\\1\u00a0", word) for word in line) for line in lines)


def key_figures(part_id: str, answers: Sequence[Answer], desk: Desk, *, said: Sequence[Sentence] = ()) -> Part:
    """Several measures in one table, under the finding of the first."""
    view = desk.view
    first = answers[0]
    told = sentences.title(first, view)
    notes = sorted({note for answer in answers for note in answer.footer.notes if note == "short_comparison"})
    footer = view.text(" · ").join([verdicts.footer(first, view), *(verdicts.remark(note, view) for note in notes)])
    return Part(
        part_id, told, tuple(said), answer=first, table=tables.key_figures(answers, view), footer=footer, alt=told.text
    )


def cases(part_id: str, chosen: Sequence[TypicalCase], desk: Desk) -> Part:
    """The cases a person chose, the words masked; that none were chosen, or that they may not be read here."""
    view = desk.view
    if not desk.scope.may_read_verbatims:
        return Part(part_id, Sentence(view.text("You may see numbers here, but not read what customers wrote.")))
    if not chosen:
        return Part(part_id, Sentence(view.text("No typical case has been chosen for this period.")))
    told = tuple(
        Case(each.text, view.name(desk.known.called(each.unit_id)) if each.unit_id else "", each.told_on)
        for each in chosen
    )
    title = view.text("{count} cases chosen by a person, masked", count=len(told))
    return Part(part_id, Sentence(title), cases=told)


def actions(part_id: str, desk: Desk) -> Part:
    """What stands on the improvement list for these units: open, or done since the period began."""
    view = desk.view
    try:
        everything = list_all(desk.ledger, desk.scope)
    except LedgerError:
        return Part(part_id, Sentence(view.text("The improvement list cannot be read just now.")))
    period = desk.period
    found = [each for each in everything if _is_of(each, desk) and _is_told(each, period)]
    if not found:
        return Part(part_id, Sentence(view.text("The improvement list holds nothing for these units.")))
    still = [each for each in found if each.status in OPEN]
    late = sum(each.is_overdue(desk.today) for each in found)
    title = view.text(
        "Actions under way: {open}, {late} of them overdue; done: {done}",
        open=len(still),
        late=late,
        done=len(found) - len(still),
    )
    footer = view.text("From the improvement list, as on {day}", day=view.day(desk.today))
    return Part(
        part_id, Sentence(title), table=tables.actions(found, desk.known, desk.today, view), footer=footer, alt=title
    )


def _is_of(each: Improvement, desk: Desk) -> bool:
    """Whether a measure is about the chosen units or what lies below them; without any chosen, all are."""
    if not desk.chosen.units:
        return True
    at: str | None = each.unit_id
    while at:
        if at in desk.chosen.units:
            return True
        unit = desk.known.unit.get(at)
        at = unit.parent_id if unit else None
    return False


def _is_told(each: Improvement, period: Period | None) -> bool:
    if each.status == "dropped":
        return False
    if each.status in OPEN or period is None:
        return True
    return (each.done_on or "") >= period.first.isoformat()
