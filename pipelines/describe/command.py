"""The command ``describe``: reads decisions, proposes, writes the TOML where asked, and speaks the protocol."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console

from pipelines import banks
from pipelines.banks import Bank
from pipelines.contracts import CONTRACTS
from pipelines.describe import describe
from pipelines.describe.model import Proposal
from pipelines.describe.openings import openings
from pipelines.describe.saying import say
from pipelines.progress import Bars, JsonLines, Progress
from pipelines.raw import CHILDREN
from pipelines.readers import UnreadableExport
from pipelines.refusals import Refusal, WrongCall, said

DONE, REFUSED = 0, 1


def add_parser(commands: Any, shared: argparse.ArgumentParser) -> None:
    """What the command may be called with."""
    parser = commands.add_parser(
        "describe", parents=[shared], help="propose how to read an export, and say how sure it is of each line and why"
    )
    parser.add_argument("path", type=Path, metavar="FILE", help="an export")
    parser.add_argument(
        "--table", help="what it is: " + ", ".join(table for table in CONTRACTS if table not in CHILDREN)
    )
    parser.add_argument(
        "--decisions", metavar="FILE.json", help='what a person decided, {"path": value}; - reads stdin'
    )
    parser.add_argument("--out", type=Path, metavar="FILE.toml", help="write the description there")


def run(chosen: argparse.Namespace, lines: JsonLines | None) -> int:
    """Propose, and say so; raises Refused for a wrong call, and for a file that cannot be read in words."""
    path: Path = chosen.path
    if not path.is_file():
        raise WrongCall(Refusal(said("no such file"), str(path), said("a file that exists"), said("check the path")))
    if chosen.table is not None and (chosen.table not in CONTRACTS or chosen.table in CHILDREN):
        listed = ", ".join(table for table in CONTRACTS if table not in CHILDREN)
        raise WrongCall(
            Refusal(
                said("no table is called {table}", table=repr(chosen.table)),
                "--table",
                said("one of {names}", names=listed),
                said("correct it"),
            )
        )
    watched: AbstractContextManager[Progress] = nullcontext(lines) if lines else Bars()
    decisions, bank = _decisions(chosen.decisions), _bank(chosen.bank)
    try:
        with watched as progress:
            proposal = describe(path, bank, chosen.table, decisions, progress)
    except UnreadableExport as error:
        if lines is None:
            raise
        errors = [refusal.as_dict() for refusal in error.refusals]
        lines.send({"event": "refused", "errors": errors, "decide": openings(path, error)})
        return REFUSED
    if chosen.out is not None:
        _write(chosen.out, proposal)
    if lines is None:
        say(Console(), proposal)
        return DONE
    for line in proposal.lines:
        lines.send({"event": "line", **line.as_dict()})
    lines.send({"event": "done", "report": {**proposal.as_dict(), "out": str(chosen.out) if chosen.out else None}})
    return DONE


def _bank(name: str | None) -> Bank | None:
    """The bank that is named; without one, none: a proposal needs no bank."""
    named = name or os.environ.get("HUIYIN_BANK")
    return banks.bank(named) if named else None


def _decisions(place: str | None) -> Mapping[str, Any]:
    if place is None:
        return {}
    expected = said('a JSON object of path and value, {"recommend.column": "NETPRO"}')
    try:
        text = sys.stdin.read() if place == "-" else Path(place).read_text(encoding="utf-8-sig")
        found = json.loads(text)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise WrongCall(
            Refusal(said("not readable: {error}", error=error), "--decisions", expected, said("correct the file"))
        ) from error
    if not isinstance(found, dict):
        raise WrongCall(
            Refusal(said("a {type}", type=type(found).__name__), "--decisions", expected, said("correct the file"))
        )
    return found


def _write(place: Path, proposal: Proposal) -> None:
    """The description, whole or not at all."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
        fresh.write_text(proposal.toml, encoding="utf-8")
        fresh.replace(place)
    except OSError as error:
        raise WrongCall(
            Refusal(
                found=said("a file that cannot be written ({strerror})", strerror=error.strerror),
                where=str(place),
                expected=said("a place where a file may be written"),
                what_to_do=said("name another with --out"),
            )
        ) from error
