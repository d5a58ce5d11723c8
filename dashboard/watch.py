"""The administrator's commands: ``suspend PERSON``, ``audit`` (the newest entries), ``audit verify``, ``audit rotate``.

Exit 0: done, or the chain is whole; 1: something hindered it, or the chain is not whole; 2: wrong call.
"""

from __future__ import annotations

import argparse
import getpass
import json
from collections.abc import Sequence

from rich.console import Console

from dashboard.access.register import identified
from dashboard.ledger import Author, Ledger, LedgerError, audit, open_ledger, suspensions
from dashboard.queries.builds import BankError, open_build
from dashboard.views import View

KEPT_DAYS = 400
"""A year and a month: what somebody did is asked for when the year is reviewed."""
FAULTS = ("gap", "changed", "unchained", "cut_off", "other_head")


def command(arguments: Sequence[str], view: View) -> int:
    """One of the commands; the exit code."""
    asked = _parser().parse_args(arguments)
    screen = Console(highlight=False, soft_wrap=True)
    try:
        build = open_build(asked.bank)
        ledger = open_ledger(build.bank, build.folder)
        if asked.command == "suspend":
            return _suspend(ledger, asked, view, screen)
        if asked.what == "verify":
            return _verify(ledger, asked.head, view, screen, is_json=asked.json)
        if asked.what == "rotate":
            return _rotate(ledger, asked.keep_days, view, screen)
        for each in reversed(audit.entries(ledger, last=asked.last)):
            print(json.dumps(dict(each), ensure_ascii=False))  # noqa: T201 the terminal's page
    except (BankError, LedgerError) as fault:
        Console(stderr=True, highlight=False).print(str(fault), style="red", markup=False)
        return 1
    return 0


def _suspend(ledger: Ledger, asked: argparse.Namespace, view: View, screen: Console) -> int:
    person = identified(asked.person)
    with ledger.writing(Author(f"terminal:{getpass.getuser()}", came_from="terminal", page="suspend")) as writing:
        if asked.lift:
            suspensions.lift(writing, person)
        else:
            suspensions.suspend(writing, person, asked.reason)
    told = (
        view.text("{person} is let in again from the next click on.", person=person)
        if asked.lift
        else view.text("{person} is suspended from the next click on.", person=person)
    )
    screen.print(told, markup=False)
    return 0


def _verify(ledger: Ledger, head: str, view: View, screen: Console, *, is_json: bool) -> int:
    """Whether the chain is whole; with a head that was noted earlier, whether that still stands in it."""
    found = audit.verify(ledger, noted=head)
    if is_json:
        told = {"entries": found.entries, "head": found.head, "faults": [list(each) for each in found.faults]}
        print(json.dumps(told, ensure_ascii=False, indent=2))  # noqa: T201 the terminal's page
        return int(bool(found.faults))
    for number, code in found.faults:
        screen.print(say_fault(number, code, view), style="red", markup=False)
    if not found.faults:
        count = view.number(found.entries)
        screen.print(view.text("The audit is whole: {count} entries, none changed, missing or cut off.", count=count))
    screen.print(view.text("Its last hash, to be noted elsewhere: {head}", head=found.head or "–"), markup=False)
    return int(bool(found.faults))


def _rotate(ledger: Ledger, keep_days: int, view: View, screen: Console) -> int:
    """Older entries go to a file of the bank's folder, the chain goes on."""
    author = Author(f"terminal:{getpass.getuser()}", came_from="terminal", page="audit")
    path = audit.rotate(ledger, author, keep_days)
    told = (
        view.text("No entry is older than {days} days.", days=view.number(keep_days))
        if path is None
        else view.text("Older entries are in {path} now; the chain goes on.", path=path)
    )
    screen.print(told, markup=False)
    return 0


def say_fault(number: int, code: str, view: View) -> str:
    """One fault of the chain in words."""
    said = {
        "gap": view.text("Entry {number} is missing.", number=number),
        "changed": view.text("Entry {number} was changed after it was written.", number=number),
        "unchained": view.text("Entry {number} does not follow the one before it.", number=number),
        "cut_off": view.text("Entries up to {number} were written; the last are cut off.", number=number),
        "other_head": view.text("The hash that was noted is not in the audit: it was written anew."),
    }
    return said[code]


def _days(written: str) -> int:
    days = int(written)
    if days < audit.LEAST_KEPT_DAYS:
        raise ValueError(f"{days} days: unusual use is looked for in {audit.LEAST_KEPT_DAYS}")
    return days


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Watch over who may see what.")
    commands = parser.add_subparsers(dest="command", required=True)
    suspend = commands.add_parser("suspend", help="keep a person out from the next click on")
    suspend.add_argument("person", help="as in config/access.toml, or as the provider claims them")
    suspend.add_argument("--reason", default="", help="kept in the ledger")
    suspend.add_argument("--lift", action="store_true", help="let them in again")
    seen = commands.add_parser("audit", help="the newest entries as JSON lines, verify, or rotate")
    seen.add_argument("what", nargs="?", choices=("list", "verify", "rotate"), default="list")
    seen.add_argument("--last", type=int, default=50, help="so many entries")
    seen.add_argument(
        "--keep-days",
        type=_days,
        default=KEPT_DAYS,
        help=f"with rotate: what stays in the ledger, at least {audit.LEAST_KEPT_DAYS} days",
    )
    seen.add_argument("--head", default="", help="with verify: a hash that was noted earlier")
    seen.add_argument("--json", action="store_true", help="with verify: plain data")
    for each in (suspend, seen):
        each.add_argument("--bank", help="which bank; by default the only one that is not the example")
    return parser
