"""The same answers in a terminal: ``python -m dashboard nps --by month --unit r03 --json``; a face, like the pages.

``python -m dashboard due`` is the morning list (see ``dashboard.due``), ``export`` an answer as a
file (see ``dashboard.exporting``), ``report`` a bulletin (see ``dashboard.reports``).

Exit 0: answered (also where the honest answer is that there is none); 1: an unknown measure, id or bank; 2: wrong call.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.table import Table

from dashboard import due, effect_verdicts, relapses, trend_words, verdicts, watch
from dashboard.asking import Refused, ask, language, parser_of, refuse
from dashboard.journey_words import pair_found
from dashboard.plainly import as_json
from dashboard.values import Answer, Verdict
from dashboard.views import View

ANSWERED, UNKNOWN, WRONG_CALL = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Answers one question; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] in (["suspend"], ["audit"]):
        return watch.command(given, View(language=language(None), medium="terminal"))
    if given[:1] == ["due"]:
        return due.command(given[1:], View(language=language(None), medium="terminal"), relapses.reopen)
    if given[:1] == ["report"]:
        from dashboard.reports.command import command as report_command  # its writers are slow to load

        return report_command(given[1:], View(language=language(None)))
    if given[:1] == ["export"]:
        from dashboard import exporting  # and so is the drawing library

        return exporting.command(given[1:])
    parser = parser_of("python -m dashboard", "One measure of a bank's customer experience, as the screen shows it.")
    parser.add_argument("--json", action="store_true", help="plain data with unrounded numbers")
    asked = parser.parse_args(given)
    view = View(language=language(asked.lang), medium="terminal")
    try:
        answer = ask(parser, asked).answer
    except Refused as refused:
        refuse(refused, view, as_json=asked.json)
        return UNKNOWN
    if asked.json:
        print(json.dumps(as_json(answer), ensure_ascii=False, indent=2))  # noqa: T201 the terminal is this face's page
    else:
        show(answer, view)
    return ANSWERED


def show(answer: Answer, view: View, console: Console | None = None) -> None:
    """The answer as a table with its finding above, its verdicts and its footer below."""
    screen = console or Console(highlight=False, markup=False)  # nothing from a bank is taken for markup
    screen.print(verdicts.title(answer, view), style="bold")
    if answer.values:
        names = list(dict.fromkeys(name for each in answer.values for name, _ in each.key))
        table = Table(box=None, pad_edge=False)
        for name in names:
            table.add_column(verdicts.dimension(name, view))
        compared = dict(zip(answer.chart.get("compared", ()), answer.verdicts, strict=False))
        if compared:
            table.add_column(view.text("verdict"))
        for heading in (_score_name(answer, view), view.text("95% interval"), view.text("base")):
            table.add_column(heading, justify="right")
        for each in answer.values:
            ids = dict(each.key)
            table.add_row(
                *(verdicts.member(name, ids[name], view, answer) if name in ids else "" for name in names),
                *((_compared(compared, ids, view),) if compared else ()),
                verdicts.value(each, view, answer),
                verdicts.span(each, view, answer) if each.score is not None else "",
                verdicts.base(each, view, answer),
            )
        screen.print(table)
    if answer.question.startswith("effects."):
        for line in verdicts.effect_lines(answer, view):
            screen.print("· " + line)
        for row in effect_verdicts.having_rows(answer, view) if "having" in answer.chart else ():
            screen.print("  " + view.text(", ").join(piece for piece in row if piece))
    for place in answer.chart.get("standing", ()) if answer.question == "journeys.pain_pairs" else ():
        screen.print("· " + pair_found(answer, place, view))
    for verdict in answer.verdicts if not _is_told_by_row(answer) else ():
        screen.print("· " + verdicts.say(verdict, view, answer))
    for line in (verdicts.target(answer, view), *trend_words.levels(answer, view), *_signals(answer, view)):
        if line:
            screen.print("· " + line)
    if (weighted := answer.chart.get("weighted")) and weighted.shown != "hidden":
        told = verdicts.value(weighted, view, answer)
        interval = verdicts.interval(weighted, view, answer)
        screen.print("· " + view.text("weighted: {value} ({interval})", value=told, interval=interval))
    screen.print(verdicts.footer(answer, view), style="dim")


def _score_name(answer: Answer, view: View) -> str:
    """What stands in the column of scores: a measure that is not in the register says so itself."""
    own = answer.labels.get(("measure", answer.measure))
    return view.name(own) if own else view.text("score")


def _compared(compared: dict[str, Verdict], ids: dict[str, str], view: View) -> str:
    """The verdict on a unit or line; what is shown together is not compared."""
    return next((verdicts.word(compared[each], view) for each in ids.values() if each in compared), "")


def _is_told_by_row(answer: Answer) -> bool:
    return bool(answer.chart.get("compared")) or answer.question in ("effects.portfolio", "journeys.pain_pairs")


def _signals(answer: Answer, view: View) -> list[str]:
    lines = []
    for day, rule in answer.chart.get("signals", ()):
        name = trend_words.moment(date.fromisoformat(day), answer, view)
        lines.append(view.text("{month}: {signal}", month=name, signal=verdicts.signal(rule, view)))
    return lines


if __name__ == "__main__":
    sys.exit(main())
