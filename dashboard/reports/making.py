"""Makes the files of a report, and packs of one report per unit that go on where they were broken off."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.exports.chromium import PictureError
from dashboard.exports.whole_file import put
from dashboard.ledger import Author, Ledger, reports
from dashboard.reports.document import document
from dashboard.reports.house import House
from dashboard.reports.model import Report
from dashboard.reports.page import page
from dashboard.reports.paper import printed
from dashboard.reports.pictures import Picture, pictures
from dashboard.reports.sheets import sheets
from dashboard.reports.slides import slides
from dashboard.scopes import Scope
from dashboard.slices import to_address

FORMATS = ("pptx", "docx", "html", "xlsx", "pdf")
WITH_PICTURES = frozenset({"pptx", "docx", "html", "pdf"})
AT_ONCE = 20
"""Reports of a pack whose figures one browser draws: so many are held in memory together."""
MANIFEST = "made.json"
MOST_UNITS_NAMED = 3
_NOT_OF_A_NAME = re.compile(r"[^\w.-]+")


class MakingError(RuntimeError):
    """The files could not be made or written; the message says where and why."""


class NotAllowedError(PermissionError):
    """This person may see the numbers, and may not carry them away."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a report: its name and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a report, and what could not be made (format -> why)."""

    files: tuple[File, ...]
    faults: Mapping[str, str]


def stem(report: Report) -> str:
    """How a report's files are called: kind, period, units by their ids, language."""
    units = report.chosen.units
    place = "-".join(units) if len(units) <= MOST_UNITS_NAMED else f"{len(units)}-units-{_short(units)}"
    others = _short(sorted(report.chosen.members.items())) if report.chosen.members else ""
    pieces = (report.kind, str(report.period or "all"), place or "bank", others, report.view.language)
    return _NOT_OF_A_NAME.sub("_", "-".join(piece for piece in pieces if piece))


def _short(told: Any) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def make(report: Report, formats: Sequence[str], house: House, drawn: Mapping[str, Picture] | None = None) -> Files:
    """The report in these formats. Without a Chromium its PDF is left out and its figures stand as tables, told so.

    ``drawn``: the pictures by part where somebody has drawn them before. Raises ValueError for an unknown format,
    HouseError for a template that does not fit.
    """
    if unknown := sorted(set(formats) - set(FORMATS)):
        raise ValueError(f"there is no format {', '.join(unknown)}; there are {', '.join(FORMATS)}")
    faults: dict[str, str] = {}
    if drawn is None:
        drawn, fault = draw(report, formats)
        if fault:
            faults["pictures"] = fault
    made = []
    for each in FORMATS:
        if each not in formats:
            continue
        try:
            made.append(File(f"{stem(report)}.{each}", _written(each, report, house, drawn)))
        except PictureError as fault:
            faults[each] = str(fault)
    return Files(tuple(made), faults)


def draw(report: Report, formats: Sequence[str]) -> tuple[dict[str, Picture], str]:
    """The pictures that these formats need, by part; none, and why, where they cannot be drawn."""
    found, fault = _drawn([report], formats)
    return {part: picture for (_, part), picture in found.items()}, fault


def _drawn(several: Sequence[Report], formats: Sequence[str]) -> tuple[dict[tuple[int, str], Picture], str]:
    wished = WITH_PICTURES.intersection(formats)
    if not wished:
        return {}, ""
    try:  # the web page and its print write a lane map as text
        return pictures(several, is_for_slides=wished == {"pptx"}, has_lanes=bool(wished & {"pptx", "docx"})), ""
    except PictureError as fault:
        return {}, str(fault)


def _written(each: str, report: Report, house: House, drawn: Mapping[str, Picture]) -> bytes:
    if each == "pptx":
        return slides(report, house, drawn)
    if each == "docx":
        return document(report, house, drawn)
    if each == "xlsx":
        return sheets(report, house)
    text = page(report, house, drawn)
    return printed(text) if each == "pdf" else text.encode()


def keep(made: Files, folder: Path) -> tuple[Path, ...]:
    """The files in a folder, each whole or not at all. MakingError where it cannot be written."""
    kept = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in made.files:
            kept.append(folder / file.name)
            put(kept[-1], file.content)
    except OSError as fault:
        raise MakingError(f"{folder} cannot be written: {fault.strerror}") from fault
    return tuple(kept)


def check_allowed(scope: Scope) -> None:
    """NotAllowedError for who may not export, or has no reports at all."""
    if not scope.may_export or not scope.opens("reports"):
        raise NotAllowedError("you may see these numbers here, and not take them away as files")


def note_made(ledger: Ledger, author: Author, report: Report, names: Sequence[str]) -> int:
    """Keep in the ledger and its audit what was made from which build. Raises LedgerError."""
    return reports.note(
        ledger,
        author,
        kind=report.kind,
        address=to_address(report.chosen),
        period=str(report.period or ""),
        language=report.view.language,
        build=report.build,
        files=names,
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of a pack: ``state`` made or there already, and how many of how many are behind it."""

    unit: str
    state: str
    done: int
    total: int


def pack(
    units: Sequence[str],
    compose: Callable[[str], Report],
    formats: Sequence[str],
    folder: Path,
    house: House,
    ledger: Ledger,
    author: Author,
    of_what: str,
) -> Iterator[Step]:
    """One report for each unit, told one by one as they are made; ``compose`` makes that of one unit.

    ``of_what`` names everything else they are made from (kind, period, language, build, the ledger's revision): a unit
    whose files were made from the same and are still as they were is not made again, so that a pack that was broken off
    goes on. Every file is written whole or not at all, and the list of what is made after each.
    """
    known = _manifest(folder)
    waiting = [unit for unit in units if not _is_there(known.get(unit), of_what, formats, folder)]
    done = 0
    for unit in units:
        if unit not in waiting:
            done += 1
            yield Step(unit, "there", done, len(units))
    for first in range(0, len(waiting), AT_ONCE):
        several = waiting[first : first + AT_ONCE]
        composed = [compose(unit) for unit in several]
        drawn, fault = _drawn(composed, formats)
        if fault and "pdf" in formats:
            raise MakingError(fault)
        for at, (unit, report) in enumerate(zip(several, composed, strict=True)):
            own = {part: picture for (place, part), picture in drawn.items() if place == at}
            files = make(report, formats, house, own)
            keep(files, folder)
            known[unit] = {"of": of_what, "files": {file.name: _sum(file.content) for file in files.files}}
            put(folder / MANIFEST, json.dumps(known, ensure_ascii=False, indent=1).encode())
            note_made(ledger, author, report, [file.name for file in files.files])
            done += 1
            yield Step(unit, "made", done, len(units))


def _manifest(folder: Path) -> dict[str, Any]:
    """What an earlier run made here; nothing where there is none that can be read."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_there(entry: Any, of_what: str, formats: Sequence[str], folder: Path) -> bool:
    if not isinstance(entry, dict) or entry.get("of") != of_what:
        return False
    files = entry.get("files", {})
    if {Path(name).suffix[1:] for name in files} < set(formats):
        return False
    try:
        return all(_sum((folder / name).read_bytes()) == told for name, told in files.items())
    except OSError:
        return False


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
