"""``python -m dashboard export``: an answer as a file, in the formats that the screen gives.

Exit 0: written; 1: nothing that could be (the words say why), or something unknown; 2: wrong call.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from rich.console import Console

from dashboard import sheets, verdicts
from dashboard.asking import Asked, Refused, ask, language, parser_of, refuse
from dashboard.exports.chromium import PictureError
from dashboard.exports.whole_file import put
from dashboard.ledger import Author, LedgerError, audit, open_ledger
from dashboard.sheets import Kind
from dashboard.slices import to_address
from dashboard.views import View

WRITTEN, NOTHING = 0, 1
THEMES = ("light", "dark")


def command(given: Sequence[str]) -> int:
    """Writes one answer in each wished format; returns the exit code."""
    parser = parser_of("python -m dashboard export", "One answer as files, as the screen shows it.")
    parser.add_argument("--format", dest="kinds", action="append", required=True, choices=sheets.KINDS)
    parser.add_argument("--out", required=True, metavar="PATH", help="a file, or a folder for several formats")
    parser.add_argument("--theme", choices=THEMES, default="light")
    asked = parser.parse_args(given)
    view = View(language=language(asked.lang), theme=asked.theme)
    told = Console(stderr=True, highlight=False)
    try:
        found = ask(parser, asked)
    except Refused as refused:
        refuse(refused, view)
        return NOTHING
    kinds: tuple[Kind, ...] = tuple(dict.fromkeys(asked.kinds))
    folder, stem = _place(Path(asked.out), kinds)
    if len(kinds) > 1 and Path(asked.out).suffix:
        parser.error("--out names one file, and several formats were asked for: name a folder")
    fault = _written(found, kinds, folder, stem, view, given)
    if fault:
        told.print(fault, style="red", markup=False)
        return NOTHING
    return WRITTEN


def _written(found: Asked, kinds: Sequence[Kind], folder: Path, stem: str, view: View, given: Sequence[str]) -> str:
    """Why nothing was written; nothing where it was."""
    answer = found.answer
    if not found.scope.may_export:
        return view.text("You may look at this, but not take it out as a file.")
    if answer.missing:
        return verdicts.missing(answer, view)
    name = f"huiyin-{answer.measure}-{answer.question}"
    sheet = sheets.sheet_of(
        answer, view, name=name, address=f"{view.name((found.build.name, found.build.name_en))} · {_call(given)}"
    )
    impossible = [kind for kind in kinds if kind not in sheets.kinds_of(sheet)]
    if impossible:
        there_are = view.text(", ").join(sheets.kinds_of(sheet))
        return view.text(
            "This answer has no figure to export as {kinds}; there are: {known}",
            kinds=view.text(", ").join(impossible),
            known=there_are,
        )
    try:
        files = {kind: data for _, kind, data in sheets.files_of([sheet], kinds)}
    except PictureError as fault:
        return view.text("No picture was made: {why}", why=str(fault))
    places = {kind: folder / f"{stem or sheet.name}.{kind}" for kind in files}
    if stem and len(kinds) == 1:
        places = {kinds[0]: folder / stem}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, data in files.items():
            put(places[kind], data)
    except OSError as fault:
        return view.text("{path} cannot be written: {why}", path=str(folder), why=fault.strerror or str(fault))
    return _noted(found, kinds, places, view)


def _noted(found: Asked, kinds: Sequence[Kind], places: Mapping[Kind, Path], view: View) -> str:
    """The audit's entry; a file that could not be noted is taken away again."""
    author = Author(
        person=found.scope.person,
        came_from="terminal",
        page="export",
        slice=urlencode(to_address(found.answer.slice), doseq=True),
    )
    try:
        ledger = open_ledger(found.build.bank, found.build.folder)
        subject = f"{found.answer.question} {found.answer.measure}"
        detail = f"{' '.join(kinds)} build {found.build.id}"
        audit.record(ledger, author, "export", subject=subject, detail=detail)
    except LedgerError as fault:
        for place in places.values():
            place.unlink(missing_ok=True)
        return view.text("Nothing was exported, because it cannot be noted who did: {why}", why=str(fault))
    return ""


def _place(out: Path, kinds: Sequence[Kind]) -> tuple[Path, str]:
    """The folder and, where one file is named, its name."""
    if len(kinds) == 1 and out.suffix and not out.is_dir():
        return out.parent, out.name
    return out, ""


def _call(given: Sequence[str]) -> str:
    """The same question in a terminal, without what only this file was made with."""
    kept, skip = [], False
    for word in given:
        name = word.partition("=")[0]
        if skip:
            skip = False
        elif name in ("--out", "--format", "--theme", "--lang"):
            skip = "=" not in word
        else:
            kept.append(word)
    return "python -m dashboard " + shlex.join(kept)
