"""Proposes how a file is to be read, and how sure it is of each line and why; imports the rooms of reading, not load.

``describe`` looks at a file and returns a Proposal: lines of a description, each with its sureness (sure, likely,
guess, undecided, decided), its reason in both languages, and other values it might have. The TOML of a proposal is one
that ``load_description`` takes unchanged, but for lines that only a person can decide: there "?" stands, which it
refuses.

The protocol for other programs, ``describe FILE --json``: one JSON object per line on standard output.

    {"event": "progress", "step": "read", "file": "x.csv", "done": 800, "total": null}
    {"event": "line", "path": "recommend.column", "value": "NETPRO", "sureness": "likely", "why": "…", "why_zh": "…",
     "choices": [{"value": …, "why": "…", "why_zh": "…"}], "columns": ["NETPRO"]}
    {"event": "done", "report": {"file", "table", "name", "layout", "layout_why", "rows", "is_sample", "tables",
     "columns", "contract", "undecided", "notes", "errors", "toml", "out"}}
    {"event": "refused", "errors": [{"found", "where", "expected", "what_to_do"}],
     "decide": [{"path": "file.encoding", "choices": […]}]}         instead of done: a file that cannot be read as it is

``path`` is dotted, lists by number: table, file.sheet, columns.responded_at.format, ratings.0.touchpoint. A person's
corrections are an object of path -> value, handed to the next run by ``--decisions FILE`` (``-``: standard input): a
value replaces or adds a line, null takes it away with all below. A decided table, file.…, or columns.X.column is taken
before anything else is looked at, so that formats and values follow. Numbers of ratings and choices are those of the
proposal without decisions. ``errors`` is what the loader says of the text; where it is empty, it may be loaded.

Everything quoted from the file is masked. Of a file of more than 200,000 rows the first are looked at (``is_sample``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.banks import Bank
from pipelines.contracts import CONTRACTS
from pipelines.describe.banks import held
from pipelines.describe.model import ColumnSeen, Line, Option, Proposal, Sureness, TableGuess, Why
from pipelines.describe.profiling import look
from pipelines.describe.proposing import propose
from pipelines.progress import Progress, Silent
from pipelines.raw import CHILDREN
from pipelines.refusals import Refusal, WrongCall, said

__all__ = ["ColumnSeen", "Line", "Option", "Proposal", "Sureness", "TableGuess", "Why", "describe"]

_FILE_OPTIONS = ("layout", "sheet", "encoding", "delimiter", "header_row", "answers")


def describe(
    path: Path,
    bank: Bank | None = None,
    table: str | None = None,
    decisions: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """Propose a description of a file; with a bank, its units, journeys and touchpoints are recognised.

    WrongCall where the table or a decision cannot be meant, UnreadableExport where the file cannot be read.
    """
    decided = dict(decisions or {})
    if table is not None:
        decided["table"] = table
    _check(decided)
    options = {
        name: decided[f"file.{name}"]
        for name in _FILE_OPTIONS
        if decided.get(f"file.{name}") not in (None, "auto" if name == "layout" else None)
    }
    looked = look(path, options, progress or Silent())
    chosen = decided.get("table")
    return propose(looked, held(bank), str(chosen) if chosen is not None else None, decided)


def _check(decided: Mapping[str, Any]) -> None:
    faults: list[Refusal] = []
    tables = [table for table in CONTRACTS if table not in CHILDREN]
    chosen = decided.get("table")
    if chosen is not None and chosen not in tables:
        faults.append(
            Refusal(
                said("no table is called {chosen}", chosen=repr(chosen)),
                "table",
                said("one of {names}", names=", ".join(tables)),
                said("choose one"),
            )
        )
    heads = ("table", "name", "reload", "file", "survey", "recommend", "ratings", "choices", "columns")
    for path in decided:
        parts = str(path).split(".")
        is_listed = parts[0] in ("ratings", "choices")
        if parts[0] not in heads or (is_listed and len(parts) > 1 and not parts[1].isdecimal()) or not all(parts):
            faults.append(
                Refusal(
                    said("no line has the path {path}", path=repr(str(path))),
                    "--decisions",
                    said("a path such as recommend.column, columns.unit_id.column or ratings.0.touchpoint"),
                    said("correct the path"),
                )
            )
    if faults:
        raise WrongCall(*faults)
