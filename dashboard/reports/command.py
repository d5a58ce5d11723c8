"""``python -m dashboard report KIND --period … --unit … --lang … --out DIR``: reports for a scheduler.

Exit 0: made (and sent, where that was asked for); 1: something hindered it, said in words; 2: wrong call.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from dashboard.admission import RefusedError, scope_in_terminal
from dashboard.due import MailError, server_of
from dashboard.ledger import Author, Ledger, LedgerError, open_ledger
from dashboard.queries.builds import BankError, Build, open_build
from dashboard.queries.catalogue import Catalogue, catalogue
from dashboard.queries.where import OutOfScopeError, narrowed
from dashboard.reports import mailing
from dashboard.reports.house import HouseError, house_of
from dashboard.reports.kinds import PERIODS, compose
from dashboard.reports.making import (
    FORMATS,
    MakingError,
    NotAllowedError,
    Step,
    check_allowed,
    keep,
    make,
    note_made,
    pack,
)
from dashboard.reports.model import KINDS, Report
from dashboard.scopes import Scope
from dashboard.slice_arguments import address_of, take_slice
from dashboard.slices import Period, Slice, UnknownAddress, from_address, to_address
from dashboard.views import View

MADE, HINDERED = 0, 1
USUAL = ("pptx", "docx", "html", "xlsx")


def command(arguments: Sequence[str], view: View) -> int:
    """Make one report, or with ``--each-unit`` one for every outlet; returns the exit code."""
    asked = _parser().parse_args(arguments)
    view = View(asked.lang or view.language)
    screen, aside = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        build = open_build(asked.bank)
        scope = scope_in_terminal(build, asked.person)
        check_allowed(scope)
        known = catalogue(build, scope)
        chosen = narrowed(from_address(address_of(asked, PERIODS[asked.kind]), known.known()), scope)
        ledger = open_ledger(build.bank, build.folder)
        author = Author(scope.person, came_from="terminal", page="report")
        if asked.each_unit:
            for step in _pack(asked, build, known, chosen, scope, view, ledger, author):
                state = view.text("there already") if step.state == "there" else view.text("made")
                told = view.text(
                    "{done} of {total}: {unit}, {state}", done=step.done, total=step.total, unit=step.unit, state=state
                )
                screen.print(told, markup=False)
            return MADE
        return _one(
            asked, compose(asked.kind, build, chosen, scope, view, ledger), build, ledger, author, screen, aside
        )
    except UnknownAddress as fault:
        for name, value in fault.faults:
            told = view.text("unknown {parameter}: {value}", parameter=name, value=value)
            aside.print(told, style="red", markup=False)
    except (
        BankError,
        LedgerError,
        MailError,
        HouseError,
        MakingError,
        NotAllowedError,
        OutOfScopeError,
        RefusedError,
    ) as fault:
        aside.print(str(fault), style="red", markup=False)
    return HINDERED


def _one(
    asked: argparse.Namespace,
    report: Report,
    build: Build,
    ledger: Ledger,
    author: Author,
    screen: Console,
    aside: Console,
) -> int:
    """One report: its files, the ledger's note, and the letters if they are asked for."""
    view, house = report.view, house_of(build)
    files = make(report, asked.format or USUAL, house)
    paths = keep(files, asked.out)
    note_made(ledger, author, report, [path.name for path in paths])
    for path in paths:
        screen.print(str(path), markup=False)
    for what, why in files.faults.items():
        aside.print(view.text("left out: {what} ({why})", what=what, why=why), style="yellow", markup=False)
    faults = [what for what in files.faults if what in (asked.format or ())]
    if not asked.mail and not asked.to:
        return HINDERED if faults else MADE
    server = server_of(os.environ)
    if server is None:
        raise MailError("no mail server is set: HUIYIN_SMTP_HOST, HUIYIN_SMTP_FROM")
    to = mailing.recipients(house, report, asked.to)
    if not to:
        raise MailError("nobody is named to send it to: --to, or [mail] in the bank's config/reports.toml")
    sent = mailing.send(ledger, author, report, paths, to, server, house)
    for each in sent:
        told = view.text("sent to {recipient}: {count}", recipient=each.recipient, count=each.lines)
        if each.fault:
            told = view.text("not sent to {recipient}: {fault}", recipient=each.recipient, fault=each.fault)
        screen.print(told, markup=False)
    if left := len(to) - len(sent):
        screen.print(view.text("{count} had this report before: not sent again", count=left), markup=False)
    return HINDERED if faults or any(each.fault for each in sent) else MADE


def _pack(
    asked: argparse.Namespace,
    build: Build,
    known: Catalogue,
    chosen: Slice,
    scope: Scope,
    view: View,
    ledger: Ledger,
    author: Author,
) -> Iterator[Step]:
    """One report for every unit without units below, of the level that is named if any."""

    def of_unit(unit: str) -> Report:
        return compose(asked.kind, build, replace(chosen, units=(unit,)), scope, view, ledger)

    period = known.period(build, chosen)
    units = outlets(known, chosen, period, asked.level)
    if not units:
        raise MakingError("there is no unit of this level here that was open in the period")
    formats = asked.format or ("pptx",)
    of_what = repr((asked.kind, to_address(chosen), str(period), view.language, build.id, ledger.revision()))
    return pack(units, of_unit, formats, asked.out, house_of(build), ledger, author, of_what)


def outlets(known: Catalogue, chosen: Slice, period: Period | None, level: str = "") -> tuple[str, ...]:
    """The units that a pack is of, in the order of the tree: those without units below, or of one level, inside what is
    chosen, and open in the period."""
    inside: set[str] = set()
    found = []
    for unit in known.units:  # parents before their children
        if not chosen.units or unit.unit_id in chosen.units or unit.parent_id in inside:
            inside.add(unit.unit_id)
        is_asked = level in unit.level_names if level else not known.children.get(unit.unit_id)
        is_open = period is None or (
            (unit.opened_on is None or unit.opened_on < period.end)
            and (unit.closed_on is None or unit.closed_on >= period.first)
        )
        if unit.unit_id in inside and is_asked and is_open:
            found.append(unit.unit_id)
    return tuple(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m dashboard report", description="A bulletin or a pack, as files that can be sent."
    )
    parser.add_argument("kind", choices=KINDS, help="which report")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the files go")
    take_slice(parser)
    parser.add_argument(
        "--format", action="append", choices=FORMATS, help=f"may be given several times; usually {', '.join(USUAL)}"
    )
    parser.add_argument("--each-unit", dest="each_unit", action="store_true", help="one report for every outlet")
    parser.add_argument("--level", default="", help="with --each-unit: units of this level in place of the lowest")
    parser.add_argument("--mail", action="store_true", help="send it to those named in the bank's config/reports.toml")
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help="send it to this address")
    return parser
