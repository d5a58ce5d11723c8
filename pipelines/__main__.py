"""The commands: describe, check, load, watch, raw, build, template, demo, status, name, remove.

Exit 0 done, 1 refused input, 2 wrong call; ``--json``: JSON lines, the last of which is ``done`` or ``refused``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.console import Console

from pipelines import banks, demo, postgresql, rebuild, status, told
from pipelines.banks import EXAMPLE, Bank
from pipelines.contracts import CONTRACTS
from pipelines.describe import command as describing
from pipelines.hindrances import told_of
from pipelines.load import LoadReport, check, load, load_held
from pipelines.originals import no_file
from pipelines.progress import Bars, JsonLines, Progress
from pipelines.refusals import Refusal, Refused, WrongCall, said
from pipelines.templates import templates
from pipelines.watch import command as watching

DONE, REFUSED, WRONG_CALL = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    chosen = _parser().parse_args(arguments)
    lines = JsonLines() if chosen.json else None
    try:
        result: dict[str, object]
        if chosen.command == "template":
            result = _template(chosen, lines)
            return _ended(result, lines)
        if chosen.command == "describe":
            return describing.run(chosen, lines)
        bank = banks.bank(EXAMPLE) if chosen.command == "demo" else banks.choose(chosen.bank)
        if chosen.command in ("load", "check"):
            result = _load(chosen, bank, lines)
        elif chosen.command == "watch":
            result = watching.run(chosen, bank, lines)
        elif chosen.command in ("raw", "build"):
            result = rebuild.run(chosen, bank, lines)
        elif chosen.command == "demo":
            result = _demo(chosen, bank, lines)
        elif chosen.command == "status":
            result = _status(bank, lines)
        elif chosen.command == "name":
            result = _name(chosen, bank, lines)
        else:
            result = _remove(bank, lines, chosen.yes)
    except Refused as refused:
        if lines:
            lines.send({"event": "refused", "errors": [refusal.as_dict() for refusal in refused.refusals]})
        else:
            told.refusals(Console(stderr=True), refused.refusals)
        return WRONG_CALL if isinstance(refused, WrongCall) else REFUSED
    return _ended(result, lines)


def _ended(result: dict[str, object], lines: JsonLines | None) -> int:
    if lines:
        lines.send({"event": "done", "report": result})
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipelines", description="Turn a bank's exports into its build.")
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--bank", help="the bank's id; else HUIYIN_BANK, else the only one that is not the example")
    shared.add_argument("--json", action="store_true", help="print progress and result as JSON lines")

    describing.add_parser(commands, shared)
    for command, about in (
        ("check", "say what loading these exports would do; nothing is changed"),
        ("load", "load exports and publish the build that holds them"),
    ):
        taking = commands.add_parser(command, parents=[shared], help=about)
        taking.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="an export, or a folder of them")
        taking.add_argument(
            "--postgresql",
            metavar="TABLE|FILE.sql",
            help=f"instead: a table, or the statement in a .sql file, of the server that {postgresql.ADDRESS} names",
        )
        taking.add_argument(
            "--description", type=Path, help="how to read them (TOML); else the one in config/ that fits"
        )
        if command == "load":
            taking.add_argument(
                "--rebuild", action="store_true", help="make every table anew, also where late answers could be applied"
            )
        taking.add_argument(
            "--yes-retire", action="store_true", help="let an authoritative file retire rows that it does not hold"
        )

    watching.add_parser(commands, shared)
    rebuild.add_parsers(commands, shared)

    blank = commands.add_parser("template", help="write a ready XLSX, CSV and description of a table")
    blank.add_argument("table", metavar="TABLE", help="all, or one of " + ", ".join(CONTRACTS))
    blank.add_argument("--out", type=Path, default=Path(), help="the folder to write into; else this one")
    blank.add_argument("--json", action="store_true", help="print the result as JSON lines")

    example = commands.add_parser("demo", help="make the example bank afresh and load it")
    example.add_argument("--json", action="store_true", help="print progress and result as JSON lines")
    example.add_argument("--scale", type=_between(0.01, 10), default=1.0, help="share of the whole example's records")
    example.add_argument("--outlets", type=_between(40, 2000), default=300, help="outlets of the example")
    example.add_argument("--years", type=_between(2, 10), default=4, help="years of records")

    commands.add_parser("status", parents=[shared], help="say what a bank holds")

    naming = commands.add_parser("name", parents=[shared], help="give a new bank its name, before anything is loaded")
    naming.add_argument("name", help="the bank's own name")
    naming.add_argument("--english", default="", help="its English name; else the same")
    naming.add_argument("--zone", default=banks.DEFAULT_ZONE, help="the zone its days are counted in (IANA)")

    removing = commands.add_parser("remove", parents=[shared], help="delete a bank with all its builds and originals")
    removing.add_argument("--yes", action="store_true", help="really delete; there is no way back")
    return parser


def _between(low: float, high: float) -> Callable[[str], float]:
    """A number within bounds, as argparse reads one; a whole number where no decimals are written."""

    def number(text: str) -> float:
        found = float(text) if "." in text else int(text)
        if not low <= found <= high:
            raise argparse.ArgumentTypeError(f"{text} is not between {low:g} and {high:g}")
        return found

    return number


def _watched(lines: JsonLines | None) -> AbstractContextManager[Progress]:
    return nullcontext(lines) if lines else Bars()


def _load(chosen: argparse.Namespace, bank: Bank, lines: JsonLines | None) -> dict[str, object]:
    if bool(chosen.paths) == bool(chosen.postgresql):
        raise WrongCall(
            Refusal(
                found=said("files and a table named together") if chosen.paths else said("no files"),
                where=chosen.command,
                expected=said("either exports or --postgresql"),
                what_to_do=said("name one of them"),
            )
        )
    named = [*chosen.paths, *([chosen.description] if chosen.description else [])]
    absent = [path for path in named if not path.exists()]
    if absent:
        raise WrongCall(*(no_file(path) for path in absent))
    bank.take_own_files()
    with _watched(lines) as progress:
        how = (chosen.description, progress, chosen.yes_retire)
        if chosen.command == "load" and chosen.postgresql:
            with (
                told_of(str(bank.folder)),
                bank.loading(),
                postgresql.exported(chosen.postgresql, bank.settings().zone, bank.inbox) as path,
            ):
                report = load_held(bank, [path], *how, is_rebuild=chosen.rebuild)
        elif chosen.command == "load":
            report = load(bank, chosen.paths, *how, is_rebuild=chosen.rebuild)
        elif chosen.postgresql:
            with told_of(str(bank.folder)), postgresql.exported(chosen.postgresql, bank.settings().zone) as path:
                report = check(bank, [path], *how)
        else:
            report = check(bank, chosen.paths, *how)
    return _say(report, lines)


def _demo(chosen: argparse.Namespace, bank: Bank, lines: JsonLines | None) -> dict[str, object]:
    with _watched(lines) as progress:
        progress.step("write", "example")
        with bank.loading():
            # no earlier example's files beside the new ones; its build is served until the new one is there
            for folder in (bank.config, bank.inbox, bank.done):
                shutil.rmtree(folder)
            bank.ensure()
            demo.write(
                bank.folder, outlets=int(chosen.outlets), years=int(chosen.years), scale=chosen.scale, progress=progress
            )
            report = load_held(bank, [bank.inbox], progress=progress, is_afresh=True)
    return _say(report, lines)


def _template(chosen: argparse.Namespace, lines: JsonLines | None) -> dict[str, object]:
    paths = templates(chosen.table, chosen.out)
    if not lines:
        for path in paths:
            Console().print(str(path), markup=False, highlight=False, soft_wrap=True)
    return {"files": [str(path) for path in paths]}


def _say(report: LoadReport, lines: JsonLines | None) -> dict[str, object]:
    if not lines:
        told.report(Console(), report)
    return report.as_dict()


def _status(bank: Bank, lines: JsonLines | None) -> dict[str, object]:
    found = status.of(bank)
    if not lines:
        told.status(Console(), found)
    return found.as_dict()


def _name(chosen: argparse.Namespace, bank: Bank, lines: JsonLines | None) -> dict[str, object]:
    settings = bank.call(chosen.name, chosen.english, chosen.zone)
    if not lines:
        Console().print(f"{bank.id} is called {settings.name} / {settings.name_en}.", markup=False)
    return {"bank": bank.id, "name": settings.name, "name_en": settings.name_en, "zone": settings.zone}


def _remove(bank: Bank, lines: JsonLines | None, is_sure: bool) -> dict[str, object]:
    if not bank.folder.is_dir():
        raise WrongCall(
            Refusal(
                said("no bank {id}", id=repr(bank.id)),
                str(bank.folder),
                said("one of {names}", names=", ".join(banks.known())),
                said("check --bank"),
            )
        )
    if not is_sure:
        raise WrongCall(
            Refusal(
                found=said(
                    "removing {id} deletes all its builds, descriptions and originals for ever", id=repr(bank.id)
                ),
                where=str(bank.folder),
                expected=said("--yes"),
                what_to_do=said("add --yes if that is what you want"),
            )
        )
    bank.remove()
    if not lines:
        Console().print(f"Removed {bank.id}.", markup=False)
    return {"bank": bank.id, "removed": True}


if __name__ == "__main__":
    sys.exit(main())
